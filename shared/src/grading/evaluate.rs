//! Rules against facts.

use std::collections::BTreeMap;

use crate::journal::{ActionFact, DdlFact, DiagnosisAnswer, Entry, EntryRef, Fact, Facts};
use crate::scenario::{DetectRule, Diagnosis, FixRule, Scenario, TrapRule};

use super::{Line, Part, Scorecard, TRAP, Times};

/// A journal that can't be graded by these rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// The journal has no submission.
    #[error("the session was not submitted: there is nothing to grade")]
    NotSubmitted,
    /// The journal speaks of a rule that the scenario doesn't have.
    #[error("the journal speaks of {part} rule {rule}, but the scenario has only {has}: they don't belong together")]
    ForeignRule {
        /// `detect` or `fix`.
        part: &'static str,
        /// The rule's index.
        rule: u32,
        /// How many rules there are.
        has: usize,
    },
    /// The journal does not begin with `session-started`.
    #[error("the journal doesn't begin with session-started: it isn't whole")]
    NoBeginning,
}

/// Grades a journal by a scenario's rules. Pure.
pub fn grade(journal: &[Entry], scenario: &Scenario) -> Result<Scorecard, RulesError> {
    let facts = Facts::draw(journal);
    if !facts.submitted {
        return Err(RulesError::NotSubmitted);
    }
    known_rules("detect", facts.evidence.keys(), scenario.detect.len())?;
    known_rules("fix", facts.state.keys().chain(facts.replay.keys()), scenario.fix.len())?;

    let mut lines: Vec<Line> =
        (0..).zip(&scenario.detect).map(|(at, rule)| detect_line(at, rule, &scenario.diagnosis, &facts)).collect();
    let detect = sum(&lines);
    let fixes: Vec<Line> = (0..).zip(&scenario.fix).map(|(at, rule)| fix_line(at, rule, &facts)).collect();
    let fix = sum(&fixes);
    lines.extend(fixes);

    let sprung: Vec<Option<EntryRef>> =
        scenario.trap.iter().map(|rule| springs(rule, &facts, &scenario.sandbox.owners)).collect();
    let lost: u32 = scenario.trap.iter().zip(&sprung).filter(|(_, s)| s.is_some()).map(|(rule, _)| rule.minus).sum();
    let trap = if fix > 0 { TRAP.saturating_sub(lost) } else { 0 };
    lines.push(trap_base(fix > 0));
    lines.extend(scenario.trap.iter().zip(&sprung).map(|(rule, entry)| trap_line(rule, *entry)));

    // Journals come from elsewhere too: no cost in one may break whoever grades it.
    let hints = facts.hints.values().fold(0, |sum: u32, h| sum.saturating_add(h.value));
    lines.extend(facts.hints.iter().filter(|(_, h)| h.value > 0).map(|(index, h)| hint_line(*index, h)));

    Ok(Scorecard { total: (detect + fix + trap).saturating_sub(hints), detect, fix, trap, hints, lines })
}

/// Keys of the traps that were sprung, in the scenario's order.
pub fn sprung(journal: &[Entry], scenario: &Scenario) -> Vec<String> {
    let facts = Facts::draw(journal);
    scenario
        .trap
        .iter()
        .filter(|rule| springs(rule, &facts, &scenario.sandbox.owners).is_some())
        .map(|rule| rule.key.clone())
        .collect()
}

/// Times of the response, from the journal.
pub fn times(journal: &[Entry]) -> Times {
    let facts = Facts::draw(journal);
    let since_live = |at: Option<u64>| Some(at?.saturating_sub(facts.live_ms?));
    Times {
        acknowledged_ms: since_live(facts.first_deed_ms),
        detected_ms: since_live(facts.first_evidence_ms),
        recovered_ms: since_live(facts.healthy_since_ms),
    }
}

fn known_rules<'a>(part: &'static str, mut rules: impl Iterator<Item = &'a u32>, has: usize) -> Result<(), RulesError> {
    match rules.find(|rule| **rule as usize >= has) {
        Some(rule) => Err(RulesError::ForeignRule { part, rule: *rule, has }),
        None => Ok(()),
    }
}

fn sum(lines: &[Line]) -> u32 {
    lines.iter().map(|l| l.points.max(0) as u32).sum()
}

