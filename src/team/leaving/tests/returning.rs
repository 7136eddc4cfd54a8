//! Coming back, invited again under the same address.

use super::*;

async fn back<'a>(grove: &mut Grove<'a>) -> (Person<'a>, MemberId) {
    let form = grove.form().await;
    let all = with(&form, &[("goes[all][clients]", "board")]);
    removes(&mut grove.una, &all).await.ok();
    let mut sam = grove.una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let id = me(&mut sam).await;
    (sam, id)
}

async fn offered(who: &mut Person<'_>, id: MemberId) -> Option<CameBack> {
    let seen: super::super::types::OfMember =
        serde_json::from_value(who.does::<LeavingOfMember>(&[("member", &id.to_string())]).await.ok()).expect("the card");
    seen.came_back
}

#[tokio::test]
async fn former_links_are_offered_chosen_and_given_back_at_once() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    let ids = grove.clients(3).await;
    let old = grove.sam_id;
    grove
        .behind(&format!(
            "insert into practice_group (practice_id, id, name, created_at) values (app_practice(), gen_random_uuid(), 'Tuesdays', now());
             insert into group_member (practice_id, group_id, member_id, since) select app_practice(), id, '{old}', now() from practice_group;
             insert into supervision (practice_id, id, supervisor_id, supervisee_id, kind, frequency, since)
               values (app_practice(), gen_random_uuid(), '{old}', '{}', 'both', 'weekly', now())",
            grove.ben_id
        ))
        .await;
    let (_sam, new) = back(&mut grove).await;
    assert_ne!(new, old);
    grove
        .behind(&format!(
            "insert into assignment (practice_id, id, client_id, member_id, \"primary\", since, reason) values (app_practice(), gen_random_uuid(), '{}', '{}', true, now(), '');
             update unassigned set until = now() where client_id = '{}'",
            ids[2], grove.cara_id, ids[2]
        ))
        .await;
    assert!(offered(&mut grove.ben, new).await.is_none(), "only whoever may decide is asked");
    let offer = offered(&mut grove.una, new).await.expect("an offer");
    let now: Vec<(&str, bool)> = offer.clients.iter().map(|c| (c.now.as_str(), c.free)).collect();
    assert_eq!(now, [("On the Unassigned board", true), ("On the Unassigned board", true), ("Went to Cara Diaz", false)]);
    assert_eq!((offer.groups.len(), offer.supervisees.len(), offer.unseen), (1, 1, 0));
    let page = grove.una.opens(&format!("/team/{new}")).await.text;
    assert!(page.contains("Was on the team before") && page.contains("3 clients they had: 2 free to come back"), "{page}");

    let (member, left, client, group, relation) =
        (new.to_string(), offer.left.to_string(), ids[0].to_string(), offer.groups[0].id.clone(), offer.supervisees[0].id.clone());
    let stranger = Uuid::now_v7().to_string();
    let form = [("member", member.as_str()), ("left", &left), ("clients[]", &client), ("clients[]", &stranger)];
    assert_eq!(grove.una.does::<BringLinksBack>(&form).await.refused(), AppError::Stale, "nothing that was not theirs");
    let form = [("member", member.as_str()), ("left", &left), ("clients[]", &client), ("groups[]", &group), ("supervisees[]", &relation)];
    assert!(grove.ben.does::<BringLinksBack>(&form).await.status.is_client_error());
    grove.una.does::<BringLinksBack>(&form).await.ok();
    assert_eq!(grove.has(ids[0]).await, [(new, true)]);
    assert_eq!((grove.has(ids[1]).await.len(), grove.has(ids[2]).await), (0, vec![(grove.cara_id, true)]));
    assert_eq!(grove.number(&format!("select count(*) from group_member where member_id = '{new}' and until is null")).await, 1);
    assert_eq!(
        grove
            .number(&format!(
                "select count(*) from supervision where supervisor_id = '{new}' and supervisee_id = '{}' and until is null",
                grove.ben_id
            ))
            .await,
        1
    );
    assert!(offered(&mut grove.una, new).await.is_none(), "answered");
    assert_eq!(grove.una.does::<BringLinksBack>(&form).await.refused(), AppError::Stale);
    let told = grove.told("team.links_brought_back").await.pop().expect("an event");
    assert_eq!(told["done"], serde_json::json!(["1 client", "1 group", "1 supervisee"]));
}

#[tokio::test]
async fn the_offer_can_be_let_go() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    let ids = grove.clients(1).await;
    let (_sam, new) = back(&mut grove).await;
    let offer = offered(&mut grove.una, new).await.expect("an offer");
    grove.una.does::<BringLinksBack>(&[("member", &new.to_string()), ("left", &offer.left.to_string())]).await.ok();
    assert!(offered(&mut grove.una, new).await.is_none());
    assert_eq!(grove.has(ids[0]).await, []);
    assert!(
        reason(&takes_back(&mut grove.una, grove.sam_id).await.refused()).contains("invited again"),
        "twice on the team is once too often"
    );
}
