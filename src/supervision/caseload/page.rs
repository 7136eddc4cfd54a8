//! The caseload of one member in three kinds, each with its own pages.

use super::api::supervisee_caseload;
use super::types::{CaseloadInThree, Ours, Place, Share};
use crate::base::{AppError, MemberId, ask_first, in_query};
use crate::ui::{Badge, Banner, Empty, LinkButton, Page, Section, Skeleton, SkeletonKind, Status, Tone, When, WhenKind};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

#[component]
pub fn SuperviseeCaseloadPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let id = params.with(|p| p.get("id").and_then(|id| id.parse::<MemberId>().ok()));
        (id, query.with(|q| Share::ALL.map(|share| q.get(share.key()))))
    });
    let read = ask_first(
        move || asked.get(),
        |(id, [direct, primary, walk_ins])| async move {
            match id {
                Some(id) => supervisee_caseload(id, direct, primary, walk_ins).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let back = asked.get_untracked().0.map_or("/team".to_string(), |id| format!("/team/{id}"));
    view! {
        <Page title="Caseload" back=(back, say!("Profile").to_string())>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=10/> }>
                {move || read.get().map(|seen| match seen {
                    Ok(seen) => view! { <Three seen/> }.into_any(),
                    Err(error) => view! { <Missing error/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Three(seen: CaseloadInThree) -> impl IntoView {
    let CaseloadInThree { member, name, places, note } = seen;
    let first = name.split(' ').next().unwrap_or_default().to_string();
    let sections = Share::ALL
        .into_iter()
        .zip(places)
        .map(|(share, place)| {
            let title = format!("{} ({})", share.words(), place.total);
            let lead = share.lead(&first);
            view! { <Section id=share.key() title lead><Kind member share place/></Section> }
        })
        .collect_view();
    view! {
        <div class="groups-head"><h2>{name}</h2></div>
        {note.map(|words| view! { <Banner tone=Tone::Neutral><p>{words}</p></Banner> })}
        {sections}
    }
}

#[component]
fn Kind(member: MemberId, share: Share, place: Place) -> impl IntoView {
    if place.total == 0 {
        return view! { <p class="quiet">"None."</p> }.into_any();
    }
    let next = place.next.map(|after| format!("/team/{member}/caseload?{}={}#{}", share.key(), in_query(&after), share.key()));
    view! {
        <ul class="list card" aria-label=share.words()>{place.rows.into_iter().map(|client| view! { <Row client share/> }).collect_view()}</ul>
        {next.map(|href| view! { <p class="list-more"><LinkButton href icon="arrow-right">"Next page"</LinkButton></p> })}
    }
    .into_any()
}

#[component]
fn Row(client: Ours, share: Share) -> impl IntoView {
    let whose = match (&client.primary, client.second, share) {
        (Some(primary), true, _) => Some(say!("Second therapist; {primary} is the primary one")),
        (Some(primary), false, _) => Some(say!("Assigned to {primary}")),
        (None, _, Share::WalkIn) => Some(say!("Assigned to nobody").to_string()),
        _ => None,
    };
    let visit = match client.last_visit_at {
        Some(at) => view! { "last visit "<When at=at.0 kind=WhenKind::Date/> }.into_any(),
        None => say!("no visit yet").into_any(),
    };
    view! {
        <li class="supervision-client">
            <div class="row-text">
                <a class="row-title" href=format!("/clients/{}", client.id)>{client.name}</a>
                <span class="row-detail">{client.location}", "{visit}</span>
                {whose.map(|words| view! { <span class="row-detail">{words}</span> })}
            </div>
            {client.restricted.then(|| view! { <Badge tone=Tone::Warning icon="lock" text="Restricted"/> })}
        </li>
    }
}

#[component]
fn Missing(error: AppError) -> impl IntoView {
    let text = match &error {
        AppError::NotFound => say!("There is no such member on this team.").to_string(),
        other => other.to_string(),
    };
    view! {
        <Status code=error.status()/>
        <Empty icon="users" text=text><a class="button" href="/team">"Back to the team"</a></Empty>
    }
}
