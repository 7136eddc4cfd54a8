//! The SQL of groups.

use super::types::{GroupName, GroupRow, People, PeopleKind, Someone};
use crate::access::{Permit, Sight};
use crate::base::{AppError, GroupId, MemberId, PracticeId};
use crate::caseload::{self, Columns, visible};
use sqlx::{PgConnection, QueryBuilder, Row};
use uuid::Uuid;

/// Members of one page.
const PAGE: usize = 50;

/// The groups there are, or one of them, with how many members and visible clients are in each.
pub async fn rows(conn: &mut PgConnection, practice: PracticeId, sight: Sight, id: Option<GroupId>) -> Result<Vec<GroupRow>, AppError> {
    let mut sql = QueryBuilder::new("with q as materialized (select ");
    sql.push_bind(practice.0).push(
        "::uuid as practice) select g.id, g.name,
           (select count(*) from group_member x join member m on m.practice_id = $1 and m.id = x.member_id
              and m.status not in ('withdrawn', 'archived', 'removed')
            where x.practice_id = $1 and x.group_id = g.id and x.until is null),
           coalesce(n.clients, 0)
         from practice_group g left join (
           select x.group_id, count(*) as clients from group_client x
           join client c on c.practice_id = $1 and c.id = x.client_id and c.archived_at is null
           where x.practice_id = $1 and x.until is null",
    );
    visible(&mut sql, sight, Columns::CLIENT);
    if let Some(id) = id {
        sql.push(" and x.group_id = ").push_bind(id.0);
    }
    sql.push(" group by x.group_id) n on n.group_id = g.id where g.practice_id = $1 and g.deleted_at is null");
    if let Some(id) = id {
        sql.push(" and g.id = ").push_bind(id.0);
    }
    sql.push(" order by lower(g.name), g.id");
    let rows = sql.build().fetch_all(conn).await?;
    let row = |r: &sqlx::postgres::PgRow| {
        Ok(GroupRow { id: GroupId(r.try_get(0)?), name: r.try_get(1)?, members: r.try_get(2)?, clients: r.try_get(3)? })
    };
    Ok(rows.iter().map(row).collect::<Result<_, sqlx::Error>>()?)
}

/// The groups there are, by name.
pub async fn names(conn: &mut PgConnection) -> Result<Vec<GroupName>, AppError> {
    let rows = sqlx::query!(
        "select id, name from practice_group where practice_id = app_practice() and deleted_at is null order by lower(name), id"
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| GroupName { id: GroupId(r.id), name: r.name }).collect())
}

/// The name of a group that is there.
pub async fn name_of(conn: &mut PgConnection, id: GroupId) -> Result<String, AppError> {
    let name =
        sqlx::query_scalar!("select name from practice_group where practice_id = app_practice() and id = $1 and deleted_at is null", id.0);
    Ok(name.fetch_one(conn).await?)
}

/// The same, and the group stays as it is until the transaction ends.
pub async fn hold(permit: &mut Permit, id: GroupId) -> Result<String, AppError> {
    let name = sqlx::query_scalar!(
        "select name from practice_group where practice_id = app_practice() and id = $1 and deleted_at is null for update",
        id.0
    );
    Ok(name.fetch_one(permit.conn()).await?)
}

