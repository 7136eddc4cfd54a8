//! Stories of what pages hear.

use super::{Topic, news::News};
use crate::base::Happened;
use crate::clients::many::ArchiveClients;
use crate::team::sign_ins::EndSignIns;
use crate::tests::stage::{Person, Stage};
use axum::body::BodyDataStream;
use axum::http::{Request, StatusCode};
use futures_util::StreamExt;
use std::time::Duration;
use uuid::Uuid;

/// Longer than any word takes: what has not come by then does not come.
const SILENCE: Duration = Duration::from_millis(1_200);

/// An open page's end of the stream.
struct Line(BodyDataStream);

impl Line {
    async fn of(who: &Person<'_>) -> Line {
        let request = Request::builder().uri("/live?away=0").body(axum::body::Body::empty()).expect("a request");
        let answer = who.asks(request).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        let mut line = Line(answer.into_body().into_data_stream());
        assert_eq!(line.next().await.as_deref(), Some("event: beat"), "the first bytes come at once");
        line
    }

    /// What comes next: its lines but the empty ones; nothing when the stream is over.
    async fn next(&mut self) -> Option<String> {
        let bytes = tokio::time::timeout(Duration::from_secs(10), self.0.next()).await.expect("something comes")?;
        let text = String::from_utf8(bytes.expect("a piece").to_vec()).expect("text");
        Some(text.lines().map(str::trim).filter(|line| !line.is_empty() && *line != "data:").collect::<Vec<_>>().join("\n"))
    }

    /// The topics of the next word, in order.
    async fn hears(&mut self) -> Vec<String> {
        let word = self.next().await.expect("a word");
        let mut topics: Vec<String> =
            word.strip_prefix("data: ").unwrap_or_else(|| panic!("a word: {word}")).split(' ').map(Into::into).collect();
        topics.sort();
        topics
    }

    async fn is_silent(&mut self) -> bool {
        tokio::time::timeout(SILENCE, self.0.next()).await.is_err()
    }

    /// What was before this story has been heard.
    async fn settled(mut self) -> Line {
        while !self.is_silent().await {}
        self
    }
}

async fn answers(who: &Person<'_>) -> StatusCode {
    let request = Request::builder().uri("/live").body(axum::body::Body::empty()).expect("a request");
    who.asks(request).await.status()
}

async fn archives(who: &mut Person<'_>, client: Uuid) {
    who.does::<ArchiveClients>(&[("selection[ids]", &client.to_string())]).await.ok();
}

/// A client at the first location, with this primary therapist.
async fn client_of(stage: &Stage, practice: Uuid, member: Uuid) -> Uuid {
    let client = Uuid::now_v7();
    let sql = format!(
        r#"insert into client (practice_id, id, first_name, last_name, location_id, created_at)
             select app_practice(), '{client}', 'Ida', 'Berg', (select id from location order by created_at, id limit 1), now();
           insert into assignment (practice_id, id, client_id, member_id, "primary", since, assigned_by, reason)
             values (app_practice(), gen_random_uuid(), '{client}', '{member}', true, now() - interval '1 day', '{member}', '')"#
    );
    stage.behind(practice, &sql).await;
    client
}

async fn member_id(who: &mut Person<'_>) -> Uuid {
    who.me().await.expect("signed in").member.expect("a member").0.member.0
}

#[tokio::test]
async fn what_a_colleague_does_is_heard_and_nothing_of_another_practice() {
    let stage = Stage::set().await;
    let _serving = stage.serves_live();
    let mut una = stage.practice("Maple Grove", "Una").await;
    let sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let mut rita = stage.practice("Birch Lane", "Rita").await;
    let (mut sams, mut ritas) = (Line::of(&sam).await.settled().await, Line::of(&rita).await.settled().await);
    una.invites(("Ben", "Ito"), "ben@maple-grove.example", "Member").await.ok();
    assert_eq!(sams.hears().await, ["team"]);
    assert!(ritas.is_silent().await);
    rita.invites(("Kim", "Lund"), "kim@birch-lane.example", "Member").await.ok();
    assert_eq!(ritas.hears().await, ["team"]);
    assert!(sams.is_silent().await);
}

#[tokio::test]
async fn of_clients_one_hears_only_where_one_sees_them_and_of_notices_only_ones_own() {
    let stage = Stage::set().await;
    let _serving = stage.serves_live();
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let mut ben = una.hires(("Ben", "Ito"), "ben@maple-grove.example", "Member").await;
    let (sams, bens) = (member_id(&mut sam).await, member_id(&mut ben).await);
    let (first, second) = (client_of(&stage, practice, sams).await, client_of(&stage, practice, bens).await);
    let (mut unas, mut sam_hears, mut ben_hears) =
        (Line::of(&una).await.settled().await, Line::of(&sam).await.settled().await, Line::of(&ben).await.settled().await);
    archives(&mut una, first).await;
    assert_eq!(unas.hears().await, ["clients"], "whoever sees the whole practice");
    assert_eq!(sam_hears.hears().await, ["clients"], "whose client it is");
    assert!(ben_hears.is_silent().await, "whoever does not see the client");
    archives(&mut una, second).await;
    assert_eq!(ben_hears.hears().await, ["clients"]);
    assert!(sam_hears.is_silent().await);
    assert_eq!(unas.hears().await, ["clients"]);
    // A notice is for one alone.
    let mut permit = crate::access::open_at(&stage.db, Default::default(), crate::access::OpenAction::RunCommand).await.expect("a permit");
    permit.stand_in(crate::base::PracticeId(practice), None).await.expect("in the practice");
    let to = crate::base::MemberId(sams);
    crate::notices::tell(&mut permit, to, crate::notices::What::Unassigned, 1, "/unassigned").await.expect("told");
    permit.commit_unrecorded().await.expect("kept");
    assert_eq!(sam_hears.hears().await, ["notices"]);
    assert!(ben_hears.is_silent().await);
}

