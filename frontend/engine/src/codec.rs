//! Options, inputs and outputs of the engine as bytes: a tag, then the fields in order; text and bytes with their
//! length before them, numbers little-endian.

use ride_shared::psql::{HostRequest, Input, Options, Output};

/// Reads in order; nothing once something is missing.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(count)?;
        self.0 = tail;
        Some(head)
    }

    fn tag(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn flag(&mut self) -> Option<bool> {
        self.tag().map(|tag| tag != 0)
    }

    fn number(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_le_bytes)
    }

    fn bytes(&mut self) -> Option<Vec<u8>> {
        let count = self.number()?;
        self.take(usize::try_from(count).ok()?).map(<[u8]>::to_vec)
    }

    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.bytes()?).ok()
    }

    fn pairs(&mut self) -> Option<Vec<(String, String)>> {
        (0..self.number()?).map(|_| Some((self.text()?, self.text()?))).collect()
    }
}

#[derive(Default)]
struct Writer(Vec<u8>);

impl Writer {
    fn tag(&mut self, tag: u8) -> &mut Self {
        self.0.push(tag);
        self
    }

    fn number(&mut self, number: u64) -> &mut Self {
        self.0.extend(number.to_le_bytes());
        self
    }

    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.number(bytes.len() as u64).0.extend(bytes);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    fn pairs(&mut self, pairs: &[(String, String)]) -> &mut Self {
        self.number(pairs.len() as u64);
        for (name, value) in pairs {
            self.text(name).text(value);
        }
        self
    }
}

/// Options as bytes. A browser has no password to pass on, so there is none in them.
pub fn encode_options(options: &Options) -> Vec<u8> {
    let mut w = Writer::default();
    w.text(&options.user).text(&options.database).text(&options.application_name).pairs(&options.parameters);
    w.tag(options.interactive.into()).tag(options.lab.into()).tag(options.quiet.into());
    w.number(options.columns.unwrap_or(0).into());
    w.text(&options.host).text(&options.port).pairs(&options.variables).pairs(&options.pset);
    w.0
}

/// Options from bytes.
pub fn options(bytes: &[u8]) -> Option<Options> {
    let mut r = Reader(bytes);
    let (user, database, application_name, parameters) = (r.text()?, r.text()?, r.text()?, r.pairs()?);
    let (interactive, lab, quiet) = (r.flag()?, r.flag()?, r.flag()?);
    let columns = Some(r.number()? as u32).filter(|columns| *columns > 0);
    let (host, port, variables, pset) = (r.text()?, r.text()?, r.pairs()?, r.pairs()?);
    Some(Options {
        user,
        database,
        application_name,
        password: None,
        parameters,
        interactive,
        lab,
        columns,
        host,
        port,
        quiet,
        variables,
        pset,
    })
}

/// An input as bytes.
pub fn encode_input(input: &Input) -> Vec<u8> {
    let mut w = Writer::default();
    match input {
        Input::Connected => w.tag(0),
        Input::Backend(bytes) => w.tag(1).bytes(bytes),
        Input::Disconnected { reason } => w.tag(2).text(reason),
        Input::Line(line) => w.tag(3).text(line),
        Input::Eof => w.tag(4),
        Input::Interrupt => w.tag(5),
        Input::Wake => w.tag(6),
        Input::HostDone { request, result: Ok(text) } => w.tag(7).number(*request).text(text),
        Input::HostDone { request, result: Err(text) } => w.tag(8).number(*request).text(text),
        Input::Complete { request, line, cursor } => w.tag(9).number(*request).text(line).number(*cursor as u64),
        Input::Columns(columns) => w.tag(10).number((*columns).into()),
    };
    w.0
}

/// An input from bytes.
pub fn input(bytes: &[u8]) -> Option<Input> {
    let mut r = Reader(bytes);
    Some(match r.tag()? {
        0 => Input::Connected,
        1 => Input::Backend(r.bytes()?),
        2 => Input::Disconnected { reason: r.text()? },
        3 => Input::Line(r.text()?),
        4 => Input::Eof,
        5 => Input::Interrupt,
        6 => Input::Wake,
        7 => Input::HostDone { request: r.number()?, result: Ok(r.text()?) },
        8 => Input::HostDone { request: r.number()?, result: Err(r.text()?) },
        9 => Input::Complete { request: r.number()?, line: r.text()?, cursor: r.number()? as usize },
        10 => Input::Columns(r.number()? as u32),
        _ => return None,
    })
}

/// Outputs as bytes.
pub fn encode_outputs(outputs: &[Output]) -> Vec<u8> {
    let mut w = Writer::default();
    for output in outputs {
        match output {
            Output::Send(bytes) => w.tag(0).bytes(bytes),
            Output::Stdout(text) => w.tag(1).text(text),
            Output::Stderr(text) => w.tag(2).text(text),
            Output::Prompt(text) => w.tag(3).text(text),
            Output::Cancel => w.tag(4),
            Output::Wake { in_ms } => w.tag(5).number(*in_ms),
            Output::Host { request, what } => host(w.tag(6).number(*request), what),
            Output::Completions { request, start, candidates } => {
                w.tag(7).number(*request).number(*start as u64).number(candidates.len() as u64);
                candidates.iter().fold(&mut w, |w, candidate| w.text(candidate))
            }
            Output::Status { pid, transaction } => w.tag(8).number(*pid as u64).tag(*transaction as u8),
            Output::Quit(code) => w.tag(9).number(*code as u64),
        };
    }
    w.0
}

