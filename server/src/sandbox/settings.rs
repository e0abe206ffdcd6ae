//! postgresql.conf: the driver's own settings, then the request's.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::SandboxError;

/// The number in every sandbox's socket name; a sandbox has a directory of its own, so it never clashes.
pub const PORT: u16 = 5432;

/// Settings of every sandbox: small, quick to start, and with nothing that outlives it.
const BASE: &[(&str, &str)] = &[
    ("autovacuum", "on"),
    ("dynamic_shared_memory_type", "mmap"),
    ("fsync", "off"),
    ("full_page_writes", "off"),
    ("huge_pages", "off"),
    ("jit", "off"),
    ("log_destination", "stderr"),
    ("log_line_prefix", "%m [%p] %q%u@%d %a "),
    ("log_min_messages", "warning"),
    ("log_timezone", "UTC"),
    ("logging_collector", "off"),
    ("max_logical_replication_workers", "0"),
    ("max_wal_senders", "0"),
    ("max_wal_size", "64MB"),
    ("min_wal_size", "2MB"),
    ("shared_buffers", "16MB"),
    ("ssl", "off"),
    ("synchronous_commit", "off"),
    ("temp_file_limit", "512MB"),
    ("timezone", "UTC"),
    ("wal_level", "minimal"),
];

/// What only ride decides: each of these could open a way out of the sandbox, or cut ride off from it.
const CLOSED: &[&str] = &[
    "allow_system_table_mods",
    "archive_cleanup_command",
    "archive_command",
    "archive_library",
    "archive_mode",
    "config_file",
    "data_directory",
    "dynamic_library_path",
    "event_triggers",
    "extension_control_path",
    "external_pid_file",
    "hba_file",
    "ident_file",
    "include",
    "include_dir",
    "include_if_exists",
    "jit_provider",
    "listen_addresses",
    "local_preload_libraries",
    "log_destination",
    "log_directory",
    "log_filename",
    "logging_collector",
    "oauth_validator_libraries",
    "port",
    "primary_conninfo",
    "recovery_end_command",
    "restore_command",
    "session_preload_libraries",
    "session_replication_role",
    "shared_preload_libraries",
    "ssl",
    "ssl_ca_file",
    "ssl_cert_file",
    "ssl_crl_dir",
    "ssl_crl_file",
    "ssl_dh_params_file",
    "ssl_key_file",
    "ssl_passphrase_command",
    "ssl_passphrase_command_supports_reload",
    "unix_socket_directories",
    "unix_socket_group",
    "unix_socket_permissions",
];

/// Whether `name` may be set by a request, or granted to the learner. `known` are the server's parameters where they
/// are known already.
pub fn check_name(name: &str, known: &[String]) -> Result<(), SandboxError> {
    let plain = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    if !name.split('.').all(plain) {
        return Err(SandboxError::Refused(format!(
            "{name:?} is not a PostgreSQL parameter: names are lower-case letters, digits and underscores"
        )));
    }
    if CLOSED.contains(&name) {
        return Err(SandboxError::Refused(format!("the parameter {name} is ride's own in a sandbox; leave it out")));
    }
    if known.is_empty() || name.contains('.') || known.iter().any(|it| it == name) {
        return Ok(());
    }
    let nearest = known
        .iter()
        .map(|it| (strsim::damerau_levenshtein(it, name), it))
        .min()
        .map_or(String::new(), |(_, it)| format!("; did you mean {it}?"));
    Err(SandboxError::Refused(format!("this PostgreSQL has no parameter {name}{nearest}")))
}

/// The whole of postgresql.conf. `own` are a driver's further settings, which win over `request`.
pub fn render(
    major: u32,
    statements: bool,
    request: &BTreeMap<String, String>,
    known: &[String],
    own: &[(&str, &str)],
) -> Result<String, SandboxError> {
    let mut all: BTreeMap<&str, &str> = BASE.iter().copied().collect();
    if major >= 18 {
        // Three IO workers a sandbox would cost more than they give at this size.
        all.insert("io_method", "sync");
    }
    for (name, value) in request {
        check_name(name, known)?;
        if value.chars().any(char::is_control) {
            return Err(SandboxError::Refused(format!("the value of {name} must be one line of plain text")));
        }
        all.insert(name, value);
    }
    all.insert("listen_addresses", "");
    if statements {
        all.insert("shared_preload_libraries", "pg_stat_statements");
    }
    all.extend(own.iter().copied());
    let mut text = String::from("# Written by ride for this sandbox alone.\n");
    for (name, value) in all {
        let _ = writeln!(text, "{name} = '{}'", value.replace('\\', "\\\\").replace('\'', "''"));
    }
    Ok(text)
}

/// The whole of pg_hba.conf: whoever reaches the socket is let in, and only ride reaches it.
pub const HBA: &str = "local all all trust\n";

#[cfg(test)]
mod tests {
    use super::*;

    fn request(name: &str, value: &str) -> BTreeMap<String, String> {
        BTreeMap::from([(name.into(), value.into())])
    }

    #[test]
    fn the_request_wins_over_the_base_and_the_driver_over_both() {
        let text = render(17, true, &request("shared_buffers", "32MB"), &[], &[("max_wal_size", "8MB")]).unwrap();
        assert!(text.contains("shared_buffers = '32MB'\n"));
        assert!(!text.contains("'16MB'"));
        assert!(text.contains("max_wal_size = '8MB'\n"));
        assert!(text.contains("shared_preload_libraries = 'pg_stat_statements'\n"));
        assert!(!text.contains("io_method"));
    }

    #[test]
    fn quotes_and_backslashes_in_values_stay_inside_them() {
        let text = render(18, false, &request("log_line_prefix", "it's \\ %m"), &[], &[]).unwrap();
        assert!(text.contains("log_line_prefix = 'it''s \\\\ %m'\n"), "{text}");
        assert!(text.contains("io_method = 'sync'\n"));
        assert!(!text.contains("shared_preload"));
    }

    #[test]
    fn what_would_open_the_sandbox_is_refused() {
        for name in ["archive_command", "shared_preload_libraries", "hba_file", "x'; y", "Work_Mem", ""] {
            assert!(render(17, true, &request(name, "1"), &[], &[]).is_err(), "{name}");
        }
        assert!(render(17, true, &request("work_mem", "1\nhba_file = 'x'"), &[], &[]).is_err());
    }

    #[test]
    fn a_slip_names_the_nearest_parameter() {
        let known = vec!["max_connections".to_owned(), "work_mem".to_owned()];
        let told = check_name("max_conections", &known).unwrap_err().to_string();
        assert!(told.contains("did you mean max_connections?"), "{told}");
        assert!(check_name("work_mem", &known).is_ok());
        assert!(check_name("pg_stat_statements.track", &known).is_ok());
    }
}
