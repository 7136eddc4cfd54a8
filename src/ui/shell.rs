use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::printed::Printed;
use super::{Avatar, AvatarSize, Icon, Menu, MenuLink, Wordmark, later, later_here};

/// As many rooms stand beside each other on the narrowest phone.
const ON_A_PHONE: usize = 5;

/// A room in the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    pub href: String,
    pub label: String,
    pub icon: &'static str,
    /// Other pages that lie in it.
    holds: &'static [&'static str],
}

impl NavItem {
    pub fn new(href: impl Into<String>, label: impl Into<String>, icon: &'static str) -> Self {
        Self { href: href.into(), label: label.into(), icon, holds: &[] }
    }

    /// The beginnings of the addresses of other pages that lie in it.
    pub fn holds(self, holds: &'static [&'static str]) -> Self {
        Self { holds, ..self }
    }

    /// How it is marked where the page of this address is shown: as that page, or as the room that it lies in.
    pub(super) fn mark(&self, path: &str) -> Option<&'static str> {
        let within = |of: &str| path.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        match path == self.href {
            true => Some("page"),
            false => (within(&self.href) || self.holds.iter().any(|of| within(of))).then_some("true"),
        }
    }
}

/// The frame of every signed-in page: at a desk a bar at the side, on a phone the same items at
/// the bottom, within reach of the thumb.
#[component]
pub fn Shell(
    /// The practice one works in.
    #[prop(into)]
    practice: String,
    /// The most used first: of more than five a phone shows four, and the others under "More".
    items: Vec<NavItem>,
    /// The person's name.
    #[prop(into)]
    person: String,
    /// Their role, under the name.
    #[prop(optional, into)]
    role: Option<String>,
    /// The items of the person's own menu: [`MenuLink`](super::MenuLink), a form with a
    /// [`MenuItem`](super::MenuItem) that signs out.
    #[prop(into)]
    menu: ViewFn,
    /// Under the practice, on a phone at the top: the way to everything.
    #[prop(optional, into)]
    find: Option<ViewFn>,
    /// Beside the person: the bell.
    #[prop(optional, into)]
    beside: Option<ViewFn>,
    /// Above every page: a notice to all, a lost connection.
    #[prop(optional, into)]
    notice: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let printed = view! { <Printed practice=practice.clone() person=person.clone()/> };
    let near = if items.len() > ON_A_PHONE { ON_A_PHONE - 1 } else { items.len() };
    let beyond: Vec<NavItem> = items.iter().skip(near).cloned().collect();
    view! {
        <div class="shell">
            <a class="skip-link" href="#main" rel="external">"Skip to content"</a>
            <header class="shell-brand">
                <a href="/" class="shell-home" aria-label="Caseload, home"><Wordmark/></a>
                <span class="shell-practice">{practice}</span>
                {find.map(|find| find.run())}
            </header>
            {later(move || view! { <nav class="shell-nav" aria-label="Main"><ul>{links(items, near)}{more(beyond)}</ul></nav> })}
            <section class="shell-person" aria-label="Account">
                {later(move || view! {
                    <Menu id="person-menu" label="Your account" trigger=move || person_face(person.clone(), role.clone())>
                        {menu.run()}
                    </Menu>
                })}
                {beside.map(|beside| beside.run())}
            </section>
            {later_here(move || view! {
                <main id="main" class="shell-main" tabindex="-1">
                    {printed}
                    {notice.map(|notice| notice.run())}
                    {children()}
                </main>
            })}
        </div>
    }
}

fn links(items: Vec<NavItem>, near: usize) -> impl IntoView {
    items.into_iter().enumerate().map(|(n, item)| link(item, n >= near)).collect_view()
}

fn link(item: NavItem, beyond: bool) -> impl IntoView {
    let path = use_location().pathname;
    let NavItem { href, label, icon, .. } = item.clone();
    view! {
        <li class=beyond.then_some("shell-beyond")>
            <a href=href class="shell-link" aria-current=move || path.with(|path| item.mark(path))>
                <Icon name=icon/>
                <span>{label}</span>
            </a>
        </li>
    }
}

/// On a phone alone, in the place of those that don't fit.
fn more(beyond: Vec<NavItem>) -> impl IntoView {
    let face = || view! { <Icon name="ellipsis"/><span>"More"</span> };
    (!beyond.is_empty()).then(|| {
        view! {
            <li class="shell-more">
                <Menu id="more-rooms" label="More" trigger=face>
                    {beyond.into_iter().map(|item| view! { <MenuLink href=item.href icon=item.icon>{item.label}</MenuLink> }).collect_view()}
                </Menu>
            </li>
        }
    })
}

fn person_face(name: String, role: Option<String>) -> impl IntoView {
    view! {
        <Avatar name=name.clone() size=AvatarSize::Small/>
        <span class="shell-who">
            <span class="visually-hidden">"Your account: "</span>
            <span class="shell-name">{name}</span>
            {role.map(|role| view! { <span class="shell-role">{role}</span> })}
        </span>
        <Icon name="chevrons-up-down"/>
    }
}
