//! What a change would do, in words with names and numbers, before it is made. Nothing here writes.

use super::{
    store::{self, Sight},
    types::{MODIFIERS, RoleMakeup},
    words::{differences, grant_words},
};
use crate::access::{Grant, Grants, Module, Overrides, Permission};
use crate::audit::Change;
use crate::base::{AppError, RoleId, grouped, list_of};
use sqlx::PgConnection;
use std::collections::BTreeMap;

/// For whoever holds a role: what becomes of them if it turns into something else, and what to think of first.
pub async fn effects(
    conn: &mut PgConnection,
    id: RoleId,
    before: &RoleMakeup,
    after: &RoleMakeup,
) -> Result<(Vec<String>, Vec<String>), AppError> {
    let (mut effects, mut moved) = (Vec::new(), false);
    for turn in turns(conn, id, before, after).await? {
        moved |= turn.sight_changes;
        effects.push(turn.words());
    }
    if moved {
        effects.extend(sights(&store::clients_in_sight(conn, id, before, after).await?));
    }
    let mut warnings = strange(after);
    if after.requires_supervision && !before.requires_supervision {
        let (people, names) = store::unsupervised(conn, id).await?;
        if people > 0 {
            let verb = if people == 1 { say!("has") } else { say!("have") };
            warnings.push(say!("{} would then need supervision and {verb} no supervisor.", who(people, &names)));
        }
    }
    if before.can_supervise && !after.can_supervise {
        let (people, names) = store::supervising(conn, id).await?;
        if people > 0 {
            let verb = if people == 1 { say!("supervises") } else { say!("supervise") };
            warnings.push(say!("{} {verb} others now, and could not be given anyone new.", who(people, &names)));
        }
    }
    Ok((effects, warnings))
}

/// Those who gain and lose the same.
struct Turn {
    people: i64,
    names: Vec<String>,
    gained: Vec<Grant>,
    lost: Vec<Grant>,
    sight_changes: bool,
}

async fn turns(conn: &mut PgConnection, id: RoleId, before: &RoleMakeup, after: &RoleMakeup) -> Result<Vec<Turn>, AppError> {
    let (off, off_then) = (before.modules_off(), after.modules_off());
    let mut turns: BTreeMap<String, Turn> = BTreeMap::new();
    for kind in store::kinds(conn, id).await? {
        let overrides = Overrides::from(kind.overrides);
        let (now, then) = (before.grants.with(&off, &overrides), after.grants.with(&off_then, &overrides));
        let (gained, lost) = (differences(&now, &then), differences(&then, &now));
        let key = format!("{gained:?} {lost:?}");
        let sight_changes = now.reach(Permission::ClientsView) != then.reach(Permission::ClientsView);
        let turn = turns.entry(key).or_insert(Turn { people: 0, names: Vec::new(), gained, lost, sight_changes });
        turn.people += kind.people;
        turn.names.extend(kind.names.into_iter().take(3usize.saturating_sub(turn.names.len())));
    }
    let mut turns: Vec<Turn> = turns.into_values().collect();
    turns.sort_by_key(|t| -t.people);
    Ok(turns)
}

impl Turn {
    fn words(&self) -> String {
        let one = self.people == 1;
        let list = |grants: &[Grant]| {
            let words: Vec<String> = grants.iter().map(|g| grant_words(*g)).collect();
            format!("{}: {}", abilities(grants.len()), list_of(&words.iter().map(String::as_str).collect::<Vec<_>>()))
        };
        let who = who(self.people, &self.names);
        let (gain, lose) = if one { ("gains", "loses") } else { ("gain", "lose") };
        match (self.gained.is_empty(), self.lost.is_empty()) {
            (true, true) => say!("{who} can do the same as before."),
            (false, true) => format!("{who} {gain} {}.", list(&self.gained)),
            (true, false) => format!("{who} {lose} {}.", list(&self.lost)),
            (false, false) => say!("{who} {gain} {}; and {lose} {}.", list(&self.gained), list(&self.lost)),
        }
    }
}

