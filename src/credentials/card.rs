//! "Credentials" on the profile card. The forms open in place, so that they work without JavaScript too.

use super::api::{AddLicence, ChangeLicence, RemoveLicence, SaveCredentials, add_licence};
use super::types::{COMMON_TAXONOMIES, CredentialsSeen, Due, Identity, Lapse, Licence};
use super::{Day, UsState};
use crate::base::{AppError, MemberId};
use crate::ui::{
    Badge, Banner, Button, ButtonKind, Choice, Fact, Facts, Field, FieldKind, Refused, SelectField, TextArea, Tone, Typed, fault_at,
    offer_undo, refusal_of, toast,
};
use caseload_words::view;
use leptos::context::Provider;
use leptos::prelude::*;

#[component]
pub fn Credentials(member: MemberId, seen: CredentialsSeen, changed: Callback<()>) -> impl IntoView {
    let may_edit = seen.why_not_edit.is_none();
    let lapsed = Lapse::on(&seen.licences, seen.today).is_some();
    let none = seen.is_empty();
    let (licences, today, bio) = (seen.licences.clone(), seen.today, seen.bio.clone());
    let shown = |text: String| if text.is_empty() { "–".to_string() } else { text };
    let (npi, taxonomy) = (shown(seen.npi.clone()), shown(seen.taxonomy_words()));
    view! {
        <section class="credentials" aria-labelledby="credentials-title">
            <h3 id="credentials-title">"Credentials"</h3>
            {lapsed.then(|| view! { <Banner tone=Tone::Bad><p>{Lapse::words()}</p></Banner> })}
            {if none {
                view! { <p class="quiet">"No NPI, taxonomy code or licence has been entered yet."</p> }.into_any()
            } else {
                view! {
                    <Facts>
                        <Fact label="NPI">{npi}</Fact>
                        <Fact label="Taxonomy">{taxonomy}</Fact>
                    </Facts>
                    {(!bio.is_empty()).then(|| view! { <p class="credentials-bio">{bio}</p> })}
                    <h4 id="licences-title">"Licences"</h4>
                    {licences.is_empty().then(|| view! { <p class="quiet">"No licence has been entered yet."</p> })}
                    {(!licences.is_empty()).then(|| view! {
                        <ul class="list" aria-labelledby="licences-title">
                            {licences.into_iter().map(|licence| view! { <One member licence today may_edit changed/> }).collect_view()}
                        </ul>
                    })}
                }.into_any()
            }}
            {may_edit.then(|| view! {
                <div class="credentials-forms">
                    <Adding member changed/>
                    <Editing member seen changed/>
                </div>
            })}
        </section>
    }
}

#[component]
fn One(member: MemberId, licence: Licence, today: Day, may_edit: bool, changed: Callback<()>) -> impl IntoView {
    let due = licence.due(today);
    let title = if licence.title.is_empty() { String::new() } else { format!("{}, ", licence.title) };
    let detail = format!("{title}{}", licence.state.words());
    let until = due.words(licence.expires_on);
    view! {
        <li class="credentials-row">
            <div class="row-text">
                <span class="row-title">{licence.name()}</span>
                <span class="row-detail">{detail}</span>
            </div>
            {match due {
                Due::Later => view! { <span class="quiet">{until}</span> }.into_any(),
                due => view! { <Badge tone=due.tone() text=until/> }.into_any(),
            }}
            {may_edit.then(|| view! { <Changing member licence changed/> })}
        </li>
    }
}

/// Each has its own form; what came back from a plain post stands only in the one it was typed into.
#[component]
fn Changing(member: MemberId, licence: Licence, changed: Callback<()>) -> impl IntoView {
    let (change, remove) = (ServerAction::<ChangeLicence>::new(), ServerAction::<RemoveLicence>::new());
    let (refusal, not_removed) = (refusal_of(change), refusal_of(remove));
    let words = say!("{} is saved.", licence.name());
    told_of(change, words, changed);
    put_back(remove, member, licence.clone(), changed);
    let (id, name, version) = (licence.id.to_string(), licence.name(), licence.version.to_string());
    let (of, to_remove, its_version) = (id.clone(), id.clone(), version.clone());
    let its_own = Typed::at("id").as_ref() == Some(&id);
    let typed = if its_own { use_context::<Typed>().unwrap_or_default() } else { Typed::default() };
    let open = its_own && came_back(refusal);
    view! {
        <Provider value=typed>
            <details class="credentials-form" open=open>
                <summary class="button button-plain">"Edit"<span class="visually-hidden">{say!(" licence {name}")}</span></summary>
                <ActionForm action=change attr:class="form">
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="version" value=version/>
                    <Refused refusal/>
                    <LicenceFields of licence=Some(licence) refusal/>
                    <div><Button kind=ButtonKind::Primary submit=true busy=change.pending()>"Save licence"</Button></div>
                </ActionForm>
                <ActionForm action=remove>
                    <input type="hidden" name="id" value=to_remove/>
                    <input type="hidden" name="version" value=its_version/>
                    <Refused refusal=not_removed/>
                    <Button kind=ButtonKind::Danger submit=true busy=remove.pending()>"Remove licence"</Button>
                </ActionForm>
            </details>
        </Provider>
    }
}

