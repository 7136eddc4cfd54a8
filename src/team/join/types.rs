//! What crosses the wire.

use crate::base::{AppError, Checks, JoinLinkId, JoinRequestId, LocationId, Moment, Qr, RoleId};
use serde::{Deserialize, Serialize};

/// How many may join by one link, where that is said.
pub const MOST_USES: i32 = 10_000;
/// Days a link can be good for; the first is the one to begin with.
pub const DAYS: [i32; 5] = [30, 7, 14, 90, 365];
/// Domains of one link.
const MOST_DOMAINS: usize = 20;

/// A link to make, as the form sends it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewJoinLink {
    pub role: String,
    pub location: String,
    pub days: String,
    /// How many may join; empty: as many as like.
    pub most: String,
    /// Separated by spaces, commas or lines.
    pub domains: String,
    /// `role`: as is usual for the role; `yes`; `no`.
    pub approval: String,
}

/// What the form means.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedLink {
    pub role: RoleId,
    pub location: LocationId,
    pub days: i32,
    pub most: Option<i32>,
    pub domains: Vec<String>,
    /// Nothing: as is usual for the role.
    pub approval: Option<bool>,
}

impl NewJoinLink {
    /// # Errors
    /// `Invalid`, with every field to mend.
    pub fn checked(&self) -> Result<CheckedLink, AppError> {
        let mut checks = Checks::default();
        let role = checks.choice("role", &self.role, say!("Choose a role."));
        let location = checks.choice("location", &self.location, say!("Choose a location."));
        let days = checks.choice("days", &self.days, say!("Choose how long it is good for.")).filter(|days| DAYS.contains(days));
        if days.is_none() && self.days.trim().parse::<i32>().is_ok() {
            checks.fault("days", say!("Choose how long it is good for."));
        }
        let most = match self.most.trim() {
            "" => None,
            text => match text.parse() {
                Ok(most) if (1..=MOST_USES).contains(&most) => Some(most),
                _ => {
                    checks.fault("most", say!("Enter a number from 1 to {MOST_USES}, or nothing."));
                    None
                }
            },
        };
        let domains = domains(&self.domains).unwrap_or_else(|words| {
            checks.fault("domains", words);
            Vec::new()
        });
        let approval = match self.approval.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        let all = role.zip(location).zip(days);
        checks.give(all.map(|((role, location), days)| CheckedLink { role, location, days, most, domains, approval }))
    }
}

/// Domains as they are compared: in small letters, each once.
fn domains(text: &str) -> Result<Vec<String>, String> {
    let mut found: Vec<String> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || ",;".contains(c)).filter(|word| !word.is_empty()) {
        let domain = word.trim_start_matches('@').to_lowercase();
        if crate::base::Email::parse(&format!("a@{domain}")).is_err() {
            let shown: String = word.chars().filter(|c| !c.is_control()).take(60).collect();
            return Err(say!("“{shown}” is no domain. Write it as it stands after the @, like example.org."));
        }
        if !found.contains(&domain) {
            found.push(domain);
        }
    }
    if found.len() > MOST_DOMAINS { Err(say!("Use at most {MOST_DOMAINS} domains.")) } else { Ok(found) }
}

/// Whether an address is at one of these domains: exactly, whatever the case; what is below a domain is another. No domains: any.
pub fn is_at(email: &str, domains: &[String]) -> bool {
    let of = email.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()).unwrap_or_default();
    domains.is_empty() || domains.contains(&of)
}

/// Whether a link can be joined by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum JoinStanding {
    Open,
    /// There is a newer address.
    Renewed,
    Off,
    RanOut,
    UsedUp,
    /// Its maker may not give this role any more, or the role or the location is gone.
    Stopped,
}

