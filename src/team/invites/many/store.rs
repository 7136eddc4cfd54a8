//! The SQL of a batch's steps. Row-level security shows nobody a batch but its owner.

use super::{
    BatchState, Column, Verdict,
    judge::{Fate, Known, Meant, Someone},
    read::Row,
};
use crate::access::{Action, Actor, Permit, Target, can};
use crate::base::{AppError, BatchId, MemberId};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Between the cells of a row where they are kept as one; nobody types it, and no cell has it.
const BETWEEN: &str = "\u{1f}";

/// Whoever has one of these addresses now, in lower case each; and where the practice's members have their mail.
pub async fn people(conn: &mut PgConnection, emails: &[String]) -> Result<(HashMap<String, Someone>, Vec<String>), AppError> {
    let rows = sqlx::query!(
        r#"select m.email_key as email, m.id, m.first_name || ' ' || m.last_name as "name!", m.status,
             case when i.state = 'open' then i.expires_at end as open_until
           from member m left join invitation i on i.practice_id = m.practice_id and i.member_id = m.id
           where m.practice_id = app_practice() and m.email_key = any ($1) and m.status not in ('withdrawn', 'archived', 'removed')"#,
        emails
    )
    .fetch_all(&mut *conn)
    .await?;
    let someone = |id: Uuid, name: String, status: String, open_until: Option<DateTime<Utc>>| Someone {
        member: MemberId(id),
        name: name.trim_end().to_string(),
        status,
        open_until,
    };
    let people = rows.into_iter().map(|r| (r.email.to_lowercase(), someone(r.id, r.name, r.status, r.open_until))).collect();
    let domains = sqlx::query_scalar!(
        r#"select split_part(lower(email), '@', 2) as "domain!" from member
           where practice_id = app_practice() and status in ('active', 'on_hold') group by 1 order by count(*) desc limit 20"#
    )
    .fetch_all(conn)
    .await?;
    Ok((people, domains))
}

/// Everything a list may name.
pub async fn known(conn: &mut PgConnection, who: &Actor, rows: &[Row]) -> Result<Known, AppError> {
    let emails: Vec<String> = rows.iter().map(|row| row.of(Column::Email).to_lowercase()).filter(|e| !e.is_empty()).collect();
    let (people, domains) = people(conn, &emails).await?;
    let roles = crate::roles::all_roles(conn).await?;
    let why_not = |grants| can(who, Action::InviteMember, &Target::Role(grants)).why_not();
    let locations = crate::locations::location_choices(conn).await?;
    let groups =
        sqlx::query!("select lower(name) as name, id from practice_group where practice_id = app_practice() and deleted_at is null")
            .fetch_all(conn)
            .await?;
    Ok(Known {
        people,
        domains,
        roles: roles.into_iter().map(|r| (r.name.to_lowercase(), (r.id.0, why_not(r.grants)))).collect(),
        locations: locations.into_iter().map(|l| (l.name.to_lowercase(), l.id.0)).collect(),
        groups: groups.into_iter().filter_map(|g| Some((g.name?, g.id))).collect(),
        why_not_group: can(who, Action::EditGroup, &Target::Practice).why_not(),
    })
}

/// The names of the groups there are.
pub async fn groups(conn: &mut PgConnection) -> Result<Vec<String>, AppError> {
    Ok(sqlx::query_scalar!(
        "select name from practice_group where practice_id = app_practice() and deleted_at is null order by lower(name)"
    )
    .fetch_all(conn)
    .await?)
}

pub struct New<'a> {
    pub id: BatchId,
    pub file: &'a str,
    pub unknown: &'a [String],
    pub note: &'a str,
    pub sends: bool,
    pub second_factor: bool,
}

