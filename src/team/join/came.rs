//! The SQL of those who came by a link, and of the records that may be theirs.

use super::types::{Joined, RequestSeen};
use super::{standing, store, store::LinkRead};
use crate::access::{Actor, Permit};
use crate::base::{AppError, ClientId, JoinLinkId, JoinRequestId, MemberId, Waiting};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// Seen together, the longest waiting first.
const SHOWN: i64 = 50;

pub struct Wish<'a> {
    pub first_name: &'a str,
    pub last_name: &'a str,
    pub email: &'a str,
    pub expires_at: DateTime<Utc>,
}

/// Puts a wish down, and throws away what nobody confirmed.
pub async fn insert_wish(permit: &mut Permit, link: &LinkRead, wish: &Wish<'_>) -> Result<JoinRequestId, AppError> {
    let (id, now) = (JoinRequestId::new(), permit.now);
    sqlx::query!(
        "delete from join_request where practice_id = app_practice() and state = 'asked' and expires_at < $1::timestamptz - interval '1 day'",
        now
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        "insert into join_request (practice_id, id, link_id, serial, first_name, last_name, email, asked_at, expires_at)
         values (app_practice(), $1, $2, $3, $4, $5, $6, $7, $8)",
        id.0,
        link.id.0,
        link.serial,
        wish.first_name,
        wish.last_name,
        wish.email,
        now,
        wish.expires_at
    )
    .execute(permit.conn())
    .await?;
    Ok(id)
}

pub struct RequestRead {
    pub id: JoinRequestId,
    pub link: JoinLinkId,
    pub serial: i32,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub state: String,
    pub expires_at: DateTime<Utc>,
    pub confirmed_at: Option<DateTime<Utc>>,
    pub member: Option<MemberId>,
    pub client: Option<ClientId>,
}

impl RequestRead {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// As it stands there.
struct Row {
    id: Uuid,
    link_id: Uuid,
    serial: i32,
    first_name: String,
    last_name: String,
    email: String,
    state: String,
    expires_at: DateTime<Utc>,
    confirmed_at: Option<DateTime<Utc>>,
    member_id: Option<Uuid>,
    client_id: Option<Uuid>,
}

impl From<Row> for RequestRead {
    fn from(r: Row) -> Self {
        RequestRead {
            id: JoinRequestId(r.id),
            link: JoinLinkId(r.link_id),
            serial: r.serial,
            first_name: r.first_name,
            last_name: r.last_name,
            email: r.email,
            state: r.state,
            expires_at: r.expires_at,
            confirmed_at: r.confirmed_at,
            member: r.member_id.map(MemberId),
            client: r.client_id.map(ClientId),
        }
    }
}

pub async fn request(conn: &mut PgConnection, id: JoinRequestId) -> Result<RequestRead, AppError> {
    let row = sqlx::query_as!(
        Row,
        "select id, link_id, serial, first_name, last_name, email, state, expires_at, confirmed_at, member_id, client_id
         from join_request where practice_id = app_practice() and id = $1",
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok(row.into())
}

/// How many wait, and since when the first does.
pub async fn queue(conn: &mut PgConnection) -> Result<Waiting, AppError> {
    let r = sqlx::query!(
        r#"select count(*) as "many!", min(confirmed_at) as since from join_request where practice_id = app_practice() and state = 'waiting'"#
    )
    .fetch_one(conn)
    .await?;
    Ok(Waiting::of(r.many, r.since))
}

/// Those who wait, the longest first.
pub async fn waiting(conn: &mut PgConnection) -> Result<Vec<RequestRead>, AppError> {
    let rows = sqlx::query_as!(
        Row,
        "select id, link_id, serial, first_name, last_name, email, state, expires_at, confirmed_at, member_id, client_id
         from join_request where practice_id = app_practice() and state = 'waiting' order by confirmed_at, id limit $1",
        SHOWN
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(RequestRead::from).collect())
}

/// Whether someone with this address waits already.
pub async fn waits(conn: &mut PgConnection, email: &str) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from join_request where practice_id = app_practice() and state = 'waiting' and lower(email) = lower($1)) as "yes!""#,
        email
    )
    .fetch_one(conn)
    .await?)
}

