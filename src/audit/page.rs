//! "Audit": the trail with its filters, all of them in the address; its export, its verification, how long it is kept.

use super::api::audit_trail;
use super::entries::Entries;
use super::filters::Filters;
use super::keeping::{Retention, Verification};
use super::types::{PersonFound, Question, TrailPage};
use crate::base::{AppError, ask_first};
use crate::ui::{Banner, Button, Page, Section, Skeleton, Status, Tone};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Asks for the password when an action was refused for want of a fresh one, and does the action again. It comes from
/// the auth room, which stands above this one.
pub type AskPassword = Callback<(Signal<Option<AppError>>, Callback<()>), AnyView>;

#[component]
pub fn AuditPage(ask_password: AskPassword) -> impl IntoView {
    let asked = question();
    // With the question it answers: the page before stays until the next one has come, and must not be read by another.
    let found = ask_first(move || asked.get(), |asked| async move { audit_trail(asked.clone()).await.map(|page| (asked, page)) });
    let fault = Signal::derive(move || found.get().and_then(Result::err));
    view! {
        <Page title="Audit" lead="What happened in your practice: who did it, when, and from where. Nothing here can be changed or deleted.">
            <Said asked/>
            <Transition>
                <Filters asked fault/>
            </Transition>
            <Transition fallback=|| view! { <Skeleton rows=10/> }>
                {move || found.get().map(|page| match page {
                    Ok((asked, page)) => view! { <Found page asked ask_password/> }.into_any(),
                    Err(AppError::Invalid(_)) => ().into_any(),
                    Err(error) => view! {
                        <Status code=error.status()/>
                        <div role="alert"><Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner></div>
                    }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

/// The question as the address puts it.
fn question() -> Memo<Question> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|q| {
            let text = |key: &str| q.get(key).unwrap_or_default().chars().take(200).collect::<String>();
            Question {
                who: text("who"),
                member: text("member"),
                part: text("part"),
                kind: text("kind"),
                about: text("about").parse::<uuid::Uuid>().map(|id| id.to_string()).unwrap_or_default(),
                from: text("from"),
                to: text("to"),
                after: text("after"),
            }
        })
    })
}

/// What has just happened, where the address says so: an export that could not begin, a setting saved.
#[component]
fn Said(asked: Memo<Question>) -> impl IntoView {
    let query = use_query_map();
    let export = move || query.with(|q| q.get("export"));
    let confirm = move || format!("/confirm?next={}", crate::base::in_query(&asked.get().address()));
    view! {
        {move || query.with(|q| q.get("saved")).map(|_| view! { <div role="status"><Banner tone=Tone::Good><p>"Saved."</p></Banner></div> })}
        {move || export().map(|why| match why.as_str() {
            "password" => view! {
                <div role="alert"><Banner tone=Tone::Warning title="Confirm it’s you, then export again">
                    <p>"The trail leaves the house by an export, so we ask for your password once more. " <a href=confirm>"Enter your password"</a></p>
                </Banner></div>
            }.into_any(),
            "denied" => explained(say!("Your role can’t export the audit trail. An administrator can change that.")),
            "unclear" => explained(say!("Nothing was exported: look at the filters first.")),
            _ => explained(say!("The export could not begin. Nothing was exported; try again in a moment.")),
        })}
    }
}

fn explained(words: &'static str) -> AnyView {
    view! { <div role="alert"><Banner tone=Tone::Bad><p>{words}</p></Banner></div> }.into_any()
}

#[component]
fn Found(page: TrailPage, asked: Question, ask_password: AskPassword) -> impl IntoView {
    let TrailPage { entries, next, people, person, zone, years, why_not_verify, why_not_export, why_not_retain } = page;
    let unclear = person.is_none() && !asked.who.trim().is_empty();
    let older = next.map(|after| Question { after, ..asked.clone() }.address());
    let newest = (!asked.after.is_empty()).then(|| Question { after: String::new(), ..asked.clone() }.address());
    view! {
        {if unclear {
            view! { <Which people asked=asked.clone()/> }.into_any()
        } else {
            view! { <Entries entries older newest asked=asked.clone()/> }.into_any()
        }}
        <p class="trail-zone">"Days begin and end in the time zone " {zone} ", where you work."</p>
        <div class="settings trail-keeping">
            <Section id="export" title="Export" lead="What the filters show, as a file. The export itself is recorded.">
                <Export asked why_not=why_not_export/>
            </Section>
            <Section id="verify" title="Verify" lead="Every entry carries a hash of itself and of the one before it. Walking the chain shows whether any was changed, removed or reordered.">
                <Verification why_not=why_not_verify/>
            </Section>
            <Section id="retention" title="Retention" lead="Entries are removed by whole months, after the last practice on this server that keeps them longer. The law asks for six years.">
                <Retention years why_not=why_not_retain ask_password/>
            </Section>
        </div>
    }
}

/// Several people could be meant, or nobody.
#[component]
fn Which(people: Vec<PersonFound>, asked: Question) -> impl IntoView {
    let words = match people.len() {
        0 => say!("No one’s name begins with “{}”.", asked.who.trim()),
        _ => say!("Whom do you mean by “{}”?", asked.who.trim()),
    };
    let choices = people
        .into_iter()
        .map(|person| {
            let href =
                Question { who: person.name.clone(), member: person.id.to_string(), after: String::new(), ..asked.clone() }.address();
            view! {
                <li><a class="row-link" href=href>
                    <span class="row-text"><span class="row-title">{person.name}</span><span class="row-detail">{person.email}</span></span>
                </a></li>
            }
        })
        .collect_view();
    view! {
        <div class="card trail-which" role="status">
            <p>{words}</p>
            <ul class="list">{choices}</ul>
        </div>
    }
}

/// Two plain forms: a file is no answer for a server function.
#[component]
fn Export(asked: Question, why_not: Option<String>) -> impl IntoView {
    let form = |action: &'static str, label: &'static str| {
        let hidden = asked.fields().into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
        view! {
            <form method="post" action=action>
                {hidden}
                <Button submit=true icon="download" disabled_because=Signal::stored(why_not.clone())>{label}</Button>
            </form>
        }
    };
    view! { <div class="trail-exports">{form("/audit/export.csv", say!("Export as CSV"))}{form("/audit/export.ndjson", say!("Export as NDJSON"))}</div> }
}
