//! The checks of a form: each names its field, all are made, so that a person mends everything in one go.

use super::{AppError, Email, Fault};
use std::str::FromStr;

/// Collects faults while a form is turned into what it means.
#[derive(Default)]
pub struct Checks(Vec<Fault>);

impl Checks {
    /// Notes a fault at a field.
    pub fn fault(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(Fault { field: field.into(), message: message.into() });
    }

    /// A line of text that must be there: trimmed, inner spaces as one, at most `max` characters.
    pub fn line(&mut self, field: &str, what: &str, text: &str, max: usize) -> String {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            self.fault(field, say!("Enter {what}."));
        } else if text.chars().any(char::is_control) || text.contains(['<', '>']) {
            self.fault(field, say!("Use letters, digits and ordinary punctuation."));
        }
        self.length(field, &text, max);
        text
    }

    /// Text that may be empty or run over several lines. Characters that nobody types (NUL, which PostgreSQL can't
    /// keep, and other controls) are left out.
    pub fn text(&mut self, field: &str, text: &str, max: usize) -> String {
        let text: String = text.trim().replace("\r\n", "\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        self.length(field, &text, max);
        text
    }

    fn length(&mut self, field: &str, text: &str, max: usize) {
        let long = text.chars().count();
        if long > max {
            self.fault(field, say!("Use at most {max} characters; this has {long}."));
        }
    }

    /// An address; the empty one stands in where the field is at fault.
    pub fn email(&mut self, field: &str, text: &str) -> Option<Email> {
        Email::parse(text).map_err(|message| self.fault(field, message)).ok()
    }

    /// Something chosen from a list.
    pub fn choice<T: FromStr>(&mut self, field: &str, text: &str, message: &str) -> Option<T> {
        text.trim().parse().map_err(|_| self.fault(field, message)).ok()
    }

    /// What the form means, if nothing was at fault.
    ///
    /// # Errors
    /// `Invalid` with every fault noted; `Internal` never.
    pub fn give<T>(self, meaning: Option<T>) -> Result<T, AppError> {
        match meaning {
            Some(meaning) if self.0.is_empty() => Ok(meaning),
            _ => Err(AppError::Invalid(self.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_told_at_once() {
        let mut checks = Checks::default();
        let name = checks.line("first_name", "a first name", "  ", 60);
        let email = checks.email("email", "nobody");
        let Err(AppError::Invalid(faults)) = checks.give(email.map(|e| (name, e))) else { panic!("two faults") };
        assert_eq!(faults.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["first_name", "email"]);
    }

    #[test]
    fn names_lose_stray_spaces_and_nothing_else() {
        let mut checks = Checks::default();
        assert_eq!(checks.line("n", "a name", "  Zoë   O’Brien-Łukasz ", 60), "Zoë O’Brien-Łukasz");
        assert!(checks.give(Some(())).is_ok());
    }
}
