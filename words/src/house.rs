//! The words of the house: which there are, and that none goes another way. Read from the sources.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};
use serde_json::Value;

use crate::{
    catalogue::{Catalogue, gaps},
    tokens::{self, Part, has_letters, parts, text},
};

/// What speaks to whoever runs the server, makes believable people, is a test, or puts SQL, keys or drawings together.
const NOT_ON_THE_SCREEN: [&str; 15] = [
    "access/measure.rs",
    "auth/throttle.rs",
    "caseload/figures.rs",
    "supervision/caseload/store.rs",
    "server/",
    "demo/",
    "tests/",
    "main.rs",
    "caseload/found.rs",
    "caseload/list.rs",
    "caseload/place.rs",
    "caseload/staff.rs",
    "caseload/visible.rs",
    "base/qr.rs",
    "ui/qr.rs",
];

/// Tables of the house whose rows end with words.
const TABLES: [&str; 4] = ["actions", "permissions", "kinds", "keyed"];

/// Macros whose strings are for PostgreSQL, the log, whoever runs the server, or nobody.
const OTHER_MACROS: &str = "query query_as query_scalar info warn error debug trace info_span panic assert assert_eq debug_assert \
    debug_assert_eq unreachable println eprintln include_str include_bytes env option_env concat migrate \
    macro_rules matches";

/// Functions of which a string is a key, a reason on record, SQL, a selector, or for the log.
const OTHER_FUNCTIONS: &str = "expect internal query query_as query_scalar raw_sql after execute savepoint invitation_where factor_where \
    departures commit failed end_session end_all cut_off hashed derive application_name from_static \
    get_element_by_id query_selector query_selector_all closest match_media post_message new_from_ascii_str \
    starts_with contains rp_name";

/// How SQL, styles, media types and the like begin.
const OTHER_BEGINNINGS: [&str; 29] = [
    "skeleton ",
    "%",
    "begin;",
    "select ",
    "(select",
    "((",
    ")",
    ",",
    ";",
    ".",
    "with ",
    "when ",
    "update ",
    "insert ",
    "delete from",
    "coalesce",
    "bool_or",
    "count(",
    "m.",
    "w.",
    "c.",
    "e.",
    "f.",
    "dialog[",
    "main ",
    "input,",
    "text/",
    "default-src",
    "import init",
];

/// Names and keys: the same in every language.
const NAMES: [&str; 35] = [
    "Enter",
    "Key{}",
    "invitation batch",
    "link to join",
    "wish to join",
    "no state",
    "2 minutes",
    "Tab",
    "Mac OS X",
    "{} · Caseload",
    "E-transport",
    "Sealer({})",
    "Token(…)",
    "ArrowDown",
    "ArrowUp",
    "Home",
    "End",
    "Backspace",
    "Escape",
    "GET",
    "UTC",
    "BASE_URL",
    "Auto-Submitted",
    "PublicKeyCredential",
    "InvalidStateError",
    "Windows",
    "Android",
    "Linux",
    "Mac",
    "Edge",
    "Opera",
    "Firefox",
    "Chrome",
    "Safari",
    "Caseload",
];

fn lists(names: &str, name: &str) -> bool {
    names.split(' ').any(|one| one == name)
}

struct Reader {
    file: String,
    classes: BTreeSet<String>,
    words: BTreeSet<String>,
    counted: BTreeMap<String, String>,
    bare: Vec<String>,
}

impl Reader {
    fn template(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for at in 0..tokens.len() {
            let called =
                matches!(&tokens[at], TokenTree::Ident(name) if ["say", "exactly", "counted"].contains(&name.to_string().as_str()));
            if called && tokens::is_text(&tokens[..at]) {
                self.bare.push(format!("{}:{}: a macro between tags is text; put it in braces", self.file, tokens[at].span().start().line));
            }
        }
        let words: Vec<String> = parts(&tokens)
            .filter_map(|part| match part {
                Part::Word(_, text) => Some(text),
                Part::Rest(_) => None,
            })
            .collect();
        for word in words {
            self.word(&word);
        }
        // What is no word of the template is Rust: values of attributes, and blocks.
        let rest: TokenStream = parts(&tokens)
            .filter_map(|part| match part {
                Part::Rest(TokenTree::Literal(_)) | Part::Word(..) => None,
                Part::Rest(token) => Some(token.clone()),
            })
            .collect();
        self.rust(rest);
    }

    fn word(&mut self, text: &str) {
        if is_sql(text) {
            self.bare.push(format!("{}: {text:?} is said, and looks like SQL", self.file));
        }
        if has_letters(text) {
            self.words.extend(tokens::of_patients(text.trim()));
            self.words.insert(text.trim().to_string());
        }
    }

