//! Tab: keywords, relations, columns of the relations that the statement names, backslash commands, parameters.
//!
//! Names come from a hidden query, sent only while nothing runs and no transaction is open, so that it can neither
//! fail one nor take its snapshot; in a transaction what earlier queries told is used.

use std::collections::{BTreeMap, BTreeSet};

use super::commands::LAB;
use super::describe::QueryResult;
use super::engine::{Activity, Engine};
use super::statement::Purpose;
use super::variables::quote_literal;
use super::{Output, help};

/// What earlier hidden queries told, by query.
pub(super) type Known = BTreeMap<String, Vec<String>>;

/// How many queries' answers are kept.
const MAX_KNOWN: usize = 64;

/// A question that waits for the server.
#[derive(Debug)]
pub(super) struct Question {
    request: u64,
    start: usize,
    word: String,
    query: String,
    /// What goes with the names, whatever the server says.
    fixed: Vec<String>,
    /// Before each name: `alias.`.
    before: String,
}

/// What the names are of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Names {
    None,
    Relations,
    InSchema(String),
    Columns(Vec<String>),
    /// Columns of these relations, and functions with their opening parenthesis.
    Expression(Vec<String>),
    Functions,
    Settings,
    Databases,
    Roles,
    Schemas,
}

const KEYWORDS: &[&str] = &[
    "ABORT",
    "ALL",
    "ALTER",
    "ANALYZE",
    "AND",
    "ANY",
    "AS",
    "ASC",
    "BEGIN",
    "BETWEEN",
    "BY",
    "CASE",
    "CAST",
    "CHECKPOINT",
    "COLUMN",
    "COMMENT",
    "COMMIT",
    "CONCURRENTLY",
    "CONNECTION LIMIT",
    "COPY",
    "CREATE",
    "CROSS JOIN",
    "DATABASE",
    "DEFAULT",
    "DELETE FROM",
    "DESC",
    "DISTINCT",
    "DO",
    "DROP",
    "ELSE",
    "END",
    "EXCEPT",
    "EXISTS",
    "EXPLAIN",
    "EXTENSION",
    "FALSE",
    "FETCH",
    "FILTER",
    "FOR",
    "FROM",
    "FULL JOIN",
    "FUNCTION",
    "GRANT",
    "GROUP BY",
    "HAVING",
    "ILIKE",
    "IN",
    "INDEX",
    "INNER JOIN",
    "INSERT INTO",
    "INTERSECT",
    "INTO",
    "IS NOT NULL",
    "IS NULL",
    "JOIN",
    "LATERAL",
    "LEFT JOIN",
    "LIKE",
    "LIMIT",
    "LISTEN",
    "LOCK",
    "NOT",
    "NOTIFY",
    "NULL",
    "NULLS FIRST",
    "NULLS LAST",
    "OFFSET",
    "ON",
    "OR",
    "ORDER BY",
    "OVER",
    "PARTITION BY",
    "PREPARE",
    "REFRESH",
    "REINDEX",
    "RELEASE",
    "RESET",
    "RETURNING",
    "REVOKE",
    "RIGHT JOIN",
    "ROLE",
    "ROLLBACK",
    "SAVEPOINT",
    "SCHEMA",
    "SELECT",
    "SEQUENCE",
    "SET",
    "SHOW",
    "START TRANSACTION",
    "SYSTEM",
    "TABLE",
    "THEN",
    "TO",
    "TRUE",
    "TRUNCATE",
    "UNION",
    "UNIQUE",
    "UPDATE",
    "USER",
    "USING",
    "VACUUM",
    "VALUES",
    "VIEW",
    "WHEN",
    "WHERE",
    "WITH",
];

const DESCRIBE: &[&str] = &["d", "di", "dn", "dt", "du", "dv", "l", "dm", "ds", "df", "dp"];

