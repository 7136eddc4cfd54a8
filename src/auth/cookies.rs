//! The four cookies. Over TLS their names carry `__Host-`, which browsers tie to this host, this path and TLS
//! (RFC 6265bis §4.1.3.2); without TLS, on a developer's machine, they can't.

use crate::base::Token;
use axum::http::{HeaderMap, HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Whether BASE_URL is https; given as context.
#[derive(Clone, Copy, Debug)]
pub struct Secure(pub bool);

fn name(secure: bool, plain: &str) -> String {
    if secure { format!("__Host-{plain}") } else { plain.to_string() }
}

/// The token a request carries in one of our cookies.
pub fn token_in(headers: &HeaderMap, secure: bool, plain: &str) -> Option<Token> {
    let name = name(secure, plain);
    headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then(|| Token::parse(value)).flatten()
    })
}

/// Sets the session's cookie until the browser closes it or 12 hours are over.
pub fn set_session(token: &Token) {
    set("session", &token.text(), 12 * 3600);
}

/// A browser is known for two years after its last sign-in.
pub fn set_device(token: &Token) {
    set("device", &token.text(), 2 * 365 * 24 * 3600);
}

/// Half a sign-in: the password was right, the code is still to come.
pub fn set_pending(token: &Token, seconds: i64) {
    set("signing_in", &token.text(), seconds);
}

/// The token of half a sign-in, if this request carries one.
pub fn pending() -> Option<Token> {
    of_this_request("signing_in")
}

pub fn forget_pending() {
    set("signing_in", "", 0);
}

/// A passkey was asked to sign in: the challenge is this browser's.
pub fn set_passkey(token: &Token, seconds: i64) {
    set("passkey", &token.text(), seconds);
}

/// The token of such a challenge, if this request carries one.
pub fn passkey() -> Option<Token> {
    of_this_request("passkey")
}

pub fn forget_passkey() {
    set("passkey", "", 0);
}

fn of_this_request(plain: &str) -> Option<Token> {
    let parts = use_context::<axum::http::request::Parts>()?;
    token_in(&parts.headers, use_context::<Secure>().is_some_and(|s| s.0), plain)
}

/// Forgets the session and what the browser kept of it.
pub fn forget_session() {
    set("session", "", 0);
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(axum::http::HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\", \"storage\""));
    }
}

fn set(plain: &str, value: &str, seconds: i64) {
    let secure = use_context::<Secure>().is_some_and(|s| s.0);
    let tls = if secure { "; Secure" } else { "" };
    let cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{tls}", name(secure, plain));
    if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}
