//! Connecting as libpq does: parameters from strings, services, files and the environment; several hosts in turn;
//! TLS as `sslmode` has it; passwords. What comes out is a session that is ready.

mod hosts;
mod locale;
mod parameters;
mod passfile;
mod service;
mod startup;
mod tls;
mod transport;

pub(in crate::cli) use locale::encoding as locale_encoding;
use std::io::Write as _;
use std::time::Duration;

use bytes::BytesMut;
use postgres_protocol::message::frontend;
use ride_shared::psql::Server;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

use hosts::{Host, Plan, SslMode, Wanted};
pub(crate) use parameters::{Environment, Parameters, is_connection_string, parse};
pub(crate) use service::SYSCONFDIR;
use startup::{Ready, Refused};
use tls::Tls;
use transport::Transport;
pub(crate) use transport::{Address, Stream, plain};

/// A session that is ready.
pub(crate) struct Connected {
    pub stream: Box<dyn Stream>,
    /// What the server has said since it let the user in.
    pub said: Vec<u8>,
    /// What the engine is told.
    pub server: Server,
    /// Whether the server asked for a password.
    pub password_used: bool,
    /// Where cancel requests go.
    pub address: Address,
    /// The server's version as it tells it.
    pub server_version: String,
}

/// Why there is none.
#[derive(Debug, Default)]
pub(crate) struct Failure {
    /// libpq's message: what went wrong at each host that was tried.
    pub text: String,
    /// The server asks for a password and there was none.
    pub needs_password: bool,
    /// As whom.
    pub user: String,
}

/// The host where none is given.
pub(crate) fn default_host() -> &'static str {
    hosts::socket_directory()
}

/// How one attempt ended.
enum End {
    Session(Box<Connected>),
    /// This address can't be reached.
    NextAddress(String),
    /// This host won't do.
    NextHost(String),
    /// Once more at the same address, with TLS or without.
    Again(String),
    Fatal(String, bool),
}

/// Tries the hosts in turn.
pub(crate) async fn connect(parameters: &Parameters, environment: Environment<'_>) -> Result<Connected, Failure> {
    let plan = Plan::new(parameters, environment).map_err(|text| Failure { text, ..Failure::default() })?;
    for warning in &plan.warnings {
        // There is nowhere else to tell it.
        let _ = std::io::stderr().write_all(warning.as_bytes());
    }
    let mut attempts = Attempts { parameters, environment, plan: &plan, tls: None, text: String::new() };
    let passes: &[Wanted] = match plan.wanted {
        Wanted::PreferStandby => &[Wanted::Standby, Wanted::Any],
        ref wanted => std::slice::from_ref(wanted),
    };
    for wanted in passes {
        for host in &plan.hosts {
            match attempts.host(host, *wanted).await {
                Some(Ok(connected)) => return Ok(*connected),
                Some(Err(needs_password)) => {
                    return Err(Failure { text: attempts.text, needs_password, user: plan.user.clone() });
                }
                None => {}
            }
        }
    }
    Err(Failure { text: attempts.text, needs_password: false, user: plan.user.clone() })
}

struct Attempts<'a> {
    parameters: &'a Parameters,
    environment: Environment<'a>,
    plan: &'a Plan,
    tls: Option<Result<Tls, String>>,
    /// What went wrong so far.
    text: String,
}

