//! One link: how it stands, its address and its code, who came by it, and Renew and Turn off.

use super::admin_page::Doing;
use super::types::{JoinStanding, Joined, LinkShown};
use crate::base::{Qr, list_of};
use crate::ui::{Badge, Banner, Button, CopyButton, Fact, Facts, QrPicture, Tone, When, WhenKind};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn LinkCard(link: LinkShown, doing: Doing) -> impl IntoView {
    let (to_renew, to_turn_off) = (link.id.to_string(), link.id.to_string());
    let anchor = format!("link-{to_renew}");
    let title = say!("{} at {}", link.role, link.location);
    let (tone, words) = badge(link.standing);
    let why = (link.standing == JoinStanding::Stopped).then(|| link.why.clone());
    let used = match link.most {
        Some(most) => say!("{} of {most}", link.uses),
        None => link.uses.to_string(),
    };
    let domains: Vec<&str> = link.domains.iter().map(String::as_str).collect();
    let domains = if domains.is_empty() { say!("Any").to_string() } else { list_of(&domains) };
    let unshown = link.standing == JoinStanding::Open && link.address.is_none() && link.why_not_renew.is_none();
    let off = link.standing == JoinStanding::Off;
    let why_not_renew = Signal::stored(link.why_not_renew.clone());
    view! {
        <li class="card join-link" id=anchor>
            <div class="join-link-head"><h2>{title.clone()}</h2><Badge tone text=words/></div>
            {why.map(|why| view! { <Banner tone=Tone::Warning title="Nobody joins by it now"><p>{why}</p></Banner> })}
            {unshown.then(|| view! { <Banner tone=Tone::Neutral><p>"Its address can’t be shown any more, though it still works. Renew it to have one that can."</p></Banner> })}
            {link.address.map(|(address, qr)| view! { <Address address qr title=title.clone()/> })}
            <Facts>
                <Fact label="Works until"><When at=link.expires_at.0/></Fact>
                <Fact label="Joined">{used}</Fact>
                <Fact label="Needs approval">{if link.approval { say!("Yes") } else { say!("No") }}</Fact>
                <Fact label="Email domains">{domains}</Fact>
                <Fact label="In the name of"><span>{link.maker}", since "<When at=link.renewed_at.0 kind=WhenKind::Date/></span></Fact>
            </Facts>
            <Who joined=link.joined/>
            <div class="join-link-foot">
                <ActionForm action=doing.renew>
                    <input type="hidden" name="link" value=to_renew/>
                    <Button submit=true icon="refresh-cw" disabled_because=why_not_renew busy=doing.renew.pending()>{if off { say!("Turn on with a new address") } else { say!("Renew") }}</Button>
                </ActionForm>
                {(!off).then(|| view! {
                    <ActionForm action=doing.off>
                        <input type="hidden" name="link" value=to_turn_off/>
                        <Button submit=true icon="ban" busy=doing.off.pending()>"Turn off"</Button>
                    </ActionForm>
                })}
            </div>
        </li>
    }
}

fn badge(standing: JoinStanding) -> (Tone, &'static str) {
    match standing {
        JoinStanding::Open => (Tone::Good, say!("Works")),
        JoinStanding::Off => (Tone::Neutral, say!("Turned off")),
        JoinStanding::RanOut => (Tone::Warning, say!("Expired")),
        JoinStanding::UsedUp => (Tone::Warning, say!("Used up")),
        JoinStanding::Stopped | JoinStanding::Renewed => (Tone::Bad, say!("Stopped")),
    }
}

#[component]
fn Address(address: String, qr: Qr, title: String) -> impl IntoView {
    view! {
        <div class="many-link">
            <QrPicture qr label=say!("Code of the link for {title}")/>
            <div class="many-link-text">
                <div class="invitation-link">
                    <input class="input" readonly=true aria-label=say!("Link for {title}") value=address.clone()/>
                    <CopyButton text=Signal::stored(address) label="Copy link"/>
                </div>
                <p class="quiet">"Whoever has it can ask to join. Renew it when it got about too far."</p>
            </div>
        </div>
    }
}

#[component]
fn Who(joined: Vec<Joined>) -> impl IntoView {
    let many = counted!(joined.len() as i64, "person", "people");
    (!joined.is_empty()).then(|| {
        view! {
            <details>
                <summary>{say!("Who came by it: {many}")}</summary>
                <ul class="join-who">
                    {joined.into_iter().map(|one| {
                        let Joined { name, email, at, state, page } = one;
                        let name = match page {
                            Some(page) => view! { <a href=page>{name}</a> }.into_any(),
                            None => view! { <span>{name}</span> }.into_any(),
                        };
                        view! { <li>{name}<span class="quiet">{format!(", {email}, {state}, ")}<When at=at.0/></span></li> }
                    }).collect_view()}
                </ul>
            </details>
        }
    })
}
