//! Moments to pixels: linear, but for stretches in which nothing happens and which would leave no room for the rest.

use crate::postmortem::moment::{self, Clock, Precision};

/// How wide a break is.
const BREAK: i64 = 28;
/// How wide a stretch of a single moment is.
const MOMENT: i64 = 36;

/// A stretch without a break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub from: i64,
    pub to: i64,
    pub left: i64,
    pub right: i64,
}

/// Moments to pixels.
#[derive(Debug)]
pub struct Scale {
    pub stretches: Vec<Stretch>,
}

fn between(from: i64, to: i64) -> i128 {
    i128::from(to) - i128::from(from)
}

impl Scale {
    /// A scale for these moments; `None` where there are none.
    pub fn new(mut moments: Vec<i64>, left: i64, right: i64) -> Option<Scale> {
        moments.sort_unstable();
        moments.dedup();
        let (first, last) = (*moments.first()?, *moments.last()?);
        let mut cuts = breaks(&moments);
        cuts.sort_unstable();
        let mut stretches = Vec::new();
        let mut from = first;
        for (end, next) in cuts {
            stretches.push((from, end));
            from = next;
        }
        stretches.push((from, last));
        let single = stretches.iter().filter(|s| s.0 == s.1).count() as i64;
        let fixed = single * MOMENT + (stretches.len() as i64 - 1) * BREAK;
        let room = i128::from((right - left - fixed).max(0));
        let total: i128 = stretches.iter().map(|s| between(s.0, s.1)).sum();
        let mut x = left;
        let mut out = Vec::new();
        for (from, to) in stretches {
            let wide = match room.saturating_mul(between(from, to)).checked_div(total) {
                Some(wide) if from != to => wide as i64,
                _ => MOMENT,
            };
            out.push(Stretch { from, to, left: x, right: x + wide });
            x += wide + BREAK;
        }
        Some(Scale { stretches: out })
    }

    /// Where a moment is; one within a break, in its middle.
    pub fn x(&self, at: i64) -> i64 {
        let mut x = self.stretches[0].left;
        for stretch in &self.stretches {
            if at < stretch.from {
                return if stretch.from == self.stretches[0].from { stretch.left } else { stretch.left - BREAK / 2 };
            }
            x = if stretch.from == stretch.to { (stretch.left + stretch.right) / 2 } else { stretch.right };
            if at <= stretch.to && stretch.from != stretch.to {
                let wide = i128::from(stretch.right - stretch.left);
                return stretch.left + (wide * between(stretch.from, at) / between(stretch.from, stretch.to)) as i64;
            }
            if at <= stretch.to {
                return x;
            }
        }
        x
    }

    /// The middles of the breaks, and how long they last.
    pub fn breaks(&self) -> impl Iterator<Item = (i64, i128)> {
        self.stretches.windows(2).map(|s| (s[0].right + BREAK / 2, between(s[0].to, s[1].from)))
    }

    /// Round moments with at least so many pixels between them.
    pub fn ticks(&self, apart: i64) -> Vec<Tick> {
        let mut out = Vec::new();
        for stretch in &self.stretches {
            let wide = stretch.right - stretch.left;
            let step = step(between(stretch.from, stretch.to), wide, apart);
            let before = out.len();
            let first = i128::from(stretch.from).div_euclid(step) * step;
            let mut at = if first < i128::from(stretch.from) { first + step } else { first };
            while stretch.from != stretch.to && at <= i128::from(stretch.to) {
                out.push(Tick { at: at as i64, x: self.x(at as i64), step });
                at += step;
            }
            if out.len() == before {
                out.push(Tick { at: stretch.from, x: self.x(stretch.from), step: 1 });
            }
        }
        out
    }
}

/// A round moment.
#[derive(Debug, Clone, Copy)]
pub struct Tick {
    pub at: i64,
    pub x: i64,
    step: i128,
}

impl Tick {
    /// The moment as exact as the ticks are apart, but not more exact than the clock.
    pub fn label(&self, clock: &Clock) -> String {
        if self.step >= i128::from(moment::DAY) {
            return clock.day(self.at).unwrap_or_else(|| "day 1".to_owned());
        }
        let finest = match self.step {
            1 => clock.precision,
            s if s % 60_000 == 0 => Precision::Minute,
            s if s % 1000 == 0 => Precision::Second,
            _ => Precision::Millisecond,
        };
        Clock { precision: finest, ..clock.clone() }.time(self.at)
    }

