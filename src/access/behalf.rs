//! On a member's behalf: what they began, and a job goes on with when they are gone from the screen. It is no way around
//! the door but the door itself, without a sign-in session: the member is read anew each time, as they are by then, and
//! the policy is asked anew. What can be gone on with is a closed list, for nothing else may be done in somebody's name.

use super::{Action, Actor, Asking, Permit, Status, Target, can, way::Way};
use crate::base::{AppError, Db, MemberId, PracticeId, RoleId};
use sqlx::Executor;

/// What a job goes on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// The import of a file whose owner looked at it, and pressed the button.
    ImportClients,
}

impl Errand {
    fn action(self) -> Action {
        match self {
            Errand::ImportClients => Action::ImportClients,
        }
    }
}

/// Whether it goes on. Either permit is in the member's practice; what is done with the first is done by the member, with
/// the second by nobody, and without any client in sight: it is for writing down that the errand has ended.
pub enum Behalf {
    May(Box<Permit>),
    MayNot { permit: Box<Permit>, reasons: Vec<String> },
}

/// Goes on with an errand of a member's. Their membership is held until the transaction ends: they lose the right, or leave,
/// before or after it, and never in its middle.
///
/// # Errors
/// Only those of the database.
pub async fn on_behalf(db: &Db, practice: PracticeId, member: MemberId, errand: Errand) -> Result<Behalf, AppError> {
    let mut way = Way { conn: Some(db.pool.acquire().await?), otherwise: "rollback" };
    way.conn().execute("begin").await?;
    let row = sqlx::query!(
        r#"select now as "now!", practice_open as "practice_open!", originating as "originating!", first_name as "first_name!",
             last_name as "last_name!", status as "status!", role_id as "role_id!", role_name as "role_name!", grants as "grants!",
             overrides as "overrides!", off as "off!"
           from access_on_behalf($1, $2, $3::text::interval)"#,
        practice.0,
        member.0,
        db.clock.interval()
    )
    .fetch_one(way.conn())
    .await?;
    let actor = Actor {
        practice,
        member,
        first_name: row.first_name,
        last_name: row.last_name,
        role: RoleId(row.role_id),
        role_name: row.role_name,
        grants: row.grants.into(),
        overrides: row.overrides.into(),
        off: row.off,
        // A status this build does not know may do nothing.
        status: row.status.parse().unwrap_or(Status::Suspended),
        originating: row.originating,
        confirmed: false,
        viewed_by: None,
    };
    let mut reasons = can(&actor, errand.action(), &Target::Practice).against();
    if !row.practice_open {
        reasons.insert(0, "The practice is closed.".into());
    }
    let may = reasons.is_empty();
    if !may {
        way.conn().execute("select set_config('app.clients', 'none', true)").await?;
    }
    let permit = Box::new(Permit {
        way,
        asking: Asking::default(),
        now: row.now,
        practice,
        session: None,
        account: None,
        confirmed: false,
        client: None,
        outside: false,
        speaker: if may { (Some(member), actor.name()) } else { (None, String::new()) },
        actor: may.then_some(actor),
    });
    Ok(if may { Behalf::May(permit) } else { Behalf::MayNot { permit, reasons } })
}
