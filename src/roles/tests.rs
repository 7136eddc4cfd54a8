//! The stories of roles: what they say, what changing one does to whom, and what nobody can do by any of it.

use super::{RoleDraft, api::*, types::*};
use crate::access::{Grants, Permission};
use crate::base::AppError;
use crate::team::{ChangeRole, SetOverrides};
use crate::tests::stage::{Person, Stage, all_at_once};
use axum::http::StatusCode;

const SAM: &str = "sam@maple-grove.example";
const BEN: &str = "ben@maple-grove.example";

impl Person<'_> {
    async fn sees(&mut self, id: &str) -> RoleSeen {
        serde_json::from_value(self.does::<OneRole>(&[("id", id)]).await.ok()).expect("a role")
    }

    async fn id(&mut self) -> String {
        self.me().await.expect("signed in").member.expect("a member").0.member.to_string()
    }

    /// Everything the editor sends.
    async fn sends_role<F: server_fn::ServerFn>(&mut self, which: (&str, &str), draft: &RoleDraft) -> crate::tests::stage::Answer {
        let version = draft.version.to_string();
        let mut form = vec![
            which,
            ("edit[name]", draft.name.as_str()),
            ("edit[description]", &draft.description),
            ("edit[billing_modifier]", &draft.billing_modifier),
            ("edit[can]", &draft.can),
            ("edit[off]", &draft.off),
            ("edit[version]", &version),
        ];
        if draft.requires_supervision {
            form.push(("edit[requires_supervision]", "true"));
        }
        if draft.can_supervise {
            form.push(("edit[can_supervise]", "true"));
        }
        self.does::<F>(&form).await
    }

    async fn adds_role(&mut self, name: &str, can: &str) -> String {
        let draft = RoleDraft { name: name.into(), can: can.into(), ..RoleDraft::default() };
        self.sends_role::<AddRole>(("from", ""), &draft).await.ok().as_str().expect("an id").to_string()
    }

    async fn draft(&mut self, id: &str) -> RoleDraft {
        let role = self.sees(id).await;
        RoleDraft::of(&role.makeup, role.version)
    }

    async fn saves(&mut self, id: &str, draft: &RoleDraft) -> crate::tests::stage::Answer {
        self.sends_role::<EditRole>(("id", id), draft).await
    }

    async fn reviews(&mut self, id: &str, draft: &RoleDraft) -> Review {
        serde_json::from_value(self.sends_role::<ReviewRole>(("id", id), draft).await.ok()).expect("a review")
    }

    async fn changes_role(&mut self, member: &str, role: &str) -> crate::tests::stage::Answer {
        self.does::<ChangeRole>(&[("member", member), ("role", role)]).await
    }

    async fn overrides(&mut self, member: &str, set: &[(&str, &str)]) -> crate::tests::stage::Answer {
        let version = self.card(member.parse().expect("an id")).await.version.to_string();
        let keys: Vec<String> = set.iter().map(|(p, _)| format!("set[{p}]")).collect();
        let mut form = vec![("member", member), ("version", version.as_str())];
        form.extend(keys.iter().map(String::as_str).zip(set.iter().map(|(_, v)| *v)));
        self.does::<SetOverrides>(&form).await
    }

    async fn grants(&mut self) -> Grants {
        self.me().await.expect("signed in").member.expect("a member").0.grants
    }
}

/// Active people who can administer and sign in, as the whole truth is told: over everyone, through no index.
async fn administrators(stage: &Stage, practice: uuid::Uuid) -> i64 {
    let mut tx = stage.owner.begin().await.expect("a transaction");
    sqlx::query("select set_config('app.practice', $1, true)").bind(practice.to_string()).execute(&mut *tx).await.expect("set");
    sqlx::query_scalar(
        "select count(*) from member m join role r on r.practice_id = m.practice_id and r.id = m.role_id
         where m.status = 'active' and m.account_id is not null and r.limit_hours is null and r.deleted_at is null
           and administers(effective_grants(r.grants, r.off, m.overrides))",
    )
    .fetch_one(&mut *tx)
    .await
    .expect("a count")
}

