//! From parts to files: contents' hashes in the names, and an index.html that names them.

use std::path::Path;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::inputs::hex;
use crate::wasm::Page;

/// A file of dist.
pub struct Packed {
    /// Relative to dist.
    pub name: String,
    /// Its contents.
    pub bytes: Vec<u8>,
    /// When a browser loads it.
    pub loaded: Loaded,
}

/// When a browser loads a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loaded {
    /// At once, whatever the address.
    First,
    /// With any of these parts.
    With(Vec<String>),
    /// Beside the page.
    Beside,
}

/// Packs `frontend`'s index.html, icon and style with the module. Everything but index.html lies in `assets/` under a
/// name that changes with its contents, so that it can be cached for ever.
pub fn pack(frontend: &Path, page: Page) -> Result<Vec<Packed>> {
    let read = |name: &str| {
        let path = frontend.join(name);
        std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
    };
    let css = hashed("ride", "css", minify(&style(&frontend.join("style"))?).into_bytes());
    let icon = hashed("icon", "svg", read("icon.svg")?.into_bytes());
    let wasm = hashed("ride", "wasm", page.wasm);
    let mut script = page.js;
    let mut later = Vec::new();
    for part in page.parts {
        let asked = format!("\"./{}\"", part.file);
        if !script.contains(&asked) {
            bail!("nothing loads the part {}", part.file);
        }
        // The page's script names every file, and what they hold doesn't tell from their names: short ones, where several parts
        // share a file.
        let stem = if let [only] = &part.of[..] { only } else { "of" };
        let part = Packed { loaded: Loaded::With(part.of.clone()), ..hashed(stem, "wasm", part.wasm) };
        script = script.replace(&asked, &format!("\"/{}\"", part.name));
        later.push(part);
    }
    let js = hashed("ride", "js", start(&script, &wasm.name).into_bytes());

    let mut index = read("index.html")?;
    for (mark, file) in [("{{css}}", &css), ("{{icon}}", &icon), ("{{wasm}}", &wasm), ("{{js}}", &js)] {
        if !index.contains(mark) {
            bail!("frontend/index.html has no {mark}");
        }
        index = index.replace(mark, &format!("/{}", file.name));
    }
    for inline in ["<style", "style=", "onload=", "onclick=", "<script>"] {
        if index.contains(inline) {
            bail!("frontend/index.html has {inline}, which the content security policy forbids: put it into a file");
        }
    }
    let index = Packed { name: "index.html".into(), bytes: index.into_bytes(), loaded: Loaded::First };
    let icon = Packed { loaded: Loaded::Beside, ..icon };
    Ok([index, js, wasm, css].into_iter().chain(later).chain([icon]).collect())
}

/// The page's generated module with last lines that start it: no inline script is needed.
fn start(js: &str, wasm_name: &str) -> String {
    format!("{}\n__wbg_init({{ module_or_path: new URL('/{wasm_name}', import.meta.url) }});\n", strip_comments(js))
}

/// Drops whole-line comments and indentation: wasm-bindgen's output has nothing in which they would matter; and blanks beside signs
/// in lines in which no text can stand.
fn strip_comments(js: &str) -> String {
    let mut out = String::with_capacity(js.len());
    let mut in_block = false;
    for line in js.lines().map(str::trim) {
        if in_block || line.starts_with("/*") {
            in_block = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            out.push_str(&tight(line));
            out.push('\n');
        }
    }
    out
}

fn tight(line: &str) -> String {
    const SIGNS: [&str; 16] = [
        " = ", " => ", ", ", " {", "{ ", " }", " ? ", " : ", " && ", " || ", " === ", " !== ", " == ", " >>> ", " < ",
        ": ",
    ];
    let mut line = line.to_owned();
    if !line.contains(['\'', '"', '`', '/']) {
        for sign in SIGNS {
            line = line.replace(sign, sign.trim());
        }
    }
    line
}

/// Every style sheet, in the order of their names.
fn style(folder: &Path) -> Result<String> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .with_context(|| format!("reading {}", folder.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "css"))
        .collect();
    files.sort();
    let mut all = String::new();
    for file in files {
        all.push_str(&std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?);
    }
    Ok(all)
}

/// Drops comments, indentation, lines' ends, and blanks that part nothing.
fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find("/*") {
        out.push_str(&rest[..at]);
        rest = rest[at..].find("*/").map_or("", |end| &rest[at + end + 2..]);
    }
    out.push_str(rest);
    let mut out = out.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    // A blank before a colon parts a selector's words, and one before a bracket a query's.
    for (long, short) in [(": ", ":"), (", ", ","), ("; ", ";"), (" {", "{"), ("{ ", "{"), (" }", "}"), ("} ", "}")] {
        out = out.replace(long, short);
    }
    out
}

fn hashed(stem: &str, extension: &str, bytes: Vec<u8>) -> Packed {
    let hash = hex(&Sha256::digest(&bytes)[..5]);
    Packed { name: format!("assets/{stem}-{hash}.{extension}"), bytes, loaded: Loaded::First }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_the_contents_only() {
        let name = |text: &str| hashed("ride", "css", text.as_bytes().to_vec()).name;
        assert_eq!(name("a{}"), name("a{}"));
        assert_ne!(name("a{}"), name("b{}"));
        assert!(name("a{}").starts_with("assets/ride-"));
    }

    #[test]
    fn css_loses_comments_and_indentation_only() {
        assert_eq!(minify("/* a */\na {\n  margin: 0 4px; /* b\n c */\n}\n"), "a{margin:0 4px;}");
        assert_eq!(
            minify("a :hover,\nb > c { top: calc(1px + 2px) }\n\nd\n{}"),
            "a :hover,b > c{top:calc(1px + 2px)}d{}"
        );
        assert_eq!(minify("a{} /* open"), "a{}");
    }

    #[test]
    fn js_loses_whole_line_comments_only() {
        let js = "/**\n * doc\n */\nlet a = 'https://x'; // kept\n  // gone\n/* gone */\n  let b;\n";
        assert_eq!(strip_comments(js), "let a = 'https://x'; // kept\nlet b;\n");
        assert_eq!(strip_comments("  if (a === b) { c = d ? e : f - -g; }\n"), "if (a===b){c=d?e:f - -g;}\n");
    }

    #[test]
    fn the_scripts_start_themselves() {
        let js = start("export { x as default };", "assets/ride-1.wasm");
        assert!(js.ends_with("\n__wbg_init({ module_or_path: new URL('/assets/ride-1.wasm', import.meta.url) });\n"));
    }
}
