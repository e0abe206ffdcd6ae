//! Text that isn't UTF-8, carried through strings without losing a byte.
//!
//! The engine works on strings. What comes from the server, from files and from the keyboard is bytes in the client's
//! encoding, and psql hands them on as they are. So the host that can write bytes turns each byte of such text into a
//! character of its own in a range that nobody uses, and back where it leaves: [`Encoding::text`] and [`bytes`]. What
//! really holds characters of that range is carried in the same way, so nothing is ever taken for something else.
//!
//! There are three characters for a byte, by how many columns it takes: a character of two bytes that is two columns
//! wide is one of two columns and one of none. So widths, carets and the scanner need to know nothing of encodings.
//!
//! A browser shows UTF-8 alone: there, bytes that aren't become U+FFFD.

use std::borrow::Cow;

/// A byte's character of no column; those of one and of two columns come after it.
const FIRST: u32 = 0x10_f000;
/// How many there are for one width.
const BYTES: u32 = 256;
const LAST: u32 = FIRST + 3 * BYTES - 1;
/// What all of them begin with in UTF-8, and little else.
const LEAD: u8 = 0xf4;

const SS2: u8 = 0x8e;
const SS3: u8 = 0x8f;

/// How the bytes of a client encoding form characters. Encodings that are alike in that are one here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF8.
    #[default]
    Utf8,
    /// A byte is a character: SQL_ASCII, LATIN1, WIN1252, KOI8R and the like.
    Single,
    /// EUC_JP and EUC_JIS_2004.
    EucJp,
    /// EUC_KR and JOHAB.
    EucKr,
    /// EUC_CN.
    EucCn,
    /// EUC_TW.
    EucTw,
    /// SJIS and SHIFT_JIS_2004.
    Sjis,
    /// BIG5, GBK and UHC.
    Pairs,
    /// GB18030.
    Gb18030,
    /// MULE_INTERNAL.
    Mule,
}

impl Encoding {
    /// The encoding of this name, as the server reports it.
    pub fn named(name: &str) -> Self {
        match name {
            "UTF8" | "UNICODE" => Self::Utf8,
            "EUC_JP" | "EUC_JIS_2004" => Self::EucJp,
            "EUC_KR" | "JOHAB" => Self::EucKr,
            "EUC_CN" => Self::EucCn,
            "EUC_TW" => Self::EucTw,
            "SJIS" | "SHIFT_JIS_2004" => Self::Sjis,
            "BIG5" | "GBK" | "UHC" => Self::Pairs,
            "GB18030" => Self::Gb18030,
            "MULE_INTERNAL" => Self::Mule,
            _ => Self::Single,
        }
    }

    /// These bytes as text.
    pub fn text(self, bytes: &[u8]) -> String {
        if cfg!(target_arch = "wasm32") {
            return String::from_utf8_lossy(bytes).into_owned();
        }
        match std::str::from_utf8(bytes) {
            Ok(text) if self.has_plainly(text) => text.to_owned(),
            _ => self.carried(bytes),
        }
    }

    /// Text that was read before this encoding was known, as this encoding has it.
    pub fn again(self, text: String) -> String {
        if cfg!(target_arch = "wasm32") || self.has_plainly(&text) {
            return text;
        }
        self.text(&bytes(&text))
    }

    /// Whether text in this encoding is a string as it stands.
    fn has_plainly(self, text: &str) -> bool {
        text.is_ascii() || (self == Self::Utf8 && !may_carry(text))
    }

    /// Whether these bytes are the string that [`Self::text`] makes of them.
    pub fn is_plain(self, bytes: &[u8]) -> bool {
        bytes.is_ascii() || std::str::from_utf8(bytes).is_ok_and(|text| self.has_plainly(text))
    }

    fn carried(self, bytes: &[u8]) -> String {
        let mut out = String::with_capacity(bytes.len() * 4);
        if self == Self::Utf8 {
            for chunk in bytes.utf8_chunks() {
                for c in chunk.valid().chars() {
                    if is_carried(c) {
                        let mut buffer = [0; 4];
                        carry(c.encode_utf8(&mut buffer).as_bytes(), 1, &mut out);
                    } else {
                        out.push(c);
                    }
                }
                for byte in chunk.invalid() {
                    carry(&[*byte], 1, &mut out);
                }
            }
            return out;
        }
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            let (length, width) = self.character(first, rest.get(1).copied());
            let (character, after) = rest.split_at(length.min(rest.len()));
            if first.is_ascii() {
                out.push(char::from(first));
            } else {
                carry(character, if character.len() == length { width } else { 1 }, &mut out);
            }
            rest = after;
        }
        out
    }

    /// Bytes and columns of the character that begins with this byte, as PostgreSQL's `wchar.c` counts them.
    fn character(self, first: u8, second: Option<u8>) -> (usize, u32) {
        if first.is_ascii() {
            return (1, 1);
        }
        match (self, first) {
            (Self::Utf8 | Self::Single, _) => (1, 1),
            (Self::EucJp, SS2) => (2, 1),
            (Self::EucKr, SS2) => (2, 2),
            (Self::EucCn, SS2) => (3, 2),
            (Self::EucTw, SS2) => (4, 2),
            (Self::EucJp | Self::EucKr | Self::EucCn | Self::EucTw, SS3) => (3, 2),
            (Self::Sjis, 0xa1..=0xdf) => (1, 1),
            (Self::Gb18030, _) if second.is_some_and(|byte| byte.is_ascii_digit()) => (4, 2),
            (Self::Mule, 0x81..=0x8d) => (2, 1),
            (Self::Mule, 0x9a | 0x9b) => (3, 1),
            (Self::Mule, 0x90..=0x99) => (3, 2),
            (Self::Mule, 0x9c | 0x9d) => (4, 2),
            (Self::Mule, _) => (1, 1),
            _ => (2, 2),
        }
    }
}

