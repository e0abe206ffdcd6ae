//! From dates and times as written to moments on one clock.

use super::date::Day;
use super::draft::{Draft, Event};
use super::entry::{Entry, WROTE};
use super::scan::Scan;
use super::stamp::Stamp;
use super::text::{cat, digits, joined, line};
use super::zone::{Zone, written};
use crate::postmortem::model::{Item, Kind, Note};
use crate::postmortem::moment::{Clock, DAY, Precision, date, day_of};
use crate::postmortem::order;

/// Back by so much, and it is the next day; less is an entry out of order.
const OVERNIGHT: i64 = 8 * 3_600_000;

/// Which of two numbers is the month, and what year dates without one are of.
#[derive(Debug, Clone, Copy)]
struct Reading {
    day_first: bool,
    year: Option<i32>,
}

impl Reading {
    /// The day since the epoch of a date.
    fn day(self, day: Day) -> Option<i64> {
        match day {
            Day::Full(year, month, day) => day_of(year, month, day),
            Day::Either(first, second, year) => {
                let (day, month) = if self.day_first { (first, second) } else { (second, first) };
                // A year of 0 is none.
                let year = if year > 0 { year } else { self.year.unwrap_or(2024) };
                day_of(year, month, day)
            }
            // Without any year a leap year stands in, for the distances.
            Day::NoYear(month, day) => {
                day_of(self.year.unwrap_or(2024), month, day).or_else(|| day_of(2024, month, day))
            }
            Day::Nth(_) | Day::Weekday(_) | Day::Ago(_) => None,
        }
    }
}

/// The items of the timeline, in order, with their clock; and where the stated beginning and end lie on it.
#[derive(Debug, Default)]
pub(super) struct Placed {
    pub clock: Clock,
    pub items: Vec<Item>,
    pub start: Option<i64>,
    pub end: Option<i64>,
}

fn stamps(draft: &Draft) -> impl Iterator<Item = &Stamp> {
    let entries = draft.events.iter().filter_map(|event| match event {
        Event::Entry(entry) => entry.stamp.as_ref(),
        Event::Day(_) => None,
    });
    entries.chain(draft.stated.start.as_ref()).chain(draft.stated.end.as_ref())
}

/// Places every entry.
pub(super) fn place(draft: &mut Draft) -> Placed {
    let reading = reading(draft);
    let zone = zone(draft);
    let mut placed = Placed::default();
    placed.clock.zone = zone.map(|zone| zone.name().to_owned());
    let east = zone.as_ref().map_or(0, |zone| zone.east);
    let mut walk = Walk {
        reading,
        east,
        today: None,
        day: 0,
        floor: 0,
        last: None,
        dated: false,
        shift_before: None,
        known: draft.stated.day.is_some(),
        twelve: draft.events.iter().any(|event| {
            // How a mail writes its own time says nothing of what it quotes.
            matches!(event, Event::Entry(entry) if entry.text != WROTE && entry.stamp.is_some_and(|stamp| stamp.twelve))
        }),
        zero: draft.stated.start.as_ref().and_then(|start| start.clock),
    };
    // Counted from a beginning of which nobody says when it was.
    let relative = walk.zero.is_none() && stamps(draft).next().is_some() && stamps(draft).all(|stamp| stamp.relative);
    if let Some(day) = draft.stated.day.and_then(|day| reading.day(day)) {
        walk.day = day;
        walk.floor = day;
        walk.dated = true;
    }
    let base = walk.day;
    let mut found: Vec<(Option<i64>, Item)> = Vec::new();
    for event in std::mem::take(&mut draft.events) {
        match event {
            Event::Day(day) => walk.new_day(day),
            Event::Entry(entry) => {
                placed.clock.precision = placed.clock.precision.max(entry.precision());
                let before = (walk.dated, walk.day);
                let at = entry.stamp.as_ref().and_then(|stamp| walk.place(stamp));
                // The first date that is named says of the entries before it, too.
                if !before.0 && walk.dated {
                    walk.backfill(&mut found, base, before.1);
                }
                found.push((at, item(*entry, at)));
            }
        }
        if let Some(shift) = walk.shift_before.take() {
            for (at, item) in &mut found {
                *at = at.map(|at| at + shift);
                item.at = *at;
            }
        }
    }
    let yearless = walk.dated && reading.year.is_none() && stamps_without_year(draft, &found);
    placed.start = draft.stated.start.as_ref().and_then(|stamp| walk.beside(stamp, base, &found));
    placed.end = draft.stated.end.as_ref().and_then(|stamp| {
        let end = walk.beside(stamp, base, &found)?;
        // An end before the beginning is after midnight.
        Some(if placed.start.is_some_and(|start| end < start) { end + DAY } else { end })
    });
    // What has no moment stays behind what it stands behind.
    let mut key = i64::MIN;
    for (at, ..) in &mut found {
        match at {
            Some(at) => key = *at,
            None => *at = Some(key),
        }
    }
    order::sort_by_key(&mut found, |(at, _)| at.unwrap_or(i64::MIN));
    placed.items = found.into_iter().map(|(.., item)| item).collect();
    placed.clock.dated = walk.dated && !yearless && !relative;
    if !placed.clock.dated {
        let first = placed.items.iter().filter_map(|item| item.at).min();
        let first = first.or(placed.start).map_or(0, |at| at.div_euclid(DAY) * DAY);
        let first = if relative { walk.floor * DAY } else { first };
        for at in placed.items.iter_mut().filter_map(|item| item.at.as_mut()) {
            *at -= first;
        }
        placed.start = placed.start.map(|at| at - first);
        placed.end = placed.end.map(|at| at - first);
        if yearless {
            let shown = date(first.div_euclid(DAY)).map(|date| date[5..].to_owned()).unwrap_or_default();
            let note = cat(&["The dates have no year; the first day is ", &shown, " (month and day)."]);
            draft.post.technical.push(Note::candidate(note));
        }
    }
    placed
}

