//! The stories of today.
