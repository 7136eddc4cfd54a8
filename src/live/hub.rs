//! Gathers what this server's door keeps, says it to every server of the database, and hands what is heard to the streams.

use super::news::News;
use crate::base::{Db, Happened, SessionId};
use sqlx::{
    PgPool,
    postgres::{PgListener, PgPoolOptions},
};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::{Semaphore, broadcast, mpsc, watch};
use uuid::Uuid;

const CHANNEL: &str = "caseload_live";
/// What happens within it goes out together.
const MOMENT: Duration = Duration::from_millis(40);
/// How long news is kept for a page that was just made, or was away for a moment.
const REMEMBERED: Duration = Duration::from_secs(60);
/// Pieces of news that are kept at most.
const KEPT: usize = 5_000;
/// News that may wait for a stream; one that falls further behind asks for everything.
const BEHIND: usize = 64;
/// Streams that one sign-in may have open: as many as someone has windows in sight, and some that are just closing.
const OF_ONE_SIGN_IN: usize = 12;
/// Streams of one server.
const STREAMS: usize = 10_000;
/// Streams that go through the door at once, so that whoever asks for a page finds a connection.
const AT_ONCE: usize = 3;

/// All copies are one.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    practices: Mutex<HashMap<Uuid, broadcast::Sender<Arc<News>>>>,
    recent: Mutex<VecDeque<(Instant, Arc<News>)>>,
    open: Mutex<HashMap<SessionId, usize>>,
    door: Semaphore,
    closed: watch::Sender<bool>,
}

impl Default for Hub {
    fn default() -> Self {
        Hub(Arc::new(Inner {
            practices: Mutex::default(),
            recent: Mutex::default(),
            open: Mutex::default(),
            door: Semaphore::new(AT_ONCE),
            closed: watch::Sender::new(false),
        }))
    }
}

/// One stream's hold on the hub: its news until it is dropped.
pub(super) struct Ticket {
    hub: Hub,
    practice: Uuid,
    session: SessionId,
    pub news: broadcast::Receiver<Arc<News>>,
    pub closed: watch::Receiver<bool>,
}

impl Hub {
    /// News of the practice from now on, and what was heard so shortly before. Nothing, if there are too many already.
    pub(super) fn take(&self, practice: Uuid, session: SessionId, away: Duration) -> Option<(Ticket, Option<News>)> {
        let mut open = held(&self.0.open);
        let mine = open.get(&session).copied().unwrap_or(0);
        if mine >= OF_ONE_SIGN_IN || open.values().sum::<usize>() >= STREAMS {
            return None;
        }
        open.insert(session, mine + 1);
        drop(open);
        let news = held(&self.0.practices).entry(practice).or_insert_with(|| broadcast::Sender::new(BEHIND)).subscribe();
        let ticket = Ticket { hub: self.clone(), practice, session, news, closed: self.0.closed.subscribe() };
        Some((ticket, self.missed(practice, away.min(REMEMBERED))))
    }

    fn missed(&self, practice: Uuid, away: Duration) -> Option<News> {
        let recent = held(&self.0.recent);
        let newest = recent.iter().rev().take_while(|(at, _)| at.elapsed() <= away).filter(|(_, news)| news.practice == practice);
        newest.fold(None, |all: Option<News>, (_, one)| match all {
            None => Some(one.as_ref().clone()),
            Some(mut all) => {
                all.joined(one);
                Some(all)
            }
        })
    }

