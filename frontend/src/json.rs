//! JSON, read by the browser's own parser. A parser in the module, with its tables for floating point numbers, weighs
//! ten times this.

use std::ops::Index;

/// What JSON can say, as far as this page reads it.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Null.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object, in its own order.
    Map(Vec<(String, Value)>),
}

static NULL: Value = Value::Null;

impl Value {
    /// The text, where it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is true; false where it is neither.
    pub fn is_true(&self) -> bool {
        matches!(self, Self::Bool(true))
    }

    /// The number, where it is one.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The number, where it is one that is not below zero.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_f64().filter(|number| *number >= 0.0).map(|number| number as u64)
    }

    /// The elements, where it is an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// The members, where it is an object.
    pub fn as_object(&self) -> Option<&[(String, Value)]> {
        match self {
            Self::Map(members) => Some(members),
            _ => None,
        }
    }
}

/// The member, or null.
impl Index<&str> for Value {
    type Output = Value;

    fn index(&self, key: &str) -> &Value {
        self.as_object().and_then(|all| all.iter().find(|(name, _)| name == key)).map_or(&NULL, |(_, value)| value)
    }
}

/// The element, or null.
impl Index<usize> for Value {
    type Output = Value;

    fn index(&self, at: usize) -> &Value {
        self.as_array().and_then(|list| list.get(at)).unwrap_or(&NULL)
    }
}

/// JSON text as a value.
#[cfg(target_arch = "wasm32")]
pub fn parse(text: &str) -> Option<Value> {
    js_sys::JSON::parse(text).ok().map(|value| from_js(&value))
}

#[cfg(target_arch = "wasm32")]
fn from_js(value: &wasm_bindgen::JsValue) -> Value {
    use wasm_bindgen::JsCast;
    if let Some(text) = value.as_string() {
        Value::Text(text)
    } else if let Some(number) = value.as_f64() {
        Value::Number(number)
    } else if let Some(truth) = value.as_bool() {
        Value::Bool(truth)
    } else if js_sys::Array::is_array(value) {
        let list: &js_sys::Array = value.unchecked_ref();
        Value::List((0..list.length()).map(|at| from_js(&list.get(at))).collect())
    } else if value.is_object() {
        let keys = js_sys::Object::keys(value.unchecked_ref::<js_sys::Object>());
        let member = |at| {
            let key = keys.get(at);
            Some((key.as_string()?, from_js(&js_sys::Reflect::get(value, &key).ok()?)))
        };
        Value::Map((0..keys.length()).filter_map(member).collect())
    } else {
        Value::Null
    }
}

/// JSON text as a value; there is no browser where the tests run.
#[cfg(not(target_arch = "wasm32"))]
pub fn parse(text: &str) -> Option<Value> {
    fn from(value: serde_json::Value) -> Value {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(truth) => Value::Bool(truth),
            serde_json::Value::Number(number) => Value::Number(number.as_f64().unwrap_or_default()),
            serde_json::Value::String(text) => Value::Text(text),
            serde_json::Value::Array(list) => Value::List(list.into_iter().map(from).collect()),
            serde_json::Value::Object(members) => {
                Value::Map(members.into_iter().map(|(key, value)| (key, from(value))).collect())
            }
        }
    }
    serde_json::from_str(text).ok().map(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_null() {
        let value = parse(r#"{"a":[1,"x",-2.5],"b":{"c":null},"t":true,"f":false}"#).unwrap();
        assert!(value["t"].is_true() && !value["f"].is_true() && !value["a"].is_true());
        assert_eq!(value["a"][0].as_u64(), Some(1));
        assert_eq!(value["a"][1].as_str(), Some("x"));
        assert_eq!((value["a"][2].as_u64(), value["a"][2].as_f64()), (None, Some(-2.5)));
        assert_eq!(value["a"][3], Value::Null);
        assert_eq!(value["b"]["c"]["d"], Value::Null);
        assert_eq!(parse("{"), None);
    }
}