impl JoinStanding {
    /// For whoever came by it. Why a link stopped is the practice's to know.
    pub fn words(self) -> &'static str {
        match self {
            JoinStanding::Open => say!("This link works."),
            JoinStanding::Renewed => say!("There is a newer link. This one no longer works; ask the practice for the new one."),
            JoinStanding::Off | JoinStanding::Stopped => say!("This link is turned off. Ask the practice if you expected to join."),
            JoinStanding::RanOut => say!("This link has expired. Ask the practice for a new one."),
            JoinStanding::UsedUp => say!("As many people as this link is for have joined by it. Ask the practice for another."),
        }
    }
}

/// A link, as whoever opens it sees it. Where it doesn't work, no more than that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JoinSeen {
    pub standing: JoinStanding,
    pub practice: String,
    pub role: String,
    pub for_clients: bool,
    pub approval: bool,
    pub domains: Vec<String>,
    pub expires_at: Moment,
}

/// What the link of the mail leads to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfirmSeen {
    pub standing: ConfirmStanding,
    pub practice: String,
    pub role: String,
    pub email: String,
    pub approval: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConfirmStanding {
    Open,
    RanOut,
    /// The link they asked by works no more.
    Closed(JoinStanding),
    Waiting,
    LetIn,
    Declined,
}

/// What whoever may invite sees of the links.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JoinLinksSeen {
    pub links: Vec<LinkShown>,
    /// Roles that can be given by whoever asks, the one to begin with first.
    pub roles: Vec<RoleToJoin>,
    pub locations: Vec<crate::locations::LocationChoice>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleToJoin {
    pub id: RoleId,
    pub name: String,
    pub description: String,
    pub for_clients: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkShown {
    pub id: JoinLinkId,
    pub standing: JoinStanding,
    /// Why it stopped.
    pub why: String,
    pub role: String,
    pub location: String,
    pub maker: String,
    pub created_at: Moment,
    pub renewed_at: Moment,
    pub expires_at: Moment,
    pub uses: i64,
    pub most: Option<i32>,
    pub domains: Vec<String>,
    pub approval: bool,
    /// The address and its picture, while it works; nothing where the key it was sealed under is gone.
    pub address: Option<(String, Qr)>,
    /// The newest first, up to twenty.
    pub joined: Vec<Joined>,
    /// Why whoever asks may not renew it, if so.
    pub why_not_renew: Option<String>,
}

/// Someone who came by a link and confirmed their address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Joined {
    pub name: String,
    pub email: String,
    pub at: Moment,
    /// "let in", "waiting" or "declined"
    pub state: String,
    /// Their card or record.
    pub page: Option<String>,
}

/// Someone who waits to be let in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestSeen {
    pub id: JoinRequestId,
    pub name: String,
    pub email: String,
    pub role: String,
    pub location: String,
    /// Whose link it was, and since when they wait.
    pub maker: String,
    pub at: Moment,
    pub for_clients: bool,
    /// Records with the same address, as far as whoever asks sees them.
    pub records: Vec<(String, String)>,
    /// There is one they don't see.
    pub unseen: bool,
    /// Why whoever asks may not approve it, if so.
    pub why_not: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_compared_whole_and_whatever_its_case() {
        let at = domains(" @Maple-Grove.example, oak.example;maple-grove.EXAMPLE\n").expect("domains");
        assert_eq!(at, ["maple-grove.example", "oak.example"]);
        assert!(is_at("Sam@MAPLE-GROVE.example", &at) && is_at("sam@oak.example", &at) && is_at("sam@x.org", &[]));
        for other in ["sam@sub.maple-grove.example", "sam@notmaple-grove.example", "sam@maple-grove.example.org", "sam"] {
            assert!(!is_at(other, &at), "{other}");
        }
        assert!(domains("localhost").is_err() && domains("a b@c").is_err());
    }

    #[test]
    fn a_form_left_empty_is_told_what_is_missing() {
        let Err(AppError::Invalid(faults)) = NewJoinLink { most: "0".into(), domains: "x".into(), ..Default::default() }.checked() else {
            panic!("faults")
        };
        let fields: Vec<_> = faults.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["role", "location", "days", "most", "domains"]);
    }
}