pub async fn insert(permit: &mut Permit, id: GroupId, name: &str) -> Result<(), sqlx::Error> {
    let (practice, now, by) = (permit.practice.0, permit.now, permit.by().0);
    sqlx::query!(
        "insert into practice_group (practice_id, id, name, created_at, created_by) values ($1, $2, $3, $4, $5)",
        practice,
        id.0,
        name,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

pub async fn rename(permit: &mut Permit, id: GroupId, name: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("update practice_group set name = $2 where practice_id = app_practice() and id = $1", id.0, name)
        .execute(permit.conn())
        .await?;
    Ok(())
}

/// Ends a group, and being in it for everyone. Returns how many they were.
pub async fn end(permit: &mut Permit, id: GroupId) -> Result<i64, AppError> {
    let (now, by) = (permit.now, permit.by().0);
    let people = sqlx::query_scalar!(
        r#"with members as (
             update group_member set until = $2, ended_by = $3 where practice_id = app_practice() and group_id = $1 and until is null returning 1),
           clients as (
             update group_client set until = $2, ended_by = $3 where practice_id = app_practice() and group_id = $1 and until is null returning 1),
           ended as (update practice_group set deleted_at = $2, deleted_by = $3 where practice_id = app_practice() and id = $1)
           select (select count(*) from members) + (select count(*) from clients) as "n!""#,
        id.0,
        now,
        by
    );
    Ok(people.fetch_one(permit.conn()).await?)
}

// ── who is in it ──

/// Members of a group in the order of names; `after` as the page before said.
pub async fn members(conn: &mut PgConnection, id: GroupId, after: &str) -> Result<People, AppError> {
    let place = after.split_once('~').filter(|(_, key)| !key.contains(char::is_control));
    let after = place.and_then(|(id, key)| Some((id.parse::<Uuid>().ok()?, key)));
    let mut rows = sqlx::query!(
        r#"select m.id, m.first_name || ' ' || m.last_name as "name!", r.name as role, m.sort_key as "sort_key!"
           from group_member g join member m on m.practice_id = g.practice_id and m.id = g.member_id
           join role r on r.practice_id = m.practice_id and r.id = m.role_id
           where g.practice_id = app_practice() and g.group_id = $1 and g.until is null
             and m.status not in ('withdrawn', 'archived', 'removed') and ($2::text is null or (m.sort_key, m.id) > ($2, $3::uuid))
           order by m.sort_key, m.id limit $4"#,
        id.0,
        after.map(|a| a.1),
        after.map(|a| a.0),
        PAGE as i64 + 1
    )
    .fetch_all(conn)
    .await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|r| format!("{}~{}", r.id, r.sort_key));
    Ok(People { people: rows.into_iter().map(|r| Someone { id: r.id, name: r.name, detail: r.role }).collect(), next })
}

/// Clients of a group whom the one who asks sees.
pub async fn clients(conn: &mut PgConnection, practice: PracticeId, sight: Sight, id: GroupId, after: String) -> Result<People, AppError> {
    let (found, next) = caseload::of_group(conn, practice, sight, id, after).await?;
    Ok(People { people: found.into_iter().map(someone).collect(), next })
}

fn someone(client: caseload::ClientChoice) -> Someone {
    Someone { id: client.id.0, name: client.name, detail: client.location }
}

/// The first ten members outside a group, by the beginnings of words.
pub async fn members_outside(conn: &mut PgConnection, id: GroupId, q: &str) -> Result<Vec<Someone>, AppError> {
    let typed: String = q.chars().filter(|c| !c.is_control()).take(100).collect();
    let rows = sqlx::query!(
        r#"with q as materialized (select words_of($2) as w)
           select m.id, m.first_name || ' ' || m.last_name as "name!", r.name as role
           from member m join role r on r.practice_id = m.practice_id and r.id = m.role_id
           where m.practice_id = app_practice() and m.status not in ('withdrawn', 'archived', 'removed')
             and not exists (select from group_member g where g.practice_id = m.practice_id and g.group_id = $1 and g.member_id = m.id and g.until is null)
             and ((select q.w[1] from q) is null or m.id in (select w.member_id from member_word w where w.practice_id = app_practice()
               and w.word >= (select q.w[1] from q) and w.word < (select q.w[1] || chr(1114111) from q)))
             and ((select q.w[2] from q) is null or m.id in (select w.member_id from member_word w where w.practice_id = app_practice()
               and w.word >= (select q.w[2] from q) and w.word < (select q.w[2] || chr(1114111) from q)))
             and ((select q.w[3] from q) is null or m.id in (select w.member_id from member_word w where w.practice_id = app_practice()
               and w.word >= (select q.w[3] from q) and w.word < (select q.w[3] || chr(1114111) from q)))
           order by m.sort_key, m.id limit 10"#,
        id.0,
        typed
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| Someone { id: r.id, name: r.name, detail: r.role }).collect())
}

pub async fn clients_outside(
    conn: &mut PgConnection,
    practice: PracticeId,
    sight: Sight,
    id: GroupId,
    q: &str,
) -> Result<Vec<Someone>, AppError> {
    Ok(caseload::pick(conn, practice, sight, q, Some(id), 10).await?.into_iter().map(someone).collect())
}

/// Those of these people who are there and seen, with their names, in the order of names.
pub async fn known(
    conn: &mut PgConnection,
    kind: PeopleKind,
    practice: PracticeId,
    sight: Sight,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, String)>, AppError> {
    if kind == PeopleKind::Clients {
        return caseload::known(conn, practice, sight, ids).await;
    }
    let rows = sqlx::query!(
        r#"select id, first_name || ' ' || last_name as "name!" from member where practice_id = app_practice() and id = any ($1)
             and status not in ('withdrawn', 'archived', 'removed') order by sort_key, id"#,
        ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (r.id, r.name)).collect())
}

