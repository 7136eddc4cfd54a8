//! Automatic logoff: the pages of a browser know together when the server will have forgotten it, warn a minute before, and
//! are covered by themselves, so that a record does not stay on an empty desk's screen (HIPAA §164.312(a)(2)(iii)). The same
//! cover comes when the twelve hours are over, and soon after the sign-in was ended elsewhere.

use super::api::{SignOut, StaySignedIn};
use super::sessions::{Over, SignInOver, Standing, Tabs, Word, log_off, still_signed_in};
use crate::base::{self, AppError, Moment, SessionId, off_signed_out, on_signed_out};
use crate::ui::{Button, ButtonKind, Dialog, DialogFoot, DialogSize};
use caseload_words::view;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos_router::hooks::use_location;
use server_fn::ServerFn;
use std::time::Duration;

/// Seconds of warning.
const WARNING: f64 = 60.0;
/// Seconds between two questions whether the sign-in stands, while the page is looked at.
const LOOKS: f64 = 60.0;
/// The same while it is covered: someone may be signing in in another window.
const LOOKS_COVERED: f64 = 3.0;

/// What the frame knows of time and of the sign-in; all copies are one.
#[derive(Clone, Copy)]
struct Watch {
    /// The address of whoever the page was made for.
    email: StoredValue<String>,
    minutes: i32,
    /// Seconds since 1970 by this machine's clock: when someone was there last, when the server was told so, when it was
    /// asked, and when the session ends whatever happens.
    active: StoredValue<f64>,
    told: StoredValue<f64>,
    looked: StoredValue<f64>,
    ends: StoredValue<f64>,
    /// As the server last said.
    session: StoredValue<Option<SessionId>>,
    /// A question is on its way.
    looking: StoredValue<bool>,
    /// Someone typed on this page.
    typed: StoredValue<bool>,
    /// The last minute of twelve hours was told of.
    last_told: StoredValue<bool>,
    /// The server has ended what this page considers idle.
    logged_off: StoredValue<bool>,
    warns: RwSignal<bool>,
    last_minute: RwSignal<bool>,
    left: RwSignal<f64>,
    over: RwSignal<Option<Over>>,
    tabs: StoredValue<Option<Tabs>>,
}

/// Watches for keys, presses and touches; tells the server now and then that someone is there.
#[component]
pub fn Logoff(minutes: i32, email: String, session_ends: Moment) -> impl IntoView {
    let watch = Watch {
        email: StoredValue::new(email.clone()),
        minutes,
        active: StoredValue::new(0.0),
        told: StoredValue::new(0.0),
        looked: StoredValue::new(0.0),
        ends: StoredValue::new(session_ends.0 as f64 / 1000.0),
        session: StoredValue::new(None),
        looking: StoredValue::new(false),
        typed: StoredValue::new(false),
        last_told: StoredValue::new(false),
        logged_off: StoredValue::new(false),
        warns: RwSignal::new(false),
        last_minute: RwSignal::new(false),
        left: RwSignal::new(WARNING),
        over: RwSignal::new(None),
        tabs: StoredValue::new(None),
    };
    let stay = ServerAction::<StaySignedIn>::new();
    let sign_out = ServerAction::<SignOut>::new();
    let here = use_location();
    Effect::new(move |_| {
        here.pathname.track();
        watch.typed.set_value(false);
    });
    Effect::new(move |_| watch.begin(stay));
    let seconds = move || format!("{:.0}", watch.left.get().max(0.0));
    view! {
        <Dialog id="logoff" open=watch.warns size=DialogSize::Small title="Still there?">
            <p role="timer">"You will be signed out in "{seconds}" seconds, because nothing has happened for a while. What you typed stays."</p>
            <DialogFoot>
                <ActionForm action=sign_out><Button submit=true>"Sign out"</Button></ActionForm>
                <Button kind=ButtonKind::Primary on:click=move |_| watch.warns.set(false)>"Stay signed in"</Button>
            </DialogFoot>
        </Dialog>
        <Dialog id="last-minute" open=watch.last_minute size=DialogSize::Small title="Twelve hours are nearly over">
            <p>"A sign-in lasts twelve hours at most, however busy the day. In less than a minute you will be asked to sign in again. What you typed stays."</p>
            <DialogFoot><Button kind=ButtonKind::Primary on:click=move |_| watch.last_minute.set(false)>"Go on"</Button></DialogFoot>
        </Dialog>
        <SignInOver over=watch.over email again=move |()| watch.signed_in()/>
    }
}

