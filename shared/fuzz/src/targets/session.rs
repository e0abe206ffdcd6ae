//! A session in which everything happens in any order: lines, answers, a host that fails, interrupts, Tab, resizing.

use ride_shared::psql::{EXTRAS, HostRequest, Input, Output};

use super::bytes::Bytes;
use super::world::{Setup, World, columns, message, row};

/// What is taken of one input.
const EVENTS: usize = 400;

/// The target.
pub fn check(data: &[u8]) {
    let mut input = Bytes(&data[..data.len().min(16 << 10)]);
    let flags = input.byte();
    let setup = Setup {
        interactive: flags & 1 == 1,
        escapes: flags & 2 == 2,
        major: [15, 16, 17, 18][usize::from(flags >> 2 & 3)],
        lean: flags & 16 == 16,
        cuts: 0,
    };
    let mut world = World::new(setup);
    let mut open: Vec<(u64, HostRequest)> = Vec::new();
    for _ in 0..EVENTS {
        if input.is_empty() || world.outcome.quit.is_some() {
            break;
        }
        let event = match input.byte() {
            0..=99 => Input::Line(input.text()),
            100..=129 => {
                let names: Vec<(&str, u32)> = [("a", 23), ("b", 25), ("c", 25)][..input.below(4)].to_vec();
                let mut bytes = columns(&names);
                for _ in 0..input.below(4) {
                    let cells: Vec<Option<&[u8]>> = names.iter().map(|_| Some(input.counted())).collect();
                    bytes.extend(row(&cells));
                }
                bytes.extend(message(b'C', b"SELECT 1\0"));
                bytes.extend(message(b'Z', &[input.one_of(b"ITE")]));
                Input::Backend(bytes)
            }
            130..=144 => Input::Backend(message(b'Z', &[input.one_of(b"ITE")])),
            145..=159 => Input::Backend(message(input.one_of(b"GHIdc1nCEN"), input.counted())),
            160..=164 => Input::Backend(input.counted().to_vec()),
            165..=209 => match open.pop() {
                Some((request, HostRequest::Extras)) => {
                    world.engine.equip(&EXTRAS);
                    Input::HostDone { request, result: Ok(String::new()) }
                }
                Some((request, HostRequest::ReadData(_))) => {
                    let result = if input.byte() & 1 == 0 { Ok(input.counted().to_vec()) } else { Err(input.text()) };
                    Input::HostData { request, result }
                }
                Some((request, _)) => {
                    let result = if input.byte() & 1 == 0 { Ok(input.text()) } else { Err(input.text()) };
                    Input::HostDone { request, result }
                }
                None => Input::Wake,
            },
            210..=219 => Input::Interrupt,
            220..=234 => {
                let line = input.text();
                let cursor = input.byte().into();
                Input::Complete { request: 1, line, cursor }
            }
            235..=239 => Input::Columns(input.byte().into()),
            240..=244 => Input::Disconnected { reason: input.text() },
            245..=247 => Input::Eof,
            _ => Input::Wake,
        };
        for output in world.handle(event) {
            if let Output::Host { request, what } = output {
                open.push((request, what));
            }
        }
        let printed = world.outcome.stdout.len() + world.outcome.stderr.len();
        assert!(printed <= 64 * (data.len() + 64) * (data.len() + 64), "{printed} bytes printed");
    }
}
