//! What one open page hears, as server-sent events (WHATWG HTML, 9.2): a message names topics, `beat` says that the line
//! stands, `ended` that the sign-in does not.

use super::{
    Topic,
    hub::{Hub, Ticket},
    news::News,
};
use crate::access::{self, Action, Actor, Asking, Entered, Target, can};
use crate::base::{AppError, Db};
use crate::caseload;
use axum::{
    http::{HeaderName, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use futures_util::stream;
use std::{collections::BTreeSet, convert::Infallible, time::Duration};
use tokio::{
    sync::broadcast::error::{RecvError, TryRecvError},
    time::Instant,
};
use uuid::Uuid;

/// Between two beats; each looks whether the sign-in stands. Proxies cut off what is silent for a minute.
const BEAT: Duration = Duration::from_secs(25);
/// What a stream waits for more to come, at least and beyond that at most: not all of them go through the door at once.
const GATHERS: (u64, u64) = (60, 240);

struct Line {
    hub: Hub,
    db: Db,
    asking: Asking,
    member: Uuid,
    account: Uuid,
    ticket: Ticket,
    /// Heard before the first wait.
    missed: Option<News>,
    next_beat: Instant,
    begun: bool,
    over: bool,
}

/// Opens the stream of a page that knows what was so until `away` ago. Whoever is not signed in as a member of a practice gets
/// an empty answer, upon which a browser asks no more (204).
pub async fn open(hub: Hub, db: Db, asking: Asking, away: Duration) -> Response {
    let (practice, member, account, session) = match access::enter_unattended(&db, asking.clone()).await {
        Ok(entered) => (entered.actor().practice.0, entered.actor().member.0, entered.account.id.0, entered.session),
        Err(AppError::SignedOut) => return StatusCode::NO_CONTENT.into_response(),
        Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let Some((ticket, missed)) = hub.take(practice, session, away) else { return StatusCode::TOO_MANY_REQUESTS.into_response() };
    let line = Line { hub, db, asking, member, account, ticket, missed, next_beat: Instant::now() + BEAT, begun: false, over: false };
    let events = stream::unfold(line, |mut line| async move {
        let event = line.next().await?;
        Some((Ok::<_, Infallible>(event), line))
    });
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        // nginx would gather the stream otherwise.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (headers, Sse::new(events)).into_response()
}

impl Line {
    async fn next(&mut self) -> Option<Event> {
        if self.over {
            return None;
        }
        if !std::mem::replace(&mut self.begun, true) {
            // The first bytes open the line through every proxy.
            return Some(Event::default().event("beat").data(""));
        }
        loop {
            let news = match self.missed.take() {
                Some(missed) => missed,
                None => match self.waited().await? {
                    Some(news) => news,
                    None => {
                        self.next_beat = Instant::now() + BEAT;
                        match self.entered().await {
                            Some(Ok(_)) => return Some(Event::default().event("beat").data("")),
                            Some(Err(())) => return Some(self.ended()),
                            None => continue,
                        }
                    }
                },
            };
            if !self.matters(&news) {
                continue;
            }
            let words = match self.entered().await {
                Some(Ok(mut entered)) => match may_hear(&mut entered, &news).await {
                    Ok(topics) => topics,
                    // The database is away: what was missed is asked again once the line is made anew.
                    Err(_) => return None,
                },
                Some(Err(())) => return Some(self.ended()),
                None => return None,
            };
            if !words.is_empty() {
                let words: Vec<&str> = words.into_iter().map(Topic::key).collect();
                return Some(Event::default().data(words.join(" ")));
            }
        }
    }

    /// News, with what came shortly after it. Nothing inside for a beat, nothing at all when the server stops.
    async fn waited(&mut self) -> Option<Option<News>> {
        let Ticket { news, closed, .. } = &mut self.ticket;
        let mut all = tokio::select! {
            _ = closed.wait_for(|closed| *closed) => return None,
            () = tokio::time::sleep_until(self.next_beat) => return Some(None),
            heard = news.recv() => match heard {
                Ok(one) => one.as_ref().clone(),
                Err(RecvError::Lagged(_)) => News::of_anything(Uuid::nil()),
                Err(RecvError::Closed) => return None,
            },
        };
        tokio::time::sleep(Duration::from_millis(GATHERS.0 + rand::random::<u64>() % GATHERS.1)).await;
        loop {
            match news.try_recv() {
                Ok(one) => all.joined(&one),
                Err(TryRecvError::Lagged(_)) => all = News::of_anything(Uuid::nil()),
                Err(TryRecvError::Empty | TryRecvError::Closed) => return Some(Some(all)),
            }
        }
    }

    /// Whether it can be anything to this page; mostly known without a question.
    fn matters(&self, news: &News) -> bool {
        let about_me = |of: &BTreeSet<Uuid>| of.contains(&self.member) || of.contains(&self.account);
        about_me(&news.concerned) || about_me(&news.told) || news.topics.iter().any(|t| *t != Topic::Notices || news.told.is_empty())
    }

    /// Through the door, with the page's own sign-in, when it is its turn: an error inside if that doesn't stand, nothing if the
    /// database is away.
    async fn entered(&self) -> Option<Result<Entered, ()>> {
        let _turn = self.hub.turn().await;
        match access::enter_unattended(&self.db, self.asking.clone()).await {
            Ok(entered) => Some(Ok(entered)),
            Err(AppError::SignedOut) => Some(Err(())),
            Err(_) => None,
        }
    }

    fn ended(&mut self) -> Event {
        self.over = true;
        Event::default().event("ended").data("")
    }
}

/// What of the news its reader may know of. Which clients a change was of is asked as every list of clients is; where that isn't
/// known (a thousand at once, a group, a role), whoever sees clients at all hears that there is something.
pub(super) async fn may_hear(entered: &mut Entered, news: &News) -> Result<BTreeSet<Topic>, AppError> {
    let actor = entered.actor().clone();
    let about_me = news.concerned.contains(&actor.member.0) || news.told.contains(&actor.member.0);
    let mut topics: BTreeSet<Topic> = news.topics.iter().copied().filter(|topic| may_know(&actor, *topic, news)).collect();
    if let Some(clients) = news.clients.as_ref().filter(|_| topics.contains(&Topic::Clients) && !about_me) {
        let (ids, sight) = (clients.iter().copied().collect::<Vec<_>>(), entered.sight());
        if caseload::of_all(entered.conn(), actor.practice, sight, &ids).await?.is_empty() {
            topics.remove(&Topic::Clients);
        }
    }
    Ok(topics)
}

fn may_know(actor: &Actor, topic: Topic, news: &News) -> bool {
    let may = |action| can(actor, action, &Target::Practice).allowed();
    match topic {
        Topic::Team | Topic::Roles | Topic::Groups => may(Action::ViewTeam),
        Topic::Clients => may(Action::ViewClients),
        Topic::Settings => may(Action::ViewSettings),
        // Nobody reads what another was notified of.
        Topic::Notices => actor.viewed_by.is_none() && (news.told.is_empty() || news.told.contains(&actor.member.0)),
    }
}
