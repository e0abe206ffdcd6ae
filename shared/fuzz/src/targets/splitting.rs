//! Scripts: how lines and the server's bytes come in changes nothing; neither does it whether the extras are there from
//! the beginning; and what the splitter finds is what the engine sends.

use ride_shared::psql::Input;
use ride_shared::psql::splitter::{Piece, split};

use super::bytes::Bytes;
use super::world::{Outcome, Setup, World};

/// Longer scripts find nothing that shorter ones don't.
const LONGEST: usize = 16 << 10;
const LINES: usize = 300;

/// Runs a script; `together` lines come before the engine has what it asked for.
fn run(setup: Setup, lines: &[&str], together: usize) -> Option<Outcome> {
    let mut world = World::new(setup);
    for lines in lines.chunks(together) {
        let (last, first) = lines.split_last()?;
        for line in first {
            // As a terminal or a pipe does: lines that are there are given at once.
            world.queue(line);
        }
        world.tell(Input::Line((*last).to_owned()));
        if world.stopped || world.outcome.quit.is_some() {
            break;
        }
    }
    world.tell(Input::Eof);
    (!world.stopped).then_some(world.outcome)
}

fn queries(sent: &[u8]) -> Vec<String> {
    let length = |at: usize| sent.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize);
    let mut at = length(0).unwrap_or_default();
    let mut found = Vec::new();
    while let Some(size) = length(at + 1) {
        if sent[at] == b'Q' {
            found.push(String::from_utf8_lossy(&sent[at + 5..at + size]).into_owned());
        }
        at += 1 + size;
    }
    found
}

fn is_noncharacter(c: char) -> bool {
    u32::from(c) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c)
}

/// The target.
pub fn check(data: &[u8]) {
    let mut input = Bytes(&data[..data.len().min(LONGEST)]);
    let (flags, together, cuts) = (input.byte(), input.byte(), input.byte());
    let setup = Setup {
        interactive: flags & 1 == 1,
        escapes: flags & 2 == 2,
        major: [15, 16, 17, 18][usize::from(flags >> 2 & 3)],
        ..Setup::default()
    };
    let text = input.rest();
    let lines: Vec<&str> = text.lines().take(LINES).collect();
    let Some(outcome) = run(setup, &lines, 1) else { return };
    // Until its extras are there, the core prints noncharacters, which psql leaves out.
    let lean = flags & 16 == 16 && !text.chars().any(is_noncharacter);
    let Some(other) = run(Setup { lean, cuts, ..setup }, &lines, 1 + usize::from(together)) else { return };
    let parts = outcome.parts_from(&other);
    assert_eq!(parts, None, "what came together, or how it was cut, or when the extras came, made a difference");

    let full: Vec<&str> = lines.iter().copied().filter(|line| !line.is_empty()).collect();
    let pieces = split(full.iter().copied());
    let plain = !text.contains(['\\', ':', '\0']) && !text.to_ascii_lowercase().contains("copy");
    if plain && !setup.interactive && !setup.escapes {
        let without = run(setup, &full, 1).map(|outcome| queries(&outcome.sent));
        let sent: Vec<String> = pieces
            .into_iter()
            .map(|piece| match piece {
                Piece::Statement(text) | Piece::Rest(text) => text,
                Piece::Command(text) => panic!("a command without a backslash: {text}"),
            })
            .collect();
        assert_eq!(without, Some(sent), "the engine sends other statements than the splitter finds");
    }
}
