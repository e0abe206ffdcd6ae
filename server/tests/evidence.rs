//! What counts as evidence: the ways in which people look at each incident earn it, and tricks don't. The table is
//! data/ways_of_looking.toml; RIDE_WAYS takes only the scenarios with that in their name.

mod sandbox_world;

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use ride::catalog::{Catalog, Resolved};
use ride::proof::{Attempt, Lab, ServerLab};
use ride_shared::journal::Event;
use ride_shared::protocol::Mode;
use serde::Deserialize;
use tokio::time::{Instant, sleep, timeout};
use tokio_postgres::{Client, NoTls};

const TABLE: &str = include_str!("data/ways_of_looking.toml");
/// What one statement may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// How long a way may be tried: some of what there is to see comes and goes with the applications' calls, and what a session
/// did reaches the statistics up to ten seconds after it went idle.
const SEEN_WITHIN: Duration = Duration::from_secs(30);
const PARALLEL: usize = 2;

#[derive(Deserialize)]
struct Table {
    way: Vec<Way>,
    trick: Vec<Trick>,
}

#[derive(Clone, Deserialize)]
struct Way {
    scenario: String,
    rule: u32,
    sql: Vec<String>,
}

#[derive(Clone, Deserialize)]
struct Trick {
    scenario: String,
    rules: Vec<u32>,
    sql: Vec<String>,
}

/// The names of a scenario's first set, put in.
fn named(text: &str, resolved: &Resolved) -> String {
    let Some(names) = resolved.scenario.vary.first() else { return text.to_owned() };
    names
        .iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), &value.to_string()))
}

struct Learner {
    session: Box<dyn Attempt>,
    client: Client,
}

impl Learner {
    async fn start(lab: &dyn Lab, scenario: &str) -> Self {
        let session = lab.create(scenario, 0, Mode::Practice).await.unwrap();
        let (client, connection) = tokio_postgres::connect(&session.psql_url(), NoTls).await.unwrap();
        tokio::spawn(async move { drop(connection.await) });
        Self { session, client }
    }

    /// The rules that a way satisfies, and errors of the server.
    async fn look(&self, way: &str) -> (Vec<u32>, Vec<String>) {
        self.session.look_again();
        let before = self.session.journal().await.unwrap().len();
        let mut errors = Vec::new();
        for statement in way.split(" ;; ") {
            let answered = timeout(ANSWER_WITHIN, self.client.simple_query(statement)).await.unwrap();
            if let Err(error) = answered {
                errors.push(format!("{statement}: {}", error.as_db_error().map_or("lost", |e| e.message())));
            }
        }
        let journal = self.session.journal().await.unwrap();
        let rule = |event: &Event| match event {
            Event::Evidence { rule, .. } => Some(*rule),
            _ => None,
        };
        (journal[before..].iter().filter_map(|entry| rule(&entry.event)).collect(), errors)
    }
}

async fn scenario(lab: Arc<ServerLab>, resolved: Resolved, ways: Vec<Way>, tricks: Vec<Trick>) -> Vec<String> {
    let id = resolved.id.clone();
    let learner = Learner::start(&*lab, &id).await;
    let mut wrong = Vec::new();
    for way in ways {
        for sql in way.sql.iter().map(|sql| named(sql, &resolved)) {
            let until = Instant::now() + SEEN_WITHIN;
            loop {
                let (rules, errors) = learner.look(&sql).await;
                if rules.contains(&way.rule) && errors.is_empty() {
                    break;
                }
                if Instant::now() > until || !errors.is_empty() {
                    wrong.push(format!("{id}: rule {} is not satisfied ({}) by {sql}", way.rule, errors.join("; ")));
                    break;
                }
                sleep(Duration::from_millis(250)).await;
            }
        }
    }
    for trick in tricks {
        for sql in trick.sql.iter().map(|sql| named(sql, &resolved)) {
            let (rules, errors) = learner.look(&sql).await;
            if let Some(rule) = rules.iter().find(|rule| trick.rules.contains(rule)) {
                wrong.push(format!("{id}: rule {rule} is talked round by {sql}"));
            }
            if !errors.is_empty() {
                wrong.push(format!("{id}: a trick that doesn't work: {}", errors.join("; ")));
            }
        }
    }
    learner.session.stop().await;
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn ways_of_looking_earn_evidence_and_tricks_do_not() {
    let Some((_, kind)) = sandbox_world::kinds().into_iter().find(|(known, _)| *known == "process") else { return };
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o711);
    let data = tempfile::Builder::new().prefix("ride-evidence-").permissions(open).tempdir().unwrap();
    let driver = sandbox_world::open(kind, &sandbox_world::config("process", data.path())).await;
    let catalog = Arc::new(Catalog::built_in());
    let lab = ServerLab::start_with(Arc::clone(&catalog), driver, data.path().to_owned(), PARALLEL).await.unwrap();
    let lab = Arc::new(lab);
    let table: Table = match std::env::var("RIDE_WAYS_FILE") {
        Ok(file) => toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap(),
        Err(_) => toml::from_str(TABLE).unwrap(),
    };
    let only = std::env::var("RIDE_WAYS").unwrap_or_default();
    let known: Vec<String> = catalog.ids().into_iter().map(str::to_owned).collect();
    for id in table.way.iter().map(|w| &w.scenario).chain(table.trick.iter().map(|t| &t.scenario)) {
        assert!(known.contains(id), "there is no scenario {id}");
    }
    for id in &known {
        let ways = table.way.iter().filter(|w| w.scenario == *id).map(|w| w.sql.len()).sum::<usize>();
        assert!(ways >= 6, "only {ways} ways of looking at {id}");
    }
    let jobs = known.into_iter().filter(|id| id.contains(&only)).map(|id| {
        let ways: Vec<Way> = table.way.iter().filter(|w| w.scenario == id).cloned().collect();
        let tricks: Vec<Trick> = table.trick.iter().filter(|t| t.scenario == id).cloned().collect();
        scenario(Arc::clone(&lab), catalog.resolve(&id, 0).unwrap(), ways, tricks)
    });
    let wrong: Vec<String> = futures_util::stream::iter(jobs).buffer_unordered(PARALLEL).concat().await;
    lab.close().await;
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
