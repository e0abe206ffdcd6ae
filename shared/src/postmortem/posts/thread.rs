//! A thread: sentences put into posts of 280, numbered, and no word lost.

use super::Post;
use super::weight::weight;
use crate::postmortem::facts::{self, Turn};
use crate::postmortem::model::{Note, Postmortem};
use crate::postmortem::text;
use crate::postmortem::write::all;

/// What a post may weigh.
const LIMIT: usize = 280;

/// The thread, its posts numbered `1/5` and parted by a blank line.
pub fn thread(postmortem: &Postmortem) -> String {
    number(&paragraphs(postmortem))
}

/// What the thread says, sentences on lines of their own; each paragraph begins a post of its own.
fn paragraphs(pm: &Postmortem) -> String {
    let mut post = Post::of(pm);
    post.put("Postmortem: ");
    post.title();
    post.out = text::sentence(&post.out);
    post.put("\n");
    post.when();
    post.listed("\n\nAffected: ", &pm.impact.users, "who was affected, and how many");
    post.listed(".\nServices: ", &pm.impact.services, "which services were affected");
    post.put(".");
    post.calls("\n");

    let mut course = "\n\n";
    for (name, turn) in [
        (" first alert", Turn::Alert),
        (" acknowledged", Turn::Acknowledged),
        (" cause named", Turn::Identified),
        (" first action", Turn::Mitigation),
        (" resolved", Turn::Resolved),
    ] {
        let Some(at) = facts::turn(pm, turn).and_then(|item| item.at) else { continue };
        if course == "\n\n" {
            post.put("\n\nHow it went");
            if let Some(zone) = facts::zone(pm) {
                all(&mut post.out, &[" (", &zone, ")"]);
            }
            course = ": ";
        }
        all(&mut post.out, &[course, &post.times.time(at), name]);
        course = ", ";
    }
    if course == ", " {
        post.put(".");
        course = "\n";
    }
    post.measures(course);
    post.sentences("\n\nRoot cause: ", &pm.root_cause, "why it could happen");
    post.sentences("\n\nWhat stopped it: ", &pm.mitigations, "what brought the service back");
    post.lessons("\n\nWhat we learned: ", "\n");
    post.put("\n\nAll of it, cause, course and what is to be done: [link]");
    // A name in a thread would call somebody.
    post.out.retain(|c| c != '@');
    post.out
}

impl Post<'_> {
    fn sentences(&mut self, label: &str, notes: &[Note], missing: &str) {
        if !self.notes(notes, true, label, "\n") {
            self.put(label);
            self.blank(missing);
        }
    }
}

/// Posts with their numbers. How many there are decides how long the numbers are, and that how many there are.
fn number(paragraphs: &str) -> String {
    let mut out = String::new();
    for digits in 1..=9 {
        // Both numbers at their longest, the slash and the space.
        let posts = split(paragraphs, LIMIT - (2 * digits + 2));
        let count = posts.len().to_string();
        if count.len() <= digits {
            for (at, post) in posts.iter().enumerate() {
                let before = if at > 0 { "\n\n" } else { "" };
                all(&mut out, &[before, &(at + 1).to_string(), "/", &count, " ", post]);
            }
            break;
        }
    }
    out.push('\n');
    out
}

/// Pieces put together with spaces, none of them heavier than this.
struct Runs {
    most: usize,
    done: Vec<String>,
    run: String,
    size: usize,
}

impl Runs {
    fn of(most: usize) -> Self {
        Runs { most, done: Vec::new(), run: String::new(), size: 0 }
    }

    fn add(&mut self, piece: &str) {
        let own = weight(piece);
        if self.size > 0 && self.size + 1 + own > self.most {
            self.end();
        }
        if self.size > 0 {
            self.run.push(' ');
            self.size += 1;
        }
        self.run.push_str(piece);
        self.size += own;
    }

    fn end(&mut self) {
        if !self.run.is_empty() {
            self.done.push(std::mem::take(&mut self.run));
        }
        self.size = 0;
    }
}

fn split(paragraphs: &str, most: usize) -> Vec<String> {
    let mut posts = Runs::of(most);
    for sentence in paragraphs.split('\n') {
        // An empty line ends a paragraph.
        if sentence.is_empty() {
            posts.end();
        }
        for piece in pieces(sentence, most) {
            posts.add(&piece);
        }
    }
    posts.end();
    posts.done
}

/// A text in pieces that fit into a post: sentences where they do, else runs of words, else parts of a word.
fn pieces(text: &str, most: usize) -> Vec<String> {
    let mut out = Runs::of(most);
    for sentence in sentences(text) {
        if weight(sentence) <= most {
            out.done.push(sentence.to_owned());
            continue;
        }
        for word in sentence.split(' ').filter(|w| !w.is_empty()) {
            for part in parts(word, most) {
                out.add(&part);
            }
        }
        out.end();
    }
    out.done
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
