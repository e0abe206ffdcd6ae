//! Small timelines in each form that people paste, and what is to be read of them: `postmortem_timelines/*.txt`, with what is
//! expected beside each in `*.expected`. `RIDE_BLESS=1` writes what is read now, for somebody to look through.

use std::fmt::Write as _;
use std::path::PathBuf;

use ride_shared::postmortem::timeline::read;
use ride_shared::postmortem::{Certainty, Postmortem, moment};

fn folder() -> PathBuf {
    // Relative: under WASI nothing but the package's own folder can be seen.
    PathBuf::from("tests/postmortem_timelines")
}

/// What was read, a line for each entry and then what else there is to say.
fn told(post: &Postmortem) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(text.trim_end());
        out.push('\n');
    };
    if let Some(title) = &post.title {
        line(format!("title: {title}"));
    }
    if let Some(id) = &post.incident_id {
        line(format!("number: {id}"));
    }
    let zone = post.clock.zone.as_deref().unwrap_or("none");
    line(format!("clock: {}, zone {zone}", if post.clock.dated { "dated" } else { "undated" }));
    for item in &post.timeline {
        let when = item.at.map_or("no time".to_owned(), |at| {
            let day = post.clock.day(at).map(|day| format!("{day} ")).unwrap_or_default();
            format!("{day}{}", post.clock.time(at))
        });
        let mut text = format!("{when} {:?}: {}", item.kind, item.text);
        for (name, value) in
            [("source", &item.source), ("person", &item.person), ("notes", &item.notes), ("code", &item.code)]
        {
            if let Some(value) = value {
                write!(text, " | {name}: {}", value.replace('\n', "⏎")).expect("a string takes it");
            }
        }
        line(text);
    }
    let measures = &post.measures;
    for (name, ms) in [
        ("duration", measures.duration_ms),
        ("MTTD", measures.detect_ms),
        ("MTTA", measures.acknowledge_ms),
        ("MTTR", measures.resolve_ms),
    ] {
        if let Some(ms) = ms {
            line(format!("{name}: {}", moment::duration(ms)));
        }
    }
    for phase in &post.phases {
        line(format!("{:?}: {} to {}", phase.name, post.clock.time(phase.from), post.clock.time(phase.to)));
    }
    for figure in &post.figures {
        let values: Vec<String> =
            figure.points.iter().map(|p| p.text.clone().unwrap_or(format!("{}{}", p.value, figure.unit))).collect();
        let limit = figure.limit.map(|limit| format!(" of {limit}")).unwrap_or_default();
        line(format!("figure: {} {}{limit}", figure.name, values.join(", ")));
    }
    let people: Vec<&str> = post.participants.iter().map(|p| p.name.as_str()).collect();
    if !people.is_empty() {
        line(format!("people: {}", people.join(", ")));
    }
    for note in &post.technical {
        line(format!("{}: {}", if note.certainty == Certainty::Known { "technical" } else { "note" }, note.text));
    }
    for lost in &post.not_understood {
        line(format!("not understood: {}: {}", lost.number, lost.text));
    }
    out
}

#[test]
fn every_form_reads_as_expected() {
    let mut names: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the folder is there")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    names.sort();
    assert!(names.len() >= 40, "only {} timelines are there", names.len());
    let mut wrong = Vec::new();
    for path in names {
        let text = std::fs::read_to_string(&path).expect("readable");
        let found = told(&read(&text));
        let beside = path.with_extension("expected");
        if std::env::var_os("RIDE_BLESS").is_some() {
            std::fs::write(&beside, &found).expect("writable");
            continue;
        }
        let wanted = std::fs::read_to_string(&beside).unwrap_or_default();
        if found != wanted {
            wrong.push(format!("{}\nexpected:\n{wanted}\ngot:\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_end_may_name_the_cause() {
    let text = "10:00 alert: api errors 9%\n10:02 ack\n10:20 rolled back 5.0\n10:30 Resolved. Root cause: the cache had no bound\n";
    let causes: Vec<String> = read(text).root_cause.into_iter().map(|note| note.text).collect();
    assert_eq!(causes, ["10:30: Resolved. Root cause: the cache had no bound"]);
    assert!(read(&text.replace("Root cause", "Thanks")).root_cause.is_empty());
}

#[test]
fn a_stated_duration_ends_where_it_was_resolved() {
    let text = "TTR: 47 minutes\nDuration: 47 minutes\nDetected: 11:19 UTC\nResolved: 12:00 UTC\n";
    assert_eq!(ride_shared::postmortem::hours(&read(text)).as_deref(), Some("11:13 to 12:00 UTC"));
}
