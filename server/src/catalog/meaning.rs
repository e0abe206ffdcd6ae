//! What a scenario says must make sense: names refer to something, points add up, every trap can be sprung.

use std::collections::BTreeSet;

use ride_shared::grading::{DETECT, FIX, TRAP};
use ride_shared::scenario::{Action, ActionEffect, AlertOn, FORMAT, FixKind, FleetKind, Scenario, Sees};

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
    findings.fleets();
    findings.phases();
    findings.actions();
    findings.alerts();
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
        if self.scenario.fleet.iter().any(|f| f.name == name && f.kind == FleetKind::Storm) {
            self.tell(path, format!("{name} makes no calls that could be counted; name a fleet of kind workload"));
        }
    }

    fn filled<'n>(&mut self, texts: impl IntoIterator<Item = (&'n str, &'n str)>) {
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
        if !(1..=20).contains(&sandbox.on_call) {
            self.tell("sandbox.on_call", "expected 1 to 20 on-call connections");
        }
        for (at, name) in sandbox.grant_settings.iter().enumerate() {
            if !name.split('.').all(is_identifier) {
                self.tell(format!("sandbox.grant_settings[{at}]"), "expected a parameter's name, such as work_mem");
            }
        }
    }

    fn fleets(&mut self) {
        let s = self.scenario;
        if s.fleet.is_empty() {
            self.tell("fleet", "at least one [[fleet]] is needed: without applications there is no incident");
        }
        self.unique("fleet", "name", s.fleet.iter().map(|f| f.name.as_str()));
        let roles: Vec<&str> = s.sandbox.roles.iter().map(String::as_str).collect();
        for (at, fleet) in s.fleet.iter().enumerate() {
            let path = |key: &str| format!("fleet[{at}].{key}");
            self.refers(&path("role"), "role in sandbox.roles", &fleet.role, &roles);
            if fleet.name == "ride" || fleet.name.len() > 63 || !fleet.name.bytes().all(|b| (b' '..=b'~').contains(&b))
            {
                self.tell(
                    path("name"),
                    "expected an application_name: at most 63 printable ASCII characters, not ride",
                );
            }
            if fleet.connections == 0 {
                self.tell(path("connections"), "expected at least 1");
            }
            if fleet.baseline.is_some_and(|b| b > fleet.connections) {
                self.tell(path("baseline"), "it must not exceed connections");
            }
            if !(fleet.calls_per_second > 0.0 && fleet.calls_per_second <= 100.0) {
                self.tell(path("calls_per_second"), "expected more than 0 and at most 100");
            }
            if fleet.kind != FleetKind::Storm && fleet.statements.is_empty() {
                self.tell(path("statements"), "a pool or workload needs at least one statement to run");
            }
            if fleet.monitored && fleet.kind != FleetKind::Workload {
                self.tell(path("monitored"), "only a workload measures what its callers suffer");
            }
        }
        let monitored: Vec<usize> = (0..).zip(&s.fleet).filter(|(_, f)| f.monitored).map(|(at, _)| at).collect();
        if let [_, others @ ..] = &monitored[..] {
            for at in others {
                self.tell(format!("fleet[{at}].monitored"), "another fleet is monitored already; one at most");
            }
        }
    }

    fn phases(&mut self) {
        let s = self.scenario;
        self.unique("phase", "name", s.phase.iter().map(|p| p.name.as_str()));
        if !s.phase.iter().any(|p| p.at_start) {
            self.tell("phase", "no [[phase]] has at_start = true: the incident would never begin");
        }
        let fleets = self.fleets_named();
        for (at, phase) in s.phase.iter().enumerate() {
            for (list, names) in [("restart", &phase.restart), ("grow", &phase.grow)] {
                for (i, name) in names.iter().enumerate() {
                    self.refers(&format!("phase[{at}].{list}[{i}]"), "fleet", name, &fleets);
                }
            }
            if phase.restart.is_empty() && phase.grow.is_empty() {
                self.tell(format!("phase[{at}]"), "a phase must restart or grow at least one fleet");
            }
        }
    }

    fn actions(&mut self) {
        let s = self.scenario;
        self.unique("action", "name", s.action.iter().map(|a| a.name.as_str()));
        let (fleets, phases) = (self.fleets_named(), self.phases_named());
        for (at, action) in s.action.iter().enumerate() {
            let path = |key: &str| format!("action[{at}].{key}");
            if !action.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
                self.tell(path("name"), "expected lower-case letters, digits and hyphens, such as set-pool-size");
            }
            let (needs_fleet, needs_phase) = match action.effect {
                ActionEffect::SetPoolSize
                | ActionEffect::SetReconnect
                | ActionEffect::SetRelease
                | ActionEffect::RestartFleet
                | ActionEffect::StopFleet => (true, false),
                ActionEffect::RunPhase => (false, true),
                ActionEffect::RestartDatabase => (false, false),
            };
            for (key, given, needed, what, known) in [
                ("fleet", &action.fleet, needs_fleet, "fleet", &fleets),
                ("phase", &action.phase, needs_phase, "phase", &phases),
            ] {
                match given {
                    Some(name) if needed => self.refers(&path(key), what, name, known),
                    Some(_) => self.tell(path(key), format!("this effect takes no {what}: leave it out")),
                    None if needed => self.tell(format!("action[{at}]"), format!("this effect needs the key {key}")),
                    None => {}
                }
            }
            if let Some(message) = bad_values(action) {
                self.tell(path("values"), message);
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
            if alert.on != AlertOn::ConnectionsPercent && !monitored {
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

    fn detect(&mut self) {
        let s = self.scenario;
        let questions: Vec<&str> =
            ["cause", "culprit"].into_iter().chain(s.diagnosis.number.iter().map(|n| n.key.as_str())).collect();
        for (at, rule) in s.detect.iter().enumerate() {
            let path = format!("detect[{at}]");
            if rule.points == 0 {
                self.tell(format!("{path}.points"), "expected at least 1");
            }
            match (&rule.diagnosis, rule.sees.is_empty()) {
                (Some(key), true) => self.refers(&format!("{path}.diagnosis"), "question", key, &questions),
                (None, false) => {}
                _ => self.tell(&path, "exactly one of the keys sees and diagnosis is needed"),
            }
            for (i, sees) in rule.sees.iter().enumerate() {
                if let Some(message) = bad_sees(sees) {
                    self.tell(format!("{path}.sees[{i}]"), message);
                }
            }
        }
        for key in questions {
            let rules = s.detect.iter().filter(|r| r.diagnosis.as_deref() == Some(key)).count();
            if rules != 1 {
                self.tell("detect", format!("exactly one rule must grade the question {key}; {rules} do"));
            }
        }
        self.sum("detect", s.detect.iter().map(|r| r.points), DETECT);
    }

    fn fix(&mut self) {
        let s = self.scenario;
        let (fleets, phases) = (self.fleets_named(), self.phases_named());
        for (at, rule) in s.fix.iter().enumerate() {
            let path = format!("fix[{at}]");
            if rule.points == 0 {
                self.tell(format!("{path}.points"), "expected at least 1");
            }
            if rule.probe.is_some() == rule.replay.is_some() {
                self.tell(&path, "exactly one of the keys probe and replay is needed");
            }
            if let Some(probe) = &rule.probe {
                if let Some(fleet) = &probe.connections_of {
                    self.refers(&format!("{path}.probe.connections_of"), "fleet", fleet, &fleets);
                }
                if probe.connections_of.is_some() != probe.at_most.is_some() {
                    self.tell(format!("{path}.probe"), "connections_of and at_most go together");
                }
                if probe.connections_of.is_none() && probe.healthy.is_none() {
                    self.tell(format!("{path}.probe"), "at least one condition is needed: connections_of or healthy");
                }
                if let Some(fleet) = &probe.healthy {
                    self.calling_fleet(&format!("{path}.probe.healthy"), fleet);
                }
            }
            if let Some(replay) = &rule.replay {
                self.refers(&format!("{path}.replay.run"), "phase", &replay.run, &phases);
                if let Some(fleet) = &replay.healthy {
                    self.calling_fleet(&format!("{path}.replay.healthy"), fleet);
                }
            }
        }
        let of = |kind| s.fix.iter().filter(|r| r.kind == kind).map(|r| r.points).sum::<u32>();
        if of(FixKind::Mitigation) >= of(FixKind::Durable) {
            self.tell("fix", "the mitigation must stay below the durable fix in points");
        }
        self.sum("fix", s.fix.iter().map(|r| r.points), FIX);
    }

    fn trap(&mut self) {
        let s = self.scenario;
        self.unique("trap", "key", s.trap.iter().map(|t| t.key.as_str()));
        let fleets = self.fleets_named();
        let actions: Vec<&str> = s.action.iter().map(|a| a.name.as_str()).collect();
        for (at, trap) in s.trap.iter().enumerate() {
            let path = format!("trap[{at}]");
            if !(1..=TRAP).contains(&trap.minus) {
                self.tell(format!("{path}.minus"), format!("expected 1 to {TRAP}"));
            }
            let conditions = [&trap.setting_changed, &trap.ddl, &trap.terminated, &trap.action];
            if conditions.iter().filter(|c| c.is_some()).count() != 1 {
                self.tell(&path, "exactly one of the keys setting_changed, ddl, terminated and action is needed");
            }
            if let Some(fleet) = &trap.terminated {
                self.refers(&format!("{path}.terminated"), "fleet", fleet, &fleets);
            }
            if let Some(name) = &trap.setting_changed
                && !s.sandbox.grant_settings.contains(name)
            {
                let message = "the learner can't change it: list it in sandbox.grant_settings";
                self.tell(format!("{path}.setting_changed"), message);
            }
            if let Some(tag) = &trap.ddl
                && (tag.is_empty() || !tag.bytes().all(|b| b.is_ascii_uppercase() || b == b' '))
            {
                self.tell(format!("{path}.ddl"), "expected a command tag in capitals, such as CREATE INDEX");
            }
            if let Some(name) = &trap.action {
                self.refers(&format!("{path}.action"), "action", name, &actions);
            }
            if trap.peak_connections_percent_at_least.is_some() {
                let runs = |a: &&Action| Some(&a.name) == trap.action.as_ref() && a.effect == ActionEffect::RunPhase;
                if !s.action.iter().any(|a| runs(&a)) {
                    let message = "it goes with an action whose effect is run-phase; no other has a peak";
                    self.tell(format!("{path}.peak_connections_percent_at_least"), message);
                }
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

    fn sum(&mut self, list: &str, points: impl Iterator<Item = u32>, whole: u32) {
        let sum: u32 = points.sum();
        if sum != whole {
            self.tell(list, format!("the points of all [[{list}]] must add up to {whole}; they add up to {sum}"));
        }
    }
}

const IDENTIFIER: &str = "expected a lower-case name: letters, digits and underscores, a letter first, at most 63";

fn is_identifier(name: &str) -> bool {
    name.len() <= 63
        && name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn bad_values(action: &Action) -> Option<String> {
    let values: Vec<String> = action.values.iter().map(ToString::to_string).collect();
    match action.effect {
        ActionEffect::SetPoolSize => {
            let good = !values.is_empty() && values.iter().all(|v| v.parse::<u32>().is_ok_and(|n| n > 0));
            (!good).then(|| "set-pool-size needs values, all of them whole numbers above 0".to_owned())
        }
        ActionEffect::SetReconnect => {
            let known = ["immediate", "jittered-backoff"];
            let good = !values.is_empty() && values.iter().all(|v| known.contains(&v.as_str()));
            (!good).then(|| format!("set-reconnect needs values, out of {}", known.join(", ")))
        }
        _ => (!values.is_empty()).then(|| "this effect takes no value: leave values out".to_owned()),
    }
}

fn bad_sees(sees: &Sees) -> Option<&'static str> {
    match (&sees.from, &sees.show) {
        (Some(from), None) => {
            let column = from.split_once('.').is_some_and(|(r, c)| is_identifier(r) && is_identifier(c));
            if !column {
                return Some("from is relation.column, such as pg_stat_activity.application_name");
            }
            (sees.at_least == 0).then_some("at_least must be at least 1")
        }
        (None, Some(_)) if sees.value.is_some() => Some("value goes with from, not with show"),
        (None, Some(name)) => {
            (!name.split('.').all(is_identifier)).then_some("show is a parameter's name in lower case")
        }
        _ => Some("exactly one of the keys from and show is needed"),
    }
}
