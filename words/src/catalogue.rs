use std::{collections::HashMap, env, fs, sync::OnceLock};

use serde_json::Value;

/// A language, and what each English word is in it.
pub enum Catalogue {
    English,
    /// Every letter with an accent, made and not listed.
    Accents,
    Listed {
        language: String,
        path: String,
        words: HashMap<String, Value>,
    },
}

impl Catalogue {
    /// The one that `CASELOAD_LANGUAGE` names; English if it names none.
    pub fn of_the_build() -> &'static Self {
        static OF_THE_BUILD: OnceLock<Catalogue> = OnceLock::new();
        OF_THE_BUILD.get_or_init(|| match env::var("CASELOAD_LANGUAGE").unwrap_or_default().as_str() {
            "" | "en" => Self::English,
            "xa" => Self::Accents,
            language => {
                let path = format!("{}/words/{language}.json", env::var("CARGO_MANIFEST_DIR").unwrap_or_default());
                let text = fs::read_to_string(&path).unwrap_or_else(|why| panic!("CASELOAD_LANGUAGE={language}: {path}: {why}"));
                Self::read(language, &path, &text).unwrap_or_else(|why| panic!("{path}: {why}"))
            }
        })
    }

    /// A catalogue: an object of English words, each with a string or, where something is counted, a list of strings.
    pub fn read(language: &str, path: &str, text: &str) -> Result<Self, String> {
        let words: HashMap<String, Value> = serde_json::from_str(text).map_err(|why| why.to_string())?;
        for (english, said) in &words {
            let forms: Vec<&str> = match said {
                Value::String(one) => vec![one],
                Value::Array(forms) => forms.iter().filter_map(Value::as_str).collect(),
                _ => return Err(format!("“{english}” is neither a string nor a list")),
            };
            if forms.is_empty() || forms.iter().any(|form| gaps(form) != gaps(english)) {
                return Err(format!("“{english}” needs {:?} in its place, and only that", gaps(english)));
            }
        }
        Ok(Self::Listed { language: language.into(), path: path.into(), words })
    }

    /// The word in this language: English if nobody has translated it. Blanks at its ends stay.
    pub fn say(&self, english: &str) -> String {
        let word = english.trim();
        let said = match self {
            Self::English => return english.into(),
            Self::Accents => accented(word),
            Self::Listed { words, .. } => match words.get(word) {
                Some(Value::String(said)) if !said.is_empty() => said.clone(),
                _ => return english.into(),
            },
        };
        let before = &english[..english.len() - english.trim_start().len()];
        let after = &english[english.trim_end().len()..];
        format!("{before}{said}{after}")
    }

    /// The forms of "{n} noun" in this language; none where English serves.
    pub fn forms(&self, one: &str, many: &str) -> Option<Vec<String>> {
        let english = format!("{{n}} {one}");
        match self {
            Self::English => None,
            Self::Accents => Some(vec![accented(&english), accented(&format!("{{n}} {many}"))]),
            Self::Listed { words, .. } => {
                let forms = words.get(&english)?.as_array()?;
                Some(forms.iter().filter_map(|form| Some(form.as_str()?.to_string())).collect())
            }
        }
    }
}

/// What stands in the gaps of a sentence, `{name}`, sorted.
pub fn gaps(text: &str) -> Vec<String> {
    let mut gaps: Vec<String> = text
        .replace("{{", "")
        .replace("}}", "")
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(gap, _)| gap.into())
        .collect();
    gaps.sort();
    gaps
}

/// "Ádd Ťeam" for people who look for what was forgotten; what stands in gaps, and the parts of a date (`%-d`), stay.
fn accented(text: &str) -> String {
    let (mut within, mut part) = (0, false);
    text.chars()
        .map(|letter| {
            match letter {
                '{' => within += 1,
                '}' => within -= 1,
                '%' => part = true,
                '-' if part => {}
                _ if within > 0 => {}
                _ if part => part = false,
                _ => return accent(letter),
            }
            letter
        })
        .collect()
}

fn accent(letter: char) -> char {
    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const WITH: &str = "áƀçđéƒğĥíĵķłɱñóþɋřšťúṽŵẋýžÁƁÇĐÉƑĞĤÍĴĶŁṀÑÓÞɊŘŠŤÚṼŴẊÝŽ";
    PLAIN.chars().position(|plain| plain == letter).and_then(|at| WITH.chars().nth(at)).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn german() -> Catalogue {
        let text = r#"{"Accept": "Annehmen", "{name} left on {day}.": "Am {day} ging {name}.", "Decline": "", "{n} seat": ["{n} Platz", "{n} Plätze"]}"#;
        Catalogue::read("de", "de.json", text).expect("a catalogue")
    }

    #[test]
    fn a_word_is_found_with_its_blanks_and_is_english_until_it_is_translated() {
        let german = german();
        assert_eq!(german.say("Accept"), "Annehmen");
        assert_eq!(german.say(" Accept "), " Annehmen ");
        assert_eq!(german.say("{name} left on {day}."), "Am {day} ging {name}.");
        assert_eq!((german.say("Decline"), german.say("Resend")), ("Decline".into(), "Resend".into()));
        assert_eq!(german.forms("seat", "seats").expect("its forms"), ["{n} Platz", "{n} Plätze"]);
        assert_eq!(german.forms("client", "clients"), None);
    }

    #[test]
    fn a_catalogue_that_forgets_what_a_sentence_needs_is_refused() {
        for wrong in [
            r#"{"{name} left.": "Jemand ging."}"#,
            r#"{"{n} seat": ["{n} Platz", "Plätze"]}"#,
            r#"{"{} of {}": "{}"}"#,
            r#"{"Accept": 1}"#,
            r#"{"Accept""#,
        ] {
            assert!(Catalogue::read("de", "de.json", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn accents_leave_the_gaps_alone() {
        assert_eq!(Catalogue::Accents.say("{name} has {} seats."), "{name} ĥáš {} šéáťš.");
        assert_eq!(Catalogue::Accents.say("%B %-d at %H:%M UTC"), "%B %-d áť %H:%M ÚŤÇ");
        assert_eq!(Catalogue::English.say("{name} has {} seats."), "{name} has {} seats.");
    }
}
