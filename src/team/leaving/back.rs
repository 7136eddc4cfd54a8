//! Coming back: whoever was invited again and has accepted is a new member; what they had is offered to the administrator.

use super::past::{self, Past};
use super::store::Kind;
use super::types::{CameBack, Former};
use super::undo::begins_anew;
use crate::access::{Action, Permit, Sight, Target};
use crate::assignment::{self, Giving};
use crate::base::{AppError, BatchId, MemberId, PracticeId};
use crate::caseload;
use crate::notices::{What, tell};
use sqlx::PgConnection;
use uuid::Uuid;

/// What of before can come back, as whoever looks sees it. Nothing where nothing is left to decide.
pub async fn seen(
    conn: &mut PgConnection,
    practice: PracticeId,
    sight: Sight,
    member: MemberId,
    why_not: Option<String>,
) -> Result<Option<CameBack>, AppError> {
    let Some(of) = past::before(conn, member).await? else { return Ok(None) };
    let former = past::former_clients(conn, &of, member).await?;
    let ids: Vec<Uuid> = former.iter().map(|f| f.id).collect();
    let looked = caseload::of_all(conn, practice, sight, &ids).await?;
    let clients: Vec<Former> = looked
        .iter()
        .filter_map(|l| {
            let f = former.iter().find(|f| f.id == l.id.0)?;
            let now = match (&f.now, f.on_board) {
                (Some(name), _) => say!("Went to {name}"),
                (None, true) => say!("On the Unassigned board").to_string(),
                (None, false) => say!("Nobody has them").to_string(),
            };
            Some(Former { id: l.id.to_string(), name: l.name.clone(), now, free: f.now.is_none() })
        })
        .collect();
    let named = |all: Vec<(Uuid, String)>| -> Vec<Former> {
        all.into_iter().map(|(id, name)| Former { id: id.to_string(), name, now: String::new(), free: true }).collect()
    };
    let groups = named(past::former_places(conn, of.id, Kind::Group, member).await?);
    let locations = named(past::former_places(conn, of.id, Kind::Location, member).await?);
    let supervisees = past::relations(conn, of.id, of.member, Kind::Supervisee).await?;
    let supervisees = supervisees.into_iter().map(|r| Former {
        id: r.id.to_string(),
        name: r.supervisee_name,
        free: r.now.is_none(),
        now: r.now.map(|name| say!("Supervised by {name} now")).unwrap_or_default(),
    });
    let unseen = (former.len() - clients.len()) as i64;
    Ok(Some(CameBack {
        left: of.id,
        left_at: of.at.into(),
        clients,
        unseen,
        groups,
        locations,
        supervisees: supervisees.collect(),
        why_not,
    }))
}

/// What was chosen of it, by ids.
pub struct Chosen {
    pub clients: Vec<Uuid>,
    pub groups: Vec<Uuid>,
    pub locations: Vec<Uuid>,
    pub supervisees: Vec<Uuid>,
}

/// Gives back what was chosen, and nothing that was not theirs; what was done, in words.
///
/// # Errors
/// `Stale` if it was answered already, or a client is none of the former ones any more.
pub async fn give_back(permit: &mut Permit, sight: Sight, member: MemberId, of: &Past, chosen: &Chosen) -> Result<Vec<String>, AppError> {
    crate::settings::seats_for_update(permit).await?;
    if !past::mark_answered(permit, of.id, member).await? {
        return Err(AppError::Stale);
    }
    let mut words = Vec::new();
    let practice = permit.practice;
    let former: Vec<Uuid> = past::former_clients(permit.conn(), of, member).await?.into_iter().map(|f| f.id).collect();
    if !chosen.clients.iter().all(|id| former.contains(id)) {
        return Err(AppError::Stale);
    }
    let looked = caseload::of_all(permit.conn(), practice, sight, &chosen.clients).await?;
    for one in &looked {
        permit.also(Action::AssignClient, &Target::Client(one.facts))?;
    }
    let ids: Vec<Uuid> = looked.iter().map(|l| l.id.0).collect();
    let how = Giving { to: member, primary: true, reason: say!("Came back to the team"), hand_off: "", batch: BatchId::new() };
    let came = assignment::give(permit, &ids, how).await?.len() as i64;
    tell(permit, member, What::Assigned, came, &format!("/clients?staff={member}")).await?;
    let groups = past::groups_back(permit, of.id, member, Some(&chosen.groups)).await?.len() as i64;
    let locations = past::locations_back(permit, of.id, member, Some(&chosen.locations)).await?.len() as i64;
    let mut supervisees = 0;
    for one in past::relations(permit.conn(), of.id, of.member, Kind::Supervisee).await? {
        if chosen.supervisees.contains(&one.id) {
            supervisees += i64::from(begins_anew(permit, &one, member, one.supervisee).await?);
        }
    }
    let with_them = [
        (came, counted!(came, "client")),
        (groups, counted!(groups, "group")),
        (locations, counted!(locations, "location")),
        (supervisees, counted!(supervisees, "supervisee")),
    ];
    words.extend(with_them.into_iter().filter(|(n, _)| *n > 0).map(|(_, said)| said));
    Ok(words)
}
