//! Making sessions for a console: passwords that are asked for, and what `\connect` makes of the parameters that there
//! are.

use std::sync::Arc;

use super::connect::{self, Connected, Parameters, is_connection_string, parse};
use super::machine::{Machine, ask_password};

/// When a password is asked for on the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// `-w`.
    Never,
    /// When the server wants one and there is none.
    WhenNeeded,
    /// `-W`.
    Always,
}

/// What `\connect` was given.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub reuse: Option<bool>,
    pub database: Option<String>,
    pub user: Option<String>,
    pub host: Option<String>,
    pub port: Option<String>,
}

impl Change {
    /// The parameters to connect with, from those that there are; an error is psql's text.
    pub(super) fn applied(&self, current: Option<&Parameters>, machine: &Machine) -> Result<Parameters, String> {
        let string = self.database.as_deref().filter(|text| is_connection_string(text));
        let reuse = self.reuse.unwrap_or(string.is_none());
        let old = match (reuse, current) {
            (true, Some(current)) => current.clone(),
            (true, None) => return Err("No database connection exists to re-use parameters from".to_owned()),
            // With a string nothing of the environment may stand before its service.
            (false, _) if string.is_some() => Parameters::default(),
            (false, _) => Parameters::default().completed(&|name| machine.environment(name))?,
        };
        let mut given = string.map_or_else(|| Ok(Parameters::default()), parse)?;
        if string.is_none() {
            let all = [("dbname", &self.database), ("user", &self.user), ("host", &self.host), ("port", &self.port)];
            for (name, value) in all {
                if let Some(value) = value {
                    given.set(name, value);
                }
            }
        }
        let mut new = old.clone();
        for (name, value) in given.iter() {
            // What is empty is as if nobody had ever given it.
            if value.is_empty() && string.is_none() {
                new.unset(name);
            } else {
                new.set(name, value);
            }
        }
        let changed = |name: &str| given.given(name).is_some() && given.given(name) != old.given(name);
        if string.is_none() && changed("host") {
            new.unset("hostaddr");
        }
        // A password is for the user and the place that it was given for.
        let moved = ["user", "host", "hostaddr", "port"].into_iter().any(changed);
        if moved && given.given("password").is_none() {
            new.unset("password");
        }
        new.completed(&|name| machine.environment(name))
    }
}

/// A session, with the parameters that it was made from.
pub(super) type Session = (Connected, Parameters);

/// Connects, asking for a password where that is wanted; an error is libpq's message, or what became of the asking.
pub(super) async fn connect(
    mut parameters: Parameters,
    ask: Ask,
    asked_for: Option<&str>,
    machine: &Arc<Machine>,
) -> Result<Session, String> {
    let mut asked = ask == Ask::Never;
    if ask == Ask::Always {
        asked = true;
        parameters.set("password", password_for(asked_for.unwrap_or("")).await?);
    }
    let environment = Arc::clone(machine);
    let environment = move |name: &str| environment.environment(name);
    loop {
        match connect::connect(&parameters, &environment).await {
            Ok(connected) => return Ok((connected, parameters)),
            Err(failure) if failure.needs_password && !asked => {
                asked = true;
                parameters.set("password", password_for(&failure.user).await?);
            }
            Err(failure) => return Err(failure.text),
        }
    }
}

async fn password_for(user: &str) -> Result<String, String> {
    let prompt = if user.is_empty() { "Password: ".to_owned() } else { format!("Password for user {user}: ") };
    let asked = tokio::task::spawn_blocking(move || ask_password(&prompt)).await;
    asked.map_err(|e| e.to_string())?.map_err(|e| format!("could not read the password: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(database: &str, host: Option<&str>, reuse: Option<bool>) -> Result<Parameters, String> {
        let current = parse("host=a hostaddr=10.0.0.1 port=1 user=u password=p dbname=d options=-cx=1").unwrap();
        let change = Change {
            reuse,
            database: (!database.is_empty()).then(|| database.to_owned()),
            host: host.map(str::to_owned),
            ..Change::default()
        };
        change.applied(Some(&current), &Machine::default())
    }

    #[test]
    fn what_is_not_given_stays() {
        let p = change("e", None, None).unwrap();
        assert_eq!((p.get("dbname"), p.get("host"), p.get("password")), (Some("e"), Some("a"), Some("p")));
        assert_eq!(p.get("options"), Some("-cx=1"));
        let p = change("", Some("b"), None).unwrap();
        assert_eq!((p.get("host"), p.get("hostaddr"), p.get("password")), (Some("b"), None, None));
    }

    #[test]
    fn a_string_begins_anew_unless_told_otherwise() {
        let p = change("host=b user=u", None, None).unwrap();
        assert_eq!((p.get("host"), p.get("options")), (Some("b"), None));
        let p = change("dbname=x", None, Some(true)).unwrap();
        assert_eq!((p.get("dbname"), p.get("host"), p.get("password")), (Some("x"), Some("a"), Some("p")));
        let p = change("port=2", None, Some(true)).unwrap();
        assert_eq!((p.get("port"), p.get("password")), (Some("2"), None));
        assert_eq!(change("colour=red", None, None).unwrap_err(), "invalid connection option \"colour\"");
    }

    #[test]
    fn without_a_connection_there_is_nothing_to_take_over() {
        let error = Change::default().applied(None, &Machine::default()).unwrap_err();
        assert_eq!(error, "No database connection exists to re-use parameters from");
    }
}
