//! The way through a pasted text, line by line: headings, tables, entries, labels, notes.

mod headings;
mod prose;
mod tables;

use super::date::{Day, date};
use super::draft::Draft;
use super::entry::{self, Place};
use super::facts::{self, Fact};
use super::lists::leading;
use super::reader::Reader;
use super::scan::Scan;
use super::section::Section;
use super::shape::{self, Shape};
use super::stamp::Stamp;
use super::table::Head;
use super::text::{Line, add, is_decoration, is_fence, joined, plain, unmarked, word_starts};
use crate::postmortem::model::Line as Lost;

/// What a line may still belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Entry,
    Note(Section),
}

struct Walk<'t> {
    lines: &'t [Line<'t>],
    shape: Shape,
    draft: Draft,
    /// The headings around the line: level, part, and what its notes begin with.
    parts: Vec<(u8, Option<Section>, Option<String>)>,
    open: Open,
    table: Option<Head>,
    /// What parts its cells, where it is a spreadsheet's.
    separator: Option<char>,
    /// Where its head stands.
    head: u32,
    /// The status that a heading gives to the action items below it.
    status: Option<String>,
    /// Whether the last line was a heading.
    after_heading: bool,
    /// Code without fences, gathered until prose follows.
    code: Vec<(u32, String)>,
    lost: Vec<Lost>,
    /// Where the fence ends whose lines are read as text.
    fence_end: Option<usize>,
    /// Whether no fence is closed from here on.
    unclosed: bool,
}