#[tokio::test]
async fn a_role_is_copied_changed_and_saved_and_the_next_request_knows_it() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let copy = una.does::<RoleToCopy>(&[("from", "member")]).await.ok();
    let makeup: RoleMakeup = serde_json::from_value(copy).expect("a makeup");
    let mut draft = RoleDraft::of(&makeup, 0);
    draft.name = "Case Lead".into();
    let id = una.sends_role::<AddRole>(("from", "member"), &draft).await.ok().as_str().expect("an id").to_string();
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Case Lead").await;
    assert!(!sam.grants().await.hold(Permission::ClientsExport));

    let mut draft = una.draft(&id).await;
    draft.can = format!("{} clients.export:own", draft.can);
    draft.off = "calendar".into();
    draft.billing_modifier = "HO".into();
    let review = una.reviews(&id, &draft).await;
    assert!(
        review.effects[0].starts_with("Sam Okafor gains 1 ability: export clients (own caseload); and loses 3 abilities:"),
        "{review:?}"
    );
    assert!(review.changes.iter().any(|c| c.contains("HO (master’s degree level)")), "{review:?}");
    assert!(!sam.grants().await.hold(Permission::ClientsExport), "a review writes nothing");
    una.saves(&id, &draft).await.ok();
    let grants = sam.grants().await;
    assert!(grants.hold(Permission::ClientsExport) && !grants.hold(Permission::CalendarView), "on the next request, without signing in");
    let seen = una.sees(&id).await;
    assert!(seen.makeup.grants.hold(Permission::CalendarView), "what is switched off keeps its ticks");
    assert_eq!((seen.members, seen.version, seen.changed_by.as_deref()), (1, 2, Some("Una Lindqvist")));
    let trail = stage.trail(practice).await;
    let (_, _, detail) = trail.iter().find(|(kind, ..)| kind == "roles.role_edited").expect("on record");
    assert_eq!(detail["members"], 1);
    assert!(
        detail["changes"].as_array().expect("changes").iter().any(|c| c["field"] == "clients.export" && c["after"] == "own caseload"),
        "{detail}"
    );

    let taken = una.saves(&id, &RoleDraft { name: "member".into(), version: 2, ..draft.clone() }).await.refused();
    assert_eq!(taken.fault("name").as_deref(), Some("There is a role of this name already."));
    let many = una
        .saves(&id, &RoleDraft { name: "  ".into(), can: "clients.fly team.view:own".into(), billing_modifier: "XX".into(), ..draft })
        .await;
    let many = many.refused();
    assert!(many.fault("name").is_some() && many.fault("can").is_some() && many.fault("billing_modifier").is_some());
}

#[tokio::test]
async fn saving_asks_for_the_password_and_a_review_does_not() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let id = una.adds_role("Case Lead", "team.view").await;
    stage.later(chrono::Duration::minutes(11));
    let draft = RoleDraft { can: "team.view clients.view".into(), ..una.draft(&id).await };
    una.reviews(&id, &draft).await;
    assert_eq!(una.saves(&id, &draft).await.refused(), AppError::ConfirmPassword);
    assert_eq!(una.does::<DeleteRole>(&[("id", &id), ("version", "1")]).await.refused(), AppError::ConfirmPassword);
    una.confirms().await;
    una.saves(&id, &draft).await.ok();
}

