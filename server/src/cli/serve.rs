//! `ride serve`.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use crate::app::{App, AppConfig};
use crate::http::HttpConfig;
use crate::sandbox::DriverKind;
use crate::session::SessionConfig;

/// `ride serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Where the page and its interface are served.
    #[arg(long, default_value = "127.0.0.1:8080", env = "RIDE_LISTEN")]
    listen: SocketAddr,
    /// Where psql, pgcli and the like are served.
    #[arg(long, default_value = "127.0.0.1:6432", env = "RIDE_PG_LISTEN")]
    pg_listen: SocketAddr,
    /// How sandboxes are made.
    #[arg(long, value_enum, default_value_t, env = "RIDE_DRIVER")]
    driver: DriverKind,
    /// ride's data directory [default: ~/.local/share/ride, or /var/lib/ride as root].
    #[arg(long, env = "RIDE_DATA")]
    data: Option<PathBuf>,
    /// A folder of scenarios to use instead of the built-in ones.
    #[arg(long, env = "RIDE_SCENARIOS")]
    scenarios: Option<PathBuf>,
    /// An origin whose pages may connect, beside the server's own, such as https://course.example. Can be repeated.
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    allow_origin: Vec<String>,
    /// A host name that the server may be called by, beside localhost. Can be repeated.
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// A site that may show the page in a frame, beside the server's own. Can be repeated.
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    allow_frame: Vec<String>,
    /// What the page is reached by from outside, such as https://lab.example.
    #[arg(long, value_name = "URL", value_parser = origin, env = "RIDE_PUBLIC_URL")]
    public_url: Option<String>,
    /// Lets other machines reach the process driver, which is no security boundary.
    #[arg(long)]
    allow_process_for_all: bool,
    /// How long a session may last: 90s, 45m, 2h.
    #[arg(long, default_value = "2h", value_parser = duration)]
    session_ttl: Duration,
    /// After how long a session that nobody uses is ended.
    #[arg(long, default_value = "30m", value_parser = duration)]
    session_idle: Duration,
    /// How long a scored session's sandbox is kept for looking around.
    #[arg(long, default_value = "10m", value_parser = duration)]
    keep_finished: Duration,
    /// Sandboxes at once.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=4096))]
    max_sessions: u16,
    /// Sessions that one address may start in a minute.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    creates_per_minute: u32,
}

/// Runs the server until SIGINT or SIGTERM; gives the exit code.
pub async fn run(args: ServeArgs) -> anyhow::Result<i32> {
    log_to_stderr();
    // Before the start, so that an early signal is not lost.
    let mut interrupt = signal(SignalKind::interrupt()).context("listening for signals")?;
    let mut terminate = signal(SignalKind::terminate()).context("listening for signals")?;
    let data = match &args.data {
        Some(data) => data.clone(),
        None => default_data()?,
    };
    let config = config(args, data);
    let mut app = tokio::select! {
        app = App::start(config) => app?,
        _ = interrupt.recv() => return Ok(130),
        _ = terminate.recv() => return Ok(143),
    };
    let driver = match app.registry.driver() {
        "process" => "process driver (no security boundary: for yourself and people you trust)".to_owned(),
        other => format!("{other} driver"),
    };
    say(&format!("ride is at {} · psql at {} · {driver}", app.url(), app.psql_host()));
    let broke = tokio::select! {
        _ = interrupt.recv() => None,
        _ = terminate.recv() => None,
        why = app.broke() => Some(why),
    };
    tracing::info!("stopping");
    app.stop().await;
    match broke {
        None => Ok(0),
        Some(why) => anyhow::bail!("{why}"),
    }
}

fn config(args: ServeArgs, data: PathBuf) -> AppConfig {
    let frames = [vec!["'self'".to_owned()], args.allow_frame].concat().join(" ");
    AppConfig {
        listen: args.listen,
        pg_listen: args.pg_listen,
        driver: args.driver,
        data,
        scenarios: args.scenarios,
        process_for_all: args.allow_process_for_all,
        prepare: true,
        http: HttpConfig {
            allow_origins: args.allow_origin,
            allow_hosts: args.allow_host,
            frame_ancestors: frames,
            public_url: args.public_url,
            creates_per_minute: args.creates_per_minute,
            ..HttpConfig::default()
        },
        session: SessionConfig {
            ttl: args.session_ttl,
            idle: args.session_idle,
            keep_finished: args.keep_finished,
            max_sessions: usize::from(args.max_sessions),
            ..SessionConfig::default()
        },
    }
}

/// Where data lies when nobody says: where the system keeps such things for this user.
pub fn default_data() -> anyhow::Result<PathBuf> {
    if nix::unistd::Uid::effective().is_root() {
        return Ok("/var/lib/ride".into());
    }
    let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    set("XDG_DATA_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".local/share")))
        .map(|place| place.join("ride"))
        .context("neither HOME nor XDG_DATA_HOME is set: say where ride's data may lie with --data")
}

/// Logs go to standard error, filtered by RIDE_LOG.
pub fn log_to_stderr() {
    log_to_stderr_from("warn,ride=info");
}

/// The same with another filter where RIDE_LOG is not set.
pub fn log_to_stderr_from(otherwise: &str) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("RIDE_LOG").unwrap_or_else(|_| EnvFilter::new(otherwise));
    // A second one in the same process, as in tests, stays without effect.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

fn say(line: &str) {
    // Whoever started us may have closed the pipe: the server runs all the same.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// `90s`, `45m`, `2h`.
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text} is no duration: write 90s, 45m or 2h");
    let (number, unit) = text.split_at(text.len() - text.chars().next_back().map_or(0, char::len_utf8));
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "s" => Some(number),
        "m" => number.checked_mul(60),
        "h" => number.checked_mul(3600),
        _ => None,
    };
    seconds.filter(|s| *s > 0).map(Duration::from_secs).ok_or_else(wrong)
}

/// `https://name[:port]`, without a path; what it may hold keeps it harmless inside a header.
fn origin(text: &str) -> Result<String, String> {
    let bare = text.trim_end_matches('/');
    let host = bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://")).unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    if host.is_empty() || !host.chars().all(plain) {
        return Err(format!("{text} is no origin: write it as https://name or http://name:port"));
    }
    Ok(bare.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_numbers_with_a_unit() {
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("2h"), Ok(Duration::from_hours(2)));
        for bad in ["", "2", "h", "0s", "2d", "-1h", "1 h", "99999999999999999999h", "5000000000000000000h", "5µ"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn origins_have_a_scheme_and_no_path() {
        assert_eq!(origin("https://Lab.Example/"), Ok("https://lab.example".into()));
        assert_eq!(origin("http://localhost:3000"), Ok("http://localhost:3000".into()));
        for bad in ["lab.example", "https://", "https://a/b", "https://a;b", "ftp://a", "https://a b"] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }
}
