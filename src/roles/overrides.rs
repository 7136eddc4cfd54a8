//! More or less than the role: for one member, each permission as the role has it, given, or withheld.

use super::words::{scope_key, scope_of};
use crate::access::{Actor, Grant, Grants, Module, Overrides, Permission, Scope};
use crate::base::capital;
use caseload_words::view;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// As it stands in the form.
const AS_ROLE: &str = "role";
const WITHHELD: &str = "withheld";

/// What the form shows for a permission: where what is given reaches no further than the role, it is as the role.
pub fn setting_of(role: &Grants, overrides: &Overrides, p: Permission) -> &'static str {
    let given = overrides.given.iter().filter(|g| g.0 == p).map(|g| g.1).max();
    match (given, overrides.withheld.contains(&p)) {
        (Some(scope), true) => scope_key(scope),
        (Some(scope), false) if Some(scope) > role.reach(p) => scope_key(scope),
        (None, true) => WITHHELD,
        _ => AS_ROLE,
    }
}

/// What the form means; nothing, if it says what can't be said. Less than the role reaches is withheld and given anew.
pub fn overrides_in(role: &Grants, set: &BTreeMap<String, String>) -> Option<Overrides> {
    let mut overrides = Overrides::default();
    for (key, value) in set {
        let p: Permission = key.parse().ok()?;
        let reach = role.reach(p);
        match value.as_str() {
            AS_ROLE => {}
            WITHHELD => overrides.withheld.push(p),
            scope => {
                let scope = scope_of(scope).filter(|s| p.scoped() || *s == Scope::WholePractice)?;
                if Some(scope) == reach {
                    continue;
                }
                if Some(scope) < reach {
                    overrides.withheld.push(p);
                }
                overrides.given.push(Grant(p, scope));
            }
        }
    }
    Some(overrides)
}

/// The fields of the form: `set[clients.view]` and so on.
#[component]
pub fn OverrideFields(
    /// What the role holds, without what is switched off for it.
    role: Grants,
    overrides: Overrides,
    who: Actor,
) -> impl IntoView {
    Module::ALL
        .iter()
        .map(|module| {
            let lines = module.permissions().iter().map(|p| line(*p, &role, &overrides, &who)).collect_view();
            view! {
                <fieldset class="roles-module card">
                    <legend class="visually-hidden">{module.words()}</legend>
                    <div class="roles-module-head"><h3>{module.words()}</h3></div>
                    <ul class="roles-lines">{lines}</ul>
                </fieldset>
            }
        })
        .collect_view()
}

fn line(p: Permission, role: &Grants, overrides: &Overrides, who: &Actor) -> impl IntoView + use<> {
    let id = format!("set-{}", p.key().replace('.', "-"));
    let name = format!("set[{}]", p.key());
    let now = setting_of(role, overrides, p);
    let (reach, held) = (role.reach(p), who.gives().reach(p));
    let role_words = match reach {
        None => say!("As the role (no)").to_string(),
        Some(scope) if p.scoped() => say!("As the role ({})", scope.words()),
        Some(_) => say!("As the role (yes)").to_string(),
    };
    let scopes: Vec<Scope> = if p.scoped() { Scope::ALL.to_vec() } else { vec![Scope::WholePractice] };
    let options = scopes
        .into_iter()
        .filter(|scope| Some(*scope) != reach || now == scope_key(*scope))
        .map(|scope| {
            let words = if p.scoped() { capital(scope.words()) } else { say!("Given").to_string() };
            let beyond = Some(scope) > held && now != scope_key(scope);
            view! { <option value=scope_key(scope) selected=now == scope_key(scope) disabled=beyond>{words}</option> }
        })
        .collect_view();
    let role_beyond = reach > held && now != AS_ROLE;
    view! {
        <li class="roles-line">
            <div class="roles-line-text">
                <label for=id.clone()>{capital(p.words())}</label>
                {held.is_none().then(|| view! { <p class="roles-why">"You don’t hold this, so you can’t give it."</p> })}
            </div>
            <select id=id class="input select roles-scope" name=name>
                <option value=AS_ROLE selected=now == AS_ROLE disabled=role_beyond>{role_words}</option>
                {options}
                <option value=WITHHELD selected=now == WITHHELD>"Withheld"</option>
            </select>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roles::MEMBER;

    #[test]
    fn more_and_less_than_the_role_come_back_as_they_were_said() {
        let role = MEMBER.grants();
        let said = [
            ("clients.view", "practice"),
            ("clients.edit", "own"),
            ("clients.delete", "withheld"),
            ("clients.export", "locations"),
            ("team.view", "role"),
        ];
        let set = said.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let overrides = overrides_in(&role, &set).expect("can be said");
        assert_eq!(Vec::<String>::from(overrides.clone()), ["+clients.export:locations", "+clients.view", "-clients.delete"]);
        for (key, value) in said {
            let p = key.parse().expect("a permission");
            let as_role = key == "clients.edit";
            assert_eq!(setting_of(&role, &overrides, p), if as_role { AS_ROLE } else { value }, "{key}");
        }
        let mut wide = Grants::of([Grant(Permission::ClientsView, Scope::WholePractice)]);
        let narrowed = overrides_in(&wide, &[("clients.view".to_string(), "own".to_string())].into()).expect("can be said");
        assert_eq!(setting_of(&wide, &narrowed, Permission::ClientsView), "own");
        wide = wide.with(&[], &narrowed);
        assert_eq!(wide.reach(Permission::ClientsView), Some(Scope::OwnCaseload));
        assert_eq!(overrides_in(&role, &[("team.roles".to_string(), "own".to_string())].into()), None);
    }
}
