//! The prompt: where SQL is typed, with history, completion and a touch bar.

use leptos::{html, prelude::*};

use super::core::{Completions, Link};
use super::edit::{Act, Text, act, common_prefix, finished};
use super::history::History;
use super::{Tab, touch};
use crate::browser;

/// Where the history is kept.
const HISTORY: &str = "ride.history";
/// Candidates shown at most.
const MOST_SHOWN: usize = 200;
/// Rows that the input grows to.
const MOST_ROWS: usize = 8;

/// The history, shared by every console of the page.
pub type Past = StoredValue<History, LocalStorage>;

/// The history that this browser kept.
pub fn past() -> Past {
    StoredValue::new_local(History::load(&browser::kept(HISTORY).unwrap_or_default()))
}

/// What the prompt's parts share.
#[derive(Clone, Copy)]
pub struct Prompt {
    tab: Tab,
    past: Past,
    input: NodeRef<html::Textarea>,
    rows: RwSignal<usize>,
    /// Which candidate is chosen, while the list is open.
    chosen: RwSignal<usize>,
    /// Escape was pressed: the next Tab leaves the prompt.
    leaving: RwSignal<bool>,
}

impl Prompt {
    fn read(self) -> Text {
        let Some(input) = self.input.get_untracked() else { return Text::default() };
        let cursor = input.selection_start().ok().flatten().unwrap_or_default();
        Text::from_utf16(input.value(), cursor)
    }

    fn write(self, text: &Text) {
        let Some(input) = self.input.get_untracked() else { return };
        input.set_value(&text.text);
        let cursor = text.cursor_utf16();
        let _ = input.set_selection_range(cursor, cursor);
        self.resize();
    }

    fn resize(self) {
        let lines = self.read().text.matches('\n').count() + 1;
        self.rows.set(lines.min(MOST_ROWS));
    }

    /// Puts the focus here.
    pub fn focus(self) {
        if let Some(input) = self.input.get_untracked() {
            let _ = input.focus();
        }
    }

    fn list(self) -> Option<Completions> {
        self.tab.signals.completions.get_untracked()
    }

    fn close_list(self) {
        if self.list().is_some() {
            self.tab.signals.completions.set(None);
        }
    }

    /// Puts in candidate `at` of the open list.
    fn take(self, at: usize) {
        if let Some(list) = self.list() {
            if let Some(candidate) = list.candidates.get(at) {
                let mut text = self.read();
                text.complete(list.start, &finished(candidate));
                self.write(&text);
            }
        }
        self.close_list();
        self.focus();
    }

