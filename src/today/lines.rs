//! "Waiting for you": what one may decide, then what concerns oneself; each line leads to where it is seen to.

use super::types::{Line, TodaySeen};
use crate::base::{Day, MemberId};
use crate::coverage::Cover;
use crate::credentials::Licence;
use crate::ui::{Empty, Icon, Section, When, WhenKind};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn WaitingSection(seen: TodaySeen) -> impl IntoView {
    let nothing = seen.nothing_waits();
    let TodaySeen { own, lines, .. } = seen;
    let decisions = lines.into_iter().map(|line| view! { <Decision line/> }).collect_view();
    let me = own.member;
    let unread = (own.unread > 0).then(|| {
        let many = if own.unread >= 100 { say!("100 notices or more").to_string() } else { counted!(own.unread, "notice") };
        view! { <Own icon="bell" href="/notices".to_string() words=say!("{many} not read")>""</Own> }
    });
    let covers = own.covers.into_iter().map(|cover| view! { <Covers cover me/> }).collect_view();
    let licences = me
        .zip(own.today)
        .map(|(me, today)| own.licences.into_iter().map(move |licence| view! { <Expires licence me today/> }).collect_view());
    view! {
        <Section id="waiting" title="Waiting for you">
            {if nothing {
                view! { <div class="card"><Empty icon="check" text="Nothing waits for you."/></div> }.into_any()
            } else {
                view! { <ul class="list card" aria-label="Waiting for you">{decisions}{covers}{licences}{unread}</ul> }.into_any()
            }}
        </Section>
    }
}

/// Something to decide. The whole row leads there; those it names lead to their cards.
#[component]
fn Decision(line: Line) -> impl IntoView {
    let words = line.words();
    let Line { matter, waiting, more, href } = line;
    let more = if matter == super::Matter::HandOver { String::new() } else { more };
    let more = (!more.is_empty()).then(|| format!("{more}. "));
    let since = waiting.since.map(|at| view! { {matter.since_words()}<When at=at.0 kind=WhenKind::Relative/> });
    let unnamed = waiting.many - waiting.who.len() as i64;
    let names = waiting.who.into_iter().map(|(id, name)| view! { <li><a href=format!("/team/{id}")>{name}</a></li> }).collect::<Vec<_>>();
    let others = (unnamed > 0).then(|| view! { <li>{say!("and {} more", crate::base::grouped(unnamed))}</li> });
    let named = (!names.is_empty()).then(|| view! { <ul class="today-who">{names}{others}</ul> });
    view! {
        <li class="today-line">
            <Icon name=matter.icon()/>
            <div class="row-text">
                <a class="row-title" href=href>{words}</a>
                <span class="row-detail">{more}{since}</span>
                {named}
            </div>
            <Icon name="chevron-right"/>
        </li>
    }
}

/// Something of one's own.
#[component]
fn Own(icon: &'static str, href: String, words: String, children: Children) -> impl IntoView {
    view! {
        <li class="today-line">
            <Icon name=icon/>
            <span class="row-text">
                <a class="row-title" href=href>{words}</a>
                <span class="row-detail">{children()}</span>
            </span>
            <Icon name="chevron-right"/>
        </li>
    }
}

#[component]
fn Covers(cover: Cover, me: Option<MemberId>) -> impl IntoView {
    let share = cover.share();
    let words =
        if me == Some(cover.by.id) { say!("You cover for {}", cover.absent.name) } else { say!("{} covers for you", cover.by.name) };
    view! {
        <Own icon="hand-heart" href="/coverage".to_string() words>
            {share}", "<When at=cover.starts_at.0/>" to "<When at=cover.ends_at.0/>
        </Own>
    }
}

#[component]
fn Expires(licence: Licence, me: MemberId, today: Day) -> impl IntoView {
    let words = say!("Your licence {}", licence.name());
    view! { <Own icon="badge-check" href=format!("/team/{me}") words>{licence.due(today).words(licence.expires_on)}</Own> }
}
