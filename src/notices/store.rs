//! The SQL of notices.

use super::types::{Notice, What};
use crate::access::Permit;
use crate::base::{AppError, MemberId, NoticeId};
use crate::live;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// Rows of one page.
const PAGE: usize = 30;

/// Notifies a member, in the transaction of what it is about. Nobody is notified of what they did themselves.
pub async fn tell(permit: &mut Permit, to: MemberId, what: What, many: i64, link: &str) -> Result<(), AppError> {
    if permit.by() == to || many == 0 {
        return Ok(());
    }
    let (at, by) = (permit.now, permit.actor().map(|a| a.name()).unwrap_or_default());
    sqlx::query!(
        "insert into notice (practice_id, id, member_id, kind, many, by_name, link, at) values (app_practice(), $1, $2, $3, $4, $5, $6, $7)",
        NoticeId::new().0,
        to.0,
        what.key(),
        i32::try_from(many).unwrap_or(i32::MAX),
        by,
        link,
        at
    )
    .execute(permit.conn())
    .await?;
    permit.happened(live::NOTICED, "member", Some(to.0));
    Ok(())
}

/// How many were not read, up to a hundred: the bell says no more.
pub async fn unread(conn: &mut PgConnection, of: MemberId) -> Result<i64, AppError> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "n!" from (select from notice where practice_id = app_practice() and member_id = $1 and read_at is null limit 100) n"#,
        of.0
    );
    Ok(count.fetch_one(conn).await?)
}

/// The newest first; `after` as the page before said.
pub async fn page(conn: &mut PgConnection, of: MemberId, after: &str) -> Result<(Vec<Notice>, Option<String>), AppError> {
    let place = after.split_once('~').and_then(|(at, id)| Some((at.parse::<i64>().ok()?, id.parse::<Uuid>().ok()?)));
    let at: Option<DateTime<Utc>> = place.and_then(|(at, _)| DateTime::from_timestamp_micros(at));
    let mut rows = sqlx::query!(
        "select id, kind, many, by_name, link, at, read_at from notice
         where practice_id = app_practice() and member_id = $1 and ($2::timestamptz is null or at < $2 or (at = $2 and id > $3))
         order by at desc, id limit $4",
        of.0,
        at,
        place.map(|(_, id)| id),
        PAGE as i64 + 1
    )
    .fetch_all(conn)
    .await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|r| format!("{}~{}", r.at.timestamp_micros(), r.id));
    let notices = rows.into_iter().map(|r| Notice {
        id: NoticeId(r.id),
        what: r.kind.parse().ok(),
        many: r.many.into(),
        by: r.by_name,
        link: r.link,
        at: r.at.into(),
        read: r.read_at.is_some(),
    });
    Ok((notices.collect(), next))
}

/// Marks one as read, and says where it leads.
pub async fn read(permit: &mut Permit, id: NoticeId) -> Result<String, AppError> {
    let (now, of) = (permit.now, permit.by());
    let link = sqlx::query_scalar!(
        "update notice set read_at = coalesce(read_at, $3) where practice_id = app_practice() and member_id = $1 and id = $2 returning link",
        of.0,
        id.0,
        now
    );
    Ok(link.fetch_one(permit.conn()).await?)
}

pub async fn read_all(permit: &mut Permit) -> Result<(), AppError> {
    let (now, of) = (permit.now, permit.by());
    sqlx::query!("update notice set read_at = $2 where practice_id = app_practice() and member_id = $1 and read_at is null", of.0, now)
        .execute(permit.conn())
        .await?;
    Ok(())
}
