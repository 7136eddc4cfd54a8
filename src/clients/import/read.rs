//! From a file's bytes to its cells: encoding, delimiter, headings. Nothing here knows what a cell means.

use super::{Column, NotTaken};
use std::borrow::Cow;

/// Rows of a file, at most.
pub const MOST_ROWS: usize = 50_000;
/// Characters of a cell; what is longer is a mistake, and not kept.
const MOST_CELL: usize = 1000;

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

/// Reads a file. What can't be understood as a whole is refused as a whole.
///
/// # Errors
/// Why it was not taken.
pub fn table(bytes: &[u8]) -> Result<Table, NotTaken> {
    let text = decoded(bytes)?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(text)).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records().filter(|r| r.as_ref().map_or(true, |r| r.iter().any(|cell| !cell.trim().is_empty())));
    let headings = records.next().ok_or(NotTaken::Nothing)?.map_err(|_| NotTaken::Unreadable)?;
    let (places, unknown) = placed(&headings);
    if !places.contains(&Some(Column::FirstName)) || !places.contains(&Some(Column::LastName)) {
        return Err(NotTaken::NoNames);
    }
    let (mut rows, mut lines) = (Vec::new(), Lines::of(text));
    for record in records {
        let record = record.map_err(|_| NotTaken::Unreadable)?;
        if rows.len() == MOST_ROWS {
            return Err(NotTaken::TooMany);
        }
        rows.push(cells(&record, &places, &mut lines));
    }
    if rows.is_empty() { Err(NotTaken::Nothing) } else { Ok(Table { rows, unknown }) }
}

/// UTF-8, or what older spreadsheets of the West write.
fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, NotTaken> {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Err(NotTaken::Wide),
        // A zip archive (xlsx, ods) and an OLE file (xls).
        [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(NotTaken::Workbook),
        _ => {}
    }
    if bytes.iter().take(4096).any(|b| *b == 0) {
        return Err(NotTaken::NotText);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) => windows_1252(bytes).map(Cow::Owned).ok_or(NotTaken::NotText),
    }
}

/// Windows-1252, as WHATWG has it; nothing for the five bytes that mean nothing there.
fn windows_1252(bytes: &[u8]) -> Option<String> {
    const HIGH: [Option<char>; 32] = [
        Some('€'),
        None,
        Some('‚'),
        Some('ƒ'),
        Some('„'),
        Some('…'),
        Some('†'),
        Some('‡'),
        Some('ˆ'),
        Some('‰'),
        Some('Š'),
        Some('‹'),
        Some('Œ'),
        None,
        Some('Ž'),
        None,
        None,
        Some('‘'),
        Some('’'),
        Some('“'),
        Some('”'),
        Some('•'),
        Some('–'),
        Some('—'),
        Some('˜'),
        Some('™'),
        Some('š'),
        Some('›'),
        Some('œ'),
        None,
        Some('ž'),
        Some('Ÿ'),
    ];
    let letter = |b: &u8| match b {
        0x80..=0x9f => HIGH[usize::from(b - 0x80)],
        other => Some(char::from(*other)),
    };
    bytes.iter().map(letter).collect()
}

/// Whichever of comma, semicolon and tab the first line has most of, outside of quotation marks.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(d, _)| *d == byte).for_each(|(_, n)| *n += 1),
            _ => {}
        }
    }
    // Of equals the first: a comma.
    counts.iter().rev().max_by_key(|(_, n)| *n).map_or(b',', |(d, _)| *d)
}

/// What each column of the file means, and the headings that mean nothing.
fn placed(headings: &csv::StringRecord) -> (Vec<Option<Column>>, Vec<String>) {
    let (mut places, mut unknown) = (Vec::new(), Vec::new());
    for heading in headings {
        let column = Column::of_heading(heading).filter(|column| !places.contains(&Some(*column)));
        // Those that our own file of rejected rows adds.
        let ours = matches!(heading.trim(), "line" | "reason" | "");
        if column.is_none() && !ours {
            unknown.push(clean(heading).chars().take(60).collect());
        }
        places.push(column);
    }
    unknown.truncate(30);
    (places, unknown)
}

fn cells(record: &csv::StringRecord, places: &[Option<Column>], lines: &mut Lines<'_>) -> Cells {
    let mut cells = vec![String::new(); Column::ALL.len()];
    let mut fault = None;
    for (cell, column) in record.iter().zip(places) {
        if cell.len() > MOST_CELL {
            fault = Some("This is far too long for one row. Is a quotation mark left open?");
        }
        if let Some(at) = column.and_then(|column| Column::ALL.iter().position(|c| *c == column)) {
            cells[at] = unarmed(&clean(cell)).to_string();
        }
    }
    if record.iter().skip(places.len()).any(|cell| !cell.trim().is_empty()) {
        fault = fault.or(Some("This row has more cells than there are headings. Does a value with a comma lack its quotation marks?"));
    }
    let line = record.position().map_or(0, |at| lines.at(at.byte()));
    Cells { line, cells, fault }
}

/// Counts lines as a person does, whatever ends them. (The reader's own count falls behind by line feeds it has yet to
/// skip.)
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: i32,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Lines { bytes: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line on which a record begins that was found from here on.
    fn at(&mut self, record: u64) -> i32 {
        let record = usize::try_from(record).unwrap_or(usize::MAX);
        while let Some(byte) = self.bytes.get(self.at) {
            if self.at >= record && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            let ends = *byte == b'\n' || (*byte == b'\r' && self.bytes.get(self.at + 1) != Some(&b'\n'));
            self.line += i32::from(ends);
            self.at += 1;
        }
        self.line
    }
}

/// Trimmed, spaces as one, without what nobody types and PostgreSQL can't keep.
fn clean(cell: &str) -> String {
    let plain: String = cell.chars().take(MOST_CELL).map(|c| if c.is_control() || c == '\u{feff}' { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without the apostrophe that keeps a spreadsheet from taking the cell for a formula; our own files have it.
fn unarmed(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell)
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
