//! What stands before the first line, and around the connections that the host makes: files that are read at the
//! start, the greeting, `\conninfo` and `\connect`.

use super::engine::{AfterHost, Engine};
use super::input::{After, Slash};
use super::link::Server;
use super::slash::{Argument, Kind};
use super::variables::parse_bool;
use super::{HostRequest, Output};

/// What is done before the first line.
#[derive(Debug, Default)]
pub(super) struct Startup {
    /// Startup files, `.psqlrc` and the like: name and text, the last first.
    files: Vec<(String, String)>,
    /// Whether one of them is being read.
    pub reading: bool,
    /// Whether the greeting and a script's BEGIN are past.
    done: bool,
    /// Whether prompts carry marks for a line editor.
    pub marks: bool,
    /// The last PROMPT1 that was shown, for `%w`.
    pub prompt1: String,
}

impl Engine {
    /// From now on the host makes the sessions itself, authentication and all: no StartupMessage is sent, and after
    /// [`super::Input::Connected`] or an answer to [`HostRequest::Connect`] the server's bytes from AuthenticationOk on are
    /// handed in.
    pub fn host_connects(&mut self) {
        self.link.by_host = true;
    }

    /// From now on large output goes to files and programs piece by piece ([`super::Output::Append`]), `\copy` reads
    /// that way too ([`super::Output::ReadOn`]), and neither a result nor a cell is too large: the machine's memory is
    /// the limit, as with psql.
    pub fn host_streams(&mut self) {
        self.streams = true;
        self.link.unlimited();
    }

    /// Tells what the host has connected to, and whether the server asked for a password.
    pub fn set_server(&mut self, server: Server, password_used: bool) {
        self.link.password_used = password_used;
        self.options.host.clone_from(&server.host);
        self.options.port.clone_from(&server.port);
        self.link.user.clone_from(&server.user);
        self.link.database.clone_from(&server.database);
        self.link.address.clone_from(&server.reached);
        self.link.server = Some(server);
    }