fn abilities(n: usize) -> String {
    counted!(n as i64, "ability", "abilities")
}

/// "Ben Hart and Ana Ruiz"; "214 people (Ben Hart, Ana Ruiz, Cy Lee and 211 others)".
fn who(people: i64, names: &[String]) -> String {
    let mut all: Vec<&str> = names.iter().map(String::as_str).collect();
    let others = people - i64::try_from(all.len()).unwrap_or(0);
    if others <= 0 {
        return list_of(&all);
    }
    let rest = counted!(others, "other");
    all.push(&rest);
    say!("{} ({})", counted!(people, "person", "people"), list_of(&all))
}

/// "12 clients become visible to Ben Hart."
fn sights(seen: &[Sight]) -> Vec<String> {
    let words = |more: bool, become_words: &str| {
        let some: Vec<&Sight> = seen.iter().filter(|s| s.more == more).collect();
        let first = some.first()?;
        if first.people == 1 {
            let verb = if first.clients == 1 { become_words.replacen("become", "becomes", 1) } else { become_words.to_string() };
            return Some(say!("{} {verb} to {}.", counted!(first.clients, "client"), first.name));
        }
        let each: Vec<String> = some.iter().map(|s| say!("{} to {}", s.clients, s.name)).collect();
        let each = list_of(&each.iter().map(String::as_str).collect::<Vec<_>>());
        let others = first.people - i64::try_from(some.len()).unwrap_or(0);
        if others <= 0 {
            return Some(say!("Clients {become_words} to {}: {each}.", counted!(first.people, "person", "people")));
        }
        let range = if first.fewest == first.most {
            say!("{} to each of them", grouped(first.most))
        } else {
            say!("{each}; between {} and {} to each", first.fewest, first.most)
        };
        Some(say!("Clients {become_words} to {}: {range}.", counted!(first.people, "person", "people")))
    };
    [words(true, say!("become visible")), words(false, say!("become invisible"))].into_iter().flatten().collect()
}

/// Combinations that hardly anyone means.
pub fn strange(after: &RoleMakeup) -> Vec<String> {
    let held = after.effective();
    let view = held.reach(Permission::ClientsView);
    let beyond: Vec<&str> = [Permission::ClientsEdit, Permission::ClientsDelete, Permission::ClientsAssign, Permission::ClientsExport]
        .into_iter()
        .filter(|p| held.reach(*p) > view)
        .map(Permission::words)
        .collect();
    let mut warnings = Vec::new();
    if !beyond.is_empty() {
        warnings
            .push(say!("The role could {} further than it can view clients. Only clients one sees can be worked with.", list_of(&beyond)));
    }
    if after.requires_supervision && after.can_supervise {
        warnings.push(say!("The role requires supervision, and can supervise others too.").into());
    }
    warnings
}

