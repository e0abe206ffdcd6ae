//! The engine against a server made of bytes.

use proptest::prelude::*;

use super::{Action, Engine, HostRequest, Input, Options, Output};

pub(super) fn options(interactive: bool) -> Options {
    Options {
        user: "oncall".into(),
        database: "shop".into(),
        application_name: "psql".into(),
        password: None,
        parameters: vec![],
        interactive,
        lab: true,
        columns: None,
        host: "/run/lab".into(),
        port: "5432".into(),
        quiet: false,
        variables: vec![],
        pset: vec![],
    }
}

fn message(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    bytes.extend((body.len() as u32 + 4).to_be_bytes());
    bytes.extend(body);
    bytes
}

fn strings(parts: &[&str]) -> Vec<u8> {
    parts.iter().flat_map(|part| part.bytes().chain([0])).collect()
}

pub(super) fn ready(status: u8) -> Vec<u8> {
    message(b'Z', &[status])
}

fn columns(columns: &[(&str, u32)]) -> Vec<u8> {
    let mut body = (columns.len() as u16).to_be_bytes().to_vec();
    for (name, oid) in columns {
        body.extend(strings(&[name]));
        body.extend([0; 6]);
        body.extend(oid.to_be_bytes());
        body.extend([0, 4, 0, 0, 0, 0, 0, 0]);
    }
    message(b'T', &body)
}

fn row(cells: &[Option<&str>]) -> Vec<u8> {
    let mut body = (cells.len() as u16).to_be_bytes().to_vec();
    for cell in cells {
        match cell {
            None => body.extend((-1i32).to_be_bytes()),
            Some(text) => {
                body.extend((text.len() as i32).to_be_bytes());
                body.extend(text.bytes());
            }
        }
    }
    message(b'D', &body)
}

fn tag(text: &str) -> Vec<u8> {
    message(b'C', &strings(&[text]))
}

fn report(kind: u8, fields: &[(u8, &str)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, value) in fields {
        body.push(*field);
        body.extend(strings(&[value]));
    }
    body.push(0);
    message(kind, &body)
}

pub(super) fn started() -> Vec<u8> {
    let mut bytes = message(b'R', &[0, 0, 0, 0]);
    for (name, value) in [
        ("server_version", "15.4"),
        ("client_encoding", "UTF8"),
        ("standard_conforming_strings", "on"),
        ("is_superuser", "off"),
    ] {
        bytes.extend(message(b'S', &strings(&[name, value])));
    }
    bytes.extend(message(b'K', &[0, 0, 0, 7, 0, 0, 0, 9]));
    bytes.extend(ready(b'I'));
    bytes
}

/// What two columns and two results answer, with everything that may stand between.
pub(super) fn answer() -> Vec<u8> {
    [
        report(b'N', &[(b'S', "NOTICE"), (b'C', "00000"), (b'M', "first")]),
        columns(&[("id", 23), ("name", 25)]),
        row(&[Some("1"), Some("né")]),
        row(&[Some("20"), None]),
        tag("SELECT 2"),
        report(b'E', &[(b'S', "ERROR"), (b'C', "42703"), (b'M', "column \"x\" does not exist"), (b'P', "8")]),
        ready(b'E'),
    ]
    .concat()
}

/// A psql to talk to: what it printed, sent and asked.
pub(super) struct Talk {
    pub(super) engine: Engine,
    pub(super) outputs: Vec<Output>,
}

impl Talk {
    fn new(interactive: bool) -> Self {
        let mut talk = Self { engine: Engine::new(options(interactive)), outputs: vec![] };
        talk.tell(Input::Connected);
        talk.tell(Input::Backend(started()));
        talk
    }

    pub(super) fn tell(&mut self, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        self.engine.handle(1_000, input, &mut out);
        self.outputs.extend(out.clone());
        out
    }

    pub(super) fn line(&mut self, line: &str) -> Vec<Output> {
        self.tell(Input::Line(line.into()))
    }

    pub(super) fn prompt(&self) -> &str {
        self.outputs
            .iter()
            .rev()
            .find_map(|o| if let Output::Prompt(p) = o { Some(p.as_str()) } else { None })
            .unwrap_or("")
    }
}

