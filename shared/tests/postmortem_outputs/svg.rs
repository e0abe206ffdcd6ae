//! timeline.svg as a reader of XML sees it: well-formed, inside its edges, no text on another.

use proptest::prelude::*;
use ride_shared::postmortem::{Clock, Item, Kind, Phase, PhaseName, Postmortem, Precision, svg};
use roxmltree::{Document, Node};

use crate::arbitrary::postmortem;
use crate::example::example;

#[derive(Debug, Clone)]
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    what: String,
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap_or("0").parse().unwrap_or_else(|e| panic!("{name} of {node:?}: {e}"))
}

/// How wide a text is in DejaVu Sans, the widest of the fonts that systems have for interfaces.
fn width(text: &str, size: f64) -> f64 {
    let em = |c: char| match c {
        'i' | 'j' | 'l' | '\'' | ' ' | '.' | ',' | '|' | 'I' | ':' => 0.34,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' | '\\' | ';' | '!' => 0.41,
        'm' | 'w' | 'M' | 'W' | '%' | '…' | '@' => 1.0,
        'a'..='z' | '0'..='9' => 0.636,
        c if c.is_ascii() => 0.8,
        _ => 1.0,
    };
    text.chars().map(em).sum::<f64>() * size
}

fn text_of(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|n| n.text()).collect()
}

fn texts(document: &Document<'_>) -> Vec<Area> {
    let texts = document.descendants().filter(|n| n.has_tag_name("text"));
    let area = |node: Node<'_, '_>| {
        let (x, y, size) = (number(node, "x"), number(node, "y"), number(node, "font-size"));
        let what = text_of(node);
        let wide = width(&what, size);
        let left = match node.attribute("text-anchor") {
            Some("middle") => x - wide / 2.0,
            Some("end") => x - wide,
            _ => x,
        };
        Area { left, right: left + wide, top: y - size * 0.8, bottom: y + size * 0.2, what }
    };
    texts.map(area).collect()
}

/// Everything that can be had of a picture without drawing it.
fn assert_sound(svg: &str) {
    let document = Document::parse(svg).unwrap_or_else(|e| panic!("{e}:\n{svg}"));
    let root = document.root_element();
    let edges: Vec<f64> =
        root.attribute("viewBox").expect("a viewBox").split(' ').map(|n| n.parse().expect("a number")).collect();
    assert!((edges[2] - 800.0).abs() < f64::EPSILON, "800 wide");
    assert_eq!(root.attribute("role"), Some("img"));
    let labels = root.attribute("aria-labelledby").expect("a label").split(' ');
    for id in labels {
        let label = document.descendants().find(|n| n.attribute("id") == Some(id)).expect("the label's element");
        assert!(!text_of(label).is_empty(), "{id} says nothing");
    }
    let mut areas = texts(&document);
    for node in document.descendants().filter(|n| n.has_tag_name("rect")) {
        let (x, y) = (number(node, "x"), number(node, "y"));
        let (right, bottom) = (x + number(node, "width"), y + number(node, "height"));
        assert!(x >= 0.0 && y >= 0.0 && right <= edges[2] && bottom <= edges[3], "{node:?} is outside");
    }
    for area in &areas {
        let inside = area.left >= 0.0 && area.right <= edges[2] && area.top >= 0.0 && area.bottom <= edges[3];
        assert!(inside, "{:?} is outside of {edges:?}: {area:?}", area.what);
    }
    areas.sort_by(|a, b| a.top.total_cmp(&b.top));
    for (at, one) in areas.iter().enumerate() {
        for other in areas[at + 1..].iter().take_while(|o| o.top < one.bottom) {
            let apart = one.right <= other.left || other.right <= one.left;
            assert!(apart, "{one:?} and {other:?} overlap");
        }
    }
    let strange = ["script", "foreignObject", "a", "image", "use"];
    assert!(!document.descendants().any(|n| strange.iter().any(|s| n.has_tag_name(*s))), "only shapes and text");
}

