//! The SQL of sign-ins: one's own, a member's, a practice's; and of the limits that hold.

use super::types::{Device, LimitSeen, SignInSeen, SignedInAt};
use crate::access::Permit;
use crate::auth::session::words_of_agent;
use crate::auth::throttle;
use crate::base::{AccountId, AppError, MemberId, SessionId};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// Known browsers that are shown.
const DEVICES: i64 = 20;

/// One's own, the latest first; the permit stands for the account.
pub async fn own(permit: &mut Permit, account: AccountId) -> Result<SignedInAt, AppError> {
    let (now, this) = (permit.now, permit.session);
    let here = permit.asking().device.as_ref().map(crate::base::Token::hash);
    let rows = sqlx::query!(
        r#"select s.id, s.user_agent, s.ip, s.created_at, s.last_seen_at from sign_in_session s
           where s.account_id = $1 and s.ended_at is null and s.expires_at > $2
             and s.last_seen_at + make_interval(mins => coalesce(
               (select p.logoff_minutes from practice p where p.id = s.practice_id), 15)) > $2
           order by s.last_seen_at desc, s.id"#,
        account.0,
        now
    )
    .fetch_all(permit.conn())
    .await?;
    let open = rows
        .into_iter()
        .map(|r| SignInSeen {
            id: SessionId(r.id),
            device: words_of_agent(&r.user_agent),
            ip: r.ip,
            since: r.created_at.into(),
            last_seen: r.last_seen_at.into(),
            this: this == Some(SessionId(r.id)),
        })
        .collect();
    let rows = sqlx::query!(
        "select device_hash, user_agent, ip, first_seen_at, last_seen_at from device where account_id = $1 order by last_seen_at desc limit $2",
        account.0,
        DEVICES
    )
    .fetch_all(permit.conn())
    .await?;
    let devices = rows
        .into_iter()
        .map(|r| Device {
            device: if r.user_agent.is_empty() { String::new() } else { words_of_agent(&r.user_agent) },
            ip: r.ip,
            first_seen: r.first_seen_at.into(),
            last_seen: r.last_seen_at.into(),
            this: here.as_ref().is_some_and(|hash| hash[..] == r.device_hash[..]),
        })
        .collect();
    Ok(SignedInAt { open, devices })
}

/// Ends one of one's own; the browser's name, or nothing if there is none such.
pub async fn end_own(permit: &mut Permit, account: AccountId, session: SessionId) -> Result<Option<String>, AppError> {
    let now = permit.now;
    let agent = sqlx::query_scalar!(
        "update sign_in_session set ended_at = $3, ended_why = 'ended elsewhere' where id = $1 and account_id = $2 and ended_at is null
         returning user_agent",
        session.0,
        account.0,
        now
    )
    .fetch_optional(permit.conn())
    .await?;
    Ok(agent.map(|agent| words_of_agent(&agent)))
}

/// A member's sign-in, for administrators.
pub struct SessionOfMember {
    pub member: MemberId,
    pub name: String,
    pub last_seen: DateTime<Utc>,
    pub seen: SignInSeen,
}

/// Where a member is signed in just now, the latest first.
pub async fn of_member(conn: &mut PgConnection, member: MemberId, now: DateTime<Utc>) -> Result<Vec<SignInSeen>, AppError> {
    let rows = sqlx::query!(
        r#"select s.id, s.user_agent, s.ip, s.created_at, s.last_seen_at
           from sign_in_session s join practice p on p.id = s.practice_id
           where s.practice_id = app_practice() and s.member_id = $1 and s.ended_at is null and s.expires_at > $2
             and s.last_seen_at + make_interval(mins => p.logoff_minutes) > $2
           order by s.last_seen_at desc, s.id desc limit 100"#,
        member.0,
        now
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| SignInSeen {
            id: SessionId(r.id),
            device: words_of_agent(&r.user_agent),
            ip: r.ip,
            since: r.created_at.into(),
            last_seen: r.last_seen_at.into(),
            this: false,
        })
        .collect())
}

