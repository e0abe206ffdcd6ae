//! Holds a document against the JSON Schema of [`Scenario`], so that every unknown key, missing key, wrong type and
//! bad word in a file is told at once. (serde would stop at the first.) The schema is derived from the same types that
//! serde reads, so the two can't drift apart.

use std::ops::Range;
use std::sync::LazyLock;

use ride_shared::scenario::{PathFile, Scenario};
use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

use super::document::{Document, what};
use super::mistake::suggest;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| schemars::schema_for!(Scenario).to_value());

static PATH_SCHEMA: LazyLock<Value> = LazyLock::new(|| schemars::schema_for!(PathFile).to_value());

/// A mistake found: line, path, message.
pub(super) type Found = (Option<usize>, String, String);

/// Every way in which the document's shape is not a scenario's.
pub(super) fn check(document: &Document<'_>) -> Vec<Found> {
    check_against(document, &SCHEMA)
}

/// Every way in which the document's shape is not a path's. That schema refers to no other: a path is flat.
pub(super) fn check_path(document: &Document<'_>) -> Vec<Found> {
    check_against(document, &PATH_SCHEMA)
}

fn check_against(document: &Document<'_>, schema: &Value) -> Vec<Found> {
    let mut walk = Walk { document, found: Vec::new() };
    if let Some(schema) = schema.as_object() {
        walk.table(document.root.get_ref(), schema, "", &document.root.span());
    }
    walk.found
}

struct Walk<'a, 't> {
    document: &'a Document<'t>,
    found: Vec<Found>,
}

impl Walk<'_, '_> {
    fn tell(&mut self, span: &Range<usize>, path: &str, message: String) {
        self.found.push((Some(self.document.line(span.start)), path.to_owned(), message));
    }

    fn table(&mut self, table: &DeTable<'_>, schema: &Map<String, Value>, path: &str, span: &Range<usize>) {
        let none = Map::new();
        let known = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
        for (key, value) in table {
            let name = key.get_ref();
            let inner = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
            let further = schema.get("additionalProperties").and_then(Value::as_object);
            if let Some(schema) = known.get(&**name).and_then(Value::as_object).or(further) {
                self.value(value.get_ref(), schema, &inner, &key.span());
            } else {
                let message = format!("there is no such key; {}", suggest(name, known.keys().map(String::as_str)));
                self.tell(&key.span(), &inner, message);
            }
        }
        for name in schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            if !table.contains_key(name) {
                let wanted = known.get(name).and_then(Value::as_object);
                let about = wanted.and_then(|s| s.get("description")).and_then(Value::as_str).unwrap_or_default();
                let expected = wanted.map(expected).unwrap_or_default();
                let about = about.replace('\n', " ");
                let inner = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
                let message = format!("this key is missing; expected {expected}: {about}");
                self.tell(span, &inner, message);
            }
        }
    }

    fn value(&mut self, value: &DeValue<'_>, schema: &Map<String, Value>, path: &str, span: &Range<usize>) {
        let schema = &resolve(schema);
        let wrong = |e: &str| format!("expected {e}, found {}", what(value));
        if let Some(words) = words(schema) {
            match value.as_str() {
                Some(word) if words.contains(&word) => {}
                Some(word) => {
                    self.tell(span, path, format!("{word:?} is not a word for this; {}", suggest(word, words)));
                }
                None => self.tell(span, path, wrong(&format!("one of {}", words.join(", ")))),
            }
            return;
        }
        if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
            if !choices.iter().filter_map(Value::as_object).any(|choice| fits(value, choice)) {
                self.tell(span, path, wrong(&expected(schema)));
            }
            return;
        }
        if !fits(value, schema) {
            self.tell(span, path, wrong(&expected(schema)));
            return;
        }
        match value {
            DeValue::Table(table) => self.table(table, schema, path, span),
            DeValue::Array(items) => {
                let (least, most) = (schema.get("minItems"), schema.get("maxItems"));
                let count = items.len() as u64;
                if least.and_then(Value::as_u64).is_some_and(|l| count < l)
                    || most.and_then(Value::as_u64).is_some_and(|m| count > m)
                {
                    self.tell(span, path, format!("expected {}, found a list of {count}", expected(schema)));
                }
                let Some(schema) = schema.get("items").and_then(Value::as_object) else { return };
                for (at, item) in items.iter().enumerate() {
                    self.value(item.get_ref(), schema, &format!("{path}[{at}]"), &item.span());
                }
            }
            _ => {}
        }
    }
}

