//! What happens in a scenario must make sense: fleets, phases, actions.

use ride_shared::scenario::{Action, ActionEffect, FIRST_RELEASE, Fleet, FleetKind, LeaksWhen, Reconnect};

use super::meaning::Findings;

impl Findings<'_> {
    pub(super) fn fleets(&mut self) {
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
            if !(0.0..=100.0).contains(&fleet.calls_per_second) {
                self.tell(path("calls_per_second"), "expected 0 (it makes those calls only that it is told to) to 100");
            }
            if fleet.monitored && fleet.calls_per_second == 0.0 {
                self.tell(path("calls_per_second"), "whoever is monitored makes calls: expected more than 0");
            }
            if fleet.kind.needs_statements() && fleet.statements.is_empty() {
                self.tell(path("statements"), "a fleet of this kind needs at least one statement to run");
            }
            self.only_of_its_kind(at, fleet);
            self.releases(at, fleet);
            if fleet.monitored && !fleet.kind.makes_calls() {
                self.tell(path("monitored"), "it makes no calls whose callers could suffer; name a workload");
            }
        }
        let monitored: Vec<usize> = (0..).zip(&s.fleet).filter(|(_, f)| f.monitored).map(|(at, _)| at).collect();
        if let [_, others @ ..] = &monitored[..] {
            for at in others {
                self.tell(format!("fleet[{at}].monitored"), "another fleet is monitored already; one at most");
            }
        }
    }

    pub(super) fn phases(&mut self) {
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
            let path = format!("phase[{at}]");
            for (fleet, release) in &phase.release {
                self.release_of(&format!("{path}.release.{fleet}"), fleet, release);
            }
            for (fleet, calls) in &phase.calls {
                self.calling_fleet(&format!("{path}.calls.{fleet}"), fleet);
                if *calls == 0 || *calls > 1_000 {
                    self.tell(format!("{path}.calls.{fleet}"), "expected 1 to 1000 calls");
                }
            }
            for (i, run) in phase.run.iter().enumerate() {
                let roles: Vec<&str> =
                    s.sandbox.roles.iter().map(String::as_str).chain([crate::sandbox::ONCALL]).collect();
                self.refers(&format!("{path}.run[{i}].role"), "role in sandbox.roles", &run.role, &roles);
                if run.sql.is_empty() {
                    self.tell(format!("{path}.run[{i}].sql"), "at least one statement is needed");
                }
            }
            let nothing = phase.restart.is_empty()
                && phase.grow.is_empty()
                && phase.release.is_empty()
                && phase.calls.is_empty()
                && phase.run.is_empty();
            if nothing {
                self.tell(path, "a phase must do something: run, release, restart, grow or calls");
            }
        }
    }

    pub(super) fn actions(&mut self) {
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
            if let (ActionEffect::SetRelease, Some(fleet)) = (action.effect, &action.fleet) {
                for (i, value) in action.values.iter().enumerate() {
                    self.release_of(&format!("action[{at}].values[{i}]"), fleet, &value.to_string());
                }
            }
            if let Some(message) = bad_values(action) {
                self.tell(path("values"), message);
            }
        }
    }

    /// Keys that mean nothing for a fleet's kind.
    fn only_of_its_kind(&mut self, at: usize, fleet: &Fleet) {
        use FleetKind::{Leak, Retry, Storm};
        let kind = fleet.kind;
        let odd = [
            ("leaks", fleet.leaks && kind != Leak, "leak"),
            ("leaks_when", fleet.leaks_when != LeaksWhen::Always && kind != Leak, "leak"),
            ("generations", fleet.generations.is_some() && kind != Storm, "storm"),
            ("gives_up_ms", fleet.gives_up_ms.is_some() && kind != Retry, "retry"),
            ("reconnect", fleet.reconnect != Reconnect::Immediate && !matches!(kind, Storm | Retry), "storm or retry"),
        ];
        for (key, _, of) in odd.into_iter().filter(|(_, odd, _)| *odd) {
            self.tell(format!("fleet[{at}].{key}"), format!("it goes with a fleet of kind {of}; leave it out"));
        }
        if kind == Retry && fleet.gives_up_ms.is_none_or(|ms| ms == 0) {
            self.tell(format!("fleet[{at}]"), "a fleet of kind retry needs gives_up_ms, above 0");
        }
        if fleet.generations.is_some_and(|n| !(1..=10).contains(&n)) {
            self.tell(format!("fleet[{at}].generations"), "expected 1 to 10");
        }
    }

    fn releases(&mut self, at: usize, fleet: &Fleet) {
        let names: Vec<&str> = fleet.release.iter().map(|r| r.name.as_str()).collect();
        self.unique(&format!("fleet[{at}].release"), "name", names.iter().copied());
        for (i, release) in fleet.release.iter().enumerate() {
            let path = |key: &str| format!("fleet[{at}].release[{i}].{key}");
            if release.name == FIRST_RELEASE {
                self.tell(path("name"), "first is the fleet as it stands; choose another name");
            }
            if release.connections == Some(0) {
                self.tell(path("connections"), "expected at least 1");
            }
            if release.calls_per_second.is_some_and(|rate| !(0.0..=100.0).contains(&rate)) {
                self.tell(path("calls_per_second"), "expected 0 to 100");
            }
        }
    }

    /// Tells when a fleet has no such release.
    fn release_of(&mut self, path: &str, fleet: &str, release: &str) {
        self.refers(path, "fleet", fleet, &self.fleets_named());
        let Some(fleet) = self.scenario.fleet.iter().find(|f| f.name == fleet) else { return };
        let known: Vec<&str> = fleet.release.iter().map(|r| r.name.as_str()).chain([FIRST_RELEASE]).collect();
        self.refers(path, "release", release, &known);
    }
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
        ActionEffect::SetRelease => {
            values.is_empty().then(|| "set-release needs values: names of the fleet's releases, or first".to_owned())
        }
        _ => (!values.is_empty()).then(|| "this effect takes no value: leave values out".to_owned()),
    }
}