fn line(part: Part, of: u32, given: u32, reason: &str, entry: Option<EntryRef>) -> Line {
    let events = entry.map(|e| e.to_string()).into_iter().collect();
    Line { part, points: given as i32, of, reason: reason.to_owned(), events }
}

fn detect_line(at: u32, rule: &DetectRule, diagnosis: &Diagnosis, facts: &Facts) -> Line {
    let Some(question) = &rule.diagnosis else {
        let shown = facts.evidence.get(&at).copied();
        let (points, reason) = if shown.is_some() { (rule.points, &rule.reason) } else { (0, &rule.missed) };
        return line(Part::Detect, rule.points, points, reason, shown);
    };
    let last = facts.diagnoses.last();
    let answered = last.filter(|d| given(&d.value, question, diagnosis).is_some());
    let entry = answered.map(|d| d.entry);
    if answered.and_then(|d| given(&d.value, question, diagnosis)) != Some(true) {
        return line(Part::Detect, rule.points, 0, &rule.missed, entry);
    }
    let wrong = wrong_guesses(&facts.diagnoses, question, diagnosis);
    let points = rule.points.checked_shr(wrong).unwrap_or(0);
    if wrong == 0 {
        return line(Part::Detect, rule.points, points, &rule.reason, entry);
    }
    let times = if wrong == 1 { "1 wrong answer".to_owned() } else { format!("{wrong} wrong answers") };
    let reason = format!("{} It came after {times}; each halved what this question gives.", rule.reason);
    line(Part::Detect, rule.points, points, &reason, entry)
}

/// Whether an answer to this question is right; none where it was left open.
fn given(answer: &DiagnosisAnswer, question: &str, diagnosis: &Diagnosis) -> Option<bool> {
    match question {
        "cause" => answer.cause.as_ref().map(|a| *a == diagnosis.true_cause),
        "culprit" => answer.culprit.as_ref().map(|a| *a == diagnosis.true_culprit),
        key => {
            let number = answer.numbers.get(key)?;
            Some(diagnosis.number.iter().any(|q| q.key == key && (q.min..=q.max).contains(number)))
        }
    }
}

/// Wrong answers to this question, each counted when it was first given or changed to.
fn wrong_guesses(diagnoses: &[Fact<DiagnosisAnswer>], question: &str, diagnosis: &Diagnosis) -> u32 {
    let answer = |d: &DiagnosisAnswer| match question {
        "cause" => d.cause.clone(),
        "culprit" => d.culprit.clone(),
        key => d.numbers.get(key).map(ToString::to_string),
    };
    let mut before = None;
    let mut wrong = 0;
    for Fact { value, .. } in diagnoses {
        let now = answer(value);
        if now.is_some() && now != before && given(value, question, diagnosis) == Some(false) {
            wrong += 1;
        }
        before = now.or(before);
    }
    wrong
}

fn fix_line(at: u32, rule: &FixRule, facts: &Facts) -> Line {
    let (holds, entry) = if let Some(probe) = &rule.probe {
        let state = facts.state.get(&at);
        let holds = state.is_some_and(|Fact { value, .. }| {
            few(probe.at_most.filter(|_| probe.connections_of.is_some()), value.connections)
                && (probe.healthy.is_none() || lossless(value.calls))
                && all_hold(&probe.holds, &value.holds)
        });
        (holds, state.map(|f| f.entry))
    } else if let Some(replay) = &rule.replay {
        let measured = facts.replay.get(&at);
        let holds = measured.is_some_and(|Fact { value, .. }| {
            value.run == replay.run
                && replay.peak_connections_percent_at_most.is_none_or(|most| value.peak <= most)
                && few(replay.at_most.filter(|_| replay.connections_of.is_some()), value.connections)
                && (replay.healthy.is_none() || lossless(value.calls))
                && (replay.recovers.is_none() || value.recovered == Some(true))
                && all_hold(&replay.holds, &value.holds)
        });
        (holds, measured.map(|f| f.entry))
    } else {
        (false, None)
    };
    let (points, reason) = if holds { (rule.points, &rule.reason) } else { (0, &rule.missed) };
    line(rule.kind.into(), rule.points, points, reason, entry)
}

