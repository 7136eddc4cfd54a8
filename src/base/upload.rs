//! A form with a file in it (RFC 7578), received up to a limit: what is longer is thrown away as it comes, so that the
//! browser hears the answer.

use axum::extract::{
    Multipart,
    multipart::{Field, MultipartError},
};

/// What a form sent.
#[derive(Debug, Default)]
pub struct Received {
    /// The file in the field `file`, by its name; nothing where none was chosen, or an empty one.
    pub file: Option<(String, Vec<u8>)>,
    fields: Vec<(String, Vec<u8>)>,
}

/// Why a form was not received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreceived {
    TooLarge,
    Broken,
}

impl Received {
    /// What a field holds; the first of its name.
    pub fn bytes(&mut self, field: &str) -> Vec<u8> {
        self.fields.iter_mut().find(|(name, _)| name == field).map(|(_, bytes)| std::mem::take(bytes)).unwrap_or_default()
    }

    /// The same as text.
    pub fn text(&mut self, field: &str) -> String {
        String::from_utf8_lossy(&self.bytes(field)).into_owned()
    }
}

/// Receives a form, of which no field is longer than `most` bytes. A file without a name is called `otherwise`.
///
/// # Errors
/// Why it was not received.
pub async fn received(mut form: Multipart, most: usize, otherwise: &str) -> Result<Received, Unreceived> {
    const MOST_FIELDS: usize = 20;
    let mut received = Received::default();
    while let Some(field) = form.next_field().await.map_err(|cause| broken(&cause))? {
        let name = field.name().unwrap_or_default().to_string();
        if name == "file" {
            let called = named(field.file_name().unwrap_or_default(), otherwise);
            let bytes = whole(field, most).await?;
            received.file = Some((called, bytes)).filter(|(_, bytes)| !bytes.is_empty());
        } else if received.fields.len() < MOST_FIELDS {
            received.fields.push((name, whole(field, most).await?));
        }
    }
    Ok(received)
}

/// Up to the limit. What is longer is still received, so that the browser hears the answer.
async fn whole(mut field: Field<'_>, most: usize) -> Result<Vec<u8>, Unreceived> {
    let (mut bytes, mut over) = (Vec::new(), false);
    while let Some(chunk) = field.chunk().await.map_err(|cause| broken(&cause))? {
        over = over || bytes.len() + chunk.len() > most;
        if over {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    if over { Err(Unreceived::TooLarge) } else { Ok(bytes) }
}

fn broken(cause: &MultipartError) -> Unreceived {
    if cause.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE { Unreceived::TooLarge } else { Unreceived::Broken }
}

/// The file's name without folders and whatever else a browser may send.
fn named(name: &str, otherwise: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    if plain.trim().is_empty() { otherwise.into() } else { plain.trim().into() }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_files_name_is_its_name_alone() {
        assert_eq!(named("C:\\fakepath\\May clients.csv", "x.csv"), "May clients.csv");
        assert_eq!(named("../../etc/passwd", "x.csv"), "passwd");
        assert_eq!(named("\n", "x.csv"), "x.csv");
    }
}
