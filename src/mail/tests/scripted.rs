//! A mail server that behaves as it is told, a letter at a time.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{TlsAcceptor, rustls};

#[derive(Clone, Copy)]
pub enum Manner {
    Accepts,
    Recipient(&'static str),
    Sender(&'static str),
    /// Takes its time, then answers DATA so.
    AtData(&'static str),
    SilentAtRecipient,
    DropsMidData,
    TakesThenDrops,
    /// Enough mails over this connection.
    EndsConnection,
}

/// What the server saw and how it will behave; recipients named "nobody" it does not know, those named "later" it puts off
/// the first time.
#[derive(Default)]
pub struct Script {
    pub manners: VecDeque<Manner>,
    pub connections: usize,
    pub mails: Vec<String>,
    pub over_tls: usize,
    pub commands: Vec<String>,
    pub put_off: Vec<String>,
    /// So many connections are turned away at the door.
    pub turned_away: usize,
}

#[derive(Clone)]
pub struct Scripted {
    pub port: u16,
    pub script: Arc<Mutex<Script>>,
}

impl Scripted {
    pub async fn behaving(manners: &[Manner]) -> Scripted {
        Scripted::with_tls(manners, None).await
    }

    pub async fn with_tls(manners: &[Manner], tls: Option<TlsAcceptor>) -> Scripted {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let script = Arc::new(Mutex::new(Script { manners: manners.iter().copied().collect(), ..Script::default() }));
        let server = Scripted { port, script };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.with(|script| script.connections += 1);
                tokio::spawn(serving.clone().meet(stream, tls.clone()));
            }
        });
        server
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    pub fn with<T>(&self, look: impl FnOnce(&mut Script) -> T) -> T {
        look(&mut self.script.lock().expect("a script"))
    }

    pub fn mails(&self) -> Vec<String> {
        self.with(|script| script.mails.clone())
    }

    async fn meet(self, stream: TcpStream, tls: Option<TlsAcceptor>) {
        let mut stream = BufReader::new(stream);
        let away = self.with(|script| {
            let away = script.turned_away > 0;
            script.turned_away = script.turned_away.saturating_sub(1);
            away
        });
        if away {
            let _ = say(&mut stream, "421 4.3.2 Not now").await;
            return;
        }
        let _ = say(&mut stream, "220 scripted").await;
        let upgrade = self.talk(&mut stream, tls.is_some()).await.unwrap_or(false);
        if let (true, Some(tls)) = (upgrade, tls)
            && let Ok(stream) = tls.accept(stream.into_inner()).await
        {
            self.with(|script| script.over_tls += 1);
            let _ = self.talk(&mut BufReader::new(stream), false).await;
        }
    }

    fn first_time(&self, line: &str) -> bool {
        self.with(|script| {
            let first = !script.put_off.iter().any(|known| known == line);
            if first {
                script.put_off.push(line.to_string());
            }
            first
        })
    }

    /// `true` when the client asked for TLS.
    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: &mut BufReader<S>, starttls: bool) -> std::io::Result<bool> {
        let mut manner = Manner::Accepts;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(false);
            }
            self.with(|script| script.commands.push(line.trim().into()));
            let verb = line.split([' ', '\r']).next().unwrap_or_default().to_uppercase();
            match (verb.as_str(), manner) {
                ("EHLO", _) if starttls => say(stream, "250-scripted\r\n250 STARTTLS").await?,
                ("EHLO", _) => say(stream, "250 scripted").await?,
                ("STARTTLS", _) => {
                    say(stream, "220 go on").await?;
                    return Ok(true);
                }
                ("MAIL", _) => {
                    manner = self.with(|script| script.manners.pop_front()).unwrap_or(Manner::Accepts);
                    if matches!(manner, Manner::EndsConnection) {
                        return say(stream, "421 4.7.0 Enough for one connection").await.map(|()| false);
                    }
                    say(stream, if let Manner::Sender(no) = manner { no } else { "250 ok" }).await?;
                }
                ("RCPT", _) if line.contains("nobody") => say(stream, "550 5.1.1 No such person here").await?,
                ("RCPT", _) if line.contains("later") && self.first_time(&line) => say(stream, "450 4.2.1 Later").await?,
                ("RCPT", Manner::Recipient(no)) => say(stream, no).await?,
                ("RCPT", Manner::SilentAtRecipient) => tokio::time::sleep(Duration::from_secs(30)).await,
                ("DATA", Manner::AtData(no)) => {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                    say(stream, no).await?;
                }
                ("DATA", _) => {
                    say(stream, "354 go on").await?;
                    if matches!(manner, Manner::DropsMidData) {
                        stream.read_line(&mut line).await?;
                        return Ok(false);
                    }
                    let mail = take(stream).await?;
                    self.with(|script| script.mails.push(mail));
                    if matches!(manner, Manner::TakesThenDrops) {
                        return Ok(false);
                    }
                    say(stream, "250 taken").await?;
                }
                ("QUIT", _) => return say(stream, "221 bye").await.map(|()| false),
                _ => say(stream, "250 ok").await?,
            }
        }
    }
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, words: &str) -> std::io::Result<()> {
    stream.get_mut().write_all(format!("{words}\r\n").as_bytes()).await?;
    stream.get_mut().flush().await
}

async fn take<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>) -> std::io::Result<String> {
    let mut mail = String::new();
    loop {
        let start = mail.len();
        if stream.read_line(&mut mail).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if &mail[start..] == ".\r\n" {
            mail.truncate(start);
            return Ok(mail);
        }
    }
}

/// A certificate for 127.0.0.1, made for this test: what the server shows, and what a client must trust (PEM).
pub fn certificate() -> (TlsAcceptor, String) {
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".into()]).expect("a certificate");
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a server");
    (TlsAcceptor::from(Arc::new(config)), made.cert.pem())
}
