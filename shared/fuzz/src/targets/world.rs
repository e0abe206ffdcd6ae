//! An engine with what is around it: a host that answers everything at once, and a server made of rules.

use ride_shared::psql::{EXTRAS, Engine, HostRequest, Input, Options, Output};

use super::bytes::cut;

/// Calls of the host, and times that `\watch` wakes up: a script that asks for more is stopped, as by Ctrl-C.
const PATIENCE: usize = 2_000;
const WAKES: usize = 3;
/// What may be printed and sent before it is stopped: a short script can say 16 MB in each line.
const VOLUME: usize = 32 << 20;
const NOW_US: u64 = 1_700_000_000_000_000;

/// How the world is set up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Setup {
    pub interactive: bool,
    /// The server says `standard_conforming_strings = off`.
    pub escapes: bool,
    /// The server's major version.
    pub major: u8,
    /// The extras come when they are asked for.
    pub lean: bool,
    /// How the server's bytes are cut; 0 for not at all.
    pub cuts: u8,
}

/// What became of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub stdout: String,
    pub stderr: String,
    pub sent: Vec<u8>,
    pub asked: Vec<HostRequest>,
    pub quit: Option<i32>,
}

impl Outcome {
    /// Where this one and another part; nothing where they are the same.
    pub fn parts_from(&self, other: &Self) -> Option<String> {
        let pairs = [
            ("stdout", self.stdout.as_bytes(), other.stdout.as_bytes()),
            ("stderr", self.stderr.as_bytes(), other.stderr.as_bytes()),
            ("sent", &self.sent[..], &other.sent[..]),
        ];
        for (name, one, two) in pairs {
            if one != two {
                let same = one.iter().zip(two).take_while(|(a, b)| a == b).count();
                let from = same.saturating_sub(30);
                let [one, two] = [one, two]
                    .map(|bytes| String::from_utf8_lossy(&bytes[from..bytes.len().min(same + 120)]).into_owned());
                return Some(format!("{name} from byte {same} on:\n{one:?}\n{two:?}"));
            }
        }
        (self != other).then(|| {
            format!("asked {:?}, quit {:?}\nasked {:?}, quit {:?}", self.asked, self.quit, other.asked, other.quit)
        })
    }
}

pub(super) struct World {
    pub engine: Engine,
    pub outcome: Outcome,
    /// Whether it had to be stopped.
    pub stopped: bool,
    setup: Setup,
    calls: usize,
    wakes: usize,
    /// What the engine asked for and was not given yet.
    open: Vec<Output>,
    /// Messages of the client that were not answered yet.
    read: usize,
    /// The server takes COPY data.
    copying: bool,
}

pub(super) fn message(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    bytes.extend((body.len() as u32 + 4).to_be_bytes());
    bytes.extend(body);
    bytes
}

pub(super) fn strings(parts: &[&str]) -> Vec<u8> {
    parts.iter().flat_map(|part| part.bytes().chain([0])).collect()
}

pub(super) fn columns(columns: &[(&str, u32)]) -> Vec<u8> {
    let mut body = (columns.len() as u16).to_be_bytes().to_vec();
    for (name, oid) in columns {
        body.extend(strings(&[&name.replace('\0', " ")]));
        body.extend([0; 6]);
        body.extend(oid.to_be_bytes());
        body.extend([0, 4, 0, 0, 0, 0, 0, 0]);
    }
    message(b'T', &body)
}

pub(super) fn row(cells: &[Option<&[u8]>]) -> Vec<u8> {
    let mut body = (cells.len() as u16).to_be_bytes().to_vec();
    for cell in cells {
        match cell {
            None => body.extend((-1i32).to_be_bytes()),
            Some(text) => {
                body.extend((text.len() as i32).to_be_bytes());
                body.extend(*text);
            }
        }
    }
    message(b'D', &body)
}

fn error(text: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, value) in [(b'S', "ERROR"), (b'C', "42703"), (b'M', "no such thing"), (b'P', "8"), (b'D', text)] {
        body.push(field);
        body.extend(strings(&[&value.replace('\0', " ")]));
    }
    body.push(0);
    message(b'E', &body)
}

