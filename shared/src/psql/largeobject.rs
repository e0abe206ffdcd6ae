//! Large objects and files: `\lo_import`, `\lo_export`, `\lo_unlink`.

use super::HostRequest;
use super::describe::QueryResult;
use super::engine::{AfterHost, Engine};
use super::input::{After, Slash};
use super::slash::Kind;
use super::statement::Purpose;
use super::variables::quote_literal;

/// What is done with a large object.
#[derive(Debug, Clone)]
pub(super) enum LargeObject {
    /// A transaction was begun for it, since AUTOCOMMIT is off; the command's arguments.
    Begun { first: String, second: Option<String> },
    /// Made from a file's bytes; the comment comes after.
    Import { comment: Option<String> },
    /// Its comment was set.
    Commented { oid: String },
    /// Read, to be written to this file.
    Export { path: String },
    /// Removed.
    Unlink { oid: String },
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |n: u8| char::from(DIGITS[usize::from(n)]);
    let mut out = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        out.extend([digit(byte >> 4), digit(byte & 15)]);
    }
    out
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    let value = |digit: u8| char::from(digit).to_digit(16).map(|n| n as u8);
    digits.chunks(2).map(|pair| Some(value(*pair.first()?)? << 4 | value(*pair.get(1)?)?)).collect()
}

/// A number as libpq reads an OID: the digits at the beginning, and 0 where there are none.
fn oid(text: &str) -> String {
    let text = text.trim_start();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = &digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())];
    let number = match digits.parse::<u64>() {
        Ok(number) => number,
        Err(_) if digits.is_empty() => 0,
        Err(_) => u64::MAX,
    };
    (if negative { number.wrapping_neg() } else { number } as u32).to_string()
}

/// Asks for an object's bytes as hexadecimal digits, whatever `bytea_output` says.
fn hex_query(oid: &str) -> String {
    let oid = quote_literal(oid);
    ["SELECT pg_catalog.encode(pg_catalog.lo_get(", &oid, "::pg_catalog.oid), 'hex')"].concat()
}

impl Engine {
    /// `\lo_import`, `\lo_export`, `\lo_unlink`.
    pub(super) fn large_object(&mut self, name: &str) -> Slash {
        let (first, second) = (self.text(Kind::Normal), self.text(Kind::Normal));
        let (Some(first), second, true) = (first, second.clone(), name != "lo_export" || second.is_some()) else {
            return self.missing();
        };
        if !self.link.is_up() {
            return self.failed(&["\\", name, ": not connected to a database"].concat());
        }
        self.after = After::Slash;
        match self.link.transaction() {
            Some('E') => return self.failed(&["\\", name, ": current transaction is aborted"].concat()),
            Some('I') if !self.variables.autocommit => {
                self.run("BEGIN".to_owned(), Purpose::LargeObject(LargeObject::Begun { first, second }));
            }
            _ => self.large_object_begins(name, first, second),
        }
        Slash::Pending
    }

    fn large_object_begins(&mut self, name: &str, first: String, second: Option<String>) {
        match (name, second) {
            ("lo_import", comment) => {
                self.ask_host(HostRequest::ReadData(first.clone()), AfterHost::LargeObject { path: first, comment });
            }
            ("lo_export", Some(path)) => {
                let query = hex_query(&oid(&first));
                self.run(query, Purpose::LargeObject(LargeObject::Export { path }));
            }
            _ => {
                let oid = oid(&first);
                let query = ["SELECT pg_catalog.lo_unlink(", &quote_literal(&oid), "::pg_catalog.oid)"].concat();
                self.run(query, Purpose::LargeObject(LargeObject::Unlink { oid }));
            }
        }
    }

    /// The host has read the file for `\lo_import`.
    pub(super) fn import(&mut self, path: &str, comment: Option<String>, data: Result<Vec<u8>, String>) {
        match data {
            Ok(data) => {
                let query = ["SELECT pg_catalog.lo_from_bytea(0, '\\x", &hex(&data), "')"].concat();
                self.run(query, Purpose::LargeObject(LargeObject::Import { comment }));
            }
            Err(error) => {
                self.info(&["could not open file \"", path, "\": ", &error].concat());
                self.slash_over(Slash::Error);
            }
        }
    }

    /// A query about a large object is over; `result` is none where it failed.
    pub(super) fn large_object_on(&mut self, what: LargeObject, result: Option<&QueryResult>) {
        self.after = After::Slash;
        let cell = result.and_then(|result| result.rows.first()?.first()?.clone());
        match (what, result, cell) {
            (LargeObject::Begun { first, second }, Some(_), _) => {
                let name = self.frames.last().map(|frame| frame.command.clone()).unwrap_or_default();
                self.large_object_begins(&name, first, second);
            }
            (LargeObject::Import { comment: Some(text) }, _, Some(oid)) => {
                let query = ["COMMENT ON LARGE OBJECT ", &oid, " IS ", &quote_literal(&text)].concat();
                self.run(query, Purpose::LargeObject(LargeObject::Commented { oid }));
            }
            (LargeObject::Import { comment: None }, _, Some(oid)) | (LargeObject::Commented { oid }, Some(_), _) => {
                self.variables.tell("LASTOID", oid.as_str());
                self.told(&["lo_import ", &oid, "\n"].concat());
            }
            (LargeObject::Export { path }, _, Some(text)) => {
                let Some(bytes) = from_hex(&text) else {
                    self.error("the server sent a large object in a form that can't be read");
                    self.goes_on(false);
                    return;
                };
                let what = HostRequest::WriteFile { path: path.clone(), bytes, append: false };
                self.ask_host(what, AfterHost::Exported(path));
            }
            (LargeObject::Unlink { oid }, Some(_), _) => self.told(&["lo_unlink ", &oid, "\n"].concat()),
            _ => self.goes_on(false),
        }
    }

    /// The host has written the file for `\lo_export`.
    pub(super) fn exported(&mut self, path: &str, result: Result<String, String>) {
        match result {
            Ok(_) => self.told("lo_export\n"),
            Err(error) => {
                self.info(&["could not open file \"", path, "\": ", &error].concat());
                self.goes_on(false);
            }
        }
    }

    fn told(&mut self, text: &str) {
        if !self.variables.quiet {
            self.output(text.to_owned());
        }
        match self.flush_output() {
            Slash::Pending => {}
            _ => self.goes_on(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_objects_are_read_as_libpq_reads_them() {
        for (text, number) in [("12", "12"), (" +7x", "7"), ("abc", "0"), ("-1", "4294967295"), ("4294967298", "2")] {
            assert_eq!(oid(text), number, "{text}");
        }
    }

    #[test]
    fn bytes_as_hex_and_back() {
        assert_eq!(hex(&[0, 0x7f, 0xff]), "007fff");
        assert_eq!(from_hex("007fff"), Some(vec![0, 0x7f, 0xff]));
        assert_eq!(from_hex("0"), None);
        assert_eq!(from_hex("\\x7f"), None);
    }
}
