//! What can be set, each with a default that works. A setting is a flag and an environment variable; `--help` and
//! the README's table name them all.

use super::Fault;
use crate::base::{SecretKey, sealed::Sealer};
use clap::Args;
use std::{
    fs,
    io::{self, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    process::Command,
};

// An empty variable counts as one that is not set: that is how compose files and unit files leave one out.
#[derive(Args, Clone)]
pub struct Config {
    /// Address and port to listen on
    #[arg(long, env = "LEPTOS_SITE_ADDR", value_name = "ADDRESS", default_value = "127.0.0.1:3000", value_parser = address, global = true)]
    pub site_addr: SocketAddr,

    /// Where people reach it, for links in mail [default: http://<site address>]
    #[arg(long, env = "BASE_URL", value_name = "URL", value_parser = base_url, global = true)]
    base_url: Option<String>,

    /// PostgreSQL 14 or newer [default: a private one, kept in the data directory]
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true, global = true)]
    database_url: Option<String>,

    /// Connections the application works through
    #[arg(long, env = "DATABASE_POOL", value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u32).range(2..=500), global = true)]
    pub database_pool: u32,

    /// Mail server, as smtps://user:password@host:465 or smtp://host:587?tls=required [default: mail stays in /mailbox]
    #[arg(long, env = "SMTP_URL", value_name = "URL", hide_env_values = true, global = true)]
    smtp_url: Option<String>,

    /// Whom mail is from, as an address or "Name <address>" [default: Caseload <no-reply@ and the host of BASE_URL>]
    #[arg(long, env = "MAIL_FROM", value_name = "ADDRESS", global = true)]
    mail_from: Option<String>,

    /// Where the private database and the secret key are kept [default: ~/.local/share/caseload; as root /var/lib/caseload]
    #[arg(long, env = "DATA_DIR", value_name = "DIRECTORY", global = true)]
    data_dir: Option<PathBuf>,

    /// At least 32 random characters that other secrets are derived from [default: made once, kept in the data directory]
    #[arg(long, env = "SECRET_KEY", value_name = "KEY", hide_env_values = true, global = true)]
    secret_key: Option<String>,

    /// Keys before SECRET_KEY, separated by commas: what they sealed still opens, until `caseload rotate-secrets` was run
    #[arg(long, env = "SECRET_KEY_OLD", value_name = "KEYS", hide_env_values = true, global = true)]
    secret_key_old: Option<String>,
}

impl Config {
    /// Without a slash at its end.
    pub fn base_url(&self) -> String {
        given(&self.base_url).map_or_else(|| format!("http://{}", reachable(self.site_addr)), str::to_string)
    }

    pub fn database_url(&self) -> Option<&str> {
        given(&self.database_url)
    }

    pub fn mail_from(&self) -> Option<&str> {
        given(&self.mail_from)
    }

    pub fn smtp_url(&self) -> Option<&str> {
        given(&self.smtp_url)
    }

    /// The data directory; made if it isn't there.
    ///
    /// # Errors
    /// If no place for it is known, or it can't be made.
    pub fn data_dir(&self) -> Result<PathBuf, Fault> {
        let at = match &self.data_dir {
            Some(given) if !given.as_os_str().is_empty() => given.clone(),
            _ => usual_data_dir()?,
        };
        make_private_dir(&at).map_err(Fault::of(format!("The data directory {} can't be made", at.display())))?;
        at.canonicalize().map_err(Fault::of(format!("The data directory {} can't be read", at.display())))
    }

    /// The key given, or the one kept, which is made the first time.
    ///
    /// # Errors
    /// If it is too short, or can't be kept.
    pub fn secret(&self) -> Result<SecretKey, Fault> {
        let text = match given(&self.secret_key) {
            Some(key) => key.to_string(),
            None => {
                let at = self.data_dir()?.join("secret_key");
                kept_secret(&at).map_err(Fault::of(format!("The secret key can't be kept in {}", at.display())))?
            }
        };
        SecretKey::parse(&text).map_err(Fault::new)
    }

    /// What seals and opens secrets at rest.
    ///
    /// # Errors
    /// If a key is too short, or can't be kept.
    pub fn sealer(&self) -> Result<Sealer, Fault> {
        let older = given(&self.secret_key_old).into_iter().flat_map(|keys| keys.split(',')).filter(|key| !key.trim().is_empty());
        let older: Vec<SecretKey> = older
            .map(SecretKey::parse)
            .collect::<Result<_, _>>()
            .map_err(|_| Fault::new("Each of SECRET_KEY_OLD must have at least 32 characters"))?;
        Ok(Sealer::new(&self.secret()?, &older))
    }

