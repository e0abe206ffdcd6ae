//! What the engine asks of the machine that `ride psql` runs on: files, programs, the environment, the editor, the
//! pager, the terminal.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write as _;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use ride_shared::psql::HostRequest;
use ride_shared::psql::encoding::{self, Encoding};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use super::connect::plain;
use super::console::now_us;

/// A script that `\i` reads, or data that `\copy` reads, may be this large.
const MAX_FILE: u64 = 256 << 20;

/// The machine as this psql sees it.
#[derive(Default)]
pub(super) struct Machine {
    /// What `\setenv` changed; the process's own environment stays as it is.
    environment: Mutex<BTreeMap<String, Option<String>>>,
    /// Whether libpq's variables count; in a lab's own console they don't.
    without_libpq: bool,
}

impl Machine {
    /// A machine whose PGHOST, PGSERVICE and the like are somebody else's.
    pub(super) fn without_libpq() -> Self {
        Self { without_libpq: true, ..Self::default() }
    }

    /// Does what was asked for; gives the answer's text, or an error as psql words it.
    pub(super) async fn answer(&self, what: HostRequest) -> Result<String, String> {
        match what {
            HostRequest::ReadFile(path) => read_file(&path).await,
            HostRequest::WriteFile { path, bytes, append } => match path.strip_prefix('|') {
                Some(program) => self.pipe(program, &bytes).await,
                None => write_file(&path, &bytes, append).await,
            },
            HostRequest::Edit(text) => self.edit(None, &text, None).await,
            HostRequest::EditAt { path, text, line } => self.edit(path, &text, line).await,
            HostRequest::Shell(command) => self.shell(command).await,
            HostRequest::Capture(command) => {
                // However it ended, what it printed counts.
                let output =
                    self.shell_command().arg("-c").arg(system(&command)).stderr(Stdio::inherit()).output().await;
                let output = output.map_err(|e| format!("{command}: {}", plain(&e)))?;
                let code = output.status.code().unwrap_or(128);
                Ok(format!("{code}\n{}", Encoding::Utf8.text(&output.stdout)))
            }
            HostRequest::ChangeDirectory(directory) => self.change_directory(directory),
            HostRequest::GetEnvironment(name) => self.variable(&name).ok_or_else(String::new),
            HostRequest::SetEnvironment { name, value } => {
                self.environment.lock().unwrap_or_else(PoisonError::into_inner).insert(name, value);
                Ok(String::new())
            }
            HostRequest::NewPassword { user } => {
                let asked = tokio::task::spawn_blocking(move || new_password(&user)).await;
                asked.map_err(|e| e.to_string())?
            }
            HostRequest::ReadData(_)
            | HostRequest::OpenData(_)
            | HostRequest::History(_)
            | HostRequest::Connect { .. }
            | HostRequest::Session { .. }
            | HostRequest::Extras
            | HostRequest::Lab { .. } => Err("this is not the machine's to do".to_owned()),
        }
    }

    fn variable(&self, name: &str) -> Option<String> {
        let changed = self.environment.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        changed.unwrap_or_else(|| std::env::var(name).ok())
    }

    /// An environment variable, as `\setenv` left it; HOME also from the system's list of users.
    pub(super) fn environment(&self, name: &str) -> Option<String> {
        let value = self.variable(name).filter(|_| !self.without_libpq || !name.starts_with("PG"));
        if name == "HOME" && value.as_deref().is_none_or(str::is_empty) {
            let user = nix::unistd::User::from_uid(nix::unistd::geteuid()).ok().flatten();
            return user.map(|user| user.dir.to_string_lossy().into_owned());
        }
        value
    }

    /// Puts the first line of what a program prints where the engine has left its command in a prompt.
    pub(super) async fn finished_prompt(&self, prompt: String) -> String {
        let mut parts = prompt.split('\u{3}');
        let mut out = parts.next().unwrap_or("").to_owned();
        while let (Some(command), Some(after)) = (parts.next(), parts.next()) {
            if let Ok(bytes) = self.output_of(command).await {
                out.push_str(Encoding::Utf8.text(&bytes).lines().next().unwrap_or(""));
            }
            out.push_str(after);
        }
        out
    }

