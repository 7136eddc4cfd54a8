use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use caseload_words::view;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use super::{Icon, IconButton, Tone};
use crate::base::AppError;

/// How long a toast stays, unless the pointer or the focus rests on it.
const STAY: Duration = Duration::from_secs(8);

/// What pressing does. Not a `Callback`: one that was made as another toast was pressed would be gone with that toast.
type Act = Arc<dyn Fn() + Send + Sync>;

#[derive(Clone)]
struct Toast {
    id: u32,
    tone: Tone,
    text: String,
    offer: Option<(String, Act)>,
    /// Until it is dismissed.
    stays: bool,
}

thread_local! {
    // What the one region of this browser tab shows, or will; nothing on the server. A global rather than a context,
    // because event handlers and finished actions run outside the component that started them.
    static REGION: RefCell<Option<ArcRwSignal<Vec<Toast>>>> = const { RefCell::new(None) };
    static NEXT: RefCell<u32> = const { RefCell::new(0) };
}

/// Says in passing that something happened: "Invitation sent to zoe@maple.example".
///
/// Callable from any handler or effect in the browser; on the server it does nothing.
pub fn toast(tone: Tone, text: impl Into<String>) {
    show(tone, text.into(), None, tone == Tone::Bad);
}

/// A toast with something to press, most often "Undo".
pub fn offer(text: impl Into<String>, action: impl Into<String>, run: impl Fn() + Send + Sync + 'static) {
    show(Tone::Good, text.into(), Some((action.into(), Arc::new(run))), false);
}

/// A toast for what can be taken back, which then says in the words of `undo` what has become of it. It is asked by itself,
/// not by an action of the page: the toast may be pressed on another page, when that one is gone.
pub fn offer_undo<F>(text: impl Into<String>, undo: impl Fn() -> F + Send + Sync + 'static)
where
    F: Future<Output = Result<String, AppError>> + 'static,
{
    offer(text, say!("Undo"), move || {
        let undone = undo();
        leptos::task::spawn_local(async move {
            match undone.await {
                Ok(words) => toast(Tone::Good, words),
                Err(error) => toast(Tone::Bad, error.to_string()),
            }
        });
    });
}

/// The same for what can wait: it stays until it is pressed or dismissed.
pub fn keep_offering(tone: Tone, text: impl Into<String>, action: impl Into<String>, run: impl Fn() + Send + Sync + 'static) {
    show(tone, text.into(), Some((action.into(), Arc::new(run))), true);
}

fn show(tone: Tone, text: String, offer: Option<(String, Act)>, stays: bool) {
    let id = NEXT.with_borrow_mut(|next| {
        *next += 1;
        *next
    });
    region().update(|toasts| toasts.push(Toast { id, tone, text, offer, stays }));
}

fn region() -> ArcRwSignal<Vec<Toast>> {
    REGION.with_borrow_mut(|region| region.get_or_insert_with(ArcRwSignal::default).clone())
}

/// Where toasts appear; once, in the browser, beside all pages. What was said before it came is shown as it comes.
///
/// Both regions are there from then on: screen readers only announce what changes in them.
#[component]
pub fn Toasts() -> impl IntoView {
    let toasts = region();
    let list = move |bad: bool| {
        let (from, to) = (toasts.clone(), toasts.clone());
        let each = move || from.get().into_iter().filter(|t| (t.tone == Tone::Bad) == bad).collect::<Vec<_>>();
        let dismiss = Callback::new(move |id: u32| to.update(|toasts| toasts.retain(|t| t.id != id)));
        view! { <For each key=|toast| toast.id children=move |toast| view! { <Slip toast dismiss/> }/> }
    };
    view! {
        <section class="toasts" aria-label="Notices">
            <div role="status">{list(false)}</div>
            <div role="alert">{list(true)}</div>
        </section>
    }
}

/// One toast.
#[component]
fn Slip(toast: Toast, dismiss: Callback<u32>) -> impl IntoView {
    let Toast { id, tone, text, offer, stays } = toast;
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let pause = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let run = move || {
        pause();
        if !stays {
            timer.set_value(set_timeout_with_handle(move || dismiss.run(id), STAY).ok());
        }
    };
    Effect::new(move |_| run());
    on_cleanup(pause);
    view! {
        <div
            class=format!("toast {}", tone.class())
            on:mouseenter=move |_| pause()
            on:mouseleave=move |_| run()
            on:focusin=move |_| pause()
            on:focusout=move |_| run()
        >
            <Icon name=tone.icon()/>
            <p class="toast-text">{text}</p>
            {offer.map(|(label, act)| {
                let press = move |_| {
                    act();
                    dismiss.run(id);
                };
                view! { <button type="button" class="button button-plain" on:click=press>{label}</button> }
            })}
            <IconButton icon="x" label="Dismiss" on:click=move |_| dismiss.run(id)/>
        </div>
    }
}
