//! What failed in the last seven days, by member and by network address, each line leading into the trail.

use super::types::{FailureOf, Failures, FailuresFrom};
use crate::audit::Question;
use crate::ui::{Section, When, WhenKind};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn FailuresSection(failures: Option<Failures>) -> impl IntoView {
    const LEAD: &str = say!("Sign-ins that failed, wrong passwords, and steps that were refused, in the last seven days.");
    let inside = match failures {
        None => view! { <p class="quiet">"Only those who may read the audit trail see them."</p> }.into_any(),
        Some(Failures { of, networks, .. }) if of.is_empty() && networks.is_empty() => {
            view! { <p class="quiet">"Nothing failed in the last seven days."</p> }.into_any()
        }
        Some(Failures { from, of, networks }) => view! {
            <ByWhom of from/>
            {(!networks.is_empty()).then(|| view! { <ByNetwork networks/> })}
        }
        .into_any(),
    };
    view! { <Section id="failures" title="What failed lately" lead=LEAD>{inside}</Section> }
}

/// The trail, narrowed to this line as far as it can be.
fn trail(of: &FailureOf, from: &str) -> String {
    let mut question = Question { kind: of.kind.clone(), from: from.to_string(), ..Question::default() };
    // A failed sign-in concerns an address, and no member did it.
    if let (Some(member), true) = (of.member, of.kind != "auth.sign_in_failed") {
        question.who = of.who.clone();
        question.member = member.to_string();
        question.part = "did".into();
    }
    question.address()
}

#[component]
fn ByWhom(of: Vec<FailureOf>, from: String) -> impl IntoView {
    let rows = of.into_iter().map(|line| {
        let href = trail(&line, &from);
        let who = match line.member {
            Some(member) => view! { <a href=format!("/team/{member}")>{line.who}</a> }.into_any(),
            None => line.who.into_any(),
        };
        view! {
            <tr>
                <th scope="row">{who}</th>
                <td data-label="What"><a href=href>{line.what}</a></td>
                <td class="number" data-label="Times">{line.times}</td>
                <td data-label="Last"><When at=line.last.0 kind=WhenKind::DateTime/></td>
            </tr>
        }
    });
    view! {
        <div class="table-scroll" role="region" aria-label="By member" tabindex="0">
            <table class="table table-cards">
                <caption class="visually-hidden">"By member"</caption>
                <thead><tr><th scope="col">"Who"</th><th scope="col">"What"</th><th scope="col" class="number">"Times"</th><th scope="col">"Last"</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn ByNetwork(networks: Vec<FailuresFrom>) -> impl IntoView {
    let rows = networks.into_iter().map(|line| {
        view! {
            <tr>
                <th scope="row">{line.ip}</th>
                <td data-label="Different people">{line.whos}</td>
                <td class="number" data-label="Times">{line.times}</td>
                <td data-label="Last"><When at=line.last.0 kind=WhenKind::DateTime/></td>
            </tr>
        }
    });
    view! {
        <div class="table-scroll" role="region" aria-label="By network address" tabindex="0">
            <table class="table table-cards">
                <caption class="visually-hidden">"By network address"</caption>
                <thead><tr><th scope="col">"Network address"</th><th scope="col">"Different people"</th><th scope="col" class="number">"Times"</th><th scope="col">"Last"</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}
