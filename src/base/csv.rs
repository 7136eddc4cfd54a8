//! Tables for spreadsheets (RFC 4180), and the answers that carry files.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

/// What tells a spreadsheet that a file is UTF-8; its very beginning.
pub const MARK: &str = "\u{feff}";

pub const CSV: &str = "text/csv; charset=utf-8; header=present";

/// Adds a line. A value that a spreadsheet would take for a formula, and run, gets an apostrophe before it (OWASP, CSV
/// injection).
pub fn line<S: AsRef<str>>(text: &mut String, cells: impl IntoIterator<Item = S>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        write(text, cell.as_ref());
    }
    text.push_str("\r\n");
}

fn write(text: &mut String, cell: &str) {
    let runs = cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r', '\n']);
    let quoted = cell.contains(['"', ',', '\r', '\n']);
    text.extend(quoted.then_some('"'));
    text.extend(runs.then_some('\''));
    text.push_str(&cell.replace('"', "\"\""));
    text.extend(quoted.then_some('"'));
}

/// A file for the browser to save. Its name is of our making: ASCII, without quotation marks.
pub fn file(name: &str, content_type: &'static str, body: impl Into<Body>) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).unwrap_or(HeaderValue::from_static("attachment"));
    let head = [(header::CONTENT_TYPE, HeaderValue::from_static(content_type)), (header::CONTENT_DISPOSITION, disposition)];
    (head, body.into()).into_response()
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn no_cell_is_a_formula_and_every_one_reads_back() {
        for (value, written) in [
            ("Zoë", "Zoë"),
            ("=1+1", "'=1+1"),
            (" =1+1", "' =1+1"),
            ("+49", "'+49"),
            ("-x", "'-x"),
            ("@sum", "'@sum"),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=\"x\",1", "\"'=\"\"x\"\",1\""),
            ("a-b@c", "a-b@c"),
        ] {
            let mut text = String::new();
            line(&mut text, ["a", value, ""]);
            assert_eq!(text, format!("a,{written},\r\n"));
        }
    }
}
