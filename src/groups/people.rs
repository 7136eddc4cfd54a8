//! The people of a group: who is in it, to be taken out, and who could be put in, found as one types.

use super::api::{PutInGroup, TakeFromGroup, people_for_group, put_in_group, take_from_group};
use super::types::{People, PeopleKind, Someone};
use crate::base::{AppError, Asked, GroupId, ask_first};
use crate::ui::{Button, ButtonKind, Empty, Field, LinkButton, Question, Refused, Tone, fault_at, offer_undo, refusal_of, toast};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::time::Duration;
use uuid::Uuid;

/// Typing rests this long before the server is asked.
const REST: Duration = Duration::from_millis(60);

/// Who is put in and taken out, of one kind. Made where the page begins; what is typed and chosen outlives every answer.
#[derive(Clone, Copy)]
pub struct Picker {
    kind: PeopleKind,
    put: ServerAction<PutInGroup>,
    take: ServerAction<TakeFromGroup>,
    text: RwSignal<String>,
    chosen: RwSignal<Vec<Someone>>,
    /// Who of those in it is ticked.
    ticked: RwSignal<Vec<Uuid>>,
    found: Asked<Result<Vec<Someone>, AppError>>,
}

impl Picker {
    /// `find` is the name of the field, and of what the address says without JavaScript.
    pub fn new(kind: PeopleKind, find: &'static str, id: Memo<Option<GroupId>>, wanted: bool) -> Self {
        let typed = use_query_map().with_untracked(|q| q.get(find).unwrap_or_default());
        let (text, asked, chosen) = (RwSignal::new(typed.clone()), RwSignal::new(typed), RwSignal::new(Vec::new()));
        let (put, take) = (ServerAction::<PutInGroup>::new(), ServerAction::<TakeFromGroup>::new());
        rest(text, asked);
        let question = Question::new(Memo::new(move |_| asked.get()));
        let found = ask_first(
            move || (id.get().filter(|_| wanted), asked.get(), put.version().get() + take.version().get()),
            move |(id, q, _)| {
                question.is_asked(&q);
                async move {
                    match id {
                        Some(id) => people_for_group(id, kind, q).await,
                        None => Ok(Vec::new()),
                    }
                }
            },
        );
        question.sees_to(move || found.track(), move || found.refetch());
        Effect::new(move |_| {
            if let Some(Ok(_)) = put.value().get() {
                chosen.set(Vec::new());
                text.set(String::new());
            }
        });
        let ticked = RwSignal::new(Vec::new());
        Effect::new(move |_| {
            if let Some(Ok(_)) = take.value().get() {
                ticked.set(Vec::new());
            }
        });
        say_put(put, take.version());
        say_taken(take, put.version());
        Picker { kind, put, take, text, chosen, ticked, found }
    }

    /// Changes when someone was put in or taken out.
    pub fn version(self) -> usize {
        self.put.version().get() + self.take.version().get()
    }
}

/// Who was put in can be taken out again at once.
fn say_put(put: ServerAction<PutInGroup>, taken: RwSignal<usize>) {
    say_moved(
        put,
        |asked| &asked.who,
        |count| say!("{} put in the group.", people(count)),
        move |PutInGroup { id, people: kind, who }| async move {
            let count = take_from_group(id, kind, who).await?;
            let _ = taken.try_update(|version| *version += 1);
            Ok(say!("{} taken out of the group again.", people(count)))
        },
    );
}

/// Who was taken out can be put back at once.
fn say_taken(take: ServerAction<TakeFromGroup>, put: RwSignal<usize>) {
    say_moved(
        take,
        |asked| &asked.who,
        |count| say!("{} taken out of the group.", people(count)),
        move |TakeFromGroup { id, people: kind, who }| async move {
            let count = put_in_group(id, kind, who).await?;
            let _ = put.try_update(|version| *version += 1);
            Ok(say!("{} put back in the group.", people(count)))
        },
    );
}

