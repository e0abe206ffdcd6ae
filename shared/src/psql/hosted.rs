//! What the host answered, and what stands around a script.

use super::copy::CopyData;
use super::encoding::Encoding;
use super::engine::{AfterHost, Engine, exit};
use super::input::Slash;
use super::statement::{Purpose, Wishes};
use super::variables::Echo;

/// As the system words it; psql tells such an error from one of opening the file.
#[cfg(not(target_arch = "wasm32"))]
const DISK_FULL: &str = "No space left on device";
/// A program that doesn't read to the end, as the system says it; how it ended may follow.
pub(super) const BROKEN_PIPE: &str = "Broken pipe";

impl Engine {
    /// Before the first line: BEGIN for `-1`.
    pub(super) fn begin_script(&mut self) {
        if self.script.is_some() && self.single_transaction {
            self.run("BEGIN".to_owned(), Purpose::Script);
        }
    }

    /// After the last action: COMMIT or ROLLBACK for `-1`, then out.
    pub(super) fn end_script(&mut self) {
        if self.single_transaction && self.link.is_up() {
            self.single_transaction = false;
            self.ending = true;
            // Without ON_ERROR_STOP what has worked counts.
            let back = self.script_code != exit::SUCCESS && self.variables.on_error_stop;
            self.run(if back { "ROLLBACK" } else { "COMMIT" }.to_owned(), Purpose::Script);
        } else {
            if self.single_transaction {
                self.error("You are currently not connected to a database.");
                if self.variables.on_error_stop {
                    self.script_code = exit::SCRIPT;
                }
            }
            let code = self.script_code;
            self.quit(code);
        }
    }

    pub(super) fn script_query_over(&mut self, ok: bool) {
        if !ok && self.variables.on_error_stop {
            self.script_code = exit::SCRIPT;
            self.ending = true;
        }
        if self.ending {
            let code = self.script_code;
            self.quit(code);
        }
    }

