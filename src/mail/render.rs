//! A letter as it goes out: one layout for all, as text and as HTML.

use super::{Letter, words::Words};
use crate::base::Token;
use askama::Template;

#[derive(Template)]
#[template(path = "letter.html", config = "src/mail/letters/askama.toml")]
struct AsHtml<'a> {
    words: &'a Words,
    base_url: &'a str,
}

#[derive(Template)]
#[template(path = "letter.txt", config = "src/mail/letters/askama.toml")]
struct AsText<'a> {
    words: &'a Words,
    base_url: &'a str,
}

/// The parts of a mail that its reader sees.
#[derive(Clone, Debug)]
pub struct Rendered {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Writes the letter out; `token` is the link's, made for this very sending.
///
/// # Errors
/// None that a letter can cause: the templates only write into memory.
pub fn render(letter: &Letter, base_url: &str, token: Option<&Token>) -> Result<Rendered, askama::Error> {
    let words = Words::of(letter, base_url, token);
    let html = AsHtml { words: &words, base_url }.render()?;
    let text = AsText { words: &words, base_url }.render()?;
    Ok(Rendered { subject: words.subject, text, html })
}

#[cfg(test)]
mod tests {
    use super::super::FactorNews;
    use super::*;
    use crate::access::link::{NewLink, Purpose};
    use chrono::{DateTime, TimeZone, Utc};
    use uuid::Uuid;

    const BASE_URL: &str = "https://caseload.example.org";

