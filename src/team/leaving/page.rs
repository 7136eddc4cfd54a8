//! "Remove From Team": one page for everything someone owns. Access can be cut first, so that the rest can be done calmly;
//! then everything goes at once. A plain form, which works without JavaScript.

use super::api::{RemoveMember, leaving};
use super::sections::PartOf;
use super::types::LeavingSeen;
use crate::auth::ConfirmFirst;
use crate::base::{AppError, MemberId, ask_first};
use crate::eyes::{Forbidden, told};
use crate::team::status::DeactivateMember;
use crate::ui::{
    Banner, Button, ButtonKind, Choice, Field, FieldKind, LinkButton, Page, Refused, Section, SelectField, Skeleton, SkeletonKind,
    TextArea, Tone, again, fault_at, load, refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

#[component]
pub fn LeavePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<MemberId>().ok())));
    let (cut, remove) = (ServerAction::<DeactivateMember>::new(), ServerAction::<RemoveMember>::new());
    let (not_cut, refusal) = (refusal_of(cut), refusal_of(remove));
    let read = ask_first(
        move || (id.get(), cut.version().get()),
        |(id, _)| async move {
            match id {
                Some(id) => told(leaving(id).await).await,
                None => told(Err(AppError::NotFound)).await,
            }
        },
    );
    Effect::new(move |_| {
        if let (Some(Ok(())), Some(id)) = (remove.value().get(), id.get_untracked()) {
            load(&format!("/team/{id}?left=1"));
        }
    });
    let back = move || {
        (format!("/team/{}", id.get_untracked().map(|id| id.to_string()).unwrap_or_default()), say!("Back to the profile").to_string())
    };
    view! {
        <Page title="Remove From Team" back=back()>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
                {move || read.get().map(|seen| match seen {
                    Ok(seen) => view! { <Leaving seen cut remove/> }.into_any(),
                    Err(refusal) => view! { <Forbidden refusal/> }.into_any(),
                })}
            </Transition>
            <ConfirmFirst id="confirm-cut" refusal=not_cut again=again(cut)/>
            <ConfirmFirst id="confirm-remove" refusal again=again(remove)/>
        </Page>
    }
}

#[component]
fn Leaving(seen: LeavingSeen, cut: ServerAction<DeactivateMember>, remove: ServerAction<RemoveMember>) -> impl IntoView {
    let refusal = refusal_of(remove);
    let LeavingSeen { id, first_name, parts, takers, owners, due, seen: looked_at, version, .. } = seen.clone();
    let (board, name) = (seen.alone > 0, seen.name.clone());
    let takers = StoredValue::new(takers);
    view! {
        <div class="leaving">
            <header class="groups-head"><h2>{seen.name.clone()}</h2><p class="lead">{seen.role_name.clone()}</p></header>
            <Alone seen=seen.clone()/>
            <Access seen cut/>
            <ActionForm action=remove attr:class="leaving-form">
                <input type="hidden" name="member" value=id.to_string()/>
                <input type="hidden" name="goes[seen]" value=looked_at/>
                <input type="hidden" name="goes[version]" value=version.to_string()/>
                {parts.into_iter().map(|part| view! { <PartOf part takers=takers.get_value() refusal/> }).collect_view()}
                {board.then(|| view! { <OnTheBoard owners due refusal/> })}
                <Section id="remove" title=say!("Remove {first_name}") danger=true lead=say!("{first_name} can’t sign in from then on, and the seat is free. Everything {first_name} did stays on record under their name. For 24 hours it can be taken back."
                )>
                    <TextArea label="Reason" name="goes[reason]" id="leaving-reason" hint=Some(say!("Stands with each client they had, in the history.").to_string())
                        fault=fault_at(refusal, "reason") maxlength=300 rows=2 optional=true/>
                    <TextArea label="Hand-off note" name="goes[hand_off]" id="leaving-hand-off" hint=Some(say!("For those who take clients over; seen where the client is.").to_string())
                        fault=fault_at(refusal, "hand_off") maxlength=4000 optional=true/>
                    <Refused refusal/>
                    <div class="leaving-foot">
                        <LinkButton href=format!("/team/{id}")>"Cancel"</LinkButton>
                        <Button kind=ButtonKind::Danger submit=true icon="user-minus" busy=remove.pending()>{say!("Remove {name} from the team")}</Button>
                    </div>
                </Section>
            </ActionForm>
        </div>
    }
}

