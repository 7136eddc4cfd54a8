//! Letters on their way: never lost, seldom sent twice and then recognisable, whatever the mail server does.

mod bulk;
mod scripted;
mod stage;

use super::{Letter, Post, SendingState, deliver_due, queue, run, smtp::Patience, withdraw, worker};
use crate::base::Token;
use chrono::Duration;
use scripted::{Manner, Scripted, certificate};
use sqlx::Executor;
use stage::Stage;
use std::path::Path;

const BASE_URL: &str = "https://caseload.example.org";

fn post_to(server: &Scripted) -> Post {
    let patience = Patience {
        connecting: std::time::Duration::from_secs(5),
        answering: std::time::Duration::from_secs(1),
        taking: std::time::Duration::from_secs(5),
    };
    Post::hasty(&server.url(), BASE_URL, patience).expect("a post")
}

fn message_id(mail: &str) -> &str {
    mail.lines().find(|line| line.starts_with("Message-ID: ")).expect("a Message-ID")
}

/// Takes quoted-printable apart, as far as these letters need it.
fn readable(mail: &str) -> String {
    mail.replace("=\r\n", "").replace("=3D", "=")
}

#[tokio::test]
async fn a_letter_is_sent_once_and_its_story_says_so() {
    let (stage, server) = (Stage::set().await, Scripted::behaving(&[]).await);
    let about = stage.invite("Zoë Lind", "zoe@example.org").await;
    assert_eq!(stage.told(about).await.state, SendingState::Waiting);
    assert_eq!(deliver_due(&stage.db, &post_to(&server)).await, Ok(1));
    assert_eq!(deliver_due(&stage.db, &post_to(&server)).await, Ok(0));
    let told = stage.told(about).await;
    assert_eq!((told.state, told.attempts, told.serial, told.error.as_str()), (SendingState::Sent, 1, 1, ""));
    assert!(told.ended_at.is_some());
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    for header in [
        "From: Caseload <no-reply@caseload.example.org>",
        "Auto-Submitted: auto-generated",
        "Content-Type: multipart/alternative;",
        "Date: ",
    ] {
        assert!(mails[0].contains(header), "{header} in\n{}", mails[0]);
    }
    assert!(mails[0].contains("<zoe@example.org>"));
}

#[tokio::test]
async fn its_link_works_and_is_nowhere_but_in_the_mail() {
    let (stage, server) = (Stage::set().await, Scripted::behaving(&[]).await);
    stage.invite("Zoë Lind", "zoe@example.org").await;
    deliver_due(&stage.db, &post_to(&server)).await.expect("sent");
    let mail = readable(&server.mails()[0]);
    let (_, rest) = mail.split_once(&format!("{BASE_URL}/invitations/")).expect("a link");
    let token = Token::parse(&rest[..43]).expect("a token");
    let mut permit = stage.permit().await;
    let found: i64 = sqlx::query_scalar("select count(*) from link where token_hash = $1 and purpose = 'invitation' and serial = 1")
        .bind(token.hash().as_slice())
        .fetch_one(permit.conn())
        .await
        .expect("counted");
    let kept: String = sqlx::query_scalar("select string_agg(outbox::text, '') from outbox").fetch_one(permit.conn()).await.expect("rows");
    assert_eq!(found, 1);
    assert!(!kept.contains(&token.text()));
    drop(permit);
}

#[tokio::test]
async fn a_change_that_is_undone_sends_nothing() {
    let (stage, server) = (Stage::set().await, Scripted::behaving(&[]).await);
    let mut permit = stage.permit().await;
    queue(&mut permit, ("Zoë", "zoe@example.org"), &Letter::SignUpAttempt { first_name: "Zoë".into() }, None).await.expect("queued");
    drop(permit);
    assert_eq!(deliver_due(&stage.db, &post_to(&server)).await, Ok(0));
}

#[tokio::test]
async fn a_letter_outside_any_practice_goes_too() {
    let (stage, server) = (Stage::set().await, Scripted::behaving(&[]).await);
    let mut permit =
        crate::access::open_at(&stage.db, crate::access::Asking::default(), crate::access::OpenAction::SignUp).await.expect("open");
    queue(&mut permit, ("Zoë", "zoe@example.org"), &Letter::SignUpAttempt { first_name: "Zoë".into() }, None).await.expect("queued");
    permit.commit_unrecorded().await.expect("committed");
    assert_eq!(deliver_due(&stage.db, &post_to(&server)).await, Ok(1));
}

