//! "/security".

use super::api::practice_security;
use super::factors::{FactorsSection, factors_read};
use super::failures::FailuresSection;
use super::sign_ins::{SignInsSection, sign_ins_read};
use super::types::SecuritySeen;
use crate::auth::ConfirmFirst;
use crate::auth::sessions::LimitSeen;
use crate::base::ask_first;
use crate::eyes::{Forbidden, told};
use crate::team::sign_ins::LiftLimits;
use crate::ui::{
    Badge, Button, Fact, Facts, LinkButton, Page, Refused, Section, Skeleton, SkeletonKind, Tone, When, again, refusal_of, toast,
};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn SecurityPage() -> impl IntoView {
    let lift = ServerAction::<LiftLimits>::new();
    let refusal = refusal_of(lift);
    let read = ask_first(move || lift.version().get(), |_| async { told(practice_security().await).await });
    let sign_ins = sign_ins_read();
    let factors = factors_read();
    Effect::new(move |_| {
        if matches!(lift.value().get(), Some(Ok(()))) {
            toast(Tone::Good, say!("The limit is lifted. They can try again at once."));
        }
    });
    let seen = move || read.get().and_then(Result::ok);
    view! {
        <Page title="Security" lead="How sign-ins are protected in your practice." back=("/settings".to_string(), say!("Settings").to_string())>
            <div class="settings">
                <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=6/> }>
                    {move || read.get().map(|seen| match seen {
                        Ok(seen) => view! { <Timeouts seen/> }.into_any(),
                        Err(refusal) => view! { <Forbidden refusal/> }.into_any(),
                    })}
                </Transition>
                <FactorsSection seen=Signal::derive(seen) read=factors/>
                <Refused refusal/>
                <Transition>{move || seen().map(|seen| view! { <Limits limits=seen.limits why_not=seen.why_not_lift lift/> })}</Transition>
                <SignInsSection read=sign_ins/>
                <Transition>{move || seen().map(|seen| view! { <FailuresSection failures=seen.failures/> })}</Transition>
            </div>
            <ConfirmFirst id="confirm-lift" refusal again=again(lift)/>
        </Page>
    }
}

#[component]
fn Timeouts(seen: SecuritySeen) -> impl IntoView {
    let minutes = counted!(seen.logoff_minutes.into(), "minute");
    view! {
        <Section id="timeouts" title="How long sign-ins last" lead="They end by themselves, here and on the server.">
            <Facts>
                <Fact label="Without activity">{say!("{minutes}, with a warning a minute before")}</Fact>
                <Fact label="At most">"12 hours, however busy the day"</Fact>
                <Fact label="Before something grave">"The password again, if it was entered more than 10 minutes ago: to remove members, export lists, change roles and security settings"</Fact>
            </Facts>
            <div><LinkButton href="/settings#practice" icon="clock">"Change the minutes"</LinkButton></div>
        </Section>
    }
}

#[component]
fn Limits(limits: Vec<LimitSeen>, why_not: Option<String>, lift: ServerAction<LiftLimits>) -> impl IntoView {
    let rows = limits.into_iter().map(|limit| {
        let why_not = why_not.clone();
        let of = say!(" for {}", limit.name);
        view! {
            <li class="settings-row">
                <span class="row-text">
                    <a class="row-title" href=format!("/team/{}", limit.member)>{limit.name}</a>
                    <span class="row-detail">
                        {say!("{}: slowed down after {}, until ", limit.what, counted!(limit.attempts.into(), "attempt"))}<When at=limit.until.0/>
                    </span>
                </span>
                <Badge tone=Tone::Warning icon="hourglass" text="Slowed down"/>
                <ActionForm action=lift>
                    <input type="hidden" name="member" value=limit.member.to_string()/>
                    <Button submit=true busy=lift.pending() disabled_because=Signal::stored(why_not)>"Lift"<span class="visually-hidden">{of}</span></Button>
                </ActionForm>
            </li>
        }
    });
    let rows = rows.collect::<Vec<_>>();
    view! {
        <Section id="limits" title="Limits that hold now" lead="Too many attempts with one address are slowed down, for 15 minutes at most; nobody is locked out for good.">
            {if rows.is_empty() {
                view! { <p class="quiet">"Nobody is slowed down just now."</p> }.into_any()
            } else {
                view! { <ul class="card" aria-label="Limits that hold now">{rows}</ul> }.into_any()
            }}
        </Section>
    }
}
