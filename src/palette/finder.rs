//! The field and the list under it: a combobox whose list is always open (ARIA Authoring Practices, "combobox with listbox
//! popup"). The focus stays in the field; the keys move what is chosen.

use super::api::find_anything;
use super::opener::Opens;
use super::options::{Face, Group, Line, groups};
use super::places::{Does, Place, actions, pages};
use super::types::Found;
use crate::auth::Me;
use crate::ui::{Avatar, AvatarSize, Button, Empty, Icon};
use caseload_words::view;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;
use std::time::Duration;

/// Typing rests this long before the server is asked.
const REST: Duration = Duration::from_millis(80);

/// How the last question went.
#[derive(Clone, Debug, PartialEq)]
enum Answer {
    /// There is none: nothing is typed.
    None,
    Asking,
    Found,
    Failed(String),
}

/// What the field and the list have in common; all copies are one.
#[derive(Clone, Copy)]
struct Asking {
    text: RwSignal<String>,
    answer: RwSignal<Answer>,
    found: RwSignal<Found>,
    /// Counts what was asked: an answer to an older question comes too late.
    turn: StoredValue<u32>,
    /// Which line Enter opens.
    at: RwSignal<usize>,
    /// What a client is being chosen for: its words, and the address that its id ends.
    step: RwSignal<Option<(String, &'static str)>>,
}

impl Asking {
    fn typed(self, text: String) {
        self.at.set(0);
        self.text.set(text);
        self.ask();
    }

    /// Asks when typing rests. The answer before stays in sight until then, unless there is nothing to ask.
    fn ask(self) {
        let Some(turn) = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        }) else {
            return;
        };
        let text = self.text.get_untracked();
        if !text.chars().any(char::is_alphanumeric) {
            self.found.set(Found::default());
            self.answer.set(Answer::None);
            return;
        }
        self.answer.set(Answer::Asking);
        let is_asked = move || self.turn.try_get_value() == Some(turn);
        let ask = move || {
            if !is_asked() {
                return;
            }
            spawn_local(async move {
                let answer = find_anything(text).await;
                if !is_asked() {
                    return;
                }
                let (found, answer) = match answer {
                    Ok(found) => (found, Answer::Found),
                    Err(error) => (Found::default(), Answer::Failed(error.to_string())),
                };
                self.found.set(found);
                self.answer.set(answer);
            });
        };
        set_timeout(ask, REST);
    }

    /// From here on a client is chosen, or no more.
    fn steps(self, step: Option<(String, &'static str)>) {
        self.step.set(step);
        self.found.set(Found::default());
        self.typed(String::new());
        focus_field();
    }
}

const FIELD: &str = "palette-text";

