//! Making a practice of the demo: all of it in one transaction, with its two events.

use super::{
    beside,
    caseload::{Caseloads, Clinician},
    cast::GOOD_FOR,
    depot,
    password::Keys,
    people::{self, Person},
    portal::{Therapist, open_portal},
    practising::{Practitioner, practising},
    scene::Scene,
    store::{self, CHUNK, Joiner, NewGuest},
};
use crate::access::{Asking, OpenAction, Permit, Status, open_at};
use crate::audit::Event;
use crate::base::{AccountId, AppError, Db, Email, LocationId, MemberId, OnConstraint, PracticeId, RoleId};
use crate::founding::{Founded, Founding, found};
use crate::{auth, roles};
use chrono::Duration;
use uuid::Uuid;

/// Each is of every so many-th member.
const GROUPS: &[(&str, i32)] = &[("Anxiety and mood", 5), ("Couples and families", 7), ("Intake team", 9)];

/// The names under which the demo made the practices that are there.
///
/// # Errors
/// `Denied` if there is one it did not make.
pub async fn made_before(db: &Db) -> Result<Vec<String>, AppError> {
    let mut permit = open_at(db, Asking::default(), OpenAction::SignUp).await?;
    let mut names = Vec::new();
    for practice in store::practices(&mut permit).await? {
        permit.stand_in(practice, None).await?;
        let Some(there) = store::there(&mut permit).await? else { continue };
        if !there.demo {
            let words =
                format!("this database holds a practice the demo did not make ({}). Give the demo a database of its own.", there.name);
            return Err(AppError::denied(words));
        }
        names.extend(there.made_as);
    }
    Ok(names)
}

/// Makes one practice.
///
/// # Errors
/// `Denied` if someone outside has one of its addresses; otherwise only those of the database.
pub async fn make(db: &Db, keys: &Keys, scene: &Scene) -> Result<(), AppError> {
    let people = people::people(scene, scene.members);
    let hashes = hashes(keys, &people).await?;
    let mut permit = open_at(db, Asking::default(), OpenAction::SignUp).await?;
    store::take_time(&mut permit).await?;
    let (founded, account) = begin(&mut permit, scene, &people[0], &hashes[0]).await?;
    let places = make_places(&mut permit, scene, &founded, people[0].joined).await?;
    let joiners = joiners(&permit, &founded, &places, &people, hashes);
    for rows in joiners.chunks(CHUNK) {
        store::insert_accounts(&mut permit, rows).await?;
        store::insert_members(&mut permit, rows, founded.member).await?;
    }
    permit.stand_in(founded.practice, Some(account)).await?;
    let turned: Vec<&Joiner<'_>> = joiners.iter().filter(|j| j.turned.is_some()).collect();
    store::turn(&mut permit, &turned, founded.member).await?;
    store::insert_accepted_invitations(&mut permit, GOOD_FOR).await?;
    invite(&mut permit, scene, &founded, &places).await?;
    beside::gather(&mut permit, GROUPS, founded.member).await?;
    assign(&mut permit, scene, &joiners, founded.member).await?;
    practise(&mut permit, scene, &joiners).await?;
    let therapists: Vec<Therapist> = joiners.iter().filter(works).map(|j| (j.member, j.place)).collect();
    open_portal(&mut permit, keys, scene, &therapists, founded.member).await?;
    beside::supervise(&mut permit, founded.member).await?;
    beside::cover(&mut permit, founded.member).await?;
    permit.speaks_for(None, "The demo");
    let event = Event::DemoMade { practice: founded.practice, name: scene.name.clone(), members: people.len() as i64 };
    permit.commit(event).await
}

async fn hashes(keys: &Keys, people: &[Person]) -> Result<Vec<String>, AppError> {
    let mut hashes = Vec::with_capacity(people.len());
    for person in people {
        hashes.push(keys.hash(&person.email, person.listed).await?);
    }
    Ok(hashes)
}

/// The practice with its founder, as if signed up two years ago.
async fn begin(permit: &mut Permit, scene: &Scene, founder: &Person, hash: &str) -> Result<(Founded, AccountId), AppError> {
    let account = AccountId::new();
    let email = Email::parse(&founder.email).map_err(|words| AppError::at("email", words))?;
    permit.stand_in(PracticeId::NONE, Some(account)).await?;
    auth::make_account(permit, account, &email, &founder.first_name, &founder.last_name, hash)
        .await
        .on_constraint("account_email_key", store::taken)?;
    let founding = Founding {
        practice: &scene.name,
        first_name: &founder.first_name,
        last_name: &founder.last_name,
        email: email.as_str(),
        account,
        timezone: scene.places[0].timezone,
        demo: true,
    };
    let founded = found(permit, &founding).await?;
    let now = permit.now;
    store::backdate(permit, now - founder.joined, founder.seen.map(|ago| now - ago), scene.plan.key(), scene.seats()).await?;
    Ok((founded, account))
}

/// The places in the order of the scene; the first was made with the practice, the others a month apart.
async fn make_places(permit: &mut Permit, scene: &Scene, founded: &Founded, founded_ago: Duration) -> Result<Vec<LocationId>, AppError> {
    let (now, mut ids) = (permit.now, Vec::new());
    for (n, place) in (0i32..).zip(scene.places) {
        let since = now - founded_ago + Duration::days(30) * n;
        if n == 0 {
            store::describe_place(permit, founded.location, place, since).await?;
            ids.push(founded.location);
            continue;
        }
        let id = LocationId::new();
        store::insert_place(permit, id, place, since, place.archived.map(|days| now - Duration::days(days))).await?;
        ids.push(id);
    }
    Ok(ids)
}

