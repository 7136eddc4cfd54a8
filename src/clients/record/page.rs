//! The page of one client: who they are, who has them, what comes next; then one section for each thing there is to see.

use super::api::client_record;
use super::types::{RecordSeen, WhyNot};
use crate::assignment::CareTeam;
use crate::base::{AppError, ClientId, ask_first};
use crate::caseload::{Named, Selection};
use crate::clients::many::{ArchiveClients, RestoreClients};
use crate::eyes::{Forbidden, Refusal, ask_words, told, whom_to_ask};
use crate::live::{self, Topic};
use crate::portal::PortalSection;
use crate::ui::{
    Badge, Banner, Button, ButtonKind, Empty, Fact, Facts, Heading, LinkButton, Page, Refused, Section, Skeleton, SkeletonKind, Status,
    Tone, When, WhenKind, differing, refusal_of,
};
use crate::visits::VisitsOfClient;
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The client of the address; nothing where it names none.
pub fn client_in_path() -> Memo<Option<ClientId>> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<ClientId>().ok())))
}

/// What sets a client aside, and what brings them back. The page reads the client anew after either.
#[derive(Clone, Copy)]
struct Aside {
    archive: ServerAction<ArchiveClients>,
    restore: ServerAction<RestoreClients>,
}

/// A new section is a component of its own here, which takes the client and asks for what it shows by itself; whoever may
/// not see the client is answered nothing there.
#[component]
pub fn ClientPage() -> impl IntoView {
    let id = client_in_path();
    let aside = Aside { archive: ServerAction::new(), restore: ServerAction::new() };
    let read = ask_first(
        move || (id.get(), aside.archive.version().get(), aside.restore.version().get(), live::heard_at_rest(Topic::Clients)),
        |(id, ..)| async move {
            let seen = told(match id {
                Some(id) => client_record(id).await,
                None => Err(AppError::NotFound),
            })
            .await;
            // Whom to ask, where something can't be done.
            let ask = match &seen {
                Ok(seen) if seen.why_not.any() => whom_to_ask().await.unwrap_or_default(),
                _ => Vec::new(),
            };
            (seen, ask)
        },
    );
    let answered = differing(read, move || (id.get(), aside.archive.version().get(), aside.restore.version().get()));
    view! {
        <Page title="Client" named=true back=("/clients".to_string(), say!("Back to the list").to_string())>
            <Done id aside/>
            <Refused refusal=refusal_of(aside.archive)/>
            <Refused refusal=refusal_of(aside.restore)/>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Card/> }>
                {move || answered().map(|(seen, ask)| match seen {
                    Ok(seen) => view! { <Record seen ask aside/> }.into_any(),
                    Err(refusal) => view! { <Heading title="Client"/><Missing refusal/> }.into_any(),
                })}
            </Transition>
            <CareTeam client=id/>
            <VisitsOfClient client=id/>
            <PortalSection client=id/>
        </Page>
    }
}

#[component]
fn Record(seen: RecordSeen, ask: Vec<String>, aside: Aside) -> impl IntoView {
    let id = seen.id;
    let why_not = seen.why_not.clone();
    let unassigned = seen.unassigned.clone();
    let archived = seen.archived_at.is_some();
    view! {
        <Head seen=seen.clone()/>
        <Actions id why_not ask archived aside/>
        <Section id="contact" title="Contact"><Contact seen/></Section>
        {unassigned.filter(|_| !archived).map(|board| view! {
            <p>"On the Unassigned board: "<a href=format!("/team/{}", board.owner)>{board.name}</a>" sees to it that someone will have this client, by "
                <When at=board.due_at.0 kind=WhenKind::Date/>"."</p>
        })}
    }
}

