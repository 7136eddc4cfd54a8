//! What a practice begins with. The sign-up form and the demo both begin here.

use crate::access::Permit;
use crate::base::{AccountId, AppError, LocationId, MemberId, PracticeId, RoleId};
use crate::{audit::Event, auth, locations, roles, settings, team};

pub struct Founding<'a> {
    pub practice: &'a str,
    pub first_name: &'a str,
    pub last_name: &'a str,
    pub email: &'a str,
    pub account: AccountId,
    pub timezone: &'a str,
    pub demo: bool,
}

/// What was made, for whoever goes on.
pub struct Founded {
    pub practice: PracticeId,
    pub member: MemberId,
    pub location: LocationId,
    pub roles: Vec<(&'static roles::Template, RoleId)>,
}

/// Makes a practice around an account. The audit row is the caller's last step.
///
/// # Errors
/// Only those of the database.
pub async fn found(permit: &mut Permit, new: &Founding<'_>) -> Result<Founded, AppError> {
    let (practice, member, location) = (PracticeId::new(), MemberId::new(), LocationId::new());
    permit.stand_in(practice, Some(new.account)).await?;
    settings::insert_practice(permit, &settings::NewPractice { id: practice, name: new.practice, founder: member, demo: new.demo }).await?;
    locations::insert_location(permit, location, say!("Main office"), false, "", new.timezone).await?;
    let roles = roles::install_roles(permit).await?;
    let admin = roles.iter().find(|(t, _)| t.key == roles::ADMIN.key).map(|(_, id)| *id).expect("Admin is among the templates");
    let founder = team::Founder {
        id: member,
        account: new.account,
        first_name: new.first_name,
        last_name: new.last_name,
        email: new.email,
        role: admin,
        location,
    };
    team::insert_founder(permit, &founder).await?;
    auth::join_practice(permit, new.account, practice, member).await?;
    permit.speaks_for(Some(member), format!("{} {}", new.first_name, new.last_name));
    permit.record(&Event::PracticeCreated { practice, name: new.practice.to_string() }).await?;
    Ok(Founded { practice, member, location, roles })
}