/// Puts people in, unless they are; returns whom.
pub async fn put(permit: &mut Permit, kind: PeopleKind, id: GroupId, ids: &[Uuid]) -> Result<Vec<Uuid>, AppError> {
    let (practice, now, by) = (permit.practice.0, permit.now, permit.by().0);
    let put = match kind {
        PeopleKind::Members => {
            sqlx::query_scalar!(
            "insert into group_member (practice_id, group_id, member_id, since, put_by) select $1, $2, x, $4, $5 from unnest($3::uuid[]) x
                 on conflict do nothing returning member_id",
            practice,
            id.0,
            ids,
            now,
            by
        )
            .fetch_all(permit.conn())
            .await?
        }
        PeopleKind::Clients => {
            sqlx::query_scalar!(
            "insert into group_client (practice_id, group_id, client_id, since, put_by) select $1, $2, x, $4, $5 from unnest($3::uuid[]) x
                 on conflict do nothing returning client_id",
            practice,
            id.0,
            ids,
            now,
            by
        )
            .fetch_all(permit.conn())
            .await?
        }
    };
    Ok(put)
}

/// Puts clients who are new each in a group, unless that was deleted meanwhile.
pub async fn put_new_clients(permit: &mut Permit, clients: &[Uuid], groups: &[Uuid]) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by().0);
    sqlx::query!(
        "insert into group_client (practice_id, group_id, client_id, since, put_by)
         select app_practice(), g.id, t.client, $3, $4 from unnest($1::uuid[], $2::uuid[]) as t (client, in_group)
         join practice_group g on g.practice_id = app_practice() and g.id = t.in_group and g.deleted_at is null",
        clients,
        groups,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Puts members who are new each in a group, unless that was deleted meanwhile, or they were in it before.
pub async fn put_new_members(permit: &mut Permit, members: &[Uuid], groups: &[Uuid]) -> Result<(), AppError> {
    if members.is_empty() {
        return Ok(());
    }
    let (now, by) = (permit.now, permit.by().0);
    sqlx::query!(
        "insert into group_member (practice_id, group_id, member_id, since, put_by)
         select app_practice(), g.id, t.member, $3, $4 from unnest($1::uuid[], $2::uuid[]) as t (member, in_group)
         join practice_group g on g.practice_id = app_practice() and g.id = t.in_group and g.deleted_at is null
         on conflict do nothing",
        members,
        groups,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Takes people out who are in; returns whom.
pub async fn take(permit: &mut Permit, kind: PeopleKind, id: GroupId, ids: &[Uuid]) -> Result<Vec<Uuid>, AppError> {
    let (now, by) = (permit.now, permit.by().0);
    let taken = match kind {
        PeopleKind::Members => {
            sqlx::query_scalar!(
                "update group_member set until = $3, ended_by = $4
                 where practice_id = app_practice() and group_id = $1 and member_id = any ($2) and until is null returning member_id",
                id.0,
                ids,
                now,
                by
            )
            .fetch_all(permit.conn())
            .await?
        }
        PeopleKind::Clients => {
            sqlx::query_scalar!(
                "update group_client set until = $3, ended_by = $4
                 where practice_id = app_practice() and group_id = $1 and client_id = any ($2) and until is null returning client_id",
                id.0,
                ids,
                now,
                by
            )
            .fetch_all(permit.conn())
            .await?
        }
    };
    Ok(taken)
}

/// The groups a member is in, and the others.
pub async fn of_member(conn: &mut PgConnection, member: MemberId) -> Result<(Vec<GroupName>, Vec<GroupName>), AppError> {
    sqlx::query!("select id from member where practice_id = app_practice() and id = $1", member.0).fetch_one(&mut *conn).await?;
    let rows = sqlx::query!(
        r#"select g.id, g.name, exists (select from group_member x where x.practice_id = g.practice_id and x.group_id = g.id
             and x.member_id = $1 and x.until is null) as "is_in!"
           from practice_group g where g.practice_id = app_practice() and g.deleted_at is null order by lower(g.name), g.id"#,
        member.0
    )
    .fetch_all(conn)
    .await?;
    let (there, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|r| r.is_in);
    Ok((
        there.into_iter().map(|r| GroupName { id: GroupId(r.id), name: r.name }).collect(),
        others.into_iter().map(|r| GroupName { id: GroupId(r.id), name: r.name }).collect(),
    ))
}