/// Which clients would be left without a provider, said first.
#[component]
fn Alone(seen: LeavingSeen) -> impl IntoView {
    if seen.alone == 0 {
        let text = say!("No one would be left without a provider when {} leaves.", seen.first_name);
        return view! { <Banner tone=Tone::Good><p>{text}</p></Banner> }.into_any();
    }
    let lines = seen.parts.iter().filter(|p| p.key == "clients").flat_map(|p| &p.lines);
    let names: Vec<String> = lines.clone().take(5).map(|l| l.text.clone()).collect();
    let ids: Vec<String> = lines.map(|l| l.id.clone()).collect();
    let others = seen.alone - seen.unseen - names.len() as i64;
    let mut who = names.join(", ");
    if others > 0 {
        who += &say!(" and {others} more");
    }
    if seen.unseen > 0 {
        who += &say!("{}{} you don’t see", if who.is_empty() { "" } else { ", and " }, seen.unseen);
    }
    let unseen = match seen.unseen {
        0 => String::new(),
        1 => say!("The client you don’t see goes to the Unassigned board. You see to it there, and see it by that; this is put on record.")
            .to_string(),
        _ => say!(
            "The clients you don’t see go to the Unassigned board. You see to them there, and see them by that; this is put on record."
        )
        .to_string(),
    };
    let title = say!("{} would be left without a provider", counted!(seen.alone, "client"));
    view! {
        <Banner tone=Tone::Warning title=title actions=move || (!ids.is_empty()).then(|| view! {
            <LinkButton href=format!("/assign?ids={}", ids.join(",")) icon="user-plus">"Reassign them first"</LinkButton>
        })>
            <p>{format!("{who}.")}</p>
            {(!unseen.is_empty()).then(|| view! { <p>{unseen}</p> })}
        </Banner>
    }
    .into_any()
}

/// The first step: it can be done alone, and the rest calmly after it.
#[component]
fn Access(seen: LeavingSeen, cut: ServerAction<DeactivateMember>) -> impl IntoView {
    let refusal = refusal_of(cut);
    let first = seen.first_name.clone();
    let lead = match (seen.status.enters(), seen.open_sign_ins) {
        (true, 0) => say!("{first} can still sign in. Cut access first, and do the rest calmly."),
        (true, n) => say!("{first} can still sign in: {} open now. Cut access first, and do the rest calmly.", counted!(n, "sign-in")),
        (false, _) => say!("{first} can’t sign in any more. Nothing they own was touched."),
    };
    view! {
        <Section id="access" title="Access" lead>
            {if seen.status.enters() {
                view! {
                    <ActionForm action=cut attr:class="form">
                        <input type="hidden" name="member" value=seen.id.to_string()/>
                        <input type="hidden" name="was" value=seen.status.key()/>
                        <input type="hidden" name="reason" value="Is leaving the team"/>
                        <Refused refusal/>
                        <div><Button submit=true icon="ban" busy=cut.pending() disabled_because=Signal::stored(seen.why_not_cut)>"Cut access now"</Button></div>
                    </ActionForm>
                }.into_any()
            } else {
                view! { <Banner tone=Tone::Good icon="circle-check"><p>"Access is cut."</p></Banner> }.into_any()
            }}
        </Section>
    }
}

/// Who sees to those who go to the Unassigned board, and until when.
#[component]
fn OnTheBoard(owners: Vec<(String, String)>, due: String, refusal: Signal<Option<AppError>>) -> impl IntoView {
    let options: Vec<Choice> = owners.into_iter().map(|(id, name)| Choice::new(id, name)).collect();
    view! {
        <Section id="board" title="Unassigned board" lead="For those who go there: someone sees to it that they have a provider by a day.">
            <SelectField label="Who sees to them" name="goes[owner]" id="board-owner" options fault=fault_at(refusal, "owner")/>
            <Field label="Someone should have them by" name="goes[due]" id="board-due" kind=FieldKind::Date value=due fault=fault_at(refusal, "due")/>
        </Section>
    }
}
