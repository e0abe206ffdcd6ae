//! Writes dist with brotli and gzip beside each file, and tells the sizes.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

use crate::pack::{Loaded, Packed};

/// A file's sizes in bytes.
pub struct Size {
    /// Relative to dist.
    pub name: String,
    /// As it is.
    pub raw: usize,
    /// With brotli, where that is smaller.
    pub brotli: Option<usize>,
    /// With gzip, where that is smaller.
    pub gzip: Option<usize>,
    /// When it is loaded.
    pub loaded: Loaded,
}

/// Replaces what `dist` holds by `files`. They are written beside it first: a build that fails leaves the old one.
pub fn write(dist: &Path, files: &[Packed]) -> Result<Vec<Size>> {
    let fresh = dist.with_extension("new");
    let _ = std::fs::remove_dir_all(&fresh);
    let mut sizes = Vec::new();
    for file in files {
        let put = |suffix: &str, bytes: &[u8]| -> Result<()> {
            let path = fresh.join(format!("{}{suffix}", file.name));
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))
        };
        put("", &file.bytes)?;
        let compressed = [(".br", brotli(&file.bytes)?), (".gz", gzip(&file.bytes)?)].map(|(suffix, bytes)| {
            (bytes.len() < file.bytes.len()).then(|| put(suffix, &bytes).map(|()| bytes.len())).transpose()
        });
        let [brotli, gzip] = compressed;
        sizes.push(Size {
            name: file.name.clone(),
            raw: file.bytes.len(),
            brotli: brotli?,
            gzip: gzip?,
            loaded: file.loaded.clone(),
        });
    }
    if dist.exists() {
        std::fs::remove_dir_all(dist).with_context(|| format!("removing the old {}", dist.display()))?;
    }
    std::fs::rename(&fresh, dist).with_context(|| format!("putting {} in place", dist.display()))?;
    Ok(sizes)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &parameters).context("brotli")?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).context("gzip")?;
    encoder.finish().context("gzip")
}

/// The addresses that a visit begins at, and the parts that each needs before it can be used.
const VISITS: [(&str, &[&str]); 2] = [("the catalog, first load", &["catalog"]), ("a lab, up to its prompt", &[])];

/// Parts with a budget of their own: what is loaded when the first of what is in them is opened, in bytes. `postmortem` is what
/// the pages show; the page for a pasted text loads `timeline`, which reads it, and `pack`, what is made of it, once they are used.
const PARTS: [(&str, usize); 3] = [("postmortem", 35 * 1024), ("timeline", 79 * 1024), ("pack", 45 * 1024)];

/// What was counted.
pub struct Counted {
    /// Every file's sizes, and the sums.
    pub table: String,
    /// The most that a first visit loads, in bytes.
    pub first_load: usize,
    /// Parts that are past their budgets: the name, the bytes, the budget.
    pub past: Vec<(&'static str, usize, usize)>,
}

/// Counts what a browser loads, and when.
pub fn count(sizes: &[Size]) -> Counted {
    let mut text = format!("{:<40}{:>10}{:>10}{:>10}\n", "frontend/dist", "raw", "gzip", "brotli");
    for size in sizes {
        let (brotli, gzip) = (size.brotli.unwrap_or(size.raw), size.gzip.unwrap_or(size.raw));
        let shared = match &size.loaded {
            Loaded::With(parts) if parts.len() > 1 => format!("  {}", parts.join(", ")),
            _ => String::new(),
        };
        let _ = writeln!(text, "{:<40}{:>10}{gzip:>10}{brotli:>10}{shared}", size.name, size.raw);
    }
    let sum = |of: &dyn Fn(&Loaded) -> bool| -> usize {
        sizes.iter().filter(|size| of(&size.loaded)).map(|size| size.brotli.unwrap_or(size.raw)).sum()
    };
    let mut most = 0;
    let mut line = |label: &str, bytes: usize| {
        let _ = writeln!(text, "{label:<60}{bytes:>10}  = {:.1} KB", bytes as f64 / 1024.0);
    };
    for (visit, parts) in VISITS {
        let bytes = sum(&|loaded| match loaded {
            Loaded::First => true,
            Loaded::With(needed) => needed.iter().any(|part| parts.contains(&part.as_str())),
            Loaded::Beside => false,
        });
        line(visit, bytes);
        most = most.max(bytes);
    }
    line("every part, loaded when it is needed", sum(&|loaded| matches!(loaded, Loaded::With(_))));
    let mut past = Vec::new();
    for (part, budget) in PARTS {
        // What it shares with others counts too: nobody who opens it alone has that yet.
        let bytes = sum(&|loaded| matches!(loaded, Loaded::With(needed) if needed.iter().any(|of| of == part)));
        line(&format!("the part {part}"), bytes);
        if bytes > budget {
            past.push((part, bytes, budget));
        }
    }
    Counted { table: text, first_load: most, past }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_counts_what_it_loads() {
        let size = |name: &str, brotli, loaded| Size { name: name.into(), raw: 100, brotli, gzip: None, loaded };
        let with = |parts: &[&str]| Loaded::With(parts.iter().map(|&part| part.to_owned()).collect());
        let files = [
            size("index.html", Some(40), Loaded::First),
            size("ride.js", None, Loaded::First),
            size("catalog", Some(7), with(&["catalog"])),
            size("shared by two", Some(3), with(&["catalog", "panel"])),
            size("panel", Some(50), with(&["panel"])),
            size("icon", Some(1), Loaded::Beside),
        ];
        let Counted { table, first_load, past } = count(&files);
        assert_eq!(first_load, 150);
        assert!(past.is_empty());
        assert!(table.contains("140  = 0.1 KB"), "{table}");
        assert!(table.contains("60  = 0.1 KB"), "{table}");
    }

    #[test]
    fn a_part_counts_what_it_shares_and_is_held_to_its_budget() {
        let (part, budget) = PARTS[0];
        let size = |of: &[&str], bytes| {
            let loaded = Loaded::With(of.iter().map(|&part| part.to_owned()).collect());
            Size { name: "x".into(), raw: bytes, brotli: None, gzip: None, loaded }
        };
        let own = size(&[part], budget - 10);
        assert!(
            count(&[size(&[part], budget - 10), size(&["panel", part], 10), size(&["panel"], 999)]).past.is_empty()
        );
        assert_eq!(count(&[own, size(&["panel", part], 11)]).past, [(part, budget + 1, budget)]);
    }

    #[test]
    fn both_compressions_can_be_undone() {
        let text = b"connection storm ".repeat(50);
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &brotli(&text).unwrap()[..], &mut back).unwrap();
        assert_eq!(back, text);
        let mut back = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&gzip(&text).unwrap()[..]), &mut back).unwrap();
        assert_eq!(back, text);
    }
}
