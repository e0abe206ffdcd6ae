//! Tab: what psql offers after the words before, from a table of rules; columns, functions and keywords within statements;
//! backslash commands; variables.
//!
//! Names come from a hidden query. In a lab it is sent only while no transaction is open, so that it can neither fail one
//! nor take its snapshot, and in a transaction what earlier queries told is used; anywhere else as psql does, always but
//! when the transaction has failed.

mod context;
#[cfg(not(target_arch = "wasm32"))]
pub mod files;
mod names;
mod rules;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use super::commands::LAB;
use super::describe::QueryResult;
use super::engine::{Activity, Engine};
use super::statement::Purpose;
use super::variables::quote_literal;
use super::{Output, help, render, sqlhelp};
use context::Wanted;
use names::Fit;
use rules::Candidate;
use words::Name;

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
    /// How the names stand in the line.
    fit: Fit,
    /// What goes with the names, whatever the server says.
    fixed: Vec<String>,
    /// Before each name: `alias.`.
    before: String,
}

/// What may be offered for a word, before the server is asked.
#[derive(Default)]
struct Offer {
    queries: Vec<(String, Fit)>,
    fixed: Vec<String>,
    before: String,
}

impl Engine {
    /// Answers Tab.
    pub(super) fn complete(&mut self, request: u64, line: &str, cursor: usize) {
        let mut cursor = cursor.min(line.len());
        while !line.is_char_boundary(cursor) {
            cursor -= 1;
        }
        let before = &line[..cursor];
        let mut start = words::start(before);
        let word = &before[start..];
        if let Some(prefix) = word.strip_prefix('\\') {
            let lab: &[&str] = if self.options.lab { &LAB } else { &[] };
            let names = help::names().chain(lab.iter().copied());
            let candidates = fitting(names, prefix).map(|name| format!("\\{name}")).collect();
            self.candidates(request, start, candidates);
            return;
        }
        if let Some(prefix) = word.strip_prefix(':').filter(|rest| !rest.starts_with(':')) {
            let (quote, prefix) = match prefix.chars().next() {
                Some(c @ ('\'' | '"')) => (&word[1..2], prefix.trim_start_matches(c)),
                _ => ("", prefix),
            };
            let names = fitting(self.variables.iter().map(|(name, _)| name), prefix);
            let candidates = names.map(|name| format!(":{quote}{name}{quote}")).collect();
            self.candidates(request, start, candidates);
            return;
        }
        let buffer = self.frames.last().map_or("", |frame| frame.buffer.as_str());
        let whole = format!("{buffer}\n{line}");
        let text = format!("{buffer}\n{}", &before[..start]);
        let statement = after_semicolon(&text);
        let words = words::before(statement);
        let command = words.iter().any(|word| word.starts_with('\\'));
        let major = self.link.server_version() / 10_000;
        let qualified = word.rsplit_once('.').filter(|_| !command && !word.starts_with('\''));
        let relation =
            qualified.and_then(|(qualifier, _)| context::of_qualifier(statement, after_semicolon(&whole), qualifier));
        let offer = match (relation, qualified, rules::find(&words, major)) {
            (Some(relation), Some((qualifier, _)), _) => Offer {
                queries: query_of(&Wanted::Columns(vec![relation]), &Name::default()),
                before: format!("{qualifier}."),
                ..Offer::default()
            },
            (_, _, Some(candidates)) => self.by_rule(candidates, word),
            _ if command || !context::is_query(statement) => Offer::default(),
            _ => {
                // A word within an expression also begins after an operator or a comma.
                let from = before.rfind([' ', '\t', '\n', '(', ')', ',', ';', '=', '\'', '|', '&', '<', '>', '{']);
                let from = from.map_or(0, |at| at + 1).max(start);
                let text = format!("{buffer}\n{}", &before[..from]);
                start = from;
                self.by_context(after_semicolon(&text), after_semicolon(&whole), &before[from..])
            }
        };
        let word = &before[start..];
        let word = word.get(offer.before.len()..).unwrap_or("").to_owned();
        let Offer { mut queries, fixed, before } = offer;
        let Some((mut query, fit)) = queries.pop() else {
            self.candidates(request, start, fixed);
            return;
        };
        for (other, _) in queries {
            query = format!("({other}) UNION ({query})");
        }
        let question = Question { request, start, word, query: query.clone(), fit, fixed, before };
        let lab = self.options.lab;
        let open = self.link.transaction().is_some_and(|state| state == 'I' || (state == 'T' && !lab));
        if matches!(self.activity, Activity::Idle) && open && self.link.gone.is_none() {
            self.run(query, Purpose::Complete(question));
        } else {
            self.completed(question, None);
        }
    }

