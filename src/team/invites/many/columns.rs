//! The columns a file may have: how each is recognised, and what is said of it.

/// In the order of the template, and of the cells as they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    Email,
    FirstName,
    LastName,
    Role,
    Location,
    Group,
}

impl Column {
    pub const ALL: [Column; 6] = [Column::Email, Column::FirstName, Column::LastName, Column::Role, Column::Location, Column::Group];

    /// As the template writes it.
    pub fn key(self) -> &'static str {
        match self {
            Column::Email => "email",
            Column::FirstName => "first_name",
            Column::LastName => "last_name",
            Column::Role => "role",
            Column::Location => "location",
            Column::Group => "group",
        }
    }

    /// As a person reads it.
    pub fn words(self) -> &'static str {
        match self {
            Column::Email => say!("Email"),
            Column::FirstName => say!("First name"),
            Column::LastName => say!("Last name"),
            Column::Role => say!("Role"),
            Column::Location => say!("Location"),
            Column::Group => say!("Group"),
        }
    }

    pub fn explained(self) -> &'static str {
        match self {
            Column::Email => say!("Must be there."),
            Column::FirstName => say!("Taken from the address where it is missing. They can mend it when they accept."),
            Column::LastName => say!("May be missing; they give it when they accept."),
            Column::Role => say!("By its name. Where it is missing, the role chosen on this page."),
            Column::Location => say!("The primary one, by its name. Where it is missing, the one chosen on this page."),
            Column::Group => say!("By its name."),
        }
    }

    pub fn example(self) -> &'static str {
        match self {
            Column::Email => "rosalind@example.org",
            Column::FirstName => say!("Rosalind"),
            Column::LastName => say!("Achterberg"),
            Column::Role | Column::Location | Column::Group => "",
        }
    }

    /// The column a heading means: "E-mail", "Last Name", "LOCATION".
    pub fn of_heading(heading: &str) -> Option<Column> {
        let letters: String = heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        Column::ALL.into_iter().find(|column| column.names().contains(&letters.as_str()))
    }

    fn names(self) -> &'static [&'static str] {
        match self {
            Column::Email => &["email", "emailaddress", "mail", "mailaddress", "workemail", "useremail", "memberemail", "address"],
            Column::FirstName => &["firstname", "first", "givenname", "forename", "legalfirstname"],
            Column::LastName => &["lastname", "last", "surname", "familyname", "legallastname"],
            Column::Role => &["role", "rolename", "userrole", "accesslevel", "access"],
            Column::Location => &["location", "locationname", "primarylocation", "office", "site", "clinic"],
            Column::Group => &["group", "groupname", "team", "department"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Column;

    #[test]
    fn headings_are_known_however_they_are_written() {
        for (heading, column) in [
            ("E-mail", Some(Column::Email)),
            ("Email Address", Some(Column::Email)),
            ("first_name", Some(Column::FirstName)),
            ("SURNAME", Some(Column::LastName)),
            (" Role ", Some(Column::Role)),
            ("Primary location", Some(Column::Location)),
            ("Department", Some(Column::Group)),
            ("notes", None),
            ("", None),
        ] {
            assert_eq!(Column::of_heading(heading), column, "{heading}");
        }
        for (at, column) in Column::ALL.into_iter().enumerate() {
            assert_eq!((Column::of_heading(column.key()), Column::of_heading(column.words())), (Some(column), Some(column)));
            assert_eq!(column as usize, at);
        }
    }
}
