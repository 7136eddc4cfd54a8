//! A conversation with a mail server (RFC 5321), a step at a time: only so is it known which step was refused, and
//! only an answer about the recipient may end a letter. lettre speaks; what is added are limits of time on every
//! answer (lettre limits the connecting only) and a pool from which a connection whose state is unknown is never
//! taken: its late answer would be read as the answer to the next letter.

use super::words::one_line;
use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, Certificate, Tls, TlsParameters},
        commands::{Data, Mail, Rcpt, Rset},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};
use percent_encoding::percent_decode_str;
use std::{
    error::Error as _,
    future::Future,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use url::Url;

/// As many as the worker sends at once.
const IDLE_CONNECTIONS: usize = 4;
/// Servers hang up on whoever is silent for minutes.
const IDLE_FOR: Duration = Duration::from_secs(45);

/// Why a mail was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The address can't be written to; trying again is of no use.
    pub permanent: bool,
    /// One line, at most 200 characters, for an administrator.
    pub words: String,
    /// The server itself can't be spoken to: no letter is to blame, and no other would fare better now.
    pub down: bool,
    /// The server said so itself, and the connection is in order.
    answered: bool,
    /// The connection ended before anything of the letter was handed over: another one may be tried.
    hung_up: bool,
}

impl Refused {
    pub fn for_now(words: &str) -> Self {
        Refused { permanent: false, words: words.into(), down: false, answered: false, hung_up: false }
    }

    pub fn for_good(words: &str) -> Self {
        Refused { permanent: true, ..Refused::for_now(words) }
    }
}

/// How long the server may take. The last step is when it looks through the mail (RFC 5321 §4.5.3.2 is far more
/// patient); giving up too early there means sending twice. Together less than a worker's claim.
#[derive(Clone, Copy)]
pub struct Patience {
    pub connecting: Duration,
    pub answering: Duration,
    pub taking: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { connecting: Duration::from_secs(20), answering: Duration::from_secs(10), taking: Duration::from_secs(45) }
    }
}

/// The mail server, and connections to it that wait for the next letter.
pub struct Smtp {
    host: String,
    port: u16,
    hello: ClientId,
    tls: Tls,
    credentials: Option<Credentials>,
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
    pub patience: Patience,
}

impl Smtp {
    /// `smtps://user:password@host:465` (TLS from the first byte) or `smtp://host:587` (STARTTLS, without which
    /// nothing is sent). `?tls=none` does without; on this machine that is the default. `?ca=file.pem` trusts
    /// another authority besides the public ones. A path is the name given in EHLO.
    ///
    /// # Errors
    /// What is wrong with the address, without its password.
    pub fn from_url(text: &str) -> Result<Smtp, String> {
        let url = Url::parse(text).map_err(|cause| say!("SMTP_URL is no address: {cause}"))?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_string();
        if host.is_empty() {
            return Err("SMTP_URL names no host; write smtps://user:password@mail.example.org".into());
        }
        let tls = tls_of(&url, &host)?;
        let usual = if matches!(tls, Tls::Wrapper(_)) { 465 } else { 587 };
        let name = url.path().trim_matches('/');
        let hello = if name.is_empty() { ClientId::default() } else { ClientId::Domain(name.into()) };
        let port = url.port().unwrap_or(usual);
        Ok(Smtp { port, hello, tls, host, credentials: credentials_of(&url), idle: Mutex::default(), patience: Patience::default() })
    }

    /// Hands a mail over. `Ok` means that the server took responsibility for it.
    ///
    /// # Errors
    /// Why it did not, or that nobody can know.
    pub async fn send(&self, from: &Address, to: &Address, mail: &[u8]) -> Result<(), Refused> {
        if let Some(waiting) = self.waiting().await {
            match self.converse(waiting, from, to, mail).await {
                // A server may take only so many mails over one connection, or so long (421, RFC 5321 §3.8).
                Err(refused) if refused.hung_up => {}
                handed => return handed,
            }
        }
        let fresh = self.fresh().await?;
        self.converse(fresh, from, to, mail).await
    }

    async fn converse(&self, mut conn: AsyncSmtpConnection, from: &Address, to: &Address, mail: &[u8]) -> Result<(), Refused> {
        let handed = self.hand_over(&mut conn, from, to, mail).await;
        let usable = match &handed {
            Ok(()) => true,
            Err(refused) => refused.answered && !refused.hung_up && self.answer(conn.command(Rset)).await.is_ok(),
        };
        if usable {
            self.park(conn);
        }
        handed
    }

