//! What ride's server and page share: types and pure functions.
//!
//! Nothing in here does IO, reads a clock, draws a random number or awaits. Everything builds for wasm32 and natively,
//! and behaves the same on both. See ARCHITECTURE.md for the rooms and the invariants that hold between them.

pub mod grading;
pub mod journal;
pub mod numbers;
pub mod postmortem;
pub mod protocol;
pub mod psql;
pub mod scenario;
