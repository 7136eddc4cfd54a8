//! Stories of notices.

use super::{NoticesSeen, OpenNotice, ReadNotices, UnreadNotices};
use crate::base::{MemberId, NoticeId};
use crate::tests::stage::{Person, Stage};
use axum::http::StatusCode;
use uuid::Uuid;

async fn me(who: &mut Person<'_>) -> MemberId {
    who.me().await.expect("signed in").member.expect("a member").0.member
}

async fn noticed(stage: &Stage, practice: Uuid, of: MemberId, many: i32) {
    let sql = format!(
        "insert into notice (practice_id, id, member_id, kind, many, by_name, link, at)
         select app_practice(), gen_random_uuid(), '{of}', 'assigned', n, 'Una Lindqvist', '/clients?staff={of}', now() - make_interval(mins => n / 2) from generate_series(1, {many}) n"
    );
    stage.behind(practice, &sql).await;
}

async fn seen(who: &mut Person<'_>, after: &str) -> NoticesSeen {
    serde_json::from_value(who.does::<super::Notices>(&[("after", after)]).await.ok()).expect("notices")
}

async fn unread(who: &mut Person<'_>) -> i64 {
    who.does::<UnreadNotices>(&[]).await.ok().as_i64().expect("a number")
}

#[tokio::test]
async fn they_are_listed_page_by_page_and_each_is_read_by_opening_it() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let id = me(&mut sam).await;
    noticed(&stage, practice, id, 70).await;
    let (mut after, mut found) = (String::new(), Vec::new());
    loop {
        let page = seen(&mut sam, &after).await;
        assert_eq!(page.unread, 70);
        found.extend(page.notices.into_iter().map(|n| n.id));
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 70, "each once, though two come at one moment");
    let first = seen(&mut sam, "").await.notices.remove(0);
    assert_eq!(first.words(), "Una Lindqvist assigned 1 client to you.");
    sam.does::<OpenNotice>(&[("notice", &first.id.to_string())]).await.ok();
    assert_eq!(unread(&mut sam).await, 69);
    assert!(sam.opens("/notices").await.text.contains("Una Lindqvist assigned 2 clients to you."));
    sam.does::<ReadNotices>(&[]).await.ok();
    assert_eq!(unread(&mut sam).await, 0);
}

#[tokio::test]
async fn nobody_reads_anothers_nor_through_anothers_eyes() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let id = me(&mut sam).await;
    noticed(&stage, practice, id, 2).await;
    let theirs: NoticeId = seen(&mut sam, "").await.notices[0].id;
    assert!(seen(&mut una, "").await.notices.is_empty());
    assert_eq!(una.does::<OpenNotice>(&[("notice", &theirs.to_string())]).await.status, StatusCode::NOT_FOUND);
    una.does::<ReadNotices>(&[]).await.ok();
    assert_eq!(unread(&mut sam).await, 2);
    una.does::<crate::eyes::ViewAs>(&[("member", &id.to_string())]).await.ok();
    assert_eq!(una.does::<UnreadNotices>(&[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(una.does::<super::Notices>(&[("after", "")]).await.status, StatusCode::FORBIDDEN);
}
