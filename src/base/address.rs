//! Addresses of our own pages.

/// Percent-encoding of a query value (RFC 3986 §2.3: unreserved characters stay).
pub fn in_query(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte.into());
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A path of ours, whatever was asked for: never another site's, and never a script; otherwise where each begins. Both halves
/// lead people on by it.
pub fn local_path(asked: Option<&str>) -> String {
    let fits = |p: &&str| {
        p.starts_with('/') && !p.starts_with("//") && !p.contains(['\\', '\r', '\n']) && p.is_ascii() && p.chars().all(|c| !c.is_control())
    };
    asked.filter(fits).filter(|p| p.len() < 500).unwrap_or("/").to_string()
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn signing_in_leads_to_a_page_of_ours_only() {
        assert_eq!(local_path(Some("/settings?tab=plan")), "/settings?tab=plan");
        for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example", "/x\r\nSet-Cookie: a", "", "javascript:alert(1)"] {
            assert_eq!(local_path(Some(elsewhere)), "/", "{elsewhere}");
        }
        assert_eq!(local_path(None), "/");
    }
}
