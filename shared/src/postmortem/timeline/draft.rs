//! What has been read so far, and where each kind of text goes.

use super::date::Day;
use super::entry::Entry;
use super::facts::{self, Fact};
use super::names;
use super::reader::Reader;
use super::section::Section;
use super::stamp::{self, Stamp};
use super::text::{self, add, line};
use super::zone::Zone;
use crate::postmortem::model::{Note, Participant, Postmortem, Why};
use crate::postmortem::text::small;
use crate::postmortem::timeline::scan::Scan;

/// Something in the order of the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Event {
    /// From here on it is this day.
    Day(Day),
    /// An entry.
    Entry(Box<Entry>),
}

/// What the document says of its own moments and durations.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Stated {
    pub day: Option<Day>,
    pub start: Option<Stamp>,
    pub end: Option<Stamp>,
    pub zone: Option<Zone>,
    pub duration_ms: Option<i64>,
    pub detect_ms: Option<i64>,
    pub acknowledge_ms: Option<i64>,
    pub resolve_ms: Option<i64>,
}

/// What has been read so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub post: Postmortem,
    pub events: Vec<Event>,
    pub stated: Stated,
    /// What was understood without standing anywhere: moments, labels, headings. By line, in order.
    pub understood: Vec<(u32, String)>,
    /// The last entry's place among the events.
    pub last_entry: Option<usize>,
    /// The date as a label gives it: kept as a note where no entry shows it.
    pub date: Option<(String, u32)>,
    /// Whether a date of the text that can be read in one way only puts the day first.
    pub day_first: Option<bool>,
}

impl Draft {
    pub fn understood(&mut self, number: u32, text: &str) {
        self.understood.push((number, text.to_owned()));
    }

    pub fn entry(&mut self, mut entry: Entry, number: u32) {
        entry.line = number;
        let read = std::mem::take(&mut entry.read);
        if !read.is_empty() {
            self.understood(number, &read);
        }
        self.last_entry = Some(self.events.len());
        self.events.push(Event::Entry(Box::new(entry)));
    }

    /// The entry that was read last.
    pub fn open_entry(&mut self) -> Option<&mut Entry> {
        match self.events.get_mut(self.last_entry?) {
            Some(Event::Entry(entry)) => Some(entry),
            _ => None,
        }
    }

    /// The notes of a part; `None` for parts that aren't of notes.
    pub fn notes(&mut self, section: Section) -> Option<&mut Vec<Note>> {
        use Section as S;
        let post = &mut self.post;
        Some(match section {
            S::Facts | S::Summary => &mut post.summary,
            S::Impact => &mut post.impact.other,
            S::Detection => &mut post.detection,
            S::Response => &mut post.response,
            S::Recovery => &mut post.recovery,
            S::RootCause => &mut post.root_cause,
            S::Trigger => &mut post.trigger,
            S::Contributing => &mut post.contributing,
            S::WentWell => &mut post.went_well,
            S::WentWrong => &mut post.went_wrong,
            S::Lucky => &mut post.lucky,
            S::Surprises => &mut post.surprises,
            S::Mitigations => &mut post.mitigations,
            S::Durable => &mut post.durable,
            S::Lessons | S::TechnicalLessons => &mut post.lessons.technical,
            S::ProcessLessons => &mut post.lessons.process,
            S::CulturalLessons => &mut post.lessons.cultural,
            S::Technical | S::Metrics | S::Measures | S::Unknown | S::SignOff => &mut post.technical,
            S::Communication => &mut post.communication,
            S::Related => &mut post.related,
            S::FollowUps => &mut post.follow_ups,
            S::Timeline | S::Whys | S::Actions | S::References => return None,
        })
    }

