//! "More or less than the role": beside the roster, so that the list stays in sight; a plain form without JavaScript.

use super::api::{SetOverrides, member_profile};
use super::profile::Back;
use super::types::Profile;
use crate::auth::{ConfirmFirst, Me};
use crate::base::{AppError, MemberId, ask_first};
use crate::roles::OverrideFields;
use crate::ui::{Banner, Button, ButtonKind, LinkButton, Refused, Skeleton, SkeletonKind, Status, Tone, again, refusal_of};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

#[component]
pub fn OverridesPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<MemberId>().ok())));
    let set = ServerAction::<SetOverrides>::new();
    let refusal = refusal_of(set);
    let read = ask_first(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => member_profile(id).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Back/>
        <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Card/> }>
            {move || read.get().map(|profile| match profile {
                Ok(profile) => view! { <Fields profile set refusal/> }.into_any(),
                Err(error) => view! { <Status code=error.status()/><div class="team-body" role="alert"><Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner></div> }.into_any(),
            })}
        </Transition>
        <ConfirmFirst id="confirm-overrides" refusal again=again(set)/>
    }
}

#[component]
fn Fields(profile: Profile, set: ServerAction<SetOverrides>, refusal: Signal<Option<AppError>>) -> impl IntoView {
    let (name, href, role) = (profile.name(), format!("/team/{}", profile.id), profile.role_name.clone());
    let lead = say!(
        "{} has the role {role}. What is given here they have beside it, what is withheld they don’t have, whatever the role becomes.",
        profile.first_name
    );
    let who = use_context::<Me>().and_then(|me| me.actor().cloned());
    let form = match (profile.why_not_set_overrides.clone(), who) {
        (None, Some(who)) => view! {
            <Refused refusal/>
            <ActionForm action=set attr:class="form" attr:aria-labelledby="overrides-title">
                <input type="hidden" name="member" value=profile.id.to_string()/>
                <input type="hidden" name="version" value=profile.version.to_string()/>
                <div class="roles-grid"><OverrideFields role=profile.role_grants.clone() overrides=profile.overrides.clone() who/></div>
                <div class="form-foot roles-foot">
                    <LinkButton href=href.clone()>"Cancel"</LinkButton>
                    <Button kind=ButtonKind::Primary submit=true icon="save" busy=set.pending()>"Save"</Button>
                </div>
            </ActionForm>
        }
        .into_any(),
        (why, _) => view! {
            <div role="alert"><Banner tone=Tone::Bad><p>{why.unwrap_or_default()}</p></Banner></div>
            <div><LinkButton href=href.clone()>"Back to the profile"</LinkButton></div>
        }
        .into_any(),
    };
    view! {
        <header class="team-head"><div class="team-name"><h2 id="overrides-title" tabindex="-1">{say!("{name}: more or less than the role")}</h2></div></header>
        <div class="team-body"><p class="lead">{lead}</p>{form}</div>
    }
}
