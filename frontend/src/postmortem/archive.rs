//! The server's archive of a pack, as ride writes it: stored files, one behind the other.

use ride_shared::postmortem::PackFile;

/// The length of a file's head, without its name.
const HEAD: usize = 30;

/// The files of an archive; none where it is none of ride's.
pub fn files(archive: &[u8]) -> Option<Vec<PackFile>> {
    let mut files = Vec::new();
    let mut rest = archive;
    while rest.starts_with(b"PK\x03\x04") {
        let number = |at: usize, bytes: usize| -> Option<usize> {
            let digits = rest.get(at..at + bytes)?;
            Some(digits.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
        };
        // Compressed ones would need a decompressor; ride stores.
        if number(8, 2)? != 0 {
            return None;
        }
        let name = HEAD..HEAD.checked_add(number(26, 2)?)?;
        let start = name.end.checked_add(number(28, 2)?)?;
        let body = start..start.checked_add(number(18, 4)?)?;
        let text = |range: std::ops::Range<usize>| Some(String::from_utf8_lossy(rest.get(range)?).into_owned());
        files.push(PackFile { name: text(name)?, text: text(body.clone())? });
        rest = &rest[body.end..];
    }
    (!files.is_empty()).then_some(files)
}

#[cfg(test)]
mod tests {
    use ride_shared::postmortem::zip;

    use super::*;

    #[test]
    fn what_ride_packs_is_read_back_and_nothing_else() {
        let file = |name: &str, text: &str| PackFile { name: name.to_owned(), text: text.to_owned() };
        let pack = vec![file("postmortem.md", "# Ü\n"), file("empty.txt", ""), file("x", &"y".repeat(70_000))];
        let archive = zip(&pack);
        assert_eq!(files(&archive), Some(pack));
        assert_eq!(files(b""), None);
        assert_eq!(files(b"PK\x03\x04"), None);
        for cut in 1..200 {
            // Whatever is missing: no panic.
            let _ = files(&archive[..cut]);
        }
        let mut compressed = archive;
        compressed[8] = 8;
        assert_eq!(files(&compressed), None);
    }
}