#[tokio::test]
async fn nobody_gives_takes_or_raises_what_is_not_theirs_by_any_path_of_roles() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let denied = |answer: crate::tests::stage::Answer| {
        let AppError::Denied(why) = answer.refused() else { panic!("denied") };
        why.join(" ")
    };
    let id = una.adds_role("Case Lead", "team.view").await;
    let draft = una.draft(&id).await;
    // Ada is an Admin, and opens no charts.
    let mut ada = una.hires(("Ada", "Moss"), "ada@maple-grove.example", "Admin").await;
    let clinical = RoleDraft { can: "team.view clinical.charts".into(), ..draft.clone() };
    assert!(denied(ada.saves(&id, &clinical).await).contains("Nobody gives what they don't hold"));
    assert!(denied(ada.sends_role::<ReviewRole>(("id", &id), &clinical).await).contains("open charts"));
    assert!(
        denied(ada.sends_role::<AddRole>(("from", ""), &RoleDraft { name: "Charts".into(), version: 0, ..clinical.clone() }).await)
            .contains("open charts")
    );
    let provider = ada.role("Provider").await;
    let taken = RoleDraft { can: "team.view".into(), ..ada.draft(&provider).await };
    assert!(denied(ada.saves(&provider, &taken).await).contains("Nobody gives what they don't hold"), "nor takes");
    // Ticks in a module that is switched off may be set, and give nothing; switching it on is giving.
    let hidden = RoleDraft { off: "clinical".into(), ..clinical.clone() };
    ada.saves(&id, &hidden).await.ok();
    assert!(denied(ada.saves(&id, &RoleDraft { version: 2, ..clinical }).await).contains("open charts"));
    // Whoever created the team may give everything, also what they don't hold.
    let given = RoleDraft { can: "team.view clinical.charts:own".into(), ..una.draft(&provider).await };
    una.saves(&provider, &given).await.ok();
    // One's own role can be narrowed, never raised.
    let admin = una.role("Admin").await;
    let own = una.draft(&admin).await;
    stage.behind(practice, "update member set overrides = '{+billing.refund}' where email like 'una@%'").await;
    let raised = RoleDraft { can: format!("{} billing.refund", own.can), ..own.clone() };
    assert!(denied(una.saves(&admin, &raised).await).contains("Nobody raises their own role"));
    let less = RoleDraft { can: own.can.replace(" audit.export", ""), ..own.clone() };
    una.saves(&admin, &less).await.ok();
    assert!(
        denied(una.saves(&admin, &RoleDraft { version: 2, ..own.clone() }).await).contains("Nobody raises their own role"),
        "nor back again"
    );
    let unable = RoleDraft { can: less.can.replace(" team.roles", ""), version: 2, ..less };
    assert!(denied(una.saves(&admin, &unable).await).contains("only administrator who can sign in"));
    // A role that can change roles, and less else.
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let lead = una.adds_role("Role Lead", "team.view team.roles clients.view:own").await;
    let sam_id = sam.id().await;
    una.changes_role(&sam_id, &lead).await.ok();
    sam.confirms().await;
    assert!(
        denied(sam.saves(&id, &RoleDraft { can: "team.view clients.view".into(), off: String::new(), version: 2, ..draft.clone() }).await)
            .contains("view clients"),
        "not further than their own caseload"
    );
    let una_id = una.id().await;
    assert!(denied(sam.overrides(&una_id, &[("team.roles", "withheld")]).await).contains("Nobody gives what they don't hold"));
    assert!(denied(sam.overrides(&sam_id, &[("team.invite", "practice")]).await).contains("Nobody changes their own role"));
    let gone = sam.does::<DeleteRole>(&[("id", &admin), ("to", &lead), ("version", "2")]).await;
    assert!(denied(gone).contains("Nobody gives what they don't hold"), "nor by deleting");
    let up = sam.does::<DeleteRole>(&[("id", &lead), ("to", &admin), ("version", "1")]).await;
    assert!(denied(up).contains("Nobody raises their own role"), "nor by being moved");
    // Whoever may only look is refused everything but looking.
    let mut ben = una.hires(("Ben", "Hart"), BEN, "Member").await;
    ben.confirms().await;
    assert!(ben.sees(&id).await.why_not_edit.is_some());
    assert!(denied(ben.saves(&id, &draft).await).contains("can't change roles"));
    assert!(denied(ben.sends_role::<ReviewRole>(("id", &id), &draft).await).contains("can't change roles"));
    assert!(denied(ben.overrides(&sam_id, &[("team.invite", "practice")]).await).contains("can't change roles"));
    // The role of people receiving care stays what it is.
    let roles: RolesSeen = serde_json::from_value(una.does::<PracticeRoles>(&[]).await.ok()).expect("roles");
    let client = roles.roles.iter().find(|r| r.for_clients).expect("shown").id.to_string();
    let widened = RoleDraft { can: "clients.view".into(), ..una.draft(&client).await };
    assert!(denied(una.saves(&client, &widened).await).contains("people receiving care"));
    assert_eq!(
        una.does::<DeleteRole>(&[("id", &id), ("to", &client), ("version", "2")]).await.refused().fault("to").as_deref(),
        Some("Choose another role from the list.")
    );
}

