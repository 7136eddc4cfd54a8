//! The one error that leaves a server function. It carries no foreign text: a cause is logged once, where it
//! happens, and the person gets a reference to it.

use serde::{Deserialize, Serialize};
use server_fn::{
    Decodes,
    error::{FromServerFnError, ServerFnErrorErr},
};
use std::fmt;

/// What went wrong with one field of a form, in the words shown beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The field's name in the form.
    pub field: String,
    pub message: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// No sign-in session, or it has ended. The screen leads to "Sign in" and back.
    SignedOut,
    /// The action asks for a password entered in the last ten minutes. The screen asks for it and tries again.
    ConfirmPassword,
    /// Refused, with every reason in words.
    Denied(Vec<String>),
    /// Not there, or not the actor's to know of.
    NotFound,
    /// Fields to mend; each message stands at its field.
    Invalid(Vec<Fault>),
    /// Someone else changed it in the meantime; nothing was overwritten.
    Stale,
    /// Too many attempts: again after this many seconds.
    Slow(u32),
    /// The server could not be reached.
    Offline,
    /// This page is older than the server: reload.
    Outdated,
    /// A fault of ours; the reference finds its cause in the log.
    Internal(String),
}

impl AppError {
    /// One fault at one field.
    pub fn at(field: &str, message: impl Into<String>) -> Self {
        AppError::Invalid(vec![Fault { field: field.into(), message: message.into() }])
    }

    /// A refusal with a single reason.
    pub fn denied(reason: impl Into<String>) -> Self {
        AppError::Denied(vec![reason.into()])
    }

    /// The message for a field, if this error has one for it.
    pub fn fault(&self, field: &str) -> Option<String> {
        match self {
            AppError::Invalid(faults) => faults.iter().find(|f| f.field == field).map(|f| f.message.clone()),
            _ => None,
        }
    }

    /// The HTTP status that says the same (RFC 9110).
    pub fn status(&self) -> u16 {
        match self {
            AppError::SignedOut => 401,
            AppError::ConfirmPassword | AppError::Denied(_) => 403,
            AppError::NotFound => 404,
            AppError::Stale => 409,
            AppError::Invalid(_) => 422,
            AppError::Slow(_) => 429,
            AppError::Offline => 503,
            AppError::Outdated => 400,
            AppError::Internal(_) => 500,
        }
    }
}

/// What a person reads where no field can show it.
impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AppError::SignedOut => f.write_str(say!("You are signed out. Sign in again to go on.")),
            AppError::ConfirmPassword => f.write_str(say!("Enter your password again to go on.")),
            AppError::Denied(reasons) => f.write_str(&reasons.join(" ")),
            AppError::NotFound => f.write_str(say!("There is nothing here, or it is not yours to see.")),
            AppError::Invalid(faults) => f.write_str(&faults.iter().map(|f| f.message.as_str()).collect::<Vec<_>>().join(" ")),
            AppError::Stale => f.write_str(say!("Someone else changed this in the meantime. Look again, then repeat your change.")),
            AppError::Slow(seconds) => f.write_str(&say!("Too many attempts. Try again in {}.", wait(*seconds))),
            AppError::Offline => f.write_str(say!("The server can't be reached. Check your connection; nothing you typed is lost.")),
            AppError::Outdated => f.write_str(say!("This page is out of date. Reload it to go on.")),
            AppError::Internal(reference) => {
                f.write_str(&say!("Something went wrong on our side. Nothing was changed. If it happens again, mention {reference}."))
            }
        }
    }
}

fn wait(seconds: u32) -> String {
    if seconds < 60 { counted!(seconds.into(), "second") } else { counted!(seconds.div_ceil(60).into(), "minute") }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = super::answer::Json;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => AppError::Offline,
            // The browser could not read the answer, or the server not the question: they are of different builds.
            ServerFnErrorErr::Deserialization(_) | ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => AppError::Outdated,
            _ => AppError::Internal("E-transport".into()),
        }
    }

    /// As it comes off the wire, in the browser: the one place that every refusal passes.
    fn de(data: server_fn::Bytes) -> Self {
        let error = Self::Encoder::decode(data)
            .unwrap_or_else(|cause| Self::from_server_fn_error(ServerFnErrorErr::Deserialization(cause.to_string())));
        if error == AppError::SignedOut {
            super::ended::perhaps_signed_out();
        }
        error
    }
}
