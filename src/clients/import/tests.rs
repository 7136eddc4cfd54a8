//! The stories of imports.
