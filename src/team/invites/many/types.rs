//! Batches of invitations as they cross the wire.

use crate::base::{BatchId, MemberId, Moment, Qr, stored};
use crate::mail::Tally;
use crate::roles::RoleChoice;
use crate::settings::Seats;
use crate::{locations::LocationChoice, settings::Plan};
use serde::{Deserialize, Serialize};

/// Addresses typed or pasted at once; more come as a file.
pub const MOST_TYPED: usize = 500;
/// Rows of a file, at most.
#[cfg(feature = "ssr")]
pub const MOST_ROWS: usize = 5000;

stored! {
    /// How far a batch is.
    BatchState {
        Ready = "ready",
        Running = "running",
        Finished = "finished",
        Cancelled = "cancelled",
        Stopped = "stopped",
        ThrownAway = "thrown_away",
    }
}

stored! {
    /// What becomes of a row.
    Verdict { Invite = "invite", Member = "member", Invited = "invited", Error = "error", Made = "made" }
}

stored! {
    /// Why a file was not taken at all.
    NotTaken {
        Nothing = "nothing",
        TooLarge = "too_large",
        TooMany = "too_many",
        Workbook = "workbook",
        NotText = "not_text",
        Wide = "utf16",
        NoEmail = "no_email",
        Unreadable = "unreadable",
        NoRole = "no_role",
        NoLocation = "no_location",
        Failed = "failed",
        Denied = "denied",
    }
}

stored! {
    /// What an address is, while it is typed.
    Standing { Invite = "invite", Member = "member", Invited = "invited", NoAddress = "no_address", Twice = "twice", OverCap = "over_cap" }
}

impl NotTaken {
    pub fn words(self) -> &'static str {
        match self {
            NotTaken::Nothing => say!("Choose a file with at least one address in it."),
            NotTaken::TooLarge => say!("This file is larger than 4 MB, far more than 5,000 invitations need. Divide it into several."),
            NotTaken::TooMany => say!("This file has more than 5,000 rows. Divide it into several."),
            NotTaken::Workbook => say!("This is a spreadsheet workbook. Open it, choose Save As, and save it as CSV."),
            NotTaken::NotText => say!("This is no text file. Save the list as CSV, then choose that file."),
            NotTaken::Wide => say!("This file is saved as “Unicode text” (UTF-16). Save it again as “CSV UTF-8”."),
            NotTaken::NoEmail => {
                say!("The first line must name the columns, and among them email. A bare list of addresses is understood too.")
            }
            NotTaken::Unreadable => say!("This file can’t be read as a table. Save it again as CSV."),
            NotTaken::NoRole => say!("Choose a role for those whose row names none, then choose the file again."),
            NotTaken::NoLocation => say!("Choose a location for those whose row names none, then choose the file again."),
            NotTaken::Failed => say!("The file could not be taken. Nothing was changed. Try again in a moment."),
            NotTaken::Denied => say!("You may not invite with this role. An administrator can change that."),
        }
    }
}

impl BatchState {
    pub fn words(self) -> &'static str {
        match self {
            BatchState::Ready => say!("Not sent yet"),
            BatchState::Running => say!("Being invited"),
            BatchState::Finished => say!("Finished"),
            BatchState::Cancelled => say!("Cancelled"),
            BatchState::Stopped => say!("Stopped"),
            BatchState::ThrownAway => say!("Thrown away"),
        }
    }

    /// Something may still be done with it.
    pub fn open(self) -> bool {
        matches!(self, BatchState::Ready | BatchState::Running)
    }
}

impl Verdict {
    pub const ALL: [Verdict; 5] = [Verdict::Invite, Verdict::Member, Verdict::Invited, Verdict::Error, Verdict::Made];

    /// What is looked at first in a batch.
    pub fn shown_first(batch: &BatchBrief) -> Verdict {
        let all = [
            (batch.invites, Verdict::Invite),
            (batch.errors, Verdict::Error),
            (batch.made, Verdict::Made),
            (batch.invited, Verdict::Invited),
            (batch.members, Verdict::Member),
        ];
        all.into_iter().find(|(many, _)| *many > 0).map_or(Verdict::Invite, |(_, verdict)| verdict)
    }
}

/// "Invite several people", as the form sends it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewSeveral {
    /// Those that are chips already, one a line.
    pub taken: String,
    /// What stands in the field.
    pub addresses: String,
    pub role: String,
    pub location: String,
    pub note: String,
    /// `yes`: a mail to each. Otherwise links are handed over.
    pub send: String,
    /// `yes`: everyone sets up a second factor before anything else.
    pub second_factor: String,
    /// `yes`: the verdicts were seen, and nothing need be shown before it begins.
    pub now: String,
}

