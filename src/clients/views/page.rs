//! All views one has kept: renamed, chosen to open the list with, deleted.

use super::api::{DeleteView, OpenWithView, RenameView, client_views};
use super::types::SavedView;
use crate::base::{AppError, ask_first};
use crate::clients::page::ALL;
use crate::ui::{
    Badge, Banner, Button, ButtonKind, Empty, Field, Page, Refused, Skeleton, SkeletonKind, Status, Tone, fault_at, refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;

/// Made once, whatever is read anew.
#[derive(Clone, Copy)]
struct Doing {
    rename: ServerAction<RenameView>,
    open: ServerAction<OpenWithView>,
    delete: ServerAction<DeleteView>,
}

#[component]
pub fn ViewsPage() -> impl IntoView {
    let doing = Doing { rename: ServerAction::new(), open: ServerAction::new(), delete: ServerAction::new() };
    let Doing { rename, open, delete } = doing;
    let kept = ask_first(move || (rename.version().get(), open.version().get(), delete.version().get()), |_| client_views());
    let refusals = [refusal_of(rename), refusal_of(open), refusal_of(delete)];
    let fault = fault_at(refusals[0], "name");
    view! {
        <Page title="Your views" lead="Questions you ask of the list again and again. Only you see them." back=(ALL.to_string(), say!("Clients").to_string())>
            {refusals.map(|refusal| view! { <Refused refusal/> }).collect_view()}
            {move || fault.get().map(|words| view! { <p class="field-fault" role="alert">{words}</p> })}
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=4/> }>
                {move || kept.get().map(|kept| match kept {
                    Ok(views) if views.is_empty() => view! { <NoneKept/> }.into_any(),
                    Ok(views) => view! { <ul class="list card">{views.into_iter().map(|view| view! { <One view doing/> }).collect_view()}</ul> }.into_any(),
                    Err(error) => view! { <Missing error/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn NoneKept() -> impl IntoView {
    view! {
        <Empty icon="list-filter" text="You have kept no view yet." hint="Filter the list, then press “Save this view”.">
            <a class="button" href=ALL>"Go to the list"</a>
        </Empty>
    }
}

#[component]
fn One(view: SavedView, doing: Doing) -> impl IntoView {
    let SavedView { id, name, address, opens } = view;
    let href = if address == "/clients" { ALL.to_string() } else { address };
    let label = say!("New name of {name}");
    let called = StoredValue::new(format!(": {name}"));
    view! {
        <li class="clients-view">
            <span class="row-text">
                <a class="row-title" href=href>{name.clone()}</a>
                {opens.then(|| view! { <Badge icon="house" text="Opens first"/> })}
            </span>
            <ActionForm action=doing.rename attr:class="clients-rename">
                <input type="hidden" name="id" value=id.to_string()/>
                <Field label=label name="name" id=format!("view-{id}") value=name required=true maxlength=60 autocomplete="off"/>
                <Button submit=true>"Rename"</Button>
            </ActionForm>
            <ActionForm action=doing.open>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="opens" value=if opens { "" } else { "yes" }/>
                <Button submit=true kind=ButtonKind::Plain>{if opens { say!("Don’t open first") } else { say!("Open first") }}<span class="visually-hidden">{called.get_value()}</span></Button>
            </ActionForm>
            <ActionForm action=doing.delete>
                <input type="hidden" name="id" value=id.to_string()/>
                <Button submit=true kind=ButtonKind::Plain icon="trash-2">"Delete"<span class="visually-hidden">{called.get_value()}</span></Button>
            </ActionForm>
        </li>
    }
}

#[component]
fn Missing(error: AppError) -> impl IntoView {
    view! { <Status code=error.status()/> <Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner> }
}
