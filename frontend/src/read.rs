//! The server's answers from JSON, by hand.
//!
//! Derived `Deserialize` implementations took a fifth of the page's first load; the page reads few types and reads them
//! leniently anyway: what it does not know is left alone, what it misses is no answer. The tests write each type with
//! serde, so that a field that is renamed in `ride_shared` fails here.

use ride_shared::grading::{Line, Part, Scorecard, Scored, Times};
use ride_shared::journal::{AppLogLine, DiagnosisAnswer, LogLevel};
use ride_shared::protocol::{
    ActionTaken, AlertLevel, AppConnections, DiagnosisTaken, HintRevealed, Mode, SessionState, SessionView, Vitals,
};
use ride_shared::scenario::{Briefing, BriefingAction, Choice, DiagnosisForm, Level, Summary, Truth};

use crate::json::Value;

/// Can be read from JSON.
pub trait Read: Sized {
    /// The value, unless something is missing.
    fn read(json: &Value) -> Option<Self>;
}

fn text(json: &Value, key: &str) -> Option<String> {
    json[key].as_str().map(str::to_owned)
}

fn number(json: &Value, key: &str) -> Option<u32> {
    json[key].as_u64().map(|n| n as u32)
}

impl Read for String {
    fn read(json: &Value) -> Option<Self> {
        json.as_str().map(str::to_owned)
    }
}

impl Read for u32 {
    fn read(json: &Value) -> Option<Self> {
        json.as_u64().map(|n| n as u32)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(json: &Value) -> Option<Self> {
        json.as_array()?.iter().map(T::read).collect()
    }
}

/// The answer to a request for a session, as far as the page needs it.
#[derive(Debug, PartialEq, Eq)]
pub struct Created {
    /// The session's id.
    pub id: String,
    /// Its token.
    pub token: String,
}

impl Read for Created {
    fn read(json: &Value) -> Option<Self> {
        Some(Self { id: text(json, "id")?, token: text(json, "token")? })
    }
}

/// A postmortem as far as a console shows it.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    /// What came of the incident.
    pub status: String,
    /// What happened, in paragraphs.
    pub summary: Vec<String>,
}

impl Read for Told {
    fn read(json: &Value) -> Option<Self> {
        let postmortem = &json["postmortem"];
        let paragraphs = postmortem["summary"].as_array()?.iter();
        Some(Self {
            status: text(postmortem, "status")?,
            summary: paragraphs.filter_map(|p| text(p, "text")).collect(),
        })
    }
}

impl Read for Summary {
    fn read(json: &Value) -> Option<Self> {
        let level = match json["level"].as_str()? {
            "L1" => Level::L1,
            "L2" => Level::L2,
            _ => Level::L3,
        };
        let minutes = &json["minutes"];
        Some(Self {
            id: text(json, "id")?,
            title: text(json, "title")?,
            topic: text(json, "topic")?,
            level,
            minutes: [u32::read(&minutes[0])?, u32::read(&minutes[1])?],
            summary: text(json, "summary")?,
        })
    }
}

impl Read for BriefingAction {
    fn read(json: &Value) -> Option<Self> {
        Some(Self {
            name: text(json, "name")?,
            label: text(json, "label")?,
            description: text(json, "description")?,
            values: Read::read(&json["values"])?,
        })
    }
}

impl Read for Choice {
    fn read(json: &Value) -> Option<Self> {
        Some(Self { key: text(json, "key")?, label: text(json, "label")? })
    }
}

impl Read for Briefing {
    fn read(json: &Value) -> Option<Self> {
        let form = &json["diagnosis"];
        Some(Self {
            scenario: Summary::read(&json["scenario"])?,
            severity: text(json, "severity")?,
            briefing: text(json, "briefing")?,
            database: text(json, "database")?,
            actions: Read::read(&json["actions"])?,
            diagnosis: DiagnosisForm {
                causes: Read::read(&form["causes"])?,
                culprits: Read::read(&form["culprits"])?,
                numbers: Read::read(&form["numbers"])?,
            },
            hints: number(json, "hints")?,
            hint_costs: Read::read(&json["hint_costs"])?,
        })
    }
}