    fn expiry() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 25, 14, 5, 0).single().expect("a moment")
    }

    fn link(purpose: Purpose) -> NewLink {
        NewLink { purpose, practice: None, subject: Uuid::nil(), serial: 1, email: None, expires_at: expiry() }
    }

    fn invitation(timezone: &str, hours: i32, note: &str) -> Letter {
        Letter::Invitation {
            practice: "Maple Grove".into(),
            inviter: "Una Reyes".into(),
            first_name: "Zoë".into(),
            role: "Member".into(),
            note: note.into(),
            hours,
            expires_at: expiry(),
            timezone: timezone.into(),
            link: link(Purpose::Invitation),
        }
    }

    fn letters() -> Vec<Letter> {
        let first_name = || "Zoë".to_string();
        vec![
            invitation("America/Chicago", 72, ""),
            Letter::PortalInvitation {
                practice: "Maple Grove".into(),
                first_name: first_name(),
                hours: 72,
                expires_at: expiry(),
                timezone: "America/Chicago".into(),
                link: link(Purpose::Portal),
            },
            Letter::ConfirmJoin { practice: "Maple Grove".into(), hours: 24, link: link(Purpose::JoinConfirm) },
            Letter::JoinDeclined { practice: "Maple Grove".into(), first_name: first_name(), reason: "We don’t know you.".into() },
            Letter::PasswordReset { first_name: first_name(), minutes: 30, link: link(Purpose::Reset) },
            Letter::PasswordChanged { first_name: first_name(), at: expiry() },
            Letter::NewDevice { first_name: first_name(), device: "Firefox on Linux".into(), at: expiry() },
            Letter::SecondFactor { first_name: first_name(), news: FactorNews::Added { factor: "My phone".into() }, at: expiry() },
            Letter::SecondFactor { first_name: first_name(), news: FactorNews::Removed { factor: "My phone".into() }, at: expiry() },
            Letter::SecondFactor { first_name: first_name(), news: FactorNews::CodesMade, at: expiry() },
            Letter::SecondFactor { first_name: first_name(), news: FactorNews::CodeUsed { left: 1 }, at: expiry() },
            Letter::SecondFactor {
                first_name: first_name(),
                news: FactorNews::Reset { by: "Una Reyes".into(), practice: "Maple Grove".into() },
                at: expiry(),
            },
            Letter::ConfirmEmail { first_name: first_name(), new_email: "z@example.org".into(), link: link(Purpose::Email) },
            Letter::AgreeEmail { first_name: first_name(), new_email: "z@example.org".into(), link: link(Purpose::Email) },
            Letter::EmailChanged { first_name: first_name(), new_email: "z@example.org".into() },
            Letter::SignUpAttempt { first_name: first_name() },
            Letter::InvitationAnswered {
                first_name: first_name(),
                who: "Sam Okafor".into(),
                practice: "Maple Grove".into(),
                accepted: false,
                reason: "Moved away".into(),
            },
            Letter::HandOverOffered { first_name: first_name(), from: "Una Reyes".into(), practice: "Maple Grove".into() },
            Letter::ClientsAssigned {
                first_name: first_name(),
                by: "Una Reyes".into(),
                what: "2 clients".into(),
                member: crate::base::MemberId(uuid::Uuid::nil()),
            },
            Letter::HandOverAnswered { first_name: first_name(), who: "Sam Okafor".into(), practice: "Maple Grove".into(), accepted: true },
        ]
    }

    #[test]
    fn an_invitation_says_who_what_until_when_and_where() {
        let token = Token::new();
        let rendered =
            render(&invitation("America/Chicago", 72, "See you <b>Monday</b>.\nBring tea."), BASE_URL, Some(&token)).expect("written");
        let url = format!("{BASE_URL}/invitations/{}", token.text());
        assert_eq!(rendered.subject, "Una Reyes invites you to join Maple Grove");
        let until = "Invite expires in 72 hours, on Wednesday, November 25, 2026 at 8:05 AM Chicago time (CST), which is November 25, 2026 at 14:05 UTC.";
        for part in [&rendered.text, &rendered.html] {
            for words in [until, "with the role Member", "Una Reyes writes:", "Hello Zoë,", url.as_str()] {
                assert!(part.contains(words), "{words} in\n{part}");
            }
        }
        assert!(rendered.text.contains("\n> See you <b>Monday</b>.\n> Bring tea.\n"), "{}", rendered.text);
        assert!(rendered.html.contains("See you &#60;b&#62;Monday&#60;/b&#62;.<br>Bring tea."), "{}", rendered.html);
        assert!(!rendered.html.contains("<script") && !rendered.html.contains("<img") && !rendered.html.contains("<form"));
    }

    #[test]
    fn an_invitation_to_a_client_says_no_more_than_who_asks() {
        let token = Token::new();
        let letter = letters().into_iter().find(|l| matches!(l, Letter::PortalInvitation { .. })).expect("one of each");
        let rendered = render(&letter, BASE_URL, Some(&token)).expect("written");
        assert_eq!(rendered.subject, "An invitation to set up your account");
        assert!(rendered.text.contains(&format!("{BASE_URL}/portal/invitation/{}", token.text())), "{}", rendered.text);
        assert!(rendered.text.contains("Maple Grove invites you to set up an account of your own."), "{}", rendered.text);
        let said = format!("{} {}", rendered.subject, rendered.text).to_lowercase().replace("/portal/", "");
        for word in ["client", "patient", "therap", "care ", "health", "visit", "appointment", "session", "portal"] {
            assert!(!said.contains(word), "{word} in {said}");
        }
        let shown = words_before_opening(&rendered.html);
        assert!(!shown.contains("Maple Grove"), "{shown}");
    }

    /// What a mail program shows of a letter nobody has opened.
    fn words_before_opening(html: &str) -> String {
        html.split("Hello").next().unwrap_or_default().to_string()
    }

    #[test]
    fn a_time_is_told_in_the_zone_of_the_place() {
        let text = |zone, hours| render(&invitation(zone, hours, ""), BASE_URL, None).expect("written").text;
        assert!(
            text("Asia/Kolkata", 168)
                .contains("Invite expires in 7 days, on Wednesday, November 25, 2026 at 7:35 PM Kolkata time (IST), which is")
        );
        assert!(
            text("America/Sao_Paulo", 24)
                .contains("Invite expires in 24 hours, on Wednesday, November 25, 2026 at 11:05 AM Sao Paulo time (UTC-03)")
        );
        for unknown in ["UTC", "Mars/Olympus", ""] {
            assert!(text(unknown, 72).contains("Invite expires in 72 hours, on November 25, 2026 at 14:05 UTC."));
        }
    }

    #[test]
    fn every_letter_says_why_it_comes_and_reads_back_from_the_outbox() {
        for letter in letters() {
            let rendered = render(&letter, BASE_URL, Some(&Token::new())).expect("written");
            assert!(rendered.text.contains("You get this letter "), "{}", rendered.text);
            let greeting = if matches!(letter, Letter::ConfirmJoin { .. }) { "Hello,\n\n" } else { "Hello Zoë,\n\n" };
            assert!(rendered.text.starts_with(greeting) && !rendered.text.contains("\n\n\n"), "{:?}", rendered.text);
            assert!(rendered.subject.chars().count() < 70);
            assert_eq!(
                rendered.html.matches("class=\"button\"").count(),
                usize::from(!matches!(letter, Letter::EmailChanged { .. } | Letter::JoinDeclined { .. }))
            );
            let kept = serde_json::to_value(&letter).expect("kept");
            assert_eq!(serde_json::from_value::<Letter>(kept).expect("read"), letter);
        }
    }
}
