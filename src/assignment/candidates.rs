//! Whom clients could be assigned to: everyone active who may have clients, the best first, each with what speaks for
//! them and against. What is used is of all their clients, whoever asks: it counts them, and names none.

use super::types::{Candidate, LOADS_PAGE, Load, LoadQuery};
use crate::access::{Sight, Status};
use crate::base::{AppError, GroupId, LocationId, MemberId, PracticeId};
use crate::credentials::Lapse;
use chrono::NaiveDate;
use sqlx::PgConnection;
use std::cmp::Reverse;

/// What whoever is looked for should fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Where the clients are.
    pub location: Option<LocationId>,
    /// The group they are in.
    pub group: Option<GroupId>,
    /// Who is not asked for: they have the clients now.
    pub not: Option<MemberId>,
    /// The beginnings of words of a name; empty for everyone.
    pub q: String,
    /// How many clients they would get.
    pub clients: i64,
}

/// Whoever can't be chosen comes last, with the reason. Whoever sees no clients has nobody to choose.
///
/// # Errors
/// Only those of the database.
pub async fn candidates(conn: &mut PgConnection, practice: PracticeId, sight: Sight, wanted: Wanted) -> Result<Vec<Candidate>, AppError> {
    if sight.reach.is_none() {
        return Ok(Vec::new());
    }
    let mut fits = read(conn, practice, &wanted, false).await?;
    // The statement has them in the order of names, and the sort keeps it where nothing else tells two apart.
    fits.sort_by_key(|fit| fit.rank(wanted.clients));
    Ok(fits.into_iter().map(|fit| fit.told(wanted.clients)).collect())
}

/// Someone, and how they fit.
#[derive(Clone, Debug)]
struct Fit {
    who: Candidate,
    here: bool,
    grouped: bool,
    unsupervised: bool,
    /// The last day of the licence that expired first.
    expired_on: Option<NaiveDate>,
    status: Status,
}

impl Fit {
    fn takes(&self) -> bool {
        self.status == Status::Active && self.expired_on.is_none()
    }

    /// Whoever has room for all of them, then whoever sets no limit, then the others; among them the nearest, then the freest.
    fn rank(&self, clients: i64) -> impl Ord + use<> {
        let room = match self.who.free {
            Some(free) if free >= clients => 0,
            None => 1,
            Some(_) => 2,
        };
        (self.expired_on.is_some(), room, !self.here, !self.grouped, self.unsupervised, Reverse(self.who.free), self.who.used)
    }

    fn told(self, clients: i64) -> Candidate {
        let mut who = self.who;
        let mut reasons = vec![who.free.filter(|free| *free > 0).map(|free| say!("{free} free"))];
        reasons.push(self.here.then(|| say!("Works at their location").to_string()));
        reasons.push(self.grouped.then(|| say!("In the same group").to_string()));
        who.reasons = reasons.into_iter().flatten().collect();
        let over = who.over(clients);
        let with = if clients > 0 { say!(" with these") } else { "" };
        let mut warnings = vec![(over > 0).then(|| say!("{over} over the limit{with}"))];
        let past = who.target.filter(|target| over == 0 && who.after(clients) > i64::from(*target));
        warnings.push(past.map(|target| say!("Past the target of {target}{with}")));
        warnings.push(self.unsupervised.then(|| say!("Their role requires supervision, and nobody gives it").to_string()));
        who.warnings = warnings.into_iter().flatten().collect();
        who.why_not = self.expired_on.map(|_| Lapse::words().to_string());
        who
    }
}

