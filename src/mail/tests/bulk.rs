//! Many letters at once: in their order, over few connections, at the server's pace; none stops the others, none is lost.

use super::scripted::{Manner, Scripted};
use super::stage::Stage;
use super::{BASE_URL, deliver_due};
use crate::mail::{Post, SendingState, Tally, smtp::Patience, tally};
use chrono::Duration;
use std::collections::HashMap;
use uuid::Uuid;

/// With the patience of a server on a busy machine.
fn post_to(server: &Scripted) -> Post {
    let long = std::time::Duration::from_secs(30);
    Post::hasty(&server.url(), BASE_URL, Patience { connecting: long, answering: long, taking: long }).expect("a post")
}

fn emails(many: usize) -> Vec<String> {
    (0..many).map(|n| format!("una{n}@example.org")).collect()
}

/// Whom the server's mails went to, in the order in which it took them.
fn taken(server: &Scripted) -> Vec<String> {
    let to = |mail: &String| {
        let line = mail.lines().find(|line| line.starts_with("To: ")).expect("a recipient");
        line.trim_start_matches("To: ").trim_matches(['<', '>']).to_string()
    };
    server.mails().iter().map(to).collect()
}

async fn counted(stage: &Stage, about: &[Uuid]) -> Tally {
    let mut permit = stage.permit().await;
    tally(permit.conn(), stage.practice, about).await.expect("counted")
}

#[tokio::test]
async fn hundreds_leave_in_order_over_few_connections_and_no_bad_one_stops_the_rest() {
    let mut script = vec![Manner::Accepts; 400];
    (script[100], script[200]) = (Manner::DropsMidData, Manner::EndsConnection);
    let (stage, server) = (Stage::set().await, Scripted::behaving(&script).await);
    let mut wanted = emails(300);
    (wanted[17], wanted[40]) = ("nobody17@example.org".into(), "later40@example.org".into());
    let about = stage.invite_many(&wanted, None).await;
    assert_eq!(counted(&stage, &about).await, Tally { waiting: 300, ..Tally::default() });
    let post = post_to(&server);
    assert_eq!(deliver_due(&stage.db, &post).await, Ok(300));
    assert_eq!(counted(&stage, &about).await, Tally { waiting: 2, retried: 2, sent: 297, failed: 1 });
    assert_eq!((stage.told(about[17]).await.state, stage.told(about[40]).await.error.as_str()), (SendingState::Failed, "450 4.2.1 Later"));
    let connections = server.with(|script| script.connections);
    assert!((4..=6).contains(&connections), "{connections}: one a lane, and one for each that was lost");
    let places: HashMap<String, usize> = wanted.iter().enumerate().map(|(at, email)| (email.clone(), at)).collect();
    for (at, email) in taken(&server).iter().enumerate() {
        assert!(places[email].abs_diff(at) <= 16, "{email} was the {at}th");
    }
    stage.db.clock.moves(Duration::minutes(2));
    assert_eq!(deliver_due(&stage.db, &post).await, Ok(2), "those put off and cut off, and no other");
    assert_eq!(counted(&stage, &about).await, Tally { waiting: 0, retried: 0, sent: 299, failed: 1 });
    let mut all = taken(&server);
    all.sort();
    all.dedup();
    assert_eq!((all.len(), server.mails().len()), (299, 299), "everyone once");
}

#[tokio::test]
async fn while_the_server_turns_everyone_away_the_queue_stands_as_it_is() {
    let (stage, server) = (Stage::set().await, Scripted::behaving(&[]).await);
    server.with(|script| script.turned_away = 1000);
    let about = stage.invite_many(&emails(60), None).await;
    let post = post_to(&server);
    for _ in 0..15 {
        let tried = deliver_due(&stage.db, &post).await.expect("tried");
        assert!((1..=4).contains(&tried), "a letter for each lane, not sixty: {tried}");
    }
    let first = stage.told(about[0]).await;
    assert_eq!((first.state, first.attempts), (SendingState::Waiting, 0), "it was not the letter that was refused");
    server.with(|script| script.turned_away = 2);
    deliver_due(&stage.db, &post).await.expect("two lanes are let in");
    deliver_due(&stage.db, &post).await.expect("and then all");
    assert_eq!(counted(&stage, &about).await, Tally { sent: 60, ..Tally::default() });
    for (at, email) in taken(&server).iter().enumerate() {
        let place: usize = email.trim_start_matches("una").trim_end_matches("@example.org").parse().expect("a number");
        assert!(place.abs_diff(at) <= 16, "{email} was the {at}th");
    }
}

#[tokio::test]
async fn what_someone_waits_for_goes_before_the_many() {
    let (stage, server) = (Stage::set().await, Scripted::behaving(&[]).await);
    stage.invite_many(&emails(40), Some("zoe@example.org")).await;
    deliver_due(&stage.db, &post_to(&server)).await.expect("sent");
    let place = taken(&server).iter().position(|to| to == "zoe@example.org").expect("sent");
    assert!(place < 4, "queued last, it was the {place}th");
}