fn stamps_without_year(draft: &Draft, found: &[(Option<i64>, Item)]) -> bool {
    !found.is_empty() || draft.stated.day.is_some()
}

/// How dates are to be read, by all dates of the text. Says so where it can't be told.
fn reading(draft: &mut Draft) -> Reading {
    let mut days: Vec<(Day, u32)> = Vec::new();
    let mut twelve = false;
    for event in &draft.events {
        match event {
            Event::Day(day) => days.push((*day, 0)),
            Event::Entry(entry) => {
                if let Some(stamp) = &entry.stamp {
                    days.extend(stamp.day.map(|day| (day, entry.line)));
                    twelve |= stamp.twelve;
                }
            }
        }
    }
    days.extend(draft.stated.day.map(|day| (day, 0)));
    let year = days.iter().find_map(|(day, _)| match day {
        Day::Full(year, ..) | Day::Either(_, _, year) => Some(*year).filter(|year| *year > 0),
        _ => None,
    });
    let either: Vec<(u8, u8, i32, u32)> = days
        .iter()
        .filter_map(|(day, line)| match day {
            Day::Either(first, second, year) => Some((*first, *second, *year, *line)),
            _ => None,
        })
        .collect();
    let Some((first, second, whole, at)) = either.first().copied() else { return Reading { day_first: true, year } };
    // A date that can be read in one way only decides: wherever in the text it stands, else the nearest among the entries.
    let mut decided = draft.day_first;
    let sure: Vec<i64> = days
        .iter()
        .filter_map(|(day, _)| match day {
            Day::Full(year, month, day) => day_of(*year, *month, *day),
            _ => None,
        })
        .collect();
    if decided.is_some() {
        // Nothing more to be asked.
    } else if let Some(known) = sure.first() {
        let by = |day_first| {
            Reading { day_first, year }
                .day(Day::Either(first, second, whole))
                .map_or(i64::MAX, |day| (day - known).abs())
        };
        decided = Some(by(true) < by(false));
    } else {
        // Of several the one that changes by days moves the day: months don't pass within an incident.
        let firsts = either.iter().any(|(f, ..)| *f != first);
        let seconds = either.iter().any(|(_, s, ..)| *s != second);
        if firsts != seconds {
            decided = Some(firsts);
        }
    }
    const US: &str = "EST|EDT|CST|CDT|MST|MDT|PST|PDT|ET|PT";
    let named = stamps(draft).find_map(|stamp| stamp.zone.as_ref()).or(draft.stated.zone.as_ref());
    let american = twelve || named.is_some_and(|zone| super::lists::place(US, zone.name()).is_some());
    let day_first = decided.unwrap_or(!american);
    if decided.is_none() {
        let shown =
            Reading { day_first, year }.day(Day::Either(first, second, whole)).and_then(date).unwrap_or_default();
        let shown = if whole > 0 { &shown } else { shown.get(5..).unwrap_or_default() };
        let (first, second, whole) = (digits(first.into(), 2), digits(second.into(), 2), digits(whole as u32, 0));
        let written = joined(&[&first, &second, &whole], "/");
        let note = cat(&["The date ", written.upto("/"), " can be read in two ways; it is taken for ", shown, "."]);
        let evidence = (at > 0).then(|| line(at));
        draft.post.technical.push(Note::candidate(note).resting_on(evidence));
    }
    Reading { day_first, year }
}

