//! The wire decoder and the engine: whatever a server answers, to a query of any kind, cut anywhere.

use ride_shared::psql::{Input, Output};

use super::bytes::Bytes;
use super::world::{Setup, World, columns, message, row, strings};

const SETTINGS: [&str; 12] = [
    "\\pset format wrapped",
    "\\pset format unaligned",
    "\\pset format csv",
    "\\pset format html",
    "\\pset format latex-longtable",
    "\\x on",
    "\\x auto",
    "\\set VERBOSITY verbose",
    "\\set SHOW_CONTEXT always",
    "\\set ON_ERROR_ROLLBACK on",
    "\\set AUTOCOMMIT off",
    "\\timing",
];

/// Ways to ask a server something.
const QUERIES: [&str; 30] = [
    "select 1;",
    "select 1 \\; select 2;",
    "select 1 \\gx",
    "select 1 \\gset",
    "select 1 \\gset p_",
    "select 1 \\gexec",
    "select 1 \\gdesc",
    "select 1 \\crosstabview",
    "select 1 \\watch 1",
    "select 1 \\watch c=2 m=1",
    "select 1 \\bind 2 \\g",
    "select 1 \\parse s",
    "\\bind_named s 1 \\g",
    "\\close_prepared s",
    "select 1 \\g file",
    "select 1 \\g (format=html) |x",
    "copy t from stdin;",
    "copy t to stdout;",
    "\\copy t from 'x'",
    "\\copy t to 'xx'",
    "\\d t",
    "\\d+",
    "\\dt+ a.b",
    "\\dx+",
    "\\dRp+",
    "\\sf+ f",
    "\\ef f",
    "\\lo_import x",
    "\\lo_export 1 x",
    "\\c",
];

const TAGS: &[u8] = b"123ACDEGHIKNRSTZcdnstvW\0";
const FIELDS: &[u8] = b"SVCMDHPpqWstcdnFLR";

/// One message of the server's: of a shape that makes sense, or of none.
fn answer(input: &mut Bytes<'_>) -> Vec<u8> {
    match input.byte() {
        0..=39 => {
            let names: Vec<(String, u32)> = (0..input.below(8)).map(|_| (input.text(), input.byte().into())).collect();
            let names: Vec<(&str, u32)> = names.iter().map(|(name, oid)| (name.as_str(), *oid)).collect();
            columns(&names)
        }
        40..=119 => {
            let cells: Vec<Option<&[u8]>> =
                (0..input.below(8)).map(|_| if input.byte() == 254 { None } else { Some(input.counted()) }).collect();
            row(&cells)
        }
        120..=149 => message(b'C', &[input.counted(), b"\0"].concat()),
        150..=169 => message(b'Z', &[input.one_of(b"ITEx")]),
        170..=199 => {
            let tag = input.one_of(b"EEN");
            let mut body = Vec::new();
            for _ in 0..input.below(8) {
                body.push(input.one_of(FIELDS));
                body.extend(strings(&[&input.text()]));
            }
            body.push(0);
            message(tag, &body)
        }
        200..=209 => message(input.one_of(b"GH"), &[input.byte() & 1, 0, 0]),
        210..=219 => message(b'd', input.counted()),
        220..=224 => {
            message(b'S', &strings(&[input.one_of(&["client_encoding", "server_version", "x"]), &input.text()]))
        }
        225..=244 => message(input.one_of(TAGS), input.counted()),
        _ => input.counted().to_vec(),
    }
}

/// What was answered, what came of it, and whether anybody is asked now.
fn run(setup: Setup, lines: &[&str], answers: &[u8]) -> (World, bool) {
    let mut world = World::new(setup);
    for (at, line) in lines.iter().enumerate() {
        if at + 1 < lines.len() {
            world.tell(Input::Line((*line).to_owned()));
        } else {
            let mut out = world.handle(Input::Line((*line).to_owned()));
            // A file is read before the server is asked.
            while let Some(Output::Host { request, what }) = out.last().cloned() {
                out = world.answer_host(request, &what);
            }
        }
    }
    let out = world.deliver(answers);
    let asks = out.iter().any(|output| matches!(output, Output::Host { .. } | Output::Wake { .. }));
    (world, asks)
}

/// The target.
pub fn check(data: &[u8]) {
    let mut input = Bytes(&data[..data.len().min(16 << 10)]);
    let (flags, cuts) = (input.byte(), input.byte() | 1);
    let setup =
        Setup { interactive: flags & 1 == 1, major: [15, 16, 17, 18][usize::from(flags >> 1 & 3)], ..Setup::default() };
    let mut lines: Vec<&str> = (0..input.below(3)).map(|_| input.one_of(&SETTINGS)).collect();
    lines.push(input.one_of(&QUERIES));
    let mut answers = Vec::new();
    while !input.is_empty() {
        answers.extend(answer(&mut input));
    }
    let (mut whole, asks) = run(setup, &lines, &answers);
    let size = data.len() + 64;
    let printed = whole.outcome.stdout.len() + whole.outcome.stderr.len();
    assert!(printed <= 64 * size * size, "{printed} bytes printed from {size}");
    if !asks {
        // Once it asks for something, it matters what has come until then.
        let (cut, _) = run(Setup { cuts, ..setup }, &lines, &answers);
        let parts = whole.outcome.parts_from(&cut.outcome);
        assert_eq!(parts, None, "how the stream was cut made a difference");
    }
    // Whatever has come, the console goes on: it can be interrupted, asked, and ended.
    whole.tell(Input::Interrupt);
    whole.tell(Input::Line("\\echo still here".to_owned()));
    whole.tell(Input::Disconnected { reason: String::new() });
    whole.tell(Input::Line("select 1;".to_owned()));
    whole.tell(Input::Eof);
}
