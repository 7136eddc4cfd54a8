//! What each letter says. Plain and short; who and why, what to do, and what to do if it was not expected. Never
//! anything about a client or anyone's health: mail is read on lock screens.

use super::{Letter, letter::FactorNews, types::lasting};
use crate::base::{Token, dated};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

pub struct Words {
    pub subject: String,
    /// What the list of a mail program shows after the subject.
    pub preheader: String,
    pub greeting: String,
    pub before: Vec<String>,
    pub quote: Option<Quote>,
    pub button: Option<Button>,
    pub after: Vec<String>,
    /// Why the reader gets this letter.
    pub why: String,
}

pub struct Quote {
    pub who: String,
    pub words: String,
}

pub struct Button {
    pub label: &'static str,
    pub url: String,
}

impl Words {
    pub fn of(letter: &Letter, base_url: &str, token: Option<&Token>) -> Words {
        let opens = |label: &'static str| link_of(letter, base_url, token).map(|url| Button { label, url });
        let page = |label: &'static str, path: &str| Some(Button { label, url: format!("{base_url}{path}") });
        match letter {
            Letter::Invitation { .. } => Words { button: opens(say!("See the invitation")), ..invitation(letter) },
            Letter::PortalInvitation { practice, first_name, hours, expires_at, timezone, .. } => Words {
                button: opens(say!("Set up the account")),
                ..portal_invitation(practice, first_name, *hours, &in_zone(*expires_at, timezone))
            },
            Letter::ConfirmJoin { practice, hours, .. } => {
                Words { button: opens(say!("Confirm this address")), greeting: say!("Hello,").into(), ..confirm_join(practice, *hours) }
            }
            Letter::JoinDeclined { practice, first_name, reason } => join_declined(practice, first_name, reason),
            Letter::PasswordReset { first_name, minutes, .. } => {
                Words { button: opens(say!("Choose a new password")), ..password_reset(first_name, *minutes) }
            }
            Letter::PasswordChanged { first_name, at } => {
                Words { button: page(say!("It wasn’t me: reset the password"), "/reset"), ..password_changed(first_name, *at) }
            }
            Letter::NewDevice { first_name, device, at } => {
                Words { button: page(say!("It wasn’t me: reset the password"), "/reset"), ..new_device(first_name, device, *at) }
            }
            Letter::SecondFactor { first_name, news, at } => {
                Words { button: page(say!("It wasn’t me: reset the password"), "/reset"), ..second_factor(first_name, news, *at) }
            }
            Letter::ConfirmEmail { first_name, new_email, .. } => {
                Words { button: opens(say!("Confirm this address")), ..confirm_email(first_name, new_email) }
            }
            Letter::AgreeEmail { first_name, new_email, .. } => {
                Words { button: opens(say!("Agree or refuse")), ..agree_email(first_name, new_email) }
            }
            Letter::EmailChanged { first_name, new_email } => email_changed(first_name, new_email),
            Letter::SignUpAttempt { first_name } => {
                Words { button: page(say!("Sign in"), "/signin"), ..sign_up_attempt(first_name, base_url) }
            }
            Letter::InvitationAnswered { first_name, who, practice, accepted, reason } => {
                Words { button: page(say!("Open Your Team"), "/team"), ..answered(first_name, who, practice, *accepted, reason) }
            }
            Letter::HandOverOffered { first_name, from, practice } => {
                Words { button: page(say!("Open Your Team"), "/team"), ..hand_over_offered(first_name, from, practice) }
            }
            Letter::ClientsAssigned { first_name, by, what, member } => Words {
                button: page(say!("See them in Caseload"), &format!("/clients?staff={member}")),
                ..clients_assigned(first_name, by, what)
            },
            Letter::HandOverAnswered { first_name, who, practice, accepted } => {
                Words { button: page(say!("Open Your Team"), "/team"), ..hand_over_answered(first_name, who, practice, *accepted) }
            }
        }
    }

