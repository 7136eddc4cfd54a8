//! From a file's bytes to its cells: encoding, delimiter, headings. Nothing here knows what a cell means.
//!
//! Words: a *sheet* is a file as a table of the columns that mean something to whoever asks; what can't be understood as a
//! whole is refused as a whole.

use std::borrow::Cow;

/// Characters of a cell; what is longer is a mistake, and not kept.
const MOST_CELL: usize = 1000;
/// Cells of a row. A line of nothing but commas is refused before it is taken apart.
const MOST_CELLS: usize = 1000;

/// What a file is read for.
pub struct Shape {
    /// How many columns mean something.
    pub columns: usize,
    /// Which of them a heading means, counted from 0.
    pub of_heading: fn(&str) -> Option<usize>,
    /// Those that must be there.
    pub needs: &'static [usize],
    pub most_rows: usize,
}

/// Why a file is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// No row below the headings.
    Nothing,
    TooMany,
    /// A row with far too many cells.
    TooWide,
    /// xlsx, ods, xls.
    Workbook,
    NotText,
    /// UTF-16.
    Wide,
    /// The headings lack what must be there.
    Headless,
    Unreadable,
}

#[derive(Debug)]
pub struct Sheet {
    pub rows: Vec<Record>,
    /// Headings that mean nothing here, or come twice.
    pub unknown: Vec<String>,
}

#[derive(Debug)]
pub struct Record {
    /// Of the file, the first one being 1.
    pub line: i32,
    /// One for each column that means something, empty where the file has no such column.
    pub cells: Vec<String>,
    /// What is wrong with the row itself.
    pub fault: Option<&'static str>,
}

/// The text of a file: UTF-8 with or without its mark, or what older spreadsheets of the West write.
///
/// # Errors
/// Why it is no text.
pub fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Unread> {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Err(Unread::Wide),
        // A zip archive (xlsx, ods) and an OLE file (xls).
        [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(Unread::Workbook),
        _ => {}
    }
    if bytes.iter().take(4096).any(|b| *b == 0) {
        return Err(Unread::NotText);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text.trim_start_matches('\u{feff}'))),
        Err(_) => windows_1252(bytes).map(Cow::Owned).ok_or(Unread::NotText),
    }
}

/// Takes a text apart.
///
/// # Errors
/// Why it was not taken.
pub fn sheet(text: &str, shape: &Shape) -> Result<Sheet, Unread> {
    let delimiter = delimiter(text);
    if too_wide(text, delimiter) {
        return Err(Unread::TooWide);
    }
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records().filter(|r| r.as_ref().map_or(true, |r| r.iter().any(|cell| !cell.trim().is_empty())));
    let headings = records.next().ok_or(Unread::Nothing)?.map_err(|_| Unread::Unreadable)?;
    let (places, unknown) = placed(&headings, shape);
    if shape.needs.iter().any(|needed| !places.contains(&Some(*needed))) {
        return Err(Unread::Headless);
    }
    let (mut rows, mut lines) = (Vec::new(), Lines::of(text));
    for record in records {
        let record = record.map_err(|_| Unread::Unreadable)?;
        if rows.len() == shape.most_rows {
            return Err(Unread::TooMany);
        }
        rows.push(cells(&record, &places, shape, &mut lines));
    }
    if rows.is_empty() { Err(Unread::Nothing) } else { Ok(Sheet { rows, unknown }) }
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

/// Whether a row has more cells than any table. Quotation marks count as the reader counts them: at the start of a cell.
fn too_wide(text: &str, delimiter: u8) -> bool {
    enum At {
        Start,
        Plain,
        Quoted,
        Closed,
    }
    let (mut at, mut cells) = (At::Start, 0);
    for byte in text.bytes() {
        at = match (at, byte) {
            (At::Start | At::Closed, b'"') => At::Quoted,
            (At::Quoted, b'"') => At::Closed,
            (At::Quoted, _) => At::Quoted,
            (_, b'\r' | b'\n') => {
                cells = 0;
                At::Start
            }
            (_, byte) if byte == delimiter => {
                cells += 1;
                At::Start
            }
            _ => At::Plain,
        };
        if cells > MOST_CELLS {
            return true;
        }
    }
    false
}

/// What each column of the file means, and the headings that mean nothing.
fn placed(headings: &csv::StringRecord, shape: &Shape) -> (Vec<Option<usize>>, Vec<String>) {
    let (mut places, mut unknown) = (Vec::new(), Vec::new());
    for heading in headings {
        let column = (shape.of_heading)(heading).filter(|column| !places.contains(&Some(*column)));
        // Those that our own files of rejected rows add.
        let ours = matches!(heading.trim(), "line" | "reason" | "");
        if column.is_none() && !ours {
            unknown.push(clean(heading).chars().take(60).collect());
        }
        places.push(column);
    }
    unknown.truncate(30);
    (places, unknown)
}

fn cells(record: &csv::StringRecord, places: &[Option<usize>], shape: &Shape, lines: &mut Lines<'_>) -> Record {
    let mut cells = vec![String::new(); shape.columns];
    let mut fault = None;
    for (cell, column) in record.iter().zip(places) {
        if cell.len() > MOST_CELL {
            fault = Some(say!("This is far too long for one row. Is a quotation mark left open?"));
        }
        if let Some(at) = column {
            cells[*at] = unarmed(&clean(cell)).to_string();
        }
    }
    if record.iter().skip(places.len()).any(|cell| !cell.trim().is_empty()) {
        fault =
            fault.or(Some(say!("This row has more cells than there are headings. Does a value with a comma lack its quotation marks?")));
    }
    let line = record.position().map_or(0, |at| lines.at(at.byte()));
    Record { line, cells, fault }
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
pub fn clean(cell: &str) -> String {
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

    fn of_heading(heading: &str) -> Option<usize> {
        ["a", "b"].iter().position(|known| *known == heading)
    }

    #[test]
    fn a_line_of_nothing_but_commas_is_refused_before_it_is_taken_apart() {
        let shape = Shape { columns: 2, of_heading, needs: &[0], most_rows: 10 };
        let wide = ",".repeat(5_000_000);
        let told = |text: &str| sheet(text, &shape).map(|sheet| sheet.rows.len());
        assert_eq!(told(&wide), Err(Unread::TooWide));
        assert_eq!(told(&format!("a,b\n{wide}\n")), Err(Unread::TooWide));
        assert_eq!(told(&format!("a,b\n1,\"{}\"\n", ",".repeat(5000))), Ok(1), "in quotation marks it is one cell");
        assert_eq!(told(&format!("a,b\n1\"{}\n", ",".repeat(5000))), Err(Unread::TooWide), "a mark within a cell opens nothing");
        assert_eq!(told("b\n1\n"), Err(Unread::Headless));
    }
}