    /// A shell with the environment as `\setenv` left it.
    pub(super) fn shell_command(&self) -> Command {
        let mut command = Command::new("sh");
        for (name, value) in &*self.environment.lock().unwrap_or_else(PoisonError::into_inner) {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.kill_on_drop(true);
        command
    }

    /// A file's bytes, or what a program (after `|`) prints.
    pub(super) async fn read_data(&self, path: &str) -> Result<Vec<u8>, String> {
        match path.strip_prefix('|') {
            Some(program) => self.output_of(program).await,
            None => read_bytes(path).await,
        }
    }

    async fn output_of(&self, program: &str) -> Result<Vec<u8>, String> {
        let output = self.shell_command().arg("-c").arg(system(program)).stderr(Stdio::inherit()).output().await;
        let output = output.map_err(|e| format!("{program}: {}", plain(&e)))?;
        if output.status.success() { Ok(output.stdout) } else { Err(format!("{program}: {}", ended(output.status))) }
    }

    /// Hands bytes to a program and waits for its end.
    async fn pipe(&self, program: &str, bytes: &[u8]) -> Result<String, String> {
        let child = self.shell_command().arg("-c").arg(system(program)).stdin(Stdio::piped()).spawn();
        let mut child = child.map_err(|e| plain(&e))?;
        if let Some(mut stdin) = child.stdin.take() {
            // Whoever stops reading has seen enough.
            let _ = stdin.write_all(bytes).await;
        }
        let status = child.wait().await.map_err(|e| plain(&e))?;
        Ok(if status.success() { String::new() } else { ended(status) })
    }

    /// Runs a command line, or the user's shell; gives the exit code.
    async fn shell(&self, command: Option<String>) -> Result<String, String> {
        let mut shell = match command {
            Some(command) => {
                let mut shell = self.shell_command();
                shell.arg("-c").arg(system(&command));
                shell
            }
            None => Command::new(self.variable("SHELL").unwrap_or_else(|| "/bin/sh".to_owned())),
        };
        match shell.status().await {
            Ok(status) => Ok(status.code().unwrap_or(128).to_string()),
            Err(_) => Err("\\!: failed".to_owned()),
        }
    }

    fn change_directory(&self, directory: Option<String>) -> Result<String, String> {
        let Some(directory) = directory.or_else(|| self.variable("HOME")) else {
            return Err("could not get home directory for user: HOME is not set".to_owned());
        };
        match std::env::set_current_dir(&directory) {
            Ok(()) => Ok(String::new()),
            Err(e) => Err(format!("\\cd: could not change directory to \"{directory}\": {}", plain(&e))),
        }
    }

    /// Lets the user's editor change a file, or the text in one of its own; an empty error where it was left as it was.
    async fn edit(&self, file: Option<String>, text: &str, line: Option<u32>) -> Result<String, String> {
        let editor = ["PSQL_EDITOR", "EDITOR", "VISUAL"].iter().find_map(|name| self.variable(name));
        let editor = editor.filter(|editor| !editor.is_empty()).unwrap_or_else(|| "vi".to_owned());
        let at = match (line, self.variable("PSQL_EDITOR_LINENUMBER_ARG").or_else(|| Some("+".to_owned()))) {
            (Some(line), Some(argument)) => format!("{argument}{line} "),
            _ => String::new(),
        };
        let own = file.is_none();
        let path = file.map_or_else(
            || std::env::temp_dir().join(format!("ride.edit.{}.{:x}.sql", std::process::id(), now_us())),
            PathBuf::from,
        );
        let shown = path.display().to_string();
        if own {
            let written = write_new(&path, text);
            written.map_err(|e| format!("could not open temporary file \"{shown}\": {}", plain(&e)))?;
        }
        let state = || std::fs::metadata(&path).map(|found| (found.len(), found.modified().ok()));
        let result = match state() {
            Err(error) => Err(format!("{shown}: {}", plain(&error))),
            Ok(before) => {
                let command = format!("exec {editor} {at}\"$1\"");
                match self.shell_command().arg("-c").arg(command).arg("sh").arg(&path).status().await {
                    Ok(status) if status.success() => match state() {
                        Ok(after) if after == before => Err(String::new()),
                        _ => read_file(&shown).await.map_err(|error| format!("{shown}: {error}")),
                    },
                    // psql says nothing of its own where the shell could start and the editor ended with an error.
                    Ok(_) => Err(" ".to_owned()),
                    Err(error) => Err(format!("could not start editor \"{editor}\": {}", plain(&error))),
                }
            }
        };
        if own {
            // It lies in the directory for temporary files: at worst it is swept there.
            let _ = tokio::fs::remove_file(&path).await;
        }
        result
    }
}

/// A name or a command line as the system has it.
pub(super) fn system(text: &str) -> OsString {
    OsString::from_vec(encoding::bytes(text).into_owned())
}

/// How a program that failed ended, as psql words it.
pub(super) fn ended(status: std::process::ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt as _;
    match (status.code(), status.signal()) {
        (Some(127), _) => "command not found".to_owned(),
        (Some(126), _) => "command not executable".to_owned(),
        (Some(code), _) => format!("child process exited with exit code {code}"),
        (None, Some(signal)) => {
            // As strsignal() names those that end a program every day.
            let name = match signal {
                1 => "Hangup",
                2 => "Interrupt",
                3 => "Quit",
                6 => "Aborted",
                9 => "Killed",
                11 => "Segmentation fault",
                13 => "Broken pipe",
                14 => "Alarm clock",
                15 => "Terminated",
                _ => "unrecognized signal",
            };
            format!("child process was terminated by signal {signal}: {name}")
        }
        (None, None) => "child process did not end".to_owned(),
    }
}

/// Makes a file with this text, ended by a newline; it looks some seconds old, so that every change shows.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let newline = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let mut file = std::fs::OpenOptions::new().create_new(true).write(true).mode(0o600).open(path)?;
    file.write_all(&encoding::bytes(&format!("{text}{newline}")))?;
    file.set_modified(SystemTime::now() - Duration::from_secs(2))
}

