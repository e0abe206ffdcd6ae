//! Panics that end at once.
//!
//! In the browser a panic is a trap: the target has nowhere to write a message, and the page sets no hook. What
//! prepares the message all the same (places in the source, texts, formatting of what was unwrapped) is a good part of
//! every module. So each call that only ever ends in a panic becomes the trap itself, before the module is split: the
//! splitter and wasm-opt then drop whatever nothing but messages needed.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result, bail};
use wasmparser::{FunctionBody, Operator, RelocationType};

use crate::linked::Linked;

/// Where panics come together, by what their mangled names hold; and what only looks for words before it gets there.
const PANICS: [&str; 6] = [
    "4core9panicking9panic_fmt",
    "4core9panicking19assert_failed_inner",
    "4core3str19slice_error_fail_rt",
    "5slice5index16slice_index_fail",
    "5alloc5alloc18handle_alloc_error",
    "5alloc7raw_vec12handle_error",
];

/// What comes in place of a call: `unreachable`, and nothing for the five bytes of the callee's padded number.
const TRAP: [u8; 6] = [0x00, 0x01, 0x01, 0x01, 0x01, 0x01];

/// The size of a `core::panic::Location`: a file's name by address and length, a line and a column.
const PLACE: u32 = 16;

/// The module with traps in place of its panics. Only a module with relocations can be rewritten.
pub fn trap(module: &[u8]) -> Result<Vec<u8>> {
    let linked = Linked::read(module).context("reading what rustc wrote")?;
    let panics = panics(&linked)?;
    if panics.is_empty() {
        bail!("the module has no panics by the names that they used to have");
    }
    let mut code = module.to_vec();
    let mut gone = BTreeSet::new();
    for body in &linked.bodies {
        for call in calls(&linked, body, &panics)? {
            code[call.at.clone()].copy_from_slice(&TRAP);
            gone.insert(call.at.start + 1);
            gone.extend(call.constants);
        }
    }
    // Places that are handed on to functions which return, in case they don't: any will do.
    let places = places(&linked);
    let first = places.first_key_value();
    let mut moved = Vec::new();
    let relocations = linked.relocations(|at, entry| {
        let of_call = matches!(
            entry.ty,
            RelocationType::FunctionIndexLeb | RelocationType::MemoryAddrSleb | RelocationType::TableIndexSleb
        );
        if of_call && gone.contains(&at) {
            return None;
        }
        match first {
            Some((symbol, address)) if places.contains_key(&entry.index) && in_code(entry.ty) && entry.addend == 0 => {
                moved.push((at, *address));
                Some(*symbol)
            }
            _ => Some(entry.index),
        }
    })?;
    for (at, address) in moved {
        for (place, byte) in code[at..].iter_mut().take(5).enumerate() {
            *byte = (address >> (7 * place)) as u8 & 0x7f | if place < 4 { 0x80 } else { 0 };
        }
    }
    linked.with(&code, &relocations)
}

/// Whether it is an address in an instruction.
fn in_code(of: RelocationType) -> bool {
    matches!(of, RelocationType::MemoryAddrSleb | RelocationType::MemoryAddrLeb)
}

/// The functions that do nothing but panic.
fn panics(linked: &Linked<'_>) -> Result<BTreeSet<u32>> {
    let named = |name: &str| PANICS.iter().any(|panic| name.contains(panic));
    let mut panics: BTreeSet<u32> =
        linked.names.iter().filter(|(_, name)| named(name)).map(|(number, _)| *number).collect();
    loop {
        let before = panics.len();
        for (body, number) in linked.bodies.iter().zip(linked.imported as u32..) {
            if !panics.contains(&number) && straight(body, &panics)? {
                panics.insert(number);
            }
        }
        if panics.len() == before {
            return Ok(panics);
        }
    }
}

/// Whether a function comes to a panic with nothing that could keep it from there, or be noticed on the way.
fn straight(body: &FunctionBody<'_>, panics: &BTreeSet<u32>) -> Result<bool> {
    let mut operators = body.get_operators_reader()?;
    while !operators.eof() {
        match operators.read()? {
            Operator::Call { function_index } => return Ok(panics.contains(&function_index)),
            Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::End
            | Operator::Br { .. }
            | Operator::BrIf { .. }
            | Operator::BrTable { .. }
            | Operator::Return
            | Operator::ReturnCall { .. }
            | Operator::CallIndirect { .. }
            | Operator::Unreachable => return Ok(false),
            _ => {}
        }
    }
    Ok(false)
}

struct Call {
    /// The instruction.
    at: Range<usize>,
    /// Where the numbers stand of those of its arguments that are constants.
    constants: Vec<usize>,
}

/// Each call of a panic in `body`.
fn calls(linked: &Linked<'_>, body: &FunctionBody<'_>, panics: &BTreeSet<u32>) -> Result<Vec<Call>> {
    let mut found = Vec::new();
    // What was pushed last, and by nothing but constants and locals: so these are the arguments of what comes next.
    let mut pushed: Vec<Option<usize>> = Vec::new();
    let mut operators = body.get_operators_reader()?;
    while !operators.eof() {
        let start = operators.original_position() as usize;
        match operators.read()? {
            Operator::I32Const { .. } => pushed.push(Some(start + 1)),
            Operator::I64Const { .. } | Operator::LocalGet { .. } => pushed.push(None),
            Operator::Call { function_index } if panics.contains(&function_index) => {
                let at = start..operators.original_position() as usize;
                if at.len() != TRAP.len() {
                    bail!("a call that isn't written as the linker writes those that it may change");
                }
                let first = pushed.len().saturating_sub(linked.arguments(function_index));
                found.push(Call { at, constants: pushed.drain(first..).flatten().collect() });
                pushed.clear();
            }
            _ => pushed.clear(),
        }
    }
    Ok(found)
}

/// The places in the source that panics are told, by their symbols: where each lies.
fn places(linked: &Linked<'_>) -> BTreeMap<u32, usize> {
    let number = |at: usize| Some(u32::from_le_bytes(linked.bytes(at, 4)?.try_into().ok()?));
    let is_place = |at: usize| {
        let name = linked.bytes(number(at)? as usize, number(at + 4)? as usize)?;
        Some(name.ends_with(b".rs") && number(at + 8)? > 0 && number(at + 12)? > 0)
    };
    let data = linked.data.iter().zip(0..).filter_map(|(data, symbol)| Some(((*data)?, symbol)));
    data.filter(|(data, _)| data.size == PLACE)
        .map(|(data, symbol)| (symbol, linked.address_of(data)))
        .filter(|(_, at)| is_place(*at).unwrap_or(false))
        .collect()
}