    /// Tells by which service's name the host has connected to the server, if by one.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn set_service(&mut self, name: Option<String>) {
        self.link.service = name;
    }

    /// Sets a variable before the start, or unsets it (`-v`); an error is psql's text.
    pub fn preset(&mut self, name: &str, value: Option<&str>) -> Result<(), String> {
        match value {
            Some(value) => self.variables.set(name, value),
            None => self.variables.unset(name),
        }
    }

    /// Sets a print option before the start (`-P`); an error is psql's text.
    pub fn print_option(&mut self, name: &str, value: Option<&str>) -> Result<(), String> {
        self.print.pset(name, value).map(drop)
    }

    /// Sends results there from the start (`-o`); the host has made the file, empty.
    pub fn set_output(&mut self, path: String) {
        self.output = Some(path);
    }

    /// Reads these texts under these names before the first line or action.
    pub fn set_startup_files(&mut self, files: Vec<(String, String)>) {
        self.startup.files = files;
        self.startup.files.reverse();
    }

    /// From now on what takes no room in a prompt (`%[ %]`) stands between `\u{1}` and `\u{2}`, as readline has it, and
    /// a program whose output belongs in it (`` %`date` ``) between two `\u{3}`: the host puts that in.
    pub fn mark_prompts(&mut self) {
        self.startup.marks = true;
    }

    /// The next thing to do before the first line; false where nothing is left.
    pub(super) fn start_up(&mut self) -> bool {
        if self.startup.done {
            return false;
        }
        // At a prompt messages are short from here on, for a script only later.
        self.terse |= self.script.is_none() && self.options.interactive;
        if let Some((name, text)) = self.startup.files.pop() {
            self.startup.reading = true;
            self.push_file(name, &text);
            return true;
        }
        self.startup.done = true;
        if self.script.is_none() && self.options.interactive && !self.variables.quiet {
            let server = self.link.parameter("server_version").unwrap_or("");
            let version = env!("CARGO_PKG_VERSION");
            let tls = self.tls_line();
            self.stdout(format!("psql (ride {version}, server {server})\n{tls}Type \"help\" for help.\n\n"));
        }
        self.begin_script();
        true
    }

    pub(super) fn tls_line(&self) -> String {
        let line = self.link.server.as_ref().and_then(|server| server.tls.as_deref());
        line.map_or_else(String::new, |line| format!("{line}\n"))
    }

    /// Where the connection goes, as psql says it after its user.
    pub(super) fn whereabouts(&self) -> String {
        let (host, port) = (&self.options.host, &self.options.port);
        match (host.starts_with('/'), self.host_address()) {
            (true, Some(address)) => format!("on address \"{address}\" at port \"{port}\""),
            (true, None) => format!("via socket in \"{host}\" at port \"{port}\""),
            (false, Some(address)) if address != host => {
                format!("on host \"{host}\" (address \"{address}\") at port \"{port}\"")
            }
            (false, _) => format!("on host \"{host}\" at port \"{port}\""),
        }
    }

    /// `\connect` has worked: psql names the place only where it is another.
    pub(super) fn tell_connected(&mut self) {
        let now = (self.options.host.clone(), self.options.port.clone());
        let moved = self.link.told.as_ref() != Some(&now);
        self.link.told = Some(now);
        if self.variables.quiet {
            return;
        }
        let (database, user) = (&self.link.database, &self.link.user);
        let mut text = format!("You are now connected to database \"{database}\" as user \"{user}\"");
        if moved && self.link.server.is_some() {
            text.push(' ');
            text.push_str(&self.whereabouts());
        }
        text.push_str(".\n");
        if self.options.interactive {
            text.push_str(&self.tls_line());
        }
        self.stdout(text);
    }

    /// `\connect`.
    pub(super) fn connect(&mut self) -> Slash {
        let mut arguments = [None, None, None, None];
        let mut reuse = None;
        let mut index = 0;
        while index < arguments.len() {
            // Letters stay as they are.
            let Some(Argument { text, quoted, .. }) = self.argument(Kind::Normal) else { break };
            if let Some(value) = text.strip_prefix("-reuse-previous=").filter(|_| index == 0 && reuse.is_none()) {
                let Some(on) = parse_bool(value).filter(|_| !value.is_empty()) else {
                    let text = format!("unrecognized value \"{value}\" for \"-reuse-previous\": Boolean expected");
                    return self.failed(&text);
                };
                reuse = Some(on);
                continue;
            }
            // Without quotes a dash stands for what there is.
            arguments[index] = (quoted || (!text.is_empty() && text != "-")).then(|| unquoted(&text));
            index += 1;
        }
        let [database, user, host, port] = arguments;
        let string = database.as_deref().is_some_and(|text| text.contains('=') || text.contains("://"));
        if string && !self.link.by_host {
            return self.failed("\\connect takes DBNAME [USER [HOST [PORT]]] here, not a connection string");
        }
        if string && (user.is_some() || host.is_some() || port.is_some()) {
            return self.failed("Do not give user, host, or port separately when using a connection string");
        }
        if self.link.by_host {
            self.link.asks_for_another();
            self.ask_host(HostRequest::Session { reuse, database, user, host, port }, AfterHost::Connect);
        } else {
            self.connect_to(database, user, host, port);
        }
        Slash::Pending
    }

    /// The host could not connect anew. A person keeps the connection; a script must not go on with it.
    pub(super) fn not_connected(&mut self, text: &str) {
        if self.frames.last().is_some_and(|frame| frame.interactive) {
            match text.strip_prefix("\\connect: ") {
                Some(text) => self.info(text),
                None => self.error(text),
            }
            if self.link.is_up() {
                self.info("Previous connection kept");
            }
        } else {
            self.error(text);
            self.give_up_connection();
        }
        self.after = After::Slash;
        self.goes_on(false);
    }

    fn give_up_connection(&mut self) {
        if self.link.is_up() && self.link.gone.is_none() {
            self.out.push(Output::Send(vec![b'X', 0, 0, 0, 4]));
        }
        self.link.close();
        self.lost_for_good();
    }
}

/// Without its double quotes, of which two within quotes stand for one.
fn unquoted(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if inside && chars.next_if_eq(&'"').is_some() => out.push('"'),
            '"' => inside = !inside,
            c => out.push(c),
        }
    }
    out
}
