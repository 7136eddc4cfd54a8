//! The editor of a role, in two steps that both stand in the address: what it shall be, and what that would do. Going
//! from one to the other reads and writes nothing, so it works without JavaScript, and Back leads back to what was
//! typed.

use super::api::{AddRole, EditRole, one_role, review_new_role, review_role, role_to_copy};
use super::grid::{Hand, PermissionGrid, draft_in};
use super::list_page::{Wrong, role_in_path};
use super::review::{ReviewSection, fields, in_address};
use super::types::{MODIFIERS, Review, RoleDraft, RoleMakeup, RoleSeen};
use super::{TEMPLATES, api::practice_roles};
use crate::access::Actor;
use crate::auth::{ConfirmFirst, Me};
use crate::base::{AppError, RoleId, ask_first, in_query};
use crate::ui::{
    Banner, Button, ButtonKind, Choice, Field, LinkButton, Page, Refused, Section, SelectField, Status, TextArea, Toggle, Tone, again,
    refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map};

/// What both steps need: the role, the draft, and what saving it would do once that is asked.
type Edited = (RoleSeen, RoleDraft, Option<Result<Review, AppError>>);

/// The draft in the address, and whether its review is asked for.
fn asked() -> Memo<(Option<RoleDraft>, bool)> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|q| (draft_in(|key| q.get(key)), q.get("step").as_deref() == Some("review"))))
}

fn actor() -> Option<Actor> {
    use_context::<Me>().and_then(|me| me.actor().cloned())
}

async fn edited(id: Option<RoleId>, draft: Option<RoleDraft>, step: bool) -> Result<Edited, AppError> {
    let id = id.ok_or(AppError::NotFound)?;
    let role = one_role(id).await?;
    let review = match &draft {
        Some(draft) if step => Some(review_role(id, draft.clone()).await),
        _ => None,
    };
    let draft = draft.unwrap_or_else(|| RoleDraft::of(&role.makeup, role.version));
    Ok((role, draft, review))
}

#[component]
pub fn EditRolePage() -> impl IntoView {
    let (id, asked) = (role_in_path(), asked());
    let save = ServerAction::<EditRole>::new();
    let refusal = refusal_of(save);
    // Someone else was quicker: compare with what they have made of it.
    let overtaken = RwSignal::new(0u32);
    Effect::new(move |_| {
        if refusal.get() == Some(AppError::Stale) {
            overtaken.update(|n| *n += 1);
        }
    });
    let read = ask_first(move || (id.get(), asked.get(), overtaken.get()), |(id, (draft, step), _)| edited(id, draft, step));
    let who = StoredValue::new(actor());
    view! {
        {move || {
            id.track();
            asked.track();
            overtaken.track();
            Suspend::new(async move {
                match (read.await, who.get_value()) {
                    (Ok((role, draft, review)), Some(who)) => view! { <EditSteps role draft review save refusal who/> }.into_any(),
                    (Err(error), _) => view! { <Page title="Edit a role" back=back(None)><Wrong error/></Page> }.into_any(),
                    (_, None) => ().into_any(),
                }
            })
        }}
        <ConfirmFirst id="confirm-role-edit" refusal again=again(save)/>
    }
}

fn back(role: Option<(RoleId, &str)>) -> (String, String) {
    role.map_or_else(|| ("/roles".into(), say!("Roles").into()), |(id, name)| (format!("/roles/{id}"), name.to_string()))
}

#[component]
fn EditSteps(
    role: RoleSeen,
    draft: RoleDraft,
    review: Option<Result<Review, AppError>>,
    save: ServerAction<EditRole>,
    refusal: Signal<Option<AppError>>,
    who: Actor,
) -> impl IntoView {
    let name = role.makeup.name.clone();
    let above = back(Some((role.id, &name)));
    let path = format!("/roles/{}/edit", role.id);
    if let Some(why) = role.why_not_edit.clone() {
        return view! {
            <Page title=say!("Edit {name}") back=above>
                <Status code=403/>
                <div role="alert"><Banner tone=Tone::Bad><p>{why}</p></Banner></div>
            </Page>
        }
        .into_any();
    }
    match review {
        Some(Ok(review)) => {
            let (over, nothing) = (review.meanwhile.is_some(), review.changes.is_empty());
            let draft = RoleDraft { version: review.version, ..draft };
            let way_back = in_address(&path, &draft, None);
            let why_not = nothing.then(|| say!("Nothing is different from how it is now.").to_string());
            let now = format!("/roles/{}", role.id);
            view! {
                <Page title=say!("Review: {name}") back=above lead="Nothing is saved yet. This is what saving would do.">
                    <ReviewSection review now/>
                    <Refused refusal/>
                    <ActionForm action=save attr:class="form-foot roles-foot">
                        <input type="hidden" name="id" value=role.id.to_string()/>
                        {fields(&draft)}
                        <LinkButton href=way_back>"Back to editing"</LinkButton>
                        <Button kind=ButtonKind::Primary submit=true icon="save" busy=save.pending() disabled_because=Signal::stored(why_not)>
                            {if over { say!("Save mine over it") } else { say!("Save") }}
                        </Button>
                    </ActionForm>
                </Page>
            }
            .into_any()
        }
        other => {
            let error = other.and_then(Result::err);
            let hand = Hand { who, base: role.makeup, own: role.own };
            view! {
                <Page title=say!("Edit {name}") back=above>
                    {(role.own).then(|| view! { <Banner><p>"This is your own role: you can take from it, not add to it."</p></Banner> })}
                    <DraftForm path draft hand error from=None/>
                </Page>
            }
            .into_any()
        }
    }
}

