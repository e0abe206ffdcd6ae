//! `ride postgres ...`: the lab in a terminal.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use ride_shared::postmortem::Template;
use ride_shared::protocol::{
    ActionTaken, DiagnosisTaken, HintRevealed, PostmortemView, SessionCreated, SessionView, words,
};
use ride_shared::scenario::{self, Summary};
use ride_shared::{grading::Scored, journal::DiagnosisAnswer};
use serde::Serialize;

use super::client::Lab;
use super::packing::{self, template};
use super::paths;
use super::terminal::{self, StartArgs};
use crate::catalog::Catalog;

/// `ride postgres`.
#[derive(Debug, Args)]
pub struct PostgresArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists the scenarios and the paths.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
        /// Only the paths.
        #[arg(long)]
        paths: bool,
        /// A folder of scenarios to use instead of the built-in ones.
        #[arg(long, env = "RIDE_SCENARIOS")]
        scenarios: Option<PathBuf>,
    },
    /// Starts a lab in this terminal: prints the page's and psql's address, then a prompt.
    Start(StartArgs),
    /// Where the lab in the other terminal stands.
    Status(Talk),
    /// Reveals the next hint.
    Hint(Talk),
    /// Takes an action; lists them without a name.
    Action {
        /// The action and its value, such as `set-pool-size 10`.
        words: Vec<String>,
        #[command(flatten)]
        talk: Talk,
    },
    /// Submits a diagnosis; shows the form without arguments.
    Diagnose {
        /// `cause=KEY culprit=NAME figure=NUMBER`, any of them.
        words: Vec<String>,
        #[command(flatten)]
        talk: Talk,
    },
    /// Submits the fix: replays the cause and prints the score.
    Score(Talk),
    /// The postmortem of the scored lab: prints it, or writes the whole pack.
    Postmortem {
        /// A folder for the pack's files, or a file whose name ends in .zip for all of them; printed where left out.
        #[arg(short, long, value_name = "DIR|FILE.zip")]
        output: Option<PathBuf>,
        /// The form of postmortem.md.
        #[arg(long, value_name = "NAME", default_value_t, value_parser = template())]
        template: Template,
        #[command(flatten)]
        talk: Talk,
    },
    /// Starts the scenario again from the beginning.
    Reset(Talk),
    /// Ends the lab.
    Stop(Talk),
}

/// What every command that talks to a running lab takes.
#[derive(Debug, Args)]
struct Talk {
    /// As JSON.
    #[arg(long)]
    json: bool,
    /// ride's data directory.
    #[arg(long, env = "RIDE_DATA")]
    data: Option<PathBuf>,
}

/// Runs it; gives the exit code.
pub async fn run(args: PostgresArgs) -> anyhow::Result<i32> {
    match args.command {
        Command::Start(start) => terminal::run(start).await,
        Command::List { json, paths, scenarios } => list(scenarios, paths, json),
        // The client blocks; nothing else runs in these commands.
        other => tokio::task::spawn_blocking(move || talk(other)).await?,
    }
}

fn list(scenarios: Option<PathBuf>, only_paths: bool, json: bool) -> anyhow::Result<i32> {
    let catalog = paths::catalog(scenarios.as_deref())?;
    report_mistakes(&catalog);
    let paths = catalog.paths();
    if only_paths {
        return say(json, &paths, &list_of_paths(&paths));
    }
    let lines = catalog.summaries();
    let mut text = String::new();
    for line in &lines {
        let _ = writeln!(
            text,
            "{}\n    {} · {:?} · {}-{} min · {}\n    {}",
            line.id, line.title, line.level, line.minutes[0], line.minutes[1], line.topic, line.summary
        );
    }
    text += &list_of_paths(&paths);
    let on = |summary: &Summary| {
        let with = paths.iter().filter(|path| path.steps.iter().any(|step| step.id == summary.id));
        with.map(|path| path.id.clone()).collect()
    };
    let lines: Vec<_> = lines.into_iter().map(|summary| Listed { paths: on(&summary), summary }).collect();
    say(json, &lines, &text)
}

/// A line of `ride postgres list --json`.
#[derive(Serialize)]
struct Listed {
    #[serde(flatten)]
    summary: Summary,
    /// The paths that it is on.
    paths: Vec<String>,
}

fn list_of_paths(paths: &[scenario::Path]) -> String {
    let mut text = String::new();
    for path in paths {
        let [least, most] = path.minutes;
        let purpose = path.purpose.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(text, "paths/{}\n    {} · {least}-{most} min\n    {purpose}", path.id, path.title);
        for (at, step) in path.steps.iter().enumerate() {
            let _ = writeln!(text, "    {}. {}", at + 1, step.id);
        }
    }
    text
}