#[tokio::test]
async fn a_review_counts_the_clients_that_come_into_sight_right_whatever_else_someone_has() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let id = una.adds_role("Case Lead", "team.view clients.view:own").await;
    let mut people = Vec::new();
    for (first, email) in [("Ana", "ana@maple-grove.example"), ("Ben", BEN), ("Cy", "cy@maple-grove.example")] {
        people.push(una.hires((first, "Hart"), email, "Case Lead").await);
    }
    // Twenty clients here, five at Riverside. Ana has three here; Ben two here and works at Riverside too; Cy sees
    // everyone by what was given to them.
    stage
        .behind(
            practice,
            "select set_config('app.clients', 'practice', true);
             insert into location (practice_id, id, name, virtual, address, timezone, created_at) values (app_practice(), gen_random_uuid(), 'Riverside', false, '', 'Etc/UTC', now());
             insert into client (practice_id, id, first_name, last_name, location_id, created_at)
               select app_practice(), gen_random_uuid(), 'Client', n::text, (select id from location where (name = 'Riverside') = (n > 20)), now() from generate_series(1, 25) n;
             insert into assignment (practice_id, id, client_id, member_id, since)
               select app_practice(), gen_random_uuid(), c.id, m.id, now() from client c, member m
               where (m.first_name = 'Ana' and c.last_name in ('1', '2', '3')) or (m.first_name = 'Ben' and c.last_name in ('1', '21'));
             insert into member_location (practice_id, member_id, location_id, since)
               select app_practice(), m.id, l.id, now() from member m, location l where m.first_name = 'Ben' and l.name = 'Riverside';
             update member set overrides = '{+clients.view}' where first_name = 'Cy'",
        )
        .await;
    let seen = async |person: &mut Person<'_>| -> i64 {
        let _ = person.me().await;
        let mut tx = stage.db.pool.begin().await.expect("a transaction");
        let actor = person.me().await.expect("signed in").member.expect("a member").0;
        let reach: Vec<String> = actor.grants.into();
        sqlx::query("select set_config('app.practice', $1, true), set_config('app.member', $2, true), set_config('app.clients', clients_reach($3), true),
            set_config('app.locations', locations_of($1::uuid, $2::uuid)::text, true) from (select set_config('app.practice', $1, true)) s")
            .bind(practice.to_string()).bind(actor.member.to_string()).bind(reach).execute(&mut *tx).await.expect("as they are");
        sqlx::query_scalar("select count(*) from client").fetch_one(&mut *tx).await.expect("a count")
    };
    let mut before = Vec::new();
    for person in &mut people {
        before.push(seen(person).await);
    }
    assert_eq!(before, [3, 2, 25]);
    let draft = RoleDraft { can: "team.view clients.view:locations".into(), ..una.draft(&id).await };
    let review = una.reviews(&id, &draft).await;
    assert_eq!(
        review.effects,
        [
            "Ana Hart and Ben Hart gain 1 ability: view clients (own locations).",
            "Cy Hart can do the same as before.",
            "Clients become visible to 2 people: 23 to Ben Hart and 17 to Ana Hart."
        ]
    );
    una.saves(&id, &draft).await.ok();
    let mut after = Vec::new();
    for person in &mut people {
        after.push(seen(person).await);
    }
    assert_eq!(after, [20, 25, 25], "and so it is");
    let whole = RoleDraft { can: "team.view clients.view".into(), version: 2, ..draft.clone() };
    assert!(una.reviews(&id, &whole).await.effects.contains(&"5 clients become visible to Ana Hart.".to_string()));
    let none = RoleDraft { can: "team.view clients.edit".into(), version: 2, ..draft };
    let review = una.reviews(&id, &none).await;
    assert!(review.effects.contains(&"Clients become invisible to 2 people: 25 to Ben Hart and 20 to Ana Hart.".to_string()), "{review:?}");
    assert!(review.warnings[0].contains("edit clients further than it can view"), "{review:?}");
    let supervised = RoleDraft { requires_supervision: true, ..una.draft(&id).await };
    let review = una.reviews(&id, &supervised).await;
    assert!(review.warnings[0].starts_with("Ana Hart, Ben Hart and Cy Hart would then need supervision"), "{review:?}");
}

