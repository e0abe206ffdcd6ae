//! `ride psql`: the console's engine on a terminal or a script, with psql's own options.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::{Arg, ArgAction, ArgMatches, Command};
use ride_shared::psql::{Action, Options};

use super::console::Console;
use super::dsn;
use super::machine::ask_password;

/// How long connecting may take where nothing else is said.
const CONNECT_WITHIN: Duration = Duration::from_secs(30);

/// psql's options. Those of psql that are missing here are refused.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(disable_help_flag = true)]
pub struct PsqlArgs {
    /// Show this help
    #[arg(long, short = '?', action = ArgAction::Help)]
    help: Option<bool>,
    #[command(flatten)]
    script: Script,
    /// Read no startup file (there is none anyway)
    #[arg(short = 'X', long = "no-psqlrc")]
    no_psqlrc: bool,
    /// Echo all input from a script
    #[arg(short = 'a', long)]
    echo_all: bool,
    /// Echo failed commands
    #[arg(short = 'b', long)]
    echo_errors: bool,
    /// Echo commands sent to the server
    #[arg(short = 'e', long)]
    echo_queries: bool,
    /// Display the queries that backslash commands make
    #[arg(short = 'E', long)]
    echo_hidden: bool,
    /// Run quietly: no messages, only query output
    #[arg(short = 'q', long)]
    quiet: bool,
    /// Unaligned table output
    #[arg(short = 'A', long)]
    no_align: bool,
    /// CSV table output
    #[arg(long)]
    csv: bool,
    /// Print rows only
    #[arg(short = 't', long)]
    tuples_only: bool,
    /// Turn on expanded table output
    #[arg(short = 'x', long)]
    expanded: bool,
    /// HTML table output
    #[arg(short = 'H', long)]
    html: bool,
    /// Set HTML table tag attributes
    #[arg(short = 'T', long, value_name = "TEXT")]
    table_attr: Option<String>,
    /// Field separator for unaligned output
    #[arg(short = 'F', long, value_name = "STRING")]
    field_separator: Option<String>,
    /// Record separator for unaligned output
    #[arg(short = 'R', long, value_name = "STRING")]
    record_separator: Option<String>,
    /// Field separator is the zero byte
    #[arg(short = 'z', long)]
    field_separator_zero: bool,
    /// Record separator is the zero byte
    #[arg(short = '0', long)]
    record_separator_zero: bool,
    /// Execute as a single transaction
    #[arg(short = '1', long)]
    single_transaction: bool,
    /// End of line ends an SQL command
    #[arg(short = 'S', long)]
    single_line: bool,
    /// Set a psql variable
    #[arg(short = 'v', long = "set", visible_alias = "variable", value_name = "NAME=VALUE")]
    variables: Vec<String>,
    /// Set a printing option
    #[arg(short = 'P', long, value_name = "VAR[=ARG]")]
    pset: Vec<String>,
    /// List databases, then exit
    #[arg(short = 'l', long)]
    list: bool,
    /// Database server host or socket directory
    #[arg(short = 'h', long, value_name = "HOSTNAME")]
    host: Option<String>,
    /// Database server port
    #[arg(short = 'p', long, value_name = "PORT")]
    port: Option<String>,
    /// Database user name
    #[arg(short = 'U', long, value_name = "USERNAME")]
    username: Option<String>,
    /// Database name or connection string
    #[arg(short = 'd', long, value_name = "DBNAME")]
    dbname: Option<String>,
    /// Never prompt for a password
    #[arg(short = 'w', long)]
    no_password: bool,
    /// Prompt for a password
    #[arg(short = 'W', long)]
    password: bool,
    /// Database name or connection string, and user name
    #[arg(value_name = "DBNAME", num_args = 0..=2)]
    names: Vec<String>,
}

/// `-c` and `-f`, in the order in which they were given.
#[derive(Debug, Clone, Default)]
pub struct Script(Vec<Action>);

