//! What the engine can do without until it is asked for. The core connects, reads lines, runs SQL and prints results as
//! tables; every backslash command, Tab's candidates and every other way of printing come with this.
//!
//! The core reaches all of that through one table of functions and never by name. So a host that counts bytes (the
//! page) can leave the table out, load it when it is first needed or before, and hand it in with [`Engine::equip`]; a
//! linker that splits the module at the table finds nothing in the core that leads to what lies behind it. Everywhere
//! else the engine has it from the beginning and goes the same way through it.

use super::complete::Question;
use super::describe::{Plan, QueryResult, Step};
use super::engine::{AfterHost, Engine};
use super::input::Slash;
use super::query::Collected;
use super::render::{self, PrintOptions, Table};
use super::{HostRequest, wording};

/// Everything that is not in the core.
#[derive(Debug)]
pub struct Extras {
    /// Sets variables and print options from the engine's own options.
    pub(super) set_up: fn(&mut Engine),
    /// Carries out a backslash command.
    pub(super) command: fn(&mut Engine, &str) -> Slash,
    /// Goes on with a command that the host was asked for.
    pub(super) after_host: fn(&mut Engine, AfterHost, Result<String, String>),
    /// Goes on with a describing command.
    pub(super) describe_on: fn(&mut Engine, Box<dyn Describing>, Option<QueryResult>),
    /// Goes on with `\prompt`.
    pub(super) answer_ask: fn(&mut Engine) -> bool,
    /// Stores a result for `\gset`.
    pub(super) store: fn(&mut Engine, &Collected, &str) -> bool,
    /// What stands above a result of `\watch`.
    pub(super) watch_title: fn(Option<String>, f64, u64) -> String,
    /// The line of `\timing`.
    pub(super) timing: fn(u64) -> String,
    /// Prints a table in whatever way the options say.
    pub(super) print: fn(&Table, &PrintOptions) -> String,
    /// Answers Tab.
    pub(super) complete: fn(&mut Engine, u64, &str, usize),
    /// Answers Tab when its hidden query is over.
    pub(super) completed: fn(&mut Engine, Question, Option<Vec<QueryResult>>),
}

/// All of it.
pub static EXTRAS: Extras = Extras {
    set_up: Engine::set_up,
    command: Engine::command,
    after_host: Engine::after_host,
    describe_on: Engine::describe_on,
    answer_ask: Engine::answer_ask,
    store: Engine::store,
    watch_title: wording::watch_title,
    timing: wording::timing,
    print: render::print,
    complete: Engine::complete,
    completed: Engine::completed,
};

/// A describing command under way, as the core holds it: it knows neither its size nor how to drop it.
pub(super) trait Describing: std::fmt::Debug {
    /// As [`Plan::next`].
    fn next(&mut self, last: Option<QueryResult>) -> Step;
}

impl Describing for Plan {
    fn next(&mut self, last: Option<QueryResult>) -> Step {
        Plan::next(self, last)
    }
}

impl Engine {
    /// Hands in what the host was asked for by [`HostRequest::Extras`], or what it loaded unasked.
    pub fn equip(&mut self, extras: &'static Extras) {
        if self.extras.replace(extras).is_none() {
            (extras.set_up)(self);
        }
    }

    /// Carries out the backslash command whose name was just read. Without the extras the host is asked for them first;
    /// the command's arguments wait in the lexer.
    pub(super) fn run_command(&mut self, name: &str) -> Slash {
        match self.extras {
            Some(extras) => (extras.command)(self, name),
            None => {
                self.ask_host(HostRequest::Extras, AfterHost::Extras);
                Slash::Pending
            }
        }
    }

    /// The host has brought the extras, or says why it can't.
    pub(super) fn extras_came(&mut self, result: Result<String, String>) {
        self.prompt_again();
        let status = match (result, self.extras) {
            (Ok(_), Some(extras)) => {
                let name = self.frames.last().map(|frame| frame.command.clone()).unwrap_or_default();
                (extras.command)(self, &name)
            }
            (result, _) => {
                let why = result.err().unwrap_or_else(|| "backslash commands are not available here".to_owned());
                self.error(&why);
                Slash::Error
            }
        };
        if status != Slash::Pending {
            self.slash_over(status);
        }
    }

    /// Prints a table as the options say.
    pub(super) fn rendered(&self, table: &Table, options: &PrintOptions) -> String {
        match self.extras {
            Some(extras) if !render::in_core(table, options) => (extras.print)(table, options),
            // Without the extras nothing has set any option.
            _ => render::print_core(table, options),
        }
    }
}
