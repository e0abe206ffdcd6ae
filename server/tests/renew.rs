//! Scenarios and paths that change while the server runs, seen over HTTP with real sessions on the process driver.

#[allow(dead_code, reason = "shared with the tests of HTTP, which use all of it")]
#[path = "common/http.rs"]
mod lab;

use std::path::Path;

use lab::{Lab, eventually};
use ride_shared::protocol::{FileMistake, SessionCreated, SessionState, SessionView};
use ride_shared::scenario::{self, Summary};
use serde::de::DeserializeOwned;

const A: &str = "stage-01/01-a";
const B: &str = "stage-01/02-b";

fn text(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios").join(name)).unwrap()
}

/// A scenario with this title, whose schema makes a table more that is named so.
fn put(folder: &Path, id: &str, title: &str, table: &str) {
    let place = folder.join(id);
    std::fs::create_dir_all(&place).unwrap();
    std::fs::write(place.join("schema.sql"), format!("{}\nCREATE TABLE {table} ();\n", text("schema.sql"))).unwrap();
    let base = text("base.toml");
    let line = base.lines().find(|l| l.starts_with("title = ")).unwrap();
    std::fs::write(place.join("scenario.toml"), base.replacen(line, &format!("title = \"{title}\""), 1)).unwrap();
}

/// Changes a text in a scenario's file, as an editor saves: another file takes its place.
fn edit(folder: &Path, id: &str, from: &str, to: &str) {
    let file = folder.join(id).join("scenario.toml");
    let old = std::fs::read_to_string(&file).unwrap();
    assert!(old.contains(from), "{old}");
    let new = file.with_extension("toml~");
    std::fs::write(&new, old.replacen(from, to, 1)).unwrap();
    std::fs::rename(new, file).unwrap();
}

