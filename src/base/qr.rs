//! A text for a camera (ISO/IEC 18004, level M), as a picture's path.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    /// Modules on a side, with the four left light around it (§5.3.8).
    pub side: usize,
    /// An SVG path: a rectangle for each run of dark modules.
    pub path: String,
}

#[cfg(feature = "ssr")]
impl Qr {
    /// # Errors
    /// `Internal`, for a text longer than a code can hold (2,331 bytes).
    pub fn of(text: &str) -> Result<Qr, super::AppError> {
        use qrcode::{Color, EcLevel, QrCode};
        const QUIET: usize = 4;
        let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|cause| super::AppError::internal("QR code", &cause))?;
        let (width, colors) = (code.width(), code.to_colors());
        let mut path = String::new();
        for (y, row) in colors.chunks(width).enumerate() {
            let mut x = 0;
            while x < width {
                let run = row[x..].iter().take_while(|color| **color == Color::Dark).count();
                if run > 0 {
                    path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
                }
                x += run.max(1);
            }
        }
        Ok(Qr { side: width + 2 * QUIET, path })
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_room_around_it() {
        let Qr { side, path } =
            Qr::of("https://caseload.example.org/invitations/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").expect("a code");
        assert!(side >= 21 + 8 && (side - 8) % 4 == 1, "{side}");
        let far = side - 11;
        for corner in ["M4 4h7v1h-7z".to_string(), format!("M{far} 4h7v1h-7z"), format!("M4 {far}h7v1h-7z")] {
            assert!(path.contains(&corner), "{corner} in {path}");
        }
        assert!(!path.contains("M3 ") && !path.contains(" 3h"), "nothing in the quiet zone");
    }

    #[test]
    fn what_no_code_holds_is_an_error() {
        assert!(Qr::of(&"a".repeat(2332)).is_err() && Qr::of(&"a".repeat(2331)).is_ok());
    }
}
