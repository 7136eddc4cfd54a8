//! Everything one was notified of, the newest first.

use super::api::{OpenNotice, ReadNotices, notices};
use super::types::{Notice, NoticesSeen};
use crate::base::{ask_first, in_query};
use crate::live::{self, Topic};
use crate::ui::{Badge, Banner, Button, ButtonKind, Empty, Icon, LinkButton, Page, Skeleton, Status, Tone, When, WhenKind};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn NoticesPage() -> impl IntoView {
    let query = use_query_map();
    let after = Memo::new(move |_| query.with(|q| q.get("after").unwrap_or_default()));
    let open = ServerAction::<OpenNotice>::new();
    let read_all = ServerAction::<ReadNotices>::new();
    let read = ask_first(
        move || (after.get(), open.version().get(), read_all.version().get(), live::heard(Topic::Notices)),
        |(after, ..)| notices(after),
    );
    view! {
        <Page title="Notices" lead="What colleagues did that concerns you. Who it is about stands where it leads.">
            <Transition fallback=|| view! { <Skeleton rows=6/> }>
                {move || read.get().map(|seen| match seen {
                    Ok(seen) => view! { <Notices seen open read_all/> }.into_any(),
                    Err(error) => view! {
                        <Status code=error.status()/>
                        <div role="alert"><Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner></div>
                    }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Notices(seen: NoticesSeen, open: ServerAction<OpenNotice>, read_all: ServerAction<ReadNotices>) -> impl IntoView {
    let NoticesSeen { notices, unread, next } = seen;
    if notices.is_empty() {
        return view! { <Empty icon="bell" text="There is nothing here yet." hint="When clients are assigned to you, it is said here."/> }
            .into_any();
    }
    let next = next.map(|after| format!("/notices?after={}", in_query(&after)));
    view! {
        {(unread > 0).then(|| view! {
            <ActionForm action=read_all>
                <Button submit=true icon="check" busy=read_all.pending()>"Mark all as read"</Button>
            </ActionForm>
        })}
        <ul class="list card" aria-label="Notices">
            {notices.into_iter().map(|notice| view! { <Row notice open/> }).collect_view()}
        </ul>
        {next.map(|href| view! { <p class="list-more"><LinkButton href icon="arrow-right">"Older"</LinkButton></p> })}
    }
    .into_any()
}

#[component]
fn Row(notice: Notice, open: ServerAction<OpenNotice>) -> impl IntoView {
    let words = notice.words();
    let icon = notice.what.map_or("bell", super::What::icon);
    view! {
        <li class="notices-row">
            <Icon name=icon/>
            <div class="row-text">
                <span class="row-title">{words.clone()}</span>
                <span class="row-detail"><When at=notice.at.0 kind=WhenKind::DateTime/></span>
                {(!notice.read).then(|| view! { <Badge tone=Tone::Waiting icon="circle-dot" text="New"/> })}
            </div>
            <ActionForm action=open>
                <input type="hidden" name="notice" value=notice.id.to_string()/>
                <Button kind=ButtonKind::Plain submit=true>"Open"<span class="visually-hidden">{format!(": {words}")}</span></Button>
            </ActionForm>
        </li>
    }
}
