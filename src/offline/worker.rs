//! What the worker is made of, as the server sends it.

use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};

/// The files of this build.
pub struct Files {
    /// `/pkg/<version>`
    pub pkg: &'static str,
    /// Their paths, with it.
    pub paths: Vec<String>,
}

/// `/sw.js`: asked for anew at every visit, so that the browser learns of a new build.
pub fn service_worker(files: &Files) -> Response {
    let paths = serde_json::to_string(&files.paths).unwrap_or_else(|_| "[]".into());
    let script = include_str!("worker.js").replace("{{pkg}}", files.pkg).replace("{{files}}", &paths);
    let mut response = script.into_response();
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// `/offline`: the page for no connection. It stands at whatever address was asked for, so it has no scripts, which would
/// take it for the page of that address; its link is that address.
pub fn nothing_reached(pkg: &str) -> Response {
    Html(format!(
        r##"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>No connection · Caseload</title>
<link rel="stylesheet" href="{pkg}/caseload.css">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<!--again-->
</head>
<body>
<div class="plate">
<header class="plate-head"><span class="wordmark"><img src="/favicon.svg" alt="" width="28" height="28">Caseload</span></header>
<main id="main" class="plate-card" tabindex="-1">
<h1>No connection</h1>
<p>Caseload can’t be reached from here just now. Nothing was lost that was saved before.</p>
<p>Check the connection of this device, then try again.</p>
<a class="button button-primary" href="">Try again</a>
<!--kept-->
</main>
</div>
</body>
</html>
"##
    ))
    .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::stage::Stage;

    #[tokio::test]
    async fn the_worker_knows_its_build_and_the_page_for_no_connection_is_the_same_for_everyone() {
        let stage = Stage::set().await;
        let mut una = stage.practice("Maple Grove", "Una").await;
        let script = una.opens("/sw.js").await;
        assert_eq!(script.headers[header::CACHE_CONTROL], "no-cache");
        assert!(script.headers[header::CONTENT_TYPE].to_str().expect("a type").starts_with("text/javascript"));
        assert!(!script.text.contains("{{") && script.text.contains("const PKG = \"/pkg/"), "{}", script.text);
        let (hers, strangers) = (una.opens("/offline").await.text, stage.visitor().opens("/offline").await.text);
        assert_eq!(hers, strangers);
        assert!(hers.contains("No connection") && !hers.contains("<script") && !hers.contains("Maple Grove"));
    }

    #[test]
    fn the_manifest_names_icons_and_pages_that_there_are() {
        let manifest: serde_json::Value = serde_json::from_str(include_str!("../../public/manifest.webmanifest")).expect("JSON");
        let public = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("public");
        let pictures = ["icons", "screenshots"].iter().flat_map(|sort| manifest[sort].as_array().expect("a list").iter());
        for picture in pictures {
            let name = picture["src"].as_str().expect("an address").trim_start_matches('/');
            let bytes = std::fs::read(public.join(name)).unwrap_or_else(|_| panic!("public/{name}"));
            if let Some((width, height)) = picture["sizes"].as_str().and_then(|sizes| sizes.split_once('x')) {
                // PNG (ISO/IEC 15948): width and height are the first two numbers of the first chunk.
                let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes")).to_string();
                assert_eq!((number(16), number(20)), (width.into(), height.into()), "public/{name}");
            }
        }
        let app = include_str!("../app.rs");
        for shortcut in manifest["shortcuts"].as_array().expect("a list") {
            let path = shortcut["url"].as_str().expect("an address");
            assert!(app.contains(&format!("path!(\"{path}\")")), "{path}");
        }
    }
}
