//! Where things are: nodes and databases. The format has room for several; what this build can't run is told here.

use ride_shared::scenario::{FIRST_NODE, Place, Scenario};

use super::meaning::Findings;

impl Findings<'_> {
    pub(super) fn topology(&mut self) {
        let s = self.scenario;
        let database = s.sandbox.database.as_str();
        self.unique("node", "name", s.node.iter().map(|node| node.name.as_str()));
        if s.node.len() > 1 {
            let message = "this build runs a scenario on one PostgreSQL server: leave one [[node]]";
            self.tell("node[1]", message);
        }
        for (at, node) in s.node.iter().enumerate() {
            for (i, name) in node.databases.iter().enumerate().filter(|(_, name)| *name != database) {
                let message = format!("this build has one database in a sandbox, {database}: leave {name} out");
                self.tell(format!("node[{at}].databases[{i}]"), message);
            }
        }
        let named: Vec<&str> = s.node.iter().map(|node| node.name.as_str()).collect();
        let nodes = if named.is_empty() { vec![FIRST_NODE] } else { named };
        for (path, place) in places(s) {
            if let Some(node) = place.node {
                self.refers(&format!("{path}.node"), "node", node, &nodes);
            }
            if let Some(asked) = place.database {
                self.refers(&format!("{path}.database"), "database", asked, &[database]);
            }
        }
    }
}

/// Everything that says where it is.
fn places(s: &Scenario) -> Vec<(String, Place<'_>)> {
    let mut places = Vec::new();
    for (at, fleet) in s.fleet.iter().enumerate() {
        places
            .push((format!("fleet[{at}]"), Place { node: fleet.node.as_deref(), database: fleet.database.as_deref() }));
    }
    for (at, phase) in s.phase.iter().enumerate() {
        let runs = phase.run.iter().enumerate();
        places.extend(runs.map(|(i, r)| {
            (format!("phase[{at}].run[{i}]"), Place { node: r.node.as_deref(), database: r.database.as_deref() })
        }));
    }
    for (at, probe) in s.probe.iter().enumerate() {
        places
            .push((format!("probe[{at}]"), Place { node: probe.node.as_deref(), database: probe.database.as_deref() }));
    }
    for (at, rule) in s.detect.iter().enumerate() {
        let sees = rule.sees.iter().enumerate();
        places.extend(sees.map(|(i, sees)| {
            (
                format!("detect[{at}].sees[{i}]"),
                Place { node: sees.node.as_deref(), database: sees.database.as_deref() },
            )
        }));
    }
    places
}
