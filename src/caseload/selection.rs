//! Which clients something is done to at once: those that were ticked, or all that match what the list was asked, on every
//! page of it. It stands in the address, so that a form without JavaScript leads from the list to where the rest is said.

use super::query::ClientQuery;
use serde::{Deserialize, Serialize};

/// At most so many at once.
pub const MOST: usize = 10_000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Selection {
    /// Ids, with commas between them.
    #[serde(default)]
    pub ids: String,
    /// "yes" for all that match the query, whatever was ticked.
    #[serde(default)]
    pub all: String,
    #[serde(default)]
    pub query: ClientQuery,
}

impl Selection {
    pub fn one(id: crate::base::ClientId) -> Self {
        Selection { ids: id.to_string(), ..Default::default() }
    }

    pub fn is_all(&self) -> bool {
        self.all == "yes"
    }

    /// Name and value of everything in it, for an address or a form: `ids`, or `all` with the query's own names.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        if self.is_all() {
            let query = self.query.from_start();
            std::iter::once(("all", "yes".to_string())).chain(query.pairs()).collect()
        } else {
            vec![("ids", self.ids.clone())]
        }
    }

    /// As an address has it.
    pub fn read(field: impl Fn(&str) -> Option<String>) -> Self {
        let text = |key| field(key).unwrap_or_default();
        Selection { ids: text("ids"), all: text("all"), query: ClientQuery::read(&field) }
    }

    /// As the fields of a form whose action takes it as `selection`.
    pub fn fields(&self) -> Vec<(String, String)> {
        let name = |key: &str| match key {
            "ids" | "all" => format!("selection[{key}]"),
            key => format!("selection[query][{key}]"),
        };
        self.pairs().into_iter().map(|(key, value)| (name(key), value)).collect()
    }

    /// `/clients/group?ids=…`
    pub fn address(&self, path: &str) -> String {
        let pairs: Vec<String> = self.pairs().into_iter().map(|(key, value)| format!("{key}={}", crate::base::in_query(&value))).collect();
        format!("{path}?{}", pairs.join("&"))
    }
}

#[cfg(feature = "ssr")]
pub async fn selected(
    conn: &mut sqlx::PgConnection,
    practice: crate::base::PracticeId,
    sight: crate::access::Sight,
    selection: &Selection,
) -> Result<Vec<super::Looked>, crate::base::AppError> {
    use crate::base::AppError;
    let ids: Vec<uuid::Uuid> = if selection.is_all() {
        let query = selection.query.from_start();
        super::list::ids(conn, super::Asked { practice, sight, query: &query, outside: None }, MOST as i64 + 1).await?
    } else {
        // One that can't be read is one that isn't there.
        selection.ids.split(',').filter_map(|id| id.trim().parse().ok()).collect()
    };
    if ids.len() > MOST {
        return Err(AppError::denied(say!("That is more than {MOST} at once. Narrow the list first.")));
    }
    super::of_all(conn, practice, sight, &ids).await
}