#[component]
fn Head(seen: RecordSeen) -> impl IntoView {
    let (name, preferred) = (seen.name(), seen.preferred_name.clone());
    let born = seen.birth_date.map(|born| match seen.age {
        Some(age) if age >= 0 => say!("{}, {age} years old", born.words()),
        _ => born.words(),
    });
    view! {
        <div class="record-head">
            <Heading title=name/>
            {(!preferred.is_empty()).then(|| view! { <p class="record-preferred">"Goes by "{preferred}</p> })}
            <p class="record-badges">
                {seen.archived_at.is_some().then(|| view! { <Badge icon="archive" text="Archived"/> })}
                {seen.restricted.then(|| view! { <Badge tone=Tone::Warning icon="lock" text="Restricted"/> })}
                {seen.risk.map(|risk| view! { <Badge tone=risk.tone() icon="heart-pulse" text=risk.words()/> })}
                {(seen.pending_notes > 0).then(|| view! { <Badge tone=Tone::Warning icon="file-warning" text=notes(seen.pending_notes)/> })}
            </p>
            <Facts>
                {(!seen.pronouns.is_empty()).then(|| view! { <Fact label="Pronouns">{seen.pronouns}</Fact> })}
                <Fact label="Birth date">{or_dash(born)}</Fact>
                <Fact label="Last visit">{moment(seen.last_visit.map(|m| m.0))}</Fact>
                <Fact label="Next visit">{moment(seen.next_visit.map(|m| m.0))}</Fact>
            </Facts>
        </div>
    }
}

fn notes(n: i64) -> String {
    counted!(n, "note pending", "notes pending")
}

fn or_dash(text: Option<String>) -> String {
    text.filter(|t| !t.is_empty()).unwrap_or_else(|| "–".into())
}

fn moment(at: Option<i64>) -> AnyView {
    match at {
        Some(at) => view! { <When at/> }.into_any(),
        None => "–".into_any(),
    }
}

#[component]
fn Actions(id: ClientId, why_not: WhyNot, ask: Vec<String>, archived: bool, aside: Aside) -> impl IntoView {
    let ask = ask_words(&ask);
    let Aside { archive, restore } = aside;
    let may_archive = Signal::stored(why_not.archive.clone());
    view! {
        <div class="record-actions">
            <Way href=format!("/clients/{id}/edit") icon="pencil" label="Edit" why_not=why_not.edit/>
            <Way href=format!("/assign?ids={id}") icon="user-plus" label="Assign" why_not=why_not.assign/>
            <Way href=format!("/clients/{id}/restriction") icon="lock" label="Restrict" why_not=why_not.restrict/>
            {why_not.who_sees.is_none().then(|| view! { <LinkButton href=format!("/clients/{id}/who") icon="eye">"Who can see"</LinkButton> })}
            {if archived {
                view! { <ActionForm action=restore>{just(id)}<Button submit=true icon="archive-restore" busy=restore.pending() disabled_because=may_archive>"Restore"</Button></ActionForm> }.into_any()
            } else {
                view! { <ActionForm action=archive>{just(id)}<Button submit=true icon="archive" busy=archive.pending() disabled_because=may_archive>"Archive"</Button></ActionForm> }.into_any()
            }}
            <Way href=format!("/clients/{id}/delete") icon="trash-2" label="Delete" why_not=why_not.delete/>
        </div>
        {ask.map(|words| view! { <p class="quiet">{say!("For what you can’t do here: {words}")}</p> })}
    }
}

/// The fields of a form about this client alone, which leads back here.
fn just(id: ClientId) -> impl IntoView {
    let fields = Selection::one(id).fields().into_iter().chain([("back".to_string(), format!("/clients/{id}"))]);
    fields.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()
}

/// Leads on, or says why not.
#[component]
fn Way(href: String, icon: &'static str, label: &'static str, why_not: Option<String>) -> impl IntoView {
    match why_not {
        None => view! { <LinkButton href icon>{label}</LinkButton> }.into_any(),
        Some(why) => view! { <Button icon disabled_because=Signal::stored(Some(why))>{label}</Button> }.into_any(),
    }
}

