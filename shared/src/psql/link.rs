//! The connection: startup, authentication, what the server tells about itself, and its loss.

use std::collections::BTreeMap;

use bytes::BytesMut;
use postgres_protocol::message::{backend::Message, frontend};

use super::encoding::Encoding;
use super::engine::{Activity, AfterHost, Engine, exit};
use super::report::Report;
use super::wire::{Decoder, ProtocolError};
use super::{HostRequest, Options, Output, versions};

/// What libpq says when the server just closes.
const CLOSED: &str = "server closed the connection unexpectedly\n\
    \tThis probably means the server terminated abnormally\n\
    \tbefore or while processing the request.";

/// Parameters that a server may report; more are dropped.
const MAX_PARAMETERS: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// No transport yet.
    Closed,
    /// Startup and authentication.
    Starting,
    /// In use.
    Up,
    /// Lost, and not got back.
    Down,
}

/// Why a connection is being made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    First,
    /// It was lost; psql's "Attempting reset".
    Reset,
    /// `\connect`.
    Connect,
    /// As it was before a `\connect` that failed.
    Back,
}

/// What a host has connected to, where it makes the sessions itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Server {
    /// Host or socket directory, as it was asked for.
    pub host: String,
    /// The address that was reached, or asked for; none by a socket.
    pub address: Option<String>,
    /// Port.
    pub port: String,
    /// As whom.
    pub user: String,
    /// The database.
    pub database: String,
    /// How it was reached, for messages: `at "db" (10.0.0.7), port 5432`.
    pub reached: String,
    /// The line that tells of TLS, where there is any.
    pub tls: Option<String>,
}

/// Where and as whom the connection was, before a `\connect`.
#[derive(Debug)]
pub(super) struct Before {
    database: String,
    user: String,
    host: String,
    port: String,
    password: Option<String>,
}

