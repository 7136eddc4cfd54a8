//! What is done with the record of one client, in the order of the screens.

use super::types::{Ending, NewClientForm, PersonGiven, RecordInForm, RecordSeen, TwinsSeen};
use crate::base::{Answer, AppError, ClientId};
use leptos::prelude::*;

/// A record opened again within this time, in the same sign-in session, is on record once.
#[cfg(feature = "ssr")]
const OPENED_MINUTES: i64 = 15;

/// The record of a client. That it was opened goes on record.
#[server(output = Answer)]
pub async fn client_record(id: ClientId) -> Result<RecordSeen, AppError> {
    use super::{store, types::WhyNot};
    use crate::access::{Action, Target, can};
    use crate::audit::{Event, Kind, noted_since};
    let (mut tx, looked) = look(id).await?;
    let target = Target::Client(looked.facts);
    tx.see(Action::ViewClient, &target).await?;
    let (now, session) = (tx.now, tx.session);
    let mut seen = store::record(tx.conn(), id, now).await?;
    let why_not = |action| can(tx.actor(), action, &target).why_not();
    seen.why_not = WhyNot {
        edit: why_not(Action::EditClient),
        assign: why_not(Action::AssignClient),
        restrict: why_not(Action::RestrictClient),
        archive: why_not(Action::ArchiveClient),
        delete: why_not(Action::DeleteClient),
        who_sees: why_not(Action::AskWhoSees),
    };
    if !noted_since(tx.conn(), Kind::ClientViewed, id.0, session, now - chrono::Duration::minutes(OPENED_MINUTES)).await? {
        tx.note(&Event::ClientViewed { client: id, name: looked.name }).await?;
    }
    Ok(seen)
}

// ── adding ──

/// What the form for a new client begins with.
#[server(output = Answer)]
pub async fn client_to_add() -> Result<NewClientForm, AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::AddClient, &Target::Practice).await?;
    let sight = tx.sight();
    let locations = store::own_locations(tx.conn(), sight).await?;
    let therapists = if sight.whole() { Some(store::therapists(tx.conn()).await?) } else { None };
    Ok(NewClientForm { key: ClientId::new(), locations, therapists })
}

/// Who is likely the same person as the one in the form.
#[server(output = Answer)]
pub async fn likely_twins(person: PersonGiven) -> Result<TwinsSeen, AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::AddClient, &Target::Practice).await?;
    let (practice, sight, today) = (tx.actor().practice, tx.sight(), last_day(tx.now));
    let meant = person.checked(today)?;
    store::twins(tx.conn(), practice, sight, &meant).await
}

/// Adds a client. Where it is likely in the practice already that is said first, at the field `twins`; sent again with the
/// mark of those that were shown, it is added all the same. Sent twice with one `key`, it is added once.
#[server(output = Answer)]
pub async fn add_client(
    key: ClientId,
    person: PersonGiven,
    #[server(default)] therapist: String,
    #[server(default)] twins_shown: String,
) -> Result<ClientId, AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, base::OnConstraint, caseload};
    let mut tx = enter().await?;
    let (practice, sight, today) = (tx.actor().practice, tx.sight(), last_day(tx.now));
    let locations = store::own_locations(tx.conn(), sight).await?;
    let mut permit = tx.allow(Action::AddClient, &Target::Practice).await?;
    if sight.reach.is_none() {
        return Err(AppError::denied(say!("Whoever adds clients must be able to view clients. An administrator can change that.")));
    }
    let meant = person.checked(today)?;
    let place = locations.iter().find(|l| l.id == meant.location.to_string());
    let place = place.ok_or_else(|| AppError::at("location", say!("Choose a location at which you work.")))?.name.clone();
    let chosen = chosen_therapist(sight.whole(), &therapist, permit.by())?;
    store::one_by_one(&mut permit).await?;
    match caseload::facts(permit.conn(), practice, sight, key).await {
        Ok(_) => return added(key),
        Err(AppError::NotFound) => {}
        Err(error) => return Err(error),
    }
    let twins = store::twins(permit.conn(), practice, sight, &meant).await?;
    if !twins.is_empty() && twins.mark != twins_shown {
        return Err(AppError::at("twins", say!("Someone who is likely the same is in the practice already. Nothing was added yet.")));
    }
    let name = meant.name();
    let with = match chosen {
        Some(to) => store::therapist(permit.conn(), to).await?,
        None => String::new(),
    };
    store::insert(&mut permit, key, &meant).await.on_constraint("client_pkey", || AppError::Stale)?;
    if let Some(to) = chosen {
        hand_to(&mut permit, key, meant.restricted, to).await?;
    }
    let count = (twins.seen.len() + twins.unseen.len()) as i64;
    permit.commit(Event::ClientAdded { client: key, name, location: place, therapist: with, twins: count }).await?;
    added(key)
}

