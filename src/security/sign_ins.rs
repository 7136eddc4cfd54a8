//! Who is signed in where, to be narrowed by name and ended.

use super::api::sign_ins_of_all;
use super::types::SignInsPage;
use crate::auth::{ConfirmFirst, sessions::SignInRow};
use crate::base::{AppError, Asked, ask_first, in_query};
use crate::team::sign_ins::{EndSignIn, EndSignIns};
use crate::ui::{Banner, Button, ButtonKind, Field, LinkButton, Refused, Section, Skeleton, Tone, again, refusal_of, toast};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Made at the top of the page, not inside what waits for something.
#[derive(Clone, Copy)]
pub struct SignInsRead {
    read: Asked<Result<SignInsPage, AppError>>,
    whose: Memo<String>,
    one: ServerAction<EndSignIn>,
    all: ServerAction<EndSignIns>,
}

pub fn sign_ins_read() -> SignInsRead {
    let query = use_query_map();
    let whose = Memo::new(move |_| query.with(|q| q.get("whose").unwrap_or_default()));
    let after = Memo::new(move |_| query.with(|q| q.get("after").unwrap_or_default()));
    let (one, all) = (ServerAction::<EndSignIn>::new(), ServerAction::<EndSignIns>::new());
    let read = ask_first(
        move || (whose.get(), after.get(), one.version().get(), all.version().get()),
        |(whose, after, ..)| sign_ins_of_all(whose, after),
    );
    SignInsRead { read, whose, one, all }
}

#[component]
pub fn SignInsSection(read: SignInsRead) -> impl IntoView {
    let SignInsRead { read: rows, whose, one, all } = read;
    let (refused_one, refused_all) = (refusal_of(one), refusal_of(all));
    Effect::new(move |_| {
        if matches!(one.value().get(), Some(Ok(()))) {
            toast(Tone::Good, say!("That sign-in is ended."));
        }
    });
    Effect::new(move |_| {
        if matches!(all.value().get(), Some(Ok(_))) {
            toast(Tone::Good, say!("All their sign-ins are ended. They can sign in again."));
        }
    });
    view! {
        <Section id="sign-ins" title="Who is signed in" lead="Each browser a member is signed in with. What you end is refused from its next click on.">
            <form method="get" action="/security" class="form">
                <Field label="Name or address" name="whose" value=Signal::derive(move || whose.get())/>
                <div><Button submit=true icon="search">"Show"</Button></div>
            </form>
            <Refused refusal=refused_one/>
            <Refused refusal=refused_all/>
            <Transition fallback=|| view! { <Skeleton rows=4/> }>
                {move || rows.get().map(|found| match found {
                    Ok(found) => view! { <Rows found read/> }.into_any(),
                    // The page says above what is missing.
                    Err(AppError::Denied(_)) => ().into_any(),
                    Err(error) => view! { <Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner> }.into_any(),
                })}
            </Transition>
            <ConfirmFirst id="confirm-end-one" refusal=refused_one again=again(one)/>
            <ConfirmFirst id="confirm-end-all" refusal=refused_all again=again(all)/>
        </Section>
    }
}

#[component]
fn Rows(found: SignInsPage, read: SignInsRead) -> impl IntoView {
    let SignInsRead { whose, one, all, .. } = read;
    if found.rows.is_empty() {
        let text =
            if whose.get_untracked().is_empty() { say!("Nobody else is signed in.") } else { say!("Nobody of this name is signed in.") };
        return view! { <p class="quiet">{text}</p> }.into_any();
    }
    let why_not = found.why_not_end;
    let rows = found.rows.into_iter().map(|row| {
        let (this, session, member) = (row.seen.this, row.seen.id.to_string(), row.member.to_string());
        let (of, of_all) = (say!(" of {}, {}", row.name, row.seen.device), say!(" of {}", row.name));
        let whose = view! { <a href=format!("/team/{}", row.member)>{row.name}</a> }.into_any();
        let (why_not_one, why_not_all) = (Signal::stored(why_not.clone()), Signal::stored(why_not.clone()));
        let of_both = member.clone();
        view! {
            <SignInRow seen=row.seen whose>
                {(!this).then(|| view! {
                    <ActionForm action=one>
                        <input type="hidden" name="member" value=member/>
                        <input type="hidden" name="session" value=session/>
                        <Button submit=true busy=one.pending() disabled_because=why_not_one>"End"<span class="visually-hidden">{of}</span></Button>
                    </ActionForm>
                    <ActionForm action=all>
                        <input type="hidden" name="member" value=of_both/>
                        <Button kind=ButtonKind::Plain submit=true busy=all.pending() disabled_because=why_not_all>"End all"<span class="visually-hidden">{of_all}</span></Button>
                    </ActionForm>
                })}
            </SignInRow>
        }
    });
    let rows = rows.collect_view();
    let next = found.next.map(|after| format!("/security?whose={}&after={}#sign-ins", in_query(&whose.get_untracked()), in_query(&after)));
    view! {
        <ul class="card" aria-label="Who is signed in">{rows}</ul>
        {next.map(|href| view! { <p class="list-more"><LinkButton href icon="arrow-right">"More"</LinkButton></p> })}
    }
    .into_any()
}
