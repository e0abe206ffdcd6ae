//! The way through a pasted text, line by line: headings, tables, entries, labels, notes.

use super::date::{Day, date};
use super::draft::{Draft, Event};
use super::entry::{self, Entry, Place};
use super::facts::{self, Fact};
use super::reader::Reader;
use super::section::{self, Section};
use super::shape::{self, Shape};
use super::stamp::Stamp;
use super::table::{self, Column, Head};
use super::text::{Line, Mark, add, is_decoration, key, plain, unmarked, words};
use super::{actions, zone};
use crate::postmortem::model::{Line as Lost, Note};

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
        if body.starts_with("```") || body.starts_with("~~~") {
            return self.fence(at);
        }
        if is_decoration(body) {
            // Below a table's head it parts it from the rows.
            if self.table.is_none() {
                self.open = if self.open == Open::Entry { Open::Entry } else { Open::Nothing };
            }
            return at + 1;
        }
        let after_heading = std::mem::take(&mut self.after_heading);
        if self.row(at) {
            return at + 1;
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
        self.draft.understood(self.lines[at].number, self.lines[at].body());
        if self.unclosed || self.fence_end == Some(at) {
            return at + 1;
        }
        let mut block = Vec::new();
        let mut next = at + 1;
        let mut closed = false;
        while let Some(line) = self.lines.get(next) {
            next += 1;
            if line.body().starts_with(sign) && is_decoration(line.body()) {
                closed = true;
                break;
            }
            if !line.body().is_empty() {
                block.push(line);
            }
        }
        // A timeline is often pasted as code.
        let section = self.section();
        let stamped =
            block.iter().filter(|line| entry::stamp_at_head(line.body()).is_some_and(|s| s.0.clock.is_some())).count();
        let as_lines = !closed
            || (stamped * 2 >= block.len() && stamped > 0 && matches!(section, None | Some(Section::Timeline)))
            || section == Some(Section::Communication);
        if as_lines {
            // Read again as text: only the fence goes.
            self.unclosed = !closed;
            self.fence_end = closed.then_some(next - 1);
            return at + 1;
        }
        let least = block.iter().map(|line| line.text.len() - line.body().len()).min().unwrap_or(0);
        let code: Vec<&str> = block.iter().map(|line| line.text.get(least..).unwrap_or(line.body())).collect();
        if self.open == Open::Entry
            && let Some(open) = self.draft.open_entry()
        {
            add(&mut open.code, &code.join("\n"), "\n");
            return next;
        }
        self.code = block.iter().map(|line| (line.number, line.body().to_owned())).collect();
        self.end_code();
        next
    }

    /// Code gathered without fences becomes one technical note.
    fn end_code(&mut self) {
        let code = std::mem::take(&mut self.code);
        let Some((first, _)) = code.first() else { return };
        let first = *first;
        let text = code.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ⏎ ");
        let section = match self.section() {
            Some(Section::Communication) => Section::Communication,
            _ => Section::Technical,
        };
        self.draft.note(section, &text, first);
        self.open = Open::Nothing;
    }

    /// A row of a table; `false` if the line is none.
    fn row(&mut self, at: usize) -> bool {
        let line = self.lines[at];
        let body = line.body();
        if !table::is_row(body) {
            return false;
        }
        if self.table.is_none() {
            let next = self.lines.get(at + 1).map_or("", Line::body);
            let ruled = table::is_rule(next) && next.contains(['|', '+', '│']);
            let head = Head::read(body);
            let rows = table::is_row(next) && entry::stamp_at_head(body).is_none();
            if ruled || (rows && head.is_timeline()) {
                self.end_code();
                for name in head.understood() {
                    self.draft.understood(line.number, name);
                }
                if let Some(zone) = head.names.iter().find_map(|name| zone::within(name))
                    && head.is_timeline()
                    && self.draft.stated.zone.is_none()
                {
                    self.draft.stated.zone = Some(zone);
                }
                // A head of moments may stand for the first row where there is none.
                if head.names.first().is_some_and(|name| entry::stamp_at_head(name).is_some()) {
                    self.headless(&head.names, line.number);
                }
                self.table = Some(head);
                return true;
            }
            if body.starts_with('|') && self.timelike() {
                return self.headless(&table::cells(body), line.number);
            }
            return false;
        }
        let cells = table::cells(body);
        if cells.iter().all(String::is_empty) {
            return true;
        }
        let Some(head) = self.table.take() else { return false };
        self.fill(&head, &cells, line.number);
        self.table = Some(head);
        self.open = Open::Nothing;
        true
    }

    /// A row without a head above: the first cell is the moment, the second the text, a name is a person.
    fn headless(&mut self, cells: &[String], number: u32) -> bool {
        let Some((first, rest)) = cells.split_first() else { return false };
        let Some((stamp, length, _)) = entry::stamp_at_head(first) else { return false };
        if stamp.clock.is_none() {
            return false;
        }
        let mut entry = Entry { stamp: Some(stamp), read: first[..length].to_owned(), ..Entry::default() };
        let mut notes = first[length..].trim().to_owned();
        for cell in rest {
            if entry.text.is_empty() {
                entry::said(&mut entry, cell, false);
            } else if entry.person.is_none() && super::names::is_capitalised(cell) && super::names::is_name(cell) {
                entry.person = Some(cell.clone());
            } else {
                if !notes.is_empty() {
                    notes.push_str("; ");
                }
                notes.push_str(cell);
            }
        }
        add(&mut entry.notes, &notes, "; ");
        self.draft.entry(entry, number);
        self.open = Open::Nothing;
        true
    }

    fn fill(&mut self, head: &Head, cells: &[String], number: u32) {
        let section = self.section();
        if head.is_timeline() && !matches!(section, Some(Section::Actions | Section::Related)) {
            self.draft_row(head, cells, number);
        } else if section == Some(Section::Actions)
            || (head.is_actions() && matches!(section, None | Some(Section::Unknown)))
        {
            if let Some(mut item) = actions::row(head, cells, number) {
                item.status = item.status.or_else(|| self.status.clone());
                self.draft.post.actions.push(item);
            }
        } else if let (Some(label), 2) = (cells.first(), cells.len())
            && let Some(fact) = facts::of(label)
            && !matches!(fact, Fact::Part(_))
        {
            self.draft.fact(label, fact, &cells[1], number);
        } else {
            let parts: Vec<String> = head
                .fit(cells)
                .filter(|(.., cell)| !cell.is_empty())
                .map(|(_, name, cell)| if name.is_empty() { cell.to_owned() } else { format!("{name}: {cell}") })
                .collect();
            let section = section.filter(|s| self.draft.notes(*s).is_some()).unwrap_or(Section::Technical);
            self.draft.note(section, &parts.join(", "), number);
        }
    }

    /// A table's row as an entry.
    fn draft_row(&mut self, head: &Head, cells: &[String], number: u32) {
        let mut entry = Entry::default();
        let mut day = None;
        let mut read = String::new();
        for (column, name, cell) in head.fit(cells) {
            if cell.is_empty() || cell.chars().all(|c| !c.is_alphanumeric()) {
                continue;
            }
            match column {
                Column::Time => match entry::stamp_at_head(cell)
                    .filter(|(stamp, ..)| stamp.clock.is_some() || stamp.day.is_some())
                {
                    Some((stamp, length, _)) => {
                        read.push(' ');
                        read.push_str(&cell[..length]);
                        add(&mut entry.notes, cell[length..].trim(), "; ");
                        entry.stamp = Some(stamp);
                    }
                    None => add(&mut entry.notes, &format!("{name}: {cell}"), "; "),
                },
                Column::Date => match date(&mut Reader::new(cell)) {
                    Some(found) => {
                        day = Some(found);
                        read.push(' ');
                        read.push_str(cell);
                    }
                    None => add(&mut entry.notes, &format!("{name}: {cell}"), "; "),
                },
                Column::Text if entry.text.is_empty() => {
                    let mut inner = Entry::default();
                    entry::said(&mut inner, cell, false);
                    entry.text = inner.text;
                    entry.source = entry.source.or(inner.source);
                    entry.person = entry.person.or(inner.person);
                }
                Column::Person if super::names::is_system(cell) && entry.source.is_none() => {
                    entry.source = Some(cell.to_owned())
                }
                Column::Person if entry.person.is_none() => {
                    entry.person = Some(cell.trim_start_matches('@').to_owned())
                }
                Column::Source if entry.source.is_none() => entry.source = Some(cell.to_owned()),
                Column::Notes => add(&mut entry.notes, cell, "; "),
                _ => add(&mut entry.notes, &format!("{name}: {cell}"), "; "),
            }
        }
        if let Some(day) = day {
            entry.stamp.get_or_insert_with(Stamp::default).day.get_or_insert(day);
        }
        if entry.text.is_empty()
            && let Some(notes) = entry.notes.take()
        {
            entry.text = notes;
        }
        entry.read = read;
        if entry.stamp.as_ref().is_some_and(|stamp| stamp.clock.is_none()) {
            // A date alone is no moment of the day; it stands for all that follow.
            let day = entry.stamp.take().and_then(|stamp| stamp.day);
            self.draft.events.extend(day.map(Event::Day));
        }
        self.draft.entry(entry, number);
    }

    /// A heading; `false` if the line is none.
    fn heading(&mut self, at: usize) -> bool {
        let line = self.lines[at];
        let body = line.body();
        if self.shape.hashes
            && let Some((level, text)) = shape::hashed(body)
        {
            self.end_code();
            self.hashed(level, &plain(text), line.number);
            return true;
        }
        if line.indent > 3 && self.shape.hashes {
            return false;
        }
        let (mark, text) = unmarked(body);
        if mark.bullet && !mark.numbered {
            return false;
        }
        let stress = shape::stressed(text);
        // In a chat a word alone is a message; in Markdown a plain line is a paragraph.
        let plain_too = !self.shape.hashes && !self.shape.chat;
        let Some(words) = stress.or_else(|| plain_too.then_some(text)) else { return false };
        if self.shape.chat && self.open == Open::Entry {
            return false;
        }
        if self.section() == Some(Section::Actions)
            && stress.is_none_or(|_| !mark.numbered)
            && let Some(status) = actions::status_named(words)
        {
            self.draft.understood(line.number, body);
            self.status = Some(status);
            self.open = Open::Nothing;
            return true;
        }
        let Some(section) = section::of_line(words) else { return false };
        // What was sent out may have headings of its own.
        if self.section() == Some(Section::Communication) && text.ends_with(':') {
            return false;
        }
        // A numbered point of a list is a label there, unless nothing stands behind it.
        if mark.bullet && stress.is_none() {
            return false;
        }
        self.end_code();
        self.begin(7, section, words, line.number);
        true
    }

    /// A heading that names a part. What else it says stays with its notes, or is one.
    fn begin(&mut self, level: u8, section: Section, text: &str, number: u32) {
        let mut more = section::says_more(text).then(|| text.to_owned());
        if section == Section::Timeline
            && let Some(zone) = zone::within(text)
        {
            self.draft.stated.zone.get_or_insert(zone);
        }
        let notes = !matches!(
            section,
            Section::Timeline | Section::Actions | Section::Whys | Section::SignOff | Section::References
        );
        if let Some(text) = &more
            && !(notes && self.followed(number))
        {
            self.draft.note(Section::Technical, text, number);
            more = None;
        }
        // With more to say it is kept by what it stands before, or is told as not understood.
        if more.is_none() {
            self.draft.understood(number, text);
        }
        self.enter(level, Some(section), more);
    }

    /// A heading of Markdown.
    fn hashed(&mut self, level: u8, text: &str, number: u32) {
        let section = section::of_heading(text);
        let first = self.draft.post.title.is_none() && self.parts.is_empty();
        let dated = date(&mut Reader::new(text)).is_some();
        if level == 1 && self.draft.post.title.as_deref() == Some(text) {
            self.title(text);
            return;
        }
        if level == 1 && first && section::exact(&key(text)).is_none() && !(dated && words(text).count() < 5) {
            self.title(text);
            return;
        }
        if self.day(text, number) {
            return;
        }
        while self.parts.last().is_some_and(|(known, ..)| *known >= level) {
            self.parts.pop();
        }
        if self.section() == Some(Section::Actions)
            && let Some(status) = actions::status_named(text)
        {
            self.draft.understood(number, text);
            self.enter(level, Some(Section::Actions), None);
            self.status = Some(status);
            return;
        }
        let outer = self.section();
        if let Some(section) = section {
            self.begin(level, section, text, number);
        } else {
            // What it is of nobody said: its text goes where the part around it goes, with its name.
            self.enter(level, Some(outer.unwrap_or(Section::Unknown)), Some(text.to_owned()));
            // Where no note below it takes it up, it is a note of its own.
            if outer == Some(Section::Timeline) {
                self.draft.note(Section::Technical, text, number);
            } else if !self.followed(number) {
                self.draft.note(outer.unwrap_or(Section::Unknown), text, number);
            }
        }
    }

    /// Whether text follows a heading before the next one.
    fn followed(&self, number: u32) -> bool {
        let next =
            self.lines[number as usize..].iter().find(|line| !line.body().is_empty() && !is_decoration(line.body()));
        next.is_some_and(|line| shape::hashed(line.body()).is_none())
    }

    fn title(&mut self, text: &str) {
        // The date that a title begins or ends with is the incident's.
        let found = super::text::word_starts(text).take(30).find_map(|at| {
            let mut r = Reader::new(&text[at..]);
            date(&mut r).filter(|day| matches!(day, Day::Full(..) | Day::Either(..)))
        });
        self.draft.stated.day = self.draft.stated.day.or(found);
        self.draft.post.title = Some(text.to_owned());
    }

    fn enter(&mut self, level: u8, section: Option<Section>, more: Option<String>) {
        while self.parts.last().is_some_and(|(known, ..)| *known >= level) {
            let outer = self.parts.pop();
            // Plain headings have no levels: one that only groups stays within the part before it.
            if level == 7
                && let (Some((7, Some(outer), more)), Some(inner)) = (outer, section)
                && outer.keeps(inner)
            {
                self.parts.push((7, Some(outer), more));
                self.open = Open::Nothing;
                return;
            }
        }
        let section = match (self.section(), section) {
            (Some(outer), Some(inner)) if outer.keeps(inner) => Some(outer),
            (_, section) => section,
        };
        if section != Some(Section::Actions) {
            self.status = None;
        }
        self.open = Open::Nothing;
        self.parts.push((level, section, more));
    }

    /// A line that names a day and begins what happened on it.
    fn day(&mut self, text: &str, number: u32) -> bool {
        let inner = text.trim_matches(|c: char| {
            c == '*' || c == '_' || c == '-' || c == '=' || c == '[' || c == ']' || c.is_whitespace()
        });
        let mut r = Reader::new(inner);
        r.eat(&["Date: ", "date: "]);
        let Some(day) = date(&mut r) else { return false };
        if entry::stamp_at_head(inner).is_some_and(|(stamp, ..)| stamp.clock.is_some()) {
            return false;
        }
        let zoned = r.attempt(|r| {
            r.blanks();
            r.eat(&["("]);
            let (zone, length) = zone::leading(r.rest(), false)?;
            r.at += length;
            r.eat(&[")"]);
            Some(zone)
        });
        let rest = r.rest().trim_start();
        let more = rest.trim_start_matches([
            ':', '-', '–', '—', '•', '|', ',', '·', '*', ')', '\u{e42}', '\u{20ac}', '\u{a2}', ' ',
        ]);
        let vague = matches!(day, Day::Weekday(_) | Day::Ago(_) | Day::Nth(_));
        if !more.is_empty() && (more.len() == rest.len() || vague) {
            return false;
        }
        // The first whole date is the incident's, too.
        if self.draft.stated.day.is_none() && !vague {
            self.draft.stated.day = Some(day);
        }
        if self.draft.stated.zone.is_none() {
            self.draft.stated.zone = zoned;
        }
        self.draft.events.push(Event::Day(day));
        self.open = Open::Nothing;
        if more.is_empty() {
            self.draft.understood(number, text);
            return true;
        }
        let read = inner.len() - more.len();
        self.draft.understood(number, &inner[..read]);
        if facts::pieces(more).is_some() {
            self.labels(more, number);
        } else if self.draft.post.title.is_none() {
            self.draft.post.title = Some(more.to_owned());
        } else {
            self.draft.note(Section::Technical, more, number);
        }
        true
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
            let bare = !self.shape.document && !(self.open == Open::Entry && self.shape.chat);
            let place = if bare || section == Some(Section::Timeline) { Place::Timeline } else { Place::Elsewhere };
            let indented =
                self.open == Open::Entry && self.draft.open_entry().is_some_and(|open| line.indent > open.indent + 1);
            // A message may speak of times; only a moment at its head begins another.
            let place = if indented { Place::Elsewhere } else { place };
            if let Some(mut found) = entry::read(body, place) {
                let told = found.read.is_empty();
                let message = told && self.open == Open::Entry && (self.shape.chat || indented);
                if !message {
                    found.indent = line.indent;
                    // A sentence of a part stays there, too.
                    if told && self.shape.document && section != Some(Section::Timeline) {
                        self.paragraph(at, mark, inner);
                    }
                    self.draft.entry(found, line.number);
                    self.open = if told && self.shape.document && section != Some(Section::Timeline) {
                        self.open
                    } else {
                        Open::Entry
                    };
                    return;
                }
            }
            if self.belongs(at, mark, inner) {
                return;
            }
        }
        self.paragraph(at, mark, inner);
    }

    /// `Start: 2025-08-22 03:15 UTC` and `Duration: 23 minutes`: labels of the incident, and no entries.
    fn moment_label(&mut self, at: usize, inner: &str) -> bool {
        let text = plain(inner);
        let Some(pieces) = facts::pieces(&text) else { return false };
        let whole = |value: &str| {
            let mut r = Reader::new(value);
            super::stamp::stamp(&mut r).is_some() && !r.rest().contains(char::is_alphanumeric)
        };
        let good = pieces.first().is_some_and(|piece| match piece.label {
            Some((_, Fact::Date | Fact::Time | Fact::Start | Fact::End)) => pieces.len() > 1 || whole(piece.value),
            Some((_, Fact::Duration | Fact::Detect | Fact::Acknowledge | Fact::Resolve)) => {
                facts::duration(piece.value).is_some()
            }
            _ => false,
        });
        if good {
            self.labels(&text, self.lines[at].number);
            self.open = Open::Nothing;
        }
        good
    }

    fn chat_head(&self, at: usize) -> Option<Entry> {
        let head = entry::chat_head(self.lines[at].body())?;
        let next = self.lines.get(at + 1).map_or("", Line::body);
        // `[8/22/2025 2:25 PM] Sarah Chen` and the like have their message below them.
        (!next.is_empty() || self.open != Open::Entry).then_some(head)
    }

    /// A line of the entry before it; `false` if it isn't one.
    fn belongs(&mut self, at: usize, mark: Mark, inner: &str) -> bool {
        let line = self.lines[at];
        let section = self.section();
        if self.open == Open::Entry
            && let Some(open) = self.draft.open_entry()
        {
            let deeper = line.indent > open.indent;
            let wrapped = !line.after_blank && !mark.bullet;
            if open.chat || deeper || wrapped {
                let text = plain(inner);
                let command =
                    (deeper || open.chat) && shape::is_code(inner) && !inner.ends_with('.') && inner.len() < 2000;
                if open.text.is_empty() {
                    open.text = text;
                } else if command && !inner.starts_with("http") {
                    add(&mut open.code, line.body(), "\n");
                } else if mark.bullet || (deeper && line.after_blank) {
                    add(&mut open.notes, &text, "; ");
                } else {
                    // A chat's lines are sentences; others were wrapped.
                    let apart = open.chat && !open.text.ends_with(['.', '!', '?', ':', ';', ',']);
                    open.text.push_str(if apart { "; " } else { " " });
                    open.text.push_str(&text);
                }
                return true;
            }
        }
        let listed = section.is_none() && mark.bullet && self.open == Open::Entry && !self.shape.chat;
        if section != Some(Section::Timeline) && !listed {
            return false;
        }
        let text = plain(inner);
        if let Some(zone) = zone::within(&text)
            && (text.len() < 100 && super::text::has(&text.to_ascii_lowercase(), "times"))
        {
            self.draft.stated.zone.get_or_insert(zone);
            self.draft.note(Section::Technical, &text, line.number);
            return true;
        }
        if mark.bullet || self.draft.last_entry.is_some() {
            let mut found = Entry { indent: line.indent, ..Entry::default() };
            entry::said(&mut found, &text, false);
            self.draft.entry(found, line.number);
            self.open = Open::Entry;
        } else {
            self.draft.note(Section::Summary, &text, line.number);
            self.open = Open::Note(Section::Summary);
        }
        true
    }

    /// Labels with values; the whole line is read.
    fn labels(&mut self, text: &str, number: u32) -> bool {
        let Some(pieces) = facts::pieces(text) else { return false };
        for piece in pieces {
            match piece.label {
                Some((label, fact)) => self.draft.fact(label, fact, piece.value, number),
                None if self.draft.post.title.is_none() && piece.value.len() < 100 => {
                    self.draft.post.title = Some(piece.value.to_owned());
                }
                None if self.draft.post.title.as_deref() == Some(piece.value) => {}
                None => self.draft.note(Section::Summary, piece.value, number),
            }
        }
        true
    }

    /// Prose, lists and labels.
    fn paragraph(&mut self, at: usize, mark: Mark, inner: &str) {
        use Section as S;
        let line = self.lines[at];
        let section = self.section();
        let flat = !self.shape.hashes;
        if flat
            && self.shape.document
            && section.is_some_and(|s| !matches!(s, S::Communication | S::SignOff | S::Actions | S::References))
            && (!mark.bullet || !self.code.is_empty())
            && shape::is_code(line.body())
        {
            self.code.push((line.number, line.body().to_owned()));
            return;
        }
        let text = plain(inner);
        let labelled =
            matches!(
                section,
                None | Some(S::Facts | S::Summary | S::Impact | S::Measures | S::SignOff | S::References)
            ) || (matches!(section, Some(S::RootCause | S::Contributing | S::Trigger | S::Mitigations | S::Unknown))
                && facts::pieces(&text).is_some_and(|p| p.iter().any(|p| matches!(p.label, Some((_, Fact::Part(_)))))));
        if labelled && let Some(pieces) = facts::pieces(&text) {
            self.end_code();
            // A label with nothing behind it begins a part of its own.
            if let [piece] = pieces.as_slice()
                && let Some((label, Fact::Part(part))) = piece.label
                && piece.value.is_empty()
            {
                self.draft.understood(line.number, label);
                self.enter(8, Some(part), None);
                return;
            }
            self.labels(&text, line.number);
            self.open = Open::Nothing;
            return;
        }
        // Lines that are broken within a sentence, or Markdown's paragraphs, go on.
        if let Open::Note(part) = self.open
            && Some(part) == section.or(Some(S::Summary))
            && !mark.bullet
            && !line.after_blank
            && self.fence_end.is_none_or(|end| at > end)
            && (self.shape.hashes || broken(&text) || line.indent > 1)
        {
            self.end_code();
            self.draft.more(part, &text, line.number);
            return;
        }
        self.end_code();
        let more = self.parts.last().and_then(|(.., more)| more.clone());
        let part = match section {
            Some(S::Timeline) | None => {
                self.outside(at, &text);
                return;
            }
            Some(S::SignOff) if mark.bullet => {
                self.draft.person_line(&text, line.number);
                return;
            }
            Some(part) => part,
        };
        let whole = match more {
            Some(more) if part != S::Whys && part != S::Actions => format!("{more}: {text}"),
            _ => text,
        };
        self.draft.note(part, &whole, line.number);
        if part == S::Actions
            && let Some(item) = self.draft.post.actions.last_mut()
        {
            item.status = item.status.take().or_else(|| match mark.ticked {
                Some(true) => Some("Done".to_owned()),
                Some(false) => Some("Open".to_owned()),
                None => self.status.clone(),
            });
        }
        if matches!(part, S::Metrics | S::Impact | S::Technical | S::Measures) {
            super::figures::sequence(&mut self.draft.post.figures, &whole);
        }
        self.open = Open::Note(part);
    }

    /// Text outside of every part.
    fn outside(&mut self, at: usize, text: &str) {
        let line = self.lines[at];
        let untold = self.draft.last_entry.is_none();
        const STATES: [&str; 6] = ["resolved", "ongoing", "investigating", "monitoring", "identified", "mitigated"];
        if STATES.contains(&key(text).as_str()) && self.draft.post.status.is_none() && untold {
            let state = text.trim_matches(|c: char| !c.is_ascii_alphanumeric());
            self.draft.post.status = Some(state.to_owned());
            self.draft.understood(line.number, text);
            return;
        }
        let ended = text.ends_with(['.', '!', '?']) || text.len() > 100;
        let sentence = ended || text.contains(". ");
        let count = words(text).count();
        if untold && self.draft.post.title.is_none() && !sentence && (2..=14).contains(&count) {
            self.title(text.trim_end_matches(':'));
        } else if let Some(zone) =
            zone::within(text).filter(|_| text.len() < 100 && super::text::has(&text.to_ascii_lowercase(), "times"))
        {
            self.draft.stated.zone.get_or_insert(zone);
            self.draft.note(Section::Technical, text, line.number);
        } else if (untold || self.shape.document) && ended && count >= 5 {
            self.draft.post.summary.push(Note::known(text).resting_on([super::text::line(line.number)]));
            self.open = Open::Note(Section::Summary);
        } else {
            self.lose(at);
        }
    }
}

/// Whether a line goes on in the middle of the sentence before it.
fn broken(text: &str) -> bool {
    text.starts_with(|c: char| c.is_lowercase())
}

/// Whether an emphasised line tells what to write rather than what was.
fn is_hint(body: &str) -> bool {
    let sign = body.chars().next().filter(|c| matches!(c, '*' | '_'));
    let Some(sign) = sign else { return false };
    let inner = body.trim_matches(sign);
    body.ends_with(sign)
        && !inner.contains(sign)
        && body.len() - inner.len() == 2
        && [
            "List ",
            "Describe ",
            "Report ",
            "Who ",
            "How ",
            "Run ",
            "Note ",
            "What ",
            "Add ",
            "Explain ",
            "When ",
            "Why ",
        ]
        .iter()
        .any(|word| inner.starts_with(word))
}
