//! Stories of cover.