/// The form of the first step. It is sent by GET: it only asks what saving would do.
#[component]
fn DraftForm(path: String, draft: RoleDraft, hand: Hand, error: Option<AppError>, from: Option<String>) -> impl IntoView {
    let fault = |field: &str| Signal::stored(error.as_ref().and_then(|e| e.fault(field)));
    let (name, description, modifier, can) = (fault("name"), fault("description"), fault("billing_modifier"), fault("can"));
    let modifiers = std::iter::once(Choice::new("", say!("None")))
        .chain(MODIFIERS.iter().map(|(key, words)| Choice::new(*key, format!("{key}: {}", words.to_lowercase()))))
        .collect();
    let refused = error.filter(|e| !matches!(e, AppError::Invalid(_)));
    let grid = draft.clone();
    let cancel = path.trim_end_matches("/edit").trim_end_matches("/new").to_string();
    view! {
        {refused.map(|error| view! { <Wrong error/> })}
        <Form method="GET" action=path attr:class="form roles-form">
            <input type="hidden" name="step" value="review"/>
            <input type="hidden" name="version" value=draft.version.to_string()/>
            {from.map(|from| view! { <input type="hidden" name="from" value=from/> })}
            <Section id="about" title="The role">
                <Field label="Name" name="name" value=draft.name.clone() required=true maxlength=60 autocomplete="off" fault=name/>
                <TextArea label="Description" name="description" value=draft.description.clone() optional=true maxlength=240 fault=description
                    hint=Signal::stored(Some(say!("One line that helps to choose it.").to_string()))/>
                <Toggle label="Requires supervision" name="requires_supervision" on=draft.requires_supervision hint="Whoever holds it needs a supervisor."/>
                <Toggle label="Can supervise" name="can_supervise" on=draft.can_supervise hint="Whoever holds it can be given people to supervise."/>
                <SelectField label="Billing modifier" name="billing_modifier" options=modifiers value=draft.billing_modifier.clone() fault=modifier
                    hint=Signal::stored(Some(say!("Tells payers the level of the degree.").to_string()))/>
            </Section>
            <section class="roles-can" aria-labelledby="can-title">
                <h2 id="can-title">"What it can do"</h2>
                {move || can.get().map(|words| view! { <div role="alert"><Banner tone=Tone::Bad><p>{words}</p></Banner></div> })}
                <PermissionGrid draft=grid hand/>
            </section>
            <div class="form-foot roles-foot">
                <LinkButton href=cancel>"Cancel"</LinkButton>
                <Button kind=ButtonKind::Primary submit=true>"Review"</Button>
            </div>
        </Form>
    }
}

/// A new role: what it is copied from, the draft, its review; without an origin, what there is to copy.
type Begun = (RoleMakeup, RoleDraft, Option<Result<Review, AppError>>);

async fn begun(from: Option<String>, draft: Option<RoleDraft>, step: bool) -> Result<Option<Begun>, AppError> {
    let Some(from) = from else { return Ok(None) };
    let from = if from == "nothing" { String::new() } else { from };
    let origin = role_to_copy(from.clone()).await?;
    let review = match &draft {
        Some(draft) if step => Some(review_new_role(from, draft.clone()).await),
        _ => None,
    };
    let draft = draft.unwrap_or_else(|| {
        let mut draft = RoleDraft::of(&origin, 0);
        draft.name = if origin.name.is_empty() { String::new() } else { say!("Copy of {}", origin.name).chars().take(60).collect() };
        draft
    });
    Ok(Some((origin, draft, review)))
}

