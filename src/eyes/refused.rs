//! A refused screen: what is missing, and whom to ask.

use super::api::whom_to_ask;
use crate::base::{AppError, list_of};
use crate::ui::{Banner, Status, Tone};
use caseload_words::view;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Why a page can't be seen, and who could change that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    pub error: AppError,
    pub ask: Vec<String>,
}

/// An answer for a page: a refusal comes with the names of whom to ask. For the fetcher of the page's resource.
///
/// # Errors
/// The answer's own.
pub async fn told<T>(answer: Result<T, AppError>) -> Result<T, Refusal> {
    match answer {
        Ok(seen) => Ok(seen),
        Err(error @ AppError::Denied(_)) => Err(Refusal { error, ask: whom_to_ask().await.unwrap_or_default() }),
        Err(error) => Err(Refusal { error, ask: Vec::new() }),
    }
}

/// "Ask Una Lindqvist or Bo Berg."
pub fn ask_words(ask: &[String]) -> Option<String> {
    let names: Vec<&str> = ask.iter().map(String::as_str).collect();
    (!names.is_empty()).then(|| say!("Ask {}.", list_of(&names).replace(" and ", " or ")))
}

/// In the place of a page, or of a part of it, that can't be seen.
#[component]
pub fn Forbidden(refusal: Refusal) -> impl IntoView {
    let title = if matches!(refusal.error, AppError::Denied(_)) { say!("You can’t see this") } else { say!("This can’t be shown") };
    let reasons = match &refusal.error {
        AppError::Denied(reasons) => reasons.clone(),
        other => vec![other.to_string()],
    };
    let ask = ask_words(&refusal.ask);
    view! {
        <Status code=refusal.error.status()/>
        <div role="alert">
            <Banner tone=Tone::Bad icon="lock" title=title.to_string()>
                {reasons.into_iter().map(|words| view! { <p>{words}</p> }).collect_view()}
                {ask.map(|words| view! { <p>{words}</p> })}
            </Banner>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_refused_is_told_whom_to_ask() {
        assert_eq!(ask_words(&["Una Lindqvist".into(), "Bo Berg".into()]).as_deref(), Some("Ask Una Lindqvist or Bo Berg."));
        assert_eq!(ask_words(&[]), None);
    }
}
