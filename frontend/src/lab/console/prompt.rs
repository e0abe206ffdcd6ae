//! The prompt: where SQL is typed, with history, completion and a touch bar.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::{LocalStorage, StoredValue, UpdateValue, WithValue};
use wasm_bindgen::JsCast;

use super::core::{Completions, Link};
use super::edit::{Act, Text, act, common_prefix, finished};
use super::history::History;
use super::{Tab, extras, touch};
use crate::browser;
use crate::dom::{El, Var, button, div, effect, el, muted, txt};

/// Where the history is kept.
const HISTORY: &str = "ride.history";
/// Candidates shown at most.
const MOST_SHOWN: usize = 200;
/// Bytes of a paste that the prompt takes: browsers stand still over text areas with much more.
const MOST_PASTED: usize = 100_000;

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
#[derive(Clone)]
pub struct Prompt {
    tab: Tab,
    past: Past,
    input: El,
    /// The same text below it, in colours. It makes the room that the input fills.
    ink: El,
    /// Which candidate is chosen, while the list is open.
    chosen: Var<usize>,
    /// Escape was pressed: the next Tab leaves the prompt.
    leaving: Var<bool>,
    /// Ctrl-R: what is looked for, and the entry that is shown.
    search: Var<Option<(String, usize)>>,
    /// What was deleted last.
    killed: Rc<RefCell<String>>,
}

impl Prompt {
    fn field(&self) -> &web_sys::HtmlTextAreaElement {
        self.input.0.unchecked_ref()
    }

    fn read(&self) -> Text {
        let cursor = self.field().selection_start().ok().flatten().unwrap_or_default();
        Text::from_utf16(self.field().value(), cursor)
    }

    fn write(&self, text: &Text) {
        self.field().set_value(&text.text);
        let cursor = text.cursor_utf16();
        let _ = self.field().set_selection_range(cursor, cursor);
        self.paint();
        if let Some(around) = self.ink.0.parent_element().filter(|_| text.cursor == text.text.len()) {
            around.set_scroll_top(around.scroll_height());
        }
    }

    fn paint(&self) {
        let text = self.field().value();
        match extras::loaded() {
            Some(extras) => self.tab.with(|core| (extras.paint)(core, &self.input, &self.ink, &text)),
            None => self.ink.0.set_text_content(Some(&[&text, "\n"].concat())),
        }
    }

    /// A paste that is too large to be edited is asked about.
    fn paste(self: &Rc<Self>, event: &web_sys::Event) {
        let pasted = event.unchecked_ref::<web_sys::ClipboardEvent>().clipboard_data();
        let Some(pasted) = pasted.and_then(|pasted| pasted.get_data("text").ok()) else { return };
        if pasted.len() <= MOST_PASTED {
            return;
        }
        event.prevent_default();
        let mut text = self.read();
        text.insert(&pasted);
        let prompt = self.clone();
        self.tab.with(|core| {
            core.bring_extras(move |result| match (result, extras::loaded()) {
                (Ok(()), Some(extras)) => (extras.large_paste)(&prompt, text.text),
                (result, _) => prompt.tab.with(|core| core.note(&result.err().unwrap_or_default())),
            });
        });
    }

    fn scroll(&self, back: bool) {
        let screen = self.input.0.closest(".terminal").ok().flatten();
        if let Some(screen) = screen.and_then(|terminal| terminal.query_selector(".screen").ok().flatten()) {
            let page = (screen.client_height() - 40).max(20);
            screen.set_scroll_top(screen.scroll_top() + if back { -page } else { page });
        }
    }

    /// Puts the focus here.
    pub fn focus(&self) {
        self.input.focus();
    }

    fn list(&self) -> Option<Completions> {
        self.tab.signals.completions.peek()
    }

