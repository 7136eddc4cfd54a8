//! A file of clients as a table. What a cell means is not known here.

use super::{Column, NotTaken};
use crate::base::table::{self, Shape, Unread};

/// Rows of a file, at most.
pub const MOST_ROWS: usize = 50_000;

/// A file as a table of the columns that mean something.
#[derive(Debug)]
pub struct Table {
    pub rows: Vec<Cells>,
    /// Headings that mean nothing here, or come twice.
    pub unknown: Vec<String>,
}

#[derive(Debug)]
pub struct Cells {
    /// Of the file, the first one being 1.
    pub line: i32,
    /// In the order of `Column::ALL`, empty where the file has no such column.
    pub cells: Vec<String>,
    /// What is wrong with the row itself.
    pub fault: Option<&'static str>,
}

impl Cells {
    pub fn of(&self, column: Column) -> &str {
        Column::ALL.iter().position(|c| *c == column).and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }
}

fn of_heading(heading: &str) -> Option<usize> {
    Column::of_heading(heading).and_then(|column| Column::ALL.iter().position(|c| *c == column))
}

const SHAPE: Shape =
    Shape { columns: Column::ALL.len(), of_heading, needs: &[Column::FirstName as usize, Column::LastName as usize], most_rows: MOST_ROWS };

/// Reads a file. What can't be understood as a whole is refused as a whole.
///
/// # Errors
/// Why it was not taken.
pub fn table(bytes: &[u8]) -> Result<Table, NotTaken> {
    let sheet = table::sheet(&table::decoded(bytes)?, &SHAPE)?;
    let rows = sheet.rows.into_iter().map(|row| Cells { line: row.line, cells: row.cells, fault: row.fault }).collect();
    Ok(Table { rows, unknown: sheet.unknown })
}

impl From<Unread> for NotTaken {
    fn from(why: Unread) -> Self {
        match why {
            Unread::Nothing => NotTaken::Nothing,
            Unread::TooMany => NotTaken::TooMany,
            Unread::Workbook => NotTaken::Workbook,
            Unread::NotText => NotTaken::NotText,
            Unread::Wide => NotTaken::Wide,
            Unread::Headless => NotTaken::NoNames,
            Unread::TooWide | Unread::Unreadable => NotTaken::Unreadable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &[u8]) -> Vec<String> {
        let table = table(text).expect("a table");
        table.rows.iter().map(|r| format!("{}:{} {}", r.line, r.of(Column::FirstName), r.of(Column::LastName))).collect()
    }

    #[test]
    fn any_order_any_delimiter_any_line_ending_and_quotation_marks_with_line_breaks() {
        assert_eq!(names(b"last_name,first_name\nTran,Mei\n"), ["2:Mei Tran"]);
        assert_eq!(names(b"First Name;Surname\r\nMei;Tran\r\n\r\n;\r\nSam;Okafor"), ["2:Mei Tran", "5:Sam Okafor"]);
        assert_eq!(names(b"first\tlast\nMei\tTran\n"), ["2:Mei Tran"]);
        assert_eq!(
            names("\u{feff}\"first\",\"last\"\n\"Mei\nLing\",\"Tran, Jr\"\nSam,\"O\"\"Hara\"\n".as_bytes()),
            ["2:Mei Ling Tran, Jr", "4:Sam O\"Hara"]
        );
    }

    #[test]
    fn old_encodings_are_read_and_what_is_no_text_is_refused_in_words() {
        assert_eq!(names(b"first,last\nZo\xeb,O\x92Brien\n"), ["2:Zoë O’Brien"]);
        assert_eq!(names("first,last\nZoë,王\n".as_bytes()), ["2:Zoë 王"]);
        let refused = |bytes: &[u8]| table(bytes).expect_err("refused");
        assert_eq!(refused(b"\xff\xfef\0i\0"), NotTaken::Wide);
        assert_eq!(refused(b"PK\x03\x04rest"), NotTaken::Workbook);
        assert_eq!(refused(b"a\0b"), NotTaken::NotText);
        assert_eq!(refused(b"caf\x81"), NotTaken::NotText);
        assert_eq!(refused(b""), NotTaken::Nothing);
        assert_eq!(refused(b"first,last\n"), NotTaken::Nothing);
        assert_eq!(refused(b"name,email\nZoe,z@x.org\n"), NotTaken::NoNames);
        let many = format!("first,last\n{}", "a,b\n".repeat(MOST_ROWS + 1));
        assert_eq!(refused(many.as_bytes()), NotTaken::TooMany);
    }

    #[test]
    fn what_means_nothing_is_named_and_what_comes_twice_counts_once() {
        let table = table(b"first,last,notes,phone,mobile,line,reason\nMei,Tran,x,1,2,3,4\nSam,Okafor,x,1,2,3,4,five\n").expect("a table");
        assert_eq!(table.unknown, ["notes", "mobile"]);
        assert_eq!(table.rows[0].of(Column::Phone), "1");
        assert!(table.rows[0].fault.is_none() && table.rows[1].fault.is_some());
    }

    #[test]
    fn a_cell_that_we_kept_from_running_reads_as_it_was() {
        let table = table(b"first,last,phone\n'=x,'t Hooft,'+1 555\n").expect("a table");
        assert_eq!(
            [table.rows[0].of(Column::FirstName), table.rows[0].of(Column::LastName), table.rows[0].of(Column::Phone)],
            ["=x", "'t Hooft", "+1 555"]
        );
    }
}
