//! Sessions and journals in one sqlite file.

/// The embedded store.
pub struct SqliteStore {}
