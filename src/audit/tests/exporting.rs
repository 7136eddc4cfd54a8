//! The trail as a file.

use crate::tests::stage::{Answer, Person, Stage};
use axum::http::{StatusCode, header};

fn place(answer: &Answer) -> String {
    answer.headers[header::LOCATION].to_str().expect("text").to_string()
}

async fn exports(who: &mut Person<'_>, path: &str, form: &[(&str, &str)]) -> Answer {
    who.posts(path, form).await
}

#[tokio::test]
async fn an_export_asks_for_the_password_and_is_on_record_with_its_filter() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    stage.behind(practice, "update practice set name = 'Maple Grove & Co.'").await;
    stage.later(chrono::Duration::minutes(11));
    let asked = exports(&mut una, "/audit/export.csv", &[("kind", "practice")]).await;
    assert_eq!((asked.status, place(&asked).as_str()), (StatusCode::SEE_OTHER, "/audit?kind=practice&export=password"));
    let page = una.opens(&place(&asked)).await;
    assert!(
        page.text.contains("Enter your password") && page.text.contains("/confirm?next=%2Faudit%3Fkind%3Dpractice"),
        "it says what is missing"
    );
    assert!(stage.trail(practice).await.iter().all(|(kind, ..)| kind != "audit.exported"));

    una.confirms().await;
    let file = exports(&mut una, "/audit/export.csv", &[("kind", "practice")]).await;
    assert_eq!(file.status, StatusCode::OK);
    let name = file.headers[header::CONTENT_DISPOSITION].to_str().expect("text").to_string();
    assert!(name.starts_with("attachment; filename=\"maple-grove-co-audit-20") && name.ends_with(".csv\""), "{name}");
    let lines: Vec<&str> = file.text.split("\r\n").collect();
    assert!(lines[0].starts_with("time (UTC),entry,kind,what happened,by,"));
    assert_eq!(lines.len(), 3, "{}", file.text);
    assert!(lines[1].contains(",1,practice.created,Una Lindqvist created the practice Maple Grove.,Una Lindqvist,"), "{}", lines[1]);
    let told = stage.trail(practice).await;
    let (_, actor, detail) = told.iter().rfind(|(kind, ..)| kind == "audit.exported").expect("on record");
    assert_eq!(
        (actor.as_str(), detail["format"].as_str(), detail["filters"].as_str()),
        ("Una Lindqvist", Some("csv"), Some("kind practice"))
    );
}

#[tokio::test]
async fn a_long_export_has_every_entry_once_its_own_included() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let many = format!(
        "select audit_write('{practice}', now() - n % 500 * interval '1 day', null, '=cmd|x', 'demo.made', 'practice', '{practice}', 'a\"b', '{{}}', null, '') from generate_series(1, 2600) n"
    );
    stage.behind(practice, &many).await;
    let file = exports(&mut una, "/audit/export.ndjson", &[]).await;
    assert_eq!(file.headers[header::CONTENT_TYPE], "application/x-ndjson");
    let lines: Vec<serde_json::Value> = file.text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let mut numbers: Vec<i64> = lines.iter().filter_map(|line| line["seq"].as_i64()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=stage.trail(practice).await.len() as i64).collect::<Vec<_>>());
    assert!(lines.iter().any(|line| line["kind"] == "audit.exported"));
    assert!(lines.iter().all(|line| line["hash"].as_str().is_some_and(|hash| hash.len() == 64)));
    let csv = exports(&mut una, "/audit/export.csv", &[("kind", "demo.made")]).await;
    assert_eq!(csv.text.matches("\r\n").count(), 2601);
    assert!(csv.text.contains(",'=cmd|x,") && csv.text.contains("\"a\"\"b\""), "{}", &csv.text[..400]);
}

#[tokio::test]
async fn whoever_may_not_export_is_led_back_and_so_is_whoever_is_not_signed_in() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    for path in ["/audit/export.csv", "/audit/export.ndjson"] {
        let refused = exports(&mut sam, path, &[]).await;
        assert_eq!((refused.status, place(&refused).as_str()), (StatusCode::SEE_OTHER, "/audit?export=denied"));
        let nobody = exports(&mut stage.visitor(), path, &[("kind", "auth")]).await;
        assert_eq!(place(&nobody), "/signin?next=%2Faudit%3Fkind%3Dauth");
        assert_ne!(una.opens(path).await.status, StatusCode::OK, "not by GET");
    }
    assert!(stage.trail(practice).await.iter().any(|(kind, actor, _)| kind == "access.refused" && actor == "Sam Okafor"));
    let unclear = exports(&mut una, "/audit/export.csv", &[("who", "nobody")]).await;
    assert_eq!(place(&unclear), "/audit?who=nobody&export=unclear");
    let elsewhere = axum::http::Request::post("/audit/export.csv").header("sec-fetch-site", "cross-site");
    let elsewhere =
        elsewhere.header("content-type", "application/x-www-form-urlencoded").body(axum::body::Body::empty()).expect("a request");
    assert_eq!(una.sends(elsewhere).await.status, StatusCode::FORBIDDEN);
}
