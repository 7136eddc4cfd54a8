//! The recovery codes, shown until they were put away.

use super::api::CodesPutAway;
use crate::base::in_query;
use crate::ui::{Button, ButtonKind, CopyButton, Refused, refusal_of};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn Codes(email: String, codes: Vec<String>, put_away: ServerAction<CodesPutAway>) -> impl IntoView {
    let refusal = refusal_of(put_away);
    let text = file_of(&email, &codes);
    // Made from what the page shows already: it works without JavaScript, and no address has to hand the codes out again.
    let href = format!("data:text/plain;charset=utf-8,{}", in_query(&text));
    let items = codes.iter().map(|code| view! { <li><code>{code.clone()}</code></li> }).collect::<Vec<_>>();
    view! {
        <p>"These recovery codes let you in when you don’t have your phone or passkey. Each works once. Keep them where you would keep a spare key: they are not shown again."</p>
        <ul class="auth-recovery">{items}</ul>
        <div class="form-foot auth-recovery-ways">
            <CopyButton text=codes.join("\n") label="Copy"/>
            <a class="button" href=href download="caseload-recovery-codes.txt" rel="external">"Download"</a>
            <Button on:click=|_| { let _ = window().print(); }>"Print"</Button>
        </div>
        <Refused refusal/>
        <ActionForm action=put_away attr:class="form">
            <Button kind=ButtonKind::Primary submit=true busy=put_away.pending()>"I have put them away"</Button>
        </ActionForm>
    }
}

/// What the file says.
fn file_of(email: &str, codes: &[String]) -> String {
    let codes = codes.join("\r\n");
    say!("Caseload recovery codes for {email}\r\n\r\n{codes}\r\n\r\nEach works once, in place of the code from the authenticator app.\r\n")
}
