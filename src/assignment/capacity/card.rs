//! "Capacity in use" on the card.

use super::api::{SetCapacity, set_capacity};
use super::types::{CapacitySeen, words};
use crate::base::MemberId;
use crate::ui::{Button, ButtonKind, Field, FieldKind, Meter, Refused, Tone, fault_at, offer_undo, refusal_of, toast};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn Capacity(member: MemberId, version: i32, seen: CapacitySeen, changed: Callback<()>) -> impl IntoView {
    let set = ServerAction::<SetCapacity>::new();
    let refusal = refusal_of(set);
    let text = |number: Option<i32>| number.map(|n| n.to_string()).unwrap_or_default();
    let (target, limit) = (text(seen.target), text(seen.limit));
    let before = (target.clone(), limit.clone());
    let asked = StoredValue::new(None::<(String, String)>);
    Effect::new(move |_| {
        if let Some(now) = set.input().get() {
            asked.set_value(Some((now.target, now.limit)));
        }
    });
    Effect::new(move |_| {
        if matches!(set.value().get(), Some(Ok(()))) {
            let before = before.clone();
            // Saved as it was: there is nothing to take back.
            if asked.get_value().as_ref() == Some(&before) {
                toast(Tone::Good, say!("The capacity is saved."));
                return changed.run(());
            }
            offer_undo(say!("The capacity is saved."), move || {
                let (target, limit) = before.clone();
                async move {
                    // Whoever has changed it since is not overwritten.
                    set_capacity(member, version + 1, target, limit).await?;
                    changed.try_run(());
                    Ok(say!("The capacity is as it was before.").to_string())
                }
            });
            changed.run(());
        }
    });
    // A plain post came back with faults: they must not stand in a form that is closed.
    let came_back = refusal.with_untracked(Option::is_some);
    view! {
        <section class="capacity" aria-labelledby="capacity-title">
            <h3 id="capacity-title">"Capacity in use"</h3>
            {match (seen.used, seen.limit) {
                (Some(used), Some(limit)) => {
                    let shown = |n: i64| u32::try_from(n).unwrap_or(0);
                    view! { <Meter label="Capacity in use" used=shown(used) limit=shown(limit.into()) unit="clients" words=words(used, limit)/> }.into_any()
                }
                (None, Some(limit)) => view! { <p>{say!("Limit: {limit}")}</p> }.into_any(),
                (_, None) => view! { <p class="quiet">"No limit set"</p> }.into_any(),
            }}
            {seen.target.map(|target| view! { <p>{say!("Target: {target}")}</p> })}
            {seen.why_not_set.is_none().then(|| view! {
                <details class="credentials-form" open=came_back>
                    <summary class="button">"Set capacity"</summary>
                    <ActionForm action=set attr:class="form">
                        <input type="hidden" name="member" value=member.to_string()/>
                        <input type="hidden" name="version" value=version.to_string()/>
                        <Refused refusal/>
                        <Field label="Target" name="target" id="capacity-target" kind=FieldKind::Number value=target optional=true hint=Some(say!("How many clients they aim at.").to_string()) fault=fault_at(refusal, "target")/>
                        <Field label="Limit" name="limit" id="capacity-limit" kind=FieldKind::Number value=limit optional=true hint=Some(say!("How many they may have at most.").to_string()) fault=fault_at(refusal, "limit")/>
                        <div><Button kind=ButtonKind::Primary submit=true busy=set.pending()>"Save capacity"</Button></div>
                    </ActionForm>
                </details>
            })}
        </section>
    }
}
