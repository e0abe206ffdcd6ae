//! `WS /api/sessions/{id}/live`: the session as it changes.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::Message;
use axum::extract::{Path, State};
use axum::response::Response;
use futures_util::{Stream, StreamExt as _};
use ride_shared::journal::Event;
use ride_shared::protocol::{LiveHello, LiveMessage, VERSION};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use super::socket::{Knock, Taken};
use super::{ApiError, Site};
use crate::session::Session;

/// How long the client may take to say who it is.
const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// How far back the page's charts go.
const CHARTED_MS: u64 = 5 * 60 * 1000;
/// The largest frame of a client, which says one short thing.
const LARGEST: usize = 4 << 10;

pub(super) async fn live(State(site): State<Arc<Site>>, Path(id): Path<String>, knock: Knock) -> Response {
    let called_by = knock.host.clone();
    knock.open(LARGEST, move |incoming, way_out| async move {
        let out = Out(way_out);
        if let Err(reason) = follow(&site, &id, &called_by, incoming, &out).await {
            let _ = out.send(&LiveMessage::Bye { reason }).await;
        }
    })
}

/// The client is gone.
struct Gone;

struct Out(mpsc::Sender<Message>);

impl Out {
    async fn send(&self, message: &LiveMessage) -> Result<(), Gone> {
        let text = serde_json::to_string(message).map_err(|_| Gone)?;
        self.0.send(Message::Text(text.into())).await.map_err(|_| Gone)
    }
}

/// Follows the session until it ends or the client goes; an error is the goodbye that is still to be said.
async fn follow(
    site: &Site,
    id: &str,
    host: &str,
    mut incoming: impl Stream<Item = Taken> + Unpin,
    out: &Out,
) -> Result<(), String> {
    let hello = hello(&mut incoming).await?;
    let session = site.registry.open(id, &hello.token).await.map_err(|e| ApiError::from(e).message().to_owned())?;
    session.touch();
    // Before the first view, so that nothing falls between the two.
    let mut heard = session.listen();
    if !show(site, &session, host, out).await? {
        return Ok(());
    }
    let backlog = backlog(&session, hello.since_ms.unwrap_or(0)).await;
    for message in backlog.into_iter().chain(session.trouble().await) {
        if out.send(&message).await.is_err() {
            return Ok(());
        }
    }
    if let Err(over) = session.gateway() {
        // Also who comes late learns that another one took its place.
        if session.was_reset() && out.send(&LiveMessage::Reset).await.is_err() {
            return Ok(());
        }
        return Err(over.to_string());
    }
    loop {
        let sent = tokio::select! {
            message = heard.recv() => match message {
                Ok(LiveMessage::Session(_)) | Err(RecvError::Lagged(_)) => show(site, &session, host, out).await?,
                Ok(LiveMessage::Bye { reason }) => return Err(reason),
                Ok(other) => out.send(&other).await.is_ok(),
                Err(RecvError::Closed) => return Err("this session is over".into()),
            },
            taken = incoming.next() => match taken {
                // Whatever else a client says has no meaning here.
                Some(Ok(_)) => true,
                Some(Err(told)) => return Err(told),
                None => false,
            },
        };
        if !sent {
            return Ok(());
        }
    }
}

/// What was told before this client listened, so that a page that comes late or again has its charts and its feed.
async fn backlog(session: &Session, since_ms: u64) -> Vec<LiveMessage> {
    // Without a journal the page starts empty.
    let entries = session.entries_so_far().await.unwrap_or_default();
    let recent = entries.last().map_or(0, |e| e.at_ms).saturating_sub(CHARTED_MS);
    let told = entries.into_iter().filter(|e| e.at_ms > since_ms).filter_map(|e| match e.event {
        Event::Vitals(vitals) => (e.at_ms >= recent).then_some(LiveMessage::Vitals(vitals)),
        Event::AppLog(line) => (e.at_ms >= recent).then_some(LiveMessage::Log { at_ms: e.at_ms, line }),
        Event::Alert { name, level, value } => Some(LiveMessage::Alert { at_ms: e.at_ms, name, level, value }),
        _ => None,
    });
    told.collect()
}

/// Sends the session whole; false where the client is gone.
async fn show(site: &Site, session: &Session, host: &str, out: &Out) -> Result<bool, String> {
    let view = site.view(session, host).map_err(|e| e.message().to_owned())?;
    Ok(out.send(&LiveMessage::Session(Box::new(view))).await.is_ok())
}

async fn hello(incoming: &mut (impl Stream<Item = Taken> + Unpin)) -> Result<LiveHello, String> {
    const WANTED: &str = r#"the first frame must be text: {"version": 1, "token": "<the session's token>"}"#;
    let first = tokio::time::timeout(HELLO_WITHIN, incoming.next()).await;
    let first = first.map_err(|_| format!("nothing came within {HELLO_WITHIN:?}; {WANTED}"))?;
    let text = match first {
        Some(Ok(Message::Text(text))) => text,
        Some(Ok(_)) | None => return Err(WANTED.into()),
        Some(Err(told)) => return Err(told),
    };
    let hello: LiveHello = serde_json::from_str(&text).map_err(|e| format!("{WANTED} ({e})"))?;
    if hello.version != VERSION {
        return Err(format!(
            "this page speaks version {} of the lab's protocol and the server version {VERSION}: reload the page",
            hello.version
        ));
    }
    Ok(hello)
}
