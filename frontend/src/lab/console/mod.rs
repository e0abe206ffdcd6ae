//! The console: tabs, each a psql of its own.

mod commands;
mod core;
mod edit;
mod history;
mod ledger;
mod output;
mod pg;
mod prompt;
mod scrollback;
mod touch;
mod window;

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use self::core::{Around, Core, Link, Signals};
use crate::browser;
use crate::dialog::use_dialogs;
use crate::lab::panel::{focus_tab, roam};
use crate::lab::state::Lab;

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

    fn title(self) -> String {
        let (pid, transaction) = self.signals.status.get();
        let number = if pid == 0 { self.number.to_string() } else { pid.to_string() };
        let name = [if pid == 0 { "psql " } else { "pid " }, &number].concat();
        match (self.signals.link.get(), transaction) {
            (Link::Down(_), _) => [&name, " (closed)"].concat(),
            (_, 'T') => [&name, " *"].concat(),
            (_, 'E') => [&name, " !"].concat(),
            _ => name,
        }
    }

    fn label(self) -> String {
        let state = match (self.signals.link.get(), self.signals.status.get().1) {
            (Link::Down(_), _) => ", closed",
            (Link::Trying, _) => ", connecting",
            (_, 'T') => ", in a transaction",
            (_, 'E') => ", in a failed transaction",
            _ => "",
        };
        let (pid, _) = self.signals.status.get();
        if pid == 0 {
            ["psql ", &self.number.to_string(), state].concat()
        } else {
            ["psql, pid ", &pid.to_string(), state].concat()
        }
    }
}

/// The console.
pub fn console(lab: Lab) -> impl IntoView {
    let around = Around { lab, dialogs: use_dialogs(), router: expect_context() };
    let past = prompt::past();
    let owner = Owner::current().unwrap_or_default();
    let tabs = RwSignal::new(Vec::<(Tab, StoredValue<Owner>)>::new());
    let current = RwSignal::new(0u32);
    let next = StoredValue::new(1u32);
    let open = move || {
        if tabs.with_untracked(Vec::len) >= MOST_TABS || lab.is_over() {
            return;
        }
        let number = next.get_value();
        next.set_value(number + 1);
        let own = owner.child();
        let tab = own.with(|| {
            let core = Core::open(around);
            Tab { number, signals: core.signals, core: StoredValue::new_local(core) }
        });
        tabs.update(|all| all.push((tab, StoredValue::new(own))));
        current.set(number);
    };
    untrack(|| open.clone()());
    let close = move |number: u32| {
        let Some(at) = tabs.with_untracked(|all| all.iter().position(|(tab, _)| tab.number == number)) else { return };
        let (_, own) = tabs.try_update(|all| all.remove(at)).expect("the tabs live as long as the console");
        if current.get_untracked() == number {
            let neighbour = tabs.with_untracked(|all| all.get(at).or_else(|| all.last()).map(|(tab, _)| tab.number));
            current.set(neighbour.unwrap_or_default());
        }
        // After the views that follow the console are gone: they still hold its signals.
        gloo::timers::callback::Timeout::new(100, move || {
            if let Some(own) = own.try_get_value() {
                own.cleanup();
            }
        })
        .forget();
    };
    Effect::new(move |before: Option<()>| {
        lab.doubt.track();
        if before.is_some() {
            tabs.with_untracked(|all| all.iter().for_each(|(tab, _)| tab.with(Core::doubt)));
        }
    });
    let list = move || tabs.get().into_iter().map(|(tab, _)| tab).collect::<Vec<_>>();
    let roaming = move |event: web_sys::KeyboardEvent| {
        let numbers: Vec<u32> = tabs.with_untracked(|all| all.iter().map(|(tab, _)| tab.number).collect());
        let at = numbers.iter().position(|n| *n == current.get_untracked()).unwrap_or_default();
        if event.key() == "Delete" {
            close(current.get_untracked());
        } else if let Some(to) = roam(&event.key(), at, numbers.len()) {
            event.prevent_default();
            current.set(numbers[to]);
            focus_tab(&event, to);
        }
    };
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let tab = tabs.with_untracked(|all| all.iter().map(|(t, _)| *t).find(|t| t.number == current.get_untracked()));
        let Some(tab) = tab else { return };
        let mut text = String::new();
        tab.with(|core| text = core.lines.borrow().last_result());
        spawn_local(async move {
            copied.try_set(browser::copy(text).await);
            gloo::timers::callback::Timeout::new(2000, move || _ = copied.try_set(false)).forget();
        });
    };
    let reopen = open.clone();
    view! {
        <div class="tabs console-tabs">
            <div class="tab-list" role="tablist" aria-label="Consoles" on:keydown=roaming>
                <For each=list key=|tab| tab.number children=move |tab| tab_button(tab, current, close)/>
            </div>
            <button class="new-tab" aria-label="New console" title="New console" on:click=move |_| open()>"+"</button>
            <span class="spring"></span>
            <button class="quiet" on:click=copy>{move || if copied.get() { "Copied" } else { "Copy result" }}</button>
            <button class="quiet" on:click=move |_| close(current.get_untracked())>"Close"</button>
        </div>
        <For each=list key=|tab| tab.number children=move |tab| sheet(lab, tab, past, current)/>
        {move || tabs.with(Vec::is_empty).then(|| {
            let open = reopen.clone();
            view! {
                <div class="notice">
                    <p>"No console is open."</p>
                    <button class="primary" on:click=move |_| open()>"Open a console"</button>
                </div>
            }.into_any()
        })}
    }
}

