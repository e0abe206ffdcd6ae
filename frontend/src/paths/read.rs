//! Paths and mistakes from the server's JSON.
//!
//! Types of the page's own, with what it shows: code for the catalog's would be shared with the catalog's part, and that
//! would be another file in the first load.

use ride_shared::protocol::FileMistake;

use crate::json::Value;
use crate::read::Read;

/// A path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The title.
    pub title: String,
    /// What it is for, in Markdown.
    pub purpose: String,
    /// What one can do afterwards.
    pub afterwards: Vec<String>,
    /// Least and most minutes.
    pub minutes: [u32; 2],
    /// From how many points on a step is done.
    pub done_from: u32,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// A scenario on a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The scenario.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Least and most minutes.
    pub minutes: [u32; 2],
    /// One sentence.
    pub summary: String,
}

fn text(json: &Value, key: &str) -> Option<String> {
    json[key].as_str().map(str::to_owned)
}

fn minutes(json: &Value) -> Option<[u32; 2]> {
    let minutes = &json["minutes"];
    Some([u32::read(&minutes[0])?, u32::read(&minutes[1])?])
}

impl Read for Path {
    fn read(json: &Value) -> Option<Self> {
        Some(Self {
            title: text(json, "title")?,
            purpose: text(json, "purpose")?,
            afterwards: Read::read(&json["afterwards"])?,
            minutes: minutes(json)?,
            done_from: u32::read(&json["done_from"])?,
            steps: Read::read(&json["steps"])?,
        })
    }
}

impl Read for Step {
    fn read(json: &Value) -> Option<Self> {
        Some(Self {
            minutes: minutes(json)?,
            summary: text(json, "summary")?,
            title: text(json, "title")?,
            id: text(json, "id")?,
        })
    }
}

impl Read for FileMistake {
    fn read(json: &Value) -> Option<Self> {
        Some(Self {
            file: text(json, "file")?,
            line: u32::read(&json["line"]),
            key: text(json, "key")?,
            message: text(json, "message")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use ride_shared::scenario::{self, Level, Summary};

    use super::*;

    fn parsed<T: Read>(value: &impl serde::Serialize) -> Option<T> {
        T::read(&crate::json::parse(&serde_json::to_string(value).unwrap()).unwrap())
    }

    #[test]
    fn what_the_server_writes_is_read() {
        let s = |text: &str| text.to_owned();
        let summary =
            Summary { id: s("i"), title: s("t"), topic: s("o"), level: Level::L3, minutes: [1, 2], summary: s("s") };
        let path = scenario::Path {
            id: s("p"),
            title: s("t"),
            purpose: s("u"),
            afterwards: vec![s("a")],
            minutes: [3, 4],
            done_from: 80,
            steps: vec![summary],
        };
        let step = Step { id: s("i"), title: s("t"), minutes: [1, 2], summary: s("s") };
        let scenario::Path { title, purpose, afterwards, minutes, done_from, .. } = path.clone();
        let read = Path { title, purpose, afterwards, minutes, done_from, steps: vec![step] };
        assert_eq!(parsed(&path), Some(read));
        assert_eq!(parsed::<Path>(&Vec::<u32>::new()), None);
        for line in [None, Some(7)] {
            let mistake = FileMistake { file: s("f"), line, key: s("k"), message: s("m") };
            assert_eq!(parsed(&mistake), Some(mistake));
        }
    }
}