    /// A turn at the door; given back when it is dropped.
    pub(super) async fn turn(&self) -> tokio::sync::SemaphorePermit<'_> {
        self.0.door.acquire().await.expect("the door's turns are never closed")
    }

    /// How many streams are open.
    pub fn streams(&self) -> usize {
        held(&self.0.open).values().sum()
    }

    /// Ends every stream: the server stops.
    pub fn close(&self) {
        self.0.closed.send_replace(true);
    }

    fn hand_out(&self, news: News) {
        let news = Arc::new(news);
        let mut recent = held(&self.0.recent);
        while recent.len() >= KEPT || recent.front().is_some_and(|(at, _)| at.elapsed() > REMEMBERED) {
            recent.pop_front();
        }
        recent.push_back((Instant::now(), news.clone()));
        drop(recent);
        if let Some(practice) = held(&self.0.practices).get(&news.practice) {
            let _ = practice.send(news);
        }
    }

    /// Some were missed: nobody knows which.
    fn missed_some(&self) {
        for practice in held(&self.0.practices).keys().copied().collect::<Vec<_>>() {
            self.hand_out(News::of_anything(practice));
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut practices = held(&self.hub.0.practices);
        // This one is still among them.
        if practices.get(&self.practice).is_some_and(|news| news.receiver_count() <= 1) {
            practices.remove(&self.practice);
        }
        drop(practices);
        let mut open = held(&self.hub.0.open);
        match open.get_mut(&self.session) {
            Some(n) if *n > 1 => *n -= 1,
            _ => drop(open.remove(&self.session)),
        }
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Speaks and listens until the server stops. Where the database is away for a while, so is the news; the pages are told that
/// they may have missed something when it is back.
pub async fn run(hub: Hub, db: Db, mut stop: watch::Receiver<bool>) {
    let (herald, said) = mpsc::unbounded_channel();
    db.herald.goes_to(herald);
    let options = db.pool.connect_options().as_ref().clone().application_name("caseload live");
    // A connection of its own, so that listening takes none from those who ask.
    let ear = PgPoolOptions::new().max_connections(1).acquire_timeout(Duration::from_secs(5)).connect_lazy_with(options);
    tokio::select! {
        () = speak(&db.pool, said) => {}
        () = listen(&hub, &ear) => {}
        _ = stop.changed() => {}
    }
    hub.close();
    // The listener's connection is cut off with the pool.
    let _ = tokio::time::timeout(Duration::from_millis(200), ear.close()).await;
}

async fn speak(pool: &PgPool, mut said: mpsc::UnboundedReceiver<Happened>) {
    let mut batch = Vec::new();
    while said.recv_many(&mut batch, 1_000).await > 0 {
        tokio::time::sleep(MOMENT).await;
        while let Ok(more) = said.try_recv() {
            batch.push(more);
        }
        let pieces = gathered(&batch);
        batch.clear();
        if pieces.is_empty() {
            continue;
        }
        while let Err(error) =
            sqlx::query("select pg_notify($1, said) from unnest($2::text[]) said").bind(CHANNEL).bind(&pieces).execute(pool).await
        {
            tracing::warn!(%error, "what happened can't be told to the pages");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

fn gathered(happened: &[Happened]) -> Vec<String> {
    let mut by_practice: HashMap<Uuid, News> = HashMap::new();
    for news in happened.iter().filter_map(News::of) {
        match by_practice.get_mut(&news.practice) {
            Some(all) => all.joined(&news),
            None => drop(by_practice.insert(news.practice, news)),
        }
    }
    by_practice.values().flat_map(News::pieces).collect()
}

async fn listen(hub: &Hub, pool: &PgPool) {
    loop {
        let lost: sqlx::Error = match listened(hub, pool).await {
            Ok(()) => return,
            Err(error) => error,
        };
        tracing::warn!(error = %lost, "the pages don't hear of changes for a moment");
        tokio::time::sleep(Duration::from_secs(2)).await;
        hub.missed_some();
    }
}

async fn listened(hub: &Hub, pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    loop {
        match listener.try_recv().await? {
            Some(said) => match serde_json::from_str(said.payload()) {
                Ok(news) => hub.hand_out(news),
                // Said by a server of another build.
                Err(_) => hub.missed_some(),
            },
            // The connection was lost, and made again.
            None => hub.missed_some(),
        }
    }
}
