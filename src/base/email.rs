//! E-mail addresses, as far as a form can tell (RFC 5321: at most 254 characters; compared without regard to case).

use serde::{Deserialize, Serialize};
use std::fmt;

/// An address that was looked at: trimmed, one `@`, a dotted domain, nothing a mail header could trip over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// # Errors
    /// The message to show at the field.
    pub fn parse(text: &str) -> Result<Email, &'static str> {
        let text = text.trim();
        if text.is_empty() {
            return Err(say!("Enter an email address."));
        }
        let whole = say!("Enter a whole email address, like name@example.org.");
        let (local, domain) = text.rsplit_once('@').ok_or(whole)?;
        let sane = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[]\\,;:\"@".contains(c);
        let label = |l: &str| !l.is_empty() && l.len() <= 63 && !l.starts_with('-') && !l.ends_with('-');
        if local.is_empty() || !local.chars().all(sane) || local.starts_with('.') || local.ends_with('.') || local.contains("..") {
            return Err(whole);
        }
        if !domain.contains('.') || !domain.split('.').all(label) || !domain.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '-') {
            return Err(whole);
        }
        if text.len() > 254 || local.len() > 64 {
            return Err(say!("That address is too long."));
        }
        Ok(Email(text.to_string()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both reach the same mailbox, as everyone's mail server reads them.
    pub fn same(&self, other: &str) -> bool {
        self.0.to_lowercase() == other.trim().to_lowercase()
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Email;

    #[test]
    fn addresses_people_have_are_taken() {
        for text in ["una@maple-grove.example", " Sam.Okafor+intake@Mail.Example.ORG ", "o'brien@x.io", "zoë@münchen.example"] {
            assert_eq!(Email::parse(text).map(|e| e.as_str().to_string()), Ok(text.trim().to_string()));
        }
    }

    #[test]
    fn addresses_nobody_has_are_refused_with_a_message() {
        for text in [
            "",
            "una",
            "una@",
            "@x.org",
            "una@localhost",
            "una@x..org",
            "a b@x.org",
            "una@x.org\r\nBcc: b@x.org",
            "<una@x.org>",
            "una@@x.org",
            "una@-x.org",
        ] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
        assert!(Email::parse(&format!("{}@x.org", "a".repeat(65))).is_err());
    }

    #[test]
    fn case_makes_no_difference() {
        let email = Email::parse("Una@Example.org").expect("an address");
        assert!(email.same(" una@example.ORG"));
        assert!(!email.same("una+x@example.org"));
    }
}
