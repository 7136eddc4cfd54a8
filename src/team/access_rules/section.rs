//! "Access Rules" on the card.

use super::api::{SetAccessRules, access_rules};
use super::types::{LocationRule, RulesSeen};
use crate::base::{LocationId, MemberId, ask_first, list_of};
use crate::ui::{Button, ButtonKind, Choice, Refused, SelectField, Tone, fault_at, refusal_of, toast};
use caseload_words::view;
use leptos::prelude::*;

/// Where the card begins, not inside what waits for something: it asks for its own.
#[component]
pub fn AccessRulesSection(
    #[prop(into)] member: Signal<Option<MemberId>>,
    /// The rest of the card shows them too.
    changed: Callback<()>,
) -> impl IntoView {
    let set = ServerAction::<SetAccessRules>::new();
    let read = ask_first(
        move || (member.get(), set.version().get()),
        |(member, _)| async move {
            match member {
                Some(member) => access_rules(member).await.ok(),
                None => None,
            }
        },
    );
    Effect::new(move |_| {
        if let Some(Ok(())) = set.value().get() {
            toast(Tone::Good, say!("The access rules are saved. They apply from the next click on."));
            changed.run(());
        }
    });
    view! {
        <Transition>
            {move || {
                let (seen, member) = (read.get().flatten()?, member.get()?);
                Some(view! {
                    <section class="access-rules" aria-labelledby="access-rules-title">
                        <h3 id="access-rules-title">"Access Rules"</h3>
                        {match seen.why_not.clone() {
                            None => view! { <Rules seen member set/> }.into_any(),
                            Some(why_not) => view! { <Told seen why_not/> }.into_any(),
                        }}
                    </section>
                })
            }}
        </Transition>
    }
}

#[component]
fn Rules(seen: RulesSeen, member: MemberId, set: ServerAction<SetAccessRules>) -> impl IntoView {
    let refusal = refusal_of(set);
    let primary = RwSignal::new(seen.primary.to_string());
    let choices: Vec<Choice> = seen
        .locations
        .iter()
        .filter(|l| !l.archived || l.id == seen.primary)
        .map(|l| Choice::new(l.id.to_string(), l.name.clone()))
        .collect();
    view! {
        <ActionForm action=set attr:class="form">
            <input type="hidden" name="member" value=member.to_string()/>
            <input type="hidden" name="seen" value=seen.seen/>
            <Refused refusal/>
            <SelectField label="Primary location" name="primary" id="access-primary" options=choices bound=primary required=true fault=fault_at(refusal, "primary")/>
            <fieldset class="access-locations">
                <legend class="field-label">"Works at"</legend>
                {seen.locations.into_iter().map(|rule| view! { <Rule rule primary/> }).collect_view()}
                {move || fault_at(refusal, "locations").get().map(|words| view! { <p class="field-fault" role="alert">{words}</p> })}
            </fieldset>
            <p class="field-hint">{seen.meaning}</p>
            <div><Button kind=ButtonKind::Primary submit=true busy=set.pending()>"Save access rules"</Button></div>
        </ActionForm>
    }
}

/// A toggle; the primary one's is on and fixed. It is sent too, so that whoever gets another primary one keeps the first
/// unless it is switched off.
#[component]
fn Rule(rule: LocationRule, primary: RwSignal<String>) -> impl IntoView {
    let (id, value) = (format!("access-{}", rule.id), rule.id.to_string());
    let own = value.clone();
    let fixed = Memo::new(move |_| primary.with(|p| *p == own));
    let on = RwSignal::new(rule.on);
    let name = if rule.archived { say!("{} (archived)", rule.name) } else { rule.name };
    view! {
        <div class="toggle">
            <input id=id.clone() type="checkbox" class="switch" role="switch" name="locations[]" value=value checked=rule.on
                prop:checked=move || fixed.get() || on.get()
                aria-disabled=move || fixed.get().then_some("true")
                on:click=move |press| if fixed.get_untracked() { press.prevent_default() }
                on:change:target=move |change| on.set(change.target().checked())/>
            <div class="toggle-text">
                <label for=id>{name}</label>
                {move || fixed.get().then(|| view! { <p class="field-hint">"Their primary location"</p> })}
            </div>
        </div>
    }
}

/// For whoever may not change them.
#[component]
fn Told(seen: RulesSeen, why_not: String) -> impl IntoView {
    let name = |id: LocationId| seen.locations.iter().find(|l| l.id == id).map(|l| l.name.clone()).unwrap_or_default();
    let others: Vec<&str> = seen.locations.iter().filter(|l| l.on && l.id != seen.primary).map(|l| l.name.as_str()).collect();
    let words = match others.as_slice() {
        [] => say!("Works at {}.", name(seen.primary)),
        others => say!("Works at {}, their primary location, and at {}.", name(seen.primary), list_of(others)),
    };
    view! {
        <p>{words}</p>
        <p class="field-hint">{seen.meaning}</p>
        <p class="field-hint">{why_not}</p>
    }
}