async fn read_bytes(path: &str) -> Result<Vec<u8>, String> {
    let metadata = tokio::fs::metadata(system(path)).await.map_err(|e| plain(&e))?;
    if metadata.is_dir() {
        return Err("Is a directory".to_owned());
    }
    if metadata.len() > MAX_FILE {
        return Err(format!("larger than {} MB", MAX_FILE >> 20));
    }
    tokio::fs::read(system(path)).await.map_err(|e| plain(&e))
}

async fn read_file(path: &str) -> Result<String, String> {
    Ok(Encoding::Utf8.text(&read_bytes(path).await?))
}

async fn write_file(path: &str, bytes: &[u8], append: bool) -> Result<String, String> {
    let mut options = tokio::fs::OpenOptions::new();
    options.create(true).write(true).append(append).truncate(!append);
    let mut file = options.open(system(path)).await.map_err(|e| plain(&e))?;
    file.write_all(bytes).await.map_err(|e| plain(&e))?;
    file.flush().await.map_err(|e| plain(&e))?;
    Ok(String::new())
}

/// Asks for a password on the terminal, without showing it; where there is no terminal, on standard input as psql does.
pub(super) fn ask_password(prompt: &str) -> std::io::Result<String> {
    use nix::sys::termios::{LocalFlags, SetArg, SpecialCharacterIndices, tcgetattr, tcsetattr};
    use std::io::{BufRead as _, Read as _};
    const CTRL_C: u8 = 3;
    let Ok(mut tty) = std::fs::OpenOptions::new().read(true).write(true).open("/dev/tty") else {
        let mut line = String::new();
        std::io::stderr().write_all(prompt.as_bytes())?;
        std::io::stdin().lock().read_line(&mut line)?;
        std::io::stderr().write_all(b"\n")?;
        return Ok(line.trim_end_matches(['\n', '\r']).to_owned());
    };
    let before = tcgetattr(&tty)?;
    let mut silent = before.clone();
    // Ctrl-C ends the line, so that it is seen here and not taken for a cancel.
    silent.local_flags.remove(LocalFlags::ECHO | LocalFlags::ISIG);
    silent.control_chars[SpecialCharacterIndices::VEOL as usize] = CTRL_C;
    tty.write_all(prompt.as_bytes())?;
    tty.flush()?;
    tcsetattr(&tty, SetArg::TCSAFLUSH, &silent)?;
    let mut line = Vec::new();
    let mut buffer = [0; 1024];
    let read = loop {
        match tty.read(&mut buffer) {
            Ok(0) => break Ok(()),
            Ok(n) => line.extend_from_slice(&buffer[..n]),
            Err(error) => break Err(error),
        }
        if matches!(line.last(), Some(b'\n' | &CTRL_C)) {
            break Ok(());
        }
    };
    tcsetattr(&tty, SetArg::TCSAFLUSH, &before)?;
    tty.write_all(b"\n")?;
    read?;
    if line.last() == Some(&CTRL_C) {
        return Err(std::io::Error::new(std::io::ErrorKind::Interrupted, "interrupted"));
    }
    Ok(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']).to_owned())
}

/// Asks twice; gives the verifier, so that the password itself never reaches the server.
fn new_password(user: &str) -> Result<String, String> {
    let ask = |prompt: &str| ask_password(prompt).map_err(|e| format!("no terminal to ask for a password on: {e}"));
    let first = ask(&format!("Enter new password for user \"{user}\": "))?;
    let again = ask("Enter it again: ")?;
    if first != again {
        return Err("Passwords didn't match.".to_owned());
    }
    Ok(postgres_protocol::password::scram_sha_256(first.as_bytes()))
}