impl Attempts<'_> {
    fn failed(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(text);
    }

    /// Tries one host: a session, or that no other host is to be tried (and whether a password is missing), or
    /// nothing.
    async fn host(&mut self, host: &Host, wanted: Wanted) -> Option<Result<Box<Connected>, bool>> {
        let port = match hosts::port(&host.port) {
            Ok(port) => port,
            Err((text, last)) => {
                self.failed(&text);
                return last.then_some(Err(false));
            }
        };
        let within = match hosts::connect_within(self.parameters) {
            Ok(within) => within,
            Err(text) => {
                let place = Address::of(host, port).await.ok().and_then(|all| all.into_iter().next());
                let place = place.map_or_else(String::new, |address| reached(host, &address));
                self.failed(&format!("connection to server {place} failed: {text}"));
                return Some(Err(false));
            }
        };
        let addresses = match timeout(within, Address::of(host, port)).await {
            Ok(Ok(addresses)) => addresses,
            Ok(Err(text)) => {
                self.failed(&text);
                return None;
            }
            Err(_) => {
                self.failed(&format!("could not translate host name \"{}\" to address: timeout expired", host.shown()));
                return None;
            }
        };
        for address in addresses {
            let tcp = address.ip().is_some();
            let mut encrypted = tcp && !matches!(self.plan.ssl, SslMode::Disable | SslMode::Allow);
            let mut again = tcp && matches!(self.plan.ssl, SslMode::Allow | SslMode::Prefer);
            loop {
                let end = timeout(within, self.attempt(host, &address, encrypted, again, wanted)).await;
                let end = end.unwrap_or_else(|_| End::NextAddress("timeout expired".to_owned()));
                let place = reached(host, &address);
                let failed = |text: &str| format!("connection to server {place} failed: {text}");
                match end {
                    End::Session(session) => return Some(Ok(session)),
                    End::Again(text) => {
                        if !text.is_empty() {
                            self.failed(&failed(&text));
                        }
                        encrypted = !encrypted;
                        again = false;
                    }
                    End::NextAddress(text) => {
                        self.failed(&failed(&text));
                        break;
                    }
                    End::NextHost(text) => {
                        self.failed(&failed(&text));
                        return None;
                    }
                    End::Fatal(text, needs_password) => {
                        self.failed(&failed(&text));
                        return Some(Err(needs_password));
                    }
                }
            }
        }
        None
    }

    async fn attempt(&mut self, host: &Host, address: &Address, encrypted: bool, again: bool, wanted: Wanted) -> End {
        let transport = match address.open().await {
            Ok(transport) => transport,
            Err(error) => return End::NextAddress(address.refusal(&error)),
        };
        transport.keep_alive(self.parameters);
        let (mut stream, tls): (Box<dyn Stream>, _) = match transport {
            Transport::Tcp(mut stream) if encrypted => match ssl_request(&mut stream).await {
                Ok(b'S') => match self.encrypt(stream, host).await {
                    Ok((stream, told)) => (Box::new(stream), Some(told)),
                    Err(text) if again => return End::Again(text),
                    Err(text) => return End::Fatal(text, false),
                },
                Ok(b'N') if matches!(self.plan.ssl, SslMode::Allow | SslMode::Prefer) => (Box::new(stream), None),
                Ok(b'N') => return End::Fatal("server does not support SSL, but SSL was required".to_owned(), false),
                Ok(b'E') if again => return End::Again(String::new()),
                Ok(other) => {
                    let shown = char::from(other);
                    return End::Fatal(format!("received invalid response to SSL negotiation: {shown}"), false);
                }
                Err(text) => return End::Fatal(text, false),
            },
            transport => (transport.plain(), None),
        };
        // Without TLS after all, there is no other way left to try.
        let again = again && encrypted == tls.is_some();
        let given = self.parameters.get("password");
        let password = given.or(host.password.as_deref());
        let asked = self.startup_parameters();
        match startup::start(&mut *stream, &asked, &self.plan.user, password).await {
            Ok(ready) => {
                if let Err(text) = fits(&ready, wanted) {
                    // It is let go; whether it hears of that doesn't matter.
                    let _ = timeout(Duration::from_secs(1), stream.write_all(&[b'X', 0, 0, 0, 4])).await;
                    return End::NextHost(text.to_owned());
                }
                let server = Server {
                    host: host.shown().to_owned(),
                    address: host.address.clone().or_else(|| address.ip()),
                    port: host.port.clone(),
                    user: self.plan.user.clone(),
                    database: self.plan.database.clone(),
                    reached: reached(host, address),
                    tls,
                };
                let server_version = ready.reported.get("server_version").cloned().unwrap_or_default();
                let (said, password_used, address) = (ready.said, ready.password_used, address.clone());
                End::Session(Box::new(Connected { stream, said, server, password_used, address, server_version }))
            }
            Err(Refused::Server { text, sqlstate, .. }) if sqlstate == "57P03" => End::NextHost(text),
            Err(Refused::Server { mut text, sqlstate, asked }) => {
                if let Some(file) = &self.plan.passfile
                    && asked
                    && given.is_none()
                    && password.is_some()
                    && sqlstate == "28P01"
                {
                    text = format!("{text}\npassword retrieved from file \"{}\"", file.display());
                }
                if again { End::Again(text) } else { End::Fatal(text, false) }
            }
            Err(Refused::NoPassword) => End::Fatal("fe_sendauth: no password supplied".to_owned(), true),
            Err(Refused::Other(text)) => End::Fatal(text, false),
        }
    }

    async fn encrypt(
        &mut self,
        stream: tokio::net::TcpStream,
        host: &Host,
    ) -> Result<(impl Stream + 'static, String), String> {
        let (parameters, environment, mode) = (self.parameters, self.environment, self.plan.ssl);
        match self.tls.get_or_insert_with(|| Tls::new(parameters, mode, environment)) {
            Ok(tls) => tls.open(stream, host).await,
            Err(text) => Err(text.clone()),
        }
    }

    /// The StartupMessage's parameters.
    fn startup_parameters(&self) -> Vec<(String, String)> {
        let parameters = self.parameters;
        let mut all = vec![
            ("user".to_owned(), self.plan.user.clone()),
            ("database".to_owned(), self.plan.database.clone()),
            ("application_name".to_owned(), parameters.get("application_name").unwrap_or("psql").to_owned()),
        ];
        if let Some(encoding) = parameters.get("client_encoding") {
            let encoding = if encoding == "auto" { locale::encoding(self.environment) } else { encoding };
            all.push(("client_encoding".to_owned(), encoding.to_owned()));
        }
        for name in ["replication", "options"] {
            if let Some(value) = parameters.get(name) {
                all.push((name.to_owned(), value.to_owned()));
            }
        }
        for (variable, setting) in [("PGDATESTYLE", "datestyle"), ("PGTZ", "timezone"), ("PGGEQO", "geqo")] {
            if let Some(value) = (self.environment)(variable).filter(|value| !value.eq_ignore_ascii_case("default")) {
                all.push((setting.to_owned(), value));
            }
        }
        all
    }
}