impl Read for SessionView {
    fn read(json: &Value) -> Option<Self> {
        let state = match json["state"].as_str()? {
            "starting" => SessionState::Starting,
            "live" => SessionState::Live,
            "scoring" => SessionState::Scoring,
            "finished" => SessionState::Finished,
            "expired" => SessionState::Expired,
            "lost" => SessionState::Lost,
            "stopped" => SessionState::Stopped,
            _ => return None,
        };
        Some(Self {
            version: number(json, "version")?,
            id: text(json, "id")?,
            state,
            ended_because: text(json, "ended_because"),
            mode: if json["mode"].as_str()? == "assessed" { Mode::Assessed } else { Mode::Practice },
            seed: json["seed"].as_u64()?,
            driver: text(json, "driver")?,
            postgres: text(json, "postgres")?,
            age_ms: json["age_ms"].as_u64()?,
            live_at_ms: json["live_at_ms"].as_u64(),
            expires_at_ms: json["expires_at_ms"].as_u64()?,
            briefing: Briefing::read(&json["briefing"])?,
            hints: Read::read(&json["hints"])?,
            psql_address: text(json, "psql_address")?,
            total: number(json, "total"),
        })
    }
}

impl Read for AppConnections {
    fn read(json: &Value) -> Option<Self> {
        Some(Self {
            application: text(json, "application")?,
            total: number(json, "total")?,
            idle: number(json, "idle")?,
        })
    }
}

impl Read for Vitals {
    fn read(json: &Value) -> Option<Self> {
        Some(Self {
            at_ms: json["measured_at_ms"].as_u64()?,
            max_connections: number(json, "max_connections")?,
            connections: Read::read(&json["connections"])?,
            waiting_locks: number(json, "waiting_locks")?,
            calls: number(json, "calls")?,
            failed: number(json, "failed")?,
            p95_ms: json["p95_ms"].as_f64(),
        })
    }
}

impl Read for AlertLevel {
    fn read(json: &Value) -> Option<Self> {
        Some(match json.as_str()? {
            "ok" => Self::Ok,
            "warning" => Self::Warning,
            _ => Self::Critical,
        })
    }
}

impl Read for AppLogLine {
    fn read(json: &Value) -> Option<Self> {
        let level = match json["level"].as_str()? {
            "info" => LogLevel::Info,
            "warning" => LogLevel::Warning,
            _ => LogLevel::Error,
        };
        Some(Self { source: text(json, "source")?, level, text: text(json, "text")?, times: number(json, "times")? })
    }
}

impl Read for HintRevealed {
    fn read(json: &Value) -> Option<Self> {
        Some(Self {
            index: number(json, "index")?,
            text: text(json, "text")?,
            cost: number(json, "cost")?,
            left: number(json, "left")?,
        })
    }
}

impl Read for ActionTaken {
    fn read(json: &Value) -> Option<Self> {
        Some(Self { action: text(json, "action")?, value: text(json, "value"), outcome: text(json, "outcome")? })
    }
}

impl Read for DiagnosisTaken {
    fn read(json: &Value) -> Option<Self> {
        let json = &json["diagnosis"];
        let numbers = json["numbers"].as_object()?;
        Some(Self {
            diagnosis: DiagnosisAnswer {
                cause: text(json, "cause"),
                culprit: text(json, "culprit"),
                numbers: numbers.iter().filter_map(|(key, value)| Some((key.clone(), value.as_f64()?))).collect(),
            },
        })
    }
}

impl Read for Line {
    fn read(json: &Value) -> Option<Self> {
        let part = match json["part"].as_str()? {
            "detect" => Part::Detect,
            "mitigation" => Part::Mitigation,
            "durable" => Part::Durable,
            "trap" => Part::Trap,
            _ => Part::Hint,
        };
        Some(Self {
            part,
            points: json["points"].as_f64()? as i32,
            of: number(json, "of")?,
            reason: text(json, "reason")?,
            events: Read::read(&json["events"])?,
        })
    }
}

