//! The psql engine, sans-IO: lines and backend messages go in, bytes to send and text to print come out. The same
//! engine runs in the browser over a WebSocket and natively over a socket.
//!
//! The host (a terminal, a browser tab, a script) owns the transport, the clock, the keyboard and the screen:
//!
//! ```text
//! host                           engine
//!  |-- handle(now, Input) ------->|
//!  |<-- Vec<Output> --------------|
//! ```
//!
//! The host calls [`Engine::handle`] with whatever happened and carries out the outputs in order. The engine prompts
//! by [`Output::Prompt`]; until then lines that the host passes on are queued. Time comes in with each call.

mod colours;
mod commands;
mod complete;
mod conditions;
mod conninfo;
mod copy;
mod copying;
mod crosstab;
pub mod describe;
mod describing;
pub mod encoding;
mod ending;
mod engine;
mod extended;
mod extras;
mod fetching;
mod following;
mod help;
mod history;
#[cfg(test)]
mod host_tests;
mod hosted;
mod input;
mod largeobject;
pub mod lexer;
mod link;
mod outside;
#[cfg(not(target_arch = "wasm32"))]
mod paging;
mod pipeline;
mod prompt;
mod query;
pub mod render;
mod report;
mod results;
mod slash;
mod slashing;
pub mod splitter;
mod sqlhelp;
mod startup;
mod statement;
mod stepping;
#[cfg(test)]
mod tests;
pub mod variables;
mod versions;
mod watching;
mod widths;
mod wire;
mod wording;

pub use colours::Colour;
#[cfg(not(target_arch = "wasm32"))]
pub use complete::files::Wish;
pub use engine::{Action, Engine};
pub use extras::{EXTRAS, Extras};
pub use help::help;
#[cfg(not(target_arch = "wasm32"))]
pub use help::usage;
pub use link::Server;
#[cfg(not(target_arch = "wasm32"))]
pub use paging::{Page, Piece};
pub use report::{PSQLS_OWN, Report};
pub use widths::Unicode;

/// How the engine is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// The role asked for in the StartupMessage.
    pub user: String,
    /// The database asked for.
    pub database: String,
    /// application_name in the StartupMessage.
    pub application_name: String,
    /// The password, where the server asks for one (native only).
    pub password: Option<String>,
    /// Further startup parameters, such as `options`.
    pub parameters: Vec<(String, String)>,
    /// Whether a person is there: prompts, and errors that don't end the run.
    pub interactive: bool,
    /// Whether `\brief \hint \action \diagnose \score \reset` are commands here.
    pub lab: bool,
    /// The screen's width in columns, for `\x auto` and wrapping; none where there is no screen.
    pub columns: Option<u32>,
    /// Shown by `\conninfo`: host or socket directory, and port.
    pub host: String,
    /// Port for `\conninfo`.
    pub port: String,
    /// psql's `-q`.
    pub quiet: bool,
    /// Variables set before the first line (`-v`), in order.
    pub variables: Vec<(String, String)>,
    /// Print options set before the first line (`-P`, `-A`, `-t`, `-x`), in order; an empty value toggles.
    pub pset: Vec<(String, String)>,
}

/// What happened at the host.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The transport is open: the engine sends its StartupMessage.
    Connected,
    /// Bytes from the server, cut anywhere.
    Backend(Vec<u8>),
    /// The transport is gone for good.
    Disconnected {
        /// Why, for the learner; empty where the server just closed, which psql has its own words for.
        reason: String,
    },
    /// A line of input without its newline.
    Line(String),
    /// The end of the input (Ctrl-D, or a script's end).
    Eof,
    /// Ctrl-C: cancels what runs, or clears what is being typed.
    Interrupt,
    /// The answer to [`HostRequest::ReadData`] with the same number.
    HostData {
        /// The request's number.
        request: u64,
        /// The bytes, or an error text that is printed as psql's own.
        result: Result<Vec<u8>, String>,
    },
    /// The answer to [`Output::ReadOn`]: the next bytes, none at the end, or an error text that is printed as psql's own.
    Data(Result<Vec<u8>, String>),
    /// The time that [`Output::Wake`] asked for has come.
    Wake,
    /// The answer to [`Output::Host`] with the same number.
    HostDone {
        /// The request's number.
        request: u64,
        /// Text, or an error text that is printed as psql's own.
        result: Result<String, String>,
    },
    /// Tab: completions for `line` at byte offset `cursor` are asked for.
    Complete {
        /// Handed back with the answer.
        request: u64,
        /// The line as it stands.
        line: String,
        /// Byte offset in `line`.
        cursor: usize,
    },
    /// The screen's width changed.
    Columns(u32),
}

