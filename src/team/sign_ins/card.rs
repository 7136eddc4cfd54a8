//! "Signing in" on the profile card.

use super::api::{AgreeNewEmail, EndSignIn, EndSignIns, LiftLimits, sign_ins_of_member};
use super::types::MemberSignIns;
use crate::access::{Action, Target, can};
use crate::auth::{
    ConfirmFirst, Me,
    email::NewEmailWaits,
    sessions::{LimitSeen, SignInRow},
};
use crate::base::{AppError, MemberId, ask_first};
use crate::ui::{Banner, Button, ButtonKind, Refused, Tone, When, WhenKind, again, refusal_of, toast};
use caseload_words::view;
use leptos::prelude::*;

/// The four things that can be done, so that each survives the card's reading itself anew.
#[derive(Clone, Copy)]
struct Deeds {
    all: ServerAction<EndSignIns>,
    one: ServerAction<EndSignIn>,
    lift: ServerAction<LiftLimits>,
    agree: ServerAction<AgreeNewEmail>,
}

impl Deeds {
    fn new() -> Self {
        Deeds { all: ServerAction::new(), one: ServerAction::new(), lift: ServerAction::new(), agree: ServerAction::new() }
    }

    fn told(self, changed: Callback<()>) {
        let done = move |words: String| {
            toast(Tone::Good, words);
            changed.run(());
        };
        Effect::new(move |_| {
            if let Some(Ok(ended)) = self.all.value().get() {
                done(say!("{} ended. They can sign in again.", counted!(ended, "sign-in")));
            }
        });
        Effect::new(move |_| {
            if matches!(self.one.value().get(), Some(Ok(()))) {
                done(say!("That sign-in is ended.").into());
            }
        });
        Effect::new(move |_| {
            if matches!(self.lift.value().get(), Some(Ok(()))) {
                done(say!("The limit is lifted. They can try again at once.").into());
            }
        });
        Effect::new(move |_| {
            if matches!(self.agree.value().get(), Some(Ok(()))) {
                done(say!("Done. They sign in with the new address from now on.").into());
            }
        });
    }

    fn versions(self) -> (usize, usize, usize, usize) {
        (self.all.version().get(), self.one.version().get(), self.lift.version().get(), self.agree.version().get())
    }
}

/// Where the card begins, not inside what waits for something: it asks for its own. Nothing for whoever may not see it.
#[component]
pub fn SigningIn(#[prop(into)] member: Signal<Option<MemberId>>, changed: Callback<()>) -> impl IntoView {
    let who = use_context::<Me>().and_then(|me| me.actor().cloned());
    let may = who.is_some_and(|who| can(&who, Action::ViewSignIns, &Target::Practice).allowed());
    let deeds = Deeds::new();
    deeds.told(changed);
    let read = ask_first(
        move || (member.get(), deeds.versions()),
        move |(member, _)| async move {
            match member.filter(|_| may) {
                Some(member) => sign_ins_of_member(member).await.ok(),
                None => None,
            }
        },
    );
    view! {
        <Transition>
            {move || {
                let (seen, member) = (read.get().flatten()?, member.get()?);
                Some(view! {
                    <section class="access-rules" aria-labelledby="sign-ins-title">
                        <h3 id="sign-ins-title">"Signing in"</h3>
                        <SignIns seen member deeds/>
                    </section>
                })
            }}
        </Transition>
        <Asked deeds/>
    }
}

/// What was refused, and the password where that is all that is missing.
#[component]
fn Asked(deeds: Deeds) -> impl IntoView {
    let Deeds { all, one, lift, agree } = deeds;
    let refusal = Signal::derive(move || {
        refusal_of(all).get().or_else(|| refusal_of(one).get()).or_else(|| refusal_of(lift).get()).or_else(|| refusal_of(agree).get())
    });
    let (all_again, one_again, lift_again, agree_again) = (again(all), again(one), again(lift), again(agree));
    let repeat = Callback::new(move |()| {
        let asks = |refused: Option<AppError>| refused == Some(AppError::ConfirmPassword);
        for (refused, again) in
            [(refusal_of(all), all_again), (refusal_of(one), one_again), (refusal_of(lift), lift_again), (refusal_of(agree), agree_again)]
        {
            if asks(refused.get_untracked()) {
                again.run(());
            }
        }
    });
    view! { <Refused refusal/> <ConfirmFirst id="confirm-sign-ins" refusal again=repeat/> }
}