/// Keeps a batch, and how many rows there are of each verdict.
pub async fn insert_batch(permit: &mut Permit, new: &New<'_>, fates: &[Fate]) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by());
    let many = |of: Verdict| fates.iter().filter(|fate| verdict(fate) == of).count() as i32;
    sqlx::query!(
        "insert into invitation_batch (practice_id, id, owner_id, file, sends, note, unknown, total, invites, members, invited, errors, created_at,
           second_factor)
         values (app_practice(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        new.id.0,
        by.0,
        new.file,
        new.sends,
        new.note,
        new.unknown,
        fates.len() as i32,
        many(Verdict::Invite),
        many(Verdict::Member),
        many(Verdict::Invited),
        many(Verdict::Error),
        now,
        new.second_factor
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

fn verdict(fate: &Fate) -> Verdict {
    match fate {
        Fate::Invite(_) => Verdict::Invite,
        Fate::Member(..) => Verdict::Member,
        Fate::Invited(..) => Verdict::Invited,
        Fate::Error(..) => Verdict::Error,
    }
}

/// Keeps its rows, all at once: there are some thousand at most.
pub async fn insert_rows(permit: &mut Permit, id: BatchId, rows: &[Row], fates: &[Fate]) -> Result<(), AppError> {
    let by = permit.by();
    let empty = Meant::default();
    let meant: Vec<&Meant> = fates.iter().map(|fate| if let Fate::Invite(meant) = fate { meant } else { &empty }).collect();
    let text = |of: fn(&Meant) -> &str| -> Vec<String> { meant.iter().map(|meant| of(meant).to_string()).collect() };
    let ids = |of: fn(&Meant) -> Option<Uuid>| -> Vec<Option<Uuid>> { meant.iter().map(|meant| of(meant)).collect() };
    let (mut fields, mut reasons, mut members) = (Vec::new(), Vec::new(), Vec::new());
    for fate in fates {
        let (field, reason, member) = match fate {
            Fate::Invite(meant) => ("", &meant.hint, None),
            Fate::Member(member, words) => ("", words, Some(member.0)),
            Fate::Invited(member, words) => ("", words, member.map(|m| m.0)),
            Fate::Error(column, words) => (column.map_or("", Column::words), words, None),
        };
        fields.push(field.to_string());
        reasons.push(reason.clone());
        members.push(member);
    }
    sqlx::query!(
        "insert into invitation_batch_row (practice_id, batch_id, owner_id, line, cells, verdict, field, reason, email, first_name, last_name,
           role_id, location_id, group_id, member_id)
         select app_practice(), $1, $2, line, string_to_array(cells, chr(31)), verdict, field, reason, email, first_name, last_name,
           role, location, in_group, member
         from unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::uuid[], $12::uuid[],
           $13::uuid[], $14::uuid[])
           as t (line, cells, verdict, field, reason, email, first_name, last_name, role, location, in_group, member)",
        id.0,
        by.0,
        &rows.iter().map(|r| r.line).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.cells.join(BETWEEN)).collect::<Vec<_>>(),
        &fates.iter().map(|fate| verdict(fate).key().to_string()).collect::<Vec<_>>(),
        &fields,
        &reasons,
        &text(|m| &m.email),
        &text(|m| &m.first_name),
        &text(|m| &m.last_name),
        &ids(|m| Some(m.role).filter(|id| !id.is_nil())) as &[Option<Uuid>],
        &ids(|m| Some(m.location).filter(|id| !id.is_nil())) as &[Option<Uuid>],
        &ids(|m| m.group) as &[Option<Uuid>],
        &members as &[Option<Uuid>]
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

// ── its steps ──

pub async fn begin(permit: &mut Permit, id: BatchId) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!(
        "update invitation_batch set state = 'running', begun_at = $2, wanted = invites, failures = 0
         where practice_id = app_practice() and id = $1 and state = 'ready'",
        id.0,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// A row about to be an invitation.
pub struct Next {
    pub line: i32,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: Uuid,
    pub location: Uuid,
    pub group: Option<Uuid>,
}

/// What every row of a batch has in common.
pub struct Common {
    pub note: String,
    pub second_factor: bool,
}

/// The next rows, and what they share.
pub async fn next(permit: &mut Permit, id: BatchId, most: i64) -> Result<(Vec<Next>, Common), AppError> {
    let rows = sqlx::query_as!(
        Next,
        r#"select line, email, first_name, last_name, role_id as "role!", location_id as "location!", group_id as "group"
           from invitation_batch_row where practice_id = app_practice() and batch_id = $1 and verdict = 'invite' order by line limit $2"#,
        id.0,
        most
    )
    .fetch_all(permit.conn())
    .await?;
    let common =
        sqlx::query_as!(Common, "select note, second_factor from invitation_batch where practice_id = app_practice() and id = $1", id.0)
            .fetch_one(permit.conn())
            .await?;
    Ok((rows, common))
}

/// What a row has become.
pub struct Become {
    pub line: i32,
    pub verdict: Verdict,
    pub field: &'static str,
    pub reason: String,
    pub member: Option<Uuid>,
    pub invitation: Option<Uuid>,
}

/// Writes down what the rows have become; the batch's account of itself follows.
pub async fn become_of(permit: &mut Permit, id: BatchId, rows: &[Become]) -> Result<(), AppError> {
    let members: Vec<Option<Uuid>> = rows.iter().map(|r| r.member).collect();
    let invitations: Vec<Option<Uuid>> = rows.iter().map(|r| r.invitation).collect();
    sqlx::query!(
        "with done as (
           update invitation_batch_row r set verdict = t.verdict, field = t.field, reason = t.reason, member_id = coalesce(t.member, r.member_id),
             invitation_id = t.invitation
           from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::uuid[]) as t (line, verdict, field, reason, member, invitation)
           where r.practice_id = app_practice() and r.batch_id = $1 and r.line = t.line and r.verdict = 'invite'
           returning r.verdict)
         update invitation_batch b set invites = b.invites - n.all_of, members = b.members + n.members, invited = b.invited + n.invited,
           errors = b.errors + n.errors, made = b.made + n.made, failures = 0
         from (select count(*)::int as all_of, (count(*) filter (where verdict = 'member'))::int as members,
                 (count(*) filter (where verdict = 'invited'))::int as invited, (count(*) filter (where verdict = 'error'))::int as errors,
                 (count(*) filter (where verdict = 'made'))::int as made from done) n
         where b.practice_id = app_practice() and b.id = $1",
        id.0,
        &rows.iter().map(|r| r.line).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.verdict.key().to_string()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.field.to_string()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.reason.clone()).collect::<Vec<_>>(),
        &members as &[Option<Uuid>],
        &invitations as &[Option<Uuid>]
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Ends it. Its rows stay for a while: for the file of those in error, for the mails and the links of those who were invited.
pub async fn end(permit: &mut Permit, id: BatchId, how: BatchState, why: &str) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!(
        "update invitation_batch set state = $2, why = $3, ended_at = $4 where practice_id = app_practice() and id = $1",
        id.0,
        how.key(),
        why,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}