/// Reads the lines; gives what was read, and the lines that weren't understood.
pub(super) fn read(lines: &[Line<'_>]) -> (Draft, Vec<Lost>) {
    let shape = shape::of(lines);
    let mut walk = Walk {
        lines,
        shape,
        draft: Draft::default(),
        parts: Vec::new(),
        open: Open::Nothing,
        table: None,
        separator: None,
        head: 0,
        status: None,
        after_heading: false,
        code: Vec::new(),
        lost: Vec::new(),
        fence_end: None,
        unclosed: false,
    };
    let mut at = 0;
    while at < lines.len() {
        at = walk.step(at);
    }
    walk.end_code();
    (walk.draft, walk.lost)
}

impl Walk<'_> {
    fn section(&self) -> Option<Section> {
        self.parts.last().and_then(|(_, section, _)| *section)
    }

    /// Reads the line at `at`; gives the next one to be read.
    fn step(&mut self, at: usize) -> usize {
        let line = self.lines[at];
        let body = line.body();
        if body.is_empty() {
            self.end_code();
            self.table = None;
            return at + 1;
        }
        if is_fence(body) {
            return self.fence(at);
        }
        if is_decoration(body) {
            let closed = |line: &Line<'_>| line.body().starts_with("|===");
            if body.starts_with("|===") && self.table.is_none() && self.lines.iter().skip(at + 1).take(300).any(closed)
            {
                return self.cells(at);
            }
            if body.begins("{[")
                && let Some(next) = self.row(at)
            {
                return next;
            }
            // Below a table's head it parts it from the rows.
            if self.table.is_none() {
                self.open = if self.open == Open::Entry { Open::Entry } else { Open::Nothing };
            }
            return at + 1;
        }
        let after_heading = std::mem::take(&mut self.after_heading);
        if let Some(next) = self.row(at) {
            return next;
        }
        if self.timelike()
            && let Some(next) = self.posted(at).or_else(|| self.introduced(at))
        {
            return next;
        }
        self.table = None;
        if self.heading(at) {
            self.after_heading = true;
            return at + 1;
        }
        // What a template says under its headings of what is to be written there.
        if after_heading && is_hint(body) {
            self.lose(at);
            return at + 1;
        }
        self.text(at);
        at + 1
    }

    fn lose(&mut self, at: usize) {
        let line = self.lines[at];
        self.lost.push(Lost { number: line.number, text: line.text.to_owned() });
    }

    /// A block of code between fences.
    fn fence(&mut self, at: usize) -> usize {
        self.end_code();
        let sign = &self.lines[at].body()[..3];
        // What stands apart from the signs may be no language: a row of HTML has its lines in one.
        self.draft.understood(self.lines[at].number, self.lines[at].body().till("s"));
        if self.unclosed || self.fence_end == Some(at) {
            return at + 1;
        }
        let mut block = Vec::new();
        let mut next = at + 1;
        let mut closed = false;
        while let Some(line) = self.lines.get(next) {
            next += 1;
            if line.body().starts_with(sign) && (is_decoration(line.body()) || line.body().ends("}")) {
                self.draft.understood(line.number, line.body().till("s"));
                closed = true;
                break;
            }
            block.push(line);
        }
        // A timeline is often pasted as code.
        let section = self.section();
        let stamped =
            block.iter().filter(|line| entry::stamp_at_head(line.body()).is_some_and(|s| s.0.clock.is_some())).count();
        let filled = block.iter().filter(|line| !line.body().is_empty()).count();
        let as_lines = !closed
            || (stamped * 2 >= filled && stamped > 0 && matches!(section, None | Some(Section::Timeline)))
            || section == Some(Section::Communication);
        if as_lines {
            // Read again as text: only the fence goes.
            self.unclosed = !closed;
            self.fence_end = closed.then_some(next - 1);
            return at + 1;
        }
        let filled = block.iter().filter(|line| !line.body().is_empty());
        let least = filled.map(|line| line.text.len() - line.body().len()).min().unwrap_or(0);
        let code: Vec<&str> = block.iter().map(|line| line.text.get(least..).unwrap_or(line.body())).collect();
        if self.open == Open::Entry
            && let Some(open) = self.draft.open_entry()
        {
            add(&mut open.code, &joined(&code, "\n"), "\n");
            return next;
        }
        self.code = block.iter().zip(code).map(|(line, code)| (line.number, code.to_owned())).collect();
        self.end_code();
        next
    }

    /// Code gathered without fences becomes one technical note.
    fn end_code(&mut self) {
        let code = std::mem::take(&mut self.code);
        let Some((first, _)) = code.first() else { return };
        let first = *first;
        let lines: Vec<&str> = code.iter().map(|(_, text)| text.as_str()).collect();
        let text = joined(&lines, " ⏎ ");
        let section = match self.section() {
            Some(Section::Communication) => Section::Communication,
            _ => Section::Technical,
        };
        self.draft.note(section, &text, first);
        self.open = Open::Nothing;
    }

    /// Whether lines with a moment are entries here.
    fn timelike(&self) -> bool {
        use Section as S;
        match self.section() {
            Some(S::Timeline) => true,
            None | Some(S::Unknown) => true,
            Some(
                S::Communication
                | S::Related
                | S::Actions
                | S::FollowUps
                | S::SignOff
                | S::References
                | S::Lessons
                | S::TechnicalLessons
                | S::ProcessLessons
                | S::CulturalLessons
                | S::Technical
                | S::Metrics
                | S::Measures,
            ) => false,
            Some(_) => !self.shape.timeline,
        }
    }

    /// Text that is neither heading nor table.
    fn text(&mut self, at: usize) {
        let line = self.lines[at];
        let body = line.body();
        let section = self.section();
        let (mark, inner) = unmarked(body);
        if self.timelike() {
            if self.shape.chat
                && let Some(head) = self.chat_head(at)
            {
                self.role(at, &head);
                self.draft.entry(head, line.number);
                self.open = Open::Entry;
                return;
            }
            if matches!(section, None | Some(Section::Timeline | Section::Unknown)) && self.day(inner, line.number) {
                return;
            }
            if !matches!(section, Some(Section::Timeline)) && self.moment_label(at, inner) {
                return;
            }
            let bare = !(self.shape.document || self.open == Open::Entry && self.shape.chat);
            let place = if bare || section == Some(Section::Timeline) { Place::Timeline } else { Place::Elsewhere };
            // So does what stands below a heading with a moment.
            let chat = self.shape.chat;
            let indented = self.open == Open::Entry
                && self.draft.open_entry().is_some_and(|open| line.indent > open.indent + 1 || open.chat && !chat);
            // A message may speak of times; only a moment at its head begins another.
            // What a tracker says between its comments.
            let place = if self.shape.chat && line.after_blank { Place::Timeline } else { place };
            let place = if indented { Place::Elsewhere } else { place };
            if let Some(mut found) = entry::read(body, place) {
                // A line that is emphasised as a whole is as good as a heading.
                if body.starts_with("**") && shape::stressed(body).is_some() && !self.shape.chat {
                    if self.groups(&found, line.number) {
                        self.draft.note(Section::Technical, &plain(inner), line.number);
                        self.open = Open::Nothing;
                        return;
                    }
                    found.chat = true;
                }
                let told = found.read.is_empty();
                let mut others = Vec::new();
                let whole = plain(inner);
                let several = entry::several(&whole).or_else(|| told.then(|| entry::sentences(&whole)).flatten());
                if let Some(several) = several {
                    others = several;
                    found = others.remove(0);
                }
                // `Started: 14:02` among the entries, `T0 = 14:02` before moments that are counted from it.
                let zero = found.stamp.is_some_and(|stamp| stamp.relative && stamp.clock == Some(0));
                let began = if zero {
                    entry::stamp_at_head(&found.text).map(|(stamp, ..)| stamp).filter(|stamp| stamp.clock.is_some())
                } else {
                    found.stamp.filter(|_| facts::of(&found.text) == Some(Fact::Start))
                };
                // `Incident date: 2026-04-01, T0 = 14:00 UTC (first 5xx)`: a head that says from when they are counted.
                let zero = told && found.text.contains("T0 = ");
                let began = began.or(found.stamp.filter(|_| zero));
                if zero && self.draft.stated.day.is_none() {
                    for at in word_starts(&found.text, 40) {
                        if let Some(day @ Day::Full(..)) = date(&mut Reader::new(&found.text[at..])) {
                            self.draft.stated.day = Some(day);
                        }
                    }
                }
                self.draft.stated.start = self.draft.stated.start.or(began);
                // `Between 10:12 and 10:47 UTC requests failed`: how long it was.
                if told
                    && self.draft.last_entry.is_none()
                    && found.text.find("etween ").or_else(|| found.text.find("rom ")).is_some_and(|at| at < 40)
                    && self.draft.stated.start.is_none()
                    && let Some(stamp) = found.stamp.filter(|stamp| stamp.until.is_some())
                {
                    self.draft.stated.start = Some(stamp);
                    self.draft.stated.end = Some(Stamp { clock: stamp.until, ..stamp });
                }
                let message = told && self.open == Open::Entry && (self.shape.chat || indented);
                if !message {
                    found.indent = line.indent;
                    // A moment alone in a chat: whoever spoke last goes on.
                    if self.shape.chat
                        && found.text.is_empty()
                        && found.person.is_none()
                        && let Some(last) = self.draft.open_entry().filter(|last| last.chat)
                    {
                        found.person.clone_from(&last.person);
                        found.source.clone_from(&last.source);
                        found.chat = true;
                    }
                    // A sentence of a part stays there, too.
                    if told && self.shape.document && section != Some(Section::Timeline) {
                        self.paragraph(at, mark, inner);
                    }
                    self.draft.entry(found, line.number);
                    for other in others {
                        self.draft.entry(other, line.number);
                    }
                    self.open = if told && self.shape.document && section != Some(Section::Timeline) {
                        self.open
                    } else {
                        Open::Entry
                    };
                    return;
                }
            }
            if self.next_part(at, mark, inner) || self.belongs(at, mark, inner) {
                return;
            }
        }
        self.paragraph(at, mark, inner);
    }
}

/// Whether an emphasised line tells what to write rather than what was.
fn is_hint(body: &str) -> bool {
    const HINTS: &str = "List |Describe |Report |Who |How |Run |Note |What |Add |Explain |When |Why ";
    let inner = body.bare("*_");
    body.begins("*_")
        && body.ends("*_")
        && body.len() - inner.len() == 2
        && !inner.holds("*_")
        && leading(HINTS, inner).is_some()
}
