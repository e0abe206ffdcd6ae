//! The targets. Each panics where a property doesn't hold.

pub mod answers;
mod bytes;
pub mod documents;
pub mod framing;
pub mod rendering;
pub mod session;
pub mod splitting;
mod world;

/// A target: what is done with an input.
pub type Check = fn(&[u8]);

/// All of them, by their names.
pub const TARGETS: [(&str, Check); 6] = [
    ("answers", answers::check),
    ("documents", documents::check),
    ("framing", framing::check),
    ("rendering", rendering::check),
    ("session", session::check),
    ("splitting", splitting::check),
];
