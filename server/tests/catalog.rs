//! Mistakes in scenarios' files: each file in `tests/scenarios/broken/` changes the good `tests/scenarios/base.toml`
//! and says what `ride scenario check` must tell.

use std::path::{Path, PathBuf};

use ride::catalog::Catalog;

const ID: &str = "stage-01/01-base";

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Broken {
    /// Texts and what stands in their place.
    replace: Vec<[String; 2]>,
    /// Every mistake, as `line: key: message`.
    expect: Vec<String>,
}

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios").join(name)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(here(name)).unwrap()
}

fn put(folder: &Path, id: &str, scenario: &str, schema: &str) {
    let folder = folder.join(id);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("scenario.toml"), scenario).unwrap();
    std::fs::write(folder.join("schema.sql"), schema).unwrap();
}

fn load(scenario: &str) -> Catalog {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), ID, scenario, &text("schema.sql"));
    Catalog::load(folder.path()).unwrap()
}

#[test]
fn the_base_has_no_mistake() {
    assert_eq!(load(&text("base.toml")).mistakes(), []);
}

#[test]
fn every_mistake_is_told_with_its_line_and_key() {
    let mut failed = Vec::new();
    let mut seen = 0;
    for file in std::fs::read_dir(here("broken")).unwrap() {
        let path = file.unwrap().path();
        let broken: Broken = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let mut scenario = text("base.toml");
        for [from, to] in &broken.replace {
            assert!(scenario.contains(from), "{}: the base has no {from:?}", path.display());
            scenario = scenario.replacen(from, to, 1);
        }
        let told: Vec<String> = load(&scenario)
            .mistakes()
            .iter()
            .map(|m| format!("{}: {}: {}", m.line.map_or(String::new(), |l| l.to_string()), m.key, m.message))
            .collect();
        if told != broken.expect || told.is_empty() {
            let told: Vec<_> = told.iter().map(|t| format!("    '''{t}''',")).collect();
            failed.push(format!("{}\nexpect = [\n{}\n]", path.display(), told.join("\n")));
        }
        seen += 1;
    }
    assert!(seen > 0, "no broken files found");
    assert!(failed.is_empty(), "these tell something else:\n\n{}", failed.join("\n\n"));
}

#[test]
fn a_broken_scenario_keeps_no_other_from_loading() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), ID, &text("base.toml"), &text("schema.sql"));
    put(folder.path(), "stage-01/02-broken", "format = 1\n", "");
    put(folder.path(), "stage-1/nameless", "", "");
    std::fs::create_dir_all(folder.path().join("stage-01/03-bare")).unwrap();
    std::fs::write(folder.path().join("stage-01/03-bare/notes.txt"), "").unwrap();
    let catalog = Catalog::load(folder.path()).unwrap();
    assert_eq!(catalog.summaries().len(), 1);
    assert!(catalog.resolve(ID, 0).is_ok());
    assert!(catalog.mistakes_in("stage-01/02-broken").len() > 5);
    assert_eq!(catalog.mistakes_in("stage-01/03-bare").len(), 1);
    assert!(catalog.mistakes_in("stage-1/nameless")[0].message.contains("expected stage-NN/NN-name"));
    let err = catalog.resolve("stage-01/02-broken", 0).unwrap_err().to_string();
    assert!(err.contains("doesn't load"), "{err}");
}

#[test]
fn an_unknown_placeholder_in_the_schema_names_the_schemas_line() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), ID, &text("base.toml"), "SELECT 1;\nGRANT x TO {{victm}};\n");
    let catalog = Catalog::load(folder.path()).unwrap();
    let told = catalog.mistakes()[0].to_string();
    assert!(told.ends_with("schema.sql:2: {{victm}} stands for nothing: [[vary]] has no such name; did you mean victim? known here: culprit, held, victim"), "{told}");
}

#[test]
fn bytes_that_are_no_text_are_told() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), ID, &text("base.toml"), "");
    std::fs::write(folder.path().join(ID).join("schema.sql"), b"-- one\n\xff\xfe").unwrap();
    let catalog = Catalog::load(folder.path()).unwrap();
    assert!(catalog.mistakes()[0].to_string().ends_with("schema.sql:2: this is no UTF-8 text"));
}

#[test]
fn an_unknown_scenario_is_answered_with_the_nearest() {
    let catalog = Catalog::built_in();
    let id = "stage-03/03-connection-storm-after-deploy";
    for name in ["stage-03/03-conection-storm", "connection-storm-after-deploy", "stage-03/3"] {
        assert_eq!(catalog.resolve(name, 0).unwrap_err().nearest, id, "{name}");
    }
}

#[test]
fn what_is_built_in_has_no_mistake_and_every_seed_resolves() {
    let catalog = Catalog::built_in();
    assert_eq!(catalog.mistakes(), []);
    let id = "stage-03/03-connection-storm-after-deploy";
    let names = |seed| {
        let resolved = catalog.resolve(id, seed).unwrap();
        (resolved.scenario.diagnosis.true_culprit.clone(), resolved.template.key.clone())
    };
    assert_eq!(names(0).0, "deploy_worker");
    let others: std::collections::BTreeSet<_> = (0..6).map(names).collect();
    assert_eq!(others.len(), 4, "four sets, four templates");
    for seed in 0..6 {
        let scenario = catalog.resolve(id, seed).unwrap().scenario;
        let limit = scenario.sandbox.settings["max_connections"].to_string().parse::<u32>().unwrap();
        let of = |name: &str| scenario.fleet.iter().find(|f| f.name == name).unwrap();
        let storm = of(&scenario.diagnosis.true_culprit).connections;
        let others: u32 = scenario
            .fleet
            .iter()
            .filter(|f| f.name != scenario.diagnosis.true_culprit)
            .map(|f| f.baseline.unwrap_or(f.connections))
            .sum();
        // Three connections are ride's own.
        assert_eq!(storm + others + scenario.sandbox.on_call + 3, limit, "seed {seed} fills the server exactly");
    }
}

