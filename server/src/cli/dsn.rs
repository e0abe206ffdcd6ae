//! Connection strings, as libpq takes them: `postgres://...` and `key=value ...`.

use std::collections::BTreeMap;

/// What may stand in a connection string; what is true is used, the rest is taken and left alone.
const KNOWN: [(&str, bool); 22] = [
    ("application_name", true),
    ("channel_binding", false),
    ("client_encoding", false),
    ("connect_timeout", true),
    ("dbname", true),
    ("fallback_application_name", false),
    ("gssencmode", false),
    ("host", true),
    ("hostaddr", true),
    ("keepalives", false),
    ("keepalives_count", false),
    ("keepalives_idle", false),
    ("keepalives_interval", false),
    ("options", true),
    ("passfile", false),
    ("password", true),
    ("port", true),
    ("sslmode", true),
    ("sslrootcert", false),
    ("target_session_attrs", false),
    ("tcp_user_timeout", false),
    ("user", true),
];

/// Whether this is a connection string and not a database's name.
pub(super) fn is_connection_string(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://") || text.contains('=')
}

/// Reads a connection string into its parts.
pub(super) fn parse(text: &str) -> Result<BTreeMap<String, String>, String> {
    let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"));
    let parts = match rest {
        Some(rest) => uri(rest)?,
        None => pairs(text)?,
    };
    for key in parts.keys() {
        if !KNOWN.iter().any(|(known, _)| known == key) {
            return Err(if rest.is_some() {
                format!("invalid URI query parameter: \"{key}\"")
            } else {
                format!("invalid connection option \"{key}\"")
            });
        }
    }
    Ok(parts)
}

fn decode(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' {
            let code = tail
                .get(..2)
                .and_then(|hex| std::str::from_utf8(hex).ok())
                .and_then(|hex| u8::from_str_radix(hex, 16).ok());
            let code = code.ok_or_else(|| format!("invalid percent-encoded token: \"{text}\""))?;
            bytes.push(code);
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).map_err(|_| format!("invalid percent-encoded token: \"{text}\""))
}

fn uri(rest: &str) -> Result<BTreeMap<String, String>, String> {
    let mut parts = BTreeMap::new();
    let (rest, query) = rest.split_once('?').map_or((rest, ""), |(rest, query)| (rest, query));
    let (authority, database) = rest.split_once('/').map_or((rest, ""), |(authority, database)| (authority, database));
    let (login, place) = authority.rsplit_once('@').map_or(("", authority), |(login, place)| (login, place));
    let (user, password) = login.split_once(':').map_or((login, ""), |(user, password)| (user, password));
    let (host, port) = match place.strip_prefix('[') {
        Some(v6) => {
            let (host, after) = v6.split_once(']').ok_or_else(|| {
                format!(
                    "end of string reached when looking for matching \"]\" in IPv6 host address in URI: \"{place}\""
                )
            })?;
            (host, after.strip_prefix(':').unwrap_or(""))
        }
        None => place.split_once(':').unwrap_or((place, "")),
    };
    for (key, value) in [("user", user), ("password", password), ("host", host), ("port", port), ("dbname", database)] {
        if !value.is_empty() {
            parts.insert(key.to_owned(), decode(value)?);
        }
    }
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair
            .split_once('=')
            .ok_or_else(|| format!("missing key/value separator \"=\" in URI query parameter: \"{pair}\""))?;
        parts.insert(decode(key)?, decode(value)?);
    }
    Ok(parts)
}

fn pairs(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut parts = BTreeMap::new();
    let mut chars = text.chars().peekable();
    loop {
        while chars.next_if(char::is_ascii_whitespace).is_some() {}
        let mut key = String::new();
        while let Some(c) = chars.next_if(|c| *c != '=' && !c.is_ascii_whitespace()) {
            key.push(c);
        }
        if key.is_empty() && chars.peek().is_none() {
            return Ok(parts);
        }
        while chars.next_if(char::is_ascii_whitespace).is_some() {}
        if chars.next() != Some('=') {
            return Err(format!("missing \"=\" after \"{key}\" in connection info string"));
        }
        while chars.next_if(char::is_ascii_whitespace).is_some() {}
        let mut value = String::new();
        let quoted = chars.next_if_eq(&'\'').is_some();
        loop {
            match chars.next() {
                Some('\\') => value.extend(chars.next()),
                Some('\'') if quoted => break,
                Some(c) if !quoted && c.is_ascii_whitespace() => break,
                Some(c) => value.push(c),
                None if quoted => return Err("unterminated quoted string in connection info string".to_owned()),
                None => break,
            }
        }
        parts.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(text: &str) -> Vec<(String, String)> {
        parse(text).unwrap().into_iter().collect()
    }

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
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
        assert_eq!(parse("postgres://h/d?colour=red").unwrap_err(), "invalid URI query parameter: \"colour\"");
        assert_eq!(parse("postgres://a%zz@h/d").unwrap_err(), "invalid percent-encoded token: \"a%zz\"");
    }

    #[test]
    fn keys_and_values() {
        assert_eq!(
            get(r"host=/tmp port = 5 user='it\'s me'"),
            owned(&[("host", "/tmp"), ("port", "5"), ("user", "it's me")])
        );
        assert_eq!(parse("host=a colour=red").unwrap_err(), "invalid connection option \"colour\"");
        assert_eq!(parse("host=a b").unwrap_err(), "missing \"=\" after \"b\" in connection info string");
        assert_eq!(parse("host='a").unwrap_err(), "unterminated quoted string in connection info string");
    }
}