fn role_of(founded: &Founded, key: &str) -> RoleId {
    let role = founded.roles.iter().find(|(t, _)| t.key == key).or(founded.roles.first());
    role.map(|(_, id)| *id).expect("a practice begins with roles")
}

/// Everyone but the founder.
fn joiners<'a>(permit: &Permit, founded: &Founded, places: &[LocationId], people: &'a [Person], hashes: Vec<String>) -> Vec<Joiner<'a>> {
    let now = permit.now;
    let joiner = |(person, password_hash): (&'a Person, String)| Joiner {
        person,
        member: MemberId::new(),
        account: AccountId::new(),
        password_hash,
        joined_as: role_of(founded, person.joined_as),
        role: role_of(founded, person.role),
        place: places[person.place],
        invited: now - person.invited,
        joined: now - person.joined,
        seen: person.seen.map(|ago| now - ago),
        turned: person.turned.map(|ago| now - ago),
    };
    people.iter().zip(hashes).skip(1).map(joiner).collect()
}

async fn invite(permit: &mut Permit, scene: &Scene, founded: &Founded, places: &[LocationId]) -> Result<(), AppError> {
    let now = permit.now;
    let ago = |hours: i64| now - Duration::hours(hours);
    for guest in scene.guests {
        let new = NewGuest {
            member: MemberId::new(),
            first_name: guest.first,
            last_name: guest.last,
            email: format!("{}@{}", guest.mailbox, scene.domain),
            role: role_of(founded, guest.role),
            place: places[guest.place],
            note: guest.note,
            sent: ago(guest.sent),
            opened: guest.opened.map(ago),
            declined: guest.declined.map(ago),
            reason: guest.reason,
            expires: ago(guest.sent - GOOD_FOR),
        };
        store::insert_guest(permit, &new, founded.member).await?;
    }
    Ok(())
}

/// Whether the role is one for people who see clients of their own.
fn has_caseload(key: &str) -> bool {
    use crate::access::{Permission, Scope};
    roles::Template::of_key(key).is_some_and(|t| t.grants().reach(Permission::ClientsView) == Some(Scope::OwnCaseload))
}

/// Whoever works with clients now.
fn works(joiner: &&Joiner<'_>) -> bool {
    has_caseload(joiner.person.role) && joiner.person.status.enters()
}

/// Clients for those who work with clients, and two who see to others' for a time.
async fn assign(permit: &mut Permit, scene: &Scene, joiners: &[Joiner<'_>], by: MemberId) -> Result<(), AppError> {
    let clinician =
        |j: &Joiner<'_>| Clinician { member: j.member, place: j.place, joined: j.joined, active: j.person.status == Status::Active };
    let clinicians: Vec<Clinician> = joiners.iter().filter(works).map(clinician).collect();
    let admins = joiners.iter().filter(|j| j.person.role == "admin" && j.person.status == Status::Active).map(|j| j.member);
    let owners: Vec<MemberId> = std::iter::once(by).chain(admins).take(3).collect();
    let groups = depot::groups(permit, GROUPS).await?;
    let mut caseloads = Caseloads::new(&clinicians, scene.clients, permit.now, scene.seed);
    let lent = clinicians.get(2).map(|c| c.member);
    let mut lendable = Vec::new();
    while let Some(bundle) = caseloads.bundle(CHUNK) {
        depot::insert(permit, &bundle, &groups, &owners, by).await?;
        let theirs = bundle.assignments.iter().filter(|a| Some(a.member) == lent && a.until.is_none());
        lendable.extend(theirs.map(|a| a.client).take(3 - lendable.len().min(3)));
    }
    cover(permit, &clinicians, lendable, by).await
}

/// A cover that runs, for someone on leave if there is one, and one to come.
async fn cover(permit: &mut Permit, clinicians: &[Clinician], some: Vec<Uuid>, by: MemberId) -> Result<(), AppError> {
    let [_, _, lends, .., last] = clinicians else { return Ok(()) };
    let away = clinicians.iter().find(|c| !c.active).unwrap_or(&clinicians[1]);
    let Some(stands_in) = clinicians.iter().rev().find(|c| c.active && ![away.member, lends.member].contains(&c.member)) else {
        return Ok(());
    };
    let runs = depot::Cover {
        absent: away.member,
        cover: stands_in.member,
        starts: Duration::days(-3),
        days: 14,
        clients: Vec::new(),
        reason: "Parental leave",
    };
    depot::insert_cover(permit, &runs, by).await?;
    if some.is_empty() || last.member == lends.member {
        return Ok(());
    }
    let comes = depot::Cover {
        absent: lends.member,
        cover: stands_in.member,
        starts: Duration::days(9),
        days: 7,
        clients: some,
        reason: "Vacation",
    };
    depot::insert_cover(permit, &comes, by).await
}

/// Credentials and capacities for those who work with clients.
async fn practise(permit: &mut Permit, scene: &Scene, joiners: &[Joiner<'_>]) -> Result<(), AppError> {
    let address = |place: usize| if scene.places[place].address.is_empty() { scene.places[0].address } else { scene.places[place].address };
    let each = joiners.iter().filter(works).count();
    // About as many as they have.
    let room = scene.clients.map_or(1, |clients| (clients / each.max(1) / 10).max(1));
    let practitioner =
        |j: &Joiner<'_>| Practitioner { member: j.member, role: j.person.role, address: address(j.person.place), room: room as i32 };
    let people: Vec<Practitioner> = joiners.iter().filter(works).map(practitioner).collect();
    for rows in practising(&people, permit.now.date_naive(), scene.seed).chunks(CHUNK) {
        beside::insert_credentials(permit, rows).await?;
        beside::set_capacities(permit, rows).await?;
    }
    Ok(())
}
