use crate::base::grouped;
use caseload_words::view;
use leptos::prelude::*;

/// How much of something is used: "7 of 10 seats", in words and as a bar.
#[component]
pub fn Meter(
    /// What is counted, for the bar's name: "Seats in use".
    #[prop(into)]
    label: String,
    #[prop(into)] used: Signal<u32>,
    #[prop(into)] limit: Signal<u32>,
    /// The plural that follows the numbers: "seats".
    #[prop(into)]
    unit: String,
    /// Other words than these.
    #[prop(optional, into)]
    words: Option<String>,
) -> impl IntoView {
    let words = move || words.clone().unwrap_or_else(|| say!("{} of {} {unit}", grouped(used.get().into()), grouped(limit.get().into())));
    view! {
        <div class="meter">
            <meter
                class="meter-bar"
                aria-label=label
                min="0"
                max=move || limit.get().max(1)
                high=move || f64::from(limit.get()) * 0.85
                optimum="0"
                value=move || used.get()
            ></meter>
            <span class="meter-words">{words}</span>
        </div>
    }
}
