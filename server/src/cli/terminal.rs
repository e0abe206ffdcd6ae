//! `ride postgres start`: a whole lab in this terminal. The server runs in this process; the prompt is the psql engine on
//! the gateway's TCP side, as any psql would be.

use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Context as _;
use async_trait::async_trait;
use clap::Args;
use ride_shared::grading::Scored;
use ride_shared::postmortem::Template;
use ride_shared::protocol::{
    ActionTaken, CreateSession, DiagnosisTaken, HintRevealed, LiveMessage, Mode, PostmortemView, SessionCreated,
    SessionView, words,
};
use ride_shared::psql::{Engine, Options};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use super::client::{self, Lab};
use super::connect::Parameters;
use super::console::{Ask, Console, LabHost};
use super::machine::Machine;
use super::{packing, paths};
use crate::app::{App, AppConfig, AppError, RunningApp};
use crate::basics::held;
use crate::sandbox::DriverKind;

/// Where the page is served unless something else is there already.
const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);
/// Where psql is served unless something else is there already.
const PG_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 6432);

/// How long a reset may take to give the next session.
const NEXT_WITHIN: Duration = Duration::from_secs(30);

/// `ride postgres start`.
#[derive(Debug, Args)]
pub struct StartArgs {
    /// The scenario, such as stage-03/03-connection-storm-after-deploy.
    scenario: String,
    /// How the sandbox is made.
    #[arg(long, value_enum, default_value_t, env = "RIDE_DRIVER")]
    driver: DriverKind,
    /// Another seed gives other names and numbers.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Hints cost points.
    #[arg(long)]
    assessed: bool,
    /// Where the page is served [default: 127.0.0.1:8080, or a free port where that is taken].
    #[arg(long, env = "RIDE_LISTEN")]
    listen: Option<SocketAddr>,
    /// Where psql and the like are served [default: 127.0.0.1:6432, or a free port where that is taken].
    #[arg(long, env = "RIDE_PG_LISTEN")]
    pg_listen: Option<SocketAddr>,
    /// ride's data directory.
    #[arg(long, env = "RIDE_DATA")]
    data: Option<PathBuf>,
    /// A folder of scenarios to use instead of the built-in ones.
    #[arg(long, env = "RIDE_SCENARIOS")]
    scenarios: Option<PathBuf>,
}

/// Runs the lab until its prompt ends or another terminal stops it; gives the exit code.
pub async fn run(args: StartArgs) -> anyhow::Result<i32> {
    super::serve::log_to_stderr_from("error");
    let data = paths::terminal_data(args.data.as_deref())?;
    // Before the server starts: a misspelt name should not cost its start.
    paths::catalog(args.scenarios.as_deref())?.resolve(&args.scenario, args.seed)?;
    let app = start(&args, &data).await?;
    let ended = lab(&args, &data, &app).await;
    app.stop().await;
    ended
}

async fn lab(args: &StartArgs, data: &Path, app: &RunningApp) -> anyhow::Result<i32> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let ask = CreateSession {
        scenario: args.scenario.clone(),
        seed: args.seed,
        mode: if args.assessed { Mode::Assessed } else { Mode::Practice },
    };
    if !app.registry.is_prepared(&ask.scenario, ask.seed) {
        let seed = if ask.seed == 0 { String::new() } else { format!(" with the names of seed {}", ask.seed) };
        say(&format!("Preparing the database of {}{seed}; the next start is quicker.\n", ask.scenario))?;
    }
    let address = app.url();
    let created: SessionCreated = blocking(move || client::create(&address, &ask)).await?;
    let lab = Lab { address: app.url(), id: created.id.clone(), token: created.token.clone() };
    lab.save(data)?;
    let here = Arc::new(Here { lab: Mutex::new(lab), data: data.to_owned() });
    greet(&created)?;
    let code = tokio::select! {
        code = prompts(&here, app, created) => code,
        _ = terminate.recv() => Ok(143),
        _ = hangup.recv() => Ok(129),
    };
    let lab = here.lab();
    lab.forget(data);
    // It may be over already.
    let _ = blocking(move || lab.delete()).await;
    code
}

