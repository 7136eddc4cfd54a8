//! What an entry says, in one plain sentence: the one place where a kind becomes words.

use super::Kind;
use super::store::Row;
use super::types::Changed;
use crate::access::{Action, Status};
use crate::base::grouped;
use serde_json::Value;

/// An entry's words: the sentence, and what it has no room for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    pub sentence: String,
    pub changes: Vec<Changed>,
    pub notes: Vec<String>,
}

/// Who reads.
#[derive(Clone, Copy, PartialEq)]
pub enum Reader {
    /// Someone who may read the whole trail.
    OfAll,
    /// The one whom the entry concerns: "you", and no reasons that are others' to know.
    Concerned,
}

/// The parts a sentence is made of.
struct Parts<'a> {
    row: &'a Row,
    who: &'a str,
    /// "Sam Okafor", "you", or "themselves" where someone did it to themselves.
    whom: &'a str,
    /// "Sam Okafor's", "your", "their own"
    whose: String,
    changes: Vec<Changed>,
}

pub fn say(row: &Row, reader: Reader) -> Said {
    let by_self = row.actor_id.is_some() && row.actor_id == row.subject_id;
    let (whom, whose) = match reader {
        Reader::Concerned => ("you", "your".to_string()),
        Reader::OfAll if by_self => ("themselves", say!("their own").to_string()),
        Reader::OfAll => (row.subject.as_str(), format!("{}’s", row.subject)),
    };
    let who = match reader {
        Reader::Concerned if by_self || row.subject_kind == "account" => say!("You"),
        _ if row.actor.is_empty() => say!("Caseload"),
        _ => &row.actor,
    };
    let parts = Parts { row, who, whom, whose, changes: changes(&row.detail) };
    let (sentence, mut notes) = Kind::of(&row.kind).map_or_else(|| (parts.of_a_newer_build(), Vec::new()), |kind| parts.told(kind));
    if reader == Reader::Concerned {
        notes.clear();
    }
    let changes = if parts.changes.len() > 1 { parts.changes } else { Vec::new() };
    Said { sentence, changes, notes }
}

