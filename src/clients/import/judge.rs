//! What a row means, or what is wrong with it: in words, at the cell. Whether someone is there already only the database
//! knows.

use super::{
    Column,
    birth::{Habit, birth_date},
    read::{Cells, Table},
};
use crate::access::{Action, Actor, ClientFacts, Permission, Scope, Target, can};
use crate::base::Email;
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What the one who imports may do, and where.
#[derive(Clone, Debug)]
pub struct Reach {
    /// Sees every client; whoever doesn't is assigned to those they import.
    pub whole: bool,
    pub home: Uuid,
    /// Where they work; the others are out of reach unless they see the whole practice.
    pub locations: HashSet<Uuid>,
    pub why_not_therapist: Option<String>,
    pub why_not_group: Option<String>,
}

impl Reach {
    pub fn of(actor: &Actor, home: Uuid, locations: Vec<Uuid>) -> Self {
        let whole = actor.grants.reach(Permission::ClientsView) == Some(Scope::WholePractice);
        // As it will be: theirs, at one of their locations, and seen.
        let client = Target::Client(ClientFacts { seen: true, own: !whole, here: true, archived: false });
        Reach {
            whole,
            home,
            locations: locations.into_iter().collect(),
            why_not_therapist: can(actor, Action::AssignClient, &client).why_not(),
            why_not_group: can(actor, Action::EditGroup, &Target::Practice).why_not(),
        }
    }

    /// Whether clients may be added there.
    pub fn reaches(&self, location: Uuid) -> bool {
        self.whole || self.locations.contains(&location)
    }
}

/// What the file names, as the practice has it. Names and addresses are in lower case.
#[derive(Debug, Default)]
pub struct Known {
    pub locations: HashMap<String, Uuid>,
    pub groups: HashMap<String, Uuid>,
    pub members: HashMap<String, Colleague>,
}

#[derive(Clone, Debug)]
pub struct Colleague {
    pub id: Uuid,
    /// Why they can't be given clients, if they can't.
    pub why_not: Option<String>,
}

/// A row as it will be a client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meant {
    pub first_name: String,
    pub last_name: String,
    pub preferred_name: String,
    pub pronouns: String,
    pub birth_date: Option<NaiveDate>,
    pub email: String,
    pub phone: String,
    pub location: Uuid,
    pub therapist: Option<Uuid>,
    pub group: Option<Uuid>,
    pub risk: &'static str,
}

/// A fault and its cell; none where the row as a whole is at fault.
pub type Wrong = (Option<Column>, String);

/// Each row of a table, judged.
pub fn judged(table: &Table, known: &Known, reach: &Reach, today: NaiveDate) -> Vec<Result<Meant, Wrong>> {
    let mut habit = Habit::default();
    for row in &table.rows {
        habit.learns(row.line, row.of(Column::BirthDate));
    }
    table.rows.iter().map(|row| Judge { row, known, reach, habit, today }.meant()).collect()
}

struct Judge<'a> {
    row: &'a Cells,
    known: &'a Known,
    reach: &'a Reach,
    habit: Habit,
    today: NaiveDate,
}

