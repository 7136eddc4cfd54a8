//! Giving a member another role, from their card.

use super::api::{ChangeRole as ChangeRoleAction, change_role, roles};
use super::types::Profile;
use crate::auth::ConfirmFirst;
use crate::roles::RoleChoice;
use crate::ui::{
    Button, ButtonKind, Choice, Dialog, DialogFoot, DialogSize, Refused, SelectField, again, fault_at, offer_undo, refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn ChangeRole(profile: Profile, changed: Callback<()>) -> impl IntoView {
    let open = RwSignal::new(false);
    let change = ServerAction::<ChangeRoleAction>::new();
    let refusal = refusal_of(change);
    let there = ask_for_roles(open);
    let name = profile.first_name.clone();
    let (id, before) = (profile.id, profile.role);
    Effect::new(move |_| {
        if matches!(change.value().get(), Some(Ok(()))) {
            open.set(false);
            let name = name.clone();
            offer_undo(say!("{name} has another role now. It applies from their next click on."), move || {
                let name = name.clone();
                async move {
                    change_role(id, before).await?;
                    changed.try_run(());
                    Ok(say!("{name} has the role again that they had before."))
                }
            });
            changed.run(());
        }
    });
    let (why_not, now, member) = (profile.why_not_change_role.clone(), profile.role.to_string(), profile.id.to_string());
    let lead = say!("What {} may do follows from the role, from their next click on.", profile.first_name);
    view! {
        <Button icon="shield" disabled_because=Signal::stored(why_not) on:click=move |_| open.set(true)>"Change role"</Button>
        <Dialog id="change-role" open size=DialogSize::Small title="Change role" lead>
            <ActionForm action=change attr:class="form">
                <input type="hidden" name="member" value=member/>
                <Refused refusal/>
                {move || {
                    let choices = there.get().into_iter().map(|r| Choice::new(r.id.to_string(), r.name).hint(r.description)).collect::<Vec<_>>();
                    view! { <SelectField label="Role" name="role" id="change-role-to" options=choices value=now.clone() required=true fault=fault_at(refusal, "role")/> }
                }}
                <DialogFoot>
                    <Button on:click=move |_| open.set(false)>"Cancel"</Button>
                    <Button kind=ButtonKind::Primary submit=true busy=change.pending()>"Change role"</Button>
                </DialogFoot>
            </ActionForm>
        </Dialog>
        <ConfirmFirst id="confirm-role" refusal again=again(change)/>
    }
}

/// The roles there are, asked for when the dialog first opens.
fn ask_for_roles(open: RwSignal<bool>) -> RwSignal<Vec<RoleChoice>> {
    let there = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        if open.get() && there.with_untracked(Vec::is_empty) {
            leptos::task::spawn_local(async move {
                if let Ok(found) = roles().await {
                    there.set(found);
                }
            });
        }
    });
    there
}