#[tokio::test]
async fn a_worker_that_dies_with_a_letter_in_hand_loses_nothing() {
    let (stage, server) = (Stage::set().await, Scripted::behaving(&[]).await);
    let about = stage.invite("Zoë Lind", "zoe@example.org").await;
    assert!(worker::claim(&stage.db).await.expect("claimed").is_some());
    assert_eq!(deliver_due(&stage.db, &post_to(&server)).await, Ok(0), "it is in other hands");
    stage.db.clock.moves(Duration::minutes(3));
    assert_eq!(deliver_due(&stage.db, &post_to(&server)).await, Ok(1));
    assert_eq!(stage.told(about).await.attempts, 2);
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn a_mail_whose_receipt_was_lost_comes_again_under_the_same_message_id() {
    let (stage, server) = (Stage::set().await, Scripted::behaving(&[Manner::TakesThenDrops]).await);
    let about = stage.invite("Zoë Lind", "zoe@example.org").await;
    deliver_due(&stage.db, &post_to(&server)).await.expect("tried");
    assert_eq!(stage.told(about).await.state, SendingState::Waiting);
    stage.db.clock.moves(Duration::minutes(2));
    deliver_due(&stage.db, &post_to(&server)).await.expect("sent");
    let mails = server.mails();
    assert_eq!((mails.len(), stage.told(about).await.state), (2, SendingState::Sent));
    assert_eq!(message_id(&mails[0]), message_id(&mails[1]));
}

#[tokio::test]
async fn a_server_that_puts_off_drops_or_falls_silent_is_asked_again_later() {
    let script =
        [Manner::AtData("451 4.3.0 Try again later"), Manner::DropsMidData, Manner::SilentAtRecipient, Manner::Sender("550 5.7.1 Not you")];
    let (stage, server) = (Stage::set().await, Scripted::behaving(&script).await);
    let post = post_to(&server);
    let about = stage.invite("Zoë Lind", "zoe@example.org").await;
    let words = [
        "451 4.3.0 Try again later",
        "The connection to the mail server was lost.",
        "The mail server did not answer in time.",
        "550 5.7.1 Not you",
    ];
    for (attempt, words) in (1..).zip(words) {
        assert_eq!(deliver_due(&stage.db, &post).await, Ok(1), "attempt {attempt}");
        let told = stage.told(about).await;
        assert_eq!((told.state, told.attempts, told.error.as_str()), (SendingState::Waiting, attempt, words));
        assert_eq!(deliver_due(&stage.db, &post).await, Ok(0), "not before its time");
        stage.db.clock.moves(Duration::hours(2));
    }
    assert_eq!(deliver_due(&stage.db, &post).await, Ok(1));
    assert_eq!(stage.told(about).await.state, SendingState::Sent);
}

#[tokio::test]
async fn after_ten_attempts_it_is_given_up_and_says_why() {
    let (stage, server) = (Stage::set().await, Scripted::behaving(&[Manner::Recipient("450 4.2.1 Busy"); 20]).await);
    let post = post_to(&server);
    let about = stage.invite("Zoë Lind", "zoe@example.org").await;
    for _ in 0..10 {
        assert_eq!(deliver_due(&stage.db, &post).await, Ok(1));
        let told = stage.told(about).await;
        stage.db.clock.moves(
            Duration::milliseconds(told.due_at.0) - Duration::milliseconds(stage.permit().await.now.timestamp_millis())
                + Duration::seconds(1),
        );
    }
    let told = stage.told(about).await;
    assert_eq!((told.state, told.attempts, told.error.as_str()), (SendingState::Failed, 10, "450 4.2.1 Busy"));
    stage.db.clock.moves(Duration::days(2));
    assert_eq!(deliver_due(&stage.db, &post).await, Ok(0));
}

#[tokio::test]
async fn a_letter_whose_link_ran_out_is_not_sent() {
    let (stage, server) = (Stage::set().await, Scripted::behaving(&[]).await);
    let about = stage.invite("Zoë Lind", "zoe@example.org").await;
    stage.db.clock.moves(Duration::hours(73));
    deliver_due(&stage.db, &post_to(&server)).await.expect("tried");
    assert_eq!((stage.told(about).await.state, server.mails().len()), (SendingState::Failed, 0));
}

#[tokio::test]
async fn one_bad_address_stops_none_and_fails_at_once() {
    let (stage, server) = (Stage::set().await, Scripted::behaving(&[]).await);
    let una = stage.invite("Una", "una@example.org").await;
    let nobody = stage.invite("Nobody", "nobody@example.org").await;
    let odd = stage.invite("Odd", "not an address").await;
    let sam = stage.invite("Sam", "sam@example.org").await;
    assert_eq!(deliver_due(&stage.db, &post_to(&server)).await, Ok(4));
    assert_eq!((stage.told(una).await.state, stage.told(sam).await.state), (SendingState::Sent, SendingState::Sent));
    let told = stage.told(nobody).await;
    assert_eq!((told.state, told.error.as_str()), (SendingState::Failed, "550 5.1.1 No such person here"));
    assert_eq!(stage.told(odd).await.state, SendingState::Failed);
}

#[tokio::test]
async fn a_withdrawn_letter_is_not_sent() {
    let (stage, server) = (Stage::set().await, Scripted::behaving(&[]).await);
    let (gone, kept) = (stage.invite("Una", "una@example.org").await, stage.invite("Sam", "sam@example.org").await);
    let mut permit = stage.permit().await;
    withdraw(&mut permit, gone).await.expect("withdrawn");
    permit.commit_unrecorded().await.expect("committed");
    assert_eq!(deliver_due(&stage.db, &post_to(&server)).await, Ok(1));
    assert_eq!((stage.told(gone).await.state, stage.told(kept).await.state), (SendingState::Moot, SendingState::Sent));
}

#[tokio::test]
async fn another_practice_sees_none_of_it() {
    let stage = Stage::set().await;
    let about = stage.invite("Una", "una@example.org").await;
    let mut permit = stage.permit().await;
    permit.stand_in(crate::base::PracticeId::new(), None).await.expect("elsewhere");
    assert_eq!(super::sendings(permit.conn(), stage.practice, about).await, Ok(Vec::new()));
    assert!(!permit.conn().fetch_all("select 1 from outbox").await.is_ok_and(|rows| !rows.is_empty()));
    drop(permit);
    assert_eq!(stage.told(about).await.state, SendingState::Waiting);
}

#[tokio::test]
async fn a_name_can_not_write_a_header() {
    let (stage, server) = (Stage::set().await, Scripted::behaving(&[]).await);
    stage.invite("Zoë\r\nBcc: all@example.org\r\n\r\n<script>", "zoe@example.org").await;
    stage.invite("Una\", <eve@example.org>, \"x", "una@example.org").await;
    deliver_due(&stage.db, &post_to(&server)).await.expect("sent");
    for mail in server.mails() {
        assert!(!mail.lines().any(|line| line.starts_with("Bcc:")), "{mail}");
    }
    let to: Vec<_> = server.with(|script| script.commands.iter().filter(|c| c.starts_with("RCPT")).cloned().collect());
    assert_eq!(to.len(), 2);
    assert!(to.iter().all(|line| line.contains("zoe@") || line.contains("una@")), "{to:?}");
}

#[tokio::test]
async fn many_letters_share_a_few_connections() {
    let (stage, server) = (Stage::set().await, Scripted::behaving(&[]).await);
    for n in 0..24 {
        stage.invite("Una", &format!("una{n}@example.org")).await;
    }
    assert_eq!(deliver_due(&stage.db, &post_to(&server)).await, Ok(24));
    let (mails, connections) = server.with(|script| (script.mails.len(), script.connections));
    assert_eq!(mails, 24);
    assert!(connections <= 4, "{connections} connections");
}

#[tokio::test]
async fn two_workers_never_send_the_same_letter() {
    let (stage, server) = (Stage::set().await, Scripted::behaving(&[]).await);
    for n in 0..12 {
        stage.invite("Una", &format!("una{n}@example.org")).await;
    }
    let post = post_to(&server);
    let (one, other) = tokio::join!(deliver_due(&stage.db, &post), deliver_due(&stage.db, &post));
    assert_eq!((one.expect("sent") + other.expect("sent"), server.mails().len()), (12, 12));
}

#[tokio::test]
async fn a_waiting_worker_wakes_when_a_letter_is_queued_and_ends_when_told() {
    let (stage, server) = (Stage::set().await, Scripted::behaving(&[]).await);
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let worker = tokio::spawn(run(stage.db.clone(), post_to(&server), stopped));
    let within = std::time::Duration::from_secs(8);
    for n in 1..=2 {
        stage.invite("Una", "una@example.org").await;
        let arrived = async {
            while server.mails().len() < n {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await
            }
        };
        tokio::time::timeout(within, arrived).await.expect("sooner than it looks by itself");
    }
    stop.send(true).expect("told");
    tokio::time::timeout(within, worker).await.expect("ended").expect("in peace");
}

#[tokio::test]
async fn mail_goes_encrypted_to_a_server_that_is_trusted_and_not_at_all_to_another() {
    let stage = Stage::set().await;
    let (tls, pem) = certificate();
    let server = Scripted::with_tls(&[], Some(tls)).await;
    let ca = std::env::temp_dir().join(format!("caseload-{}.pem", uuid::Uuid::now_v7()));
    std::fs::write(&ca, pem).expect("a file");
    let post = |query: String| {
        Post::new(Some(&format!("{}?tls=required{query}", server.url())), Path::new("/nowhere"), BASE_URL, None).expect("a post")
    };
    let about = stage.invite("Una", "una@example.org").await;
    deliver_due(&stage.db, &post(String::new())).await.expect("tried");
    let told = stage.told(about).await;
    assert_eq!((told.state, server.mails().len()), (SendingState::Waiting, 0), "{}", told.error);
    stage.db.clock.moves(Duration::minutes(2));
    deliver_due(&stage.db, &post(format!("&ca={}", ca.display()))).await.expect("sent");
    assert_eq!((server.mails().len(), server.with(|script| script.over_tls)), (1, 1));
    let plain = Scripted::behaving(&[]).await;
    let about = stage.invite("Sam", "sam@example.org").await;
    let strict = Post::new(Some(&format!("{}?tls=required", plain.url())), Path::new("/nowhere"), BASE_URL, None).expect("a post");
    deliver_due(&stage.db, &strict).await.expect("tried");
    assert_eq!((stage.told(about).await.state, plain.mails().len()), (SendingState::Waiting, 0));
    std::fs::remove_file(ca).expect("removed");
}

#[tokio::test]
async fn without_a_mail_server_letters_lie_in_the_mailbox_for_this_machine_alone() {
    let stage = Stage::set().await;
    let data = std::env::temp_dir().join(format!("caseload-{}", uuid::Uuid::now_v7()));
    let post = Post::new(None, &data, BASE_URL, None).expect("a post");
    assert_eq!(post.mailbox(true).list().await, Ok(Vec::new()));
    stage.invite("Una", "una@example.org").await;
    deliver_due(&stage.db, &post).await.expect("kept");
    let listed = post.mailbox(true).list().await.expect("listed");
    assert_eq!((listed.len(), listed[0].subject.as_str()), (1, "Una Reyes invites you to join Maple Grove"));
    let opened = post.mailbox(true).letter(&listed[0].id).await.expect("opened");
    let links: Vec<_> =
        opened.text.iter().filter_map(|piece| if let super::types::Piece::Link(to) = piece { Some(to) } else { None }).collect();
    assert!(links[0].starts_with(&format!("{BASE_URL}/invitations/")), "{links:?}");
    assert!(post.mailbox(true).html(&listed[0].id).await.expect("html").starts_with("<!doctype html>"));
    for closed in [post.mailbox(false), super::Mailbox::default()] {
        assert_eq!(closed.list().await, Err(crate::base::AppError::NotFound));
        assert_eq!(closed.html(&listed[0].id).await, Err(crate::base::AppError::NotFound));
    }
    assert!(post.mailbox(true).letter("../secret").await.is_err());
    let page = super::mailbox_html(Some(axum::Extension(post.mailbox(true))), axum::extract::Path(format!("{}.html", listed[0].id))).await;
    assert!(page.headers()["content-security-policy"].to_str().expect("text").starts_with("default-src 'none'"));
    std::fs::remove_dir_all(data).expect("removed");
}
