//! What of the palette comes with the first page: the keys that open it, and the ways for whoever has no keyboard. Two empty
//! dialogs come once the page is awake; what fills them is fetched the first time one is opened.

use super::finder::Finder;
use super::keys::Keys;
use crate::auth::Me;
use crate::ui::{Banner, Dialog, Icon, MenuItem, Tone, is_covered, on_command, on_key};
use caseload_words::view;
use leptos::prelude::*;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// Which of the two dialogs is open. Given as context by the frame.
#[derive(Clone, Copy)]
pub struct Opens {
    pub finder: RwSignal<bool>,
    pub keys: RwSignal<bool>,
}

impl Opens {
    pub fn closed() -> Self {
        Opens { finder: RwSignal::new(false), keys: RwSignal::new(false) }
    }
}

/// Listens for Ctrl K, ⌘ K and "?". Once, in the frame.
pub fn listen(opens: Opens) {
    on_command('k', move |press| {
        let open = opens.finder.get_untracked();
        // Over a form in a dialog, or the sign-in that covers a page, nothing else opens.
        if !open && is_covered() {
            return;
        }
        press.prevent_default();
        if !press.repeat() {
            opens.finder.set(!open);
        }
    });
    on_key(move |key, press| {
        if key == "?" {
            press.prevent_default();
            opens.keys.set(true);
        }
    });
}

/// The dialogs. Once, in the frame; whichever was asked for before they came opens as they come.
#[component]
pub fn Palette(me: Me, opens: Opens) -> impl IntoView {
    let me = StoredValue::new(me);
    // Made anew each time, so that each time begins with nothing typed.
    let finds =
        move || opens.finder.get().then(|| Suspend::new(async move { finder(me.get_value(), opens).await.unwrap_or_else(unfetched) }));
    let lists = move || opens.keys.get().then(|| Suspend::new(async move { keys().await.unwrap_or_else(unfetched) }));
    view! {
        <Dialog id="palette" open=opens.finder title="Find anything">{finds}</Dialog>
        <Dialog id="shortcuts" open=opens.keys title="Keyboard shortcuts">{lists}</Dialog>
    }
}

#[wasm_split(palette, fallible)]
fn finder(me: Me, opens: Opens) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Finder me opens/> }.into_any())
}

#[wasm_split(palette, fallible)]
fn keys() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Keys/> }.into_any())
}

/// Opened again it is tried again.
fn unfetched(_: SplitLoaderError) -> AnyView {
    view! { <div role="alert"><Banner tone=Tone::Bad><p>"This can’t be fetched. Check the connection, close it, and open it again."</p></Banner></div> }.into_any()
}

/// At the top of the frame. It needs the browser's half, so it shows when that is awake, and its place is kept until then.
#[component]
pub fn OpensFinder(opens: Opens) -> impl IntoView {
    view! {
        <button type="button" class="palette-opener" aria-haspopup="dialog" aria-keyshortcuts="Control+K Meta+K" title="Ctrl K or ⌘ K"
            on:click=move |_| opens.finder.set(true)>
            <Icon name="search"/>
            <span>"Find anything"</span>
        </button>
    }
}

/// In the menu of one's name.
#[component]
pub fn OpensInMenu() -> impl IntoView {
    // The menu closes first and gives the focus back to its button: that is where it returns to from the dialog.
    let then = |open: RwSignal<bool>| request_animation_frame(move || open.set(true));
    use_context::<Opens>().map(|Opens { finder, keys }| {
        view! {
            <MenuItem icon="search" attr:data-needs="script" on:click=move |_| then(finder)>"Find anything…"</MenuItem>
            <MenuItem icon="keyboard" attr:data-needs="script" on:click=move |_| then(keys)>"Keyboard shortcuts"</MenuItem>
        }
    })
}
