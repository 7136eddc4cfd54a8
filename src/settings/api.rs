//! What is done with a practice, in the order of the screen.

use super::types::{Seats, SettingsSeen};
use crate::base::{Answer, AppError};
use leptos::prelude::*;

/// Everything the settings page shows.
#[server(output = Answer)]
pub async fn settings() -> Result<SettingsSeen, AppError> {
    use super::store;
    use super::types::{SecondFactorRules, SupervisionRules};
    use crate::access::{Action, Target, can, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewSettings, &Target::Practice).await?;
    let now = tx.now;
    let read = store::one(tx.conn()).await?;
    let seats = store::seats(tx.conn(), now).await?;
    let (relations, with_several) = store::supervised(tx.conn()).await?;
    let without = store::without_second_factor(tx.conn()).await?;
    let why_not = |action| can(tx.actor(), action, &Target::Practice).why_not();
    Ok(SettingsSeen {
        second_factor: SecondFactorRules {
            required: read.second_factor_since.is_some(),
            passkeys_only: read.passkeys_only_since.is_some(),
            grace_days: read.second_factor_grace,
            without,
        },
        why_not_second_factor: why_not(Action::SetSecondFactor),
        seats,
        supervision: SupervisionRules { on: read.supervision_on, several: read.several_supervisors, relations, with_several },
        name: read.name,
        logoff_minutes: read.logoff_minutes,
        calls_clients: read.calls_clients,
        originating: read.originating,
        version: read.version,
        why_not_edit: why_not(Action::EditPractice),
        why_not_plan: why_not(Action::ChangePlan),
        why_not_locations: why_not(Action::EditLocation),
        why_not_close: why_not(Action::ClosePractice),
    })
}

/// Seats taken and left, for the roster and the invitation form.
#[server(output = Answer)]
pub async fn seats_taken() -> Result<Seats, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let now = tx.now;
    super::store::seats(tx.conn(), now).await
}

/// Saves the practice's name, its word for clients, and how long things last.
#[server(output = Answer)]
pub async fn save_practice(
    name: String,
    calls_clients: String,
    invitation_hours: i32,
    logoff_minutes: i32,
    version: i32,
) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::{Change, Event};
    let mut checks = crate::base::Checks::default();
    let name = checks.line("name", say!("the practice's name"), &name, 120);
    if !crate::base::CALLED.contains(&calls_clients.as_str()) {
        checks.fault("calls_clients", say!("Choose Clients or Patients."));
    }
    if ![24, 72, 168, 720].contains(&invitation_hours) {
        checks.fault("invitation_hours", say!("Choose 24 hours, 72 hours, 7 days or 30 days."));
    }
    if !(5..=60).contains(&logoff_minutes) {
        checks.fault("logoff_minutes", say!("Choose between 5 and 60 minutes."));
    }
    let name = checks.give(Some(name))?;
    let mut tx = enter().await?;
    let before = store::one(tx.conn()).await?;
    let mut permit = tx.allow(Action::EditPractice, &Target::Practice).await?;
    if before.logoff_minutes != logoff_minutes {
        permit.also(Action::EditSecurity, &Target::Practice)?;
    }
    if !store::update(&mut permit, version, &name, &calls_clients, invitation_hours, logoff_minutes).await? {
        return Err(AppError::Stale);
    }
    let changes = [
        Change::between("name", before.name, &name),
        Change::between("calls_clients", before.calls_clients, &calls_clients),
        Change::between("invitation_hours", before.invitation_hours, invitation_hours),
        Change::between("logoff_minutes", before.logoff_minutes, logoff_minutes),
    ];
    let practice = permit.practice;
    permit.commit(Event::PracticeChanged { practice, name, changes: changes.into_iter().flatten().collect() }).await?;
    leptos_axum::redirect("/settings?saved=practice");
    Ok(())
}

/// Switches supervision on or off, and several supervisors of one member. Relations stay as they are, either way.
#[server(output = Answer)]
pub async fn set_supervision_rules(
    #[server(default)] supervision_on: bool,
    #[server(default)] several_supervisors: bool,
    version: i32,
) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::{Change, Event};
    let mut tx = enter().await?;
    let before = store::one(tx.conn()).await?;
    let mut permit = tx.allow(Action::EditPractice, &Target::Practice).await?;
    if !store::set_supervision(&mut permit, version, supervision_on, several_supervisors).await? {
        return Err(AppError::Stale);
    }
    let said = |on: bool| if on { say!("on") } else { say!("off") };
    let changes = [
        Change::between("supervision", said(before.supervision_on), said(supervision_on)),
        Change::between(say!("several supervisors"), said(before.several_supervisors), said(several_supervisors)),
    ];
    let practice = permit.practice;
    permit.commit(Event::PracticeChanged { practice, name: before.name, changes: changes.into_iter().flatten().collect() }).await?;
    leptos_axum::redirect("/settings?saved=supervision#supervision");
    Ok(())
}

