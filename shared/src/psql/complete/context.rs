//! What fits within a statement where no rule says anything: relations after FROM, columns of the relations that the
//! statement names, functions, keywords.

use super::super::variables::quote_literal;
use super::names;
use super::words::Name;

/// What the names are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Nothing that the server knows.
    Nothing,
    /// Relations.
    Relations,
    /// Columns of these relations.
    Columns(Vec<String>),
    /// Columns of these relations, and functions with their opening parenthesis.
    Expression(Vec<String>),
}

const KEYWORDS: &str = "\
    ABORT, ALL, ALTER, ANALYZE, AND, ANY, AS, ASC, BEGIN, BETWEEN, BY, CASE, CAST, CHECKPOINT, COLUMN, COMMENT, \
    COMMIT, CONCURRENTLY, CONNECTION LIMIT, COPY, CREATE, CROSS JOIN, DATABASE, DEFAULT, DELETE FROM, DESC, \
    DISTINCT, DO, DROP, ELSE, END, EXCEPT, EXISTS, EXPLAIN, EXTENSION, FALSE, FETCH, FILTER, FOR, FROM, FULL JOIN, \
    FUNCTION, GRANT, GROUP BY, HAVING, ILIKE, IN, INDEX, INNER JOIN, INSERT INTO, INTERSECT, INTO, IS NOT NULL, IS \
    NULL, JOIN, LATERAL, LEFT JOIN, LIKE, LIMIT, LISTEN, LOCK, NOT, NOTIFY, NULL, NULLS FIRST, NULLS LAST, OFFSET, \
    ON, OR, ORDER BY, OVER, PARTITION BY, PREPARE, REFRESH, REINDEX, RELEASE, RESET, RETURNING, REVOKE, RIGHT \
    JOIN, ROLE, ROLLBACK, SAVEPOINT, SCHEMA, SELECT, SEQUENCE, SET, SHOW, START TRANSACTION, SYSTEM, TABLE, THEN, \
    TO, TRUE, TRUNCATE, UNION, UNIQUE, UPDATE, USER, USING, VACUUM, VALUES, VIEW, WHEN, WHERE, WITH";

/// Keywords that stand within statements.
pub(super) fn keywords() -> impl Iterator<Item = &'static str> {
    KEYWORDS.split(", ")
}

/// Words and punctuation of a text, lower case; good enough to see what is asked for.
fn tokens(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, '_' | '.' | '"' | '$') {
            word.extend(c.to_lowercase());
        } else {
            if !word.is_empty() {
                out.push(std::mem::take(&mut word));
            }
            if !c.is_whitespace() {
                out.push(c.to_string());
            }
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

const BEFORE_RELATION: &[&str] =
    &["from", "join", "into", "update", "table", "only", "truncate", "analyze", "vacuum", "lock", "copy"];

/// Relations that a statement names, with their aliases.
fn named(tokens: &[String]) -> Vec<(String, Option<String>)> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        let follows = BEFORE_RELATION.contains(&tokens[index].as_str()) || (tokens[index] == "," && !found.is_empty());
        let name = tokens
            .get(index + 1)
            .filter(|name| follows && name.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '"'));
        if let Some(name) = name {
            let mut alias = tokens.get(index + 2);
            if alias.is_some_and(|alias| alias == "as") {
                alias = tokens.get(index + 3);
            }
            let alias = alias.filter(|alias| {
                alias.starts_with(|c: char| c.is_alphabetic() || c == '_')
                    && !keywords().any(|k| k.split(' ').next().is_some_and(|k| k.eq_ignore_ascii_case(alias)))
            });
            found.push((name.clone(), alias.cloned()));
        }
        index += 1;
    }
    found
}

fn in_from(tokens: &[String]) -> bool {
    let clause = tokens
        .iter()
        .rev()
        .find(|t| matches!(t.as_str(), "select" | "from" | "where" | "by" | "having" | "set" | "values" | "("));
    clause.is_some_and(|t| t == "from")
}

/// The relation that the qualifier before a dot is, or is another name of.
pub(super) fn of_qualifier(before: &str, whole: &str, qualifier: &str) -> Option<String> {
    let tokens_before = tokens(before);
    let last = tokens_before.last().map_or("", String::as_str);
    if BEFORE_RELATION.contains(&last) || (last == "," && in_from(&tokens_before)) {
        return None;
    }
    let folded = qualifier.to_lowercase();
    let all = named(&tokens(whole));
    let found = all.into_iter().find(|(name, alias)| alias.as_deref() == Some(&folded) || *name == folded);
    found.map(|(name, _)| name)
}

