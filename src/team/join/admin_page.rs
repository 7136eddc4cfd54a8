//! "Links to join by": what there is, and a form for another. Forms are plain, so all of it works without JavaScript.

use super::api::{MakeJoinLink, RenewJoinLink, TurnOffJoinLink, join_links};
use super::card::LinkCard;
use super::types::{DAYS, JoinLinksSeen, JoinStanding, MOST_USES};
use crate::base::{AppError, ask_first, grouped};
use crate::eyes::{Forbidden, told};
use crate::ui::{
    Banner, Button, ButtonKind, Choice, Empty, Field, FieldKind, Page, Refused, Section, SelectField, Skeleton, SkeletonKind, TextArea,
    Tone, fault_at, refusal_of, toast,
};
use caseload_words::view;
use leptos::prelude::*;

/// What the page can do; made once, whatever is read anew.
#[derive(Clone, Copy)]
pub struct Doing {
    pub renew: ServerAction<RenewJoinLink>,
    pub off: ServerAction<TurnOffJoinLink>,
}

#[component]
pub fn JoinLinksPage() -> impl IntoView {
    let make = ServerAction::<MakeJoinLink>::new();
    let doing = Doing { renew: ServerAction::new(), off: ServerAction::new() };
    let read = ask_first(
        move || (make.version().get(), doing.renew.version().get(), doing.off.version().get()),
        |_| async move { told(join_links().await).await },
    );
    Effect::new(move |_| {
        if matches!(make.value().get(), Some(Ok(_))) {
            toast(Tone::Good, say!("The link is made."));
        }
    });
    Effect::new(move |_| {
        if matches!(doing.renew.value().get(), Some(Ok(()))) {
            toast(Tone::Good, say!("The link has a new address. The one before no longer works."));
        }
    });
    view! {
        <Page
            title="Links to join by"
            lead="People join on their own by an address or its QR code, once they have shown that their email is theirs."
            back=("/team".to_string(), say!("Your Team").to_string())
        >
            <Refused refusal=refusal_of(doing.renew)/>
            <Refused refusal=refusal_of(doing.off)/>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
                {move || read.get().map(|seen| match seen {
                    Ok(seen) => view! { <Seen seen make doing/> }.into_any(),
                    Err(refusal) => view! { <Forbidden refusal/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Seen(seen: JoinLinksSeen, make: ServerAction<MakeJoinLink>, doing: Doing) -> impl IntoView {
    let JoinLinksSeen { links, roles, locations } = seen;
    let (on, off): (Vec<_>, Vec<_>) = links.into_iter().partition(|link| link.standing != JoinStanding::Off);
    let none = on.is_empty();
    let many = counted!(off.len() as i64, "link");
    view! {
        {none.then(|| view! { <Empty icon="qr-code" text="There is no link yet. Make one below."/> })}
        <ul class="join-links" aria-label="Links">{on.into_iter().map(|link| view! { <LinkCard link doing/> }).collect_view()}</ul>
        {(!off.is_empty()).then(|| view! {
            <details class="join-off">
                <summary>{say!("Turned off: {many}")}</summary>
                <ul class="join-links" aria-label="Links turned off">{off.into_iter().map(|link| view! { <LinkCard link doing/> }).collect_view()}</ul>
            </details>
        })}
        <Section id="new-link" title="A new link" lead="Whoever joins by it is invited in your name.">
            {if roles.is_empty() {
                view! { <Banner tone=Tone::Neutral><p>"There is no role that you may give. Ask an administrator."</p></Banner> }.into_any()
            } else {
                let roles = roles.into_iter().map(|r| Choice::new(r.id.to_string(), r.name).hint(r.description)).collect();
                let locations = locations.into_iter().map(|l| Choice::new(l.id.to_string(), l.name)).collect();
                view! { <NewLink make roles locations/> }.into_any()
            }}
        </Section>
    }
}

#[component]
fn NewLink(make: ServerAction<MakeJoinLink>, roles: Vec<Choice>, locations: Vec<Choice>) -> impl IntoView {
    let refusal: Signal<Option<AppError>> = refusal_of(make);
    let at = move |field| fault_at(refusal, field);
    let days = DAYS.iter().map(|d| Choice::new(d.to_string(), counted!(i64::from(*d), "day"))).collect();
    let approval = vec![
        Choice::new("role", say!("As is usual for the role")).hint(say!("Clients join at once, everyone else waits for approval.")),
        Choice::new("yes", say!("Yes")).hint(say!("Everyone waits until someone who may invite approves.")),
        Choice::new("no", say!("No")).hint(say!("Whoever has the link joins at once, as far as there are seats.")),
    ];
    let most_hint = Signal::stored(Some(say!("Up to {}; empty for no limit.", grouped(MOST_USES.into()))));
    let domains_hint = Signal::stored(Some(
        say!("Only addresses at these join, like example.org. What is below a domain is another. Empty: any.").to_string(),
    ));
    view! {
        <Refused refusal/>
        <ActionForm action=make attr:class="form" attr:aria-labelledby="new-link-title">
            <SelectField label="Role" name="join[role]" required=true options=roles fault=at("role")/>
            <SelectField label="Location" name="join[location]" required=true options=locations fault=at("location")/>
            <SelectField label="Good for" name="join[days]" required=true options=days fault=at("days")/>
            <Field label="How many may join" name="join[most]" kind=FieldKind::Number optional=true autocomplete="off" hint=most_hint fault=at("most")/>
            <TextArea label="Email domains" name="join[domains]" optional=true maxlength=2000 hint=domains_hint fault=at("domains")/>
            <SelectField label="Needs approval" name="join[approval]" options=approval fault=at("approval")/>
            <div class="form-foot"><Button kind=ButtonKind::Primary submit=true icon="qr-code" busy=make.pending()>"Make the link"</Button></div>
        </ActionForm>
    }
}
