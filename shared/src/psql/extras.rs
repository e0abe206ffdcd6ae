//! What the engine can do without until it is asked for: the describing commands, help, Tab's candidates and the rare
//! output formats.
//!
//! The core reaches all of that through one table of functions and never by name. So a host that counts bytes (the
//! page) can leave the table out, load it when it is first needed or before, and hand it in with [`Engine::equip`]; a
//! linker that splits the module at the table finds nothing in the core that leads to what lies behind it. Everywhere
//! else the engine has it from the beginning and goes the same way through it.

use super::complete::Question;
use super::describe::{Plan, QueryResult, Step};
use super::engine::{AfterHost, Engine};
use super::input::Slash;
use super::render::{self, PrintOptions, Table};
use super::{HostRequest, help};

/// Everything that is not in the core.
#[derive(Debug)]
pub struct Extras {
    /// Carries out a command that the core doesn't know.
    pub(super) command: fn(&mut Engine, &str) -> Slash,
    /// Whether there is a command of this name among those.
    pub(super) is_known: fn(&Engine, &str) -> bool,
    /// Goes on with a describing command.
    pub(super) describe_on: fn(&mut Engine, Box<dyn Describing>, Option<QueryResult>),
    /// Answers Tab.
    pub(super) complete: fn(&mut Engine, u64, &str, usize),
    /// Answers Tab when its hidden query is over.
    pub(super) completed: fn(&mut Engine, Question, Option<Vec<QueryResult>>),
    /// Prints in a format that is not in the core.
    pub(super) print: fn(&Table, &PrintOptions) -> String,
}

/// All of it.
pub static EXTRAS: Extras = Extras {
    command: Engine::extra_command,
    is_known: Engine::is_extra,
    describe_on: Engine::describe_on,
    complete: Engine::complete,
    completed: Engine::completed,
    print: render::print,
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

/// What goes on when the host has brought the extras.
#[derive(Debug)]
pub(super) enum Wanting {
    /// The command that was being read, none of whose arguments are read yet.
    Command,
    /// `\pset`, with option and value.
    Pset(String, Option<String>),
    /// `\g` with options for the output.
    Go(Box<super::query::Wishes>),
}

impl Engine {
    /// Hands in what the host was asked for by [`HostRequest::Extras`], or what it loaded unasked.
    pub fn equip(&mut self, extras: &'static Extras) {
        self.extras = Some(extras);
    }

    /// Asks the host for the extras.
    pub(super) fn want(&mut self, wanting: Wanting) -> Slash {
        self.ask_host(HostRequest::Extras, AfterHost::Extras(wanting));
        Slash::Pending
    }

    /// The host has brought the extras, or says why it can't.
    pub(super) fn extras_came(&mut self, wanting: Wanting, result: Result<String, String>) {
        let status = match (result, wanting) {
            (Err(error), _) => self.failed(&error),
            (Ok(_), _) if self.extras.is_none() => self.failed("this part of psql is not available here"),
            (Ok(_), Wanting::Command) => {
                let name = self.frames.last().map(|frame| frame.command.clone()).unwrap_or_default();
                self.command(&name)
            }
            (Ok(_), Wanting::Pset(option, value)) => self.pset(&option, value.as_deref()),
            (Ok(_), Wanting::Go(wishes)) => self.send_wishing(*wishes),
        };
        if status != Slash::Pending {
            self.slash_over(status);
        }
    }

    /// Prints a table in whatever format the options say.
    pub(super) fn rendered(&self, table: &Table, options: &PrintOptions) -> String {
        match self.extras {
            Some(extras) if !options.format.in_core() => (extras.print)(table, options),
            // Without the extras no such format can have been chosen.
            _ => render::print_core(table, options),
        }
    }

    /// Whether the extras must come before these options are used.
    pub(super) fn lacks(&self, options: &PrintOptions) -> bool {
        self.extras.is_none() && !options.format.in_core()
    }

    /// Every command that is not in the core.
    fn extra_command(&mut self, name: &str) -> Slash {
        match name {
            "copyright" => {
                self.stdout(help::COPYRIGHT);
                Slash::Done
            }
            "h" | "help" => self.help_on_sql(),
            "?" => self.help_on_commands(),
            _ if super::describe::is_describe(name, self.link.server_version()) => self.describe(name),
            _ if help::LEFT_OUT.contains(&name) => self.failed(&format!("\\{name} is not available in ride's psql")),
            _ => Slash::Unknown,
        }
    }

    fn is_extra(&self, name: &str) -> bool {
        help::NAMES.contains(&name)
            || help::LEFT_OUT.contains(&name)
            || super::describe::is_describe(name, self.link.server_version())
    }
}
