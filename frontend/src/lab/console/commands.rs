//! The lab's own backslash commands: `\brief \hint \action \diagnose \score \postmortem \reset`.

use std::sync::Arc;

use ride_shared::grading::{DETECT, FIX, Part, Scored, TRAP};
use ride_shared::journal::DiagnosisAnswer;
use ride_shared::protocol::{ActionTaken, DiagnosisTaken, HintRevealed, TakeAction};
use ride_shared::scenario::{BriefingAction, DiagnosisForm};

use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::core::Around;
use crate::api::{self, ApiError};
use crate::read::{Created, Told};
use crate::time;

/// Takes what is to be printed, or an error text.
pub type Done = Box<dyn FnOnce(Result<String, String>)>;

/// Runs one.
pub type Run = fn(Around, &str, &str, Done);

/// They lie in the module `panel`, with the views that do the same.
#[wasm_split(panel, fallible)]
pub fn part() -> Result<Run, SplitLoaderError> {
    Ok(run)
}

fn run(around: Around, command: &str, arguments: &str, done: Done) {
    let lab = around.lab;
    let Some(session) = lab.session.peek() else {
        done(Err("the lab is not open yet".to_owned()));
        return;
    };
    let briefing = &session.briefing;
    let access = lab.access();
    let said = |error: ApiError| error.message;
    match (command, arguments) {
        ("brief", _) => done(Ok(ended(briefing.briefing.trim()))),
        ("hint", _) => access.call::<HintRevealed>("POST", "/hints", None, api::QUICK_MS, move |hint| {
            done(hint.map(|hint| hint_text(&hint)).map_err(said));
        }),
        ("action", "") => done(Ok(action_list(&briefing.actions))),
        ("action", typed) => match parse_action(&briefing.actions, typed) {
            Ok((action, value)) => {
                let body = api::json(&TakeAction { action, value });
                access.call::<ActionTaken>("POST", "/actions", body, api::SLOW_MS, move |taken| {
                    done(taken.map(|taken| ended(&taken.outcome)).map_err(said));
                });
            }
            Err(message) => done(Err(message)),
        },
        ("diagnose", "") => done(Ok(diagnosis_help(&briefing.diagnosis))),
        ("diagnose", typed) => match parse_diagnosis(&briefing.diagnosis, typed) {
            Ok(answer) => {
                let body = api::json(&answer);
                access.call::<DiagnosisTaken>("POST", "/diagnosis", body, api::QUICK_MS, move |taken| {
                    let taken = taken.map(|taken| lab.diagnosis.set(Some(taken.diagnosis)));
                    done(taken.map(|()| ended("The diagnosis is on record.")).map_err(said));
                });
            }
            Err(message) => done(Err(message)),
        },
        ("score", _) => access.call::<Scored>("POST", "/score", None, api::SLOW_MS, move |scored| match scored {
            Ok(scored) => {
                let text = card(&scored);
                lab.scored.set(Some(Arc::new(scored)));
                done(Ok(text));
            }
            Err(error) => done(Err(error.message)),
        }),
        ("postmortem", _) => access.call::<Told>("GET", "/postmortem", None, api::QUICK_MS, move |told| {
            done(told.map(|told| postmortem(&told)).map_err(said));
        }),
        ("reset", _) => access.call::<Created>("POST", "/reset", None, api::SLOW_MS, move |created| match created {
            Ok(created) => around.router.to_lab(&created.id, &created.token),
            Err(error) => done(Err(error.message)),
        }),
        _ => done(Err(["there is no lab command \\", command].concat())),
    }
}

fn postmortem(told: &Told) -> String {
    let summary = told.summary.join("\n\n");
    [&told.status, "\n\n", &summary, "\n\nAll of it, with its files: ride postgres postmortem -o FOLDER\n"].concat()
}

fn hint_text(hint: &HintRevealed) -> String {
    let number = (hint.index + 1).to_string();
    let cost = if hint.cost > 0 { [" (costs ", &hint.cost.to_string(), ")"].concat() } else { String::new() };
    ["Hint ", &number, &cost, ": ", &hint.text, "\n", &hint.left.to_string(), " left\n"].concat()
}

fn ended(text: &str) -> String {
    [text, "\n"].concat()
}

fn action_list(actions: &[BriefingAction]) -> String {
    let mut text = String::new();
    for action in actions {
        text += &["\\action ", &action.name].concat();
        if !action.values.is_empty() {
            text += &[" {", &action.values.join("|"), "}"].concat();
        }
        text += &["\n    ", &action.description, "\n"].concat();
    }
    if text.is_empty() { "This scenario has no actions.\n".to_owned() } else { text }
}

/// An action and its value from what was typed. `set pool_size 10` is as good as `set-pool-size 10`.
fn parse_action(actions: &[BriefingAction], typed: &str) -> Result<(String, Option<String>), String> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    let flat = |text: &str| text.replace([' ', '_'], "-").to_ascii_lowercase();
    for count in (1..=words.len()).rev() {
        let name = flat(&words[..count].join("-"));
        if let Some(action) = actions.iter().find(|a| flat(&a.name) == name) {
            let value = words[count..].join(" ");
            return Ok((action.name.clone(), (!value.is_empty()).then_some(value)));
        }
    }
    let known: Vec<&str> = actions.iter().map(|a| a.name.as_str()).collect();
    Err(["there is no action ", typed, "; this scenario has: ", &known.join(", ")].concat())
}

