//! What becomes of an address, or what is wrong with its row: in words, at the cell.

use super::{
    Column, Standing,
    read::Row,
    typed::name_in,
    types::{AddressSeen, MOST_TYPED},
    typo,
};
use crate::base::{Email, MemberId};
use crate::team::invites::make::is_a_member;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use uuid::Uuid;

/// Who has an address in the practice now.
#[derive(Clone, Debug)]
pub struct Someone {
    pub member: MemberId,
    pub name: String,
    pub status: String,
    /// Until when the invitation they have can be accepted.
    pub open_until: Option<DateTime<Utc>>,
}

/// What the practice has, as far as it is named. Names and addresses are in lower case.
#[derive(Debug, Default)]
pub struct Known {
    pub people: HashMap<String, Someone>,
    /// Where its members have their mail.
    pub domains: Vec<String>,
    /// Each with why it may not be given, if it may not.
    pub roles: HashMap<String, (Uuid, Option<String>)>,
    pub locations: HashMap<String, Uuid>,
    pub groups: HashMap<String, Uuid>,
    pub why_not_group: Option<String>,
}

/// A row as it will be an invitation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meant {
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: Uuid,
    pub location: Uuid,
    pub group: Option<Uuid>,
    /// What its address may have been meant for.
    pub hint: String,
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    Invite(Meant),
    /// Is a member already.
    Member(MemberId, String),
    /// Has an invitation already, or stands above in the same list.
    Invited(Option<MemberId>, String),
    /// The cell, and what is wrong; none where it is the row as a whole.
    Error(Option<Column>, String),
}

/// Judges row after row of one list.
pub struct Judge<'a> {
    pub known: &'a Known,
    /// For rows that name none.
    pub role: Uuid,
    pub location: Uuid,
    pub now: DateTime<Utc>,
    seen: HashMap<String, i32>,
}

impl<'a> Judge<'a> {
    pub fn new(known: &'a Known, role: Uuid, location: Uuid, now: DateTime<Utc>) -> Self {
        Judge { known, role, location, now, seen: HashMap::new() }
    }

    pub fn fate(&mut self, row: &Row) -> Fate {
        if let Some(fault) = row.fault {
            return Fate::Error(None, fault.into());
        }
        let email = match Email::parse(row.of(Column::Email)) {
            Ok(email) => email,
            Err(_) if row.of(Column::Email).is_empty() => return Fate::Error(Some(Column::Email), say!("The address is missing.").into()),
            Err(_) => return Fate::Error(Some(Column::Email), say!("“{}” is no whole email address.", row.of(Column::Email))),
        };
        let key = email.as_str().to_lowercase();
        if let Some(line) = self.seen.get(&key) {
            return Fate::Invited(None, say!("The same as line {line}."));
        }
        let fate = match self.there(&key) {
            Some(fate) => fate,
            None => match self.meant(row, &email) {
                Ok(meant) => Fate::Invite(meant),
                // Mended further down in the same list, it may still be invited.
                Err((column, words)) => return Fate::Error(Some(column), words),
            },
        };
        self.seen.insert(key, row.line);
        fate
    }

    /// Whoever has the address already.
    fn there(&self, key: &str) -> Option<Fate> {
        let someone = self.known.people.get(key)?;
        if someone.status != "invited" {
            return Some(Fate::Member(someone.member, is_a_member(&someone.name, &someone.status)));
        }
        someone
            .open_until
            .is_some_and(|until| until > self.now)
            .then(|| Fate::Invited(Some(someone.member), say!("Is invited already.").into()))
    }

    fn meant(&self, row: &Row, email: &Email) -> Result<Meant, (Column, String)> {
        let (first, last) = self.name(row, email)?;
        let hint = typo::meant(email.as_str(), &self.known.domains).map(|meant| say!("Did you mean {meant}?")).unwrap_or_default();
        Ok(Meant {
            email: email.as_str().to_string(),
            first_name: first,
            last_name: last,
            role: self.role(row)?,
            location: self.location(row)?,
            group: self.group(row)?,
            hint,
        })
    }

