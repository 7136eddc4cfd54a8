//! Scripts, styles and pictures, carried inside the binary (a dev build reads them from target/site). What is under
//! `/pkg/<version>/` never changes, since the version is a hash of all of it; so browsers keep it for good.

use crate::app::Parcels;
use crate::offline::Files;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

#[derive(RustEmbed)]
#[folder = "target/site"]
#[allow_missing = true]
struct Site;

/// `/pkg/<version>` of this build.
pub fn pkg() -> &'static str {
    static PKG: OnceLock<String> = OnceLock::new();
    PKG.get_or_init(|| {
        let mut all = Sha256::new();
        let mut names: Vec<_> = Site::iter().filter(|name| name.starts_with("pkg/")).collect();
        names.sort();
        for file in names.iter().filter_map(|name| Site::get(name)) {
            all.update(file.metadata.sha256_hash());
        }
        format!("/pkg/{}", &hex::encode(all.finalize())[..12])
    })
}

/// The files that each parcel of the browser's half consists of, and the script that fetches them.
pub fn parcels() -> &'static Parcels {
    static PARCELS: OnceLock<Parcels> = OnceLock::new();
    PARCELS.get_or_init(|| {
        let files =
            Site::get("pkg/__wasm_split_manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default();
        let fetcher = Site::iter().map(|name| name.to_string()).find(|name| name.starts_with("pkg/__wasm_split") && name.ends_with(".js"));
        Parcels { files, fetcher: fetcher.map(|name| name["pkg/".len()..].to_string()) }
    })
}

/// What a device keeps of this build: everything its pages may come to need, under the names they ask for.
pub fn kept() -> &'static Files {
    static KEPT: OnceLock<Files> = OnceLock::new();
    KEPT.get_or_init(|| {
        let mut names: Vec<_> = Site::iter().filter_map(|name| name.strip_prefix("pkg/").map(str::to_string)).collect();
        names.retain(|name| [".js", ".wasm", ".css"].iter().any(|end| name.ends_with(end)));
        names.sort();
        Files { pkg: pkg(), paths: names.iter().map(|name| format!("{}/{name}", pkg())).collect() }
    })
}

/// Whether there is anything to serve; without it the pages still work, unstyled.
pub fn are_there() -> bool {
    Site::get("pkg/caseload.js").is_some()
}

/// A file of the site, in brotli where the browser takes it; `None` if there is no such file.
pub fn find(uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    let path = uri.path().trim_start_matches('/');
    let (name, forever) = match path.strip_prefix(pkg().trim_start_matches('/')) {
        Some(rest) => (format!("pkg{rest}"), true),
        None => (path.to_string(), false),
    };
    if name.is_empty() || name.contains("..") || name.ends_with(".br") || name.ends_with(".gz") {
        return None;
    }
    let takes_brotli = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("br"));
    let packed = takes_brotli.then(|| Site::get(&format!("{name}.br"))).flatten();
    let is_packed = packed.is_some();
    let file = packed.or_else(|| Site::get(&name))?;
    let kind = mime_guess::from_path(&name).first_or_octet_stream();
    let mut response = (StatusCode::OK, Body::from(file.data)).into_response();
    let head = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(kind.as_ref()) {
        head.insert(header::CONTENT_TYPE, kind);
    }
    let keep = if forever { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    head.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if is_packed {
        head.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    Some(response)
}
