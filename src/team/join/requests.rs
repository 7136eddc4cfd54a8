//! Over the roster: those who wait to be let in, for whoever may invite.

use super::api::{ApproveJoin, DeclineJoin};
use super::types::RequestSeen;
use crate::ui::{Button, ButtonKind, Choice, Refused, SelectField, TextArea, When, fault_at, refusal_of};
use caseload_words::view;
use leptos::prelude::*;

/// `changed` runs after someone was let in or declined.
#[component]
pub fn JoinRequests(waiting: Vec<RequestSeen>, changed: Callback<()>) -> impl IntoView {
    let (approve, decline) = (ServerAction::<ApproveJoin>::new(), ServerAction::<DeclineJoin>::new());
    // What was done is said by the page that follows; someone approved is on the roster.
    Effect::new(move |_| {
        let done = [approve.value().get(), decline.value().get()];
        if done.iter().any(|done| matches!(done, Some(Ok(())))) {
            changed.run(());
        }
    });
    let title = match waiting.len() {
        1 => say!("1 person asks to join").to_string(),
        n => say!("{n} people ask to join"),
    };
    view! {
        <Refused refusal=refusal_of(approve)/>
        <Refused refusal=refusal_of(decline)/>
        <section class="card join-requests" id="requests" aria-labelledby="requests-title">
            <h2 id="requests-title">{title}</h2>
            <ul>{waiting.into_iter().map(|request| view! { <One request approve decline/> }).collect_view()}</ul>
        </section>
    }
}

#[component]
fn One(request: RequestSeen, approve: ServerAction<ApproveJoin>, decline: ServerAction<DeclineJoin>) -> impl IntoView {
    let id = request.id.to_string();
    let RequestSeen { name, email, role, location, maker, at, for_clients, records, unseen, why_not, .. } = request;
    let (field, reason) = (format!("record-{id}"), format!("reason-{id}"));
    let (approves, declines) = (format!(" {name}"), format!(" {name}"));
    let (to_approve, to_decline) = (id.clone(), id);
    let fault = fault_at(refusal_of(approve), "record");
    let records: Vec<Choice> = records.into_iter().map(|(id, name)| Choice::new(id, say!("The record of {name}"))).collect();
    let whose = for_clients.then(|| {
        if records.is_empty() {
            view! { <input type="hidden" name="record" value="new"/> }.into_any()
        } else {
            let options = records.into_iter().chain([Choice::new("new", say!("A new record"))]).collect::<Vec<_>>();
            view! { <SelectField label="Whose record is it?" name="record" id=field required=true blank="Choose" options fault/> }
                .into_any()
        }
    });
    view! {
        <li class="join-request">
            <div class="join-request-who">
                <strong>{name}</strong>
                <span>{email}</span>
                <span class="quiet">{say!("as {role} at {location}, by {maker}’s link, ")}<When at=at.0/></span>
                {unseen.then(|| view! { <p class="quiet">"There is a record with this address that you don’t see. Ask whoever sees it before you approve a new one."</p> })}
            </div>
            <div class="join-request-does">
                <ActionForm action=approve>
                    <input type="hidden" name="request" value=to_approve/>
                    {whose}
                    <Button kind=ButtonKind::Primary submit=true icon="check" disabled_because=Signal::stored(why_not) busy=approve.pending()>"Approve"<span class="visually-hidden">{approves}</span></Button>
                </ActionForm>
                <ActionForm action=decline>
                    <input type="hidden" name="request" value=to_decline/>
                    <Button submit=true busy=decline.pending()>"Decline"<span class="visually-hidden">{declines}</span></Button>
                    <details>
                        <summary>"Add a reason for declining"</summary>
                        <TextArea label="Reason" name="reason" id=reason optional=true maxlength=500 rows=2/>
                    </details>
                </ActionForm>
            </div>
        </li>
    }
}
