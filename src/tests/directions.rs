//! Who may use whom: `base ← ui`, `base ← access ← audit, mail ← rooms ← app ← demo, server`. Read from the sources.

use std::{fs, path::Path};

/// Each room, and what it may import besides itself. The lowest come first.
const MAY: [(&str, &[&str]); 30] = [
    ("base", &[]),
    ("ui", &["base"]),
    ("access", &["base"]),
    ("offline", &["base", "ui", "access", "audit", "caseload", "visits", "live"]),
    ("audit", &["base", "access", "ui"]),
    ("mail", &["base", "access", "ui"]),
    ("auth", &["base", "access", "ui", "audit", "mail"]),
    ("roles", &["live", "base", "access", "ui", "audit", "auth"]),
    ("eyes", &["base", "access", "ui", "audit", "auth", "roles"]),
    ("caseload", &["base", "access", "ui"]),
    ("live", &["base", "access", "ui", "caseload"]),
    ("groups", &["live", "base", "access", "ui", "audit", "auth", "caseload"]),
    ("supervision", &["base", "access", "ui", "audit", "caseload"]),
    ("visits", &["base", "access", "ui", "audit", "eyes", "caseload"]),
    ("notices", &["base", "access", "ui", "audit", "mail", "live"]),
    ("credentials", &["base", "access", "ui", "audit"]),
    ("assignment", &["live", "base", "access", "ui", "audit", "auth", "eyes", "mail", "caseload", "notices", "credentials"]),
    ("coverage", &["live", "base", "access", "ui", "audit", "mail", "caseload", "notices"]),
    ("portal", &["base", "access", "ui", "audit", "auth", "mail", "caseload", "settings"]),
    ("unassigned", &["live", "base", "access", "ui", "audit", "auth", "mail", "caseload", "notices", "assignment"]),
    (
        "clients",
        &[
            "live",
            "base",
            "access",
            "ui",
            "audit",
            "auth",
            "eyes",
            "mail",
            "caseload",
            "visits",
            "groups",
            "supervision",
            "notices",
            "assignment",
            "coverage",
            "portal",
            "unassigned",
            "assignment",
            "coverage",
            "unassigned",
        ],
    ),
    ("locations", &["live", "base", "access", "ui", "audit"]),
    ("settings", &["base", "access", "ui", "audit", "auth", "eyes", "locations", "mail"]),
    (
        "team",
        &[
            "live",
            "base",
            "access",
            "ui",
            "audit",
            "auth",
            "roles",
            "eyes",
            "caseload",
            "visits",
            "notices",
            "assignment",
            "coverage",
            "portal",
            "unassigned",
            "clients",
            "groups",
            "supervision",
            "credentials",
            "locations",
            "settings",
            "mail",
        ],
    ),
    ("security", &["base", "access", "ui", "audit", "auth", "eyes", "settings", "team"]),
    (
        "today",
        &[
            "live",
            "base",
            "access",
            "ui",
            "eyes",
            "caseload",
            "visits",
            "notices",
            "credentials",
            "assignment",
            "coverage",
            "unassigned",
            "settings",
            "team",
        ],
    ),
    ("palette", &["base", "access", "ui", "auth", "caseload", "team", "today"]),
    ("founding", &["base", "access", "ui", "audit", "auth", "roles", "locations", "settings", "team", "mail"]),
    (
        "demo",
        &[
            "base",
            "access",
            "audit",
            "auth",
            "roles",
            "clients",
            "caseload",
            "credentials",
            "locations",
            "settings",
            "team",
            "founding",
            "mail",
        ],
    ),
    (
        "app",
        &[
            "live",
            "base",
            "access",
            "ui",
            "audit",
            "auth",
            "roles",
            "eyes",
            "clients",
            "assignment",
            "coverage",
            "supervision",
            "portal",
            "unassigned",
            "notices",
            "visits",
            "groups",
            "mail",
            "settings",
            "team",
            "founding",
            "security",
            "today",
            "palette",
            "offline",
        ],
    ),
];

#[test]
fn no_room_reaches_upwards_or_past_another_rooms_door() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut read = 0;
    for (room, may) in MAY {
        for file in sources(&src, room) {
            let text = fs::read_to_string(&file).expect("a source");
            read += 1;
            for used in rooms_used(&text) {
                if used != room && !may.contains(&used.as_str()) {
                    wrong.push(format!("{} uses {used}", file.strip_prefix(&src).expect("below src").display()));
                }
            }
        }
    }
    assert!(read > 60, "only {read} sources were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_room_has_its_line_here() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(src).expect("src").flatten() {
        let name = entry.file_name().to_string_lossy().replace(".rs", "");
        let above = ["lib", "main", "server", "tests"];
        assert!(name.starts_with('.') || above.contains(&name.as_str()) || MAY.iter().any(|(room, _)| *room == name), "{name} has no line");
    }
}

/// By the library's own ways the type of an answer would be read in a second way, and the browser's half would grow
/// (base/answer.rs).
#[test]
fn whatever_the_server_answers_is_read_in_one_way() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut functions = 0;
    for (room, _) in MAY {
        for file in sources(&src, room).into_iter().filter(|file| !file.ends_with("base/answer.rs")) {
            let text = fs::read_to_string(&file).expect("a source");
            functions += text.matches("#[server(output = Answer").count();
            for other in ["#[server]", "Resource::new", "OnceResource", "JsonEncoding"] {
                if text.contains(other) {
                    wrong.push(format!("{other} in {}", file.strip_prefix(&src).expect("below src").display()));
                }
            }
        }
    }
    assert!(functions > 200, "only {functions} server functions were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A room's sources, without its stories, which may use anything.
fn sources(src: &Path, room: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let single = src.join(format!("{room}.rs"));
    if single.exists() {
        found.push(single);
    }
    let mut folders = vec![src.join(room)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_test = path.file_stem().is_some_and(|s| s == "tests");
            if path.is_dir() && !is_test {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !is_test {
                found.push(path);
            }
        }
    }
    found
}

/// The rooms named by `crate::room` or `use crate::{room…, room…}`.
fn rooms_used(text: &str) -> Vec<String> {
    let word = |s: &str| s.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>();
    let mut used = Vec::new();
    for line in text.split("crate::").skip(1) {
        match line.strip_prefix('{') {
            Some(list) => {
                let mut depth = 0;
                let mut item = String::new();
                for c in list.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => used.push(word(std::mem::take(&mut item).trim())),
                        _ => {}
                    }
                    if depth == 0 && c != ',' {
                        item.push(c);
                    }
                }
                used.push(word(item.trim()));
            }
            None => used.push(word(line)),
        }
    }
    used.retain(|u| MAY.iter().any(|(room, _)| room == u) || ["server", "main"].contains(&u.as_str()));
    used
}
