//! The SQL of a restriction.

use super::types::{ByName, Nameable, OnList, RestrictionSeen, Why};
use crate::access::Permit;
use crate::base::{AppError, ClientId, MemberId};
use crate::caseload::Looked;
use sqlx::PgConnection;

pub async fn seen(conn: &mut PgConnection, looked: &Looked, own: MemberId) -> Result<RestrictionSeen, AppError> {
    let restricted = is_restricted(conn, looked.id).await?;
    let list = list(conn, looked.id).await?;
    let by_name = by_name(conn, looked.id).await?;
    let joins_list = !list.iter().any(|l| l.id == own) && !by_name.iter().any(|n| n.id == own);
    Ok(RestrictionSeen { id: looked.id, name: looked.name.clone(), version: looked.version, restricted, list, by_name, joins_list })
}

pub async fn is_restricted(conn: &mut PgConnection, id: ClientId) -> Result<bool, AppError> {
    let restricted = sqlx::query_scalar!("select restricted from client where practice_id = app_practice() and id = $1", id.0);
    Ok(restricted.fetch_one(conn).await?)
}

/// Who is on the list and can sign in and see clients.
pub async fn list(conn: &mut PgConnection, id: ClientId) -> Result<Vec<OnList>, AppError> {
    let rows = sqlx::query!(
        r#"select m.id, m.first_name || ' ' || m.last_name as "name!", n.since
           from client_named n join member m on m.practice_id = n.practice_id and m.id = n.member_id and m.status in ('active', 'on_hold')
           join role r on r.practice_id = m.practice_id and r.id = m.role_id
           where n.practice_id = app_practice() and n.client_id = $1 and n.until is null
             and (case when r.off = '{}' and m.overrides = '{}' then r.grants else effective_grants(r.grants, r.off, m.overrides) end)
               && array['clients.view', 'clients.view:locations', 'clients.view:own']
           order by m.sort_key, m.id"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| OnList { id: MemberId(r.id), name: r.name, since: r.since.into() }).collect())
}

/// Who has to do with a client by name without being on its list, and can sign in and see clients; as migration 0063 says it.
pub async fn by_name(conn: &mut PgConnection, id: ClientId) -> Result<Vec<ByName>, AppError> {
    let rows = sqlx::query!(
        r#"select m.id, m.first_name || ' ' || m.last_name as "name!", x.why as "why!", coalesce(o.first_name || ' ' || o.last_name, '') as "whose!"
           from (
             select a.member_id, case when a."primary" then 'primary' else 'assigned' end as why, null::uuid as whose, 1 as n
               from assignment a where a.practice_id = app_practice() and a.client_id = $1 and a.until is null
             union
             select v.cover_id, 'covers', v.absent_id, 2 from assignment a
               join coverage v on v.practice_id = app_practice() and v.absent_id = a.member_id and v.starts_at <= app_now() and v.ends_at > app_now()
                 and (v.whole or exists (select from coverage_client y where y.practice_id = app_practice() and y.coverage_id = v.id and y.client_id = $1))
               where a.practice_id = app_practice() and a.client_id = $1 and a.until is null
             union
             select s.supervisor_id, 'supervises', s.supervisee_id, 3 from assignment a
               join supervision s on s.practice_id = app_practice() and s.supervisee_id = a.member_id and s.until is null and s.kind in ('clinical', 'both')
               where a.practice_id = app_practice() and a.client_id = $1 and a.until is null
             union
             select s.supervisor_id, 'seen', s.supervisee_id, 4 from client_seen w
               join supervision s on s.practice_id = app_practice() and s.supervisee_id = w.member_id and s.until is null and s.kind in ('clinical', 'both')
               where w.practice_id = app_practice() and w.client_id = $1 and not exists (select from assignment a
                 where a.practice_id = app_practice() and a.client_id = $1 and a.member_id = w.member_id and a.until is null)
             union
             select u.owner_id, 'sees_to', null, 5 from unassigned u where u.practice_id = app_practice() and u.client_id = $1 and u.until is null
           ) x
           join member m on m.practice_id = app_practice() and m.id = x.member_id and m.status in ('active', 'on_hold')
           join role r on r.practice_id = m.practice_id and r.id = m.role_id
           left join member o on o.practice_id = app_practice() and o.id = x.whose
           where (case when r.off = '{}' and m.overrides = '{}' then r.grants else effective_grants(r.grants, r.off, m.overrides) end)
             && array['clients.view', 'clients.view:locations', 'clients.view:own']
           order by m.sort_key, m.id, x.n, o.sort_key"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    let mut all: Vec<ByName> = Vec::new();
    for r in rows {
        let why = match r.why.as_str() {
            "primary" => Why::Primary,
            "assigned" => Why::Assigned,
            "covers" => Why::Covers(r.whose),
            "supervises" => Why::Supervises(r.whose),
            "seen" => Why::SuperviseeSawIt(r.whose),
            _ => Why::SeesTo,
        };
        match all.last_mut() {
            Some(last) if last.id.0 == r.id => last.why.push(why),
            _ => all.push(ByName { id: MemberId(r.id), name: r.name, why: vec![why] }),
        }
    }
    Ok(all)
}

/// The first ten who are active, may see clients, and aren't on the list.
pub async fn nameable(conn: &mut PgConnection, id: ClientId, q: &str) -> Result<Vec<Nameable>, AppError> {
    let typed: String = q.chars().filter(|c| !c.is_control()).take(100).collect();
    let rows = sqlx::query!(
        r#"with q as materialized (select words_of($2) as w)
           select m.id, m.first_name || ' ' || m.last_name as "name!", r.name as role
           from member m join role r on r.practice_id = m.practice_id and r.id = m.role_id
           where m.practice_id = app_practice() and m.status = 'active'
             and (case when r.off = '{}' and m.overrides = '{}' then r.grants else effective_grants(r.grants, r.off, m.overrides) end)
               && array['clients.view', 'clients.view:locations', 'clients.view:own']
             and not exists (select from client_named n where n.practice_id = m.practice_id and n.client_id = $1 and n.member_id = m.id and n.until is null)
             and ((select q.w[1] from q) is null or m.id in (select w.member_id from member_word w where w.practice_id = app_practice()
               and w.word >= (select q.w[1] from q) and w.word < (select q.w[1] || chr(1114111) from q)))
             and ((select q.w[2] from q) is null or m.id in (select w.member_id from member_word w where w.practice_id = app_practice()
               and w.word >= (select q.w[2] from q) and w.word < (select q.w[2] || chr(1114111) from q)))
           order by m.sort_key, m.id limit 10"#,
        id.0,
        typed
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| Nameable { id: MemberId(r.id), name: r.name, role: r.role }).collect())
}

/// The name of someone who can be put on the list: they must be able to use it.
pub async fn may_be_named(conn: &mut PgConnection, whom: MemberId) -> Result<String, AppError> {
    super::super::store::therapist(conn, whom).await.map_err(|error| match error {
        AppError::Invalid(_) => AppError::at("whom", say!("Choose someone who is active on the team and may see clients.")),
        other => other,
    })
}

/// `false` if they are on the list.
pub async fn name(permit: &mut Permit, id: ClientId, whom: MemberId) -> Result<bool, AppError> {
    let (now, by) = (permit.now, permit.by().0);
    let done = sqlx::query!(
        "insert into client_named (practice_id, client_id, member_id, since, named_by) values (app_practice(), $1, $2, $3, $4)
         on conflict do nothing",
        id.0,
        whom.0,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn unname(permit: &mut Permit, id: ClientId, whom: MemberId) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by().0);
    sqlx::query!(
        "update client_named set until = $3, ended_by = $4 where practice_id = app_practice() and client_id = $1 and member_id = $2 and until is null",
        id.0,
        whom.0,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Ends the list. Returns how many were on it.
pub async fn unname_all(permit: &mut Permit, id: ClientId) -> Result<i64, AppError> {
    let (now, by) = (permit.now, permit.by().0);
    let done = sqlx::query!(
        "update client_named set until = $2, ended_by = $3 where practice_id = app_practice() and client_id = $1 and until is null",
        id.0,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() as i64)
}

/// Over exactly what was looked at; `false` also where it is so already.
pub async fn set(permit: &mut Permit, id: ClientId, version: i32, restricted: bool) -> Result<bool, AppError> {
    let (now, by) = (permit.now, permit.by().0);
    let done = sqlx::query!(
        "update client set restricted = $3, version = version + 1, changed_at = $4, changed_by = $5
         where practice_id = app_practice() and id = $1 and version = $2 and restricted <> $3",
        id.0,
        version,
        restricted,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
