//! What the prompt and the console's bar have beyond the first line: colours, CSV, the saved `.psqlrc`, pastes that are too
//! large to be edited. It lies in the module `extras`.

use std::rc::Rc;

use ride_shared::psql::Colour;

use super::core::{Core, NO_PSQLRC, PSQLRC};
use super::prompt::Prompt;
use crate::dom::{El, el, txt};
use crate::{browser, dialog};

/// Text that is coloured, in bytes; more would be felt at each key.
const MOST_COLOURED: usize = 20_000;

/// Colours what is being typed: `ink` lies below the text area, whose own letters are clear then.
pub fn paint(core: &Core, field: &El, ink: &El, text: &str) {
    let Some(around) = ink.0.parent_element() else { return };
    if !ink.0.has_attribute("data-follows") {
        let _ = ink.0.set_attribute("data-follows", "");
        // What an input method shows of its own is shown by the text area.
        for (event, composing) in [("compositionstart", true), ("compositionend", false)] {
            let around = around.clone();
            let _ = field.clone().on(event, move |_| {
                let _ = around.class_list().toggle_with_force("composing", composing);
            });
        }
    }
    let coloured = text.len() <= MOST_COLOURED;
    let _ = around.class_list().toggle_with_force("coloured", coloured);
    ink.0.set_text_content(None);
    let mut rest = text;
    for (length, colour) in if coloured { core.colours(text) } else { Vec::new() } {
        let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = after;
        let class = match colour {
            Colour::Plain => {
                ink.clone().text(part);
                continue;
            }
            Colour::Keyword => "keyword",
            Colour::Text => "literal",
            Colour::Number => "number",
            Colour::Comment => "comment",
            Colour::Variable => "variable",
            Colour::Command => "command",
        };
        let _ = ink.0.append_child(&txt("span", class, part).0);
    }
    // An empty last line has its height from this.
    ink.clone().text(rest).text("\n");
}

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
        match check.checked() {
            true => browser::forget(NO_PSQLRC),
            false => browser::keep(NO_PSQLRC, "1"),
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