    fn rust(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let follows = |n: usize, mark: char| matches!(tokens.get(at + n), Some(TokenTree::Punct(punct)) if punct.as_char() == mark);
            let group = |n: usize| match tokens.get(at + n) {
                Some(TokenTree::Group(group)) => Some(group),
                _ => None,
            };
            match token {
                TokenTree::Punct(mark) if mark.as_char() == '#' => {
                    let n = if follows(1, '!') { 2 } else { 1 };
                    if let Some(attribute) = group(n) {
                        at += n;
                        if attribute.stream().to_string().replace(' ', "").starts_with("cfg(test)") {
                            while !matches!(&tokens[at], TokenTree::Punct(mark) if mark.as_char() == ';')
                                && !matches!(&tokens[at], TokenTree::Group(body) if body.delimiter() == Delimiter::Brace)
                            {
                                at += 1;
                            }
                        }
                    }
                }
                TokenTree::Ident(name) if follows(1, '!') && group(2).is_some() => {
                    let inside = group(2).expect("the macro's own").stream();
                    at += 2;
                    self.called(&name.to_string(), inside);
                }
                TokenTree::Ident(name) if name == "macro_rules" => at += 3,
                // A store pushes SQL.
                TokenTree::Ident(name)
                    if lists(OTHER_FUNCTIONS, &name.to_string()) || (name == "push" && self.file.ends_with("store.rs")) =>
                {
                    if let Some(arguments) = group(1) {
                        at += 1;
                        self.rust(arguments.stream().into_iter().filter(|token| !matches!(token, TokenTree::Literal(_))).collect());
                    }
                }
                TokenTree::Group(inner) => self.rust(inner.stream()),
                TokenTree::Literal(literal) => self.literal(literal),
                _ => {}
            }
            at += 1;
        }
    }

    fn called(&mut self, name: &str, inside: TokenStream) {
        let tokens: Vec<TokenTree> = inside.clone().into_iter().collect();
        let string = |token: Option<&TokenTree>| match token {
            Some(TokenTree::Literal(literal)) => text(literal),
            _ => None,
        };
        match name {
            "view" => self.template(inside),
            "exactly" => {
                self.words.extend(string(tokens.first()));
            }
            "say" => {
                if let Some(words) = string(tokens.first()) {
                    self.word(&words);
                }
                self.rust(tokens.into_iter().skip(1).collect());
            }
            "counted" => {
                let (one, many) = tokens::nouns(&tokens).expect("counted! has its noun");
                if let (Some(one), Some(many)) = (tokens::of_patients(&one.1), tokens::of_patients(&many)) {
                    self.counted.insert(one, many);
                }
                self.counted.insert(one.1, many);
            }
            "names" => tokens.iter().filter_map(|token| string(Some(token))).for_each(|name| self.word(&name)),
            name if TABLES.contains(&name) => self.table(inside),
            name if lists(OTHER_MACROS, name) => {}
            _ => self.rust(inside),
        }
    }

    /// The last string of each row, and the title of each part.
    fn table(&mut self, inside: TokenStream) {
        let tokens: Vec<TokenTree> = inside.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            match (token, tokens.get(at + 1)) {
                (TokenTree::Group(rows), _) => self.table(rows.stream()),
                (TokenTree::Literal(literal), Some(TokenTree::Punct(end))) if end.as_char() == ';' => {
                    self.word(&text(literal).expect("words"));
                }
                (TokenTree::Literal(literal), Some(TokenTree::Group(_))) => self.word(&text(literal).expect("a title")),
                _ => {}
            }
        }
    }

    fn literal(&mut self, literal: &Literal) {
        let Some(text) = text(literal).filter(|text| self.reads_as_words(text)) else {
            return;
        };
        self.bare.push(format!("{}:{}: {text:?}", self.file, literal.span().start().line));
    }

    /// Several words, or one with a capital letter; no key, class, address or SQL.
    fn reads_as_words(&self, text: &str) -> bool {
        // Whatever fills a gap is one more word.
        let filled: String = text
            .split('{')
            .enumerate()
            .map(|(n, part)| if n == 0 { part.into() } else { format!("·{}", part.split_once('}').map_or("", |(_, rest)| rest)) })
            .collect();
        let trimmed = text.trim();
        let inner = filled.trim_matches(|letter: char| !letter.is_alphanumeric());
        let several = filled.trim().contains(' ')
            && filled.split(|letter: char| !letter.is_alphabetic() && letter != '’').any(|word| word.chars().count() > 1);
        let capital = inner.starts_with(char::is_uppercase) && inner.chars().filter(|letter| letter.is_lowercase()).count() > 1;
        (several || capital)
            && !OTHER_BEGINNINGS.iter().any(|beginning| trimmed.starts_with(beginning))
            && !NAMES.contains(&trimmed)
            && !["$1", "app_now()", "app_member()", "://", "=", "_", "[", "()", "/"].iter().any(|mark| trimmed.contains(mark))
            && !trimmed.split_whitespace().all(|word| {
                self.classes.contains(word.split('{').next().unwrap_or_default().trim_end_matches('-'))
                    || word.starts_with('{')
                    || word.contains("-{")
            })
    }
}

/// What must not be translated, whoever wrote `say!` around it.
fn is_sql(text: &str) -> bool {
    let marks = ["$1", "::", "app_now()", "app_member()", "_id", " in (", " limit {", "order by ", "{id}", "primary\"", "{OTHERS}"];
    marks.iter().any(|mark| text.contains(mark))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the house").to_path_buf()
}

