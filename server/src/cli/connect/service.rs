//! The service file: parameters under a name.

use std::path::{Path, PathBuf};

use super::parameters::{Environment, Parameters};

/// Where the system keeps its configuration, unless PGSYSCONFDIR says otherwise.
pub(crate) const SYSCONFDIR: &str = "/etc/postgresql-common";

/// Adds what the service says, where one is named, and nobody else has.
pub(super) fn add(parameters: &mut Parameters, environment: Environment<'_>) -> Result<(), String> {
    let named = parameters.given("service").map(str::to_owned);
    let Some(service) = named.or_else(|| environment("PGSERVICE")) else { return Ok(()) };
    let own = match environment("PGSERVICEFILE") {
        Some(path) => Some(PathBuf::from(path)),
        None => environment("HOME").map(|home| Path::new(&home).join(".pg_service.conf")).filter(|path| path.exists()),
    };
    if let Some(path) = own
        && read(&path, &service, parameters)?
    {
        return Ok(());
    }
    let system = environment("PGSYSCONFDIR").unwrap_or_else(|| SYSCONFDIR.to_owned());
    let system = Path::new(&system).join("pg_service.conf");
    if system.exists() && read(&system, &service, parameters)? {
        return Ok(());
    }
    Err(format!("definition of service \"{service}\" not found"))
}

/// Reads one file; whether it has the service.
fn read(path: &Path, service: &str, parameters: &mut Parameters) -> Result<bool, String> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|_| format!("service file \"{shown}\" not found"))?;
    let text = String::from_utf8_lossy(&bytes);
    let mut found = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(group) = line.strip_prefix('[') {
            if found {
                return Ok(true);
            }
            found = group.strip_prefix(service).is_some_and(|rest| rest.starts_with(']'));
        } else if found {
            let wrong = || format!("syntax error in service file \"{shown}\", line {number}");
            let (key, value) = line.split_once('=').ok_or_else(wrong)?;
            if key == "service" {
                return Err(format!(
                    "nested service specifications not supported in service file \"{shown}\", line {number}"
                ));
            }
            if parameters.given(key).is_none() && !parameters.set(key, value) {
                return Err(wrong());
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::parameters::parse;
    use super::*;

    fn service(string: &str) -> Result<Parameters, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("services");
        let text =
            "# mine\n[shop]\nhost = h\nport=7\n\n[bad]\nfoo=1\n[worse]\nfoo\n[nested]\nservice=shop\n[shop2]\nport=8\n";
        std::fs::write(&file, text.replace("host = h", "host=h")).unwrap();
        let path = file.to_string_lossy().into_owned();
        let environment = |name: &str| (name == "PGSERVICEFILE").then(|| path.clone());
        let mut parameters = parse(string)?;
        add(&mut parameters, &environment).map_err(|e| e.replace(&path, "F"))?;
        Ok(parameters)
    }

    #[test]
    fn a_service_gives_what_nobody_else_gave() {
        let p = service("service=shop port=9").unwrap();
        assert_eq!((p.get("host"), p.get("port")), (Some("h"), Some("9")));
        assert_eq!(service("service=shop2").unwrap().get("port"), Some("8"));
        assert_eq!(service("user=u").unwrap().get("port"), None);
    }

    #[test]
    fn what_is_wrong_is_said_in_libpqs_words() {
        assert_eq!(service("service=none").unwrap_err(), "definition of service \"none\" not found");
        assert_eq!(service("service=bad").unwrap_err(), "syntax error in service file \"F\", line 7");
        assert_eq!(service("service=worse").unwrap_err(), "syntax error in service file \"F\", line 9");
        let nested = "nested service specifications not supported in service file \"F\", line 11";
        assert_eq!(service("service=nested").unwrap_err(), nested);
    }
}
