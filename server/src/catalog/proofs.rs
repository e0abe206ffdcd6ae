//! A scenario's proofs must make sense, and between them show that the scoring holds.

use ride_shared::grading::FIX;
use ride_shared::scenario::{DiagnoseStep, Proof, Step};

use super::meaning::Findings;

/// Tells what is wrong with the proofs.
pub(super) fn check(findings: &mut Findings<'_>) {
    let scenario = findings.scenario;
    findings.unique("proof", "name", scenario.proof.iter().map(|p| p.name.as_str()));
    for (at, proof) in scenario.proof.iter().enumerate() {
        steps(findings, at, proof);
        expect(findings, at, proof);
    }
    if !scenario.proof.iter().any(|p| p.expect.total == 100 && !p.step.is_empty()) {
        findings.tell("proof", "no proof gets 100: a reference solution is needed");
    }
    if !scenario.proof.iter().any(|p| p.expect.total == 0 && p.step.is_empty()) {
        findings.tell("proof", "no proof does nothing and gets 0: one without steps is needed");
    }
    let taken_back = |p: &Proof| p.reverts && !p.step.is_empty() && p.expect.fix.is_some_and(|fix| fix < FIX);
    if !scenario.proof.iter().any(taken_back) {
        let message = "no proof fixes the incident and takes the fix back: add one with reverts = true and an expect.fix \
                       below 40";
        findings.tell("proof", message);
    }
    for (at, trap) in scenario.trap.iter().enumerate() {
        let sprung = |p: &Proof| p.expect.sprung.iter().flatten().any(|key| *key == trap.key);
        if !scenario.proof.iter().any(sprung) {
            let message =
                format!("no proof springs the trap {}: add one with {:?} in expect.sprung", trap.key, trap.key);
            findings.tell(format!("trap[{at}]"), message);
        }
    }
}

fn steps(findings: &mut Findings<'_>, at: usize, proof: &Proof) {
    let scenario = findings.scenario;
    let mut hints = 0;
    for (i, step) in proof.step.iter().enumerate() {
        let path = format!("proof[{at}].step[{i}]");
        let Step { sql, action, hint, diagnose, wait_healthy, wait_for, console } = step;
        let keys = [
            sql.is_some(),
            action.is_some(),
            hint.is_some(),
            diagnose.is_some(),
            wait_healthy.is_some(),
            wait_for.is_some(),
        ];
        if keys.iter().filter(|k| **k).count() != 1 {
            let message = "exactly one of the keys sql, action, hint, diagnose, wait_healthy and wait_for is needed";
            findings.tell(&path, message);
        }
        if console.is_some_and(|number| number == 0 || number > 8 || sql.is_none()) {
            findings.tell(format!("{path}.console"), "it goes with sql, and is a console's number from 1 to 8");
        }
        if let Some(action) = action {
            self::action(findings, &format!("{path}.action"), action);
        }
        if let Some(hint) = hint {
            hints += 1;
            if !hint || hints > scenario.hint.len() {
                findings.tell(format!("{path}.hint"), "expected true, and no more often than there are hints");
            }
        }
        if let Some(fleet) = wait_healthy {
            findings.calling_fleet(&format!("{path}.wait_healthy"), fleet);
        }
        if let Some(answer) = diagnose {
            diagnosis(findings, &format!("{path}.diagnose"), answer);
        }
    }
}

fn action(findings: &mut Findings<'_>, path: &str, given: &str) {
    let (name, value) = split_action(given);
    let actions = &findings.scenario.action;
    let known: Vec<&str> = actions.iter().map(|a| a.name.as_str()).collect();
    findings.refers(path, "action", name, &known);
    let Some(action) = actions.iter().find(|a| a.name == name) else { return };
    let values: Vec<String> = action.values.iter().map(ToString::to_string).collect();
    match value {
        Some(value) if !values.iter().any(|v| v == value) => {
            let takes = if values.is_empty() { "no value".to_owned() } else { format!("one of {}", values.join(", ")) };
            findings.tell(path, format!("{name} takes {takes}, not {value}"));
        }
        None if !values.is_empty() => {
            findings.tell(path, format!("{name} takes one of {}: put it after a blank", values.join(", ")));
        }
        _ => {}
    }
}

fn diagnosis(findings: &mut Findings<'_>, path: &str, answer: &DiagnoseStep) {
    let diagnosis = &findings.scenario.diagnosis;
    if let Some(cause) = &answer.cause {
        let causes: Vec<&str> = diagnosis.cause.iter().map(|c| c.key.as_str()).collect();
        findings.refers(&format!("{path}.cause"), "cause", cause, &causes);
    }
    if let Some(culprit) = &answer.culprit {
        findings.refers(&format!("{path}.culprit"), "culprit", culprit, &findings.culprits());
    }
    let numbers: Vec<&str> = diagnosis.number.iter().map(|n| n.key.as_str()).collect();
    for key in answer.numbers.keys() {
        findings.refers(&format!("{path}.numbers.{key}"), "number", key, &numbers);
    }
}

fn expect(findings: &mut Findings<'_>, at: usize, proof: &Proof) {
    let path = format!("proof[{at}].expect");
    let expect = &proof.expect;
    if expect.total > 100 {
        findings.tell(format!("{path}.total"), "expected 0 to 100");
    }
    let keys: Vec<&str> = findings.scenario.trap.iter().map(|t| t.key.as_str()).collect();
    for (i, key) in expect.sprung.iter().flatten().enumerate() {
        findings.refers(&format!("{path}.sprung[{i}]"), "trap", key, &keys);
    }
    if let (Some(detect), Some(fix), Some(trap)) = (expect.detect, expect.fix, expect.trap) {
        let hints = findings.scenario.hint.iter().zip(proof.step.iter().filter(|s| s.hint.is_some()));
        let cost: u32 = if proof.assessed { hints.map(|(hint, _)| hint.cost).sum() } else { 0 };
        let sum = (detect + fix + trap).saturating_sub(cost);
        if sum != expect.total {
            let message = format!("detect, fix and trap less {cost} for hints give {sum}, not {}", expect.total);
            findings.tell(format!("{path}.total"), message);
        }
    }
}

/// An action's name and its value, as a step or a console writes them.
pub(crate) fn split_action(given: &str) -> (&str, Option<&str>) {
    match given.trim().split_once(char::is_whitespace) {
        Some((name, value)) => (name, Some(value.trim())),
        None => (given.trim(), None),
    }
}