/// A cell, whose bytes the host has carried where that was needed.
pub(super) fn cell(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !cfg!(target_arch = "wasm32") => text.to_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn may_carry(text: &str) -> bool {
    text.as_bytes().contains(&LEAD) && text.chars().any(is_carried)
}

fn is_carried(c: char) -> bool {
    (FIRST..=LAST).contains(&(c as u32))
}

/// One character's bytes, of which the first has all of its columns.
fn carry(character: &[u8], width: u32, out: &mut String) {
    let mut width = width;
    for byte in character {
        // The range lies within Unicode.
        out.extend(char::from_u32(FIRST + BYTES * width + u32::from(*byte)));
        width = 0;
    }
}

/// The bytes that this text is carried for: what is sent, written and printed.
pub fn bytes(text: &str) -> Cow<'_, [u8]> {
    if cfg!(target_arch = "wasm32") || !may_carry(text) {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        if is_carried(c) {
            out.push(((c as u32 - FIRST) % BYTES) as u8);
        } else {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    Cow::Owned(out)
}

/// The columns of a character that stands for a byte; none for any other.
pub(super) fn width(c: char) -> Option<usize> {
    (!cfg!(target_arch = "wasm32") && is_carried(c)).then(|| ((c as u32 - FIRST) / BYTES) as usize)
}

/// Whether it stands for a byte that isn't the first of its character.
pub(super) fn continues(c: char) -> bool {
    width(c) == Some(0)
}

#[cfg(all(test, target_arch = "wasm32"))]
#[test]
fn a_browser_shows_what_is_not_utf8_as_such() {
    assert_eq!(Encoding::Single.text(b"\xe9"), "\u{fffd}");
    assert_eq!(Encoding::Utf8.text("\u{10f000}".as_bytes()), "\u{10f000}");
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Encoding; 10] = [
        Encoding::Utf8,
        Encoding::Single,
        Encoding::EucJp,
        Encoding::EucKr,
        Encoding::EucCn,
        Encoding::EucTw,
        Encoding::Sjis,
        Encoding::Pairs,
        Encoding::Gb18030,
        Encoding::Mule,
    ];

    fn columns(text: &str) -> usize {
        text.chars().map(|c| width(c).unwrap_or(1)).sum()
    }

    proptest! {
        #[test]
        fn no_byte_is_lost(all in proptest::collection::vec(any::<u8>(), 0..60)) {
            for encoding in ALL {
                let text = encoding.text(&all);
                prop_assert_eq!(&*bytes(&text), &all[..]);
                prop_assert_eq!(encoding.again(Encoding::Utf8.text(&all)), text);
            }
        }

        #[test]
        fn utf8_stays_as_it_is(text in any::<String>()) {
            prop_assume!(!text.chars().any(is_carried));
            prop_assert_eq!(Encoding::Utf8.text(text.as_bytes()), text);
        }
    }

    #[test]
    fn columns_are_the_encodings() {
        for (name, text, expected) in [
            ("UTF8", &b"caf\xc3\xa9"[..], 4),
            ("LATIN1", b"caf\xe9", 4),
            ("SQL_ASCII", b"caf\xc3\xa9", 5),
            ("EUC_JP", b"\xc6\xfc\x8e\xb1", 3),
            ("SJIS", b"\x93\xfa\xb1", 3),
            ("EUC_TW", b"\x8e\xa2\xa1\xa1", 2),
            ("GB18030", b"\x81\x30\x81\x30a", 3),
        ] {
            assert_eq!(columns(&Encoding::named(name).text(text)), expected, "{name}");
        }
        // The second byte of an SJIS character may be a backslash, which is none.
        assert!(!Encoding::Sjis.text(b"\x83\x5c").contains('\\'));
    }

    #[test]
    fn characters_of_the_range_are_themselves() {
        let text = "a\u{10f123}b";
        let carried = Encoding::Utf8.text(text.as_bytes());
        assert_eq!((columns(&carried), &*bytes(&carried)), (3, text.as_bytes()));
    }
}