/// The sign-ins of all members in whose name or address `whose` occurs, the latest first; `after` is where the page before ended.
pub async fn of_practice(
    conn: &mut PgConnection,
    whose: &str,
    now: DateTime<Utc>,
    after: Option<(DateTime<Utc>, SessionId)>,
    most: i64,
) -> Result<Vec<SessionOfMember>, AppError> {
    let (at, id) = after.map_or((None, None), |(at, id)| (Some(at), Some(id.0)));
    let rows = sqlx::query!(
        r#"select s.id, s.user_agent, s.ip, s.created_at, s.last_seen_at, m.id as member, m.first_name || ' ' || m.last_name as "name!"
           from sign_in_session s
           join practice p on p.id = s.practice_id
           join member m on m.practice_id = s.practice_id and m.id = s.member_id and m.account_id = s.account_id
           where s.practice_id = app_practice() and s.member_id is not null and s.ended_at is null and s.expires_at > $2
             and s.last_seen_at + make_interval(mins => p.logoff_minutes) > $2
             and position(folded($1) in folded(m.first_name || ' ' || m.last_name || ' ' || m.email)) > 0
             and ($3::timestamptz is null or (s.last_seen_at, s.id) < ($3, $4::uuid))
           order by s.last_seen_at desc, s.id desc limit $5"#,
        whose,
        now,
        at,
        id,
        most
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| SessionOfMember {
            member: MemberId(r.member),
            name: r.name,
            last_seen: r.last_seen_at,
            seen: SignInSeen {
                id: SessionId(r.id),
                device: words_of_agent(&r.user_agent),
                ip: r.ip,
                since: r.created_at.into(),
                last_seen: r.last_seen_at.into(),
                this: false,
            },
        })
        .collect())
}

/// Ends one sign-in of a member; the browser's name, or nothing if there is none such.
pub async fn end_one_of_member(permit: &mut Permit, member: MemberId, session: SessionId) -> Result<Option<String>, AppError> {
    let now = permit.now;
    let agent = sqlx::query_scalar!(
        "update sign_in_session set ended_at = $3, ended_why = 'ended by an administrator'
         where practice_id = app_practice() and member_id = $1 and id = $2 and ended_at is null returning user_agent",
        member.0,
        session.0,
        now
    )
    .fetch_optional(permit.conn())
    .await?;
    Ok(agent.map(|agent| words_of_agent(&agent)))
}

/// Ends every sign-in of a member; how many were open.
///
/// # Errors
/// `Stale` for one of two who do it to each other at the same moment.
pub async fn end_all_of_member(permit: &mut Permit, member: MemberId) -> Result<i64, AppError> {
    let now = permit.now;
    let ended = sqlx::query_scalar!(r#"select end_sessions_of_member($1, $2, 'ended by an administrator') as "open!""#, member.0, now)
        .fetch_one(permit.conn())
        .await;
    match ended {
        // 40P01: deadlock_detected.
        Err(cause) if cause.as_database_error().and_then(|d| d.code()).is_some_and(|code| code == "40P01") => Err(AppError::Stale),
        ended => Ok(ended?),
    }
}

/// What waits just now of the attempts with members' addresses, or with one's; the longest pause first.
pub async fn limits(conn: &mut PgConnection, member: Option<MemberId>, now: DateTime<Utc>) -> Result<Vec<LimitSeen>, AppError> {
    let kinds: Vec<String> = throttle::OF_ADDRESS.iter().map(|(prefix, _)| prefix.to_string()).collect();
    let rows = sqlx::query!(
        r#"with waiting as materialized (select key, failures, blocked_until from throttle where blocked_until > $2)
           select m.id, m.first_name || ' ' || m.last_name as "name!", k.prefix as "prefix!", w.failures, w.blocked_until as "until!"
           from member m
           cross join unnest($3::text[]) as k (prefix)
           join waiting w on w.key = sha256(convert_to(k.prefix || lower(btrim(m.email)), 'UTF8'))
           where m.practice_id = app_practice() and m.account_id is not null
             and m.status in ('active', 'on_hold', 'inactive', 'suspended') and ($1::uuid is null or m.id = $1)
             and exists (select from waiting)
           order by w.blocked_until desc, m.sort_key limit 200"#,
        member.map(|m| m.0),
        now,
        &kinds
    )
    .fetch_all(conn)
    .await?;
    let words = |prefix: &str| throttle::OF_ADDRESS.iter().find(|(p, _)| *p == prefix).map_or("", |(_, words)| words).to_string();
    Ok(rows
        .into_iter()
        .map(|r| LimitSeen { member: MemberId(r.id), name: r.name, what: words(&r.prefix), attempts: r.failures, until: r.until.into() })
        .collect())
}

/// Lifts what holds for an address: its attempts are counted anew. Says whether anything held.
pub async fn lift_limit(permit: &mut Permit, email: &str) -> Result<bool, AppError> {
    let keys: Vec<Vec<u8>> = throttle::keys_of_address(email);
    let now = permit.now;
    let done = sqlx::query_scalar!(
        r#"with lifted as (delete from throttle where key = any($1) returning blocked_until > $2 as held)
           select coalesce(bool_or(held), false) as "held!" from lifted"#,
        &keys,
        now
    )
    .fetch_one(permit.conn())
    .await?;
    Ok(done)
}
