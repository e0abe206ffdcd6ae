//! Connection parameters: what libpq knows, where each comes from when nobody gives it, and the strings that give them.

use std::collections::BTreeMap;

/// A parameter: its keyword, the environment variable that stands in for it, and what it is without either.
struct Known(&'static str, Option<&'static str>, Option<&'static str>);

const KNOWN: [Known; 42] = [
    Known("application_name", Some("PGAPPNAME"), None),
    Known("channel_binding", Some("PGCHANNELBINDING"), Some("prefer")),
    Known("client_encoding", Some("PGCLIENTENCODING"), None),
    Known("connect_timeout", Some("PGCONNECT_TIMEOUT"), None),
    Known("dbname", Some("PGDATABASE"), None),
    Known("fallback_application_name", None, None),
    Known("gssencmode", Some("PGGSSENCMODE"), Some("prefer")),
    Known("gsslib", Some("PGGSSLIB"), None),
    Known("host", Some("PGHOST"), None),
    Known("hostaddr", Some("PGHOSTADDR"), None),
    Known("keepalives", None, None),
    Known("keepalives_count", None, None),
    Known("keepalives_idle", None, None),
    Known("keepalives_interval", None, None),
    Known("krbsrvname", Some("PGKRBSRVNAME"), Some("postgres")),
    Known("load_balance_hosts", Some("PGLOADBALANCEHOSTS"), Some("disable")),
    Known("options", Some("PGOPTIONS"), None),
    Known("passfile", Some("PGPASSFILE"), None),
    Known("password", Some("PGPASSWORD"), None),
    Known("port", Some("PGPORT"), Some("5432")),
    Known("replication", None, None),
    Known("require_auth", Some("PGREQUIREAUTH"), None),
    Known("requirepeer", Some("PGREQUIREPEER"), None),
    Known("service", Some("PGSERVICE"), None),
    Known("ssl_max_protocol_version", Some("PGSSLMAXPROTOCOLVERSION"), None),
    Known("ssl_min_protocol_version", Some("PGSSLMINPROTOCOLVERSION"), Some("TLSv1.2")),
    Known("sslcert", Some("PGSSLCERT"), None),
    Known("sslcertmode", Some("PGSSLCERTMODE"), None),
    Known("sslcompression", Some("PGSSLCOMPRESSION"), Some("0")),
    Known("sslcrl", Some("PGSSLCRL"), None),
    Known("sslcrldir", Some("PGSSLCRLDIR"), None),
    Known("sslkey", Some("PGSSLKEY"), None),
    Known("sslmode", Some("PGSSLMODE"), Some("prefer")),
    Known("sslnegotiation", Some("PGSSLNEGOTIATION"), Some("postgres")),
    Known("sslpassword", None, None),
    Known("sslrootcert", Some("PGSSLROOTCERT"), None),
    Known("sslsni", Some("PGSSLSNI"), Some("1")),
    Known("target_session_attrs", Some("PGTARGETSESSIONATTRS"), Some("any")),
    Known("tcp_user_timeout", None, None),
    Known("user", Some("PGUSER"), None),
    Known("gssdelegation", Some("PGGSSDELEGATION"), None),
    Known("authtype", None, None),
];

/// Looks an environment variable up.
pub(crate) type Environment<'a> = &'a (dyn Fn(&str) -> Option<String> + Sync);

/// What a connection is made from.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Parameters(BTreeMap<&'static str, String>);

impl std::fmt::Debug for Parameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A password belongs in no log.
        f.debug_map().entries(self.0.iter().filter(|(key, _)| !key.contains("password"))).finish()
    }
}

fn keyword(name: &str) -> Option<&'static str> {
    KNOWN.iter().find(|known| known.0 == name).map(|known| known.0)
}

impl Parameters {
    /// The value, where one is set that isn't empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The value, be it empty.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Sets one; false where there is no such parameter.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) -> bool {
        let Some(name) = keyword(name) else { return false };
        self.0.insert(name, value.into());
        true
    }

    pub(crate) fn unset(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// What is set, by keyword.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(key, value)| (*key, value.as_str()))
    }

    /// As psql fills libpq's array: a connection string in the database's place wins over the rest, and what is empty
    /// doesn't count.
    pub(crate) fn from_arguments(
        arguments: &[(&'static str, Option<&str>)],
        database: Option<&str>,
    ) -> Result<Self, String> {
        let mut parameters = Self::default();
        for (name, value) in arguments {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                parameters.set(name, value);
            }
        }
        match database {
            Some(text) if is_connection_string(text) => parameters.0.extend(parse(text)?.0),
            Some(name) if !name.is_empty() => {
                parameters.set("dbname", name);
            }
            _ => {}
        }
        Ok(parameters)
    }

    /// Fills in what nobody gave: from the service, from the environment, from libpq's own defaults.
    pub(crate) fn completed(mut self, environment: Environment<'_>) -> Result<Self, String> {
        super::service::add(&mut self, environment)?;
        for Known(name, variable, default) in &KNOWN {
            if self.0.contains_key(name) {
                continue;
            }
            let value = variable.and_then(environment).or_else(|| default.map(str::to_owned));
            let value = match (*name, value) {
                ("user", None) => os_user(),
                ("sslmode", Some(_))
                    if variable.and_then(environment).is_none() && self.get("sslrootcert") == Some("system") =>
                {
                    Some("verify-full".to_owned())
                }
                (_, value) => value,
            };
            if let Some(value) = value {
                self.0.insert(name, value);
            }
        }
        Ok(self)
    }
}

