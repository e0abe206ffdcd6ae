//! The prompt: where SQL is typed. What is here serves until the extras are loaded, and where they can't be: a text area
//! that runs what is entered. All that readline's users expect comes with [`super::keys`].

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::{LocalStorage, StoredValue, UpdateValue, WithValue, untrack};
use wasm_bindgen::JsCast;

use super::core::Link;
use super::history::History;
use super::{Tab, extras};
use crate::browser;
use crate::dom::{El, Var, button, div, effect, el};

/// Where the history is kept.
const HISTORY: &str = "ride.history";

/// The history, shared by every console of the page.
pub type Past = StoredValue<History, LocalStorage>;

/// What was typed in this browser, the oldest first.
pub fn typed() -> Vec<String> {
    History::load(&browser::kept(HISTORY).unwrap_or_default()).entries().to_vec()
}

/// Keeps what was carried out.
pub fn remember(past: Past, entries: Vec<String>, control: Option<&str>, size: Option<&str>) {
    past.update_value(|past| entries.into_iter().for_each(|entry| past.add(entry, control, size)));
    past.with_value(|past| browser::keep(HISTORY, &past.save()));
}

/// The history that this browser kept.
pub fn past() -> Past {
    StoredValue::new_local(History::load(&browser::kept(HISTORY).unwrap_or_default()))
}

/// What the prompt's parts share.
pub struct Prompt {
    /// Whose it is.
    pub tab: Tab,
    /// What was typed before.
    pub past: Past,
    /// The text area.
    pub input: El,
    /// The same text below it, in colours. It makes the room that the input fills.
    pub ink: El,
    /// Below the input, in place of what always stands there.
    pub hint: Var<String>,
    /// Which candidate is chosen, while the list is open.
    pub chosen: Var<usize>,
    /// Escape was pressed: the next Tab leaves the prompt.
    pub leaving: Cell<bool>,
    /// Ctrl-R: what is looked for, and the entry that is shown.
    pub search: RefCell<Option<(String, usize)>>,
    /// What was deleted last.
    pub killed: RefCell<String>,
}

impl Prompt {
    /// The text area.
    pub fn field(&self) -> &web_sys::HtmlTextAreaElement {
        self.input.0.unchecked_ref()
    }

    /// Puts the focus here.
    pub fn focus(&self) {
        self.input.focus();
    }

    /// Runs it.
    pub fn submit(&self, text: &str) {
        self.past.update_value(History::rest);
        self.tab.with(|core| core.submit(text));
        self.empty();
    }

    /// Ctrl-C; false where something is selected, which the browser copies.
    pub fn interrupt(&self) -> bool {
        let field = self.field();
        let inside = field.selection_start().ok().flatten() != field.selection_end().ok().flatten();
        if inside || !browser::selected_text().is_empty() {
            return false;
        }
        self.past.update_value(History::rest);
        self.tab.with(|core| core.interrupt(&field.value()));
        self.empty();
        true
    }

    fn empty(&self) {
        self.field().set_value("");
        self.paint();
    }

    /// Shows the text below the input.
    pub fn paint(&self) {
        match extras::loaded() {
            Some(extras) => (extras.paint)(self),
            None => self.ink.0.set_text_content(Some(&[&self.field().value(), "\n"].concat())),
        }
    }

    fn key(self: &Rc<Self>, event: &web_sys::KeyboardEvent) {
        if event.is_composing() {
            return;
        }
        if let Some(extras) = extras::loaded() {
            (extras.key)(self, event);
            return;
        }
        let done = match (event.ctrl_key(), event.key().as_str()) {
            (false, "Enter") if !event.shift_key() => {
                self.submit(&self.field().value());
                true
            }
            (true, "c") => self.interrupt(),
            // What completes comes with the extras; where they can't be had, Tab moves on as everywhere.
            (false, "Tab") if !event.shift_key() => {
                let prompt = self.clone();
                self.tab.with(|core| core.with_extras(move |extras, _| (extras.complete)(&prompt)));
                true
            }
            _ => false,
        };
        if done {
            event.prevent_default();
        }
    }
}