/// One prompt after another, as long as a reset gives a next session.
async fn prompts(here: &Arc<Here>, app: &RunningApp, mut created: SessionCreated) -> anyhow::Result<i32> {
    loop {
        let code = if without_input() {
            over(app, &created).await?;
            0
        } else {
            let keyboard = Terminal::remember();
            tokio::select! {
                code = prompt(here, &created) => code?,
                why = stopped(app, &created) => {
                    // The line editor was interrupted in the middle of a line.
                    keyboard.restore();
                    say(&format!("\n{}\n", why?))?;
                    return Ok(0);
                }
            }
        };
        let Some(next) = next_lab(here, app, &created).await? else { return Ok(code) };
        here.put(next.clone());
        let view: SessionView = blocking(move || next.get("")).await?;
        let lab = here.lab();
        created = SessionCreated {
            web_url: format!("{}/lab/{}#token={}", lab.address, lab.id, lab.token),
            psql_url: view.psql_address.replacen('@', &format!(":{}@", lab.token), 1),
            id: lab.id,
            token: lab.token,
            session: view,
        };
    }
}

async fn prompt(here: &Arc<Here>, created: &SessionCreated) -> anyhow::Result<i32> {
    let address = created.psql_url.rsplit_once('@').map_or("", |(_, rest)| rest);
    let (host, port) = address.split('/').next().and_then(|a| a.rsplit_once(':')).context("psql's address")?;
    let interactive = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let user = format!("oncall.{}", created.id);
    let database = &created.session.briefing.database;
    let mut login = Parameters::default();
    for (name, value) in [
        ("host", host),
        ("port", port),
        ("user", &user),
        ("dbname", database),
        ("password", &created.token),
        ("application_name", "ride"),
        ("client_encoding", "UTF8"),
        ("sslmode", "disable"),
    ] {
        login.set(name, value);
    }
    let console = Console {
        engine: Engine::new(Options {
            user,
            database: database.clone(),
            application_name: "ride".into(),
            password: None,
            parameters: Vec::new(),
            interactive,
            lab: true,
            columns: None,
            host: host.to_owned(),
            port: port.to_owned(),
            quiet: false,
            variables: Vec::new(),
            pset: Vec::new(),
        }),
        login,
        asked_for: None,
        ask: Ask::Never,
        interactive,
        readline: true,
        startup_files: true,
        log: None,
        lab: Some(Arc::clone(here) as Arc<dyn LabHost>),
        machine: Arc::new(Machine::without_libpq()),
    };
    Box::pin(console.run()).await
}

/// Nothing to read a command from (started in the background): the lab stays until somebody stops it.
fn without_input() -> bool {
    use std::os::fd::AsFd as _;
    let stdin = std::io::stdin();
    let Ok(fd) = stdin.as_fd().try_clone_to_owned() else { return true };
    let kind = std::fs::File::from(fd).metadata().map(|m| m.file_type());
    !stdin.is_terminal() && kind.is_ok_and(|k| k.is_char_device())
}

/// How a session ended.
enum End {
    /// Another one took its place.
    Reset,
    /// For good, and why.
    Over(String),
}

/// Waits until the session is over.
async fn over(app: &RunningApp, created: &SessionCreated) -> anyhow::Result<End> {
    let session = app.registry.open(&created.id, &created.token).await?;
    let mut live = session.listen();
    // It may have ended before anybody here listened.
    if let Err(ended) = session.gateway() {
        return Ok(if session.was_reset() { End::Reset } else { End::Over(ended.to_string()) });
    }
    let mut reset = false;
    loop {
        let reason = match live.recv().await {
            Ok(LiveMessage::Reset) => {
                reset = true;
                continue;
            }
            Ok(LiveMessage::Bye { reason }) => reason,
            Err(tokio::sync::broadcast::error::RecvError::Closed) => "the session is over".into(),
            _ => continue,
        };
        return Ok(if reset { End::Reset } else { End::Over(reason) });
    }
}

