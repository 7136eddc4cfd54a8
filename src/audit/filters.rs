//! The filters of the trail: a plain GET form, so the address holds all of it and it works without JavaScript.

use super::kind::{self, Kind};
use super::types::Question;
use crate::base::AppError;
use crate::ui::{Button, ButtonKind, Choice, Field, FieldKind, Icon, SelectField, fault_at};
use caseload_words::view;
use leptos::prelude::*;

/// Made anew whenever the address asks something else, so the fields always say what is shown.
#[component]
pub fn Filters(asked: Memo<Question>, fault: Signal<Option<AppError>>) -> impl IntoView {
    let shown = Memo::new(move |_| Question { after: String::new(), ..asked.get() });
    move || view! { <Form asked=shown.get() fault/> }
}

#[component]
fn Form(asked: Question, fault: Signal<Option<AppError>>) -> impl IntoView {
    let parts =
        vec![Choice::new("", say!("Either")), Choice::new("did", say!("Did it")), Choice::new("concerned", say!("It concerned them"))];
    let narrow = asked.is_narrow();
    let without_about = Question { about: String::new(), ..asked.clone() }.address();
    let about = asked.about.clone();
    view! {
        <form class="trail-filters" method="get" action="/audit" role="search" aria-label="Filter the audit trail">
            <Field label="Person" name="who" value=asked.who.clone() maxlength=100 autocomplete="off" placeholder="Beginning of a name"/>
            <input type="hidden" name="member" value=asked.member.clone()/>
            <SelectField label="Their part" name="part" options=parts value=asked.part.clone()/>
            <KindSelect chosen=asked.kind.clone()/>
            <Field label="From" name="from" kind=FieldKind::Date value=asked.from.clone() fault=fault_at(fault, "from")/>
            <Field label="To" name="to" kind=FieldKind::Date value=asked.to.clone() fault=fault_at(fault, "to")/>
            {(!about.is_empty()).then(|| view! {
                <input type="hidden" name="about" value=about/>
                <a class="chip trail-about" href=without_about><Icon name="x"/>"Only about one subject"<span class="visually-hidden">": show all subjects"</span></a>
            })}
            <div class="trail-do">
                <Button kind=ButtonKind::Primary submit=true>"Show"</Button>
                {narrow.then(|| view! { <a class="button" href="/audit">"Clear filters"</a> })}
            </div>
        </form>
    }
}

/// Every kind there is, by room; the room itself stands for all of its kinds.
#[component]
fn KindSelect(chosen: String) -> impl IntoView {
    let option = |value: &'static str, words: String| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{words}</option> }
    };
    let rooms = kind::rooms()
        .iter()
        .map(|(room, name)| {
            let kinds = Kind::in_room(room).map(|kind| option(kind.key(), kind.words().to_string())).collect_view();
            view! { <optgroup label=*name>{option(room, say!("{name}: everything"))}{kinds}</optgroup> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label class="field-label" for="field-kind">"What"</label>
            <select id="field-kind" class="input select" name="kind"><option value="">"Everything"</option>{rooms}</select>
        </div>
    }
}
