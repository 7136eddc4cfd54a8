//! What a change would do, in words, and the draft that is carried from one step to the next.

use super::types::{Review, RoleDraft};
use crate::access::{Grant, Module};
use crate::base::in_query;
use crate::ui::{Banner, Section, Tone, When, WhenKind};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn ReviewSection(
    review: Review,
    /// Where the role stands as it is now.
    now: String,
) -> impl IntoView {
    let list = |lines: Vec<String>| view! { <ul class="roles-review">{lines.into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}</ul> };
    let nobody = review.effects.is_empty();
    view! {
        {review.meanwhile.map(|(by, at)| view! {
            <div role="alert">
                <Banner tone=Tone::Warning title=say!("{} changed this role while you were editing", if by.is_empty() { say!("Someone").to_string() } else { by })>
                    <p>"It was saved "<When at=at.0 kind=WhenKind::DateTime/>". What you typed is kept, and nothing was overwritten. Below it is compared with the role as it is now: saving would undo what they did, where it differs from yours. "
                        <a href=now target="_blank">"See the role as it is now"</a></p>
                </Banner>
            </div>
        })}
        {(!review.warnings.is_empty()).then(|| view! { <Banner tone=Tone::Warning title="Think of this first">{list(review.warnings)}</Banner> })}
        {(!review.changes.is_empty()).then(|| view! { <Section id="changes" title="The role">{list(review.changes)}</Section> })}
        <Section id="effects" title="Who is affected">
            {if nobody { view! { <p class="quiet">"Nobody: no member holds it now."</p> }.into_any() } else { list(review.effects).into_any() }}
        </Section>
    }
}

/// The draft as hidden fields of the form that saves it.
pub fn fields(draft: &RoleDraft) -> impl IntoView + use<> {
    let switch = |name: &'static str, on: bool| on.then(|| view! { <input type="hidden" name=name value="true"/> });
    view! {
        <input type="hidden" name="edit[name]" value=draft.name.clone()/>
        <input type="hidden" name="edit[description]" value=draft.description.clone()/>
        {switch("edit[requires_supervision]", draft.requires_supervision)}
        {switch("edit[can_supervise]", draft.can_supervise)}
        <input type="hidden" name="edit[billing_modifier]" value=draft.billing_modifier.clone()/>
        <input type="hidden" name="edit[can]" value=draft.can.clone()/>
        <input type="hidden" name="edit[off]" value=draft.off.clone()/>
        <input type="hidden" name="edit[version]" value=draft.version.to_string()/>
    }
}

/// The draft in an address, as the editor's form writes it there, without asking for its review.
pub fn in_address(path: &str, draft: &RoleDraft, from: Option<&str>) -> String {
    let mut pairs = vec![format!("name={}", in_query(&draft.name))];
    let mut add = |key: String, value: &str| pairs.push(format!("{}={}", in_query(&key), in_query(value)));
    add("version".into(), &draft.version.to_string());
    if let Some(from) = from {
        add("from".into(), from);
    }
    add("description".into(), &draft.description);
    add("billing_modifier".into(), &draft.billing_modifier);
    for (key, on) in [("requires_supervision", draft.requires_supervision), ("can_supervise", draft.can_supervise)] {
        if on {
            add(key.into(), "true");
        }
    }
    for module in Module::ALL.iter().filter(|m| !draft.off.split_whitespace().any(|key| key == m.key())) {
        add(format!("on[{}]", module.key()), "true");
    }
    for Grant(permission, scope) in draft.grants().iter() {
        add(format!("can[{}]", permission.key()), super::words::scope_key(scope));
    }
    format!("{path}?{}", pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::super::grid::draft_in;
    use super::*;

    #[test]
    fn a_draft_goes_through_the_address_and_comes_back_whole() {
        let draft = RoleDraft {
            name: "Lead & co".into(),
            description: "Zoë’s".into(),
            requires_supervision: true,
            can_supervise: false,
            billing_modifier: "HO".into(),
            can: "clients.view:own team.view analytics.own".into(),
            off: "billing audit".into(),
            version: 3,
        };
        let address = in_address("/roles/new", &draft, Some("member"));
        let pairs: Vec<(String, String)> =
            address[11..].split('&').map(|p| p.split_once('=').expect("a pair")).map(|(k, v)| (plain(k), plain(v))).collect();
        let back = draft_in(|key| pairs.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone())).expect("a draft");
        assert_eq!(back, draft);
    }

    fn plain(text: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = text.as_bytes();
        while let [first, more @ ..] = rest {
            if *first == b'%' {
                bytes.push(u8::from_str_radix(std::str::from_utf8(&more[..2]).expect("digits"), 16).expect("hexadecimal"));
                rest = &more[2..];
            } else {
                bytes.push(*first);
                rest = more;
            }
        }
        String::from_utf8(bytes).expect("text")
    }
}
