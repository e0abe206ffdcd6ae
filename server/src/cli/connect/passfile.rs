//! The password file, `~/.pgpass`.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// Whose password is looked for.
pub(super) struct Login<'a> {
    pub host: &'a str,
    pub port: &'a str,
    pub database: &'a str,
    pub user: &'a str,
}

/// The password, or a warning in libpq's words where the file may not be used.
pub(super) fn password(path: &Path, login: &Login<'_>) -> Result<Option<String>, String> {
    let Ok(metadata) = std::fs::metadata(path) else { return Ok(None) };
    let shown = path.display();
    if !metadata.is_file() {
        return Err(format!("WARNING: password file \"{shown}\" is not a plain file\n"));
    }
    if metadata.permissions().mode() & 0o077 != 0 {
        return Err(format!(
            "WARNING: password file \"{shown}\" has group or world access; permissions should be u=rw (0600) or less\n"
        ));
    }
    let Ok(bytes) = std::fs::read(path) else { return Ok(None) };
    Ok(String::from_utf8_lossy(&bytes).lines().find_map(|line| matching(line, login)))
}

/// This line's password, where the line is about this login.
fn matching(line: &str, login: &Login<'_>) -> Option<String> {
    if line.starts_with('#') {
        return None;
    }
    let mut rest = line;
    for value in [login.host, login.port, login.database, login.user] {
        rest = match rest.strip_prefix("*:") {
            Some(rest) => rest,
            None => field(rest, value)?,
        };
    }
    let mut password = String::new();
    let mut chars = rest.chars();
    while let Some(c) = chars.next() {
        match c {
            ':' => break,
            '\\' => password.push(chars.next().unwrap_or('\\')),
            c => password.push(c),
        }
    }
    Some(password)
}

/// What follows a field with this value; a backslash takes the next character for itself.
fn field<'a>(text: &'a str, value: &str) -> Option<&'a str> {
    let mut text = text.chars();
    let mut value = value.chars();
    loop {
        let escaped = match text.next()? {
            ':' => return value.next().is_none().then_some(text.as_str()),
            '\\' => text.next()?,
            c => c,
        };
        if value.next() != Some(escaped) {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGIN: Login<'_> = Login { host: "db:1", port: "5432", database: "shop", user: "me" };

    #[test]
    fn wildcards_and_escapes() {
        for (line, password) in [
            (r"db\:1:5432:shop:me:secret", Some("secret")),
            (r"*:*:*:*:a\:b\\c:rest", Some(r"a:b\c")),
            ("*:5432:*:me:", Some("")),
            ("*:5432:*:you:x", None),
            ("# *:*:*:*:x", None),
            ("db:5432:shop:me:x", None),
            ("*:*:*", None),
        ] {
            assert_eq!(matching(line, &LOGIN).as_deref(), password, "{line}");
        }
    }

    #[test]
    fn a_file_that_others_may_read_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pass");
        std::fs::write(&path, "x\n*:*:*:*:first\n*:*:*:*:second\n").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(password(&path, &LOGIN).unwrap_err().contains("has group or world access"));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(password(&path, &LOGIN).unwrap().as_deref(), Some("first"));
        assert!(password(folder.path(), &LOGIN).unwrap_err().contains("is not a plain file"));
        assert_eq!(password(&folder.path().join("none"), &LOGIN).unwrap(), None);
    }
}