impl Judge<'_> {
    fn meant(&self) -> Result<Meant, Wrong> {
        if let Some(fault) = self.row.fault {
            return Err((None, fault.into()));
        }
        Ok(Meant {
            first_name: self.name(Column::FirstName)?,
            last_name: self.name(Column::LastName)?,
            preferred_name: self.line(Column::PreferredName, 60)?,
            pronouns: self.line(Column::Pronouns, 40)?,
            birth_date: self.birth_date()?,
            email: self.email()?,
            phone: self.line(Column::Phone, 40)?,
            location: self.location()?,
            therapist: self.therapist()?,
            group: self.group()?,
            risk: self.risk()?,
        })
    }

    fn wrong<T>(&self, column: Column, words: impl Into<String>) -> Result<T, Wrong> {
        Err((Some(column), words.into()))
    }

    fn name(&self, column: Column) -> Result<String, Wrong> {
        match self.line(column, 60)? {
            empty if empty.is_empty() => self.wrong(column, say!("The {} is missing.", column.words().to_lowercase())),
            name => Ok(name),
        }
    }

    fn line(&self, column: Column, most: usize) -> Result<String, Wrong> {
        let text = self.row.of(column);
        let long = text.chars().count();
        if long > most {
            return self.wrong(column, say!("Use at most {most} characters; this has {long}."));
        }
        if text.contains(['<', '>']) {
            return self.wrong(column, say!("Use letters, digits and ordinary punctuation."));
        }
        Ok(text.to_string())
    }

    fn birth_date(&self) -> Result<Option<NaiveDate>, Wrong> {
        match self.row.of(Column::BirthDate) {
            "" => Ok(None),
            text => birth_date(text, self.habit, self.today).map(Some).map_err(|words| (Some(Column::BirthDate), words)),
        }
    }

    fn email(&self) -> Result<String, Wrong> {
        match self.row.of(Column::Email) {
            "" => Ok(String::new()),
            text => match Email::parse(text) {
                Ok(email) => Ok(email.as_str().to_string()),
                Err(_) => self.wrong(Column::Email, say!("“{text}” is no whole email address.")),
            },
        }
    }

    fn location(&self) -> Result<Uuid, Wrong> {
        let name = self.row.of(Column::Location);
        if name.is_empty() {
            return Ok(self.reach.home);
        }
        match self.known.locations.get(&name.to_lowercase()) {
            None => self.wrong(Column::Location, say!("There is no location “{name}”.")),
            Some(id) if !self.reach.reaches(*id) => {
                self.wrong(Column::Location, say!("You don’t work at {name}. Whoever sees the whole practice can add clients there."))
            }
            Some(id) => Ok(*id),
        }
    }

    fn therapist(&self) -> Result<Option<Uuid>, Wrong> {
        let email = self.row.of(Column::Therapist);
        if email.is_empty() {
            return Ok(None);
        }
        if let Some(why_not) = &self.reach.why_not_therapist {
            return self.wrong(Column::Therapist, why_not.clone());
        }
        match self.known.members.get(&email.to_lowercase()) {
            None => self.wrong(Column::Therapist, say!("Nobody on the team has the address “{email}”.")),
            Some(Colleague { why_not: Some(why_not), .. }) => self.wrong(Column::Therapist, why_not.clone()),
            Some(Colleague { id, .. }) => Ok(Some(*id)),
        }
    }

    fn group(&self) -> Result<Option<Uuid>, Wrong> {
        let name = self.row.of(Column::Group);
        if name.is_empty() {
            return Ok(None);
        }
        if let Some(why_not) = &self.reach.why_not_group {
            return self.wrong(Column::Group, why_not.clone());
        }
        match self.known.groups.get(&name.to_lowercase()) {
            None => self.wrong(Column::Group, say!("There is no group “{name}”.")),
            Some(id) => Ok(Some(*id)),
        }
    }

    fn risk(&self) -> Result<&'static str, Wrong> {
        match self.row.of(Column::Risk).to_lowercase().as_str() {
            "" | "none" => Ok(""),
            "low" => Ok("low"),
            "moderate" | "medium" => Ok("moderate"),
            "high" => Ok("high"),
            _ => self.wrong(Column::Risk, say!("Write low, moderate or high, or leave it empty.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::import::read::table;

    fn reach() -> Reach {
        Reach {
            whole: false,
            home: Uuid::from_u128(1),
            locations: [Uuid::from_u128(1)].into(),
            why_not_therapist: None,
            why_not_group: Some("Not you.".into()),
        }
    }

    fn known() -> Known {
        Known {
            locations: [("riverside".into(), Uuid::from_u128(1)), ("lakeview".into(), Uuid::from_u128(2))].into(),
            groups: [("evenings".into(), Uuid::from_u128(3))].into(),
            members: [
                ("sam@x.org".into(), Colleague { id: Uuid::from_u128(4), why_not: None }),
                ("ida@x.org".into(), Colleague { id: Uuid::from_u128(5), why_not: Some("Ida is on hold.".into()) }),
            ]
            .into(),
        }
    }

    fn judge(text: &str) -> Vec<Result<Meant, Wrong>> {
        judged(&table(text.as_bytes()).expect("a table"), &known(), &reach(), NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day"))
    }

    #[test]
    fn a_row_means_a_client_and_an_empty_location_is_ones_own() {
        let all =
            judge("first,last,dob,email,location,therapist,risk\nZoë,Núñez,3/25/1990,zoe@x.org,RIVERSIDE,Sam@X.org,Medium\nA,B,,,,,\n");
        let zoe = all[0].clone().expect("Zoë");
        assert_eq!(
            (zoe.location, zoe.therapist, zoe.risk, zoe.email.as_str()),
            (Uuid::from_u128(1), Some(Uuid::from_u128(4)), "moderate", "zoe@x.org")
        );
        assert_eq!(zoe.birth_date.map(|d| d.to_string()).as_deref(), Some("1990-03-25"));
        assert_eq!(all[1].clone().expect("A B").location, Uuid::from_u128(1));
    }

    #[test]
    fn each_fault_is_at_its_cell_in_words() {
        let text = "first,last,dob,email,location,therapist,group,risk\n,B,,,,,,\nA,B,13/13/1990,,,,,\nA,B,,nobody,,,,\nA,B,,,Lakeview,,,\nA,B,,,Nowhere,,,\n\
                    A,B,,,,ida@x.org,,\nA,B,,,,who@x.org,,\nA,B,,,,,Evenings,\nA,B,,,,,,dire\nA,<b>,,,,,,\n";
        let told: Vec<(Option<Column>, String)> = judge(text).into_iter().map(|row| row.expect_err("at fault")).collect();
        let wanted = [
            (Column::FirstName, "missing"),
            (Column::BirthDate, "no such day"),
            (Column::Email, "no whole email"),
            (Column::Location, "You don’t work at Lakeview"),
            (Column::Location, "no location “Nowhere”"),
            (Column::Therapist, "Ida is on hold."),
            (Column::Therapist, "Nobody on the team"),
            (Column::Group, "Not you."),
            (Column::Risk, "low, moderate or high"),
            (Column::LastName, "ordinary punctuation"),
        ];
        assert_eq!(told.len(), wanted.len());
        for ((column, words), (at, part)) in told.iter().zip(wanted) {
            assert!(*column == Some(at) && words.contains(part), "{column:?} {words}");
        }
    }
}