/// A prompt without what a terminal would not show either: what stands between marks, and programs.
pub fn visible(prompt: &str) -> String {
    let mut until = None;
    let shown = prompt.chars().filter(|c| match (until, c) {
        (Some(end), c) => {
            if *c == end {
                until = None;
            }
            false
        }
        (None, '\u{1}') => {
            until = Some('\u{2}');
            false
        }
        (None, '\u{3}') => {
            until = Some('\u{3}');
            false
        }
        (None, c) => *c != '\u{2}',
    });
    shown.collect()
}

/// The prompt of one console.
pub fn prompt(tab: Tab, past: Past, shown: Var<bool>) -> (Rc<Prompt>, El) {
    let help_id = ["prompt-help-", &tab.number.to_string()].concat();
    let input = el("textarea", "")
        .attr("rows", "1")
        .attr("aria-describedby", &help_id)
        .attr("aria-autocomplete", "list")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        .attr("enterkeyhint", "send");
    let ink = div("ink").attr("aria-hidden", "true").text("\n");
    let prompt = Rc::new(Prompt {
        tab,
        past,
        input: input.clone(),
        ink: ink.clone(),
        hint: Var::new(String::new()),
        chosen: Var::new(0),
        leaving: Cell::new(false),
        search: RefCell::new(None),
        killed: RefCell::default(),
    });

    let focused = prompt.clone();
    effect(move || {
        if shown.get() {
            let prompt = focused.clone();
            browser::before_paint(move || prompt.focus());
        }
    });

    let ps = move || match (tab.signals.prompt.get(), tab.signals.link.get()) {
        (_, Link::Down(_)) => "closed ".to_owned(),
        (Some(text), _) => text,
        (None, Link::Trying) => "connecting\u{2026} ".to_owned(),
        (None, Link::Up) => "running\u{2026} ".to_owned(),
    };
    let (typed, changed) = (prompt.clone(), prompt.clone());
    let input = input
        .bind("aria-label", move || Some(["SQL, prompt ", &ps()].concat()))
        .on_key(move |event| typed.key(event))
        .on("input", move |_| changed.paint());

    let busy =
        Var::of(move || tab.signals.prompt.with(Option::is_none) && tab.signals.link.with(|link| *link == Link::Up));
    let cancelled = prompt.clone();
    let cancel = button("Cancel", "cancel", move |_| {
        tab.with(|core| core.interrupt(""));
        cancelled.focus();
    });
    let hint = prompt.hint;
    let help = el("p", "prompt-help").attr("id", &help_id).text_of(move || {
        let (queued, hint) = (tab.signals.queued.get(), hint.get());
        if queued > 0 {
            [&queued.to_string(), " lines wait for their turn. Ctrl-C drops them."].concat()
        } else if hint.is_empty() {
            "\\? for help. Tab completes; Esc, then Tab leaves the prompt.".to_owned()
        } else {
            hint
        }
    });
    let line = div("prompt-line").with(vec![
        el("span", "ps").attr("aria-hidden", "true").text_of(ps),
        div("field").with(vec![ink, input]),
        cancel.shown(move || busy.get()),
    ]);
    // What belongs between and below is put in when it is here.
    let list = div("");
    let view = div("prompt").with(vec![line, list.clone(), help]);
    let (dressed, below) = (prompt.clone(), view.clone());
    let done = Cell::new(false);
    effect(move || {
        if tab.signals.equipped.get()
            && let Some(extras) = extras::loaded()
            && !done.replace(true)
        {
            untrack(|| (extras.dress)(&dressed, &list, &below));
        }
    });
    (prompt, view)
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn prompts_without_a_terminals_colours() {
        assert_eq!(visible("\u{1}\u{1b}[1m\u{2}shop\u{3}date\u{3}=> "), "shop=> ");
        assert_eq!(visible("=> "), "=> ");
    }
}
