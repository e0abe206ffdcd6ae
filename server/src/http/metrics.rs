//! `/metrics`, in Prometheus' text format.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Site;
use crate::basics::held;

/// What is counted here; the rest is asked for at each scrape.
#[derive(Default)]
pub(super) struct Metrics {
    /// By method, route and status; routes are templates, so that their number is bounded.
    requests: Mutex<BTreeMap<(&'static str, String, u16), u64>>,
}

impl Metrics {
    /// Counts an answered request.
    pub fn request(&self, method: &Method, route: &str, status: StatusCode) {
        let method = match method.as_str() {
            "GET" => "GET",
            "POST" => "POST",
            "PUT" => "PUT",
            "DELETE" => "DELETE",
            "HEAD" => "HEAD",
            _ => "other",
        };
        let key = (method, route.to_owned(), status.as_u16());
        *held(&self.requests).entry(key).or_default() += 1;
    }
}

/// `GET /metrics`.
pub(super) async fn metrics(State(site): State<Arc<Site>>) -> Response {
    let counts = site.registry.counts();
    let readiness = site.registry.readiness();
    let mut out = String::new();
    head(&mut out, "ride_info", "gauge", "Always 1; its labels say what runs.");
    line(&mut out, "ride_info", &[("version", env!("CARGO_PKG_VERSION")), ("driver", site.registry.driver())], 1);
    head(&mut out, "ride_sessions", "gauge", "Sessions that this server remembers, by state.");
    for state in ["starting", "live", "scoring", "finished", "expired", "lost", "stopped"] {
        let n = counts.by_state.get(state).copied().unwrap_or_default();
        line(&mut out, "ride_sessions", &[("state", state)], n as u64);
    }
    head(&mut out, "ride_sandboxes", "gauge", "Sandboxes that run.");
    line(&mut out, "ride_sandboxes", &[], counts.sandboxes as u64);
    head(&mut out, "ride_consoles", "gauge", "Consoles that are open.");
    line(&mut out, "ride_consoles", &[], counts.consoles as u64);
    head(&mut out, "ride_journal_events_total", "counter", "Events that were put into journals.");
    line(&mut out, "ride_journal_events_total", &[], counts.journal_events);
    head(&mut out, "ride_templates_ready", "gauge", "Scenarios whose template is made.");
    line(&mut out, "ride_templates_ready", &[], readiness.ready as u64);
    head(&mut out, "ride_websockets", "gauge", "WebSockets that are open.");
    line(&mut out, "ride_websockets", &[], site.sockets.len() as u64);
    head(&mut out, "ride_http_requests_total", "counter", "Answered HTTP requests.");
    for ((method, route, status), n) in held(&site.metrics.requests).iter() {
        let status = status.to_string();
        line(&mut out, "ride_http_requests_total", &[("method", method), ("route", route), ("status", &status)], *n);
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], out).into_response()
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(out: &mut String, name: &str, labels: &[(&str, &str)], value: u64) {
    let labels: Vec<_> = labels.iter().map(|(k, v)| format!("{k}=\"{}\"", escape(v))).collect();
    let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
    let _ = writeln!(out, "{name}{labels} {value}");
}

fn escape(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_quoted_and_escaped() {
        let mut out = String::new();
        line(&mut out, "a", &[("b", "c\"\\\n")], 3);
        assert_eq!(out, "a{b=\"c\\\"\\\\\\n\"} 3\n");
    }
}