fn seconds_now() -> f64 {
    js_sys::Date::now() / 1000.0
}

impl Watch {
    /// Once, in the browser.
    fn begin(self, stay: ServerAction<StaySignedIn>) {
        let now = seconds_now();
        for at in [self.active, self.told, self.looked] {
            at.set_value(now);
        }
        self.tabs.set_value(Some(Tabs::listen(move |word| match word {
            Word::Active(at) => self.active_elsewhere(at),
            Word::Look => set_timeout(move || self.look(), Duration::from_millis(1500)),
        })));
        // Opening a page is activity too.
        self.say(Word::Active(now));
        on_signed_out(move || self.look());
        let heard = move || self.active_here();
        let listeners = [
            window_event_listener_untyped("keydown", move |_| heard()),
            window_event_listener_untyped("pointerdown", move |_| heard()),
            window_event_listener_untyped("scroll", move |_| heard()),
            window_event_listener_untyped("input", move |_| self.typed_here()),
            window_event_listener_untyped("visibilitychange", move |_| self.look_if_seen()),
            window_event_listener_untyped("focus", move |_| self.look_if_seen()),
            // Signing out leaves this page; the others ask a moment later.
            window_event_listener_untyped("submit", move |sent| {
                if signs_out(&sent) {
                    self.say(Word::Look);
                }
            }),
        ];
        Effect::new(move |before: Option<bool>| {
            let warning = self.warns.get();
            // Only pressing the button takes back a warning; here, or on another page.
            if before == Some(true) && !warning && self.over.get_untracked().is_none() {
                self.present(seconds_now());
                self.told.set_value(seconds_now());
                stay.dispatch(StaySignedIn {});
            }
            warning
        });
        if let Ok(ticking) = set_interval_with_handle(move || self.tick(stay), Duration::from_secs(1)) {
            on_cleanup(move || ticking.clear());
        }
        on_cleanup(move || {
            listeners.into_iter().for_each(|l| l.remove());
            off_signed_out();
        });
    }

    fn active_here(self) {
        if !self.warns.get_untracked() && self.over.get_untracked().is_none() {
            self.present(seconds_now());
        }
    }

    fn typed_here(self) {
        if self.over.get_untracked().is_none() {
            self.typed.set_value(true);
        }
    }

    /// Someone is here; the other pages need not know to the second.
    fn present(self, now: f64) {
        let before = self.active.get_value();
        self.active.set_value(now);
        if now - before > 2.0 {
            self.say(Word::Active(now));
        }
    }

    fn active_elsewhere(self, at: f64) {
        if self.over.try_get_untracked().flatten().is_some() || at <= self.active.get_value() {
            return;
        }
        self.active.set_value(at);
        self.warns.set(false);
    }

    fn say(self, word: Word) {
        if let Some(tabs) = self.tabs.try_get_value().flatten() {
            tabs.say(word);
        }
    }