fn host<'a>(w: &'a mut Writer, what: &HostRequest) -> &'a mut Writer {
    match what {
        HostRequest::Edit(text) => w.tag(0).text(text),
        HostRequest::ReadFile(path) => w.tag(1).text(path),
        HostRequest::WriteFile { path, text, append } => w.tag(2).text(path).text(text).tag((*append).into()),
        HostRequest::Connect { host, port } => w.tag(3).text(host).text(port),
        HostRequest::Lab { command, arguments } => w.tag(4).text(command).text(arguments),
    }
}

/// Outputs from bytes, up to the first that can't be read.
pub fn outputs(bytes: &[u8]) -> Vec<Output> {
    let mut r = Reader(bytes);
    std::iter::from_fn(|| output(&mut r)).collect()
}

fn output(r: &mut Reader<'_>) -> Option<Output> {
    Some(match r.tag()? {
        0 => Output::Send(r.bytes()?),
        1 => Output::Stdout(r.text()?),
        2 => Output::Stderr(r.text()?),
        3 => Output::Prompt(r.text()?),
        4 => Output::Cancel,
        5 => Output::Wake { in_ms: r.number()? },
        6 => Output::Host { request: r.number()?, what: host_request(r)? },
        7 => {
            let (request, start, count) = (r.number()?, r.number()? as usize, r.number()?);
            Output::Completions { request, start, candidates: (0..count).map(|_| r.text()).collect::<Option<_>>()? }
        }
        8 => Output::Status { pid: r.number()? as i32, transaction: char::from(r.tag()?) },
        9 => Output::Quit(r.number()? as i32),
        _ => return None,
    })
}

fn host_request(r: &mut Reader<'_>) -> Option<HostRequest> {
    Some(match r.tag()? {
        0 => HostRequest::Edit(r.text()?),
        1 => HostRequest::ReadFile(r.text()?),
        2 => HostRequest::WriteFile { path: r.text()?, text: r.text()?, append: r.flag()? },
        3 => HostRequest::Connect { host: r.text()?, port: r.text()? },
        4 => HostRequest::Lab { command: r.text()?, arguments: r.text()? },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(text: &str) -> String {
        text.to_owned()
    }

    #[test]
    fn inputs_come_back_as_they_were() {
        for one in [
            Input::Connected,
            Input::Backend(vec![0, 255, 7]),
            Input::Disconnected { reason: s("gone") },
            Input::Line(s("select '\u{1f418}';")),
            Input::Eof,
            Input::Interrupt,
            Input::Wake,
            Input::HostDone { request: 9, result: Ok(s("")) },
            Input::HostDone { request: u64::MAX, result: Err(s("no")) },
            Input::Complete { request: 2, line: s("sel"), cursor: 3 },
            Input::Columns(132),
        ] {
            assert_eq!(input(&encode_input(&one)), Some(one));
        }
    }

    #[test]
    fn outputs_come_back_as_they_were() {
        let all = vec![
            Output::Send(vec![1, 0, 2]),
            Output::Stdout(s("a\n")),
            Output::Stderr(s("ERROR")),
            Output::Prompt(s("shop=> ")),
            Output::Cancel,
            Output::Wake { in_ms: 2000 },
            Output::Host { request: 1, what: HostRequest::Edit(s("x")) },
            Output::Host { request: 2, what: HostRequest::ReadFile(s("f.sql")) },
            Output::Host { request: 3, what: HostRequest::WriteFile { path: s("out"), text: s("t"), append: true } },
            Output::Host { request: 4, what: HostRequest::Connect { host: s("h"), port: s("5") } },
            Output::Host { request: 5, what: HostRequest::Lab { command: s("hint"), arguments: s("") } },
            Output::Completions { request: 3, start: 2, candidates: vec![s("a"), s("b")] },
            Output::Status { pid: 4711, transaction: 'T' },
            Output::Quit(-1),
        ];
        assert_eq!(outputs(&encode_outputs(&all)), all);
    }

    #[test]
    fn what_is_cut_off_is_nothing() {
        let whole = encode_input(&Input::Line(s("select 1;")));
        assert_eq!(input(&whole[..whole.len() - 1]), None);
        assert_eq!(input(&[]), None);
        assert_eq!(input(&[200]), None);
        let whole = encode_outputs(&[Output::Cancel, Output::Stdout(s("abc"))]);
        assert_eq!(outputs(&whole[..whole.len() - 1]), [Output::Cancel]);
        assert_eq!(outputs(&[1, 255, 255, 255, 255, 255, 255, 255, 255]), []);
    }

    #[test]
    fn options_come_back_without_a_password() {
        let all = Options {
            user: s("oncall"),
            database: s("shop"),
            application_name: s("psql"),
            password: Some(s("secret")),
            parameters: vec![(s("a"), s("b"))],
            interactive: true,
            lab: true,
            columns: Some(120),
            host: s("127.0.0.1"),
            port: s("6432"),
            quiet: false,
            variables: vec![(s("v"), s("1"))],
            pset: vec![(s("null"), s("-"))],
        };
        let bytes = encode_options(&all);
        assert!(!bytes.windows(6).any(|part| part == b"secret"));
        let back = options(&bytes).unwrap();
        assert_eq!(format!("{back:?}"), format!("{:?}", Options { password: None, ..all }));
        assert!(options(&bytes[..bytes.len() - 1]).is_none());
    }
}
