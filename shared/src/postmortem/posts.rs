//! What is told to others: a post for Hacker News, a thread, updates of the status page, a message to users.
//!
//! Everything in them is from the model. What isn't known stands in square brackets, `[To be filled in: ...]`; what was only
//! guessed, `[To be confirmed: ...]`. So nothing is published by mistake that nobody has read.

mod status;
mod thread;
mod weight;

use super::facts::{self, Times};
use super::model::{Certainty, Note, Postmortem};
use super::write::{all, put};
use super::{moment, text};
use crate::numbers::grouped;

pub use status::status_updates;
pub use thread::thread;
pub use weight::weight;

/// What Hacker News takes as a title.
const TITLE: usize = 80;

/// A text for others on its way.
struct Post<'a> {
    pm: &'a Postmortem,
    times: Times<'a>,
    out: String,
}

impl<'a> Post<'a> {
    fn of(pm: &'a Postmortem) -> Self {
        Post { pm, times: facts::times(pm), out: String::new() }
    }

    fn put(&mut self, text: &str) {
        put(&mut self.out, text);
    }

    /// The mark of what is to be filled in.
    #[inline(never)]
    fn blank(&mut self, what: &str) {
        all(&mut self.out, &["[To be filled in: ", what, "]"]);
    }

    /// Puts what there is, or its mark.
    #[inline(never)]
    fn or_blank(&mut self, known: Option<String>, what: &str) {
        match known {
            Some(known) => self.put(&known),
            None => self.blank(what),
        }
    }

    fn title(&mut self) {
        self.or_blank(title(self.pm), "the incident in a few words");
    }

    /// Notes, each between these; a guess stands in brackets. Gives whether there were any.
    fn notes(&mut self, notes: &[Note], as_sentences: bool, before: &str, between: &str) -> bool {
        let mut any = false;
        for note in notes {
            let told = if as_sentences { text::sentence(&note.text) } else { text::line(&note.text) };
            let told = if as_sentences { &*told } else { told.trim_end_matches(['.', ';', ',']) };
            if !told.is_empty() {
                self.put(if any { between } else { before });
                any = true;
                match note.certainty {
                    Certainty::Known => self.put(told),
                    Certainty::Candidate => all(&mut self.out, &["[To be confirmed: ", told, "]"]),
                }
            }
        }
        any
    }

    /// Notes as sentences, behind what says what they are; a mark where there are none.
    fn told(&mut self, before: &str, notes: &[Note], missing: &str) {
        if !self.notes(notes, true, before, " ") {
            self.put(before);
            self.blank(missing);
        }
    }

    /// Like [`Post::told`], as parts of one sentence.
    fn listed(&mut self, before: &str, notes: &[Note], missing: &str) {
        if !self.notes(notes, false, before, "; ") {
            self.put(before);
            self.blank(missing);
        }
    }

    /// What was learnt, each between these.
    fn lessons(&mut self, before: &str, between: &str) {
        let lessons = &self.pm.lessons;
        let mut first = before;
        for notes in [&lessons.technical, &lessons.process, &lessons.cultural] {
            if self.notes(notes, true, first, between) {
                first = between;
            }
        }
        if first == before {
            self.put(before);
            self.blank("what we know now");
        }
    }

    /// When and how long, as a sentence.
    fn when(&mut self) {
        let pm = self.pm;
        if self.times.several_days && pm.clock.dated {
            self.put("We");
        } else {
            match facts::date(pm).filter(|_| !self.times.several_days) {
                Some(day) => all(&mut self.out, &["On ", &day]),
                None => self.blank("on which day"),
            }
            self.put(", we");
        }
        self.put(" had an incident");
        let lasted = facts::duration(pm);
        if let Some(lasted) = &lasted {
            all(&mut self.out, &[" that lasted ", lasted]);
        }
        match facts::span(pm) {
            (Some(begin), Some(end)) => {
                all(&mut self.out, &[", from ", &self.times.time(begin), " to ", &self.times.moment(end)]);
            }
            (Some(begin), None) => all(&mut self.out, &[", from ", &self.times.moment(begin), " on"]),
            _ => {}
        }
        if lasted.is_none() {
            self.put("; it lasted ");
            self.blank("how long");
        }
        self.put(".");
    }

