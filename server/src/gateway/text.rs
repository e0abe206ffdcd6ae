//! Text from the wire, cut for the journal.

/// Characters of a statement or an error that the journal keeps.
pub const KEPT: usize = 2_000;
/// Bytes that hold them, whatever they are.
pub const KEPT_BYTES: usize = KEPT * 4;

/// The first [`KEPT`] characters. Bytes that are not UTF-8 (another client_encoding) become U+FFFD.
pub fn cut(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(KEPT_BYTES)]);
    match text.char_indices().nth(KEPT) {
        Some((end, _)) => text[..end].to_owned(),
        None => text.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_cut_at_characters() {
        assert_eq!(cut("é".repeat(KEPT + 5).as_bytes()), "é".repeat(KEPT));
        assert_eq!(cut(b"short"), "short");
        assert_eq!(cut("😀".repeat(KEPT + 1).as_bytes()).chars().count(), KEPT);
    }
}