/// What the host shall do.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Print this on standard output by way of a pager, where the user has one and it is worth it. Only to hosts that
    /// said that they bring one.
    #[cfg(not(target_arch = "wasm32"))]
    Page {
        /// A table, or help.
        text: String,
        /// What of it matters to a pager.
        page: Page,
    },
    /// Send to the server.
    Send(Vec<u8>),
    /// Print on standard output, as it stands.
    Stdout(String),
    /// Print on standard error, as it stands: errors, notices, warnings.
    Stderr(String),
    /// Ready for a line; show this prompt. Not printed for scripts.
    Prompt(String),
    /// Send a cancel request for this connection.
    Cancel,
    /// Write these bytes to the end of a file, or to a program where the path begins with `|`, and keep it open: a
    /// [`HostRequest::WriteFile`] for the same path brings the last bytes and asks how it all went. Only a host that
    /// streams is asked ([`Engine::host_streams`]).
    Append {
        /// Its path.
        path: String,
        /// What to write.
        bytes: Vec<u8>,
        /// Whether it takes the place of what is there.
        fresh: bool,
    },
    /// Read on in what [`HostRequest::OpenData`] has opened; answered by [`Input::Data`]. Only a host that streams is
    /// asked.
    ReadOn,
    /// Call back with [`Input::Wake`] in so many milliseconds; a later one replaces an earlier.
    Wake {
        /// Milliseconds.
        in_ms: u64,
    },
    /// Do something that only the host can; answer with [`Input::HostDone`].
    Host {
        /// Handed back with the answer.
        request: u64,
        /// What to do.
        what: HostRequest,
    },
    /// The answer to [`Input::Complete`].
    Completions {
        /// The question's number.
        request: u64,
        /// Byte offset from which a candidate replaces the line up to the cursor.
        start: usize,
        /// The candidates, sorted.
        candidates: Vec<String>,
    },
    /// The transaction status or the backend changed, for a tab's title: `pid` and one of `I`, `T`, `E`.
    Status {
        /// The backend's process id.
        pid: i32,
        /// `I` idle, `T` in a transaction, `E` in a failed one.
        transaction: char,
    },
    /// The run is over, with psql's exit code.
    Quit(i32),
}

/// What only the host can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostRequest {
    /// Let the user edit this text; answers with the new one, or with an empty error where it was left as it was (`\e`).
    Edit(String),
    /// The same with this file in place of the text, or beginning in this line; only a host that streams is asked.
    EditAt {
        /// The file; none where the text is edited.
        path: Option<String>,
        /// The text.
        text: String,
        /// The line to begin at.
        line: Option<u32>,
    },
    /// Read a file of input (`\i`); answers with its text.
    ReadFile(String),
    /// Read a file's bytes, or a program's output where the path begins with `|` (`\copy`, `\lo_import`); answered by
    /// [`Input::HostData`].
    ReadData(String),
    /// Open a file, or start a program where the path begins with `|`, to be read piece by piece (`\copy`); only a host
    /// that streams is asked.
    OpenData(String),
    /// Write a file (`\g FILE`, `\o`, `\copy`), or hand it all to a program where the path begins with `|`.
    WriteFile {
        /// Its path.
        path: String,
        /// What to write.
        bytes: Vec<u8>,
        /// Whether it goes to the end of what is there, in place of it.
        append: bool,
    },
    /// Drop the transport and open another; answer `Ok` once it is open, with how the server was reached for messages
    /// (such as `at "db" (10.0.0.7), port 5432`, or empty). The engine then sends its StartupMessage; no
    /// [`Input::Connected`] and, for the old transport, no [`Input::Disconnected`] comes.
    Connect {
        /// Host or socket directory, as the options gave it or as `\c` changed it.
        host: String,
        /// Port.
        port: String,
    },
    /// Bring [`EXTRAS`] and hand it in with [`Engine::equip`] before answering; only an [`Engine::lean`] one asks.
    Extras,
    /// Connect anew by what `\connect` was given, as [`Self::Connect`]; the transport that there is stays until the new
    /// one is there. Only a host that makes the sessions itself is asked ([`Engine::host_connects`]); before it answers
    /// `Ok` it tells by [`Engine::set_server`] what it has reached. An error that came of connecting, and not of the
    /// arguments, begins with `\connect: `.
    Session {
        /// `-reuse-previous`, where it was given.
        reuse: Option<bool>,
        /// A database's name, or a connection string.
        database: Option<String>,
        /// The user.
        user: Option<String>,
        /// The host.
        host: Option<String>,
        /// The port.
        port: Option<String>,
    },
    /// Run a program, or a shell where there is none (`\!`); answers with its exit code.
    Shell(Option<String>),
    /// Run a program and answer with its exit code, a newline, and what it printed (backquotes).
    Capture(String),
    /// Change the directory, to the home directory where there is none (`\cd`).
    ChangeDirectory(Option<String>),
    /// Answer with an environment variable's value; an empty error where it isn't set.
    GetEnvironment(String),
    /// Set an environment variable, or unset it.
    SetEnvironment {
        /// Its name.
        name: String,
        /// Its value.
        value: Option<String>,
    },
    /// Answer with the history, or write it to this file (`\s`).
    History(Option<String>),
    /// Ask twice for a new password; answers with the SCRAM-SHA-256 verifier for it (`\password`).
    NewPassword {
        /// Whose password it is.
        user: String,
    },
    /// A lab command, such as `action` with `set pool_size 10`.
    Lab {
        /// Without the backslash.
        command: String,
        /// The rest of the line, trimmed.
        arguments: String,
    },
}