    /// The host has answered.
    pub(super) fn after_host(&mut self, then: AfterHost, result: Result<String, String>) {
        self.prompt_again();
        #[cfg(not(target_arch = "wasm32"))]
        if let AfterHost::Write(path) | AfterHost::Sink { path, .. } = &then
            && path.starts_with('|')
        {
            self.pipe_ended(&result);
        }
        match (then, result) {
            (AfterHost::Include(path), Ok(text)) => self.push_file(path, &text),
            (AfterHost::Include(path), Err(error)) if error == "Is a directory" => {
                // psql can open one, and finds out when it reads.
                self.push_file(path, "");
                self.unread_directory();
                self.slash_over(Slash::Error);
            }
            (AfterHost::Include(path), Err(error)) => {
                self.error(&format!("{path}: {error}"));
                self.slash_over(Slash::Error);
            }
            (AfterHost::Script(path), Ok(text)) => self.push_file(path, &text),
            (AfterHost::Script(path), Err(error)) if error == "Is a directory" => {
                self.push_file(path, "");
                self.unread_directory();
                self.script_step_over(exit::FAILURE);
            }
            (AfterHost::Script(path), Err(error)) => {
                self.error(&format!("{path}: {error}"));
                self.script_step_over(exit::FAILURE);
            }
            (AfterHost::Edit { .. }, Ok(text)) => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.buffer = text;
                }
                self.slash_over(Slash::NewEdit);
            }
            (AfterHost::Edit { discard, source }, Err(error)) if error.is_empty() => {
                if let Some(frame) = self.frames.last_mut().filter(|_| discard) {
                    frame.buffer.clear();
                }
                if source {
                    self.stdout("No changes\n");
                }
                self.slash_over(if source { Slash::Done } else { Slash::NewEdit });
            }
            (AfterHost::Edit { discard, .. }, Err(error)) => {
                self.give_up_buffer();
                if let Some(frame) = self.frames.last_mut().filter(|frame| !discard && !frame.buffer.is_empty()) {
                    // psql 15 leaves it as the editor was to get it.
                    if !frame.buffer.ends_with('\n') {
                        frame.buffer.push('\n');
                    }
                }
                if !error.starts_with(' ') {
                    self.error(&error);
                }
                self.slash_over(Slash::Error);
            }
            (AfterHost::Lab, Err(error)) => {
                self.error(&error);
                self.slash_over(Slash::Error);
            }
            #[cfg(not(target_arch = "wasm32"))]
            (AfterHost::Write(path), Ok(end)) if !end.is_empty() && self.tells_of_pipe() => {
                self.error(&[&path, ": ", &end].concat());
                self.slash_over(Slash::Error);
            }
            #[cfg(not(target_arch = "wasm32"))]
            (AfterHost::Write(path), result) if self.diverts(&path) => self.diverted(path, result),
            (AfterHost::Write(path), result) => {
                let ok = self.written(&path, result);
                self.slash_over(if ok { Slash::Done } else { Slash::Error });
            }
            (AfterHost::Sink { path, ok, .. }, Err(error))
                if path.starts_with('|') && error.starts_with(BROKEN_PIPE) =>
            {
                let copy = self.statement.as_ref().is_some_and(|statement| statement.copies_out);
                self.error(if copy {
                    "could not write COPY data: Broken pipe"
                } else {
                    "could not print result table: Broken pipe"
                });
                self.statement_over(ok && !copy);
            }
            #[cfg(not(target_arch = "wasm32"))]
            (AfterHost::Sink { ok, copied, .. }, Err(error)) if error == DISK_FULL => {
                let copy = copied || self.statement.as_ref().is_some_and(|statement| statement.copies_out);
                let what = if copy { "could not write COPY data: " } else { "could not print result table: " };
                self.error(&[what, DISK_FULL].concat());
                if ok && !copy && self.variables.echo == Echo::Errors {
                    let text = self.statement.as_ref().map(|statement| statement.text.clone()).unwrap_or_default();
                    self.info(&["STATEMENT:  ", &text].concat());
                }
                self.statement_over(ok && !copy);
            }
            (AfterHost::Sink { path, copied: true, .. }, Ok(end)) if !end.is_empty() => {
                self.error(&[path.trim_start_matches('|'), ": ", &end].concat());
                self.statement_over(false);
            }
            (AfterHost::Sink { path, ok, .. }, result) => {
                let written = self.written(&path, result);
                if ok && !written && self.variables.echo == Echo::Errors && self.output.as_deref() != Some(&path) {
                    let text = self.statement.as_ref().map(|statement| statement.text.clone()).unwrap_or_default();
                    self.info(&["STATEMENT:  ", &text].concat());
                }
                self.statement_over(ok && written);
            }
            (AfterHost::Lab, Ok(text)) => {
                let newline = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
                self.stdout(format!("{text}{newline}"));
                self.slash_over(Slash::Done);
            }
            (AfterHost::Connect, result) => self.reconnected(result),
            (AfterHost::Extras, result) => self.extras_came(result),
            (AfterHost::CopyData { path, .. }, Err(error)) => {
                // psql can open a directory for reading, and finds out then.
                let error = if error == "Is a directory" { "cannot copy from/to a directory" } else { &error };
                self.error(&format!("{path}: {error}"));
                self.slash_over(Slash::Error);
            }
            (AfterHost::CopyTo { path, .. }, Err(error)) => {
                self.error(&format!("{path}: {error}"));
                self.slash_over(Slash::Error);
            }
            (AfterHost::CopyData { query, path }, Ok(_)) => {
                self.send_copy(query, Wishes { copy_data: Some(CopyData::File(path)), ..Wishes::default() });
            }
            (AfterHost::CopyTo { query, path }, Ok(_)) => {
                self.send_copy(query, Wishes { copy: Some(path), ..Wishes::default() });
            }
            (AfterHost::LargeObject { path, comment }, result) => {
                self.import(&path, comment, result.map(String::into_bytes));
            }
            (AfterHost::Exported(path), result) => self.exported(&path, result),
            (AfterHost::Shell, result) => {
                let status = self.shell_over(result);
                self.slash_over(status);
            }
            (AfterHost::Outside | AfterHost::NewPassword(_), Err(error)) => {
                self.error(&error);
                self.slash_over(Slash::Error);
            }
            (AfterHost::Outside, Ok(_)) => self.slash_over(Slash::Done),
            (AfterHost::NewPassword(user), Ok(verifier)) => self.set_password(&user, &verifier),
            (AfterHost::GetEnvironment(variable), Ok(value)) => match self.variables.set(&variable, &value) {
                Ok(()) => self.slash_over(Slash::Done),
                Err(error) => {
                    self.error(&error);
                    self.slash_over(Slash::Error);
                }
            },
            (AfterHost::GetEnvironment(_), Err(_)) => self.slash_over(Slash::Done),
            (AfterHost::Captured { start, end }, result) => {
                let answer = result.unwrap_or_else(|error| {
                    self.error(&error);
                    String::new()
                });
                let (code, output) = answer.split_once('\n').unwrap_or(("1", ""));
                self.program_ended(code);
                self.captured(start, end, output);
                self.run_slash_on();
            }
            (AfterHost::Quit(code), result) => {
                if let Err(error) = result {
                    self.error(&error);
                }
                self.quit(code);
            }
        }
    }

    /// The host has read a file's bytes.
    pub(super) fn after_host_data(&mut self, then: AfterHost, result: Result<Vec<u8>, String>) {
        self.prompt_again();
        match (then, result) {
            (AfterHost::CopyData { query, .. }, Ok(data)) => {
                self.send_copy(query, Wishes { copy_data: Some(CopyData::Whole(data)), ..Wishes::default() });
            }
            (AfterHost::LargeObject { path, comment }, result) => self.import(&path, comment, result),
            (then, result) => {
                let text = result.map(|data| Encoding::Utf8.text(&data));
                self.after_host(then, text);
            }
        }
    }

    /// Since 17 an edit that fails takes the buffer with it.
    pub(super) fn give_up_buffer(&mut self) {
        let newer = self.link.server_version() >= 170_000;
        if let Some(frame) = self.frames.last_mut().filter(|_| newer) {
            frame.buffer.clear();
        }
    }

    fn unread_directory(&mut self) {
        self.error("could not read from input file: Is a directory");
        self.frames.pop();
        self.terse = self.frames.iter().all(|frame| frame.name.is_none());
    }

    fn written(&mut self, path: &str, result: Result<String, String>) -> bool {
        let Err(error) = result else { return true };
        if self.output.as_deref() == Some(path) {
            self.output = None;
        }
        self.error(&format!("{path}: {error}"));
        false
    }
}