    /// Every second: cover, warn, ask, or tell the server.
    fn tick(self, stay: ServerAction<StaySignedIn>) {
        let (now, active_at) = (seconds_now(), self.active.get_value());
        if self.over.get_untracked().is_some() {
            if now - self.looked.get_value() >= LOOKS_COVERED {
                self.look_if_seen();
            }
            return;
        }
        let allowed = f64::from(self.minutes) * 60.0;
        let (rest, rest_of_all) = (active_at + allowed - now, self.ends.get_value() - now);
        self.left.set(rest);
        if rest_of_all <= 0.0 {
            self.cover(Over::Twelve);
        } else if rest <= 0.0 {
            self.cover(Over::Idle(self.minutes));
        } else if rest <= WARNING {
            self.warns.set(true);
        } else if active_at > self.told.get_value() && now - self.told.get_value() > (allowed / 4.0).min(60.0) {
            self.told.set_value(now);
            stay.dispatch(StaySignedIn {});
        }
        if rest_of_all <= WARNING && rest > WARNING && !self.last_told.get_value() {
            self.last_told.set_value(true);
            self.last_minute.set(true);
        }
        if now - self.looked.get_value() >= LOOKS {
            self.look_if_seen();
        }
    }

    /// Here, over the page: whatever session was covered, another stands now.
    fn signed_in(self) {
        self.logged_off.set_value(true);
        self.look();
        self.say(Word::Look);
    }

    fn look_if_seen(self) {
        if !document().hidden() {
            self.look();
        }
    }

    /// Asks the server whether the sign-in stands.
    fn look(self) {
        if self.looking.try_get_value() != Some(false) {
            return;
        }
        self.looking.set_value(true);
        self.looked.set_value(seconds_now());
        spawn_local(async move {
            let covered = || matches!(self.over.try_get_untracked().flatten(), Some(Over::Idle(_)));
            let idle = covered();
            // What this page considers idle the server must have ended first, or it would answer for the old sign-in.
            let answer = match idle && self.logged_off.try_get_value() == Some(false) {
                true => end(self.session.try_get_value().flatten()).await.map(|()| None),
                false => still_signed_in().await,
            };
            // Not reached: nothing is known, and asked again soon.
            let Ok(standing) = answer else {
                let _ = self.looking.try_set_value(false);
                return;
            };
            let _ = self.looking.try_set_value(false);
            // Covered while the question was on its way: the answer is of the sign-in that shall end now.
            if covered() && !idle {
                return self.look();
            }
            match standing {
                Some(standing) => self.stands(&standing),
                None if idle => self.logged_off.set_value(true),
                None => self.cover(Over::Ended),
            }
        });
    }

    /// It does: the page goes on. For someone else it is made anew.
    fn stands(self, standing: &Standing) {
        let now = seconds_now();
        if self.email.try_with_value(|email| *email != standing.email) != Some(false) {
            let _ = window().location().reload();
            return;
        }
        self.ends.set_value(now + f64::from(standing.ends_in));
        self.session.set_value(Some(standing.session));
        if self.over.get_untracked().is_none() {
            return;
        }
        self.active.set_value(now);
        self.told.set_value(now);
        self.last_told.set_value(false);
        self.logged_off.set_value(false);
        self.over.set(None);
        self.say(Word::Active(now));
        // Where nothing was typed nothing is lost, and what could not be read meanwhile is read now.
        if !self.typed.get_value() {
            let _ = window().location().reload();
        }
    }

    fn cover(self, why: Over) {
        if self.over.try_get_untracked() != Some(None) {
            return;
        }
        self.over.set(Some(why));
        base::over();
        self.warns.set(false);
        self.last_minute.set(false);
        if matches!(why, Over::Idle(_)) {
            self.look();
        }
    }
}

/// Has the server end the session this page knew; not another that was begun meanwhile.
async fn end(known: Option<SessionId>) -> Result<(), AppError> {
    let session = match known {
        Some(session) => Some(session),
        None => still_signed_in().await?.map(|standing| standing.session),
    };
    match session {
        Some(session) => log_off(session).await,
        None => Ok(()),
    }
}

/// Whether a form that is sent signs out.
fn signs_out(sent: &leptos::web_sys::Event) -> bool {
    let form = sent.target().and_then(|target| target.dyn_into::<leptos::web_sys::Element>().ok());
    form.and_then(|form| form.get_attribute("action")).is_some_and(|action| action == SignOut::url())
}
