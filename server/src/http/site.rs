//! What every route shares.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ride_shared::protocol::SessionView;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::ApiError;
use super::metrics::Metrics;
use crate::basics::held;
use crate::gateway::GatewayConfig;
use crate::session::{Registry, Session};

/// How the HTTP side is set up.
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// Origins whose pages may open WebSockets, beside the server's own.
    pub allow_origins: Vec<String>,
    /// Host names that the server may be called by, beside loopback's; empty and off loopback: any.
    pub allow_hosts: Vec<String>,
    /// Whether the server listens on loopback only, so that no other name than loopback's is right.
    pub loopback: bool,
    /// Sites that may show the page in a frame, as CSP's `frame-ancestors`.
    pub frame_ancestors: String,
    /// How long a client may take to send a request's head, and how long a connection may wait for its next request.
    pub head_within: Duration,
    /// What the page is reached by from outside, such as `https://lab.example.org`; the request's own host where none.
    pub public_url: Option<String>,
    /// Sessions that one address may start in a minute.
    pub creates_per_minute: u32,
    /// Limits of the gateway, for the pg WebSocket.
    pub gateway: GatewayConfig,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            allow_origins: Vec::new(),
            allow_hosts: Vec::new(),
            loopback: true,
            frame_ancestors: "'self'".into(),
            public_url: None,
            creates_per_minute: 30,
            head_within: Duration::from_secs(30),
            gateway: GatewayConfig::default(),
        }
    }
}

/// What every route shares.
pub struct Site {
    pub(super) config: HttpConfig,
    pub(super) registry: Arc<Registry>,
    pub(super) pg: SocketAddr,
    pub(super) metrics: Metrics,
    /// Tasks of upgraded sockets: axum forgets them.
    pub(super) sockets: TaskTracker,
    pub(super) stopping: CancellationToken,
    creates: Limiter,
}

impl Site {
    /// A site in front of a registry; psql reaches the gateway at `pg`.
    pub fn new(config: HttpConfig, registry: Arc<Registry>, pg: SocketAddr, stopping: CancellationToken) -> Arc<Self> {
        let creates = Limiter::new(config.creates_per_minute);
        let (metrics, sockets) = (Metrics::default(), TaskTracker::new());
        Arc::new(Self { config, registry, pg, metrics, sockets, stopping, creates })
    }

    /// Waits until every WebSocket is done, at most `limit`.
    pub async fn sockets_done(&self, limit: Duration) {
        self.sockets.close();
        if tokio::time::timeout(limit, self.sockets.wait()).await.is_err() {
            tracing::warn!("{} WebSockets did not end in time", self.sockets.len());
        }
    }

    /// Host and port at which psql reaches the gateway, for somebody who reached us as `host`.
    pub(super) fn psql_host(&self, host: &str) -> String {
        let name = match &self.config.public_url {
            Some(url) => url.split_once("://").map_or(url.as_str(), |(_, rest)| rest).trim_end_matches('/'),
            None => host,
        };
        format!("{}:{}", without_port(name), self.pg.port())
    }

    /// The page's address, for somebody who reached us as `host`.
    pub(super) fn page(&self, host: &str) -> String {
        match &self.config.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{host}"),
        }
    }

    pub(super) fn view(&self, session: &Session, host: &str) -> Result<SessionView, ApiError> {
        Ok(session.view(&self.psql_host(host))?)
    }

    /// Counts a session against what `from` may start.
    pub(super) fn may_create(&self, from: IpAddr) -> bool {
        self.creates.take(from, Instant::now())
    }
}

/// A host without its port; an IPv6 address keeps its brackets.
pub(super) fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// A token bucket for each address.
struct Limiter {
    per_minute: u32,
    buckets: Mutex<HashMap<IpAddr, (f64, Instant)>>,
}

impl Limiter {
    /// Addresses that are remembered at most.
    const ADDRESSES: usize = 10_000;

    fn new(per_minute: u32) -> Self {
        Self { per_minute, buckets: Mutex::default() }
    }

    fn take(&self, from: IpAddr, now: Instant) -> bool {
        let full = f64::from(self.per_minute);
        let filled =
            |(left, since): (f64, Instant)| (left + now.duration_since(since).as_secs_f64() * full / 60.0).min(full);
        let mut buckets = held(&self.buckets);
        if buckets.len() >= Self::ADDRESSES && !buckets.contains_key(&from) {
            // A full bucket is as good as none.
            buckets.retain(|_, bucket| filled(*bucket) < full);
            if buckets.len() >= Self::ADDRESSES {
                return false;
            }
        }
        let left = buckets.get(&from).map_or(full, |bucket| filled(*bucket));
        let may = left >= 1.0;
        buckets.insert(from, (if may { left - 1.0 } else { left }, now));
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again_for_each_address() {
        let limiter = Limiter::new(2);
        let (a, b) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
        let now = Instant::now();
        assert!(limiter.take(a, now) && limiter.take(a, now) && !limiter.take(a, now));
        assert!(limiter.take(b, now));
        let later = now + Duration::from_secs(31);
        assert!(limiter.take(a, later) && !limiter.take(a, later));
    }

    #[test]
    fn a_host_loses_its_port_and_nothing_else() {
        for (host, name) in [("a:80", "a"), ("a", "a"), ("[::1]:8080", "[::1]"), ("[::1]", "[::1]"), ("a:", "a:")] {
            assert_eq!(without_port(host), name);
        }
    }
}
