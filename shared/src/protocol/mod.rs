//! What goes between the page and the server: HTTP bodies, the live channel, and the control frames of the pg channel.

mod http;
mod live;
mod pg;
pub mod words;

pub use http::*;
pub use live::*;
pub use pg::*;

/// The version of these messages; a page and a server that differ say so instead of guessing.
pub const VERSION: u32 = 1;
