//! What the server says of a session's postmortem, from its JSON. The page shows no more of it: the pack comes as files.

use ride_shared::postmortem::session::{Comparison, Section};
use ride_shared::postmortem::{Finding, Own};
use ride_shared::protocol::WritePostmortem;

use crate::json::Value;
use crate::read::Read;

/// What the page shows of a session's postmortem.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// What the learner wrote.
    pub own: Option<Own>,
    /// Theirs beside what is proven.
    pub comparison: Vec<Comparison>,
    /// What to write in another way.
    pub findings: Vec<Finding>,
}

/// The server's answer to what was written: that it was.
pub struct Written;

fn text(json: &Value, key: &str) -> Option<String> {
    json[key].as_str().map(str::to_owned)
}

impl Read for View {
    fn read(json: &Value) -> Option<Self> {
        Some(Self {
            own: Own::read(&json["postmortem"]["own"]),
            comparison: Read::read(&json["comparison"])?,
            findings: Read::read(&json["findings"])?,
        })
    }
}

impl Read for Own {
    fn read(json: &Value) -> Option<Self> {
        Some(Self {
            summary: text(json, "summary")?,
            root_cause: text(json, "root_cause")?,
            actions: Read::read(&json["actions"])?,
        })
    }
}

impl Read for Comparison {
    fn read(json: &Value) -> Option<Self> {
        let section = match json["section"].as_str()? {
            "summary" => Section::Summary,
            "root-cause" => Section::RootCause,
            _ => Section::Actions,
        };
        Some(Self {
            section,
            point: text(json, "point")?,
            own: text(json, "own"),
            proven: text(json, "proven")?,
            evidence: Read::read(&json["evidence"])?,
            mentioned: json["mentioned"].is_true(),
        })
    }
}

impl Read for Finding {
    fn read(json: &Value) -> Option<Self> {
        Some(Self {
            place: text(json, "place")?,
            text: text(json, "text")?,
            why: text(json, "why")?,
            instead: text(json, "instead")?,
        })
    }
}

impl Read for Written {
    fn read(json: &Value) -> Option<Self> {
        json["summary"].as_str().map(|_| Self)
    }
}

/// What the learner typed, as the server takes it: an action item a line.
pub fn typed(summary: &str, root_cause: &str, actions: &str) -> WritePostmortem {
    let item = |line: &str| line.trim().trim_start_matches(['-', '*', '\u{2022}']).trim().to_owned();
    WritePostmortem {
        summary: summary.trim().to_owned(),
        root_cause: root_cause.trim().to_owned(),
        actions: actions.lines().map(item).filter(|item| !item.is_empty()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use ride_shared::postmortem::Postmortem;
    use ride_shared::protocol::PostmortemView;

    use super::*;

    #[test]
    fn what_the_server_writes_is_read() {
        let s = |text: &str| text.to_owned();
        let own = Own { summary: s("s"), root_cause: s("r"), actions: vec![s("a")] };
        let sections = [(Section::Summary, true), (Section::RootCause, false), (Section::Actions, true)];
        let comparison = sections.map(|(section, mentioned)| Comparison {
            section,
            point: s("p"),
            own: mentioned.then(|| s("o")),
            proven: s("q"),
            evidence: vec![s("vitals#1")],
            mentioned,
        });
        let findings = vec![Finding { place: s("Summary"), text: s("t"), why: s("w"), instead: s("i") }];
        for own in [None, Some(own)] {
            let postmortem = Postmortem { own: own.clone(), ..Postmortem::default() };
            let view = PostmortemView { postmortem, findings: findings.clone(), comparison: comparison.to_vec() };
            let json = crate::json::parse(&serde_json::to_string(&view).unwrap()).unwrap();
            let read = View { own, comparison: comparison.to_vec(), findings: findings.clone() };
            assert_eq!(View::read(&json), Some(read));
        }
        assert_eq!(View::read(&Value::Null), None);
    }

    #[test]
    fn an_action_item_a_line() {
        let typed = typed(" what \n", "", "- one\n\n  * two \nthree\n");
        assert_eq!(typed.summary, "what");
        assert_eq!(typed.actions, ["one", "two", "three"]);
    }
}
