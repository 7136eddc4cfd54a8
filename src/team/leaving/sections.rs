//! The parts of the page, each a piece of the one form.

use super::types::{Choosing, Line, Offer, Part, Plan, Taker};
use crate::base::AppError;
use crate::ui::{Choice, SelectField, fault_at};
use caseload_words::view;
use leptos::prelude::*;

/// What a field of a part is refused with; the parts are known, so their fields are.
fn fault_of(refusal: Signal<Option<AppError>>, key: &str) -> Signal<Option<String>> {
    const KEYS: [&str; 6] = ["clients", "kept", "visits", "notes", "supervisees", "board"];
    KEYS.into_iter().find(|k| *k == key).map_or_else(|| Signal::stored(None), |key| fault_at(refusal, key))
}

fn choices(options: &[Offer]) -> Vec<Choice> {
    options.iter().map(|(value, label)| Choice::new(value.clone(), label.clone())).collect()
}

#[component]
pub fn PartOf(part: Part, takers: Vec<Taker>, refusal: Signal<Option<AppError>>) -> impl IntoView {
    let Part { key, title, lead, all, lines, each } = part;
    let (heading, titled) = (format!("part-{key}"), format!("part-{key}"));
    let fault = fault_of(refusal, &key);
    let spreads = key == "clients";
    let alone = all.is_none();
    let each = StoredValue::new(each);
    view! {
        <section class="section leaving-part" data-part=key.clone() aria-labelledby=heading>
            <div class="section-head">
                <h2 id=titled>{title}</h2>
                <p class="lead">{lead}</p>
            </div>
            <div class="section-body">
                {all.map(|all| view! { <ForAll key=key.clone() all fault/> })}
                {spreads.then(|| view! { <Spread takers/> })}
                {alone.then(|| view! { <p class="field-fault" role="alert" hidden=move || fault.with(Option::is_none)>{move || fault.get()}</p> })}
                {(!lines.is_empty()).then(|| view! {
                    <ul class="list card leaving-lines">{lines.into_iter().map(|line| view! { <OneLine line each/> }).collect_view()}</ul>
                })}
            </div>
        </section>
    }
}

#[component]
fn ForAll(key: String, all: Choosing, fault: Signal<Option<String>>) -> impl IntoView {
    let options = choices(&all.options);
    view! {
        <div class="leaving-all">
            <SelectField label=all.label name=format!("goes[all][{key}]") id=format!("all-{key}") options value=all.value fault/>
        </div>
    }
}

/// Over whom clients are spread. Shown only while that is chosen, where the browser can.
#[component]
fn Spread(takers: Vec<Taker>) -> impl IntoView {
    let boxes = takers.into_iter().map(|taker| {
        let id = format!("among-{}", taker.id);
        view! {
            <li class="leaving-taker">
                <input type="checkbox" class="checkbox" id=id.clone() name=format!("goes[among][{}]", Plan::key(&taker.id)) value="yes" checked=taker.has_room/>
                <label for=id class="row-text"><span class="row-title">{taker.name}</span><span class="row-detail">{taker.load}</span></label>
            </li>
        }
    });
    view! {
        <fieldset class="leaving-spread">
            <legend class="field-label">"If they are spread: over whom"</legend>
            <ul class="leaving-takers">{boxes.collect_view()}</ul>
        </fieldset>
    }
}

#[component]
fn OneLine(line: Line, each: StoredValue<Vec<Offer>>) -> impl IntoView {
    let chooses = each.with_value(|e| !e.is_empty());
    if !chooses {
        return view! {
            <li class="leaving-line"><span class="row-text"><span class="row-title">{line.text}</span><span class="row-detail">{line.detail}</span></span></li>
        }
        .into_any();
    }
    let options = each.with_value(|e| choices(e));
    let hint = Signal::stored(Some(line.detail));
    view! {
        <li class="leaving-line">
            <SelectField label=line.text name=format!("goes[one][{}]", Plan::key(&line.id)) id=format!("one-{}", line.id) options value=line.value hint/>
        </li>
    }
    .into_any()
}
