//! The server: how it is configured, where its database is, how it starts and stops. Knows all the rooms; none
//! knows it.

mod answers;
mod assets;
pub mod config;
mod guard;
mod owned;
pub mod pool;
pub mod postgres;
pub mod router;
#[cfg(test)]
mod tests;

use crate::{audit, caseload, clients, live, mail, unassigned};
use std::fmt;

/// Why the program can't go on, in words for whoever runs it.
#[derive(Debug)]
pub struct Fault(String);

impl Fault {
    pub fn new(message: impl Into<String>) -> Self {
        Fault(message.into())
    }

    /// For `map_err`: what was being done, and the cause.
    pub fn of<E: fmt::Display>(what: impl fmt::Display) -> impl FnOnce(E) -> Self {
        move |cause| Fault(format!("{what}: {cause}"))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

/// Returns when the program is asked to stop: Ctrl-C, or SIGTERM from whatever supervises it.
pub async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate())) else {
        tracing::error!("this system gives no signals: stop the program from outside");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

/// Serves until asked to stop; then finishes what was begun.
///
/// # Errors
/// If it can't listen, or the mail can't be set up.
pub async fn serve(config: &config::Config, databases: &pool::Databases) -> Result<(), Fault> {
    use axum::serve::ListenerExt;
    let _ = any_spawner::Executor::init_tokio();
    let around = surroundings(config, databases)?;
    every_secret_opens(&around.owner, &around.sealer).await?;
    let post = mail::Post::new(config.smtp_url(), &config.data_dir()?, &config.base_url(), config.mail_from()).map_err(Fault::new)?;
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let letters = tokio::spawn(mail::run(around.db.clone(), post, stopping.clone()));
    let resets = tokio::spawn(answer_resets(around.db.clone(), around.wake.clone(), stopping.clone()));
    let tally = tokio::spawn(caseload::keep_tally(around.db.clone(), stopping.clone()));
    let trail = tokio::spawn(audit::keep_on(around.db.clone(), stopping.clone()));
    let imports = tokio::spawn(clients::import::run(around.db.clone(), stopping.clone()));
    let batches = tokio::spawn(crate::team::invites::many::run(around.db.clone(), stopping.clone()));
    let clocks = tokio::spawn(unassigned::watch_on(around.db.clone(), stopping.clone()));
    let hub = around.hub.clone();
    let news = tokio::spawn(live::run(hub.clone(), around.db.clone(), stopping));
    // Nagle's algorithm would hold a page's last piece back until the first is acknowledged: 40 ms.
    let listener =
        tokio::net::TcpListener::bind(config.site_addr).await.map_err(Fault::of(format!("Can't listen on {}", config.site_addr)))?;
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    if !assets::are_there() {
        tracing::warn!("there are no scripts and styles in target/site: build with cargo leptos");
    }
    tracing::info!("Caseload is at {}", config.base_url());
    let service = router::router(around).into_make_service_with_connect_info::<std::net::SocketAddr>();
    let served = tokio::select! {
        served = async { axum::serve(listener, service).with_graceful_shutdown(stop_of(hub)).await } => served,
        // A connection that is kept open must not keep the program from stopping.
        () = async { asked_to_stop().await; tokio::time::sleep(std::time::Duration::from_secs(8)).await } => Ok(()),
    };
    let _ = stop.send(true);
    let _ = tokio::time::timeout(std::time::Duration::from_secs(10), async {
        tokio::join!(letters, resets, tally, trail, imports, batches, clocks, news)
    })
    .await;
    served.map_err(Fault::of("The server stopped"))
}

/// What pages listen to would never end by itself.
async fn stop_of(hub: live::Hub) {
    asked_to_stop().await;
    hub.close();
}

/// What the pages and the server functions work with.
///
/// # Errors
/// If there is no place for data.
pub fn surroundings(config: &config::Config, databases: &pool::Databases) -> Result<router::Surroundings, Fault> {
    let base_url = config.base_url();
    let host = base_url.split("://").nth(1).and_then(|rest| rest.split(['/', ':']).next()).unwrap_or("caseload");
    let dir = config.data_dir()?.join("mailbox");
    Ok(router::Surroundings {
        db: databases.db.clone(),
        owner: databases.owner.clone(),
        hasher: crate::auth::Hasher::new(),
        sealer: config.sealer()?,
        mail_host: mail::MailHost(host.into()),
        mailbox: mail::Mailbox { dir: config.smtp_url().is_none().then_some(dir), open_to_this_request: false, base_url: base_url.clone() },
        wake: Default::default(),
        hub: Default::default(),
        base_url,
    })
}

/// Without the key that something was sealed under nobody with a second factor could sign in: better not to start.
///
/// # Errors
/// If there is such a key.
pub async fn every_secret_opens(owner: &sqlx::PgPool, sealer: &crate::base::sealed::Sealer) -> Result<(), Fault> {
    let keys = crate::auth::factors::keys_in_use(owner).await.map_err(Fault::of("The secrets at rest can't be read"))?;
    match keys.into_iter().find(|key| !sealer.knows(key)) {
        None => Ok(()),
        Some(key) => Err(Fault::new(format!(
            "Secrets in the database were sealed under a key that isn't given (it names itself {key}). \
             Give it as SECRET_KEY, or among SECRET_KEY_OLD."
        ))),
    }
}

/// Answers what strangers asked for, away from their request, so that its time tells nothing.
async fn answer_resets(db: crate::base::Db, wake: crate::auth::WakeWorker, mut stop: tokio::sync::watch::Receiver<bool>) {
    loop {
        if let Err(error) = crate::auth::answer_reset_requests(&db).await {
            tracing::warn!(%error, "reset requests wait");
        }
        tokio::select! {
            () = wake.0.notified() => {}
            () = tokio::time::sleep(std::time::Duration::from_secs(20)) => {}
            _ = stop.changed() => return,
        }
    }
}