impl Engine {
    /// Answers Tab.
    pub(super) fn complete(&mut self, request: u64, line: &str, cursor: usize) {
        let mut cursor = cursor.min(line.len());
        while !line.is_char_boundary(cursor) {
            cursor -= 1;
        }
        let before = &line[..cursor];
        let start = before
            .rfind([' ', '\t', '\n', '(', ')', ',', ';', '=', '\'', '|', '&', '<', '>', '{'])
            .map_or(0, |at| at + 1);
        let word = &before[start..];
        if let Some(prefix) = word.strip_prefix('\\') {
            let lab: &[&str] = if self.options.lab { &LAB } else { &[] };
            let names = help::NAMES.iter().chain(DESCRIBE).chain(lab);
            let candidates = names.filter(|name| name.starts_with(prefix)).map(|name| format!("\\{name}"));
            self.candidates(request, start, candidates.collect());
            return;
        }
        if let Some(prefix) = word.strip_prefix(':').filter(|rest| !rest.starts_with(':')) {
            let candidates =
                self.variables.iter().filter(|(name, _)| name.starts_with(prefix)).map(|(name, _)| format!(":{name}"));
            let candidates = candidates.collect();
            self.candidates(request, start, candidates);
            return;
        }
        let (names, fixed, alias) = if let Some(command) = before.trim_start().strip_prefix('\\') {
            self.after_command(command.split_whitespace().next().unwrap_or(""), &before[..start])
        } else {
            let buffer = self.frames.last().map_or("", |frame| frame.buffer.as_str());
            context(&format!("{buffer}\n{}", &before[..start]), &format!("{buffer}\n{line}"), word)
        };
        let fixed = fixed.into_iter().filter(|text| begins(text, word)).map(|text| cased(&text, word)).collect();
        let Some(query) = query(&names) else {
            self.candidates(request, start, fixed);
            return;
        };
        let word = word[alias.len()..].to_owned();
        let question = Question { request, start, word, query: query.clone(), fixed, before: alias };
        let idle =
            matches!(self.activity, Activity::Idle) && self.link.transaction() == Some('I') && self.link.gone.is_none();
        if idle {
            self.run(query, Purpose::Complete(question));
        } else {
            self.completed(question, None);
        }
    }

    fn after_command(&self, command: &str, before: &str) -> (Names, Vec<String>, String) {
        let plain = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let first = before.split_whitespace().count() == 1;
        let (names, fixed) = match command {
            "c" | "connect" if first => (Names::Databases, vec![]),
            "c" | "connect" => (Names::Roles, vec![]),
            "l" | "l+" => (Names::Databases, vec![]),
            "x" => (Names::None, plain(&["auto", "off", "on"])),
            "t" | "timing" => (Names::None, plain(&["off", "on"])),
            "pset" if first => (
                Names::None,
                plain(&[
                    "border",
                    "columns",
                    "csv_fieldsep",
                    "expanded",
                    "fieldsep",
                    "footer",
                    "format",
                    "linestyle",
                    "null",
                    "numericlocale",
                    "recordsep",
                    "title",
                    "tuples_only",
                ]),
            ),
            "set" | "unset" if first => (Names::None, self.variables.iter().map(|(name, _)| name.to_owned()).collect()),
            "pset" if before.split_whitespace().nth(1) == Some("format") => (
                Names::None,
                plain(&[
                    "aligned",
                    "asciidoc",
                    "csv",
                    "html",
                    "latex",
                    "latex-longtable",
                    "troff-ms",
                    "unaligned",
                    "wrapped",
                ]),
            ),
            _ if ["df", "ef", "sf"].iter().any(|name| command.starts_with(name)) => (Names::Functions, vec![]),
            "ev" | "sv" | "sv+" => (Names::Relations, vec![]),
            _ if command.starts_with("dn") => (Names::Schemas, vec![]),
            _ if command.starts_with("du") || command.starts_with("dg") => (Names::Roles, vec![]),
            _ if command.starts_with('d') => (Names::Relations, vec![]),
            _ => (Names::None, vec![]),
        };
        (names, fixed, String::new())
    }

    /// The server has answered, or can't be asked.
    pub(super) fn completed(&mut self, question: Question, results: Option<Vec<QueryResult>>) {
        if let Some(results) = results {
            let names =
                results.into_iter().flat_map(|result| result.rows).filter_map(|mut row| row.pop().flatten()).collect();
            if self.known.len() >= MAX_KNOWN {
                self.known.clear();
            }
            self.known.insert(question.query.clone(), names);
        }
        let mut candidates = question.fixed;
        let word = question.word.to_lowercase();
        if let Some(names) = self.known.get(&question.query) {
            let fitting = names.iter().filter(|name| {
                name.to_lowercase().starts_with(&word) || name.trim_start_matches('"').starts_with(&word)
            });
            candidates.extend(fitting.map(|name| format!("{}{name}", question.before)));
        }
        self.candidates(question.request, question.start, candidates);
    }