/// What changes in the role itself, for the trail.
pub fn changes(before: &RoleMakeup, after: &RoleMakeup) -> Vec<Change> {
    let modifier = |m: &RoleMakeup| m.billing_modifier.clone().unwrap_or_else(|| "none".into());
    let yes = |on: bool| if on { say!("yes") } else { say!("no") };
    let mut changes: Vec<Change> = [
        Change::between("name", &before.name, &after.name),
        Change::between("description", &before.description, &after.description),
        Change::between("requires_supervision", yes(before.requires_supervision), yes(after.requires_supervision)),
        Change::between("can_supervise", yes(before.can_supervise), yes(after.can_supervise)),
        Change::between("billing_modifier", modifier(before), modifier(after)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let switched = |m: &RoleMakeup, module: Module| if m.modules_off().contains(&module) { say!("off") } else { say!("on") };
    changes.extend(Module::ALL.iter().filter_map(|m| Change::between(m.key(), switched(before, *m), switched(after, *m))));
    changes.extend(reach_changes(&before.grants, &after.grants));
    changes
}

/// How far each permission reached before and reaches after, where that differs.
pub fn reach_changes(before: &Grants, after: &Grants) -> Vec<Change> {
    let reach = |g: &Grants, p: Permission| g.reach(p).map_or("no", |scope| if p.scoped() { scope.words() } else { "yes" });
    Permission::ALL.iter().filter_map(|p| Change::between(p.key(), reach(before, *p), reach(after, *p))).collect()
}

/// The same for a person who is about to save it.
pub fn changes_in_words(before: &RoleMakeup, after: &RoleMakeup) -> Vec<String> {
    let mut lines = Vec::new();
    if before.name != after.name {
        lines.push(say!("It is called “{}” instead of “{}”.", after.name, before.name));
    }
    if before.description != after.description {
        lines.push(say!("It has another description.").into());
    }
    let flag = |was: bool, is: bool, yes: &str, no: &str| (was != is).then(|| if is { yes.to_string() } else { no.to_string() });
    lines.extend(flag(
        before.requires_supervision,
        after.requires_supervision,
        say!("Whoever holds it requires supervision."),
        say!("Whoever holds it no longer requires supervision."),
    ));
    lines.extend(flag(
        before.can_supervise,
        after.can_supervise,
        say!("Whoever holds it can supervise."),
        say!("Whoever holds it no longer supervises."),
    ));
    if before.billing_modifier != after.billing_modifier {
        let meaning = |key: &String| MODIFIERS.iter().find(|(k, _)| k == key).map_or("", |(_, words)| words).to_lowercase();
        lines.push(match &after.billing_modifier {
            Some(key) => say!("Claims carry the modifier {key} ({}).", meaning(key)),
            None => say!("Claims carry no modifier.").into(),
        });
    }
    for module in Module::ALL {
        let (was, is) = (before.modules_off().contains(module), after.modules_off().contains(module));
        if was != is {
            let how = if is { say!("switched off; its ticks are kept") } else { say!("switched on") };
            lines.push(say!("{} is {how}.", module.words()));
        }
    }
    let (now, then) = (before.effective(), after.effective());
    lines.extend(differences(&now, &then).into_iter().map(|g| say!("Can now {}.", grant_words(g))));
    for lost in differences(&then, &now) {
        let kept = then.reach(lost.0).map(|scope| say!("; only {}", scope.words())).unwrap_or_default();
        lines.push(say!("Can no longer {}{kept}.", grant_words(lost)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_named_while_they_are_few_and_counted_when_they_are_many() {
        let names = ["Ben Hart".to_string(), "Ana Ruiz".into(), "Cy Lee".into()];
        assert_eq!(who(1, &names[..1]), "Ben Hart");
        assert_eq!(who(3, &names), "Ben Hart, Ana Ruiz and Cy Lee");
        assert_eq!(who(4, &names), "4 people (Ben Hart, Ana Ruiz, Cy Lee and 1 other)");
        let sight = |people, fewest, most, name: &str, clients| Sight { more: true, people, fewest, most, name: name.into(), clients };
        assert_eq!(sights(&[sight(1, 12, 12, "Ben Hart", 12)]), ["12 clients become visible to Ben Hart."]);
        assert_eq!(sights(&[sight(1, 1, 1, "Ben Hart", 1)]), ["1 client becomes visible to Ben Hart."]);
        assert_eq!(
            sights(&[sight(2, 3, 12, "Ben Hart", 12), sight(2, 3, 12, "Ana Ruiz", 3)]),
            ["Clients become visible to 2 people: 12 to Ben Hart and 3 to Ana Ruiz."]
        );
        let many = [sight(9, 3, 12, "Ben Hart", 12), sight(9, 3, 12, "Ana Ruiz", 5), sight(9, 3, 12, "Cy Lee", 4)];
        assert_eq!(
            sights(&many),
            ["Clients become visible to 9 people: 12 to Ben Hart, 5 to Ana Ruiz and 4 to Cy Lee; between 3 and 12 to each."]
        );
    }
}
