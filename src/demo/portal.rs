//! Clients with an account of their own: some invited, some set up, some in use. The first signs in with a password of
//! their own, and is listed.

use super::{password::Keys, scene::Scene, store};
use crate::access::Permit;
use crate::base::{AccountId, AppError, LocationId, MemberId, OnConstraint};
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

pub struct PortalClient {
    pub first: &'static str,
    pub last: &'static str,
    pub preferred: &'static str,
    pub pronouns: &'static str,
    pub mailbox: &'static str,
    pub stands: Stands,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// Hours ago; good for 72 hours.
    Invited(i64),
    Provisioned,
    /// The last sign-in, days ago.
    Activated(i64),
}

const fn client(first: &'static str, last: &'static str, mailbox: &'static str, stands: Stands) -> PortalClient {
    PortalClient { first, last, preferred: "", pronouns: "", mailbox, stands }
}

/// Of Maple Grove.
pub const PORTAL: [PortalClient; 8] = [
    PortalClient { preferred: "Nori", pronouns: "she/her", ..client("Nora", "Whitaker", "nora.whitaker", Stands::Activated(1)) },
    client("Desmond", "Achterberg", "desmond.achterberg", Stands::Activated(12)),
    PortalClient { pronouns: "they/them", ..client("Lucía", "Ferreira-Pinto", "lucia.ferreira", Stands::Activated(0)) },
    client("Walter", "Engström", "walter.engstrom", Stands::Provisioned),
    client("Amara", "Nwosu", "amara.nwosu", Stands::Provisioned),
    client("Tobias", "Lindgren", "tobias.lindgren", Stands::Invited(5)),
    client("Philippa", "Rourke", "philippa.rourke", Stands::Invited(60)),
    client("Calvin", "Whitlock", "calvin.whitlock", Stands::Invited(100)),
];

impl PortalClient {
    pub fn email(&self) -> String {
        format!("{}@mail.example", self.mailbox)
    }

    pub fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }
}

/// Who looks after them, in turn: member and place.
pub type Therapist = (MemberId, LocationId);

/// With a therapist, a visit behind them and two before them each.
pub async fn open_portal(permit: &mut Permit, keys: &Keys, scene: &Scene, therapists: &[Therapist], by: MemberId) -> Result<(), AppError> {
    let account = permit.account;
    for (n, (who, therapist)) in (0i64..).zip(scene.portal.iter().zip(therapists.iter().cycle())) {
        let id = Uuid::now_v7();
        insert(permit, id, who, *therapist, by, n).await?;
        insert_visits(permit, id, *therapist, by, n).await?;
        invite(permit, id, who, by).await?;
        if !matches!(who.stands, Stands::Invited(_)) {
            let hash = keys.hash(&who.email(), n == 0).await?;
            insert_account(permit, id, who, &hash).await?;
            permit.stand_in(permit.practice, account).await?;
        }
    }
    Ok(())
}

/// Some weeks a client.
fn since(permit: &Permit, n: i64) -> DateTime<Utc> {
    permit.now - Duration::days(120 + 9 * n)
}

async fn insert(
    permit: &mut Permit,
    id: Uuid,
    who: &PortalClient,
    (member, place): Therapist,
    by: MemberId,
    n: i64,
) -> Result<(), AppError> {
    let (practice, since, portal) = (permit.practice.0, since(permit, n), who.stands.key());
    let (birth_date, phone) =
        (chrono::NaiveDate::from_ymd_opt(1962 + 5 * n as i32, 3, 1 + n as u32), format!("+1 207 555 01{:02}", 40 + n));
    sqlx::query!(
        "insert into client (practice_id, id, first_name, last_name, preferred_name, pronouns, birth_date, email, phone, portal, location_id, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        practice,
        id,
        who.first,
        who.last,
        who.preferred,
        who.pronouns,
        birth_date,
        who.email(),
        phone,
        portal,
        place.0,
        since,
        by.0
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        r#"insert into assignment (practice_id, id, client_id, member_id, "primary", since, assigned_by) values ($1, gen_random_uuid(), $2, $3, true, $4, $5)"#,
        practice,
        id,
        member.0,
        since,
        by.0
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// What the visits make of a client is kept beside it, for whoever sees the client: so it is seen meanwhile.
async fn insert_visits(permit: &mut Permit, id: Uuid, (member, place): Therapist, by: MemberId, n: i64) -> Result<(), AppError> {
    let (practice, now) = (permit.practice.0, permit.now);
    let hour = now.date_naive().and_hms_opt(15, 0, 0).map_or(now, |at| at.and_utc()) + Duration::hours(n % 4);
    sqlx::query!("select set_config('app.clients', 'practice', true) as sees").fetch_one(permit.conn()).await?;
    sqlx::query!(
        "insert into visit (practice_id, id, client_id, member_id, location_id, starts_at, minutes, kind, state, noted_at, created_at, created_by, changed_at)
         select $1, gen_random_uuid(), $2, $3, $4, $5::timestamptz + make_interval(days => v.day), 50, v.kind, v.state,
           case v.state when 'held' then $5::timestamptz + make_interval(days => v.day + 1) end, $6::timestamptz, $7, $6
         from (values (-11, 'individual', 'held'), (3, 'individual', 'scheduled'), (17, 'telehealth', 'scheduled')) as v (day, kind, state)",
        practice,
        id,
        member.0,
        place.0,
        hour,
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!("select set_config('app.clients', '', true) as sees").fetch_one(permit.conn()).await?;
    Ok(())
}

impl Stands {
    /// As it stands in the record.
    fn key(self) -> &'static str {
        match self {
            Stands::Invited(_) => "none",
            Stands::Provisioned => "provisioned",
            Stands::Activated(_) => "activated",
        }
    }
}

async fn invite(permit: &mut Permit, id: Uuid, who: &PortalClient, by: MemberId) -> Result<(), AppError> {
    let (practice, now) = (permit.practice.0, permit.now);
    let (state, hours) = if let Stands::Invited(hours) = who.stands { ("open", hours) } else { ("accepted", 24 * 30) };
    let sent = now - Duration::hours(hours);
    sqlx::query!(
        "insert into portal_invitation (practice_id, client_id, state, email, invited_by, renewed_at, expires_at, decided_at)
         values ($1, $2, $3::text, $4, $5, $6::timestamptz, $6 + interval '72 hours', case $3 when 'accepted' then $6 + interval '5 hours' end)",
        practice,
        id,
        state,
        who.email(),
        by.0,
        sent
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// The transaction then stands in for this very account.
async fn insert_account(permit: &mut Permit, client: Uuid, who: &PortalClient, hash: &str) -> Result<(), AppError> {
    let (practice, account, now) = (permit.practice, AccountId::new(), permit.now);
    let seen = if let Stands::Activated(days) = who.stands { Some(now - Duration::days(days) - Duration::hours(2)) } else { None };
    permit.stand_in(practice, Some(account)).await?;
    sqlx::query!(
        "insert into account (id, email, first_name, last_name, password_hash, practice_id, client_id, created_at, last_sign_in_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        account.0,
        who.email(),
        who.first,
        who.last,
        hash,
        practice.0,
        client,
        now - Duration::days(30),
        seen
    )
    .execute(permit.conn())
    .await
    .on_constraint("account_email_key", store::taken)?;
    Ok(())
}
