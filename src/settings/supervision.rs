//! Supervision in the settings: whether there is any, and of one supervisor each or several.

use super::api::SetSupervisionRules;
use super::types::SettingsSeen;
use crate::ui::{Button, Refused, Section, Toggle, refusal_of};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn SupervisionSection(seen: SettingsSeen, set: ServerAction<SetSupervisionRules>) -> impl IntoView {
    let refusal = refusal_of(set);
    let rules = seen.supervision;
    let several = say!("A member may have more than one supervisor.");
    view! {
        <Section id="supervision" title="Supervision" lead=rules.lead()>
            <ActionForm action=set attr:class="form">
                <input type="hidden" name="version" value=seen.version.to_string()/>
                <Refused refusal/>
                <Toggle label="Supervision" name="supervision_on" on=rules.on hint="Clinical supervisors see the clients of those they supervise."/>
                <Toggle label="Several supervisors" name="several_supervisors" on=rules.several hint=several/>
                <div><Button submit=true busy=set.pending() disabled_because=Signal::stored(seen.why_not_edit)>"Save supervision"</Button></div>
            </ActionForm>
        </Section>
    }
}
