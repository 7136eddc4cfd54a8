//! The fields above the list.

use super::page::ALL;
use crate::caseload::{ClientQuery, FilterChoices, Named, Portal};
use crate::ui::{Choice, Fold, Icon, SelectField};
use caseload_words::view;
use leptos::prelude::*;

/// What is typed and chosen, each as its field has it.
#[derive(Clone, Copy)]
pub struct Fields {
    pub q: RwSignal<String>,
    role: RwSignal<String>,
    status: RwSignal<String>,
    location: RwSignal<String>,
    group: RwSignal<String>,
    staff: RwSignal<String>,
    /// Chosen by a figure, and let go of by its chip.
    recent: RwSignal<String>,
    sort: RwSignal<String>,
}

impl Fields {
    pub fn of(query: &ClientQuery) -> Self {
        let pairs = query.pairs();
        let field = |key| RwSignal::new(pairs.iter().find(|(k, _)| *k == key).map(|(_, value)| value.clone()).unwrap_or_default());
        Fields {
            q: field("q"),
            role: field("role"),
            status: field("status"),
            location: field("location"),
            group: field("group"),
            staff: field("staff"),
            recent: field("recent"),
            sort: field("sort"),
        }
    }

    fn all(self) -> [(&'static str, RwSignal<String>); 8] {
        [
            ("q", self.q),
            ("role", self.role),
            ("status", self.status),
            ("location", self.location),
            ("group", self.group),
            ("staff", self.staff),
            ("recent", self.recent),
            ("sort", self.sort),
        ]
    }

    /// What they ask.
    pub fn question(self) -> ClientQuery {
        let values = self.all().map(|(key, field)| (key, field.get()));
        let read = ClientQuery::read(|key| values.iter().find(|(k, _)| *k == key).map(|(_, value)| value.clone()));
        ClientQuery { q: read.q.trim().to_string(), ..read }
    }

    /// Has them say what is asked.
    pub fn show(self, query: &ClientQuery) {
        for ((_, field), (_, now)) in self.all().into_iter().zip(Fields::of(query).all()) {
            let wanted = now.get_untracked();
            if field.with_untracked(|text| text.trim() != wanted) {
                field.set(wanted);
            }
        }
    }
}

/// The orders, for where a column's head can't be pressed.
const SORTS: [(&str, &str); 9] = [
    ("-name", say!("Name, from Z")),
    ("status", say!("Status")),
    ("-status", say!("Status, from its end")),
    ("staff", say!("Assigned staff")),
    ("-staff", say!("Assigned staff, from Z")),
    ("-visit", say!("Last visit, newest first")),
    ("visit", say!("Last visit, longest ago first")),
    ("-created", say!("Date created, newest first")),
    ("created", say!("Date created, oldest first")),
];

#[component]
pub fn Filters(choices: FilterChoices, fields: Fields) -> impl IntoView {
    let list = |all: Vec<Named>| all.into_iter().map(|n| Choice::new(n.id, n.name)).collect::<Vec<_>>();
    let mut statuses: Vec<Choice> = Portal::ALL.into_iter().map(|p| Choice::new(p.key(), p.words())).collect();
    statuses.push(Choice::new("archived", say!("Archived")));
    let roles = vec![Choice::new("staff", say!("Staff")), Choice::new("admins", say!("Admins")), Choice::new("everyone", say!("Everyone"))];
    let sorts = SORTS.iter().map(|(key, words)| Choice::new(*key, *words)).collect::<Vec<_>>();
    let Fields { role, status, location, group, staff, recent, sort, .. } = fields;
    let chip = move || {
        let words = match recent.get().as_str() {
            "new" => say!("Added in the last 30 days"),
            "seen" => say!("Seen in the last 30 days"),
            _ => return None,
        };
        let without = ClientQuery { recent: String::new(), ..fields.question() }.address();
        let href = if without == "/clients" { ALL.to_string() } else { without };
        Some(view! {
            <a class="chip" href=href><Icon name="x"/>{words}<span class="visually-hidden">": show all"</span></a>
            <input type="hidden" name="recent" value=recent.get()/>
        })
    };
    let apply = Signal::derive(move || [role, status, location, group, staff].iter().filter(|field| !field.with(String::is_empty)).count());
    view! {
        <Fold id="clients-filters" label="Filters" icon="funnel" apply>
        <div class="clients-selects">
            {choices.team.then(|| view! { <SelectField label="Role" name="role" options=roles bound=role blank="Clients"/> })}
            <SelectField label="Status" name="status" options=statuses bound=status blank="Any status"/>
            <SelectField label="Group" name="group" options=list(choices.groups) bound=group blank="Every group"/>
            <SelectField label="Assigned staff" name="staff" options=list(choices.staff) bound=staff blank="Any staff"/>
            <SelectField label="Location" name="location" options=list(choices.locations) bound=location blank="Every location"/>
            <div class="clients-sort"><SelectField label="Sorted by" name="sort" options=sorts bound=sort blank="Name"/></div>
        </div>
        <noscript><button class="button button-primary fold-only" type="submit">"Show"</button></noscript>
        </Fold>
        {chip}
    }
}