    /// The connection went while a hidden query ran.
    pub(super) fn hidden_over(&mut self) {
        if let Activity::Query(run) = std::mem::replace(&mut self.activity, Activity::Idle)
            && let Purpose::Complete(question) = run.purpose
            && let Some(extras) = self.extras
        {
            (extras.completed)(self, question, None);
        }
    }

    fn candidates(&mut self, request: u64, start: usize, candidates: Vec<String>) {
        let candidates: BTreeSet<String> = candidates.into_iter().collect();
        self.out.push(Output::Completions { request, start, candidates: candidates.into_iter().collect() });
    }
}

fn begins(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
}

/// Keywords are written as the word was begun: in lower case only if it was.
fn cased(text: &str, word: &str) -> String {
    let keyword = text.bytes().all(|b| b.is_ascii_uppercase() || b == b' ');
    if keyword && word.starts_with(|c: char| c.is_ascii_lowercase()) {
        text.to_ascii_lowercase()
    } else {
        text.to_owned()
    }
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
fn relations(tokens: &[String]) -> Vec<(String, Option<String>)> {
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
                    && !KEYWORDS.iter().any(|k| k.split(' ').next().is_some_and(|k| k.eq_ignore_ascii_case(alias)))
            });
            found.push((name.clone(), alias.cloned()));
        }
        index += 1;
    }
    found
}

/// What fits at the end of `before`, within `whole`: names, keywords, and what of the word is an alias.
fn context(before: &str, whole: &str, word: &str) -> (Names, Vec<String>, String) {
    let statement = before.rsplit(';').next().unwrap_or("");
    let tokens_before = tokens(statement);
    let last = tokens_before.last().map_or("", String::as_str);
    let first = tokens_before.first().map_or("", String::as_str);
    let keywords = || KEYWORDS.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>();
    let after_relation_word = BEFORE_RELATION.contains(&last) || (last == "," && in_from(&tokens_before));
    if let Some((qualifier, _)) = word.rsplit_once('.') {
        let all = relations(&tokens(whole));
        let qualified = format!("{qualifier}.");
        let folded = qualifier.to_lowercase();
        let relation = all.iter().find(|(name, alias)| alias.as_deref() == Some(&folded) || *name == folded);
        return match relation {
            Some((name, _)) if !after_relation_word => (Names::Columns(vec![name.clone()]), vec![], qualified),
            _ => (Names::InSchema(folded), vec![], qualified),
        };
    }
    let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    let (names, fixed) = match last {
        _ if after_relation_word => (Names::Relations, words(&["ONLY"])),
        "on" if first == "create" => (Names::Relations, vec![]),
        "show" | "reset" => (Names::Settings, words(&["ALL"])),
        "set" if !matches!(first, "update" | "insert" | "merge") => {
            (Names::Settings, words(&["LOCAL", "SESSION", "ROLE"]))
        }
        "local" | "session" if first == "set" => (Names::Settings, vec![]),
        "role" | "user" | "owner" => (Names::Roles, vec![]),
        "function" | "procedure" | "routine" if first != "create" || tokens_before.iter().any(|t| t == "execute") => {
            (Names::Functions, vec![])
        }
        "database" => (Names::Databases, vec![]),
        "schema" => (Names::Schemas, vec![]),
        "" => (Names::None, keywords()),
        _ => {
            let all = relations(&tokens(whole.rsplit(';').find(|part| !part.trim().is_empty()).unwrap_or(whole)));
            let all: Vec<String> = all.into_iter().map(|(name, _)| name).collect();
            // There are thousands of functions: only once a name was begun.
            let names = match (all.is_empty(), word.is_empty()) {
                (true, true) => Names::None,
                (false, true) => Names::Columns(all),
                (_, false) => Names::Expression(all),
            };
            (names, keywords())
        }
    };
    (names, fixed, String::new())
}

fn in_from(tokens: &[String]) -> bool {
    let clause = tokens
        .iter()
        .rev()
        .find(|t| matches!(t.as_str(), "select" | "from" | "where" | "by" | "having" | "set" | "values" | "("));
    clause.is_some_and(|t| t == "from")
}