#[component]
fn Adding(member: MemberId, changed: Callback<()>) -> impl IntoView {
    let add = ServerAction::<AddLicence>::new();
    let refusal = refusal_of(add);
    Effect::new(move |_| {
        if matches!(add.value().get(), Some(Ok(_))) {
            toast(Tone::Good, say!("The licence is added."));
            changed.run(());
        }
    });
    // What was typed to change a licence is none of this form's.
    let typed = if Typed::at("id").is_some() { Typed::default() } else { use_context::<Typed>().unwrap_or_default() };
    view! {
        <Provider value=typed>
            <details class="credentials-form" open=came_back(refusal)>
                <summary class="button">"Add a licence"</summary>
                <ActionForm action=add attr:class="form">
                    <input type="hidden" name="member" value=member.to_string()/>
                    <Refused refusal/>
                    <LicenceFields of="new".to_string() licence=None refusal/>
                    <div><Button kind=ButtonKind::Primary submit=true busy=add.pending()>"Add licence"</Button></div>
                </ActionForm>
            </details>
        </Provider>
    }
}

#[component]
fn LicenceFields(of: String, licence: Option<Licence>, refusal: Signal<Option<AppError>>) -> impl IntoView {
    let (state, number, title, expires_on) =
        licence.map_or_else(Default::default, |l| (l.state.code().to_string(), l.number, l.title, l.expires_on.to_string()));
    let states = UsState::all().map(|s| Choice::new(s.code(), s.words())).collect::<Vec<_>>();
    let id = |field: &str| format!("licence-{of}-{field}");
    view! {
        <SelectField label="State" name="state" id=id("state") options=states value=state blank="Choose a state" required=true fault=fault_at(refusal, "state")/>
        <Field label="Licence number" name="number" id=id("number") value=number required=true maxlength=40 fault=fault_at(refusal, "number")/>
        <Field label="Title" name="title" id=id("title") value=title optional=true maxlength=40 hint=Some(say!("As it stands on the licence, for instance LCSW.").to_string()) fault=fault_at(refusal, "title")/>
        <Field label="Expires on" name="expires_on" id=id("expires") kind=FieldKind::Date value=expires_on required=true hint=Some(say!("The last day it is good for.").to_string()) fault=fault_at(refusal, "expires_on")/>
    }
}

#[component]
fn Editing(member: MemberId, seen: CredentialsSeen, changed: Callback<()>) -> impl IntoView {
    let save = ServerAction::<SaveCredentials>::new();
    let refusal = refusal_of(save);
    told_of(save, say!("The credentials are saved.").into(), changed);
    let common = COMMON_TAXONOMIES.map(|(code, words)| view! { <li>{code}" "{words}</li> }).collect_view();
    view! {
        <details class="credentials-form" open=came_back(refusal)>
            <summary class="button">"Edit NPI and bio"</summary>
            <ActionForm action=save attr:class="form">
                <input type="hidden" name="member" value=member.to_string()/>
                <input type="hidden" name="version" value=seen.version.to_string()/>
                <Refused refusal/>
                <Field label="NPI" name="npi" id="credentials-npi" value=seen.npi optional=true hint=Some(say!("10 digits; the last one checks the others.").to_string()) fault=fault_at(refusal, "npi")/>
                <Field label="Taxonomy code" name="taxonomy" id="credentials-taxonomy" value=seen.taxonomy optional=true maxlength=10 hint=Some(say!("10 characters, as in 103TC0700X.").to_string()) fault=fault_at(refusal, "taxonomy")/>
                <details class="credentials-codes">
                    <summary>"Common codes"</summary>
                    <ul>{common}</ul>
                </details>
                <TextArea label="Bio" name="bio" id="credentials-bio" value=seen.bio rows=5 optional=true maxlength=Identity::BIO as u32 hint=Some(say!("What clients and colleagues may know of you. At most 2,000 characters.").to_string()) fault=fault_at(refusal, "bio")/>
                <div><Button kind=ButtonKind::Primary submit=true busy=save.pending()>"Save credentials"</Button></div>
            </ActionForm>
        </details>
    }
}

/// A plain post came back with faults: they must not stand in a form that is closed.
fn came_back(refusal: Signal<Option<AppError>>) -> bool {
    refusal.with_untracked(Option::is_some)
}

/// Says that it is off the list, and offers to write it down again as it was.
fn put_back(remove: ServerAction<RemoveLicence>, member: MemberId, licence: Licence, changed: Callback<()>) {
    Effect::new(move |_| {
        if !matches!(remove.value().get(), Some(Ok(()))) {
            return;
        }
        let name = licence.name();
        let was = licence.clone();
        offer_undo(say!("{name} is off the list. That it was there stays on record."), move || {
            let (name, was) = (was.name(), was.clone());
            async move {
                add_licence(member, was.state.code().into(), was.number, was.title, was.expires_on.to_string()).await?;
                changed.try_run(());
                Ok(say!("{name} is on the list again."))
            }
        });
        changed.run(());
    });
}

/// Says that it is done, and shows the card anew.
fn told_of<S>(action: ServerAction<S>, words: String, changed: Callback<()>)
where
    S: server_fn::ServerFn<Output = (), Error = AppError> + Clone + Send + Sync + 'static,
{
    Effect::new(move |_| {
        if matches!(action.value().get(), Some(Ok(()))) {
            toast(Tone::Good, words.clone());
            changed.run(());
        }
    });
}
