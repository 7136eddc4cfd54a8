//! The way out: to a mail server where SMTP_URL is set, else to files that `/mailbox` shows.

use super::{
    mailbox::{self, Mailbox},
    outbox::{MailHost, NO_HOST},
    render::Rendered,
    smtp::{Refused, Smtp},
    words::one_line,
};
use chrono::{DateTime, Utc};
use lettre::{
    Address, Message,
    message::{
        Mailbox as Person, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use std::{path::Path, sync::Arc, time::SystemTime};
use url::{Host, Url};
use uuid::Uuid;

/// Cheap to clone.
#[derive(Clone)]
pub struct Post(Arc<Office>);

struct Office {
    base_url: String,
    host: String,
    from: Person,
    way: Way,
}

enum Way {
    Smtp(Box<Smtp>),
    Disk(std::path::PathBuf),
}

/// A letter with its address on it.
pub struct Outgoing {
    pub id: Uuid,
    pub to_name: String,
    pub to_email: String,
    pub message_id: String,
    pub at: DateTime<Utc>,
    pub rendered: Rendered,
}

impl Post {
    /// `smtp_url` as `Smtp::from_url` has it; without one letters go to `data_dir/mailbox`. `base_url` leads
    /// every link, never a header of a request. `from` is "Name <address>", by default no-reply at the host of
    /// `base_url`.
    ///
    /// # Errors
    /// What is wrong with a setting.
    pub fn new(smtp_url: Option<&str>, data_dir: &Path, base_url: &str, from: Option<&str>) -> Result<Post, String> {
        let way = match smtp_url {
            Some(url) => Way::Smtp(Box::new(Smtp::from_url(url)?)),
            None => Way::Disk(data_dir.join("mailbox")),
        };
        Post::by(way, base_url, from)
    }

    fn by(way: Way, base_url: &str, from: Option<&str>) -> Result<Post, String> {
        let url = Url::parse(base_url).map_err(|cause| say!("BASE_URL is no address: {cause}"))?;
        let host =
            url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")).ok_or("BASE_URL must begin with http:// or https://")?;
        let from = match from {
            Some(text) => text.parse().map_err(|_| say!("MAIL_FROM is no address: {text}"))?,
            None => no_reply(host)?,
        };
        Ok(Post(Arc::new(Office { base_url: base_url.trim_end_matches('/').into(), host: host.into(), from, way })))
    }

    /// To a mail server with less patience than usual.
    #[cfg(test)]
    pub fn hasty(smtp_url: &str, base_url: &str, patience: super::smtp::Patience) -> Result<Post, String> {
        let mut smtp = Smtp::from_url(smtp_url)?;
        smtp.patience = patience;
        Post::by(Way::Smtp(Box::new(smtp)), base_url, None)
    }

    /// What every link begins with; without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.0.base_url
    }

    /// For the context of server functions, so that queued letters bear it.
    pub fn host(&self) -> MailHost {
        MailHost(Arc::from(self.0.host.as_str()))
    }

    /// For the context of server functions and as an axum extension: the mailbox, as far as it is open to a
    /// request. `from_here` says whether the request comes from this machine.
    pub fn mailbox(&self, from_here: bool) -> Mailbox {
        let dir = if let Way::Disk(dir) = &self.0.way { Some(dir.clone()) } else { None };
        Mailbox { dir, open_to_this_request: from_here, base_url: self.0.base_url.clone() }
    }

    /// Sends a letter. `Ok` means that it is out of our hands.
    ///
    /// # Errors
    /// Why it was not taken, and whether for good.
    pub async fn send(&self, letter: &Outgoing) -> Result<(), Refused> {
        let to = address(&letter.to_email)?;
        let mail = self.envelop(letter, &to)?;
        match &self.0.way {
            Way::Smtp(smtp) => smtp.send(&self.0.from.email, &to, &mail).await,
            Way::Disk(dir) => mailbox::keep(dir, letter, &mail).await.map_err(|cause| {
                tracing::warn!(%cause, "a letter could not be written to the mailbox");
                Refused::for_now(say!("The letter could not be written to the disk."))
            }),
        }
    }

    /// The mail with its headers (RFC 5322; RFC 3834 for Auto-Submitted: no holiday notice answers it).
    fn envelop(&self, letter: &Outgoing, to: &Address) -> Result<Vec<u8>, Refused> {
        let name = one_line(&letter.to_name);
        let auto = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into());
        let message = Message::builder()
            .from(self.0.from.clone())
            .to(Person::new((!name.is_empty()).then_some(name), to.clone()))
            .subject(one_line(&letter.rendered.subject))
            .date(SystemTime::from(letter.at))
            .message_id(Some(letter.message_id.replace(NO_HOST, &format!("@{}>", self.0.host))))
            .raw_header(auto)
            .multipart(MultiPart::alternative_plain_html(letter.rendered.text.clone(), letter.rendered.html.clone()));
        Ok(message.map_err(|_| Refused::for_good(say!("No mail can be made out of this letter.")))?.formatted())
    }
}

fn no_reply(host: &str) -> Result<Person, String> {
    let address =
        Address::new("no-reply", host).or_else(|_| Address::new("no-reply", "localhost")).map_err(|cause| say!("BASE_URL: {cause}"))?;
    Ok(Person::new(Some(say!("Caseload").into()), address))
}

/// A domain beyond ASCII goes by its ASCII name (RFC 5891).
fn address(text: &str) -> Result<Address, Refused> {
    let wrong = || Refused::for_good(say!("Mail can’t be sent to this address."));
    let (user, domain) = text.trim().rsplit_once('@').ok_or_else(wrong)?;
    let domain = if domain.is_ascii() { domain.to_string() } else { Host::parse(domain).map_err(|_| wrong())?.to_string() };
    Address::new(user, domain).map_err(|_| wrong())
}
