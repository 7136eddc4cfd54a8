//! "Import clients": which columns a file may have, a template, the form that takes one, and one's latest imports.

use super::api::imports;
use super::columns::Column;
use super::types::{ImportBrief, ImportsSeen, NotTaken};
use crate::access::{Action, Target, can};
use crate::auth::Me;
use crate::base::{AppError, ask_first, grouped};
use crate::ui::{
    Banner, Button, ButtonKind, LinkButton, Page, Section, Skeleton, SkeletonKind, Status, TextArea, Tone, When, WhenKind, field_id,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The way here, for whoever may go it.
#[component]
pub fn ImportLink() -> impl IntoView {
    let may = use_context::<Me>().and_then(|me| me.actor().map(|who| can(who, Action::ImportClients, &Target::Practice).allowed()));
    may.unwrap_or_default().then(|| view! { <LinkButton href="/clients/import" icon="upload">"Import"</LinkButton> })
}

#[component]
pub fn ImportPage() -> impl IntoView {
    let read = ask_first(|| (), |()| imports());
    let query = use_query_map();
    let refused = Memo::new(move |_| query.with(|q| q.get("refused").and_then(|key| key.parse::<NotTaken>().ok())));
    view! {
        <Page
            title="Import clients"
            lead="From a CSV or text file, of up to 50,000 rows. You see what would happen to each row before anything is added."
            back=("/clients".to_string(), say!("Clients").to_string())
        >
            {move || refused.get().map(|why| view! { <div role="alert"><Banner tone=Tone::Bad><p>{why.words()}</p></Banner></div> })}
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
                {move || read.get().map(|seen| match seen {
                    Ok(seen) => view! { <Import seen/> }.into_any(),
                    Err(error) => view! { <Failed error/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Import(seen: ImportsSeen) -> impl IntoView {
    let ImportsSeen { imports, locations, groups, why_not_therapist, why_not_group, .. } = seen;
    view! {
        <Section id="file" title="The file" lead="Uploading adds nobody yet: the next page shows what would happen.">
            <UploadForm/>
        </Section>
        <Section id="columns" title="Its columns" lead="The first line names them, in any order. Commas, semicolons or tabs between them are understood.">
            <Columns locations groups why_not_therapist why_not_group/>
            <p><LinkButton href="/clients/import/template.csv" icon="download" attr:rel="external" attr:download="clients-template.csv">"Download a template"</LinkButton></p>
        </Section>
        {(!imports.is_empty()).then(|| view! { <Latest imports/> })}
    }
}

/// A plain form: a browser sends a file by itself.
#[component]
fn UploadForm() -> impl IntoView {
    let id = field_id("file");
    view! {
        <form class="form import-form" method="post" action="/clients/import/upload" enctype="multipart/form-data">
            <div class="field">
                <label class="field-label" for=id.clone()>"File"</label>
                <input class="input import-file" type="file" id=id name="file" accept=".csv,.txt,.tsv,text/csv,text/plain,text/tab-separated-values" aria-describedby="file-hint"/>
                <p class="field-hint" id="file-hint">
                    "CSV or text, up to 20 MB. Only you see what you upload. It is thrown away when the import has ended, and after 7 days in any case."
                </p>
            </div>
            <details>
                <summary>"Or paste the table"</summary>
                <TextArea label="Table with its headings" name="pasted" rows=6/>
            </details>
            <div><Button kind=ButtonKind::Primary submit=true icon="upload">"Upload and look at it"</Button></div>
        </form>
    }
}

#[component]
fn Columns(locations: Vec<String>, groups: Vec<String>, why_not_therapist: Option<String>, why_not_group: Option<String>) -> impl IntoView {
    let row = move |column: Column| {
        let more = match column {
            Column::Location => some_of(&locations),
            Column::Group => why_not_group.clone().or_else(|| some_of(&groups)),
            Column::Therapist => why_not_therapist.clone(),
            _ => None,
        };
        let example = Some(column.example()).filter(|e| !e.is_empty());
        view! {
            <tr>
                <th scope="row"><code>{column.key()}</code></th>
                <td>{column.explained()}{more.map(|more| view! { <span class="quiet">" "{more}</span> })}</td>
                <td data-label="Example">{example.unwrap_or("–")}</td>
            </tr>
        }
    };
    view! {
        <div class="table-scroll">
            <table class="table table-cards import-columns">
                <caption class="visually-hidden">"Columns a file may have"</caption>
                <thead><tr><th scope="col">"Column"</th><th scope="col">"What it says"</th><th scope="col">"Example"</th></tr></thead>
                <tbody>{Column::ALL.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// "Yours are: Main office, Riverside."
fn some_of(names: &[String]) -> Option<String> {
    const MOST: usize = 6;
    if names.is_empty() {
        return None;
    }
    let shown = names.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    Some(if names.len() > MOST { say!("Among them: {shown}.") } else { say!("There are: {shown}.") })
}

#[component]
fn Latest(imports: Vec<ImportBrief>) -> impl IntoView {
    let row = |import: ImportBrief| {
        let detail = match import.added {
            0 => format!("{} · {}", import.state.words(), counted!(import.total, "row")),
            added => say!("{} · {} of {} added", import.state.words(), grouped(added), counted!(import.total, "row")),
        };
        view! {
            <li>
                <a class="row-link" href=format!("/clients/import/{}", import.id)>
                    <span class="row-text"><span class="row-title">{import.file}</span><span class="row-detail">{detail}</span></span>
                    <span class="row-end-slot"><When at=import.created_at.0 kind=WhenKind::Date/></span>
                </a>
            </li>
        }
    };
    view! {
        <Section id="latest" title="Your latest imports">
            <ul class="list card" aria-label="Your latest imports">{imports.into_iter().map(row).collect_view()}</ul>
        </Section>
    }
}

#[component]
pub(super) fn Failed(error: AppError) -> impl IntoView {
    view! {
        <Status code=error.status()/>
        <div role="alert"><Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner></div>
    }
}