fn files(folder: &str, ends: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.to_string_lossy().ends_with(ends) {
                found.push(entry);
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<PathBuf> {
    let mut found = files("src", ".rs");
    found.retain(|path| {
        let place = path.strip_prefix(root().join("src")).expect("in it").to_string_lossy().into_owned();
        !NOT_ON_THE_SCREEN.iter().any(|not| place.starts_with(not)) && !place.contains("/tests") && place != "tests.rs"
    });
    found
}

/// The names that style sheets give to what they dress.
fn classes() -> BTreeSet<String> {
    let mut classes = BTreeSet::new();
    for sheet in files("style", ".css").iter().map(|path| fs::read_to_string(path).expect("a style sheet")) {
        for name in sheet.split('.').skip(1) {
            classes.insert(name.chars().take_while(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_')).collect());
        }
    }
    classes
}

fn read() -> Reader {
    let mut reader = Reader { file: String::new(), classes: classes(), words: BTreeSet::new(), counted: BTreeMap::new(), bare: Vec::new() };
    for path in sources() {
        reader.file = path.strip_prefix(root()).expect("in it").display().to_string();
        let source = fs::read_to_string(&path).expect("a source");
        reader.rust(source.parse().expect("tokens"));
        if source.contains("view! {") && !source.contains("use caseload_words::view;") {
            reader.bare.push(format!("{}: a view! that is not that of caseload_words", reader.file));
        }
    }
    reader
}

/// `words/en.json` as it has to be: UPDATE_WORDS=1 writes it.
#[test]
fn the_list_has_every_word() {
    let reader = read();
    let mut list: BTreeMap<String, Value> = reader.words.iter().map(|word| (word.clone(), Value::from(word.as_str()))).collect();
    for (one, many) in &reader.counted {
        list.insert(format!("{{n}} {one}"), Value::from(vec![format!("{{n}} {one}"), format!("{{n}} {many}")]));
    }
    let list = serde_json::to_string_pretty(&list).expect("JSON") + "\n";
    let path = root().join("words/en.json");
    if std::env::var("UPDATE_WORDS").is_ok() {
        fs::write(&path, &list).expect("written");
    }
    assert_eq!(
        fs::read_to_string(&path).unwrap_or_default(),
        list,
        "UPDATE_WORDS=1 cargo test -p caseload-words writes words/en.json anew"
    );
}

#[test]
fn no_word_goes_another_way() {
    let bare = read().bare;
    assert!(bare.is_empty(), "say!(…) them, or tell house.rs what they are:\n{}", bare.join("\n"));
}

#[test]
fn a_word_that_goes_another_way_is_found() {
    let found = |source: &str| {
        let mut reader =
            Reader { file: "here".into(), classes: classes(), words: BTreeSet::new(), counted: BTreeMap::new(), bare: Vec::new() };
        reader.rust(source.parse().expect("tokens"));
        (reader.bare.len(), reader.words.into_iter().chain(reader.counted.into_values()).collect::<Vec<_>>())
    };
    let none = Vec::<String>::new();
    assert_eq!(found(r#"fn a() { toast("They have left.") }"#), (1, none.clone()));
    assert_eq!(found(r#"fn a() -> String { format!("{name} has left") }"#), (1, none.clone()));
    assert_eq!(
        found(r#"view! { <p class="list card">{if late { "Too late" } else { say!("In time") }}</p> }"#),
        (1, vec!["In time".into()])
    );
    assert_eq!(found(r#"view! { <p title=format!("Of {name}")>"None yet"</p> }"#), (1, vec!["None yet".into()]));
    assert_eq!(
        found(r#"actions! { ViewTeam = "see the team"; } fn n() { counted!(2, "seat") }"#),
        (0, vec!["see the team".into(), "seats".into()])
    );
    assert_eq!(found(r#"fn a() { info!("It is late"); b.expect("a row"); query!("select a from b") }"#), (0, none.clone()));
    assert_eq!(found(r#"#[cfg(test)] mod tests { const A: &str = "Not on any screen"; } const B: &str = "Seen";"#), (1, none.clone()));
    assert_eq!(found(r#"fn a() { parts.push("seen in the last days".into()) }"#), (1, none));
}

/// Every other catalogue is of words there are, with the same gaps.
#[test]
fn the_catalogues_fit_the_list() {
    let reader = read();
    for path in fs::read_dir(root().join("words")).expect("words").map(|entry| entry.expect("an entry").path()) {
        let Some(language) = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".json")) else {
            continue;
        };
        let text = fs::read_to_string(&path).expect("a catalogue");
        let Catalogue::Listed { words, .. } = Catalogue::read(language, "", &text).expect("a catalogue") else { panic!("it is a list") };
        for english in words.keys() {
            let noun = english.strip_prefix("{n} ").filter(|noun| reader.counted.contains_key(*noun));
            assert!(noun.is_some() || reader.words.contains(english), "{language}: nobody says “{english}” any more ({:?})", gaps(english));
        }
    }
}