pub(super) fn printed(outputs: &[Output]) -> String {
    outputs
        .iter()
        .filter_map(|o| if let Output::Stdout(t) | Output::Stderr(t) = o { Some(t.as_str()) } else { None })
        .collect()
}

pub(super) fn queries(outputs: &[Output]) -> Vec<String> {
    outputs
        .iter()
        .filter_map(|o| match o {
            Output::Send(bytes) if bytes.first() == Some(&b'Q') => {
                Some(String::from_utf8_lossy(&bytes[5..bytes.len() - 1]).into_owned())
            }
            _ => None,
        })
        .collect()
}

#[test]
fn statements_prompts_and_results() {
    let mut talk = Talk::new(true);
    assert!(printed(&talk.outputs).ends_with("Type \"help\" for help.\n\n"));
    assert_eq!(talk.prompt(), "shop=> ");
    assert!(talk.line("select x").iter().any(|o| *o == Output::Prompt("shop-> ".into())));
    assert_eq!(queries(&talk.line("  from t; select 2;")), ["select x\n  from t;"]);
    let out = talk.tell(Input::Backend(answer()));
    assert_eq!(
        printed(&out),
        "NOTICE:  first\n id | name \n----+------\n  1 | né\n 20 | \n(2 rows)\n\n\
         ERROR:  column \"x\" does not exist\nLINE 1: select x\n               ^\n"
    );
    // The rest of the line goes on by itself.
    assert_eq!(queries(&out), ["select 2;"]);
    assert!(out.contains(&Output::Status { pid: 7, transaction: 'E' }));
    let out = talk.tell(Input::Backend([tag("ROLLBACK"), ready(b'I')].concat()));
    assert_eq!(printed(&out), "ROLLBACK\n");
    assert_eq!(talk.engine.variable("ERROR"), Some("false"));
    assert_eq!(talk.engine.variable("LAST_ERROR_SQLSTATE"), Some("42703"));
}

#[test]
fn interrupting() {
    let mut talk = Talk::new(true);
    talk.line("select (");
    assert_eq!(talk.prompt(), "shop(> ");
    let out = talk.tell(Input::Interrupt);
    assert_eq!(printed(&out), "\n");
    assert_eq!(talk.prompt(), "shop=> ");
    talk.line("select pg_sleep(9);");
    let out = talk.tell(Input::Interrupt);
    assert!(out.contains(&Output::Cancel));
    assert!(!talk.tell(Input::Interrupt).contains(&Output::Cancel), "one is enough");
}

#[test]
fn copying_in() {
    let mut talk = Talk::new(true);
    talk.line("copy t from stdin;");
    let out = talk.tell(Input::Backend(message(b'G', &[0, 0, 0])));
    assert!(out.contains(&Output::Prompt(">> ".into())));
    talk.line("1\ta;");
    let out = talk.line("\\.");
    let sent: Vec<u8> = out.iter().flat_map(|o| if let Output::Send(b) = o { b.clone() } else { vec![] }).collect();
    assert_eq!(sent, [message(b'd', b"1\ta;\n\\.\n"), message(b'c', b"")].concat());
    let out = talk.tell(Input::Backend([tag("COPY 1"), ready(b'I')].concat()));
    assert_eq!(printed(&out), "COPY 1\n");
}

#[test]
fn a_failed_copy_in_a_script_takes_its_data_along() {
    // As psql of the server's release has it.
    for (version, next) in [("15.20", "select 1;"), ("15.18", "drop table t;")] {
        let mut talk = Talk::new(false);
        talk.tell(Input::Backend(message(b'S', &strings(&["server_version", version]))));
        talk.line("copy nope from stdin;");
        for line in ["drop table t;", "\\.", "select 1;"] {
            talk.line(line);
        }
        let error = report(b'E', &[(b'S', "ERROR"), (b'C', "42P01"), (b'M', "no such relation")]);
        let out = talk.tell(Input::Backend([error, ready(b'I')].concat()));
        assert_eq!(queries(&out), [next]);
    }
}

