//! What the engine can do without until it is asked for. The core connects, reads lines, runs SQL and prints results as
//! tables; every backslash command, Tab's candidates and every other way of printing come with this.
//!
//! The core reaches all of that through one table of functions and never by name. So a host that counts bytes (the
//! page) can leave the table out, load it when it is first needed or before, and hand it in with [`Engine::equip`]; a
//! linker that splits the module at the table finds nothing in the core that leads to what lies behind it. Everywhere
//! else the engine has it from the beginning and goes the same way through it.

use postgres_protocol::message::backend::Message;

use super::complete::Question;
use super::copy::CopyData;
use super::describe::{Plan, QueryResult, Step};
use super::engine::{AfterHost, Engine};
use super::extended::Described;
use super::fetching::Fetching;
use super::following::Place;
use super::input::Slash;
use super::largeobject::LargeObject;
use super::render::{self, PrintOptions, Table};
use super::report::Report;
use super::statement::{Collected, Run};
use super::wire::ProtocolError;
use super::{HostRequest, crosstab, wording};

/// Everything that is not in the core.
#[derive(Debug)]
pub struct Extras {
    /// Sets variables and print options from the engine's own options.
    pub(super) set_up: fn(&mut Engine),
    /// Carries out the backslash command whose name was read.
    pub(super) command: fn(&mut Engine),
    /// Goes on with a command that the host was asked for.
    pub(super) after_host: fn(&mut Engine, AfterHost, Result<String, String>),
    /// The same, with bytes.
    pub(super) after_host_data: fn(&mut Engine, AfterHost, Result<Vec<u8>, String>),
    /// Goes on with a command for large objects.
    pub(super) large_object_on: fn(&mut Engine, LargeObject, Option<&QueryResult>),
    /// Sends a statement in another way than by the simple protocol.
    pub(super) run_as_wished: fn(&mut Engine, String),
    /// Goes on with a statement that is fetched by a cursor.
    pub(super) fetched: fn(&mut Engine, Box<Fetching>, Run),
    /// Prints a piece of a result.
    pub(super) piece: fn(&mut Engine, Option<&str>),
    /// Goes on with what belongs to a statement that has run.
    pub(super) goes_on: fn(&mut Engine, bool) -> bool,
    /// Takes what is to be written to a file or a program.
    pub(super) keep_for_file: fn(&mut Engine, Place, &[u8]),
    /// Writes what is left of it.
    pub(super) write_files: fn(&mut Engine, bool) -> bool,
    /// Goes on with a pipeline.
    pub(super) pipeline_message: fn(&mut Engine, Message) -> Result<(), ProtocolError>,
    /// The same, with an error.
    pub(super) pipeline_error: fn(&mut Engine, Report),
    /// Goes on with `\gdesc`.
    pub(super) name_types: fn(&mut Engine, &[Described]) -> bool,
    /// Sends a file's bytes for `\copy`.
    pub(super) send_copy_data: fn(&mut Engine, CopyData, bool),
    /// The next piece of a file for `\copy`.
    pub(super) copy_piece: fn(&mut Engine, Result<Vec<u8>, String>),
    /// Pivots a result for `\crosstabview`.
    pub(super) pivot: fn(&Collected, &[String], &str) -> Result<Table, String>,
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
    command: Engine::run_slash_on,
    after_host: Engine::after_host,
    after_host_data: Engine::after_host_data,
    large_object_on: Engine::large_object_on,
    run_as_wished: Engine::run_as_wished,
    fetched: Engine::fetched,
    piece: Engine::print_pieces,
    goes_on: Engine::more_to_run,
    keep_for_file: Engine::keep_for_file,
    write_files: Engine::write_files,
    pipeline_message: Engine::pipeline_message,
    pipeline_error: Engine::pipeline_error,
    name_types: Engine::name_types,
    send_copy_data: Engine::send_copy_data,
    copy_piece: Engine::copy_piece,
    pivot: crosstab::pivot,
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
    pub(super) fn run_command(&mut self) {
        match self.extras {
            Some(extras) => (extras.command)(self),
            None => self.ask_host(HostRequest::Extras, AfterHost::Extras),
        }
    }

    /// The host has brought the extras, or says why it can't.
    pub(super) fn extras_came(&mut self, result: Result<String, String>) {
        self.prompt_again();
        match (result, self.extras) {
            (Ok(_), Some(extras)) => (extras.command)(self),
            (result, _) => {
                let why = result.err().unwrap_or_else(|| "backslash commands are not available here".to_owned());
                self.error(&why);
                self.slash_over(Slash::Error);
            }
        }
    }

