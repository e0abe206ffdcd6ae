//! The user's pager: a table or help goes to one of its own; a result that comes in pieces to one; all that `\\watch` shows
//! to PSQL_WATCH_PAGER.

use std::process::Stdio;

use ride_shared::psql::{Page, Piece, encoding};
use tokio::io::AsyncWriteExt as _;
use tokio::process::{Child, ChildStdin};
use tokio::signal::unix::{SignalKind, signal};

use super::{Host, flush_stdout};
use crate::cli::machine::Machine;

/// A pager that runs.
pub(super) struct Pager {
    child: Child,
    stdin: Option<ChildStdin>,
    /// Whether it is `\\watch`'s.
    watches: bool,
}

impl Pager {
    fn open(machine: &Machine, program: &str, watches: bool) -> Option<Self> {
        flush_stdout();
        let mut child = machine.shell_command().arg("-c").arg(program).stdin(Stdio::piped()).spawn().ok()?;
        let stdin = child.stdin.take();
        Some(Self { child, stdin, watches })
    }

    async fn write(&mut self, text: &str) {
        if let Some(stdin) = &mut self.stdin
            && stdin.write_all(&encoding::bytes(text)).await.is_err()
        {
            // Whoever quits the pager early has seen enough.
            self.stdin = None;
        }
    }

    /// Waits for its end, which is the user's; false where the shell found no such program.
    async fn close(mut self) -> bool {
        drop(self.stdin.take());
        self.child.wait().await.is_ok_and(|status| status.code() != Some(127))
    }
}

/// What was set, unless it is empty.
fn program(machine: &Machine, names: &[&str]) -> Option<String> {
    // The first that is set counts, even where it says that no pager is wanted.
    names.iter().find_map(|name| machine.environment(name)).filter(|program| !program.trim().is_empty())
}

impl Host {
    /// Prints by way of the pager, where the user has one and the text is worth it.
    pub(super) async fn page(&mut self, text: String, page: Page) -> anyhow::Result<()> {
        if self.engine.is_watching() {
            return self.watch_page(text).await;
        }
        let mut pager = self.pager.take();
        if pager.is_none() {
            self.measure();
            let lines = text.bytes().filter(|b| *b == b'\n').count();
            let wanted = self.interactive && self.engine.wants_pager(lines, page, self.screen);
            let names = ["PSQL_PAGER", "PAGER"];
            let own = names.iter().any(|name| self.machine.environment(name).is_some());
            let program = if own { program(&self.machine, &names) } else { Some("more".to_owned()) };
            pager = program.filter(|_| wanted).and_then(|program| Pager::open(&self.machine, &program, false));
        }
        let Some(mut open) = pager else { return self.print(&text) };
        open.write(&text).await;
        if page.piece == Some(Piece::More) {
            self.pager = Some(open);
            return Ok(());
        }
        let shown = open.close().await;
        // Ctrl-C in the pager was the pager's.
        self.interrupts = signal(SignalKind::interrupt())?;
        if shown { Ok(()) } else { self.print(&text) }
    }

    async fn watch_page(&mut self, text: String) -> anyhow::Result<()> {
        if self.pager.is_none() && self.interactive && self.engine.may_page() {
            let program = program(&self.machine, &["PSQL_WATCH_PAGER"]);
            self.pager = program.and_then(|program| Pager::open(&self.machine, &program, true));
        }
        match &mut self.pager {
            Some(pager) => pager.write(&text).await,
            None => self.print(&text)?,
        }
        Ok(())
    }

    /// Closes what is still open when nothing runs any more that would write to it.
    pub(super) async fn close_pager(&mut self) -> std::io::Result<()> {
        if let Some(pager) = self.pager.take() {
            let _ = pager.close().await;
            self.interrupts = signal(SignalKind::interrupt())?;
        }
        Ok(())
    }

    /// Asks the terminal how large it is, since the line editor tells it only before a line; gives the columns.
    pub(super) fn measure(&mut self) -> Option<u32> {
        let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok().filter(|_| self.interactive)?;
        if size.ws_row > 0 {
            self.screen = usize::from(size.ws_row);
        }
        Some(u32::from(size.ws_col)).filter(|columns| *columns > 0)
    }
}

/// Waits until the user has left `\\watch`'s pager, which ends the watching.
pub(super) async fn left(pager: &mut Option<Pager>) {
    match pager {
        Some(pager) if pager.watches => {
            // Whatever it says, it is gone.
            let _ = pager.child.wait().await;
        }
        _ => std::future::pending().await,
    }
}
