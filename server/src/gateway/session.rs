//! One session's side of the gateway: its consoles, its on-call slots, its matchers.

use super::{GatewayConfig, Matcher};
use crate::recorder::Recorder;
use crate::sandbox::Endpoint;

/// The gateway of one session.
pub struct SessionGateway {}

impl SessionGateway {
    /// Opens the gateway and `on_call` on-call connections to the sandbox as `oncall`.
    pub async fn open(
        config: GatewayConfig,
        endpoint: Endpoint,
        database: String,
        on_call: u32,
        matchers: Vec<Matcher>,
        recorder: Recorder,
    ) -> std::io::Result<std::sync::Arc<Self>> {
        let _ = (config, endpoint, database, on_call, matchers, recorder);
        Err(std::io::Error::other("not here yet"))
    }

    /// Opens lost on-call connections again, after the database restarted.
    pub async fn refill(&self) {}

    /// Consoles that are open now.
    pub fn consoles(&self) -> usize {
        0
    }

    /// Ends every console with this reason (an ErrorResponse of class 57P01, or a `Refused` frame) and takes no more.
    pub async fn close(&self, reason: &str) {
        let _ = reason;
    }
}
