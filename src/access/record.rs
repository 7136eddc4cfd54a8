//! What the door asks of an event so that it can be written down; `audit::Event` answers.

use crate::base::{AppError, MemberId};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// What an event is about.
#[derive(Default)]
pub struct Subject {
    pub kind: &'static str,
    pub id: Option<Uuid>,
    /// A name as it stood then.
    pub name: String,
}

pub trait Record: Sync {
    /// `room.what_happened`
    fn kind(&self) -> &'static str;
    fn subject(&self) -> Subject;
    fn detail(&self) -> serde_json::Value;
    /// The clients it concerns, where it is about something else.
    fn clients(&self) -> &[Uuid] {
        &[]
    }
}

/// A refusal is an event too (HIPAA §164.312(b): record activity, also the attempts).
pub(super) struct Refusal<'a> {
    pub action: super::Action,
    pub reasons: &'a [String],
}

impl Record for Refusal<'_> {
    fn kind(&self) -> &'static str {
        "access.refused"
    }
    fn subject(&self) -> Subject {
        Subject { kind: "action", id: None, name: format!("{:?}", self.action) }
    }
    fn detail(&self) -> serde_json::Value {
        serde_json::json!({ "reasons": self.reasons })
    }
}

/// Who did it, from where, when: from the door, never from the event.
pub(super) struct Witness<'a> {
    pub practice: Uuid,
    pub actor: Option<MemberId>,
    /// The name as it stands now, or what stands where no member acts.
    pub name: &'a str,
    pub session: Option<Uuid>,
    pub ip: &'a str,
    pub at: DateTime<Utc>,
}

/// Must be the last statement of its transaction: it holds the practice's chain until the commit.
pub(super) async fn write(conn: &mut PgConnection, by: Witness<'_>, event: &dyn Record) -> Result<(), AppError> {
    let subject = event.subject();
    // The function makes the month it belongs to, should that be missing.
    sqlx::query!(
        "select audit_write($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        by.practice,
        by.at,
        by.actor.map(|m| m.0),
        by.name,
        event.kind(),
        subject.kind,
        subject.id,
        subject.name,
        event.detail(),
        by.session,
        by.ip,
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}
