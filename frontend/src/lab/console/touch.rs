//! Keys that a touch keyboard lacks. The style sheet shows them on coarse pointers only.

use std::rc::Rc;

use super::edit::Act;
use super::prompt::Prompt;
use crate::dom::{El, button, div};

const KEYS: [(&str, &str, Act); 8] = [
    ("Tab", "Tab: complete", Act::Complete),
    ("\u{2190}", "Left", Act::Left),
    ("\u{2191}", "Up", Act::Up),
    ("\u{2193}", "Down", Act::Down),
    ("\u{2192}", "Right", Act::Right),
    ("^C", "Control C: cancel", Act::Interrupt),
    ("\\", "Backslash", Act::Insert('\\')),
    (";", "Semicolon", Act::Insert(';')),
];

/// The touch bar.
pub fn touch_bar(prompt: &Rc<Prompt>) -> El {
    let key = |(text, label, act): (&str, &str, Act)| {
        let prompt = prompt.clone();
        let press = move |_| {
            prompt.focus();
            prompt.act(act);
        };
        // The prompt keeps the focus, or the touch keyboard would close.
        button(text, "", press).attr("aria-label", label).on("pointerdown", |event| event.prevent_default())
    };
    div("touch").attr("role", "toolbar").attr("aria-label", "Keys").with(KEYS.map(key).into())
}