#[component]
pub fn Finder(me: Me, opens: Opens) -> impl IntoView {
    let known = me.member.map(|(actor, _)| (pages(&actor), actions(&actor)));
    let known = StoredValue::new(known.unwrap_or_default());
    let (text, step) = (RwSignal::new(String::new()), RwSignal::new(None::<(String, &'static str)>));
    let asking = Asking {
        text,
        step,
        answer: RwSignal::new(Answer::None),
        found: RwSignal::new(Found::default()),
        turn: StoredValue::new(0),
        at: RwSignal::new(0),
    };
    let shown = Memo::new(move |_| {
        let path = step.with(|step| step.as_ref().map(|(_, path)| *path));
        let of = |(pages, actions): &(Vec<Place>, Vec<Place>)| {
            text.with(|text| asking.found.with(|found| groups(text, pages, actions, found, path)))
        };
        known.with_value(of)
    });
    let count = Memo::new(move |_| shown.with(|groups| groups.iter().map(|(_, lines)| lines.len()).sum::<usize>()));
    // It is there by the next picture.
    Effect::new(|_| request_animation_frame(focus_field));
    view! {
        <div class="palette" aria-busy=move || (asking.answer.get() == Answer::Asking).then_some("true")>
            <Step asking/>
            <Field asking count/>
            <p class="visually-hidden" role="status">{move || said(asking, count.get())}</p>
            <div id="palette-list" class="palette-list" role="listbox" aria-label="What there is" hidden=move || count.get() == 0>
                {move || shown.with(|groups| list(groups, asking, opens))}
            </div>
            <Otherwise asking count/>
        </div>
    }
}

/// What a client is being chosen for, with the way back.
#[component]
fn Step(asking: Asking) -> impl IntoView {
    move || {
        asking.step.get().map(|(words, _)| {
            let words = words.trim_end_matches('…').to_string();
            view! {
                <p class="palette-step">
                    <span><strong>{words}</strong>": for whom?"</span>
                    <Button on:click=move |_| asking.steps(None)>"Back"</Button>
                </p>
            }
        })
    }
}

#[component]
fn Field(asking: Asking, count: Memo<usize>) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    // A name is never left standing in a field that was emptied elsewhere.
    Effect::new(move |_| {
        let wanted = asking.text.get();
        if let Some(input) = input.get().filter(|input| input.value() != wanted) {
            input.set_value(&wanted);
        }
    });
    let expanded = move || if count.get() == 0 { "false" } else { "true" };
    let at = move || Some(asking.at.get()).filter(|at| *at < count.get()).map(line_id);
    let label = move || if asking.step.with(Option::is_some) { say!("Find a client by name") } else { say!("Pages, people and actions") };
    view! {
        <div class="palette-field">
            <Icon name="search"/>
            <label class="visually-hidden" for=FIELD>{label}</label>
            <input
                node_ref=input
                id=FIELD
                class="input"
                type="text"
                role="combobox"
                aria-autocomplete="list"
                aria-haspopup="listbox"
                aria-controls="palette-list"
                aria-expanded=expanded
                aria-activedescendant=at
                placeholder=label
                maxlength="100"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                enterkeyhint="go"
                on:input:target=move |typed| asking.typed(typed.target().value())
                on:keydown=move |press| pressed(&press, asking, count.get_untracked())
            />
        </div>
    }
}

/// Escape is the dialog's.
fn pressed(press: &web_sys::KeyboardEvent, asking: Asking, count: usize) {
    if press.is_composing() || press.ctrl_key() || press.meta_key() || press.alt_key() {
        return;
    }
    let (key, at) = (press.key(), asking.at.get_untracked());
    if key == "Backspace" && asking.text.with_untracked(String::is_empty) && asking.step.with_untracked(Option::is_some) {
        press.prevent_default();
        asking.steps(None);
    } else if key == "Enter" {
        press.prevent_default();
        if let Some(line) = line(at) {
            line.click();
        }
    } else if let Some(to) = moved(&key, at, count) {
        press.prevent_default();
        asking.at.set(to);
        show(to);
    }
}

/// Where a key leads from a line; round at both ends.
pub(super) fn moved(key: &str, at: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowDown" => Some(if at >= last { 0 } else { at + 1 }),
        "ArrowUp" => Some(if at == 0 { last } else { (at - 1).min(last) }),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

fn line_id(at: usize) -> String {
    format!("palette-line-{at}")
}

fn line(at: usize) -> Option<web_sys::HtmlElement> {
    document().get_element_by_id(&line_id(at))?.dyn_into().ok()
}

/// Only as far as needed to see it.
fn show(at: usize) {
    let options = web_sys::ScrollIntoViewOptions::new();
    let _ = js_sys::Reflect::set(&options, &"block".into(), &"nearest".into());
    if let Some(line) = line(at) {
        line.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

fn focus_field() {
    if let Some(field) = document().get_element_by_id(FIELD).and_then(|f| f.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = field.focus();
    }
}

fn list(groups: &[Group], asking: Asking, opens: Opens) -> AnyView {
    let mut next = 0;
    let group = |(n, (name, lines)): (usize, &Group)| {
        let heading = format!("palette-group-{n}");
        let lines = lines.iter().map(|line| {
            next += 1;
            one(line.clone(), next - 1, asking, opens)
        });
        let lines = lines.collect_view();
        view! {
            <div role="group" aria-labelledby=heading.clone()>
                <div class="palette-group" role="presentation" id=heading.clone()>{name.clone()}</div>
                {lines}
            </div>
        }
    };
    groups.iter().enumerate().map(group).collect_view().into_any()
}

/// A link where it leads somewhere, so that it opens in a new tab as any other; the field keeps the focus when it is pressed.
fn one(line: Line, n: usize, asking: Asking, opens: Opens) -> AnyView {
    let Line { face, words, detail, does } = line;
    let face = match face {
        Face::Icon(name) => view! { <Icon name/> }.into_any(),
        Face::Person => view! { <Avatar name=words.clone() size=AvatarSize::Small/> }.into_any(),
    };
    let is_at = move || if asking.at.get() == n { "true" } else { "false" };
    let over = move |_| asking.at.set(n);
    let keep = |press: leptos::ev::MouseEvent| press.prevent_default();
    let chosen = words.clone();
    let inside = view! {
        {face}
        <span class="palette-words">{words}</span>
        {(!detail.is_empty()).then(|| view! { <span class="palette-detail">{detail}</span> })}
    };
    match does {
        Does::Leads(href) => view! {
            <a id=line_id(n) class="palette-line" role="option" tabindex="-1" aria-selected=is_at href=href
                on:mousemove=over on:mousedown=keep on:click=move |_| opens.finder.set(false)>{inside}</a>
        }
        .into_any(),
        // The form is the frame's, and the page goes with it.
        Does::SignsOut => view! {
            <button id=line_id(n) class="palette-line" role="option" tabindex="-1" aria-selected=is_at type="submit" form="sign-out"
                on:mousemove=over on:mousedown=keep>{inside}</button>
        }
        .into_any(),
        Does::ShowsKeys => view! {
            <button id=line_id(n) class="palette-line" role="option" tabindex="-1" aria-selected=is_at type="button" on:mousemove=over
                on:mousedown=keep on:click=move |_| show_keys(opens)>{inside}</button>
        }
        .into_any(),
        Does::ForClient(path) => view! {
            <button id=line_id(n) class="palette-line" role="option" tabindex="-1" aria-selected=is_at type="button" on:mousemove=over
                on:mousedown=keep on:click=move |_| asking.steps(Some((chosen.clone(), path)))>{inside}</button>
        }
        .into_any(),
    }
}

/// One dialog after the other: the focus goes back to where it was before both.
fn show_keys(opens: Opens) {
    opens.finder.set(false);
    request_animation_frame(move || opens.keys.set(true));
}

/// What is said to whoever doesn't see the list change.
fn said(asking: Asking, count: usize) -> String {
    match asking.answer.get() {
        Answer::Found if count == 0 => say!("Nothing found for “{}”.", asking.text.get().trim()),
        Answer::Found => say!("{} found.", counted!(count as i64, "result")),
        Answer::None | Answer::Asking | Answer::Failed(_) => String::new(),
    }
}

/// Under the list, or in its place: that something is looked for, that nothing was found, that it went wrong.
#[component]
fn Otherwise(asking: Asking, count: Memo<usize>) -> impl IntoView {
    let typed = move || asking.text.get().trim().to_string();
    let choosing = move || asking.step.with(Option::is_some);
    move || match asking.answer.get() {
        Answer::Failed(why) => view! {
            <div class="palette-failed" role="alert">
                <p>"People could not be looked for. "{why}</p>
                <Button on:click=move |_| { asking.ask(); focus_field(); }>"Try again"</Button>
            </div>
        }
        .into_any(),
        Answer::Asking if count.get() == 0 => view! { <p class="palette-quiet">"Looking…"</p> }.into_any(),
        Answer::Found if count.get() == 0 => {
            view! { <Empty icon="search" text=say!("Nothing found for “{}”.", typed()) hint="Only what you may see is found here."/> }
                .into_any()
        }
        Answer::None if choosing() => view! { <p class="palette-quiet">"Type the beginning of a name."</p> }.into_any(),
        Answer::None if count.get() == 0 => view! { <p class="palette-quiet">"No page or action has this name."</p> }.into_any(),
        _ => ().into_any(),
    }
}
