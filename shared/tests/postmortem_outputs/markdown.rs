//! postmortem.md in the eyes of another reader of Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use ride_shared::postmortem::{Certainty, Item, Note, Postmortem, Template, markdown};

use crate::arbitrary::{all_texts, postmortem, text};
use crate::example::example;

fn events(document: &str) -> Vec<Event<'_>> {
    Parser::new_ext(document, Options::all() - Options::ENABLE_SMART_PUNCTUATION).collect()
}

/// What a reader sees, without white space: pieces of a block joined, blocks parted.
fn seen(document: &str) -> String {
    let mut out = String::new();
    for event in events(document) {
        match event {
            Event::Text(text) | Event::Code(text) => out.extend(text.chars().filter(|c| !c.is_whitespace())),
            Event::End(end) if !matches!(end, TagEnd::Emphasis | TagEnd::Strong) => out.push('\n'),
            _ => {}
        }
    }
    out
}

/// A text as it is to be seen: control characters as pictures and numbers, no white space.
fn as_shown(given: &str) -> String {
    let mut out = String::new();
    for c in given.chars().filter(|c| !c.is_whitespace()) {
        match c {
            '\u{1b}' => out.push('\u{241b}'),
            '\0' => out.push('\u{2400}'),
            '\u{7f}' => out.push('\u{2421}'),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                let _ = write!(out, "[U+{:04X}]", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

/// What pasted text must never become.
fn assert_only_text(document: &str) {
    for event in events(document) {
        let harmless = match &event {
            Event::Html(_) | Event::InlineHtml(_) | Event::InlineMath(_) | Event::DisplayMath(_) => false,
            Event::FootnoteReference(_) | Event::SoftBreak | Event::HardBreak | Event::Rule => false,
            Event::Start(tag) => !matches!(
                tag,
                Tag::Link { .. }
                    | Tag::Image { .. }
                    | Tag::HtmlBlock
                    | Tag::BlockQuote(_)
                    | Tag::Strikethrough
                    | Tag::FootnoteDefinition(_)
                    | Tag::DefinitionList
                    | Tag::MetadataBlock(_)
            ),
            _ => true,
        };
        assert!(harmless, "{event:?} in:\n{document}");
    }
    // What GitHub links by itself must stand in code.
    let mut code = false;
    for event in events(document) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Text(text) if !code => {
                for link in ["http://", "https://", "www.a"] {
                    assert!(!text.to_lowercase().contains(link), "{text:?} in:\n{document}");
                }
                let mention = text.char_indices().any(|(at, c)| {
                    c == '@'
                        && text[at + 1..].starts_with(|n: char| n.is_ascii_alphanumeric())
                        && !text[..at].ends_with(|b: char| b.is_ascii_alphanumeric() || b == '_')
                });
                assert!(!mention, "{text:?} in:\n{document}");
            }
            _ => {}
        }
    }
}

fn assert_all_there(postmortem: &Postmortem, document: &str, template: Template) {
    let mut texts = Vec::new();
    // The unit's and the clock's are part of other texts; whether something is known is no text.
    let mut value = serde_json::to_value(postmortem).expect("json");
    strip(&mut value);
    all_texts(&value, &mut texts);
    let seen = seen(document);
    for text in texts {
        let expected = as_shown(&text);
        // Lines of code and of the source keep their line breaks, the rest is on one line; white space is gone from both.
        let joined = seen.replace('\n', "");
        assert!(joined.contains(&expected), "{template}: {text:?} (as {expected:?}) is not in:\n{document}");
    }
}

/// Takes out what is in a document in other words: names of kinds, units, the zone.
fn strip(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(all) => {
            let says_nothing = |v: &serde_json::Value| v.as_str().is_some_and(|t| as_shown(t).is_empty());
            if all.contains_key("certainty") && all.get("text").is_some_and(says_nothing) {
                all.clear();
            }
            for key in ["kind", "certainty", "unit", "clock", "origin", "name"] {
                if all.get(key).is_some_and(|v| v.is_string() && (key != "name" || all.contains_key("from")))
                    || key == "clock"
                {
                    all.remove(key);
                }
            }
            all.values_mut().for_each(strip);
        }
        serde_json::Value::Array(all) => all.iter_mut().for_each(strip),
        _ => {}
    }
}

#[test]
fn everything_known_is_in_every_form() {
    for template in Template::ALL {
        let mut given = example();
        given.reading.clear();
        let document = markdown::render(&given, template);
        assert_all_there(&given, &document, template);
        assert_only_text(&document);
    }
}

#[test]
fn an_empty_postmortem_is_a_form_to_fill_in() {
    for template in Template::ALL {
        let document = markdown::render(&Postmortem::default(), template);
        assert!(document.matches("*To be filled in: ").count() >= 8, "{document}");
        assert_only_text(&document);
    }
}

#[test]
fn headings_are_those_of_the_houses() {
    let headings = |template| -> Vec<String> {
        let document = markdown::render(&Postmortem::default(), template);
        document.lines().filter_map(|l| l.strip_prefix("## ")).map(str::to_owned).collect()
    };
    assert_eq!(
        headings(Template::GoogleSre),
        [
            "Summary",
            "Impact",
            "Root Causes",
            "Trigger",
            "Resolution",
            "Detection",
            "Action Items",
            "Lessons Learned",
            "Timeline",
            "Supporting information",
            "Appendix"
        ]
    );
    assert_eq!(headings(Template::Public)[..3], ["Executive Summary", "Timeline", "Root Cause"]);
    let ride = headings(Template::Ride);
    for section in [
        "Summary",
        "Impact",
        "Timeline",
        "Detection",
        "Response",
        "Recovery",
        "Root cause",
        "What went well",
        "What went wrong",
        "Where we got lucky",
        "Surprises",
        "Mitigations",
        "Action items",
        "Lessons",
        "MTTD, MTTA and MTTR",
        "Key metrics over time",
        "Communication log",
        "Technical details",
        "Related incidents",
        "Follow-ups",
        "Sign-off",
        "A message to users",
    ] {
        assert!(ride.iter().any(|h| h == section), "{section} is not in {ride:?}");
    }
}

#[test]
fn parts_have_names_for_templates_of_ones_own() {
    let fields: BTreeMap<String, String> = markdown::fields(&example()).into_iter().collect();
    assert_eq!(fields["severity"], "SEV-2");
    assert!(fields["root_cause"].contains("had no end of transaction"), "{fields:?}");
    assert!(fields["timeline"].starts_with("| Time (UTC) | Source |"), "{fields:?}");
    let unknown: BTreeMap<String, String> = markdown::fields(&Postmortem::default()).into_iter().collect();
    assert!(unknown["users"].starts_with("*To be filled in: "), "{unknown:?}");
    assert_eq!(unknown["not_understood"], "");
}

#[test]
fn a_guess_is_marked_with_what_it_rests_on() {
    let given = Postmortem {
        root_cause: vec![Note::candidate("the pool leaks").resting_on(["line 7".to_owned()])],
        ..Postmortem::default()
    };
    for template in Template::ALL {
        let document = markdown::render(&given, template);
        assert!(document.contains("the pool leaks *(candidate, from line 7: to be confirmed)*"), "{document}");
    }
}

#[test]
fn the_timeline_is_a_table_with_code_that_holds() {
    let given = Postmortem {
        timeline: vec![
            Item { at: Some(600_000), text: "a | b".into(), code: Some("x || y".into()), ..Item::default() },
            Item { text: "later".into(), code: Some("two\n```\nlines".into()), ..Item::default() },
        ],
        ..Postmortem::default()
    };
    let document = markdown::render(&given, Template::Ride);
    assert!(document.contains("| 00:10 | | a \\| b `x \\|\\| y` |"), "{document}");
    assert!(document.contains("| *To be filled in: when* | | later (code 1 below) |"), "{document}");
    assert!(document.contains("````\ntwo\n```\nlines\n````"), "{document}");
}

proptest! {
    #![proptest_config(crate::any::any_number(48))]

    #[test]
    fn text_stays_text(given in text()) {
        let note = Note { text: given.clone(), certainty: Certainty::Known, evidence: Vec::new() };
        let item = Item { text: given.clone(), source: Some(given.clone()), code: Some(given.clone()), ..Item::default() };
        let pm = Postmortem {
            title: Some(given.clone()), summary: vec![note.clone()], went_well: vec![note], timeline: vec![item],
            ..Postmortem::default()
        };
        for template in [Template::Ride, Template::Public] {
            let document = markdown::render(&pm, template);
            assert_only_text(&document);
            assert_all_there(&pm, &document, template);
        }
    }

    #[test]
    fn any_postmortem_in_any_form(given in postmortem(), template in prop::sample::select(Template::ALL.to_vec())) {
        let document = markdown::render(&given, template);
        assert_only_text(&document);
        assert_all_there(&given, &document, template);
        prop_assert_eq!(document, markdown::render(&given, template));
    }
}