fn diagnosis_help(form: &DiagnosisForm) -> String {
    let mut text = "\\diagnose cause=KEY culprit=NAME".to_owned();
    for number in &form.numbers {
        text += &[" ", &number.key, "=NUMBER"].concat();
    }
    text += "\ncause:\n";
    for cause in &form.causes {
        text += &["    ", &cause.key, "  ", &cause.label, "\n"].concat();
    }
    text += &["culprit: ", &form.culprits.join(", "), "\n"].concat();
    for number in &form.numbers {
        text += &[&number.key, ": ", &number.label, "\n"].concat();
    }
    text
}

/// `cause=KEY culprit=NAME key=NUMBER`, any of them.
fn parse_diagnosis(form: &DiagnosisForm, typed: &str) -> Result<DiagnosisAnswer, String> {
    let mut answer = DiagnosisAnswer::default();
    for word in typed.split_whitespace() {
        let Some((key, value)) = word.split_once('=') else {
            return Err([word, " is not KEY=VALUE; \\diagnose alone shows the form"].concat());
        };
        match key {
            "cause" => {
                if !form.causes.iter().any(|c| c.key == value) {
                    let known: Vec<&str> = form.causes.iter().map(|c| c.key.as_str()).collect();
                    return Err(["there is no cause ", value, "; choose one of: ", &known.join(", ")].concat());
                }
                answer.cause = Some(value.to_owned());
            }
            "culprit" => answer.culprit = Some(value.to_owned()),
            _ if form.numbers.iter().any(|n| n.key == key) => {
                let number = time::parse(value).ok_or_else(|| [key, " takes a number, not ", value].concat())?;
                answer.numbers.insert(key.to_owned(), number);
            }
            _ => return Err(["the form has no ", key, "; \\diagnose alone shows it"].concat()),
        }
    }
    Ok(answer)
}

/// The card as text.
fn card(scored: &Scored) -> String {
    let card = &scored.card;
    let mut text = ["Score ", &card.total.to_string(), " of 100\n"].concat();
    for (label, points, of) in [("Detect", card.detect, DETECT), ("Fix", card.fix, FIX), ("Trap", card.trap, TRAP)] {
        text += &["  ", label, " ", &points.to_string(), "/", &of.to_string(), "\n"].concat();
    }
    for line in &card.lines {
        let part = match line.part {
            Part::Detect => "Detect",
            Part::Mitigation | Part::Durable => "Fix",
            Part::Trap => "Trap",
            Part::Hint => "Hint",
        };
        text += &["  [", part, " ", &line.points.to_string(), "] ", &line.reason, "\n"].concat();
    }
    text += "\nBefore you read what was behind it, write down what you make of it: tab Postmortem.\n";
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use ride_shared::scenario::Choice;

    fn actions() -> Vec<BriefingAction> {
        ["rollback-deploy", "set-pool-size", "set"]
            .map(|name| BriefingAction {
                name: name.into(),
                label: String::new(),
                description: "d".into(),
                values: Vec::new(),
            })
            .to_vec()
    }

    #[test]
    fn actions_are_found_however_they_are_spelt() {
        let ok = |name: &str, value: Option<&str>| Ok((name.to_owned(), value.map(str::to_owned)));
        assert_eq!(parse_action(&actions(), "set-pool-size 10"), ok("set-pool-size", Some("10")));
        assert_eq!(parse_action(&actions(), "set pool_size 10"), ok("set-pool-size", Some("10")));
        assert_eq!(parse_action(&actions(), "set x y"), ok("set", Some("x y")));
        assert_eq!(parse_action(&actions(), "Rollback-Deploy"), ok("rollback-deploy", None));
        assert!(parse_action(&actions(), "reboot").unwrap_err().contains("rollback-deploy, set-pool-size"));
    }

    #[test]
    fn diagnoses_are_checked() {
        let choice = |key: &str| Choice { key: key.into(), label: "l".into() };
        let form = DiagnosisForm {
            causes: vec![choice("storm"), choice("leak")],
            culprits: vec!["deploy_worker".into()],
            numbers: vec![choice("count")],
        };
        let answer = parse_diagnosis(&form, "cause=storm culprit=deploy_worker count=85").unwrap();
        assert_eq!(answer.cause.as_deref(), Some("storm"));
        assert_eq!(answer.numbers["count"].to_string(), "85");
        assert!(parse_diagnosis(&form, "cause=x").unwrap_err().contains("storm, leak"));
        assert!(parse_diagnosis(&form, "count=many").is_err());
        assert!(parse_diagnosis(&form, "what").is_err());
        assert!(parse_diagnosis(&form, "other=1").is_err());
        assert!(diagnosis_help(&form).contains("count=NUMBER"));
    }
}
