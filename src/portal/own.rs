//! What a client reads and changes of itself.

use super::types::Portal;
use crate::base::{Answer, AppError};
use leptos::prelude::*;

/// How many visits are shown.
#[cfg(feature = "ssr")]
const MOST: i32 = 20;

/// All there is on one's own page.
#[server(output = Answer)]
pub async fn my_portal() -> Result<Portal, AppError> {
    use super::{store, types::Therapist};
    let mut visitor = crate::access::client().await?;
    let details = store::own(visitor.conn()).await?;
    let therapists = store::therapists(visitor.conn()).await?;
    let visits = store::visits(visitor.conn(), MOST).await?;
    Ok(Portal {
        practice: visitor.practice_name.clone(),
        calls_clients: visitor.calls_clients.clone(),
        logoff_minutes: visitor.logoff_minutes,
        email: visitor.account.email.clone(),
        details: details_of(details),
        therapists: therapists.into_iter().map(|(name, primary)| Therapist { name, primary }).collect(),
        visits: visits.iter().map(visit_of).collect(),
    })
}

/// Changes what one may change of oneself: as one is called, and where one is reached by phone. All else the practice
/// changes, being asked.
#[server(output = Answer)]
pub async fn change_own_details(preferred_name: String, pronouns: String, phone: String, version: i32) -> Result<(), AppError> {
    use super::store;
    use crate::audit::Event;
    let mut checks = crate::base::Checks::default();
    let preferred = optional_line(&mut checks, "preferred_name", &preferred_name, 60);
    let pronouns = optional_line(&mut checks, "pronouns", &pronouns, 40);
    let phone = phone_line(&mut checks, &phone);
    let (preferred, pronouns, phone) = checks.give(Some((preferred, pronouns, phone)))?;
    let mut visitor = crate::access::client().await?;
    let (client, name) = (visitor.client, visitor.name.clone());
    let before = store::own(visitor.conn()).await?;
    let mut permit = visitor.own();
    store::change(&mut permit, &preferred, &pronouns, &phone, version).await?.ok_or(AppError::Stale)?;
    let changed = [
        (say!("preferred name"), before.preferred_name != preferred),
        ("pronouns", before.pronouns != pronouns),
        ("phone", before.phone != phone),
    ];
    let fields = changed.into_iter().filter(|(_, changed)| *changed).map(|(field, _)| field).collect();
    permit.commit(Event::OwnDetailsChanged { client, name, fields }).await?;
    leptos_axum::redirect("/portal?done=details");
    Ok(())
}

#[cfg(feature = "ssr")]
fn optional_line(checks: &mut crate::base::Checks, field: &str, text: &str, max: usize) -> String {
    if text.trim().is_empty() { String::new() } else { checks.line(field, "it", text, max) }
}

#[cfg(feature = "ssr")]
fn phone_line(checks: &mut crate::base::Checks, text: &str) -> String {
    let text = optional_line(checks, "phone", text, 40);
    let known = |c: char| c.is_ascii_digit() || " +-().,/#xext".contains(c);
    if !text.is_empty() && (!text.chars().all(known) || text.chars().filter(char::is_ascii_digit).count() < 5) {
        checks.fault("phone", say!("Enter a phone number, like +1 207 555 0142."));
    }
    text
}

#[cfg(feature = "ssr")]
fn details_of(read: super::store::SelfRead) -> super::types::OwnDetails {
    super::types::OwnDetails {
        birth_date: read.birth_date.map(|day| crate::base::dated(day.format(say!("%B %-d, %Y")))).unwrap_or_default(),
        first_name: read.first_name,
        last_name: read.last_name,
        preferred_name: read.preferred_name,
        pronouns: read.pronouns,
        email: read.email,
        phone: read.phone,
        version: read.version,
        location: read.location,
        address: read.address,
    }
}

/// In the zone of the visit's place, whatever the reader's: that is where one has to be on time.
#[cfg(feature = "ssr")]
fn visit_of(read: &super::store::VisitRead) -> super::types::OwnVisit {
    let zone = read.timezone.parse::<chrono_tz::Tz>().unwrap_or(chrono_tz::UTC);
    let (start, end) =
        (read.starts_at.with_timezone(&zone), (read.starts_at + chrono::Duration::minutes(read.minutes.into())).with_timezone(&zone));
    super::types::OwnVisit {
        day: crate::base::dated(start.format(say!("%A, %B %-d, %Y"))),
        time: say!(
            "{} to {} ({})",
            crate::base::dated(start.format(say!("%-I:%M %p"))),
            crate::base::dated(end.format(say!("%-I:%M %p"))),
            start.format("%Z")
        ),
        kind: kind_words(&read.kind).to_string(),
        with: read.with_whom.clone(),
        location: read.location.clone(),
        address: read.address.clone(),
        online: read.is_virtual || read.kind == "telehealth",
    }
}

/// As it would be said on the phone; what is done in it stays between the two.
#[cfg(feature = "ssr")]
fn kind_words(kind: &str) -> &'static str {
    match kind {
        "intake" => say!("First visit"),
        "couple" => say!("Visit as a couple"),
        "family" => say!("Family visit"),
        "group" => say!("Group visit"),
        "assessment" => say!("Assessment"),
        "medication" => say!("Medication visit"),
        "telehealth" => say!("Online visit"),
        _ => say!("Visit"),
    }
}
