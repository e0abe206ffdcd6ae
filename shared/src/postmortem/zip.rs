//! A zip archive of a pack: stored files with fixed dates, so that the same files give the same bytes.

use super::pack::PackFile;

/// 1980-01-01 00:00, the first moment that a zip archive can name.
const DATE: u16 = 0x0021;
/// Bit 11: names are UTF-8.
const FLAGS: u16 = 0x0800;
/// Version 2.0, which every reader knows.
const VERSION: u16 = 20;

/// The files as a zip archive, in their order. Not compressed: a pack is a few dozen kilobytes.
pub fn zip(files: &[PackFile]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for file in files {
        let start = out.len() as u32;
        let mut head = Vec::with_capacity(26);
        for part in [VERSION, FLAGS, 0, 0, DATE] {
            head.extend(part.to_le_bytes());
        }
        head.extend(crc32(file.text.as_bytes()).to_le_bytes());
        head.extend((file.text.len() as u32).to_le_bytes());
        head.extend((file.text.len() as u32).to_le_bytes());
        head.extend((file.name.len() as u16).to_le_bytes());
        head.extend(0_u16.to_le_bytes());

        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(file.name.as_bytes());
        out.extend(file.text.as_bytes());

        directory.extend(b"PK\x01\x02");
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&head);
        // Comment length, disk, internal attributes: none; external attributes; where its local header is.
        directory.extend([0; 6]);
        directory.extend(0_u32.to_le_bytes());
        directory.extend(start.to_le_bytes());
        directory.extend(file.name.as_bytes());
    }
    let start = out.len() as u32;
    let count = files.len() as u16;
    out.extend(&directory);
    out.extend(b"PK\x05\x06");
    out.extend([0; 4]);
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend(0_u16.to_le_bytes());
    out
}

/// CRC-32 as zip wants it, from a table of sixteen: small, and quick enough for a pack.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 16] = {
        let mut table = [0; 16];
        let mut n = 0;
        while n < 16 {
            let mut value = n as u32;
            let mut bit = 0;
            while bit < 4 {
                value = if value & 1 == 1 { (value >> 1) ^ 0xEDB8_8320 } else { value >> 1 };
                bit += 1;
            }
            table[n] = value;
            n += 1;
        }
        table
    };
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        crc = (crc >> 4) ^ TABLE[(crc & 15) as usize];
        crc = (crc >> 4) ^ TABLE[(crc & 15) as usize];
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_the_one_that_zip_wants() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b""), 0);
    }
}