#[test]
fn the_briefing_gives_nothing_away() {
    let scenario = Catalog::built_in().resolve("stage-03/03-connection-storm-after-deploy", 0).unwrap().scenario;
    let briefing = serde_json::to_string(&scenario.to_briefing("x")).unwrap();
    for secret in [&scenario.hint[0].text, &scenario.postmortem.root_cause, &scenario.detect[0].reason] {
        assert!(!briefing.contains(secret.as_str()));
    }
    assert!(!briefing.contains("true_"));
    assert!(!scenario.briefing.contains(&scenario.diagnosis.true_culprit), "the page must not name the culprit");
}

/// A path file's mistakes, beside one scenario that loads and one that doesn't: `line: key: message`.
fn path_mistakes(text: &[u8], name: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), ID, &self::text("base.toml"), &self::text("schema.sql"));
    put(folder.path(), "stage-01/02-broken", "format = 1\n", "");
    std::fs::create_dir(folder.path().join("paths")).unwrap();
    std::fs::write(folder.path().join("paths").join(name), text).unwrap();
    let catalog = Catalog::load(folder.path()).unwrap();
    let id = name.trim_end_matches(".toml");
    assert_eq!(catalog.paths().is_empty(), !catalog.mistakes_in_path(id).is_empty());
    assert!(catalog.mistakes_in_path(id).iter().all(|m| m.file.ends_with(Path::new("paths").join(name))));
    let told = |m: &ride::catalog::Mistake| format!("{:?}: {}: {}", m.line.unwrap_or(0), m.key, m.message);
    catalog.mistakes_in_path(id).iter().map(told).collect()
}

#[test]
fn a_path_that_cannot_be_is_told_with_its_line_and_key() {
    let good = "title = 't'\npurpose = 'p'\nafterwards = ['a']\nminutes = [5, 9]\nscenarios = ['stage-01/01-base']\n";
    assert_eq!(path_mistakes(good.as_bytes(), "good.toml"), Vec::<String>::new());
    let cases: [(&str, &str, &str, &[&str]); 11] = [
        (
            "p.toml",
            "title =",
            "titel =",
            &[
                "1: titel: there is no such key; did you mean title? known here: afterwards, minutes, purpose, scenarios, title",
                "1: title: this key is missing; expected text: The title.",
            ],
        ),
        ("p.toml", "['a']", "'a'", &["3: afterwards: expected a list (text each), found the text \"a\""]),
        ("p.toml", "['a']", "[]", &["3: afterwards: it must not be empty"]),
        ("p.toml", "'p'", "' '", &["2: purpose: it must not be empty"]),
        ("p.toml", "[5, 9]", "[9, 5]", &["4: minutes: expected [least, most], both from 1 on, the least first"]),
        (
            "p.toml",
            "[5, 9]",
            "[5]",
            &["4: minutes: expected a list of 2 (a whole number from 0 each), found a list of 1"],
        ),
        (
            "p.toml",
            "01-base",
            "01-bass",
            &["5: scenarios[0]: there is no scenario \"stage-01/01-bass\"; did you mean stage-01/01-base?"],
        ),
        (
            "p.toml",
            "-base']",
            "-base', 'stage-01/01-base']",
            &["5: scenarios[1]: \"stage-01/01-base\" stands here twice; each must be unique"],
        ),
        ("p.toml", "['stage-01/01-base']", "[]", &["5: scenarios: it must not be empty"]),
        (
            "p.toml",
            "'t'\n",
            "\n",
            &["1: title: this is no TOML: string values must be quoted, expected literal string"],
        ),
        (
            "No Name.toml",
            "",
            "",
            &[
                "0: : the file \"No Name\" is not named as a path; expected lower-case words, such as too-many-clients.toml",
            ],
        ),
    ];
    for (name, from, to, expected) in cases {
        assert!(good.contains(from));
        assert_eq!(path_mistakes(good.replacen(from, to, 1).as_bytes(), name), expected, "{from} -> {to}");
    }
    let told = path_mistakes(good.replacen("01-base", "02-broken", 1).as_bytes(), "p.toml").join("\n");
    assert!(told.starts_with("5: scenarios[0]: the scenario stage-01/02-broken doesn't load ("), "{told}");
    assert!(told.ends_with("mend it first, see `ride scenario check stage-01/02-broken`"), "{told}");
    let bytes = [good.as_bytes(), b"\xff"].concat();
    assert_eq!(path_mistakes(&bytes, "p.toml"), ["6: : this is no UTF-8 text"]);
}

#[test]
fn every_path_built_in_lists_scenarios_that_load() {
    let catalog = Catalog::built_in();
    let path = catalog.path("too-many-clients").unwrap();
    assert_eq!(path.steps[0].id, "stage-03/03-connection-storm-after-deploy");
    assert_eq!(catalog.path("too-many").unwrap_err().nearest, "too-many-clients");
}