/// `at "host" (address), port 5432`, as libpq puts it before what went wrong.
fn reached(host: &Host, address: &Address) -> String {
    match address {
        Address::Socket(path) => format!("on socket \"{}\"", path.display()),
        Address::Tcp(address) => {
            let (shown, ip, port) =
                (host.address.as_deref().unwrap_or(&host.name), address.ip().to_string(), &host.port);
            if host.address.is_some() || shown == ip {
                format!("at \"{shown}\", port {port}")
            } else {
                format!("at \"{shown}\" ({ip}), port {port}")
            }
        }
    }
}

async fn ssl_request(stream: &mut tokio::net::TcpStream) -> Result<u8, String> {
    let mut bytes = BytesMut::new();
    frontend::ssl_request(&mut bytes);
    let lost = |e: std::io::Error| format!("could not receive data from server: {}", plain(&e));
    stream.write_all(&bytes).await.map_err(lost)?;
    stream.read_u8().await.map_err(lost)
}

/// Whether the session is of the wanted kind.
fn fits(ready: &Ready, wanted: Wanted) -> Result<(), &'static str> {
    let on = |name: &str| ready.reported.get(name).is_some_and(|value| value == "on");
    let standby = on("in_hot_standby");
    let read_only = standby || on("default_transaction_read_only");
    match wanted {
        Wanted::ReadWrite if read_only => Err("session is read-only"),
        Wanted::ReadOnly if !read_only => Err("session is not read-only"),
        Wanted::Primary if standby => Err("server is in hot standby mode"),
        Wanted::Standby if !standby => Err("server is not in hot standby mode"),
        _ => Ok(()),
    }
}