#[tokio::test]
async fn what_happened_just_before_is_heard_at_once_and_what_came_to_nothing_never() {
    let stage = Stage::set().await;
    let _serving = stage.serves_live();
    let mut una = stage.practice("Maple Grove", "Una").await;
    let sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let mut witness = Line::of(&sam).await;
    una.invites(("Ben", "Ito"), "ben@maple-grove.example", "Member").await.ok();
    assert_eq!(witness.hears().await, ["team"]);
    let request = Request::builder().uri("/live?away=5").body(axum::body::Body::empty()).expect("a request");
    let mut late = Line(sam.asks(request).await.into_body().into_data_stream());
    assert_eq!(late.next().await.as_deref(), Some("event: beat"));
    assert_eq!(late.hears().await, ["team"]);
    // Refused: the trail says so, but nothing changed.
    let again = una.invites(("Ben", "Ito"), "ben@maple-grove.example", "Member").await;
    assert!(again.status.is_client_error(), "{again:?}");
    assert!(witness.is_silent().await);
}

#[tokio::test]
async fn a_stream_ends_with_its_sign_in_and_nobody_gets_one() {
    let stage = Stage::set().await;
    let _serving = stage.serves_live();
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let id = member_id(&mut sam).await.to_string();
    let mut line = Line::of(&sam).await;
    una.confirms().await;
    una.does::<EndSignIns>(&[("member", &id)]).await.ok();
    loop {
        match line.next().await.as_deref() {
            Some("event: ended") => break,
            Some(other) => assert!(other.starts_with("data: "), "{other}"),
            None => panic!("it says why it ends"),
        }
    }
    assert_eq!(line.next().await, None, "and it is over");
    assert_eq!(answers(&sam).await, StatusCode::NO_CONTENT);
    assert_eq!(answers(&stage.visitor()).await, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn listening_keeps_nobody_signed_in() {
    let stage = Stage::set().await;
    let _serving = stage.serves_live();
    let mut una = stage.practice("Maple Grove", "Una").await;
    assert!(una.me().await.is_some());
    let minutes = 15;
    stage.later(chrono::Duration::minutes(minutes / 2));
    drop(Line::of(&una).await);
    stage.later(chrono::Duration::minutes(minutes / 2 + 1));
    assert_eq!(answers(&una).await, StatusCode::NO_CONTENT);
    assert!(una.me().await.is_none(), "the stream was no sign of life");
}

#[tokio::test]
async fn one_sign_in_has_so_many_streams_and_no_more_and_the_servers_end_ends_them() {
    let stage = Stage::set().await;
    let _serving = stage.serves_live();
    let una = stage.practice("Maple Grove", "Una").await;
    let mut lines = Vec::new();
    for _ in 0..12 {
        lines.push(Line::of(&una).await);
    }
    assert_eq!(answers(&una).await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(stage.hub.streams(), 12);
    lines.pop();
    assert_eq!(stage.hub.streams(), 11, "a closed page makes room");
    lines.push(Line::of(&una).await);
    stage.hub.close();
    for mut line in lines {
        while let Some(word) = line.next().await {
            assert!(word.starts_with("data: "), "{word}");
        }
    }
}

fn happened(kind: &'static str, to: &'static str, id: Uuid) -> Happened {
    Happened { practice: Uuid::nil(), kind, to, id: Some(id), clients: Vec::new() }
}

#[test]
fn news_of_a_moment_joins_and_fits_into_what_a_notification_holds() {
    let mut all = News::of(&happened("clients.edited", "client", Uuid::now_v7())).expect("news");
    for _ in 0..300 {
        all.joined(&News::of(&happened("team.sessions_ended", "member", Uuid::now_v7())).expect("news"));
    }
    assert_eq!(all.clients.as_ref().map(|c| c.len()), Some(1), "what is no change of clients leaves theirs as they are");
    let pieces = all.pieces();
    assert!(pieces.iter().all(|piece| piece.len() < 8_000), "{:?}", pieces.iter().map(String::len).collect::<Vec<_>>());
    let mut again = News::default();
    for piece in &pieces {
        again.joined(&serde_json::from_str(piece).expect("news"));
    }
    assert_eq!(again, all);
    for _ in 0..100 {
        all.joined(&News::of(&happened("clients.edited", "client", Uuid::now_v7())).expect("news"));
    }
    assert_eq!(all.clients, None, "too many to say which");
    assert!(all.pieces().iter().all(|piece| piece.len() < 8_000));
}

#[test]
fn what_no_page_shows_is_no_news() {
    for kind in ["clients.viewed", "team.roster_exported", "audit.read", "access.refused"] {
        assert_eq!(News::of(&happened(kind, "practice", Uuid::nil())), None, "{kind}");
    }
    for topic in Topic::ALL {
        assert_eq!(Topic::read(topic.key()), Some(topic));
    }
}
