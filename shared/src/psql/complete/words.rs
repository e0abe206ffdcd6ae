//! The words of a line as psql's Tab sees them: by blanks and some punctuation, with what stands in parentheses or double
//! quotes as one.

/// What ends a word before the one that is typed.
const BREAKS: &[u8] = b"\t\n@$><=;|&{() ";

fn is_break(byte: u8) -> bool {
    BREAKS.contains(&byte)
}

/// Where the word that ends at the end of `text` begins. Within quotes that is where they, and what is before them without
/// a blank, begin.
pub(super) fn start(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut quote = None;
    for (at, byte) in bytes.iter().enumerate() {
        match quote {
            Some((open, _)) if open == *byte => quote = None,
            None if matches!(byte, b'\'' | b'"') => quote = Some((*byte, at)),
            _ => {}
        }
    }
    let end = quote.map_or(bytes.len(), |(_, at)| at);
    // Of `schema."name` the schema is part of it, quoted or not.
    let mut quoted = false;
    let mut at = end;
    while at > 0 {
        let before = bytes[at - 1];
        if before == b'"' {
            quoted = !quoted;
        } else if is_break(before) && !quoted {
            break;
        }
        at -= 1;
    }
    at
}

/// The words before the one that is typed, first to last.
pub(super) fn before(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    let mut left = bytes.len();
    loop {
        while left > 0 && bytes[left - 1].is_ascii_whitespace() {
            left -= 1;
        }
        if left == 0 {
            break;
        }
        let end = left;
        let (mut at, mut quoted, mut depth) = (end - 1, false, 0_i32);
        while at > 0 {
            if bytes[at] == b'"' {
                quoted = !quoted;
            }
            match bytes[at] {
                _ if quoted => {}
                b')' => depth += 1,
                b'(' => {
                    depth -= 1;
                    if depth <= 0 {
                        break;
                    }
                }
                _ if depth == 0 && is_break(bytes[at - 1]) => break,
                _ => {}
            }
            at -= 1;
        }
        words.push(text.get(at..end).unwrap_or(""));
        left = at;
    }
    words.reverse();
    words
}

/// An SQL name as it was begun: the schema if one was given, and the beginning of the name; folded where it isn't quoted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Name {
    pub schema: Option<String>,
    pub name: String,
    /// Whether the last part begins with a quote.
    pub quoted: bool,
}

impl Name {
    pub fn parse(text: &str) -> Self {
        let mut parts = vec![(String::new(), false)];
        let mut quoted = false;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let Some((part, was)) = parts.last_mut() else { break };
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    part.push('"');
                }
                '"' => {
                    quoted = !quoted;
                    *was = true;
                }
                '.' if !quoted => parts.push((String::new(), false)),
                c if quoted => part.push(c),
                c => part.push(c.to_ascii_lowercase()),
            }
        }
        let (name, quoted) = parts.pop().unwrap_or_default();
        // Of three parts the first is a database.
        Self { schema: parts.pop().map(|(schema, _)| schema), name, quoted }
    }
}

/// A name without the quotes that `quote_ident` gave it.
pub(super) fn unquoted(name: &str) -> String {
    match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_psql_splits_them() {
        assert_eq!(before("alter table  only x add (a, b) "), ["alter", "table", "only", "x", "add", "(a, b)"]);
        assert_eq!(before("vacuum (full, "), ["vacuum", "(", "full,"]);
        assert_eq!(before("set x = "), ["set", "x", "="]);
        assert_eq!(before("set x= "), ["set", "x="]);
        assert_eq!(before("drop table \"a b\".c "), ["drop", "table", "\"a b\".c"]);
        assert!(before("  ").is_empty());
    }

    #[test]
    fn the_word_that_is_typed_begins_with_its_quotes() {
        for (text, word) in [
            ("select * from \"my ta", "\"my ta"),
            ("select * from public.\"my", "public.\"my"),
            ("select * from \"my schema\".t", "\"my schema\".t"),
            ("alter type e rename value 'b a", "'b a"),
            ("select count(ab", "ab"),
            ("select 'a b' || c", "c"),
        ] {
            assert_eq!(&text[start(text)..], word, "{text}");
        }
    }

    #[test]
    fn names_are_folded_but_for_what_is_quoted() {
        let name = Name::parse("PUBLIC.\"My");
        assert_eq!((name.schema.as_deref(), name.name.as_str(), name.quoted), (Some("public"), "My", true));
        assert_eq!(Name::parse("TAB").name, "tab");
        assert_eq!(unquoted("\"a\"\"b\""), "a\"b");
    }
}
