use std::cell::RefCell;

use caseload_words::view;
use leptos::children::ViewFnOnce;
use leptos::either::Either;
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::Icon;
use crate::base::local_path;

thread_local! {
    /// The address whose heading had the focus.
    static ARRIVED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A page inside the [`Shell`](super::Shell): its one `<h1>`, the document's title, what it is for
/// and what can be done on it.
#[component]
pub fn Page(
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] lead: Option<String>,
    /// Where it came from: address and name of the page above.
    #[prop(optional, into)]
    back: Option<(String, String)>,
    /// Buttons, at the end of the head.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    /// What it shows begins with its own [`Heading`]: a name, which the title of the window doesn't tell.
    #[prop(optional)]
    named: bool,
    /// Uses the whole width and height: the roster, tables.
    #[prop(optional)]
    full: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <DocumentTitle title/>
        <div class=if full { "page page-full" } else { "page" }>
            {back.map(|(href, name)| {
                view! { <a class="page-back" href=href><Icon name="chevron-left"/>{name}</a> }
            })}
            {(!named).then(|| view! {
                <header class="page-head">
                    <div class="page-title">
                        <Heading title/>
                        {lead.map(|lead| view! { <p class="lead">{lead}</p> })}
                    </div>
                    {actions.map(|actions| view! { <div class="page-actions">{actions.run()}</div> })}
                </header>
            })}
            {children()}
        </div>
    }
}

/// Makes what is shown after each answer from new elements. Otherwise the elements of the answer before are taken over,
/// and what the new view holds on to by a reference to its element (a dialog, a menu) never finds it.
pub fn anew() -> impl Fn(AnyView) -> Either<AnyView, AnyView> + Copy {
    let turn = StoredValue::new(false);
    move |view| {
        turn.update_value(|turn| *turn = !*turn);
        if turn.get_value() { Either::Left(view) } else { Either::Right(view) }
    }
}

/// Opens an address as a page of its own: after what changes the frame around every page (a name, a practice).
/// Only a page of ours, for the address may come from a link someone else wrote.
pub fn load(path: &str) {
    let _ = window().location().set_href(&local_path(Some(path)));
}

/// The title of the window: the page first, because tabs are narrow.
#[component]
pub(super) fn DocumentTitle(title: Signal<String>) -> impl IntoView {
    view! { <Title text=move || format!("{} · Caseload", title.get())/> }
}

/// The page's heading. After a change of page in the browser it takes the focus, which announces
/// the page and starts the keyboard there; on the first load the browser does that itself. Made anew
/// on the same page, where the answer changed, it takes nothing from whoever is at work below.
#[component]
pub fn Heading(#[prop(into)] title: Signal<String>) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    let path = use_location().pathname;
    Effect::new(move |_| {
        let path = path.get_untracked();
        let before = ARRIVED.replace(Some(path.clone()));
        if let (true, Some(heading)) = (before.is_some_and(|before| before != path), heading.get_untracked()) {
            let _ = heading.focus();
        }
    });
    view! { <h1 tabindex="-1" node_ref=heading>{title}</h1> }
}
