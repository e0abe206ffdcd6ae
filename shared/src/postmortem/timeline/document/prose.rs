//! Prose, lists and labels within a document, and the lines that belong to an entry.

use super::{Open, Walk};
use crate::postmortem::model::Note;
use crate::postmortem::text::small;
use crate::postmortem::timeline::entry::{self, Entry};
use crate::postmortem::timeline::facts::{self, Fact};
use crate::postmortem::timeline::lists::{known, leading, place, standing};
use crate::postmortem::timeline::names;
use crate::postmortem::timeline::reader::Reader;
use crate::postmortem::timeline::scan::Scan;
use crate::postmortem::timeline::section::Section;
use crate::postmortem::timeline::shape;
use crate::postmortem::timeline::text::{Line, Mark, add, joined, named, plain, word_starts, words};
use crate::postmortem::timeline::zone;

/// What lines that name the clock's zone say.
const TIMES: &str = "times|zeiten|uhrzeiten|heures|horas";

impl Walk<'_> {
    /// `Start: 2025-08-22 03:15 UTC` and `Duration: 23 minutes`: labels of the incident, and no entries.
    pub(super) fn moment_label(&mut self, at: usize, inner: &str) -> bool {
        let text = plain(inner);
        let Some(pieces) = facts::pieces(&text) else { return false };
        let whole = |value: &str| {
            let mut r = Reader::new(value);
            crate::postmortem::timeline::stamp::stamp(&mut r).is_some() && !r.rest().holds("w")
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

    /// `TTD 4m, TTR 42m`: measures without a colon; the line is a note.
    fn measured(&mut self, text: &str, number: u32) -> bool {
        let mut found = false;
        for at in word_starts(text, 40) {
            let word = text[at..].till("^b");
            let sort = place("ttd|mttd\ntta|mtta\nttr|mttr", word);
            let length = facts::duration(text[at + word.len()..].past(" =~")).map(|(ms, _)| ms);
            if let (Some(sort), Some(ms)) = (sort, length) {
                let stated = &mut self.draft.stated;
                let places = [&mut stated.detect_ms, &mut stated.acknowledge_ms, &mut stated.resolve_ms];
                places[sort].get_or_insert(ms);
                found = true;
            }
        }
        if found {
            self.draft.note(Section::Technical, text, number);
        }
        found
    }

    /// A status page's update: what it says, and the moment below; gives the line behind.
    pub(super) fn posted(&mut self, at: usize) -> Option<usize> {
        const STATES: &str =
            "Investigating|Identified|Monitoring|Resolved|Update|Completed|Verifying|In progress|Scheduled";
        let first = self.lines[at].body();
        let state = &first[..leading(STATES, first).unwrap_or(0)];
        let none = state.is_empty() || first[state.len()..].begins("w");
        if none && !(self.shape.below && self.lines[at].after_blank) {
            return None;
        }
        let mut texts = Vec::new();
        for (next, line) in self.lines.iter().enumerate().skip(at).take(8) {
            let body = line.body();
            let moment = body.strip_prefix("Posted ").unwrap_or(body);
            // Posted 3 hours ago. Feb 02, 2026 - 18:22 UTC
            let moment = moment.split_once(" ago. ").map_or(moment, |(_, moment)| moment);
            if let Some((stamp, length, _)) = entry::stamp_at_head(moment)
                && next > at
            {
                if stamp.clock.is_none() || moment[length..].holds("w") {
                    return None;
                }
                let mut found = Entry { stamp: Some(stamp), ..Entry::default() };
                found.text = plain(&joined(&texts, if texts.first() == Some(&state) { ": " } else { " " }));
                self.draft.understood(line.number, body);
                self.draft.entry(found, self.lines[at].number);
                self.open = Open::Nothing;
                return Some(next + 1);
            }
            if body.is_empty() {
                return None;
            }
            texts.push(body);
        }
        None
    }

    /// A name on a line and the time on the next, as Slack's copies have it; gives the line behind.
    pub(super) fn introduced(&mut self, at: usize) -> Option<usize> {
        let below = self.lines.get(at + 1)?;
        if !self.shape.chat || !self.shape.apart {
            return None;
        }
        let found = entry::introduced(self.lines[at].body(), below.body())?;
        self.role(at, &found);
        self.draft.understood(below.number, below.body());
        self.draft.entry(found, self.lines[at].number);
        self.open = Open::Entry;
        Some(at + 2)
    }

    /// The role that a name has behind it: `moss (SRE)`.
    pub(super) fn role(&mut self, at: usize, head: &Entry) {
        let line = self.lines[at];
        let role = line.text.strip_suffix(')').and_then(|text| text.split_once('('));
        if let (Some((_, role)), Some(name)) = (role.filter(|(_, role)| names::is_role(role)), &head.person) {
            self.draft.participant(name, Some(role.to_owned()));
        }
    }

    pub(super) fn chat_head(&self, at: usize) -> Option<Entry> {
        let head = entry::chat_head(self.lines[at].body())?;
        let next = self.lines.get(at + 1).map_or("", Line::body);
        // `[8/22/2025 2:25 PM] Sarah Chen` and the like have their message below them.
        (!next.is_empty() || self.open != Open::Entry).then_some(head)
    }

    /// A line of the entry before it; `false` if it isn't one.
    pub(super) fn belongs(&mut self, at: usize, mark: Mark, inner: &str) -> bool {
        let line = self.lines[at];
        let section = self.section();
        if self.open == Open::Entry
            && let Some(open) = self.draft.open_entry()
        {
            let deeper = line.indent > open.indent;
            let wrapped = !line.after_blank && !mark.bullet;
            if open.chat || deeper || wrapped {
                let text = plain(inner);
                let command = (deeper || open.chat)
                    && !mark.bullet
                    && shape::is_code(inner)
                    && !inner.ends(".")
                    && inner.len() < 2000;
                if open.text.is_empty() || open.chat && open.text == entry::WROTE && !mark.bullet {
                    open.text = text;
                } else if command && !inner.starts_with("http") {
                    add(&mut open.code, line.body(), "\n");
                } else if mark.bullet || (deeper && line.after_blank) {
                    add(&mut open.notes, &text, "; ");
                } else {
                    // A chat's lines are sentences; others were wrapped.
                    let first = self.shape.chat || line.after_blank || line.number == open.line + 1;
                    let apart = open.chat && first && !open.text.ends(".!?:;,");
                    open.text.push_str(match self.shape.chat {
                        true if apart => "; ",
                        false if apart => ": ",
                        _ => " ",
                    });
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
            && (text.len() < 100 && standing(TIMES, &small(&text), false).is_some())
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
    pub(super) fn labels(&mut self, text: &str, number: u32) -> bool {
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
    pub(super) fn paragraph(&mut self, at: usize, mark: Mark, inner: &str) {
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
        if self.measured(&text, line.number) {
            return;
        }
        let labelled =
            matches!(
                section,
                None | Some(S::Unknown | S::Facts | S::Summary | S::Impact | S::Measures | S::SignOff | S::References)
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
            Some(more) if part != S::Whys && part != S::Actions => named(&more, &text),
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
            crate::postmortem::timeline::figures::sequence(&mut self.draft.post.figures, &whole);
        }
        self.open = Open::Note(part);
    }

    /// Text outside of every part.
    pub(super) fn outside(&mut self, at: usize, text: &str) {
        let line = self.lines[at];
        let untold = self.draft.last_entry.is_none();
        const STATES: &str = "resolved|ongoing|investigating|monitoring|identified|mitigated";
        if known(STATES, text).is_some() && self.draft.post.status.is_none() && untold {
            let state = text.bare("^a");
            self.draft.post.status = Some(state.to_owned());
            self.draft.understood(line.number, text);
            return;
        }
        let ended = text.ends(".!?") || text.len() > 100;
        // The point behind a number is none of a sentence.
        let sentence = ended || text.match_indices(". ").any(|(at, _)| !text[..at].ends("d"));
        let count = words(text).len();
        if untold && self.draft.post.title.is_none() && !sentence && (2..=14).contains(&count) && !text.holds("\t") {
            self.draft.title(text.upto(":"));
        } else if let Some(zone) =
            zone::within(text).filter(|_| text.len() < 100 && standing(TIMES, &small(text), false).is_some())
        {
            self.draft.stated.zone.get_or_insert(zone);
            self.draft.note(Section::Technical, text, line.number);
        } else if (untold || self.shape.document) && ended && count >= 5 {
            self.draft
                .post
                .summary
                .push(Note::known(text).resting_on([crate::postmortem::timeline::text::line(line.number)]));
            self.open = Open::Note(Section::Summary);
        } else {
            // What follows doesn't go on from before it.
            self.open = Open::Nothing;
            self.lose(at);
        }
    }
}

/// Whether a line goes on in the middle of the sentence before it.
fn broken(text: &str) -> bool {
    text.begins("p")
}
