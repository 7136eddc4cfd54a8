//! What holds for the whole house, and the stage on which the rooms' stories are played.

mod directions;
pub mod every_function;
pub mod pace;
mod passage;
pub mod stage;
pub mod statements;
mod through_eyes;
