//! Moments and durations, as postmortems write them.
//!
//! A moment is a number of milliseconds. With a dated clock it counts from the Unix epoch **in the clock's own zone** (so
//! that `ms.div_euclid(DAY)` is the local day); without, from the midnight before the first entry, or from the incident's
//! beginning where times count from it: what was before it is negative, and written so.

use serde::{Deserialize, Serialize};

/// Milliseconds of a day.
pub const DAY: i64 = 86_400_000;

/// How moments are to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Clock {
    /// Whether moments have a date.
    pub dated: bool,
    /// The zone as the source names it, such as `UTC` or `+02:00`; `None` where it names none.
    pub zone: Option<String>,
    /// The finest that the source gives.
    pub precision: Precision,
}

/// The finest part of a moment that a source gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// `14:23`
    #[default]
    Minute,
    /// `14:23:05`
    Second,
    /// `14:23:05.250`
    Millisecond,
}

impl Clock {
    /// The time of day at the clock's precision, without its zone: `14:23`.
    pub fn time(&self, at: i64) -> String {
        // What was before an incident that has no date, nor a time of day.
        if !self.dated && at < 0 {
            return format!("-{}", self.time(-at));
        }
        let ms = at.rem_euclid(DAY);
        let (h, m, s) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
        match self.precision {
            Precision::Minute => format!("{h:02}:{m:02}"),
            Precision::Second => format!("{h:02}:{m:02}:{s:02}"),
            Precision::Millisecond => format!("{h:02}:{m:02}:{s:02}.{:03}", ms % 1000),
        }
    }

    /// The day, `2025-08-22`; of an undated clock `None` for the first day, then `day 2` and so on.
    pub fn day(&self, at: i64) -> Option<String> {
        let day = at.div_euclid(DAY);
        if self.dated { date(day) } else { (day > 0).then(|| format!("day {}", day + 1)) }
    }
}

/// The date of a day since the Unix epoch, `2025-08-22`; `None` where the calendar ends.
pub fn date(day: i64) -> Option<String> {
    // Beyond this the years have more than four digits.
    if !(-719_528..2_932_897).contains(&day) {
        return None;
    }
    // The year begins in March here, so that a leap day is its last; eras are of 400 years.
    let shifted = day + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    Some(format!("{:04}-{month:02}-{of_month:02}", era * 400 + year + i64::from(month < 3)))
}

/// The day since the Unix epoch of a date; `None` for a date that there isn't.
pub fn day_of(year: i32, month: u8, day: u8) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if day == 0 || day > days {
        return None;
    }
    // As in `date`: years begin in March.
    let year = i64::from(year) - i64::from(month < 3);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month = (i64::from(month) + 9) % 12;
    let of_year = (153 * month + 2) / 5 + i64::from(day) - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// A duration for people: `23 minutes`, `1 hour 15 minutes`, `4 minutes 30 seconds`, `12.4 seconds`, `2 days 3 hours`. At most
/// two units.
pub fn duration(ms: i64) -> String {
    let ms = ms.max(0);
    if ms < 60_000 && ms % 1000 != 0 {
        return format!("{}.{} seconds", ms / 1000, ms % 1000 / 100);
    }
    let units =
        [(ms / DAY, "day"), (ms / 3_600_000 % 24, "hour"), (ms / 60_000 % 60, "minute"), (ms / 1000 % 60, "second")];
    let Some(first) = units.iter().position(|(n, _)| *n > 0) else { return "0 seconds".to_owned() };
    let shown: Vec<String> = units[first..]
        .iter()
        .take(2)
        .filter(|(n, _)| *n > 0)
        .map(|(n, unit)| format!("{n} {unit}{}", if *n == 1 { "" } else { "s" }))
        .collect();
    shown.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        assert_eq!(duration(75 * 60_000), "1 hour 15 minutes");
        assert_eq!(duration(23 * 60_000), "23 minutes");
        assert_eq!(duration(30_000), "30 seconds");
        assert_eq!(duration(12_480), "12.4 seconds");
        assert_eq!(duration(90_250), "1 minute 30 seconds");
        assert_eq!(duration(51 * 3_600_000), "2 days 3 hours");
        assert_eq!(duration(0), "0 seconds");
    }

    #[test]
    fn dates_there_and_back() {
        for (y, m, d) in [(1970, 1, 1), (2025, 8, 22), (2024, 2, 29), (1969, 12, 31)] {
            let day = day_of(y, m, d).expect("a date");
            assert_eq!(date(day).expect("in the calendar"), format!("{y:04}-{m:02}-{d:02}"));
        }
        assert_eq!(day_of(2025, 2, 29), None);
        assert_eq!(date(i64::MAX), None);
    }

    #[test]
    fn times_of_day() {
        let clock = |precision| Clock { dated: true, zone: None, precision };
        assert_eq!(clock(Precision::Minute).time(DAY + 52_980_250), "14:43");
        assert_eq!(clock(Precision::Second).time(52_980_250), "14:43:00");
        assert_eq!((Clock::default().time(-300_000), Clock::default().day(-300_000)), ("-00:05".to_owned(), None));
        assert_eq!(clock(Precision::Millisecond).time(-250), "23:59:59.750");
        assert_eq!(Clock::default().day(DAY + 5), Some("day 2".to_owned()));
        assert_eq!(Clock::default().day(5), None);
    }
}
