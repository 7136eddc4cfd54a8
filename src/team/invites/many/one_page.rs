//! One batch: first what would happen to its rows, then how far it has come and how its mails fare. All of it reads without
//! JavaScript, which only saves pressing "Look again".

use super::api::{BeginSeveral, CancelSeveral, several_invitations};
use super::page::Failed;
use super::rows::Rows;
use super::types::{BatchBrief, BatchSeen, BatchState, Verdict};
use crate::base::{AppError, BatchId, ask_first};
use crate::mail::Tally;
use crate::ui::{
    Banner, Button, ButtonKind, Empty, Fact, Facts, Icon, LinkButton, Page, Refused, Skeleton, SkeletonKind, Status, Tone, refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::time::Duration;

/// How often the page asks how far it has come.
const LOOK: Duration = Duration::from_millis(1500);

/// What the page can do; made once, whatever is read anew.
#[derive(Clone, Copy)]
struct Doing {
    begin: ServerAction<BeginSeveral>,
    cancel: ServerAction<CancelSeveral>,
}

#[component]
pub fn BatchPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<BatchId>().ok())));
    let show = Memo::new(move |_| query.with(|q| q.get("show").unwrap_or_default()));
    let after = Memo::new(move |_| query.with(|q| q.get("after").and_then(|n| n.parse().ok()).unwrap_or(0)));
    let doing = Doing { begin: ServerAction::new(), cancel: ServerAction::new() };
    let tick = RwSignal::new(0_u32);
    let read = ask_first(
        move || (id.get(), show.get(), after.get(), tick.get(), doing.begin.version().get(), doing.cancel.version().get()),
        |(id, show, after, ..)| async move {
            match id {
                Some(id) => several_invitations(id, show, after).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let moves = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(Ok(seen)) = read.get() {
            moves.set(seen.batch.state == BatchState::Running || seen.mail.is_some_and(|mail| mail.waiting > mail.retried));
        }
    });
    Effect::new(move |_| {
        let look = move || {
            if moves.get_untracked() {
                tick.update(|n| *n += 1);
            }
        };
        if let Ok(ticking) = set_interval_with_handle(look, LOOK) {
            on_cleanup(move || ticking.clear());
        }
    });
    view! {
        <Page title="Invitations" back=("/team/invite/many".to_string(), say!("Invite several people").to_string())>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
                {move || read.get().map(|seen| match seen {
                    Ok(seen) => view! { <Seen seen shown=show.get() doing/> }.into_any(),
                    Err(AppError::NotFound) => view! { <Missing/> }.into_any(),
                    Err(error) => view! { <Failed error/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
pub(super) fn Missing() -> impl IntoView {
    view! {
        <Status code=404/>
        <Empty icon="mail" text="There are no such invitations, or they are someone else’s. Only whoever brought the addresses sees them.">
            <a class="button" href="/team/invite/many">"Invite several people"</a>
        </Empty>
    }
}

#[component]
fn Seen(seen: BatchSeen, shown: String, doing: Doing) -> impl IntoView {
    let BatchSeen { batch, why, unknown, rows, next, gone, too_few_seats, mail } = seen;
    let shown = shown.parse().unwrap_or_else(|()| Verdict::shown_first(&batch));
    let counts = batch.clone();
    view! {
        <div class="many">
            <h2 class="many-name">{batch.file.clone()}</h2>
            <Account batch=batch.clone() why/>
            {too_few_seats.clone().map(|words| view! {
                <Banner tone=Tone::Warning actions=|| view! { <LinkButton href="/settings#plan">"Change plan"</LinkButton> }><p>{words}</p></Banner>
            })}
            {mail.map(|mail| view! { <Mails mail/> })}
            {(!unknown.is_empty()).then(|| view! { <p class="quiet">{say!("Left aside, since they mean nothing here: {}.", unknown.join(", "))}</p> })}
            <Steps batch too_few_seats gone doing/>
            {(!gone).then(|| view! { <Rows counts shown rows next/> })}
        </div>
    }
}

/// What has happened, or would.
#[component]
fn Account(batch: BatchBrief, why: String) -> impl IntoView {
    let invited = counted!(batch.made, "invitation");
    let words = match batch.state {
        BatchState::Ready => say!("Nobody has been invited yet. Look through it, then press the button.").to_string(),
        BatchState::Running => say!("The invitations go on by themselves, also when you leave this page.").to_string(),
        BatchState::Finished if batch.sends => say!("Finished: {invited} made."),
        BatchState::Finished => say!("Finished: {invited} made. Nobody was mailed: hand the links over."),
        BatchState::Cancelled if batch.made == 0 => say!("Cancelled. Nobody was invited.").to_string(),
        BatchState::Cancelled => say!("Cancelled. What was made stays: {invited}."),
        BatchState::Stopped => say!("Stopped by itself. {why} What was made stays: {invited}."),
        BatchState::ThrownAway => say!("Thrown away after 30 days. Bring the addresses again to invite them.").to_string(),
    };
    let tone = match batch.state {
        BatchState::Finished => Tone::Good,
        BatchState::Ready | BatchState::Cancelled | BatchState::ThrownAway => Tone::Neutral,
        BatchState::Stopped => Tone::Warning,
        BatchState::Running => Tone::Waiting,
    };
    let invites = match batch.state {
        BatchState::Ready => say!("Will be invited"),
        BatchState::Running => say!("Still to be invited"),
        _ => say!("Not invited"),
    };
    let progress = (batch.state == BatchState::Running).then(|| {
        let percent = batch.percent();
        view! {
            <div class="many-progress">
                <progress class="progress" max="100" value=percent.to_string() aria-label="Invited"></progress>
                <span class="meter-words">{say!("{percent} % · {} of {} done", batch.wanted - batch.invites, batch.wanted)}</span>
            </div>
        }
    });
    view! {
        <div role="status"><Banner tone=tone><p>{words}</p></Banner></div>
        {progress}
        <Facts>
            <Fact label="Rows">{batch.total}</Fact>
            <Fact label=invites>{batch.invites}</Fact>
            <Fact label="Are members">{batch.members}</Fact>
            <Fact label="Are invited already">{batch.invited}</Fact>
            <Fact label="In error">{batch.errors}</Fact>
            {(batch.state != BatchState::Ready).then(|| view! { <Fact label="Invited now">{batch.made}</Fact> })}
        </Facts>
    }
}

/// How many mails wait, went, and failed.
#[component]
fn Mails(mail: Tally) -> impl IntoView {
    let all = mail.waiting + mail.sent + mail.failed;
    let mut words = say!("{} of {} handed to the mail server", mail.sent, counted!(all, "mail"));
    if mail.waiting > 0 {
        words.push_str(&say!(", {} waiting", mail.waiting));
    }
    if mail.retried > 0 {
        words.push_str(&say!(" ({} refused for now, tried again by itself)", mail.retried));
    }
    if mail.failed > 0 {
        words.push_str(&say!(", {} failed; each card says why", mail.failed));
    }
    let percent = if all == 0 { 100 } else { (mail.sent + mail.failed) * 100 / all };
    view! {
        <div class="many-progress" role="group" aria-label="Mails">
            {(mail.waiting > 0).then(|| view! { <progress class="progress" max="100" value=percent.to_string() aria-label="Mails sent"></progress> })}
            <span class="meter-words">{format!("{words}.")}</span>
        </div>
    }
}

/// The buttons: begin, throw away, cancel, look again, the links, the file of what was rejected.
#[component]
fn Steps(batch: BatchBrief, too_few_seats: Option<String>, gone: bool, doing: Doing) -> impl IntoView {
    let id = batch.id;
    let (begun, cancelled) = (refusal_of(doing.begin), refusal_of(doing.cancel));
    let nobody = (batch.invites == 0).then(|| say!("There is nobody to invite: everyone is there already, or in error.").to_string());
    let button = format!("{} {}", if batch.sends { say!("Send") } else { say!("Make") }, counted!(batch.invites, "invitation"));
    let begin = (batch.state == BatchState::Ready).then(|| {
        view! {
            <ActionForm action=doing.begin attr:class="form">
                <input type="hidden" name="id" value=id.to_string()/>
                <Refused refusal=begun/>
                <Button kind=ButtonKind::Primary submit=true icon="send" busy=doing.begin.pending() disabled_because=Signal::stored(nobody.or(too_few_seats))>
                    {button}
                </Button>
            </ActionForm>
        }
    });
    let cancel = batch.state.open().then(|| {
        let words = if batch.state == BatchState::Running { say!("Cancel the rest") } else { say!("Throw away") };
        view! {
            <ActionForm action=doing.cancel attr:class="form">
                <input type="hidden" name="id" value=id.to_string()/>
                <Refused refusal=cancelled/>
                <Button submit=true busy=doing.cancel.pending()>{words}</Button>
            </ActionForm>
        }
    });
    let links = (batch.made > 0 && !gone).then(|| {
        view! {
            <form method="post" action=format!("/team/invite/many/{id}/links")>
                <input type="hidden" name="after" value="0"/>
                <Button submit=true icon="qr-code" kind=if batch.sends { ButtonKind::Quiet } else { ButtonKind::Primary }>"Links and codes to hand over"</Button>
            </form>
        }
    });
    let rejected = (batch.errors > 0 && !gone).then(|| {
        view! {
            <a class="button" href=format!("/team/invite/many/{id}/rejected.csv") rel="external" download="people-rejected.csv">
                <Icon name="download"/>{say!("Download the {} in error", counted!(batch.errors, "row"))}
            </a>
        }
    });
    view! {
        <div class="many-steps">
            {begin}
            {cancel}
            {(batch.state == BatchState::Running)
                .then(|| view! { <LinkButton href=format!("/team/invite/many/{id}") icon="refresh-cw" attr:rel="external">"Look again"</LinkButton> })}
            {links}
            {rejected}
            {(!batch.state.open()).then(|| view! { <LinkButton href="/team" icon="users">"Go to the team"</LinkButton> })}
        </div>
    }
}