/// The connection.
pub(super) struct Link {
    state: State,
    decoder: Decoder,
    parameters: BTreeMap<String, String>,
    pub pid: i32,
    secret: i32,
    transaction: char,
    pub database: String,
    pub user: String,
    password: Option<String>,
    /// Whether the server asked for the password.
    pub password_used: bool,
    pub address: String,
    /// What the host says that it has connected to.
    pub server: Option<Server>,
    /// The service's name, where the host connected by one.
    #[cfg(not(target_arch = "wasm32"))]
    pub service: Option<String>,
    /// The host and port that the last "You are now connected" was about.
    pub told: Option<(String, String)>,
    /// Whether the host makes the sessions, authentication and all.
    pub by_host: bool,
    reason: Reason,
    before: Option<Box<Before>>,
    /// An error that came while nothing was asked: the server's last words.
    pub last_words: Option<Report>,
    /// The transport went while nothing was asked; told with the next statement, as psql does.
    pub gone: Option<String>,
    broken: bool,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither the password nor the secret key belongs in a log.
        f.debug_struct("Link")
            .field("state", &self.state)
            .field("pid", &self.pid)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl Link {
    pub(super) fn new(options: &Options) -> Self {
        let address = if options.host.starts_with('/') {
            format!("on socket \"{}/.s.PGSQL.{}\"", options.host, options.port)
        } else {
            format!("at \"{}\", port {}", options.host, options.port)
        };
        Self {
            state: State::Closed,
            decoder: Decoder::default(),
            parameters: BTreeMap::new(),
            pid: 0,
            secret: 0,
            transaction: 'I',
            database: options.database.clone(),
            user: options.user.clone(),
            password: options.password.clone(),
            password_used: false,
            address,
            server: None,
            #[cfg(not(target_arch = "wasm32"))]
            service: None,
            told: None,
            by_host: false,
            reason: Reason::First,
            before: None,
            last_words: None,
            gone: None,
            broken: false,
        }
    }

    pub(super) fn unlimited(&mut self) {
        self.decoder.unlimited();
    }

    pub(super) fn is_up(&self) -> bool {
        self.state == State::Up
    }

    /// How the bytes of what is sent and comes form characters.
    pub(super) fn encoding(&self) -> Encoding {
        if cfg!(target_arch = "wasm32") {
            return Encoding::Utf8;
        }
        self.parameter("client_encoding").map_or(Encoding::Utf8, Encoding::named)
    }

    pub(super) fn transaction(&self) -> Option<char> {
        self.is_up().then_some(self.transaction)
    }

    pub(super) fn set_transaction(&mut self, status: u8) {
        self.transaction = char::from(status);
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    pub(super) fn cancel_key(&self) -> Option<(i32, i32)> {
        (self.pid != 0).then_some((self.pid, self.secret))
    }

    /// A `\\connect` is under way; what there is stays until it has worked.
    pub(super) fn asks_for_another(&mut self) {
        self.reason = Reason::Connect;
    }

    /// There is no connection any more, and none to go back to.
    pub(super) fn close(&mut self) {
        self.state = State::Down;
        self.broken = true;
    }

    /// As PQserverVersion: 150018 for 15.18.
    pub(super) fn server_version(&self) -> u32 {
        self.parameter("server_version").map_or(150_000, versions::number)
    }

    /// Whether psql of the server's release stays in step with its input: passes over the data of a COPY that could not
    /// begin, which older ones take for SQL, and forgets all of an inactive branch's words.
    pub(super) fn keeps_in_step(&self) -> bool {
        versions::since_august_2026(self.server_version())
    }
}

impl Engine {
    pub(super) fn connected(&mut self) {
        if self.link.state != State::Closed {
            return;
        }
        if !self.setup_errors.is_empty() {
            for error in std::mem::take(&mut self.setup_errors) {
                self.error(&error);
            }
            self.quit(exit::FAILURE);
            return;
        }
        self.start(Reason::First);
    }

    fn start(&mut self, reason: Reason) {
        let link = &mut self.link;
        link.state = State::Starting;
        link.reason = reason;
        link.decoder.reset();
        link.parameters.clear();
        link.last_words = None;
        link.gone = None;
        link.broken = false;
        if !link.by_host {
            link.password_used = false;
        }
        self.pipeline = None;
        let by_host = link.by_host;
        self.activity = Activity::Starting;
        if by_host {
            // The server's words from AuthenticationOk on come next.
            return;
        }
        let (user, database) = (link.user.clone(), link.database.clone());
        let mut parameters = vec![
            ("user", user.as_str()),
            ("database", database.as_str()),
            ("application_name", self.options.application_name.as_str()),
            ("client_encoding", "UTF8"),
        ];
        parameters.extend(self.options.parameters.iter().map(|(k, v)| (k.as_str(), v.as_str())));
        let mut bytes = BytesMut::new();
        match frontend::startup_message(parameters, &mut bytes) {
            Ok(()) => self.send(&bytes),
            Err(_) => self.start_failed("a startup parameter holds a zero byte"),
        }
    }

    pub(super) fn send(&mut self, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.out.push(Output::Send(bytes.to_vec()));
        }
    }

    pub(super) fn backend(&mut self, bytes: &[u8]) {
        if self.link.broken || matches!(self.link.state, State::Closed | State::Down) {
            return;
        }
        self.link.decoder.feed(bytes);
        self.read_on();
    }

    /// Takes in the messages that have come.
    pub(super) fn read_on(&mut self) {
        loop {
            if self.pipeline.is_some() && !matches!(self.activity, Activity::Query(_)) {
                // What a pipeline has brought waits until it is asked for.
                return;
            }
            match self.link.decoder.next() {
                Ok(Some(message)) => {
                    if let Err(error) = self.message(message) {
                        self.protocol_error(&error);
                        return;
                    }
                }
                Ok(None) => return,
                Err(error) => {
                    self.protocol_error(&error);
                    return;
                }
            }
            if matches!(self.activity, Activity::Over) || self.link.broken {
                return;
            }
            // Between messages the engine may have more to do, such as the next statement of a script; it waits until
            // the server's bytes are all read, so that what it does never depends on how they were cut.
        }
    }

    fn protocol_error(&mut self, error: &ProtocolError) {
        self.link.broken = true;
        self.disconnected(error.to_string());
    }

    fn message(&mut self, message: Message) -> Result<(), ProtocolError> {
        let broken = |tag| move |_: std::io::Error| ProtocolError::Contents(tag);
        match message {
            Message::ParameterStatus(body) => {
                let (name, value) = (body.name().map_err(broken('S'))?, body.value().map_err(broken('S'))?);
                if self.link.parameters.len() < MAX_PARAMETERS || self.link.parameters.contains_key(name) {
                    self.link.parameters.insert(name.to_owned(), value.to_owned());
                }
                if name == "client_encoding" {
                    self.variables.tell("ENCODING", value);
                }
                Ok(())
            }
            Message::NotificationResponse(body) => {
                let (channel, payload) = (body.channel().map_err(broken('A'))?, body.message().map_err(broken('A'))?);
                let from = body.process_id();
                if self.notifications.len() < 10_000 {
                    self.notifications.push(if payload.is_empty() {
                        format!("Asynchronous notification \"{channel}\" received from server process with PID {from}.\n")
                    } else {
                        format!(
                            "Asynchronous notification \"{channel}\" with payload \"{payload}\" received from server process with PID {from}.\n"
                        )
                    });
                }
                Ok(())
            }
            Message::NoticeResponse(body) => {
                let report = Report::read(body.fields(), false, self.print.unicode()).map_err(broken('N'))?;
                self.notice(&report);
                Ok(())
            }
            Message::ErrorResponse(body) => {
                let report = Report::read(body.fields(), true, self.print.unicode()).map_err(broken('E'))?;
                match (&self.link.state, &self.activity) {
                    (State::Starting, _) => {
                        let text = report.text(None, self.variables.verbosity, self.variables.show_context);
                        self.start_failed(&text);
                    }
                    (_, Activity::Query(_)) => self.query_error(report),
                    _ => self.link.last_words = Some(report),
                }
                Ok(())
            }
            message if self.link.state == State::Starting => self.startup_message(message),
            message => self.query_message(message),
        }
    }

    fn startup_message(&mut self, message: Message) -> Result<(), ProtocolError> {
        let mut bytes = BytesMut::new();
        let password = self.link.password.clone();
        self.link.password_used |= matches!(
            message,
            Message::AuthenticationCleartextPassword
                | Message::AuthenticationMd5Password(_)
                | Message::AuthenticationSasl(_)
        );
        let outcome = match message {
            Message::AuthenticationOk => return Ok(()),
            Message::BackendKeyData(body) => {
                self.link.pid = body.process_id();
                self.link.secret = body.secret_key();
                return Ok(());
            }
            Message::ReadyForQuery(body) => {
                self.link.transaction = char::from(body.status());
                self.link.state = State::Up;
                self.started();
                return Ok(());
            }
            Message::AuthenticationCleartextPassword => match password {
                Some(password) => {
                    frontend::password_message(password.as_bytes(), &mut bytes).map_err(|e| e.to_string())
                }
                None => Err("fe_sendauth: no password supplied".to_owned()),
            },
            // Whoever connects to a server that asks for more does it by itself; SCRAM's Unicode tables would be a third
            // of the engine in a browser, where no server asks.
            Message::AuthenticationMd5Password(_) | Message::AuthenticationSasl(_) => {
                Err("the server asks for a password in a way that only a host can answer".to_owned())
            }
            _ => return Err(ProtocolError::Contents('R')),
        };
        match outcome {
            Ok(()) => self.send(&bytes),
            Err(text) => self.start_failed(&text),
        }
        Ok(())
    }

    /// The server is ready for the first time on this connection.
    fn started(&mut self) {
        let server = self.link.parameter("server_version").unwrap_or("").to_owned();
        self.print.major = self.link.server_version() / 10_000;
        self.print.widens_records = versions::since_august_2026(self.link.server_version());
        let told = [
            ("DBNAME", self.link.database.clone()),
            ("USER", self.link.user.clone()),
            ("HOST", self.options.host.clone()),
            ("PORT", self.options.port.clone()),
            ("ENCODING", self.link.parameter("client_encoding").unwrap_or("UTF8").to_owned()),
            ("SERVER_VERSION_NAME", server.clone()),
            ("SERVER_VERSION_NUM", self.link.server_version().to_string()),
        ];
        for (name, value) in told {
            self.variables.tell(name, value);
        }
        #[cfg(not(target_arch = "wasm32"))]
        match self.link.service.clone().filter(|_| self.link.server_version() >= 180_000) {
            Some(service) => self.variables.tell("SERVICE", service),
            None => self.variables.forget("SERVICE"),
        }
        self.speak_as(self.link.server_version());
        self.activity = Activity::Idle;
        match self.link.reason {
            Reason::First => {
                self.link.told = Some((self.options.host.clone(), self.options.port.clone()));
            }
            Reason::Reset => {
                self.stderr("Succeeded.\n");
                if self.options.interactive && !self.variables.quiet {
                    let tls = self.tls_line();
                    self.stdout(tls);
                }
                self.statement_over(false);
            }
            Reason::Back => {
                self.stderr("Succeeded.\n");
                self.after = super::input::After::Slash;
                self.goes_on(false);
            }
            Reason::Connect => {
                self.link.before = None;
                self.tell_connected();
                self.after = super::input::After::Slash;
                self.goes_on(true);
            }
        }
    }

    /// `what` is the server's or libpq's own text.
    fn start_failed(&mut self, what: &str) {
        let text = format!("connection to server {} failed: {}", self.link.address, what.trim_end_matches('\n'));
        self.link.broken = true;
        self.could_not_start(&text);
    }

    fn could_not_start(&mut self, text: &str) {
        self.link.state = State::Down;
        match self.link.reason {
            Reason::First => {
                self.error(text);
                self.quit(exit::BAD_CONNECTION);
            }
            Reason::Reset => {
                self.stderr("Failed.\n");
                self.lost_for_good();
                self.statement_over(false);
            }
            Reason::Connect if !self.link.by_host && self.options.interactive && self.link.before.is_some() => {
                self.info(text);
                if let Some(before) = self.link.before.take() {
                    self.link.database = before.database;
                    self.link.user = before.user;
                    self.link.password = before.password;
                    self.options.host = before.host;
                    self.options.port = before.port;
                }
                // psql would have kept it; here there is one transport at a time.
                self.stderr("The previous connection was given up for it. Connecting as before: ");
                self.ask_connect(Reason::Back);
            }
            Reason::Connect | Reason::Back => {
                if self.link.reason == Reason::Back {
                    self.stderr("Failed.\n");
                } else {
                    self.info(&format!("\\connect: {text}"));
                }
                self.lost_for_good();
                self.after = super::input::After::Slash;
                self.goes_on(false);
            }
        }
    }

    pub(super) fn lost_for_good(&mut self) {
        self.link.pid = 0;
        #[cfg(not(target_arch = "wasm32"))]
        self.variables.forget("SERVICE");
        for name in ["DBNAME", "USER", "HOST", "PORT", "ENCODING", "SERVER_VERSION_NAME", "SERVER_VERSION_NUM"] {
            self.variables.forget(name);
        }
    }

    /// The transport is gone; `reason` is empty where the server just closed.
    pub(super) fn disconnected(&mut self, reason: String) {
        let reason = if reason.is_empty() { CLOSED.to_owned() } else { reason };
        match self.link.state {
            State::Closed => {
                let text = format!("connection to server {} failed: {reason}", self.link.address);
                self.could_not_start(&text);
            }
            State::Starting => self.start_failed(&reason),
            State::Down => {}
            State::Up => {
                self.link.gone = Some(reason);
                match &self.activity {
                    Activity::Query(run) if run.is_hidden() => self.hidden_over(),
                    Activity::Query(_) => self.connection_lost(),
                    _ => {}
                }
            }
        }
    }

    /// Tells that the connection is lost and tries to get it back, as psql does when it notices.
    pub(super) fn connection_lost(&mut self) {
        let words = self.link.last_words.take();
        if let Some(report) = words {
            let text = report.text(None, self.variables.verbosity, self.variables.show_context);
            self.set_error_variables(&report);
            self.info(&text);
        }
        let text = self.link.gone.clone().unwrap_or_else(|| CLOSED.to_owned());
        self.info(&text);
        self.link.state = State::Down;
        self.link.broken = true;
        let interactive = self.frames.last().is_some_and(|frame| frame.interactive);
        if interactive {
            self.stderr("The connection to the server was lost. Attempting reset: ");
            self.ask_connect(Reason::Reset);
        } else {
            self.error("connection to server was lost");
            self.quit(exit::BAD_CONNECTION);
        }
    }

    pub(super) fn ask_connect(&mut self, reason: Reason) {
        self.link.reason = reason;
        self.link.broken = true;
        let (host, port) = (self.options.host.clone(), self.options.port.clone());
        self.ask_host(HostRequest::Connect { host, port }, AfterHost::Connect);
    }

    pub(super) fn reconnected(&mut self, result: Result<String, String>) {
        match result {
            Err(text) if self.link.by_host && self.link.reason == Reason::Connect => self.not_connected(&text),
            Ok(address) => {
                if !address.is_empty() {
                    self.link.address = address;
                }
                self.start(self.link.reason);
            }
            Err(text) => self.could_not_start(&text),
        }
    }

    /// `\connect`: `None` keeps what is.
    pub(super) fn connect_to(
        &mut self,
        database: Option<String>,
        user: Option<String>,
        host: Option<String>,
        port: Option<String>,
    ) {
        self.link.before = self.link.is_up().then(|| {
            Box::new(Before {
                database: self.link.database.clone(),
                user: self.link.user.clone(),
                host: self.options.host.clone(),
                port: self.options.port.clone(),
                password: self.link.password.clone(),
            })
        });
        let other_user = user.as_ref().is_some_and(|user| *user != self.link.user);
        if other_user || host.is_some() {
            self.link.password = None;
        }
        if let Some(database) = database {
            self.link.database = database;
        }
        if let Some(user) = user {
            self.link.user = user;
        }
        if let Some(host) = host {
            self.options.host = host;
        }
        if let Some(port) = port {
            self.options.port = port;
        }
        if self.link.is_up() && self.link.gone.is_none() {
            self.send(&[b'X', 0, 0, 0, 4]);
        }
        self.link.state = State::Down;
        self.ask_connect(Reason::Connect);
    }
}
