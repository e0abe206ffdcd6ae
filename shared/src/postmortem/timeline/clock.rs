//! Times of day, as people write them.

use super::reader::Reader;
use super::zone::{self, Zone};
use crate::postmortem::moment::Precision;
use crate::postmortem::timeline::scan::Scan;

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Time {
    pub ms: i64,
    pub precision: Precision,
    pub twelve: bool,
    pub zone: Option<Zone>,
}

/// Half a day, if one is named: `PM`, `p.m.`.
fn half(r: &mut Reader<'_>) -> Option<bool> {
    r.attempt(|r| {
        r.blanks();
        let pm = match r.peek()? {
            'a' | 'A' => false,
            'p' | 'P' => true,
            _ => return None,
        };
        r.at += 1;
        let dotted = r.eat(".");
        if !r.eat("m|M") || r.rest().begins("w") {
            return None;
        }
        if dotted {
            r.eat(".");
        }
        Some(pm)
    })
}

/// A zone behind a time, in parentheses or not.
fn zone_behind(r: &mut Reader<'_>) -> Option<Zone> {
    r.attempt(|r| {
        let apart = r.blanks();
        let opened = r.eat("(");
        if r.rest().begins("-") && !r.exact {
            return None;
        }
        let (zone, length) = zone::leading(r.rest(), !apart || opened)?;
        r.at += length;
        if opened && !r.eat(")") {
            return None;
        }
        Some(zone)
    })
}

/// A time of day at the reader's place.
pub(super) fn time(r: &mut Reader<'_>) -> Option<Time> {
    r.attempt(colons)
        .or_else(|| r.attempt(compact))
        .or_else(|| r.attempt(hour_alone))
        .or_else(|| r.attempt(run_together))
        .or_else(|| r.attempt(dotted))
        .or_else(|| r.attempt(noon))
}

/// `noon: text`, `Midnight - text`: only with a sign behind, for else it is a sentence's word.
fn noon(r: &mut Reader<'_>) -> Option<Time> {
    let at = r.one_of("midnight\nnoon|midday")? as i64;
    let ms = at * crate::postmortem::moment::DAY / 2;
    let zone = zone_behind(r);
    r.rest().trim_start().begins(":-–—|").then_some(Time { ms, precision: Precision::Minute, twelve: false, zone })
}

fn of(h: u32, m: u32, s: u32, ms: i64) -> Option<i64> {
    // 24:00 is the day's end; 60 is a leap second.
    let good = (h < 24 && m < 60 && s <= 60) || (h == 24 && m == 0 && s == 0);
    good.then(|| (i64::from(h) * 3600 + i64::from(m) * 60 + i64::from(s)) * 1000 + ms)
}

fn with_half(hours: u32, half: Option<bool>) -> Option<u32> {
    match half {
        None => Some(hours),
        Some(_) if hours == 0 || hours > 12 => (hours <= 23 && hours > 0).then_some(hours),
        Some(pm) => Some(hours % 12 + if pm { 12 } else { 0 }),
    }
}

/// `14:23`, `14:23:05.250`, `2:23 PM`, `14h23`, `14时23分`.
fn colons(r: &mut Reader<'_>) -> Option<Time> {
    // 午後2時05分
    let said =
        if r.eat("午前|上午|凌晨|早上") { Some(false) } else { r.eat("午後|下午|晚上").then_some(true) };
    let (hours, _) = r.digits(1, 2)?;
    if !r.eat(":|h|时|時|點|点|：") {
        return None;
    }
    let (minutes, _) = r.digits(2, 2)?;
    r.eat("分|ish");
    let mut precision = Precision::Minute;
    let mut seconds = 0;
    let mut ms = 0;
    if let Some((s, _)) = r.attempt(|r| if r.eat(":") { r.digits(2, 2) } else { None }) {
        (seconds, precision) = (s, Precision::Second);
        r.exact = true;
        if let Some(fraction) = fraction(r) {
            (ms, precision) = (fraction, Precision::Millisecond);
        }
    }
    let half = said.or_else(|| half(r));
    if half.is_none() && r.rest().begins("w") && !r.rest().begins("ZzUG") {
        return None;
    }
    let ms = of(with_half(hours, half)?, minutes, seconds, ms)?;
    hours_behind(r, "uhr|h|hrs|hours");
    Some(Time { ms, precision, twelve: half.is_some(), zone: zone_behind(r) })
}

