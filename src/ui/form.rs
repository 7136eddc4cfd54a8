use caseload_words::view;
use leptos::prelude::*;
use leptos::server::ServerAction;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;
use server_fn::ServerFn;

use super::{Banner, Tone};
use crate::base::AppError;

/// What an action was refused with, until it is tried again.
pub fn refusal_of<S>(action: ServerAction<S>) -> Signal<Option<AppError>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    Signal::derive(move || if action.pending().get() { None } else { action.value().get().and_then(Result::err) })
}

/// The message for one field of a form.
pub fn fault_at(refusal: Signal<Option<AppError>>, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || refusal.with(|r| r.as_ref().and_then(|r| r.fault(field))))
}

/// What no field can show, above the form; never what stands at a field already.
#[component]
pub fn Refused(
    refusal: Signal<Option<AppError>>,
    /// What can be done about it.
    #[prop(optional, into)]
    way_out: Option<ViewFn>,
) -> impl IntoView {
    Effect::new(move |_| {
        if matches!(refusal.get(), Some(AppError::Invalid(_))) {
            request_animation_frame(focus_first_fault);
        }
    });
    move || {
        let words = match refusal.get()? {
            AppError::Invalid(_) | AppError::ConfirmPassword => return None,
            other => other.to_string(),
        };
        let way_out = way_out.clone();
        Some(view! {
            <div role="alert">
                <Banner tone=Tone::Bad>
                    <p>{words}</p>
                    {way_out.map(|way_out| way_out.run())}
                </Banner>
            </div>
        })
    }
}

/// Leads to the first field to mend, which a screen reader then reads with its fault.
fn focus_first_fault() {
    let field = document().query_selector("main [aria-invalid=true]").ok().flatten();
    if let Some(field) = field.and_then(|f| f.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = field.focus();
    }
}

/// What was typed into a form before a plain post came back with faults; never a password. The server room gives it
/// as context for the one page that follows, so that nothing typed is lost without JavaScript either.
#[derive(Clone, Debug, Default)]
pub struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// What was typed into the field of this name.
    pub fn at(name: &str) -> Option<String> {
        use_context::<Typed>().and_then(|typed| typed.0.into_iter().find(|(field, _)| field == name).map(|(_, text)| text))
    }
}

/// Does an action once more with what it was last given: after the password was confirmed.
pub fn again<S>(action: ServerAction<S>) -> Callback<()>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let last = StoredValue::new(None::<S>);
    Effect::new(move |_| {
        if let Some(input) = action.input().get() {
            last.set_value(Some(input));
        }
    });
    Callback::new(move |()| {
        if let Some(input) = last.get_value() {
            action.dispatch(input);
        }
    })
}

/// The status of the page itself (RFC 9110 §15), where the answer is not "200 OK". Only the server has one to give,
/// and only before the page begins to stream: for what blocking resources decide.
#[component]
pub fn Status(code: u16) -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(code)) = (use_context::<leptos_axum::ResponseOptions>(), axum::http::StatusCode::from_u16(code)) {
        response.set_status(code);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = code;
}