    async fn hand_over(&self, conn: &mut AsyncSmtpConnection, from: &Address, to: &Address, mail: &[u8]) -> Result<(), Refused> {
        let parameters = parameters(conn, to)?;
        let before = |at: Step| move |trouble: Trouble| Refused { hung_up: trouble.hung_up(), ..trouble.refused(at) };
        // Ended at the first word, it was ended for every letter; later on it may be this one that the server can't bear.
        let greeted = self.answer(conn.command(Mail::new(Some(from.clone()), parameters))).await;
        greeted.map_err(|trouble| Refused { down: trouble.ended(), ..before(Step::Other)(trouble) })?;
        self.answer(conn.command(Rcpt::new(to.clone(), Vec::new()))).await.map_err(before(Step::Recipient))?;
        self.answer(conn.command(Data)).await.map_err(before(Step::Other))?;
        within(self.patience.taking, conn.message(mail)).await.map_err(|t| t.refused(Step::Other))?;
        Ok(())
    }

    async fn answer<T>(&self, step: impl Future<Output = Result<T, Error>>) -> Result<T, Trouble> {
        within(self.patience.answering, step).await
    }

    /// One that waits and still answers.
    async fn waiting(&self) -> Option<AsyncSmtpConnection> {
        while let Some((mut conn, since)) = self.unpark() {
            if since.elapsed() < IDLE_FOR && self.answer(async { Ok(conn.test_connected().await) }).await.is_ok_and(|alive| alive) {
                return Some(conn);
            }
        }
        None
    }

    async fn fresh(&self) -> Result<AsyncSmtpConnection, Refused> {
        within(self.patience.connecting, self.connect()).await.map_err(|trouble| {
            tracing::warn!(cause = %trouble, "no connection to the mail server");
            Refused { down: true, ..trouble.refused(Step::Connecting) }
        })
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let from_the_start = if let Tls::Wrapper(tls) = &self.tls { Some(tls.clone()) } else { None };
        let server = (self.host.as_str(), self.port);
        let mut conn =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.patience.connecting), &self.hello, from_the_start, None).await?;
        if let Tls::Required(tls) = &self.tls {
            conn.starttls(tls.clone(), &self.hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            conn.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(conn)
    }

    fn unpark(&self) -> Option<(AsyncSmtpConnection, Instant)> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn park(&self, conn: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_CONNECTIONS {
            idle.push((conn, Instant::now()));
        }
    }
}

fn tls_of(url: &Url, host: &str) -> Result<Tls, String> {
    let wish = url.query_pairs().find(|(key, _)| key == "tls").map(|(_, value)| value.into_owned());
    let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match (url.scheme(), wish.as_deref()) {
        ("smtps", None | Some("required")) => Ok(Tls::Wrapper(trust(url, host)?)),
        ("smtp", Some("required")) => Ok(Tls::Required(trust(url, host)?)),
        ("smtp", None) if !here => Ok(Tls::Required(trust(url, host)?)),
        ("smtp", None | Some("none")) => Ok(Tls::None),
        (scheme, wish) => Err(format!("SMTP_URL: {scheme} with tls={} is not known; use smtps, smtp, smtp…?tls=none", wish.unwrap_or("…"))),
    }
}

fn trust(url: &Url, host: &str) -> Result<TlsParameters, String> {
    let mut tls = TlsParameters::builder(host.to_string());
    if let Some((_, path)) = url.query_pairs().find(|(key, _)| key == "ca") {
        let pem = std::fs::read(&*path).map_err(|cause| say!("SMTP_URL: {path}: {cause}"))?;
        let authority = Certificate::from_pem(&pem).map_err(|cause| say!("SMTP_URL: {path}: {cause}"))?;
        tls = tls.add_root_certificate(authority);
    }
    tls.build().map_err(|cause| say!("SMTP_URL: {cause}"))
}

fn credentials_of(url: &Url) -> Option<Credentials> {
    let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    url.password().map(|password| Credentials::new(plain(url.username()), plain(password)))
}

/// Letters beyond ASCII before the `@` need a server that takes them (RFC 6531).
fn parameters(conn: &AsyncSmtpConnection, to: &Address) -> Result<Vec<MailParameter>, Refused> {
    if to.to_string().is_ascii() {
        return Ok(Vec::new());
    }
    if conn.server_info().supports_feature(Extension::SmtpUtfEight) {
        return Ok(vec![MailParameter::SmtpUtfEight, MailParameter::Body(MailBodyParameter::EightBitMime)]);
    }
    Err(Refused { answered: true, ..Refused::for_good(say!("The mail server can’t write to an address with such letters.")) })
}

async fn within<T>(patience: Duration, step: impl Future<Output = Result<T, Error>>) -> Result<T, Trouble> {
    match tokio::time::timeout(patience, step).await {
        Ok(done) => done.map_err(Trouble::Said),
        Err(_) => Err(Trouble::Silence),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Connecting,
    Recipient,
    Other,
}

enum Trouble {
    Said(Error),
    Silence,
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Trouble::Said(error) => error.fmt(f),
            Trouble::Silence => f.write_str(say!("no answer in time")),
        }
    }
}

