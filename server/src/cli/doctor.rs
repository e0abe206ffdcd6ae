//! `ride doctor`: what this machine has, what is missing, and what to do about it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::paths;
use crate::sandbox::{DriverKind, choose};

/// `ride doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// ride's data directory.
    #[arg(long, env = "RIDE_DATA")]
    data: Option<PathBuf>,
    /// A folder of scenarios to check instead of the built-in ones.
    #[arg(long, env = "RIDE_SCENARIOS")]
    scenarios: Option<PathBuf>,
}

/// One finding: what was looked at, and what it is like or what to do.
type Finding = (&'static str, Result<String, String>);

/// Looks; the exit code is 0 where a lab can run here, else 1.
pub async fn run(args: DoctorArgs) -> anyhow::Result<i32> {
    let data = paths::data(args.data.as_deref())?;
    let writable = writable(&data);
    let (mut process, mut docker) = (Err("needs a data directory first".to_owned()), Err(String::new()));
    if writable.is_ok() {
        process = driver(DriverKind::Process, &data).await;
        docker = driver(DriverKind::Docker, &data).await;
    }
    let can_run = process.is_ok() || docker.is_ok();
    let findings: [Finding; 7] = [
        ("data directory", writable),
        ("process driver", process),
        ("docker driver", docker),
        ("scenarios", scenarios(args.scenarios.as_deref())),
        ("page", page()),
        ("port 8080", port(8080)),
        ("port 6432", port(6432)),
    ];
    let mut stdout = std::io::stdout().lock();
    for (what, found) in &findings {
        let (mark, text) = match found {
            Ok(text) => ("ok", text),
            Err(text) => ("--", text),
        };
        writeln!(stdout, "{mark}  {what:<15} {text}")?;
    }
    let verdict = if can_run { "A lab can run here." } else { "No lab can run here yet: one driver has to work." };
    writeln!(stdout, "{verdict}")?;
    Ok(i32::from(!can_run))
}

async fn driver(kind: DriverKind, data: &Path) -> Result<String, String> {
    match choose(kind, data).await {
        Ok(_) => Ok("works".into()),
        Err(error) => Err(error.to_string()),
    }
}

fn writable(data: &Path) -> Result<String, String> {
    let why = |e: std::io::Error| format!("{} can't be written ({e}): pass another --data", data.display());
    std::fs::create_dir_all(data).map_err(why)?;
    tempfile_in(data).map_err(why)?;
    Ok(data.display().to_string())
}

fn tempfile_in(data: &Path) -> std::io::Result<()> {
    let path = data.join(format!(".doctor-{}", std::process::id()));
    std::fs::write(&path, b"x")?;
    std::fs::remove_file(path)
}

fn scenarios(folder: Option<&Path>) -> Result<String, String> {
    let catalog = paths::catalog(folder).map_err(|e| format!("{e:#}"))?;
    match catalog.mistakes() {
        [] => Ok(format!("{} load", catalog.summaries().len())),
        mistakes => Err(mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n                    ")),
    }
}

fn page() -> Result<String, String> {
    if crate::http::has_page() {
        Ok("built in".into())
    } else {
        Err("not built in: run make frontend and build again".into())
    }
}

fn port(number: u16) -> Result<String, String> {
    match std::net::TcpListener::bind(("127.0.0.1", number)) {
        Ok(_) => Ok("free".into()),
        Err(error) => Err(format!("not free ({error}): a ride may be running; or pass --listen / --pg-listen")),
    }
}