    /// A letter without button and quote yet.
    fn new(subject: String, first_name: &str, before: &[String], after: &[&str], why: &str) -> Words {
        Words {
            preheader: before.first().cloned().unwrap_or_default(),
            subject: one_line(&subject),
            greeting: say!("Hello {},", one_line(first_name)),
            before: before.iter().map(|line| one_line(line)).collect(),
            quote: None,
            button: None,
            after: after.iter().map(ToString::to_string).collect(),
            why: why.to_string(),
        }
    }
}

/// Where the letter's link leads; there is one only while a token for it is at hand.
fn link_of(letter: &Letter, base_url: &str, token: Option<&Token>) -> Option<String> {
    Some(format!("{base_url}{}{}", letter.link()?.purpose.path(), token?.text()))
}

fn invitation(letter: &Letter) -> Words {
    let Letter::Invitation { practice, inviter, first_name, role, note, hours, expires_at, timezone, .. } = letter else {
        unreachable!("asked for an invitation only")
    };
    let invited = say!("{inviter} invites you to join {practice} on Caseload, with the role {role}.");
    let expires = say!("Invite expires in {}, on {}.", lasting(*hours), in_zone(*expires_at, timezone));
    let words = Words::new(
        say!("{inviter} invites you to join {practice}"),
        first_name,
        std::slice::from_ref(&invited),
        &[say!("The page shows who invites you and lets you accept or decline. Opening it decides nothing."), &expires],
        &say!(
            "You get this letter because {inviter} entered this address to invite you. If you did not expect it, leave it: \
             nothing happens unless you accept. The link is meant for you alone, so please don’t pass it on."
        ),
    );
    let quote = (!note.trim().is_empty()).then(|| Quote { who: say!("{inviter} writes:"), words: note.trim().to_string() });
    Words { preheader: say!("Invite expires in {}. {invited}", lasting(*hours)), quote, ..words }
}

/// A practice's name can tell what someone is in care for: it stands neither in the subject nor in what a lock screen
/// shows, but where its reader must see who asks.
fn portal_invitation(practice: &str, first_name: &str, hours: i32, until: &str) -> Words {
    let expires = say!("The link works for {}, until {until}.", lasting(hours));
    let words = Words::new(
        say!("An invitation to set up your account").into(),
        first_name,
        &[say!("{practice} invites you to set up an account of your own.")],
        &[say!("The page asks you to choose a password. Opening it decides nothing."), &expires],
        &say!(
            "You get this letter because {practice} entered this address. If you did not expect it, leave it: nothing happens \
             unless you choose a password. The link is meant for you alone, so please don’t pass it on."
        ),
    );
    Words { preheader: expires, ..words }
}

/// As above: some links are for clients.
fn confirm_join(practice: &str, hours: i32) -> Words {
    let works = say!("The link works for {}.", lasting(hours));
    let words = Words::new(
        say!("Confirm your address").into(),
        "",
        &[say!("Someone, probably you, asked to join {practice} with this address. Confirm that it is yours to go on.")],
        &[say!("Opening the page decides nothing: you confirm with its button."), &works],
        say!("You get this letter because this address was entered on the page of a link. If that was not you, leave it: nothing happens."),
    );
    Words { preheader: works, ..words }
}

fn join_declined(practice: &str, first_name: &str, reason: &str) -> Words {
    let words = Words::new(
        say!("Your request to join").into(),
        first_name,
        &[say!("{practice} did not approve your request to join.")],
        &[say!("If that surprises you, ask there.")],
        say!("You get this letter because you asked to join with this address."),
    );
    let quote = (!reason.trim().is_empty()).then(|| Quote { who: say!("The reason given:").into(), words: reason.trim().to_string() });
    Words { preheader: say!("There is an answer to your request.").into(), quote, ..words }
}

fn password_reset(first_name: &str, minutes: i32) -> Words {
    Words::new(
        say!("Choose a new password for Caseload").into(),
        first_name,
        &[say!("Someone, probably you, asked for a new password for your Caseload account.").into()],
        &[&say!("The link works once, within {}.", counted!(minutes.into(), "minute"))],
        say!(
            "You get this letter because a new password was asked for with this address. If that was not you, leave it: \
         your password stays as it is."
        ),
    )
}

