//! Domains that look mistyped: `gmial.com` for `gmail.com`. A hint, never more: nobody is refused for an unusual domain.

/// Where most people have their private mail.
const COMMON: [&str; 25] = [
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "outlook.com",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "msn.com",
    "aol.com",
    "me.com",
    "mac.com",
    "comcast.net",
    "verizon.net",
    "att.net",
    "proton.me",
    "protonmail.com",
    "zoho.com",
    "fastmail.com",
    // Real ones beside those above.
    "mail.com",
    "email.com",
    "ymail.com",
    "rocketmail.com",
    "gmx.com",
    "gmx.net",
    "aim.com",
];

/// The address as it was probably meant, if its domain is a keystroke or two from a common one or from one of the practice's.
/// `own` is in lower case.
pub fn meant(email: &str, own: &[String]) -> Option<String> {
    let (local, domain) = email.rsplit_once('@')?;
    let domain = domain.to_lowercase();
    let known = || own.iter().map(String::as_str).chain(COMMON);
    if known().any(|known| known == domain) {
        return None;
    }
    let near = known().map(|known| (strsim::osa_distance(&domain, known), known)).min_by_key(|(distance, _)| *distance)?;
    (near.0 <= tolerance(near.1)).then(|| format!("{local}@{}", near.1))
}

/// How many keystrokes a domain may be off: of a short one every letter counts.
fn tolerance(domain: &str) -> usize {
    match domain.find('.').unwrap_or_default() {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn a_keystroke_or_two_from_a_common_domain_is_a_hint() {
        let own = ["maple-grove.example".to_string()];
        for (typed, told) in [
            ("zoe@gmial.com", Some("zoe@gmail.com")),
            ("zoe@gmail.co", Some("zoe@gmail.com")),
            ("Zoe@GMAIL.CON", Some("Zoe@gmail.com")),
            ("zoe@hotmial.com", Some("zoe@hotmail.com")),
            ("zoe@outlok.com", Some("zoe@outlook.com")),
            ("zoe@maple-grvoe.example", Some("zoe@maple-grove.example")),
            ("zoe@gmail.com", None),
            ("zoe@maple-grove.example", None),
            ("zoe@mail.com", None),
            ("zoe@aim.com", None),
            ("zoe@ma.com", None),
            ("zoe@elsewhere.example", None),
            ("zoe", None),
        ] {
            assert_eq!(meant(typed, &own).as_deref(), told, "{typed}");
        }
    }
}
