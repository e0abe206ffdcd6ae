//! A WebSocket that tells one callback whatever happens to it, and is closed when dropped.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{BinaryType, MessageEvent, WebSocket};

/// What happened to a socket.
pub enum SocketEvent {
    /// It is open.
    Open,
    /// A text frame.
    Text(String),
    /// A binary frame.
    Binary(Vec<u8>),
    /// It is closed or could not be opened; nothing comes after it.
    Closed,
}

/// An open socket.
pub struct Socket {
    socket: WebSocket,
    _listeners: [EventListener; 3],
}

impl Socket {
    /// Opens a socket to `path` on the page's own host.
    pub fn open(path: &str, on: impl Fn(SocketEvent) + Clone + 'static) -> Option<Self> {
        let socket = WebSocket::new(&[crate::browser::socket_origin().as_str(), path].concat()).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let (on_open, on_message) = (on.clone(), on.clone());
        let listeners = [
            EventListener::new(&socket, "open", move |_| on_open(SocketEvent::Open)),
            EventListener::new(&socket, "message", move |event| {
                let data = event.unchecked_ref::<MessageEvent>().data();
                match data.as_string() {
                    Some(text) => on_message(SocketEvent::Text(text)),
                    None => on_message(SocketEvent::Binary(js_sys::Uint8Array::new(&data).to_vec())),
                }
            }),
            // An error is always followed by a close.
            EventListener::new(&socket, "close", move |_| on(SocketEvent::Closed)),
        ];
        Some(Self { socket, _listeners: listeners })
    }

    /// Sends a text frame; on a socket that is closing it is lost.
    pub fn send_text(&self, text: &str) {
        let _ = self.socket.send_with_str(text);
    }

    /// Sends a binary frame; on a socket that is closing it is lost.
    pub fn send_bytes(&self, bytes: &[u8]) {
        let _ = self.socket.send_with_u8_array(bytes);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.socket.close();
    }
}
