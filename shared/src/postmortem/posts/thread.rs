//! A thread: sentences put into posts of 280, numbered, and no word lost.

use super::weight::weight;
use super::{blank, calls, facts, listed, measures, title, told, when};
use crate::postmortem::facts::Turn;
use crate::postmortem::model::{Note, Postmortem};
use crate::postmortem::text;

/// What a post may weigh.
const LIMIT: usize = 280;

/// The thread, its posts numbered `1/5` and parted by a blank line.
pub fn thread(postmortem: &Postmortem) -> String {
    let mut out = number(&paragraphs(postmortem)).join("\n\n");
    out.push('\n');
    out
}

/// What the thread says; each begins a post of its own.
fn paragraphs(postmortem: &Postmortem) -> Vec<Vec<String>> {
    let pm = postmortem;
    let name = title(pm).unwrap_or_else(|| blank("the incident in a few words"));
    let mut all = vec![vec![text::sentence(&format!("Postmortem: {name}")), when(pm)]];

    let users = listed(&pm.impact.users).unwrap_or_else(|| blank("who was affected, and how many"));
    let services = listed(&pm.impact.services).unwrap_or_else(|| blank("which services were affected"));
    let mut hit = vec![format!("Affected: {users}."), format!("Services: {services}.")];
    hit.extend(calls(pm));
    all.push(hit);

    let mut course = Vec::new();
    let turns = [
        ("first alert", Turn::Alert),
        ("acknowledged", Turn::Acknowledged),
        ("cause named", Turn::Identified),
        ("first action", Turn::Mitigation),
        ("resolved", Turn::Resolved),
    ];
    let times = facts::times(pm);
    let named = |(name, turn)| Some(format!("{} {name}", times.time(facts::turn(pm, turn)?.at?)));
    let turns: Vec<String> = turns.into_iter().filter_map(named).collect();
    if !turns.is_empty() {
        let zone = facts::zone(pm).map(|z| format!(" ({z})")).unwrap_or_default();
        course.push(format!("How it went{zone}: {}.", turns.join(", ")));
    }
    course.extend(measures(pm));
    all.push(course);

    let notes = |label: &str, notes: &[Note], missing: &str| {
        let mut sentences: Vec<String> = notes.iter().filter_map(told).collect();
        if sentences.is_empty() {
            sentences.push(blank(missing));
        }
        sentences[0] = format!("{label}: {}", sentences[0]);
        sentences
    };
    all.push(notes("Root cause", &pm.root_cause, "why it could happen"));
    all.push(notes("What stopped it", &pm.mitigations, "what brought the service back"));
    let lessons: Vec<Note> =
        pm.lessons.technical.iter().chain(&pm.lessons.process).chain(&pm.lessons.cultural).cloned().collect();
    all.push(notes("What we learned", &lessons, "what we know now"));
    all.push(vec!["All of it, cause, course and what is to be done: [link]".to_owned()]);
    all.retain(|p| !p.is_empty());
    for sentence in all.iter_mut().flatten() {
        // A name in a thread would call somebody.
        *sentence = sentence.replace('@', "");
    }
    all
}

/// Posts with their numbers. How many there are decides how long the numbers are, and that how many there are.
fn number(paragraphs: &[Vec<String>]) -> Vec<String> {
    for digits in 1..=9 {
        // Both numbers at their longest, the slash and the space.
        let posts = split(paragraphs, LIMIT - (2 * digits + 2));
        let count = posts.len();
        if count.to_string().len() <= digits {
            return posts.iter().enumerate().map(|(at, post)| format!("{}/{count} {post}", at + 1)).collect();
        }
    }
    Vec::new()
}

fn split(paragraphs: &[Vec<String>], most: usize) -> Vec<String> {
    let mut posts = Vec::new();
    for paragraph in paragraphs {
        let mut post = String::new();
        let mut size = 0;
        for sentence in paragraph {
            for piece in pieces(sentence, most) {
                let own = weight(&piece);
                if size > 0 && size + 1 + own > most {
                    posts.push(std::mem::take(&mut post));
                    size = 0;
                }
                if size > 0 {
                    post.push(' ');
                    size += 1;
                }
                post.push_str(&piece);
                size += own;
            }
        }
        if !post.is_empty() {
            posts.push(post);
        }
    }
    posts
}

/// A text in pieces that fit into a post: sentences where they do, else runs of words, else parts of a word.
fn pieces(text: &str, most: usize) -> Vec<String> {
    let mut out = Vec::new();
    for sentence in sentences(text) {
        if weight(sentence) <= most {
            out.push(sentence.to_owned());
            continue;
        }
        let mut run = String::new();
        let mut size = 0;
        for word in sentence.split(' ').filter(|w| !w.is_empty()) {
            for part in parts(word, most) {
                let own = weight(&part);
                if size > 0 && size + 1 + own > most {
                    out.push(std::mem::take(&mut run));
                    size = 0;
                }
                if size > 0 {
                    run.push(' ');
                    size += 1;
                }
                run.push_str(&part);
                size += own;
            }
        }
        if !run.is_empty() {
            out.push(run);
        }
    }
    out
}

/// The sentences of a text: they end in `.`, `!` or `?` before a space and a capital letter or a bracket.
fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices(' ') {
        let before = text[from..at].trim_end_matches([')', ']', '"', '\'']);
        let next = text[at + 1..].chars().next();
        if before.ends_with(['.', '!', '?'])
            && next.is_some_and(|c| c == '[' || (text::is_word(c) && !c.is_ascii_lowercase()))
        {
            out.push(&text[from..at]);
            from = at + 1;
        }
    }
    if from < text.len() {
        out.push(&text[from..]);
    }
    out
}

/// A word that is longer than a post, in parts.
fn parts(word: &str, most: usize) -> Vec<String> {
    if weight(word) <= most {
        return vec![word.to_owned()];
    }
    let mut out = Vec::new();
    let mut part = String::new();
    let mut size = 0;
    for c in word.chars() {
        // A point may make an address of what is around it.
        let own = if c == '.' { 24 } else { 2 };
        if size + own > most {
            out.push(std::mem::take(&mut part));
            size = 0;
        }
        part.push(c);
        size += own;
    }
    out.push(part);
    out
}