#[component]
fn Contact(seen: RecordSeen) -> impl IntoView {
    let email = match seen.email.as_str() {
        "" => "–".into_any(),
        email => view! { <a href=format!("mailto:{email}")>{email.to_string()}</a> }.into_any(),
    };
    let phone = match seen.phone.as_str() {
        "" => "–".into_any(),
        phone => view! { <a href=format!("tel:{}", dialled(phone))>{phone.to_string()}</a> }.into_any(),
    };
    view! {
        <Facts>
            <Fact label="Email">{email}</Fact>
            <Fact label="Phone">{phone}</Fact>
            <Fact label="Location">{seen.location}</Fact>
            <Fact label="Groups"><Groups groups=seen.groups/></Fact>
            <Fact label="Added"><When at=seen.created_at.0 kind=WhenKind::Date/></Fact>
        </Facts>
    }
}

/// What a phone dials (RFC 3966): digits, and a plus before them.
fn dialled(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

#[component]
fn Groups(groups: Vec<Named>) -> impl IntoView {
    if groups.is_empty() {
        return view! { <span class="quiet">"None"</span> }.into_any();
    }
    groups.into_iter().map(|g| view! { <a href=format!("/groups/{}", g.id)>{g.name}</a> }).collect_view().into_any()
}

/// What has just happened, where the address says so: it is there without JavaScript too. What is taken back is decided by the
/// button, never by the address.
#[component]
fn Done(id: Memo<Option<ClientId>>, aside: Aside) -> impl IntoView {
    let query = use_query_map();
    move || {
        let many = query.with(|q| q.get("done").and_then(|n| n.parse::<i64>().ok()));
        match (query.with(|q| q.get("note")).as_deref(), many) {
            (Some("archived"), Some(1..)) => return id.get().map(|id| archived(id, aside)),
            (Some("restored"), Some(1..)) => {
                return Some(
                    view! { <div role="status"><Banner tone=Tone::Good><p>"Restored, with everything they had."</p></Banner></div> }
                        .into_any(),
                );
            }
            (Some("archived" | "restored"), _) => {
                return Some(
                    view! { <div role="status"><Banner><p>"Nothing changed: someone else was quicker."</p></Banner></div> }.into_any(),
                );
            }
            _ => {}
        }
        let (tone, words) = match query.with(|q| q.get("done"))?.as_str() {
            "added" => (Tone::Good, say!("Added.")),
            "saved" => (Tone::Good, say!("Saved.")),
            "lifted" => (Tone::Good, say!("The restriction is lifted, and its list ended.")),
            "recorded" => (Tone::Good, say!("The visit is recorded.")),
            "changed" => (Tone::Good, say!("The visit is saved.")),
            "noted" => (Tone::Good, say!("The note is marked as written.")),
            "overlap" => {
                (Tone::Warning, say!("The visit is saved. It overlaps with another visit of the same member: look whether both can be."))
            }
            _ => return None,
        };
        Some(view! { <div role="status"><Banner tone><p>{words}</p></Banner></div> }.into_any())
    }
}

fn archived(id: ClientId, Aside { restore, .. }: Aside) -> AnyView {
    view! {
        <div role="status">
            <Banner tone=Tone::Good actions=move || view! {
                <ActionForm action=restore>{just(id)}<Button kind=ButtonKind::Plain submit=true icon="rotate-ccw" busy=restore.pending()>"Undo"</Button></ActionForm>
            }>
                <p>"Archived. The list’s filter Status finds them."</p>
            </Banner>
        </div>
    }
    .into_any()
}

/// In the place of a client who is not there or not theirs to see: which, nobody is told.
#[component]
pub fn Missing(refusal: Refusal) -> impl IntoView {
    match refusal.error {
        AppError::NotFound => view! {
            <Status code=404/>
            <Empty icon="contact" text="There is nothing here, or it is not yours to see."><a class="button" href="/clients">"Back to the list"</a></Empty>
        }
        .into_any(),
        _ => view! { <Forbidden refusal/> }.into_any(),
    }
}