/// The zone of the document's clock: the first that is named. Others are brought to it, and that is said.
fn zone(draft: &mut Draft) -> Option<Zone> {
    let mut named: Vec<&Zone> = stamps(draft).filter_map(|stamp| stamp.zone.as_ref()).collect();
    let first = draft.stated.zone.or_else(|| named.first().map(|zone| **zone))?;
    let mut others: Vec<&str> = Vec::new();
    let mut unsure: Vec<String> = Vec::new();
    named.push(&first);
    for zone in named {
        if zone.east != first.east && !others.contains(&zone.name()) {
            others.push(zone.name());
        }
        let read = cat(&[zone.name(), " as UTC", &written(zone.east)]);
        if zone.unsure && (zone.east != first.east || *zone == first) && !unsure.contains(&read) {
            unsure.push(read);
        }
    }
    if !others.is_empty() {
        order::sort(&mut others);
        let mut text = cat(&["Times in ", &joined(&others, ", "), " are brought to ", first.name(), "."]);
        let mut unsure: Vec<&str> = unsure.iter().map(String::as_str).collect();
        if !unsure.is_empty() {
            order::sort(&mut unsure);
            text = cat(&[&text, " Read: ", &joined(&unsure, ", "), "."]);
        }
        draft.post.technical.push(Note::candidate(text));
    }
    Some(first)
}

struct Walk {
    reading: Reading,
    east: i32,
    /// The day that the source calls today.
    today: Option<i64>,
    /// The day of the last entry.
    day: i64,
    /// The day that was named last: none without a date is before it.
    floor: i64,
    /// The last entry's moment.
    last: Option<i64>,
    dated: bool,
    shift_before: Option<i64>,
    /// Whether the day was named before the entries.
    known: bool,
    /// Whether hours are counted to twelve.
    twelve: bool,
    /// When it began, for moments that are counted from there.
    zero: Option<i64>,
}

impl Walk {
    fn new_day(&mut self, day: Day) {
        let Some(day) = self.resolve(day) else { return };
        if !self.dated {
            return self.first_date(day);
        }
        self.day = day;
        self.floor = day;
        // From a named day on nothing is out of order with the day before.
        self.last = None;
    }

    /// Entries before the first named day are of that day, or of those before it.
    fn first_date(&mut self, day: i64) {
        if self.last.is_some() {
            // The heading of a new day: what stood above it is of the day before.
            self.shift_before = Some((day - 1 - self.day) * DAY);
        }
        self.dated = true;
        self.day = day;
        self.floor = day;
        self.last = None;
    }

    /// The day that a name means, from where the reading is.
    fn resolve(&mut self, day: Day) -> Option<i64> {
        match day {
            Day::Nth(n) => {
                // Counted from the first day; of a dated clock that is the day it began with.
                let base = self.today.get_or_insert(
                    self.floor - if self.last.is_none() && !self.known { 0 } else { self.day - self.floor },
                );
                let wanted = *base + i64::from(n) - 1;
                self.day = wanted;
                self.floor = wanted;
                self.last = None;
                None
            }
            Day::Weekday(weekday) => {
                if self.dated {
                    // Day 0 of the epoch was a Thursday.
                    let now = (self.day + 3).rem_euclid(7);
                    let ahead = (i64::from(weekday) - now).rem_euclid(7);
                    // Five days ahead are two days back.
                    let back = ahead > 4;
                    self.day += if back { ahead - 7 } else { ahead };
                } else {
                    let now = self.today.get_or_insert(i64::from(weekday) - self.day);
                    let ahead = (i64::from(weekday) - *now - self.day).rem_euclid(7);
                    self.day += if ahead > 4 { ahead - 7 } else { ahead };
                }
                self.floor = self.day;
                self.last = None;
                None
            }
            Day::Ago(n) => {
                let today = *self.today.get_or_insert(self.day + i64::from(n));
                self.day = today - i64::from(n);
                self.floor = self.day;
                self.last = None;
                None
            }
            Day::NoYear(..) if self.dated => {
                // The year's end lies between December and January: whichever year is nearest.
                let year = self.reading.year.unwrap_or(2024);
                let nearest = (-1..=2).filter_map(|more| Reading { year: Some(year + more), ..self.reading }.day(day));
                nearest.min_by_key(|found| (found - self.day).abs())
            }
            day => self.reading.day(day),
        }
    }