/// Says whether members need a second factor, and how many days they have to set one up. Passkeys only means required.
#[server(output = Answer)]
pub async fn set_second_factor(
    #[server(default)] required: bool,
    #[server(default)] passkeys_only: bool,
    grace_days: i32,
    version: i32,
) -> Result<(), AppError> {
    use super::{store, types::SecondFactorRules};
    use crate::access::{Action, Target, enter};
    use crate::audit::{Change, Event};
    if !(0..=SecondFactorRules::MOST_GRACE).contains(&grace_days) {
        return Err(AppError::at("grace_days", say!("Choose between 0 and {} days.", SecondFactorRules::MOST_GRACE)));
    }
    let mut tx = enter().await?;
    let before = store::one(tx.conn()).await?;
    let mut permit = tx.allow(Action::SetSecondFactor, &Target::Practice).await?;
    let required = required || passkeys_only;
    if !store::set_second_factor(&mut permit, version, required, passkeys_only, grace_days).await? {
        return Err(AppError::Stale);
    }
    let changes = [
        Change::between(say!("second factor"), before.second_factor_words(), store::second_factor_words(required, passkeys_only)),
        Change::between(say!("days to set up a second factor"), before.second_factor_grace, grace_days),
    ];
    let practice = permit.practice;
    permit.commit(Event::PracticeChanged { practice, name: before.name, changes: changes.into_iter().flatten().collect() }).await?;
    leptos_axum::redirect("/settings?saved=second-factor#second-factor");
    Ok(())
}

/// Changes the plan and its cap; never below the seats that are taken.
#[server(output = Answer)]
pub async fn change_plan(plan: String, seat_cap: Option<i32>) -> Result<(), AppError> {
    use super::{store, types::Plan};
    use crate::access::{Action, Target, enter};
    use crate::audit::{Change, Event};
    let plan: Plan = plan.parse().map_err(|()| AppError::at("plan", say!("Choose a plan.")))?;
    let cap = match plan {
        Plan::Solo => 1,
        Plan::Team => Plan::TEAM_SEATS,
        Plan::Group => seat_cap
            .filter(|n| (1..=Plan::MOST_SEATS).contains(n))
            .ok_or_else(|| AppError::at("seat_cap", say!("Enter a number of seats between 1 and 20,000.")))?,
    };
    let mut tx = enter().await?;
    let before = store::one(tx.conn()).await?;
    let mut permit = tx.allow(Action::ChangePlan, &Target::Practice).await?;
    let seats = store::seats_for_update(&mut permit).await?;
    if seats.used() > cap.into() {
        let words = say!(
            "{} seats are taken, open invitations among them. {} has room for {}.",
            crate::base::grouped(seats.used()),
            plan.name(),
            crate::base::grouped(cap.into())
        );
        return Err(AppError::at(if plan == Plan::Group { "seat_cap" } else { "plan" }, words));
    }
    store::set_plan(&mut permit, plan, cap).await?;
    let changes = [Change::between("plan", before.plan, plan.key()), Change::between("seat_cap", before.seat_cap, cap)];
    let practice = permit.practice;
    permit.commit(Event::PlanChanged { practice, name: before.name, changes: changes.into_iter().flatten().collect() }).await?;
    leptos_axum::redirect("/settings?saved=plan#plan");
    Ok(())
}

/// Closes the practice for everyone. The name is typed once more, so that nobody closes the wrong one.
#[server(output = Answer)]
pub async fn close_practice(name: String) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, auth};
    let mut tx = enter().await?;
    let practice_name = store::one(tx.conn()).await?.name;
    let mut permit = tx.allow(Action::ClosePractice, &Target::Practice).await?;
    if name.trim() != practice_name {
        return Err(AppError::at("name", say!("Type the name exactly: {practice_name}")));
    }
    store::close(&mut permit).await?;
    let practice = permit.practice;
    permit.commit(Event::PracticeClosed { practice, name: practice_name }).await?;
    auth::cookies::forget_session();
    leptos_axum::redirect("/signin?why=closed");
    Ok(())
}
