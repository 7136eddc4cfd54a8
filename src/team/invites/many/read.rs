//! A file of people to invite: a table with headings, or a bare list of addresses.

use super::{
    Column, NotTaken,
    typed::{Entry, entries},
    types::MOST_ROWS,
};
use crate::base::table::{self, Shape, Unread};

/// A row as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Of the file, the first one being 1.
    pub line: i32,
    /// In the order of `Column::ALL`, empty where the file has no such column.
    pub cells: Vec<String>,
    /// What is wrong with the row itself.
    pub fault: Option<&'static str>,
}

impl Row {
    pub fn of(&self, column: Column) -> &str {
        self.cells.get(column as usize).map_or("", String::as_str)
    }
}

impl From<Entry> for Row {
    fn from(entry: Entry) -> Self {
        let cell = |text: &str| table::clean(text);
        let cells = vec![cell(&entry.email), cell(&entry.first_name), cell(&entry.last_name), String::new(), String::new(), String::new()];
        Row { line: entry.line, cells, fault: None }
    }
}

/// What a file holds.
#[derive(Debug)]
pub struct Brought {
    pub rows: Vec<Row>,
    /// Headings that mean nothing here, or come twice.
    pub unknown: Vec<String>,
}

fn of_heading(heading: &str) -> Option<usize> {
    Column::of_heading(heading).map(|column| column as usize)
}

const SHAPE: Shape = Shape { columns: Column::ALL.len(), of_heading, needs: &[Column::Email as usize], most_rows: MOST_ROWS };

/// Reads a file. What can't be understood as a whole is refused as a whole.
///
/// # Errors
/// Why it was not taken.
pub fn brought(bytes: &[u8]) -> Result<Brought, NotTaken> {
    let text = table::decoded(bytes)?;
    let brought = match table::sheet(&text, &SHAPE) {
        Ok(sheet) => {
            let row = |row: table::Record| Row { line: row.line, cells: row.cells, fault: row.fault };
            Brought { rows: sheet.rows.into_iter().map(row).collect(), unknown: sheet.unknown }
        }
        Err(why @ (Unread::Headless | Unread::TooWide)) => bare(&text).ok_or(why)?,
        Err(why) => return Err(why.into()),
    };
    if brought.rows.len() > MOST_ROWS { Err(NotTaken::TooMany) } else { Ok(brought) }
}

/// A list of addresses and little else.
fn bare(text: &str) -> Option<Brought> {
    let entries = entries(text, MOST_ROWS);
    let addresses = entries.iter().filter(|entry| entry.email.contains('@')).count();
    (addresses * 2 > entries.len()).then(|| Brought { rows: numbered(entries), unknown: Vec::new() })
}

/// Several on one line are told apart by their place; then every one has its place for a line.
pub fn numbered(entries: Vec<Entry>) -> Vec<Row> {
    let apart = entries.windows(2).all(|two| two[0].line < two[1].line);
    let place = |at: usize| i32::try_from(at + 1).unwrap_or(i32::MAX);
    entries.into_iter().enumerate().map(|(at, entry)| Row::from(if apart { entry } else { Entry { line: place(at), ..entry } })).collect()
}

impl From<Unread> for NotTaken {
    fn from(why: Unread) -> Self {
        match why {
            Unread::Nothing => NotTaken::Nothing,
            Unread::TooMany => NotTaken::TooMany,
            Unread::Workbook => NotTaken::Workbook,
            Unread::NotText => NotTaken::NotText,
            Unread::Wide => NotTaken::Wide,
            Unread::Headless => NotTaken::NoEmail,
            Unread::TooWide | Unread::Unreadable => NotTaken::Unreadable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> Vec<String> {
        let brought = brought(bytes).expect("a file");
        let row = |r: &Row| format!("{}:{} {} {}", r.line, r.of(Column::Email), r.of(Column::FirstName), r.of(Column::LastName));
        brought.rows.iter().map(|r| row(r).trim().to_string()).collect()
    }

    #[test]
    fn tables_with_any_headings_separators_and_encodings_are_read() {
        assert_eq!(told(b"email,first_name,last_name,role\r\nzoe@x.org,Zoe,\"Lind, PhD\",Member\r\n"), ["2:zoe@x.org Zoe Lind, PhD"]);
        assert_eq!(told(b"Surname;E-Mail;First name\nLind;zoe@x.org;Zo\xeb\n"), ["2:zoe@x.org Zoë Lind"]);
        assert_eq!(
            told("\u{feff}Mail\tLast\nzoë@x.org\tLind\n\n\nsam@x.org\tOkafor\n".as_bytes()),
            ["2:zoë@x.org  Lind", "5:sam@x.org  Okafor"]
        );
    }

    #[test]
    fn a_bare_list_is_understood_however_it_is_separated() {
        assert_eq!(told(b"zoe@x.org\r\nsam@x.org\r\n"), ["1:zoe@x.org", "2:sam@x.org"]);
        assert_eq!(told(b"zoe@x.org, sam@x.org; oops mei@x.org"), ["1:zoe@x.org", "2:sam@x.org", "3:oops", "4:mei@x.org"]);
        assert_eq!(told(b"Zoe Lind <zoe@x.org>"), ["1:zoe@x.org Zoe Lind"]);
        let many: String = (0..5000).map(|n| format!("a{n}@x.org,")).collect();
        assert_eq!(told(many.as_bytes()).len(), 5000, "all on one line");
    }

    #[test]
    fn what_is_no_list_is_refused_in_words() {
        let refused = |bytes: &[u8]| brought(bytes).expect_err("refused");
        assert_eq!(refused(b"name,phone\nZoe,1\n"), NotTaken::NoEmail);
        assert_eq!(refused(b"Zoe,Lind,zoe@x.org\nSam,Okafor,sam@x.org\n"), NotTaken::NoEmail);
        assert_eq!(refused(b""), NotTaken::Nothing);
        assert_eq!(refused(b"email\n"), NotTaken::Nothing);
        assert_eq!(refused(b"PK\x03\x04"), NotTaken::Workbook);
        assert_eq!(refused(b"\xff\xfea\0"), NotTaken::Wide);
        assert_eq!(refused(",".repeat(4_000_000).as_bytes()), NotTaken::Unreadable);
        assert_eq!(refused("a@x.org\n".repeat(5001).as_bytes()), NotTaken::TooMany);
        assert_eq!(refused(format!("email\n{}", "a@x.org\n".repeat(5001)).as_bytes()), NotTaken::TooMany);
    }
}