fn say_moved<S, F>(
    action: ServerAction<S>,
    whom: fn(&S) -> &Vec<Uuid>,
    words: fn(i64) -> String,
    back: impl Fn(S) -> F + Clone + Send + Sync + 'static,
) where
    S: server_fn::ServerFn<Output = i64, Error = AppError> + Clone + Send + Sync + 'static,
    F: Future<Output = Result<String, AppError>> + 'static,
{
    let asked = StoredValue::new(None::<S>);
    Effect::new(move |_| {
        if let Some(now) = action.input().get() {
            asked.set_value(Some(now));
        }
    });
    Effect::new(move |_| {
        let Some(Ok(count)) = action.value().get() else { return };
        // Where someone else was quicker with one of them, it isn't theirs alone to take back.
        match asked.get_value().filter(|asked| count > 0 && whom(asked).len() as i64 == count) {
            Some(asked) => {
                let back = back.clone();
                offer_undo(words(count), move || back(asked.clone()));
            }
            None => toast(Tone::Good, words(count)),
        }
    });
}

/// "1 person was", "3 people were"
fn people(count: i64) -> String {
    counted!(count, "person was", "people were")
}

fn rest(text: RwSignal<String>, asked: RwSignal<String>) {
    let resting = StoredValue::new(None::<leptos::leptos_dom::helpers::TimeoutHandle>);
    Effect::new(move |before: Option<()>| {
        let wanted = text.get().trim().to_string();
        if before.is_some() && wanted != asked.get_untracked() {
            resting.update_value(|r| {
                if let Some(waiting) = r.take() {
                    waiting.clear();
                }
            });
            resting.set_value(set_timeout_with_handle(move || asked.set(wanted), REST).ok());
        }
    });
}

/// Finds people outside the group, and puts those that are ticked in.
#[component]
pub fn PutPeople(picker: Picker, id: GroupId, find: &'static str) -> impl IntoView {
    let Picker { kind, put, text, chosen, found, .. } = picker;
    let refusal = refusal_of(put);
    let rows = move || {
        let mut rows = chosen.get();
        let others = found.get().and_then(Result::ok).unwrap_or_default();
        rows.extend(others.into_iter().filter(|p| chosen.with_untracked(|c| c.iter().all(|known| known.id != p.id))));
        rows
    };
    let nobody = move || found.get().is_some() && rows().is_empty();
    let label = move || match chosen.with(Vec::len) {
        0 => say!("Put in group").to_string(),
        n => say!("Put {n} in group"),
    };
    view! {
        <div class="groups-put">
            <form class="groups-find" method="get" on:submit=move |ev| ev.prevent_default()>
                <Field label=match kind { PeopleKind::Members => say!("Find members to put in"), PeopleKind::Clients => say!("Find clients to put in") } name=find bound=text autocomplete="off"/>
                <noscript><button class="button" type="submit">"Search"</button></noscript>
            </form>
            <ActionForm action=put>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="people" value=kind.key()/>
                <Refused refusal/>
                {move || fault_at(refusal, "who").get().map(|words| view! { <p class="field-fault" role="alert">{words}</p> })}
                <ul class="list groups-found">
                    <For each=rows key=|p| p.id let:person>
                        {
                            let (id, one) = (person.id, person.clone());
                            let ticked = Signal::derive(move || chosen.with(|c| c.iter().any(|p| p.id == id)));
                            let tick = move |on: bool| chosen.update(|c| {
                                c.retain(|p| p.id != id);
                                if on {
                                    c.push(one.clone());
                                }
                            });
                            view! { <Person person prefix="put" ticked tick=Callback::new(tick)/> }
                        }
                    </For>
                </ul>
                {move || nobody().then(|| view! { <p class="quiet">"No one outside the group matches."</p> })}
                <div><Button submit=true icon="plus" busy=put.pending()>{label}</Button></div>
            </ActionForm>
        </div>
    }
}