#[component]
pub fn NewRolePage() -> impl IntoView {
    let asked = asked();
    let query = use_query_map();
    let from = Memo::new(move |_| query.with(|q| q.get("from")));
    let add = ServerAction::<AddRole>::new();
    let refusal = refusal_of(add);
    let read = ask_first(move || (from.get(), asked.get()), |(from, (draft, step))| begun(from, draft, step));
    let there = ask_first(|| (), |()| practice_roles());
    let who = StoredValue::new(actor());
    view! {
        {move || {
            from.track();
            asked.track();
            Suspend::new(async move {
                let from = from.get_untracked().unwrap_or_default();
                match (read.await, who.get_value()) {
                    (Ok(Some((origin, draft, review))), Some(who)) => view! { <NewSteps from origin draft review add refusal who/> }.into_any(),
                    (Ok(_), _) => match there.await {
                        Ok(there) => view! { <Origins roles=there.roles why_not=there.why_not_add/> }.into_any(),
                        Err(error) => view! { <Page title="Add a role" back=back(None)><Wrong error/></Page> }.into_any(),
                    },
                    (Err(error), _) => view! { <Page title="Add a role" back=back(None)><Wrong error/></Page> }.into_any(),
                }
            })
        }}
        <ConfirmFirst id="confirm-role-add" refusal again=again(add)/>
    }
}

/// What a new role can begin as.
#[component]
fn Origins(roles: Vec<RoleSeen>, why_not: Option<String>) -> impl IntoView {
    let link = |from: &str, name: &str, description: &str| {
        let href = format!("/roles/new?from={}", in_query(from));
        let (name, description) = (name.to_string(), description.to_string());
        view! { <li><a class="row-link" href=href><span class="row-text"><span class="row-title">{name}</span><span class="roles-detail">{description}</span></span></a></li> }
    };
    let own = roles.iter().map(|r| link(&r.id.to_string(), &r.makeup.name, &r.makeup.description)).collect_view();
    let built_in = TEMPLATES.iter().map(|t| link(t.key, t.name, t.description)).collect_view();
    view! {
        <Page title="Add a role" back=back(None) lead="Begin with something close to it, and change what differs.">
            {why_not.map(|why| view! { <div role="alert"><Banner tone=Tone::Bad><p>{why}</p></Banner></div> })}
            <ul class="list card">{link("nothing", say!("From nothing"), say!("A role that can do nothing yet."))}</ul>
            <Section id="own" title="Your roles"><ul class="list card">{own}</ul></Section>
            <Section id="built-in" title="Built-in roles" lead="As they were when the practice began."><ul class="list card">{built_in}</ul></Section>
        </Page>
    }
}

#[component]
fn NewSteps(
    from: String,
    origin: RoleMakeup,
    draft: RoleDraft,
    review: Option<Result<Review, AppError>>,
    add: ServerAction<AddRole>,
    refusal: Signal<Option<AppError>>,
    who: Actor,
) -> impl IntoView {
    let path = "/roles/new".to_string();
    match review {
        Some(Ok(review)) => {
            let way_back = in_address(&path, &draft, Some(&from));
            let origin_key = if from == "nothing" { String::new() } else { from };
            view! {
                <Page title=say!("Review: {}", review.name) back=back(None) lead="Nothing is saved yet. Nobody holds the new role, so nothing changes for anyone.">
                    <ReviewSection review now="/roles".to_string()/>
                    <Refused refusal/>
                    // A name taken in the meantime has its field on the page before.
                    {move || refusal.get().and_then(|e| e.fault("name")).map(|words| view! { <div role="alert"><Banner tone=Tone::Bad><p>{words}</p></Banner></div> })}
                    <ActionForm action=add attr:class="form-foot roles-foot">
                        <input type="hidden" name="from" value=origin_key/>
                        {fields(&draft)}
                        <LinkButton href=way_back>"Back to editing"</LinkButton>
                        <Button kind=ButtonKind::Primary submit=true icon="plus" busy=add.pending()>"Add role"</Button>
                    </ActionForm>
                </Page>
            }
            .into_any()
        }
        other => {
            let error = other.and_then(Result::err);
            // Ticks that can't be given are left out from the start.
            let given = origin.effective();
            let left_out: Vec<&str> = who.gives().lacking(&given).map(|g| g.0.words()).collect();
            let draft = RoleDraft { can: Vec::<String>::from(draft.grants().at_most(&who.gives())).join(" "), ..draft };
            let note = (!left_out.is_empty())
                .then(|| say!("Left out or narrowed, because you don’t hold as much yourself: {}.", crate::base::list_of(&left_out)));
            let limit = origin.limit_hours.map(|h| say!("Like what it is copied from, it is held for {h} hours."));
            let hand = Hand { who, base: RoleMakeup::default(), own: false };
            view! {
                <Page title="Add a role" back=back(None)>
                    {note.into_iter().chain(limit).map(|words| view! { <Banner><p>{words}</p></Banner> }).collect_view()}
                    <DraftForm path draft hand error from=Some(from)/>
                </Page>
            }
            .into_any()
        }
    }
}
