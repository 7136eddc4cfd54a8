//! One entry by itself, at an address that stays.

use super::api::audit_entry;
use super::entries::EntryLine;
use super::types::{EntryAlone, Question};
use crate::base::{AppError, ask_first};
use crate::ui::{Banner, CopyButton, Fact, Facts, LinkButton, Page, Skeleton, SkeletonKind, Status, Tone};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

#[component]
pub fn EntryPage() -> impl IntoView {
    let params = use_params_map();
    let number = Memo::new(move |_| params.with(|p| p.get("seq").unwrap_or_default()));
    let found = ask_first(
        move || number.get(),
        |number| async move {
            match number.parse() {
                Ok(seq) => audit_entry(seq).await,
                Err(_) => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Page title=Signal::derive(move || say!("Entry {}", number.get())) back=("/audit".to_string(), say!("Audit").to_string())>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=4/> }>
                {move || found.get().map(|found| match found {
                    Ok(alone) => view! { <Alone alone/> }.into_any(),
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
fn Alone(alone: EntryAlone) -> impl IntoView {
    let EntryAlone { entry, kind_words, hash } = alone;
    let by = entry.actor.map(|id| {
        let query = Question { who: entry.actor_name.clone(), member: id.to_string(), part: "did".into(), ..Default::default() };
        (query.address(), say!("Everything {} did", entry.actor_name))
    });
    let about = entry.about.map(|id| (Question { about: id.to_string(), ..Default::default() }.address(), entry.about_name.clone()));
    let kind = Question { kind: entry.kind.clone(), ..Default::default() }.address();
    let about_words =
        |name: String| if name.is_empty() { say!("Everything about this subject").to_string() } else { say!("Everything about {name}") };
    view! {
        <div class="card trail trail-alone"><EntryLine entry/></div>
        <Facts>
            <Fact label="Kind"><a href=kind>{kind_words}</a></Fact>
            <Fact label="Hash"><code class="entry-hash">{hash.clone()}</code> <CopyButton text=hash label="Copy the hash"/></Fact>
        </Facts>
        <nav class="trail-pages" aria-label="More of the trail">
            {by.map(|(href, words)| view! { <LinkButton href icon="user">{words}</LinkButton> })}
            {about.map(|(href, name)| view! { <LinkButton href icon="history">{about_words(name)}</LinkButton> })}
        </nav>
    }
}
