//! On the profile card: "Remove From Team"; that someone left, and taking it back; what someone who came back had before.
//! Over the team: who left lately.

use super::api::{BringLinksBack, TakeBackLeaving, leaving_of_member};
use super::types::{CameBack, Former, LeftSeen, OfMember};
use crate::auth::ConfirmFirst;
use crate::base::{MemberId, ask_first};
use crate::ui::{Banner, Button, ButtonKind, LinkButton, Refused, Tone, When, WhenKind, again, refusal_of, toast};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where the card begins, not inside what waits for something: it asks for its own.
#[component]
pub fn LeavingOfMember(#[prop(into)] member: Signal<Option<MemberId>>, changed: Callback<()>) -> impl IntoView {
    let (take_back, bring) = (ServerAction::<TakeBackLeaving>::new(), ServerAction::<BringLinksBack>::new());
    let (refusal, not_brought) = (refusal_of(take_back), refusal_of(bring));
    let read = ask_first(
        move || (member.get(), take_back.version().get(), bring.version().get()),
        |(member, ..)| async move {
            match member {
                Some(member) => leaving_of_member(member).await.ok(),
                None => None,
            }
        },
    );
    Effect::new(move |_| {
        if let Some(Ok(done)) = take_back.value().get() {
            toast(Tone::Good, say!("Taken back: {}.", done.join("; ")));
            changed.run(());
        }
    });
    Effect::new(move |_| {
        if matches!(bring.value().get(), Some(Ok(()))) {
            toast(Tone::Good, say!("Done. What was chosen is theirs again."));
            changed.run(());
        }
    });
    let query = use_query_map();
    let said = move || {
        query.with(|q| {
            if q.get("taken_back").is_some() {
                Some(say!("The leaving was taken back. They are on the team as before; the history says what did not come back."))
            } else if q.get("brought_back").is_some() {
                Some(say!("Done. What was chosen is theirs again."))
            } else {
                None
            }
        })
    };
    view! {
        {move || said().map(|words| view! { <div role="status"><Banner tone=Tone::Good><p>{words}</p></Banner></div> })}
        <Transition>
            {move || {
                let (seen, member) = (read.get().flatten()?, member.get()?);
                Some(view! { <Seen seen member take_back bring/> })
            }}
        </Transition>
        <ConfirmFirst id="confirm-take-back" refusal again=again(take_back)/>
        <ConfirmFirst id="confirm-bring-back" refusal=not_brought again=again(bring)/>
    }
}

#[component]
fn Seen(seen: OfMember, member: MemberId, take_back: ServerAction<TakeBackLeaving>, bring: ServerAction<BringLinksBack>) -> impl IntoView {
    let OfMember { removable, why_not, left, came_back } = seen;
    view! {
        {left.map(|left| view! { <Left left take_back/> })}
        {came_back.map(|back| view! { <Back back member bring/> })}
        {removable.then(|| view! {
            <div class="leaving-remove">
                {match why_not {
                    None => view! { <LinkButton href=format!("/team/{member}/leave") kind=ButtonKind::Danger icon="user-minus">"Remove From Team"</LinkButton> }.into_any(),
                    why => view! { <Button kind=ButtonKind::Danger icon="user-minus" disabled_because=Signal::stored(why)>"Remove From Team"</Button> }.into_any(),
                }}
            </div>
        })}
    }
}

/// "Left Mar 3, removed by Una Lindqvist"
#[component]
fn Left(left: LeftSeen, take_back: ServerAction<TakeBackLeaving>) -> impl IntoView {
    let refusal = refusal_of(take_back);
    let how = match &left.by {
        Some(by) => say!(", removed by {by}. "),
        None => say!(", by their own will. ").to_string(),
    };
    let LeftSeen { id, at, until, why_not, notes_to, .. } = left;
    let offers = until.is_some();
    let why_not = StoredValue::new(why_not);
    view! {
        <section aria-label="Leaving">
            <Refused refusal/>
            <Banner icon="door-open" title="Left the team" actions=move || offers.then(|| view! {
                <ActionForm action=take_back>
                    <input type="hidden" name="member" value=id.to_string()/>
                    <Button submit=true icon="undo-2" busy=take_back.pending() disabled_because=Signal::stored(why_not.get_value())>"Take back"</Button>
                </ActionForm>
            })>
                <p>
                    "Left "<When at=at.0 kind=WhenKind::Date/>{how}
                    {until.map(|until| view! { "It can be taken back until "<When at=until.0 kind=WhenKind::DateTime/>"." })}
                </p>
                {notes_to.map(|name| view! { <p>{say!("{name} sees to the notes they had not written.")}</p> })}
            </Banner>
        </section>
    }
}

