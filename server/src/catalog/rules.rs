//! What is asked and graded must make sense: evidence, fixes, traps and probes.

use ride_shared::grading::{DETECT, FIX, TRAP};
use ride_shared::scenario::{Action, ActionEffect, FixKind, Sees};

use super::meaning::{Findings, is_identifier};

impl Findings<'_> {
    pub(super) fn detect(&mut self) {
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

    pub(super) fn fix(&mut self) {
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
                if probe.connections_of.is_none() && probe.healthy.is_none() && probe.holds.is_empty() {
                    let message = "at least one condition is needed: connections_of, healthy or holds";
                    self.tell(format!("{path}.probe"), message);
                }
                self.known_probes(&format!("{path}.probe.holds"), &probe.holds);
                if let Some(fleet) = &probe.healthy {
                    self.calling_fleet(&format!("{path}.probe.healthy"), fleet);
                }
            }
            if let Some(replay) = &rule.replay {
                self.refers(&format!("{path}.replay.run"), "phase", &replay.run, &phases);
                for (key, fleet) in [("healthy", &replay.healthy), ("recovers", &replay.recovers)] {
                    if let Some(fleet) = fleet {
                        self.calling_fleet(&format!("{path}.replay.{key}"), fleet);
                    }
                }
                if let Some(fleet) = &replay.connections_of {
                    self.refers(&format!("{path}.replay.connections_of"), "fleet", fleet, &fleets);
                }
                if replay.connections_of.is_some() != replay.at_most.is_some() {
                    self.tell(format!("{path}.replay"), "connections_of and at_most go together");
                }
                self.known_probes(&format!("{path}.replay.holds"), &replay.holds);
                if !(1..=10).contains(&replay.times) {
                    self.tell(format!("{path}.replay.times"), "expected 1 to 10");
                }
                if !(1..=60).contains(&replay.within_s) {
                    self.tell(format!("{path}.replay.within_s"), "expected 1 to 60 seconds");
                }
                let nothing = replay.peak_connections_percent_at_most.is_none()
                    && replay.connections_of.is_none()
                    && replay.healthy.is_none()
                    && replay.recovers.is_none()
                    && replay.holds.is_empty();
                if nothing {
                    let message = "at least one condition is needed: peak_connections_percent_at_most, \
                                   connections_of, healthy, recovers or holds";
                    self.tell(format!("{path}.replay"), message);
                }
            }
        }
        let of = |kind| s.fix.iter().filter(|r| r.kind == kind).map(|r| r.points).sum::<u32>();
        if of(FixKind::Mitigation) >= of(FixKind::Durable) {
            self.tell("fix", "the mitigation must stay below the durable fix in points");
        }
        self.sum("fix", s.fix.iter().map(|r| r.points), FIX);
    }

    pub(super) fn trap(&mut self) {
        let s = self.scenario;
        self.unique("trap", "key", s.trap.iter().map(|t| t.key.as_str()));
        let fleets = self.fleets_named();
        let actions: Vec<&str> = s.action.iter().map(|a| a.name.as_str()).collect();
        for (at, trap) in s.trap.iter().enumerate() {
            let path = format!("trap[{at}]");
            if !(1..=TRAP).contains(&trap.minus) {
                self.tell(format!("{path}.minus"), format!("expected 1 to {TRAP}"));
            }
            let conditions =
                [&trap.setting_changed, &trap.ddl, &trap.terminated, &trap.blocked, &trap.broken, &trap.action];
            if conditions.iter().filter(|c| c.is_some()).count() != 1 {
                let message =
                    "exactly one of the keys setting_changed, ddl, terminated, blocked, broken and action is needed";
                self.tell(&path, message);
            }
            for (key, fleet) in [("terminated", &trap.terminated), ("blocked", &trap.blocked)] {
                if let Some(fleet) = fleet {
                    self.refers(&format!("{path}.{key}"), "fleet", fleet, &fleets);
                }
            }
            if let Some(probe) = &trap.broken {
                self.known_probes(&format!("{path}.broken"), std::slice::from_ref(probe));
            }
            if trap.object.is_some() && trap.ddl.is_none() {
                self.tell(format!("{path}.object"), "it goes with ddl");
            }
            if let Some(value) = &trap.value {
                let value = value.to_string();
                let takes = |a: &Action| a.values.iter().any(|v| v.to_string() == value);
                if !s.action.iter().any(|a| Some(&a.name) == trap.action.as_ref() && takes(a)) {
                    self.tell(format!("{path}.value"), format!("the action never has the value {value}"));
                }
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

    pub(super) fn probes(&mut self) {
        let s = self.scenario;
        self.unique("probe", "name", s.probe.iter().map(|p| p.name.as_str()));
        let roles: Vec<&str> = s.sandbox.roles.iter().map(String::as_str).chain([crate::sandbox::ONCALL]).collect();
        for (at, probe) in s.probe.iter().enumerate() {
            let path = format!("probe[{at}]");
            if probe.sql.is_some() == probe.explain.is_some() {
                self.tell(&path, "exactly one of the keys sql and explain is needed");
            }
            match (&probe.role, &probe.sql) {
                (Some(role), _) => self.refers(&format!("{path}.role"), "role in sandbox.roles", role, &roles),
                (None, None) => self.tell(&path, "a plan is asked for by a role of the application's: add role"),
                (None, Some(sql)) => {
                    if let Some(name) = beyond_the_catalog(sql) {
                        let message = format!(
                            "without a role only pg_catalog can be asked, and {name} is not in it: add role, or \
                             write pg_catalog.{name}"
                        );
                        self.tell(format!("{path}.sql"), message);
                    }
                    if sql.trim().trim_end_matches(';').contains(';') {
                        let message = "without a role it is one query: add role, of which a session runs several \
                                       statements one after the other";
                        self.tell(format!("{path}.sql"), message);
                    }
                }
            }
            if probe.explain.is_some() == (probe.uses.is_empty() && probe.avoids.is_empty()) {
                self.tell(&path, "explain goes with uses or avoids, and they with it");
            }
            let used = s.fix.iter().flat_map(|f| {
                let state = f.probe.iter().flat_map(|p| &p.holds);
                state.chain(f.replay.iter().flat_map(|r| &r.holds))
            });
            if !used.chain(s.trap.iter().filter_map(|t| t.broken.as_ref())).any(|name| *name == probe.name) {
                self.tell(&path, "no rule asks this probe: name it in holds or broken, or leave it out");
            }
        }
    }

    fn known_probes(&mut self, path: &str, names: &[String]) {
        let known: Vec<&str> = self.scenario.probe.iter().map(|p| p.name.as_str()).collect();
        for name in names {
            self.refers(path, "probe", name, &known);
        }
    }
}

/// The first relation behind FROM or JOIN that is not named as one of pg_catalog's.
fn beyond_the_catalog(sql: &str) -> Option<String> {
    let words: Vec<&str> = sql.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()).collect();
    let relations = words.windows(2).filter(|pair| ["from", "join"].contains(&pair[0].to_lowercase().as_str()));
    relations
        .map(|pair| pair[1].trim_end_matches([')', ';']))
        .find(|name| !["pg_catalog.", "(", "ONLY", "LATERAL"].iter().any(|known| name.starts_with(known)))
        .map(str::to_owned)
}

fn bad_sees(sees: &Sees) -> Option<&'static str> {
    let column = |name: &str| name.split_once('.').is_some_and(|(r, c)| is_identifier(r) && is_identifier(c));
    if sees.null && (sees.beside.is_empty() || sees.value.is_some() || sees.has.is_some()) {
        return Some("null stands for value and has, and needs beside: what the row is told by");
    }
    let bare = !sees.null
        && sees.has.is_none()
        && sees.value.is_none()
        && sees.beside.is_empty()
        && sees.cell_at_least.is_none()
        && sees.cell_at_most.is_none();
    if sees.filter.is_some() && sees.plan.is_none() {
        return Some("filter goes with plan: a column that the node's condition names");
    }
    match (&sees.from, &sees.show, &sees.plan) {
        (Some(from), None, None) => {
            if !column(from) || !sees.beside.iter().all(|b| column(&b.from)) {
                return Some("from is relation.column, such as pg_stat_activity.application_name");
            }
            (sees.at_least == 0).then_some("at_least must be at least 1")
        }
        (None, None, Some(node)) if bare => {
            node.trim().is_empty().then_some("plan is a node's beginning, such as Seq Scan on orders")
        }
        (None, Some(name), None) if bare => {
            (!name.split('.').all(is_identifier)).then_some("show is a parameter's name in lower case")
        }
        (None, Some(_), None) | (None, None, Some(_)) => {
            Some("value, has, null, beside and the cell's limits go with from, not with show or plan")
        }
        _ => Some("exactly one of the keys from, show and plan is needed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalog_probe_names_the_catalog_alone() {
        assert_eq!(
            beyond_the_catalog("SELECT count(*) = 0 FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON true"),
            None
        );
        assert_eq!(beyond_the_catalog("SELECT EXISTS (SELECT FROM orders)").as_deref(), Some("orders"));
        assert_eq!(
            beyond_the_catalog("SELECT 1 FROM pg_catalog.pg_class\nJOIN public.orders ON true").as_deref(),
            Some("public.orders")
        );
    }
}
