//! What every request passes before it reaches a page or a server function: who asks and from where, whether the
//! request comes from our own pages, and the headers every answer carries.

use crate::access::Asking;
use crate::auth::cookies;
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::nonce::Nonce;
use std::net::{IpAddr, SocketAddr};

/// What the guards need to know of the deployment.
#[derive(Clone)]
pub struct Ours {
    /// BASE_URL, for comparing origins.
    pub base_url: String,
    pub secure: bool,
}

/// Whether a request comes from this very machine, without a proxy between.
#[derive(Clone, Copy)]
pub struct FromThisMachine(pub bool);

/// Server functions have no protection of their own: a form on another site could post to them. So everything but
/// reading must come from our own pages, which the browser says of itself (Fetch Metadata), or else by its Origin.
pub async fn same_origin(State(ours): State<Ours>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) || comes_from_us(request.headers(), &ours.base_url) {
        return next.run(request).await;
    }
    tracing::warn!(path = request.uri().path(), "refused: not from our own pages");
    (StatusCode::FORBIDDEN, "This request did not come from our own pages.").into_response()
}

fn comes_from_us(headers: &HeaderMap, base_url: &str) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    match text(HeaderName::from_static("sec-fetch-site")) {
        Some(site) => site == "same-origin",
        None => text(header::ORIGIN).is_some_and(|origin| {
            origin == base_url || text(header::HOST).is_some_and(|host| origin.split_once("://").is_some_and(|(_, own)| own == host))
        }),
    }
}

/// Reads once who asks; server functions find it as context.
pub async fn asks(State(ours): State<Ours>, ConnectInfo(peer): ConnectInfo<SocketAddr>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    let forwarded = text(HeaderName::from_static("x-forwarded-for"));
    let proxied = forwarded.is_some() || headers.contains_key(header::FORWARDED);
    let asking = Asking {
        session: cookies::token_in(headers, ours.secure, "session"),
        device: cookies::token_in(headers, ours.secure, "device"),
        ip: address(peer.ip(), forwarded).to_string(),
        agent: text(header::USER_AGENT).unwrap_or_default().chars().take(300).collect(),
    };
    let here = FromThisMachine(peer.ip().is_loopback() && !proxied && host_is_here(text(header::HOST).unwrap_or_default()));
    request.extensions_mut().insert(asking);
    request.extensions_mut().insert(here);
    next.run(request).await
}

/// The last hop of X-Forwarded-For, which our proxy wrote; believed only from a proxy on this machine, since anyone
/// else can write what they like.
fn address(peer: IpAddr, forwarded: Option<&str>) -> IpAddr {
    let told = forwarded.filter(|_| peer.is_loopback()).and_then(|f| f.rsplit(',').next()).and_then(|ip| ip.trim().parse().ok());
    told.unwrap_or(peer)
}

/// Against rebinding: a page elsewhere can make its own name mean 127.0.0.1, but then the Host is that name.
fn host_is_here(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

/// The headers of every answer. The nonce is minted here, so that header and page carry the same.
pub async fn headers(State(ours): State<Ours>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         font-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; manifest-src 'self'; worker-src 'self'"
    );
    request.extensions_mut().insert(nonce);
    let mut response = next.run(request).await;
    let head = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        head.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    // Within our own pages the whole address, for forms without JavaScript; to others nothing: links carry tokens.
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
    // Pages hold the practice's data: no cache may keep them.
    set(header::CACHE_CONTROL, "no-store");
    if ours.secure {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        head.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn only_our_own_pages_may_change_anything() {
        let ours = "https://caseload.example";
        assert!(comes_from_us(&asked(&[("sec-fetch-site", "same-origin")]), ours));
        assert!(comes_from_us(&asked(&[("origin", "https://caseload.example")]), ours));
        assert!(comes_from_us(&asked(&[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")]), ours));
        for refused in [
            asked(&[]),
            asked(&[("sec-fetch-site", "cross-site"), ("origin", "https://caseload.example")]),
            asked(&[("sec-fetch-site", "same-site")]),
            asked(&[("origin", "null"), ("host", "null")]),
            asked(&[("origin", "https://caseload.example.evil.example"), ("host", "caseload.example")]),
        ] {
            assert!(!comes_from_us(&refused, ours), "{refused:?}");
        }
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        let (here, elsewhere): (IpAddr, IpAddr) = ([127, 0, 0, 1].into(), [203, 0, 113, 7].into());
        assert_eq!(address(here, Some("10.0.0.1, 198.51.100.4")).to_string(), "198.51.100.4");
        assert_eq!(address(elsewhere, Some("198.51.100.4")), elsewhere);
        assert_eq!(address(here, Some("nonsense")), here);
        assert!(host_is_here("localhost:3000") && host_is_here("127.0.0.1:3000") && !host_is_here("evil.example:3000"));
    }
}
