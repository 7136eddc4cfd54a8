//! The database as every room meets it: the pool, the one clock, and how a constraint becomes a field's message.

use crate::base::{AppError, Herald};
use sqlx::PgPool;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// The pool the application works through, its clock, and who hears what was kept. Cheap to clone; given to server functions
/// as context.
#[derive(Clone)]
pub struct Db {
    pub pool: PgPool,
    pub clock: Clock,
    pub herald: Herald,
}

/// The database's clock is the one clock. Tests move it by hand; nothing else can.
#[derive(Clone, Default)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// Seconds this clock is ahead of the database's `now()`.
    pub fn ahead(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// What was moved in all, as PostgreSQL writes an interval.
    pub fn interval(&self) -> String {
        format!("{} s", self.ahead())
    }

    #[cfg(test)]
    pub fn moves(&self, by: chrono::Duration) {
        self.0.fetch_add(by.num_seconds(), Ordering::Relaxed);
    }
}

/// A foreign error never reaches a person: the cause goes to the log, once, under a reference they can quote.
impl From<sqlx::Error> for AppError {
    fn from(cause: sqlx::Error) -> Self {
        if matches!(cause, sqlx::Error::RowNotFound) {
            return AppError::NotFound;
        }
        AppError::internal("database", &cause)
    }
}

impl AppError {
    /// Logs the cause and keeps only its reference. Postgres puts row contents into the detail of an error, and
    /// the detail is not part of `Display`; so names and addresses stay out of the log.
    pub fn internal(what: &str, cause: &dyn std::fmt::Display) -> Self {
        let reference = format!("E-{:08x}", rand::random::<u32>());
        tracing::error!(%reference, what, %cause, "internal error");
        AppError::Internal(reference)
    }
}

pub trait OnConstraint<T> {
    /// Turns the breach of a named constraint into a message; every other error stays what it is.
    ///
    /// # Errors
    /// What `otherwise` says, or the `AppError` of the cause.
    fn on_constraint(self, name: &str, otherwise: impl FnOnce() -> AppError) -> Result<T, AppError>;
}

impl<T> OnConstraint<T> for Result<T, sqlx::Error> {
    fn on_constraint(self, name: &str, otherwise: impl FnOnce() -> AppError) -> Result<T, AppError> {
        self.map_err(|cause| match cause.as_database_error().and_then(|d| d.constraint()) {
            Some(broken) if broken == name => otherwise(),
            _ => cause.into(),
        })
    }
}
