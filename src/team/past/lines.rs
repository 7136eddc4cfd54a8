//! The lines of a history, out of the spells of a membership: what stayed the same from one to the next is one line.

use super::store::{self, Beside, Spell};
use super::types::HistoryLine;
use crate::access::{Actor, Permission, Status};
use crate::base::{AppError, MemberId};
use crate::team::status::store::sees_reasons;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// What a membership has been: for those who may edit the team, and for whoever it is about; nothing for others.
pub async fn history(conn: &mut PgConnection, who: &Actor, id: MemberId) -> Result<Vec<HistoryLine>, AppError> {
    if who.member != id && !who.holds(Permission::TeamEdit) {
        return Ok(Vec::new());
    }
    let spells = store::spells(conn, id).await?;
    let beside = store::beside(conn, id).await?;
    Ok(told(spells, beside, sees_reasons(who, id)))
}

/// The newest first. Reasons only for those who may know them.
fn told(spells: Vec<Spell>, beside: Vec<Beside>, reasons: bool) -> Vec<HistoryLine> {
    let mut lines = Vec::new();
    let reason = |s: &Spell| Some(s.reason.clone()).filter(|r| reasons && !r.is_empty());
    run(&mut lines, say!("Status"), &spells, |s| status_words(&s.status), reason);
    run(&mut lines, say!("Role"), &spells, |s| s.role.clone(), |_| None);
    run(&mut lines, say!("Primary location"), &spells, |s| s.location.clone(), |_| None);
    run(&mut lines, say!("Beside the role"), &spells, |s| overrides_words(&s.overrides), |_| None);
    lines.extend(beside.into_iter().map(|b| HistoryLine {
        what: b.what,
        was: b.was,
        since: b.since.into(),
        until: b.until.map(Into::into),
        by: b.by,
        reason: None,
    }));
    lines.sort_by_key(|line| std::cmp::Reverse(line.since));
    lines
}

/// One of the things a spell says, from when it began to when it was another.
fn run(
    lines: &mut Vec<HistoryLine>,
    what: &str,
    spells: &[Spell],
    of: impl Fn(&Spell) -> String,
    reason: impl Fn(&Spell) -> Option<String>,
) {
    let mut at = 0;
    while let Some(first) = spells.get(at) {
        let was = of(first);
        let length = spells[at..].iter().take_while(|s| of(s) == was).count();
        let until: Option<DateTime<Utc>> = spells[at + length - 1].until;
        if !was.is_empty() {
            let (what, since, by) = (what.to_string(), first.since.into(), first.by.clone());
            lines.push(HistoryLine { what, was, since, until: until.map(Into::into), by, reason: reason(first) });
        }
        at += length;
    }
}

fn status_words(key: &str) -> String {
    key.parse().map_or_else(|()| key.to_string(), |status: Status| status.words().to_string())
}

/// "may also export clients; may not delete clients"; nothing where nothing is given or withheld.
fn overrides_words(overrides: &[String]) -> String {
    let words = |o: &String| {
        let key = o.get(1..)?.split(':').next()?;
        let can = key.parse::<Permission>().ok()?.words();
        Some(if o.starts_with('+') { say!("may also {can}") } else { say!("may not {can}") })
    };
    overrides.iter().filter_map(words).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn day(n: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 1, n, 12, 0, 0).single().expect("a day")
    }

    fn spell(from: u32, until: Option<u32>, status: &str, role: &str, overrides: &[&str]) -> Spell {
        Spell {
            since: day(from),
            until: until.map(day),
            status: status.into(),
            role: role.into(),
            location: "Main".into(),
            overrides: overrides.iter().map(|o| o.to_string()).collect(),
            reason: if status == "suspended" { "A complaint".into() } else { String::new() },
            by: Some("Una Lindqvist".into()),
        }
    }

    #[test]
    fn what_stays_the_same_is_one_line() {
        let spells = vec![
            spell(1, Some(3), "active", "Member", &[]),
            spell(3, Some(5), "suspended", "Member", &[]),
            spell(5, None, "active", "Admin", &["-clients.delete", "+clients.view:own"]),
        ];
        let lines = told(spells.clone(), Vec::new(), true);
        let text: Vec<_> = lines.iter().map(|l| format!("{} {}", l.what, l.was)).collect();
        assert_eq!(
            text,
            [
                "Status Active",
                "Role Admin",
                "Beside the role may not delete clients; may also view clients",
                "Status Suspended",
                "Status Active",
                "Role Member",
                "Primary location Main"
            ]
        );
        let main = lines.iter().find(|l| l.was == "Main").expect("a line");
        assert_eq!((main.since, main.until), (day(1).into(), None));
        assert_eq!(lines[3].reason.as_deref(), Some("A complaint"));
        assert!(told(spells, Vec::new(), false).iter().all(|l| l.reason.is_none()), "whoever it is about is not told why");
    }
}
