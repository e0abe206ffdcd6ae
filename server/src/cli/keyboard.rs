//! Where lines come from: a person with line editing, or a file on standard input. Each reads on a thread of its own,
//! since both block, and only when it is asked for a line.

use std::io::{BufRead, Write as _};
use std::sync::mpsc as blocking;
use std::time::Duration;

use ride_shared::psql::encoding::{self, Encoding};
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::history::MemHistory;
use rustyline::{CompletionType, Config, Context, EditMode, Editor, Helper, Highlighter, Hinter, Validator};
use tokio::sync::{mpsc, oneshot};

use super::machine::Machine;
use super::psql::startup_files::expand_tilde;

/// How long Tab waits for names from the server.
const COMPLETE_WITHIN: Duration = Duration::from_secs(2);
/// Lines of a script that are read ahead.
const AHEAD: usize = 256;

/// What the keyboard tells.
pub(super) enum Key {
    /// A line without its newline.
    Line(String),
    /// Ctrl-C while a line was typed.
    Interrupt,
    /// The end of the input.
    Eof,
    /// Tab: the answer goes back by the channel.
    Complete { line: String, cursor: usize, answer: oneshot::Sender<(usize, Vec<String>)> },
    /// The screen's size, told before each line.
    Screen { columns: u32, rows: usize },
}

/// What the keyboard is asked for.
enum Request {
    /// A line; what was typed since is put into the history first.
    Line { prompt: String, typed: Vec<String> },
}

/// Lines, however they come.
pub(super) struct Keyboard {
    requests: blocking::SyncSender<Request>,
    keys: mpsc::Receiver<Key>,
    thread: Option<std::thread::JoinHandle<()>>,
    interactive: bool,
    /// Whether a prompt is printed here, since the thread doesn't.
    prompts: bool,
    /// Whether the thread reads a line: Ctrl-C may ask for another prompt meanwhile.
    reading: bool,
}

impl Keyboard {
    /// A person at a terminal, with history, Tab and emacs' keys.
    pub(super) fn terminal(history: Vec<String>, vi: bool) -> std::io::Result<Self> {
        Self::spawn(true, move |requests, keys| terminal(&requests, &keys, history, vi))
    }

    /// A person at a terminal whose lines are taken as they come (`-n`).
    pub(super) fn plain() -> std::io::Result<Self> {
        let keyboard = Self::spawn(false, |requests, keys| script(&requests, &keys))?;
        Ok(Self { prompts: true, ..keyboard })
    }

    /// Standard input as it is.
    pub(super) fn script() -> std::io::Result<Self> {
        Self::spawn(false, |requests, keys| script(&requests, &keys))
    }

    fn spawn(
        interactive: bool,
        body: impl FnOnce(blocking::Receiver<Request>, mpsc::Sender<Key>) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (requests, asked) = blocking::sync_channel(1);
        let (told, keys) = mpsc::channel(AHEAD);
        let thread = std::thread::Builder::new().name("keyboard".into()).spawn(move || body(asked, told))?;
        Ok(Self { requests, keys, thread: Some(thread), interactive, prompts: false, reading: false })
    }

    /// Asks for a line.
    pub(super) fn ask(&mut self, prompt: String, typed: Vec<String>) {
        if self.prompts {
            let mut out = std::io::stdout().lock();
            // A screen that is gone shows with the next result.
            let _ = out.write_all(&encoding::bytes(&prompt)).and_then(|()| out.flush());
        }
        if !std::mem::replace(&mut self.reading, true) {
            // Without a thread the end comes by itself.
            let _ = self.requests.try_send(Request::Line { prompt, typed });
        }
    }

    /// What comes next; the end once the thread is gone.
    pub(super) async fn next(&mut self) -> Key {
        let key = self.keys.recv().await.unwrap_or(Key::Eof);
        if matches!(key, Key::Line(_) | Key::Interrupt | Key::Eof) {
            self.reading = false;
        }
        key
    }

    /// Ends the thread where it isn't reading; one that blocks in a read of a script ends with the process.
    pub(super) fn close(self) {
        let Self { requests, keys, thread, interactive, .. } = self;
        drop((requests, keys));
        if let Some(thread) = thread.filter(|thread| interactive || thread.is_finished()) {
            let _ = thread.join();
        }
    }
}

