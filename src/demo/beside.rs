//! The SQL of what stands beside a membership: credentials, capacity, groups, supervision.

use super::{practising::Practises, store::column};
use crate::access::Permit;
use crate::base::{AppError, MemberId};

/// As if the members had entered it themselves.
pub async fn insert_credentials(permit: &mut Permit, rows: &[Practises]) -> Result<(), AppError> {
    let (practice, now) = (permit.practice.0, permit.now);
    let members = column(rows, |r| r.member.0);
    sqlx::query!(
        "insert into credentials (practice_id, member_id, npi, taxonomy, bio, changed_at, changed_by)
         select $1, member, npi, taxonomy, bio, $2, member from unnest($3::uuid[], $4::text[], $5::text[], $6::text[]) as t (member, npi, taxonomy, bio)",
        practice,
        now,
        &members,
        &column(rows, |r| r.npi.clone()),
        &column(rows, |r| r.taxonomy.to_string()),
        &column(rows, |r| r.bio.to_string())
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        "insert into licence (practice_id, id, member_id, state, number, title, expires_on, added_at, added_by, changed_at, changed_by)
         select $1, id, member, state, number, title, expires_on, $2, member, $2, member
         from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::date[]) as t (id, member, state, number, title, expires_on)",
        practice,
        now,
        &column(rows, |r| r.licence),
        &members,
        &column(rows, |r| r.state.to_string()),
        &column(rows, |r| r.number.clone()),
        &column(rows, |r| r.title.to_string()),
        &column(rows, |r| r.expires_on)
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

pub async fn set_capacities(permit: &mut Permit, rows: &[Practises]) -> Result<(), AppError> {
    let (target, limit) = (column(rows, |r| r.capacity.map(|c| c.0)), column(rows, |r| r.capacity.map(|c| c.1)));
    sqlx::query!(
        "update member m set capacity_target = t.target, capacity_limit = t.most
         from unnest($1::uuid[], $2::int[], $3::int[]) as t (id, target, most) where m.practice_id = app_practice() and m.id = t.id",
        &column(rows, |r| r.member.0),
        &target as &[Option<i32>],
        &limit as &[Option<i32>]
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Groups of those who are on the team, in the order of their names: of every so many-th.
pub async fn gather(permit: &mut Permit, groups: &[(&str, i32)], by: MemberId) -> Result<(), AppError> {
    let now = permit.now;
    let names: Vec<String> = groups.iter().map(|g| g.0.to_string()).collect();
    let every: Vec<i32> = groups.iter().map(|g| g.1).collect();
    sqlx::query!(
        "with made as (
           insert into practice_group (practice_id, id, name, created_at, created_by)
           select app_practice(), gen_random_uuid(), name, $1::timestamptz - interval '200 days', $2 from unnest($3::text[]) as t (name)
           returning id, name),
         people as (
           select id, began_at, row_number() over (order by sort_key, id) as n from member
           where practice_id = app_practice() and status in ('active', 'on_hold'))
         insert into group_member (practice_id, group_id, member_id, since, put_by)
         select app_practice(), made.id, people.id, greatest(people.began_at, $1::timestamptz - interval '200 days'), $2
         from made join unnest($3::text[], $4::int[]) as t (name, every) on t.name = made.name
         join people on people.n % t.every = 0",
        now,
        by.0,
        &names,
        &every
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Associates have a supervisor, who has no more than five of them while there are enough. The intern still needs one, and is
/// flagged for it.
pub async fn supervise(permit: &mut Permit, by: MemberId) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!(
        // Each made once: of tables this young the planner knows nothing, and would make one for every row of the other.
        "with supervisors as materialized (
           select s.id, row_number() over (order by s.sort_key, s.id) - 1 as n, count(*) over () as many
           from member s join role x on x.practice_id = s.practice_id and x.id = s.role_id
           where s.practice_id = app_practice() and s.status = 'active' and x.can_supervise),
         associates as materialized (
           select m.id, m.began_at, (row_number() over (order by m.sort_key, m.id) - 1) / 5 as n
           from member m join role r on r.practice_id = m.practice_id and r.id = m.role_id
           where m.practice_id = app_practice() and m.status = 'active' and r.built_in = 'associate')
         insert into supervision (practice_id, id, supervisor_id, supervisee_id, kind, frequency, since, set_by)
         select app_practice(), gen_random_uuid(), s.id, a.id, 'clinical', 'weekly', greatest(a.began_at, $1::timestamptz - interval '200 days'), $2
         from associates a join supervisors s on s.n = a.n % s.many",
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Whoever is on hold has someone who covers for them, since yesterday and for ten days; from the week after on a second one,
/// with a day between that nobody covers.
pub async fn cover(permit: &mut Permit, by: MemberId) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!(
        "insert into coverage (practice_id, id, absent_id, cover_id, starts_at, ends_at, whole, reason, set_at, set_by)
         select app_practice(), gen_random_uuid(), a.id, c.id, $1::timestamptz + t.first * interval '1 day', $1 + t.last * interval '1 day', true, t.why, $1, $2
         from (values (-1, 9, 'Family leave'), (10, 24, '')) as t (first, last, why),
           (select id from member where practice_id = app_practice() and status = 'on_hold' order by sort_key, id limit 1) a,
           (select m.id from member m join role r on r.practice_id = m.practice_id and r.id = m.role_id
            where m.practice_id = app_practice() and m.status = 'active' and r.can_supervise order by m.sort_key, m.id limit 1) c",
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}
