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

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, ConstExpr, CustomSection, DataSection, EntityType, Function, FunctionSection, ImportSection,
        Instruction, LinkingSection, MemorySection, MemoryType, Module, NameMap, NameSection, SymbolTable, TypeSection,
    };

    use super::*;

    /// Where data lies.
    const BASE: u32 = 1024;

    /// A function's body, and by offset in it what the linker would change: the kind, and the symbol.
    type Body = (Vec<u8>, Vec<(usize, RelocationType, u32)>);

    fn padded(number: u32) -> Vec<u8> {
        (0..5).map(|place| (number >> (7 * place)) as u8 & 0x7f | if place < 4 { 0x80 } else { 0 }).collect()
    }

    /// `i32.const` of each address, by symbol, and a call.
    fn calling(addresses: &[(u32, u32)], function: u32) -> Body {
        let (mut code, mut changed) = (vec![], vec![]);
        for (symbol, address) in addresses {
            changed.push((code.len() + 1, RelocationType::MemoryAddrSleb, *symbol));
            code.push(0x41);
            code.extend(padded(*address));
        }
        changed.push((code.len() + 1, RelocationType::FunctionIndexLeb, 9));
        code.push(0x10);
        code.extend(padded(function));
        (code, changed)
    }

    /// A module of two places and a text, with functions after an imported one and `panic_fmt`, which take two numbers.
    fn module(bodies: &[Body]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([wasm_encoder::ValType::I32; 2], []);
        let mut imports = ImportSection::new();
        imports.import("./bg.js", "log", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        let mut memories = MemorySection::new();
        memories.memory(MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None });
        let mut code = CodeSection::new();
        let mut trap = Function::new([]);
        trap.instruction(&Instruction::Unreachable).instruction(&Instruction::End);
        code.function(&trap);
        functions.function(0);
        // The section's count, the first body with its size, and of each next the size and the number of locals.
        let mut at = 1 + 4;
        let mut relocations = Vec::new();
        let mut count = 0;
        for (body, changed) in bodies {
            functions.function(0);
            for (offset, of, symbol) in changed {
                count += 1;
                relocations.push(*of as u8);
                relocations.push((at + 2 + offset) as u8);
                relocations.push(*symbol as u8);
                if *of == RelocationType::MemoryAddrSleb {
                    relocations.push(0);
                }
            }
            let mut function = Function::new([]);
            function.raw(body.iter().copied());
            function.instruction(&Instruction::End);
            code.function(&function);
            at += body.len() + 3;
        }
        let place = |line: u32| [BASE + 32, 7, line, 5].map(u32::to_le_bytes).concat();
        let bytes = [place(12), place(340), b"page.rsa text".to_vec()].concat();
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(BASE as i32), bytes);
        let mut symbols = SymbolTable::new();
        for (name, offset, size) in [("first", 0, 16), ("second", 16, 16), ("text", 32, 13)] {
            symbols.data(0, name, Some(wasm_encoder::DataSymbolDefinition { index: 0, offset, size }));
        }
        let mut linking = LinkingSection::new();
        linking.symbol_table(&symbols);
        let mut names = NameMap::new();
        names.append(1, "_RNvNtCs0_4core9panicking9panic_fmt");
        let mut name = NameSection::new();
        name.functions(&names);
        let relocations = [vec![4, count], relocations].concat();
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&memories).section(&code).section(&data);
        module.section(&linking);
        module.section(&CustomSection { name: "reloc.CODE".into(), data: relocations.into() });
        module.section(&name);
        module.finish()
    }

    /// Where a part of a module stands.
    fn find(module: &[u8], part: &[u8]) -> Option<usize> {
        module.windows(part.len()).position(|window| window == part)
    }

    /// By symbol: what is left to change.
    fn left(module: &[u8]) -> Vec<u32> {
        let mut left = Vec::new();
        Linked::read(module)
            .unwrap()
            .relocations(|_, entry| {
                left.push(entry.index);
                Some(entry.index)
            })
            .unwrap();
        left
    }

    #[test]
    fn a_call_that_only_panics_is_a_trap_and_needs_nothing() {
        // The second calls the first, which calls panic_fmt and so does nothing else.
        let before = module(&[calling(&[(2, BASE + 32), (0, BASE)], 1), calling(&[(2, BASE + 32), (1, BASE + 16)], 2)]);
        assert_eq!(left(&before), [2, 0, 9, 2, 1, 9]);
        let after = trap(&before).unwrap();
        wasmparser::validate(&after).unwrap();
        assert_eq!(left(&after), [0_u32; 0]);
        assert_eq!(after.windows(6).filter(|window| **window == TRAP).count(), 2);
    }

    #[test]
    fn what_returns_stays_and_is_told_one_place_for_all() {
        let log = calling(&[(2, BASE + 32), (1, BASE + 16)], 0);
        let before = module(std::slice::from_ref(&log));
        let after = trap(&before).unwrap();
        wasmparser::validate(&after).unwrap();
        assert_eq!(left(&after), [2, 0, 9]);
        let (told, _) = calling(&[(2, BASE + 32), (0, BASE)], 0);
        assert!(find(&before, &log.0).is_some() && find(&after, &log.0).is_none());
        assert!(find(&after, &told).is_some());
    }

    #[test]
    fn what_may_come_elsewhere_than_to_a_panic_is_no_panic() {
        // block; local.get 0; br_if 0; the panic; end
        let (panic, changed) = calling(&[(2, BASE + 32), (0, BASE)], 1);
        let maybe = [&[0x02, 0x40, 0x20, 0x00, 0x0d, 0x00][..], &panic, &[0x0b]].concat();
        let changed = changed.into_iter().map(|(at, of, symbol)| (at + 6, of, symbol)).collect();
        let before = module(&[(maybe, changed), calling(&[(2, BASE + 32), (2, BASE + 32)], 2)]);
        wasmparser::validate(&before).unwrap();
        let after = trap(&before).unwrap();
        wasmparser::validate(&after).unwrap();
        assert_eq!(left(&after), [2, 2, 9]);
    }

    #[test]
    fn a_module_without_known_panics_is_an_error() {
        assert!(trap(&Module::new().finish()).is_err());
    }
}
