use crate::base::Qr;
use caseload_words::view;
use leptos::prelude::*;

/// A QR code: black on white whatever the theme, for a camera reads no other.
#[component]
pub fn QrPicture(
    qr: Qr,
    /// What it is the code of, for whoever doesn't see it.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let Qr { side, path } = qr;
    view! {
        <svg class="qr" viewBox=format!("0 0 {side} {side}") role="img" aria-label=label shape-rendering="crispEdges">
            <path fill="#fff" d=format!("M0 0h{side}v{side}h-{side}z")></path>
            <path fill="#000" d=path></path>
        </svg>
    }
}
