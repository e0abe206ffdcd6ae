//! What routes take out of a request; each refusal is an [`ApiError`].

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use super::{ApiError, Site};
use crate::session::Session;

/// The largest body that a route takes.
const BODY_AT_MOST: usize = 64 << 10;
/// How long a body may take to arrive.
const BODY_WITHIN: Duration = Duration::from_secs(10);

/// The name and port that the client called us by.
#[derive(Debug, Clone)]
pub(super) struct Host(pub String);

impl<S: Sync> FromRequestParts<S> for Host {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let header = parts.headers.get(header::HOST).and_then(|h| h.to_str().ok());
        let host = header.or_else(|| parts.uri.authority().map(axum::http::uri::Authority::as_str)).unwrap_or_default();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
        if host.is_empty() || host.len() > 255 || !host.chars().all(plain) {
            let message = "the request's Host header is missing or no host name: send `Host: <name>:<port>`";
            return Err(ApiError::new(StatusCode::BAD_REQUEST, "bad-host", message));
        }
        Ok(Self(host.to_ascii_lowercase()))
    }
}

/// The client's address.
pub(super) struct From(pub IpAddr);

impl<S: Sync> FromRequestParts<S> for From {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let known = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(known.map_or(IpAddr::from([0, 0, 0, 0]), |ConnectInfo(a)| a.ip())))
    }
}

/// The session that the path names, if the request's bearer token is its token.
pub(super) struct Own(pub Arc<Session>);

impl FromRequestParts<Arc<Site>> for Own {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, ApiError> {
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|h| h.to_str().ok())
            .and_then(|h| h.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim().to_owned())
            .ok_or_else(|| {
                let message = "this needs the session's token: send it as `Authorization: Bearer <token>`";
                ApiError::new(StatusCode::UNAUTHORIZED, "no-token", message)
            })?;
        let params = RawPathParams::from_request_parts(parts, site).await;
        let id = params.ok().and_then(|p| p.iter().find(|(k, _)| *k == "id").map(|(_, v)| v.to_owned()));
        let session = site.registry.open(&id.unwrap_or_default(), &token).await?;
        session.touch();
        Ok(Self(session))
    }
}

/// A JSON body. A refusal names the field.
pub(super) struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|h| h.to_str().ok()).unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            let given = if kind.is_empty() { "none".into() } else { format!("`{essence}`") };
            let message = format!("the body must be JSON: send `Content-Type: application/json` (got {given})");
            return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json", message));
        }
        let read = axum::body::to_bytes(request.into_body(), BODY_AT_MOST);
        let bytes = match tokio::time::timeout(BODY_WITHIN, read).await {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(e)) if is_too_large(&e) => {
                let message = format!("the body is too large: send at most {} KiB", BODY_AT_MOST >> 10);
                return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", message));
            }
            Ok(Err(_)) => {
                return Err(ApiError::new(StatusCode::BAD_REQUEST, "bad-body", "the body broke off: send it again"));
            }
            Err(_) => {
                let message = format!("the body did not arrive within {BODY_WITHIN:?}: send it again");
                return Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, "too-slow", message));
            }
        };
        Json::<T>::from_bytes(&bytes).map(|Json(body)| Self(body)).map_err(|rejection| {
            let text = rejection.body_text();
            // axum's words end in serde's, which name the field and the place.
            let (status, key) = match rejection.status() {
                StatusCode::UNPROCESSABLE_ENTITY => (StatusCode::UNPROCESSABLE_ENTITY, "bad-field"),
                _ => (StatusCode::BAD_REQUEST, "bad-json"),
            };
            let told =
                text.split_once("target type: ").or_else(|| text.split_once("as JSON: ")).map_or(&*text, |t| t.1);
            ApiError::new(status, key, format!("the body is not what this takes: {told}; /openapi.json has its form"))
        })
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(e) = cause {
        if e.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = e.source();
    }
    false
}
