//! What the console's bar and the prompt have beyond the first line: CSV, the saved `.psqlrc`, pastes that are too large to
//! be edited. In the module `extras`.

use std::rc::Rc;

use super::core::{Core, NO_PSQLRC, PSQLRC};
use super::prompt::Prompt;
use crate::dom::{el, txt};
use crate::{browser, dialog};

/// Offers the last table as a file.
pub fn save_csv(core: &Rc<Core>) {
    match core.last_csv() {
        Some(csv) => browser::download("result.csv", csv.as_bytes()),
        None => core.note("There is no table yet to save."),
    }
}

/// The saved `.psqlrc`, where `path` names it.
pub fn psqlrc(path: &str) -> Option<String> {
    matches!(path, ".psqlrc" | "~/.psqlrc").then(|| browser::kept(PSQLRC).unwrap_or_default())
}

/// Lets the learner edit what runs at each console's start.
pub fn edit_psqlrc(core: &Rc<Core>) {
    let check = el("input", "").attr("type", "checkbox");
    if browser::kept(NO_PSQLRC).is_none() {
        let _ = check.0.set_attribute("checked", "");
    }
    let label = el("label", "row").with(vec![check.clone(), txt("span", "", "New consoles run it (psql -X wouldn't)")]);
    let about = "SQL and commands such as \\set, \\pset and \\timing, kept in this browser.";
    let weak = Rc::downgrade(core);
    dialog::edit(".psqlrc", about, &browser::kept(PSQLRC).unwrap_or_default(), vec![label], move |text| {
        let (Some(text), Some(core)) = (text, weak.upgrade()) else { return };
        browser::keep(PSQLRC, &text);
        if check.checked() {
            browser::forget(NO_PSQLRC);
        } else {
            browser::keep(NO_PSQLRC, "1");
        }
        core.note(match browser::kept(PSQLRC) {
            Some(kept) if kept == text => "Saved. This console runs it with \\i ~/.psqlrc",
            _ => "This browser doesn't let the page keep anything: .psqlrc was not saved.",
        });
    });
}

/// A paste that is too large for the prompt: runs it, line by line, if the learner wants that.
pub fn large_paste(prompt: &Rc<Prompt>, text: String) {
    let lines = text.bytes().filter(|b| *b == b'\n').count() + usize::from(!text.ends_with('\n'));
    let tenths = text.len() * 10 / (1 << 20);
    let about = [
        &(tenths / 10).to_string(),
        ".",
        &(tenths % 10).to_string(),
        " MB in ",
        &lines.to_string(),
        " lines are too much to be edited at the prompt. Line by line they can be run; Ctrl-C drops those that are left.",
    ];
    let prompt = prompt.clone();
    dialog::confirm("Run the whole paste?", &about.concat(), "Run it", move || {
        prompt.submit(text.strip_suffix('\n').unwrap_or(&text));
        prompt.focus();
    });
}