impl Trouble {
    fn refused(&self, at: Step) -> Refused {
        let error = match self {
            Trouble::Silence => return Refused::for_now(say!("The mail server did not answer in time.")),
            Trouble::Said(error) => error,
        };
        let said = error.source().map(ToString::to_string).unwrap_or_default();
        let Some(code) = error.status() else { return Refused::for_now(&short(&unsaid(error, at, &said))) };
        let permanent = at != Step::Connecting && about_recipient(code.into(), &said, at == Step::Recipient);
        let refused = Refused::for_now(&short(&format!("{code} {said}")));
        Refused { permanent, answered: at != Step::Connecting, ..refused }
    }

    /// The connection is lost, or the server ends it (421).
    fn hung_up(&self) -> bool {
        match self {
            Trouble::Silence => false,
            Trouble::Said(error) => self.ended() || (error.status().is_none() && !error.is_tls() && !error.is_client()),
        }
    }

    /// The server says that it ends the connection.
    fn ended(&self) -> bool {
        matches!(self, Trouble::Said(error) if error.status().is_some_and(|code| u16::from(code) == 421))
    }
}

/// The words where the server said nothing, or nothing that can be understood.
fn unsaid(error: &Error, at: Step, said: &str) -> String {
    match at {
        _ if error.is_tls() => say!("No encrypted connection to the mail server could be made.").into(),
        _ if error.is_client() => said.to_string(),
        Step::Connecting => say!("The mail server can’t be reached.").into(),
        Step::Recipient | Step::Other => say!("The connection to the mail server was lost.").into(),
    }
}

/// One line of at most 200 characters.
fn short(words: &str) -> String {
    one_line(words).chars().take(200).collect()
}

/// Whether a refusal is about the recipient and for good (RFC 3463: 5.1 is about addresses, 5.2 about mailboxes).
/// A full mailbox, a refused sender or relay, a policy or a blocklist is not: someone can mend it, and the letter
/// waits.
pub(super) fn about_recipient(code: u16, said: &str, at_recipient: bool) -> bool {
    let first = said.split_whitespace().next().unwrap_or_default();
    let enhanced = first.split('.').count() == 3 && first.split('.').all(|part| part.parse::<u16>().is_ok());
    match first {
        _ if !(500..600).contains(&code) => false,
        _ if !enhanced || first == "5.0.0" => at_recipient && matches!(code, 550 | 551 | 553 | 556),
        "5.1.7" | "5.1.8" => false,
        "5.2.1" => true,
        "5.4.1" | "5.4.4" => at_recipient,
        _ => first.starts_with("5.1."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refusal_about_the_recipient_is_for_good() {
        for (code, said) in [
            (550, "No such user"),
            (550, "5.1.1 Unknown"),
            (553, "5.1.3 Bad syntax"),
            (550, "5.2.1 Disabled"),
            (550, "5.4.1 Recipient address rejected"),
        ] {
            assert!(about_recipient(code, said, true), "{code} {said}");
        }
        for (code, said) in [
            (450, "Busy"),
            (552, "5.2.2 Full"),
            (554, "5.7.1 Relay access denied"),
            (550, "5.7.1 Blocked"),
            (530, "5.7.0 Sign in first"),
            (550, "5.1.8 Bad sender"),
            (421, "4.3.2 Closing"),
        ] {
            assert!(!about_recipient(code, said, true), "{code} {said}");
        }
        assert!(about_recipient(550, "5.1.1 Unknown", false), "some say so only after the mail");
        assert!(!about_recipient(550, "No", false), "after the mail it may be about the mail");
    }

    #[test]
    fn nothing_leaves_this_machine_unencrypted_unless_asked_for() {
        let tls = |url: &str| Smtp::from_url(url).map(|smtp| (smtp.port, smtp.tls));
        assert!(matches!(tls("smtps://mail.example.org"), Ok((465, Tls::Wrapper(_)))));
        assert!(matches!(tls("smtp://mail.example.org"), Ok((587, Tls::Required(_)))));
        assert!(matches!(tls("smtp://mail.example.org:25?tls=none"), Ok((25, Tls::None))));
        assert!(matches!(tls("smtp://localhost:1025"), Ok((1025, Tls::None))));
        assert!(matches!(tls("smtp://[::1]:1025"), Ok((1025, Tls::None))));
        assert!(matches!(tls("smtp://127.0.0.1.example.org"), Ok((587, Tls::Required(_)))));
        for wrong in [
            "",
            "mail.example.org",
            "http://mail.example.org",
            "smtp://",
            "smtp://x?tls=opportunistic",
            "smtps://x?tls=none",
            "smtps://x?ca=/nowhere.pem",
        ] {
            assert!(Smtp::from_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_may_hold_any_sign() {
        let smtp = Smtp::from_url("smtps://una%40example.org:p%3Ass%2Fw+rd@mail.example.org").expect("an address");
        assert_eq!(smtp.credentials, Some(Credentials::new("una@example.org".into(), "p:ss/w+rd".into())));
    }
}
