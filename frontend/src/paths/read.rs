//! Paths and mistakes from the server's JSON.

use ride_shared::protocol::FileMistake;
use ride_shared::scenario::Path;

use crate::json::Value;
use crate::read::Read;

impl Read for Path {
    fn read(json: &Value) -> Option<Self> {
        let text = |key: &str| json[key].as_str().map(str::to_owned);
        let minutes = &json["minutes"];
        Some(Self {
            id: text("id")?,
            title: text("title")?,
            purpose: text("purpose")?,
            afterwards: Read::read(&json["afterwards"])?,
            minutes: [u32::read(&minutes[0])?, u32::read(&minutes[1])?],
            done_from: u32::read(&json["done_from"])?,
            steps: Read::read(&json["steps"])?,
        })
    }
}

impl Read for FileMistake {
    fn read(json: &Value) -> Option<Self> {
        let text = |key: &str| json[key].as_str().map(str::to_owned);
        Some(Self { file: text("file")?, line: u32::read(&json["line"]), key: text("key")?, message: text("message")? })
    }
}

#[cfg(test)]
mod tests {
    use ride_shared::scenario::{Level, Summary};

    use super::*;

    fn back<T: Read + serde::Serialize + PartialEq + std::fmt::Debug>(value: &T) {
        let json = crate::json::parse(&serde_json::to_string(value).unwrap()).unwrap();
        assert_eq!(T::read(&json).as_ref(), Some(value));
        assert!(T::read(&Value::Map(Vec::new())).is_none());
    }

    #[test]
    fn what_the_server_writes_is_read() {
        let s = |text: &str| text.to_owned();
        let step =
            Summary { id: s("i"), title: s("t"), topic: s("o"), level: Level::L3, minutes: [1, 2], summary: s("s") };
        back(&Path {
            id: s("p"),
            title: s("t"),
            purpose: s("u"),
            afterwards: vec![s("a")],
            minutes: [3, 4],
            done_from: 80,
            steps: vec![step],
        });
        for line in [None, Some(7)] {
            back(&FileMistake { file: s("f"), line, key: s("k"), message: s("m") });
        }
    }
}
