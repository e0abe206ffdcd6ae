//! A module as the linker left it, with relocations: what calls what, and where data is meant.

use std::ops::Range;

use anyhow::{Context, Result, bail};
use wasmparser::{
    CompositeInnerType, DataKind, DefinedDataSymbol, FunctionBody, KnownCustom, Linking, Name, Operator, Parser,
    Payload, RelocAddendKind, RelocSectionReader, RelocationEntry, SymbolInfo, TypeRef,
};

/// The section with the code's relocations.
const RELOCATIONS: &str = "reloc.CODE";

/// What is needed of a module.
#[derive(Default)]
pub struct Linked<'m> {
    /// By type: how many parameters.
    types: Vec<usize>,
    /// By function, imported ones first: its type.
    functions: Vec<u32>,
    /// How many functions are imported.
    pub imported: usize,
    /// What the others do.
    pub bodies: Vec<FunctionBody<'m>>,
    /// Functions' names, by their numbers.
    pub names: Vec<(u32, &'m str)>,
    /// By symbol: the data that it names.
    pub data: Vec<Option<DefinedDataSymbol>>,
    /// By segment: its address, and what it holds.
    segments: Vec<(usize, &'m [u8])>,
    code: Range<usize>,
    /// The relocations of the code, and where the whole of their section stands, its head included.
    relocations: Option<(RelocSectionReader<'m>, Range<usize>)>,
}

impl<'m> Linked<'m> {
    /// Reads a module.
    pub fn read(module: &'m [u8]) -> Result<Self> {
        let mut read = Self::default();
        let mut end = 8;
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload?;
            let section = payload.as_section().map(|(_, range)| range.end as usize);
            match payload {
                Payload::TypeSection(types) => {
                    for group in types {
                        read.types.extend(group?.types().map(|one| match &one.composite_type.inner {
                            CompositeInnerType::Func(of) => of.params().len(),
                            _ => 0,
                        }));
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        if let TypeRef::Func(of) = import?.ty {
                            read.functions.push(of);
                        }
                    }
                    read.imported = read.functions.len();
                }
                Payload::FunctionSection(functions) => {
                    for of in functions {
                        read.functions.push(of?);
                    }
                }
                Payload::CodeSectionStart { range, .. } => read.code = range.start as usize..range.end as usize,
                Payload::CodeSectionEntry(body) => read.bodies.push(body),
                Payload::DataSection(segments) => {
                    for segment in segments {
                        let segment = segment?;
                        read.segments.push((address(&segment.kind)?, segment.data));
                    }
                }
                Payload::CustomSection(custom) => match custom.as_known() {
                    KnownCustom::Name(names) => read.take_names(names)?,
                    KnownCustom::Linking(linking) => {
                        for part in linking.subsections() {
                            if let Linking::SymbolTable(symbols) = part? {
                                for symbol in symbols {
                                    read.data.push(match symbol? {
                                        SymbolInfo::Data { symbol, .. } => symbol,
                                        _ => None,
                                    });
                                }
                            }
                        }
                    }
                    KnownCustom::Reloc(of) if custom.name() == RELOCATIONS => {
                        read.relocations = Some((of, end..custom.range().end as usize));
                    }
                    _ => {}
                },
                _ => {}
            }
            end = section.unwrap_or(end);
        }
        Ok(read)
    }

    fn take_names(&mut self, names: wasmparser::NameSectionReader<'m>) -> Result<()> {
        for name in names {
            if let Name::Function(all) = name? {
                for one in all {
                    let one = one?;
                    self.names.push((one.index, one.name));
                }
            }
        }
        Ok(())
    }

    /// How many arguments a function takes.
    pub fn arguments(&self, function: u32) -> usize {
        self.functions.get(function as usize).and_then(|of| self.types.get(*of as usize)).copied().unwrap_or(0)
    }

    /// Where a piece of data will lie.
    pub fn address_of(&self, data: DefinedDataSymbol) -> usize {
        self.segments.get(data.index as usize).map_or(0, |(start, _)| start + data.offset as usize)
    }

    /// What lies at an address.
    pub fn bytes(&self, address: usize, length: usize) -> Option<&'m [u8]> {
        self.segments.iter().find_map(|(start, bytes)| bytes.get(address.checked_sub(*start)?..)?.get(..length))
    }

    /// The section of the code's relocations, with those that `keep` keeps and the symbols that it gives them. `keep` is told
    /// where in the module each changes something.
    pub fn relocations(&self, mut keep: impl FnMut(usize, &RelocationEntry) -> Option<u32>) -> Result<Vec<u8>> {
        let (relocations, _) = self.relocations.as_ref().context("the module has no relocations")?;
        let mut kept = Vec::new();
        let mut count = 0;
        for entry in relocations.entries() {
            let entry = entry?;
            let Some(symbol) = keep(self.code.start + entry.offset as usize, &entry) else { continue };
            count += 1;
            kept.push(entry.ty as u8);
            unsigned(&mut kept, entry.offset as usize);
            unsigned(&mut kept, symbol as usize);
            if entry.ty.addend_kind() != RelocAddendKind::None {
                signed(&mut kept, entry.addend);
            }
        }
        let mut section = Vec::new();
        unsigned(&mut section, RELOCATIONS.len());
        section.extend_from_slice(RELOCATIONS.as_bytes());
        unsigned(&mut section, relocations.section_index() as usize);
        unsigned(&mut section, count);
        section.extend(kept);
        Ok(section)
    }

    /// `module` with `relocations` in place of the code's.
    pub fn with(&self, module: &[u8], relocations: &[u8]) -> Result<Vec<u8>> {
        let (_, section) = self.relocations.as_ref().context("the module has no relocations")?;
        let mut out = module[..section.start].to_vec();
        out.push(0);
        unsigned(&mut out, relocations.len());
        out.extend_from_slice(relocations);
        out.extend_from_slice(&module[section.end..]);
        Ok(out)
    }
}

fn address(kind: &DataKind<'_>) -> Result<usize> {
    if let DataKind::Active { offset_expr, .. } = kind
        && let Operator::I32Const { value } = offset_expr.get_operators_reader().read()?
    {
        return Ok(value as u32 as usize);
    }
    bail!("a segment of data whose address isn't known")
}

fn unsigned(out: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn signed(out: &mut Vec<u8>, mut number: i64) {
    while !(-0x40..0x40).contains(&number) {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8 & 0x7f);
}
