//! Deleting a role: first where its holders go, then what that does to them, then doing it.

use super::api::{DeleteRole, one_role, practice_roles, review_deletion};
use super::list_page::{Wrong, role_in_path};
use super::review::ReviewSection;
use super::types::{Review, RoleSeen};
use crate::auth::ConfirmFirst;
use crate::base::{AppError, RoleId, ask_first};
use crate::ui::{Banner, Button, ButtonKind, Choice, LinkButton, Page, Refused, SelectField, Status, Tone, again, refusal_of};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map};

/// The role, the roles its holders may get instead, the one chosen, and what deleting would do.
type Leaving = (RoleSeen, Vec<RoleSeen>, Option<RoleId>, Option<Result<Review, AppError>>);

async fn leaving(id: Option<RoleId>, to: Option<RoleId>) -> Result<Leaving, AppError> {
    let id = id.ok_or(AppError::NotFound)?;
    let role = one_role(id).await?;
    let others = practice_roles().await?.roles.into_iter().filter(|r| r.id != id && !r.for_clients).collect();
    let ready = role.why_not_delete.is_none() && (to.is_some() || role.members + role.invited == 0);
    let review = if ready { Some(review_deletion(id, to).await) } else { None };
    Ok((role, others, to, review))
}

#[component]
pub fn DeleteRolePage() -> impl IntoView {
    let id = role_in_path();
    let query = use_query_map();
    let to = Memo::new(move |_| query.with(|q| q.get("to").and_then(|to| to.parse::<RoleId>().ok())));
    let delete = ServerAction::<DeleteRole>::new();
    let refusal = refusal_of(delete);
    let overtaken = RwSignal::new(0u32);
    Effect::new(move |_| {
        if refusal.get() == Some(AppError::Stale) {
            overtaken.update(|n| *n += 1);
        }
    });
    let read = ask_first(move || (id.get(), to.get(), overtaken.get()), |(id, to, _)| leaving(id, to));
    view! {
        {move || {
            id.track();
            to.track();
            overtaken.track();
            Suspend::new(async move {
                match read.await {
                    Ok((role, others, to, review)) => view! { <DeleteSteps role others to review delete refusal/> }.into_any(),
                    Err(error) => view! { <Page title="Delete a role" back=("/roles".to_string(), say!("Roles").to_string())><Wrong error/></Page> }.into_any(),
                }
            })
        }}
        <ConfirmFirst id="confirm-role-delete" refusal again=again(delete)/>
    }
}

#[component]
fn DeleteSteps(
    role: RoleSeen,
    others: Vec<RoleSeen>,
    to: Option<RoleId>,
    review: Option<Result<Review, AppError>>,
    delete: ServerAction<DeleteRole>,
    refusal: Signal<Option<AppError>>,
) -> impl IntoView {
    let name = role.makeup.name.clone();
    let path = format!("/roles/{}/delete", role.id);
    let back = (format!("/roles/{}", role.id), name.clone());
    let held = role.members + role.invited > 0;
    let who = match (role.members, role.invited) {
        (members, 0) => counted!(members, "member"),
        (0, invited) => counted!(invited, "open invitation"),
        (members, invited) => say!("{} and {}", counted!(members, "member"), counted!(invited, "open invitation")),
    };
    if let Some(why) = role.why_not_delete.clone() {
        return view! {
            <Page title=say!("Delete {name}") back><Status code=403/><div role="alert"><Banner tone=Tone::Bad><p>{why}</p></Banner></div></Page>
        }
        .into_any();
    }
    let chosen = to.map(|to| to.to_string()).unwrap_or_default();
    let target = others.iter().find(|r| Some(r.id) == to).map(|r| r.makeup.name.clone());
    let options: Vec<Choice> =
        others.into_iter().map(|r| Choice::new(r.id.to_string(), r.makeup.name).hint(r.makeup.description)).collect();
    let fault = review.as_ref().and_then(|r| r.as_ref().err()).and_then(|e| e.fault("to"));
    let doing = match &target {
        Some(other) if held => say!("Delete {name}, and move {who} to {other}"),
        _ => say!("Delete {name}"),
    };
    let (id, version) = (role.id.to_string(), role.version.to_string());
    let now = format!("/roles/{}", role.id);
    view! {
        <Page title=say!("Delete {name}") back lead="History keeps its name. It can’t be brought back, but a new one can be added.">
            {held.then(|| view! {
                <Form method="GET" action=path attr:class="form roles-move">
                    <SelectField label=say!("{who} will get this role instead") name="to" options value=chosen.clone() blank="Choose a role" required=true fault=Signal::stored(fault)/>
                    <div><Button submit=true>"See what that does"</Button></div>
                </Form>
            })}
            {review.map(|review| match review {
                Ok(review) => view! {
                    <ReviewSection review now/>
                    <Refused refusal/>
                    <ActionForm action=delete attr:class="form-foot roles-foot">
                        <input type="hidden" name="id" value=id/>
                        <input type="hidden" name="version" value=version/>
                        {to.map(|to| view! { <input type="hidden" name="to" value=to.to_string()/> })}
                        <LinkButton href="/roles">"Keep it"</LinkButton>
                        <Button kind=ButtonKind::Danger submit=true icon="trash-2" busy=delete.pending()>{doing}</Button>
                    </ActionForm>
                }.into_any(),
                Err(AppError::Invalid(_)) => ().into_any(),
                Err(error) => view! { <Wrong error/> }.into_any(),
            })}
        </Page>
    }
    .into_any()
}
