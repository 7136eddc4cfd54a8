//! Changing SECRET_KEY: everything that is sealed is sealed anew under the newest key, as the tables' owner, a few rows at a
//! time, while the server runs. A row that changes meanwhile was changed by a server that seals under a key of its own.

use crate::base::AppError;
use crate::base::sealed::{Place, Sealer};
use sqlx::PgPool;
use uuid::Uuid;

/// Rows sealed anew at a time.
const BATCH: i64 = 200;

/// Every table that holds something sealed: its rows by another key than this, and a row sealed anew.
macro_rules! sealed_tables {
    ($($table:ident, $column:ident, $id:ident;)+) => {
        /// The keys that something is sealed under.
        ///
        /// # Errors
        /// Only those of the database.
        pub async fn keys_in_use(owner: &PgPool) -> Result<Vec<String>, AppError> {
            let mut keys = std::collections::BTreeSet::new();
            $(
                let text = concat!("select distinct split_part(", stringify!($column), ", ':', 2) from ", stringify!($table), " where ", stringify!($column), " is not null");
                keys.extend(sqlx::query_scalar::<_, String>(text).fetch_all(owner).await?);
            )+
            Ok(keys.into_iter().collect())
        }

        /// Seals everything anew that an older key has sealed; how many there were.
        ///
        /// # Errors
        /// Those of the database, and `Internal` for what can't be opened; what was sealed anew before stays.
        pub async fn rotate(owner: &PgPool, sealer: &Sealer) -> Result<u64, AppError> {
            let mut n = 0;
            $(loop {
                let text = concat!(
                    "select ", stringify!($id), ", ", stringify!($column), " from ", stringify!($table),
                    " where split_part(", stringify!($column), ", ':', 2) <> $1 limit $2"
                );
                let rows: Vec<(Uuid, String)> = sqlx::query_as(text).bind(sealer.key_id()).bind(BATCH).fetch_all(owner).await?;
                if rows.is_empty() {
                    break;
                }
                for (row, sealed) in rows {
                    let at = Place { table: stringify!($table), column: stringify!($column), row };
                    let anew = sealer.seal(at, &sealer.open(at, &sealed)?)?;
                    let text = concat!(
                        "update ", stringify!($table), " set ", stringify!($column), " = $3 where ", stringify!($id),
                        " = $1 and ", stringify!($column), " = $2"
                    );
                    n += sqlx::query(text).bind(row).bind(&sealed).bind(&anew).execute(owner).await?.rows_affected();
                }
            })+
            Ok(n)
        }
    };
}

sealed_tables! {
    factor, sealed, id;
    recovery_sheet, sealed, account_id;
    join_link, sealed, id;
}
