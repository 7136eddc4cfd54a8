//! The SQL of the demo's clients: a statement for a thousand or so of everything, each taking columns as arrays. (COPY would
//! be no quicker a way: PostgreSQL refuses it to whom row-level security binds, and that is everyone here.)

use super::{caseload::Bundle, store::column};
use crate::access::Permit;
use crate::base::{AppError, MemberId};
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

/// The groups of the practice, in the order they were named.
pub async fn groups(permit: &mut Permit, names: &[(&str, i32)]) -> Result<Vec<Uuid>, AppError> {
    let names: Vec<String> = names.iter().map(|g| g.0.to_string()).collect();
    Ok(sqlx::query_scalar!(
        r#"select g.id from practice_group g where g.practice_id = app_practice() and g.name = any ($1) order by array_position($1::text[], g.name)"#,
        &names
    )
    .fetch_all(permit.conn())
    .await?)
}

/// Clients with everything about them. `groups` are those the bundle counts by number; `owners` see in turn to those nobody
/// has.
pub async fn insert(permit: &mut Permit, bundle: &Bundle, groups: &[Uuid], owners: &[MemberId], by: MemberId) -> Result<(), AppError> {
    insert_clients(permit, bundle, by).await?;
    insert_assignments(permit, bundle, by).await?;
    insert_visits(permit, bundle).await?;
    insert_named(permit, bundle, by).await?;
    insert_grouped(permit, bundle, groups, by).await?;
    insert_waiting(permit, bundle, owners, by).await
}

async fn insert_clients(permit: &mut Permit, bundle: &Bundle, by: MemberId) -> Result<(), AppError> {
    let (practice, rows) = (permit.practice.0, &bundle.clients);
    let (archived, visited) = (column(rows, |r| r.archived_at), column(rows, |r| r.last_visit_at));
    sqlx::query!(
        "insert into client (practice_id, id, first_name, last_name, preferred_name, pronouns, birth_date, email, phone, risk, restricted,
           location_id, created_at, created_by, archived_at, archived_by, last_visit_at, placed_at)
         select $1, id, first, last, preferred, pronouns, born, email, phone, risk, restricted, place, created, $2::uuid, archived,
           case when archived is not null then $2::uuid end, visited, greatest(created, archived)
         from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[], $9::text[], $10::text[], $11::text[], $12::bool[],
             $13::uuid[], $14::timestamptz[], $15::timestamptz[], $16::timestamptz[])
           as t (id, first, last, preferred, pronouns, born, email, phone, risk, restricted, place, created, archived, visited)",
        practice,
        by.0,
        &column(rows, |r| r.id),
        &column(rows, |r| r.name.first.clone()),
        &column(rows, |r| r.name.last.clone()),
        &column(rows, |r| r.preferred.to_string()),
        &column(rows, |r| r.pronouns.to_string()),
        &column(rows, |r| r.birth_date),
        &column(rows, |r| r.email.clone()),
        &column(rows, |r| r.phone.clone()),
        &column(rows, |r| r.risk.to_string()),
        &column(rows, |r| r.restricted),
        &column(rows, |r| r.place.0),
        &column(rows, |r| r.created_at),
        &archived as &[Option<DateTime<Utc>>],
        &visited as &[Option<DateTime<Utc>>]
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