/// Follows references, and takes the `null` out of what may be left out.
fn resolve(schema: &Map<String, Value>) -> Map<String, Value> {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/$defs/")) {
        return SCHEMA["$defs"][name].as_object().map(resolve).unwrap_or_default();
    }
    if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
        let real: Vec<_> = choices.iter().filter(|c| c["type"] != "null").filter_map(Value::as_object).collect();
        if let [only] = real[..] {
            return resolve(only);
        }
    }
    schema.clone()
}

/// The words of a schema that lists words.
fn words(schema: &Map<String, Value>) -> Option<Vec<&str>> {
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return Some(words.iter().filter_map(Value::as_str).collect());
    }
    // With documentation on each word, schemars lists them like this.
    let choices = schema.get("oneOf")?.as_array()?;
    let words = choices.iter().flat_map(|c| match (&c["const"], &c["enum"]) {
        (Value::String(word), _) => vec![word.as_str()],
        (_, Value::Array(words)) => words.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    });
    Some(words.collect())
}

fn types(schema: &Map<String, Value>) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(some)) => some.iter().filter_map(Value::as_str).filter(|t| *t != "null").collect(),
        _ => vec![],
    }
}

fn fits(value: &DeValue<'_>, schema: &Map<String, Value>) -> bool {
    let types = types(schema);
    types.is_empty()
        || types.iter().any(|kind| match *kind {
            "string" => value.is_str(),
            "boolean" => value.is_bool(),
            "integer" => in_range(value, schema),
            "number" => value.is_integer() || value.is_float(),
            "array" => value.is_array(),
            "object" => value.is_table(),
            _ => true,
        })
}

fn in_range(value: &DeValue<'_>, schema: &Map<String, Value>) -> bool {
    let Some(number) = value.as_integer().and_then(|i| i128::from_str_radix(i.as_str(), i.radix()).ok()) else {
        return false;
    };
    let (least, most) = match schema.get("format").and_then(Value::as_str) {
        Some("uint32") => (0, i128::from(u32::MAX)),
        Some("uint64") => (0, i128::from(i64::MAX)),
        _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
    };
    (least..=most).contains(&number)
}

/// What a schema wants, for people.
fn expected(schema: &Map<String, Value>) -> String {
    let schema = &resolve(schema);
    if let Some(words) = words(schema) {
        return format!("one of {}", words.join(", "));
    }
    if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
        return choices.iter().filter_map(Value::as_object).map(expected).collect::<Vec<_>>().join(" or ");
    }
    let one = |kind: &str| match kind {
        "string" => "text".to_owned(),
        "boolean" => "true or false".to_owned(),
        "integer" if schema.get("format").and_then(Value::as_str).is_some_and(|f| f.starts_with('u')) => {
            "a whole number from 0".to_owned()
        }
        "integer" => "a whole number".to_owned(),
        "number" => "a number".to_owned(),
        "array" => {
            let of = schema.get("items").and_then(Value::as_object).map(expected).unwrap_or_default();
            match schema.get("minItems").and_then(Value::as_u64) {
                Some(n) if schema.get("maxItems").and_then(Value::as_u64) == Some(n) => {
                    format!("a list of {n} ({of} each)")
                }
                _ => format!("a list ({of} each)"),
            }
        }
        "object" => "a table".to_owned(),
        other => other.to_owned(),
    };
    types(schema).into_iter().map(one).collect::<Vec<_>>().join(" or ")
}