#[tokio::test]
async fn of_two_who_edit_a_role_at_once_the_second_keeps_what_they_typed_and_overwrites_nothing() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let id = una.adds_role("Case Lead", "team.view").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Admin").await;
    una.confirms().await;
    sam.confirms().await;
    let draft = una.draft(&id).await;
    let (one, two) = (
        RoleDraft { can: "team.view clients.add".into(), ..draft.clone() },
        RoleDraft { can: "team.view audit.view".into(), ..draft.clone() },
    );
    let answers = all_at_once(
        [(una.clone(), one.clone()), (sam.clone(), two.clone())].into_iter().map(async |(mut who, draft)| who.saves(&id, &draft).await),
    )
    .await;
    let mut statuses: Vec<StatusCode> = answers.iter().map(|a| a.status).collect();
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT]);
    let una_first = answers[0].status == StatusCode::OK;
    let (mut late, late_draft, first) = if una_first { (sam, two, "Una Lindqvist") } else { (una.clone(), one, "Sam Okafor") };
    let review = late.reviews(&id, &late_draft).await;
    assert_eq!(review.meanwhile.as_ref().map(|(by, _)| by.as_str()), Some(first));
    assert_eq!((review.version, review.changes.len()), (2, 2), "compared with what is now: one gained, one lost");
    late.saves(&id, &RoleDraft { version: review.version, ..late_draft }).await.ok();
    assert_eq!(una.sees(&id).await.version, 3);
}

#[tokio::test]
async fn a_role_in_use_is_deleted_only_by_moving_whoever_holds_it_and_history_keeps_its_name() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let id = una.adds_role("Case Lead", "team.view clients.view:own").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Case Lead").await;
    una.invites(("Ben", "Hart"), BEN, "Case Lead").await.ok();
    let token = stage.token_for(BEN, "/invitations/").await;
    let member = una.role("Member").await;
    let alone = una.does::<DeleteRole>(&[("id", &id), ("version", "1")]).await.refused();
    assert!(alone.fault("to").is_some());
    let review: Review = serde_json::from_value(una.does::<ReviewDeletion>(&[("id", &id), ("to", &member)]).await.ok()).expect("a review");
    assert!(review.effects[0].starts_with("Sam Okafor gains"), "{review:?}");
    una.does::<DeleteRole>(&[("id", &id), ("to", &member), ("version", "1")]).await.ok();
    assert_eq!(sam.me().await.expect("sam").member.expect("a member").0.role_name, "Member");
    let mut ben = stage.visitor();
    ben.accepts(&token).await.ok();
    assert_eq!(ben.me().await.expect("ben").member.expect("a member").0.role_name, "Member", "open invitations too");
    assert_eq!(una.does::<OneRole>(&[("id", &id)]).await.status, StatusCode::NOT_FOUND);
    let sam_id = sam.id().await;
    assert_eq!(una.changes_role(&sam_id, &id).await.refused().fault("role").as_deref(), Some("Choose a role from the list."));
    let mut tx = stage.owner.begin().await.expect("a transaction");
    sqlx::query("select set_config('app.practice', $1, true)").bind(practice.to_string()).execute(&mut *tx).await.expect("set");
    let past: String = sqlx::query_scalar(
        "select r.name from member_past p join role r on r.id = p.role_id where p.member_id = $1::uuid order by p.until desc limit 1",
    )
    .bind(&sam_id)
    .fetch_one(&mut *tx)
    .await
    .expect("a past");
    assert_eq!(past, "Case Lead");
    let back = sqlx::query("update member set role_id = $1::uuid where id = $2::uuid").bind(&id).bind(&sam_id).execute(&mut *tx).await;
    assert_eq!(back.expect_err("nobody holds it").as_database_error().and_then(|d| d.constraint()), Some("member_role_exists"));
    drop(tx);
    una.adds_role("case lead", "team.view").await;
    let trail = stage.trail(practice).await;
    let (_, _, detail) = trail.iter().find(|(kind, ..)| kind == "roles.role_deleted").expect("on record");
    assert_eq!((detail["members"].as_i64(), detail["moved_to"].as_str()), (Some(2), Some("Member")));
}

