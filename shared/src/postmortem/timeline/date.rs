//! Dates, as people write them.

use super::lists::place;
use super::reader::Reader;
use super::scan::{self, Scan};
use crate::postmortem::letters::is_either;

/// A day, as far as a source names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// Year, month, day.
    Full(i32, u8, u8),
    /// Two numbers of which one is the month, and the year.
    Either(u8, u8, i32),
    /// Month and day.
    NoYear(u8, u8),
    /// `Day 2`: counted from 1.
    Nth(u16),
    /// 0 is Monday.
    Weekday(u8),
    /// So many days before whatever the source calls today.
    Ago(u8),
}

/// Months and days of the week, as several languages write them; of English their beginnings will do.
const MONTHS: &str = "\
january|januar|jänner|janvier|enero|ene|января|stycznia
february|februar|février|fevrier|févr|febrero|февраля|lutego
march|märz|maerz|mär|mars|marzo|марта|marca
april|avril|avr|abril|abr|апреля|kwietnia
may|mai|mayo|мая|maja
june|juni|juin|junio|июня|czerwca
july|juli|juillet|juil|julio|июля|lipca
august|août|aout|agosto|августа|sierpnia
september|sept|septembre|septiembre|сентября|września
october|oktober|okt|octobre|octubre|октября|października
november|novembre|noviembre|ноября|listopada
december|dezember|dez|décembre|déc|diciembre|dic|декабря|grudnia";
const WEEKDAYS: &str = "\
monday|montag|lundi|lunes
tuesday|tues|dienstag|mardi|martes
wednesday|mittwoch|mercredi|miércoles
thursday|thurs|donnerstag|jeudi|jueves
friday|freitag|vendredi|viernes
saturday|samstag|samedi|sábado
sunday|sonntag|dimanche|domingo";

fn named(word: &str, names: &str) -> Option<u8> {
    let short = (3..=4).contains(&word.len());
    let begins = || {
        names.split('\n').position(|line| {
            line.as_bytes().get(..word.len()).is_some_and(|known| known.eq_ignore_ascii_case(word.as_bytes()))
        })
    };
    place(names, word).or_else(|| if short { begins() } else { None }).map(|at| at as u8)
}

fn month(reader: &mut Reader<'_>) -> Option<u8> {
    reader.attempt(|r| {
        let word = r.word()?;
        let month = named(word, MONTHS)? + 1;
        r.eat(".");
        Some(month)
    })
}

fn weekday(reader: &mut Reader<'_>) -> Option<u8> {
    reader.attempt(|r| {
        let word = r.word()?;
        if r.peek().is_some_and(|c| is_either(c) || c == '_') {
            return None;
        }
        named(word, WEEKDAYS)
    })
}

fn day_number(reader: &mut Reader<'_>) -> Option<u8> {
    let (day, _) = reader.digits(1, 2)?;
    reader.eat("st|nd|rd|th");
    (1..=31).contains(&day).then_some(day as u8)
}

pub(super) fn year(reader: &mut Reader<'_>) -> Option<i32> {
    let (year, _) = reader.digits(4, 4)?;
    (1970..2200).contains(&year).then_some(year as i32)
}

/// A date at the reader's place.
pub(super) fn date(reader: &mut Reader<'_>) -> Option<Day> {
    reader
        .attempt(year_first)
        .or_else(|| reader.attempt(numbers))
        .or_else(|| reader.attempt(month_first))
        .or_else(|| reader.attempt(day_first))
        .or_else(|| reader.attempt(by_name))
}

pub(super) fn full(year: i32, month: u8, day: u8) -> Option<Day> {
    crate::postmortem::moment::day_of(year, month, day).map(|_| Day::Full(year, month, day))
}

/// The sign here, if it is of a set.
fn sign<'t>(r: &mut Reader<'t>, set: &str) -> Option<&'t str> {
    let rest = r.rest();
    let sign = &rest[..r.peek().filter(|c| scan::is(*c, set))?.len_utf8()];
    r.at += sign.len();
    Some(sign)
}

/// `2025-08-22`, `2025/8/22`, `2025.08.22`, `2025年8月22日`.
fn year_first(r: &mut Reader<'_>) -> Option<Day> {
    // 20250822
    if let Some((number, _)) = r.attempt(|r| r.digits(8, 8)) {
        return full(number as i32 / 10_000, (number / 100 % 100) as u8, (number % 100) as u8)
            .filter(|_| (19_700_000..22_000_000).contains(&number));
    }
    let year = year(r)?;
    let sign = sign(r, "-/.年")?;
    let (month, _) = r.digits(1, 2)?;
    if !r.eat(if sign == "年" { "月" } else { sign }) {
        return None;
    }
    let (day, _) = r.digits(1, 2)?;
    r.eat("日");
    // 2026年3月5日（木）
    r.attempt(|r| (r.eat("（|(") && r.eat("月|火|水|木|金|土|日") && r.eat("）|)")).then_some(()));
    full(year, month as u8, day as u8)
}