/// Thousandths of a second from any number of digits.
pub(super) fn fraction(r: &mut Reader<'_>) -> Option<i64> {
    r.attempt(|r| {
        if !r.eat(".|,") {
            return None;
        }
        let count = r.rest().bytes().take(13).take_while(u8::is_ascii_digit).count();
        if count == 0 || count > 12 {
            return None;
        }
        let shown = &r.rest()[..count];
        r.at += count;
        let mut ms = 0;
        for place in 0..3 {
            ms = ms * 10 + shown.as_bytes().get(place).map_or(0, |d| i64::from(d - b'0'));
        }
        Some(ms)
    })
}

/// `2 PM`, `2pm`, `14 Uhr`.
fn hour_alone(r: &mut Reader<'_>) -> Option<Time> {
    let (hours, _) = r.digits(1, 2)?;
    let half = half(r);
    // `14 Uhr`, and `10h:`, for `10h` alone may be how long it took.
    let whole =
        half.is_none() && (hours_behind(r, "uhr") || hours_behind(r, "h") && r.rest().trim_start().begins(":-–—"));
    if !whole && (half.is_none() || hours == 0 || hours > 12) {
        return None;
    }
    let ms = of(with_half(hours, half)?, 0, 0, 0)?;
    Some(Time { ms, precision: Precision::Minute, twelve: half.is_some(), zone: zone_behind(r) })
}

/// `T142305Z`: behind a whole date.
fn compact(r: &mut Reader<'_>) -> Option<Time> {
    let (number, _) = r.digits(6, 6).filter(|_| r.exact)?;
    let ms = of(number / 10_000, number / 100 % 100, number % 100, 0)?;
    Some(Time { ms, precision: Precision::Second, twelve: false, zone: zone_behind(r) })
}

/// `1423Z`, `1423 UTC`, `1423h`, `1423 hrs`.
fn run_together(r: &mut Reader<'_>) -> Option<Time> {
    let (number, digits) = r.digits(3, 4)?;
    let half = half(r);
    // `230pm`, but `230 UTC` is none.
    if digits == 3 && half.is_none() {
        return None;
    }
    let ms = of(with_half(number / 100, half)?, number % 100, 0, 0)?;
    let zone = zone_behind(r);
    let hours = zone.is_none() && hours_behind(r, "h|hrs|hours|uhr");
    // A sign alone behind it is too little: 1423-0500 is no time.
    let named = zone.as_ref().is_some_and(|zone| !zone.name().begins("+-"));
    (named || hours || half.is_some()).then_some(Time {
        ms,
        precision: Precision::Minute,
        twelve: half.is_some(),
        zone,
    })
}

/// A word behind a time that says nothing but that it is one.
fn hours_behind(r: &mut Reader<'_>, words: &str) -> bool {
    let read = r.attempt(|r| {
        r.blanks();
        r.one_of(words).filter(|_| !r.rest().begins("w_"))
    });
    read.is_some()
}

