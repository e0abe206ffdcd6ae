//! Keys that a touch keyboard lacks. The style sheet shows them on coarse pointers only.

use leptos::prelude::*;

use super::edit::Act;
use super::prompt::Prompt;

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
pub fn touch_bar(prompt: Prompt) -> impl IntoView {
    let keys: Vec<AnyView> = KEYS
        .into_iter()
        .map(|(text, label, act)| {
            // The prompt keeps the focus, or the touch keyboard would close.
            view! {
                <button
                    aria-label=label
                    on:pointerdown=move |event| event.prevent_default()
                    on:click=move |_| {
                        prompt.focus();
                        prompt.act(act);
                    }
                >
                    {text}
                </button>
            }
            .into_any()
        })
        .collect();
    view! { <div class="touch" role="toolbar" aria-label="Keys">{keys}</div> }
}
