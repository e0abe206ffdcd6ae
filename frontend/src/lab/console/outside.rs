//! What psql's commands ask of the machine that it runs on, as far as a browser can do it: files are picked and
//! downloaded, and whatever needs a program, a directory or an environment is refused in one line. Only commands ask
//! for any of it, so it lies in the module `extras` with them.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use ride_shared::psql::{HostRequest, Input};

use super::core::Core;
use super::{assist, prompt};
use crate::{browser, dialog};

/// Bytes of a written file that are offered for download at most.
const MOST_IN_FILE: usize = 64 << 20;
/// Quiet after which a written file is offered.
const SAVE_AFTER_MS: u32 = 500;

/// Answers a request, at once or when the learner has.
pub fn carry_out(core: &Rc<Core>, request: u64, what: HostRequest) {
    let weak = Rc::downgrade(core);
    let feed = move |input| {
        if let Some(core) = weak.upgrade() {
            core.feed(input);
        }
    };
    let answer = |result: Result<String, String>| Input::HostDone { request, result };
    let refused = |what: &str| Err([what, " can't be used in a browser"].concat());
    feed(answer(match what {
        HostRequest::Edit(text) => {
            let about = "It runs when you save, if it ends a statement.";
            dialog::edit("Edit", about, &text, Vec::new(), move |text| {
                let result = text.ok_or_else(|| "the editor was closed without saving".to_owned());
                feed(Input::HostDone { request, result });
            });
            return;
        }
        HostRequest::ReadFile(path) if let Some(text) = assist::psqlrc(&path) => Ok(text),
        HostRequest::ReadFile(path) => {
            pick(path, move |result| {
                let result = result.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
                feed(Input::HostDone { request, result });
            });
            return;
        }
        HostRequest::ReadData(path) if path.starts_with('|') => {
            feed(Input::HostData { request, result: Err("programs can't be run in a browser".to_owned()) });
            return;
        }
        HostRequest::ReadData(path) => {
            pick(path, move |result| feed(Input::HostData { request, result }));
            return;
        }
        HostRequest::WriteFile { path, .. } if path.starts_with('|') => refused("a pipe to a program"),
        HostRequest::WriteFile { path, bytes, append } => {
            write_file(core, path, &bytes, append);
            Ok(String::new())
        }
        HostRequest::History(None) => Ok(prompt::typed().join("\n")),
        HostRequest::History(Some(path)) => {
            write_file(core, path, [&prompt::typed().join("\n"), "\n"].concat().as_bytes(), false);
            Ok(String::new())
        }
        HostRequest::Shell(_) => refused("\\!"),
        HostRequest::Capture(_) => refused("a program in backquotes"),
        HostRequest::ChangeDirectory(_) => refused("\\cd"),
        HostRequest::GetEnvironment(_) => Err(String::new()),
        HostRequest::SetEnvironment { .. } => refused("\\setenv"),
        HostRequest::NewPassword { .. } => refused("\\password"),
        HostRequest::Connect { .. }
        | HostRequest::Session { .. }
        | HostRequest::OpenData(_)
        | HostRequest::EditAt { .. }
        | HostRequest::Extras
        | HostRequest::Lab { .. } => refused("this"),
    }));
}

fn pick(path: String, done: impl FnOnce(Result<Vec<u8>, String>) + 'static) {
    dialog::file(&path.clone(), move |bytes| done(bytes.ok_or_else(|| [&path, ": no file was picked"].concat())));
}

/// Keeps what a file is to hold and offers it for download once nothing was added for a moment: `\o` writes piece by
/// piece.
fn write_file(core: &Rc<Core>, path: String, bytes: &[u8], append: bool) {
    let mut files = core.files.borrow_mut();
    let at = files.iter().position(|(name, _)| *name == path).unwrap_or_else(|| {
        files.push((path, Vec::new()));
        files.len() - 1
    });
    let held = &mut files[at].1;
    if !append {
        held.clear();
    }
    let room = MOST_IN_FILE.saturating_sub(held.len());
    held.extend(&bytes[..bytes.len().min(room)]);
    drop(files);
    let weak = Rc::downgrade(core);
    core.saving.replace(Some(Timeout::new(SAVE_AFTER_MS, move || {
        let Some(core) = weak.upgrade() else { return };
        for (path, bytes) in core.files.take() {
            let name = path.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or("output.txt");
            browser::download(name, &bytes);
        }
    })));
}
