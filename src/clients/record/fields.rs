//! The fields of a record; the same where a client is added and where one is edited.

use super::types::{PersonGiven, Risk};
use crate::base::AppError;
use crate::caseload::Named;
use crate::ui::{Choice, Field, FieldKind, SelectField, fault_at};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn PersonFields(person: PersonGiven, locations: Vec<Named>, refusal: Signal<Option<AppError>>) -> impl IntoView {
    let at = move |field| fault_at(refusal, field);
    let risks = Risk::ALL.iter().map(|r| Choice::new(r.key(), r.words())).collect::<Vec<_>>();
    let locations = locations.into_iter().map(|l| Choice::new(l.id, l.name)).collect::<Vec<_>>();
    view! {
        <div class="form-pair">
            <Field label="First name" name="person[first_name]" value=person.first_name required=true maxlength=60 autocomplete="off" fault=at("first_name")/>
            <Field label="Last name" name="person[last_name]" value=person.last_name required=true maxlength=60 autocomplete="off" fault=at("last_name")/>
        </div>
        <div class="form-pair">
            <Field label="Preferred name" name="person[preferred_name]" value=person.preferred_name optional=true maxlength=60 autocomplete="off" fault=at("preferred_name")/>
            <Field label="Pronouns" name="person[pronouns]" value=person.pronouns optional=true maxlength=40 autocomplete="off" fault=at("pronouns")/>
        </div>
        <Field label="Birth date" name="person[birth_date]" kind=FieldKind::Date value=person.birth_date optional=true fault=at("birth_date")/>
        <div class="form-pair">
            <Field label="Email" name="person[email]" kind=FieldKind::Email value=person.email optional=true autocomplete="off" fault=at("email")/>
            <Field label="Phone" name="person[phone]" kind=FieldKind::Tel value=person.phone optional=true maxlength=40 autocomplete="off" fault=at("phone")/>
        </div>
        <div class="form-pair">
            <SelectField label="Location" name="person[location]" options=locations value=person.location required=true blank="Choose a location" fault=at("location")/>
            <SelectField label="Risk" name="person[risk]" options=risks value=person.risk blank="Not assessed" optional=true fault=at("risk")/>
        </div>
    }
}