fn password_changed(first_name: &str, at: DateTime<Utc>) -> Words {
    Words::new(
        say!("Your Caseload password was changed").into(),
        first_name,
        &[
            say!("The password of your Caseload account was changed on {}. You were signed out everywhere else.", in_utc(at)),
            say!("If you did this, there is nothing to do. If not, choose a new password now and tell your administrator.").into(),
        ],
        &[],
        say!("You get this letter because a password protects your account, and you should know of every change."),
    )
}

fn new_device(first_name: &str, device: &str, at: DateTime<Utc>) -> Words {
    Words::new(
        say!("A new sign-in to your Caseload account").into(),
        first_name,
        &[
            say!("Your account was signed in to from a browser it had not been used with before: {device}, on {}.", in_utc(at)),
            say!("If this was you, there is nothing to do. If not, choose a new password now and tell your administrator.").into(),
        ],
        &[],
        say!("You get this letter whenever your account is used in a browser for the first time."),
    )
}

fn second_factor(first_name: &str, news: &FactorNews, at: DateTime<Utc>) -> Words {
    let at = in_utc(at);
    let calm = say!("If you did this, there is nothing to do. If not, choose a new password now and tell your administrator.");
    let (subject, what, then) = match news {
        FactorNews::Added { factor } => (
            say!("A second factor was added to your Caseload account"),
            say!("“{factor}” was added as a second factor of your Caseload account on {at}. You were signed out everywhere else."),
            calm,
        ),
        FactorNews::Removed { factor } => (
            say!("A second factor was removed from your Caseload account"),
            say!("The second factor “{factor}” was removed from your Caseload account on {at}."),
            calm,
        ),
        FactorNews::CodesMade => (
            say!("New recovery codes for your Caseload account"),
            say!("New recovery codes were made for your Caseload account on {at}. The ones before no longer work."),
            calm,
        ),
        FactorNews::CodeUsed { left } => (
            say!("A recovery code of your Caseload account was used"),
            say!("Your account was signed in to with a recovery code on {at}. You have {} left.", counted!(*left, "recovery code")),
            say!(
                "If this was you: when few are left, make new ones under Account. If not, choose a new password now and tell your administrator."
            ),
        ),
        FactorNews::Reset { by, practice } => (
            say!("The second factor of your Caseload account was reset"),
            say!("{by} of {practice} reset the second factor of your account on {at}. You were signed out everywhere."),
            say!("When you sign in next, you set up a new one. If you did not ask for this, call your practice before you sign in."),
        ),
    };
    Words::new(
        subject.into(),
        first_name,
        &[what, then.into()],
        &[],
        say!("You get this letter because a second factor protects your account, and you should know of every change."),
    )
}

fn confirm_email(first_name: &str, new_email: &str) -> Words {
    Words::new(
        say!("Confirm your new address for Caseload").into(),
        first_name,
        &[say!("You asked to sign in to Caseload with {new_email} from now on. Confirm that this mailbox is yours.")],
        &[say!("The link works for 7 days. Your old mailbox gets a letter too: until both have agreed, your old address stays in use.")],
        say!(
            "You get this letter because this address was entered in a Caseload account. If it was not you, leave it: \
         nothing changes."
        ),
    )
}

fn agree_email(first_name: &str, new_email: &str) -> Words {
    Words::new(
        say!("A new address for your Caseload account?").into(),
        first_name,
        &[say!("Someone, probably you, wants to sign in to your Caseload account with {new_email} instead of this address.")],
        &[
            say!("The page lets you agree or refuse, for 7 days. Nothing changes before you agree."),
            say!("If it was not you, refuse, and choose a new password: someone else may know yours."),
        ],
        say!("You get this letter because this is the address of your account, and it only changes if its owner agrees."),
    )
}

fn email_changed(first_name: &str, new_email: &str) -> Words {
    Words::new(
        say!("Your Caseload address was changed").into(),
        first_name,
        &[
            say!("You sign in to Caseload with {new_email} from now on. This address is no longer in use there."),
            say!(
                "If you did this, there is nothing to do. If not, tell your administrator at once: someone else may be using your account."
            )
            .into(),
        ],
        &[],
        say!("You get this letter because this was the address of your account until now."),
    )
}

