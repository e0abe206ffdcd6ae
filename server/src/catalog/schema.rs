//! The JSON Schemas of scenarios' and paths' files, as editors read them.
//!
//! The editors' TOML tools (Taplo, which Even Better TOML is made from) know draft 4, and most of draft 7. So these are
//! draft 7 without what draft 4 has not: no `const`, and numbers may be `"{{name}}"`, which `[[vary]]` puts in before
//! the file is read.

use ride_shared::scenario::{PathFile, Scenario};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// Where `ride scenario new` puts the schema of scenarios, for `#:schema ../../scenario.schema.json`.
pub(crate) const SCENARIO_FILE: &str = "scenario.schema.json";
/// The same of paths, for `#:schema ../path.schema.json`.
pub(crate) const PATH_FILE: &str = "path.schema.json";

/// The schema of `scenario.toml`.
pub fn scenario_schema() -> Value {
    let mut schema = draft7::<Scenario>();
    each(&mut schema, &with_placeholder);
    schema
}

/// The schema of a path's file.
pub fn path_schema() -> Value {
    draft7::<PathFile>()
}

fn draft7<T: JsonSchema>() -> Value {
    let mut schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<T>().to_value();
    each(&mut schema, &without_const);
    schema
}

/// Changes every schema within a schema, the inner ones first.
fn each(schema: &mut Value, change: &dyn Fn(&mut Map<String, Value>)) {
    let Value::Object(members) = schema else { return };
    for (key, value) in members.iter_mut() {
        match (key.as_str(), value) {
            ("properties" | "definitions" | "patternProperties", Value::Object(named)) => {
                named.values_mut().for_each(|inner| each(inner, change));
            }
            ("anyOf" | "oneOf" | "allOf", Value::Array(list)) => list.iter_mut().for_each(|inner| each(inner, change)),
            ("items" | "additionalProperties" | "not", inner) => each(inner, change),
            _ => {}
        }
    }
    change(members);
}

fn without_const(schema: &mut Map<String, Value>) {
    if let Some(only) = schema.remove("const") {
        schema.insert("enum".into(), json!([only]));
    }
}

/// What is no text may stand as `"{{name}}"`; so may a word, for which there is a list.
fn with_placeholder(schema: &mut Map<String, Value>) {
    let number = |kind: &Value| matches!(kind.as_str(), Some("integer" | "number" | "boolean"));
    let is_number = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(number),
        Some(kind) => number(kind),
        None => false,
    };
    if !is_number && !schema.contains_key("enum") {
        return;
    }
    let about = schema.remove("description");
    let given = Value::Object(std::mem::take(schema));
    let placeholder = json!({ "type": "string", "pattern": "^\\{\\{[a-z0-9_]+\\}\\}$" });
    schema.insert("anyOf".into(), json!([given, placeholder]));
    if let Some(about) = about {
        schema.insert("description".into(), about);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCENARIOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios");

    fn check(schema: &Value, toml: &str) -> Vec<String> {
        let file: Value = toml::from_str(toml).unwrap();
        let check = jsonschema::draft7::new(schema).expect("a schema of draft 7");
        check.iter_errors(&file).map(|e| format!("{}: {e}", e.instance_path())).collect()
    }

    fn shipped(what: impl Fn(&str) -> bool) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut open = vec![std::path::PathBuf::from(SCENARIOS)];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()));
            } else if what(&path.display().to_string()) {
                found.push((path.display().to_string(), std::fs::read_to_string(path).unwrap()));
            }
        }
        assert!(!found.is_empty());
        found
    }

    #[test]
    fn what_is_shipped_fits() {
        let skeleton = include_str!("../cli/skeleton/scenario.toml").to_owned();
        let base = include_str!("../../tests/scenarios/base.toml").to_owned();
        let own = [("the skeleton".to_owned(), skeleton), ("the tests' base".to_owned(), base)];
        for (name, text) in shipped(|path| path.ends_with("/scenario.toml")).into_iter().chain(own) {
            assert_eq!(check(&scenario_schema(), &text), Vec::<String>::new(), "{name}");
        }
        for (name, text) in shipped(|path| path.contains("/scenarios/paths/")) {
            assert_eq!(check(&path_schema(), &text), Vec::<String>::new(), "{name}");
        }
    }

    #[test]
    fn what_an_author_mistypes_does_not() {
        let base = include_str!("../../tests/scenarios/base.toml");
        let schema = scenario_schema();
        for (right, wrong) in [
            ("title = ", "titel = "),
            ("level = \"", "level = \"L9"),
            ("[sandbox]\n", "[sandbox]\non_cal = 4\n"),
            ("on_call = 4", "on_call = -1"),
            ("on_call = 4", "on_call = \"four\""),
        ] {
            assert!(base.contains(right), "{right}");
            assert_ne!(check(&schema, &base.replacen(right, wrong, 1)), Vec::<String>::new(), "{wrong}");
        }
    }

    #[test]
    fn a_number_may_be_a_placeholder_and_no_other_text() {
        let base = include_str!("../../tests/scenarios/base.toml");
        let with = |value: &str| base.replacen("format = 1", &format!("format = {value}"), 1);
        assert_eq!(check(&scenario_schema(), &with("\"{{n}}\"")), Vec::<String>::new());
        assert_ne!(check(&scenario_schema(), &with("\"one\"")), Vec::<String>::new());
    }

    /// Draft 4 is what Taplo promises to know.
    #[test]
    fn draft_4_has_all_that_is_used() {
        for schema in [scenario_schema(), path_schema()] {
            let text = schema.to_string();
            for newer in
                ["\"const\"", "\"$defs\"", "\"if\"", "\"contains\"", "\"propertyNames\"", "\"exclusiveMinimum\""]
            {
                assert!(!text.contains(newer), "{newer}");
            }
            let mut schema = schema;
            schema["$schema"] = json!("http://json-schema.org/draft-04/schema#");
            assert!(jsonschema::draft4::meta::is_valid(&schema));
            jsonschema::draft4::new(&schema).expect("a schema of draft 4");
        }
    }
}