/// What has to be known before many are invited, and one's latest batches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ManyNeeded {
    pub roles: Vec<RoleChoice>,
    pub locations: Vec<LocationChoice>,
    pub groups: Vec<String>,
    /// Why no group may be named.
    pub why_not_group: Option<String>,
    pub seats: Seats,
    pub batches: Vec<BatchBrief>,
}

/// An address, while it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressSeen {
    pub text: String,
    pub standing: Standing,
    pub words: String,
    /// As it was probably meant.
    pub meant: Option<String>,
}

/// One of one's batches, in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchBrief {
    pub id: BatchId,
    pub file: String,
    pub state: BatchState,
    pub sends: bool,
    pub total: i64,
    /// Rows that would be invited, or are still to be.
    pub invites: i64,
    pub members: i64,
    pub invited: i64,
    pub errors: i64,
    pub made: i64,
    /// How many were to be invited when it was begun.
    pub wanted: i64,
    pub created_at: Moment,
}

impl BatchBrief {
    pub fn percent(&self) -> i64 {
        if self.wanted <= 0 { 100 } else { ((self.wanted - self.invites) * 100 / self.wanted).clamp(0, 100) }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchRow {
    pub line: i64,
    pub verdict: Verdict,
    pub name: String,
    pub email: String,
    pub role: String,
    /// What is wrong, who is there already, or what may be mistyped.
    pub reason: String,
    /// The heading of the cell that is wrong.
    pub field: String,
    pub member: Option<MemberId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchSeen {
    pub batch: BatchBrief,
    pub why: String,
    pub unknown: Vec<String>,
    pub rows: Vec<BatchRow>,
    /// The line after which the next page begins.
    pub next: Option<i64>,
    pub gone: bool,
    /// Why it can't begin, for want of seats.
    pub too_few_seats: Option<String>,
    /// How the mails fare.
    pub mail: Option<Tally>,
}

/// A link to hand over, and the same as a code to hold a phone's camera at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedLink {
    pub name: String,
    pub email: String,
    pub link: String,
    pub qr: Qr,
}

/// The links of a batch that were made just now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinksSeen {
    pub batch: BatchBrief,
    pub links: Vec<HandedLink>,
    /// Of those asked for, how many can't be handed over any more: accepted, declined, revoked or expired.
    pub closed: i64,
    /// The line after which the next links begin.
    pub next: Option<i64>,
    /// They were asked for: an empty list means that there are none.
    pub asked: bool,
}

/// Seats that are free.
pub fn free(seats: &Seats) -> i64 {
    if seats.plan == Plan::Solo { 0 } else { (i64::from(seats.cap) - seats.used()).max(0) }
}

/// How many seats so many invitations lack, in words.
#[cfg(feature = "ssr")]
pub fn too_few(seats: &Seats, invites: i64) -> Option<String> {
    let missing = invites - free(seats);
    if missing <= 0 {
        return None;
    }
    if seats.plan == Plan::Solo {
        return seats.why_not();
    }
    let are = if missing == 1 { say!("is") } else { say!("are") };
    let open = match seats.open_invitations {
        0 => String::new(),
        n => say!(", {} among them", counted!(n, "open invitation")),
    };
    Some(say!(
        "{} {are} missing: {} would be invited, and {} of {} seats are taken{open}. Raise the cap in Settings, or invite fewer.",
        counted!(missing, "seat"),
        counted!(invites, "person", "people"),
        crate::base::grouped(seats.used()),
        crate::base::grouped(seats.cap.into())
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_counted_beforehand() {
        let seats = |plan, cap| Seats { plan, cap, members: 7, open_invitations: 2, invitation_hours: 72 };
        assert_eq!(too_few(&seats(Plan::Team, 10), 1), None);
        let told = too_few(&seats(Plan::Team, 10), 4).expect("too few");
        assert!(
            told.starts_with("3 seats are missing: 4 people would be invited, and 9 of 10 seats are taken, 2 open invitations"),
            "{told}"
        );
        assert!(too_few(&seats(Plan::Team, 10), 2).expect("one").starts_with("1 seat is missing"));
        assert!(too_few(&seats(Plan::Solo, 10), 1).expect("solo").starts_with("Please upgrade"));
    }

    #[test]
    fn what_is_stored_is_read_again() {
        for verdict in Verdict::ALL {
            assert_eq!(verdict.key().parse(), Ok(verdict));
        }
        assert_eq!("thrown_away".parse(), Ok(BatchState::ThrownAway));
        assert_eq!("no_email".parse(), Ok(NotTaken::NoEmail));
    }
}