    fn close_list(&self) {
        if self.list().is_some() {
            self.tab.signals.completions.set(None);
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
        let open = self.list();
        if act != Act::Complete && act != Act::Escape {
            self.leaving.set(false);
        }
        let searching = self.search.peek();
        if act != Act::Search && searching.is_some() {
            self.search.set(None);
        }
        if let Some(list) = &open {
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
            Act::Complete if self.leaving.peek() => {
                self.leaving.set(false);
                return false;
            }
            Act::Complete => {
                let (line, cursor) = text.line();
                self.tab.with(|core| core.complete(line, cursor));
            }
            Act::Escape => match searching {
                // As it was before the search.
                Some((wanted, _)) => self.write(&Text::new(&wanted)),
                None => self.leaving.set(true),
            },
            Act::Search => {
                let (wanted, before) = searching.map_or((text.text, None), |(wanted, at)| (wanted, Some(at)));
                let found = self
                    .past
                    .try_with_value(|past| past.search(&wanted, before).map(|(at, entry)| (at, Text::new(entry))));
                if let Some((at, entry)) = found.flatten() {
                    self.write(&entry);
                    self.search.set(Some((wanted, at)));
                }
            }
            Act::Yank => {
                text.insert(&self.killed.borrow());
                self.write(&text);
            }
            Act::Interrupt => {
                if self.has_selection() {
                    return false;
                }
                self.tab.with(|core| core.interrupt(&text.text));
                self.write(&Text::default());
            }
            Act::PageUp | Act::PageDown => self.scroll(act == Act::PageUp),
            Act::Clear => self.tab.with(super::core::Core::clear),
            Act::Eof if text.text.is_empty() => self.tab.with(super::core::Core::eof),
            Act::Eof => return false,
            Act::Up => {
                if !text.in_first_line() {
                    return false;
                }
                let entry = self.past.try_update_value(|past| past.up(&text.text).map(Text::new)).flatten();
                if let Some(entry) = entry {
                    self.write(&entry);
                }
            }
            Act::Down => {
                if !text.in_last_line() {
                    return false;
                }
                let entry = self.past.try_update_value(|past| past.down().map(Text::new)).flatten();
                if let Some(entry) = entry {
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

    fn has_selection(&self) -> bool {
        let field = self.field();
        let inside = field.selection_start().ok().flatten() != field.selection_end().ok().flatten();
        inside || !browser::selected_text().is_empty()
    }

    /// Runs it.
    pub fn submit(&self, text: &str) {
        self.past.update_value(History::rest);
        self.tab.with(|core| core.submit(text));
        self.write(&Text::default());
    }
}

/// The prompt of one console.
pub fn prompt(tab: Tab, past: Past, shown: Var<bool>) -> (Rc<Prompt>, El) {
    let number = tab.number.to_string();
    let list_id = ["candidates-", &number].concat();
    let help_id = ["prompt-help-", &number].concat();
    let input = el("textarea", "")
        .attr("rows", "1")
        .attr("wrap", "soft")
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
        chosen: Var::new(0),
        leaving: Var::new(false),
        search: Var::new(None),
        killed: Rc::default(),
    });

    let focused = prompt.clone();
    effect(move || {
        if shown.get() {
            let prompt = focused.clone();
            browser::before_paint(move || prompt.focus());
        }
    });
    let answered = prompt.clone();
    effect(move || {
        if let Some(list) = tab.signals.completions.get() {
            leptos::prelude::untrack(|| answered.answered(&list));
        }
    });

    let ps = move || match (tab.signals.prompt.get(), tab.signals.link.get()) {
        (_, Link::Down(_)) => "closed ".to_owned(),
        (Some(text), _) => text,
        (None, Link::Trying) => "connecting\u{2026} ".to_owned(),
        (None, Link::Up) => "running\u{2026} ".to_owned(),
    };
    let several = Var::of(move || tab.signals.completions.with(|c| c.as_ref().is_some_and(|c| c.candidates.len() > 1)));
    let (controlled, option_id) = (list_id.clone(), option_ids(&list_id));
    let chosen = prompt.chosen;
    let (typed, changed, pastes) = (prompt.clone(), prompt.clone(), prompt.clone());
    let (leaving, search) = (prompt.leaving, prompt.search);
    let input = input
        .bind("aria-label", move || Some(["SQL, prompt ", &ps()].concat()))
        .bind("aria-controls", move || several.get().then(|| controlled.clone()))
        .bind("aria-activedescendant", move || several.get().then(|| option_id(chosen.get())))
        .on_key(move |event| typed.key(event))
        .on("input", move |_| {
            changed.close_list();
            search.set(None);
            changed.paint();
        })
        .on("paste", move |event| pastes.paste(&event))
        .on("blur", move |_| leaving.set(false));

    let busy =
        Var::of(move || tab.signals.prompt.with(Option::is_none) && tab.signals.link.with(|link| *link == Link::Up));
    let cancelled = prompt.clone();
    let cancel = button("Cancel", "cancel", move |_| {
        tab.with(|core| core.interrupt(""));
        cancelled.focus();
    });
    let listed = prompt.clone();
    let help = el("p", "prompt-help").attr("id", &help_id).text_of(move || {
        let queued = tab.signals.queued.get();
        if queued > 0 {
            [&queued.to_string(), " lines wait for their turn. Ctrl-C drops them."].concat()
        } else if let Some((wanted, _)) = search.get() {
            ["From the history, for \u{201c}", &wanted, "\u{201d}. Ctrl-R goes further back, Esc returns."].concat()
        } else if leaving.get() {
            "Tab now moves on to the next control.".to_owned()
        } else {
            "\\? for help. Tab completes; Esc, then Tab leaves the prompt.".to_owned()
        }
    });
    let line = div("prompt-line").with(vec![
        el("span", "ps").attr("aria-hidden", "true").text_of(ps),
        div("field").with(vec![ink, input]),
        cancel.shown(move || busy.get()),
    ]);
    let list = div("").part(move || {
        let list = tab.signals.completions.get().filter(|list| list.candidates.len() > 1);
        list.map(|list| listed.candidates(&list_id, &list)).into_iter().collect()
    });
    let view = div("prompt").with(vec![line, list, help, touch::touch_bar(&prompt)]);
    (prompt, view)
}

/// Ids of the list's options.
fn option_ids(list_id: &str) -> impl Fn(usize) -> String + Clone + 'static {
    let list_id = list_id.to_owned();
    move |at| [&list_id, "-", &at.to_string()].concat()
}

impl Prompt {
    fn key(&self, event: &web_sys::KeyboardEvent) {
        if event.is_composing() {
            return;
        }
        let key = event.key();
        match act(&key, event.ctrl_key(), event.shift_key(), event.alt_key() || event.meta_key()) {
            Some(asked) if self.act(asked) => event.prevent_default(),
            Some(_) => {}
            None => {
                if key.chars().count() == 1 || key.starts_with("Arrow") {
                    self.leaving.set(false);
                    self.close_list();
                }
            }
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