    #[cfg(test)]
    pub(super) fn kept_in(dir: &Path) -> Self {
        Config {
            site_addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            base_url: None,
            database_url: None,
            database_pool: 4,
            smtp_url: None,
            mail_from: None,
            data_dir: Some(dir.into()),
            secret_key: None,
            secret_key_old: None,
        }
    }
}

fn given(setting: &Option<String>) -> Option<&str> {
    setting.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// `localhost:3000` is an address too.
fn address(text: &str) -> Result<SocketAddr, String> {
    let found = text.to_socket_addrs().map_err(|_| "it must look like 127.0.0.1:3000".to_string())?;
    found.into_iter().next().ok_or_else(|| "no such host".into())
}

fn base_url(text: &str) -> Result<String, String> {
    let text = text.trim().trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => Ok(text.into()),
        None if text.is_empty() => Ok(String::new()),
        _ => Err("it must look like https://caseload.example.org, with nothing after the host and port".into()),
    }
}

/// Listening on every address says nothing of where to knock; on this machine it is the loopback.
fn reachable(listening: SocketAddr) -> SocketAddr {
    let ip = if listening.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { listening.ip() };
    SocketAddr::new(ip, listening.port())
}

fn usual_data_dir() -> Result<PathBuf, Fault> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if user_id()? == 0 {
        return Ok("/var/lib/caseload".into());
    }
    set("XDG_DATA_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".local/share")))
        .map(|share| share.join("caseload"))
        .ok_or_else(|| Fault::new("There is no home directory to keep data in: set DATA_DIR."))
}

/// Whom the program runs as. The standard library can't say, and asking the system directly would take unsafe code.
pub(super) fn user_id() -> Result<u32, Fault> {
    let said = Command::new("id").arg("-u").output().ok().and_then(|o| String::from_utf8(o.stdout).ok()?.trim().parse().ok());
    said.map_or_else(|| fs::metadata("/proc/self").map(|m| m.uid()), Ok).map_err(Fault::of("It can't be found out who runs this program"))
}

/// Made for its owner alone. Root's may be passed through, for PostgreSQL runs as another user in a directory
/// below; nothing in it can be read on the way.
fn make_private_dir(at: &Path) -> io::Result<()> {
    if at.is_dir() {
        return Ok(());
    }
    let parents = at.parent().map_or(Ok(()), fs::create_dir_all);
    parents.and_then(|()| fs::DirBuilder::new().mode(0o711).create(at)).or_else(|cause| if at.is_dir() { Ok(()) } else { Err(cause) })
}

/// Written aside and linked into place, so that two programs starting at once keep the same key and a crash never
/// leaves half of one.
fn kept_secret(at: &Path) -> io::Result<String> {
    if !at.exists() {
        let aside = at.with_extension(format!("{:08x}", rand::random::<u32>()));
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside)?;
        writeln!(file, "{}", hex::encode(rand::random::<[u8; 32]>()))?;
        file.sync_all()?;
        let linked = fs::hard_link(&aside, at);
        fs::remove_file(&aside)?;
        if let Err(cause) = linked
            && cause.kind() != io::ErrorKind::AlreadyExists
        {
            return Err(cause);
        }
    }
    fs::read_to_string(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_base_url_is_an_origin_and_nothing_more() {
        assert_eq!(base_url("https://caseload.example.org/"), Ok("https://caseload.example.org".into()));
        assert_eq!(base_url(""), Ok(String::new()));
        for wrong in ["caseload.example.org", "https://", "https://x/path", "ftp://x", "https://user@x"] {
            assert!(base_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn without_a_base_url_links_lead_to_where_the_server_listens() {
        let mut config = Config::kept_in(Path::new("unused"));
        config.site_addr = "0.0.0.0:80".parse().expect("an address");
        assert_eq!(config.base_url(), "http://127.0.0.1:80");
        config.base_url = Some(" ".into());
        assert_eq!(config.base_url(), "http://127.0.0.1:80");
    }

    #[test]
    fn a_secret_key_is_made_once_and_only_its_owner_reads_it() {
        let dir = std::env::temp_dir().join(format!("caseload key {:08x}", rand::random::<u32>()));
        let config = Config::kept_in(&dir);
        let first = config.secret().expect("made").derive("test");
        assert_eq!(config.secret().expect("kept").derive("test"), first);
        let mode = fs::metadata(dir.join("secret_key")).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(&dir).expect("there").count(), 1);
        fs::remove_dir_all(&dir).expect("removed");
    }
}
