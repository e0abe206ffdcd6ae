//! What a paste gives, form by form.

use super::*;

/// For looking at what a file gives: `RIDE_TIMELINE=file cargo test -p ride-shared looked_at -- --ignored --nocapture`.
#[test]
#[ignore = "prints"]
fn looked_at() {
    let Some(file) = std::env::var_os("RIDE_TIMELINE") else { return };
    let post = read(&std::fs::read_to_string(file).expect("readable"));
    let mut out = String::new();
    use std::fmt::Write as _;
    writeln!(
        out,
        "title {:?} id {:?} sev {:?} status {:?}\nclock {:?}",
        post.title, post.incident_id, post.severity, post.status, post.clock
    )
    .unwrap();
    for item in &post.timeline {
        let day = item.at.and_then(|at| post.clock.day(at)).unwrap_or_default();
        let at = item.at.map_or("--".into(), |at| post.clock.time(at));
        writeln!(
            out,
            "{day} {at} [{:?}] s={:?} p={:?} | {} | n={:?} c={:?} {:?}",
            item.kind, item.source, item.person, item.text, item.notes, item.code, item.evidence
        )
        .unwrap();
    }
    let all = serde_json::to_value(&post).unwrap();
    for (name, value) in all.as_object().unwrap() {
        if !["timeline", "title", "clock"].contains(&name.as_str()) {
            match value {
                serde_json::Value::Array(list) => {
                    writeln!(out, "{name}:").unwrap();
                    for one in list {
                        writeln!(out, "    {one}").unwrap();
                    }
                }
                serde_json::Value::Object(map) => {
                    writeln!(out, "{name}:").unwrap();
                    for (k, one) in map {
                        writeln!(out, "    {k}: {one}").unwrap();
                    }
                }
                value => writeln!(out, "{name}: {value}").unwrap(),
            }
        }
    }
    std::fs::write("/tmp/timeline-out.txt", out).unwrap();
}
