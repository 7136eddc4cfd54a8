//! Whom a step is about, before it is done.

use super::types::LookedOver;
use crate::base::AppError;
use crate::ui::{Banner, Status, Tone};
use caseload_words::view;
use leptos::prelude::*;

/// "Zoë Ångström, Bo Adams and 12 more", and those who are left out with the reason.
#[component]
pub fn Whom(looked: LookedOver) -> impl IntoView {
    let LookedOver { may, names, refused, refused_count, .. } = looked;
    let more = may - names.len() as i64;
    let named = if more > 0 { say!("{} and {more} more", names.join(", ")) } else { names.join(", ") };
    let untold = refused_count - refused.len() as i64;
    view! {
        <p><strong>{counted!(may, "client")}</strong>{(may > 0).then(|| format!(": {named}"))}</p>
        {(refused_count > 0).then(|| view! {
            <Banner tone=Tone::Warning title=say!("{} left as before", are_counted(refused_count))>
                <ul class="clients-refused">
                    {refused.into_iter().map(|r| view! { <li><strong>{r.name}</strong>": " {r.why}</li> }).collect_view()}
                    {(untold > 0).then(|| view! { <li>{say!("and {untold} more")}</li> })}
                </ul>
            </Banner>
        })}
    }
}

fn are_counted(n: i64) -> String {
    say!("{} will be", counted!(n, "client"))
}

#[component]
pub fn NotOpen(error: AppError) -> impl IntoView {
    let words = match &error {
        AppError::NotFound => say!("Nobody was chosen whom you may see. Go back to the list, and tick someone.").to_string(),
        other => other.to_string(),
    };
    view! {
        <Status code=error.status()/>
        <div role="alert"><Banner tone=Tone::Bad><p>{words}</p></Banner></div>
    }
}

/// Where a step leads back to: the question they were chosen from, or the whole list.
pub fn back(selection: &crate::caseload::Selection) -> String {
    let address = selection.query.from_start().address();
    if address == "/clients" { crate::clients::page::ALL.to_string() } else { address }
}
