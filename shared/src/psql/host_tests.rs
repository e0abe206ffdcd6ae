//! The engine with a host that makes the sessions: startup files, `\connect`, history, single steps.

use super::tests::{Talk, answer, options, printed, queries, started};
use super::{Engine, HostRequest, Input, Output, Server};

/// A psql whose host makes the sessions.
fn hosted(files: &[(&str, &str)]) -> Talk {
    let mut talk = Talk { engine: Engine::new(options(true)), outputs: vec![] };
    talk.engine.host_connects();
    talk.engine.set_startup_files(files.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect());
    talk.engine.set_server(
        Server {
            host: "db".into(),
            port: "5432".into(),
            user: "oncall".into(),
            database: "shop".into(),
            ..Server::default()
        },
        true,
    );
    assert_eq!(talk.tell(Input::Connected), []);
    talk.tell(Input::Backend(started()));
    talk
}

#[test]
fn startup_files_come_before_the_greeting() {
    let mut talk = hosted(&[("rc", "\\set PROMPT1 'x '\n\\foo\n"), ("rc2", "\\echo :PROMPT1\n")]);
    let text = printed(&talk.outputs);
    assert!(text.starts_with("psql:rc:2: error: invalid command \\foo\nx \npsql (ride "), "{text}");
    assert_eq!(talk.prompt(), "x ");
    let out = talk.line("\\conninfo");
    assert!(printed(&out).contains("on host \"db\" at port \"5432\""), "{out:?}");
}

#[test]
fn a_failed_connect_keeps_what_there_is() {
    let mut talk = hosted(&[]);
    let out = talk.line("\\c other");
    let [Output::Host { request, what: HostRequest::Session { database: Some(database), .. } }] = &out[..] else {
        panic!("{out:?}");
    };
    assert_eq!(database, "other");
    let failed = Err("\\connect: no".to_owned());
    let out = talk.tell(Input::HostDone { request: *request, result: failed });
    assert_eq!(printed(&out), "no\nPrevious connection kept\n");
    assert_eq!(queries(&talk.line("select 1;")), ["select 1;"]);
}

#[test]
fn history_keeps_statements_whole() {
    let mut talk = hosted(&[]);
    for line in ["select 1", "", ", 2 \\r", "\\set x 1", "help", "half"] {
        talk.line(line);
    }
    talk.tell(Input::Interrupt);
    talk.line("\\echo \\echo");
    assert_eq!(talk.engine.take_history(), ["select 1\n, 2 \\r", "\\set x 1", "\\echo \\echo"]);
    assert_eq!(talk.engine.take_history(), Vec::<String>::new());
}

#[test]
fn the_last_table_can_be_had_as_csv() {
    let mut talk = hosted(&[]);
    talk.line("select id, name from t;");
    talk.tell(Input::Backend(answer()));
    assert_eq!(talk.engine.last_csv(), None, "nobody wanted it");
    talk.engine.keep_table();
    for command in ["\\x", "\\t", "\\pset numericlocale", "select id, name from t;"] {
        talk.line(command);
    }
    talk.tell(Input::Backend(answer()));
    assert_eq!(talk.engine.last_csv().unwrap(), "id,name\n1,n\u{e9}\n20,\n");
    talk.line("\\pset null '(none)'");
    talk.line("\\pset csv_fieldsep ;");
    assert_eq!(talk.engine.last_csv().unwrap(), "id;name\n1;n\u{e9}\n20;(none)\n");
}

#[test]
fn single_steps_ask_first() {
    let mut talk = hosted(&[]);
    talk.line("\\set SINGLESTEP on");
    let out = talk.line("select 1;");
    assert!(printed(&out).contains("verify command") && queries(&out).is_empty(), "{out:?}");
    assert_eq!(queries(&talk.line("x")), Vec::<String>::new());
    talk.line("select 2;");
    assert_eq!(queries(&talk.line("")), ["select 2;"]);
}
