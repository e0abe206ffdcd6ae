//! A WebSocket with an owner: pings, the end of half-open sockets, frames of bounded size, and backpressure both ways.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use futures_util::stream::SplitStream;
use futures_util::{SinkExt as _, Stream, StreamExt as _};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::guard::check_origin;
use super::request::Host;
use super::{ApiError, Site};
use crate::basics::held;

/// How often the client is pinged.
const PING_EVERY: Duration = Duration::from_secs(20);
/// Silence after which the socket counts as half-open, and the longest that one write may take.
const SILENT_AT_MOST: Duration = Duration::from_mins(1);
/// How long the goodbye may take.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);
/// What is read of a frame at most before the socket is given up; less than this and too much is told politely.
const READ_AT_MOST: usize = 4 << 20;
/// WebSockets at once, on all sessions together.
const SOCKETS_AT_MOST: usize = 2048;
/// Messages between the handler and the socket.
const QUEUE: usize = 4;

/// What came from the client; an error's text is what the client is told.
pub(super) type Taken = Result<Message, String>;

/// A client that may open a WebSocket: its origin is checked, and there is room for it.
pub(super) struct Knock {
    upgrade: WebSocketUpgrade,
    sockets: TaskTracker,
    /// The name that it called us by.
    pub(super) host: String,
}

impl FromRequestParts<Arc<Site>> for Knock {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, ApiError> {
        let Host(host) = Host::from_request_parts(parts, site).await?;
        check_origin(&site.config, &parts.headers, &host)?;
        let upgrade = WebSocketUpgrade::from_request_parts(parts, site).await.map_err(|_| {
            let message =
                "this is a WebSocket: connect with `Connection: Upgrade`, `Upgrade: websocket` and version 13";
            ApiError::new(StatusCode::UPGRADE_REQUIRED, "not-a-websocket", message)
        })?;
        if site.stopping.is_cancelled() || site.sockets.len() >= SOCKETS_AT_MOST {
            let message = "the server takes no more WebSockets just now: try again later";
            return Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "too-many-sockets", message));
        }
        let upgrade = upgrade.max_message_size(READ_AT_MOST).max_frame_size(READ_AT_MOST);
        Ok(Self { upgrade, sockets: site.sockets.clone(), host })
    }
}

impl Knock {
    /// Upgrades, and runs `handle` with the incoming messages, none larger than `largest`, and the way out.
    pub(super) fn open<F, Fut>(self, largest: usize, handle: F) -> Response
    where
        F: FnOnce(std::pin::Pin<Box<dyn Stream<Item = Taken> + Send>>, mpsc::Sender<Message>) -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let Self { upgrade, sockets, .. } = self;
        upgrade.on_upgrade(move |socket| sockets.track_future(run(socket, largest, handle)))
    }
}

/// Since when somebody waits for the client. Silence counts only then: a reader that is held back by a busy backend
/// says nothing about the client.
#[derive(Clone, Default)]
struct Waiting(Arc<Mutex<Option<Instant>>>);

impl Waiting {
    fn set(&self, since: Option<Instant>) {
        *held(&self.0) = since;
    }

    fn too_long(&self) -> bool {
        held(&self.0).is_some_and(|s| s.elapsed() >= SILENT_AT_MOST)
    }
}

async fn run<F, Fut>(socket: WebSocket, largest: usize, handle: F)
where
    F: FnOnce(std::pin::Pin<Box<dyn Stream<Item = Taken> + Send>>, mpsc::Sender<Message>) -> Fut,
    Fut: Future<Output = ()>,
{
    let (mut to_client, from_client) = socket.split();
    let (way_out, mut outgoing) = mpsc::channel::<Message>(QUEUE);
    let (waiting, gone) = (Waiting::default(), CancellationToken::new());
    let incoming = Box::pin(incoming(from_client, largest, waiting.clone(), gone.clone()));

    let write = async {
        let mut ping = tokio::time::interval_at(Instant::now() + PING_EVERY, PING_EVERY);
        loop {
            let message = tokio::select! {
                message = outgoing.recv() => match message {
                    Some(message) => message,
                    None => break,
                },
                _ = ping.tick() => {
                    if waiting.too_long() {
                        tracing::debug!("a WebSocket fell silent: half-open");
                        break;
                    }
                    Message::Ping(bytes::Bytes::new())
                }
            };
            match tokio::time::timeout(SILENT_AT_MOST, to_client.send(message)).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => break,
            }
        }
        // Whatever the handler still wants to send has nobody to go to.
        outgoing.close();
        while outgoing.try_recv().is_ok() {}
        gone.cancel();
        let _ = tokio::time::timeout(CLOSE_WITHIN, to_client.close()).await;
    };
    tokio::join!(handle(incoming, way_out), write);
}

fn incoming(
    from_client: SplitStream<WebSocket>,
    largest: usize,
    waiting: Waiting,
    gone: CancellationToken,
) -> impl Stream<Item = Taken> + Send {
    futures_util::stream::unfold(Some(from_client), move |state| {
        let (waiting, gone) = (waiting.clone(), gone.clone());
        async move {
            let mut from_client = state?;
            loop {
                waiting.set(Some(Instant::now()));
                let message = tokio::select! {
                    message = from_client.next() => message,
                    () = gone.cancelled() => None,
                };
                waiting.set(None);
                let too_large = |n: usize| format!("a frame of {n} bytes is too large: send at most {largest}");
                match message? {
                    Ok(Message::Ping(_) | Message::Pong(_)) => {}
                    Ok(Message::Close(_)) => return None,
                    Ok(Message::Text(t)) if t.len() > largest => return Some((Err(too_large(t.len())), None)),
                    Ok(Message::Binary(b)) if b.len() > largest => return Some((Err(too_large(b.len())), None)),
                    Ok(message) => return Some((Ok(message), Some(from_client))),
                    Err(e) => {
                        // Told apart by its text: the library's error type is not axum's to show. Any other error is a
                        // connection that broke, which may come back.
                        let over = e.to_string().contains("Space limit exceeded");
                        let told = format!("a frame is too large: send at most {largest} bytes");
                        return over.then_some((Err(told), None));
                    }
                }
            }
        }
    })
}
