use caseload_words::view;
use leptos::html;
use leptos::prelude::*;

use super::choice::Choice;
use super::field::{Frame, described_by, field_id};

/// A native select; below it the hint of what is chosen ("what can this role do").
#[component]
pub fn SelectField(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] name: String,
    options: Vec<Choice>,
    #[prop(optional, into)] id: Option<String>,
    /// The value of what is chosen at first.
    #[prop(optional, into)]
    value: String,
    /// Follows the choice, and can change it.
    #[prop(optional)]
    bound: Option<RwSignal<String>>,
    /// Shown while the chosen option has no hint of its own.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    #[prop(optional, into)] fault: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] optional: bool,
    /// An empty first option, for a choice that must be made or may be left out: "Choose a role".
    #[prop(optional, into)]
    blank: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| field_id(&name));
    let chosen = bound.unwrap_or_else(|| RwSignal::new(value));
    if bound.is_none() && blank.is_none() && chosen.with_untracked(String::is_empty) {
        chosen.set(options.first().map(|first| first.value.clone()).unwrap_or_default());
    }
    // After a fault without JavaScript; the browser's half knows nothing of it and reads it from the page.
    let first = super::Typed::at(&name).unwrap_or_else(|| chosen.get_untracked());
    let select = NodeRef::<html::Select>::new();
    keep(select, chosen);
    let hints = options.iter().map(|o| (o.value.clone(), o.hint.clone())).collect::<Vec<_>>();
    let hint = Signal::derive(move || own_hint(&hints, &chosen.read()).or_else(|| hint.get()));
    let options = written(blank.as_deref(), &options, &first);
    view! {
        <Frame id=id.clone() label hint fault optional>
            <select
                node_ref=select
                id=id.clone()
                class="input select"
                name=name
                required=required
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                aria-describedby=described_by(&id, hint, fault)
                on:change:target=move |change| chosen.set(change.target().value())
                inner_html=options
            ></select>
        </Frame>
    }
}

/// The options as HTML: nothing about them changes, and as views some hundred of them would wake up one by one.
fn written(blank: Option<&str>, options: &[Choice], chosen: &str) -> String {
    let mut html = String::new();
    let mut option = |value: &str, label: &str, selected: bool| {
        html.push_str(if selected { "<option selected value=\"" } else { "<option value=\"" });
        html_escape::encode_double_quoted_attribute_to_string(value, &mut html);
        html.push_str("\">");
        html_escape::encode_text_to_string(label, &mut html);
        html.push_str("</option>");
    };
    if let Some(blank) = blank {
        option("", blank, false);
    }
    for choice in options {
        option(&choice.value, &choice.label, choice.value == chosen);
    }
    html
}

/// After hydration: what was chosen before it wins, then the select follows the signal.
fn keep(select: NodeRef<html::Select>, chosen: RwSignal<String>) {
    Effect::new(move |before: Option<()>| {
        let wanted = chosen.get();
        let Some(select) = select.get() else { return };
        if before.is_none() {
            chosen.set(select.value());
        } else if select.value() != wanted {
            select.set_value(&wanted);
        }
    });
}

fn own_hint(hints: &[(String, Option<String>)], chosen: &str) -> Option<String> {
    hints.iter().find(|(value, _)| value == chosen).and_then(|(_, hint)| hint.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_practice_has_named_stays_text() {
        let named = [Choice::new("a\" onfocus=\"x", "</option></select><script>x</script> & <b>"), Choice::new("b", "Anna")];
        assert_eq!(
            written(Some("Any"), &named, "b"),
            "<option value=\"\">Any</option>\
             <option value=\"a&quot; onfocus=&quot;x\">&lt;/option&gt;&lt;/select&gt;&lt;script&gt;x&lt;/script&gt; &amp; &lt;b&gt;</option>\
             <option selected value=\"b\">Anna</option>"
        );
    }
}
