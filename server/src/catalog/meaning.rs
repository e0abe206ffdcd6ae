//! What a scenario says must make sense: names refer to something, points add up, every trap can be sprung.

use std::collections::BTreeSet;

use ride_shared::scenario::{AlertOn, FORMAT, Scenario};

use super::mistake::suggest;
use super::proofs;

/// Collects what makes no sense, by path.
pub(super) struct Findings<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) found: Vec<(String, String)>,
}

/// Everything in a scenario that makes no sense: path and message. `files` are the names in its folder.
pub(super) fn check(scenario: &Scenario, files: &[&str]) -> Vec<(String, String)> {
    let mut findings = Findings { scenario, found: Vec::new() };
    findings.head();
    findings.sandbox(files);
    findings.topology();
    findings.fleets();
    findings.phases();
    findings.actions();
    findings.alerts();
    findings.probes();
    findings.diagnosis();
    findings.detect();
    findings.fix();
    findings.trap();
    findings.hints();
    proofs::check(&mut findings);
    findings.found
}

impl<'a> Findings<'a> {
    pub(super) fn tell(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.found.push((path.into(), message.into()));
    }

    /// Tells when `name` is none of `known`.
    pub(super) fn refers(&mut self, path: &str, what: &str, name: &str, known: &[&str]) {
        if !known.contains(&name) {
            self.tell(path, format!("there is no {what} {name:?}; {}", suggest(name, known.iter().copied())));
        }
    }

