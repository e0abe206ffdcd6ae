//! Posts and messages: lengths, words that stay, nothing made up.

use proptest::prelude::*;
use ride_shared::postmortem::{Kind, Note, Postmortem, posts};

use crate::arbitrary::postmortem;
use crate::example::example;

fn thread_of(postmortem: &Postmortem) -> Vec<String> {
    posts::thread(postmortem).trim_end().split("\n\n").map(str::to_owned).collect()
}

fn assert_fine(thread: &[String]) {
    for (at, post) in thread.iter().enumerate() {
        assert!(posts::weight(post) <= 280, "{} in {post:?}", posts::weight(post));
        assert!(post.starts_with(&format!("{}/{} ", at + 1, thread.len())), "{post:?}");
    }
}

/// Words of the thread without its numbers.
fn words(thread: &[String]) -> String {
    let mut out = String::new();
    for post in thread {
        out.extend(post.split_once(' ').expect("a number").1.chars().filter(|c| !c.is_whitespace()));
    }
    out
}

#[test]
fn the_thread_is_numbered_and_fits() {
    let given = example();
    let thread = thread_of(&given);
    assert_fine(&thread);
    assert!(thread.len() > 4, "{thread:?}");
    assert!(thread[0].starts_with(&format!("1/{} Postmortem: Exports left", thread.len())), "{thread:?}");
    let all = words(&thread);
    for note in given.root_cause.iter().chain(&given.mitigations).chain(&given.lessons.technical) {
        let expected: String = note.text.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(all.contains(&expected), "{} is lost", note.text);
    }
}

#[test]
fn long_sentences_and_words_are_split_and_not_lost() {
    let sentence = "a very long sentence without any end ".repeat(40);
    let word = "x".repeat(900);
    let wide = "日本語".repeat(200);
    for text in [sentence.trim(), &word, &wide, "see https://example.com/a/b and example.com or a.b.c.d"] {
        let given = Postmortem { root_cause: vec![Note::known(text)], ..Postmortem::default() };
        let thread = thread_of(&given);
        assert_fine(&thread);
        let expected: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(words(&thread).contains(&expected), "{text} is lost in {thread:?}");
    }
}

#[test]
fn more_than_nine_posts_have_longer_numbers() {
    let sentence = "Sentence of the summary that says what happened to whom and why it did. ".repeat(3);
    let given = Postmortem {
        mitigations: (0..40).map(|n| Note::known(format!("{n}: {sentence}"))).collect(),
        ..Postmortem::default()
    };
    let thread = thread_of(&given);
    assert!(thread.len() > 40);
    assert_fine(&thread);
}

#[test]
fn a_title_of_hacker_news_is_short() {
    let mut given = example();
    for title in ["Short", &"long title ".repeat(30), &"x".repeat(300), "Postmortem of the storm"] {
        given.title = Some(title.to_owned());
        let post = posts::hacker_news(&given);
        let (first, rest) = post.split_once("\n\n").expect("title and text");
        assert!(first.chars().count() <= 80, "{first}");
        assert_eq!(first.matches("ostmortem").count(), 1, "{first}");
        assert!(rest.contains("[link]") && rest.contains("38 % of those who tried"), "{rest}");
    }
}

#[test]
fn status_updates_are_of_what_happened() {
    let given = example();
    let updates = posts::status_updates(&given);
    let heads: Vec<&str> = updates.lines().filter(|l| l.ends_with(" UTC)")).collect();
    assert_eq!(
        heads,
        [
            "Investigating (2026-03-05 09:08 UTC)",
            "Identified (2026-03-05 09:19 UTC)",
            "Monitoring (2026-03-05 09:36 UTC)",
            "Resolved (2026-03-05 09:47 UTC)"
        ]
    );
    let mut open = given;
    open.timeline.retain(|i| !matches!(i.kind, Kind::Identified | Kind::Improving | Kind::Mitigation | Kind::Resolved));
    let updates = posts::status_updates(&open);
    for name in ["Identified (", "Monitoring (", "Resolved ("] {
        assert!(!updates.contains(name), "{updates}");
    }
}

#[test]
fn users_are_told_what_is_known_and_no_more() {
    let known = posts::user_message(&example());
    assert!(known.contains("47 minutes") && known.contains("about 3,100 people"), "{known}");
    assert!(known.contains("We are sorry."), "{known}");
    // The only figures and names of a message about nothing would be made up.
    let unknown = posts::user_message(&Postmortem::default());
    assert!(unknown.matches("[To be filled in: ").count() >= 6, "{unknown}");
    assert!(!unknown.contains(|c: char| c.is_ascii_digit()), "{unknown}");
    let guess = Postmortem { root_cause: vec![Note::candidate("the pool leaks")], ..Postmortem::default() };
    assert!(posts::user_message(&guess).contains("[To be confirmed: the pool leaks.]"));
}

/// Every number of an output is one of the model.
#[test]
fn no_figure_is_made_up() {
    let given = example();
    let known = serde_json::to_string(&given).expect("json")
        + " 09:00 09:02 09:08 09:19 09:24 09:27 09:36 09:47 2026-03-05 47 minutes 2 minutes 6 minutes 26.3 36,500 9,610";
    for text in [posts::hacker_news(&given), posts::status_updates(&given), posts::user_message(&given)] {
        for number in text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ':' | ',' | '-'))) {
            let number = number.trim_matches(|c: char| !c.is_ascii_digit());
            assert!(known.contains(number), "{number} is made up in {text}");
        }
    }
}

proptest! {
    #![proptest_config(crate::any::any_number(48))]

    #[test]
    fn any_postmortem_can_be_told(given in postmortem()) {
        assert_fine(&thread_of(&given));
        let post = posts::hacker_news(&given);
        prop_assert!(post.lines().next().is_some_and(|l| l.chars().count() <= 80));
        for text in [post, posts::status_updates(&given), posts::user_message(&given)] {
            prop_assert!(text.ends_with('\n') && !text.contains(|c: char| c.is_control() && c != '\n'));
        }
    }
}
