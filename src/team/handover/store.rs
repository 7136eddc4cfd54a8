//! The SQL of offers.

use super::types::{HandOverSeen, OfferSeen};
use crate::access::{Action, Actor, MemberFacts, Permit, Target, can};
use crate::base::{AppError, HandOverId, MemberId};
use sqlx::PgConnection;

/// The practice's open offer, if it concerns this member.
pub async fn open_offer(conn: &mut PgConnection, of: MemberId) -> Result<Option<OfferSeen>, AppError> {
    let row = sqlx::query!(
        r#"select h.id, h.from_member, f.first_name || ' ' || f.last_name as "from_name!", h.to_member,
             t.first_name || ' ' || t.last_name as "to_name!", h.offered_at
           from handover h
           join member f on f.practice_id = h.practice_id and f.id = h.from_member
           join member t on t.practice_id = h.practice_id and t.id = h.to_member
           where h.practice_id = app_practice() and h.state = 'open' and $1 in (h.from_member, h.to_member)"#,
        of.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|r| OfferSeen {
        id: HandOverId(r.id),
        from: MemberId(r.from_member),
        from_name: r.from_name,
        to: MemberId(r.to_member),
        to_name: r.to_name,
        offered_at: r.offered_at.into(),
    }))
}

/// For the card: asked only where there may be something to see.
pub async fn seen(conn: &mut PgConnection, who: &Actor, on: &MemberFacts) -> Result<HandOverSeen, AppError> {
    if !who.originating {
        return Ok(HandOverSeen::default());
    }
    let offers = can(who, Action::HandOver, &Target::Member(on.clone())).why_not().is_none();
    let open = if offers || on.id == who.member { open_offer(conn, who.member).await? } else { None };
    Ok(HandOverSeen { offers, open })
}

/// `false` if another offer is open.
pub async fn offer(permit: &mut Permit, id: HandOverId, to: MemberId) -> Result<(), sqlx::Error> {
    let (by, now) = (permit.by(), permit.now);
    sqlx::query!(
        "insert into handover (practice_id, id, from_member, to_member, offered_at) values (app_practice(), $1, $2, $3, $4)",
        id.0,
        by.0,
        to.0,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// How a letter reaches a member: first name, address, the practice's name.
pub async fn reached(conn: &mut PgConnection, member: MemberId) -> Result<(String, String, String), AppError> {
    let r = sqlx::query!(
        "select m.first_name, m.email, p.name from member m join practice p on p.id = m.practice_id
         where m.practice_id = app_practice() and m.id = $1",
        member.0
    )
    .fetch_one(conn)
    .await?;
    Ok((r.first_name, r.email, r.name))
}

/// Holds the practice, then the member, until the transaction ends: the order in which every change takes them.
pub async fn hold(permit: &mut Permit, member: MemberId) -> Result<(), AppError> {
    sqlx::query!("select 1 as held from practice where id = app_practice() for update").fetch_one(permit.conn()).await?;
    sqlx::query!("select 1 as held from member where practice_id = app_practice() and id = $1 for update", member.0)
        .fetch_one(permit.conn())
        .await?;
    Ok(())
}

pub async fn leads(conn: &mut PgConnection, member: MemberId) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar!(r#"select originating_member_id = $1 as "leads!" from practice where id = app_practice()"#, member.0)
        .fetch_one(conn)
        .await?)
}

/// Ends an open offer; `false` if it is open no more.
pub async fn end(permit: &mut Permit, id: HandOverId, state: &str) -> Result<bool, AppError> {
    let now = permit.now;
    let done = sqlx::query!(
        "update handover set state = $2, answered_at = $3 where practice_id = app_practice() and id = $1 and state = 'open'",
        id.0,
        state,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_originating(permit: &mut Permit, member: MemberId) -> Result<(), sqlx::Error> {
    sqlx::query!("update practice set originating_member_id = $1, version = version + 1 where id = app_practice()", member.0)
        .execute(permit.conn())
        .await?;
    Ok(())
}
