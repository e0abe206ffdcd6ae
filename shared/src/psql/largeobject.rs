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

/// Asks for an object's bytes as hexadecimal digits, whatever `bytea_output` says.
fn hex_query(oid: &str) -> String {
    let oid = quote_literal(oid);
    ["SELECT pg_catalog.encode(pg_catalog.lo_get(", &oid, "::pg_catalog.oid), 'hex')"].concat()
}

impl Engine {
    /// `\lo_import`, `\lo_export`, `\lo_unlink`.
    pub(super) fn large_object(&mut self, name: &str) -> Slash {
        let (first, second) = (self.text(Kind::Normal), self.text(Kind::Normal));
        if !self.link.is_up() {
            return self.failed("You are currently not connected to a database.");
        }
        self.after = After::Slash;
        match (name, first, second) {
            ("lo_import", Some(path), comment) => {
                self.ask_host(HostRequest::ReadData(path.clone()), AfterHost::LargeObject { path, comment });
            }
            ("lo_export", Some(oid), Some(path)) => {
                let query = hex_query(&oid);
                self.run(query, Purpose::LargeObject(LargeObject::Export { path }));
            }
            ("lo_unlink", Some(oid), _) => {
                let query = ["SELECT pg_catalog.lo_unlink(", &quote_literal(&oid), "::pg_catalog.oid)"].concat();
                self.run(query, Purpose::LargeObject(LargeObject::Unlink { oid }));
            }
            _ => return self.missing(),
        }
        Slash::Pending
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
                self.info(&["could not create file \"", path, "\": ", &error].concat());
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
    fn bytes_as_hex_and_back() {
        assert_eq!(hex(&[0, 0x7f, 0xff]), "007fff");
        assert_eq!(from_hex("007fff"), Some(vec![0, 0x7f, 0xff]));
        assert_eq!(from_hex("0"), None);
        assert_eq!(from_hex("\\x7f"), None);
    }
}