fn sign_up_attempt(first_name: &str, base_url: &str) -> Words {
    Words::new(
        say!("You already have a Caseload account").into(),
        first_name,
        &[say!("Someone, probably you, tried to sign up with this address. It has an account already, so none was made: sign in with it instead.").into()],
        &[&say!("Forgot the password? Choose a new one at {base_url}/reset")],
        say!("You get this letter because this address was entered at sign-up. If that was not you, leave it: nothing was changed."),
    )
}

fn answered(first_name: &str, who: &str, practice: &str, accepted: bool, reason: &str) -> Words {
    let (verb, what) = if accepted {
        ("accepted", say!("{who} accepted your invitation and is now a member of {practice}."))
    } else {
        ("declined", say!("{who} declined your invitation to {practice}."))
    };
    let words =
        Words::new(say!("{who} {verb} your invitation"), first_name, &[what], &[], &say!("You get this letter because you invited {who}."));
    let quote = (!reason.trim().is_empty()).then(|| Quote { who: say!("{who} writes:"), words: reason.trim().to_string() });
    Words { quote, ..words }
}

fn hand_over_offered(first_name: &str, from: &str, practice: &str) -> Words {
    Words::new(
        say!("{from} wants to hand {practice} over to you"),
        first_name,
        &[
            say!("{from} wants to hand the team of {practice} over to you. You would be its originating administrator."),
            say!(
                "That means: you alone could hand the team over again or close the practice, and you could not exit the team before that."
            )
            .into(),
        ],
        &[say!("You accept or decline on the page of your team. Until then nothing changes.")],
        &say!("You get this letter because you are an administrator of {practice}."),
    )
}

fn clients_assigned(first_name: &str, by: &str, what: &str) -> Words {
    let was = if what.starts_with("1 ") { say!("was") } else { say!("were") };
    Words::new(
        say!("{what} {was} assigned to you"),
        first_name,
        &[say!("{by} assigned {what} to you.")],
        &[say!("Who it is, and what to know before you meet, stands in Caseload: this letter leaves it out on purpose.")],
        say!("You get this letter because you are on the care team of a practice that uses Caseload."),
    )
}

fn hand_over_answered(first_name: &str, who: &str, practice: &str, accepted: bool) -> Words {
    let (verb, what) = if accepted {
        ("took", say!("{who} accepted, and is now the originating administrator of {practice}. You stay a member with your role."))
    } else {
        (say!("did not take"), say!("{who} declined to take the team of {practice} over. You stay its originating administrator."))
    };
    Words::new(
        say!("{who} {verb} {practice} over"),
        first_name,
        &[what],
        &[],
        &say!("You get this letter because you offered the team to {who}."),
    )
}

/// "Tuesday, November 25, 2025 at 8:05 AM Chicago time (CST), which is November 25, 2025 at 14:05 UTC". An unknown
/// zone leaves UTC alone.
fn in_zone(at: DateTime<Utc>, zone: &str) -> String {
    let Ok(tz) = zone.parse::<Tz>() else { return in_utc(at) };
    if tz == Tz::UTC {
        return in_utc(at);
    }
    let there = at.with_timezone(&tz);
    let place = zone.rsplit('/').next().unwrap_or(zone).replace('_', " ");
    let short = there.format("%Z").to_string();
    // Where a zone has no letters its abbreviation is its distance from UTC: "+07".
    let short = if short.starts_with(['+', '-']) { say!("UTC{short}") } else { short };
    say!("{} {place} time ({short}), which is {}", dated(there.format(say!("%A, %B %-d, %Y at %-I:%M %p"))), in_utc(at))
}

fn in_utc(at: DateTime<Utc>) -> String {
    dated(at.format(say!("%B %-d, %Y at %H:%M UTC")))
}

/// Nothing in a name may end a line: where a line ends, a header ends.
pub fn one_line(text: &str) -> String {
    let calm = |c: char| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c };
    text.chars().map(calm).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
