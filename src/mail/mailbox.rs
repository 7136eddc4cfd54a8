//! Letters kept on disk where no mail server is set: each as `<unix-ms>-<id>.eml`, as it would have been sent,
//! and as `.json` for the mailbox page. They hold working links, so the folder is for the server's user alone and
//! the page for this machine alone.

use super::{
    post::Outgoing,
    types::{MailOpen, MailSeen, Piece},
};
use crate::base::{AppError, Moment};
use serde::{Deserialize, Serialize};
use std::{
    io,
    path::{Path, PathBuf},
};
use tokio::fs;

const SHOWN: usize = 200;

/// The mailbox, as far as it is open to a request. The server room decides, and gives it as context and as an
/// axum extension; `Post::mailbox` makes one.
#[derive(Clone, Debug, Default)]
pub struct Mailbox {
    /// `None` where a mail server is set: then there is no mailbox.
    pub dir: Option<PathBuf>,
    /// The request comes from this machine.
    pub open_to_this_request: bool,
    /// Only addresses under it become links.
    pub base_url: String,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    id: String,
    to: String,
    subject: String,
    text: String,
    html: String,
    at: Moment,
}

/// Writes a letter down; it is seen whole or not at all.
pub(super) async fn keep(dir: &Path, letter: &Outgoing, mail: &[u8]) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).await?;
    let id = format!("{:013}-{}", letter.at.timestamp_millis(), letter.id);
    let kept = Kept {
        to: format!("{} <{}>", letter.to_name, letter.to_email),
        subject: letter.rendered.subject.clone(),
        text: letter.rendered.text.clone(),
        html: letter.rendered.html.clone(),
        at: letter.at.into(),
        id: id.clone(),
    };
    place(dir, &format!("{id}.eml"), mail).await?;
    place(dir, &format!("{id}.json"), &serde_json::to_vec(&kept)?).await
}

async fn place(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let draft = dir.join(format!(".{name}"));
    fs::write(&draft, bytes).await?;
    fs::rename(draft, dir.join(name)).await
}

impl Mailbox {
    fn open(&self) -> Result<&Path, AppError> {
        self.dir.as_deref().filter(|_| self.open_to_this_request).ok_or(AppError::NotFound)
    }

    /// The newest letters, the newest first.
    ///
    /// # Errors
    /// `NotFound` where the mailbox is closed.
    pub async fn list(&self) -> Result<Vec<MailSeen>, AppError> {
        let dir = self.open()?;
        let mut seen = Vec::new();
        for id in newest(dir).await.map_err(|cause| AppError::internal("mailbox", &cause))? {
            seen.extend(read(dir, &id).await.map(Kept::seen));
        }
        Ok(seen)
    }

    /// One letter, as text.
    ///
    /// # Errors
    /// `NotFound` if there is none, or the mailbox is closed.
    pub async fn letter(&self, id: &str) -> Result<MailOpen, AppError> {
        let kept = read(self.open()?, id).await.ok_or(AppError::NotFound)?;
        Ok(MailOpen { text: pieces(&kept.text, &self.base_url), seen: kept.seen() })
    }

    /// One letter, as HTML.
    ///
    /// # Errors
    /// `NotFound` if there is none, or the mailbox is closed.
    pub async fn html(&self, id: &str) -> Result<String, AppError> {
        Ok(read(self.open()?, id).await.ok_or(AppError::NotFound)?.html)
    }
}

impl Kept {
    fn seen(self) -> MailSeen {
        MailSeen { id: self.id, to: self.to, subject: self.subject, at: self.at }
    }
}

async fn newest(dir: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    let mut entries = match fs::read_dir(dir).await {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(names),
        Err(cause) => return Err(cause),
    };
    while let Some(entry) = entries.next_entry().await? {
        names.extend(entry.file_name().to_str().and_then(|name| name.strip_suffix(".json")).filter(|id| is_id(id)).map(String::from));
    }
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.truncate(SHOWN);
    Ok(names)
}

async fn read(dir: &Path, id: &str) -> Option<Kept> {
    if !is_id(id) {
        return None;
    }
    serde_json::from_slice(&fs::read(dir.join(format!("{id}.json"))).await.ok()?).ok()
}

/// Hexadecimal digits and dashes only: an id is never a way through the file system.
pub(super) fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// Takes a text apart at the addresses that lead to this Caseload.
pub(super) fn pieces(text: &str, base_url: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    for part in text.split_inclusive(char::is_whitespace) {
        let bare = part.trim_end();
        if leads_here(bare, base_url) {
            pieces.extend((!words.is_empty()).then(|| Piece::Words(std::mem::take(&mut words))));
            pieces.push(Piece::Link(bare.into()));
            words.push_str(&part[bare.len()..]);
        } else {
            words.push_str(part);
        }
    }
    pieces.extend((!words.is_empty()).then_some(Piece::Words(words)));
    pieces
}

fn leads_here(address: &str, base_url: &str) -> bool {
    let http = base_url.starts_with("http://") || base_url.starts_with("https://");
    http && address.strip_prefix(base_url).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_caseload_become_links() {
        let text = "Open:\nhttps://c.example/invitations/abc\nor https://c.example.evil/x, javascript:alert(1)";
        let taken = pieces(text, "https://c.example");
        assert_eq!(taken[1], Piece::Link("https://c.example/invitations/abc".into()));
        assert_eq!(taken.iter().filter(|piece| matches!(piece, Piece::Link(_))).count(), 1);
        let whole: String = taken.into_iter().map(|(Piece::Words(text) | Piece::Link(text))| text).collect();
        assert_eq!(whole, text);
    }

    #[test]
    fn an_id_is_no_way_through_the_file_system() {
        assert!(is_id("1764000000000-0192f3c0-aaaa-7bbb-8ccc-0123456789ab"));
        for text in ["", "..", "../x", "a/b", "a.json", "1764000000000 ", "é"] {
            assert!(!is_id(text), "{text:?}");
        }
    }
}