    /// Tells each name that stands twice.
    pub(super) fn unique<'n>(&mut self, list: &str, key: &str, names: impl IntoIterator<Item = &'n str>) {
        let mut seen = BTreeSet::new();
        for (at, name) in names.into_iter().enumerate() {
            let path = if key.is_empty() { format!("{list}[{at}]") } else { format!("{list}[{at}].{key}") };
            if name.trim().is_empty() {
                self.tell(path, "it must not be empty");
            } else if !seen.insert(name) {
                self.tell(path, format!("{name:?} stands here twice; each must be unique"));
            }
        }
    }

    pub(super) fn fleets_named(&self) -> Vec<&'a str> {
        self.scenario.fleet.iter().map(|f| f.name.as_str()).collect()
    }

    pub(super) fn phases_named(&self) -> Vec<&'a str> {
        self.scenario.phase.iter().map(|p| p.name.as_str()).collect()
    }

    pub(super) fn culprits(&self) -> Vec<&'a str> {
        let listed = &self.scenario.diagnosis.culprits;
        if listed.is_empty() { self.fleets_named() } else { listed.iter().map(String::as_str).collect() }
    }

    /// A fleet whose calls can be counted.
    pub(super) fn calling_fleet(&mut self, path: &str, name: &str) {
        self.refers(path, "fleet", name, &self.fleets_named());
        if self.scenario.fleet.iter().any(|f| f.name == name && !f.kind.makes_calls()) {
            self.tell(path, format!("{name} makes no calls that could be counted; name a fleet of kind workload"));
        }
    }

    pub(super) fn filled<'n>(&mut self, texts: impl IntoIterator<Item = (&'n str, &'n str)>) {
        for (path, text) in texts {
            if text.trim().is_empty() {
                self.tell(path, "it must not be empty");
            }
        }
    }

    fn head(&mut self) {
        let s = self.scenario;
        if s.format != FORMAT {
            self.tell("format", format!("this ride reads format {FORMAT}, not {}", s.format));
        }
        self.filled([
            ("title", s.title.as_str()),
            ("topic", &s.topic),
            ("severity", &s.severity),
            ("summary", &s.summary),
            ("briefing", &s.briefing),
            ("postmortem.root_cause", &s.postmortem.root_cause),
            ("postmortem.found_by", &s.postmortem.found_by),
            ("postmortem.mitigation", &s.postmortem.mitigation),
            ("postmortem.durable_fix", &s.postmortem.durable_fix),
            ("postmortem.lesson", &s.postmortem.lesson),
        ]);
        if s.minutes[0] == 0 || s.minutes[0] > s.minutes[1] {
            self.tell("minutes", "expected [least, most], both above 0 and the least first");
        }
    }

    fn sandbox(&mut self, files: &[&str]) {
        let sandbox = &self.scenario.sandbox;
        if !is_identifier(&sandbox.database) {
            self.tell("sandbox.database", IDENTIFIER);
        }
        self.unique("sandbox.roles", "", sandbox.roles.iter().map(String::as_str));
        for (at, role) in sandbox.roles.iter().enumerate() {
            let path = format!("sandbox.roles[{at}]");
            if !is_identifier(role) {
                self.tell(path, IDENTIFIER);
            } else if ["ride", "oncall", "postgres"].contains(&role.as_str()) || role.starts_with("pg_") {
                self.tell(path, format!("{role} is taken: ride, oncall, postgres and pg_* are not the scenario's"));
            }
        }
        self.refers("sandbox.schema", "file", &sandbox.schema, files);
        if let Some(history) = &sandbox.history {
            self.refers("sandbox.history", "file", history, files);
        }
        let roles: Vec<&str> = sandbox.roles.iter().map(String::as_str).collect();
        for (at, owner) in sandbox.owners.iter().enumerate() {
            self.refers(&format!("sandbox.owners[{at}]"), "role in sandbox.roles", owner, &roles);
        }
        if !(1..=20).contains(&sandbox.on_call) {
            self.tell("sandbox.on_call", "expected 1 to 20 on-call connections");
        }
        for (at, name) in sandbox.grant_settings.iter().enumerate() {
            if !name.split('.').all(is_identifier) {
                self.tell(format!("sandbox.grant_settings[{at}]"), "expected a parameter's name, such as work_mem");
            }
        }
    }

    fn alerts(&mut self) {
        let s = self.scenario;
        self.unique("alert", "name", s.alert.iter().map(|a| a.name.as_str()));
        let monitored = s.fleet.iter().any(|f| f.monitored);
        for (at, alert) in s.alert.iter().enumerate() {
            if alert.warning > alert.critical {
                self.tell(format!("alert[{at}].warning"), "it must not exceed critical");
            }
            if matches!(alert.on, AlertOn::ErrorPercent | AlertOn::P95Ms) && !monitored {
                self.tell(format!("alert[{at}].on"), "no fleet is monitored: set monitored = true on a workload");
            }
        }
    }

    fn diagnosis(&mut self) {
        let diagnosis = &self.scenario.diagnosis;
        let causes: Vec<&str> = diagnosis.cause.iter().map(|c| c.key.as_str()).collect();
        self.unique("diagnosis.cause", "key", causes.iter().copied());
        if causes.len() < 2 {
            self.tell("diagnosis.cause", "a differential list needs at least two causes");
        }
        self.refers("diagnosis.true_cause", "cause", &diagnosis.true_cause, &causes);
        self.refers("diagnosis.true_culprit", "culprit", &diagnosis.true_culprit, &self.culprits());
        self.unique("diagnosis.culprits", "", diagnosis.culprits.iter().map(String::as_str));
        self.unique("diagnosis.number", "key", diagnosis.number.iter().map(|n| n.key.as_str()));
        for (at, number) in diagnosis.number.iter().enumerate() {
            if ["cause", "culprit"].contains(&number.key.as_str()) {
                self.tell(format!("diagnosis.number[{at}].key"), "cause and culprit are taken");
            }
            if number.min > number.max || !number.min.is_finite() || !number.max.is_finite() {
                self.tell(format!("diagnosis.number[{at}].min"), "it must not exceed max");
            }
        }
    }

    fn hints(&mut self) {
        let hints = &self.scenario.hint;
        if hints.len() < 3 {
            let has = hints.len();
            self.tell("hint", format!("at least three hints are needed (where, what, the mechanism); {has} are here"));
        }
        for (at, hint) in hints.iter().enumerate() {
            if hint.text.trim().is_empty() {
                self.tell(format!("hint[{at}].text"), "it must not be empty");
            }
        }
        if hints.iter().map(|h| h.cost).sum::<u32>() > 100 {
            self.tell("hint", "all hints together cost more than 100 points");
        }
    }

    pub(super) fn sum(&mut self, list: &str, points: impl Iterator<Item = u32>, whole: u32) {
        let sum: u32 = points.sum();
        if sum != whole {
            self.tell(list, format!("the points of all [[{list}]] must add up to {whole}; they add up to {sum}"));
        }
    }
}

pub(super) const IDENTIFIER: &str =
    "expected a lower-case name: letters, digits and underscores, a letter first, at most 63";

pub(super) fn is_identifier(name: &str) -> bool {
    name.len() <= 63
        && name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
