//! Files and programs that are written and read piece by piece while a statement runs.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::process::Stdio;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdin, ChildStdout};

use crate::cli::connect::plain;
use crate::cli::machine::{Machine, ended, system};

/// So much is read at a time.
const PIECE: usize = 256 << 10;

/// What is being written.
pub(super) enum Sink {
    File(File),
    Program(Box<Child>, Option<ChildStdin>),
    /// It went wrong; the rest is thrown away, and at the end this is told.
    Broken(String),
}

impl Sink {
    fn open(machine: &Machine, path: &str, fresh: bool) -> std::io::Result<Self> {
        if let Some(program) = path.strip_prefix('|') {
            let mut child = machine.shell_command().arg("-c").arg(system(program)).stdin(Stdio::piped()).spawn()?;
            let stdin = child.stdin.take();
            return Ok(Self::Program(Box::new(child), stdin));
        }
        let mut options = File::options();
        options.create(true).write(true).append(!fresh).truncate(fresh);
        Ok(Self::File(options.open(system(path))?))
    }

    async fn write(&mut self, bytes: &[u8]) {
        let written = match self {
            Self::File(file) => file.write_all(bytes),
            Self::Program(_, Some(stdin)) => stdin.write_all(bytes).await,
            Self::Program(_, None) | Self::Broken(_) => Ok(()),
        };
        match (written, &mut *self) {
            (Ok(()), _) => {}
            (Err(error), Self::Program(_, stdin)) if error.kind() == ErrorKind::BrokenPipe => *stdin = None,
            (Err(error), _) => *self = Self::Broken(plain(&error)),
        }
    }

    /// Writes the last bytes, closes it, and waits for a program's end; says how it ended, where not well.
    pub(super) async fn close(mut self, bytes: &[u8]) -> Result<String, String> {
        self.write(bytes).await;
        match self {
            Self::File(_) => Ok(String::new()),
            Self::Program(mut child, stdin) => {
                // A program that stopped reading is waited for all the same.
                let whole = stdin.is_some();
                drop(stdin);
                let status = child.wait().await.map_err(|e| plain(&e))?;
                match (whole, status.success()) {
                    (false, true) => Err("Broken pipe".to_owned()),
                    (false, false) => Err(format!("Broken pipe{}", ended(status))),
                    (true, true) => Ok(String::new()),
                    (true, false) => Ok(ended(status)),
                }
            }
            Self::Broken(text) => Err(text),
        }
    }
}

/// All that is open for writing, by path.
#[derive(Default)]
pub(super) struct Sinks(BTreeMap<String, Sink>);

impl Sinks {
    pub(super) async fn append(&mut self, machine: &Machine, path: String, bytes: &[u8], fresh: bool) {
        let sink = self.0.entry(path).or_insert_with_key(|path| {
            Sink::open(machine, path, fresh).unwrap_or_else(|error| Sink::Broken(plain(&error)))
        });
        sink.write(bytes).await;
    }

    pub(super) fn take(&mut self, path: &str) -> Option<Sink> {
        self.0.remove(path)
    }
}

/// What is being read.
pub(super) enum Source {
    File(File),
    Program(Box<Child>, ChildStdout),
}

impl Source {
    /// An error is as psql words it, without the path.
    pub(super) fn open(machine: &Machine, path: &str) -> Result<Self, String> {
        if let Some(program) = path.strip_prefix('|') {
            let child = machine.shell_command().arg("-c").arg(system(program)).stdout(Stdio::piped()).spawn();
            let mut child = child.map_err(|e| plain(&e))?;
            let stdout = child.stdout.take().ok_or_else(|| "could not execute command".to_owned())?;
            return Ok(Self::Program(Box::new(child), stdout));
        }
        let file = File::open(system(path)).map_err(|e| plain(&e))?;
        if file.metadata().is_ok_and(|data| data.is_dir()) {
            return Err("Is a directory".to_owned());
        }
        Ok(Self::File(file))
    }

    /// The next piece; an empty one is the end.
    pub(super) async fn read(&mut self) -> Result<Vec<u8>, String> {
        let mut piece = vec![0; PIECE];
        let read = match self {
            Self::File(file) => file.read(&mut piece),
            Self::Program(_, stdout) => stdout.read(&mut piece).await,
        };
        piece.truncate(read.map_err(|e| plain(&e))?);
        if let (true, Self::Program(child, _)) = (piece.is_empty(), self) {
            let status = child.wait().await.map_err(|e| plain(&e))?;
            if !status.success() {
                return Err(ended(status));
            }
        }
        Ok(piece)
    }
}
