//! What the parameters come to: the hosts to try and how, or libpq's words for what doesn't fit.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::parameters::{Environment, Parameters};
use super::passfile::{self, Login};

/// How long connecting may take where nothing else is said.
const CONNECT_WITHIN: Duration = Duration::from_secs(30);

/// One host to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Host {
    /// Its name, address or socket directory; empty where only the address was given.
    pub name: String,
    /// `hostaddr`.
    pub address: Option<String>,
    pub port: String,
    /// What the password file has for it.
    pub password: Option<String>,
}

impl Host {
    /// The directory of its socket, where it is reached by one.
    pub(super) fn socket_directory(&self) -> Option<&str> {
        (self.address.is_none() && self.name.starts_with('/')).then_some(self.name.as_str())
    }

    /// As it is shown: its name, or else its address.
    pub(super) fn shown(&self) -> &str {
        if self.name.is_empty() { self.address.as_deref().unwrap_or("") } else { &self.name }
    }
}

/// `sslmode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SslMode {
    Disable,
    Allow,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

/// `target_session_attrs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    PreferStandby,
}

/// What to try.
#[derive(Debug)]
pub(super) struct Plan {
    pub hosts: Vec<Host>,
    pub user: String,
    pub database: String,
    pub ssl: SslMode,
    pub wanted: Wanted,
    /// The password file, if it was looked into.
    pub passfile: Option<PathBuf>,
    /// Warnings about it.
    pub warnings: Vec<String>,
}

/// The directory of the sockets where nothing else is said.
pub(super) fn socket_directory() -> &'static str {
    let debian = "/var/run/postgresql";
    if Path::new(debian).is_dir() { debian } else { "/tmp" }
}

fn one_of<T: Copy>(parameters: &Parameters, name: &str, choices: &[(&str, T)], default: T) -> Result<T, String> {
    let Some(value) = parameters.get(name) else { return Ok(default) };
    let found = choices.iter().find(|(word, _)| *word == value).map(|(_, choice)| *choice);
    found.ok_or_else(|| format!("invalid {name} value: \"{value}\""))
}

fn listed(parameters: &Parameters, name: &str) -> Vec<String> {
    parameters.get(name).map(|list| list.split(',').map(str::to_owned).collect()).unwrap_or_default()
}

impl Plan {
    pub(super) fn new(parameters: &Parameters, environment: Environment<'_>) -> Result<Self, String> {
        let (names, addresses) = (listed(parameters, "host"), listed(parameters, "hostaddr"));
        let ports = listed(parameters, "port");
        if !names.is_empty() && !addresses.is_empty() && names.len() != addresses.len() {
            return Err(format!("could not match {} host names to {} hostaddr values", names.len(), addresses.len()));
        }
        let count = names.len().max(addresses.len()).max(1);
        if ports.len() > 1 && ports.len() != count {
            return Err(format!("could not match {} port numbers to {count} hosts", ports.len()));
        }
        let user = parameters.get("user").unwrap_or_default().to_owned();
        let database = parameters.get("dbname").unwrap_or(&user).to_owned();
        let nonempty = |text: Option<&String>| text.filter(|text| !text.is_empty()).cloned();
        let mut plan = Self {
            hosts: Vec::new(),
            ssl: one_of(
                parameters,
                "sslmode",
                &[
                    ("disable", SslMode::Disable),
                    ("allow", SslMode::Allow),
                    ("prefer", SslMode::Prefer),
                    ("require", SslMode::Require),
                    ("verify-ca", SslMode::VerifyCa),
                    ("verify-full", SslMode::VerifyFull),
                ],
                SslMode::Prefer,
            )?,
            wanted: one_of(
                parameters,
                "target_session_attrs",
                &[
                    ("any", Wanted::Any),
                    ("read-write", Wanted::ReadWrite),
                    ("read-only", Wanted::ReadOnly),
                    ("primary", Wanted::Primary),
                    ("standby", Wanted::Standby),
                    ("prefer-standby", Wanted::PreferStandby),
                ],
                Wanted::Any,
            )?,
            user,
            database,
            passfile: None,
            warnings: Vec::new(),
        };
        refuse_what_is_missing(parameters, plan.ssl)?;
        for index in 0..count {
            let address = nonempty(addresses.get(index));
            let name = nonempty(names.get(index));
            let name = match (name, &address) {
                (Some(name), _) => name,
                (None, Some(_)) => String::new(),
                (None, None) => socket_directory().to_owned(),
            };
            let port = nonempty(ports.get(index).or(ports.first())).unwrap_or_else(|| "5432".to_owned());
            plan.hosts.push(Host { name, address, port, password: None });
        }
        if parameters.get("password").is_none() {
            plan.look_up_passwords(parameters, environment);
        }
        Ok(plan)
    }