impl World {
    /// A psql that is connected.
    pub fn new(setup: Setup) -> Self {
        let options = Options {
            user: "oncall".into(),
            database: "shop".into(),
            application_name: "psql".into(),
            password: None,
            parameters: vec![],
            interactive: setup.interactive,
            lab: true,
            columns: setup.interactive.then_some(80),
            host: "/run/lab".into(),
            port: "5432".into(),
            quiet: false,
            variables: vec![],
            pset: vec![],
        };
        let engine = if setup.lean { Engine::lean(options) } else { Engine::new(options) };
        let mut world = Self {
            engine,
            outcome: Outcome::default(),
            stopped: false,
            setup,
            calls: 0,
            wakes: 0,
            open: Vec::new(),
            read: 0,
            copying: false,
        };
        let out = world.handle(Input::Connected);
        assert!(matches!(&out[..], [Output::Send(_)]), "{out:?}");
        world.read = world.outcome.sent.len();
        world.bytes(&world.greeting());
        world
    }

    fn greeting(&self) -> Vec<u8> {
        let mut bytes = message(b'R', &[0, 0, 0, 0]);
        let version = format!("{}.4", self.setup.major);
        for (name, value) in [
            ("server_version", version.as_str()),
            ("client_encoding", "UTF8"),
            ("standard_conforming_strings", if self.setup.escapes { "off" } else { "on" }),
            ("is_superuser", "off"),
        ] {
            bytes.extend(message(b'S', &strings(&[name, value])));
        }
        bytes.extend(message(b'K', &[0, 0, 0, 7, 0, 0, 0, 9]));
        bytes.extend(message(b'Z', b"I"));
        bytes
    }

    /// Gives the engine one thing and writes down what comes of it, but asks nobody.
    pub fn handle(&mut self, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        // Time stands still, or `\timing` would tell how often the engine was called.
        self.engine.handle(NOW_US, input, &mut out);
        for output in &out {
            match output {
                Output::Send(bytes) => self.outcome.sent.extend(bytes),
                Output::Stdout(text) => self.outcome.stdout.push_str(text),
                Output::Stderr(text) => self.outcome.stderr.push_str(text),
                Output::Host { what: HostRequest::Extras, .. } => {}
                Output::Host { what, .. } => self.outcome.asked.push(what.clone()),
                Output::Quit(code) => self.outcome.quit = Some(*code),
                // This host doesn't stream, and so is not asked to.
                Output::Append { .. } | Output::ReadOn => unreachable!("a host that doesn't stream was asked to"),
                #[cfg(not(target_arch = "wasm32"))]
                Output::Page { .. } => unreachable!("a host without a pager was given a page"),
                Output::Prompt(_)
                | Output::Cancel
                | Output::Wake { .. }
                | Output::Completions { .. }
                | Output::Status { .. } => {}
            }
        }
        out
    }

    /// Gives the engine one thing, and goes on until it has all that it asked for.
    pub fn tell(&mut self, input: Input) {
        let mut open = std::mem::take(&mut self.open);
        open.extend(self.handle(input));
        loop {
            let (mut next, mut wakes) = (None, false);
            for output in open {
                match output {
                    Output::Host { request, what } => next = Some((request, what)),
                    Output::Wake { .. } => wakes = true,
                    _ => {}
                }
            }
            if self.outcome.quit.is_some() || self.stopped {
                return;
            }
            if let Some((request, what)) = next {
                self.calls += 1;
                open = self.answer_host(request, &what);
            } else if self.read < self.outcome.sent.len() {
                let answer = self.answer();
                open = self.deliver(&answer);
                self.calls += 1;
            } else if wakes {
                self.wakes += 1;
                let stop = self.wakes > WAKES;
                self.stopped |= stop;
                open = self.handle(if stop { Input::Interrupt } else { Input::Wake });
            } else {
                return;
            }
            let outcome = &self.outcome;
            let volume = outcome.stdout.len() + outcome.stderr.len() + outcome.sent.len();
            if self.calls > PATIENCE || volume > VOLUME {
                self.stopped = true;
                return;
            }
        }
    }

    /// A line that comes with others; what it asks for is left for later.
    pub fn queue(&mut self, line: &str) {
        let out = self.handle(Input::Line(line.to_owned()));
        self.open.extend(out);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let _ = self.deliver(bytes);
    }

    /// The server's bytes, cut as the setup says.
    pub fn deliver(&mut self, bytes: &[u8]) -> Vec<Output> {
        if self.setup.cuts == 0 {
            return self.handle(Input::Backend(bytes.to_vec()));
        }
        let pieces = cut(bytes, self.setup.cuts);
        pieces.into_iter().flat_map(|piece| self.handle(Input::Backend(piece.to_vec()))).collect()
    }