#[tokio::test]
async fn more_or_less_than_the_role_holds_for_one_member_and_says_so_on_their_card() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let (id, admin) = (sam.id().await, una.role("Admin").await);
    una.overrides(
        &id,
        &[("clients.export", "own"), ("clients.delete", "withheld"), ("clients.view", "practice"), ("clients.edit", "role")],
    )
    .await
    .ok();
    let card = una.card(id.parse().expect("an id")).await;
    let (more, less) = card.more_and_less();
    assert_eq!(
        (more.join(", "), less.join(", ")),
        ("view clients (whole practice), export clients (own caseload)".into(), "delete clients (own caseload)".into())
    );
    let grants = sam.grants().await;
    assert!(grants.hold(Permission::ClientsExport) && !grants.hold(Permission::ClientsDelete), "on the next request");
    let stale =
        una.does::<SetOverrides>(&[("member", &id), ("version", &(card.version - 1).to_string()), ("set[team.view]", "withheld")]).await;
    assert_eq!(stale.refused(), AppError::Stale);
    una.changes_role(&id, &admin).await.ok();
    assert!(!sam.grants().await.hold(Permission::ClientsDelete), "whatever the role becomes");
    una.overrides(&id, &[]).await.ok();
    assert!(sam.grants().await.hold(Permission::ClientsDelete));
    let set: Vec<_> = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "team.overrides_set").collect();
    assert_eq!(set.len(), 2);
    assert!(
        set[0].2["changes"].as_array().expect("changes").iter().any(|c| c["field"] == "clients.delete" && c["after"] == "no"),
        "{set:?}"
    );
}

