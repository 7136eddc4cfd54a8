//! Addresses as people type and paste them: one after the other, with names or without.

/// One of them, as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// On which line it stands, the first one being 1.
    pub line: i32,
    /// The whole of it: what a chip shows.
    pub text: String,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
}

/// What stands between two addresses: comma, semicolon, space or a new line.
pub fn separates(c: char) -> bool {
    matches!(c, ',' | ';') || c.is_whitespace()
}

/// How far the text has been typed to its end: up to there it can be taken apart. A space ends an address, but not a name
/// whose address in `<>` is still to come.
pub fn ended(text: &str) -> usize {
    let (mut done, mut quoted) = (0, false);
    for (at, c) in text.char_indices() {
        quoted = if c == '\n' || c == '\r' { false } else { quoted ^ (c == '"') };
        if quoted || !separates(c) {
            continue;
        }
        let piece = text[done..at].trim();
        let address = !piece.contains('<') && piece.split_whitespace().next_back().is_some_and(|word| word.contains('@'));
        if !c.is_whitespace() || matches!(c, '\n' | '\r') || piece.ends_with('>') || address {
            done = at + c.len_utf8();
        }
    }
    done
}

/// Takes a text apart, up to one entry more than `most`. `Zoë Lind <zoe@example.org>` is one entry, with a name; of anything
/// else each word is one.
pub fn entries(text: &str, most: usize) -> Vec<Entry> {
    let (mut found, mut piece, mut quoted, mut line) = (Vec::new(), String::new(), false, 1);
    for c in text.chars().chain(['\n']) {
        // A name may hold a comma, but no line break.
        quoted = if c == '\n' || c == '\r' { false } else { quoted ^ (c == '"') };
        if matches!(c, ',' | ';' | '\n' | '\r') && !quoted {
            take(&mut found, &piece, line);
            piece.clear();
        } else {
            piece.push(c);
        }
        line += i32::from(c == '\n');
        if found.len() > most {
            found.truncate(most + 1);
            return found;
        }
    }
    found
}

fn take(found: &mut Vec<Entry>, piece: &str, line: i32) {
    match named(piece, line) {
        Some(entry) => found.push(entry),
        None => found.extend(piece.split_whitespace().map(|word| bare(word, line))),
    }
}

fn named(piece: &str, line: i32) -> Option<Entry> {
    let (name, rest) = piece.split_once('<')?;
    let (email, after) = rest.split_once('>')?;
    if name.trim().is_empty() || !after.trim().is_empty() || email.split_whitespace().count() != 1 {
        return None;
    }
    let name = name.trim().trim_matches(['"', '\'']).trim();
    let (first, last) = match name.split_once(',') {
        Some((last, first)) => (first.trim(), last.trim()),
        None => name.split_once(' ').unwrap_or((name, "")),
    };
    let one = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Entry { line, text: one(piece), email: email.trim().to_string(), first_name: one(first), last_name: one(last) })
}

fn bare(word: &str, line: i32) -> Entry {
    let email = word.trim_matches(['<', '>', '"', '\'']);
    let email = email.strip_prefix("mailto:").unwrap_or(email).trim_end_matches('.');
    Entry { line, text: word.to_string(), email: email.to_string(), first_name: String::new(), last_name: String::new() }
}

/// A name to begin with, from an address: `sam.okafor@…` is Sam Okafor, `zoe@…` is Zoe. They mend it when they accept.
#[cfg(feature = "ssr")]
pub fn name_in(email: &str) -> (String, String) {
    let local = email.rsplit_once('@').map_or(email, |(local, _)| local);
    let local = local.split('+').next().unwrap_or(local);
    let words: Vec<String> = local
        .split(['.', '_', '-'])
        .map(|word| word.trim_matches(|c: char| c.is_ascii_digit()))
        .filter(|word| word.chars().any(char::is_alphabetic))
        .map(crate::base::capital)
        .collect();
    match words.split_first() {
        None => (local.chars().take(60).collect(), String::new()),
        Some((first, rest)) => (first.chars().take(60).collect(), rest.join(" ").chars().take(60).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn emails(text: &str) -> Vec<String> {
        entries(text, 100).into_iter().map(|e| e.email).collect()
    }

    #[test]
    fn commas_spaces_semicolons_and_new_lines_all_separate() {
        assert_eq!(emails(" a@x.org, b@x.org;c@x.org\r\nd@x.org e@x.org,,\n\n"), ["a@x.org", "b@x.org", "c@x.org", "d@x.org", "e@x.org"]);
        assert_eq!(emails(" ,; \n"), Vec::<String>::new());
        assert_eq!(entries("a@x.org\n\nb@x.org c@x.org", 100).iter().map(|e| e.line).collect::<Vec<_>>(), [1, 3, 3]);
        assert_eq!(entries(&"a@x.org,".repeat(1000), 10).len(), 11, "enough to know that there are too many");
        assert_eq!(emails("<a@x.org> mailto:b@x.org. nonsense"), ["a@x.org", "b@x.org", "nonsense"]);
    }

    #[test]
    fn what_a_mail_program_copies_keeps_its_names() {
        let found = entries("Zoë Lind <zoe@x.org>; \"Okafor, Sam\" <sam@x.org>, Mei Ling Tran <mei@x.org>", 100);
        let told: Vec<_> = found.iter().map(|e| (e.first_name.as_str(), e.last_name.as_str(), e.email.as_str())).collect();
        assert_eq!(told, [("Zoë", "Lind", "zoe@x.org"), ("Sam", "Okafor", "sam@x.org"), ("Mei", "Ling Tran", "mei@x.org")]);
    }

    #[test]
    fn a_name_waits_for_its_address_while_it_is_typed() {
        let rest = |text: &str| text[ended(text)..].to_string();
        assert_eq!(rest("a@x.org b"), "b");
        assert_eq!(rest("a@x.or"), "a@x.or");
        assert_eq!(rest("Ann Lee <ann@x.org"), "Ann Lee <ann@x.org");
        assert_eq!(rest("Ann Lee "), "Ann Lee ", "a name, so far");
        assert_eq!(rest("a@x.org, Ann Lee <ann@x.org> "), "");
        assert_eq!(rest("\"Lee, Ann\" <ann@x.org>; Ben"), " Ben");
        assert_eq!(rest("\"Lee, Ann"), "\"Lee, Ann", "a comma inside a name");
        assert_eq!(rest("nobody\n"), "", "Enter ends whatever it is");
    }

    #[test]
    fn an_address_tells_a_name_to_begin_with() {
        let name = |email: &str| name_in(email);
        let pair = |a: &str, b: &str| (a.to_string(), b.to_string());
        assert_eq!(name("sam.okafor@x.org"), pair("Sam", "Okafor"));
        assert_eq!(name("mei-ling_tran2+work@x.org"), pair("Mei", "Ling Tran"));
        assert_eq!(name("zoë@x.org"), pair("Zoë", ""));
        assert_eq!(name("1234@x.org"), pair("1234", ""));
    }
}
