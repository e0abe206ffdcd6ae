//! The prompt's keys, its list of completions and its colours. In the module `extras`.

use std::rc::Rc;

use leptos::prelude::{UpdateValue, WithValue, untrack};
use ride_shared::psql::Colour;
use wasm_bindgen::JsCast;

use super::core::Completions;
use super::edit::{Act, Text, act, common_prefix, finished};
use super::prompt::Prompt;
use super::{assist, touch};
use crate::dom::{El, Var, div, effect, el, muted, txt};

/// Candidates shown at most.
const MOST_SHOWN: usize = 200;
/// Bytes of a paste that the prompt takes: browsers stand still over text areas with much more.
const MOST_PASTED: usize = 100_000;
/// Text that is coloured, in bytes; more would be felt at each key.
const MOST_COLOURED: usize = 20_000;

/// Makes a prompt a whole one: `list` takes the completions, `view` the keys for fingers.
pub fn dress(prompt: &Rc<Prompt>, list: &El, view: &El) {
    let tab = prompt.tab;
    let list_id = ["candidates-", &tab.number.to_string()].concat();
    let answered = prompt.clone();
    effect(move || {
        if let Some(list) = tab.signals.completions.get() {
            untrack(|| answered.answered(&list));
        }
    });
    let several = Var::of(move || tab.signals.completions.with(|c| c.as_ref().is_some_and(|c| c.candidates.len() > 1)));
    let (controlled, option_id) = (list_id.clone(), option_ids(&list_id));
    let chosen = prompt.chosen;
    let (changed, pastes, left) = (prompt.clone(), prompt.clone(), prompt.clone());
    let composing = move |event: web_sys::Event| {
        let around = event.target().and_then(|field| field.unchecked_ref::<web_sys::Element>().parent_element());
        // What an input method shows of its own is shown by the text area.
        let now = event.type_() == "compositionstart";
        let _ = around.map(|around| around.class_list().toggle_with_force("composing", now));
    };
    let _ = prompt
        .input
        .clone()
        .bind("aria-controls", move || several.get().then(|| controlled.clone()))
        .bind("aria-activedescendant", move || several.get().then(|| option_id(chosen.get())))
        .on("input", move |_| {
            changed.close_list();
            changed.search.replace(None);
            changed.hint.set(String::new());
        })
        .on("paste", move |event| pastes.paste(&event))
        .on("compositionstart", composing)
        .on("compositionend", composing)
        .on("blur", move |_| left.stay());
    let listed = prompt.clone();
    let _ = list.clone().part(move || {
        let list = tab.signals.completions.get().filter(|list| list.candidates.len() > 1);
        list.map(|list| listed.candidates(&list_id, &list)).into_iter().collect()
    });
    let _ = view.clone().with(vec![touch::touch_bar(prompt)]);
    prompt.paint();
}

/// Colours what is being typed: the ink lies below the text area, whose own letters are clear then.
pub fn paint(prompt: &Prompt) {
    let (ink, text) = (&prompt.ink, prompt.field().value());
    let Some(around) = ink.0.parent_element() else { return };
    let coloured = text.len() <= MOST_COLOURED;
    let _ = around.class_list().toggle_with_force("coloured", coloured);
    ink.0.set_text_content(None);
    let mut parts = Vec::new();
    if coloured {
        prompt.tab.with(|core| parts = core.colours(&text));
    }
    let mut rest = text.as_str();
    for (length, colour) in parts {
        let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = after;
        let class = match colour {
            Colour::Plain => {
                let _ = ink.clone().text(part);
                continue;
            }
            Colour::Keyword => "sql-keyword",
            Colour::Text => "sql-literal",
            Colour::Number => "sql-number",
            Colour::Comment => "sql-comment",
            Colour::Variable => "sql-variable",
            Colour::Command => "sql-command",
        };
        let _ = ink.0.append_child(&txt("span", class, part).0);
    }
    // An empty last line has its height from this.
    let _ = ink.clone().text(rest).text("\n");
}

/// Tab.
pub fn complete(prompt: &Rc<Prompt>) {
    prompt.act(Act::Complete);
}

