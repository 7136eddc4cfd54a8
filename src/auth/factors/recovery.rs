//! Recovery codes: ten ways in for whoever lost the device, each good once. 120 random bits each, so that a plain hash is
//! enough; written in Crockford's base 32, which has no letter that is taken for another.

use rand::Rng;
use sha2::{Digest, Sha256};

/// How many are made at a time.
pub const CODES: usize = 10;
/// Characters of five bits.
const LENGTH: usize = 24;
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Ten new ones, as they are shown: six groups of four.
pub fn new_codes() -> Vec<String> {
    (0..CODES).map(|_| new_code()).collect()
}

fn new_code() -> String {
    let mut bytes = [0; LENGTH];
    rand::rng().fill_bytes(&mut bytes);
    let letters: Vec<u8> = bytes.iter().map(|b| LETTERS[usize::from(b % 32)]).collect();
    letters.chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect::<Vec<_>>().join("-")
}

/// What the database keeps; nothing for what can't be a code. Case, spaces and dashes don't matter, nor whether a zero
/// was read as an O.
pub fn hash(code: &str) -> Option<[u8; 32]> {
    let plain = code.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    let plain: String = plain.take(LENGTH + 1).collect();
    let whole = plain.len() == LENGTH && plain.bytes().all(|b| LETTERS.contains(&b));
    whole.then(|| Sha256::digest(plain).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_again_however_it_is_typed() {
        let codes = new_codes();
        assert_eq!(codes.len(), 10);
        let code = &codes[0];
        assert_eq!((code.len(), code.split('-').count()), (29, 6), "{code}");
        let typed = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(hash(&typed), hash(code));
        assert!(hash(code).is_some() && hash(code) != hash(&codes[1]));
        for wrong in ["", "ABCD", &code[..28], &format!("{code}0"), &code.replace(&code[..1], "U"), &"é".repeat(24)] {
            assert_eq!(hash(wrong), None, "{wrong}");
        }
    }
}
