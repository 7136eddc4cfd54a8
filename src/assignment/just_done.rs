//! What was just assigned, above the page one came back to, with the way to take it back. It stands in the address, so that
//! it is there without JavaScript too; what is taken back is decided by the button, never by the address.

use super::api::UndoAssignment;
use crate::base::BatchId;
use crate::ui::{Banner, Button, ButtonKind, Refused, Tone, refusal_of};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use server_fn::ServerFn;

/// Once, in the frame around every page.
#[component]
pub fn JustAssigned() -> impl IntoView {
    let map = use_query_map();
    let path = use_location().pathname;
    let undo = ServerAction::<UndoAssignment>::new();
    let refusal = refusal_of(undo);
    let done = Memo::new(move |_| map.with(|q| q.get("assigned").and_then(|text| read(&text))));
    let back = Memo::new(move |_| map.with(|q| q.get("taken_back").and_then(|n| n.parse::<i64>().ok())));
    move || {
        if let Some(many) = back.get() {
            let words = say!("Taken back: {} as before.", were(many, "are", "is"));
            return Some(view! { <div role="status"><Banner tone=Tone::Good><p>{words}</p></Banner></div> }.into_any());
        }
        let (batch, many) = done.get()?;
        // A post of its own: what the page shows below is read anew after it.
        Some(
            view! {
                <Refused refusal/>
                <div role="status">
                    <Banner tone=Tone::Good>
                        <form class="assign-undo" method="post" action=UndoAssignment::url()>
                            <p>{say!("{} assigned.", were(many, "are", "is"))}</p>
                            <input type="hidden" name="batch" value=batch.to_string()/>
                            <input type="hidden" name="back" value=path.get_untracked()/>
                            <Button kind=ButtonKind::Plain submit=true icon="rotate-ccw">"Undo"</Button>
                        </form>
                    </Banner>
                </div>
            }
            .into_any(),
        )
    }
}

/// Which, and how many.
fn read(text: &str) -> Option<(BatchId, i64)> {
    let (batch, many) = text.split_once('~')?;
    Some((batch.parse().ok()?, many.parse().ok().filter(|n| *n > 0)?))
}

fn were(many: i64, are: &str, is: &str) -> String {
    format!("{} {}", counted!(many, "client"), if many == 1 { is } else { are })
}