async fn get<T: DeserializeOwned>(lab: &Lab, path: &str) -> T {
    let answer = lab.ask(&format!("GET {path}"), &[], "").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

async fn titles(lab: &Lab) -> Vec<(String, String)> {
    get::<Vec<Summary>>(lab, "/api/scenarios").await.into_iter().map(|s| (s.id, s.title)).collect()
}

async fn wait_for(lab: &Lab, wanted: &[(&str, &str)]) {
    let wanted: Vec<_> = wanted.iter().map(|(id, title)| ((*id).to_owned(), (*title).to_owned())).collect();
    eventually(&format!("the catalog to be {wanted:?}"), async || (titles(lab).await == wanted).then_some(())).await;
}

async fn mistakes(lab: &Lab) -> Vec<FileMistake> {
    get(lab, "/api/mistakes").await
}

async fn session(lab: &Lab, id: &str) -> SessionCreated {
    let body = format!(r#"{{"scenario":"{id}"}}"#);
    let answer = lab.ask("POST /api/sessions", &["Content-Type: application/json"], &body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

async fn view(lab: &Lab, session: &SessionCreated) -> SessionView {
    let token = format!("Authorization: Bearer {}", session.token);
    let answer = lab.ask(&format!("GET /api/sessions/{}", session.id), &[&token], "").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

/// Whether the session's database has the table.
async fn has_table(session: &SessionCreated, table: &str) -> bool {
    let config: tokio_postgres::Config = session.psql_url.parse().unwrap();
    let (client, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    let row = client.query_one("SELECT to_regclass($1) IS NOT NULL", &[&table]).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
    row.get(0)
}

#[tokio::test]
async fn a_server_takes_up_what_its_author_changes() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), A, "First", "one");
    let scenarios = folder.path().to_owned();
    let lab = Lab::start_with(|config| config.scenarios = Some(scenarios)).await;
    lab.ready().await;
    let old = session(&lab, A).await;
    assert!(has_table(&old, "one").await);

    // Another version, with another template: a new session has it, the one that runs keeps its own.
    put(folder.path(), A, "Second", "two");
    wait_for(&lab, &[(A, "Second")]).await;
    let new = session(&lab, A).await;
    assert!(has_table(&new, "two").await && !has_table(&new, "one").await);
    assert_eq!(view(&lab, &new).await.briefing.scenario.title, "Second");
    assert_eq!(view(&lab, &old).await.briefing.scenario.title, "First");
    assert!(has_table(&old, "one").await && !has_table(&old, "two").await);
    eventually("the first session to be live", async || {
        let state = view(&lab, &old).await.state;
        assert!(!state.is_over());
        (state == SessionState::Live).then_some(())
    })
    .await;
    let token = format!("Authorization: Bearer {}", old.token);
    let scored = lab.ask(&format!("POST /api/sessions/{}/score", old.id), &[&token], "").await;
    assert_eq!(scored.status, 200, "the old version still grades: {scored:?}");

    // A mistake: told with file, line, key and remedy; the last good version stays and can be started.
    edit(folder.path(), A, "on_call = 4", "on_cal = 4");
    let told = eventually("the mistake to be told", async || mistakes(&lab).await.into_iter().next()).await;
    assert!(told.file.ends_with("stage-01/01-a/scenario.toml"), "{told:?}");
    let text = std::fs::read_to_string(folder.path().join(A).join("scenario.toml")).unwrap();
    let line = text.lines().position(|l| l.contains("on_cal =")).unwrap() + 1;
    assert_eq!((told.line, told.key.as_str()), (u32::try_from(line).ok(), "sandbox.on_cal"));
    assert!(told.message.contains("did you mean on_call?"), "{told:?}");
    assert_eq!(titles(&lab).await, [(A.to_owned(), "Second".to_owned())]);
    assert!(has_table(&session(&lab, A).await, "two").await);

    // Mended, with a change.
    edit(folder.path(), A, "on_cal = 4", "on_call = 4");
    edit(folder.path(), A, "\"Second\"", "\"Third\"");
    wait_for(&lab, &[(A, "Third")]).await;
    assert_eq!(mistakes(&lab).await, []);

    // A new folder, and one that goes.
    put(folder.path(), B, "Other", "three");
    wait_for(&lab, &[(A, "Third"), (B, "Other")]).await;
    assert!(has_table(&session(&lab, B).await, "three").await);
    std::fs::remove_dir_all(folder.path().join(A)).unwrap();
    wait_for(&lab, &[(B, "Other")]).await;
    let gone =
        lab.ask("POST /api/sessions", &["Content-Type: application/json"], &format!(r#"{{"scenario":"{A}"}}"#)).await;
    assert_eq!(gone.status, 404, "{gone:?}");
    assert_eq!(view(&lab, &new).await.briefing.scenario.title, "Second", "who runs goes on");
    assert_eq!(lab.ask("GET /readyz", &[], "").await.status, 200);
    lab.stop().await;
}

#[tokio::test]
async fn paths_come_change_and_go_with_their_scenarios() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), A, "First", "one");
    put(folder.path(), B, "Other", "one");
    let scenarios = folder.path().to_owned();
    let lab = Lab::start_with(|config| config.scenarios = Some(scenarios)).await;
    let all = async || get::<Vec<scenario::Path>>(&lab, "/api/paths").await;
    assert_eq!(all().await, []);

    std::fs::create_dir(folder.path().join("paths")).unwrap();
    let write = |scenarios: &str, more: &str| {
        let text = format!("title = 'Both'\npurpose = 'p'\nafterwards = ['a']\nscenarios = [{scenarios}]\n{more}");
        std::fs::write(folder.path().join("paths/both.toml"), text).unwrap();
    };
    write("'stage-01/01-a', 'stage-01/02-b'", "");
    let both = eventually("the path", async || all().await.pop()).await;
    assert_eq!((both.id.as_str(), both.title.as_str(), both.steps.len()), ("both", "Both", 2));
    let minutes = both.steps.iter().map(|s| s.minutes).fold([0, 0], |[a, b], [c, d]| [a + c, b + d]);
    assert_eq!(both.minutes, minutes);
    assert_eq!(get::<scenario::Path>(&lab, "/api/paths/both").await, both);
    let unknown = lab.ask("GET /api/paths/bot", &[], "").await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.body.contains("unknown-path") && unknown.body.contains("did you mean both?"), "{unknown:?}");

    // A mistake keeps the last good one; what it lists changes with the scenarios.
    write("'stage-01/01-a', 'stage-01/02-bb'", "minuts = [1, 2]\n");
    let told = eventually("the mistake", async || mistakes(&lab).await.into_iter().next()).await;
    assert!(told.file.ends_with("paths/both.toml") && told.line == Some(5), "{told:?}");
    assert!(told.message.contains("did you mean minutes?"), "{told:?}");
    assert_eq!(all().await, [both]);
    edit(folder.path(), A, "\"First\"", "\"Changed\"");
    eventually("the step's new title", async || (all().await.first()?.steps[0].title == "Changed").then_some(())).await;

    // It is right again, but one of its scenarios goes: so does the path, and that is told.
    write("'stage-01/01-a', 'stage-01/02-b'", "");
    eventually("no mistake", async || mistakes(&lab).await.is_empty().then_some(())).await;
    std::fs::remove_dir_all(folder.path().join(B)).unwrap();
    let told = eventually("the mistake", async || mistakes(&lab).await.into_iter().next()).await;
    assert_eq!((told.line, told.key.as_str()), (Some(4), "scenarios[1]"));
    assert_eq!(told.message, "there is no scenario \"stage-01/02-b\"; did you mean stage-01/01-a?");
    assert_eq!(all().await, []);
    lab.stop().await;
}

#[tokio::test]
async fn whoever_comes_from_elsewhere_sees_no_mistakes() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), A, "First", "one");
    edit(folder.path(), A, "title = ", "titel = ");
    let scenarios = folder.path().to_owned();
    let lab = Lab::start_with(|config| {
        config.scenarios = Some(scenarios);
        config.http.public_url = Some("https://lab.example".into());
    })
    .await;
    let answer = lab.ask("GET /api/mistakes", &[], "").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "[]"));
    lab.stop().await;
}
