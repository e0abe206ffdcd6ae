//! The ways to a session's PostgreSQL: through the gateway, past it, and through a proxy that does nothing.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, UnixStream};

use crate::lab::Session;

/// Ends the storm, so that a peer finds a slot beside the gateway's own.
pub fn shed(session: &Session<'_>) {
    let sql = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'deploy_worker'";
    assert!(session.psql(sql).0, "the storm is ended");
}

/// psql through the gateway.
pub fn through(session: &Session<'_>) -> Command {
    psql("psql", &[session.created.psql_url.as_str()])
}

/// ride's own psql through the gateway.
pub fn engine(session: &Session<'_>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ride"));
    command.args(["psql", "-X", "-q", &session.created.psql_url]);
    command
}

/// psql on the sandbox's own socket.
pub fn direct(session: &Session<'_>, socket: &Path) -> Command {
    let host = socket.to_string_lossy();
    psql("psql", &["-h", &host, "-p", "5432", "-U", "oncall", "-d", &session.created.session.briefing.database])
}

/// psql through a proxy that only copies bytes.
pub fn copied(session: &Session<'_>, port: u16) -> Command {
    let port = port.to_string();
    psql("psql", &["-h", "127.0.0.1", "-p", &port, "-U", "oncall", "-d", &session.created.session.briefing.database])
}

fn psql(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(["-X", "-q"]).args(arguments).env("PGSSLMODE", "disable").env("PGGSSENCMODE", "disable");
    command
}

/// How long a command takes that must succeed; its output is thrown away.
pub fn time(mut command: Command) -> Duration {
    let begun = Instant::now();
    let done = command.stdin(Stdio::null()).stdout(Stdio::null()).output().expect("it can be started");
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    begun.elapsed()
}

/// The directory of a session's socket. It is in the server's data directory, or where a path is shorter.
pub fn socket(session: &Session<'_>) -> PathBuf {
    let mut open = vec![session.server.data.clone(), std::env::temp_dir(), PathBuf::from("/var/tmp")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            if name == ".s.PGSQL.5432" && path.to_string_lossy().contains(&session.created.id) {
                return folder;
            }
            // Data directories have a thousand files, and no socket.
            if name != "data" && name != "templates" && name != "spares" && entry.file_type().is_ok_and(|t| t.is_dir())
            {
                open.push(path);
            }
        }
    }
    panic!("no socket of session {} found", session.created.id)
}

/// A proxy from TCP to a socket that copies bytes and does nothing else: what any proxy costs.
pub struct Proxy {
    /// Where it listens on 127.0.0.1.
    pub port: u16,
    _runtime: tokio::runtime::Runtime,
}

impl Proxy {
    /// Starts one; it ends with this value.
    pub fn start(socket: &Path) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("starts");
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        let socket = socket.join(".s.PGSQL.5432");
        runtime.spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let socket = socket.clone();
                tokio::spawn(async move {
                    client.set_nodelay(true).expect("set");
                    let mut server = UnixStream::connect(socket).await.expect("the sandbox listens");
                    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                });
            }
        });
        Self { port, _runtime: runtime }
    }
}
