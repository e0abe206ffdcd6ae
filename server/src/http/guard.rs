//! What stands before every route: the Host check against DNS rebinding, the Origin check of WebSockets, the security
//! headers, and the count of requests.

use std::sync::Arc;

use axum::extract::{FromRequestParts as _, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::request::Host;
use super::site::without_port;
use super::{ApiError, HttpConfig, Site};

/// Refuses requests by another name than ours: a page that rebinds its name to loopback must not get in.
pub(super) async fn host(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let host = match Host::from_request_parts(&mut parts, &()).await {
        Ok(Host(host)) => host,
        Err(e) => return e.into_response(),
    };
    if !is_our_name(&site.config, &host) {
        let message = format!(
            "this server is not {}: call it by localhost or 127.0.0.1, or start it with --allow-host {}",
            without_port(&host),
            without_port(&host)
        );
        return ApiError::new(StatusCode::MISDIRECTED_REQUEST, "wrong-host", message).into_response();
    }
    next.run(Request::from_parts(parts, body)).await
}

fn is_our_name(config: &HttpConfig, host: &str) -> bool {
    let name = without_port(host);
    let public =
        config.public_url.as_deref().and_then(|u| u.split_once("://")).map(|(_, rest)| rest.trim_end_matches('/'));
    let known = matches!(name, "localhost" | "127.0.0.1" | "[::1]")
        || config.allow_hosts.iter().any(|h| h.eq_ignore_ascii_case(name) || h.eq_ignore_ascii_case(host))
        || public.is_some_and(|p| without_port(p).eq_ignore_ascii_case(name));
    known || (!config.loopback && config.allow_hosts.is_empty())
}

/// Whether a page of this origin may open a WebSocket here. Programs that are no browsers send none.
pub(super) fn check_origin(config: &HttpConfig, headers: &HeaderMap, host: &str) -> Result<(), ApiError> {
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let origin = origin.to_str().unwrap_or_default().to_ascii_lowercase();
    let own = origin.split_once("://").is_some_and(|(scheme, rest)| matches!(scheme, "http" | "https") && rest == host);
    let public = config.public_url.as_deref().is_some_and(|u| u.trim_end_matches('/').eq_ignore_ascii_case(&origin));
    if own || public || config.allow_origins.iter().any(|o| o.trim_end_matches('/').eq_ignore_ascii_case(&origin)) {
        return Ok(());
    }
    let message =
        format!("pages of {origin} may not connect to this lab: start the server with --allow-origin {origin}");
    Err(ApiError::new(StatusCode::FORBIDDEN, "wrong-origin", message))
}

/// Security headers on everything.
pub(super) async fn headers(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    // `'self'` covers a page's own WebSockets in new browsers only; named, they work in all.
    let sockets = match Host::from_request_parts(&mut parts, &()).await {
        Ok(Host(host)) => format!(" ws://{host} wss://{host}"),
        Err(_) => String::new(),
    };
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'{sockets}; \
         img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors {}",
        site.config.frame_ancestors
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    response
}

/// Counts the request, and logs its path without its query.
pub(super) async fn count(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let path = request.uri().path().to_owned();
    let since = tokio::time::Instant::now();
    let response = next.run(request).await;
    let status = response.status();
    site.metrics.request(&method, &route, status);
    tracing::debug!(%method, path, status = status.as_u16(), ms = since.elapsed().as_millis() as u64, "request");
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_loopback_only_loopbacks_names_and_configured_ones_are_ours() {
        let config = HttpConfig { allow_hosts: vec!["lab.test".into()], ..HttpConfig::default() };
        for (host, ours) in [
            ("localhost:8080", true),
            ("127.0.0.1", true),
            ("[::1]:1", true),
            ("lab.test:8080", true),
            ("evil.test:8080", false),
            ("127.0.0.1.evil.test", false),
        ] {
            assert_eq!(is_our_name(&config, host), ours, "{host}");
        }
        let open = HttpConfig { loopback: false, ..HttpConfig::default() };
        assert!(is_our_name(&open, "whatever"));
        assert!(!is_our_name(&HttpConfig { loopback: false, ..config }, "whatever"));
    }

    #[test]
    fn origins_are_our_own_or_listed() {
        let config = HttpConfig { allow_origins: vec!["https://course.test".into()], ..HttpConfig::default() };
        let check = |origin: &'static str| {
            let mut headers = HeaderMap::new();
            if !origin.is_empty() {
                headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            }
            check_origin(&config, &headers, "127.0.0.1:8080").is_ok()
        };
        assert!(check("") && check("http://127.0.0.1:8080") && check("https://course.test"));
        for bad in
            ["http://127.0.0.1:9", "http://evil.test", "null", "https://course.test.evil.test", "file://127.0.0.1:8080"]
        {
            assert!(!check(bad), "{bad}");
        }
    }
}