    pub fn note(&mut self, section: Section, text: &str, number: u32) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        match section {
            Section::Whys => self.why(text, number),
            Section::Actions => self.post.actions.extend(super::actions::read(text, number)),
            Section::References => self.post.reading.push(text.to_owned()),
            _ => {
                let note = Note::known(text).resting_on([line(number)]);
                if let Some(notes) = self.notes(section) {
                    notes.push(note);
                }
            }
        }
    }

    /// More of the note that was read last in a part.
    pub fn more(&mut self, section: Section, text: &str, number: u32) {
        if let Section::Whys = section {
            return self.why(text, number);
        }
        let last = match section {
            Section::Actions => {
                self.post.actions.last_mut().map(|action| (&mut action.text, Some(&mut action.evidence)))
            }
            Section::References => self.post.reading.last_mut().map(|text| (text, None)),
            _ => self.notes(section).and_then(|n| n.last_mut()).map(|note| (&mut note.text, Some(&mut note.evidence))),
        };
        let Some((there, evidence)) = last else { return self.note(section, text, number) };
        there.push(' ');
        there.push_str(text.trim());
        if let Some(evidence) = evidence
            && evidence.len() < 20
        {
            evidence.push(line(number));
        }
    }

    /// A line of a chain of whys: a question, an answer, or both.
    fn why(&mut self, text: &str, number: u32) {
        let small = text.get(..40).unwrap_or(text).to_ascii_lowercase();
        let mark = text.find('?').filter(|_| small.contains("why"));
        let answer = |text: &str| Note::known(text.trim()).resting_on([line(number)]);
        let whys = &mut self.post.whys;
        if let Some(mark) = mark {
            let (question, rest) = text.split_at(mark + 1);
            let rest = rest.past(" *-–—:→");
            let given = (!rest.is_empty()).then(|| answer(rest));
            // What the first question is about may stand before it, as a line of its own.
            if let Some(last) = whys.last_mut()
                && last.answer.is_none()
                && !last.question.holds("?")
            {
                last.question = text::cat(&[&last.question, " ", question]);
                last.answer = given;
            } else {
                whys.push(Why { question: question.to_owned(), answer: given });
            }
        } else if let Some(last) = whys.last_mut() {
            match &mut last.answer {
                Some(there) => {
                    there.text.push(' ');
                    there.text.push_str(text.trim());
                    if there.evidence.len() < 20 {
                        there.evidence.push(line(number));
                    }
                }
                None => last.answer = Some(answer(text)),
            }
        } else {
            whys.push(Why { question: text.to_owned(), answer: None });
        }
    }

    /// A label and its value.
    pub fn fact(&mut self, label: &str, fact: Fact, value: &str, number: u32) {
        self.understood(number, label);
        if value.is_empty() {
            return;
        }
        let whole = text::named(label.trim(), value);
        let note = |text: &str| Note::known(text).resting_on([line(number)]);
        // A number has digits and is short; anything else is what the incident is called.
        let called = fact == Fact::Id && (value.split_whitespace().count() > 2 || !value.holds("d"));
        let fact = if called { Fact::Title } else { fact };
        match fact {
            Fact::Title if self.post.title.is_none() => self.title(value.bare("\"")),
            Fact::Id if self.post.incident_id.is_none() => self.post.incident_id = Some(value.to_owned()),
            Fact::Severity if self.post.severity.is_none() => self.post.severity = Some(value.to_owned()),
            Fact::Status if self.post.status.is_none() => self.post.status = Some(value.to_owned()),
            Fact::Title | Fact::Id | Fact::Severity | Fact::Status | Fact::Other => {
                self.note(Section::Technical, &whole, number);
            }
            Fact::Users => {
                let bare = !value.holds("l");
                let users = if bare { text::cat(&[value, " users"]) } else { value.to_owned() };
                self.post.impact.users.push(note(&users));
            }
            Fact::Services => {
                let parts = text::parts(value, ",;");
                let names = parts.iter().all(|part| part.split_whitespace().count() <= 4);
                let services = if names { parts } else { vec![value] };
                self.post.impact.services.extend(services.into_iter().map(note));
            }
            Fact::Revenue => self.post.impact.revenue.push(note(value)),
            Fact::Objectives => self.post.impact.objectives.push(note(&whole)),
            Fact::Impact => self.post.impact.other.push(note(value)),
            Fact::Duration | Fact::Detect | Fact::Acknowledge | Fact::Resolve => {
                self.stated_duration(fact, &whole, value, number);
            }
            Fact::Date | Fact::Time | Fact::Start | Fact::End => self.stated_moment(fact, &whole, value, number),
            Fact::Zone => {
                if self.stated.zone.is_none() {
                    self.stated.zone = super::zone::within(value);
                }
                self.note(Section::Technical, &whole, number);
            }
            Fact::Person => self.people(label, value, number),
            Fact::Part(Section::SignOff) => self.people(label, value, number),
            Fact::Part(Section::Timeline | Section::Measures | Section::Metrics) => {
                self.note(Section::Technical, &whole, number);
            }
            Fact::Part(section) => self.note(section, value, number),
        }
    }

    fn stated_duration(&mut self, fact: Fact, whole: &str, value: &str, number: u32) {
        let Some((ms, length)) = facts::duration(value) else { return self.note(Section::Technical, whole, number) };
        let place = match fact {
            Fact::Detect => &mut self.stated.detect_ms,
            Fact::Acknowledge => &mut self.stated.acknowledge_ms,
            Fact::Resolve => &mut self.stated.resolve_ms,
            _ => &mut self.stated.duration_ms,
        };
        let first = place.is_none();
        place.get_or_insert(ms);
        if first && !value[length..].holds("w") {
            self.understood(number, value);
        } else {
            self.note(Section::Technical, whole, number);
        }
    }

    fn stated_moment(&mut self, fact: Fact, whole: &str, value: &str, number: u32) {
        let mut r = Reader::new(value);
        while r.eat("~| |approximately |around ") {}
        let found = stamp::stamp(&mut r);
        let spent = found.is_some() && !r.rest().holds("w");
        let Some(found) = found else { return self.note(Section::Technical, whole, number) };
        if self.stated.day.is_none() {
            self.stated.day = found.day.filter(|day| matches!(day, Day::Full(..) | Day::Either(..) | Day::NoYear(..)));
        }
        if self.stated.zone.is_none() {
            self.stated.zone = found.zone;
        }
        let until = found.until.map(|until| Stamp { clock: Some(until), until: None, ..found });
        if found.clock.is_some() {
            match fact {
                Fact::End => self.stated.end = self.stated.end.take().or(Some(found)),
                _ => self.stated.start = self.stated.start.take().or(Some(found)),
            }
        }
        if until.is_some() {
            self.stated.end = self.stated.end.take().or(until);
        }
        // A date goes into every moment, and so does a range's beginning and end; but a text may have no entry to show it.
        let shown = if spent { value } else { "" };
        self.understood(number, shown);
        if spent && matches!(fact, Fact::Date) && self.date.is_none() {
            self.date = Some((whole.to_owned(), number));
        } else {
            self.note(Section::Technical, whole, number);
        }
    }

    pub fn title(&mut self, text: &str) {
        // The date that a title begins or ends with is the incident's.
        let found = text::word_starts(text, 30).into_iter().find_map(|at| {
            let day = super::date::date(&mut Reader::new(&text[at..]));
            day.filter(|day| matches!(day, Day::Full(..) | Day::Either(..)))
        });
        self.stated.day = self.stated.day.or(found);
        // And so is the zone in its parentheses.
        let zone = text.split_once('(').and_then(|(_, inner)| super::zone::within(inner.till(")")));
        self.stated.zone = self.stated.zone.or(zone);
        self.post.title = Some(text.to_owned());
    }

    /// Names behind a role, as in `Contributors: Bob Martinez, Carol Davis (DBA)`.
    fn people(&mut self, label: &str, value: &str, number: u32) {
        for part in text::parts(value, ",;").into_iter().flat_map(|part| part.split(" and ")) {
            let part = part.trim();
            let (name, role, rest) = name_and_role(part);
            if !names::is_name(name) {
                self.note(Section::Technical, &text::named(label.trim(), part), number);
                continue;
            }
            let mut roles = role.map(str::to_owned);
            let label = label.trim();
            if super::lists::known("participants|contributors|responders|attendees|people involved", label).is_none() {
                let small = small(label);
                let small = if small == "ic" { "IC".to_owned() } else { small };
                add(&mut roles, &small, "; ");
            }
            let rest = rest.bare(" -–—");
            add(&mut roles, rest, ", ");
            self.participant(name, roles);
        }
    }

    /// A line of a list of people: `Sarah Chen - DevOps Lead (Incident Commander)`.
    pub fn person_line(&mut self, text: &str, number: u32) {
        let parted = [" - ", " – ", " — ", ": "].iter().find_map(|sign| text.split_once(sign));
        match parted {
            Some((name, role)) if names::is_listed_name(name) => self.participant(name, Some(role.trim().to_owned())),
            _ => {
                let (name, role, rest) = name_and_role(text);
                if names::is_listed_name(name) && rest.trim().is_empty() {
                    self.participant(name, role.map(str::to_owned));
                } else {
                    self.note(Section::Technical, text, number);
                }
            }
        }
    }

    pub fn participant(&mut self, name: &str, role: Option<String>) {
        let name = name.trim().past("@").to_owned();
        self.post.participants.push(Participant { name, role });
    }
}

/// `Carol Davis (DBA) - 2025-08-23`: name, role, and what else there is.
fn name_and_role(text: &str) -> (&str, Option<&str>, &str) {
    if let Some((name, rest)) = text.split_once('(')
        && let Some((role, rest)) = rest.split_once(')')
    {
        return (name.trim(), Some(role.trim()), rest);
    }
    match [" - ", " – ", " — "].iter().find_map(|sign| text.split_once(sign)) {
        Some((name, rest)) => (name.trim(), None, rest),
        None => (text.trim(), None, ""),
    }
}