impl clap::FromArgMatches for Script {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut actions: Vec<(usize, Action)> = Vec::new();
        for (name, make) in [("command", Action::Command as fn(String) -> Action), ("file", Action::File)] {
            let values = matches.get_many::<String>(name).into_iter().flatten();
            let indices = matches.indices_of(name).into_iter().flatten();
            actions.extend(indices.zip(values.map(|value| make(value.clone()))));
        }
        actions.sort_by_key(|(index, _)| *index);
        Ok(Self(actions.into_iter().map(|(_, action)| action).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl clap::Args for Script {
    fn augment_args(command: Command) -> Command {
        let command_arg = Arg::new("command").short('c').long("command").value_name("COMMAND");
        let file = Arg::new("file").short('f').long("file").value_name("FILENAME");
        command
            .arg(command_arg.action(ArgAction::Append).help("Run only a single command (SQL or internal) and exit"))
            .arg(file.action(ArgAction::Append).help("Execute commands from file, then exit"))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// Where to connect, and as whom.
#[derive(Debug, PartialEq, Eq)]
struct Connection {
    host: String,
    port: String,
    user: String,
    database: String,
    password: Option<String>,
    application_name: String,
    parameters: Vec<(String, String)>,
    within: Duration,
}

fn os_user() -> Option<String> {
    nix::unistd::User::from_uid(nix::unistd::geteuid()).ok().flatten().map(|user| user.name)
}

impl PsqlArgs {
    /// Options win over the connection string, it wins over the environment, as with libpq.
    fn connection(&self, environment: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Connection> {
        let mut names = self.names.iter();
        let database = self.dbname.as_ref().or_else(|| names.next());
        let mut parts = match database {
            Some(text) if dsn::is_connection_string(text) => dsn::parse(text).map_err(anyhow::Error::msg)?,
            Some(name) => BTreeMap::from([("dbname".to_owned(), name.clone())]),
            None => BTreeMap::new(),
        };
        let user = self.username.as_ref().or_else(|| names.next());
        if let Some(extra) = names.next() {
            bail!("extra command-line argument \"{extra}\": at most a database and a user name can be given");
        }
        for (key, value) in [("host", self.host.as_ref()), ("port", self.port.as_ref()), ("user", user)] {
            if let Some(value) = value {
                parts.insert(key.to_owned(), value.clone());
            }
        }
        let mut part = |key: &str, variable: &str| {
            parts.remove(key).or_else(|| environment(variable)).filter(|value| !value.is_empty())
        };
        match part("sslmode", "PGSSLMODE").as_deref() {
            None | Some("disable" | "allow" | "prefer") => {}
            Some(mode @ ("require" | "verify-ca" | "verify-full")) => {
                bail!(
                    "sslmode={mode} can't be met: ride's psql has no TLS yet; use sslmode=disable, or connect over a unix socket or loopback"
                );
            }
            Some(other) => bail!("invalid sslmode value: \"{other}\""),
        }
        let within = match part("connect_timeout", "PGCONNECT_TIMEOUT") {
            None => CONNECT_WITHIN,
            Some(text) => match text.trim().parse::<u64>() {
                Ok(0) => CONNECT_WITHIN,
                Ok(seconds) => Duration::from_secs(seconds),
                Err(_) => bail!("invalid integer value \"{text}\" for connection option \"connect_timeout\""),
            },
        };
        let default_host = || {
            let debian = "/var/run/postgresql";
            if std::path::Path::new(debian).is_dir() { debian } else { "/tmp" }.to_owned()
        };
        let Some(user) = part("user", "PGUSER").or_else(os_user) else { bail!("no user name: give one with -U") };
        let options = part("options", "PGOPTIONS");
        Ok(Connection {
            host: part("hostaddr", "PGHOSTADDR").or_else(|| part("host", "PGHOST")).unwrap_or_else(default_host),
            port: part("port", "PGPORT").unwrap_or_else(|| "5432".to_owned()),
            database: part("dbname", "PGDATABASE").unwrap_or_else(|| user.clone()),
            user,
            password: part("password", "PGPASSWORD"),
            application_name: part("application_name", "PGAPPNAME").unwrap_or_else(|| "psql".to_owned()),
            parameters: options.map(|options| ("options".to_owned(), options)).into_iter().collect(),
            within,
        })
    }

    fn variables(&self) -> Vec<(String, String)> {
        let echo = if self.echo_all {
            Some("all")
        } else if self.echo_queries {
            Some("queries")
        } else {
            self.echo_errors.then_some("errors")
        };
        let switches = [
            ("ECHO", echo),
            ("ECHO_HIDDEN", self.echo_hidden.then_some("on")),
            ("SINGLELINE", self.single_line.then_some("on")),
        ];
        let switches = switches.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        switches.chain(self.variables.iter().map(|text| halves(text))).collect()
    }

    fn print_options(&self) -> Vec<(String, String)> {
        let mut options = Vec::new();
        let mut set = |name: &str, value: &str| options.push((name.to_owned(), value.to_owned()));
        for (wanted, name, value) in [
            (self.no_align, "format", "unaligned"),
            (self.csv, "format", "csv"),
            (self.html, "format", "html"),
            (self.tuples_only, "tuples_only", "on"),
            (self.expanded, "expanded", "on"),
            (self.field_separator_zero, "fieldsep_zero", ""),
            (self.record_separator_zero, "recordsep_zero", ""),
        ] {
            if wanted {
                set(name, value);
            }
        }
        if let Some(attributes) = &self.table_attr {
            set("tableattr", attributes);
        }
        if let Some(separator) = &self.field_separator {
            set("fieldsep", separator);
        }
        if let Some(separator) = &self.record_separator {
            set("recordsep", separator);
        }
        options.extend(self.pset.iter().map(|text| halves(text)));
        options
    }
}

fn halves(text: &str) -> (String, String) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    (name.to_owned(), value.to_owned())
}

/// Runs it; gives psql's exit code.
pub async fn run(args: PsqlArgs) -> anyhow::Result<i32> {
    let mut connection = args.connection(&|name| std::env::var(name).ok()).context("psql: error")?;
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if args.password {
        let prompt = format!("Password for user {}: ", connection.user);
        connection.password = Some(tokio::task::spawn_blocking(move || ask_password(&prompt)).await??);
    }
    let mut actions = args.script.0.clone();
    if args.list {
        actions = vec![Action::Command("\\l".to_owned())];
        if args.dbname.is_none() && args.names.is_empty() {
            "postgres".clone_into(&mut connection.database);
        }
    }
    if args.single_transaction && actions.is_empty() {
        bail!("-1 can only be used in non-interactive mode");
    }
    let options = Options {
        user: connection.user,
        database: connection.database,
        application_name: connection.application_name,
        password: connection.password,
        parameters: connection.parameters,
        interactive: terminal,
        lab: false,
        columns: None,
        host: connection.host,
        port: connection.port,
        quiet: args.quiet,
        variables: args.variables(),
        pset: args.print_options(),
    };
    let console = Console {
        options,
        actions,
        single_transaction: args.single_transaction,
        connect_within: connection.within,
        ask_password: !args.no_password && std::io::stderr().is_terminal(),
        lab: None,
    };
    console.run().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    #[command(disable_help_flag = true)]
    struct Cli {
        #[command(flatten)]
        args: PsqlArgs,
    }

    fn args(text: &[&str]) -> PsqlArgs {
        Cli::try_parse_from(std::iter::once(&"psql").chain(text)).unwrap().args
    }

    fn connection(text: &[&str]) -> anyhow::Result<Connection> {
        let environment = |name: &str| match name {
            "PGHOST" => Some("/env".to_owned()),
            "PGUSER" => Some("envuser".to_owned()),
            _ => None,
        };
        args(text).connection(&environment)
    }

    #[test]
    fn commands_and_files_keep_their_order() {
        let actions = args(&["-f", "a", "-c", "b", "-f", "c", "-X", "-At"]).script.0;
        assert_eq!(actions, [Action::File("a".into()), Action::Command("b".into()), Action::File("c".into())]);
    }

    #[test]
    fn options_win_over_strings_and_those_over_the_environment() {
        let c = connection(&["postgres://u:p@h:1/d", "-h", "/tmp", "-p", "7"]).unwrap();
        assert_eq!((c.host.as_str(), c.port.as_str(), c.user.as_str(), c.database.as_str()), ("/tmp", "7", "u", "d"));
        assert_eq!(c.password.as_deref(), Some("p"));
        let c = connection(&["shop", "oncall"]).unwrap();
        assert_eq!((c.host.as_str(), c.user.as_str(), c.database.as_str()), ("/env", "oncall", "shop"));
        let c = connection(&[]).unwrap();
        assert_eq!((c.user.as_str(), c.database.as_str(), c.port.as_str()), ("envuser", "envuser", "5432"));
    }

    #[test]
    fn what_cannot_be_met_is_said() {
        assert!(connection(&["host=h sslmode=require"]).unwrap_err().to_string().contains("no TLS"));
        assert_eq!(connection(&["host=h sslmode=x"]).unwrap_err().to_string(), "invalid sslmode value: \"x\"");
        assert!(connection(&["connect_timeout=x"]).unwrap_err().to_string().contains("connect_timeout"));
    }
}
