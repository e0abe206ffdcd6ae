//! `ride scenario new|check|test|schema`: for those who write scenarios.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};

use super::serve::default_data;
use crate::catalog::{Catalog, PATH_FILE, SCENARIO_FILE, is_id, path_schema, scenario_schema};
use crate::proof::{self, Lab, ServerLab};
use crate::sandbox::DriverKind;

/// `ride scenario ...`.
#[derive(Debug, Args)]
pub struct ScenarioArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tells every mistake in scenarios' and paths' files, as `file:line: key: what is wrong`. A path is named paths/NAME.
    Check(CheckArgs),
    /// Runs scenarios' proofs on a real sandbox.
    Test(TestArgs),
    /// Writes a scenario to begin with; it passes the check.
    New(NewArgs),
    /// Prints the JSON Schema of scenario.toml, for editors.
    Schema(SchemaArgs),
}

/// Which scenarios.
#[derive(Debug, Args)]
struct Which {
    /// Scenarios, as stage-NN/NN-name.
    #[arg(value_name = "STAGE/NAME", required_unless_present = "all")]
    names: Vec<String>,
    /// Every scenario.
    #[arg(long, conflicts_with = "names")]
    all: bool,
    /// A folder of scenarios instead of those built in.
    #[arg(long, value_name = "DIR")]
    scenarios: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct CheckArgs {
    #[command(flatten)]
    which: Which,
}

#[derive(Debug, Args)]
struct TestArgs {
    #[command(flatten)]
    which: Which,
    /// Where the sandboxes run.
    #[arg(long, value_enum, default_value_t)]
    driver: DriverKind,
    /// ride's data directory [default: as for ride serve].
    #[arg(long, value_name = "DIR", env = "RIDE_DATA")]
    data: Option<PathBuf>,
    /// Only the proof of this name.
    #[arg(long, value_name = "NAME")]
    proof: Option<String>,
    /// Tries to talk the grader round in place of the proofs: what is typed, planted, dressed up, guessed or broken must
    /// earn nothing. With --proof only this attempt, such as attack-words.
    #[arg(long)]
    attacks: bool,
    /// How often each proof runs; all its scorecards must be the same, byte for byte.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    repeat: u32,
    /// How many run at once.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=16))]
    parallel: u32,
    /// Prints the report as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct SchemaArgs {
    /// The schema of a path's file instead.
    #[arg(long)]
    path: bool,
}

#[derive(Debug, Args)]
struct NewArgs {
    /// The new scenario, as stage-NN/NN-name.
    #[arg(value_name = "STAGE/NAME")]
    name: String,
    /// The folder that it is put into.
    #[arg(long, value_name = "DIR", default_value = "scenarios")]
    scenarios: PathBuf,
}

/// What a lab for proofs is started with.
pub struct LabSetup {
    catalog: Arc<Catalog>,
    driver: DriverKind,
    data: Option<PathBuf>,
    parallel: usize,
}

/// Starts a lab for proofs to run in.
pub type MakeLab =
    Box<dyn FnOnce(LabSetup) -> Pin<Box<dyn Future<Output = anyhow::Result<Arc<dyn Lab>>> + Send>> + Send>;

/// A whole server of its own, in a folder `proofs` of the data directory: a server that runs there isn't disturbed, and
/// templates are there already the next time.
pub fn real_lab() -> MakeLab {
    Box::new(|setup| {
        Box::pin(async move {
            // Why a session came to nothing is told there.
            super::serve::log_to_stderr_from("error");
            let data = setup.data.map_or_else(default_data, Ok)?.join("proofs");
            let lab = ServerLab::start(setup.catalog, setup.driver, data, setup.parallel).await?;
            Ok(Arc::new(lab) as Arc<dyn Lab>)
        })
    })
}

/// Runs the command; gives the exit code.
pub async fn run(args: ScenarioArgs, lab: MakeLab) -> anyhow::Result<i32> {
    match args.command {
        Command::Check(args) => check(&args.which),
        Command::Test(args) => test(args, lab).await,
        Command::New(args) => new(&args),
        Command::Schema(args) => schema(&args),
    }
}

fn open(folder: Option<&Path>) -> anyhow::Result<Catalog> {
    Catalog::open(folder).with_context(|| match folder {
        Some(folder) => format!("can't read the scenarios in {}", folder.display()),
        None => "can't read the built-in scenarios".to_owned(),
    })
}

/// The ids asked for. One that isn't there is an error with the nearest; one with mistakes is there.
fn chosen(which: &Which, catalog: &Catalog) -> anyhow::Result<Vec<String>> {
    let known = catalog.ids();
    if which.all {
        return Ok(known.into_iter().map(str::to_owned).collect());
    }
    for name in &which.names {
        if !known.contains(&name.as_str()) {
            catalog.resolve(name, 0)?;
        }
    }
    Ok(which.names.clone())
}

/// Paths stand among the names as `paths/name`.
const PATHS: &str = "paths/";

fn check(which: &Which) -> anyhow::Result<i32> {
    let catalog = open(which.scenarios.as_deref())?;
    let (paths, names): (Vec<_>, Vec<_>) = which.names.iter().cloned().partition(|name| name.starts_with(PATHS));
    let ids = if which.all || !names.is_empty() {
        chosen(&Which { names, all: which.all, scenarios: None }, &catalog)?
    } else {
        Vec::new()
    };
    let paths: Vec<String> = if which.all {
        catalog.path_ids().into_iter().map(str::to_owned).collect()
    } else {
        paths.iter().map(|name| name[PATHS.len()..].to_owned()).collect()
    };
    let known = catalog.path_ids();
    for path in paths.iter().filter(|path| !known.contains(&path.as_str())) {
        catalog.path(path)?;
    }
    let mut out = std::io::stdout().lock();
    let mut mistakes = 0;
    for id in &ids {
        for mistake in catalog.mistakes_in(id) {
            writeln!(out, "{mistake}")?;
            mistakes += 1;
        }
        if let Ok(resolved) = catalog.resolve(id, 0) {
            let (sets, proofs) = (resolved.scenario.vary.len().max(1), resolved.scenario.proof.len());
            writeln!(out, "{id}: good, {proofs} proofs, {sets} sets of names")?;
        }
    }
    for id in &paths {
        for mistake in catalog.mistakes_in_path(id) {
            writeln!(out, "{mistake}")?;
            mistakes += 1;
        }
        if let Ok(path) = catalog.path(id) {
            let [least, most] = path.minutes;
            writeln!(out, "{PATHS}{id}: good, {} scenarios, {least}-{most} min", path.steps.len())?;
        }
    }
    if ids.is_empty() && paths.is_empty() {
        writeln!(out, "no scenarios here")?;
    }
    Ok(i32::from(mistakes > 0))
}

fn schema(args: &SchemaArgs) -> anyhow::Result<i32> {
    let schema = if args.path { path_schema() } else { scenario_schema() };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{schema:#}")?;
    Ok(0)
}

async fn test(args: TestArgs, lab: MakeLab) -> anyhow::Result<i32> {
    let catalog = Arc::new(open(args.which.scenarios.as_deref())?);
    let ids = chosen(&args.which, &catalog)?;
    let broken: Vec<_> = ids.iter().flat_map(|id| catalog.mistakes_in(id)).map(ToString::to_string).collect();
    if !broken.is_empty() {
        bail!("these mistakes come first:\n{}", broken.join("\n"));
    }
    let jobs = if args.attacks {
        let mut attacks = proof::attacks(&catalog, &ids)?;
        attacks.retain(|job| args.proof.as_ref().is_none_or(|only| *only == job.proof.name));
        if attacks.is_empty() {
            bail!("there is no such attempt: leave --proof out to see their names");
        }
        attacks
    } else {
        proof::jobs(&catalog, &ids, args.proof.as_deref(), args.repeat)?
    };
    let parallel = args.parallel as usize;
    let lab = lab(LabSetup { catalog, driver: args.driver, data: args.data, parallel }).await?;
    let json = args.json;
    let running = proof::run(Arc::clone(&lab), jobs, parallel, |outcome| {
        if !json {
            // A reader that has gone away is told at the end.
            let _ = writeln!(std::io::stdout(), "{}", outcome.line());
        }
    });
    let report = tokio::select! {
        report = running => Some(report),
        _ = tokio::signal::ctrl_c() => None,
    };
    lab.close().await;
    let Some(report) = report else { bail!("interrupted") };
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?;
    } else {
        write!(out, "{}", report.summary())?;
    }
    Ok(i32::from(!report.passed()))
}

fn new(args: &NewArgs) -> anyhow::Result<i32> {
    if !is_id(&args.name) {
        bail!("{:?} is not a scenario's name: expected stage-NN/NN-name, such as stage-03/04-slow-leak", args.name);
    }
    let folder = args.scenarios.join(&args.name);
    if folder.exists() {
        bail!("{} is there already: choose another name", folder.display());
    }
    let within = |what: &str| format!("can't {what} {}", folder.display());
    std::fs::create_dir_all(&folder).with_context(|| within("make the folder"))?;
    for (name, content) in skeleton(&args.name) {
        std::fs::write(folder.join(name), content).with_context(|| within("write into"))?;
    }
    // What the first line of the new file refers to; always of this ride.
    for (name, schema) in [(SCENARIO_FILE, scenario_schema()), (PATH_FILE, path_schema())] {
        let file = args.scenarios.join(name);
        std::fs::write(&file, format!("{schema:#}\n")).with_context(|| format!("can't write {}", file.display()))?;
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}: written. Next: edit scenario.toml (keys: scenarios/README.md), then", folder.display())?;
    writeln!(out, "  ride scenario check {} --scenarios {}", args.name, args.scenarios.display())?;
    writeln!(out, "  ride scenario test {} --scenarios {}", args.name, args.scenarios.display())?;
    Ok(0)
}

/// The files of a new scenario.
fn skeleton(id: &str) -> [(&'static str, String); 2] {
    let words = id.split('/').nth(1).and_then(|name| name.split_once('-')).map_or("", |(_, words)| words);
    let mut title = words.replace('-', " ");
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let scenario = include_str!("skeleton/scenario.toml").replacen("A new incident", &title, 1);
    [("scenario.toml", scenario), ("schema.sql", include_str!("skeleton/schema.sql").to_owned())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        args: ScenarioArgs,
    }

    fn parse(line: &[&str]) -> Result<ScenarioArgs, clap::Error> {
        Cli::try_parse_from(std::iter::once(&"scenario").chain(line)).map(|cli| cli.args)
    }

    fn no_lab() -> MakeLab {
        Box::new(|_| Box::pin(async { bail!("no lab here") }))
    }

    async fn runs(line: &[&str]) -> anyhow::Result<i32> {
        run(parse(line)?, no_lab()).await
    }

    #[test]
    fn names_or_all_are_needed_and_not_both() {
        assert!(parse(&["check"]).is_err());
        assert!(parse(&["check", "--all"]).is_ok());
        assert!(parse(&["check", "--all", "stage-01/01-a"]).is_err());
        assert!(parse(&["test", "--all", "--repeat", "0"]).is_err());
    }

    #[tokio::test]
    async fn a_new_scenario_passes_the_check_and_is_not_written_twice() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().to_str().unwrap();
        let name = "stage-07/04-slow-leak";
        assert_eq!(runs(&["new", name, "--scenarios", dir]).await.unwrap(), 0);
        assert_eq!(runs(&["check", name, "--scenarios", dir]).await.unwrap(), 0);
        let catalog = Catalog::load(folder.path()).unwrap();
        assert_eq!(catalog.summaries()[0].title, "Slow leak");
        let twice = runs(&["new", name, "--scenarios", dir]).await.unwrap_err().to_string();
        assert!(twice.ends_with("is there already: choose another name"), "{twice}");
        assert!(runs(&["new", "slow-leak", "--scenarios", dir]).await.is_err());
        // Its first line names the schema that lies beside the stages.
        let text = std::fs::read_to_string(folder.path().join(name).join("scenario.toml")).unwrap();
        let schema = text.lines().next().unwrap().strip_prefix("#:schema ").unwrap().to_owned();
        let schema = std::fs::read_to_string(folder.path().join(name).join(schema)).unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&schema).unwrap(), scenario_schema());
    }

    #[tokio::test]
    async fn paths_are_checked_with_the_scenarios_and_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().to_str().unwrap();
        runs(&["new", "stage-01/01-a", "--scenarios", dir]).await.unwrap();
        std::fs::create_dir(folder.path().join("paths")).unwrap();
        let file = folder.path().join("paths/first.toml");
        let path = |id: &str| format!("title = 't'\npurpose = 'p'\nafterwards = ['a']\nscenarios = ['{id}']\n");
        std::fs::write(&file, path("stage-01/01-a")).unwrap();
        assert_eq!(runs(&["check", "--all", "--scenarios", dir]).await.unwrap(), 0);
        assert_eq!(runs(&["check", "paths/first", "--scenarios", dir]).await.unwrap(), 0);
        std::fs::write(&file, path("stage-01/01-b")).unwrap();
        assert_eq!(runs(&["check", "--all", "--scenarios", dir]).await.unwrap(), 1);
        assert_eq!(runs(&["check", "paths/first", "stage-01/01-a", "--scenarios", dir]).await.unwrap(), 1);
        assert_eq!(runs(&["check", "stage-01/01-a", "--scenarios", dir]).await.unwrap(), 0);
        let err = runs(&["check", "paths/second", "--scenarios", dir]).await.unwrap_err().to_string();
        assert_eq!(err, "there is no path second, nor any other");
    }

    #[tokio::test]
    async fn mistakes_end_with_1_and_keep_proofs_from_running() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().to_str().unwrap();
        runs(&["new", "stage-01/01-a", "--scenarios", dir]).await.unwrap();
        runs(&["new", "stage-01/02-b", "--scenarios", dir]).await.unwrap();
        let file = folder.path().join("stage-01/02-b/scenario.toml");
        let text = std::fs::read_to_string(&file).unwrap().replace("cost = 5", "cots = 5");
        std::fs::write(&file, text).unwrap();
        assert_eq!(runs(&["check", "--all", "--scenarios", dir]).await.unwrap(), 1);
        assert_eq!(runs(&["check", "stage-01/01-a", "--scenarios", dir]).await.unwrap(), 0);
        let err = runs(&["test", "--all", "--scenarios", dir]).await.unwrap_err().to_string();
        assert!(err.contains("cots: there is no such key; did you mean cost?"), "{err}");
        let err = runs(&["test", "stage-01/01-a", "--scenarios", dir]).await.unwrap_err().to_string();
        assert_eq!(err, "no lab here");
        let err = runs(&["check", "stage-01/01-x", "--scenarios", dir]).await.unwrap_err().to_string();
        assert!(err.contains("did you mean stage-01/01-a?"), "{err}");
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_is_told() {
        let err = runs(&["check", "--all", "--scenarios", "nowhere-at-all"]).await.unwrap_err().to_string();
        assert_eq!(err, "can't read the scenarios in nowhere-at-all");
    }
}
