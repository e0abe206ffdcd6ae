//! What every template holds besides the scenario: roles, rights, the DDL recorder. Run over a connection to a server
//! that is being made into a template; the same for both drivers.

use postgres_protocol::escape::escape_identifier;
use ride_shared::psql::splitter::{Piece, split};
use sha2::{Digest, Sha256};
use tokio_postgres::error::ErrorPosition;

use super::client::{self, Connection};
use super::{Endpoint, ONCALL, SUPERUSER, SandboxError, TemplateSpec, settings};
use crate::basics::hex;

const ONCALL_SQL: &str = include_str!("sql/oncall.sql");
const ONCALL_15_SQL: &str = include_str!("sql/oncall_15.sql");
const DATABASE_SQL: &str = include_str!("sql/database.sql");
const GUARD_SQL: &str = include_str!("sql/guard.sql");
const STATEMENTS_SQL: &str = include_str!("sql/statements.sql");

/// What a finished template is known to have; kept beside it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Facts {
    /// `server_version_num`.
    pub version: u32,
    /// Whether pg_stat_statements is there to be loaded.
    pub statements: bool,
    /// The server's parameters.
    pub parameters: Vec<String>,
}

/// Settings of a server that is being made into a template: WAL that is done with goes, since every session copies it.
pub const OWN: &[(&str, &str)] = &[("wal_recycle", "off"), ("max_wal_size", "2MB")];

/// A short name for everything in this room that shapes a template, so that a newer ride makes new ones.
pub fn fingerprint() -> String {
    let mut hash = Sha256::new();
    for part in
        [ONCALL_SQL, ONCALL_15_SQL, DATABASE_SQL, GUARD_SQL, STATEMENTS_SQL, include_str!("base.rs"), settings::HBA]
    {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize()[..4])
}

/// A template's key becomes a file name, and its names become SQL: both are looked at before anything is made.
pub fn check(spec: &TemplateSpec) -> Result<(), SandboxError> {
    if spec.key.is_empty() || spec.key.len() > 128 || !spec.key.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(SandboxError::Refused(format!("template key {:?} must be lower-case hex", spec.key)));
    }
    for name in spec.roles.iter().chain([&spec.database]) {
        if name.is_empty() || name.len() > 63 || name.contains('\0') {
            return Err(SandboxError::Refused(format!("{name:?} can't be a PostgreSQL name: 1 to 63 bytes")));
        }
    }
    if let Some(role) = spec.roles.iter().find(|it| [SUPERUSER, ONCALL].contains(&it.as_str()) || it.starts_with("pg_"))
    {
        return Err(SandboxError::Refused(format!("the role name {role} is taken in every sandbox")));
    }
    if ["postgres", "template0", "template1"].contains(&spec.database.as_str()) {
        return Err(SandboxError::Refused(format!("the database name {} is taken", spec.database)));
    }
    spec.grant_settings.iter().try_for_each(|name| settings::check_name(name, &[]))
}

/// Makes a fresh cluster into the template: roles, rights, database, recorder, then the scenario's own SQL.
pub async fn furnish(endpoint: &Endpoint, spec: &TemplateSpec) -> Result<Facts, SandboxError> {
    let cluster = open(endpoint, SUPERUSER, client::OWN_DATABASE).await?;
    let version = client::version(endpoint, client::OWN_DATABASE).await?.unwrap_or_default();
    let parameters: Vec<String> = cluster
        .client
        .query("SELECT name FROM pg_catalog.pg_settings ORDER BY name", &[])
        .await
        .map_err(|error| failed("the parameters", &error))?
        .iter()
        .map(|row| row.get(0))
        .collect();
    for name in &spec.grant_settings {
        settings::check_name(name, &parameters)?;
    }
    run(&cluster, "the role oncall", ONCALL_SQL).await?;
    if version < 160_000 {
        run(&cluster, "the role oncall on 15", ONCALL_15_SQL).await?;
    }
    run(&cluster, "the application's roles", &roles(spec, version)).await?;
    // One statement a call: CREATE DATABASE must not share a transaction.
    let database = format!("CREATE DATABASE {} OWNER {ONCALL} STRATEGY file_copy", escape_identifier(&spec.database));
    run(&cluster, "the database", &database).await?;

    let inside = open(endpoint, SUPERUSER, &spec.database).await?;
    run(&inside, "the rights in the database", DATABASE_SQL).await?;
    let statements = inside.client.batch_execute(STATEMENTS_SQL).await.is_ok();
    run(&inside, "the DDL recorder", GUARD_SQL).await?;
    let learner = open(endpoint, ONCALL, &spec.database).await?;
    run_file(&learner, &spec.files[0], &spec.sql).await?;
    run(&inside, "the clean-up", "VACUUM (ANALYZE)").await?;
    if !spec.history.is_empty() {
        run_file(&learner, &spec.files[1], &spec.history).await?;
    }
    drop(learner);
    if !spec.owners.is_empty() {
        run(&inside, "the schema's owners", &owners(spec)).await?;
    }
    for sweep in ["TRUNCATE ride.ddl RESTART IDENTITY", "CHECKPOINT", "SELECT pg_catalog.pg_switch_wal()", "CHECKPOINT"]
    {
        run(&inside, "the clean-up", sweep).await?;
    }
    Ok(Facts { version, statements, parameters })
}