/// Whether a statement has come to where expressions and clauses stand.
pub(super) fn is_query(before: &str) -> bool {
    const BEGIN: &[&str] = &[
        "select", "insert", "update", "delete", "merge", "with", "values", "table", "where", "check", "call", "when",
        "using", "default", "return", "execute", "copy",
    ];
    tokens(before).iter().any(|word| BEGIN.contains(&word.as_str()))
}

/// What fits after `before` in the statement `whole`, where `word` was begun; and whether keywords do.
pub(super) fn within(before: &str, whole: &str, word: &str) -> (Wanted, bool) {
    let tokens_before = tokens(before);
    let last = tokens_before.last().map_or("", String::as_str);
    if BEFORE_RELATION.contains(&last) || (last == "," && in_from(&tokens_before)) {
        return (Wanted::Relations, false);
    }
    let all: Vec<String> = named(&tokens(whole)).into_iter().map(|(name, _)| name).collect();
    // There are thousands of functions: only once a name was begun.
    let wanted = match (all.is_empty(), word.is_empty()) {
        (true, true) => Wanted::Nothing,
        (false, true) => Wanted::Columns(all),
        (_, false) => Wanted::Expression(all),
    };
    (wanted, true)
}

/// What the server is asked.
pub(super) fn query(wanted: &Wanted, begun: &Name) -> Option<String> {
    match wanted {
        Wanted::Nothing => None,
        Wanted::Relations => names::query("relations", None, begun).map(|(query, _)| query),
        Wanted::Columns(relations) => Some(columns(relations)),
        Wanted::Expression(relations) => {
            // What only the system calls takes `internal`, or gives a trigger.
            let functions = "SELECT pg_catalog.quote_ident(p.proname) || '(' FROM pg_catalog.pg_proc p \
                 WHERE pg_catalog.pg_function_is_visible(p.oid) AND p.prorettype <> 'pg_catalog.trigger'::pg_catalog.regtype \
                 AND NOT 'pg_catalog.internal'::pg_catalog.regtype = ANY (p.proargtypes)";
            Some(if relations.is_empty() {
                format!("SELECT DISTINCT * FROM ({functions} LIMIT 5000) f")
            } else {
                format!("({}) UNION {functions}", columns(relations))
            })
        }
    }
}

fn columns(relations: &[String]) -> String {
    let names: Vec<String> = relations
        .iter()
        .take(20)
        .map(|name| {
            let (schema, name) =
                name.rsplit_once('.').map_or((None, name.as_str()), |(schema, name)| (Some(schema), name));
            let name = quote_literal(&name.replace('"', ""));
            match schema {
                Some(schema) => {
                    format!("(c.relname = {name} AND n.nspname = {})", quote_literal(&schema.replace('"', "")))
                }
                None => format!("(c.relname = {name} AND pg_catalog.pg_table_is_visible(c.oid))"),
            }
        })
        .collect();
    format!(
        "SELECT pg_catalog.quote_ident(a.attname) FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid \
                 JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                 WHERE a.attnum > 0 AND NOT a.attisdropped AND ({}) LIMIT 5000",
        names.join(" OR ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(before: &str, word: &str) -> Wanted {
        within(before, &format!("{before}{word}"), word).0
    }

    #[test]
    fn what_is_asked_for() {
        assert_eq!(wanted("select * from ", "or"), Wanted::Relations);
        assert_eq!(wanted("select * from a, ", ""), Wanted::Relations);
        assert_eq!(wanted("select a, ", ""), Wanted::Nothing);
        assert_eq!(wanted("select * from orders o where ", ""), Wanted::Columns(vec!["orders".into()]));
        assert_eq!(wanted("select * from orders o where ", "i"), Wanted::Expression(vec!["orders".into()]));
        assert_eq!(wanted("select ", "pg_term"), Wanted::Expression(vec![]));
        let of = |text: &str| of_qualifier(text, text, "o");
        assert_eq!(of("select * from orders o where ").as_deref(), Some("orders"));
        assert_eq!(of("select * from orders o join "), None);
    }
}