/// Two administrators do these things to each other and to the roles at once: someone who can administer remains, and
/// nothing breaks.
async fn both_at_once(what: &str) {
    for _ in 0..4 {
        let stage = Stage::set().await;
        let mut una = stage.practice("Maple Grove", "Una").await;
        let practice = una.practice().await;
        let mut sam = una.hires(("Sam", "Okafor"), SAM, "Admin").await;
        let (una_id, sam_id) = (una.id().await, sam.id().await);
        let all = Vec::<String>::from(una.grants().await).join(" ");
        let lead = una.adds_role("Lead", &all).await;
        una.changes_role(&sam_id, &lead).await.ok();
        let (member, admin) = (una.role("Member").await, una.role("Admin").await);
        sam.confirms().await;
        una.confirms().await;
        let (a, b) = match what {
            "demote each other" => tokio::join!(una.changes_role(&sam_id, &member), sam.changes_role(&una_id, &member)),
            "demote and empty the role" => {
                let draft = sam.draft(&admin).await;
                let without = RoleDraft { can: draft.can.replace(" team.roles", ""), ..draft };
                tokio::join!(una.changes_role(&sam_id, &member), sam.saves(&admin, &without))
            }
            "withhold from each other" => {
                let set = [("team.roles", "withheld")];
                tokio::join!(una.overrides(&sam_id, &set), sam.overrides(&una_id, &set))
            }
            "empty both roles" => {
                let (own, other) = (una.draft(&lead).await, sam.draft(&admin).await);
                let without = |d: RoleDraft| RoleDraft { can: d.can.replace(" team.roles", ""), ..d };
                let (own, other) = (without(own), without(other));
                tokio::join!(una.saves(&lead, &own), sam.saves(&admin, &other))
            }
            _ => {
                let (to_lead, to_member) = (
                    [("id", admin.as_str()), ("to", &member), ("version", "1")],
                    [("id", lead.as_str()), ("to", &member), ("version", "1")],
                );
                tokio::join!(sam.does::<DeleteRole>(&to_lead), una.does::<DeleteRole>(&to_member))
            }
        };
        assert_eq!(
            [&a, &b].iter().filter(|x| x.status.is_success()).count(),
            1,
            "{what}: {} {} / {} {}",
            a.status,
            a.text,
            b.status,
            b.text
        );
        assert!(![&a, &b].iter().any(|x| x.status.is_server_error()), "{what}: {} {}", a.text, b.text);
        assert_eq!(administrators(&stage, practice).await, 1, "{what}");
    }
}

#[tokio::test]
async fn two_administrators_at_once_leave_one_by_demoting_each_other() {
    both_at_once("demote each other").await;
}

#[tokio::test]
async fn two_administrators_at_once_leave_one_by_demoting_and_emptying_a_role() {
    both_at_once("demote and empty the role").await;
}

#[tokio::test]
async fn two_administrators_at_once_leave_one_by_withholding_from_each_other() {
    both_at_once("withhold from each other").await;
}

#[tokio::test]
async fn two_administrators_at_once_leave_one_by_emptying_each_others_roles() {
    both_at_once("empty both roles").await;
}

#[tokio::test]
async fn two_administrators_at_once_leave_one_by_deleting_each_others_roles() {
    both_at_once("delete both roles").await;
}

#[tokio::test]
async fn whoever_loses_a_right_this_moment_gives_it_to_nobody() {
    for _ in 0..4 {
        let stage = Stage::set().await;
        let mut una = stage.practice("Maple Grove", "Una").await;
        let id = una.adds_role("Case Lead", "team.view").await;
        let mut sam = una.hires(("Sam", "Okafor"), SAM, "Admin").await;
        let mut ben = una.hires(("Ben", "Hart"), BEN, "Case Lead").await;
        let (sam_id, draft) = (sam.id().await, sam.draft(&id).await);
        sam.confirms().await;
        let wide = RoleDraft { can: "team.view clients.export".into(), ..draft };
        let (taken, given) = tokio::join!(una.overrides(&sam_id, &[("clients.export", "withheld")]), sam.saves(&id, &wide));
        assert!(taken.status.is_success(), "{}", taken.text);
        // Either Sam still held it when it was given, or it was not given.
        let gave = given.status.is_success();
        assert_eq!(ben.grants().await.hold(Permission::ClientsExport), gave, "{}", given.text);
        assert!(gave || given.status == StatusCode::FORBIDDEN, "{}", given.text);
    }
}

