use caseload_words::view;
use leptos::html;
use leptos::prelude::*;

use super::Icon;

/// What is asked for; it chooses the keyboard, the check and the default autocomplete.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    #[default]
    Text,
    Email,
    Password,
    Tel,
    Number,
    Date,
    /// A date with a time, by a clock the form names.
    DateTime,
    /// Hours and minutes of a day.
    Time,
    /// A one-time code of digits.
    Code,
}

impl FieldKind {
    fn input_type(self) -> &'static str {
        match self {
            Self::Text | Self::Code => "text",
            Self::Email => "email",
            Self::Password => "password",
            Self::Tel => "tel",
            Self::Number => "number",
            Self::Date => "date",
            Self::DateTime => "datetime-local",
            Self::Time => "time",
        }
    }

    fn input_mode(self) -> Option<&'static str> {
        matches!(self, Self::Code | Self::Number).then_some("numeric")
    }

    /// Names are capitalised by phones; addresses, codes and passwords must not be.
    fn verbatim(self) -> bool {
        matches!(self, Self::Email | Self::Password | Self::Code)
    }
}

/// The id of the field with this name, as labels and [`Faults`](super::Faults) refer to it.
pub fn field_id(name: &str) -> String {
    format!("field-{name}")
}

/// A label, an input, a hint and, if there is one, the fault.
///
/// Without `bound` the form owns what is typed, and `value` is only what it starts with. With
/// `bound` a signal follows each key; what was typed before hydration is kept.
#[component]
pub fn Field(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] name: String,
    #[prop(optional)] kind: FieldKind,
    /// Where two forms of a page share a name; otherwise `field-{name}`.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(optional, into)] value: Signal<String>,
    #[prop(optional)] bound: Option<RwSignal<String>>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] fault: Signal<Option<String>>,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] required: bool,
    /// Says "optional" after the label.
    #[prop(optional)]
    optional: bool,
    #[prop(optional)] readonly: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] minlength: Option<u32>,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional)] placeholder: Option<&'static str>,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| field_id(&name));
    let shown = RwSignal::new(false);
    let first = bound.map_or_else(|| value.get_untracked(), |bound| bound.get_untracked());
    let first = super::Typed::at(&name).unwrap_or(first);
    let input_type = move || {
        if shown.get() { "text" } else { kind.input_type() }
    };
    follow(node_ref, bound, value);
    view! {
        <Frame id=id.clone() label hint fault optional>
            <span class="field-box">
                <input
                    node_ref=node_ref
                    id=id.clone()
                    class="input"
                    type=input_type
                    name=name
                    value=first
                    inputmode=kind.input_mode()
                    autocapitalize=kind.verbatim().then_some("none")
                    spellcheck=kind.verbatim().then_some("false")
                    autocomplete=autocomplete
                    required=required
                    readonly=readonly
                    autofocus=autofocus
                    minlength=minlength.map(|n| n.to_string())
                    maxlength=maxlength.map(|n| n.to_string())
                    placeholder=placeholder
                    aria-invalid=move || fault.with(Option::is_some).then_some("true")
                    aria-describedby=described_by(&id, hint, fault)
                    on:input:target=move |typed| {
                        if let Some(bound) = bound {
                            bound.set(typed.target().value());
                        }
                    }
                />
                {(kind == FieldKind::Password).then(|| view! { <Reveal shown input=id.clone()/> })}
            </span>
        </Frame>
    }
}

/// Keeps input and signals together after hydration: first what is already typed wins, then the signal.
fn follow(input: NodeRef<html::Input>, bound: Option<RwSignal<String>>, value: Signal<String>) {
    Effect::new(move |before: Option<()>| {
        let wanted = bound.map_or_else(|| value.get(), |bound| bound.get());
        let Some(input) = input.get() else { return };
        let typed = input.value();
        match (before, bound) {
            (None, Some(bound)) if typed != wanted && !typed.is_empty() => bound.set(typed),
            (None, None) => {}
            _ if typed != wanted => input.set_value(&wanted),
            _ => {}
        }
    });
}

/// Shows the password while it is on. Only there once it can work.
#[component]
fn Reveal(shown: RwSignal<bool>, input: String) -> impl IntoView {
    let ready = RwSignal::new(false);
    Effect::new(move |_| ready.set(true));
    view! {
        <button
            type="button"
            class="field-reveal"
            hidden=move || !ready.get()
            aria-controls=input
            aria-pressed=move || if shown.get() { "true" } else { "false" }
            aria-label="Show password"
            title=move || if shown.get() { say!("Hide password") } else { say!("Show password") }
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            <span class="field-reveal-on"><Icon name="eye"/></span>
            <span class="field-reveal-off"><Icon name="eye-off"/></span>
        </button>
    }
}

/// What stands around every kind of input: label above, hint and fault below.
#[component]
pub(super) fn Frame(
    id: String,
    label: Signal<String>,
    hint: Signal<Option<String>>,
    fault: Signal<Option<String>>,
    #[prop(optional)] optional: bool,
    children: Children,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    let fault_id = format!("{id}-fault");
    view! {
        <div class="field">
            <label class="field-label" for=id>
                {label}
                {optional.then(|| view! { <span class="field-optional">" optional"</span> })}
            </label>
            {children()}
            <Fault id=fault_id fault/>
            {move || {
                let id = hint_id.clone();
                hint.get().map(|hint| view! { <p class="field-hint" id=id>{hint}</p> })
            }}
        </div>
    }
}

/// The message under a field, with its icon.
#[component]
pub(super) fn Fault(id: String, fault: Signal<Option<String>>) -> impl IntoView {
    move || {
        let id = id.clone();
        fault.get().map(|message| {
            view! { <p class="field-fault" id=id><Icon name="circle-alert"/>{message}</p> }
        })
    }
}

/// The ids a screen reader reads after the label: the fault first, then the hint.
pub(super) fn described_by(
    id: &str,
    hint: Signal<Option<String>>,
    fault: Signal<Option<String>>,
) -> impl Fn() -> Option<String> + Clone + Send + Sync + use<> {
    let (fault_id, hint_id) = (format!("{id}-fault"), format!("{id}-hint"));
    move || {
        let fault = fault.with(Option::is_some).then_some(fault_id.as_str());
        let hint = hint.with(Option::is_some).then_some(hint_id.as_str());
        let ids = [fault, hint].into_iter().flatten().collect::<Vec<_>>();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}
