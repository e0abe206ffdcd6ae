//! Moments: dates with times, as people write them.

use super::clock::{self, Time, fraction, time};
use super::date::{Day, date, full, year};
use super::reader::Reader;
use super::text::{BROKEN_ARROWS, BROKEN_DASHES};
use super::zone::Zone;
use crate::postmortem::moment::{DAY, Precision};
use crate::postmortem::timeline::scan::Scan;

/// A moment, as far as a source names it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Stamp {
    pub day: Option<Day>,
    /// Milliseconds since midnight.
    pub clock: Option<i64>,
    /// Where it is a stretch: its end, milliseconds since midnight.
    pub until: Option<i64>,
    pub zone: Option<Zone>,
    pub precision: Precision,
    /// Whether the hours were counted to twelve.
    pub twelve: bool,
    /// Counted from the incident's beginning (`T+5m`).
    pub relative: bool,
    /// Counted from the entry before it (`10 min later`).
    pub later: bool,
}

/// Seconds or milliseconds since 1970, as logs write them: ten or thirteen digits.
fn epoch(r: &mut Reader<'_>) -> Option<Stamp> {
    let before = r.rest().len();
    let count = r.rest().bytes().take(14).take_while(u8::is_ascii_digit).count();
    let number: i64 = r.rest()[..count].parse().ok()?;
    let mut ms = match count {
        10 => number * 1000,
        13 => number,
        _ => return None,
    };
    r.at += count;
    let mut precision = if count == 13 { Precision::Millisecond } else { Precision::Second };
    if count == 10
        && let Some(more) = fraction(r)
    {
        ms += more;
        // Six places make a message's number, and are no measure.
        let long = before - r.rest().len() == 17;
        precision = if long { Precision::Second } else { Precision::Millisecond };
    }
    // From 2001 on; ten digits say no less.
    if !(1_000_000_000_000..4_000_000_000_000).contains(&ms) || r.rest().begins("w") {
        return None;
    }
    let shown = crate::postmortem::moment::date(ms.div_euclid(DAY))?;
    let day = date(&mut Reader::new(&shown))?;
    let zone = Some(Zone::utc());
    Some(Stamp { day: Some(day), clock: Some(ms.rem_euclid(DAY)), zone, precision, ..Stamp::default() })
}

/// A moment, or how far from one it is, as what is said then begins with: `45 minutes ago`.
pub(super) fn begun(r: &mut Reader<'_>) -> Option<Stamp> {
    let apart = r.attempt(clock::apart);
    let found = apart.map(|(ms, later)| Stamp { clock: Some(ms), relative: true, later, ..Stamp::default() });
    let dated = |r: &mut Reader<'_>| {
        let day = yearless(r);
        day.is_some().then(|| r.blanks());
        Some(Stamp { day, ..stamp(r)? }).filter(|_| day.is_some())
    };
    found.or_else(|| r.attempt(dated)).or_else(|| stamp(r))
}

/// `3/3 2:23 PM`, `03-03 14:23`, `3.3. 14:23`: only the time behind makes a date of it.
fn yearless(r: &mut Reader<'_>) -> Option<Day> {
    let (first, some) = r.digits(1, 2)?;
    let dots = r.eat(".");
    let dash = !dots && r.eat("-");
    if !dots && !dash && !r.eat("/") {
        return None;
    }
    let (second, more) = r.digits(1, 2)?;
    // 3.3 is a version, 03.03 and 3.3. are days.
    if !r.eat(".") && dots && some + more < 4 {
        return None;
    }
    r.eat(",");
    let mut ahead = Reader::new(r.rest());
    let timed = ahead.blanks() && time(&mut ahead).is_some();
    let (first, second) = (first as u8, second as u8);
    let (month, day) = if dots || first > 12 { (second, first) } else { (first, second) };
    full(2024, month, day).filter(|_| timed)?;
    // Which is the month the text's other dates tell.
    Some(if dots || dash || day > 12 || day == month { Day::NoYear(month, day) } else { Day::Either(first, second, 0) })
}

