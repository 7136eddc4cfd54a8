//! The columns a file may have: how each is recognised, and what is said of it.

/// In the order of the template, and of the cells as they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    FirstName,
    LastName,
    PreferredName,
    Pronouns,
    BirthDate,
    Email,
    Phone,
    Location,
    Therapist,
    Group,
    Risk,
}

impl Column {
    pub const ALL: [Column; 11] = [
        Column::FirstName,
        Column::LastName,
        Column::PreferredName,
        Column::Pronouns,
        Column::BirthDate,
        Column::Email,
        Column::Phone,
        Column::Location,
        Column::Therapist,
        Column::Group,
        Column::Risk,
    ];

    /// As the template writes it.
    pub fn key(self) -> &'static str {
        match self {
            Column::FirstName => "first_name",
            Column::LastName => "last_name",
            Column::PreferredName => "preferred_name",
            Column::Pronouns => "pronouns",
            Column::BirthDate => "birth_date",
            Column::Email => "email",
            Column::Phone => "phone",
            Column::Location => "location",
            Column::Therapist => "therapist",
            Column::Group => "group",
            Column::Risk => "risk",
        }
    }

    /// As a person reads it.
    pub fn words(self) -> &'static str {
        match self {
            Column::FirstName => say!("First name"),
            Column::LastName => say!("Last name"),
            Column::PreferredName => say!("Preferred name"),
            Column::Pronouns => say!("Pronouns"),
            Column::BirthDate => say!("Birth date"),
            Column::Email => say!("Email"),
            Column::Phone => say!("Phone"),
            Column::Location => say!("Location"),
            Column::Therapist => say!("Therapist"),
            Column::Group => say!("Group"),
            Column::Risk => say!("Risk"),
        }
    }

    pub fn explained(self) -> &'static str {
        match self {
            Column::FirstName => say!("Must be there."),
            Column::LastName => say!("Must be there."),
            Column::PreferredName => say!("What they are called, if not by their first name."),
            Column::Pronouns => say!("As they say them."),
            Column::BirthDate => say!("1990-03-25, or month/day/year: 3/25/1990."),
            Column::Email => say!("Their own address. It tells whether someone is there already."),
            Column::Phone => say!("Any way of writing it."),
            Column::Location => say!("The name of one of your locations. Left empty, it is your own."),
            Column::Therapist => say!("The email of the member they are assigned to."),
            Column::Group => say!("The name of a group they are put in."),
            Column::Risk => say!("low, moderate or high."),
        }
    }

    pub fn example(self) -> &'static str {
        match self {
            Column::FirstName => say!("Rosalind"),
            Column::LastName => say!("Achterberg"),
            Column::PreferredName => say!("Roz"),
            Column::Pronouns => "she/her",
            Column::BirthDate => "1990-03-25",
            Column::Email => "rosalind@example.org",
            Column::Phone => "555-0134",
            Column::Risk => "low",
            Column::Location | Column::Therapist | Column::Group => "",
        }
    }

    /// The column a heading means: "Last Name", "surname", "LAST-NAME".
    pub fn of_heading(heading: &str) -> Option<Column> {
        let letters: String = heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let known = |column: &Column| column.names().contains(&letters.as_str());
        Column::ALL.into_iter().find(known)
    }

    fn names(self) -> &'static [&'static str] {
        match self {
            Column::FirstName => &["firstname", "first", "givenname", "forename", "clientfirstname", "patientfirstname", "legalfirstname"],
            Column::LastName => &["lastname", "last", "surname", "familyname", "clientlastname", "patientlastname", "legallastname"],
            Column::PreferredName => &["preferredname", "preferred", "nickname", "goesby", "calledname"],
            Column::Pronouns => &["pronouns", "pronoun"],
            Column::BirthDate => &["birthdate", "dateofbirth", "dob", "birthday", "born", "birth", "clientdob", "patientdob"],
            Column::Email => &["email", "emailaddress", "mail", "clientemail", "patientemail"],
            Column::Phone => &["phone", "phonenumber", "telephone", "mobile", "mobilephone", "cell", "cellphone", "tel"],
            Column::Location => &["location", "locationname", "office", "site", "clinic"],
            Column::Therapist => &[
                "therapist",
                "therapistemail",
                "primarytherapist",
                "assignedto",
                "assignedstaff",
                "clinician",
                "clinicianemail",
                "provider",
                "provideremail",
                "staff",
            ],
            Column::Group => &["group", "groupname", "program", "programme"],
            Column::Risk => &["risk", "risklevel"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Column;

    #[test]
    fn headings_are_known_however_they_are_written() {
        for (heading, column) in [
            ("first_name", Some(Column::FirstName)),
            (" Last Name ", Some(Column::LastName)),
            ("SURNAME", Some(Column::LastName)),
            ("D.O.B.", Some(Column::BirthDate)),
            ("E-mail", Some(Column::Email)),
            ("Therapist (email)", Some(Column::Therapist)),
            ("notes", None),
            ("", None),
        ] {
            assert_eq!(Column::of_heading(heading), column, "{heading}");
        }
        for column in Column::ALL {
            assert_eq!(Column::of_heading(column.key()), Some(column));
            assert_eq!(Column::of_heading(column.words()), Some(column));
        }
    }
}
