//! What is said between servers: what happened in one practice during one moment, gathered.

use super::Topic;
use crate::base::Happened;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Clients and people of one piece of news: as many as fit into what PostgreSQL lets a notification say (8,000 bytes).
const MOST: usize = 80;

/// Everything of a practice during a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    pub practice: Uuid,
    pub topics: BTreeSet<Topic>,
    /// Which clients the change of clients was of; nothing where that isn't said, or they are too many.
    pub clients: Option<BTreeSet<Uuid>>,
    /// Members who were notified of something.
    pub told: BTreeSet<Uuid>,
    /// Members and accounts whose sign-ins may have ended, or whose rights changed.
    pub concerned: BTreeSet<Uuid>,
}

impl News {
    /// Everything may have changed: something was missed.
    pub fn of_anything(practice: Uuid) -> News {
        News { practice, topics: Topic::ALL.into(), ..News::default() }
    }

    /// What is told of it; nothing where no page shows it.
    pub fn of(happened: &Happened) -> Option<News> {
        let topics = topics(happened.kind);
        let mut news = News { practice: happened.practice, topics: topics.iter().copied().collect(), ..News::default() };
        if !happened.clients.is_empty() && happened.clients.len() <= MOST {
            news.clients = Some(happened.clients.iter().copied().collect());
        }
        match (happened.to, happened.id) {
            ("client", Some(id)) => news.clients = Some([id].into()),
            ("member" | "account", Some(id)) if happened.kind != NOTICED => drop(news.concerned.insert(id)),
            ("member", Some(id)) => drop(news.told.insert(id)),
            _ => {}
        }
        // Who saw them until now is said nowhere: everyone who sees clients at all hears that there is something.
        if matches!(happened.kind, "clients.restricted" | "clients.restriction_lifted" | "clients.unnamed") {
            news.clients = None;
        }
        (!news.topics.is_empty() || !news.told.is_empty() || !news.concerned.is_empty()).then_some(news)
    }

    /// Both of one practice.
    pub fn joined(&mut self, other: &News) {
        let (ours, theirs) = (self.topics.contains(&Topic::Clients), other.topics.contains(&Topic::Clients));
        self.clients = match (ours, theirs) {
            (false, _) => other.clients.clone(),
            (_, false) => self.clients.take(),
            _ => self.clients.take().zip(other.clients.as_ref()).map(|(mut ours, theirs)| {
                ours.extend(theirs);
                ours
            }),
        };
        self.clients = self.clients.take().filter(|clients| clients.len() <= MOST);
        self.topics.extend(&other.topics);
        self.told.extend(&other.told);
        self.concerned.extend(&other.concerned);
    }

    /// As it goes from server to server; in pieces, where one would not hold it.
    pub fn pieces(&self) -> Vec<String> {
        let people: Vec<(Uuid, bool)> =
            self.told.iter().map(|id| (*id, true)).chain(self.concerned.iter().map(|id| (*id, false))).collect();
        let mut pieces: Vec<News> = people
            .chunks(MOST)
            .map(|some| News {
                practice: self.practice,
                told: some.iter().filter(|(_, told)| *told).map(|(id, _)| *id).collect(),
                concerned: some.iter().filter(|(_, told)| !told).map(|(id, _)| *id).collect(),
                ..News::default()
            })
            .collect();
        let rest = News { told: BTreeSet::new(), concerned: BTreeSet::new(), ..self.clone() };
        match pieces.first_mut() {
            Some(first) => *first = News { told: first.told.clone(), concerned: first.concerned.clone(), ..rest },
            None => pieces.push(rest),
        }
        pieces.iter().map(|piece| serde_json::to_string(piece).expect("plain data")).collect()
    }
}

/// What the room of notices calls it when somebody is notified; no entry of the trail.
pub const NOTICED: &str = "notices.told";

/// What pages show of it. A kind that no page shows has none: what was looked at, exported or asked.
fn topics(kind: &str) -> &'static [Topic] {
    use Topic::{Clients, Groups, Notices, Roles, Settings, Team};
    let (room, what) = kind.split_once('.').unwrap_or((kind, ""));
    match (room, what) {
        ("team", "roster_exported" | "invitation_link_copied")
        | ("clients", "viewed" | "kept_on_device" | "exported" | "who_sees_asked" | "kept_from" | "import_uploaded") => &[],
        ("team", "limit_lifted" | "email_changed" | "capacity_set") | ("credentials", _) | ("auth", "name_changed" | "email_changed") => {
            &[Team]
        }
        // What someone may do or has decides what they see.
        ("team", "status_changed" | "role_changed" | "member_removed" | "member_exited" | "leaving_undone" | "links_brought_back")
        | ("team", "overrides_set" | "access_rules_set") => &[Team, Clients],
        ("team", _) => &[Team],
        ("clients", "assigned" | "assignments_undone" | "assignment_ended" | "weekly_set") => &[Clients, Team],
        ("clients" | "visits" | "portal", _) => &[Clients],
        ("coverage" | "supervision", _) => &[Team, Clients],
        ("groups", _) => &[Groups, Team, Clients],
        ("roles", _) => &[Roles, Team, Clients],
        ("locations", _) => &[Settings, Team, Clients],
        ("settings" | "practice", _) => &[Settings, Team],
        ("notices", _) => &[Notices],
        _ => &[],
    }
}
