//! `/mailbox`: the mails as sent, where no mail server is set; `?mail=<id>` opens one.

use super::{
    api,
    types::{MailOpen, MailSeen, Piece},
};
use crate::base::ask;
use crate::{
    base::AppError,
    ui::{Empty, Icon, Page, Skeleton, When},
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn MailboxPage() -> impl IntoView {
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.read().get("mail"));
    let letters = ask(|| (), |()| api::mailbox());
    let opened = ask(
        move || chosen.get(),
        |id| async move {
            match id {
                Some(id) => api::open_mail(id).await.map(Some),
                None => Ok(None),
            }
        },
    );
    view! {
        <Page title="Mailbox" lead="Mails as they would have been sent. Set SMTP_URL, and they are." full=true>
            <div class="mailbox" class:is-open=move || chosen.read().is_some()>
                <section class="card mail-list" aria-label="All mails">
                    <Transition fallback=|| view! { <Skeleton/> }>
                        {move || Suspend::new(async move { list(letters.await, chosen) })}
                    </Transition>
                </section>
                <Transition>{move || Suspend::new(async move { reading(opened.await) })}</Transition>
            </div>
        </Page>
    }
}

fn list(letters: Result<Vec<MailSeen>, AppError>, chosen: Memo<Option<String>>) -> AnyView {
    match letters {
        Err(error) => view! { <p role="alert">{error.to_string()}</p> }.into_any(),
        Ok(letters) if letters.is_empty() => view! { <Empty icon="mail" text="No mail yet."/> }.into_any(),
        Ok(letters) => {
            let rows = letters.into_iter().map(|letter| row(letter, chosen)).collect_view();
            view! { <ol class="list" aria-label="Mails">{rows}</ol> }.into_any()
        }
    }
}

fn row(letter: MailSeen, chosen: Memo<Option<String>>) -> impl IntoView {
    let MailSeen { id, to, subject, at } = letter;
    let href = format!("/mailbox?mail={id}");
    let current = move || (chosen.read().as_deref() == Some(&id)).then_some("true");
    view! {
        <li>
            <a class="row-link" href=href aria-current=current>
                <span class="row-text">
                    <span class="row-title">{subject}</span>
                    <span class="row-detail">{to}</span>
                    <span class="row-detail"><When at=at.0/></span>
                </span>
            </a>
        </li>
    }
}

fn reading(opened: Result<Option<MailOpen>, AppError>) -> AnyView {
    match opened {
        Ok(None) => view! { <div class="card mail-letter"><Empty icon="mail" text="Choose a mail on the left to read it."/></div> }.into_any(),
        Err(error) => view! { <p role="alert">{error.to_string()}</p> }.into_any(),
        Ok(Some(MailOpen { seen, text })) => view! {
            <article class="card mail-letter mail-open">
                <header class="mail-head">
                    <a class="mail-back" href="/mailbox"><Icon name="chevron-left"/>"All mails"</a>
                    <h2>{seen.subject}</h2>
                    <p class="quiet small">"To " {seen.to} ", " <When at=seen.at.0/></p>
                    <p class="small"><a href=format!("/mailbox/{}.html", seen.id) target="_blank" rel="noopener external">"Show as HTML"</a></p>
                </header>
                <div class="mail-body">{text.into_iter().map(piece).collect_view()}</div>
            </article>
        }
        .into_any(),
    }
}

fn piece(piece: Piece) -> AnyView {
    match piece {
        Piece::Words(words) => words.into_any(),
        Piece::Link(address) => {
            let href = address.clone();
            view! { <a href=href rel="external">{address}</a> }.into_any()
        }
    }
}
