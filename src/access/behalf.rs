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
    /// The invitations of a batch whose owner looked at it, and pressed the button.
    InviteMembers,
}

impl Errand {
    fn action(self) -> Action {
        match self {
            Errand::ImportClients => Action::ImportClients,
            Errand::InviteMembers => Action::InviteMember,
        }
    }

    /// Whether it takes seats: then the practice's row is held first, for the order of locks is practice, role, member.
    fn takes_seats(self) -> bool {
        self == Errand::InviteMembers
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
/// `NotFound` if the practice never had such a member; otherwise only those of the database.
pub async fn on_behalf(db: &Db, practice: PracticeId, member: MemberId, errand: Errand) -> Result<Behalf, AppError> {
    let mut way = Way::open(db, "rollback").await?;
    way.conn().execute("begin").await?;
    if errand.takes_seats() {
        sqlx::query!("select set_config('app.practice', $1, true) as practice", practice.to_string()).fetch_one(way.conn()).await?;
        sqlx::query!("select id from practice where id = $1 for update", practice.0).fetch_one(way.conn()).await?;
    }
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
        reasons.insert(0, say!("The practice is closed.").into());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::stage::Stage;

    async fn asked(stage: &Stage, practice: uuid::Uuid, member: MemberId) -> Behalf {
        on_behalf(&stage.db, PracticeId(practice), member, Errand::ImportClients).await.expect("an answer")
    }

    async fn seen(permit: &mut Permit) -> i64 {
        sqlx::query_scalar("select count(*) from client").fetch_one(permit.conn()).await.expect("a number")
    }

    #[tokio::test]
    async fn a_job_does_what_the_member_may_as_they_are_by_then_and_nothing_in_their_name_otherwise() {
        let stage = Stage::set().await;
        let mut una = stage.practice("Maple Grove", "Una").await;
        let practice = una.practice().await;
        let mut ada = una.hires(("Ada", "Min"), "ada@maple-grove.example", "Admin").await;
        let member = ada.me().await.and_then(|me| me.member).expect("a member").0.member;
        let client = "insert into client (practice_id, id, first_name, last_name, location_id, created_at)
            select app_practice(), gen_random_uuid(), 'Zoë', 'One', (select id from location), now()";
        stage.behind(practice, client).await;
        match asked(&stage, practice, member).await {
            Behalf::May(mut permit) => {
                assert_eq!((permit.by(), permit.actor().map(Actor::name).as_deref()), (member, Some("Ada Min")));
                assert_eq!(seen(&mut permit).await, 1);
                assert!(!permit.confirmed() && permit.session.is_none(), "nobody sits before it");
            }
            Behalf::MayNot { reasons, .. } => panic!("{reasons:?}"),
        }
        for (change, back, words) in [
            (
                "update member set status = 'on_hold', changed_at = now() where first_name = 'Ada'",
                "update member set status = 'active', changed_at = now() where first_name = 'Ada'",
                "on hold",
            ),
            (
                "update member set overrides = '{-clients.add}' where first_name = 'Ada'",
                "update member set overrides = '{}' where first_name = 'Ada'",
                "withheld from them",
            ),
            (
                "update role set off = '{clients}' where built_in = 'admin'",
                "update role set off = '{}' where built_in = 'admin'",
                "switched off",
            ),
            ("update member set status = 'removed', changed_at = now() where first_name = 'Ada'", "select 1", "removed"),
            ("update practice set closed_at = now()", "select 1", "The practice is closed."),
        ] {
            stage.behind(practice, change).await;
            match asked(&stage, practice, member).await {
                Behalf::May(_) => panic!("{change}"),
                Behalf::MayNot { mut permit, reasons } => {
                    assert!(reasons.iter().any(|reason| reason.contains(words)), "{reasons:?}");
                    assert_eq!(seen(&mut permit).await, 0, "and no client is in sight");
                    assert!(permit.actor().is_none() && permit.by().0.is_nil(), "nor anything done in their name");
                }
            }
            stage.behind(practice, back).await;
        }
    }

    #[tokio::test]
    async fn a_member_of_another_practice_is_nobody_here() {
        let stage = Stage::set().await;
        let mut una = stage.practice("Maple Grove", "Una").await;
        let mut ola = stage.practice("Oak Street", "Ola").await;
        let (practice, stranger) = (una.practice().await, ola.me().await.and_then(|me| me.member).expect("Ola").0.member);
        assert!(on_behalf(&stage.db, PracticeId(practice), stranger, Errand::ImportClients).await.is_err_and(|e| e == AppError::NotFound));
    }
}
