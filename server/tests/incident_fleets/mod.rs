//! The kinds of fleets beside the storm, and what releases and phases make of them, on a real PostgreSQL.

mod calls;
mod releases;
mod sessions;

use ride::incident::Director;
use ride_shared::journal::Event;

use crate::incident_lab::Lab;

const SANDBOX: &str = r#"
[sandbox]
database = "shop"
roles = ["app", "worker", "batch"]
schema = "schema.sql"
on_call = 5
settings = { max_connections = 40, superuser_reserved_connections = 0 }
"#;

const SCHEMA: &str = "
    CREATE TABLE items (id int PRIMARY KEY, stock int NOT NULL);
    INSERT INTO items SELECT n, 10 FROM generate_series(1, 50) n;
    GRANT SELECT, INSERT, UPDATE ON items TO app, worker, batch;";

/// A lab with these fleets, phases and actions.
async fn lab(rest: &str) -> (Lab, Director) {
    let lab = Lab::of(&format!("{SANDBOX}{rest}"), "f1ee75", SCHEMA).await;
    let director = Director::start(lab.context()).await.unwrap();
    (lab, director)
}

/// Whether the application's log has such a line.
fn logged(lab: &Lab, source: &str, text: &str) -> bool {
    lab.journal.position(|e| matches!(e, Event::AppLog(l) if l.source == source && l.text.contains(text))).is_some()
}
