//! Invitations as they cross the wire.

use crate::base::{AppError, Checks, Email, InvitationId, LocationId, MemberId, Moment, RoleId};
use crate::mail::Sending;
use serde::{Deserialize, Serialize};

pub const ASK_SECOND_FACTOR: &str = say!("Require a second factor at first sign-in");
pub const SECOND_FACTOR_HINT: &str = say!("They set up an authenticator app or a passkey before they see anything else.");

/// "Add Team Member", as the form sends it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewInvite {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub role: String,
    /// An id, or `new`.
    pub location: String,
    /// With `new`: its name and time zone.
    pub new_location: String,
    pub new_timezone: String,
    pub note: String,
    /// They set up a second factor at the first sign-in, whatever the practice asks for.
    pub second_factor: bool,
}

/// What the form means.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedInvite {
    pub first_name: String,
    pub last_name: String,
    pub email: Email,
    pub role: RoleId,
    pub location: WhichLocation,
    pub note: String,
    pub second_factor: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum WhichLocation {
    There(LocationId),
    New { name: String, timezone: String },
}

impl NewInvite {
    /// # Errors
    /// `Invalid`, with every field to mend.
    pub fn checked(&self) -> Result<CheckedInvite, AppError> {
        let mut checks = Checks::default();
        let first_name = checks.line("first_name", say!("a first name"), &self.first_name, 60);
        let last_name = checks.line("last_name", say!("a last name"), &self.last_name, 60);
        let email = checks.email("email", &self.email);
        let role = checks.choice("role", &self.role, say!("Choose a role."));
        let location = if self.location == "new" {
            let name = checks.line("new_location", say!("a name for the new location"), &self.new_location, 80);
            Some(WhichLocation::New { name, timezone: self.new_timezone.clone() })
        } else {
            checks.choice("location", &self.location, say!("Choose a primary location.")).map(WhichLocation::There)
        };
        let note = checks.text("note", &self.note, 500);
        let all = email.zip(role).zip(location);
        let second_factor = self.second_factor;
        checks.give(all.map(|((email, role), location)| CheckedInvite {
            first_name,
            last_name,
            email,
            role,
            location,
            note,
            second_factor,
        }))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationState {
    Open,
    Accepted,
    Declined,
    Revoked,
}

impl InvitationState {
    pub fn as_str(self) -> &'static str {
        match self {
            InvitationState::Open => "open",
            InvitationState::Accepted => "accepted",
            InvitationState::Declined => "declined",
            InvitationState::Revoked => "revoked",
        }
    }

    pub fn of(key: &str) -> Self {
        match key {
            "open" => InvitationState::Open,
            "accepted" => InvitationState::Accepted,
            "declined" => InvitationState::Declined,
            _ => InvitationState::Revoked,
        }
    }
}

/// An invitation as the team sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationSeen {
    pub id: InvitationId,
    pub member: MemberId,
    pub email: String,
    pub state: InvitationState,
    pub invited_by: String,
    pub created_at: Moment,
    pub renewed_at: Moment,
    pub expires_at: Moment,
    /// Against the server's clock, when this was read.
    pub ran_out: bool,
    pub note: String,
    /// Why it was declined, if they said so.
    pub reason: String,
    pub story: Vec<StoryLine>,
    /// How the newest mail fared.
    pub newest_sending: Option<Sending>,
}

/// A line of an invitation's story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoryLine {
    pub at: Moment,
    pub words: String,
}

/// What the person invited sees when they open their link. Nothing beyond the practice's name where it leads nowhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkSeen {
    pub standing: LinkStanding,
    pub practice: String,
    pub inviter: String,
    pub role: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub note: String,
    pub hours: i32,
    pub expires_at: Moment,
    /// The address has an account: they sign in instead of choosing a password.
    pub has_account: bool,
    /// Signed in here, under this address.
    pub signed_in_as: Option<String>,
    /// Signed in here, and it is the invited account.
    pub is_invited: bool,
    /// The invited account belongs to another practice: its name. Told only to the account itself.
    pub member_elsewhere: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkStanding {
    Open,
    /// A newer one was sent then.
    Replaced(Moment),
    RanOut,
    Accepted,
    Declined,
    Revoked,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_left_empty_is_told_every_field() {
        let Err(AppError::Invalid(faults)) = NewInvite::default().checked() else { panic!("faults") };
        let fields: Vec<_> = faults.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["first_name", "last_name", "email", "role", "location"]);
    }

    #[test]
    fn a_form_with_more_fields_than_there_are_is_refused() {
        assert!(serde_json::from_str::<NewInvite>(r#"{"first_name":"Sam","practice_id":"x"}"#).is_err());
    }
}
