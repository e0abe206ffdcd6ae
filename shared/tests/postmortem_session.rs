//! Postmortems from journals that real sessions left: what they say, and what they never say.

use std::path::Path;

use ride_shared::journal::Entry;
use ride_shared::postmortem::Postmortem;
use ride_shared::postmortem::session::from_session;
use ride_shared::scenario::{Names, Scenario, choose, substitute};

const STORM: &str = "stage-03/03-connection-storm-after-deploy";
const LOCK: &str = "stage-02/01-blocking-transaction";

fn scenario(id: &str) -> Scenario {
    #[derive(serde::Deserialize)]
    struct Vary {
        vary: Vec<Names>,
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios").join(id).join("scenario.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let Vary { vary } = toml::from_str(&text).unwrap();
    toml::from_str(&substitute(&text, &vary[choose(vary.len(), 0)]).unwrap()).unwrap()
}

fn journal(name: &str) -> Vec<Entry> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journals").join(name);
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn storm() -> Postmortem {
    from_session(&journal("storm-with-detours.json"), &scenario(STORM), None)
}

fn lock() -> Postmortem {
    from_session(&journal("lock-mitigated.json"), &scenario(LOCK), None)
}

#[test]
fn dump() {
    for pm in [storm(), lock()] {
        for i in &pm.timeline { println!("{} [{}] {:?} {} || {:?} || {:?} {:?}", pm.clock.time(i.at.unwrap()), i.source.as_deref().unwrap(), i.kind, i.text, i.code, i.notes, i.evidence); }
        let mut pm = pm; pm.timeline.clear();
        for f in &mut pm.figures { f.points.truncate(2); }
        println!("{:#?}", pm);
    }
}
