//! Whether members need a second factor, and who has which.

use super::api::factors_of_all;
use super::types::{FactorsPage, SecuritySeen};
use crate::auth::factors::{FactorsOf, Having};
use crate::base::{AppError, Asked, ask_first, capital, in_query};
use crate::ui::{Banner, Fact, Facts, LinkButton, Section, Skeleton, Tone, When};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Made at the top of the page, not inside what waits for something.
pub type FactorsRead = Asked<Result<FactorsPage, AppError>>;

pub fn factors_read() -> FactorsRead {
    let query = use_query_map();
    let having = Memo::new(move |_| query.with(|q| q.get("having").unwrap_or_default()));
    let from = Memo::new(move |_| query.with(|q| q.get("from").unwrap_or_default()));
    ask_first(move || (having.get(), from.get()), |(having, from)| factors_of_all(having, from))
}

#[component]
pub fn FactorsSection(seen: Signal<Option<SecuritySeen>>, read: FactorsRead) -> impl IntoView {
    view! {
        <Section id="second-factors" title="Second factor" lead="A passkey, or a code from an app, asked for after the password.">
            <Transition>{move || seen.get().map(|seen| view! { <Rule seen/> })}</Transition>
            <Transition fallback=|| view! { <Skeleton rows=4/> }>
                {move || read.get().map(|found| match found {
                    Ok(found) => view! { <Rows found/> }.into_any(),
                    // The page says above what is missing.
                    Err(AppError::Denied(_)) => ().into_any(),
                    Err(error) => view! { <Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner> }.into_any(),
                })}
            </Transition>
        </Section>
    }
}

#[component]
fn Rule(seen: SecuritySeen) -> impl IntoView {
    let rule = match seen.factor_required {
        Some(days) if seen.passkeys_only => say!("A passkey of every member, within {}", counted!(days.into(), "day")),
        Some(days) => say!("Required of every member, within {}", counted!(days.into(), "day")),
        None => say!("Optional").to_string(),
    };
    let without = if seen.without == 0 { say!("Nobody: every member has one").to_string() } else { counted!(seen.without, "member") };
    let lack = if seen.passkeys_only { say!("Without a passkey") } else { say!("With a password alone") };
    let who = |having: Having, words: String| view! { <a href=format!("/security?having={}#second-factors", having.key())>{words}</a> };
    view! {
        <Facts>
            <Fact label="Members">{rule}" · "{who(Having::Anything, say!("what each has").into())}</Fact>
            <Fact label="With a passkey">{who(Having::Passkey, counted!(seen.with_passkey, "member"))}</Fact>
            <Fact label="With an authenticator app">{who(Having::Authenticator, counted!(seen.with_authenticator, "member"))}</Fact>
            <Fact label=lack>{who(Having::Lacking, without)}</Fact>
        </Facts>
        <div><LinkButton href="/settings#second-factor" icon="shield">"Change the rule"</LinkButton></div>
    }
}

#[component]
fn Rows(found: FactorsPage) -> impl IntoView {
    let title = match found.having {
        Having::Lacking => say!("Members who lack one"),
        Having::Passkey => say!("Members with a passkey"),
        Having::Authenticator => say!("Members with an authenticator app"),
        Having::Anything => say!("What each member has"),
    };
    if found.rows.is_empty() {
        // Nobody lacks one: that is said above already.
        let lacking = found.having == Having::Lacking;
        return (!lacking).then(|| view! { <p class="quiet">"Nobody has one yet."</p> }).into_any();
    }
    let rows = found.rows.into_iter().map(|one| {
        let has = has(&one);
        view! {
            <li class="settings-row">
                <span class="row-text">
                    <a class="row-title" href=format!("/team/{}", one.member)>{one.name}</a>
                    <span class="row-detail">{has}{one.last_used.map(|at| view! { " · last used "<When at=at.0/> })}</span>
                    {one.enrol_by.map(|by| match by.0 {
                        0 => view! { <span class="row-detail">"Sets one up at the next sign-in"</span> }.into_any(),
                        by => view! { <span class="row-detail">"Needs one by "<When at=by/></span> }.into_any(),
                    })}
                </span>
            </li>
        }
    });
    let rows = rows.collect_view();
    let next = found.next.map(|from| format!("/security?having={}&from={}#second-factors", found.having.key(), in_query(&from)));
    view! {
        <ul class="list card" aria-label=title>{rows}</ul>
        {next.map(|href| view! { <p class="list-more"><LinkButton href icon="arrow-right">"More"</LinkButton></p> })}
    }
    .into_any()
}

/// "2 passkeys, an authenticator app, 9 recovery codes"
fn has(of: &FactorsOf) -> String {
    let app = match of.authenticators {
        0 => None,
        1 => Some(say!("an authenticator app").to_string()),
        n => Some(counted!(n, "authenticator app")),
    };
    let passkeys = (of.passkeys > 0).then(|| counted!(of.passkeys, "passkey"));
    let codes = (of.codes > 0).then(|| counted!(of.codes, "recovery code"));
    let all = [passkeys, app, codes];
    let words = all.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if words.is_empty() { say!("A password alone").to_string() } else { capital(&words) }
}