/// The address is theirs, and they wait. `false` if it is not as it was.
pub async fn wait(permit: &mut Permit, id: JoinRequestId) -> Result<bool, AppError> {
    let now = permit.now;
    let done = sqlx::query!(
        "update join_request set state = 'waiting', confirmed_at = $2 where practice_id = app_practice() and id = $1 and state = 'asked'",
        id.0,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Decides, once, on someone who is in this state; `false` if they aren't any more.
pub async fn decide(permit: &mut Permit, id: JoinRequestId, from: &str, fate: &Fate<'_>) -> Result<bool, AppError> {
    let (now, by) = (permit.now, permit.actor().map(|a| a.member.0));
    let (state, reason, member, client) = match fate {
        Fate::Member(member) => ("let_in", "", Some(member.0), None),
        Fate::Client(client) => ("let_in", "", None, Some(client.0)),
        Fate::Declined(reason) => ("declined", *reason, None, None),
    };
    let done = sqlx::query!(
        "update join_request set state = $3, decided_at = $4, decided_by = $5, reason = $6, member_id = $7, client_id = $8,
           confirmed_at = coalesce(confirmed_at, $4)
         where practice_id = app_practice() and id = $1 and state = $2",
        id.0,
        from,
        state,
        now,
        by,
        reason,
        member,
        client
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub enum Fate<'a> {
    Member(MemberId),
    Client(ClientId),
    Declined(&'a str),
}

/// The newest who came by a link and confirmed their address.
pub async fn joined(conn: &mut PgConnection, link: JoinLinkId) -> Result<Vec<Joined>, AppError> {
    let rows = sqlx::query!(
        r#"select first_name || ' ' || last_name as "name!", email, coalesce(confirmed_at, asked_at) as "at!", state, member_id, client_id
           from join_request where practice_id = app_practice() and link_id = $1 and state <> 'asked' order by confirmed_at desc limit 20"#,
        link.0
    )
    .fetch_all(conn)
    .await?;
    let all = rows.into_iter().map(|r| Joined {
        name: r.name,
        email: r.email,
        at: r.at.into(),
        state: match r.state.as_str() {
            "let_in" => say!("let in").into(),
            other => other.to_string(),
        },
        page: r.member_id.map(|id| format!("/team/{id}")).or(r.client_id.map(|id| format!("/clients/{id}"))),
    });
    Ok(all.collect())
}

// ── records with the same address ──

/// `none`, `record` or `account`, whoever sees it.
pub async fn known(conn: &mut PgConnection, email: &str) -> Result<String, AppError> {
    Ok(sqlx::query_scalar!(r#"select join_known($1) as "known!""#, email).fetch_one(conn).await?)
}

/// Those that whoever asks sees.
pub async fn records(conn: &mut PgConnection, email: &str) -> Result<Vec<(ClientId, String)>, AppError> {
    let rows = sqlx::query!(
        r#"select id, first_name || ' ' || last_name as "name!" from client
           where practice_id = app_practice() and email_key = lower($1) and email_key <> '' and archived_at is null and deleted_at is null
           order by sort_key, id limit 20"#,
        email
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (ClientId(r.id), r.name)).collect())
}

/// Those who wait, for whoever may let them in.
pub async fn seen(conn: &mut PgConnection, who: &Actor, now: DateTime<Utc>) -> Result<Vec<RequestSeen>, AppError> {
    let mut all = Vec::new();
    for request in waiting(conn).await? {
        let link = store::link(conn, who.practice, request.link, now).await?;
        let records = if link.for_clients { records(conn, &request.email).await? } else { Vec::new() };
        let unseen = link.for_clients && records.is_empty() && known(conn, &request.email).await? != "none";
        all.push(RequestSeen {
            id: request.id,
            name: request.name(),
            why_not: standing::may_let_in(who, &link.role_grants, link.for_clients).why_not(),
            email: request.email,
            maker: link.maker.name(),
            role: link.role_name,
            location: link.location_name,
            at: request.confirmed_at.unwrap_or(now).into(),
            for_clients: link.for_clients,
            records: records.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
            unseen,
        });
    }
    Ok(all)
}
