//! What waits for the reader's decision: each room is asked once, and only what they may decide.

use super::types::{Line, Matter};
use crate::access::Entered;
use crate::base::{AppError, Waiting};
use crate::team::{handover, invites, join};
use crate::{assignment::capacity, coverage, credentials, settings, unassigned};

/// Licences that expire within so many days want to be seen to.
const LICENCES: i32 = 30;

/// The lines of which something waits, the most pressing first.
///
/// # Errors
/// Only those of the database.
pub async fn waiting(tx: &mut Entered) -> Result<Vec<Line>, AppError> {
    let who = tx.actor().clone();
    let (practice, sight, now) = (who.practice, tx.sight(), tx.now);
    let may = |matter: Matter| matter.decided_by(&who);
    let mut lines = Vec::new();
    if may(Matter::HandOver)
        && let Some(offer) = handover::open_offer(tx.conn(), who.member).await?
    {
        let waiting = Waiting { many: 1, since: Some(offer.offered_at), who: Vec::new() };
        let (more, href) = if offer.to == who.member {
            (say!("{} wants to hand the team over to you", offer.from_name), address(Matter::HandOver, &waiting))
        } else {
            (say!("{} has not answered your offer of the team", offer.to_name), format!("/team/{}", offer.to))
        };
        lines.push(Line { matter: Matter::HandOver, waiting, more, href });
    }
    if may(Matter::JoinRequests) {
        lines.extend(line(Matter::JoinRequests, join::queue(tx.conn()).await?, ""));
    }
    if may(Matter::Unassigned) {
        let (waiting, overdue) = unassigned::waiting(tx.conn(), practice, sight, now).await?;
        let more = if overdue == 0 { String::new() } else { say!("{} overdue", crate::base::grouped(overdue)) };
        lines.extend(line(Matter::Unassigned, waiting, &more));
    }
    if may(Matter::CoverGaps) {
        lines.extend(line(Matter::CoverGaps, coverage::open_gaps(tx.conn(), now).await?, ""));
    }
    if may(Matter::RunOut) {
        let open = invites::pending(tx.conn(), practice, now).await?;
        lines.extend(line(Matter::Unmailed, open.unmailed, ""));
        lines.extend(line(Matter::RunOut, open.run_out, ""));
        lines.extend(line(Matter::RunningOut, open.running_out, ""));
    }
    if may(Matter::Licences) {
        let (waiting, first) = credentials::expiring(tx.conn(), LICENCES, now).await?;
        let more = first.map(|day| say!("The first on {}", day.words())).unwrap_or_default();
        lines.extend(line(Matter::Licences, waiting, &more));
    }
    if may(Matter::SecondFactors) {
        lines.extend(line(Matter::SecondFactors, settings::lacking_second_factor(tx.conn()).await?, ""));
    }
    if may(Matter::OverLimit) {
        lines.extend(line(Matter::OverLimit, capacity::over_limit(tx.conn()).await?, ""));
    }
    Ok(lines)
}

/// Nothing where nothing waits.
fn line(matter: Matter, waiting: Waiting, more: &str) -> Option<Line> {
    let href = address(matter, &waiting);
    (waiting.many > 0).then(|| Line { matter, more: more.to_string(), href, waiting })
}

/// Where it is decided. Of a matter without a page of its own: at the one who comes first.
fn address(matter: Matter, waiting: &Waiting) -> String {
    let first = waiting.who.first().map_or_else(|| "/team".to_string(), |(id, _)| format!("/team/{id}"));
    match matter {
        Matter::HandOver => "/account".into(),
        Matter::JoinRequests => "/team#requests".into(),
        Matter::Unassigned => "/unassigned".into(),
        Matter::CoverGaps => "/coverage".into(),
        Matter::Unmailed if waiting.many > 1 => "/team?status=pending".into(),
        Matter::Unmailed | Matter::Licences => first,
        Matter::RunOut => "/team?status=expired".into(),
        Matter::RunningOut => "/team?status=pending".into(),
        Matter::SecondFactors => "/security?having=lacking#second-factors".into(),
        Matter::OverLimit => "/capacity?sort=used".into(),
    }
}
