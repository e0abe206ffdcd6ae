//! Writes dist with brotli and gzip beside each file, and tells the sizes.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

use crate::pack::Packed;

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
    /// Whether it counts towards the first load.
    pub first_load: bool,
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
            first_load: file.first_load,
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

/// The size table, and what a first visit loads in bytes.
pub fn table(sizes: &[Size]) -> (String, usize) {
    let mut text = format!("{:<36}{:>10}{:>10}{:>10}\n", "frontend/dist", "raw", "gzip", "brotli");
    let (mut first_load, mut later) = (0, 0);
    for size in sizes {
        let brotli = size.brotli.unwrap_or(size.raw);
        let gzip = size.gzip.unwrap_or(size.raw);
        let _ = writeln!(text, "{:<36}{:>10}{gzip:>10}{brotli:>10}", size.name, size.raw);
        if size.first_load {
            first_load += brotli;
        } else {
            later += brotli;
        }
    }
    for (label, bytes) in [("first load", first_load), ("with a lab", later)] {
        let _ = writeln!(text, "{label:<56}{bytes:>10}  = {:.1} KB", bytes as f64 / 1024.0);
    }
    (text, first_load)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_load_counts_what_it_should() {
        let size =
            |name: &str, brotli, first_load| Size { name: name.into(), raw: 100, brotli, gzip: None, first_load };
        let (table, first_load) =
            table(&[size("a", Some(40), true), size("b", None, true), size("icon", Some(1), false)]);
        assert_eq!(first_load, 140);
        assert!(table.contains("first load"));
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
