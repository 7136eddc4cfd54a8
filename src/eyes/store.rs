//! The SQL of "Why?" and "View as".

use super::types::Person;
use crate::access::{Actor, Grants, MemberFacts, Permit, Status};
use crate::base::{AppError, MemberId, PracticeId, RoleId};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// A member as the door would let them in.
pub struct Looked {
    pub actor: Actor,
    pub last_administrator: bool,
    /// Their role was held for a limited time, which is over: the door does not let them in.
    pub ran_out: bool,
}

impl Looked {
    /// Whoever's role has run out can't come in, whatever their status says.
    pub fn facts(&self) -> MemberFacts {
        let out = self.ran_out && self.actor.status.enters();
        MemberFacts {
            id: self.actor.member,
            grants: self.actor.grants.clone(),
            status: if out { Status::Inactive } else { self.actor.status },
            originating: self.actor.originating,
            last_administrator: self.last_administrator,
        }
    }
}

/// A member as an actor, as `access_enter()` reads them, with a password that counts as entered.
pub async fn looked(conn: &mut PgConnection, practice: PracticeId, id: MemberId, now: DateTime<Utc>) -> Result<Looked, AppError> {
    let r = sqlx::query!(
        r#"select m.first_name, m.last_name, m.status, m.role_id, r.name as role_name, r.off, m.overrides,
             effective_grants(r.grants, r.off, m.overrides) as "grants!",
             p.originating_member_id = m.id as "originating!",
             r.limit_hours is not null and m.role_since + make_interval(hours => r.limit_hours) <= $2 as "ran_out!",
             (administers(effective_grants(r.grants, r.off, m.overrides)) and m.status = 'active' and not exists (
                select from member o join role q on q.practice_id = o.practice_id and q.id = o.role_id
                where o.practice_id = m.practice_id and o.id <> m.id and o.status = 'active' and o.account_id is not null
                  and q.limit_hours is null and administers(effective_grants(q.grants, q.off, o.overrides)))) as "last_administrator!"
           from member m
           join practice p on p.id = m.practice_id
           join role r on r.practice_id = m.practice_id and r.id = m.role_id
           where m.practice_id = app_practice() and m.id = $1 and m.status <> 'withdrawn'"#,
        id.0,
        now
    )
    .fetch_one(conn)
    .await?;
    let actor = Actor {
        practice,
        member: id,
        first_name: r.first_name,
        last_name: r.last_name,
        role: RoleId(r.role_id),
        role_name: r.role_name,
        grants: r.grants.into(),
        overrides: r.overrides.into(),
        off: r.off,
        status: r.status.parse().unwrap_or(Status::Suspended),
        originating: r.originating,
        confirmed: true,
        viewed_by: None,
    };
    Ok(Looked { actor, last_administrator: r.last_administrator, ran_out: r.ran_out })
}

/// A role's grants, and whether nobody but those who hold it could administer the practice.
pub async fn role_alone(conn: &mut PgConnection, id: RoleId) -> Result<(String, Grants, bool), AppError> {
    let r = sqlx::query!(
        r#"select r.name, effective_grants(r.grants, r.off, '{}') as "grants!",
             administers(effective_grants(r.grants, r.off, '{}')) and not exists (
               select from member o join role q on q.practice_id = o.practice_id and q.id = o.role_id
               where o.practice_id = r.practice_id and o.role_id <> r.id and o.status = 'active' and o.account_id is not null
                 and q.limit_hours is null and administers(effective_grants(q.grants, q.off, o.overrides))) as "alone!"
           from role r where r.practice_id = app_practice() and r.id = $1"#,
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok((r.name, r.grants.into(), r.alone))
}

/// Up to three active administrators but this one, the originating one first: those whose role administers, by the
/// roles' own index, and the few who do by what was given to them beside it.
pub async fn administrators(conn: &mut PgConnection, but: MemberId) -> Result<Vec<String>, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select m.first_name || ' ' || m.last_name as "name!" from (
             select m.id from role r join member m on m.practice_id = r.practice_id and m.role_id = r.id
               where r.practice_id = app_practice() and administers(r.grants) and r.limit_hours is null
                 and m.status = 'active' and m.account_id is not null and administers(effective_grants(r.grants, r.off, m.overrides))
             union
             select m.id from member m join role r on r.practice_id = m.practice_id and r.id = m.role_id
               where m.practice_id = app_practice() and m.overrides <> '{}' and '+team.roles' = any (m.overrides) and r.limit_hours is null
                 and m.status = 'active' and m.account_id is not null) a
           join member m on m.practice_id = app_practice() and m.id = a.id
           join practice p on p.id = m.practice_id
           where m.id <> $1
           order by p.originating_member_id = m.id desc, m.last_sign_in_at desc nulls last, m.id limit 3"#,
        but.0
    )
    .fetch_all(conn)
    .await?)
}

/// Current members by the beginnings of words of a name or an address, eight at most.
pub async fn found(conn: &mut PgConnection, typed: &str) -> Result<Vec<(Person, MemberFacts)>, AppError> {
    let typed: String = typed.chars().filter(|c| !c.is_control()).take(100).collect();
    let rows = sqlx::query!(
        r#"with q as materialized (select words_of($1) as w)
           select m.id, m.first_name, m.last_name, m.status, r.name as role_name, effective_grants(r.grants, r.off, m.overrides) as "grants!",
             p.originating_member_id = m.id as "originating!"
           from (
             select distinct w.sort_key, w.member_id from member_word w
             where w.practice_id = app_practice() and w.word >= (select q.w[1] from q) and w.word < (select q.w[1] || chr(1114111) from q)
               and ((select q.w[2] from q) is null or exists (select from member_word x where x.practice_id = app_practice()
                 and x.member_id = w.member_id and x.word >= (select q.w[2] from q) and x.word < (select q.w[2] || chr(1114111) from q)))
             order by 1, 2 limit 8) f
           join member m on m.practice_id = app_practice() and m.id = f.member_id
           join role r on r.practice_id = m.practice_id and r.id = m.role_id
           join practice p on p.id = m.practice_id
           order by m.sort_key, m.id"#,
        typed
    )
    .fetch_all(conn)
    .await?;
    let each = rows.into_iter().map(|r| {
        let facts = MemberFacts {
            id: MemberId(r.id),
            grants: r.grants.into(),
            status: r.status.parse().unwrap_or(Status::Suspended),
            originating: r.originating,
            last_administrator: false,
        };
        (Person { id: facts.id, name: format!("{} {}", r.first_name, r.last_name), role_name: r.role_name, why_not: None }, facts)
    });
    Ok(each.collect())
}

/// Looks through these eyes from the next request on; nothing, if the session looks through some already.
pub async fn begin_viewing(permit: &mut Permit, member: Option<MemberId>, role: Option<RoleId>) -> Result<bool, AppError> {
    let session = permit.session.map(|s| s.0);
    let done = sqlx::query!(
        "update sign_in_session set viewing_member = $2, viewing_role = $3
         where id = $1 and ended_at is null and viewing_member is null and viewing_role is null",
        session,
        member.map(|m| m.0),
        role.map(|r| r.0)
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn end_viewing(permit: &mut Permit) -> Result<bool, AppError> {
    let session = permit.session.map(|s| s.0);
    let done = sqlx::query!(
        "update sign_in_session set viewing_member = null, viewing_role = null
         where id = $1 and (viewing_member is not null or viewing_role is not null)",
        session
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
