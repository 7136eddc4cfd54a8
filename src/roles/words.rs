//! What a role can do, in words.

use crate::access::{Grant, Grants, Module, Permission, Scope};

/// What can and can't be done in one module.
#[derive(Clone, Debug, PartialEq)]
pub struct ModuleWords {
    pub module: Module,
    pub can: Vec<String>,
    pub cannot: Vec<&'static str>,
}

/// "view clients (own caseload)"; without a scope where there is only one.
pub fn grant_words(grant: Grant) -> String {
    let Grant(permission, scope) = grant;
    if permission.scoped() { format!("{} ({})", permission.words(), scope.words()) } else { permission.words().to_string() }
}

/// Everything that can be held, by module: what of it these grants hold and what not.
pub fn abilities(grants: &Grants) -> Vec<ModuleWords> {
    let of = |module: Module| {
        let held = |p: &Permission| grants.reach(*p);
        let all = module.permissions();
        ModuleWords {
            module,
            can: all.iter().filter_map(|p| Some(grant_words(Grant(*p, held(p)?)))).collect(),
            cannot: all.iter().filter(|p| held(p).is_none()).map(|p| p.words()).collect(),
        }
    };
    Module::ALL.iter().copied().map(of).collect()
}

/// Gained or lost, in words: each as far as it reaches.
pub fn differences<'a>(before: &'a Grants, after: &'a Grants) -> Vec<Grant> {
    in_order(&Grants::of(before.lacking(after))).iter().collect()
}

/// One grant a permission, as far as it reaches, in the order of the catalogue.
pub fn in_order(grants: &Grants) -> Grants {
    Grants::of(Permission::ALL.iter().filter_map(|p| Some(Grant(*p, grants.reach(*p)?))))
}

/// A grant that can really be given: a scope only where there are scopes.
pub fn checked_grant(text: &str) -> Option<Grant> {
    let grant: Grant = text.parse().ok()?;
    (grant.0.scoped() || grant.1 == Scope::WholePractice).then_some(grant)
}

/// As a scope stands in a form.
pub fn scope_key(scope: Scope) -> &'static str {
    match scope {
        Scope::OwnCaseload => "own",
        Scope::OwnLocations => "locations",
        Scope::WholePractice => "practice",
    }
}

pub fn scope_of(key: &str) -> Option<Scope> {
    Scope::ALL.into_iter().find(|s| scope_key(*s) == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roles::{ADMIN, MEMBER};

    #[test]
    fn a_role_is_told_in_words_with_how_far_it_reaches() {
        let words = abilities(&MEMBER.grants());
        let clients = &words[0];
        assert!(clients.can.contains(&"view clients (own caseload)".to_string()) && clients.can.contains(&"add clients".to_string()));
        assert_eq!(clients.cannot, ["export clients"]);
        assert!(words.iter().all(|m| m.can.len() + m.cannot.len() == m.module.permissions().len()));
        let gained: Vec<String> = differences(&MEMBER.grants(), &ADMIN.grants()).into_iter().map(grant_words).collect();
        assert!(gained.contains(&"view clients (whole practice)".to_string()) && !gained.contains(&"add clients".to_string()));
    }

    #[test]
    fn what_has_no_scope_is_given_whole_or_not_at_all() {
        assert_eq!(checked_grant("team.roles:own"), None);
        assert_eq!(checked_grant("clients.view:own"), Some(Grant(Permission::ClientsView, Scope::OwnCaseload)));
        assert_eq!(checked_grant("clients.fly"), None);
    }
}