    /// New candidates: one goes in at once, of several what they have in common, and the list stays open.
    fn answered(self, list: &Completions) {
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
    pub fn act(self, act: Act) -> bool {
        let open = self.list();
        if act != Act::Complete && act != Act::Escape {
            self.leaving.set(false);
        }
        if let Some(list) = &open {
            let shown = list.candidates.len().min(MOST_SHOWN);
            let at = self.chosen.get_untracked();
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
            Act::Complete if self.leaving.get_untracked() => {
                self.leaving.set(false);
                return false;
            }
            Act::Complete => {
                let (line, cursor) = text.line();
                self.tab.with(|core| core.complete(line, cursor));
            }
            Act::Escape => self.leaving.set(true),
            Act::Interrupt => {
                if self.has_selection() {
                    return false;
                }
                self.tab.with(|core| core.interrupt(&text.text));
                self.write(&Text::default());
            }
            Act::Clear => self.tab.with(|core| core.clear()),
            Act::Eof if text.text.is_empty() => self.tab.with(|core| core.eof()),
            Act::Eof => return false,
            Act::Up => {
                if !text.in_first_line() {
                    return false;
                }
                let entry = self.past.try_update_value(|past| past.up(&text.text).map(Text::new)).flatten();
                entry.iter().for_each(|entry| self.write(entry));
            }
            Act::Down => {
                if !text.in_last_line() {
                    return false;
                }
                let entry = self.past.try_update_value(|past| past.down().map(Text::new)).flatten();
                entry.iter().for_each(|entry| self.write(entry));
            }
            _ => {
                text.edit(act);
                self.write(&text);
            }
        }
        true
    }

    fn has_selection(self) -> bool {
        let inside = self.input.get_untracked().is_some_and(|input| {
            input.selection_start().ok().flatten() != input.selection_end().ok().flatten()
        });
        inside || !browser::selected_text().is_empty()
    }

    fn submit(self, text: &str) {
        self.past.update_value(|past| past.add(text));
        self.past.with_value(|past| browser::keep(HISTORY, &past.save()));
        self.tab.with(|core| core.submit(text));
        self.write(&Text::default());
    }
}

/// The prompt of one console.
pub fn prompt(tab: Tab, past: Past, shown: Memo<bool>) -> (Prompt, AnyView) {
    let prompt = Prompt {
        tab,
        past,
        input: NodeRef::new(),
        rows: RwSignal::new(1),
        chosen: RwSignal::new(0),
        leaving: RwSignal::new(false),
    };
    Effect::new(move |_| {
        if shown.get() {
            prompt.focus();
        }
    });
    Effect::new(move |_| {
        if let Some(list) = tab.signals.completions.get() {
            prompt.answered(&list);
        }
    });
    let keydown = move |event: web_sys::KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let asked = act(&event.key(), event.ctrl_key(), event.shift_key(), event.alt_key() || event.meta_key());
        match asked {
            Some(asked) if prompt.act(asked) => event.prevent_default(),
            Some(_) => {}
            None => {
                if event.key().chars().count() == 1 || event.key().starts_with("Arrow") {
                    prompt.leaving.set(false);
                    prompt.close_list();
                }
            }
        }
    };
    let ps = move || match (tab.signals.prompt.get(), tab.signals.link.get()) {
        (_, Link::Down(_)) => "closed ".to_owned(),
        (Some(text), _) => text,
        (None, Link::Trying) => "connecting\u{2026} ".to_owned(),
        (None, Link::Up) => "running\u{2026} ".to_owned(),
    };
    let busy = move || tab.signals.prompt.with(Option::is_none) && tab.signals.link.with(|link| *link == Link::Up);
    let list_id = ["candidates-", &tab.number.to_string()].concat();
    let option_id = {
        let list_id = list_id.clone();
        move |at: usize| [&list_id, "-", &at.to_string()].concat()
    };
    let active = {
        let option_id = option_id.clone();
        move || tab.signals.completions.with(Option::is_some).then(|| option_id(prompt.chosen.get()))
    };
    let controls = {
        let list_id = list_id.clone();
        move || tab.signals.completions.with(Option::is_some).then(|| list_id.clone())
    };
    let candidates = move || {
        let list = tab.signals.completions.get().filter(|list| list.candidates.len() > 1)?;
        let more = list.candidates.len().saturating_sub(MOST_SHOWN);
        let options: Vec<AnyView> = list
            .candidates
            .into_iter()
            .take(MOST_SHOWN)
            .enumerate()
            .map(|(at, candidate)| {
                let selected = move || (prompt.chosen.get() == at).to_string();
                view! {
                    <li
                        role="option"
                        id=option_id(at)
                        aria-selected=selected
                        on:pointerdown=move |event| event.prevent_default()
                        on:click=move |_| prompt.take(at)
                    >
                        {candidate}
                    </li>
                }
                .into_any()
            })
            .collect();
        let more = (more > 0).then(|| view! { <p class="muted">{more.to_string()} " more"</p> }.into_any());
        let list = NodeRef::<html::Ul>::new();
        Effect::new(move |_| {
            let at = prompt.chosen.get();
            if let Some(option) = list.get().and_then(|list| list.children().item(at as u32)) {
                option.scroll_into_view_with_bool(false);
            }
        });
        Some(
            view! {
                <div class="candidates">
                    <ul role="listbox" aria-label="Completions" id=list_id.clone() node_ref=list>{options}</ul>
                    {more}
                </div>
            }
            .into_any(),
        )
    };
    let number = tab.number.to_string();
    let help_id = ["prompt-help-", &number].concat();
    let view = view! {
        <div class="prompt">
            <div class="prompt-line">
                <span class="ps" aria-hidden="true">{ps}</span>
                <textarea
                    node_ref=prompt.input
                    rows=move || prompt.rows.get().to_string()
                    aria-label=move || ["SQL, prompt ", &ps()].concat()
                    aria-describedby=help_id.clone()
                    aria-autocomplete="list"
                    aria-controls=controls
                    aria-activedescendant=active
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    enterkeyhint="send"
                    on:keydown=keydown
                    on:input=move |_| {
                        prompt.close_list();
                        prompt.resize();
                    }
                    on:blur=move |_| prompt.leaving.set(false)
                ></textarea>
                {move || busy().then(|| view! {
                    <button class="cancel" on:click=move |_| { tab.with(|core| core.interrupt("")); prompt.focus(); }>
                        "Cancel"
                    </button>
                }.into_any())}
            </div>
            {candidates}
            <p class="prompt-help" id=help_id>
                {move || {
                    let queued = tab.signals.queued.get();
                    if queued > 0 {
                        [&queued.to_string(), " lines wait for their turn. Ctrl-C drops them."].concat()
                    } else if prompt.leaving.get() {
                        "Tab now moves on to the next control.".to_owned()
                    } else {
                        "\\? for help. Tab completes; Esc, then Tab leaves the prompt.".to_owned()
                    }
                }}
            </p>
            {touch::touch_bar(prompt)}
        </div>
    }
    .into_any();
    (prompt, view)
}