/// Everyone who may have clients or has some, for the board: at a location, in a group, in the order that was asked for.
///
/// # Errors
/// Only those of the database.
pub async fn loads(conn: &mut PgConnection, practice: PracticeId, query: &LoadQuery) -> Result<(Vec<Load>, usize), AppError> {
    let wanted = Wanted { location: query.location, group: query.group, ..Default::default() };
    let mut fits = read(conn, practice, &wanted, true).await?;
    fits.retain(|fit| (query.location.is_none() || fit.here) && (query.group.is_none() || fit.grouped));
    match query.sort.as_str() {
        // Whoever takes no clients has no room, however much is free.
        "free" => fits.sort_by_key(|fit| (!fit.takes(), fit.who.free.is_none(), Reverse(fit.who.free), fit.who.used)),
        "used" => fits.sort_by_key(|fit| Reverse(fit.who.used)),
        _ => {}
    }
    let load = |fit: Fit| Load { standing: (fit.status != Status::Active).then(|| fit.status.words().to_string()), who: fit.told(0) };
    let total = fits.len();
    let first = query.page.saturating_mul(LOADS_PAGE);
    Ok((fits.into_iter().skip(first).take(LOADS_PAGE).map(load).collect(), total))
}

async fn read(conn: &mut PgConnection, practice: PracticeId, wanted: &Wanted, everyone: bool) -> Result<Vec<Fit>, AppError> {
    let typed: String = wanted.q.chars().filter(|c| !c.is_control()).take(100).collect();
    let rows = sqlx::query!(
        r#"with q as materialized (select words_of($5) as w),
           load as materialized (
             select a.member_id, sum(coalesce(a.weekly, 1)) as used from assignment a
             where a.practice_id = $1 and a.until is null and not a.resting group by a.member_id)
           select m.id, m.first_name || ' ' || m.last_name as "name!", r.name as role_name, l.name as location,
             coalesce(u.used, 0) as "used!", m.status, m.capacity_target as target, m.capacity_limit as "limit",
             coalesce(m.primary_location_id = $2, false) or exists (select from member_location x where x.practice_id = $1
               and x.location_id = $2 and x.member_id = m.id and x.until is null) as "here!",
             exists (select from group_member g where g.practice_id = $1 and g.group_id = $3 and g.member_id = m.id and g.until is null) as "grouped!",
             r.requires_supervision and not exists (select from supervision s
               join member b on b.practice_id = $1 and b.id = s.supervisor_id and b.status in ('active', 'on_hold')
               where s.practice_id = $1 and s.supervisee_id = m.id and s.until is null) as "unsupervised!",
             (select min(i.expires_on) from licence i where i.practice_id = $1 and i.member_id = m.id and i.removed_at is null
               and i.expires_on < (app_now() at time zone l.timezone)::date) as expired_on
           from member m
           join role r on r.practice_id = $1 and r.id = m.role_id
           join location l on l.practice_id = $1 and l.id = m.primary_location_id
           left join load u on u.member_id = m.id
           where m.practice_id = $1 and m.id is distinct from $4
             and ((m.status = 'active' and clients_reach(effective_grants(r.grants, r.off, m.overrides)) <> 'none'
                 and (r.limit_hours is null or m.role_since + make_interval(hours => r.limit_hours) > app_now()))
               or ($6 and u.used > 0 and m.status not in ('withdrawn', 'archived', 'removed')))
             and ((select q.w[1] from q) is null or m.id in (select w.member_id from member_word w where w.practice_id = $1
               and w.word >= (select q.w[1] from q) and w.word < (select q.w[1] || chr(1114111) from q)))
             and ((select q.w[2] from q) is null or m.id in (select w.member_id from member_word w where w.practice_id = $1
               and w.word >= (select q.w[2] from q) and w.word < (select q.w[2] || chr(1114111) from q)))
           order by m.sort_key, m.id"#,
        practice.0,
        wanted.location.map(|l| l.0),
        wanted.group.map(|g| g.0),
        wanted.not.map(|m| m.0),
        typed,
        everyone
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| Fit {
            who: Candidate {
                member: MemberId(r.id),
                name: r.name,
                role_name: r.role_name,
                location: r.location,
                used: r.used,
                target: r.target,
                limit: r.limit,
                free: r.limit.or(r.target).map(|most| i64::from(most) - r.used),
                reasons: Vec::new(),
                warnings: Vec::new(),
                why_not: None,
            },
            here: r.here,
            grouped: r.grouped,
            unsupervised: r.unsupervised,
            expired_on: r.expired_on,
            status: r.status.parse().unwrap_or(Status::Inactive),
        })
        .collect())
}