    /// What a rule says.
    fn by_rule(&self, candidates: Vec<Candidate>, word: &str) -> Offer {
        let mut offer = Offer::default();
        let name = Name::parse(word);
        let (mut exact, mut keywords) = (Vec::new(), Vec::new());
        for candidate in candidates {
            match candidate {
                Candidate::Keyword(text) => keywords.push(text),
                Candidate::Word(text) => exact.push(text.to_owned()),
                Candidate::Names("variables", _) => {
                    exact.extend(self.variables.iter().map(|(name, _)| name.to_owned()));
                }
                Candidate::Names("print_options", _) => {
                    exact.extend(render::option_names().iter().map(|name| (*name).to_owned()));
                }
                Candidate::Names("help", _) => keywords.extend(sqlhelp::names()),
                Candidate::Names(kind, of) => {
                    let asked = names::query(kind, of.as_deref(), &name);
                    offer.queries.extend(asked);
                }
            }
        }
        if offer.queries.iter().any(|(_, fit)| *fit == Fit::Name) && name.schema.is_some() {
            offer.before = qualifier(word);
        }
        offer.fixed.extend(fitting(exact.iter().map(String::as_str), word).map(str::to_owned));
        let case = self.variables.get("COMP_KEYWORD_CASE").unwrap_or("");
        offer.fixed.extend(keywords.into_iter().filter(|text| begins(text, word)).map(|text| cased(text, word, case)));
        offer
    }

    /// What stands to reason within a statement.
    fn by_context(&self, before: &str, whole: &str, word: &str) -> Offer {
        let (wanted, keywords) = context::within(before, whole, word);
        let case = self.variables.get("COMP_KEYWORD_CASE").unwrap_or("");
        let name = Name::parse(word);
        let fixed = context::keywords().filter(|text| keywords && begins(text, word));
        Offer {
            queries: query_of(&wanted, &name),
            fixed: fixed.map(|text| cased(text, word, case)).collect(),
            before: if name.schema.is_some() { qualifier(word) } else { String::new() },
        }
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
        let Question { request, start, word, query, fit, fixed, before } = question;
        let names = self.known.get(&query).map_or(&[][..], Vec::as_slice);
        let mut candidates = match fit {
            Fit::Name => named(names, &word),
            Fit::Plain => names.iter().filter(|name| begins(name, &word)).cloned().collect(),
            Fit::Quoted { exactly } => {
                let begun = word.trim_start_matches('\'');
                let fits = |name: &&String| if exactly { name.starts_with(begun) } else { begins(name, begun) };
                names.iter().filter(fits).map(|name| quote_literal(name)).collect()
            }
        };
        for name in &mut candidates {
            name.insert_str(0, &before);
        }
        candidates.extend(fixed);
        self.candidates(request, start, candidates);
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

fn query_of(wanted: &Wanted, begun: &Name) -> Vec<(String, Fit)> {
    context::query(wanted, begun).map(|query| (query, Fit::Name)).into_iter().collect()
}

/// What comes after the last semicolon that isn't quoted.
fn after_semicolon(text: &str) -> &str {
    let mut quote = None;
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b';') => from = at + 1,
            _ => {}
        }
    }
    &text[from..]
}