/// Hands the schema to a role of which the learner and the migrations' roles are members: the learner has ADMIN on those,
/// so none of them can be made a member of the learner's own role.
fn owners(spec: &TemplateSpec) -> String {
    let owner = escape_identifier(&format!("{}_owner", spec.database));
    let mut statements = vec![
        format!("CREATE ROLE {owner} NOLOGIN"),
        format!("REASSIGN OWNED BY {ONCALL} TO {owner}"),
        format!("ALTER DATABASE {} OWNER TO {ONCALL}", escape_identifier(&spec.database)),
        format!("GRANT {owner} TO {ONCALL}"),
    ];
    statements.extend(spec.owners.iter().map(|role| format!("GRANT {owner} TO {}", escape_identifier(role))));
    statements.join(";\n")
}

fn roles(spec: &TemplateSpec, version: u32) -> String {
    let mut statements = Vec::new();
    for role in &spec.roles {
        let name = escape_identifier(role);
        statements.push(format!("CREATE ROLE {name} LOGIN"));
        if version >= 160_000 {
            // Enough for ALTER ROLE ... CONNECTION LIMIT and for trying a policy by SET ROLE, without the application's
            // own rights. Up to 15, CREATEROLE reaches as far.
            statements.push(format!("GRANT {name} TO {ONCALL} WITH ADMIN OPTION, INHERIT FALSE, SET TRUE"));
        } else {
            statements.push(format!("GRANT {name} TO {ONCALL}"));
        }
    }
    for parameter in &spec.grant_settings {
        let name: Vec<String> = parameter.split('.').map(escape_identifier).collect();
        statements.push(format!("GRANT SET, ALTER SYSTEM ON PARAMETER {} TO {ONCALL}", name.join(".")));
    }
    statements.join(";\n")
}

async fn open(endpoint: &Endpoint, user: &str, database: &str) -> Result<Connection, SandboxError> {
    client::connect(endpoint, user, database).await.map_err(|error| failed("connecting to the new template", &error))
}

async fn run(connection: &Connection, what: &str, sql: &str) -> Result<(), SandboxError> {
    connection.client.batch_execute(sql).await.map_err(|error| failed(what, &error))
}

/// Runs a scenario's file; a failure names its line.
async fn run_file(connection: &Connection, file: &str, sql: &str) -> Result<(), SandboxError> {
    let Err(error) = connection.client.batch_execute(sql).await else { return Ok(()) };
    let line = match error.as_db_error().and_then(|db| db.position()) {
        Some(ErrorPosition::Original(at)) => Some(line_at(sql, *at as usize)),
        _ => failing_line(connection, sql).await,
    };
    let place = line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"));
    Err(SandboxError::Sql { place, said: client::tell(&error) })
}

/// The line of a character, both counted from 1.
fn line_at(sql: &str, character: usize) -> usize {
    1 + sql.chars().take(character.saturating_sub(1)).filter(|c| *c == '\n').count()
}

/// Where the statement begins that fails by what it does: errors of that kind tell no place. Whatever the whole file did
/// was undone, so its statements run once more, one by one.
async fn failing_line(connection: &Connection, sql: &str) -> Option<usize> {
    let mut at = 0;
    for piece in split([sql]) {
        let (Piece::Statement(text) | Piece::Rest(text)) = piece else { return None };
        let begins = at + sql.get(at..)?.find(text.trim())?;
        at = begins + text.trim().len();
        if connection.client.batch_execute(&text).await.is_err() {
            return Some(1 + sql.get(..begins)?.matches('\n').count());
        }
    }
    None
}

fn failed(what: &str, error: &tokio_postgres::Error) -> SandboxError {
    let what = format!("the template could not be made: {what} failed");
    SandboxError::Dead { what, log: client::tell(error) }
}