/// A moment at the reader's place: a date, a time, or both; and the end of the stretch where it is one.
pub(super) fn stamp(r: &mut Reader<'_>) -> Option<Stamp> {
    if let Some(stamp) = r.attempt(epoch) {
        return Some(stamp);
    }
    if let Some(time) = r.attempt(clock::from_start) {
        let Time { ms, precision, .. } = time;
        return Some(Stamp { clock: Some(ms), precision, relative: true, ..Stamp::default() });
    }
    let day = date(r);
    let found = if day.is_some() {
        r.attempt(|r| {
            r.eat(",| -| –| @| at|, at");
            if r.eat("T|t") {
                r.exact = true;
            } else if !r.blanks() && !r.eat(":|_|-") {
                return None;
            }
            // Org's dates have their weekday behind them.
            r.attempt(|r| (matches!(date(r), Some(Day::Weekday(_))) && r.blanks()).then_some(()));
            r.eat("at |@ |around |~|between |from |by |gegen |um |vers |à |a las |às ");
            time(r)
        })
    } else {
        time(r)
    };
    let mut stamp = Stamp { day, ..Stamp::default() };
    // 02:30 +1d, 02:30 (+1 day)
    let after = r.attempt(|r| {
        r.blanks();
        let opened = r.eat("(");
        if !r.eat("+") || found.is_none() {
            return None;
        }
        let (days, _) = r.digits(1, 2)?;
        r.blanks();
        (r.one_of("d|day|days").is_some() || opened && r.rest().begins(")")).then_some(())?;
        (!opened || r.eat(")")).then_some(Day::Nth(days as u16 + 1))
    });
    stamp.day = stamp.day.or(after);
    let Some(found) = found else { return day.map(|_| stamp) };
    stamp.clock = Some(found.ms);
    stamp.precision = found.precision;
    stamp.twelve = found.twelve;
    stamp.zone = found.zone;
    // 14:23 on 2025-08-22, 14:23 22/08/2025; Fri Aug 22 14:25:00 2025
    match stamp.day {
        None => {
            stamp.day = r.attempt(|r| {
                // 2:31 PM · Mar 3, 2026
                r.eat(",| ·");
                if !r.blanks() {
                    return None;
                }
                r.eat("on ");
                date(r).filter(|day| matches!(day, Day::Full(..) | Day::Either(..)))
            });
        }
        Some(Day::NoYear(month, day)) => {
            let dated = r.attempt(|r| {
                r.blanks();
                let year = year(r)?;
                if r.rest().begins("w:") {
                    return None;
                }
                full(year, month, day)
            });
            stamp.day = dated.or(stamp.day);
        }
        Some(_) => {}
    }
    let end = r.attempt(|r| {
        r.blanks();
        if !r.eat("-->|->|-|–|—|to |until |till |and |→") && !r.eat(BROKEN_DASHES) && !r.eat(BROKEN_ARROWS) {
            return None;
        }
        r.blanks();
        let last = r.attempt(|r| {
            date(r)?;
            r.eat(",|T");
            r.blanks();
            time(r)
        });
        let end = last.or_else(|| time(r))?;
        (!r.rest().begins("w")).then_some(end)
    });
    if end.is_some() && stamp.day.is_none() {
        stamp.day = r.attempt(|r| {
            r.blanks();
            r.eat("on ").then(|| date(r)).flatten().filter(|day| matches!(day, Day::Full(..) | Day::Either(..)))
        });
    }
    if let Some(end) = end {
        stamp.until = Some(end.ms);
        stamp.zone = stamp.zone.or(end.zone);
        // 2:00 - 3:30 PM
        if end.twelve && !stamp.twelve && end.ms >= DAY / 2 && found.ms + DAY / 2 <= end.ms {
            stamp.clock = Some(found.ms + DAY / 2);
        }
    }
    Some(stamp)
}
