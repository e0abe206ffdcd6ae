//! A bare client.

use crate::lab::Session;

/// A client that throws rows away: what is timed is the way, not the client.
pub struct Wire {
    stream: Box<dyn Stream>,
    buffer: Vec<u8>,
}

trait Stream: std::io::Read + std::io::Write + Send {}
impl<T: std::io::Read + std::io::Write + Send> Stream for T {}

impl Wire {
    /// Through the gateway.
    pub fn connect(session: &Session<'_>) -> Self {
        let url = session.created.psql_url.strip_prefix("postgres://").expect("an address");
        let (user, rest) = url.split_once(':').expect("a user");
        let (token, rest) = rest.split_once('@').expect("a token");
        let (host, database) = rest.split_once('/').expect("a database");
        let stream = std::net::TcpStream::connect(host).expect("the gateway listens");
        stream.set_nodelay(true).expect("set");
        Self::login(Box::new(stream), user, token, database)
    }

    /// On the sandbox's socket.
    pub fn connect_socket(folder: &std::path::Path, session: &Session<'_>) -> Self {
        let stream =
            std::os::unix::net::UnixStream::connect(folder.join(".s.PGSQL.5432")).expect("the sandbox listens");
        Self::login(Box::new(stream), "oncall", "", &session.created.session.briefing.database)
    }

    fn login(stream: Box<dyn Stream>, user: &str, token: &str, database: &str) -> Self {
        let mut wire = Self { stream, buffer: vec![0; 1 << 16] };
        let mut out = bytes::BytesMut::new();
        let parameters = [("user", user), ("database", database)];
        postgres_protocol::message::frontend::startup_message(parameters, &mut out).expect("fits");
        wire.stream.write_all(&out).expect("sent");
        wire.until_ready(token).expect("let in");
        wire
    }

    /// Asks, and reads the answer to its end; an error's text where it was one.
    pub fn query(&mut self, sql: &str) -> Result<(), String> {
        let mut out = bytes::BytesMut::new();
        postgres_protocol::message::frontend::query(sql, &mut out).expect("fits");
        self.stream.write_all(&out).map_err(|e| e.to_string())?;
        self.until_ready("")
    }

    /// Reads until ReadyForQuery; gives the token when asked for a password.
    fn until_ready(&mut self, token: &str) -> Result<(), String> {
        let (mut head, mut have, mut skip) = ([0u8; 6], 0usize, 0usize);
        let mut wrong = None;
        loop {
            let n = self.stream.read(&mut self.buffer).map_err(|e| e.to_string())?;
            if n == 0 {
                return Err(wrong.unwrap_or_else(|| "the server hung up".to_owned()));
            }
            let mut at = 0;
            while at < n {
                if skip > 0 {
                    let step = skip.min(n - at);
                    skip -= step;
                    at += step;
                    continue;
                }
                head[have] = self.buffer[at];
                have += 1;
                at += 1;
                if have < 5 {
                    continue;
                }
                let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
                let kind = head[0];
                have = 0;
                skip = length - 4;
                match kind {
                    b'E' => wrong = Some(String::from_utf8_lossy(&self.buffer[at..n]).replace('\0', " ")),
                    b'R' if length == 8 && self.buffer[at + 3] == 3 => {
                        let mut out = bytes::BytesMut::new();
                        postgres_protocol::message::frontend::password_message(token.as_bytes(), &mut out)
                            .expect("fits");
                        self.stream.write_all(&out).expect("sent");
                    }
                    b'Z' => return wrong.map_or(Ok(()), Err),
                    _ => {}
                }
            }
        }
    }
}
