//! "Lend a caseload": whose, to whom, from when to when, all of it or some clients. Works without JavaScript.

use super::api::{SetCover, to_lend};
use super::page::Failed;
use super::types::{Choosing, Lendable, LendableClient, Lending};
use crate::base::{MemberId, ask_first};
use crate::ui::{
    Badge, Banner, Button, ButtonKind, Choice, ChoiceField, Field, FieldKind, LinkButton, Page, Refused, SelectField, Skeleton,
    SkeletonKind, TextArea, Tone, fault_at, refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn LendPage() -> impl IntoView {
    let query = use_query_map();
    let member = Memo::new(move |_| query.with(|q| q.get("member").and_then(|id| id.parse::<MemberId>().ok())));
    let set = ServerAction::<SetCover>::new();
    let read = ask_first(move || member.get(), to_lend);
    view! {
        <Page title="Lend a caseload" back=("/coverage".to_string(), say!("Coverage").to_string())
            lead="Whoever covers sees the clients from the minute it begins to the minute it ends, and then no more.">
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
                {move || read.get().map(|lending| match lending {
                    Ok(Lending::Whose(team)) => view! { <Whose team/> }.into_any(),
                    Ok(Lending::Of(lendable)) => view! { <Lend lendable=*lendable set/> }.into_any(),
                    Err(error) => view! { <Failed error/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Whose(team: Vec<Choosing>) -> impl IntoView {
    let options = team.into_iter().map(|m| Choice::new(m.id.to_string(), m.label())).collect();
    view! {
        <form class="form" method="get" action="/coverage/new">
            <SelectField label="Who will be away" name="member" options blank="Choose a member" required=true/>
            <div><Button kind=ButtonKind::Primary submit=true icon="arrow-right">"Go on"</Button></div>
        </form>
    }
}

#[component]
fn Lend(lendable: Lendable, set: ServerAction<SetCover>) -> impl IntoView {
    let Lendable { absent, own, covers, clients, more, location, zone } = lendable;
    let refusal = refusal_of(set);
    let lent = RwSignal::new("whole".to_string());
    let whose = if own { say!("your caseload").to_string() } else { say!("the caseload of {}", absent.name) };
    let clock = say!("By the clock of {location} ({}).", zone.replace('_', " "));
    let starts = say!("{clock} Leave it empty to begin at once.");
    let options = covers.into_iter().map(|m| Choice::new(m.id.to_string(), m.label())).collect::<Vec<_>>();
    let whole = say!("Whoever belongs to it while it is lent. Restricted clients are included, also those you don’t see yourself.");
    let shares = vec![
        Choice::new("whole", say!("The whole caseload")).hint(whole),
        Choice::new("some", say!("Some clients")).hint(say!("Those you choose below.")),
    ];
    let hint = |words: String| Signal::stored(Some(words));
    view! {
        <ActionForm action=set attr:class="form">
            <p class="coverage-whose">
                {say!("This lends {whose}. ")}
                {(!own).then(|| view! { <a href="/coverage/new">"Choose someone else"</a> })}
            </p>
            <input type="hidden" name="absent" value=absent.id.to_string()/>
            <Refused refusal/>
            <SelectField label="Who covers" name="cover" options blank="Choose a member" required=true fault=fault_at(refusal, "cover")/>
            <div class="coverage-times">
                <Field label="From" name="starts" kind=FieldKind::DateTime hint=hint(starts) fault=fault_at(refusal, "starts")/>
                <Field label="To" name="ends" kind=FieldKind::DateTime required=true hint=hint(clock) fault=fault_at(refusal, "ends")/>
            </div>
            <ChoiceField label="What is lent" name="lent" options=shares bound=lent fault=fault_at(refusal, "lent")/>
            <Clients clients more lent fault=fault_at(refusal, "clients")/>
            <TextArea label="Reason" name="reason" optional=true maxlength=500 hint=hint(say!("Seen by those who arrange cover, not by the whole team.").into()) fault=fault_at(refusal, "reason")/>
            <div class="coverage-actions">
                <Button kind=ButtonKind::Primary submit=true busy=set.pending()>"Lend the caseload"</Button>
                <LinkButton href="/coverage">"Cancel"</LinkButton>
            </div>
        </ActionForm>
    }
}

/// The caseload, to tick; narrowed by what is typed. Ticking one chooses "Some clients".
#[component]
fn Clients(clients: Vec<LendableClient>, more: bool, lent: RwSignal<String>, fault: Signal<Option<String>>) -> impl IntoView {
    let (typed, ready) = (RwSignal::new(String::new()), RwSignal::new(false));
    Effect::new(move |_| ready.set(true));
    let whole = move || ready.get() && lent.with(|l| l == "whole");
    let legend = say!("Clients ({})", counted!(clients.len() as i64, "client"));
    let rows = clients
        .into_iter()
        .map(|client| {
            let (id, name) = (client.id.to_string(), client.name.to_lowercase());
            let aside = move || !typed.with(|t| name.contains(t.trim().to_lowercase().as_str()));
            let field = format!("lend-{id}");
            view! {
                <li class="groups-person" hidden=aside>
                    <input type="checkbox" class="checkbox" id=field.clone() name="clients[]" value=id/>
                    <label for=field class="row-text"><span class="row-title">{client.name}</span></label>
                    {client.restricted.then(|| view! { <Badge tone=Tone::Warning icon="lock" text="Restricted"/> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <fieldset class="coverage-clients" hidden=whole>
            <legend class="field-label">{legend}</legend>
            {move || fault.get().map(|words| view! { <p class="field-fault" role="alert">{words}</p> })}
            {more.then(|| view! { <Banner tone=Tone::Warning><p>"Only the first of them are shown. Lend the whole caseload, or in several parts."</p></Banner> })}
            <div hidden=move || !ready.get()>
                <label class="field-label" for="narrow">"Find among them"</label>
                <input class="input" id="narrow" type="search" autocomplete="off" on:input:target=move |ev| typed.set(ev.target().value())
                    on:keydown=move |press| if press.key() == "Enter" { press.prevent_default() }/>
            </div>
            <ul class="list card coverage-list" aria-label="Clients">{rows}</ul>
        </fieldset>
    }
}
