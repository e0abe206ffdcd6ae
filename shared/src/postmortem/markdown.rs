//! `postmortem.md`: CommonMark, with tables as GitHub has them.
//!
//! A [`form::Form`] says which sections there are; [`parts`] says what fills them; what the form has no place for goes to an
//! appendix. What isn't known is marked `*To be filled in: ...*`, always in these words.

pub mod escape;
mod figures;
pub mod form;
mod forms;
mod notes;
mod parts;
mod tables;

use super::model::Postmortem;
use super::template::Template;
use super::write::{all, put};
use super::{facts, text};
use form::{Form, Line, Part, View};

/// What marks everything that is for people to fill in.
pub const TO_FILL_IN: &str = "To be filled in";

/// The postmortem as Markdown, in a template's form.
pub fn render(postmortem: &Postmortem, template: Template) -> String {
    let mut page = Page::new(postmortem, template);
    page.put("# ");
    page.title();
    page.put("\n");
    for section in page.form.sections.split("\n\n") {
        page.section(section);
    }
    page.appendix();
    page.out
}

/// Every part as Markdown under its name, for templates of one's own: `title`, `summary`, `root_cause`, `timeline` and so on.
/// What isn't known is its mark; what may be left out (an appendix's parts) is empty.
pub fn fields(postmortem: &Postmortem) -> Vec<(String, String)> {
    let mut page = Page::new(postmortem, Template::Ride);
    page.title();
    let mut all = vec![("title".to_owned(), std::mem::take(&mut page.out))];
    for part in Part::ALL {
        if part.is_fact() {
            page.fact(*part);
        } else {
            page.part(*part, View::Usual);
        }
        if page.out.is_empty() && page.placed & part.bit() != 0 {
            page.blank(part.blank());
        }
        all.push((part.name(), std::mem::take(&mut page.out)));
    }
    all
}

/// A postmortem on its way into a form.
struct Page<'a> {
    postmortem: &'a Postmortem,
    form: &'a Form,
    times: facts::Times<'a>,
    /// The parts that have their place in the form.
    placed: u64,
    /// What there is of the document; while a table is made, its cells.
    out: String,
    /// Where cells end.
    ends: Vec<usize>,
}

impl<'a> Page<'a> {
    fn new(postmortem: &'a Postmortem, template: Template) -> Self {
        let form = form::form(template);
        let times = facts::times(postmortem);
        Page { postmortem, form, times, placed: form.placed(), out: String::new(), ends: Vec::new() }
    }

    /// Puts markup, or text that is none and needs no escapes.
    fn put(&mut self, text: &str) {
        put(&mut self.out, text);
    }

    /// The mark of what is to be filled in.
    fn blank(&mut self, what: &str) {
        all(&mut self.out, &["*", TO_FILL_IN, ": ", what, ".*"]);
    }

    /// The same, where nothing was put since then.
    fn or_blank(&mut self, since: usize, what: &str) {
        if self.out.len() == since {
            self.blank(what);
        }
    }

    fn title(&mut self) {
        let from = self.out.len();
        escape::put_block(&mut self.out, self.postmortem.title.as_deref().unwrap_or_default());
        self.or_blank(from, "the incident in a few words");
        if !text::mentions(&self.out[from..], "postmortem") {
            self.out.insert_str(from, self.form.title);
        }
    }

    /// Begins a block after a blank line; gives where.
    fn open(&mut self) -> usize {
        let from = self.out.len();
        if from > 0 && !self.out.ends_with("\n\n") {
            self.put("\n");
        }
        from
    }

    /// Ends a block; there was none if nothing was put.
    fn close(&mut self, from: usize) {
        let end = self.out.trim_end().len();
        if end <= from {
            self.out.truncate(from);
        } else {
            self.out.truncate(end);
            self.put("\n");
        }
    }

    /// A block of these texts.
    fn block(&mut self, texts: &[&str]) {
        let from = self.open();
        all(&mut self.out, texts);
        self.close(from);
    }

    /// A section: left out as a whole where it has nothing but parts that may be left out.
    fn section(&mut self, section: &str) {
        let from = self.out.len();
        let bodies = section.split('\n').filter(|line| line.starts_with(['+', '?'])).count();
        let mut heading = "";
        let mut body = from;
        let mut has_lines = false;
        for line in section.split('\n') {
            match Line::of(line) {
                Line::Verbatim => {
                    if line.starts_with('#') {
                        heading = line.trim_start_matches(['#', ' ']);
                    }
                    self.block(&[line]);
                    body = self.out.len();
                    continue;
                }
                Line::Facts => self.facts(Line::facts(line)),
                Line::Blank => {
                    let from = self.open();
                    self.blank(Line::rest(line));
                    self.close(from);
                }
                Line::Part(part, view, may_be_left_out) => {
                    let label = bodies > 1 && !part.label().eq_ignore_ascii_case(heading);
                    self.filled(part, view, may_be_left_out, label, body);
                }
                Line::Empty => continue,
            }
            has_lines = true;
        }
        if has_lines && self.out.len() == body {
            self.out.truncate(from);
        }
    }

    /// A part, under its label if it is to have one; the section's body began at `body`.
    fn filled(&mut self, part: Part, view: View, may_be_left_out: bool, label: bool, body: usize) {
        let before = self.out.len();
        if label {
            self.block(&["**", part.label(), "**"]);
        }
        let last = self.out[body..].trim_end().rsplit('\n').next();
        let listed = last.is_some_and(|line| line.starts_with("- "));
        let from = self.open();
        let start = self.out.len();
        self.part(part, view);
        if self.out.len() == start {
            if may_be_left_out {
                self.out.truncate(before);
                return;
            }
            self.blank(part.blank());
        }
        self.close(from);
        // Notes after facts go on with their list; a second list would make both of them loose.
        if listed && self.out[start..].starts_with("- ") {
            self.out.remove(from);
        }
    }

    /// What is known and has no place in the form.
    fn appendix(&mut self) {
        let before = self.out.len();
        self.block(&["## Appendix"]);
        let body = self.out.len();
        let left = |part: &Part| !part.is_drawn();
        let placed = self.placed;
        let left = || Part::ALL.iter().copied().filter(left).filter(move |part| placed & part.bit() == 0);
        let from = self.open();
        for part in left().filter(|part| part.is_fact()) {
            self.fact_line(part, false);
        }
        self.close(from);
        for part in left().filter(|part| !part.is_fact()) {
            let before = self.out.len();
            self.block(&["### ", part.label()]);
            let from = self.open();
            let start = self.out.len();
            self.part(part, View::Usual);
            if self.out.len() == start {
                self.out.truncate(before);
            } else {
                self.close(from);
            }
        }
        if self.out.len() == body {
            self.out.truncate(before);
        }
    }

    fn facts(&mut self, parts: impl Iterator<Item = Part>) {
        let from = self.open();
        for part in parts {
            self.fact_line(part, true);
        }
        self.close(from);
    }

    /// A part on a line with its label; where it isn't known, its mark or no line.
    fn fact_line(&mut self, part: Part, or_blank: bool) {
        let before = self.out.len();
        all(&mut self.out, &["- **", part.label(), ":** "]);
        let start = self.out.len();
        self.fact(part);
        if self.out.len() == start {
            if !or_blank {
                self.out.truncate(before);
                return;
            }
            self.blank(part.blank());
        }
        self.put("\n");
    }
}