/// "12 clients they had: 10 are free to come back, 2 went to others": chosen one by one, given back at once.
#[component]
fn Back(back: CameBack, member: MemberId, bring: ServerAction<BringLinksBack>) -> impl IntoView {
    let refusal = refusal_of(bring);
    let CameBack { left, left_at, clients, unseen, groups, locations, supervisees, why_not } = back;
    let free = clients.iter().filter(|c| c.free).count();
    let mut words = vec![say!("{} they had: {free} free to come back", counted!(clients.len() as i64, "client"))];
    if unseen > 0 {
        words.push(say!("{unseen} you don’t see"));
    }
    let lead = words.join(", ");
    let hidden = move || {
        view! {
            <input type="hidden" name="member" value=member.to_string()/>
            <input type="hidden" name="left" value=left.to_string()/>
        }
    };
    view! {
        <section class="leaving-back" aria-labelledby="leaving-back-title">
            <Refused refusal/>
            <Banner tone=Tone::Waiting icon="rotate-ccw" title="Was on the team before">
                <p id="leaving-back-title">"They left "<When at=left_at.0 kind=WhenKind::Date/>". "{lead}"."</p>
            </Banner>
            <details class="leaving-change">
                <summary class="button">"Choose what comes back"</summary>
                <ActionForm action=bring attr:class="form">
                    {hidden()}
                    <Boxes legend="Clients" name="clients[]" all=clients/>
                    <Boxes legend="Groups" name="groups[]" all=groups/>
                    <Boxes legend="Locations" name="places[]" all=locations/>
                    <Boxes legend="Supervisees" name="supervisees[]" all=supervisees/>
                    <div><Button submit=true kind=ButtonKind::Primary busy=bring.pending() disabled_because=Signal::stored(why_not)>"Give back what is ticked"</Button></div>
                </ActionForm>
            </details>
            <ActionForm action=bring>
                {hidden()}
                <Button submit=true busy=bring.pending()>"Leave everything as it is"</Button>
            </ActionForm>
        </section>
    }
}

/// Those that are free are ticked.
#[component]
fn Boxes(legend: &'static str, name: &'static str, all: Vec<Former>) -> impl IntoView {
    (!all.is_empty()).then(|| {
        let boxes = all.into_iter().map(|one| {
            let id = format!("back-{}", one.id);
            view! {
                <li class="leaving-taker">
                    <input type="checkbox" class="checkbox" id=id.clone() name=name value=one.id checked=one.free/>
                    <label for=id class="row-text"><span class="row-title">{one.name}</span><span class="row-detail">{one.now}</span></label>
                </li>
            }
        });
        view! {
            <fieldset class="leaving-boxes">
                <legend class="field-label">{legend}</legend>
                <ul class="leaving-takers">{boxes.collect_view()}</ul>
            </fieldset>
        }
    })
}

/// Over the team, for whoever may take it back: who was removed in the last 24 hours.
#[component]
pub fn RecentlyLeft(left: Vec<LeftSeen>) -> impl IntoView {
    let one = |left: LeftSeen| {
        let href = format!("/team/{}", left.id);
        view! {
            <Banner icon="door-open" title=say!("{} left the team", left.name) actions=move || view! { <LinkButton href icon="undo-2">"Look, or take back"</LinkButton> }>
                <p><When at=left.at.0 kind=WhenKind::Relative/>{left.by.map(|by| say!(", removed by {by}"))}"."</p>
            </Banner>
        }
    };
    left.into_iter().map(one).collect_view()
}