    /// Prints a table as the options say.
    pub(super) fn rendered(&self, table: &Table, options: &PrintOptions) -> String {
        let text = match self.extras {
            Some(extras) if !render::in_core(table, options) => (extras.print)(table, options),
            // Without the extras nothing has set any option.
            _ => render::print_core(table, options),
        };
        #[cfg(not(target_arch = "wasm32"))]
        self.note_table(table, options, &text);
        text
    }
}

#[cfg(test)]
mod tests {
    use crate::psql::tests::{answer, options, ready, started};
    use crate::psql::{EXTRAS, Engine, HostRequest, Input, Output};

    fn tell(engine: &mut Engine, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        engine.handle(1_000, input, &mut out);
        out
    }

    fn connected(mut engine: Engine) -> Engine {
        tell(&mut engine, Input::Connected);
        tell(&mut engine, Input::Backend(started()));
        engine
    }

    fn lean() -> Engine {
        connected(Engine::lean(options(true)))
    }

    fn line(engine: &mut Engine, line: &str) -> Vec<Output> {
        tell(engine, Input::Line(line.into()))
    }

    /// The number of the request for the extras, which is all that there is.
    fn asked(out: &[Output]) -> u64 {
        let [Output::Host { request, what: HostRequest::Extras }] = out else { panic!("{out:?}") };
        *request
    }

    #[test]
    fn sql_needs_no_extras() {
        let (mut lean, mut whole) = (lean(), connected(Engine::new(options(true))));
        for input in [
            Input::Line("select id, name".into()),
            Input::Line("from t; -- :'x' $$".into()),
            Input::Backend(answer()),
            Input::Interrupt,
            Input::Columns(40),
            Input::Line("vacuum;".into()),
            Input::Disconnected { reason: "gone".into() },
        ] {
            assert_eq!(tell(&mut lean, input.clone()), tell(&mut whole, input));
        }
    }

    #[test]
    fn a_command_waits_for_the_extras_with_its_arguments() {
        let mut engine = lean();
        let request = asked(&line(&mut engine, r"\echo one 'two  three' \echo four"));
        assert_eq!(line(&mut engine, "select 1;"), [], "lines wait their turn");
        engine.equip(&EXTRAS);
        let out = tell(&mut engine, Input::HostDone { request, result: Ok(String::new()) });
        assert_eq!(out[0], Output::Stdout("one two  three\nfour\n".into()));
        assert!(matches!(out.last(), Some(Output::Send(_))), "{out:?}");
    }

    #[test]
    fn describing_asks_the_server_once_the_extras_are_here() {
        let mut engine = lean();
        let request = asked(&line(&mut engine, r"\dt"));
        engine.equip(&EXTRAS);
        let out = tell(&mut engine, Input::HostDone { request, result: Ok(String::new()) });
        assert!(matches!(out.as_slice(), [Output::Send(_)]), "{out:?}");
    }

    #[test]
    fn extras_that_can_not_be_had_cost_one_line_and_no_more() {
        let mut engine = lean();
        for _ in 0..2 {
            let request = asked(&line(&mut engine, r"\dt users \echo not reached"));
            let out = tell(&mut engine, Input::HostDone { request, result: Err("could not be loaded".into()) });
            let [Output::Stderr(text), Output::Prompt(_)] = out.as_slice() else { panic!("{out:?}") };
            assert_eq!(text, "could not be loaded\n");
        }
        let out = line(&mut engine, "select 1;");
        assert!(matches!(out.as_slice(), [Output::Send(_)]), "{out:?}");
        tell(&mut engine, Input::Backend(answer()));
        // A host that says they are here and hands in nothing is no way around them either.
        let request = asked(&line(&mut engine, r"\q"));
        let out = tell(&mut engine, Input::HostDone { request, result: Ok(String::new()) });
        assert!(matches!(out.as_slice(), [Output::Stderr(_), Output::Prompt(_)]), "{out:?}");
    }

    #[test]
    fn extras_may_come_unasked() {
        let mut engine = lean();
        engine.equip(&EXTRAS);
        engine.equip(&EXTRAS);
        let out = line(&mut engine, r"\echo here");
        assert_eq!(out[0], Output::Stdout("here\n".into()));
    }

    #[test]
    fn tab_without_extras_finds_nothing() {
        let mut engine = lean();
        let question = Input::Complete { request: 3, line: "sel".into(), cursor: 3 };
        let none = Output::Completions { request: 3, start: 3, candidates: vec![] };
        assert_eq!(tell(&mut engine, question), [none]);
        tell(&mut engine, Input::Backend(ready(b'I')));
    }
}
