//! One row of the list: a client, or a member where the list is of them too.

use super::row_menu::{Acting, MENU};
use super::table::Ticked;
use crate::caseload::{ClientRow, Connected, Portal};
use crate::ui::{Badge, Icon, Tone, When, WhenKind, later, open_menu};
use caseload_words::view;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

#[component]
pub fn Row(row: Connected, ticked: Ticked, acting: Acting) -> impl IntoView {
    later(move || row_of(row, ticked, acting))
}

fn row_of(row: Connected, ticked: Ticked, acting: Acting) -> impl IntoView {
    let (role, status) = (row.role_words(), row.status());
    let (tick, name, staff, visit, groups, created, end) = match row {
        Connected::Client(client) => {
            let tick = view! { <Tick client=client.clone() ticked/> }.into_any();
            let (groups, created) = (client.groups.clone(), client.created_at);
            let visit = match client.last_visit {
                Some(at) => view! { <When at=at.0 kind=WhenKind::Date/> }.into_any(),
                None => view! { <span class="quiet">"Never"</span> }.into_any(),
            };
            let (staff, name) = (staff_of(&client), view! { <Name client=client.clone()/> }.into_any());
            (tick, name, staff, visit, groups, created, Some(view! { <Actions client acting/> }))
        }
        Connected::Member(member) => {
            let name = view! {
                <span class="clients-name"><a href=format!("/team/{}", member.id)>{member.name()}</a>{member.gone.then(|| view! { <Badge icon="archive" text="Left"/> })}</span>
                <span class="row-detail">{format!("{} · {}", member.role, member.location)}</span>
            }
            .into_any();
            let none = || view! { <span class="quiet">"–"</span> }.into_any();
            (().into_any(), name, none(), none(), member.groups, member.created_at, None)
        }
    };
    view! {
        <tr>
            <td class="clients-tick">{tick}</td>
            <th scope="row">{name}</th>
            <td data-label="Role">{role}</td>
            <td data-label="Status"><Badge tone=tone(status) icon=icon(status) text=status.words()/></td>
            <td data-label="Group">{if groups.is_empty() { "–".to_string() } else { groups.join(", ") }}</td>
            <td data-label="Assigned staff">{staff}</td>
            <td data-label="Last visit">{visit}</td>
            <td data-label="Date created"><When at=created.0 kind=WhenKind::Date/></td>
            <td class="clients-actions">{end}</td>
        </tr>
    }
}

fn tone(status: Portal) -> Tone {
    match status {
        Portal::Activated => Tone::Good,
        Portal::Provisioned => Tone::Waiting,
        Portal::None => Tone::Neutral,
    }
}

fn icon(status: Portal) -> &'static str {
    match status {
        Portal::None => "circle-minus",
        other => tone(other).icon(),
    }
}

#[component]
fn Name(client: ClientRow) -> impl IntoView {
    let preferred = Some(client.preferred_name.clone()).filter(|name| !name.is_empty()).map(|name| format!(" “{name}”"));
    view! {
        <span class="clients-name">
            <a href=format!("/clients/{}", client.id)>{client.name()}</a>{preferred}
            {client.restricted.then(|| view! { <Badge icon="lock" tone=Tone::Warning text="Restricted"/> })}
            {client.archived.then(|| view! { <Badge icon="archive" text="Archived"/> })}
        </span>
        <span class="row-detail">{client.location}</span>
    }
}

/// The primary therapist first.
fn staff_of(client: &ClientRow) -> AnyView {
    if client.therapist.is_none() && client.others.is_empty() {
        return view! { <span class="quiet">"Nobody"</span> }.into_any();
    }
    let others = (!client.others.is_empty()).then(|| view! { <span class="row-detail">{client.others.join(", ")}</span> });
    view! { {client.therapist.clone()} {others} }.into_any()
}

/// It belongs to the form above the table.
#[component]
fn Tick(client: ClientRow, ticked: Ticked) -> impl IntoView {
    let (id, label) = (client.id, say!("Select {}", client.name()));
    let on = move || ticked.all.get() || ticked.ids.with(|ids| ids.contains(&id));
    view! {
        <input type="checkbox" class="checkbox" name="ids" value=id.to_string() form="chosen" aria-label=label prop:checked=on
            on:change:target=move |change| ticked.tick(id, change.target().checked())/>
    }
}

/// Opens the menu of this row. Without JavaScript it leads to the client's page, where the same can be done.
#[component]
fn Actions(client: ClientRow, acting: Acting) -> impl IntoView {
    let (href, label) = (format!("/clients/{}", client.id), say!("Actions for {}", client.name()));
    let client = StoredValue::new(client);
    let open = move |target: Option<web_sys::EventTarget>| {
        if let Some(at) = target.and_then(|t| t.dyn_into::<web_sys::Element>().ok()) {
            acting.row.set(Some(client.get_value()));
            open_menu(MENU, at);
        }
    };
    view! {
        <a class="button button-icon" href=href aria-haspopup="menu" aria-label=label.clone() title=label
            on:click=move |press| { press.prevent_default(); open(press.current_target()); }
            on:keydown=move |press| if [" ", "ArrowDown"].contains(&press.key().as_str()) { press.prevent_default(); open(press.current_target()); }>
            <Icon name="ellipsis"/>
        </a>
    }
}
