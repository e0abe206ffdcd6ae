//! The console: tabs, each a psql of its own.

mod assist;
mod commands;
mod core;
mod edit;
mod extras;
mod history;
mod keys;
mod ledger;
mod output;
mod outside;
mod pg;
mod prompt;
mod queue;
mod scrollback;
mod touch;

use std::rc::Rc;

use leptos::prelude::{GetValue, LocalStorage, Owner, StoredValue, untrack};
use wasm_bindgen_futures::spawn_local;

use self::core::{Around, Core, Link, Signals};
use crate::browser;
use crate::dom::{El, Var, button, div, effect, el, on_change, p};
use crate::lab::banner::banner;
use crate::lab::panel::{focus_tab, roam};
use crate::lab::state::Lab;
use crate::route::Router;

/// Consoles that a page opens at most; the server has a limit of its own.
const MOST_TABS: usize = 8;

/// One console among the tabs. A handle: the console ends when its tab is closed.
#[derive(Clone, Copy)]
pub struct Tab {
    number: u32,
    signals: Signals,
    core: StoredValue<Rc<Core>, LocalStorage>,
}

impl Tab {
    fn with(self, call: impl FnOnce(&Core)) {
        // Callbacks may come after the tab was closed.
        if let Some(core) = self.core.try_get_value() {
            call(&core);
        }
    }

    fn name(self) -> String {
        match self.signals.status.get() {
            (0, _) => ["psql ", &self.number.to_string()].concat(),
            (pid, _) => ["pid ", &pid.to_string()].concat(),
        }
    }

    /// What is beside the name: a mark as in psql's prompt, and what it means.
    fn state(self) -> (&'static str, &'static str) {
        match (self.signals.link.get(), self.signals.status.get().1) {
            (Link::Down(_), _) => (" (closed)", ", closed"),
            (Link::Trying, _) => (" \u{2026}", ", connecting"),
            (_, 'T') => (" *", ", in a transaction"),
            (_, 'E') => (" !", ", in a failed transaction"),
            _ => ("", ""),
        }
    }
}

/// A tab with the owner of everything in it, its button and its sheet.
#[derive(Clone)]
struct Open {
    tab: Tab,
    owner: Owner,
    button: El,
    sheet: El,
}

/// What the tabs share.
#[derive(Clone, Copy)]
struct Tabs {
    around: Around,
    past: prompt::Past,
    open: Var<Vec<Open>>,
    current: Var<u32>,
    next: Var<u32>,
    owner: StoredValue<Owner>,
}

impl Tabs {
    fn add(self) {
        if self.open.look(Vec::len) >= MOST_TABS || untrack(|| self.around.lab.is_over()) {
            return;
        }
        let Some(parent) = self.owner.try_get_value() else { return };
        let number = self.next.peek();
        self.next.set(number + 1);
        let owner = parent.child();
        let (tab, button, sheet) = owner.with(|| {
            untrack(|| {
                let core = Core::open(self.around, self.past);
                let tab = Tab { number, signals: core.signals, core: StoredValue::new_local(core) };
                (tab, tab_button(self, tab), sheet(self, tab))
            })
        });
        self.open.update(|all| all.push(Open { tab, owner, button, sheet }));
        self.current.set(number);
    }

    fn close(self, number: u32) {
        let Some(at) = self.open.look(|all| all.iter().position(|open| open.tab.number == number)) else { return };
        let closed = self.open.look(|all| all[at].clone());
        self.open.update(|all| _ = all.remove(at));
        if self.current.peek() == number {
            let neighbour = self.open.look(|all| all.get(at).or_else(|| all.last()).map(|open| open.tab.number));
            self.current.set(neighbour.unwrap_or_default());
        }
        closed.button.0.remove();
        closed.sheet.0.remove();
        closed.owner.cleanup();
    }

    fn current(self) -> Option<Tab> {
        let number = self.current.peek();
        self.open.look(|all| all.iter().map(|open| open.tab).find(|tab| tab.number == number))
    }

    fn roam(self, event: &web_sys::KeyboardEvent) {
        let numbers: Vec<u32> = self.open.look(|all| all.iter().map(|open| open.tab.number).collect());
        let at = numbers.iter().position(|number| *number == self.current.peek()).unwrap_or_default();
        if event.key() == "Delete" {
            self.close(self.current.peek());
        } else if let Some(to) = roam(&event.key(), at, numbers.len()) {
            event.prevent_default();
            self.current.set(numbers[to]);
            focus_tab(event, to);
        }
    }
}

