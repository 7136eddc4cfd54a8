//! The views one has kept, above the list, and the form that keeps what is shown now.

use super::api::{SaveView, client_views};
use crate::base::ask_first;
use crate::caseload::ClientQuery;
use crate::clients::page::ALL;
use crate::ui::{Button, Field, Icon, Refused, fault_at, refusal_of};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn Views(asked: Memo<ClientQuery>) -> impl IntoView {
    let save = ServerAction::<SaveView>::new();
    let kept = ask_first(move || save.version().get(), |_| client_views());
    let here = Memo::new(move |_| asked.with(|asked| asked.from_start().address()));
    let current = move |address: &str| (here.get() == address).then_some("page");
    let chips = move || {
        let views = kept.get()?.unwrap_or_default();
        let manage = (!views.is_empty()).then(|| view! { <a class="clients-manage" href="/clients/views">"Manage views"</a> });
        let views = views.into_iter().map(|v| {
            let address = v.address.clone();
            // The bare address would open the view that opens first.
            let href = if v.address == "/clients" { ALL.to_string() } else { v.address };
            view! { <li><a class="chip" href=href aria-current=move || current(&address)>{v.opens.then(|| view! { <Icon name="house"/> })}{v.name}</a></li> }
        });
        Some(view! {
            <ul class="clients-views-list">
                <li><a class="chip" href=ALL aria-current=move || current("/clients")>"All"</a></li>
                {views.collect_view()}
            </ul>
            {manage}
        })
    };
    view! {
        <nav class="clients-views" aria-label="Views">
            <Transition>{chips}</Transition>
            <SaveForm asked save/>
        </nav>
    }
}

#[component]
fn SaveForm(asked: Memo<ClientQuery>, save: ServerAction<SaveView>) -> impl IntoView {
    let refusal = refusal_of(save);
    let pairs = move || asked.get().from_start().pairs();
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if matches!(save.value().get(), Some(Ok(()))) {
            open.set(false);
        }
    });
    view! {
        <details class="clients-save" prop:open=open on:toggle:target=move |ev| open.set(ev.target().open())>
            <summary>"Save this view"</summary>
            <ActionForm action=save attr:class="form">
                {move || pairs().into_iter().map(|(name, value)| view! { <input type="hidden" name=format!("query[{name}]") value=value/> }).collect_view()}
                <Refused refusal/>
                <Field label="Name of the view" name="name" required=true maxlength=60 autocomplete="off" fault=fault_at(refusal, "name")
                    hint=Signal::stored(Some(say!("Filters, search and order are kept. Only you see it.").to_string()))/>
                <label class="clients-all"><input type="checkbox" class="checkbox" name="opens" value="yes"/>"Open the list with this view"</label>
                <div><Button submit=true icon="check" busy=save.pending()>"Save view"</Button></div>
            </ActionForm>
        </details>
    }
}