/// The session that a `\reset` here, or `ride postgres reset` elsewhere, has put in this one's place.
async fn next_lab(here: &Here, app: &RunningApp, created: &SessionCreated) -> anyhow::Result<Option<Lab>> {
    // Not the state: a scored session stays scored when another one takes its place.
    if !app.registry.open(&created.id, &created.token).await?.was_reset() {
        return Ok(None);
    }
    // Whoever reset it writes down the next one as soon as it is there.
    let end = tokio::time::Instant::now() + NEXT_WITHIN;
    while tokio::time::Instant::now() < end {
        match Lab::load(&here.data) {
            Ok(next) if next.id != created.id => return Ok((next.address == app.url()).then_some(next)),
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    Ok(None)
}

/// Waits until the lab is over for good. A reset elsewhere does not end it: the prompt finds its connection gone at the
/// next line, and the next session is there.
async fn stopped(app: &RunningApp, created: &SessionCreated) -> anyhow::Result<String> {
    match over(app, created).await? {
        End::Reset => std::future::pending().await,
        End::Over(reason) => Ok(reason),
    }
}

/// The terminal's settings, for an end in the middle of a line.
struct Terminal(Option<nix::sys::termios::Termios>);

impl Terminal {
    fn remember() -> Self {
        Self(nix::sys::termios::tcgetattr(std::io::stdin()).ok())
    }

    fn restore(&self) {
        if let Some(settings) = &self.0 {
            // Where this fails there is no terminal any more.
            let _ = nix::sys::termios::tcsetattr(std::io::stdin(), nix::sys::termios::SetArg::TCSANOW, settings);
        }
    }
}

fn say(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    write!(out, "{text}")?;
    Ok(out.flush()?)
}

/// Starts the server; where no address was asked for and the usual one is taken, on a free one.
async fn start(args: &StartArgs, data: &Path) -> anyhow::Result<RunningApp> {
    let free = SocketAddr::from(([127, 0, 0, 1], 0));
    let (mut listen, mut pg_listen) = (args.listen.unwrap_or(LISTEN), args.pg_listen.unwrap_or(PG_LISTEN));
    loop {
        let config = AppConfig {
            listen,
            pg_listen,
            scenarios: args.scenarios.clone(),
            prepare: false,
            ..AppConfig::on_free_ports(args.driver, data.to_owned())
        };
        match App::start(config).await {
            Err(AppError::PortInUse { address, .. })
                if address == listen && args.listen.is_none() && listen != free =>
            {
                listen = free;
            }
            Err(AppError::PortInUse { address, .. })
                if address == pg_listen && args.pg_listen.is_none() && pg_listen != free =>
            {
                pg_listen = free;
            }
            other => return Ok(other?),
        }
    }
}

fn greet(created: &SessionCreated) -> anyhow::Result<()> {
    let briefing = &created.session.briefing;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} · {}", briefing.scenario.title, briefing.severity)?;
    writeln!(out, "  page  {}", created.web_url)?;
    writeln!(out, "  psql  {}", created.psql_url)?;
    writeln!(
        out,
        "\\brief tells what is known; \\hint, \\action, \\diagnose and \\score are the lab's; \\? lists the rest."
    )?;
    Ok(out.flush()?)
}

/// The session that this terminal is about.
struct Here {
    lab: Mutex<Lab>,
    data: PathBuf,
}

impl Here {
    fn lab(&self) -> Lab {
        held(&self.lab).clone()
    }

    fn put(&self, lab: Lab) {
        *held(&self.lab) = lab;
    }
}

#[async_trait]
impl LabHost for Here {
    async fn lab(&self, command: &str, arguments: &str) -> Result<String, String> {
        let (lab, data) = (self.lab(), self.data.clone());
        let (command, arguments) = (command.to_owned(), arguments.to_owned());
        let done = blocking(move || answer(&lab, &data, &command, &arguments)).await;
        done.map_err(|e| format!("{e:#}"))
    }
}

fn answer(lab: &Lab, data: &Path, command: &str, arguments: &str) -> anyhow::Result<String> {
    let view = || lab.get::<SessionView>("");
    match command {
        "brief" => Ok(words::brief(&view()?)),
        "hint" => Ok(words::hint(&lab.post::<HintRevealed>("hints", &json!({}))?)),
        "action" => match words::parse_action(arguments) {
            None => Ok(words::actions(&view()?.briefing)),
            Some(action) => Ok(words::action_taken(&lab.post::<ActionTaken>("actions", &action)?)),
        },
        "diagnose" if arguments.trim().is_empty() => Ok(words::diagnosis_form(&view()?.briefing)),
        "diagnose" => {
            let answer = words::parse_diagnosis(arguments).map_err(anyhow::Error::msg)?;
            Ok(words::diagnosis_taken(&lab.post::<DiagnosisTaken>("diagnosis", &answer)?.diagnosis))
        }
        "score" => Ok(words::scored(&lab.post::<Scored>("score", &json!({}))?)),
        "postmortem" => {
            let view: PostmortemView = lab.get("postmortem")?;
            let place = Some(arguments.trim()).filter(|place| !place.is_empty()).map(Path::new);
            packing::hand_over(&view.postmortem, Template::default(), place)
        }
        "reset" => {
            let new: SessionCreated = lab.post("reset", &json!({}))?;
            let next = Lab { id: new.id.clone(), token: new.token.clone(), address: lab.address.clone() };
            next.save(data)?;
            Ok(format!("Starting again.\n  page  {}\n  psql  {}\n", new.web_url, new.psql_url))
        }
        other => anyhow::bail!("the lab has no command \\{other}"),
    }
}

/// The HTTP client blocks: off the threads that serve it.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> anyhow::Result<T> + Send + 'static) -> anyhow::Result<T> {
    tokio::task::spawn_blocking(work).await?
}