    fn name(&self, row: &Row, email: &Email) -> Result<(String, String), (Column, String)> {
        let (first, last) = (line(row, Column::FirstName)?, line(row, Column::LastName)?);
        Ok(if first.is_empty() && last.is_empty() {
            name_in(email.as_str())
        } else if first.is_empty() {
            (name_in(email.as_str()).0, last)
        } else {
            (first, last)
        })
    }

    fn role(&self, row: &Row) -> Result<Uuid, (Column, String)> {
        let name = row.of(Column::Role);
        match self.known.roles.get(&name.to_lowercase()) {
            _ if name.is_empty() => Ok(self.role),
            None => Err((Column::Role, say!("There is no role “{name}”."))),
            Some((_, Some(why_not))) => Err((Column::Role, why_not.clone())),
            Some((id, None)) => Ok(*id),
        }
    }

    fn location(&self, row: &Row) -> Result<Uuid, (Column, String)> {
        let name = row.of(Column::Location);
        match self.known.locations.get(&name.to_lowercase()) {
            _ if name.is_empty() => Ok(self.location),
            None => Err((Column::Location, say!("There is no location “{name}”."))),
            Some(id) => Ok(*id),
        }
    }

    fn group(&self, row: &Row) -> Result<Option<Uuid>, (Column, String)> {
        let name = row.of(Column::Group);
        if name.is_empty() {
            return Ok(None);
        }
        if let Some(why_not) = &self.known.why_not_group {
            return Err((Column::Group, why_not.clone()));
        }
        match self.known.groups.get(&name.to_lowercase()) {
            None => Err((Column::Group, say!("There is no group “{name}”."))),
            Some(id) => Ok(Some(*id)),
        }
    }

    /// What an address is while it is typed; `free` seats are left, and one less afterwards if it takes one.
    pub fn seen(&mut self, text: String, row: &Row, free: &mut i64) -> AddressSeen {
        let meant = Email::parse(row.of(Column::Email)).ok().and_then(|email| typo::meant(email.as_str(), &self.known.domains));
        let (standing, words) = match self.fate(row) {
            Fate::Invite(_) if *free > 0 => {
                *free -= 1;
                (Standing::Invite, say!("Will be invited").to_string())
            }
            Fate::Invite(_) => (Standing::OverCap, say!("No seat is left").into()),
            Fate::Member(_, words) => (Standing::Member, words),
            Fate::Invited(Some(_), words) => (Standing::Invited, words),
            Fate::Invited(None, _) => (Standing::Twice, say!("Stands here twice").into()),
            Fate::Error(..) => (Standing::NoAddress, say!("No whole email address").into()),
        };
        AddressSeen { text, standing, words, meant }
    }
}

fn line(row: &Row, column: Column) -> Result<String, (Column, String)> {
    const MOST: usize = 60;
    let text = row.of(column);
    let long = text.chars().count();
    if long > MOST {
        return Err((column, say!("Use at most {MOST} characters; this has {long}.")));
    }
    if text.contains(['<', '>']) {
        return Err((column, say!("Use letters, digits and ordinary punctuation.").into()));
    }
    Ok(text.to_string())
}

