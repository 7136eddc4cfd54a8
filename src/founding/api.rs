//! "Create practice".

use crate::base::{Answer, AppError};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The sign-up form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewPractice {
    pub practice: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub password: String,
    /// The browser's, if it could be asked.
    pub timezone: String,
}

/// Creates a practice and signs its originating administrator in.
#[server(output = Answer)]
pub async fn create_practice(new: NewPractice) -> Result<(), AppError> {
    use super::steps::{Founding, found};
    use crate::access::{OpenAction, open};
    use crate::auth::{self, Hasher, check_password};
    use crate::base::{AccountId, OnConstraint};
    use crate::{audit::Event, locations};
    let mut checks = crate::base::Checks::default();
    let practice = checks.line("practice", say!("the practice's name"), &new.practice, 120);
    let first_name = checks.line("first_name", say!("your first name"), &new.first_name, 60);
    let last_name = checks.line("last_name", say!("your last name"), &new.last_name, 60);
    let email = checks.email("email", &new.email);
    if let Err(words) = check_password(&new.password, &[&first_name, &last_name, &practice, &new.email]) {
        checks.fault("password", words);
    }
    let email = checks.give(email)?;
    let timezone = locations::checked_zone(&new.timezone).unwrap_or_else(|| "America/New_York".into());
    refuse_if_taken(email.as_str()).await?;
    let password_hash = expect_context::<Hasher>().hash(new.password).await?;

    let account = AccountId::new();
    let mut permit = open(OpenAction::SignUp).await?;
    permit.stand_in(crate::base::PracticeId::NONE, Some(account)).await?;
    auth::make_account(&mut permit, account, &email, &first_name, &last_name, &password_hash)
        .await
        .on_constraint("account_email_key", taken)?;
    let founding = Founding {
        practice: &practice,
        first_name: &first_name,
        last_name: &last_name,
        email: email.as_str(),
        account,
        timezone: &timezone,
        demo: false,
    };
    let founded = found(&mut permit, &founding).await?;
    let new_device = auth::begin_session(&mut permit, account, auth::Belongs::Member(founded.practice, founded.member)).await?;
    permit.commit(Event::SignedIn { account, email: email.to_string(), new_device, by: "password" }).await?;
    leptos_axum::redirect("/team");
    Ok(())
}

#[cfg(feature = "ssr")]
fn taken() -> AppError {
    AppError::at(
        "email",
        say!("A practice can't be created with this address. If you use Caseload already, sign in or reset your password."),
    )
}

/// Before any hashing: a taken address is refused, counted by network address, and its owner is told by mail.
#[cfg(feature = "ssr")]
async fn refuse_if_taken(email: &str) -> Result<(), AppError> {
    use crate::access::{OpenAction, open};
    use crate::auth::{ThrottleKey, account_of_address, attempt};
    use crate::base::PracticeId;
    use crate::{audit::Event, mail, mail::Letter};
    let mut permit = open(OpenAction::SignUp).await?;
    let Some(known) = account_of_address(permit.conn(), email).await? else { return Ok(()) };
    let ip = permit.asking().ip.clone();
    attempt(&mut permit, &ThrottleKey::SignUp(ip)).await?;
    permit.stand_in(known.practice().unwrap_or(PracticeId::NONE), Some(known.id)).await?;
    mail::queue(&mut permit, (&known.first_name, &known.email), &Letter::SignUpAttempt { first_name: known.first_name.clone() }, None)
        .await?;
    permit.commit(Event::SignInFailed { email: known.email, why: say!("sign-up with a taken address") }).await?;
    Err(taken())
}
