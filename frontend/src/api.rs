//! `/api` over fetch: every call has a timeout, every failure one sentence for the learner.
//!
//! Calls answer by callback, and every body is read from one `Value`: so fetching and reading are compiled
//! once and not once for each type.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortSignal, Headers, RequestInit, Response};

use crate::browser;
use crate::json::parse;
use crate::read::Read;

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
    /// Calls `/api/sessions/{id}{tail}` and reads the answer.
    pub fn call<T: Read>(
        &self,
        method: &'static str,
        tail: &str,
        body: Option<String>,
        timeout_ms: u32,
        done: impl FnOnce(Result<T, ApiError>) + 'static,
    ) {
        self.text(method, tail, body, timeout_ms, move |answer| done(answer.and_then(|text| read(&text))));
    }

    /// The same, unread.
    pub fn text(
        &self,
        method: &'static str,
        tail: &str,
        body: Option<String>,
        timeout_ms: u32,
        done: impl FnOnce(Result<String, ApiError>) + 'static,
    ) {
        self.bytes(method, tail, body, timeout_ms, move |answer| done(answer.map(text)));
    }

    /// The same, as it came.
    pub fn bytes(
        &self,
        method: &'static str,
        tail: &str,
        body: Option<String>,
        timeout_ms: u32,
        done: impl FnOnce(Result<Vec<u8>, ApiError>) + 'static,
    ) {
        let path = ["/api/sessions/", &self.id, tail].concat();
        start(method, path, Some(self.token.clone()), body, timeout_ms, Box::new(done));
    }
}

/// Calls `path` and reads the answer.
pub fn call<T: Read>(
    method: &'static str,
    path: &str,
    body: Option<String>,
    timeout_ms: u32,
    done: impl FnOnce(Result<T, ApiError>) + 'static,
) {
    let done = move |answer: Result<Vec<u8>, ApiError>| done(answer.map(text).and_then(|text| read(&text)));
    start(method, path.to_owned(), None, body, timeout_ms, Box::new(done));
}

/// Body of `POST /api/sessions`. By hand: serde's way would be the catalog's largest function, and an id has no character
/// that JSON escapes. Inlined, so that the parts which use it don't have to share a file for it.
#[inline(always)]
#[expect(clippy::inline_always, reason = "see above")]
pub fn new_session(scenario: &str, seed: &str, mode: &str) -> Option<String> {
    Some(["{\"scenario\":\"", scenario, "\",\"seed\":", seed, ",\"mode\":\"", mode, "\"}"].concat())
}

/// JSON of a body.
pub fn json<T: serde::Serialize>(body: &T) -> Option<String> {
    serde_json::to_string(body).ok()
}

/// A value from JSON text.
fn read<T: Read>(text: &str) -> Result<T, ApiError> {
    parse(text).as_ref().and_then(T::read).ok_or_else(|| ApiError {
        status: 0,
        message:
            "The server's answer can't be read: this page and the server are of different versions. Reload the page."
                .to_owned(),
    })
}

type Done = Box<dyn FnOnce(Result<Vec<u8>, ApiError>)>;

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

fn start(method: &'static str, path: String, token: Option<String>, body: Option<String>, timeout_ms: u32, done: Done) {
    spawn_local(async move { done(request(method, &path, token, body, timeout_ms).await) });
}

async fn request(
    method: &str,
    path: &str,
    token: Option<String>,
    body: Option<String>,
    timeout_ms: u32,
) -> Result<Vec<u8>, ApiError> {
    let unreachable = |_: JsValue| ApiError {
        status: 0,
        message: "The server doesn't answer: check that ride is running and that you are online.".to_owned(),
    };
    let headers = Headers::new().map_err(unreachable)?;
    if let Some(token) = token {
        headers.set("authorization", &["Bearer ", &token].concat()).map_err(unreachable)?;
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
    let bytes = JsFuture::from(response.array_buffer().map_err(unreachable)?).await.map_err(unreachable)?;
    let bytes = js_sys::Uint8Array::new(&bytes).to_vec();
    if response.ok() {
        return Ok(bytes);
    }
    let body = parse(&text(bytes)).unwrap_or_default();
    let message = match body["message"].as_str() {
        Some(message) => message.to_owned(),
        None => ["The server answered with status ", &response.status().to_string(), "."].concat(),
    };
    Err(ApiError { status: response.status(), message })
}

#[cfg(test)]
mod tests {
    use ride_shared::protocol::{CreateSession, Mode};

    use super::*;

    #[test]
    fn a_session_is_asked_for_as_the_server_reads_it() {
        for (mode, name) in [(Mode::Practice, "practice"), (Mode::Assessed, "assessed")] {
            let scenario = "stage-03/03-connection-storm-after-deploy";
            let body = new_session(scenario, &u64::MAX.to_string(), name).unwrap();
            let ask = CreateSession { scenario: scenario.to_owned(), seed: u64::MAX, mode };
            assert_eq!(serde_json::from_str::<CreateSession>(&body).unwrap(), ask);
        }
    }
}
