//! Any postmortem: what a source could make of any text.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use ride_shared::postmortem::{
    ActionItem, ActionKind, CallStretch, Certainty, Clock, Figure, Impact, Item, Kind, Lessons, Line, Measures, Note,
    Own, Participant, Phase, PhaseName, Point, Postmortem, Precision, Range, Slots, Why,
};

/// Text as people paste it, and as nobody should.
pub fn text() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](http://a.example/x.png)",
        "<https://a.example>",
        "https://a.example/b?c=d|e",
        "www.a.example.",
        "mail me@a.example now",
        "@mira",
        "#512",
        "org/repo#12",
        "a | b \\| c \\",
        "``` `` `",
        "# heading",
        "- item",
        "12. item",
        "1) item",
        "> quote",
        "====",
        "----",
        "***",
        "* * *",
        "~~~",
        "&lt;b&gt; &#x3c; &copy;",
        "**bold** _em_ __x__ *y*",
        "`code`",
        "line\nbreak\r\n\r\npar\ttab",
        "\u{1b}[31mred\u{0}\u{7f}",
        "\u{202e}txt.exe\u{2066}",
        "日本語のテキスト",
        "👩‍👩‍👧‍👦 done 🎉",
        "$1 and $2",
        "]]> --> <!-- x",
        "[^1] [ref]: /x",
        "[ ] todo",
        "    indented",
        "\u{fffe}\u{ffff}\u{feff}",
        "connection.close()",
        ":tada: 14:23:05",
        "http://http://@a.b@c.d/#1",
        "|---|---|",
        "deadbeef1 GH-12",
    ]);
    let word =
        prop_oneof![nasty.prop_map(str::to_owned), "[a-z]{1,9}", "\\PC{0,6}", "[\\\\`*_|<>\\[\\]@#&~$!.: -]{1,6}"];
    vec(word, 0..5).prop_map(|w| w.join(" "))
}

fn texts(most: usize) -> impl Strategy<Value = Vec<String>> {
    vec(text(), 0..=most)
}

/// Journal entries and lines, and what might stand in their place.
fn evidence() -> impl Strategy<Value = Vec<String>> {
    vec(prop_oneof![(1..900_u32).prop_map(|n| format!("line {n}")), "[a-z]{3,7}#[0-9]{1,3}", text()], 0..3)
}

fn note() -> impl Strategy<Value = Note> {
    let certainty = prop_oneof![Just(Certainty::Known), Just(Certainty::Candidate)];
    (text(), certainty, evidence()).prop_map(|(text, certainty, evidence)| Note { text, certainty, evidence })
}

fn notes() -> impl Strategy<Value = Vec<Note>> {
    vec(note(), 0..3)
}

/// Mostly of a day or two; now and then of any.
fn moment() -> impl Strategy<Value = i64> {
    prop_oneof![8 => 1_770_000_000_000..1_770_100_000_000_i64, 2 => 0..86_400_000_i64, 1 => any::<i64>()]
}

fn kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![
        Kind::Trigger,
        Kind::Alert,
        Kind::Acknowledged,
        Kind::Investigation,
        Kind::Identified,
        Kind::Mitigation,
        Kind::Improving,
        Kind::Resolved,
        Kind::Communication,
        Kind::Harm,
        Kind::Other,
    ])
}

prop_compose! {
    fn item()(
        at in option::weighted(0.8, moment()),
        source in option::of(text()),
        person in option::of(text()),
        text in text(),
        code in option::weighted(0.3, text()),
        notes in option::weighted(0.2, self::text()),
        kind in kind(),
        evidence in evidence(),
    ) -> Item {
        Item { at, source, person, text, code, notes, kind, evidence }
    }
}

fn phases() -> impl Strategy<Value = Vec<Phase>> {
    vec(moment(), 6).prop_map(|mut times| {
        times.sort_unstable();
        let names = [
            PhaseName::Detection,
            PhaseName::Acknowledgement,
            PhaseName::Investigation,
            PhaseName::Mitigation,
            PhaseName::Resolution,
        ];
        names.into_iter().zip(times.windows(2)).map(|(name, t)| Phase { name, from: t[0], to: t[1] }).collect()
    })
}

