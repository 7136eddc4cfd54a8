//! Modules and what can be done in each, as a form: a switch for the module, a control for each permission. It works
//! without JavaScript; "Enable all" and "Disable all" need it, and are not there without.

use super::types::{RoleDraft, RoleMakeup};
use super::words::scope_key;
use crate::access::{Actor, Grant, Module, Permission, Scope};
use crate::base::capital;
use crate::ui::{Button, ButtonKind};
use caseload_words::view;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlInputElement, HtmlSelectElement};

/// What may be ticked, by whom: nobody gives or takes what they don't hold, or raises their own role.
#[derive(Clone)]
pub struct Hand {
    pub who: Actor,
    /// What the role is now; nothing, for a new one.
    pub base: RoleMakeup,
    pub own: bool,
}

impl Hand {
    /// How far a permission can be ticked.
    fn most(&self, p: Permission) -> Option<Scope> {
        let held = self.who.gives().reach(p);
        if self.own { held.min(self.base.effective().reach(p)) } else { held }
    }

    /// Whether its tick stays as it is, and why.
    fn fixed(&self, p: Permission) -> Option<&'static str> {
        let most = self.most(p);
        let given = self.who.gives().reach(p);
        if self.base.grants.reach(p) > given || given.is_none() {
            Some(say!("You don’t hold this, or not as far, so you can’t give or take it."))
        } else if most.is_none() || self.base.grants.reach(p) > most {
            Some(say!("Nobody raises their own role."))
        } else {
            None
        }
    }

    /// Whether the switch of a module stays as it is, and why.
    fn switch_fixed(&self, module: Module) -> Option<&'static str> {
        let ticks = || module.permissions().iter().filter(|p| self.base.grants.hold(**p));
        let gives = self.who.gives();
        if ticks().any(|p| self.base.grants.reach(*p) > gives.reach(*p)) {
            Some(say!("You don’t hold everything that is ticked here, so you can’t switch it."))
        } else if self.own && self.base.modules_off().contains(&module) && ticks().next().is_some() {
            Some(say!("Nobody raises their own role."))
        } else {
            None
        }
    }
}

#[component]
pub fn PermissionGrid(draft: RoleDraft, hand: Hand) -> impl IntoView {
    let modules =
        Module::ALL.iter().map(|module| view! { <ModuleFields module=*module draft=draft.clone() hand=hand.clone()/> }).collect_view();
    view! { <div class="roles-grid">{modules}</div> }
}

#[component]
fn ModuleFields(module: Module, draft: RoleDraft, hand: Hand) -> impl IntoView {
    let id = format!("module-{}", module.key());
    let name = format!("on[{}]", module.key());
    let on = !draft.off.split_whitespace().any(|key| key == module.key());
    let fixed = hand.switch_fixed(module);
    let lines = module.permissions().iter().map(|p| view! { <Line permission=*p draft=draft.clone() hand=hand.clone()/> }).collect_view();
    let fieldset = format!("{id}-fields");
    let (enable, disable) = (fieldset.clone(), fieldset.clone());
    view! {
        <fieldset class="roles-module card" id=fieldset>
            <legend class="visually-hidden">{module.words()}</legend>
            <div class="roles-module-head">
                <h3>{module.words()}</h3>
                <label class="roles-switch" for=id.clone() title=fixed>
                    <input id=id.clone() class="switch" type="checkbox" role="switch" name=name.clone() value="true" checked=on disabled=fixed.is_some()
                        aria-label=say!("{} is on for this role", module.words())/>
                    <span class="roles-switch-on" aria-hidden="true">"On"</span><span class="roles-switch-off" aria-hidden="true">"Off, ticks kept"</span>
                </label>
                {(fixed.is_some() && on).then(|| view! { <input type="hidden" name=name value="true"/> })}
                <div class="roles-all">
                    <Button kind=ButtonKind::Plain on:click=move |_| set_all(&enable, true)>"Enable all"<span class="visually-hidden">{say!(" in {}", module.words())}</span></Button>
                    <Button kind=ButtonKind::Plain on:click=move |_| set_all(&disable, false)>"Disable all"<span class="visually-hidden">{say!(" in {}", module.words())}</span></Button>
                </div>
            </div>
            {fixed.map(|why| view! { <p class="roles-why">{why}</p> })}
            <ul class="roles-lines">{lines}</ul>
        </fieldset>
    }
}