    pub fn answer_host(&mut self, request: u64, what: &HostRequest) -> Vec<Output> {
        let result = match what {
            HostRequest::Extras => {
                self.engine.equip(&EXTRAS);
                Ok(String::new())
            }
            HostRequest::ReadFile(path) if path.len() % 2 == 1 => Ok("select 'included';\n\\echo of it\n".to_owned()),
            HostRequest::ReadFile(_) | HostRequest::GetEnvironment(_) => Err("No such file or directory".to_owned()),
            HostRequest::Edit(text) => Ok(text.chars().rev().collect()),
            HostRequest::Capture(_) => Ok("0\nit said".to_owned()),
            HostRequest::Shell(_) => Ok("0".to_owned()),
            HostRequest::ReadData(path) => {
                let result =
                    if path.len() % 2 == 1 { Ok(b"1\ta\n\\.\n2\tb".to_vec()) } else { Err("Is a directory".into()) };
                return self.handle(Input::HostData { request, result });
            }
            HostRequest::Connect { .. } => {
                self.read = self.outcome.sent.len();
                self.copying = false;
                let mut out = self.handle(Input::HostDone { request, result: Ok(String::new()) });
                self.read = self.outcome.sent.len();
                let greeting = self.greeting();
                out.extend(self.deliver(&greeting));
                return out;
            }
            _ => Ok(String::new()),
        };
        self.handle(Input::HostDone { request, result })
    }

    /// What the server says to what came since the last time. What it says depends on each statement's text alone.
    fn answer(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        while let Some(header) = self.outcome.sent.get(self.read..self.read + 5) {
            let length = u32::from_be_bytes([header[1], header[2], header[3], header[4]]) as usize;
            let tag = header[0];
            let body = &self.outcome.sent[self.read + 5..];
            let body = body.get(..length - 4).expect("the engine sends whole messages").to_vec();
            self.read += 1 + length;
            match tag {
                b'Q' => {
                    assert_eq!(body.iter().position(|b| *b == 0), Some(body.len() - 1), "a zero byte in a query");
                    out.extend(self.statement(&String::from_utf8_lossy(&body[..body.len() - 1])));
                    if !self.copying {
                        out.extend(message(b'Z', b"I"));
                    }
                }
                b'P' => out.extend(message(b'1', b"")),
                b'B' => out.extend(message(b'2', b"")),
                b'C' => out.extend(message(b'3', b"")),
                b'D' => out.extend(columns(&[("d", 25)])),
                b'E' => {
                    out.extend(row(&[Some(b"bound")]));
                    out.extend(message(b'C', b"SELECT 1\0"));
                }
                b'S' => out.extend(message(b'Z', b"I")),
                b'c' | b'f' if self.copying => {
                    self.copying = false;
                    out.extend(if tag == b'c' { message(b'C', b"COPY 1\0") } else { error("given up") });
                    out.extend(message(b'Z', b"I"));
                }
                _ => {}
            }
        }
        out
    }

    fn statement(&mut self, text: &str) -> Vec<u8> {
        let word = text.trim_start().get(..4).unwrap_or_default().to_ascii_lowercase();
        if text.trim_matches([' ', ';', '\n']).is_empty() {
            return message(b'I', b"");
        }
        if word == "copy" && text.contains("stdin") {
            self.copying = !text.len().is_multiple_of(3);
            return if self.copying { message(b'G', &[0, 0, 0]) } else { error("of COPY") };
        }
        if word == "copy" {
            let data = message(b'd', b"1\ta\n");
            return [message(b'H', &[0, 0, 0]), data, message(b'c', b""), message(b'C', b"COPY 1\0")].concat();
        }
        if text.len() % 7 == 3 {
            return error(text);
        }
        if text.len() % 5 == 2 {
            return message(b'C', b"INSERT 0 1\0");
        }
        let start: String = text.chars().take(30).filter(|c| *c != '\0').collect();
        [
            columns(&[("text", 25), ("n", 23)]),
            row(&[Some(start.as_bytes()), Some(b"1")]),
            row(&[None, Some(b"22")]),
            message(b'C', b"SELECT 2\0"),
        ]
        .concat()
    }
}