/// Who is in it; those that are ticked are taken out.
#[component]
pub fn InGroup(
    picker: Picker,
    id: GroupId,
    people: People,
    /// Where the rest of them is.
    next: Option<String>,
    why_not: Option<String>,
) -> impl IntoView {
    let Picker { kind, take, ticked, .. } = picker;
    let refusal = refusal_of(take);
    let all: Vec<Uuid> = people.people.iter().map(|p| p.id).collect();
    // Whoever was ticked and is not on this page any more is not taken out by it.
    ticked.update(|t| t.retain(|id| all.contains(id)));
    let (empty, many, may) = (all.is_empty(), all.len() > 1, why_not.is_none());
    if empty {
        return view! { <Empty icon="users" text=match kind { PeopleKind::Members => say!("No member is in this group yet."), PeopleKind::Clients => say!("No client is in this group yet.") }/> }.into_any();
    }
    if !may {
        return view! {
            <ul class="list card">{people.people.into_iter().map(|p| view! { <li class="groups-person"><Named person=p kind/></li> }).collect_view()}</ul>
            {next.map(|href| view! { <p class="list-more"><LinkButton href>"Show more"</LinkButton></p> })}
        }
        .into_any();
    }
    let label = move || match ticked.with(Vec::len) {
        0 => say!("Take out of group").to_string(),
        n => say!("Take {} out of group", counted!(n as i64, "person", "people")),
    };
    view! {
        <ActionForm action=take>
            <input type="hidden" name="id" value=id.to_string()/>
            <input type="hidden" name="people" value=kind.key()/>
            <Refused refusal/>
            {move || fault_at(refusal, "who").get().map(|words| view! { <p class="field-fault" role="alert">{words}</p> })}
            <ul class="list card">
                {people.people.into_iter().map(|person| {
                    let id = person.id;
                    let on = Signal::derive(move || ticked.with(|t| t.contains(&id)));
                    let tick = move |on: bool| ticked.update(|t| {
                        t.retain(|x| *x != id);
                        if on {
                            t.push(id);
                        }
                    });
                    view! { <Person person prefix="take" ticked=on tick=Callback::new(tick) kind/> }
                }).collect_view()}
            </ul>
            <div class="groups-actions">
                {many.then(|| view! {
                    <Button kind=ButtonKind::Plain on:click=move |_| ticked.update(|t| *t = if t.len() == all.len() { Vec::new() } else { all.clone() })>"Select all"</Button>
                })}
                <Button submit=true icon="minus" busy=take.pending()>{label}</Button>
                {next.map(|href| view! { <LinkButton href icon="arrow-right">"Next page"</LinkButton> })}
            </div>
        </ActionForm>
    }
    .into_any()
}

/// Someone with a box to tick.
#[component]
fn Person(
    person: Someone,
    /// What the box is for, so that its id is its own.
    prefix: &'static str,
    ticked: Signal<bool>,
    tick: Callback<bool>,
    #[prop(optional)] kind: Option<PeopleKind>,
) -> impl IntoView {
    let id = format!("{prefix}-{}", person.id);
    let card = (kind == Some(PeopleKind::Members)).then(|| format!("/team/{}", person.id));
    view! {
        <li class="groups-person">
            <input type="checkbox" class="checkbox" id=id.clone() name="who[]" value=person.id.to_string() prop:checked=ticked
                on:change:target=move |change| tick.run(change.target().checked())/>
            <label for=id class="row-text"><span class="row-title">{person.name.clone()}</span><span class="row-detail">{person.detail}</span></label>
            {card.map(|href| view! { <a class="groups-card" href=href>"Profile"<span class="visually-hidden">{say!(" of {}", person.name)}</span></a> })}
        </li>
    }
}

/// Someone, for whoever only looks.
#[component]
fn Named(person: Someone, kind: PeopleKind) -> impl IntoView {
    let name = match kind {
        PeopleKind::Members => view! { <a href=format!("/team/{}", person.id)>{person.name}</a> }.into_any(),
        PeopleKind::Clients => person.name.into_any(),
    };
    view! { <span class="row-text"><span class="row-title">{name}</span><span class="row-detail">{person.detail}</span></span> }
}