/// A pressed key.
pub fn key(prompt: &Rc<Prompt>, event: &web_sys::KeyboardEvent) {
    let key = event.key();
    match act(&key, event.ctrl_key(), event.shift_key(), event.alt_key() || event.meta_key()) {
        Some(asked) if prompt.act(asked) => event.prevent_default(),
        Some(_) => {}
        None => {
            if key.chars().count() == 1 || key.starts_with("Arrow") {
                prompt.stay();
                prompt.close_list();
            }
        }
    }
}

/// Ids of the list's options.
fn option_ids(list_id: &str) -> impl Fn(usize) -> String + Clone + 'static {
    let list_id = list_id.to_owned();
    move |at| [&list_id, "-", &at.to_string()].concat()
}

impl Prompt {
    fn read(&self) -> Text {
        let cursor = self.field().selection_start().ok().flatten().unwrap_or_default();
        Text::from_utf16(self.field().value(), cursor)
    }

    fn write(&self, text: &Text) {
        self.field().set_value(&text.text);
        let cursor = text.cursor_utf16();
        let _ = self.field().set_selection_range(cursor, cursor);
        paint(self);
        if let Some(around) = self.ink.0.parent_element().filter(|_| text.cursor == text.text.len()) {
            around.set_scroll_top(around.scroll_height());
        }
    }

    fn list(&self) -> Option<Completions> {
        self.tab.signals.completions.peek()
    }

    fn close_list(&self) {
        if self.list().is_some() {
            self.tab.signals.completions.set(None);
        }
    }

    /// Tab completes again.
    fn stay(&self) {
        if self.leaving.replace(false) {
            self.hint.set(String::new());
        }
    }

    /// Puts in candidate `at` of the open list.
    fn take(&self, at: usize) {
        if let Some(list) = self.list()
            && let Some(candidate) = list.candidates.get(at)
        {
            let mut text = self.read();
            text.complete(list.start, &finished(candidate));
            self.write(&text);
        }
        self.close_list();
        self.focus();
    }

    /// New candidates: one goes in at once, of several what they have in common, and the list stays open.
    fn answered(&self, list: &Completions) {
        self.chosen.set(0);
        match list.candidates.as_slice() {
            [] => self.tab.signals.completions.set(None),
            [_] => self.take(0),
            several => {
                let mut text = self.read();
                let (line, cursor) = text.line();
                let common = common_prefix(several);
                // psql completes keywords in the case that was begun; a shorter prefix would take away typed text.
                if line.get(list.start..cursor).is_some_and(|typed| common.len() > typed.len()) {
                    text.complete(list.start, common);
                    self.write(&text);
                }
            }
        }
    }

    /// Carries out what a key asks for; false where the browser shall do as it always does.
    pub fn act(&self, act: Act) -> bool {
        if act != Act::Complete && act != Act::Escape {
            self.stay();
        }
        let searching = self.search.borrow().clone();
        if act != Act::Search && self.search.take().is_some() {
            self.hint.set(String::new());
        }
        if act == Act::Search {
            self.search.replace(searching.clone());
        }
        if let Some(list) = self.list() {
            let shown = list.candidates.len().min(MOST_SHOWN);
            let at = self.chosen.peek();
            match act {
                Act::Down => self.chosen.set((at + 1) % shown),
                Act::Up => self.chosen.set((at + shown - 1) % shown),
                Act::Submit | Act::Complete => self.take(at),
                Act::Escape => self.close_list(),
                _ => {}
            }
            if matches!(act, Act::Down | Act::Up | Act::Submit | Act::Complete | Act::Escape) {
                return true;
            }
            self.close_list();
        }
        let mut text = self.read();
        match act {
            Act::Submit => self.submit(&text.text),
            Act::Complete if self.leaving.get() => {
                self.stay();
                return false;
            }
            Act::Complete => {
                let (line, cursor) = text.line();
                self.tab.with(|core| core.complete(line, cursor));
            }
            Act::Escape => {
                if let Some((wanted, _)) = searching {
                    // As it was before the search.
                    self.write(&Text::new(&wanted));
                } else {
                    self.leaving.set(true);
                    self.hint.set("Tab now moves on to the next control.".to_owned());
                }
            }
            Act::Search => self.look_back(searching, text),
            Act::Yank => {
                text.insert(&self.killed.borrow());
                self.write(&text);
            }
            Act::Interrupt => return self.interrupt(),
            Act::PageUp | Act::PageDown => self.scroll(act == Act::PageUp),
            Act::Clear => self.tab.with(super::core::Core::clear),
            Act::Eof if text.text.is_empty() => self.tab.with(super::core::Core::eof),
            Act::Eof => return false,
            Act::Up | Act::Down => {
                if !(if act == Act::Up { text.in_first_line() } else { text.in_last_line() }) {
                    return false;
                }
                let entry = self.past.try_update_value(|past| {
                    let entry = if act == Act::Up { past.up(&text.text) } else { past.down() };
                    entry.map(Text::new)
                });
                if let Some(entry) = entry.flatten() {
                    self.write(&entry);
                }
            }
            _ => {
                if let Some(killed) = text.edit(act) {
                    self.killed.replace(killed);
                }
                self.write(&text);
            }
        }
        true
    }