/// An incident with so many entries, so far apart.
pub fn dense(count: i64, apart: i64) -> Postmortem {
    let kinds = [
        Kind::Alert,
        Kind::Acknowledged,
        Kind::Investigation,
        Kind::Other,
        Kind::Communication,
        Kind::Mitigation,
        Kind::Improving,
        Kind::Harm,
        Kind::Resolved,
    ];
    let begin = 1_770_000_000_000;
    let item = |n: i64| Item {
        at: Some(begin + n * apart),
        source: Some(["Prometheus", "psql", "Slack"][n as usize % 3].to_owned()),
        text: format!(
            "Entry {n}: the pool of report_builder has {} of 100 connections in use, and callers of booking_api wait for one \
             longer than they used to; people look at pg_stat_activity, at the log, and at each other",
            n % 101
        ),
        code: (n % 7 == 3)
            .then(|| "SELECT state, count(*) FROM pg_stat_activity GROUP BY 1 ORDER BY 2 DESC;".to_owned()),
        kind: kinds[(n * 9 / count.max(1)) as usize % 9],
        ..Item::default()
    };
    let end = begin + (count - 1).max(1) * apart;
    let third = (end - begin) / 3;
    let mut figures = example().figures;
    for figure in &mut figures {
        let last = figure.points.len() as i64 - 1;
        for (n, point) in figure.points.iter_mut().enumerate() {
            point.at = point.at.map(|_| begin + n as i64 * (end - begin) / last);
        }
    }
    let phase = |name, n: i64| Phase { name, from: begin + n * third, to: begin + (n + 1) * third };
    Postmortem {
        title: Some(
            "A very long title of an incident in which exports left their transactions open until bookings failed"
                .into(),
        ),
        clock: Clock { dated: true, zone: Some("UTC".into()), precision: Precision::Second },
        timeline: (0..count).map(item).collect(),
        phases: vec![
            phase(PhaseName::Acknowledgement, 0),
            phase(PhaseName::Investigation, 1),
            phase(PhaseName::Mitigation, 2),
        ],
        figures,
        ..Postmortem::default()
    }
}

#[test]
fn any_number_of_entries_at_any_distance() {
    assert_sound(&svg::render(&Postmortem::default()));
    assert_sound(&svg::render(&example()));
    for count in [1, 5, 50, 500] {
        for apart in [0, 1, 7_000, 600_000, 90_000_000] {
            let mut given = dense(count, apart);
            assert_sound(&svg::render(&given));
            given.figures.clear();
            assert_sound(&svg::render(&given));
        }
    }
}

#[test]
fn gaps_and_entries_without_a_time() {
    let mut given = dense(50, 60_000);
    for item in &mut given.timeline[30..] {
        item.at = item.at.map(|at| at + 12 * 86_400_000);
    }
    for item in &mut given.timeline[40..43] {
        item.at = None;
    }
    given.phases.clear();
    let picture = svg::render(&given);
    assert_sound(&picture);
    assert!(picture.contains("3 without time"));
    assert!(picture.contains("left out"), "the days in between are left out of the axis");
}

#[test]
fn the_whole_text_of_an_entry_is_in_its_title() {
    let given = dense(500, 1000);
    let picture = svg::render(&given);
    let document = Document::parse(&picture).expect("XML");
    let titles: Vec<String> = document.descendants().filter(|n| n.has_tag_name("title")).map(text_of).collect();
    for item in &given.timeline {
        assert!(titles.iter().any(|t| t.contains(&item.text)), "{} has no title", item.text);
    }
}

#[test]
fn light_and_dark() {
    assert!(svg::render(&example()).contains("@media (prefers-color-scheme:dark)"));
}

proptest! {
    #![proptest_config(crate::any::any_number(48))]

    #[test]
    fn any_postmortem_is_a_sound_picture(given in postmortem()) {
        let picture = svg::render(&given);
        assert_sound(&picture);
        prop_assert_eq!(picture, svg::render(&given));
    }
}
