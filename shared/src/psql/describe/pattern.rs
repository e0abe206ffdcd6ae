//! psql's name patterns: `*` and `?`, dots between database, schema and name, double quotes, and case folding, made
//! into regular expressions for the server.

/// A pattern taken apart: regular expressions for schema and name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The database, literally; none where the pattern has no part for it.
    pub database: Option<String>,
    /// The schema's regular expression.
    pub schema: Option<String>,
    /// The name's regular expression.
    pub name: String,
    /// Dots outside quotes.
    pub dots: usize,
}

/// Takes a pattern apart. Without `qualified` its dots don't separate anything. With `escape` all characters that
/// are special in regular expressions stand for themselves.
pub fn parse(pattern: &str, qualified: bool, escape: bool) -> Parts {
    let most = if qualified { 2 } else { 0 };
    let mut parts = Vec::new();
    let mut current = String::from("^(");
    let (mut literal, mut database) = (String::new(), None);
    let (mut quoted, mut dots) = (false, 0);
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '"' && !(quoted && chars.peek() == Some(&'"')) {
            quoted = !quoted;
            continue;
        }
        match c {
            '"' => {
                chars.next();
                current.push('"');
                literal.push('"');
            }
            '.' if !quoted => {
                dots += 1;
                if parts.len() < most {
                    database.get_or_insert(std::mem::take(&mut literal));
                    current.push_str(")$");
                    parts.push(std::mem::replace(&mut current, "^(".into()));
                } else {
                    current.push('.');
                    literal.push('.');
                }
            }
            _ => {
                let c = if quoted { c } else { c.to_ascii_lowercase() };
                match c {
                    '*' if !quoted => current.push_str(".*"),
                    '?' if !quoted => current.push('.'),
                    '$' => current.push_str("\\$"),
                    _ => {
                        let special = (quoted || escape) && "|*+?()[]{}.^$\\".contains(c);
                        if special || (c == '[' && chars.peek() == Some(&']')) {
                            current.push('\\');
                        }
                        current.push(c);
                    }
                }
                literal.push(c);
            }
        }
    }
    current.push_str(")$");
    let schema = parts.pop();
    let database = if parts.is_empty() { None } else { database };
    Parts { database, schema, name: current, dots }
}

/// A string literal that means the same whatever standard_conforming_strings says.
pub fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    out.push_str(if text.contains('\\') { " E'" } else { "'" });
    for c in text.chars() {
        if matches!(c, '\'' | '\\') {
            out.push(c);
        }
        out.push(c);
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_patterns_apart_as_psql_does() {
        for (pattern, database, schema, name) in [
            ("orders", None, None, "^(orders)$"),
            ("Orders", None, None, "^(orders)$"),
            ("\"Orders\"", None, None, "^(Orders)$"),
            ("ord*", None, None, "^(ord.*)$"),
            ("\"ord*\"", None, None, "^(ord\\*)$"),
            ("o?d", None, None, "^(o.d)$"),
            ("shop.o", None, Some("^(shop)$"), "^(o)$"),
            ("db.shop.o", Some("db"), Some("^(shop)$"), "^(o)$"),
            ("\"a.b\".\"c\"\"d\"", None, Some("^(a\\.b)$"), "^(c\"d)$"),
            ("a$b", None, None, "^(a\\$b)$"),
            ("int[]", None, None, "^(int\\[])$"),
            ("[ab]c", None, None, "^([ab]c)$"),
            ("(a|b)+", None, None, "^((a|b)+)$"),
            (".x", None, Some("^()$"), "^(x)$"),
            ("", None, None, "^()$"),
        ] {
            let parts = parse(pattern, true, false);
            assert_eq!(parts.database.as_deref(), database, "{pattern}");
            assert_eq!(parts.schema.as_deref(), schema, "{pattern}");
            assert_eq!(parts.name, name, "{pattern}");
        }
        assert_eq!(parse("||", false, true).name, "^(\\|\\|)$");
        assert_eq!(parse("a.b", false, false).name, "^(a.b)$");
        assert_eq!(parse("a.b.c.d", true, false).dots, 3);
    }

    #[test]
    fn literals_hold_whatever_the_server_is_set_to() {
        for (text, expected) in [("a", "'a'"), ("it's", "'it''s'"), ("a\\b", " E'a\\\\b'"), ("'; DROP", "'''; DROP'")] {
            assert_eq!(literal(text), expected);
        }
    }
}