/// The console.
pub fn console(router: Router, lab: Lab) -> El {
    let tabs = Tabs {
        around: Around { lab, router },
        past: prompt::past(),
        open: Var::new(Vec::new()),
        current: Var::new(0),
        next: Var::new(1),
        owner: StoredValue::new(Owner::current().unwrap_or_default()),
    };
    tabs.add();
    on_change(
        move || lab.doubt.track(),
        move || tabs.open.look(|all| all.iter().for_each(|open| open.tab.with(Core::doubt))),
    );
    let copied = Var::new(false);
    let copy = button("", "quiet", move |_| {
        let Some(tab) = tabs.current() else { return };
        tab.with(|core| {
            let text = core.lines.borrow().last_result();
            spawn_local(async move {
                copied.set(browser::copy(text).await);
                gloo::timers::callback::Timeout::new(2000, move || copied.set(false)).forget();
            });
        });
    });
    let copy = copy.text_of(move || if copied.get() { "Copied" } else { "Copy result" }.to_owned());
    let list = div("tab-list").attr("role", "tablist").attr("aria-label", "Consoles").on_key(move |e| tabs.roam(e));
    let sheets = div("sheets");
    let (buttons, bodies) = (list.0.clone(), sheets.0.clone());
    // Those that are new; closing takes its own away.
    effect(move || {
        tabs.open.with(|all| {
            for open in all.iter().filter(|open| !open.button.0.is_connected()) {
                let _ = buttons.append_child(&open.button.0);
                let _ = bodies.append_child(&open.sheet.0);
            }
        });
    });
    let none = move || tabs.open.with(Vec::is_empty);
    let plus =
        button("+", "new-tab", move |_| tabs.add()).attr("aria-label", "New console").attr("title", "New console");
    let tool = move |label: &str, title: &str, of: fn(extras::Extras) -> fn(&Rc<Core>)| {
        let press = move |_| {
            if let Some(tab) = tabs.current() {
                tab.with(|core| core.with_extras(move |extras, core| of(extras)(core)));
            }
        };
        button(label, "quiet", press).attr("title", title)
    };
    let csv = tool("CSV", "Save the last table as CSV", |extras| extras.save_csv);
    let psqlrc = tool(".psqlrc", "Edit what each console runs at its start", |extras| extras.edit_psqlrc);
    let bar = div("tabs console-tabs").with(vec![
        list,
        plus,
        el("span", "spring"),
        copy,
        csv,
        psqlrc,
        button("Close", "quiet", move |_| tabs.close(tabs.current.peek())),
    ]);
    let empty =
        div("notice").with(vec![p("No console is open."), button("Open a console", "primary", move |_| tabs.add())]);
    div("consoles").with(vec![bar, sheets, empty.shown(none)])
}

fn tab_button(tabs: Tabs, tab: Tab) -> El {
    let number = tab.number;
    let id = number.to_string();
    let chosen = move || tabs.current.get() == number;
    button("", "", move |_| tabs.current.set(number))
        .attr("role", "tab")
        .attr("id", &["console-tab-", &id].concat())
        .attr("aria-controls", &["console-", &id].concat())
        .bind("aria-label", move || Some([&tab.name(), tab.state().1].concat()))
        .flag("aria-selected", chosen)
        .bind("tabindex", move || Some(if chosen() { "0" } else { "-1" }.to_owned()))
        .text_of(move || [&tab.name(), tab.state().0].concat())
}

/// Everything below the tabs, for one of them.
fn sheet(tabs: Tabs, tab: Tab) -> El {
    let lab = tabs.around.lab;
    let id = tab.number.to_string();
    let shown = Var::of(move || tabs.current.get() == tab.number);
    let (prompt, prompt_view) = prompt::prompt(tab, tabs.past, shown);
    let (typed_in, clicked_in, connects) = (prompt.clone(), prompt.clone(), prompt);
    // As in a terminal: typing anywhere in the console goes to the prompt, and so does a click that selects nothing.
    let typed = div("typed").with(output::output(tab, shown)).on_key(move |event| {
        let key = event.key();
        if event.ctrl_key() && key == "c" && browser::selected_text().is_empty() {
            typed_in.focus();
            typed_in.interrupt();
            event.prevent_default();
        } else if !event.ctrl_key() && !event.meta_key() && !event.alt_key() && key != " " && key.chars().count() == 1 {
            typed_in.focus();
        }
    });
    let down = move || match tab.signals.link.get() {
        Link::Down(reason) if !lab.is_over() => {
            let prompt = connects.clone();
            let again = button("Connect again", "", move |_| {
                tab.with(Core::connect);
                prompt.focus();
            });
            vec![banner("banner", "Not connected.", &reason).with(vec![again])]
        }
        Link::Trying if tab.signals.status.get().0 != 0 => {
            vec![banner("banner warning", "Reconnecting.", "This console is kept for a minute, with its transaction.")]
        }
        _ => Vec::new(),
    };
    let below = div("").part(down).with(vec![prompt_view]).on("click", |event| event.stop_propagation());
    let terminal = div("terminal").with(vec![typed, below]).on("click", move |_| {
        if browser::selected_text().is_empty() {
            clicked_in.focus();
        }
    });
    div("console")
        .attr("role", "tabpanel")
        .attr("id", &["console-", &id].concat())
        .attr("aria-labelledby", &["console-tab-", &id].concat())
        .shown(move || shown.get())
        .with(vec![terminal])
}