#[tokio::test]
async fn a_role_deleted_while_someone_is_given_it_leaves_nobody_without_a_role() {
    for _ in 0..4 {
        let stage = Stage::set().await;
        let mut una = stage.practice("Maple Grove", "Una").await;
        let practice = una.practice().await;
        let id = una.adds_role("Case Lead", "team.view").await;
        let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
        let sam_id = sam.id().await;
        let (mut deletes, mut gives, mut invites, location) = (una.clone(), una.clone(), una.clone(), una.location().await);
        let form = [("id", id.as_str()), ("version", "1")];
        let invitation = [
            ("invite[first_name]", "Ben"),
            ("invite[last_name]", "Hart"),
            ("invite[email]", BEN),
            ("invite[role]", &id),
            ("invite[location]", &location),
            ("invite[note]", ""),
        ];
        let (deleted, given, invited) = tokio::join!(
            deletes.does::<DeleteRole>(&form),
            gives.changes_role(&sam_id, &id),
            invites.does::<crate::team::invites::InviteMember>(&invitation)
        );
        for answer in [&deleted, &given, &invited] {
            assert!(!answer.status.is_server_error(), "{}", answer.text);
        }
        assert!(
            deleted.status.is_success() != (given.status.is_success() || invited.status.is_success()),
            "{} {} {}",
            deleted.text,
            given.text,
            invited.text
        );
        let lost: i64 = {
            let mut tx = stage.owner.begin().await.expect("a transaction");
            sqlx::query("select set_config('app.practice', $1, true)").bind(practice.to_string()).execute(&mut *tx).await.expect("set");
            sqlx::query_scalar("select count(*) from member m join role r on r.id = m.role_id where r.deleted_at is not null and m.status in ('invited', 'active')")
                .fetch_one(&mut *tx).await.expect("a count")
        };
        assert_eq!(lost, 0);
    }
}

#[tokio::test]
async fn a_role_held_by_thousands_is_reviewed_saved_and_deleted_quickly() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let id = una.adds_role("Case Lead", "team.view clients.view:own").await;
    stage
        .behind(
            practice,
            &format!(
                "select set_config('app.clients', 'practice', true);
                 insert into member (practice_id, id, first_name, last_name, email, status, role_id, primary_location_id, changed_at, overrides)
                 select app_practice(), gen_random_uuid(), 'Kim ' || n, 'Person' || (n % 97), 'p' || n || '@x.example', 'active', '{id}',
                   (select id from location limit 1), now(), case when n % 50 = 0 then array['-clients.view'] else '{{}}' end from generate_series(1, 5000) n;
                 insert into client (practice_id, id, first_name, last_name, location_id, created_at)
                 select app_practice(), gen_random_uuid(), 'Client', n::text, (select id from location limit 1), now() from generate_series(1, 20000) n;
                 insert into assignment (practice_id, id, client_id, member_id, since)
                 select app_practice(), gen_random_uuid(), c.id, m.id, now() from
                   (select id, row_number() over () % 5000 as n from client) c join (select id, row_number() over () - 1 as n from member where role_id = '{id}') m on m.n = c.n;
                 analyze member; analyze client; analyze assignment; analyze role"
            ),
        )
        .await;
    let timed = |what: &str, begun: std::time::Instant| println!("{what} of a role held by 5,000: {} ms", begun.elapsed().as_millis());
    let draft =
        RoleDraft { can: "team.view clients.view:locations clients.add".into(), requires_supervision: true, ..una.draft(&id).await };
    for round in ["review, first", "review, again"] {
        let begun = std::time::Instant::now();
        let review = una.reviews(&id, &draft).await;
        timed(round, begun);
        assert!(review.effects[0].starts_with("4,900 people (") && review.effects[0].contains("4,897 others"), "{review:?}");
        assert!(review.effects[2].contains("Clients become visible to 4,900 people: 19,996 to each"), "{review:?}");
    }
    let begun = std::time::Instant::now();
    una.saves(&id, &draft).await.ok();
    timed("save", begun);
    let begun = std::time::Instant::now();
    una.does::<PracticeRoles>(&[]).await.ok();
    timed("list of all roles with one", begun);
    let member = una.role("Member").await;
    let begun = std::time::Instant::now();
    una.does::<DeleteRole>(&[("id", &id), ("to", &member), ("version", "2")]).await.ok();
    timed("delete and move", begun);
    assert!(begun.elapsed().as_secs() < 20, "nothing grows with the square of the members");
}
