//! The page's parts: everything someone owns, kind by kind, in this order. A room that comes to own something for members
//! adds its part here, and what becomes of it in `carry_out`.

use super::types::{Choosing, Line, Offer, Part};
use super::{clients, owned, store};
use crate::access::Actor;
use crate::assignment::Candidate;
use crate::base::{AppError, MemberId, dated, list_of};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// As many pending notes are listed.
const NOTES: i64 = 20;

/// Who leaves, who looks, and who could take things over.
pub struct Asked<'a> {
    pub who: &'a Actor,
    pub member: MemberId,
    pub first_name: &'a str,
    pub takers: &'a [Candidate],
    pub owners: &'a [Offer],
    pub now: DateTime<Utc>,
}

/// Only those there is something in.
pub async fn parts(conn: &mut PgConnection, asked: &Asked<'_>, theirs: &[clients::Client]) -> Result<Vec<Part>, AppError> {
    let mut parts = clients::parts(theirs, asked.takers);
    let supervisees = owned::supervisees(conn, asked.member).await?;
    let supervisors = owned::supervisors(conn, asked.member).await?;
    let ending = owned::ending(conn, asked.member).await?;
    parts.extend(visits(conn, asked).await?);
    parts.extend(notes(conn, asked, &supervisors).await?);
    parts.extend(of_supervisees(&supervisees, &supervisors));
    parts.extend(board(conn, asked).await?);
    parts.extend(of_ending(&ending, asked.first_name));
    Ok(parts)
}

async fn visits(conn: &mut PgConnection, asked: &Asked<'_>) -> Result<Option<Part>, AppError> {
    let own = store::with_eyes_of(conn, asked.member).await?;
    let ahead = store::visits_ahead(conn, asked.member, asked.now).await;
    store::with_own_eyes(conn, own).await?;
    let n = ahead?;
    Ok((n > 0).then(|| Part {
        key: "visits".into(),
        title: say!("{} to come", counted!(n, "visit")),
        lead: say!("A visit of a client whom nobody takes over is cancelled either way.").into(),
        all: Some(Choosing {
            label: say!("What becomes of them").into(),
            options: vec![
                ("move".into(), say!("Each moves to the client’s new therapist, at the same time").into()),
                ("cancel".into(), say!("All are cancelled").into()),
            ],
            value: "move".into(),
        }),
        ..Default::default()
    }))
}

async fn notes(conn: &mut PgConnection, asked: &Asked<'_>, supervisors: &[(MemberId, String)]) -> Result<Option<Part>, AppError> {
    let own = store::with_eyes_of(conn, asked.member).await?;
    let pending = store::notes_pending(conn, asked.member).await;
    store::with_own_eyes(conn, own).await?;
    let n = pending?;
    if n == 0 {
        return Ok(None);
    }
    let seen = store::notes(conn, asked.member, NOTES).await?;
    let lines = seen.into_iter().map(|(id, client, at)| Line {
        id: id.to_string(),
        text: client,
        detail: dated(at.format(say!("%b %-d, %Y"))),
        value: String::new(),
    });
    let lines: Vec<Line> = lines.collect();
    let more = n - lines.len() as i64;
    let more = if more > 0 { say!(" {more} more are not listed.") } else { String::new() };
    let mut options: Vec<Offer> = vec![(asked.who.member.to_string(), say!("{} (you)", asked.who.name()))];
    options.extend(supervisors.iter().filter(|(id, _)| *id != asked.who.member).map(|(id, name)| (id.to_string(), name.clone())));
    Ok(Some(Part {
        key: "notes".into(),
        title: say!("{} not written", counted!(n, "note")),
        lead: say!("They stay {}’s: nobody else is made their author. Whoever sees to them is told.{more}", asked.first_name),
        all: Some(Choosing { label: say!("Who sees to them").into(), value: options[0].0.clone(), options }),
        lines,
        ..Default::default()
    }))
}

fn of_supervisees(all: &[owned::Supervisee], supervisors: &[(MemberId, String)]) -> Option<Part> {
    if all.is_empty() {
        return None;
    }
    let lines = all.iter().map(|s| {
        let next = supervisors.iter().find(|(id, _)| *id != s.member).map(|(id, _)| id.to_string());
        let detail = if s.left_without {
            say!("Their role requires supervision, and nobody else gives it")
        } else {
            say!("Someone else supervises them too, or nobody must")
        };
        Line {
            id: s.id.to_string(),
            text: s.name.clone(),
            detail: detail.into(),
            value: next.filter(|_| s.left_without).unwrap_or_else(|| "end".into()),
        }
    });
    let each = supervisors
        .iter()
        .map(|(id, name)| (id.to_string(), name.clone()))
        .chain([("end".to_string(), say!("Nobody for now").to_string())]);
    Some(Part {
        key: "supervisees".into(),
        title: counted!(all.len() as i64, "supervisee"),
        lead: say!("Kind and frequency stay as they are. Whoever must be supervised and has nobody is flagged on their card.").into(),
        lines: lines.collect(),
        each: each.collect(),
        ..Default::default()
    })
}

async fn board(conn: &mut PgConnection, asked: &Asked<'_>) -> Result<Option<Part>, AppError> {
    let n = crate::unassigned::owned_by(conn, asked.member).await?;
    let options: Vec<Offer> = asked.owners.iter().filter(|(id, _)| *id != asked.member.to_string()).cloned().collect();
    let value = options.first().map(|(id, _)| id.clone()).unwrap_or_default();
    Ok((n > 0).then(|| Part {
        key: "board".into(),
        title: say!("{} of the Unassigned board", counted!(n, "entry", "entries")),
        lead: say!("{} sees to them until now. Their days stay.", asked.first_name),
        all: Some(Choosing { label: say!("Who sees to them").into(), options, value }),
        ..Default::default()
    }))
}

/// What ends by itself.
fn of_ending(ending: &owned::Ending, first_name: &str) -> Option<Part> {
    let named = |names: &[String]| list_of(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let mut lines = Vec::new();
    let mut line = |text: &str, detail: String| lines.push(Line { text: text.into(), detail, ..Default::default() });
    if !ending.groups.is_empty() {
        line(say!("Groups"), say!("{first_name} leaves {}", named(&ending.groups)));
    }
    if !ending.locations.is_empty() {
        line(say!("Locations"), say!("{first_name} no longer works at {}", named(&ending.locations)));
    }
    if !ending.supervisors.is_empty() {
        line(
            say!("Supervision"),
            match named(&ending.supervisors) {
                one if ending.supervisors.len() == 1 => say!("{one} no longer supervises {first_name}"),
                several => say!("{several} no longer supervise {first_name}"),
            },
        );
    }
    if ending.coverage > 0 {
        line(say!("Cover"), say!("{}, for {first_name} or by them", counted!(ending.coverage, "cover")));
    }
    if ending.named > 0 {
        line(say!("Restricted"), say!("{first_name} is no longer named for {}", counted!(ending.named, "restricted client")));
    }
    if ending.offer {
        line(say!("The team"), say!("The offer to hand the team over to {first_name} is withdrawn"));
    }
    (!lines.is_empty()).then(|| Part {
        key: "ending".into(),
        title: say!("What ends by itself").into(),
        lead: say!("With the day they leave. That it was is kept.").into(),
        lines,
        ..Default::default()
    })
}
