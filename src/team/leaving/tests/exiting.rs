//! Leaving by one's own will.

use super::*;
use crate::team::ExitTeam;

#[tokio::test]
async fn nobody_exits_while_clients_would_be_left_alone() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    let ids = grove.clients(2).await;
    let stays: OwnLeaving = serde_json::from_value(grove.sam.does::<WhoStaysBehind>(&[]).await.ok()).expect("who stays");
    assert_eq!((stays.alone, stays.names.as_slice()), (2, ["Client Nr000".to_string(), "Client Nr001".into()].as_slice()));
    let page = grove.sam.opens("/account").await.text;
    assert!(page.contains("2 clients would be left without a provider") && page.contains("Client Nr000, Client Nr001"), "{page}");
    let refused = reason(&grove.sam.does::<ExitTeam>(&[]).await.refused());
    assert!(refused.contains("2 clients would be left without a provider. Reassign them first, or ask an administrator"), "{refused}");
    assert_eq!(grove.status(grove.sam_id).await, "active");

    for id in &ids {
        grove.beside(*id, grove.cara_id).await;
    }
    grove.sam.does::<ExitTeam>(&[]).await.ok();
    assert_eq!(grove.status(grove.sam_id).await, "removed");
    assert_eq!(grove.has(ids[0]).await, [(grove.cara_id, true)], "who else had them has them");
    let told = grove.told("team.member_exited").await.pop().expect("an event");
    assert!(told["done"].to_string().contains("2 clients stayed with others"), "{told}");
    let refused = reason(&takes_back(&mut grove.una, grove.sam_id).await.refused());
    assert!(refused.contains("left by their own will"), "{refused}");
    let page = grove.una.opens(&format!("/team/{}", grove.sam_id)).await.text;
    assert!(page.contains("by their own will") && !page.contains("Take back"), "{page}");
}

#[tokio::test]
async fn the_originating_administrator_exits_only_after_handing_over() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    let refused = reason(&grove.una.does::<ExitTeam>(&[]).await.refused());
    assert!(refused.contains("You created this team. Remove other members instead, or hand over the team first."), "{refused}");
    assert_eq!(grove.status(grove.una_id).await, "active");
}
