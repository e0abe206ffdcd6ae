//! `postmortem.md`: CommonMark, with tables as GitHub has them.
//!
//! A [`form::Form`] says which sections there are; [`parts`] says what fills them; what the form has no place for goes to an
//! appendix. What isn't known is marked `*To be filled in: ...*`, always in these words.

pub mod escape;
pub mod form;
mod forms;
mod notes;
mod parts;
mod tables;

use super::model::Postmortem;
use super::template::Template;
use super::{facts, text};
use form::{Block, Form, Part, Section, View};

/// What marks everything that is for people to fill in.
pub const TO_FILL_IN: &str = "To be filled in";

/// The postmortem as Markdown, in a template's form.
pub fn render(postmortem: &Postmortem, template: Template) -> String {
    let form = form::form(template);
    let page = Page { postmortem, form, times: facts::times(postmortem) };
    let mut out = format!("# {}\n", page.title());
    for section in form.sections {
        page.section(section, &mut out);
    }
    page.appendix(&mut out);
    out
}

/// Every part as Markdown under its name, for templates of one's own: `title`, `summary`, `root_cause`, `timeline` and so on.
/// What isn't known is its mark; what may be left out (an appendix's parts) is empty.
pub fn fields(postmortem: &Postmortem) -> Vec<(String, String)> {
    let form = form::form(Template::Ride);
    let page = Page { postmortem, form, times: facts::times(postmortem) };
    let field = |part: &Part| {
        let text = if part.is_fact() { page.fact(*part) } else { page.part(*part, View::Usual) };
        let unknown = || if form.places(*part) { blank(part.blank()) } else { String::new() };
        (part.name(), text.unwrap_or_else(unknown))
    };
    let mut all = vec![("title".to_owned(), page.title())];
    all.extend(Part::ALL.iter().map(field));
    all
}

/// A postmortem on its way into a form.
struct Page<'a> {
    postmortem: &'a Postmortem,
    form: &'a Form,
    times: facts::Times<'a>,
}

/// The mark of what is to be filled in.
fn blank(what: &str) -> String {
    format!("*{TO_FILL_IN}: {what}.*")
}

impl Page<'_> {
    fn title(&self) -> String {
        match self.postmortem.title.as_deref().map(escape::block).filter(|t| !t.is_empty()) {
            Some(title) if text::mentions(&title, "postmortem") => title,
            Some(title) => format!("{}{title}", self.form.title),
            None => format!("{}{}", self.form.title, blank("the incident in a few words")),
        }
    }

    fn section(&self, section: &Section, out: &mut String) {
        let bodies = section.blocks.iter().filter(|b| matches!(b, Block::Has(..) | Block::Maybe(..))).count();
        let mut filled = String::new();
        for block in section.blocks {
            let (label, text) = match block {
                Block::Facts(parts) => (None, self.facts(parts)),
                Block::Blank(what) => (None, blank(what)),
                Block::Has(part, view) => {
                    let text = self.part(*part, *view).unwrap_or_else(|| blank(part.blank()));
                    (Some(part.label()), text)
                }
                Block::Maybe(part, view) => match self.part(*part, *view) {
                    Some(text) => (Some(part.label()), text),
                    None => continue,
                },
            };
            if let Some(label) = label.filter(|l| bodies > 1 && !l.eq_ignore_ascii_case(section.heading)) {
                push(&mut filled, &format!("**{label}**"));
            }
            // Notes after facts go on with their list; a second list would make both of them loose.
            if label.is_some()
                && text.starts_with("- ")
                && filled.trim_end().lines().last().is_some_and(|l| l.starts_with("- "))
            {
                filled.push_str(&text);
                filled.push('\n');
            } else {
                push(&mut filled, &text);
            }
        }
        if filled.is_empty() && !section.blocks.is_empty() {
            return;
        }
        if section.level > 0 {
            push(out, &format!("{} {}", "#".repeat(usize::from(section.level)), section.heading));
        }
        if !section.question.is_empty() {
            push(out, &format!("*{}*", section.question));
        }
        push(out, &filled);
    }

    /// What is known and has no place in the form.
    fn appendix(&self, out: &mut String) {
        let left = || Part::ALL.iter().copied().filter(|p| !self.form.places(*p) && !p.is_drawn());
        let facts: Vec<String> = left().filter_map(|p| self.fact_line(p)).collect();
        let mut filled = String::new();
        push(&mut filled, &facts.join("\n"));
        for part in left().filter(|p| !p.is_fact()) {
            if let Some(text) = self.part(part, View::Usual) {
                push(&mut filled, &format!("### {}", part.label()));
                push(&mut filled, &text);
            }
        }
        if !filled.is_empty() {
            push(out, "## Appendix");
            push(out, &filled);
        }
    }

    fn facts(&self, parts: &[Part]) -> String {
        let mut lines = Vec::new();
        for part in parts {
            let unknown = || format!("- **{}:** {}", part.label(), blank(part.blank()));
            lines.push(self.fact_line(*part).unwrap_or_else(unknown));
        }
        lines.join("\n")
    }

    fn fact_line(&self, part: Part) -> Option<String> {
        Some(format!("- **{}:** {}", part.label(), self.fact(part)?))
    }
}

/// Adds a block after a blank line.
fn push(out: &mut String, block: &str) {
    let block = block.trim_end();
    if block.is_empty() {
        return;
    }
    if !out.is_empty() {
        out.truncate(out.trim_end_matches('\n').len());
        out.push_str("\n\n");
    }
    out.push_str(block);
    out.push('\n');
}