#[test]
fn lab_commands_go_to_the_host() {
    let mut talk = Talk::new(true);
    let out = talk.line("\\action set pool_size 10 ");
    let what = HostRequest::Lab { command: "action".into(), arguments: "set pool_size 10".into() };
    assert!(out.contains(&Output::Host { request: 1, what }), "{out:?}");
    let out = talk.tell(Input::HostDone { request: 1, result: Ok("pool_size is 10".into()) });
    assert_eq!(printed(&out), "pool_size is 10\n");
    assert_eq!(talk.prompt(), "shop=> ");
    let out = talk.line("\\foo");
    assert_eq!(printed(&out), "invalid command \\foo\nTry \\? for help.\n");
}

#[test]
fn a_lost_connection_is_told_with_the_next_statement_and_got_back() {
    let mut talk = Talk::new(true);
    let last = report(
        b'E',
        &[(b'S', "FATAL"), (b'C', "57P01"), (b'M', "terminating connection due to administrator command")],
    );
    assert_eq!(printed(&talk.tell(Input::Backend(last))), "");
    assert_eq!(printed(&talk.tell(Input::Disconnected { reason: String::new() })), "");
    let out = talk.line("select 1;");
    assert_eq!(
        printed(&out),
        "FATAL:  terminating connection due to administrator command\n\
         server closed the connection unexpectedly\n\
         \tThis probably means the server terminated abnormally\n\
         \tbefore or while processing the request.\n\
         The connection to the server was lost. Attempting reset: "
    );
    let Some(Output::Host { request, what: HostRequest::Connect { .. } }) = out.last() else { panic!("{out:?}") };
    talk.tell(Input::HostDone { request: *request, result: Ok(String::new()) });
    let out = talk.tell(Input::Backend(started()));
    assert_eq!(printed(&out), "Succeeded.\n");
    assert_eq!(queries(&talk.line("select 2;")), ["select 2;"]);
}

#[test]
fn a_refused_connection_is_told_as_libpq_does() {
    let mut engine = Engine::new(options(true));
    let mut out = Vec::new();
    engine.handle(0, Input::Connected, &mut out);
    let full = report(b'E', &[(b'S', "FATAL"), (b'C', "53300"), (b'M', "sorry, too many clients already")]);
    engine.handle(0, Input::Backend(full), &mut out);
    assert_eq!(
        printed(&out),
        "psql: error: connection to server on socket \"/run/lab/.s.PGSQL.5432\" failed: FATAL:  sorry, too many clients already\n"
    );
    assert_eq!(out.last(), Some(&Output::Quit(2)));
}

#[test]
fn on_error_stop_ends_a_script() {
    let mut options = options(false);
    options.variables = vec![("ON_ERROR_STOP".into(), "1".into())];
    let mut engine = Engine::new(options);
    engine.set_script(vec![Action::File("a.sql".into()), Action::Command("select 9".into())], false);
    let mut out = Vec::new();
    engine.handle(0, Input::Connected, &mut out);
    engine.handle(0, Input::Backend(started()), &mut out);
    engine.handle(0, Input::HostDone { request: 1, result: Ok("\nselect\n1;\nselect 2;\n".into()) }, &mut out);
    let error = report(b'E', &[(b'S', "ERROR"), (b'C', "22012"), (b'M', "division by zero")]);
    engine.handle(0, Input::Backend([error, ready(b'I')].concat()), &mut out);
    assert_eq!(queries(&out), ["select\n1;"]);
    assert_eq!(printed(&out), "psql:a.sql:3: ERROR:  division by zero\n");
    assert_eq!(out.last(), Some(&Output::Quit(3)));
}