impl Read for Scored {
    fn read(json: &Value) -> Option<Self> {
        let (card, times, truth) = (&json["card"], &json["times"], &json["truth"]);
        Some(Self {
            card: Scorecard {
                total: number(card, "total")?,
                detect: number(card, "detect")?,
                fix: number(card, "fix")?,
                trap: number(card, "trap")?,
                hints: number(card, "hints")?,
                lines: Read::read(&card["lines"])?,
            },
            times: Times {
                acknowledged_ms: times["acknowledged_ms"].as_u64(),
                detected_ms: times["detected_ms"].as_u64(),
                recovered_ms: times["recovered_ms"].as_u64(),
            },
            truth: Truth {
                root_cause: text(truth, "root_cause")?,
                found_by: text(truth, "found_by")?,
                mitigation: text(truth, "mitigation")?,
                durable_fix: text(truth, "durable_fix")?,
                lesson: text(truth, "lesson")?,
                reading: Read::read(&truth["reading"])?,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    fn back<T: Read + serde::Serialize + PartialEq + std::fmt::Debug>(value: &T) {
        let json = parse(&serde_json::to_string(value).unwrap()).unwrap();
        assert_eq!(T::read(&json).as_ref(), Some(value));
        assert!(T::read(&Value::Map(Vec::new())).is_none());
    }

    #[test]
    fn a_postmortem_is_told_in_its_own_words() {
        use ride_shared::postmortem::{Note, Postmortem};
        let postmortem = Postmortem {
            status: Some(s("Resolved")),
            summary: vec![Note::known("a"), Note::known("b")],
            ..Postmortem::default()
        };
        let view = ride_shared::protocol::PostmortemView { postmortem, findings: vec![], comparison: vec![] };
        let json = parse(&serde_json::to_string(&view).unwrap()).unwrap();
        assert_eq!(Told::read(&json), Some(Told { status: s("Resolved"), summary: vec![s("a"), s("b")] }));
    }

    fn s(text: &str) -> String {
        text.to_owned()
    }

    fn summary() -> Summary {
        let (id, title, topic, summary) = (s("stage-03/03-x"), s("t"), s("o"), s("s"));
        Summary { id, title, topic, level: Level::L2, minutes: [10, 15], summary }
    }

    #[test]
    fn sessions() {
        back(&summary());
        for (state, mode) in [
            (SessionState::Starting, Mode::Practice),
            (SessionState::Live, Mode::Assessed),
            (SessionState::Scoring, Mode::Practice),
            (SessionState::Finished, Mode::Practice),
            (SessionState::Expired, Mode::Practice),
            (SessionState::Lost, Mode::Practice),
            (SessionState::Stopped, Mode::Practice),
        ] {
            let choice = |key: &str| Choice { key: s(key), label: s("l") };
            let (name, label, description) = (s("n"), s("l"), s("d"));
            back(&SessionView {
                version: 1,
                id: s("ab"),
                state,
                ended_because: Some(s("why")),
                mode,
                seed: u64::MAX,
                driver: s("docker"),
                postgres: s("17.2"),
                age_ms: 5,
                live_at_ms: Some(3),
                expires_at_ms: 9,
                briefing: Briefing {
                    scenario: summary(),
                    severity: s("SEV-1"),
                    briefing: s("b"),
                    database: s("shop"),
                    actions: vec![BriefingAction { name, label, description, values: vec![s("10")] }],
                    diagnosis: DiagnosisForm {
                        causes: vec![choice("c")],
                        culprits: vec![s("w")],
                        numbers: vec![choice("n")],
                    },
                    hints: 3,
                    hint_costs: vec![1, 2, 3],
                },
                hints: vec![s("h")],
                psql_address: s("postgres://"),
                total: Some(100),
            });
        }
    }

    #[test]
    fn what_the_live_channel_says() {
        for p95_ms in [None, Some(1.5)] {
            let connections = vec![AppConnections { application: s("a"), total: 2, idle: 1 }];
            back(&Vitals {
                at_ms: 1,
                max_connections: 100,
                connections,
                waiting_locks: 3,
                calls: 4,
                failed: 5,
                p95_ms,
            });
        }
        for level in [LogLevel::Info, LogLevel::Warning, LogLevel::Error] {
            back(&AppLogLine { source: s("a"), level, text: s("t"), times: 7 });
        }
        for level in [AlertLevel::Ok, AlertLevel::Warning, AlertLevel::Critical] {
            back(&level);
        }
    }

    #[test]
    fn answers() {
        back(&HintRevealed { index: 1, text: s("h"), cost: 2, left: 1 });
        back(&ActionTaken { action: s("a"), value: None, outcome: s("o") });
        back(&ActionTaken { action: s("a"), value: Some(s("10")), outcome: s("o") });
        let numbers = [(s("n"), 85.0)].into();
        back(&DiagnosisTaken { diagnosis: DiagnosisAnswer { cause: Some(s("c")), culprit: None, numbers } });
        let json = parse(r#"{ "id": "ab", "token": "t", "session": {} }"#).unwrap();
        assert_eq!(Created::read(&json), Some(Created { id: s("ab"), token: s("t") }));
    }

    #[test]
    fn cards() {
        let parts = [Part::Detect, Part::Mitigation, Part::Durable, Part::Trap, Part::Hint];
        let line = |part| Line { part, points: -3, of: 5, reason: s("r"), events: vec![s("hint#1")] };
        let (root_cause, found_by, mitigation, durable_fix, lesson) = (s("a"), s("b"), s("c"), s("d"), s("e"));
        back(&Scored {
            card: Scorecard { total: 1, detect: 2, fix: 3, trap: 4, hints: 5, lines: parts.map(line).into() },
            times: Times { acknowledged_ms: Some(1), detected_ms: None, recovered_ms: Some(3) },
            truth: Truth { root_cause, found_by, mitigation, durable_fix, lesson, reading: vec![s("f")] },
        });
    }
}
