//! Probes: a hardened superuser session (search_path pinned to pg_catalog, no learner's code run unawares) and the
//! named questions that it asks.
//!
//! ride holds exactly [`OWN_CONNECTIONS`] of these in a sandbox, opened before the fault, so that it is still in when
//! every slot is taken, and so that the sum of all connections is known beforehand.

mod asked;
mod hindrances;
mod prober;
mod questions;
mod rest;
mod settings;

pub use asked::{RoleSession, ask_catalog, not_a_table};
pub use hindrances::{Hindrances, hindrances, usable};
pub(crate) use prober::{CANCELED, told};
pub use prober::{ProbeError, Prober, Probers};
pub use questions::{
    DDL_AT_ONCE, DdlRow, Sessions, blocked_by, connections_by_application, ddl_unseen, max_connections,
    sessions_by_fleet, waiting_locks,
};
pub use rest::{Unrest, bring_to_rest};
pub use settings::{Difference, Settings, differences, read_settings};

/// Superuser connections that ride holds in a sandbox: the watch's, the desk's, and a spare.
pub const OWN_CONNECTIONS: u32 = 3;

/// `application_name` of ride's own sessions.
pub const APPLICATION: &str = "ride";
