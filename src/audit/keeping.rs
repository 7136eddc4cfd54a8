//! Verifying the chain, and how long the trail is kept.

use super::api::{SetRetention, VerifyAudit};
use super::page::AskPassword;
use super::types::{Walked, YEARS};
use crate::ui::{Banner, Button, Field, FieldKind, Refused, Tone, When, WhenKind, again, fault_at, load, refusal_of};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn Verification(why_not: Option<String>) -> impl IntoView {
    let verify = ServerAction::<VerifyAudit>::new();
    let refusal = refusal_of(verify);
    // A long chain is walked in legs, one request after the other.
    Effect::new(move |_| {
        if let Some(Ok(walked)) = verify.value().get()
            && !walked.done
            && !verify.pending().get_untracked()
        {
            verify.dispatch(VerifyAudit { after: Some(walked.last), walked: Some(walked.entries) });
        }
    });
    let faults = RwSignal::new(Vec::<(i64, String)>::new());
    Effect::new(move |_| {
        if verify.input().get().is_some_and(|input| input.after.is_none()) {
            faults.set(Vec::new());
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(walked)) = verify.value().get() {
            faults.update(|all| all.extend(walked.faults.into_iter().filter(|fault| !all.contains(fault)).collect::<Vec<_>>()));
        }
    });
    view! {
        <ActionForm action=verify attr:class="form">
            <Refused refusal/>
            <div role="status">
                {move || verify.value().get().and_then(Result::ok).map(|walked| view! { <Outcome walked faults=faults.get()/> })}
            </div>
            <div><Button submit=true icon="shield-check" busy=verify.pending() disabled_because=Signal::stored(why_not)>"Verify"</Button></div>
        </ActionForm>
    }
}

#[component]
fn Outcome(walked: Walked, faults: Vec<(i64, String)>) -> impl IntoView {
    let entries = counted!(walked.entries, "entry", "entries");
    match (walked.done, faults.is_empty()) {
        (false, true) => view! { <p>{entries} " so far, unbroken …"</p> }.into_any(),
        (true, true) => view! {
            <Banner tone=Tone::Good><p>{entries} ", unbroken since " <When at=walked.since.0 kind=WhenKind::Date/> "."</p></Banner>
        }
        .into_any(),
        (_, false) => {
            let lines = faults
                .into_iter()
                .map(|(seq, fault)| view! { <li><a href=format!("/audit/{seq}")>"Entry " {seq}</a> " " {fault} "."</li> });
            view! {
                <Banner tone=Tone::Bad title="The chain is broken">
                    <p>{entries} " were checked. Someone with access to the database itself has touched these:"</p>
                    <ul>{lines.collect_view()}</ul>
                </Banner>
            }
            .into_any()
        }
    }
}

#[component]
pub fn Retention(years: i32, why_not: Option<String>, ask_password: AskPassword) -> impl IntoView {
    let save = ServerAction::<SetRetention>::new();
    let refusal = refusal_of(save);
    Effect::new(move |_| {
        if matches!(save.value().get(), Some(Ok(()))) {
            load("/audit?saved=retention");
        }
    });
    view! {
        <ActionForm action=save attr:class="form">
            <Refused refusal/>
            <input type="hidden" name="before" value=years.to_string()/>
            <Field label="Keep entries for (years)" name="years" kind=FieldKind::Number value=years.to_string() required=true
                hint=Signal::stored(Some(say!("{} to {} years.", YEARS.start(), YEARS.end()))) fault=fault_at(refusal, "years")/>
            <div><Button submit=true busy=save.pending() disabled_because=Signal::stored(why_not)>"Save"</Button></div>
        </ActionForm>
        {ask_password.run((refusal, again(save)))}
    }
}
