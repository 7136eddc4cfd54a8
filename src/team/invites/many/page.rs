//! "Invite several people": addresses typed or pasted, or a file of them. Without JavaScript it is a text field and a form that
//! leads to the verdicts before anything is sent.

use super::api::{InviteSeveral, several_choices};
use super::chips::Addresses;
use super::columns::Column;
use super::types::{BatchBrief, ManyNeeded, NotTaken, free};
use crate::base::{AppError, ask_first};
use crate::locations::LocationChoice;
use crate::mail::lasting;
use crate::roles::RoleChoice;
use crate::team::invites::types::{ASK_SECOND_FACTOR, SECOND_FACTOR_HINT};
use crate::ui::{
    Banner, Button, ButtonKind, Choice, LinkButton, Page, Refused, Section, SelectField, Skeleton, SkeletonKind, Status, TextArea, Toggle,
    Tone, Typed, When, WhenKind, fault_at, field_id, refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use leptos::web_sys::HtmlInputElement;
use leptos_router::hooks::use_query_map;

#[component]
pub fn ManyPage() -> impl IntoView {
    let needed = ask_first(|| (), |()| several_choices());
    let invite = ServerAction::<InviteSeveral>::new();
    let query = use_query_map();
    let refused = Memo::new(move |_| query.with(|q| q.get("refused").and_then(|key| key.parse::<NotTaken>().ok())));
    let addresses = Addresses::new();
    view! {
        <Page
            title="Invite several people"
            lead="Type or paste their addresses, or upload a file. You see what becomes of each before anything is sent."
            back=("/team/invite".to_string(), say!("Add Team Member").to_string())
        >
            {move || refused.get().map(|why| view! { <div role="alert"><Banner tone=Tone::Bad><p>{why.words()}</p></Banner></div> })}
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
                {move || needed.get().map(|needed| match needed {
                    Ok(needed) => view! { <Ways needed invite addresses/> }.into_any(),
                    Err(error) => view! { <Failed error/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
pub(super) fn Failed(error: AppError) -> impl IntoView {
    view! {
        <Status code=error.status()/>
        <div role="alert"><Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner></div>
    }
}

#[component]
fn Ways(needed: ManyNeeded, invite: ServerAction<InviteSeveral>, addresses: Addresses) -> impl IntoView {
    let ManyNeeded { roles, locations, groups, why_not_group, seats, batches } = needed;
    let (left, hours) = (free(&seats), lasting(seats.invitation_hours));
    let (file_roles, file_locations) = (roles.clone(), locations.clone());
    let taken = match seats.why_not() {
        Some(words) => view! { <Banner tone=Tone::Warning actions=|| view! { <LinkButton href="/settings#plan">"Change plan"</LinkButton> }><p>{words}</p></Banner> }.into_any(),
        None => view! { <p class="quiet">{say!("{} free of {}. Each open invitation takes one. Invitations expire in {hours}.", counted!(left, "seat"), seats.cap)}</p> }.into_any(),
    };
    view! {
        {taken}
        <Section id="addresses" title="Type or paste" lead="Up to 500 addresses, with commas, spaces, semicolons or new lines between them.">
            <TypedForm roles locations invite addresses/>
        </Section>
        <Section id="file" title="From a file" lead="CSV or text, of up to 5,000 rows. Uploading invites nobody yet: the next page shows what would happen.">
            <FileForm roles=file_roles locations=file_locations/>
        </Section>
        <Section id="columns" title="Its columns" lead="The first line names them, in any order; a bare list of addresses is understood too. Commas, semicolons or tabs between them are understood.">
            <Columns groups why_not_group/>
            <p><LinkButton href="/team/invite/many/template.csv" icon="download" attr:rel="external" attr:download="people-template.csv">"Download a template"</LinkButton></p>
        </Section>
        {(!batches.is_empty()).then(|| view! { <Latest batches/> })}
    }
}

fn role_options(roles: Vec<RoleChoice>) -> Vec<Choice> {
    roles.into_iter().map(|r| Choice::new(r.id.to_string(), r.name).hint(r.description)).collect()
}

fn location_options(locations: &[LocationChoice]) -> Vec<Choice> {
    locations.iter().map(|l| Choice::new(l.id.to_string(), l.name.clone())).collect()
}

/// Where there is only one, it is chosen.
fn only(locations: &[LocationChoice]) -> String {
    if let [one] = locations { one.id.to_string() } else { String::new() }
}

const SEND_HINT: &str = say!("Off: nobody is mailed. Afterwards there is a link to copy for each, and a code to scan at the desk.");

#[component]
fn TypedForm(
    roles: Vec<RoleChoice>,
    locations: Vec<LocationChoice>,
    invite: ServerAction<InviteSeveral>,
    addresses: Addresses,
) -> impl IntoView {
    let refusal = refusal_of(invite);
    let at = move |field| fault_at(refusal, field);
    let location = RwSignal::new(Typed::at("several[location]").unwrap_or(only(&locations)));
    let options = location_options(&locations);
    // A form that came back without JavaScript says what was switched; a fresh one sends.
    let sends = Typed::at("several[addresses]").is_none() || Typed::at("several[send]").is_some();
    let button = move || match addresses.invites() {
        Some(many) if many > 0 && addresses.fits() => say!("Invite {}", counted!(many, "person", "people")),
        _ => say!("Look at the verdicts").to_string(),
    };
    view! {
        <Refused refusal/>
        <ActionForm action=invite attr:class="form" attr:aria-labelledby="addresses-title">
            {addresses.field(at("addresses"))}
            <SelectField label="Role" name="several[role]" required=true blank="Choose a role" fault=at("role") options=role_options(roles)/>
            <SelectField label="Primary location" name="several[location]" required=true blank="Choose a location" bound=location options fault=at("location")/>
            <TextArea label="Personal note" name="several[note]" optional=true maxlength=500 hint=Signal::stored(Some(say!("Stands in every mail.").to_string())) fault=at("note")/>
            <Toggle label="Send invite email" name="several[send]" value="yes" on=sends hint=SEND_HINT/>
            <Toggle label=ASK_SECOND_FACTOR name="several[second_factor]" value="yes" checkbox=true
                on=Typed::at("several[second_factor]").is_some() hint=SECOND_FACTOR_HINT/>
            <div class="form-foot">
                <LinkButton href="/team">"Cancel"</LinkButton>
                <Button kind=ButtonKind::Primary submit=true icon="send" busy=invite.pending()>{button}</Button>
            </div>
        </ActionForm>
    }
}

/// A plain form: a browser sends a file by itself.
#[component]
fn FileForm(roles: Vec<RoleChoice>, locations: Vec<LocationChoice>) -> impl IntoView {
    let id = field_id("people");
    let (value, options) = (only(&locations), location_options(&locations));
    let too_large = RwSignal::new(false);
    view! {
        <form class="form many-file" method="post" action="/team/invite/many/upload" enctype="multipart/form-data" aria-labelledby="file-title">
            <SelectField label="Role, unless a row names one" name="role" id="file-role" required=true blank="Choose a role" options=role_options(roles)/>
            <SelectField label="Primary location, unless a row names one" name="location" id="file-location" required=true blank="Choose a location" value options/>
            <TextArea label="Personal note" name="note" id="file-note" optional=true maxlength=500/>
            <Toggle label="Send invite email" name="send" id="file-send" value="yes" on=true hint=SEND_HINT/>
            <Toggle label=ASK_SECOND_FACTOR name="second_factor" id="file-second-factor" value="yes" checkbox=true hint=SECOND_FACTOR_HINT/>
            <div class="field">
                <label class="field-label" for=id.clone()>"File"</label>
                <input class="input" type="file" id=id name="file" required=true accept=".csv,.txt,.tsv,text/csv,text/plain,text/tab-separated-values" aria-describedby="people-hint people-fault"
                    on:change:target=move |change| {
                        let input = change.target();
                        let over = bytes_of(&input).is_some_and(|bytes| bytes > MOST_BYTES);
                        if over {
                            input.set_value("");
                        }
                        too_large.set(over);
                    }
                />
                <p class="field-fault" id="people-fault" role="alert" hidden=move || !too_large.get()>{NotTaken::TooLarge.words()}</p>
                <p class="field-hint" id="people-hint">"CSV or text, up to 4 MB. Only you see what you upload. It is thrown away after 30 days."</p>
            </div>
            <div><Button kind=ButtonKind::Primary submit=true icon="upload">"Upload and look at it"</Button></div>
        </form>
    }
}

/// Bytes of a file, at most; the server says the same of what comes without JavaScript.
const MOST_BYTES: f64 = 4.0 * 1024.0 * 1024.0;

/// How large the file is that was chosen.
fn bytes_of(input: &HtmlInputElement) -> Option<f64> {
    let get = |of: &JsValue, key: &str| js_sys::Reflect::get(of, &JsValue::from_str(key)).ok();
    let first = js_sys::Reflect::get_u32(&get(input.as_ref(), "files")?, 0).ok()?;
    get(&first, "size")?.as_f64()
}

#[component]
fn Columns(groups: Vec<String>, why_not_group: Option<String>) -> impl IntoView {
    let row = move |column: Column| {
        let more = match column {
            Column::Group => why_not_group.clone().or_else(|| (!groups.is_empty()).then(|| say!("There are: {}.", some_of(&groups)))),
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
            <table class="table table-cards many-columns">
                <caption class="visually-hidden">"Columns a file may have"</caption>
                <thead><tr><th scope="col">"Column"</th><th scope="col">"What it says"</th><th scope="col">"Example"</th></tr></thead>
                <tbody>{Column::ALL.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn some_of(names: &[String]) -> String {
    const MOST: usize = 6;
    let shown = names.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > MOST { format!("{shown} …") } else { shown }
}

#[component]
fn Latest(batches: Vec<BatchBrief>) -> impl IntoView {
    let row = |batch: BatchBrief| {
        let detail = match batch.made {
            0 => format!("{} · {}", batch.state.words(), counted!(batch.total, "row")),
            made => say!("{} · {made} of {} invited", batch.state.words(), counted!(batch.total, "row")),
        };
        view! {
            <li>
                <a class="row-link" href=format!("/team/invite/many/{}", batch.id)>
                    <span class="row-text"><span class="row-title">{batch.file}</span><span class="row-detail">{detail}</span></span>
                    <span class="row-end-slot"><When at=batch.created_at.0 kind=WhenKind::DateTime/></span>
                </a>
            </li>
        }
    };
    view! {
        <Section id="latest" title="Your latest invitations">
            <ul class="list card" aria-label="Your latest invitations">{batches.into_iter().map(row).collect_view()}</ul>
        </Section>
    }
}