fn script(requests: &blocking::Receiver<Request>, keys: &mpsc::Sender<Key>) {
    while let Ok(Request::Line { .. }) = requests.recv() {
        let mut line = Vec::new();
        // Held for one line: where there is no terminal, passwords are read from here, too.
        let key = match std::io::stdin().lock().read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => Key::Eof,
            Ok(_) => {
                if line.last() == Some(&b'\n') {
                    line.pop();
                }
                Key::Line(Encoding::Utf8.text(&line))
            }
        };
        let over = matches!(key, Key::Eof);
        if keys.blocking_send(key).is_err() || over {
            return;
        }
    }
}

#[derive(Helper, Highlighter, Hinter, Validator)]
struct Tab {
    keys: mpsc::Sender<Key>,
    runtime: tokio::runtime::Handle,
}

impl Completer for Tab {
    type Candidate = String;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let (answer, told) = oneshot::channel();
        let question = Key::Complete { line: line.to_owned(), cursor: pos, answer };
        if self.keys.blocking_send(question).is_err() {
            return Ok((pos, Vec::new()));
        }
        let told = self.runtime.block_on(async { tokio::time::timeout(COMPLETE_WITHIN, told).await });
        Ok(match told {
            Ok(Ok((start, mut candidates))) => {
                // The only one there is needs no more letters, unless it is a schema, a function or a directory.
                if let [only] = candidates.as_mut_slice()
                    && pos == line.len()
                    && !only.ends_with(['.', '(', '/'])
                {
                    only.push(' ');
                }
                (start, candidates)
            }
            _ => (pos, Vec::new()),
        })
    }
}

/// The prompt without what takes no room on the screen, and with it but without the marks around it.
fn halves(prompt: &str) -> (String, String) {
    let (mut raw, mut styled) = (String::new(), String::new());
    let mut hidden = false;
    for c in prompt.chars() {
        match c {
            '\u{1}' => hidden = true,
            '\u{2}' => hidden = false,
            c => {
                styled.push(c);
                if !hidden {
                    raw.push(c);
                }
            }
        }
    }
    (raw, styled)
}

/// Whether readline's own file asks for vi's keys.
pub(super) fn vi_mode(machine: &Machine) -> bool {
    let home = machine.environment("HOME");
    let named = machine.environment("INPUTRC").filter(|path| !path.is_empty());
    let path = expand_tilde(&named.unwrap_or_else(|| "~/.inputrc".to_owned()), home.as_deref());
    let text = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let modes = text.lines().filter_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["set", "editing-mode", mode, ..] => Some(mode.eq_ignore_ascii_case("vi")),
            _ => None,
        }
    });
    modes.fold(false, |_, vi| vi)
}

fn terminal(requests: &blocking::Receiver<Request>, keys: &mpsc::Sender<Key>, history: Vec<String>, vi: bool) {
    let config = Config::builder()
        .edit_mode(if vi { EditMode::Vi } else { EditMode::Emacs })
        .completion_type(CompletionType::List)
        .max_history_size(usize::MAX)
        .and_then(|config| config.history_ignore_dups(false))
        .map(|config| config.history_ignore_space(false).build())
        .unwrap_or_default();
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_time().build() else { return };
    let history_of = MemHistory::with_config(&config);
    let Ok(mut editor) = Editor::<Tab, MemHistory>::with_history(config, history_of) else { return };
    editor.set_helper(Some(Tab { keys: keys.clone(), runtime: runtime.handle().clone() }));
    for entry in history {
        // What it doesn't take can't be found again; that is all.
        let _ = editor.add_history_entry(entry);
    }
    while let Ok(Request::Line { prompt, typed }) = requests.recv() {
        for entry in typed {
            let _ = editor.add_history_entry(entry);
        }
        if let Some((columns, rows)) = editor.dimensions() {
            let screen = Key::Screen { columns: u32::from(columns), rows: usize::from(rows) };
            if keys.blocking_send(screen).is_err() {
                break;
            }
        }
        let key = match editor.readline(&halves(&prompt)) {
            Ok(line) => Key::Line(line),
            Err(ReadlineError::Interrupted) => Key::Interrupt,
            Err(_) => Key::Eof,
        };
        if keys.blocking_send(key).is_err() {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_marked_in_a_prompt_takes_no_room() {
        let (raw, styled) = halves("\u{1}\u{1b}[1m\u{2}shop\u{1}\u{1b}[0m\u{2}=> ");
        assert_eq!((raw.as_str(), styled.as_str()), ("shop=> ", "\u{1b}[1mshop\u{1b}[0m=> "));
    }
}