/// `22.08.2025`, `22/08/2025`, `8/22/25`, `22-08-2025`.
fn numbers(r: &mut Reader<'_>) -> Option<Day> {
    let (first, _) = r.digits(1, 2)?;
    let sign = sign(r, "./-")?;
    let (second, _) = r.digits(1, 2)?;
    if !r.eat(sign) {
        return None;
    }
    let year = match r.digits(2, 4)? {
        (year, 2) => 2000 + year as i32,
        (year, 4) => year as i32,
        _ => return None,
    };
    let (first, second) = (first as u8, second as u8);
    match (first, second) {
        // Dots are a way of writing that puts the day first.
        _ if sign == "." => full(year, second, first),
        (13.., 1..=12) => full(year, second, first),
        (1..=12, 13..) => full(year, first, second),
        (1..=12, 1..=12) if first == second => full(year, first, second),
        (1..=12, 1..=12) => Some(Day::Either(first, second, year)),
        _ => None,
    }
}

/// `January 10, 2026`, `Jan 10`, with a weekday before it; `Fri Aug 22 14:25:00 2025` gets its year from [`stamp`].
fn month_first(r: &mut Reader<'_>) -> Option<Day> {
    if weekday(r).is_some() {
        r.eat(",");
        r.blanks();
    }
    let month = month(r)?;
    if !r.blanks() && !r.eat("-|/") {
        return None;
    }
    let day = day_number(r)?;
    let with_year = r.attempt(|r| {
        let comma = r.eat(",|-|/");
        if !r.blanks() && !comma {
            return None;
        }
        let year = year(r)?;
        // `Aug 22 2025` but not `Aug 22 2025:30`.
        (!r.rest().begins("w")).then_some(year)
    });
    match with_year {
        Some(year) => full(year, month, day),
        None if r.rest().begins("w") => None,
        // 2024 has all days that there are.
        None => full(2024, month, day).map(|_| Day::NoYear(month, day)),
    }
}

/// `10 January 2026`, `10-Jan-2026`, `10/Jan/2026`, `22nd August`.
fn day_first(r: &mut Reader<'_>) -> Option<Day> {
    if weekday(r).is_some() {
        r.eat(",");
        r.blanks();
    }
    let day = day_number(r)?;
    if !r.blanks() && !r.eat("-|/|. ") {
        return None;
    }
    r.eat("of |de ");
    let month = month(r)?;
    let with_year = r.attempt(|r| {
        let comma = r.eat(",");
        let sign = !comma && r.eat("-|/");
        if !r.blanks() && !comma && !sign {
            return None;
        }
        r.eat("de |del ");
        // `03/Mar/26`: between signs two digits are a year, too.
        let short = |r: &mut Reader<'_>| r.digits(2, 2).filter(|_| sign).map(|(year, _)| 2000 + year as i32);
        let year = r.attempt(year).or_else(|| r.attempt(short)).filter(|_| !r.rest().begins("w"));
        r.eat(" г.| года| r.");
        year
    });
    match with_year {
        Some(year) => full(year, month, day),
        None if r.rest().begins("w") => None,
        None => full(2024, month, day).map(|_| Day::NoYear(month, day)),
    }
}

/// `Day 2`, `Friday`, `today`, `yesterday`.
fn by_name(r: &mut Reader<'_>) -> Option<Day> {
    if let Some(day) = weekday(r) {
        return Some(Day::Weekday(day));
    }
    let day = match r.one_of("today|heute|hoy\nyesterday|gestern|hier|ayer\nday")? {
        0 => Day::Ago(0),
        1 => Day::Ago(1),
        _ => {
            r.eat("-|+");
            r.blanks();
            Day::Nth(r.digits(1, 3)?.0 as u16)
        }
    };
    (!r.rest().begins("w")).then_some(day)
}

/// Whether a date or a time may begin here: a digit, or a month's name.
pub(super) fn may_begin(text: &str) -> bool {
    text.begins("d") || month(&mut Reader::new(text)).is_some()
}

/// Whether dates of numbers put the day first, by the first that can be read in one way only: `22/08/2025`.
pub(super) fn day_first_in(text: &str) -> Option<bool> {
    super::text::word_starts(text, usize::MAX).into_iter().find_map(|at| {
        if text[..at].ends("/-.:") || !text[at..].begins("d") {
            return None;
        }
        let mut r = Reader::new(&text[at..]);
        let (first, _) = r.digits(1, 2)?;
        let sign = sign(&mut r, "/-")?;
        let (second, _) = r.digits(1, 2)?;
        if !r.eat(sign) {
            return None;
        }
        let (_, digits) = r.digits(2, 4)?;
        match (first, second, digits) {
            (13..=31, 1..=12, 2 | 4) => Some(true),
            (1..=12, 13..=31, 2 | 4) => Some(false),
            _ => None,
        }
    })
}