/// At most so many were counted, where a limit is given.
fn few(most: Option<u32>, counted: Option<u32>) -> bool {
    most.is_none_or(|most| counted.is_some_and(|c| c <= most))
}

/// Each of these probes was asked and holds, and so does whatever else was found.
fn all_hold(wanted: &[String], measured: &BTreeMap<String, bool>) -> bool {
    measured.values().all(|holds| *holds) && wanted.iter().all(|name| measured.get(name) == Some(&true))
}

/// Calls were made, and none failed: no calls prove nothing.
fn lossless(calls: Option<crate::journal::Calls>) -> bool {
    calls.is_some_and(|c| c.made > 0 && c.failed == 0)
}

/// The entry by which a trap was sprung. DDL of `owners` is that of the scenario's own migrations.
fn springs(rule: &TrapRule, facts: &Facts, owners: &[String]) -> Option<EntryRef> {
    if let Some(name) = &rule.setting_changed {
        facts.settings.get(name).copied()
    } else if let Some(tag) = &rule.ddl {
        let harmful = |ddl: &DdlFact| {
            ddl.tag == *tag && rule.object.as_ref().is_none_or(|o| *o == ddl.object) && !owners.contains(&ddl.role)
        };
        facts.ddl.iter().find(|ddl| harmful(&ddl.value)).map(|ddl| ddl.entry)
    } else if let Some(fleet) = &rule.terminated {
        facts.terminated.get(fleet).copied()
    } else if let Some(fleet) = &rule.blocked {
        facts.blocked.get(fleet).copied()
    } else if let Some(probe) = &rule.broken {
        facts.probes.get(probe).filter(|answer| !answer.value).map(|answer| answer.entry)
    } else {
        let name = rule.action.as_ref()?;
        let value = rule.value.as_ref().map(ToString::to_string);
        let harmful = |action: &ActionFact| {
            action.name == *name
                && (value.is_none() || action.value == value)
                && rule.peak_connections_percent_at_least.is_none_or(|least| action.peak.is_some_and(|p| p >= least))
        };
        facts.actions.iter().find(|action| harmful(&action.value)).map(|action| action.entry)
    }
}

fn trap_base(counts: bool) -> Line {
    if counts {
        line(Part::Trap, TRAP, TRAP, "You start with these and lose some with each harm done, down to 0.", None)
    } else {
        line(Part::Trap, TRAP, 0, "These count only once a fix has earned something.", None)
    }
}

fn trap_line(rule: &TrapRule, entry: Option<EntryRef>) -> Line {
    let mut out = line(Part::Trap, rule.minus, 0, "Avoided.", entry);
    if entry.is_some() {
        out.points = -(rule.minus as i32);
        out.reason.clone_from(&rule.lesson);
    } else if let Some(what) = harm(rule) {
        out.reason = format!("Avoided: {what}.");
    }
    out
}

/// The harm in words, for the line of a trap that was avoided.
fn harm(rule: &TrapRule) -> Option<String> {
    if let Some(name) = &rule.setting_changed {
        Some(format!("changing {name}"))
    } else if let Some(tag) = &rule.ddl {
        Some(match &rule.object {
            Some(object) => format!("running {tag} on {object}"),
            None => format!("running {tag}"),
        })
    } else if let Some(fleet) = &rule.terminated {
        Some(format!("terminating connections of {fleet}"))
    } else if let Some(fleet) = &rule.blocked {
        Some(format!("keeping {fleet} waiting for a lock of your own"))
    } else if rule.broken.is_some() {
        // The probe's name is its author's, and not made for reading.
        None
    } else {
        let action = rule.action.as_ref()?;
        let action = rule.value.as_ref().map_or_else(|| action.clone(), |value| format!("{action} {value}"));
        Some(match rule.peak_connections_percent_at_least {
            Some(least) => format!("taking the action {action} while it fills {least} % of max_connections"),
            None => format!("taking the action {action}"),
        })
    }
}

fn hint_line(index: u32, hint: &Fact<u32>) -> Line {
    let mut out = line(Part::Hint, hint.value, 0, &format!("Hint {} was revealed.", index + 1), Some(hint.entry));
    out.points = 0_i32.saturating_sub_unsigned(hint.value);
    out
}
