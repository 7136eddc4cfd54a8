//! A database of its own for each story, since workers take the letters of every practice.

use crate::tests::stage::{as_application, fresh_database};
use crate::{
    access::{
        Asking, OpenAction, Permit,
        link::{NewLink, Purpose},
        open_at,
    },
    base::{Db, PracticeId},
    mail::{Letter, Sending, queue, queue_in_bulk, sendings},
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

pub struct Stage {
    pub db: Db,
    pub practice: PracticeId,
}

impl Stage {
    pub async fn set() -> Stage {
        let pool = as_application(fresh_database().await);
        Stage { db: Db { pool, clock: crate::base::Clock::default(), herald: Default::default() }, practice: PracticeId::new() }
    }

    pub async fn permit(&self) -> Permit {
        let mut permit = open_at(&self.db, Asking::default(), OpenAction::AskInvitationAgain).await.expect("open");
        permit.stand_in(self.practice, None).await.expect("stands in");
        permit
    }

    /// Queues an invitation; what it is about.
    pub async fn invite(&self, name: &str, email: &str) -> Uuid {
        let about = Uuid::now_v7();
        let mut permit = self.permit().await;
        let letter = invitation(self.practice, about, permit.now + chrono::Duration::hours(72));
        queue(&mut permit, (name, email), &letter, Some((about, 1))).await.expect("queued");
        permit.commit_unrecorded().await.expect("committed");
        about
    }

    /// Queues many invitations at once, each to its address, and one to someone who waits for it; what each is about.
    pub async fn invite_many(&self, emails: &[String], waits: Option<&str>) -> Vec<Uuid> {
        let mut permit = self.permit().await;
        let expires_at = permit.now + chrono::Duration::hours(72);
        let mut about = Vec::new();
        for email in emails {
            let one = Uuid::now_v7();
            let letter = invitation(self.practice, one, expires_at);
            queue_in_bulk(&mut permit, ("", email), &letter, Some((one, 1))).await.expect("queued");
            about.push(one);
        }
        if let Some(email) = waits {
            queue(&mut permit, ("", email), &Letter::SignUpAttempt { first_name: "Zoë".into() }, None).await.expect("queued");
        }
        permit.commit_unrecorded().await.expect("committed");
        about
    }

    /// The one letter about this, as its story tells it.
    pub async fn told(&self, about: Uuid) -> Sending {
        let mut permit = self.permit().await;
        let mut all = sendings(permit.conn(), self.practice, about).await.expect("told");
        assert_eq!(all.len(), 1);
        all.remove(0)
    }
}

pub fn invitation(practice: PracticeId, about: Uuid, expires_at: DateTime<Utc>) -> Letter {
    Letter::Invitation {
        practice: "Maple Grove".into(),
        inviter: "Una Reyes".into(),
        first_name: "Zoë".into(),
        role: "Member".into(),
        note: "See you <b>Monday</b>.\nBring tea.".into(),
        hours: 72,
        expires_at,
        timezone: "America/Chicago".into(),
        link: NewLink { purpose: Purpose::Invitation, practice: Some(practice.0), subject: about, serial: 1, email: None, expires_at },
    }
}