fn os_user() -> Option<String> {
    nix::unistd::User::from_uid(nix::unistd::geteuid()).ok().flatten().map(|user| user.name)
}

fn uri_part(text: &str) -> Option<&str> {
    text.strip_prefix("postgresql://").or_else(|| text.strip_prefix("postgres://"))
}

/// Whether this is a connection string and not a database's name.
pub(crate) fn is_connection_string(text: &str) -> bool {
    uri_part(text).is_some() || text.contains('=')
}

/// Reads a connection string into its parts.
pub(crate) fn parse(text: &str) -> Result<Parameters, String> {
    match uri_part(text) {
        Some(rest) => uri(text, rest),
        None => pairs(text),
    }
}

fn decode(text: &str) -> Result<String, String> {
    let invalid = || format!("invalid percent-encoded token: \"{text}\"");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first != b'%' {
            bytes.push(first);
            rest = tail;
            continue;
        }
        let digit = |at: usize| tail.get(at).and_then(|c| char::from(*c).to_digit(16));
        let (Some(high), Some(low)) = (digit(0), digit(1)) else { return Err(invalid()) };
        if high + low == 0 {
            return Err(format!("forbidden value %00 in percent-encoded value: \"{text}\""));
        }
        bytes.push((high * 16 + low) as u8);
        rest = &tail[2..];
    }
    String::from_utf8(bytes).map_err(|_| invalid())
}

