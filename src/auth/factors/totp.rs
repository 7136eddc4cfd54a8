//! One-time codes from an authenticator app (RFC 6238): SHA-1, six digits, a new one every 30 seconds, and the one before
//! and after are taken too, for clocks differ. The library checks a code; that it is taken only once is the store's to keep.

use crate::base::AppError;
use rand::Rng;
use totp_rs::{Algorithm, Builder, Totp};

/// Bytes of a secret (RFC 4226 §4 recommends 160 bits).
const SECRET: usize = 20;

/// A secret from the operating system's generator.
pub fn new_secret() -> [u8; SECRET] {
    let mut bytes = [0; SECRET];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// The codes of a secret. `email` is what the app shows beside them.
///
/// # Errors
/// `Internal`, for a secret that is too short.
pub fn codes_of(secret: &[u8], email: &str) -> Result<Totp, AppError> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(secret)
        .with_issuer(Some(say!("Caseload")))
        .with_account_name(email.replace(':', " "))
        .build()
        .map_err(|cause| AppError::internal("one-time codes", &cause))
}

/// The step a code belongs to (RFC 6238 §4.2: its time divided by 30 seconds), if it is right at `now`, in seconds since
/// 1970. Spaces in it don't count: apps show "123 456".
pub fn step_of(codes: &Totp, code: &str, now: i64) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    codes.check(&code, u64::try_from(now).ok()?).and_then(|step| i64::try_from(step).ok())
}

/// The secret in base 32 (RFC 4648 §6), in groups of four, for typing it in.
pub fn in_groups(secret: &[u8]) -> String {
    let text = totp_rs::Secret::from(secret).to_base32();
    text.trim_end_matches('=').as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // RFC 6238, appendix B: the last six digits of its eight.
        let codes = codes_of(b"12345678901234567890", "sam@maple-grove.example").expect("codes");
        for (at, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")] {
            assert_eq!(step_of(&codes, code, at), Some(at / 30), "{at}");
            assert_eq!(step_of(&codes, code, at + 30), Some(at / 30), "a step later");
            assert_eq!(step_of(&codes, code, at - 30), Some(at / 30), "a step earlier");
            assert_eq!(step_of(&codes, code, at + 60), None, "two steps later");
        }
        assert_eq!(step_of(&codes, "287 082", 59), Some(1), "as apps show it");
        for wrong in ["", "28708", "2870820", "+28708", "abcdef", "２８７０８２"] {
            assert_eq!(step_of(&codes, wrong, 59), None, "{wrong}");
        }
    }

    #[test]
    fn a_secret_is_written_in_groups_and_as_an_address() {
        assert_eq!(in_groups(b"12345678901234567890"), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let url = codes_of(&new_secret(), "sam@maple-grove.example").and_then(|c| c.to_url().map_err(|e| AppError::internal("", &e)));
        let url = url.expect("an address");
        assert!(url.starts_with("otpauth://totp/Caseload:sam%40maple-grove.example?secret="), "{url}");
    }
}
