//! A client's startup parameters, put on a connection that is already open.

use bytes::Bytes;

use super::backend::Backend;
use super::framing::Startup;

/// What a connection that is already open can't be given.
#[derive(Debug)]
pub enum ApplyError {
    /// A new connection is needed for them.
    NeedsOwn,
    /// The server refused a value: the body of its ErrorResponse.
    Refused(Bytes),
    /// The connection is gone.
    Gone(std::io::Error),
}

/// SQLSTATE of a parameter that can only be set when a connection starts.
const CANT_CHANGE_NOW: &str = "55P02";

/// The settings in a startup packet, in the order in which they are to be applied; nothing if it has command-line
/// switches that are not settings.
pub fn settings(startup: &Startup) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    if let Some(options) = startup.get("options") {
        found.extend(switches(options)?);
    }
    let own = |name: &str| matches!(name, "user" | "database" | "options" | "replication") || name.starts_with("_pq_.");
    let rest = startup.parameters.iter().filter(|(name, _)| !own(name)).cloned();
    found.extend(rest);
    // The values are sent as UTF-8: what changes that comes last.
    found.sort_by_key(|(name, _)| name.eq_ignore_ascii_case("client_encoding"));
    Some(found)
}

/// The settings in `options`, as PostgreSQL splits them: at white space, a backslash takes the next character as it is.
fn switches(options: &str) -> Option<Vec<(String, String)>> {
    let mut words: Vec<String> = Vec::new();
    let mut word = None;
    let mut characters = options.chars();
    while let Some(c) = characters.next() {
        if c.is_ascii_whitespace() {
            words.extend(word.take());
        } else {
            let c = if c == '\\' { characters.next().unwrap_or('\\') } else { c };
            word.get_or_insert_with(String::new).push(c);
        }
    }
    words.extend(word);
    let mut found = Vec::new();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        let setting = match (word.as_str(), word.strip_prefix("--"), word.strip_prefix("-c")) {
            ("-c", ..) => words.next()?,
            (_, Some(long), _) if !long.is_empty() => long.to_owned(),
            (_, None, Some(short)) => short.to_owned(),
            _ => return None,
        };
        let (name, value) = setting.split_once('=')?;
        found.push((name.replace('-', "_"), value.to_owned()));
    }
    Some(found)
}

/// Applies them, all or none.
pub async fn apply(backend: &mut Backend, startup: &Startup) -> Result<(), ApplyError> {
    let settings = settings(startup).ok_or(ApplyError::NeedsOwn)?;
    if settings.is_empty() {
        return Ok(());
    }
    let sets: Vec<Vec<&str>> = settings.iter().map(|(name, value)| vec![name.as_str(), value.as_str()]).collect();
    let ran = backend.run("SELECT pg_catalog.set_config($1, $2, false)", &sets);
    match tokio::time::timeout(std::time::Duration::from_secs(5), ran).await {
        Ok(Ok(Ok(_))) => Ok(()),
        Ok(Ok(Err(body))) if super::error::server_error(&body).sqlstate == CANT_CHANGE_NOW => Err(ApplyError::NeedsOwn),
        Ok(Ok(Err(body))) => Err(ApplyError::Refused(body)),
        Ok(Err(error)) => Err(ApplyError::Gone(error)),
        Err(_) => Err(ApplyError::Gone(std::io::ErrorKind::TimedOut.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn startup(parameters: &[(&str, &str)]) -> Startup {
        let parameters = parameters.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Startup { minor: 0, parameters }
    }

    #[test]
    fn options_are_split_as_postgresql_does() {
        let found = switches(r"-c statement_timeout=5s --search-path=a\ b  -cwork_mem=4MB").unwrap();
        let wanted = [("statement_timeout", "5s"), ("search_path", "a b"), ("work_mem", "4MB")];
        assert_eq!(found, wanted.map(|(n, v)| (n.to_owned(), v.to_owned())));
        assert_eq!(switches("-d 5"), None);
        assert_eq!(switches("-c"), None);
        assert_eq!(switches("  "), Some(vec![]));
    }

    #[test]
    fn the_encoding_comes_last_and_the_connection_itself_is_no_setting() {
        let startup = startup(&[
            ("user", "oncall.x"),
            ("client_encoding", "LATIN1"),
            ("database", "shop"),
            ("application_name", "psql"),
            ("_pq_.x", "y"),
            ("options", "-c geqo=off"),
        ]);
        let names: Vec<String> = settings(&startup).unwrap().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["geqo", "application_name", "client_encoding"]);
    }
}
