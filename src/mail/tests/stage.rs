//! A database of its own for each story, since workers take the letters of every practice.

use crate::{
    access::{Asking, OpenAction, Permit, link::{NewLink, Purpose}, open_at},
    base::{Db, PracticeId},
    mail::{Letter, Sending, queue, sendings},
};
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool, postgres::PgPoolOptions};
use uuid::Uuid;

pub struct Stage {
    pub db: Db,
    pub practice: PracticeId,
    name: String,
}

fn server() -> String {
    std::env::var("TEST_DATABASE_URL").unwrap_or_else(|_| "postgres://caseload@127.0.0.1:5544/dev".into())
}

/// As `user`, in the database `name`.
fn url(user: &str, name: &str) -> String {
    let mut url = url::Url::parse(&server()).expect("TEST_DATABASE_URL is an address");
    url.set_username(user).expect("a user");
    url.set_path(name);
    url.into()
}

async fn as_superuser(statement: String) {
    let mut conn = PgConnection::connect(&url("postgres", "postgres")).await.expect("a superuser");
    conn.execute(AssertSqlSafe(statement)).await.expect("done");
}

async fn pool(name: &str) -> PgPool {
    let options = PgPoolOptions::new().max_connections(8).after_connect(|conn, _| {
        Box::pin(async move {
            conn.execute("set role caseload_app").await?;
            Ok(())
        })
    });
    options.connect(&url("caseload", name)).await.expect("the application's connections")
}

impl Stage {
    pub async fn set() -> Stage {
        let name = format!("mail_test_{}", Uuid::now_v7().simple());
        as_superuser(format!("create database {name} owner caseload")).await;
        let mut owner = PgConnection::connect(&url("caseload", &name)).await.expect("the owner");
        sqlx::migrate!("./migrations").run(&mut owner).await.expect("migrations");
        as_superuser("grant caseload_app to caseload".into()).await;
        Stage { db: Db { pool: pool(&name).await, clock: crate::base::Clock::default() }, practice: PracticeId::new(), name }
    }

    pub async fn strike(self) {
        self.db.pool.close().await;
        as_superuser(format!("drop database {} with (force)", self.name)).await;
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
