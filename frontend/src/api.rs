//! `/api` over fetch: every call has a timeout, every failure one sentence for the learner.

use ride_shared::protocol::ErrorBody;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestInit, Response};

use crate::browser;

/// Usual time for an answer.
pub const QUICK_MS: u32 = 15_000;
/// Time for what boots, restarts or replays something.
pub const SLOW_MS: u32 = 120_000;

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// HTTP status; 0 where there was no answer.
    pub status: u16,
    /// What was wrong, and what would be right.
    pub message: String,
}

/// A session's side of the API: its path and its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The session's id.
    pub id: String,
    /// Its token.
    pub token: String,
}

impl Access {
    /// Calls `/api/sessions/{id}{tail}`.
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: &str,
        tail: &str,
        body: Option<String>,
        timeout_ms: u32,
    ) -> Result<T, ApiError> {
        parse(&self.text(method, tail, body, timeout_ms).await?)
    }

    /// The same, unparsed.
    pub async fn text(
        &self,
        method: &str,
        tail: &str,
        body: Option<String>,
        timeout_ms: u32,
    ) -> Result<String, ApiError> {
        let path = ["/api/sessions/", &self.id, tail].concat();
        request(method, &path, Some(&self.token), body, timeout_ms).await
    }
}

/// Calls `path` and parses the answer.
pub async fn call<T: DeserializeOwned>(
    method: &str,
    path: &str,
    body: Option<String>,
    timeout_ms: u32,
) -> Result<T, ApiError> {
    parse(&request(method, path, None, body, timeout_ms).await?)
}

/// JSON of a body.
pub fn json<T: serde::Serialize>(body: &T) -> Option<String> {
    serde_json::to_string(body).ok()
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    serde_json::from_str(text).map_err(|_| ApiError {
        status: 0,
        message: "The server's answer can't be read: this page and the server are of different versions. Reload the page."
            .to_owned(),
    })
}

async fn request(
    method: &str,
    path: &str,
    token: Option<&str>,
    body: Option<String>,
    timeout_ms: u32,
) -> Result<String, ApiError> {
    let unreachable = |_: JsValue| ApiError {
        status: 0,
        message: "The server doesn't answer: check that ride is running and that you are online.".to_owned(),
    };
    let headers = Headers::new().map_err(unreachable)?;
    if let Some(token) = token {
        headers.set("authorization", &["Bearer ", token].concat()).map_err(unreachable)?;
    }
    let init = RequestInit::new();
    init.set_method(method);
    if let Some(body) = body {
        headers.set("content-type", "application/json").map_err(unreachable)?;
        init.set_body(&JsValue::from_str(&body));
    }
    init.set_headers(&headers);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(timeout_ms)));
    let response = JsFuture::from(browser::window().fetch_with_str_and_init(path, &init)).await.map_err(unreachable)?;
    let response: Response = response.unchecked_into();
    let text = JsFuture::from(response.text().map_err(unreachable)?).await.map_err(unreachable)?;
    let text = text.as_string().unwrap_or_default();
    if response.ok() {
        return Ok(text);
    }
    let message = match serde_json::from_str::<ErrorBody>(&text) {
        Ok(body) => body.message,
        Err(_) => ["The server answered with status ", &response.status().to_string(), "."].concat(),
    };
    Err(ApiError { status: response.status(), message })
}