async fn insert_assignments(permit: &mut Permit, bundle: &Bundle, by: MemberId) -> Result<(), AppError> {
    let (practice, rows) = (permit.practice.0, &bundle.assignments);
    let (until, weekly) = (column(rows, |r| r.until), column(rows, |r| r.weekly));
    sqlx::query!(
        r#"insert into assignment (practice_id, id, client_id, member_id, "primary", since, until, assigned_by, ended_by, reason, ended_reason, hand_off, weekly)
           select $1, gen_random_uuid(), client, member, is_primary, since, until, $2::uuid, case when until is not null then $2::uuid end, reason, ended_reason, hand_off, weekly
           from unnest($3::uuid[], $4::uuid[], $5::bool[], $6::timestamptz[], $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::smallint[])
             as t (client, member, is_primary, since, until, reason, ended_reason, hand_off, weekly)"#,
        practice,
        by.0,
        &column(rows, |r| r.client),
        &column(rows, |r| r.member.0),
        &column(rows, |r| r.primary),
        &column(rows, |r| r.since),
        &until as &[Option<DateTime<Utc>>],
        &column(rows, |r| r.reason.to_string()),
        &column(rows, |r| r.ended_reason.to_string()),
        &column(rows, |r| r.hand_off.to_string()),
        &weekly as &[Option<i16>]
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// What the visits make of a client (`last_visit_at`) came with the client.
async fn insert_visits(permit: &mut Permit, bundle: &Bundle) -> Result<(), AppError> {
    let (practice, now, rows) = (permit.practice.0, permit.now, &bundle.visits);
    let noted = column(rows, |r| r.noted_at);
    sqlx::query!(
        "insert into visit (practice_id, id, client_id, member_id, location_id, starts_at, minutes, kind, state, noted_at, created_at, created_by, changed_at, changed_by)
         select $1, gen_random_uuid(), client, member, place, starts, minutes, kind, state, noted, least(starts, $2::timestamptz) - interval '5 days', member,
           least(starts, $2::timestamptz), member
         from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[], $7::int[], $8::text[], $9::text[], $10::timestamptz[])
           as t (client, member, place, starts, minutes, kind, state, noted)",
        practice,
        now,
        &column(rows, |r| r.client),
        &column(rows, |r| r.member.0),
        &column(rows, |r| r.place.0),
        &column(rows, |r| r.starts_at),
        &column(rows, |r| r.minutes),
        &column(rows, |r| r.kind.to_string()),
        &column(rows, |r| r.state.to_string()),
        &noted as &[Option<DateTime<Utc>>]
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

async fn insert_named(permit: &mut Permit, bundle: &Bundle, by: MemberId) -> Result<(), AppError> {
    let (practice, rows) = (permit.practice.0, &bundle.named);
    sqlx::query!(
        "insert into client_named (practice_id, client_id, member_id, since, named_by)
         select $1, client, member, since, $2 from unnest($3::uuid[], $4::uuid[], $5::timestamptz[]) as t (client, member, since)",
        practice,
        by.0,
        &column(rows, |r| r.0),
        &column(rows, |r| r.1.0),
        &column(rows, |r| r.2)
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

async fn insert_grouped(permit: &mut Permit, bundle: &Bundle, groups: &[Uuid], by: MemberId) -> Result<(), AppError> {
    let practice = permit.practice.0;
    let rows: Vec<(Uuid, Uuid, DateTime<Utc>)> =
        bundle.grouped.iter().filter_map(|(client, group, since)| Some((*client, *groups.get(*group)?, *since))).collect();
    sqlx::query!(
        "insert into group_client (practice_id, group_id, client_id, since, put_by)
         select $1, in_group, client, since, $2 from unnest($3::uuid[], $4::uuid[], $5::timestamptz[]) as t (client, in_group, since)",
        practice,
        by.0,
        &column(&rows, |r| r.0),
        &column(&rows, |r| r.1),
        &column(&rows, |r| r.2)
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

async fn insert_waiting(permit: &mut Permit, bundle: &Bundle, owners: &[MemberId], by: MemberId) -> Result<(), AppError> {
    let (practice, rows) = (permit.practice.0, &bundle.waiting);
    let turns: Vec<Uuid> = owners.iter().cycle().take(rows.len()).map(|m| m.0).collect();
    sqlx::query!(
        "insert into unassigned (practice_id, id, client_id, owner_id, since, due_at, reason, left_by, put_by)
         select $1, gen_random_uuid(), client, owner, since, due, 'reduces hours', left_by, $2
         from unnest($3::uuid[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::uuid[]) as t (client, owner, since, due, left_by)",
        practice,
        by.0,
        &column(rows, |r| r.client),
        &turns,
        &column(rows, |r| r.since),
        &column(rows, |r| r.due_at),
        &column(rows, |r| r.left_by.0)
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// A caseload, or some of it, lent for some days.
pub struct Cover {
    pub absent: MemberId,
    pub cover: MemberId,
    /// From now; negative if it has begun.
    pub starts: Duration,
    pub days: i64,
    /// All of them, if none are named.
    pub clients: Vec<Uuid>,
    pub reason: &'static str,
}

pub async fn insert_cover(permit: &mut Permit, cover: &Cover, by: MemberId) -> Result<(), AppError> {
    let (id, starts) = (Uuid::now_v7(), permit.now + cover.starts);
    let set_at = starts.min(permit.now) - Duration::days(6);
    sqlx::query!(
        "insert into coverage (practice_id, id, absent_id, cover_id, starts_at, ends_at, whole, reason, set_at, set_by)
         values (app_practice(), $1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id,
        cover.absent.0,
        cover.cover.0,
        starts,
        starts + Duration::days(cover.days),
        cover.clients.is_empty(),
        cover.reason,
        set_at,
        by.0
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        "insert into coverage_client (practice_id, coverage_id, client_id) select app_practice(), $1, c from unnest($2::uuid[]) c",
        id,
        &cover.clients
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}
