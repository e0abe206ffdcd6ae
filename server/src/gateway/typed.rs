//! What a learner typed, as far as it speaks against a result: whoever renames sessions may be looking at their own; and
//! how it looks at what it shows. What is typed never speaks for anything that the server didn't show.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::look::{Shape, shapes};
use super::text::cut;

/// Most of a statement that is looked through; of a longer one nobody knows what is in it.
pub const READ_BYTES: usize = 64 << 10;

/// A statement as it was sent.
#[derive(Debug, Clone, Default)]
pub struct Script {
    /// Its text, cut.
    pub text: Arc<str>,
    /// What was typed.
    pub typed: Arc<Typed>,
    /// How it looks at what matchers wait for.
    pub sight: Arc<Sight>,
}

impl Script {
    /// A statement's text; `whole` if nothing of it is missing. `relations` are those that matchers name.
    pub fn new(text: &[u8], whole: bool, relations: &BTreeSet<String>) -> Self {
        let read = String::from_utf8_lossy(text);
        let sight = if whole { Sight::new(&read, relations) } else { Sight::default() };
        Self { text: Arc::from(cut(text)), typed: Arc::new(Typed::read(&read, whole)), sight: Arc::new(sight) }
    }
}

/// How a text's statements look at the relations that matchers name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sight {
    /// Each statement's shape, where it could be read.
    pub shapes: Vec<Option<Shape>>,
    /// Relations that stand in the text once, so that each column of theirs is of one scan.
    pub once: BTreeSet<String>,
    /// Relations in whose place it may put something else.
    pub shadows: BTreeSet<String>,
    /// The prepared statement or cursor that it makes, ...
    pub makes: Option<String>,
    /// ... or that it reads from.
    pub reads: Option<String>,
}

impl Sight {
    fn new(text: &str, relations: &BTreeSet<String>) -> Self {
        let small = text.to_ascii_lowercase();
        let words: Vec<&str> = split(&small).collect();
        let mut sight = Self::default();
        let name = |at: usize| words.get(at).map(|word| (*word).to_owned());
        let mut body = text;
        match words.first().copied() {
            Some("execute") => sight.reads = name(1),
            Some("fetch") => sight.reads = name(words.len() - 1),
            Some("prepare") => {
                sight.makes = name(1);
                body = small.find(" as ").map_or("", |at| &text[at + 4..]);
            }
            Some("declare") => {
                sight.makes = name(1);
                body = small.find(" for ").map_or("", |at| &text[at + 5..]);
            }
            _ => {}
        }
        let changes =
            words.iter().any(|w| ["create", "alter", "into"].contains(w)) && words.iter().any(|w| CHANGING.contains(w));
        for relation in relations {
            let times = words.iter().filter(|word| *word == relation).count();
            if times == 1 && !words.contains(&"with") {
                sight.once.insert(relation.clone());
            }
            if times > 0 && changes {
                sight.shadows.insert(relation.clone());
            }
        }
        if relations.iter().any(|relation| words.contains(&relation.as_str())) {
            sight.shapes = shapes(body);
        }
        sight
    }
}

/// Words of a statement that could put something in a relation's place.
const CHANGING: &[&str] = &["table", "view", "temp", "temporary", "unlogged", "foreign", "into", "rename", "schema"];

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// What one statement holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Whether it may rename a session while it runs, so that the server tells of it only after its rows.
    pub renames: bool,
    /// Whether it may run something else that was typed before, or that is hidden in a string.
    pub hides: bool,
    /// Whether it ends sessions: how many of those that it counts are still there is anybody's guess.
    pub ends: bool,
}

/// Words by which SQL runs what stands in a string or renames its session from within.
const HIDING: &[&str] = &[
    "set_config",
    "query_to_xml",
    "query_to_xml_and_xmlschema",
    "query_to_xmlschema",
    "table_to_xml",
    "table_to_xml_and_xmlschema",
    "cursor_to_xml",
    "schema_to_xml",
    "schema_to_xml_and_xmlschema",
    "database_to_xml",
    "database_to_xml_and_xmlschema",
    "ts_stat",
    "ts_rewrite",
    "dblink",
];

impl Typed {
    fn read(text: &str, whole: bool) -> Self {
        let text = text.to_ascii_lowercase();
        Self {
            renames: !whole
                || text.contains("application_name") && split(&text).any(|w| w == "set" || w == "set_config"),
            ends: text.contains("pg_terminate_backend"),
            // Escapes could spell any of the words.
            hides: !whole || text.contains("u&") || split(&text).any(|word| HIDING.contains(&word)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Typed {
        Typed::read(text, true)
    }

    fn sight(text: &str) -> Sight {
        Sight::new(text, &BTreeSet::from(["pg_stat_activity".to_owned(), "orders".to_owned()]))
    }

    #[test]
    fn words_that_rename_and_hide() {
        assert!(typed("SET LOCAL application_name = 'x'; SELECT 1").renames);
        assert!(!typed("SELECT application_name FROM pg_stat_activity").renames);
        assert!(typed("SELECT Set_Config('a', 'b', true)").hides);
        assert!(typed("SELECT U&\"\\0073et_config\"('a', 'b', true)").hides);
        assert!(!typed("SELECT application_name, count(*) FROM pg_stat_activity").hides);
        assert!(typed("SELECT count(PG_Terminate_Backend(pid)) FROM pg_stat_activity").ends);
        assert!(!typed("SELECT count(*) FROM pg_stat_activity").ends);
    }

    #[test]
    fn relations_that_stand_once_or_may_be_another() {
        assert!(sight("SELECT * FROM pg_stat_activity a, orders").once.contains("pg_stat_activity"));
        assert!(sight("SELECT * FROM pg_stat_activity a, PG_STAT_ACTIVITY b").once.is_empty());
        assert!(sight("WITH a AS (SELECT * FROM orders) SELECT * FROM a x, a y").once.is_empty());
        assert!(sight("CREATE TEMP TABLE orders (id int)").shadows.contains("orders"));
        assert!(sight("SELECT 1 AS pid INTO TEMP \"pg_stat_activity\"").shadows.contains("pg_stat_activity"));
        assert!(sight("CREATE INDEX CONCURRENTLY ON orders (id)").shadows.is_empty());
        assert!(sight("SELECT 1").shapes.is_empty());
    }

    #[test]
    fn cursors_and_prepared_statements_have_the_shape_of_their_query() {
        let made = sight("DECLARE c CURSOR WITH HOLD FOR SELECT * FROM pg_stat_activity");
        assert_eq!((made.makes.as_deref(), made.shapes.len()), (Some("c"), 1));
        assert!(made.shapes[0].is_some());
        let made = sight("PREPARE who (text) AS SELECT pid FROM pg_stat_activity WHERE state = $1");
        assert!(made.makes.as_deref() == Some("who") && made.shapes[0].is_some());
        assert_eq!(sight("FETCH FORWARD 10 FROM c").reads.as_deref(), Some("c"));
        assert_eq!(sight("EXECUTE who('idle')").reads.as_deref(), Some("who"));
    }
}