    /// Ctrl-R: shows the next older entry that holds what stands at the prompt.
    fn look_back(&self, searching: Option<(String, usize)>, text: Text) {
        let (wanted, before) = searching.map_or((text.text, None), |(wanted, at)| (wanted, Some(at)));
        let find = |past: &super::history::History| past.search(&wanted, before).map(|(at, e)| (at, Text::new(e)));
        if let Some((at, entry)) = self.past.try_with_value(find).flatten() {
            self.write(&entry);
            self.hint.set(
                ["From the history, for \u{201c}", &wanted, "\u{201d}. Ctrl-R goes further back, Esc returns."]
                    .concat(),
            );
            self.search.replace(Some((wanted, at)));
        }
    }

    /// A paste that is too large to be edited is asked about.
    fn paste(self: &Rc<Self>, event: &web_sys::Event) {
        let pasted = event.unchecked_ref::<web_sys::ClipboardEvent>().clipboard_data();
        let Some(pasted) = pasted.and_then(|pasted| pasted.get_data("text").ok()) else { return };
        if pasted.len() > MOST_PASTED {
            event.prevent_default();
            let mut text = self.read();
            text.insert(&pasted);
            assist::large_paste(self, text.text);
        }
    }

    /// Turns the output's pages.
    fn scroll(&self, back: bool) {
        let screen = self.input.0.closest(".terminal").ok().flatten();
        if let Some(screen) = screen.and_then(|terminal| terminal.query_selector(".screen").ok().flatten()) {
            let page = (screen.client_height() - 40).max(20);
            screen.set_scroll_top(screen.scroll_top() + if back { -page } else { page });
        }
    }

    /// The open list.
    fn candidates(self: &Rc<Self>, list_id: &str, list: &Completions) -> El {
        let option_id = option_ids(list_id);
        let chosen = self.chosen;
        let option = |(at, candidate): (usize, &String)| {
            let prompt = self.clone();
            txt("li", "", candidate)
                .attr("role", "option")
                .attr("id", &option_id(at))
                .flag("aria-selected", move || chosen.get() == at)
                // The prompt keeps the focus.
                .on("pointerdown", |event| event.prevent_default())
                .on("click", move |_| prompt.take(at))
        };
        let options: Vec<El> = list.candidates.iter().take(MOST_SHOWN).enumerate().map(option).collect();
        let elements = options.clone();
        effect(move || {
            if let Some(option) = elements.get(chosen.get()) {
                option.0.scroll_into_view_with_bool(false);
            }
        });
        let box_ = el("ul", "").attr("role", "listbox").attr("aria-label", "Completions").attr("id", list_id);
        let more = list.candidates.len().saturating_sub(MOST_SHOWN);
        let more = (more > 0).then(|| muted(&[&more.to_string(), " more"].concat()));
        div("candidates").with(vec![box_.with(options)]).with(more.into_iter().collect())
    }
}
