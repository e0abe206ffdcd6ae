//! Takes a feature out of a module's `target_features` section.
//!
//! wasm-bindgen uses reference types where that section names them, and then writes `table.fill`, which the wasm-opt of
//! Debian 12 and 13 can't read. Without them its output is as small and every wasm-opt reads it.

use anyhow::{Context, Result, bail};

const NAME: &str = "target_features";

/// The module without `feature` in its `target_features`; other sections stay as they are.
pub fn without(module: &[u8], feature: &str) -> Result<Vec<u8>> {
    let (header, mut rest) = module.split_at_checked(8).context("it is too short for a wasm module")?;
    if !header.starts_with(b"\0asm") {
        bail!("it is no wasm module");
    }
    let mut out = header.to_vec();
    while let Some((&id, after)) = rest.split_first() {
        let (size, after) = number(after)?;
        let (content, after) = after.split_at_checked(size).context("a section is cut off")?;
        if id == 0 && name(content)?.0 == NAME {
            let content = filtered(content, feature)?;
            out.push(0);
            out.extend(leb(content.len()));
            out.extend(content);
        } else {
            out.extend(&rest[..rest.len() - after.len()]);
        }
        rest = after;
    }
    Ok(out)
}

/// The section's content without the feature: a name, a count, and for each feature a prefix byte and its name.
fn filtered(content: &[u8], feature: &str) -> Result<Vec<u8>> {
    let (_, after) = name(content)?;
    let (count, mut after) = number(after)?;
    let mut kept = Vec::new();
    let mut left = 0;
    for _ in 0..count {
        let (&prefix, text) = after.split_first().context("the feature list is cut off")?;
        let (text, rest) = name(text)?;
        if text != feature {
            kept.push(prefix);
            kept.extend(leb(text.len()));
            kept.extend(text.as_bytes());
            left += 1;
        }
        after = rest;
    }
    let mut out = leb(NAME.len());
    out.extend(NAME.as_bytes());
    out.extend(leb(left));
    out.extend(kept);
    Ok(out)
}

fn name(bytes: &[u8]) -> Result<(&str, &[u8])> {
    let (size, bytes) = number(bytes)?;
    let (text, rest) = bytes.split_at_checked(size).context("a name is cut off")?;
    Ok((std::str::from_utf8(text).context("a name is no text")?, rest))
}

/// A number in LEB128.
fn number(bytes: &[u8]) -> Result<(usize, &[u8])> {
    let mut value = 0usize;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 127) << (7 * at);
        if byte & 128 == 0 {
            return Ok((value, &bytes[at + 1..]));
        }
    }
    bail!("a number is cut off or too long")
}

fn leb(mut value: usize) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let byte = (value & 127) as u8;
        value >>= 7;
        out.push(if value == 0 { byte } else { byte | 128 });
        if value == 0 {
            return out;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(features: &[&str]) -> Vec<u8> {
        let mut content = leb(NAME.len());
        content.extend(NAME.as_bytes());
        content.extend(leb(features.len()));
        for feature in features {
            content.push(b'+');
            content.extend(leb(feature.len()));
            content.extend(feature.as_bytes());
        }
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend([1, 1, 0]);
        module.push(0);
        module.extend(leb(content.len()));
        module.extend(content);
        module.extend([10, 0x81, 0, 0]);
        module
    }

    #[test]
    fn only_the_feature_goes() {
        let before = module(&["sign-ext", "reference-types", "multivalue"]);
        assert_eq!(without(&before, "reference-types").unwrap(), module(&["sign-ext", "multivalue"]));
        assert_eq!(without(&before, "atomics").unwrap(), before);
    }

    #[test]
    fn rubbish_is_refused() {
        assert!(without(b"#!/bin/sh and more", "x").is_err());
        assert!(without(b"\0asm", "x").is_err());
        let whole = module(&["a"]);
        assert!(without(&whole[..whole.len() - 6], "x").is_err());
    }
}