/// Up to the first of these characters, and the rest with it.
fn until<'a>(text: &'a str, ends: &[char]) -> (&'a str, &'a str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

fn uri(whole: &str, rest: &str) -> Result<Parameters, String> {
    let mut parts = Parameters::default();
    let mut store = |key: &str, value: &str| -> Result<(), String> {
        if !value.is_empty() {
            parts.set(key, decode(value)?);
        }
        Ok(())
    };
    let mut rest = rest;
    let (login, after) = until(rest, &['@', '/']);
    if let Some(after) = after.strip_prefix('@') {
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        store("user", user)?;
        store("password", password)?;
        rest = after;
    }
    let (mut hosts, mut ports) = (String::new(), String::new());
    loop {
        let (host, after) = match rest.strip_prefix('[') {
            None => until(rest, &[':', '/', '?', ',']),
            Some(inside) => {
                let Some((host, after)) = inside.split_once(']') else {
                    return Err(format!(
                        "end of string reached when looking for matching \"]\" in IPv6 host address in URI: \"{whole}\""
                    ));
                };
                if host.is_empty() {
                    return Err(format!("IPv6 host address may not be empty in URI: \"{whole}\""));
                }
                if let Some(c) = after.chars().next().filter(|c| ![':', '/', '?', ','].contains(c)) {
                    let position = whole.len() - after.len() + 1;
                    return Err(format!(
                        "unexpected character \"{c}\" at position {position} in URI (expected \":\" or \"/\"): \"{whole}\""
                    ));
                }
                (host, after)
            }
        };
        hosts.push_str(host);
        rest = after;
        if let Some(after) = rest.strip_prefix(':') {
            let (port, after) = until(after, &['/', '?', ',']);
            ports.push_str(port);
            rest = after;
        }
        let Some(next) = rest.strip_prefix(',') else { break };
        hosts.push(',');
        ports.push(',');
        rest = next;
    }
    store("host", &hosts)?;
    store("port", &ports)?;
    if let Some(path) = rest.strip_prefix('/') {
        let (database, after) = until(path, &['?']);
        store("dbname", database)?;
        rest = after;
    }
    if let Some(query) = rest.strip_prefix('?') {
        uri_parameters(query, &mut parts)?;
    }
    Ok(parts)
}

fn uri_parameters(query: &str, parts: &mut Parameters) -> Result<(), String> {
    let mut rest = query;
    while !rest.is_empty() {
        let (pair, after) = rest.split_once('&').unwrap_or((rest, ""));
        rest = after;
        let Some((key, value)) = pair.split_once('=') else {
            return Err(format!("missing key/value separator \"=\" in URI query parameter: \"{pair}\""));
        };
        if value.contains('=') {
            return Err(format!("extra key/value separator \"=\" in URI query parameter: \"{key}\""));
        }
        let (key, value) = (decode(key)?, decode(value)?);
        // As JDBC has it.
        let known =
            if key == "ssl" && value == "true" { parts.set("sslmode", "require") } else { parts.set(&key, value) };
        if !known {
            return Err(format!("invalid URI query parameter: \"{key}\""));
        }
    }
    Ok(())
}

fn pairs(text: &str) -> Result<Parameters, String> {
    let mut parts = Parameters::default();
    let mut chars = text.chars().peekable();
    let space = |c: &char| c.is_ascii_whitespace() || *c == '\u{b}';
    loop {
        while chars.next_if(space).is_some() {}
        let mut key = String::new();
        while let Some(c) = chars.next_if(|c| *c != '=' && !space(c)) {
            key.push(c);
        }
        if key.is_empty() && chars.peek().is_none() {
            return Ok(parts);
        }
        while chars.next_if(space).is_some() {}
        if chars.next() != Some('=') {
            return Err(format!("missing \"=\" after \"{key}\" in connection info string"));
        }
        while chars.next_if(space).is_some() {}
        let mut value = String::new();
        let quoted = chars.next_if_eq(&'\'').is_some();
        loop {
            match chars.next() {
                Some('\\') => value.extend(chars.next()),
                Some('\'') if quoted => break,
                Some(c) if !quoted && space(&c) => break,
                Some(c) => value.push(c),
                None if quoted => return Err("unterminated quoted string in connection info string".to_owned()),
                None => break,
            }
        }
        if !parts.set(&key, value) {
            return Err(format!("invalid connection option \"{key}\""));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(text: &str) -> Vec<(&'static str, String)> {
        parse(text).unwrap().0.into_iter().collect()
    }

    fn owned(pairs: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
        pairs.iter().map(|(k, v)| (*k, (*v).to_owned())).collect()
    }

    #[test]
    fn uris() {
        assert_eq!(
            get("postgres://oncall.abc:t%40ken@lab:6432/shop?application_name=x%20y"),
            owned(&[
                ("application_name", "x y"),
                ("dbname", "shop"),
                ("host", "lab"),
                ("password", "t@ken"),
                ("port", "6432"),
                ("user", "oncall.abc")
            ])
        );
        assert_eq!(get("postgresql://[::1]:5/"), owned(&[("host", "::1"), ("port", "5")]));
        assert_eq!(get("postgresql:///db?host=/tmp"), owned(&[("dbname", "db"), ("host", "/tmp")]));
        assert_eq!(get("postgres://a:1,[::1],c:3/d"), owned(&[("dbname", "d"), ("host", "a,::1,c"), ("port", "1,,3")]));
        assert_eq!(get("postgres://%2Ftmp?ssl=true&"), owned(&[("host", "/tmp"), ("sslmode", "require")]));
        assert_eq!(get("postgres://u@/d"), owned(&[("dbname", "d"), ("user", "u")]));
        assert_eq!(get("postgres://"), []);
    }

    #[test]
    fn wrong_uris_in_libpqs_words() {
        for (text, words) in [
            ("postgres://h/d?colour=red", "invalid URI query parameter: \"colour\""),
            ("postgres://a%zz@h/d", "invalid percent-encoded token: \"a%zz\""),
            ("postgres://h%00/d", "forbidden value %00 in percent-encoded value: \"h%00\""),
            ("postgres://[]/d", "IPv6 host address may not be empty in URI: \"postgres://[]/d\""),
            (
                "postgres://[::1]x/d",
                "unexpected character \"x\" at position 17 in URI (expected \":\" or \"/\"): \"postgres://[::1]x/d\"",
            ),
            ("postgres://h/d?host", "missing key/value separator \"=\" in URI query parameter: \"host\""),
            ("postgres://h/d?a=b=c", "extra key/value separator \"=\" in URI query parameter: \"a\""),
        ] {
            assert_eq!(parse(text).unwrap_err(), words);
        }
    }

    #[test]
    fn keys_and_values() {
        assert_eq!(
            get(r"host=/tmp port = 5 user='it\'s me'"),
            owned(&[("host", "/tmp"), ("port", "5"), ("user", "it's me")])
        );
        assert_eq!(get("host='' "), owned(&[("host", "")]));
        assert_eq!(parse("host=a colour=red").unwrap_err(), "invalid connection option \"colour\"");
        assert_eq!(parse("host=a b").unwrap_err(), "missing \"=\" after \"b\" in connection info string");
        assert_eq!(parse("host='a").unwrap_err(), "unterminated quoted string in connection info string");
    }

    #[test]
    fn strings_win_over_options_and_those_over_the_environment() {
        let environment = |name: &str| match name {
            "PGHOST" => Some("/env".to_owned()),
            "PGUSER" => Some("envuser".to_owned()),
            _ => None,
        };
        let made = |arguments: &[(&'static str, Option<&str>)], database| {
            Parameters::from_arguments(arguments, database).unwrap().completed(&environment).unwrap()
        };
        let p = made(&[("host", Some("/tmp")), ("user", Some("x"))], Some("postgres://u:p@h:1/d"));
        assert_eq!((p.get("host"), p.get("port"), p.get("user")), (Some("h"), Some("1"), Some("u")));
        let p = made(&[("host", Some("")), ("port", Some("7"))], Some("shop"));
        assert_eq!((p.get("host"), p.get("port"), p.get("user")), (Some("/env"), Some("7"), Some("envuser")));
        assert_eq!(format!("{:?}", parse("password=secret user=u").unwrap()), "{\"user\": \"u\"}");
    }
}
