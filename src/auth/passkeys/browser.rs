//! What the browser does with a challenge: JSON goes in, and JSON comes out (WebAuthn level 3, §5.1.8 and §5.1.9), so that
//! nothing is converted here.

use crate::base::AppError;
use js_sys::{Function, JSON, Object, Promise, Reflect, futures::JsFuture};
use leptos::prelude::window;
use leptos::wasm_bindgen::{JsCast, JsValue};
use std::net::Ipv4Addr;

/// What an authenticator is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    New,
    Use,
}

impl Asked {
    fn method(self) -> &'static str {
        match self {
            Asked::New => "create",
            Asked::Use => "get",
        }
    }

    fn reads_options(self) -> &'static str {
        match self {
            Asked::New => "parseCreationOptionsFromJSON",
            Asked::Use => "parseRequestOptionsFromJSON",
        }
    }

    fn refusal(self, name: &str) -> AppError {
        AppError::denied(match (self, name) {
            (Asked::New, "InvalidStateError") => say!("This device has a passkey of yours already."),
            (Asked::New, _) => say!("No passkey was made. Try again, or set up an authenticator app."),
            (Asked::Use, _) => say!("No passkey was used. Try again, or use another way."),
        })
    }
}

/// Whether this browser can, here: passkeys belong to a site with a name, not to one reached by a number.
pub fn can() -> bool {
    let host = window().location().hostname().unwrap_or_default();
    let numbered = host.starts_with('[') || host.parse::<Ipv4Addr>().is_ok();
    !numbered
        && constructor()
            .is_ok_and(|of| function(&of, Asked::Use.reads_options()).is_ok() && function(&of, Asked::New.reads_options()).is_ok())
}

/// Hands the options to an authenticator, and its answer back.
///
/// # Errors
/// `Denied`, in words for the person, who may just have changed their mind.
pub async fn ask(asked: Asked, options: &str) -> Result<String, AppError> {
    answer(asked, options).await.map_err(|thrown| {
        let name = Reflect::get(&thrown, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default();
        asked.refusal(&name)
    })
}

async fn answer(asked: Asked, options: &str) -> Result<String, JsValue> {
    let constructor = constructor()?;
    let options = function(&constructor, asked.reads_options())?.call1(&constructor, &JSON::parse(options)?)?;
    let request = Object::new();
    Reflect::set(&request, &"publicKey".into(), &options)?;
    let credentials = Reflect::get(&window().navigator(), &"credentials".into())?;
    let promise: Promise = function(&credentials, asked.method())?.call1(&credentials, &request)?.dyn_into()?;
    let credential = JsFuture::from(promise).await?;
    let plain = function(&credential, "toJSON")?.call0(&credential)?;
    JSON::stringify(&plain).map(String::from)
}

fn constructor() -> Result<JsValue, JsValue> {
    let found = Reflect::get(&window(), &"PublicKeyCredential".into())?;
    if found.is_undefined() { Err(found) } else { Ok(found) }
}

fn function(of: &JsValue, name: &str) -> Result<Function, JsValue> {
    Reflect::get(of, &name.into())?.dyn_into()
}
