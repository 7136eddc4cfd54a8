//! The page as it crosses the wire, and which matters there are.

use crate::access::{Action, Actor, Permission, Scope, Target, can};
use crate::assignment::{NewlyGiven, capacity::CapacitySeen};
use crate::base::{Day, MemberId, Waiting};
use crate::coverage::Cover;
use crate::credentials::Licence;
use crate::visits::VisitOfDay;
use serde::{Deserialize, Serialize};

/// What waits for a decision, the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Matter {
    HandOver,
    JoinRequests,
    Unassigned,
    CoverGaps,
    Unmailed,
    RunOut,
    RunningOut,
    Licences,
    SecondFactors,
    OverLimit,
}

impl Matter {
    pub const ALL: &[Matter] = &[
        Matter::HandOver,
        Matter::JoinRequests,
        Matter::Unassigned,
        Matter::CoverGaps,
        Matter::Unmailed,
        Matter::RunOut,
        Matter::RunningOut,
        Matter::Licences,
        Matter::SecondFactors,
        Matter::OverLimit,
    ];

    /// Whether someone may decide such a thing at all; of which of them, the statement says that counts them.
    pub fn decided_by(self, who: &Actor) -> bool {
        let may = |action| can(who, action, &Target::Practice).allowed();
        match self {
            // An offer is between its two people; whoever looks through the eyes of one is told nothing.
            Matter::HandOver => may(Action::ViewTeam) && who.grants.administer() && who.viewed_by.is_none(),
            Matter::JoinRequests => may(Action::InviteMember),
            Matter::Unmailed | Matter::RunOut | Matter::RunningOut => may(Action::RenewInvitation),
            Matter::Unassigned => may(Action::ViewClients) && may(Action::AssignClient),
            Matter::CoverGaps => may(Action::SetCoverage),
            Matter::Licences => may(Action::EditCredentials),
            Matter::SecondFactors => may(Action::ViewSecurity),
            // What is used of a limit is told to whoever sees all clients or assigns them (assignment::capacity).
            Matter::OverLimit => {
                let sees_all = who.grants.reach(Permission::ClientsView) == Some(Scope::WholePractice);
                may(Action::SetCapacity) && (sees_all || may(Action::AssignClient))
            }
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Matter::HandOver => "crown",
            Matter::JoinRequests => "user-plus",
            Matter::Unassigned => "inbox",
            Matter::CoverGaps => "calendar-clock",
            Matter::Unmailed => "mail-x",
            Matter::RunOut | Matter::RunningOut => "hourglass",
            Matter::Licences => "badge-check",
            Matter::SecondFactors => "shield-alert",
            Matter::OverLimit => "gauge",
        }
    }

    /// Before "3 days ago".
    pub fn since_words(self) -> &'static str {
        match self {
            Matter::HandOver => say!("Offered "),
            Matter::JoinRequests => say!("The first asked "),
            Matter::Unassigned => say!("The first was left "),
            Matter::CoverGaps => say!("The first opened "),
            Matter::Unmailed | Matter::RunningOut => say!("The first was sent "),
            Matter::RunOut => say!("The first expired "),
            Matter::SecondFactors => say!("The practice asked for one "),
            Matter::Licences | Matter::OverLimit => say!("Since "),
        }
    }
}

/// A matter of which something waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub matter: Matter,
    pub waiting: Waiting,
    /// What else there is to say: "2 overdue". Of an offer, all there is to say.
    pub more: String,
    /// Where it is decided.
    pub href: String,
}

impl Line {
    /// "3 people ask to join"
    pub fn words(&self) -> String {
        let many = self.waiting.many;
        let (invitations, licences, members) = (counted!(many, "invitation"), counted!(many, "licence"), counted!(many, "member"));
        match self.matter {
            Matter::HandOver => self.more.clone(),
            Matter::JoinRequests if many == 1 => say!("1 person asks to join").into(),
            Matter::JoinRequests => say!("{} people ask to join", crate::base::grouped(many)),
            Matter::Unassigned => say!("{} whom nobody has", counted!(many, "client")),
            Matter::CoverGaps => say!("{} in cover", counted!(many, "gap")),
            Matter::Unmailed => say!("{invitations} could not be mailed"),
            Matter::RunOut => say!("{invitations} {} expired", if many == 1 { say!("has") } else { say!("have") }),
            Matter::RunningOut => say!("{invitations} {} within 2 days", if many == 1 { say!("expires") } else { say!("expire") }),
            Matter::Licences => say!("{licences} expired, or {} within 30 days", if many == 1 { say!("expires") } else { say!("expire") }),
            Matter::SecondFactors => say!("{members} without the second factor that is required"),
            Matter::OverLimit => say!("{members} over the limit of clients"),
        }
    }
}

/// The page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TodaySeen {
    /// "Monday, November 23"
    pub date: String,
    /// By whose clock: a location, and its zone (IANA).
    pub location: String,
    pub zone: String,
    pub own: OwnDay,
    /// What the reader may decide.
    pub lines: Vec<Line>,
}

impl TodaySeen {
    /// Nothing but the day itself.
    pub fn nothing_waits(&self) -> bool {
        let own = &self.own;
        self.lines.is_empty() && own.unread == 0 && own.covers.is_empty() && own.licences.is_empty()
    }
}

/// The reader's own; nothing for whoever looks through a role, which is nobody's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OwnDay {
    pub member: Option<MemberId>,
    /// Has clients of their own, or would if they had any: the caseload is as far as they see.
    pub practises: bool,
    /// The first comes first.
    pub visits: Vec<VisitOfDay>,
    pub clients: i64,
    pub capacity: CapacitySeen,
    /// Up to a hundred.
    pub unread: i64,
    /// What of cover, of or by them, begins or ends these days.
    pub covers: Vec<Cover>,
    /// Clients of the last seven days, the newest few, and how many there are.
    pub newly: Vec<NewlyGiven>,
    pub newly_total: i64,
    /// Those that have expired or will soon.
    pub licences: Vec<Licence>,
    /// Where they work.
    pub today: Option<Day>,
}

impl OwnDay {
    /// The visit that is on, or comes next.
    pub fn next(&self) -> Option<&VisitOfDay> {
        self.visits.iter().find(|visit| visit.state == crate::visits::VisitState::Scheduled && !visit.over)
    }
}