#[component]
fn SignIns(seen: MemberSignIns, member: MemberId, deeds: Deeds) -> impl IntoView {
    let MemberSignIns { first_name, open, limits, new_email, why_not_end, why_not_lift, why_not_agree } = seen;
    let count = open.len();
    let may_end = why_not_end.is_none();
    let rows = open.into_iter().map(|seen| {
        let (id, name) = (seen.id.to_string(), format!(" {}, {}", seen.device, seen.ip));
        view! {
            <SignInRow seen>
                {may_end.then(|| view! {
                    <ActionForm action=deeds.one>
                        <input type="hidden" name="member" value=member.to_string()/>
                        <input type="hidden" name="session" value=id/>
                        <Button submit=true busy=deeds.one.pending()>"End"<span class="visually-hidden">{name}</span></Button>
                    </ActionForm>
                })}
            </SignInRow>
        }
    });
    let lead = match count {
        0 => say!("{first_name} is signed in nowhere."),
        n => say!("{first_name} is signed in with {}.", counted!(n as i64, "browser")),
    };
    view! {
        {new_email.map(|waits| view! { <NewEmail waits member first_name=first_name.clone() why_not=why_not_agree deeds/> })}
        {(!limits.is_empty()).then(|| view! { <Limits limits member why_not=why_not_lift deeds/> })}
        <p class="quiet">{lead}</p>
        {(count > 0).then(|| view! { <ul class="card" aria-label="Signed in now">{rows.collect_view()}</ul> })}
        {(count > 0).then(|| view! {
            <ActionForm action=deeds.all>
                <input type="hidden" name="member" value=member.to_string()/>
                <Button kind=ButtonKind::Danger submit=true busy=deeds.all.pending() disabled_because=Signal::stored(why_not_end)>"End all sessions"</Button>
            </ActionForm>
        })}
    }
}

#[component]
fn Limits(limits: Vec<LimitSeen>, member: MemberId, why_not: Option<String>, deeds: Deeds) -> impl IntoView {
    let lines = limits.into_iter().map(|limit| {
        view! {
            <p>{say!("{}: slowed down after {}, until ", limit.what, counted!(limit.attempts.into(), "attempt"))}<When at=limit.until.0/>". It passes by itself."</p>
        }
    });
    view! {
        <Banner tone=Tone::Warning title="Attempts are slowed down">
            {lines.collect_view()}
            <ActionForm action=deeds.lift>
                <input type="hidden" name="member" value=member.to_string()/>
                <Button submit=true busy=deeds.lift.pending() disabled_because=Signal::stored(why_not)>"Lift"</Button>
            </ActionForm>
        </Banner>
    }
}

#[component]
fn NewEmail(waits: NewEmailWaits, member: MemberId, first_name: String, why_not: Option<String>, deeds: Deeds) -> impl IntoView {
    let why_not = why_not.or_else(|| (!waits.new_agreed).then(|| say!("The new mailbox has not agreed yet. It comes first.").to_string()));
    let stands = match waits.new_agreed {
        true => say!(
            "The new mailbox has agreed. If {first_name} has no way into the old one, agree in its place; make sure that it is {first_name} who asks."
        ),
        false => say!("Neither mailbox is enough alone; the new one has not agreed yet.").to_string(),
    };
    view! {
        <Banner tone=Tone::Waiting title="A new address waits">
            <p>{say!("{first_name} wants to sign in with {}, asked on ", waits.new_email)}<When at=waits.asked_at.0 kind=WhenKind::Date/>". "{stands}</p>
            <ActionForm action=deeds.agree>
                <input type="hidden" name="member" value=member.to_string()/>
                <input type="hidden" name="email" value=waits.new_email/>
                <Button submit=true busy=deeds.agree.pending() disabled_because=Signal::stored(why_not)>"Agree in the place of the old mailbox"</Button>
            </ActionForm>
        </Banner>
    }
}