    /// The worst stretch of calls, as a sentence behind this.
    fn calls(&mut self, before: &str) {
        // Of equals the first.
        let (mut failed, mut made, mut name) = (0, 0, "");
        for call in &self.pm.impact.calls {
            if call.failed > failed {
                (failed, made, name) = (call.failed, call.made, &call.name);
            }
        }
        if failed == 0 {
            return;
        }
        all(&mut self.out, &[before, "Calls as the callers measured them"]);
        let name = text::line(name);
        if !name.is_empty() {
            all(&mut self.out, &[" (", &name, ")"]);
        }
        all(&mut self.out, &[": ", &grouped(failed), " of ", &grouped(made), " failed"]);
        if let Some(share) = text::share(failed, made) {
            all(&mut self.out, &[" (", &share, ")"]);
        }
        self.put(".");
    }

    /// MTTA and the like, as a sentence behind this; nothing where none is known.
    fn measures(&mut self, before: &str) {
        let m = &self.pm.measures;
        let mut first = true;
        for (what, ms) in [("detect", m.detect_ms), ("acknowledge", m.acknowledge_ms), ("resolve", m.resolve_ms)] {
            let Some(ms) = ms else { continue };
            self.put(if first { before } else { "; " });
            self.put(if first { "Time to " } else { "to " });
            all(&mut self.out, &[what, ": ", &moment::duration(ms)]);
            first = false;
        }
        self.put(if first { "" } else { "." });
    }
}

fn title(postmortem: &Postmortem) -> Option<String> {
    postmortem.title.as_deref().map(text::line).filter(|t| !t.is_empty())
}

/// At most so many characters, cut between words.
fn cut(text: &mut String, most: usize) {
    if text.chars().count() <= most {
        return;
    }
    let end = text.char_indices().nth(most.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    text.truncate(end);
    if let Some(space) = text.rfind(' ').filter(|space| *space > end / 2) {
        text.truncate(space);
    }
    text.truncate(text.trim_end_matches([' ', ',', ';', ':', '-']).len());
    text.push('…');
}

/// A post for Hacker News: a title of at most 80 characters, a blank line, and text.
pub fn hacker_news(postmortem: &Postmortem) -> String {
    let pm = postmortem;
    let mut post = Post::of(pm);
    post.title();
    if pm.title.is_none() || !text::mentions(&post.out, "postmortem") {
        post.out.insert_str(0, "Postmortem: ");
    }
    cut(&mut post.out, TITLE);
    post.put("\n\n");
    post.when();
    post.notes(&pm.summary, true, "\n\n", " ");
    post.listed("\n\nUsers affected: ", &pm.impact.users, "who was affected, and how many");
    post.listed(".\nServices affected: ", &pm.impact.services, "which services were affected");
    post.put(".");
    post.calls("\n");
    post.told("\n\nRoot cause: ", &pm.root_cause, "why it could happen");
    post.notes(&pm.trigger, true, " What set it off: ", " ");
    post.told("\n\nWhat stopped it: ", &pm.mitigations, "what brought the service back");
    post.lessons("\n\nWhat we learned:\n- ", "\n- ");
    post.put("\n\nAll of it, cause, course and what is to be done: [link]\n");
    post.out
}

/// A message to users: what happened, for how long, what it meant for them, what changes.
pub fn user_message(postmortem: &Postmortem) -> String {
    let pm = postmortem;
    let mut post = Post::of(pm);
    post.when();
    let services = "\n\nWhat it meant for you: these services did not work as they should: ";
    post.listed(services, &pm.impact.services, "which services");
    post.listed(". Who was affected: ", &pm.impact.users, "who was affected, and what they could not do");
    post.put(".");
    if !post.notes(&pm.summary, true, "\n\nWhat happened: ", " ") {
        post.told("\n\nWhat happened: ", &pm.root_cause, "what happened, in words that users know");
    }
    post.told("\n\nWhat brought it back: ", &pm.mitigations, "what brought the service back");
    let (label, mut first) = ("\n\nWhat changes: ", true);
    if post.notes(&pm.durable, true, label, " ") {
        first = false;
    }
    for action in &pm.actions {
        let promise = promise(&action.text, action.due.as_deref().unwrap_or_default());
        if !promise.is_empty() {
            all(&mut post.out, &[if first { label } else { " " }, &promise]);
            first = false;
        }
    }
    if first {
        post.put(label);
        post.blank("what will be different, and from when");
    }
    post.put("\n\nWe are sorry. You rely on this service, and it was not there when you needed it.\n\nQuestions: ");
    post.blank("where users can ask");
    post.put(". The whole report: [link]\n");
    post.out
}

/// An action item with its date, without its owner: users are promised things, not people.
fn promise(given: &str, due: &str) -> String {
    let due = text::line(due);
    if due.is_empty() {
        return text::sentence(given);
    }
    let mut text = text::line(given);
    if !text.is_empty() {
        text.truncate(text.trim_end_matches('.').len());
        all(&mut text, &[" (by ", &due, ")."]);
    }
    text
}
