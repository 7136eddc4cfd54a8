//! Small turns of phrase.

/// The language of all words in this build, as `<html lang>` has it (BCP 47).
pub const LANGUAGE: &str = caseload_words::language!();

/// As they stand in a date.
pub const MONTHS: [&str; 12] = [
    say!("Jan"),
    say!("Feb"),
    say!("Mar"),
    say!("Apr"),
    say!("May"),
    say!("Jun"),
    say!("Jul"),
    say!("Aug"),
    say!("Sep"),
    say!("Oct"),
    say!("Nov"),
    say!("Dec"),
];

/// What a practice calls the people in its care, where the server answers one request: known from the door on.
#[cfg(feature = "ssr")]
#[derive(Clone, Default)]
pub struct Wording(std::sync::Arc<std::sync::atomic::AtomicBool>);

#[cfg(not(feature = "ssr"))]
thread_local! {
    static PATIENTS: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// What the settings have: keys, and no words.
pub const CALLED: [&str; 2] = [stringify!(Clients), stringify!(Patients)];

/// From here on, on this page or in this answer: one of [`CALLED`], as the practice chose.
pub fn call_them(chosen: &str) {
    let patients = chosen == CALLED[1];
    #[cfg(feature = "ssr")]
    if let Some(Wording(wording)) = leptos::prelude::use_context() {
        wording.store(patients, std::sync::atomic::Ordering::Relaxed);
    }
    #[cfg(not(feature = "ssr"))]
    PATIENTS.set(patients);
}

/// Whether the practice says patients where it is written "clients" here; `say!` and its like ask it.
pub fn says_patients() -> bool {
    #[cfg(feature = "ssr")]
    return leptos::prelude::use_context::<Wording>().is_some_and(|Wording(wording)| wording.load(std::sync::atomic::Ordering::Relaxed));
    #[cfg(not(feature = "ssr"))]
    return PATIENTS.get();
}

/// A date as it was written in English, with the names of this language. The order is the format's: "%B %-d, %Y" is said too.
#[cfg(feature = "ssr")]
pub fn dated(written: impl std::fmt::Display) -> String {
    let written = written.to_string();
    if LANGUAGE == "en" {
        return written;
    }
    let (mut text, mut word) = (String::new(), String::new());
    for letter in written.chars().chain(['\n']) {
        if letter.is_alphabetic() {
            word.push(letter);
            continue;
        }
        let named = NAMES.iter().find(|(english, _)| *english == word);
        text.push_str(named.map_or(word.as_str(), |(_, name)| name));
        word.clear();
        text.push(letter);
    }
    text.pop();
    text
}

#[cfg(feature = "ssr")]
macro_rules! names {
    ($($name:literal),+ $(,)?) => { [$(($name, say!($name))),+] };
}

/// As dates are written in English, and here.
#[cfg(feature = "ssr")]
const NAMES: [(&str, &str); 32] = names![
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "AM",
    "PM",
];

/// "12,345".
pub fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    format!("{}{}", if n < 0 { "-" } else { "" }, groups.join(","))
}

/// "1 member", "2 members", "1,240 members".
pub fn counted(n: i64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{} {noun}s", grouped(n)) }
}

/// As [`counted`], in another language than English: the first form is for one, the last for many.
pub fn in_its_form(n: i64, forms: &[&str]) -> String {
    let form = if n == 1 { forms.first() } else { forms.last() };
    form.map_or_else(String::new, |form| form.replace("{n}", &grouped(n)))
}

/// With a capital letter at its beginning.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// "a", "a and b", "a, b and c".
pub fn list_of(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_string(),
        [most @ .., last] => say!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lists_read_as_people_say_them() {
        assert_eq!(counted(1, "seat"), "1 seat");
        assert_eq!(counted(0, "seat"), "0 seats");
        assert_eq!(counted(48_212, "seat"), "48,212 seats");
        assert_eq!(in_its_form(1, &["{n} Platz", "{n} Plätze"]), "1 Platz");
        assert_eq!(in_its_form(1_240, &["{n} Platz", "{n} Plätze"]), "1,240 Plätze");
        assert_eq!([0, 12, 999, 1_000, 1_234_567, -1_234].map(grouped), ["0", "12", "999", "1,000", "1,234,567", "-1,234"]);
        assert_eq!(list_of(&["a", "b", "c"]), "a, b and c");
        assert_eq!(list_of(&["a"]), "a");
        assert_eq!((capital("élan vital"), capital("")), ("Élan vital".to_string(), String::new()));
    }
}