    /// Whether the label is a day.
    pub fn is_day(&self) -> bool {
        self.step >= i128::from(moment::DAY)
    }
}

/// The smallest round step that keeps ticks apart.
fn step(lasts: i128, wide: i64, apart: i64) -> i128 {
    const SECOND: i128 = 1000;
    const MINUTE: i128 = 60 * SECOND;
    const HOUR: i128 = 60 * MINUTE;
    const DAY: i128 = 24 * HOUR;
    let steps = [
        10,
        20,
        50,
        100,
        200,
        500,
        SECOND,
        2 * SECOND,
        5 * SECOND,
        10 * SECOND,
        15 * SECOND,
        30 * SECOND,
        MINUTE,
        2 * MINUTE,
        5 * MINUTE,
        10 * MINUTE,
        15 * MINUTE,
        30 * MINUTE,
        HOUR,
        2 * HOUR,
        3 * HOUR,
        6 * HOUR,
        12 * HOUR,
        DAY,
        2 * DAY,
        7 * DAY,
        14 * DAY,
        30 * DAY,
    ];
    let far = |step: &i128| step * i128::from(wide) >= lasts.saturating_mul(i128::from(apart));
    steps.into_iter().find(far).unwrap_or_else(|| {
        let mut step = 100 * DAY;
        while !far(&step) && step < i128::from(i64::MAX) {
            step *= 10;
        }
        step
    })
}

/// The gaps to leave out: at most three, and only if what is left takes less than a tenth of the whole.
fn breaks(moments: &[i64]) -> Vec<(i64, i64)> {
    let whole = between(moments[0], moments[moments.len() - 1]);
    let mut gaps: Vec<(i64, i64)> = moments.windows(2).map(|m| (m[0], m[1])).collect();
    gaps.sort_by_key(|g| std::cmp::Reverse(between(g.0, g.1)));
    let mut rest = whole;
    for (count, gap) in gaps.iter().enumerate().take(3) {
        rest -= between(gap.0, gap.1);
        let next = gaps.get(count + 1).map_or(0, |g| between(g.0, g.1));
        if rest > 0 && rest * 10 < whole && next * 10 < between(gap.0, gap.1) {
            gaps.truncate(count + 1);
            return gaps;
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    #[test]
    fn time_is_linear_unless_nothing_happens_for_long() {
        let scale = Scale::new(vec![0, 10 * MINUTE, 40 * MINUTE], 100, 500).expect("moments");
        assert_eq!([scale.x(0), scale.x(10 * MINUTE), scale.x(40 * MINUTE)], [100, 200, 500]);
        assert_eq!(scale.breaks().count(), 0);

        let days = 3 * moment::DAY;
        let scale = Scale::new(vec![0, 10 * MINUTE, days, days + 10 * MINUTE], 0, 428).expect("moments");
        assert_eq!(scale.breaks().collect::<Vec<_>>(), [(214, i128::from(days - 10 * MINUTE))]);
        assert_eq!([scale.x(0), scale.x(10 * MINUTE), scale.x(days), scale.x(days + 10 * MINUTE)], [0, 200, 228, 428]);
        assert_eq!(scale.x(days / 2), 214);
    }

    #[test]
    fn any_moments_have_a_place() {
        for moments in [vec![5], vec![i64::MIN, i64::MAX], vec![i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX]] {
            let scale = Scale::new(moments.clone(), 10, 700).expect("moments");
            for at in moments.iter().chain(&[0, i64::MIN, i64::MAX]) {
                assert!((10..=700).contains(&scale.x(*at)), "{at} of {moments:?} at {}", scale.x(*at));
            }
            assert!(scale.ticks(64).len() < 30);
        }
        assert!(Scale::new(Vec::new(), 0, 1).is_none());
    }

    #[test]
    fn ticks_are_round() {
        let scale = Scale::new(vec![3 * MINUTE, 78 * MINUTE], 0, 600).expect("moments");
        let labels: Vec<String> = scale.ticks(64).iter().map(|t| t.label(&Clock::default())).collect();
        assert_eq!(labels, ["00:10", "00:20", "00:30", "00:40", "00:50", "01:00", "01:10"]);
    }
}