/// Scenario files that did not load, one a line on standard error.
pub fn report_mistakes(catalog: &Catalog) {
    let mut stderr = std::io::stderr().lock();
    for mistake in catalog.mistakes() {
        let _ = writeln!(stderr, "{mistake}");
    }
}

fn talk(command: Command) -> anyhow::Result<i32> {
    match command {
        Command::Status(t) => {
            let view: SessionView = lab(&t)?.get("")?;
            say(t.json, &view, &status(&view))
        }
        Command::Hint(t) => {
            let hint: HintRevealed = lab(&t)?.post("hints", &serde_json::json!({}))?;
            say(t.json, &hint, &words::hint(&hint))
        }
        Command::Action { words: given, talk: t } => {
            let lab = lab(&t)?;
            let Some(action) = words::parse_action(&given.join(" ")) else {
                let view: SessionView = lab.get("")?;
                return say(
                    t.json,
                    &view.briefing.actions,
                    &words::actions(&view.briefing).replace('\\', "ride postgres "),
                );
            };
            let taken: ActionTaken = lab.post("actions", &action)?;
            say(t.json, &taken, &words::action_taken(&taken))
        }
        Command::Diagnose { words: given, talk: t } => {
            let lab = lab(&t)?;
            let answer = words::parse_diagnosis(&given.join(" ")).map_err(anyhow::Error::msg)?;
            if answer == DiagnosisAnswer::default() {
                let view: SessionView = lab.get("")?;
                let form = words::diagnosis_form(&view.briefing).replace('\\', "ride postgres ");
                return say(t.json, &view.briefing.diagnosis, &form);
            }
            let taken: DiagnosisTaken = lab.post("diagnosis", &answer)?;
            say(t.json, &taken, &words::diagnosis_taken(&taken.diagnosis))
        }
        Command::Score(t) => {
            let scored: Scored = lab(&t)?.post("score", &serde_json::json!({}))?;
            say(t.json, &scored, &words::scored(&scored))
        }
        Command::Postmortem { output, template, talk: t } => {
            let view: PostmortemView = lab(&t)?.get("postmortem")?;
            let text = packing::hand_over(&view.postmortem, template, output.as_deref())?;
            say(t.json, &view, &text)
        }
        Command::Reset(t) => {
            let old = lab(&t)?;
            let new: SessionCreated = old.post("reset", &serde_json::json!({}))?;
            let next = Lab { id: new.id.clone(), token: new.token.clone(), ..old };
            next.save(&paths::terminal_data(t.data.as_deref())?)?;
            say(t.json, &new, &format!("Started again.\n  page  {}\n  psql  {}\n", new.web_url, new.psql_url))
        }
        Command::Stop(t) => {
            let lab = lab(&t)?;
            lab.delete()?;
            lab.forget(&paths::terminal_data(t.data.as_deref())?);
            say(t.json, &serde_json::json!({ "stopped": lab.id }), "Stopped.\n")
        }
        Command::List { .. } | Command::Start(_) => Ok(0),
    }
}

fn lab(talk: &Talk) -> anyhow::Result<Lab> {
    Lab::load(&paths::terminal_data(talk.data.as_deref())?)
}

/// A session in a few lines.
pub fn status(view: &SessionView) -> String {
    let state = serde_json::to_value(view.state).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    let mut out = format!("{} · {}\n", view.briefing.scenario.id, view.briefing.scenario.title);
    let because = match (&view.ended_because, view.total) {
        (Some(why), _) => format!(": {why}"),
        (None, Some(total)) => format!(", {total} of 100"),
        (None, None) => String::new(),
    };
    let _ = writeln!(out, "  state     {state}{because}");
    if let Some(live) = view.live_at_ms {
        let _ = writeln!(out, "  incident  {} ago", words::clock(view.age_ms.saturating_sub(live)));
    }
    let _ = writeln!(out, "  sandbox   PostgreSQL {}, driver {}", view.postgres, view.driver);
    let _ = writeln!(out, "  hints     {} of {}", view.hints.len(), view.briefing.hints);
    let _ = writeln!(out, "  psql      {}", view.psql_address);
    out
}

fn say(json: bool, value: &impl Serialize, text: &str) -> anyhow::Result<i32> {
    let mut stdout = std::io::stdout().lock();
    if json {
        serde_json::to_writer_pretty(&mut stdout, value)?;
        writeln!(stdout)?;
    } else {
        write!(stdout, "{text}")?;
    }
    Ok(0)
}