prop_compose! {
    fn impact()(
        services in notes(), users in notes(), revenue in notes(), objectives in notes(), other in notes(),
        calls in vec((text(), any::<u64>(), any::<u64>(), any::<u64>(), any::<f64>(), any::<u32>()), 0..3),
    ) -> Impact {
        let calls = calls.into_iter().map(|(name, for_ms, made, failed, p95, most)| CallStretch {
            name, for_ms, made, failed,
            p95_ms: Some(Range { median: p95, highest: p95 }),
            slots: Some(Slots { most, limit: 100 }),
        }).collect();
        Impact { services, users, revenue, objectives, other, calls }
    }
}

fn figure() -> impl Strategy<Value = Figure> {
    let value = prop_oneof![0.0..1000.0, any::<f64>()];
    let point = (option::of(moment()), value, option::weighted(0.1, text()));
    let points = vec(point.prop_map(|(at, value, text)| Point { at, value, text }), 0..30);
    (text(), prop::sample::select(vec!["", "%", "ms", "s", "|x"]), option::of(0.0..500.0), points)
        .prop_map(|(name, unit, limit, points)| Figure { name, unit: unit.to_owned(), limit, points })
}

prop_compose! {
    fn action()(
        text in text(),
        kind in prop::sample::select(vec![None, Some(ActionKind::Prevent), Some(ActionKind::Recover)]),
        priority in option::of(text()), owner in option::of(self::text()), due in option::of(self::text()),
        status in option::of(prop_oneof![Just("Completed".to_owned()), self::text()]), evidence in evidence(),
    ) -> ActionItem {
        ActionItem { text, kind, priority, owner, due, status, evidence }
    }
}

prop_compose! {
    fn front()(
        title in option::of(text()), incident_id in option::of(text()), severity in option::of(text()),
        status in option::of(text()), dated in any::<bool>(), zone in option::of(text()),
        precision in prop::sample::select(vec![Precision::Minute, Precision::Second, Precision::Millisecond]),
        timeline in vec(item(), 0..8), phases in prop_oneof![Just(Vec::new()), phases()],
        measures in option::of((option::of(any::<i64>()), option::of(0..9_000_000_i64))),
    ) -> Postmortem {
        let (detect_ms, duration_ms) = measures.unwrap_or_default();
        Postmortem {
            title, incident_id, severity, status, timeline, phases,
            clock: Clock { dated, zone, precision },
            measures: Measures { duration_ms, detect_ms, acknowledge_ms: detect_ms, resolve_ms: duration_ms },
            ..Postmortem::default()
        }
    }
}

prop_compose! {
    fn why()(question in text(), answer in option::of(note())) -> Why { Why { question, answer } }
}

prop_compose! {
    /// Any postmortem, but without further reading: that alone may hold links.
    pub fn postmortem()(
        front in front(),
        impact in impact(),
        figures in vec(figure(), 0..3),
        lists in vec(notes(), 20),
        whys in vec(why(), 0..4),
        actions in vec(action(), 0..4),
        participants in vec((text(), option::of(text())), 0..3),
        own in option::of((text(), text(), texts(2))),
        not_understood in vec((any::<u32>(), text()), 0..4),
    ) -> Postmortem {
        let mut lists = lists.into_iter();
        let mut next = || lists.next().expect("twenty lists");
        Postmortem {
            summary: next(), detection: next(), response: next(), recovery: next(), root_cause: next(),
            trigger: next(), contributing: next(), mitigations: next(), durable: next(), went_well: next(),
            went_wrong: next(), lucky: next(), surprises: next(),
            lessons: Lessons { technical: next(), process: next(), cultural: next() },
            communication: next(), technical: next(), related: next(), follow_ups: next(),
            impact, figures, whys, actions,
            participants: participants.into_iter().map(|(name, role)| Participant { name, role }).collect(),
            own: own.map(|(summary, root_cause, actions)| Own { summary, root_cause, actions }),
            not_understood: not_understood.into_iter().map(|(number, text)| Line { number, text }).collect(),
            ..front
        }
    }
}

/// Every text of a postmortem, as it was given.
pub fn all_texts(value: &serde_json::Value, out: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => out.push(text.clone()),
        serde_json::Value::Array(all) => all.iter().for_each(|v| all_texts(v, out)),
        serde_json::Value::Object(all) => all.values().for_each(|v| all_texts(v, out)),
        _ => {}
    }
}
