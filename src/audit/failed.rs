//! What did not succeed lately: sign-ins that failed, passwords entered wrong, steps that were refused. For the security page,
//! which shows of whom and from where; the trail itself has each one.

use super::{Event, Kind, store};
use crate::access::Permit;
use crate::base::{AppError, MemberId, Moment};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// Lines of each list.
const LINES: i64 = 50;

/// Of one person or address, of one kind.
pub struct FailedOf {
    pub kind: Kind,
    /// A member's name, or an address that was tried.
    pub who: String,
    pub member: Option<MemberId>,
    pub times: i64,
    pub last: Moment,
}

/// From one network address.
pub struct FailedFrom {
    pub ip: String,
    pub times: i64,
    /// How many people or addresses it tried as.
    pub whos: i64,
    pub last: Moment,
}

fn kinds() -> Vec<String> {
    [Kind::SignInFailed, Kind::Refused, Kind::PasswordConfirmed].iter().map(|kind| kind.key().to_string()).collect()
}

/// Of whom, the most frequent first.
///
/// # Errors
/// Only those of the database.
pub async fn failed_of(conn: &mut PgConnection, since: DateTime<Utc>) -> Result<Vec<FailedOf>, AppError> {
    let rows = sqlx::query!(
        r#"select f.kind as "kind!", coalesce(m.first_name || ' ' || m.last_name, f.who) as "who!", m.id as "member?",
             sum(f.times)::bigint as "times!", max(f.last) as "last!"
           from (select e.kind, e.actor_id, case when e.actor_id is null then e.subject else e.actor end as who, count(*) as times, max(e.at) as last
                 from audit_event e
                 where e.practice_id = app_practice() and e.at >= $1 and e.kind = any($2)
                   and (e.kind <> 'auth.password_confirmed' or e.detail->>'right' = 'false')
                 group by 1, 2, 3) f
           left join member m on m.practice_id = app_practice()
             and (m.id = f.actor_id or (f.actor_id is null and m.email_key = lower(f.who) and m.status in ('active', 'on_hold', 'inactive', 'suspended')))
           group by 1, 2, 3 order by 4 desc, 5 desc limit $3"#,
        since,
        &kinds(),
        LINES
    )
    .fetch_all(conn)
    .await?;
    let line = |kind: Kind, who, member: Option<uuid::Uuid>, times, last: DateTime<Utc>| FailedOf {
        kind,
        who,
        member: member.map(MemberId),
        times,
        last: last.into(),
    };
    Ok(rows.into_iter().filter_map(|r| Some(line(Kind::of(&r.kind)?, r.who, r.member, r.times, r.last))).collect())
}

/// From where, the most frequent first.
///
/// # Errors
/// Only those of the database.
pub async fn failed_from(conn: &mut PgConnection, since: DateTime<Utc>) -> Result<Vec<FailedFrom>, AppError> {
    let rows = sqlx::query!(
        r#"select e.ip, count(*) as "times!", count(distinct coalesce(e.actor_id::text, lower(e.subject))) as "whos!", max(e.at) as "last!"
           from audit_event e
           where e.practice_id = app_practice() and e.at >= $1 and e.kind = any($2) and e.ip <> ''
             and (e.kind <> 'auth.password_confirmed' or e.detail->>'right' = 'false')
           group by 1 order by 2 desc, 4 desc limit $3"#,
        since,
        &kinds(),
        LINES
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| FailedFrom { ip: r.ip, times: r.times, whos: r.whos, last: r.last.into() }).collect())
}

/// Reading the trail is an entry too, here as on its own page: one for each sign-in in ten minutes.
///
/// # Errors
/// Only those of the database.
pub async fn note_reading(mut permit: Permit, practice_name: String, filters: &str) -> Result<(), AppError> {
    if store::read_lately(&mut permit, filters).await? {
        return permit.commit_unrecorded().await;
    }
    let practice = permit.practice;
    permit.commit(Event::TrailRead { practice, name: practice_name, filters: filters.to_string() }).await
}