/// `14.23`: only with two digits on both sides and nothing that makes it a measure or a version.
fn dotted(r: &mut Reader<'_>) -> Option<Time> {
    let (hours, digits) = r.digits(1, 2)?;
    if !r.eat(".") {
        return None;
    }
    let (minutes, _) = r.digits(2, 2)?;
    let seconds = r.attempt(|r| if r.eat(".") { r.digits(2, 2) } else { None });
    let half = half(r);
    if digits == 1 && half.is_none() {
        return None;
    }
    hours_behind(r, "uhr");
    let zone = zone_behind(r);
    let after = r.rest();
    const MEASURES: &str = "ms|s|sec|seconds|min|minutes|h|hours|gb|mb|kb|tb|gib|mib|percent|k|m|times|x|usd|eur|days";
    let word = after.trim_start();
    let measured = super::lists::place(MEASURES, &word[..word.run("b")]).is_some();
    if after.begins("w.%") || after.trim_start().begins("%/$€") || (measured && zone.is_none()) {
        return None;
    }
    let precision = if seconds.is_some() { Precision::Second } else { Precision::Minute };
    let ms = of(with_half(hours, half)?, minutes, seconds.map_or(0, |(s, _)| s), 0)?;
    Some(Time { ms, precision, twelve: half.is_some(), zone })
}

/// `T+5`, `T+00:05`, `T+5m`, `T+90s`, `T-10 min`: milliseconds from the incident's beginning.
pub(super) fn from_start(r: &mut Reader<'_>) -> Option<Time> {
    // `Minute 12: `
    let minute = r.eat("Minute |minute |Min |min ");
    // `+00:12` and `+12m` stand without it.
    let zero = r.eat("T0|t0|H0|h0");
    let hours = r.eat("H|h");
    let named = zero || hours || minute || r.eat("T|t");
    let sign = if minute || r.eat("+|±") || named && r.eat("=+|=") {
        1
    } else if r.eat("-|\u{2212}") {
        -1
    } else if zero && r.rest().begins("s:") || r.eat("0 min:|0 minutes:|0m:|0:00 min:|0 sec:|0s:") {
        return Some(Time { ms: 0, precision: Precision::Minute, twelve: false, zone: None });
    } else {
        return None;
    };
    let colon = r.attempt(|r| {
        let (first, _) = r.digits(1, 3)?;
        if !r.eat(":") {
            return None;
        }
        let (second, _) = r.digits(2, 2)?;
        let third = r.attempt(|r| if r.eat(":") { r.digits(2, 2) } else { None });
        Some((i64::from(first), i64::from(second), third.map(|(third, _)| i64::from(third))))
    });
    // Without a `T` a dash may be a point's: `-14:23`, but `-00:05`.
    if sign < 0 && !named && colon.is_some_and(|(first, ..)| first > 0) {
        return None;
    }
    let (ms, precision) = match colon {
        Some((h, m, Some(s))) => ((h * 3600 + m * 60 + s) * 1000, Precision::Second),
        Some((h, m, None)) => ((h * 60 + m) * 60_000, Precision::Minute),
        None => {
            let (number, _) = r.digits(1, 5)?;
            let unit = r.attempt(|r| {
                r.blanks();
                super::facts::unit(r)
            });
            let unit = unit.or(named.then_some(if hours { 3_600_000 } else { 60_000 }))?;
            // T+5m30s
            let more = r.attempt(|r| {
                let (number, _) = r.digits(1, 2)?;
                super::facts::unit(r).filter(|smaller| *smaller < unit).map(|unit| (i64::from(number) * unit, unit))
            });
            let (rest, finest) = more.unwrap_or((0, unit));
            (i64::from(number) * unit + rest, if finest == 1000 { Precision::Second } else { Precision::Minute })
        }
    };
    if r.rest().begins("w") || minute && !r.rest().trim_start().begins(":-–—|") {
        return None;
    }
    Some(Time { ms: sign * ms, precision, twelve: false, zone: None })
}

/// `45 minutes ago`, `2 min in:` and `ten minutes later`: milliseconds from the end, the beginning, or the entry before it; and
/// whether it is the last of these.
pub(super) fn apart(r: &mut Reader<'_>) -> Option<(i64, bool)> {
    let (ms, length) = super::facts::duration(r.rest())?;
    r.at += length;
    r.blanks();
    let word = r.one_of("ago\nlater\nin")?;
    (word < 2 || r.rest().begins(":,")).then_some((if word == 0 { -ms } else { ms }, word == 1))
}