    fn look_up_passwords(&mut self, parameters: &Parameters, environment: Environment<'_>) {
        let home = || environment("HOME").map(|home| Path::new(&home).join(".pgpass"));
        let Some(path) = parameters.get("passfile").map(PathBuf::from).or_else(home) else { return };
        for host in &mut self.hosts {
            let shown = host.shown();
            let name = if shown == socket_directory() { "localhost" } else { shown };
            let login = Login { host: name, port: &host.port, database: &self.database, user: &self.user };
            match passfile::password(&path, &login) {
                Ok(password) => host.password = password,
                Err(warning) => self.warnings.push(warning),
            }
        }
        self.passfile = Some(path);
    }
}

/// What a parameter asks for and this psql can't do is refused, never passed over in silence.
fn refuse_what_is_missing(parameters: &Parameters, ssl: SslMode) -> Result<(), String> {
    let words = [("disable", 0), ("prefer", 0), ("require", 1)];
    for name in ["channel_binding", "gssencmode"] {
        if one_of(parameters, name, &words, 0)? == 1 {
            return Err(format!("{name}=require is not supported by ride's psql"));
        }
    }
    for name in ["ssl_min_protocol_version", "ssl_max_protocol_version"] {
        let versions = [("TLSv1", ()), ("TLSv1.1", ()), ("TLSv1.2", ()), ("TLSv1.3", ())];
        one_of(parameters, name, &versions, ())?;
    }
    for name in ["sslcrl", "sslcrldir", "require_auth", "requirepeer", "sslpassword"] {
        if parameters.get(name).is_some() {
            return Err(format!("{name} is not supported by ride's psql"));
        }
    }
    for (name, usual) in [("sslnegotiation", "postgres"), ("load_balance_hosts", "disable")] {
        if let Some(value) = parameters.get(name).filter(|value| *value != usual) {
            return Err(format!("{name}={value} is not supported by ride's psql"));
        }
    }
    if parameters.get("sslrootcert") == Some("system") && ssl != SslMode::VerifyFull {
        let mode = parameters.get("sslmode").unwrap_or("prefer");
        return Err(format!("weak sslmode \"{mode}\" may not be used with sslrootcert=system (use \"verify-full\")"));
    }
    Ok(())
}

/// A host's port as a number; `Err(true)` where the others aren't tried either, as with libpq.
pub(super) fn port(text: &str) -> Result<u16, (String, bool)> {
    let Ok(number) = text.trim().parse::<i32>() else {
        return Err((format!("invalid integer value \"{text}\" for connection option \"port\""), true));
    };
    u16::try_from(number)
        .ok()
        .filter(|port| *port > 0)
        .ok_or_else(|| (format!("invalid port number: \"{text}\""), false))
}

/// How long one attempt may take; libpq waits forever where nothing is said.
pub(super) fn connect_within(parameters: &Parameters) -> Result<Duration, String> {
    let Some(text) = parameters.get("connect_timeout") else { return Ok(CONNECT_WITHIN) };
    let seconds = text
        .trim()
        .parse::<i32>()
        .map_err(|_| format!("invalid integer value \"{text}\" for connection option \"connect_timeout\""))?;
    Ok(match u64::try_from(seconds) {
        Ok(0) | Err(_) => CONNECT_WITHIN,
        Ok(seconds) => Duration::from_secs(seconds.max(2)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::parameters::parse;
    use super::*;

    fn plan(text: &str) -> Result<Plan, String> {
        Plan::new(&parse(text)?.completed(&|_| None)?, &|_| None)
    }

    #[test]
    fn lists_of_hosts() {
        let plan = plan("host=a,,/c port=1,,3 hostaddr=,10.0.0.1, user=u").unwrap();
        let hosts: Vec<_> = plan.hosts.iter().map(|h| (h.shown(), h.port.as_str(), h.socket_directory())).collect();
        assert_eq!(hosts, [("a", "1", None), ("10.0.0.1", "5432", None), ("/c", "3", Some("/c"))]);
        assert_eq!(plan.database, "u");
    }

    #[test]
    fn what_does_not_fit() {
        for (text, words) in [
            ("host=a port=1,2", "could not match 2 port numbers to 1 hosts"),
            ("host=a hostaddr=1.1.1.1,2.2.2.2", "could not match 1 host names to 2 hostaddr values"),
            ("sslmode=x", "invalid sslmode value: \"x\""),
            ("target_session_attrs=x", "invalid target_session_attrs value: \"x\""),
            ("channel_binding=require", "channel_binding=require is not supported by ride's psql"),
            ("sslcrl=x", "sslcrl is not supported by ride's psql"),
            (
                "sslrootcert=system sslmode=require",
                "weak sslmode \"require\" may not be used with sslrootcert=system (use \"verify-full\")",
            ),
        ] {
            assert_eq!(plan(text).unwrap_err(), words);
        }
        assert_eq!(plan("sslrootcert=system").unwrap().ssl, SslMode::VerifyFull);
        assert_eq!(port("x").unwrap_err().0, "invalid integer value \"x\" for connection option \"port\"");
        assert_eq!(port("99999").unwrap_err(), ("invalid port number: \"99999\"".to_owned(), false));
        assert_eq!(connect_within(&parse("connect_timeout=1").unwrap()).unwrap(), Duration::from_secs(2));
    }
}
