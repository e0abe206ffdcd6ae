//! The outside over HTTP: the router, the page's files, sessions, the live and pg WebSockets, metrics, the interface's
//! description, and the one error type.

mod assets;
mod error;
mod guard;
mod live;
mod metrics;
mod openapi;
mod paths;
mod pg;
mod postmortem;
mod request;
mod routes;
mod serve;
mod site;
mod socket;

pub use assets::has_page;
pub use error::ApiError;
pub use routes::router;
pub use serve::serve;
pub use site::{HttpConfig, Site};