#[test]
fn completions_come_from_a_hidden_query_and_disturb_nothing() {
    let mut talk = Talk::new(true);
    let line = "select * from ord";
    let out = talk.tell(Input::Complete { request: 5, line: line.into(), cursor: line.len() });
    assert_eq!(queries(&out).len(), 1);
    talk.line("select 1;");
    let names =
        [columns(&[("quote_ident", 25)]), row(&[Some("orders")]), row(&[Some("other")]), tag("SELECT 2"), ready(b'I')];
    let out = talk.tell(Input::Backend(names.concat()));
    assert_eq!(printed(&out), "");
    assert!(out.contains(&Output::Completions { request: 5, start: 14, candidates: vec!["orders".into()] }), "{out:?}");
    // The line that came meanwhile waited.
    assert_eq!(queries(&out), ["select 1;"]);
    // While a statement runs nothing is asked; what is known is told.
    let out = talk.tell(Input::Complete { request: 6, line: line.into(), cursor: line.len() });
    assert_eq!(out, [Output::Completions { request: 6, start: 14, candidates: vec!["orders".into()] }]);
}

#[test]
fn watching() {
    let mut talk = Talk::new(true);
    talk.line("select 1 \\watch 3");
    let result = [columns(&[("a", 23)]), row(&[Some("1")]), tag("SELECT 1"), ready(b'I')].concat();
    let out = talk.tell(Input::Backend(result.clone()));
    assert_eq!(printed(&out), "(every 3s)\n\n a \n---\n 1\n(1 row)\n\n");
    assert!(out.contains(&Output::Wake { in_ms: 3000 }));
    assert_eq!(queries(&talk.tell(Input::Wake)), ["select 1 "]);
    talk.tell(Input::Backend(result));
    talk.tell(Input::Interrupt);
    assert_eq!(talk.prompt(), "shop=> ");
    assert!(queries(&talk.tell(Input::Wake)).is_empty());
}

#[test]
fn variables_that_name_each_other_do_not_grow_without_end() {
    let mut talk = Talk::new(true);
    talk.line(&format!("\\set v0 '{}'", "long ".repeat(2_000)));
    for n in 1..30 {
        talk.line(&format!("\\set v{n} ':v{m} :v{m}'", m = n - 1));
    }
    let out = talk.line("select :v3, :v29;");
    assert!(printed(&out).contains(" was not put in: its line would hold more than 16 MB of them\n"), "{out:?}");
    let sent = queries(&out).concat();
    assert!(sent.starts_with("select long long") && sent.len() < 20 << 20, "{} bytes", sent.len());
    talk.tell(Input::Backend(answer()));
    talk.line("\\set a :v0");
    let mut longest = 0;
    for _ in 0..20 {
        talk.line("\\set a :a:a");
        longest = longest.max(talk.engine.variable("a").map_or(0, str::len));
    }
    assert!((1 << 20..17 << 20).contains(&longest), "{longest} bytes");
}

#[test]
fn variables_stand_where_they_stood() {
    let mut talk = Talk::new(true);
    talk.line("\\set long 'a value that is longer than what stands before it'");
    talk.line("\\set s 'é:t'");
    talk.line("\\set t x");
    let out = talk.line("é:s :long ünd:s\\:s,:s,:unset:t;");
    assert_eq!(queries(&out), ["ééx a value that is longer than what stands before it ündéx:s,éx,:unsetx;"]);
}

#[test]
fn garbage_is_a_protocol_error() {
    let mut talk = Talk::new(true);
    talk.line("select 1;");
    let out = talk.tell(Input::Backend(b"\x00\x01nonsense".to_vec()));
    assert!(printed(&out).contains("lost synchronization with server"), "{out:?}");
}

/// Outputs with neighbouring prints joined, as a screen shows them.
fn joined(outputs: Vec<Output>) -> Vec<Output> {
    let mut joined: Vec<Output> = Vec::new();
    for output in outputs {
        match (joined.last_mut(), output) {
            (Some(Output::Stdout(before)), Output::Stdout(text)) => before.push_str(&text),
            (_, output) => joined.push(output),
        }
    }
    joined
}

