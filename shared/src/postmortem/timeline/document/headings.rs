//! Headings and days: where one part of a document ends and the next begins.

use super::{Open, Walk};
use crate::postmortem::timeline::date::{Day, date};
use crate::postmortem::timeline::draft::Event;
use crate::postmortem::timeline::entry::{self, Entry, Place};
use crate::postmortem::timeline::facts::{self, Fact, Piece};
use crate::postmortem::timeline::reader::Reader;
use crate::postmortem::timeline::scan::Scan;
use crate::postmortem::timeline::section::{self, Section};
use crate::postmortem::timeline::text::{Line, Mark, is_decoration, key, plain, unmarked, words};
use crate::postmortem::timeline::{actions, shape, zone};

impl Walk<'_> {
    /// A heading; `false` if the line is none.
    pub(super) fn heading(&mut self, at: usize) -> bool {
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
        if self.section() == Some(Section::Communication) && text.ends(":") {
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
    pub(super) fn begin(&mut self, level: u8, section: Section, text: &str, number: u32) {
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
    pub(super) fn hashed(&mut self, level: u8, text: &str, number: u32) {
        let section = section::of_heading(text);
        let first = self.draft.post.title.is_none() && self.parts.is_empty();
        let dated = date(&mut Reader::new(text)).is_some();
        if level == 1 && self.draft.post.title.as_deref() == Some(text) {
            self.draft.title(text);
            return;
        }
        if level == 1 && first && section::exact(&key(text)).is_none() && !(dated && words(text).len() < 5) {
            self.draft.title(text);
            return;
        }
        if self.day(text, number) {
            return;
        }
        let outer = self.section();
        // `### 14:23 UTC — Detection`: an entry, to which what stands below belongs.
        if self.timelike()
            && (outer == Some(Section::Timeline) || entry::stamp_at_head(text).is_some())
            && let Some(mut found) = entry::read(text, Place::Timeline).filter(|entry| !entry.read.is_empty())
            && !self.groups(&found, number)
        {
            found.chat = true;
            self.draft.entry(found, number);
            self.open = Open::Entry;
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
    pub(super) fn followed(&self, number: u32) -> bool {
        self.below(number).is_some()
    }

    /// Whether an entry is only a stretch's heading, `Phase 2 (14:23–14:40)`: the entries of the stretch stand below it.
    pub(super) fn groups(&mut self, entry: &Entry, number: u32) -> bool {
        let stretch = entry.stamp.filter(|stamp| stamp.until.is_some());
        let below = self.below(number).is_some_and(|next| entry::read(next, Place::Elsewhere).is_some());
        let Some(stamp) = stretch.filter(|_| below) else { return false };
        self.draft.stated.zone = self.draft.stated.zone.or(stamp.zone);
        true
    }

    /// The line of text below a heading.
    fn below(&self, number: u32) -> Option<&str> {
        let from = self.lines.partition_point(|line| line.number <= number);
        let mut lines = self.lines[from..].iter().map(Line::body);
        lines.find(|body| !is_decoration(body)).filter(|body| shape::hashed(body).is_none())
    }

    pub(super) fn enter(&mut self, level: u8, section: Option<Section>, more: Option<String>) {
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
    pub(super) fn day(&mut self, text: &str, number: u32) -> bool {
        let inner = text.bare("*_-=[]`s");
        let mut r = Reader::new(inner);
        r.eat("Date: |date: |Datum: |Le |Am ");
        let Some(day) = date(&mut r) else { return false };
        if entry::stamp_at_head(inner).is_some_and(|(stamp, ..)| stamp.clock.is_some()) {
            return false;
        }
        let zoned = r.attempt(|r| {
            r.blanks();
            r.eat("(");
            let (zone, length) = zone::leading(r.rest(), false)?;
            r.at += length;
            r.eat(")");
            Some(zone)
        });
        let rest = r.rest().trim_start();
        let more = rest.past(":-–—•|,·*)\u{e42}\u{20ac}\u{a2} ");
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

    /// `Root cause: a leak` below a timeline: the timeline is over, and that part begins.
    pub(super) fn next_part(&mut self, at: usize, mark: Mark, inner: &str) -> bool {
        let line = self.lines[at];
        if self.section() != Some(Section::Timeline)
            || !line.after_blank
            || mark.bullet
            || line.indent > 0
            || self.shape.chat
        {
            return false;
        }
        let text = plain(inner);
        let Some(Piece { label: Some((label, Fact::Part(part))), value }) =
            facts::pieces(&text).and_then(|p| p.first().copied())
        else {
            return false;
        };
        if part == Section::Timeline || self.draft.last_entry.is_none() {
            return false;
        }
        self.draft.understood(line.number, label);
        self.enter(7, Some(part), None);
        let whole = &text[text.find(value).unwrap_or(0)..];
        self.draft.note(part, whole, line.number);
        self.open = Open::Note(part);
        true
    }
}
