//! A TOML document that knows on which line everything stands.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A parsed file.
pub(super) struct Document<'t> {
    text: &'t str,
    /// The document's table.
    pub(super) root: Spanned<DeTable<'t>>,
}

impl<'t> Document<'t> {
    /// Parses, or gives every place where the text is no TOML: line and what the parser says.
    pub(super) fn parse(text: &'t str) -> Result<Self, Vec<(Option<usize>, String)>> {
        let (root, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            return Ok(Self { text, root });
        }
        let told = |e: &toml::de::Error| (e.span().map(|span| line_at(text, span.start)), e.message().to_owned());
        Err(errors.iter().map(told).collect())
    }

    /// The line of a byte offset.
    pub(super) fn line(&self, offset: usize) -> usize {
        line_at(self.text, offset)
    }

    /// The line on which a path such as `fleet[1].role` stands, or the nearest thing above it that is there.
    pub(super) fn line_of(&self, path: &str) -> Option<usize> {
        let mut table = Some(self.root.get_ref());
        let mut line = None;
        for part in path.split('.') {
            let (key, indexes) = part.split_once('[').map_or((part, ""), |(k, i)| (k, i));
            let Some((name, value)) = table.and_then(|t| t.iter().find(|(k, _)| k.get_ref() == key)) else {
                return line;
            };
            line = Some(self.line(name.span().start));
            let mut value = value;
            for index in indexes.split('[').filter_map(|i| i.trim_end_matches(']').parse::<usize>().ok()) {
                let Some(element) = value.get_ref().as_array().and_then(|a| a.get(index)) else { return line };
                line = Some(self.line(element.span().start));
                value = element;
            }
            table = value.get_ref().as_table();
        }
        line
    }
}

/// One-based line of a byte offset.
pub(super) fn line_at(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].split(|b| *b == b'\n').count()
}

/// What a value is, for people.
pub(super) fn what(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(s) => {
            let short: String = s.chars().take(40).collect();
            if short.len() < s.len() { format!("the text {short:?}...") } else { format!("the text {short:?}") }
        }
        DeValue::Integer(i) => format!("the number {}", i.as_str()),
        DeValue::Float(f) => format!("the number {}", f.as_str()),
        DeValue::Boolean(b) => b.to_string(),
        DeValue::Datetime(d) => format!("the date {d}"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a = 1\n\n[[fleet]]\nname = \"x\"\n\n[[fleet]]\nrole = \"y\"\nlist = [\n  { z = 1 },\n  { z = 2 },\n]\n[t.u]\nv = 1\n";

    #[test]
    fn every_path_has_its_line() {
        let document = Document::parse(TEXT).unwrap();
        for (path, line) in [
            ("a", Some(1)),
            ("fleet[0]", Some(3)),
            ("fleet[1]", Some(6)),
            ("fleet[1].role", Some(7)),
            ("fleet[1].name", Some(6)),
            ("fleet[1].list[1].z", Some(10)),
            ("t.u.v", Some(13)),
            ("nowhere", None),
        ] {
            assert_eq!(document.line_of(path), line, "{path}");
        }
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        let errors = Document::parse("a = 1\nb = \nc = 3\nd = [1,\n").err().unwrap();
        let lines: Vec<_> = errors.into_iter().filter_map(|(line, _)| line).collect();
        assert!(lines.contains(&2) && lines.iter().any(|line| *line >= 4), "{lines:?}");
    }
}