proptest! {
    #[test]
    fn the_cut_of_the_stream_changes_nothing(cuts in proptest::collection::vec(0usize..400, 0..12)) {
        let whole = answer();
        let mut once = Talk::new(true);
        once.line("select x");
        once.line("from t;");
        once.tell(Input::Backend(whole.clone()));
        let mut cut = Talk::new(true);
        cut.line("select x");
        cut.line("from t;");
        let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c % whole.len()).collect();
        cuts.sort_unstable();
        let mut from = 0;
        for to in cuts.into_iter().chain([whole.len()]) {
            cut.tell(Input::Backend(whole[from..to].to_vec()));
            from = to;
        }
        prop_assert_eq!(joined(once.outputs), joined(cut.outputs));
    }

    #[test]
    fn nothing_makes_it_panic(inputs in proptest::collection::vec(any_input(), 0..40), interactive: bool) {
        let mut talk = Talk::new(interactive);
        for input in inputs {
            talk.tell(input);
        }
    }
}

fn any_input() -> impl Strategy<Value = Input> {
    let line = prop_oneof![
        any::<String>(),
        proptest::collection::vec(
            proptest::sample::select(vec![
                "select",
                ";",
                "'",
                "$$",
                "(",
                ")",
                "\\g",
                "\\gx",
                "\\gset",
                "\\if",
                "\\else",
                "\\endif",
                "true",
                "false",
                "\\d",
                "\\x",
                "\\watch",
                "\\set",
                "\\echo",
                ":a",
                "a",
                " ",
                " ",
                "copy t from stdin;",
                "\\.",
                "\\i",
                "\\o",
                "\\e",
                "\\r",
                "\\c",
                "\\pset",
                "\\timing",
                "\\\\",
                "\\prompt",
                "\\qecho",
                "\\hint",
                "\\w",
                "\\gexec",
                "AUTOCOMMIT",
                "off",
                "ON_ERROR_ROLLBACK",
                "on",
                "\\copy",
                "t from 'x'",
                "(select 1) to stdout",
                "to program 'x'",
                "from stdin",
                "\\gdesc",
                "\\bind",
                "\\parse",
                "\\bind_named",
                "\\close_prepared",
                "\\crosstabview",
                "\\lo_import",
                "\\lo_export",
                "\\lo_unlink",
                "\\ef",
                "\\ev",
                "\\sf+",
                "\\df",
                "\\z",
                "\\!",
                "\\cd",
                "\\getenv",
                "\\setenv",
                "\\password",
                "\\s",
                "\\conninfo",
                "`x`",
                "|x",
                "c=2 i=0",
                "format html",
                "format wrapped",
                "format latex",
                "columns 3",
                "border 3",
                "linestyle unicode",
            ]),
            0..8
        )
        .prop_map(|words| words.join(" ")),
    ];
    let server = prop_oneof![
        Just(answer()),
        Just(ready(b'I')),
        Just(ready(b'T')),
        Just([tag("INSERT 0 1"), ready(b'T')].concat()),
        Just(message(b'G', &[0, 0, 0])),
        Just(message(b'H', &[0, 0, 0])),
        Just(message(b'd', b"x\n")),
        Just(started()),
        Just(
            [
                columns(&[("a", 23), ("b", 25), ("c", 25)]),
                row(&[Some("1"), Some("\u{1f418}\n\t"), None]),
                tag("SELECT 1"),
                ready(b'I')
            ]
            .concat()
        ),
        Just(message(b'S', &strings(&["server_version", "18.1"]))),
        Just(row(&[None])),
        proptest::collection::vec(any::<u8>(), 0..40),
    ];
    prop_oneof![
        8 => line.prop_map(Input::Line),
        8 => server.prop_map(Input::Backend),
        1 => Just(Input::Interrupt),
        1 => Just(Input::Wake),
        1 => Just(Input::Eof),
        1 => Just(Input::Disconnected { reason: String::new() }),
        2 => (1u64..4, any::<bool>()).prop_map(|(request, ok)| Input::HostDone { request, result: if ok { Ok("select 1;\n\\i x".into()) } else { Err("no".into()) } }),
        2 => (1u64..4, any::<bool>()).prop_map(|(request, ok)| Input::HostData { request, result: if ok { Ok(b"1\n\\.\n2".to_vec()) } else { Err("no".into()) } }),
        2 => (any::<String>(), 0usize..30).prop_map(|(line, cursor)| Input::Complete { request: 1, line, cursor }),
    ]
}
