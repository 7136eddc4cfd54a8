//! The relying party: its id is the host of BASE_URL, its one origin is BASE_URL. Nothing a request says has a part in it.

use crate::base::AppError;
use leptos::prelude::expect_context;
use std::time::Duration;
use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

/// BASE_URL; given as context.
#[derive(Clone, Debug)]
pub struct PasskeyOrigin(pub String);

/// Minutes an authenticator has for its answer.
pub const MINUTES: u64 = 5;

/// # Errors
/// `Denied` where the host of BASE_URL is a number: passkeys belong to a name (WebAuthn §5.1.2, "effective domain").
pub fn relying_party() -> Result<Webauthn, AppError> {
    let PasskeyOrigin(base) = expect_context();
    let url = Url::parse(&base).map_err(|cause| AppError::internal("BASE_URL", &cause))?;
    let host = url.domain().ok_or_else(|| {
        AppError::denied(say!("Passkeys need a server with a name, and this one is reached by a number. Its operator can change BASE_URL."))
    })?;
    WebauthnBuilder::new(host, &url)
        .and_then(|builder| builder.rp_name("Caseload").timeout(Duration::from_secs(MINUTES * 60)).build())
        .map_err(|cause| AppError::internal("relying party", &cause))
}
