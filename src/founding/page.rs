//! "Create practice".

use super::api::CreatePractice;
use crate::auth::password_words;
use crate::ui::{Button, ButtonKind, Field, FieldKind, Plate, Refused, fault_at, refusal_of};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn SignUpPage() -> impl IntoView {
    let create = ServerAction::<CreatePractice>::new();
    let refusal = refusal_of(create);
    let at = move |field| fault_at(refusal, field);
    let timezone = RwSignal::new(String::new());
    Effect::new(move |_| timezone.set(own_timezone()));
    view! {
        <Plate title="Start your practice" lead="You begin with a team plan of ten seats; invite your colleagues right away." foot=|| view! { <p>"Already with us? " <a href="/signin">"Sign in"</a></p> }>
            <Refused refusal/>
            <ActionForm action=create attr:class="form">
                <Field label="Practice name" name="new[practice]" required=true maxlength=120 autocomplete="organization" autofocus=true fault=at("practice")/>
                <div class="form-pair">
                    <Field label="First name" name="new[first_name]" required=true maxlength=60 autocomplete="given-name" fault=at("first_name")/>
                    <Field label="Last name" name="new[last_name]" required=true maxlength=60 autocomplete="family-name" fault=at("last_name")/>
                </div>
                <Field label="Email" name="new[email]" kind=FieldKind::Email required=true autocomplete="username" fault=at("email")/>
                <Field label="Password" name="new[password]" kind=FieldKind::Password required=true autocomplete="new-password"
                    hint=Signal::derive(|| Some(password_words())) fault=at("password")/>
                <input type="hidden" name="new[timezone]" prop:value=move || timezone.get()/>
                <Button kind=ButtonKind::Primary submit=true busy=create.pending()>"Create practice"</Button>
            </ActionForm>
        </Plate>
    }
}

/// The browser's IANA zone, for the first location.
fn own_timezone() -> String {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into()).ok().and_then(|zone| zone.as_string()).unwrap_or_default()
}
