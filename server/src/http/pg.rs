//! `WS /api/sessions/{id}/pg`: hands the socket's frames to the gateway.

use std::sync::Arc;

use axum::extract::ws::Message;
use axum::extract::{Path, State};
use axum::response::Response;
use futures_util::StreamExt as _;
use ride_shared::protocol::PG_MAX_FRAME;

use super::Site;
use super::socket::Knock;
use crate::gateway::{self, Frame};

pub(super) async fn pg(State(site): State<Arc<Site>>, Path(id): Path<String>, knock: Knock) -> Response {
    knock.open(PG_MAX_FRAME, move |incoming, way_out| async move {
        let incoming = incoming.filter_map(|taken| async move {
            match taken {
                Ok(Message::Text(text)) => Some(Ok(Frame::Text(text.to_string()))),
                Ok(Message::Binary(bytes)) => Some(Ok(Frame::Binary(bytes))),
                Ok(_) => None,
                Err(told) => Some(Err(told)),
            }
        });
        let outgoing = futures_util::sink::unfold(way_out, |way_out, frame: Frame| async move {
            let message = match frame {
                Frame::Text(text) => Message::Text(text.into()),
                Frame::Binary(bytes) => Message::Binary(bytes),
            };
            way_out.send(message).await.map(|()| way_out)
        });
        let directory: &dyn gateway::Directory = &*site.registry;
        gateway::serve_frames(&site.config.gateway, directory, &id, Box::pin(incoming), Box::pin(outgoing)).await;
    })
}