/// Why so many can't be typed.
pub fn too_many_typed() -> String {
    say!("Type or paste at most {MOST_TYPED} addresses at once. For more, upload a file.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::team::invites::many::read::brought;

    fn known() -> Known {
        let someone = |name: &str, status: &str, hours: Option<i64>| Someone {
            member: MemberId(Uuid::from_u128(9)),
            name: name.into(),
            status: status.into(),
            open_until: hours.map(|h| DateTime::UNIX_EPOCH + chrono::Duration::hours(h)),
        };
        Known {
            people: [
                ("una@x.org".into(), someone("Una Reyes", "on_hold", None)),
                ("ivy@x.org".into(), someone("Ivy", "invited", Some(2))),
                ("old@x.org".into(), someone("Old", "invited", Some(0))),
            ]
            .into(),
            domains: vec!["maple-grove.example".into()],
            roles: [("member".into(), (Uuid::from_u128(1), None)), ("admin".into(), (Uuid::from_u128(2), Some("Not you.".into())))].into(),
            locations: [("lakeview".into(), Uuid::from_u128(4))].into(),
            groups: [("evenings".into(), Uuid::from_u128(5))].into(),
            why_not_group: None,
        }
    }

    fn fates(text: &str) -> Vec<Fate> {
        let known = known();
        let now = DateTime::UNIX_EPOCH + chrono::Duration::hours(1);
        let mut judge = Judge::new(&known, Uuid::from_u128(1), Uuid::from_u128(3), now);
        brought(text.as_bytes()).expect("a file").rows.iter().map(|row| judge.fate(row)).collect()
    }

    #[test]
    fn a_row_means_an_invitation_and_what_it_leaves_out_was_chosen_beforehand() {
        let all = fates(
            "email,first,last,role,location,group\nZoe@gmial.com,Zoë,Lind,MEMBER,Lakeview,evenings\nsam.okafor@x.org,,,,,\nold@x.org,,,,,\n",
        );
        let Fate::Invite(zoe) = &all[0] else { panic!("{all:?}") };
        assert_eq!((zoe.role, zoe.location, zoe.group), (Uuid::from_u128(1), Uuid::from_u128(4), Some(Uuid::from_u128(5))));
        assert_eq!(zoe.hint, "Did you mean Zoe@gmail.com?");
        let Fate::Invite(sam) = &all[1] else { panic!("{all:?}") };
        assert_eq!((sam.first_name.as_str(), sam.last_name.as_str(), sam.location), ("Sam", "Okafor", Uuid::from_u128(3)));
        assert!(matches!(all[2], Fate::Invite(_)), "an invitation that ran out is made again");
    }

    #[test]
    fn whoever_is_there_is_named_and_each_fault_is_at_its_cell() {
        let all = fates(
            "email,role,location,group\nUNA@x.org,,,\nivy@x.org,,,\nnew@x.org,Admin,,\nnew@x.org,,,\nNew@X.org,,,\nnobody,,,\n,Member,,\na@x.org,Boss,,\nb@x.org,,Nowhere,\nc@x.org,,,Mornings\n",
        );
        assert!(matches!(&all[0], Fate::Member(_, words) if words.contains("Una Reyes is already a member") && words.contains("on hold")));
        assert!(matches!(&all[1], Fate::Invited(Some(_), words) if words == "Is invited already."));
        assert_eq!(all[2], Fate::Error(Some(Column::Role), "Not you.".into()));
        assert!(matches!(all[3], Fate::Invite(_)), "mended further down");
        assert_eq!(all[4], Fate::Invited(None, "The same as line 5.".into()));
        let columns: Vec<_> =
            all[5..].iter().map(|fate| if let Fate::Error(column, _) = fate { *column } else { panic!("{fate:?}") }).collect();
        assert_eq!(columns, [Column::Email, Column::Email, Column::Role, Column::Location, Column::Group].map(Some));
    }

    #[test]
    fn chips_say_what_becomes_of_them_and_when_the_seats_run_out() {
        let known = known();
        let mut judge = Judge::new(&known, Uuid::nil(), Uuid::nil(), DateTime::UNIX_EPOCH + chrono::Duration::hours(1));
        let mut free = 1;
        let typed = crate::team::invites::many::typed::entries("zoe@gmial.com una@x.org ivy@x.org nobody ZOE@gmial.com sam@x.org", 100);
        let seen: Vec<_> = typed
            .into_iter()
            .map(|entry| (entry.text.clone(), Row::from(entry)))
            .map(|(text, row)| judge.seen(text, &row, &mut free))
            .collect();
        let standings: Vec<_> = seen.iter().map(|s| s.standing).collect();
        use Standing as S;
        assert_eq!(standings, [S::Invite, S::Member, S::Invited, S::NoAddress, S::Twice, S::OverCap]);
        assert_eq!(seen[0].meant.as_deref(), Some("zoe@gmail.com"));
    }
}
