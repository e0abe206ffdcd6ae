//! A browser's page, without the browser: the frames of one WebSocket.

use std::sync::Arc;

use bytes::Bytes;
use ride::gateway::{Frame, serve_frames};
use ride_shared::protocol::{PgControl, PgReply, Resume, VERSION};
use tokio::sync::mpsc;

use super::wire::{fields, startup, take};
use super::{ID, Lab, TOKEN, soon};

pub struct Page {
    to: Option<mpsc::Sender<Result<Frame, String>>>,
    from: mpsc::Receiver<Frame>,
    pub serving: tokio::task::JoinHandle<()>,
    pub key: String,
    /// Bytes taken in since the console's first.
    pub received: u64,
    /// What the server had of the client's bytes when it attached.
    pub kept: u64,
    buffer: Vec<u8>,
    /// Whether it acknowledges by itself.
    pub acknowledges: bool,
}

impl Page {
    /// A socket that has said nothing yet.
    pub fn open(lab: &Lab) -> Self {
        let (to, incoming) = mpsc::channel(8);
        let (outgoing, from) = mpsc::channel::<Frame>(1);
        let (config, directory) = (lab.config.clone(), Arc::clone(&lab.directory));
        let serving = tokio::spawn(async move {
            let incoming = futures_util::stream::unfold(incoming, |mut incoming: mpsc::Receiver<_>| async move {
                incoming.recv().await.map(|frame| (frame, incoming))
            });
            let outgoing = futures_util::sink::unfold(outgoing, |outgoing, frame| async move {
                outgoing.send(frame).await.map(|()| outgoing)
            });
            serve_frames(&config, &*directory, ID, Box::pin(incoming), Box::pin(outgoing)).await;
        });
        Self {
            to: Some(to),
            from,
            serving,
            key: String::new(),
            received: 0,
            kept: 0,
            buffer: Vec::new(),
            acknowledges: true,
        }
    }

    /// A console past its handshake.
    pub async fn console(lab: &Lab) -> Self {
        let mut page = Self::open(lab);
        page.attach(None).await.unwrap();
        page.binary(startup(&[("user", "whoever"), ("database", "shop")])).await;
        page.until('Z').await;
        page
    }

    /// Another socket for a console whose client has `received` bytes, of which `buffer` are not looked at yet.
    pub async fn resume(lab: &Lab, key: &str, received: u64) -> Result<Self, (String, String)> {
        let mut page = Self::open(lab);
        page.received = received;
        page.attach(Some(Resume { key: key.to_owned(), received })).await.map(|()| page)
    }

    pub async fn attach(&mut self, resume: Option<Resume>) -> Result<(), (String, String)> {
        self.control(&PgControl::Attach { version: VERSION, token: TOKEN.into(), resume }).await;
        match self.reply().await {
            PgReply::Attached { key, received, .. } => {
                self.key = key;
                self.kept = received;
                Ok(())
            }
            PgReply::Refused { error, message } => Err((error, message)),
            other @ PgReply::Ack { .. } => panic!("{other:?}"),
        }
    }

    pub async fn text(&self, text: &str) {
        self.give(Ok(Frame::Text(text.to_owned()))).await;
    }

    pub async fn control(&self, control: &PgControl) {
        self.text(&serde_json::to_string(control).unwrap()).await;
    }

    pub async fn binary(&self, bytes: Vec<u8>) {
        self.give(Ok(Frame::Binary(Bytes::from(bytes)))).await;
    }

    /// A frame, or what the WebSocket made of a broken one.
    pub async fn give(&self, frame: Result<Frame, String>) {
        let _ = soon("a frame's way in", self.to.as_ref().unwrap().send(frame)).await;
    }

    /// The next frame; nothing when the server has closed.
    pub async fn frame(&mut self) -> Option<Frame> {
        soon("a frame", self.from.recv()).await
    }

    /// The next control frame.
    pub async fn reply(&mut self) -> PgReply {
        loop {
            match self.frame().await {
                Some(Frame::Text(text)) => return serde_json::from_str(&text).unwrap(),
                Some(Frame::Binary(_)) => {}
                None => panic!("the socket closed without a word"),
            }
        }
    }

    /// Why it was refused, before the close.
    pub async fn refused(mut self) -> (String, String) {
        loop {
            if let PgReply::Refused { error, message } = self.reply().await {
                assert_eq!(self.frame().await, None, "it goes on after the refusal");
                soon("the socket's end", self.serving).await.unwrap();
                return (error, message);
            }
        }
    }

    /// The next pgwire message.
    pub async fn next(&mut self) -> (char, Vec<u8>) {
        loop {
            if let Some(message) = take(&mut self.buffer) {
                return message;
            }
            match self.frame().await {
                Some(Frame::Binary(bytes)) => {
                    self.received += bytes.len() as u64;
                    self.buffer.extend_from_slice(&bytes);
                    if self.acknowledges {
                        self.control(&PgControl::Ack { received: self.received }).await;
                    }
                }
                Some(Frame::Text(text)) => assert!(text.contains("\"ack\""), "{text}"),
                None => panic!("the socket closed"),
            }
        }
    }

    /// Messages up to the first of this type, with it.
    pub async fn until(&mut self, tag: char) -> Vec<(char, Vec<u8>)> {
        let mut seen = Vec::new();
        loop {
            seen.push(self.next().await);
            if seen.last().unwrap().0 == tag {
                return seen;
            }
        }
    }

    /// A query's messages as text: types, and errors and notices with their fields.
    pub async fn query(&mut self, sql: &str) -> Vec<(char, Vec<u8>)> {
        self.binary(super::wire::query(sql)).await;
        self.until('Z').await
    }

    /// The first error's fields.
    pub fn error(seen: &[(char, Vec<u8>)]) -> String {
        seen.iter().find(|(tag, _)| *tag == 'E').map(|(_, body)| fields(body)).unwrap_or_default()
    }

    /// The socket drops. Gives the key, what was received, and what of it is not looked at yet.
    pub async fn drop_socket(mut self) -> (String, u64, Vec<u8>) {
        self.to = None;
        soon("the socket's end", async { while self.from.recv().await.is_some() {} }).await;
        soon("the socket's end", self.serving).await.unwrap();
        (self.key, self.received, self.buffer)
    }

    /// Takes over what an earlier socket had received and not looked at.
    pub fn with(mut self, buffer: Vec<u8>) -> Self {
        self.buffer = buffer;
        self
    }
}