impl Parts<'_> {
    fn told(&self, kind: Kind) -> (String, Vec<String>) {
        let (who, whom, whose, subject) = (self.who, self.whom, &self.whose, &self.row.subject);
        let mut notes = Vec::new();
        let sentence = match kind {
            Kind::PracticeCreated => say!("{who} created the practice {subject}"),
            Kind::SignedIn => {
                let with = match self.some("by").as_deref() {
                    Some("password_code") => say!(" with a one-time code"),
                    Some("password_recovery") => say!(" with a recovery code"),
                    Some("password_passkey") => say!(" with password and passkey"),
                    Some("passkey") => say!(" with a passkey"),
                    _ => "",
                };
                let device = if self.is("new_device") { say!(", on a device not seen before") } else { "" };
                say!("{who} signed in{with}{device}")
            }
            Kind::SignInFailed => {
                notes.extend(self.some("why").map(sentence_of));
                say!("Someone tried to sign in as {subject} and could not")
            }
            Kind::SignedOut => say!("{who} signed out"),
            Kind::PasswordConfirmed if self.is("right") => say!("{who} entered their password again, for a grave step"),
            Kind::PasswordConfirmed => say!("{who} entered a wrong password, for a grave step"),
            Kind::CodeRefused => say!("Someone with the password of {subject} entered a wrong code"),
            Kind::PasskeyRefused => {
                notes.extend(self.some("why").map(sentence_of));
                say!("A passkey was used for {subject}, and was not accepted")
            }
            Kind::PasskeyConfirmed => say!("{who} used a passkey, for a grave step"),
            Kind::FactorRenamed => say!("{who} renamed a second factor{}", self.moved()),
            Kind::FactorAdded => say!("{who} set up the second factor “{}”{}", self.text("factor"), self.sessions()),
            Kind::FactorRemoved if self.row.detail["left"] == 0 => {
                say!("{who} removed the second factor “{}”, and has none now", self.text("factor"))
            }
            Kind::FactorRemoved => say!("{who} removed the second factor “{}”", self.text("factor")),
            Kind::RecoveryCodesMade => say!("{who} made new recovery codes"),
            Kind::RecoveryCodeUsed => say!("{who} used a recovery code; {} are left", self.row.detail["left"]),
            Kind::SecondFactorAsked => say!("{who} asked that {whom} sets up a second factor at the first sign-in"),
            Kind::SecondFactorReset => say!("{who} reset {whose} second factor{}", self.sessions()),
            Kind::PasswordResetAsked => say!("Someone asked for a link to reset the password of {subject}"),
            Kind::PasswordReset => say!("{who} chose a new password by a mailed link{}", self.sessions()),
            Kind::PasswordChanged => say!("{who} changed {} password{}", self.own(), self.sessions()),
            Kind::EmailChangeAsked => say!("{who} asked to change {} email to {}", self.own(), self.text("new_email")),
            Kind::EmailChanged => say!("{who} changed {} email{}", self.own(), self.moved()),
            Kind::NameChanged => say!("{who} changed {} name{}", self.own(), self.moved()),
            Kind::LoggedOff => {
                say!("{who} {} signed out after a while without activity", if who == say!("You") { say!("were") } else { say!("was") })
            }
            Kind::SessionEnded => say!("{who} ended {} sign-in in another browser{}", self.own(), self.named(": ", "device")),
            Kind::OtherSessionsEnded => say!("{who} ended all {} other sign-ins{}", self.own(), self.sessions()),
            Kind::EmailChangeAgreed if self.is("at_the_old") => {
                say!("{who} agreed at the old address to the new email {}", self.text("new_email"))
            }
            Kind::EmailChangeAgreed => say!("{who} agreed at the new address to the new email {}", self.text("new_email")),
            Kind::EmailChangeRefused => say!("{who} refused the new email {} at the old address", self.text("new_email")),
            Kind::MemberSessionsEnded => say!("{who} ended all of {whose} sign-ins{}", self.sessions()),
            Kind::MemberSessionEnded => say!("{who} ended one of {whose} sign-ins{}", self.named(": ", "device")),
            Kind::LimitLifted => say!("{who} lifted the limit on {whose} attempts to sign in"),
            Kind::MemberEmailChanged => say!("{who} agreed to {whose} new email in the place of the old mailbox{}", self.moved()),
            Kind::Refused => {
                notes.extend(self.list("reasons"));
                let tried = Action::ALL.iter().find(|a| a.key() == subject.as_str()).map_or(say!("do something"), |a| a.words());
                say!("{who} tried to {tried}, and was refused")
            }
            Kind::ViewingBegun if self.row.subject_kind == "role" => say!("{who} began to look at the practice as the role {subject}"),
            Kind::ViewingBegun => say!("{who} began to look at the practice through {whose} eyes"),
            Kind::ViewingEnded => say!("{who} stopped looking at the practice as {subject}"),
            Kind::MemberInvited => say!("{who} invited {subject}{}{}", self.named(" as ", "role"), self.named(", at ", "location")),
            Kind::InvitationsPrepared => say!("{who} prepared {}: {subject}", counted!(self.number("rows"), "invitation")),
            Kind::InvitationsBegun => say!("{who} began to invite together: {subject} ({})", counted!(self.number("rows"), "invitation")),
            Kind::InvitationsEnded => {
                notes.push(say!(
                    "{} invited, {} there already, {} in error",
                    grouped(self.number("invited")),
                    grouped(self.number("there")),
                    grouped(self.number("errors"))
                ));
                notes.extend(self.some("reason").map(|reason| say!("Reason: {reason}")));
                match self.some("how").as_deref() {
                    Some("finished") => say!("The invitations of {subject} were all made"),
                    Some("cancelled") => say!("{who} cancelled the invitations of {subject}"),
                    _ => say!("The invitations of {subject} stopped by themselves"),
                }
            }
            Kind::InvitationRenewed if self.is("sent") => say!("{who} sent the invitation to {subject} again"),
            Kind::InvitationRenewed => say!("{who} renewed the invitation to {subject}"),
            Kind::InvitationLinkCopied => say!("{who} copied the link of the invitation to {subject}"),
            Kind::InvitationRevoked => say!("{who} revoked the invitation to {subject}"),
            Kind::InvitationAskedAgain => say!("{subject} asked for a new invitation, because theirs had expired"),
            Kind::InvitationAccepted => say!("{who} accepted the invitation and joined{}", self.named(" as ", "role")),
            Kind::InvitationDeclined => {
                notes.extend(self.some("reason"));
                say!("{subject} declined the invitation")
            }
            Kind::JoinLinkMade if self.is("approval") => say!("{who} made a link by which people ask to join as {subject}"),
            Kind::JoinLinkMade => say!("{who} made a link by which people join as {subject}"),
            Kind::JoinLinkRenewed => say!("{who} renewed the link by which people join as {subject}; the one before no longer works"),
            Kind::JoinLinkOff => say!("{who} turned off the link by which people join as {subject}"),
            Kind::JoinWaits => say!("{who} asked by a link to join{}, with the address {subject}", self.named(" as ", "role")),
            Kind::JoinLetIn if self.is("approved") => say!("{who} approved that {subject} joins{}", self.named(" as ", "role")),
            Kind::JoinLetIn => {
                say!("{who} came by a link that lets people join{}, with the address {subject}", self.named(" as ", "role"))
            }
            Kind::JoinDeclined => {
                notes.extend(self.some("reason"));
                say!("{who} declined the request of {subject} to join")
            }
            Kind::RoleChanged => say!("{who} changed {whose} role{}", self.moved()),
            Kind::MemberExited => {
                notes.extend(self.list("done"));
                say!("{who} left the practice{}", self.sessions())
            }
            Kind::MemberRemoved => {
                notes.extend(self.list("done"));
                say!("{who} removed {whom} from the team{}", self.sessions())
            }
            Kind::LeavingUndone => {
                notes.extend(self.list("done"));
                say!("{who} took back that {whom} left the team")
            }
            Kind::LinksBroughtBack if self.list("done").is_empty() => say!("{who} left the former links of {whom} as they are"),
            Kind::LinksBroughtBack => {
                notes.extend(self.list("done"));
                say!("{who} gave {whom} former links back")
            }
            Kind::UnassignedChanged => {
                say!("{who} changed who sees to {subject} on the Unassigned board, or until when{}", self.single())
            }
            Kind::StatusChanged => {
                notes.extend(self.some("reason").map(|reason| say!("Reason: {reason}")));
                say!("{who} changed {whose} status{}{}", self.moved(), self.sessions())
            }
            Kind::OverridesSet => say!("{who} changed what {whom} may do beside the role{}", self.single()),
            Kind::AccessRulesSet => {
                say!("{who} changed where {whom} {}{}", if whom == "you" { say!("work") } else { say!("works") }, self.single())
            }
            Kind::RosterExported => {
                notes.extend(self.some("filters"));
                say!("{who} exported the team: {}", counted!(self.number("rows"), "row"))
            }
            Kind::ClientsExported => {
                notes.extend(self.some("filters"));
                say!("{who} exported clients: {}", counted!(self.number("rows"), "row"))
            }
            Kind::ClientArchived => say!("{who} archived the client {subject}"),
            Kind::ClientRestored => say!("{who} restored the client {subject}"),
            Kind::ClientsArchived => {
                notes.extend(self.joined("who"));
                say!("{who} archived {} at once", counted!(self.number("count"), "client"))
            }
            Kind::ClientsRestored => {
                notes.extend(self.joined("who"));
                say!("{who} restored {} at once", counted!(self.number("count"), "client"))
            }
            Kind::ImportUploaded => say!("{who} uploaded the file {subject} with {}", counted!(self.number("rows"), "client")),
            Kind::ImportBegun => say!("{who} began to import {} from the file {subject}", counted!(self.number("rows"), "client")),
            Kind::ClientsImported => say!("{who} added {} from the file {subject}", counted!(self.number("count"), "client")),
            Kind::ImportEnded => {
                notes.push(say!(
                    "{} added, {} there already, {} in error",
                    grouped(self.number("added")),
                    grouped(self.number("there")),
                    grouped(self.number("errors"))
                ));
                notes.extend(self.some("reason").map(|reason| say!("Reason: {reason}")));
                match self.some("how").as_deref() {
                    Some("finished") => say!("The import of {subject} finished"),
                    Some("cancelled") => say!("{who} cancelled the import of {subject}"),
                    _ => say!("The import of {subject} stopped by itself"),
                }
            }
            Kind::ClientsAssigned => {
                notes.extend(self.joined("who"));
                let beside = if self.text("how") == "beside" { say!(", beside those who have them") } else { "" };
                say!("{who} assigned {} to {whom}{beside}", self.clients())
            }
            Kind::AssignmentsUndone => say!("{who} took back an assignment of {}", self.clients()),
            Kind::AssignmentEnded => {
                notes.extend(self.some("seen_to_by").map(|name| say!("Nobody else has the client; {name} sees to it that someone will.")));
                say!("{who} ended {}’s assignment to {subject}", self.text("member"))
            }
            Kind::WeeklySet => say!("{who} changed how often {} meets {subject}{}", self.text("member"), self.single()),
            Kind::HandOverOffered => say!("{who} offered to hand the team over to {whom}"),
            Kind::HandOverAnswered if self.is("accepted") => say!("{who} took the team over"),
            Kind::HandOverAnswered => say!("{who} declined to take the team over"),
            Kind::HandOverWithdrawn => say!("{who} took back the offer to hand the team over to {whom}"),
            Kind::RoleAdded => say!("{who} added the role {subject}{}", self.named(say!(", from a copy of "), "copied_from")),
            Kind::RoleEdited => say!("{who} changed the role {subject}, which {} hold{}", self.people("members"), self.single()),
            Kind::RoleDeleted => say!("{who} deleted the role {subject}{}", self.named(say!("; those who held it now hold "), "moved_to")),
            Kind::GroupAdded => say!("{who} added the group {subject}"),
            Kind::GroupRenamed => say!("{who} renamed a group{}", self.moved()),
            Kind::GroupDeleted => say!("{who} deleted the group {subject}, with {} in it", self.people("people")),
            Kind::PutInGroup => {
                notes.extend(self.joined("who"));
                say!("{who} put {} in the group {subject}", self.people("count"))
            }
            Kind::TakenFromGroup => {
                notes.extend(self.joined("who"));
                say!("{who} took {} out of the group {subject}", self.people("count"))
            }
            Kind::ClientViewed => say!("{who} opened the record of {subject}"),
            Kind::ClientKeptFrom => {
                say!("{who} asked for the record of {subject}, whom they don’t see, and was told that there is none")
            }
            Kind::ClientAdded => {
                let twins = self.number("twins");
                notes.extend((twins > 0).then(|| say!("Likely the same were shown before: {twins}.")));
                say!(
                    "{who} added the client {subject}{}{}",
                    self.named(", at ", "location"),
                    self.named(say!(", assigned to "), "therapist")
                )
            }
            Kind::ClientEdited => say!("{who} changed the record of {subject}{}", self.single()),
            Kind::ClientDeleted => {
                notes.extend(self.joined("therapists").map(|names| say!("Assigned until then: {names}.")));
                let visits = self.number("visits_cancelled");
                notes.extend((visits > 0).then(|| say!("Planned visits cancelled: {visits}.")));
                say!("{who} deleted the client {subject}; the record is sealed")
            }
            Kind::ClientRestricted => say!("{who} restricted {subject} to those who are named"),
            Kind::RestrictionLifted => say!("{who} lifted the restriction of {subject}"),
            Kind::NamedForClient => say!("{who} put {} on the list of those who see {subject}", self.text("whom")),
            Kind::UnnamedForClient => say!("{who} took {} off the list of those who see {subject}", self.text("whom")),
            Kind::VisitRecorded => {
                say!("{who} recorded a visit of {subject}{}{}", self.named(" with ", "with"), self.named(" on ", "starts"))
            }
            Kind::VisitChanged => say!("{who} changed a visit of {subject}{}", self.single()),
            Kind::NoteWritten => say!("{who} marked the note of a visit of {subject} as written"),
            Kind::SupervisionBegun => {
                let how = [self.text("kind"), self.text("frequency").replace('_', " ")].into_iter().filter(|t| !t.is_empty());
                notes.extend(Some(how.collect::<Vec<_>>().join(", ")).filter(|how| !how.is_empty()).map(|how| sentence_of(&how)));
                say!("{who} made {} {whose} supervisor", self.text("supervisor"))
            }
            Kind::SupervisionEnded => say!("{who} ended {}’s supervision of {whom}", self.text("supervisor")),
            Kind::CoverageSet => {
                notes.extend(self.some("reason").map(|reason| say!("Reason: {reason}")));
                let lent = match self.number("clients") {
                    0 => say!("the whole caseload").to_string(),
                    n => counted!(n, "client"),
                };
                say!("{who} had {} cover for {whom}: {lent}, from {} to {}", self.text("by"), self.text("from"), self.text("until"))
            }
            Kind::CoverageChanged => say!("{who} changed until when {} covers for {whom}{}", self.text("by"), self.moved()),
            Kind::CoverageEnded => say!("{who} ended {}’s cover for {whom} early, on {}", self.text("by"), self.text("until")),
            Kind::CaseloadKept => {
                let (clients, visits) = (counted!(self.number("clients"), "client"), counted!(self.number("visits"), "visit"));
                say!("A device of {subject} keeps today’s caseload, sealed: {clients}, {visits}")
            }
            Kind::WhoSeesAsked => {
                notes.extend(self.some("about").map(|about| say!("Asked about {about} in particular.")));
                say!("{who} asked who can see {subject}{}", self.named(say!(", as it was on "), "on"))
            }
            Kind::CredentialsChanged => say!("{who} changed {whose} credentials{}", self.single()),
            Kind::LicenceAdded => {
                notes.extend(self.some("title"));
                notes.extend(self.some("expires_on").map(|day| say!("Expires on {day}.")));
                say!("{who} added the licence {} to {whose} credentials", self.text("licence"))
            }
            Kind::LicenceChanged => say!("{who} changed {whose} licence {}{}", self.text("licence"), self.single()),
            Kind::LicenceRemoved => {
                notes.extend(self.some("expires_on").map(|day| say!("It was to expire on {day}.")));
                say!("{who} took the licence {} out of {whose} credentials", self.text("licence"))
            }
            Kind::CapacitySet => say!("{who} changed how many clients {whom} may have{}", self.single()),
            Kind::ClientInvited => say!("{who} invited {whom} to the client portal"),
            Kind::PortalInvitationRenewed if self.is("asked") => say!("{whom} asked for a fresh link to the client portal"),
            Kind::PortalInvitationRenewed => say!("{who} sent {whose} invitation to the client portal again"),
            Kind::PortalLinkCopied => say!("{who} copied the link of {whose} invitation to the client portal"),
            Kind::PortalInvitationRevoked => say!("{who} revoked {whose} invitation to the client portal"),
            Kind::PortalAccepted => say!("{who} set up an account for the client portal"),
            Kind::ClientSignedIn if self.is("new_device") => say!("{who} signed in to the client portal, on a device not seen before"),
            Kind::ClientSignedIn => say!("{who} signed in to the client portal"),
            Kind::OwnDetailsChanged => {
                notes.extend(Some(self.list("fields").join(", ")).filter(|fields| !fields.is_empty()).map(sentence_of));
                say!("{who} changed their own details")
            }
            Kind::PortalEnded => say!("{who} ended {whose} access to the client portal{}", self.sessions()),
            Kind::TrailRead => {
                notes.extend(self.some("filters").map(sentence_of));
                say!("{who} read the audit trail")
            }
            Kind::TrailExported => {
                notes.extend(self.some("filters").map(sentence_of));
                say!("{who} exported the audit trail as {}", self.text("format").to_uppercase())
            }
            Kind::TrailVerified => {
                let found = match self.number("faults") {
                    0 => "unbroken".into(),
                    n => say!("broken in {}", counted!(n, "place")),
                };
                say!("{who} verified {} of the audit trail: {found}", entries(self.number("rows")))
            }
            Kind::TrailCut => {
                say!("{who} removed {} of {}, which had been kept long enough", entries(self.number("rows")), self.month())
            }
            Kind::RetentionSet => say!("{who} changed how long the audit trail is kept{}", self.moved()),
            Kind::PracticeChanged => say!("{who} changed the practice’s settings{}", self.single()),
            Kind::PlanChanged => say!("{who} changed the plan{}", self.single()),
            Kind::PracticeClosed => say!("{who} closed the practice"),
            Kind::LocationAdded => say!("{who} added the location {subject}{}", self.named(say!(", in the time zone "), "timezone")),
            Kind::LocationChanged => say!("{who} changed the location {subject}{}", self.single()),
            Kind::LocationArchived => say!("{who} archived the location {subject}"),
            Kind::DemoMade => say!("{who} made the demo practice {subject}, with {}", self.people("members")),
        };
        (sentence, notes)
    }

    /// What this build has no words for, as near as its name comes.
    fn of_a_newer_build(&self) -> String {
        let what = self.row.kind.replace(['.', '_'], " ");
        match self.row.subject.as_str() {
            "" => format!("{}: {what}", self.who),
            subject => format!("{}: {what} ({subject})", self.who),
        }
    }

    /// An account's entries have no name but the actor's.
    fn own(&self) -> &'static str {
        if self.who == say!("You") { say!("your") } else { say!("their") }
    }

    /// " from Member to Admin", of the one field that changed.
    fn moved(&self) -> String {
        let [change] = self.changes.as_slice() else { return String::new() };
        match (change.before.as_str(), change.after.as_str()) {
            ("", after) => say!(" to {after}"),
            (before, "") => say!(", which was {before}"),
            (before, after) => say!(" from {before} to {after}"),
        }
    }

    /// ": the name from A to B", if only one field changed; several stand in a list.
    fn single(&self) -> String {
        let [change] = self.changes.as_slice() else { return String::new() };
        format!(": {}{}", change.field, self.moved())
    }

    fn named(&self, before: &str, key: &str) -> String {
        self.some(key).map(|text| format!("{before}{text}")).unwrap_or_default()
    }

    fn sessions(&self) -> String {
        match self.number("sessions_ended") {
            0 => String::new(),
            n => say!("; {} ended", counted!(n, "sign-in")),
        }
    }

    fn clients(&self) -> String {
        counted!(self.number("count"), "client")
    }

    fn people(&self, key: &str) -> String {
        counted!(self.number(key), "person", "people")
    }

    /// "November 2019" of "2019-11".
    fn month(&self) -> String {
        let text = self.text("month");
        let day = chrono::NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d");
        day.map_or(text, |day| crate::base::dated(day.format(say!("%B %Y"))))
    }

    fn is(&self, key: &str) -> bool {
        self.row.detail[key].as_bool().unwrap_or(false)
    }
    fn number(&self, key: &str) -> i64 {
        self.row.detail[key].as_i64().unwrap_or(0)
    }
    fn text(&self, key: &str) -> String {
        self.row.detail[key].as_str().unwrap_or_default().to_string()
    }
    fn some(&self, key: &str) -> Option<String> {
        Some(self.text(key)).filter(|text| !text.trim().is_empty())
    }
    fn list(&self, key: &str) -> Vec<String> {
        self.row.detail[key].as_array().into_iter().flatten().filter_map(|v| v.as_str().map(String::from)).collect()
    }
    fn joined(&self, key: &str) -> Option<String> {
        let names = self.list(key);
        let more = self.number("count") - names.len() as i64;
        let more = if more > 0 { say!(" and {} more", grouped(more)) } else { String::new() };
        (!names.is_empty()).then(|| names.join(", ") + &more)
    }
}

/// The fields before and after, in words.
fn changes(detail: &Value) -> Vec<Changed> {
    let text = |change: &Value, key: &str| change[key].as_str().unwrap_or_default().to_string();
    let read = |change: &Value| {
        let field = text(change, "field");
        let value = |key| match field.as_str() {
            "status" => text(change, key).parse::<Status>().map_or_else(|()| text(change, key), |s| s.words().to_string()),
            _ => text(change, key),
        };
        Changed { before: value("before"), after: value("after"), field: field_words(&field) }
    };
    detail["changes"].as_array().into_iter().flatten().map(read).collect()
}

fn field_words(field: &str) -> String {
    match field {
        "calls_clients" => say!("what the people in your care are called").into(),
        "invitation_hours" => say!("hours until an invitation expires").into(),
        "logoff_minutes" => say!("minutes until automatic logoff").into(),
        "seat_cap" => "seats".into(),
        "audit_years" => "years".into(),
        other => other.replace('_', " "),
    }
}

fn entries(n: i64) -> String {
    counted!(n, "entry", "entries")
}

/// With a capital and a full stop.
fn sentence_of(text: impl AsRef<str>) -> String {
    let text = text.as_ref().trim_end_matches('.');
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str() + ".").unwrap_or_default()
}