/// To whoever adds it, unless they see the whole practice: then to whom they chose, or nobody yet.
#[cfg(feature = "ssr")]
fn chosen_therapist(whole: bool, therapist: &str, own: crate::base::MemberId) -> Result<Option<crate::base::MemberId>, AppError> {
    match therapist.trim() {
        _ if !whole => Ok(Some(own)),
        "" => Ok(None),
        id => id.parse().map(Some).map_err(|_| AppError::at("therapist", say!("Choose a therapist, or nobody yet."))),
    }
}

/// Gives the new client to its first therapist, as the primary one. Whoever restricts a client and hands it on stays on its
/// list: they would lose sight of what they just added.
#[cfg(feature = "ssr")]
async fn hand_to(
    permit: &mut crate::access::Permit,
    client: ClientId,
    restricted: bool,
    to: crate::base::MemberId,
) -> Result<(), AppError> {
    use super::restriction::name_on_list;
    use crate::assignment::{self, Giving};
    use crate::base::BatchId;
    let own = permit.by();
    if restricted && to != own {
        name_on_list(permit, client, own).await?;
    }
    let how = Giving { to, primary: true, reason: "added", hand_off: "", batch: BatchId::new() };
    assignment::give(permit, &[client.0], how).await.map_err(|error| match error.fault("to") {
        Some(words) => AppError::at("therapist", words),
        None => error,
    })?;
    assignment::tell_given(permit, to, counted!(1, "client"), 1, &format!("/clients/{client}")).await
}

#[cfg(feature = "ssr")]
fn added(id: ClientId) -> Result<ClientId, AppError> {
    leptos_axum::redirect(&format!("/clients/{id}?done=added"));
    Ok(id)
}

// ── editing ──

/// A record, to be changed.
#[server(output = Answer)]
pub async fn client_to_edit(id: ClientId) -> Result<RecordInForm, AppError> {
    use super::store;
    use crate::access::{Action, Target};
    let (mut tx, looked) = look(id).await?;
    tx.see(Action::EditClient, &Target::Client(looked.facts)).await?;
    store::in_form(tx.conn(), &looked).await
}

/// Overwrites a record. Moved to where whoever does it won't see it any more, that is said first, at the field `location`;
/// sent again with that location as `leaves`, it is moved.
#[server(output = Answer)]
pub async fn edit_client(id: ClientId, version: i32, person: PersonGiven, #[server(default)] leaves: String) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target};
    use crate::audit::Event;
    let (mut tx, looked) = look(id).await?;
    let (sight, today) = (tx.sight(), last_day(tx.now));
    let (before, (location, place)) = store::person(tx.conn(), id).await?;
    let mut permit = tx.allow(Action::EditClient, &Target::Client(looked.facts)).await?;
    let meant = person.checked(today)?;
    let (mut there, mut out_of_sight) = (place.clone(), false);
    if meant.location.0 != location {
        there = store::location_in_use(permit.conn(), meant.location.0).await?;
        out_of_sight = !store::stays_in_sight(permit.conn(), sight, id, meant.location.0).await?;
        if out_of_sight && leaves != meant.location.to_string() {
            use super::types::SAVE_ONCE_MORE;
            let words = say!("You don’t work at {there}, so you won’t see this client any more. {SAVE_ONCE_MORE}");
            return Err(AppError::at("location", words));
        }
    }
    if looked.version != version {
        return Err(AppError::Stale);
    }
    let changes = changes(&before, &meant, &place, &there);
    if !changes.is_empty() {
        if !store::update(&mut permit, id, version, &meant, out_of_sight).await? {
            return Err(AppError::Stale);
        }
        permit.commit(Event::ClientEdited { client: id, name: meant.name(), changes }).await?;
    }
    let back = if out_of_sight { "/clients?moved=1".to_string() } else { format!("/clients/{id}?done=saved") };
    leptos_axum::redirect(&back);
    Ok(())
}