    fn place(&mut self, stamp: &Stamp) -> Option<i64> {
        let named = match stamp.day {
            Some(day) => {
                let resolved = self.resolve(day);
                if resolved.is_none() { Some(self.day) } else { resolved }
            }
            None => None,
        };
        let clock = stamp.clock?;
        if stamp.relative {
            let from = self.last.filter(|_| stamp.later);
            self.last = Some(from.unwrap_or(self.floor * DAY + self.zero.unwrap_or(0)) + clock);
            self.day = self.last?.div_euclid(DAY);
            return self.last;
        }
        // Into the document's zone.
        let own = stamp.zone.as_ref().map_or(self.east, |zone| zone.east);
        let clock = clock + i64::from(self.east - own) * 60_000;
        if let Some(day) = named {
            if matches!(stamp.day, Some(Day::Full(..) | Day::Either(..) | Day::NoYear(..))) {
                self.dated = true;
            }
            let at = day * DAY + clock;
            self.day = at.div_euclid(DAY);
            self.floor = self.day;
            self.last = Some(at);
            return Some(at);
        }
        let mut at = self.day * DAY + clock;
        match self.last {
            Some(last) => {
                // `2:25` among times with their half of the day is of the half that goes on.
                if self.twelve && !stamp.twelve && clock < DAY / 2 && at < last && at + DAY / 2 >= last {
                    at += DAY / 2;
                }
                if at < last - OVERNIGHT {
                    at += DAY;
                } else if at > last + DAY - OVERNIGHT && self.day > self.floor {
                    at -= DAY;
                }
            }
            // Another zone's midnight moves the first entry off its day.
            None if stamp.zone.is_some() && own == self.east => {}
            None => at = self.day * DAY + clock,
        }
        self.day = at.div_euclid(DAY);
        self.last = Some(at);
        Some(at)
    }

    /// Moves the entries before the first date to where it puts them.
    fn backfill(&mut self, found: &mut [(Option<i64>, Item)], base: i64, day: i64) {
        let Some(first) = self.last else { return };
        let before = found.iter().rev().find_map(|(at, ..)| *at);
        let Some(before) = before else { return };
        // The last one before it on the same day, or on the day before if that puts it after.
        let mut shift = (first.div_euclid(DAY) - day) * DAY;
        if before + shift > first + OVERNIGHT {
            shift -= DAY;
        }
        let _ = base;
        for (at, item) in found {
            *at = at.map(|at| at + shift);
            item.at = *at;
        }
    }

    /// A stated moment's place beside the entries.
    fn beside(&self, stamp: &Stamp, base: i64, found: &[(Option<i64>, Item)]) -> Option<i64> {
        let clock = stamp.clock?;
        let own = stamp.zone.as_ref().map_or(self.east, |zone| zone.east);
        let clock = clock + i64::from(self.east - own) * 60_000;
        let first = found.iter().filter_map(|(at, ..)| *at).min();
        let day = match stamp.day.and_then(|day| self.reading.day(day)) {
            Some(day) => day,
            None if self.known => base,
            None => first.map_or(base, |at| at.div_euclid(DAY)),
        };
        Some(day * DAY + clock)
    }
}

fn item(entry: Entry, at: Option<i64>) -> Item {
    let Entry { line: number, stamp, source, person, mut text, code, mut notes, .. } = entry;
    if let (Some(until), Some(_)) = (stamp.as_ref().and_then(|stamp| stamp.until), at) {
        let precision = stamp.as_ref().map_or(Precision::Minute, |stamp| stamp.precision);
        let until = cat(&["until ", &Clock { dated: false, zone: None, precision }.time(until)]);
        if !text.contains(&until[6..]) {
            super::text::add(&mut notes, &until, "; ");
        }
    }
    if text.is_empty() {
        text = code.clone().or_else(|| notes.take()).unwrap_or_default();
        text = joined(&text.split_whitespace().collect::<Vec<_>>(), " ");
    }
    Item { at, source, person, text, code, notes, kind: Kind::default(), evidence: vec![line(number)] }
}
