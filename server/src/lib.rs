//! ride: practise PostgreSQL incidents on a real PostgreSQL.
//!
//! Rooms and the way the data goes: ARCHITECTURE.md. In one line:
//! bytes -> tap -> journal -> facts -> rules -> scorecard -> postmortem.

pub mod app;
pub mod basics;
pub mod catalog;
pub mod cli;
pub mod gateway;
pub mod http;
pub mod incident;
pub mod probe;
pub mod proof;
pub mod recorder;
pub mod sandbox;
pub mod session;
pub mod store;
