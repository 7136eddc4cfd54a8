//! The second factor in the settings: whether members need one, and how long they may take to set it up.

use super::api::SetSecondFactor;
use super::types::{SecondFactorRules, SettingsSeen};
use crate::auth::ConfirmFirst;
use crate::ui::{Button, Field, FieldKind, Refused, Section, Toggle, again, fault_at, refusal_of};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn SecondFactorRulesSection(seen: SettingsSeen, set: ServerAction<SetSecondFactor>) -> impl IntoView {
    let refusal = refusal_of(set);
    let rules = seen.second_factor;
    let most = SecondFactorRules::MOST_GRACE;
    let hint = Signal::stored(Some(say!(
        "0 to {most}. Counted from when it is required, or from joining. After that a member sets it up at sign-in, before anything else."
    )));
    view! {
        <Section id="second-factor" title="Second factor" lead=rules.lead()>
            <ActionForm action=set attr:class="form">
                <input type="hidden" name="version" value=seen.version.to_string()/>
                <Refused refusal/>
                <Toggle label="Required" name="required" on=rules.required hint="Every member needs one. A banner reminds those who have none."/>
                <Toggle label="Passkeys only" name="passkeys_only" on=rules.passkeys_only hint="Every member needs a passkey. An authenticator app is not enough."/>
                <Field label="Days to set it up" name="grace_days" kind=FieldKind::Number value=rules.grace_days.to_string() required=true hint fault=fault_at(refusal, "grace_days")/>
                <div><Button submit=true busy=set.pending() disabled_because=Signal::stored(seen.why_not_second_factor)>"Save second factor"</Button></div>
            </ActionForm>
            <ConfirmFirst id="confirm-second-factor" refusal again=again(set)/>
        </Section>
    }
}