fn query(names: &Names) -> Option<String> {
    const KINDS: &str = "c.relkind IN ('r', 'v', 'm', 'S', 'f', 'p')";
    let text = match names {
        Names::None => return None,
        Names::Relations => format!(
            "SELECT pg_catalog.quote_ident(c.relname) FROM pg_catalog.pg_class c WHERE {KINDS} AND pg_catalog.pg_table_is_visible(c.oid) \
             UNION SELECT pg_catalog.quote_ident(n.nspname) || '.' FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_t' LIMIT 5000"
        ),
        Names::InSchema(schema) => format!(
            "SELECT pg_catalog.quote_ident(c.relname) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE {KINDS} AND n.nspname = {} LIMIT 5000",
            quote_literal(&schema.replace('"', ""))
        ),
        Names::Functions => "SELECT DISTINCT pg_catalog.quote_ident(p.proname) FROM pg_catalog.pg_proc p \
             WHERE pg_catalog.pg_function_is_visible(p.oid) LIMIT 5000"
            .to_owned(),
        Names::Expression(relations) => {
            // What only the system calls takes `internal`, or gives a trigger.
            let functions = "SELECT pg_catalog.quote_ident(p.proname) || '(' FROM pg_catalog.pg_proc p \
                 WHERE pg_catalog.pg_function_is_visible(p.oid) AND p.prorettype <> 'pg_catalog.trigger'::pg_catalog.regtype \
                 AND NOT 'pg_catalog.internal'::pg_catalog.regtype = ANY (p.proargtypes)";
            match query(&Names::Columns(relations.clone())) {
                Some(columns) if !relations.is_empty() => format!("({columns}) UNION {functions}"),
                _ => format!("SELECT DISTINCT * FROM ({functions} LIMIT 5000) f"),
            }
        }
        Names::Columns(relations) => {
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
        Names::Settings => "SELECT s.name FROM pg_catalog.pg_settings s LIMIT 5000".to_owned(),
        Names::Databases => {
            "SELECT pg_catalog.quote_ident(d.datname) FROM pg_catalog.pg_database d WHERE d.datallowconn LIMIT 5000"
                .to_owned()
        }
        Names::Roles => "SELECT pg_catalog.quote_ident(r.rolname) FROM pg_catalog.pg_roles r LIMIT 5000".to_owned(),
        Names::Schemas => {
            "SELECT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_namespace n LIMIT 5000".to_owned()
        }
    };
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(before: &str, word: &str) -> Names {
        context(before, &format!("{before}{word}"), word).0
    }

    #[test]
    fn what_is_asked_for() {
        assert_eq!(names("select * from ", "or"), Names::Relations);
        assert_eq!(names("select * from a, ", ""), Names::Relations);
        assert_eq!(names("select a, ", ""), Names::None);
        assert_eq!(names("select * from orders o where ", ""), Names::Columns(vec!["orders".into()]));
        assert_eq!(names("select * from orders o where ", "i"), Names::Expression(vec!["orders".into()]));
        assert_eq!(names("select ", "pg_term"), Names::Expression(vec![]));
        assert_eq!(names("drop function ", "a"), Names::Functions);
        assert_eq!(names("create function ", "a"), Names::Expression(vec![]));
        assert_eq!(names("create trigger t before insert on o execute function ", "a"), Names::Functions);
        assert_eq!(names("select * from orders o where ", "o.i"), Names::Columns(vec!["orders".into()]));
        assert_eq!(names("select * from ", "shop.o"), Names::InSchema("shop".into()));
        assert_eq!(names("show ", "max"), Names::Settings);
        assert_eq!(names("alter system set ", "max"), Names::Settings);
        assert_eq!(names("update orders set ", "x"), Names::Expression(vec!["orders".into()]));
        assert_eq!(names("alter role ", "dep"), Names::Roles);
        assert_eq!(names("select 1; ", "se"), Names::None);
    }

    #[test]
    fn keywords_follow_the_case_that_was_begun() {
        assert_eq!(cased("SELECT", "se"), "select");
        assert_eq!(cased("SELECT", "SE"), "SELECT");
        assert_eq!(cased("auto", "A"), "auto");
    }
}
