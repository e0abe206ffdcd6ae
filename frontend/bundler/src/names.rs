//! Short names for what the module imports from its JavaScript.
//!
//! wasm-bindgen's names end in a hash, and stand in both files: 4 KB of the first load that say nothing to anyone.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{ImportSection, Module};
use wasmparser::{Imports, Parser};

/// Module and JavaScript with short names in place of those that `module` imports from elsewhere than `but_from`.
pub fn shorten(module: &[u8], js: &str, but_from: &str) -> Result<(Vec<u8>, String)> {
    let mut names = Names { but_from, short: BTreeMap::new() };
    let mut out = Module::new();
    names
        .parse_core_module(&mut out, Parser::new(0), module)
        .map_err(|error| anyhow::anyhow!("{error}"))
        .context("reading wasm-bindgen's module")?;
    let mut used = 0;
    let mut renamed = String::with_capacity(js.len());
    for line in js.lines() {
        let key = line.trim_start().split_once(": ").and_then(|(key, rest)| Some((names.short.get(key)?, rest)));
        match key {
            Some((short, rest)) => {
                used += 1;
                renamed.extend([short, ": ", rest]);
            }
            None => renamed.push_str(line),
        }
        renamed.push('\n');
    }
    if used != names.short.len() {
        bail!("wasm-bindgen's JavaScript gives {used} of the {} functions that its module imports", names.short.len());
    }
    Ok((out.finish(), renamed))
}

struct Names<'a> {
    but_from: &'a str,
    /// By their long names.
    short: BTreeMap<String, String>,
}

impl Reencode for Names<'_> {
    type Error = std::convert::Infallible;

    fn parse_imports(
        &mut self,
        imports: &mut ImportSection,
        some: Imports<'_>,
    ) -> Result<(), reencode::Error<Self::Error>> {
        match some {
            Imports::Single(_, import) if import.module != self.but_from => {
                let next = format!("i{:x}", self.short.len());
                let short = self.short.entry(import.name.to_owned()).or_insert(next).clone();
                imports.import(import.module, &short, self.entity_type(import.ty)?);
                Ok(())
            }
            other => reencode::utils::parse_imports(self, imports, other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{EntityType, TypeSection};

    fn module() -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        for (from, name) in [("./bg.js", "__wbg_now_0a1b"), ("./bg.js", "__wbg_log_2c3d"), ("./parts.js", "load")] {
            imports.import(from, name, EntityType::Function(0));
        }
        module.section(&types).section(&imports);
        module.finish()
    }

    #[test]
    fn module_and_script_agree_on_the_names() {
        let js =
            "const all = {\n    __wbg_now_0a1b: function() {\n    },\n    __wbg_log_2c3d: function(a) {\n    },\n};\n";
        let (module, js) = shorten(&module(), js, "./parts.js").unwrap();
        assert_eq!(js, "const all = {\ni0: function() {\n    },\ni1: function(a) {\n    },\n};\n");
        let text = String::from_utf8_lossy(&module);
        assert!(text.contains("i0") && text.contains("i1") && text.contains("load") && !text.contains("__wbg"));
    }

    #[test]
    fn a_function_that_the_script_lacks_is_an_error() {
        assert!(shorten(&module(), "__wbg_now_0a1b: function() {}", "./parts.js").is_err());
    }
}
