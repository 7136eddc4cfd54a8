//! What becomes of a server function's answer: an error gets the HTTP status that says the same; and a plain form
//! that comes back with faults keeps what was typed.

use crate::base::AppError;
use crate::ui::Typed;
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::guard::Ours;

/// The most a form of ours can be.
const FORM_LIMIT: usize = 64 * 1024;
/// Browsers keep cookies of 4 kB; more than this is not worth keeping.
const TYPED_LIMIT: usize = 3000;
const COOKIE: &str = "typed";
/// Never kept, as passwords aren't.
const SECRET: [&str; 4] = ["current", "token", "code", "recovery"];

/// Wraps the server functions.
pub async fn answers(State(ours): State<Ours>, request: Request, next: Next) -> Response {
    let is_plain_form = request.headers().get(header::ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("text/html"));
    if !is_plain_form {
        return with_status(next.run(request).await).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, FORM_LIMIT).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let response = next.run(Request::from_parts(parts, Body::from(bytes.clone()))).await;
    keep_typed(response, &bytes, ours.secure)
}

/// In Leptos 0.8 every error is a 500. Here, in one place, it gets its own status; not on a plain form's answer, where
/// it would overwrite the redirect.
async fn with_status(response: Response) -> Response {
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, FORM_LIMIT).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    if let Ok(error) = serde_json::from_slice::<AppError>(&bytes) {
        parts.status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if let AppError::Slow(seconds) = error {
            parts.headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// A form that failed leads back to its page with the error in the address; what was typed goes along in a cookie of
/// a minute, except passwords.
fn keep_typed(mut response: Response, form: &[u8], secure: bool) -> Response {
    let failed = response.headers().get(header::LOCATION).and_then(|l| l.to_str().ok()).is_some_and(|l| l.contains("__err="));
    if failed {
        let typed: Vec<(String, String)> =
            form_pairs(form).filter(|(name, _)| !name.contains("password") && !SECRET.contains(&name.as_str())).collect();
        let text = serde_json::to_vec(&typed).map(|json| URL_SAFE_NO_PAD.encode(json)).unwrap_or_default();
        if text.len() < TYPED_LIMIT {
            set(response.headers_mut(), &text, 60, secure);
        }
    }
    response
}

/// application/x-www-form-urlencoded (WHATWG URL §5.1).
fn form_pairs(form: &[u8]) -> impl Iterator<Item = (String, String)> + '_ {
    form.split(|b| *b == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
        let at = pair.iter().position(|b| *b == b'=').unwrap_or(pair.len());
        (plain(&pair[..at]), plain(pair.get(at + 1..).unwrap_or_default()))
    })
}

fn plain(text: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let code = (text[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match code.and_then(|c| std::str::from_utf8(c).ok()).and_then(|c| u8::from_str_radix(c, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                at += 3;
            }
            None => {
                bytes.push(if text[at] == b'+' { b' ' } else { text[at] });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn set(headers: &mut HeaderMap, value: &str, seconds: u32, secure: bool) {
    let tls = if secure { "; Secure" } else { "" };
    if let Ok(cookie) = HeaderValue::from_str(&format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{tls}")) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// What the form before this page was sent with.
pub fn typed_before(headers: &HeaderMap) -> Typed {
    let found = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';')).find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == COOKIE).then(|| URL_SAFE_NO_PAD.decode(value).ok()).flatten()
    });
    Typed(found.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_failed_keeps_what_was_typed_but_no_password() {
        let failed = || (StatusCode::FOUND, [(header::LOCATION, "/signup?__path=x&__err=y")]).into_response();
        let response = keep_typed(failed(), b"new%5Bpractice%5D=Maple+Grove+%26+Co&new%5Bpassword%5D=secret&token=abc", false);
        let cookie = response.headers()[header::SET_COOKIE].to_str().expect("text").to_string();
        let mut asked = HeaderMap::new();
        asked.insert(header::COOKIE, HeaderValue::from_str(cookie.split(';').next().expect("a pair")).expect("text"));
        assert_eq!(typed_before(&asked).0, [("new[practice]".to_string(), "Maple Grove & Co".to_string())]);
    }

    #[test]
    fn a_form_that_succeeded_keeps_nothing() {
        let response = keep_typed((StatusCode::FOUND, [(header::LOCATION, "/team")]).into_response(), b"a=b", false);
        assert!(response.headers().get(header::SET_COOKIE).is_none());
    }
}
