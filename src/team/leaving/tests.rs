//! Stories of leaving.

mod exiting;
mod races;
mod removing;
mod returning;
mod taking_back;

use super::*;
use crate::base::{AppError, MemberId};
use crate::tests::stage::{Answer, Person, Stage};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Executor, Row};
use uuid::Uuid;

pub const SAM: &str = "sam@maple-grove.example";

/// Maple Grove: Una, who created it; Sam, who leaves; Ben and Cara, who stay.
pub struct Grove<'a> {
    pub stage: &'a Stage,
    pub practice: Uuid,
    pub una: Person<'a>,
    pub sam: Person<'a>,
    pub ben: Person<'a>,
    pub una_id: MemberId,
    pub sam_id: MemberId,
    pub ben_id: MemberId,
    pub cara_id: MemberId,
}

pub async fn me(who: &mut Person<'_>) -> MemberId {
    who.me().await.expect("signed in").member.expect("a member").0.member
}

impl<'a> Grove<'a> {
    pub async fn grows(stage: &'a Stage) -> Grove<'a> {
        let mut una = stage.practice("Maple Grove", "Una").await;
        let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
        let mut ben = una.hires(("Ben", "Adler"), "ben@maple-grove.example", "Member").await;
        let mut cara = una.hires(("Cara", "Diaz"), "cara@maple-grove.example", "Member").await;
        let (practice, una_id) = (una.practice().await, me(&mut una).await);
        let (sam_id, ben_id, cara_id) = (me(&mut sam).await, me(&mut ben).await, me(&mut cara).await);
        Grove { stage, practice, una, sam, ben, una_id, sam_id, ben_id, cara_id }
    }

    /// As many clients of Sam's, he their primary therapist, in the order of their names.
    pub async fn clients(&self, many: usize) -> Vec<Uuid> {
        let mut ids = Vec::new();
        for n in 0..many {
            let id = Uuid::now_v7();
            self.behind(&format!(
                "insert into client (practice_id, id, first_name, last_name, location_id, created_at)
                   select app_practice(), '{id}', 'Client', 'Nr{n:03}', (select id from location order by created_at, id limit 1), now();
                 insert into assignment (practice_id, id, client_id, member_id, \"primary\", since, reason)
                   select app_practice(), gen_random_uuid(), '{id}', '{}', true, now() - interval '1 day', ''",
                self.sam_id
            ))
            .await;
            ids.push(id);
        }
        ids
    }

    /// Only those named for the client see it from now on: whoever has it.
    pub async fn restrict(&self, client: Uuid) {
        let sam = self.sam_id;
        self.behind(&format!("select set_config('app.member', '{sam}', true); update client set restricted = true where id = '{client}'"))
            .await;
    }

    /// Someone else has the client too.
    pub async fn beside(&self, client: Uuid, who: MemberId) {
        self.behind(&format!(
            "insert into assignment (practice_id, id, client_id, member_id, since, reason)
             values (app_practice(), gen_random_uuid(), '{client}', '{who}', now() - interval '1 hour', '')"
        ))
        .await;
    }

    pub async fn behind(&self, sql: &str) {
        self.stage.behind(self.practice, sql).await;
    }

    /// One number out of the database.
    pub async fn number(&self, sql: &str) -> i64 {
        let mut tx = self.stage.inside(self.practice).await;
        // With the eyes of Una, who owns what nobody else sees.
        tx.execute(AssertSqlSafe(format!("select set_config('app.member', '{}', true)", self.una_id))).await.expect("Una");
        let row = sqlx::query(AssertSqlSafe(sql.to_string())).fetch_one(&mut *tx).await.expect("a number");
        row.get(0)
    }

    /// `(member, primary)` of everyone who has a client.
    pub async fn has(&self, client: Uuid) -> Vec<(MemberId, bool)> {
        let rows = sqlx::query(
            r#"select member_id, "primary" from assignment where practice_id = $1 and client_id = $2 and until is null order by 2 desc, 1"#,
        )
        .bind(self.practice)
        .bind(client)
        .fetch_all(&mut *self.stage.inside(self.practice).await)
        .await
        .expect("assignments");
        rows.iter().map(|r| (MemberId(r.get(0)), r.get(1))).collect()
    }

    pub async fn looks(&mut self) -> LeavingSeen {
        looks(&mut self.una, self.sam_id).await
    }

    /// The form as the page gives it, filled with what is suggested.
    pub async fn form(&mut self) -> Vec<(String, String)> {
        let seen = self.looks().await;
        filled(&seen)
    }

    pub async fn status(&self, of: MemberId) -> String {
        let row = sqlx::query("select status from member where practice_id = $1 and id = $2")
            .bind(self.practice)
            .bind(of.0)
            .fetch_one(&mut *self.stage.inside(self.practice).await)
            .await
            .expect("a member");
        row.get(0)
    }

    /// Details of the trail's entries of a kind.
    pub async fn told(&self, kind: &str) -> Vec<Value> {
        self.stage.trail(self.practice).await.into_iter().filter(|(k, ..)| k == kind).map(|(.., detail)| detail).collect()
    }

    pub async fn notices(&self, to: MemberId) -> Vec<(String, i32)> {
        let rows = sqlx::query("select kind, many from notice where practice_id = $1 and member_id = $2 order by at, kind")
            .bind(self.practice)
            .bind(to.0)
            .fetch_all(&mut *self.stage.inside(self.practice).await)
            .await
            .expect("notices");
        rows.iter().map(|r| (r.get(0), r.get(1))).collect()
    }
}

pub async fn looks(who: &mut Person<'_>, member: MemberId) -> LeavingSeen {
    serde_json::from_value(who.does::<Leaving>(&[("member", &member.to_string())]).await.ok()).expect("the page")
}

pub fn filled(seen: &LeavingSeen) -> Vec<(String, String)> {
    let mut form = vec![
        ("member".to_string(), seen.id.to_string()),
        ("goes[seen]".into(), seen.seen.clone()),
        ("goes[version]".into(), seen.version.to_string()),
        ("goes[owner]".into(), seen.owners.first().map(|(id, _)| id.clone()).unwrap_or_default()),
        ("goes[due]".into(), seen.due.clone()),
    ];
    for part in &seen.parts {
        form.extend(part.all.iter().map(|all| (format!("goes[all][{}]", part.key), all.value.clone())));
        if !part.each.is_empty() {
            form.extend(part.lines.iter().map(|line| (format!("goes[one][{}]", Plan::key(&line.id)), line.value.clone())));
        }
    }
    form
}

/// The same form with other values; what isn't in it yet is added.
pub fn with(form: &[(String, String)], other: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut form = form.to_vec();
    for (name, value) in other {
        form.retain(|(n, _)| n != name);
        form.push((name.to_string(), value.to_string()));
    }
    form
}

pub async fn removes(who: &mut Person<'_>, form: &[(String, String)]) -> Answer {
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    who.does::<RemoveMember>(&form).await
}

pub async fn takes_back(who: &mut Person<'_>, member: MemberId) -> Answer {
    who.does::<TakeBackLeaving>(&[("member", &member.to_string())]).await
}

/// The one reason of a refusal.
#[track_caller]
pub fn reason(refused: &AppError) -> String {
    let AppError::Denied(why) = refused else { panic!("denied, not {refused:?}") };
    why.join(" ")
}
