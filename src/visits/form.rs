//! The fields of a visit; the same where one is recorded and where it is changed.

use super::types::{VisitInForm, VisitKind, VisitState};
use crate::base::AppError;
use crate::caseload::Named;
use crate::ui::{Choice, Field, FieldKind, SelectField, fault_at};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn VisitFields(visit: VisitInForm, refusal: Signal<Option<AppError>>) -> impl IntoView {
    let at = move |field| fault_at(refusal, field);
    let named = |all: Vec<Named>| all.into_iter().map(|n| Choice::new(n.id, n.name)).collect::<Vec<_>>();
    let kinds = VisitKind::ALL.iter().map(|k| Choice::new(k.key(), k.words())).collect::<Vec<_>>();
    let states = VisitState::ALL.iter().map(|s| Choice::new(s.key(), s.words())).collect::<Vec<_>>();
    view! {
        <input type="hidden" name="visit[client]" value=visit.client.to_string()/>
        <div class="form-pair">
            <Field label="Day" name="visit[date]" kind=FieldKind::Date value=visit.date required=true fault=at("date")/>
            <Field label="Time" name="visit[time]" kind=FieldKind::Time value=visit.time required=true
                hint=Some(say!("By the clock of the location.").to_string()) fault=at("time")/>
        </div>
        <div class="form-pair">
            <Field label="Minutes" name="visit[minutes]" kind=FieldKind::Number value=visit.minutes.to_string() required=true fault=at("minutes")/>
            <SelectField label="Location" name="visit[location]" options=named(visit.locations) value=visit.location.to_string() required=true fault=at("location")/>
        </div>
        <SelectField label="With" name="visit[member]" options=named(visit.members) value=visit.member.to_string() required=true fault=at("member")/>
        <div class="form-pair">
            <SelectField label="Kind" name="visit[kind]" options=kinds value=visit.kind.key() required=true fault=at("kind")/>
            <SelectField label="State" name="visit[state]" options=states value=visit.state.key() required=true fault=at("state")/>
        </div>
    }
}