/// Each field before and after.
#[cfg(feature = "ssr")]
fn changes(before: &PersonGiven, after: &super::types::PersonMeant, place: &str, there: &str) -> Vec<crate::audit::Change> {
    use crate::audit::Change;
    let born = after.birth_date.map(|d| d.to_string()).unwrap_or_default();
    [
        Change::between(say!("first name"), &before.first_name, &after.first_name),
        Change::between(say!("last name"), &before.last_name, &after.last_name),
        Change::between(say!("preferred name"), &before.preferred_name, &after.preferred_name),
        Change::between("pronouns", &before.pronouns, &after.pronouns),
        Change::between(say!("birth date"), &before.birth_date, born),
        Change::between("email", &before.email, &after.email),
        Change::between("phone", &before.phone, &after.phone),
        Change::between("location", place, there),
        Change::between("risk", &before.risk, after.risk),
    ]
    .into_iter()
    .flatten()
    .collect()
}

// ── the end ──

/// What would end with a record.
#[server(output = Answer)]
pub async fn client_ending(id: ClientId) -> Result<Ending, AppError> {
    use super::store;
    use crate::access::{Action, Target};
    let (mut tx, looked) = look(id).await?;
    match tx.see(Action::DeleteClient, &Target::Client(looked.facts)).await {
        // The password is asked for when it comes to it.
        Ok(()) | Err(AppError::ConfirmPassword) => store::ending(tx.conn(), &looked).await,
        Err(refused) => Err(refused),
    }
}

/// Seals a record: it is kept as long as the law asks, and nobody finds it. Who had the client has it no longer.
#[server(output = Answer)]
pub async fn delete_client(id: ClientId, version: i32, typed_name: String) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target};
    use crate::{audit::Event, visits};
    let (tx, looked) = look(id).await?;
    let sight = tx.sight();
    let mut permit = tx.allow(Action::DeleteClient, &Target::Client(looked.facts)).await?;
    let same = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if same(&typed_name) != same(&looked.name) {
        return Err(AppError::at("typed_name", say!("Type {} to go on.", looked.name)));
    }
    store::hold(&mut permit, id).await?;
    if store::known(&mut permit, sight, id).await?.version != version {
        return Err(AppError::Stale);
    }
    let visits_cancelled = visits::cancel_ahead(&mut permit, id).await?;
    let carers = store::carers(permit.conn(), id).await?;
    if !store::seal(&mut permit, id, version).await? {
        return Err(AppError::Stale);
    }
    end_assignments(&mut permit, id, &carers).await?;
    store::end_ties(&mut permit, id).await?;
    crate::portal::end_for(&mut permit, id).await?;
    let therapists = carers.into_iter().map(|c| c.name).collect();
    permit.commit(Event::ClientDeleted { client: id, name: looked.name, therapists, visits_cancelled }).await?;
    leptos_axum::redirect("/clients?deleted=1");
    Ok(())
}

/// The primary therapist last: nobody becomes it in between.
#[cfg(feature = "ssr")]
async fn end_assignments(permit: &mut crate::access::Permit, id: ClientId, carers: &[super::types::Carer]) -> Result<(), AppError> {
    let batch = crate::base::BatchId::new();
    for carer in carers.iter().rev() {
        crate::assignment::end(permit, &[id.0], carer.id, say!("the record was deleted"), batch).await?;
    }
    Ok(())
}

// ── what the steps above share ──

/// Whoever asks, and the client they ask for; one they don't see is not there for them, and the trail knows that they asked.
#[cfg(feature = "ssr")]
pub(super) async fn look(id: ClientId) -> Result<(crate::access::Entered, crate::caseload::Looked), AppError> {
    let mut tx = crate::access::enter().await?;
    let (practice, sight) = (tx.actor().practice, tx.sight());
    match crate::caseload::facts(tx.conn(), practice, sight, id).await {
        Ok(looked) => Ok((tx, looked)),
        Err(AppError::NotFound) => {
            note_refusal(&mut tx, id).await?;
            Err(AppError::NotFound)
        }
        Err(error) => Err(error),
    }
}

/// Once in a while for each sign-in session, as for a record that is opened.
#[cfg(feature = "ssr")]
async fn note_refusal(tx: &mut crate::access::Entered, id: ClientId) -> Result<(), AppError> {
    use crate::audit::{Event, Kind, noted_since};
    let (session, since) = (tx.session, tx.now - chrono::Duration::minutes(OPENED_MINUTES));
    let Some(name) = super::store::kept_from(tx.conn(), id).await? else { return Ok(()) };
    if !noted_since(tx.conn(), Kind::ClientKeptFrom, id.0, session, since).await? {
        tx.note(&Event::ClientKeptFrom { client: id, name }).await?;
    }
    Ok(())
}

/// Today, where it is latest.
#[cfg(feature = "ssr")]
fn last_day(now: chrono::DateTime<chrono::Utc>) -> crate::base::Day {
    (now + chrono::Duration::hours(14)).date_naive().into()
}