fn tab_button(tab: Tab, current: RwSignal<u32>, close: impl Fn(u32) + Copy + 'static) -> AnyView {
    let number = tab.number;
    let id = number.to_string();
    view! {
        <button
            role="tab"
            id=["console-tab-", &id].concat()
            aria-controls=["console-", &id].concat()
            aria-label=move || tab.label()
            aria-selected=move || (current.get() == number).to_string()
            tabindex=move || if current.get() == number { "0" } else { "-1" }
            on:click=move |_| current.set(number)
            on:auxclick=move |_| close(number)
        >
            {move || tab.title()}
        </button>
    }
    .into_any()
}

/// Everything below the tabs, for one of them.
fn sheet(lab: Lab, tab: Tab, past: prompt::Past, current: RwSignal<u32>) -> AnyView {
    let number = tab.number;
    let id = number.to_string();
    let shown = Memo::new(move |_| current.get() == number);
    let (prompt, prompt_view) = prompt::prompt(tab, past, shown);
    // As in a terminal: typing anywhere in the console goes to the prompt, and so does a click that selects nothing.
    let typed = move |event: web_sys::KeyboardEvent| {
        let interrupts = event.ctrl_key() && event.key() == "c" && browser::selected_text().is_empty();
        if interrupts {
            prompt.focus();
            prompt.act(edit::Act::Interrupt);
            event.prevent_default();
        } else if !event.ctrl_key() && !event.meta_key() && !event.alt_key() && event.key().chars().count() == 1 {
            if event.key() != " " {
                prompt.focus();
            }
        }
    };
    let clicked = move |_| {
        if browser::selected_text().is_empty() {
            prompt.focus();
        }
    };
    let down = move || match tab.signals.link.get() {
        Link::Down(reason) if !lab.is_over() => Some(
            view! {
                <div class="banner" role="alert">
                    <strong>"Not connected."</strong>
                    <span>{reason}</span>
                    <button on:click=move |_| { tab.with(Core::connect); prompt.focus(); }>"Connect again"</button>
                </div>
            }
            .into_any(),
        ),
        _ => None,
    };
    let trying = move || {
        let again = tab.signals.status.get().0 != 0 && tab.signals.link.get() == Link::Trying;
        again.then(|| {
            view! {
                <div class="banner warning" role="alert">
                    <strong>"Reconnecting."</strong>
                    <span>"This console is kept for a minute, with its transaction."</span>
                </div>
            }
            .into_any()
        })
    };
    view! {
        <div
            class="console"
            role="tabpanel"
            id=["console-", &id].concat()
            aria-labelledby=["console-tab-", &id].concat()
            hidden=move || !shown.get()
        >
            <div class="terminal" on:click=clicked>
                <div class="typed" on:keydown=typed>{output::output(tab, shown)}</div>
                <div on:click=|event| event.stop_propagation()>{down}{trying}{prompt_view}</div>
            </div>
        </div>
    }
    .into_any()
}
