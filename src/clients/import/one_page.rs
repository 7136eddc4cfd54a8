//! One import: first what would happen to its rows, then how far it has come, at last what became of it. All of it reads
//! without JavaScript, which only saves pressing "Look again".

use super::api::{BeginImport, CancelImport, client_import};
use super::new_page::Failed;
use super::types::{ImportBrief, ImportRow, ImportSeen, ImportState, Verdict};
use crate::base::{AppError, ImportId, ask_first, grouped};
use crate::ui::{
    Banner, Button, ButtonKind, Empty, Fact, Facts, Icon, LinkButton, Page, Refused, Skeleton, SkeletonKind, Tone, refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::time::Duration;

/// How often the page asks how far it has come.
const LOOK: Duration = Duration::from_millis(1000);

/// What the page can do; made once, whatever is read anew.
#[derive(Clone, Copy)]
struct Doing {
    begin: ServerAction<BeginImport>,
    cancel: ServerAction<CancelImport>,
}

#[component]
pub fn OneImportPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<ImportId>().ok())));
    let show = Memo::new(move |_| query.with(|q| q.get("show").unwrap_or_default()));
    let after = Memo::new(move |_| query.with(|q| q.get("after").and_then(|n| n.parse().ok()).unwrap_or(0)));
    let doing = Doing { begin: ServerAction::new(), cancel: ServerAction::new() };
    let tick = RwSignal::new(0_u32);
    let read = ask_first(
        move || (id.get(), show.get(), after.get(), tick.get(), doing.begin.version().get(), doing.cancel.version().get()),
        |(id, show, after, ..)| async move {
            match id {
                Some(id) => client_import(id, show, after).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let moves = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(Ok(seen)) = read.get() {
            moves.set(seen.import.state.moves());
        }
    });
    Effect::new(move |_| {
        let look = move || {
            if moves.get_untracked() {
                tick.update(|n| *n += 1);
            }
        };
        if let Ok(ticking) = set_interval_with_handle(look, LOOK) {
            on_cleanup(move || ticking.clear());
        }
    });
    view! {
        <Page title="Import" back=("/clients/import".to_string(), say!("Import clients").to_string())>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
                {move || read.get().map(|seen| match seen {
                    Ok(seen) => view! { <Seen seen shown=show.get() doing/> }.into_any(),
                    Err(AppError::NotFound) => view! { <Missing/> }.into_any(),
                    Err(error) => view! { <Failed error/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Missing() -> impl IntoView {
    view! {
        <crate::ui::Status code=404/>
        <Empty icon="upload" text="There is no such import, or it is someone else’s. Only whoever uploaded a file sees it.">
            <a class="button" href="/clients/import">"Import clients"</a>
        </Empty>
    }
}

#[component]
fn Seen(seen: ImportSeen, shown: String, doing: Doing) -> impl IntoView {
    let ImportSeen { import, why, unknown, rows, next, gone, assigns_self } = seen;
    let state = import.state;
    let own = (assigns_self && matches!(state, ImportState::Judging | ImportState::Ready))
        .then(|| say!("Since you see only some of the practice’s clients, those you import are assigned to you."));
    let default = if import.adds > 0 { Verdict::Add } else { Verdict::Error };
    let shown = shown.parse().unwrap_or(default);
    let counts = import.clone();
    view! {
        <div class="import">
            <h2 class="import-name">{import.file.clone()}</h2>
            <Account import=import.clone() why/>
            {own.map(|own| view! { <p>{own}</p> })}
            {(!unknown.is_empty()).then(|| view! { <p class="quiet">{say!("Left aside, since they mean nothing here: {}.", unknown.join(", "))}</p> })}
            <Steps import doing/>
            {(!gone).then(|| view! { <Rows counts shown rows next/> })}
        </div>
    }
}

/// What has happened, or would.
#[component]
fn Account(import: ImportBrief, why: String) -> impl IntoView {
    let words = match import.state {
        ImportState::Judging => say!("The rows are being compared with the clients you have.").to_string(),
        ImportState::Ready => say!("Nothing has been added yet. Look through it, then press the button.").to_string(),
        ImportState::Running => {
            say!("The import goes on by itself, also when you leave this page. Others work as usual meanwhile.").to_string()
        }
        ImportState::Finished => say!("Finished: {} added.", counted!(import.added, "client")),
        ImportState::Cancelled if import.added == 0 => say!("Cancelled. Nobody was added.").to_string(),
        ImportState::Cancelled => say!("Cancelled. What was added stays: {}.", counted!(import.added, "client")),
        ImportState::Stopped => say!("Stopped by itself. {why} What was added stays: {}.", counted!(import.added, "client")),
        ImportState::ThrownAway => say!("Thrown away after 7 days. Upload the file again to import it.").to_string(),
    };
    let tone = match import.state {
        ImportState::Finished => Tone::Good,
        ImportState::Cancelled | ImportState::ThrownAway | ImportState::Ready => Tone::Neutral,
        ImportState::Stopped => Tone::Warning,
        ImportState::Judging | ImportState::Running => Tone::Waiting,
    };
    let adds = match import.state {
        ImportState::Ready | ImportState::Judging => say!("Will be added"),
        ImportState::Running => say!("Still to be added"),
        _ => say!("Not added"),
    };
    let percent = import.percent();
    let progress = import.state.moves().then(|| {
        let label = if import.state == ImportState::Running { say!("Added") } else { say!("Looked at") };
        let told = match import.state {
            ImportState::Running => {
                say!("{percent} % · {} of {} done", grouped(import.wanted - import.adds), grouped(import.wanted))
            }
            _ => say!("{percent} % of {} looked at", counted!(import.total, "row")),
        };
        view! {
            <div class="import-progress">
                <progress class="progress" max="100" value=percent.to_string() aria-label=label></progress>
                <span class="meter-words">{told}</span>
            </div>
        }
    });
    view! {
        <div role="status"><Banner tone=tone><p>{words}</p></Banner></div>
        {progress}
        <Facts>
            <Fact label="Rows in the file">{grouped(import.total)}</Fact>
            <Fact label=adds>{grouped(import.adds)}</Fact>
            <Fact label="There already">{grouped(import.there)}</Fact>
            <Fact label="In error">{grouped(import.errors)}</Fact>
            {(import.state != ImportState::Ready && import.state != ImportState::Judging)
                .then(|| view! { <Fact label="Added">{grouped(import.added)}</Fact> })}
        </Facts>
    }
}

/// The buttons: begin, throw away, cancel, look again, the file of what was rejected.
#[component]
fn Steps(import: ImportBrief, doing: Doing) -> impl IntoView {
    let id = import.id;
    let (begun, cancelled) = (refusal_of(doing.begin), refusal_of(doing.cancel));
    let nobody = (import.adds == 0).then(|| say!("There is nobody to add: every row is there already or in error.").to_string());
    let button = say!("Import {}", counted!(import.adds, "client"));
    let begin = (import.state == ImportState::Ready).then(|| {
        view! {
            <ActionForm action=doing.begin attr:class="form">
                <input type="hidden" name="id" value=id.to_string()/>
                <Refused refusal=begun/>
                <Button kind=ButtonKind::Primary submit=true busy=doing.begin.pending() disabled_because=Signal::stored(nobody)>
                    {button}
                </Button>
            </ActionForm>
        }
    });
    let cancel = (import.state.moves() || import.state == ImportState::Ready).then(|| {
        let words = if import.state == ImportState::Running { say!("Cancel the import") } else { say!("Throw away") };
        view! {
            <ActionForm action=doing.cancel attr:class="form">
                <input type="hidden" name="id" value=id.to_string()/>
                <Refused refusal=cancelled/>
                <Button submit=true busy=doing.cancel.pending()>{words}</Button>
            </ActionForm>
        }
    });
    let rejected = (import.errors > 0).then(|| {
        view! {
            <a class="button" href=format!("/clients/import/{id}/rejected.csv") rel="external" download="clients-rejected.csv">
                <Icon name="download"/>{say!("Download the {} in error", counted!(import.errors, "row"))}
            </a>
        }
    });
    view! {
        <div class="import-steps">
            {begin}
            {cancel}
            {import.state.moves().then(|| view! { <LinkButton href=format!("/clients/import/{}", import.id) icon="refresh-cw" attr:rel="external">"Look again"</LinkButton> })}
            {rejected}
            {(!import.state.moves() && import.state != ImportState::Ready)
                .then(|| view! { <LinkButton href="/clients" icon="contact">"Go to the clients"</LinkButton> })}
        </div>
    }
}

/// Rows of one verdict, a page at a time.
#[component]
fn Rows(counts: ImportBrief, shown: Verdict, rows: Vec<ImportRow>, next: Option<i64>) -> impl IntoView {
    let id = counts.id;
    let tab = move |verdict: Verdict, words: &'static str, many: i64| {
        (many > 0 || verdict == shown).then(|| {
            view! {
                <a class="tab" href=format!("/clients/import/{id}?show={}", verdict.key()) aria-current=(verdict == shown).then_some("page")>
                    {format!("{words} ({})", grouped(many))}
                </a>
            }
        })
    };
    let ended = !matches!(counts.state, ImportState::Judging | ImportState::Ready | ImportState::Running);
    if ended && counts.errors == 0 {
        return ().into_any();
    }
    let head = if shown == Verdict::Error { say!("What is wrong") } else { say!("Note") };
    let more = next.map(|line| format!("/clients/import/{id}?show={}&after={line}", shown.key()));
    view! {
        <nav class="tabs" aria-label="Rows by verdict">
            {(!ended).then(|| tab(Verdict::Add, say!("Will be added"), counts.adds))}
            {(!ended).then(|| tab(Verdict::There, say!("There already"), counts.there))}
            {tab(Verdict::Error, say!("In error"), counts.errors)}
            {(!ended).then(|| tab(Verdict::Added, say!("Added"), counts.added))}
        </nav>
        <div class="table-scroll">
            <table class="table table-cards">
                <caption class="visually-hidden">"Rows of the file"</caption>
                <thead>
                    <tr><th scope="col">"Line"</th><th scope="col">"Name"</th><th scope="col">"Birth date"</th><th scope="col">"Email"</th><th scope="col">{head}</th></tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
            </table>
        </div>
        <nav class="clients-pages" aria-label="Pages">
            {more.map(|href| view! { <LinkButton href icon="arrow-right">"Next rows"</LinkButton> })}
        </nav>
    }
    .into_any()
}

#[component]
fn Row(row: ImportRow) -> impl IntoView {
    let some = |text: String| if text.is_empty() { "–".to_string() } else { text };
    let reason = match (row.field.as_str(), row.client) {
        ("", Some(client)) if row.verdict == Verdict::There => view! { <a href=format!("/clients/{client}")>{row.reason}</a> }.into_any(),
        ("", _) => some(row.reason).into_any(),
        (field, _) => view! { <span><strong>{format!("{field}: ")}</strong>{row.reason}</span> }.into_any(),
    };
    view! {
        <tr>
            <td data-label="Line">{row.line}</td>
            <th scope="row">{some(row.name)}</th>
            <td data-label="Birth date">{some(row.birth_date)}</td>
            <td data-label="Email">{some(row.email)}</td>
            <td data-label="Note">{reason}</td>
        </tr>
    }
}
