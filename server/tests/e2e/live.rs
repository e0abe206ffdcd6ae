//! The server's WebSockets, asked from a test that is not async.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::lab::{PATIENCE, Session};

/// Opens a WebSocket, says this, and gives what is answered until enough has come or it is closed.
pub fn over_websocket(address: &str, hello: &Value, enough: impl Fn(&str) -> bool) -> Vec<String> {
    let address = address.replacen("http", "ws", 1);
    let talk = async {
        let (mut socket, _) = tokio_tungstenite::connect_async(address).await.expect("a WebSocket");
        socket.send(Message::text(hello.to_string())).await.expect("sent");
        let mut heard = Vec::new();
        while let Some(Ok(message)) = socket.next().await {
            let Message::Text(text) = message else { continue };
            heard.push(text.to_string());
            if enough(&text) {
                break;
            }
        }
        heard
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async { tokio::time::timeout(PATIENCE, talk).await }).expect("an answer in time")
}

/// Follows a session's live channel from now on, up to the first message that is enough.
pub fn follow(session: &Session<'_>, enough: impl Fn(&str) -> bool) -> Vec<String> {
    let address = format!("{}/api/sessions/{}/live", session.server.address, session.created.id);
    over_websocket(&address, &json!({ "version": 1, "token": session.created.token }), enough)
}