/// The schema before a name that was begun, with its dot, folded as SQL folds it.
fn qualifier(word: &str) -> String {
    let schema = word.rsplit_once('.').map_or("", |(schema, _)| schema);
    if schema.contains('"') { format!("{schema}.") } else { format!("{}.", schema.to_ascii_lowercase()) }
}

/// SQL's names that begin so. What needs quotes is offered where quotes were typed, or where nothing else fits.
fn named(names: &[String], word: &str) -> Vec<String> {
    let begun = Name::parse(word);
    let system = begun.name.starts_with("pg_");
    let fits = |name: &&String| {
        let (name, schema) = match name.strip_suffix('.') {
            Some(schema) => (schema, true),
            None => (name.as_str(), false),
        };
        let raw = words::unquoted(name);
        // The system's own only when they are asked for; its schema's relations are named so, too.
        raw.starts_with(&begun.name) && (system || !schema || !raw.starts_with("pg_"))
    };
    let all: Vec<&String> = names.iter().filter(fits).collect();
    let quoted = |name: &str| {
        let name = words::unquoted(name).replace('"', "\"\"");
        format!("\"{name}\"")
    };
    if begun.quoted {
        return all
            .into_iter()
            .map(|name| match name.strip_suffix('.') {
                Some(schema) => format!("{}.", quoted(schema)),
                None => quoted(name),
            })
            .collect();
    }
    let plain: Vec<String> =
        all.iter().filter(|name| word.is_empty() || !name.starts_with('"')).map(|name| (*name).clone()).collect();
    if plain.is_empty() { all.into_iter().cloned().collect() } else { plain }
}

fn begins(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
}

/// Those that begin so; where none does, those that do but for case.
fn fitting<'a>(names: impl Iterator<Item = &'a str>, word: &str) -> impl Iterator<Item = &'a str> {
    let names: Vec<&str> = names.filter(|name| begins(name, word)).collect();
    let exact = names.iter().any(|name| name.starts_with(word));
    names.into_iter().filter(move |name| !exact || name.starts_with(word)).collect::<Vec<_>>().into_iter()
}

/// A keyword in the case that `COMP_KEYWORD_CASE` says: as it was begun, unless that says otherwise.
fn cased(text: &str, word: &str, case: &str) -> String {
    let begun = word.chars().next();
    let lower = match case.to_ascii_lowercase().as_str() {
        "lower" => true,
        "upper" => false,
        "preserve-lower" => begun.is_none_or(|c| !c.is_alphabetic() || c.is_lowercase()),
        _ => begun.is_some_and(char::is_lowercase),
    };
    if lower { text.to_ascii_lowercase() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_follow_the_case_that_was_begun() {
        assert_eq!(cased("SELECT", "se", "preserve-upper"), "select");
        assert_eq!(cased("SELECT", "SE", "preserve-upper"), "SELECT");
        assert_eq!(cased("SELECT", "", "preserve-upper"), "SELECT");
        assert_eq!(cased("SELECT", "", "preserve-lower"), "select");
        assert_eq!(cased("SELECT", "SE", "preserve-lower"), "SELECT");
        assert_eq!(cased("SELECT", "SE", "lower"), "select");
        assert_eq!(cased("SELECT", "se", "upper"), "SELECT");
    }

    #[test]
    fn names_that_need_quotes_come_with_them() {
        let names: Vec<String> = ["\"mixedName\"", "mytab", "public.", "pg_catalog."].map(str::to_owned).into();
        assert_eq!(named(&names, "m"), ["mytab"]);
        assert_eq!(named(&names, "\"m"), ["\"mixedName\"", "\"mytab\""]);
        assert_eq!(named(&names, "MY"), ["mytab"]);
        assert_eq!(named(&names, "mi"), ["\"mixedName\""]);
        assert_eq!(named(&names, ""), ["\"mixedName\"", "mytab", "public."]);
        assert_eq!(named(&names, "pg_"), ["pg_catalog."]);
    }

    #[test]
    fn a_statement_begins_after_the_last_semicolon() {
        assert_eq!(after_semicolon("select ';'; sel"), " sel");
        assert_eq!(after_semicolon("select ';"), "select ';");
    }
}