#[component]
fn Line(permission: Permission, draft: RoleDraft, hand: Hand) -> impl IntoView {
    let key = permission.key();
    let (id, name) = (format!("can-{}", key.replace('.', "-")), format!("can[{key}]"));
    let fixed = hand.fixed(permission);
    let now = draft.grants().reach(permission);
    let most = hand.most(permission);
    let why_id = fixed.map(|_| format!("{id}-why"));
    let kept = now.map(scope_key).unwrap_or_default();
    let control = if permission.scoped() {
        let options = Scope::ALL
            .into_iter()
            .map(|scope| {
                let beyond = Some(scope) > most && now != Some(scope);
                view! { <option value=scope_key(scope) selected=now == Some(scope) disabled=beyond>{capital(scope.words())}</option> }
            })
            .collect_view();
        view! {
            <select id=id.clone() class="input select roles-scope" name=name.clone() disabled=fixed.is_some() aria-describedby=why_id.clone()>
                <option value="" selected=now.is_none()>"No"</option>
                {options}
            </select>
        }
        .into_any()
    } else {
        view! {
            <input id=id.clone() class="checkbox" type="checkbox" name=name.clone() value="practice" checked=now.is_some() disabled=fixed.is_some()
                aria-describedby=why_id.clone()/>
        }
        .into_any()
    };
    view! {
        <li class="roles-line">
            <div class="roles-line-text">
                <label for=id>{capital(permission.words())}</label>
                {fixed.map(|why| view! { <p class="roles-why" id=why_id>{why}</p> })}
            </div>
            {control}
            {(fixed.is_some() && now.is_some()).then(|| view! { <input type="hidden" name=name value=kept/> })}
        </li>
    }
}

/// Each control of a module as far as it goes, or not at all; what is fixed stays.
fn set_all(fieldset: &str, on: bool) {
    let Some(module) = document().get_element_by_id(fieldset) else { return };
    for_each(&module, ".checkbox:not(:disabled)", |found| {
        if let Ok(tick) = found.dyn_into::<HtmlInputElement>() {
            tick.set_checked(on);
        }
    });
    for_each(&module, ".roles-scope:not(:disabled)", |found| {
        let furthest = last_open(&found).and_then(|o| o.get_attribute("value")).unwrap_or_default();
        if let Ok(select) = found.dyn_into::<HtmlSelectElement>() {
            select.set_value(if on { &furthest } else { "" });
        }
    });
}

fn last_open(select: &Element) -> Option<Element> {
    let all = select.query_selector_all("option:not(:disabled)").ok()?;
    all.length().checked_sub(1).and_then(|last| all.item(last)).and_then(|o| o.dyn_into().ok())
}

fn for_each(within: &Element, selector: &str, mut then: impl FnMut(Element)) {
    let Ok(found) = within.query_selector_all(selector) else { return };
    for n in 0..found.length() {
        if let Some(element) = found.item(n).and_then(|o| o.dyn_into().ok()) {
            then(element);
        }
    }
}

/// The draft in an address, as the editor's form wrote it there; nothing, if it holds none.
pub fn draft_in(get: impl Fn(&str) -> Option<String>) -> Option<RoleDraft> {
    let name = get("name")?;
    let text = |key: &str| get(key).unwrap_or_default();
    let can: Vec<String> = Permission::ALL
        .iter()
        .filter_map(|p| {
            let key = get(&format!("can[{}]", p.key())).filter(|v| !v.is_empty())?;
            // What nobody could have chosen is for the server to refuse.
            Some(super::words::scope_of(&key).map_or_else(|| format!("{}:{key}", p.key()), |scope| Grant(*p, scope).to_string()))
        })
        .collect();
    let off = Module::ALL.iter().filter(|m| get(&format!("on[{}]", m.key())).is_none()).map(|m| m.key());
    Some(RoleDraft {
        name,
        description: text("description"),
        requires_supervision: get("requires_supervision").is_some(),
        can_supervise: get("can_supervise").is_some(),
        billing_modifier: text("billing_modifier"),
        can: can.join(" "),
        off: off.collect::<Vec<_>>().join(" "),
        version: text("version").parse().unwrap_or_default(),
    })
}
