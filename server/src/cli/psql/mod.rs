//! `ride psql`: the console's engine on a terminal or a script, with psql's own options.

mod getopt;
pub(super) mod startup_files;

use std::ffi::OsString;
use std::fs::File;
use std::io::{IsTerminal as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::sync::Arc;

use ride_shared::psql::encoding::Encoding;
use ride_shared::psql::{Action, Engine, Options};

use super::connect::{Parameters, plain};
use super::console::{Ask, Console};
use super::machine::Machine;
use getopt::{Arguments, CSV, HELP, Token};

/// psql's exit codes for what is wrong before there is a prompt.
const FAILURE: i32 = 1;
pub(super) const BAD_CONNECTION: i32 = 2;

/// psql's options, read as psql reads them.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(disable_help_flag = true)]
pub struct PsqlArgs {
    /// psql's options; --help shows them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTION")]
    arguments: Vec<OsString>,
}

/// What the options came to.
struct Settings {
    engine: Engine,
    actions: Vec<Action>,
    host: Option<String>,
    port: Option<String>,
    user: Option<String>,
    database: Option<String>,
    output: Option<String>,
    log: Option<String>,
    list: bool,
    single_transaction: bool,
    no_readline: bool,
    no_psqlrc: bool,
    ask: Ask,
    quiet: bool,
}

/// What ends it before there is a connection: an exit code; all has been told.
type Early = i32;

fn say(text: &str) {
    // There is nowhere left to tell that standard error is closed.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

pub(super) fn error(text: &str) {
    say(&format!("psql: error: {text}\n"));
}

fn shown(text: &str) -> Early {
    // Whoever asked may have gone away.
    let _ = std::io::stdout().write_all(text.as_bytes());
    0
}

fn see_help() -> Early {
    say("psql: hint: Try \"psql --help\" for more information.\n");
    FAILURE
}

fn help(topic: Option<&str>) -> Early {
    match topic {
        None | Some("options") => {
            let defaults = Parameters::default().completed(&|name| Machine::default().environment(name));
            let defaults = defaults.unwrap_or_default();
            let of = |name: &str, otherwise: &str| defaults.get(name).unwrap_or(otherwise).to_owned();
            let user = of("user", "");
            let host = of("host", super::connect::default_host());
            shown(&ride_shared::psql::usage(&of("dbname", &user), &host, &of("port", "5432"), &user))
        }
        Some(topic @ ("commands" | "variables")) => shown(&ride_shared::psql::help(Some(topic))),
        Some(_) => see_help(),
    }
}

impl Settings {
    fn new(interactive: bool) -> Self {
        let options = Options {
            user: String::new(),
            database: String::new(),
            application_name: "psql".to_owned(),
            password: None,
            parameters: Vec::new(),
            interactive,
            lab: false,
            columns: None,
            host: String::new(),
            port: String::new(),
            quiet: false,
            variables: Vec::new(),
            pset: Vec::new(),
        };
        Self {
            engine: Engine::new(options),
            actions: Vec::new(),
            host: None,
            port: None,
            user: None,
            database: None,
            output: None,
            log: None,
            list: false,
            single_transaction: false,
            no_readline: false,
            no_psqlrc: false,
            ask: Ask::WhenNeeded,
            quiet: false,
        }
    }

    /// Reads the options in their order; what is wrong with one is told before the next is looked at.
    fn read(&mut self, arguments: &[String]) -> Result<(), Early> {
        let mut operands = Vec::new();
        for token in Arguments::new(arguments) {
            match token {
                Ok(Token::Operand(text)) => operands.push(text),
                Ok(Token::Option(letter, value)) => self.option(letter, value)?,
                Err(text) => {
                    say(&format!("psql: {text}\n"));
                    return Err(see_help());
                }
            }
        }
        for operand in operands {
            if self.database.is_none() {
                self.database = Some(operand);
            } else if self.user.is_none() {
                self.user = Some(operand);
            } else if !self.quiet {
                say(&format!("psql: warning: extra command-line argument \"{operand}\" ignored\n"));
            }
        }
        Ok(())
    }

    fn option(&mut self, letter: char, value: Option<String>) -> Result<(), Early> {
        let text = value.clone().unwrap_or_default();
        match letter {
            'a' => self.set("ECHO", Some("all"))?,
            'b' => self.set("ECHO", Some("errors"))?,
            'e' => self.set("ECHO", Some("queries"))?,
            'E' => self.set("ECHO_HIDDEN", Some("on"))?,
            's' => self.set("SINGLESTEP", Some("on"))?,
            'S' => self.set("SINGLELINE", Some("on"))?,
            'q' => {
                self.quiet = true;
                self.set("QUIET", Some("on"))?;
            }
            'v' => match text.split_once('=') {
                Some((name, value)) => self.set(name, Some(value))?,
                None => self.set(&text, None)?,
            },
            'A' => self.print("format", Some("unaligned"))?,
            'H' => self.print("format", Some("html"))?,
            CSV => self.print("format", Some("csv"))?,
            't' => self.print("tuples_only", Some("on"))?,
            'x' => self.print("expanded", Some("on"))?,
            'F' => self.print("fieldsep", Some(&text))?,
            'R' => self.print("recordsep", Some(&text))?,
            'z' => self.print("fieldsep_zero", None)?,
            '0' => self.print("recordsep_zero", None)?,
            'T' => self.print("tableattr", Some(&text))?,
            'P' => {
                let (name, value) = text.split_once('=').map_or((text.as_str(), None), |(n, v)| (n, Some(v)));
                self.print(name, value.filter(|value| !value.is_empty()))?;
            }
            'c' => self.actions.push(Action::Command(text)),
            'f' => self.actions.push(Action::File(text)),
            'l' => self.list = true,
            '1' => self.single_transaction = true,
            'd' => self.database = value,
            'h' => self.host = value,
            'p' => self.port = value,
            'U' => self.user = value,
            'w' => self.ask = Ask::Never,
            'W' => self.ask = Ask::Always,
            'L' => self.log = value,
            'o' => self.send_to(text)?,
            'n' => self.no_readline = true,
            'X' => self.no_psqlrc = true,
            'V' => return Err(shown(concat!("psql (ride ", env!("CARGO_PKG_VERSION"), ", speaking as psql 15)\n"))),
            '?' => return Err(help(None)),
            HELP => return Err(help(value.as_deref())),
            _ => return Err(see_help()),
        }
        Ok(())
    }

    fn set(&mut self, name: &str, value: Option<&str>) -> Result<(), Early> {
        self.engine.preset(name, value).map_err(|text| {
            error(&text);
            FAILURE
        })
    }

    fn print(&mut self, name: &str, value: Option<&str>) -> Result<(), Early> {
        self.engine.print_option(name, value).map_err(|text| {
            error(&text);
            error(&format!("could not set printing parameter \"{name}\""));
            FAILURE
        })
    }

    /// `-o`: the file is made at once, so that a wrong name is told before anything runs.
    fn send_to(&mut self, path: String) -> Result<(), Early> {
        if !path.is_empty()
            && !path.starts_with('|')
            && let Err(why) = File::create(&path)
        {
            error(&format!("{path}: {}", plain(&why)));
            return Err(FAILURE);
        }
        self.output = Some(path).filter(|path| !path.is_empty());
        Ok(())
    }
}

/// Runs it; gives psql's exit code.
pub async fn run(args: PsqlArgs) -> anyhow::Result<i32> {
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let arguments: Vec<String> = args.arguments.iter().map(|text| Encoding::Utf8.text(text.as_bytes())).collect();
    let mut settings = Settings::new(terminal);
    if let Err(code) = settings.read(&arguments) {
        return Ok(code);
    }
    let Settings { mut engine, mut actions, database, single_transaction, .. } = settings;
    let mut database = database;
    if settings.list {
        actions = vec![Action::Command("\\l".to_owned())];
        database = database.or_else(|| Some("postgres".to_owned()));
    }
    if single_transaction && actions.is_empty() {
        if terminal {
            error("-1 can only be used in non-interactive mode");
            return Ok(FAILURE);
        }
        actions.push(Action::Input);
    }
    if let Some(path) = settings.output {
        engine.set_output(path);
    }
    // What a person sees is in the terminal's encoding; a script gets what the server would have.
    let own = std::env::var_os("PGCLIENTENCODING").is_none() && terminal;
    let encoding = own.then(|| "auto".to_owned());
    let given = [
        ("host", settings.host),
        ("port", settings.port),
        ("user", settings.user.clone()),
        ("client_encoding", encoding),
    ];
    let given: Vec<(&'static str, Option<&str>)> = given.iter().map(|(key, value)| (*key, value.as_deref())).collect();
    let login = match Parameters::from_arguments(&given, database.as_deref()) {
        Ok(login) => login,
        Err(text) => {
            error(&text);
            return Ok(BAD_CONNECTION);
        }
    };
    let scripted = !actions.is_empty();
    if scripted {
        engine.set_script(actions, single_transaction);
    }
    let console = Console {
        engine,
        login,
        asked_for: settings.user,
        ask: settings.ask,
        interactive: terminal,
        readline: !settings.no_readline,
        startup_files: !settings.no_psqlrc,
        log: settings.log,
        lab: None,
        machine: Arc::default(),
    };
    Box::pin(console.run()).await
}
