//! Links and codes to hand over. They are made by a button that POSTs; opening or reloading the page by its address makes none.

use super::api::several_links;
use super::one_page::Missing;
use super::page::Failed;
use super::types::{HandedLink, LinksSeen};
use crate::base::{AppError, BatchId, ask_first};
use crate::ui::{Banner, Button, ButtonKind, CopyButton, Page, QrPicture, Skeleton, SkeletonKind, Tone};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

#[component]
pub fn LinksPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<BatchId>().ok())));
    let read = ask_first(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => several_links(id).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let back = id.get_untracked().map_or_else(|| "/team/invite/many".to_string(), |id| format!("/team/invite/many/{id}"));
    view! {
        <Page
            title="Links to hand over"
            lead="For someone at the desk: copy a link, or have them hold their camera at its code. Each is good for that person alone."
            back=(back, say!("Invitations").to_string())
        >
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
                {move || read.get().map(|seen| match seen {
                    Ok(seen) => view! { <Links seen/> }.into_any(),
                    Err(AppError::NotFound) => view! { <Missing/> }.into_any(),
                    Err(error) => view! { <Failed error/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Links(seen: LinksSeen) -> impl IntoView {
    let LinksSeen { batch, links, closed, next, asked } = seen;
    let id = batch.id;
    let closed = (closed > 0).then(|| say!("{} left out: accepted, declined, revoked or expired since.", counted!(closed, "invitation")));
    let nothing = (asked && links.is_empty()).then(|| say!("No invitation among these is open.").to_string());
    let (button, after) = match (asked, next) {
        (false, _) => (Some(say!("Make the links")), 0),
        (true, Some(line)) => (Some(say!("Make the next links")), line),
        (true, None) => (None, 0),
    };
    view! {
        {(!asked).then(|| view! { <p>"Links are shown once, when they are made. Those made before go on working."</p> })}
        {nothing.map(|words| view! { <Banner tone=Tone::Neutral><p>{words}</p></Banner> })}
        {closed.map(|words| view! { <p class="quiet">{words}</p> })}
        <ul class="many-links" aria-label="Links">{links.into_iter().map(|link| view! { <Handed link/> }).collect_view()}</ul>
        {button.map(|words| view! {
            <form method="post" action=format!("/team/invite/many/{id}/links")>
                <input type="hidden" name="after" value=after.to_string()/>
                <Button kind=ButtonKind::Primary submit=true icon="qr-code">{words}</Button>
            </form>
        })}
    }
}

#[component]
fn Handed(link: HandedLink) -> impl IntoView {
    let HandedLink { name, email, link, qr } = link;
    let called = say!("Code of the link for {name}");
    view! {
        <li class="card many-link">
            <QrPicture qr label=called/>
            <div class="many-link-text">
                <h2>{name.clone()}</h2>
                <p class="quiet">{email}</p>
                <div class="invitation-link">
                    <input class="input" readonly=true aria-label=say!("Link for {name}") value=link.clone()/>
                    <CopyButton text=Signal::stored(link) label="Copy"/>
                </div>
            </div>
        </li>
    }
}
