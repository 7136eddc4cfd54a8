//! The second step of assigning: before and after, in numbers and in words, and the one button that does it.

use super::api::AssignClients;
use super::page::address_with;
use super::types::{AssignQuery, How, PlanRow, Planned};
use crate::ui::{Badge, Banner, Button, ButtonKind, Field, FieldKind, LinkButton, Refused, TextArea, Tone, fault_at, refusal_of};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn Confirm(plan: Planned, query: AssignQuery, back: String, many: i64) -> impl IntoView {
    let assign = ServerAction::<AssignClients>::new();
    let refusal = refusal_of(assign);
    let others = address_with(&AssignQuery { recipients: Vec::new(), ..query.clone() }, &back);
    let again = StoredValue::new(address_with(&query, &back));
    if let Some(why) = plan.why_not {
        return view! {
            <div role="alert"><Banner tone=Tone::Warning><p>{why}</p></Banner></div>
            <div><a class="button" href=others rel="external">"Choose someone else"</a></div>
        }
        .into_any();
    }
    let needs_reason = !plan.over.is_empty();
    let so_many = if many == 1 { say!("this client").to_string() } else { counted!(many, "client") };
    let hint = if needs_reason { say!("Needed, because a limit is passed.") } else { say!("It stands in the history of each client.") };
    view! {
        <Table rows=plan.rows/>
        <ul class="assign-words">{plan.words.into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}</ul>
        {(plan.lost > 0).then(|| view! {
            <Banner tone=Tone::Warning icon="eye-off">
                <p>{lost_words(plan.lost, many)}</p>
            </Banner>
        })}
        {needs_reason.then(|| view! {
            <Banner tone=Tone::Warning icon="gauge">
                {plan.over.into_iter().map(|words| view! { <p>{words}</p> }).collect_view()}
            </Banner>
        })}
        <ActionForm action=assign attr:class="form">
            {query.selection.fields().into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            {query.recipients.iter().map(|to| view! { <input type="hidden" name="recipients[]" value=to.to_string()/> }).collect_view()}
            <input type="hidden" name="how" value=query.how.key()/>
            <input type="hidden" name="looked" value=plan.looked/>
            <input type="hidden" name="back" value=back/>
            <Refused refusal way_out=move || view! { <p><a href=again.get_value() rel="external">"Look again"</a></p> }/>
            {move || fault_at(refusal, "to").get().map(|words| view! { <div role="alert"><Banner tone=Tone::Bad><p>{words}</p></Banner></div> })}
            <Field label="Reason" name="reason" maxlength=500 autocomplete="off" optional=!needs_reason hint=Some(hint.to_string()) fault=fault_at(refusal, "reason")/>
            <TextArea label="Hand-off note" name="hand_off" maxlength=4000 optional=true
                hint=Some(say!("What the next one should know. It is seen with the client only, by whoever may see the client.").to_string())
                fault=fault_at(refusal, "hand_off")/>
            <Field label="Sessions per week" name="weekly" kind=FieldKind::Number optional=true
                hint=Some(weekly_hint(query.how).to_string()) fault=fault_at(refusal, "weekly")/>
            <div class="assign-actions">
                <Button kind=ButtonKind::Primary submit=true icon="user-check" busy=assign.pending()>{say!("Assign {so_many}")}</Button>
                <LinkButton href=others attr:rel="external">"Choose someone else"</LinkButton>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn weekly_hint(how: How) -> &'static str {
    match how {
        How::Primary => say!("It says how much a client weighs in the capacity. Left empty, they go on meeting as often as before."),
        How::Beside => say!("It says how much a client weighs in the capacity. Left empty, it is one."),
    }
}

fn lost_words(lost: i64, many: i64) -> String {
    match (lost, many) {
        (1, 1) => say!("You will no longer see this client.").into(),
        (lost, many) if lost == many => say!("You will no longer see these clients.").into(),
        (lost, _) => say!("You will no longer see {lost} of these clients."),
    }
}

#[component]
fn Table(rows: Vec<PlanRow>) -> impl IntoView {
    view! {
        <div class="table-scroll">
            <table class="table table-cards">
                <caption class="visually-hidden">"Capacity before and after"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Clients"</th>
                        <th scope="col">"Before"</th>
                        <th scope="col">"After"</th>
                        <th scope="col">"Target"</th>
                        <th scope="col">"Limit"</th>
                        <th scope="col">"To think of"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(row: PlanRow) -> impl IntoView {
    let number = |n: Option<i32>| n.map_or_else(|| "–".to_string(), |n| n.to_string());
    let over = row.over();
    let come = match row.clients {
        n @ 1.. => format!("+{n}"),
        n => n.to_string().replace('-', "−"),
    };
    let past = row.target.filter(|target| over == 0 && row.clients > 0 && row.after > i64::from(*target));
    view! {
        <tr>
            <th scope="row">{row.name}</th>
            <td data-label="Clients">{come}</td>
            <td data-label="Before">{row.before}</td>
            <td data-label="After"><strong>{row.after}</strong></td>
            <td data-label="Target">{number(row.target)}</td>
            <td data-label="Limit">{number(row.limit)}</td>
            <td data-label="To think of">
                <span class="assign-why">
                    {(over > 0).then(|| view! { <Badge tone=Tone::Bad text=say!("{over} over the limit")/> })}
                    {past.map(|_| view! { <Badge tone=Tone::Warning text="Past the target"/> })}
                    {row.warnings.into_iter().filter(|w| w.contains("supervision")).map(|words| view! { <Badge tone=Tone::Warning text=words/> }).collect_view()}
                </span>
            </td>
        </tr>
    }
}
