//! From measurements to SVG paths. Knows no browser.

use std::collections::VecDeque;

use ride_shared::protocol::Vitals;

/// The drawing's width in its own units: a tenth of a second each.
pub const WIDTH: f64 = 3000.0;
/// Its height in its own units.
pub const HEIGHT: f64 = 100.0;
/// What is drawn, in milliseconds.
pub const SPAN_MS: f64 = 300_000.0;
/// A longer pause between two measurements breaks the line.
const GAP_MS: u64 = 5_000;

/// The least of 1, 2, 5, 10, 20, 50 and so on that is at least `value` and `least`.
pub fn nice_max(value: f64, least: f64) -> f64 {
    let value = value.max(least);
    if !value.is_finite() || value <= 0.0 {
        return 1.0;
    }
    let mut nice = 1.0;
    // 1, 2, 5, 10, 20, 50, ...
    for factor in [2.0, 2.5, 2.0].into_iter().cycle() {
        if nice >= value * 0.999_999 {
            break;
        }
        nice *= factor;
    }
    nice
}

fn x(at_ms: u64, end_ms: u64) -> f64 {
    WIDTH - (end_ms.saturating_sub(at_ms) as f64) * WIDTH / SPAN_MS
}

fn y(value: f64, max: f64) -> f64 {
    HEIGHT - (value / max).clamp(0.0, 1.0) * HEIGHT
}

fn point(path: &mut String, command: char, x: f64, y: f64) {
    path.push(command);
    *path += &(x.round() as i64).to_string();
    path.push(' ');
    *path += &tenths(y);
}

/// A number with at most one decimal. Rust's own printing of floating point numbers is ten times this page's charts.
pub fn tenths(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    let whole = (tenths / 10).to_string();
    if tenths % 10 == 0 { whole } else { [&whole, ".", &(tenths % 10).to_string()].concat() }
}

/// A line through `(at_ms, value)`; where there is no value, or nothing was measured for a while, there is no line.
pub fn line(points: &[(u64, Option<f64>)], end_ms: u64, max: f64) -> String {
    let mut path = String::new();
    let mut last: Option<u64> = None;
    for (at, value) in points {
        let Some(value) = value else {
            last = None;
            continue;
        };
        let joined = last.is_some_and(|last| at.saturating_sub(last) <= GAP_MS);
        point(&mut path, if joined { 'L' } else { 'M' }, x(*at, end_ms), y(*value, max));
        last = Some(*at);
    }
    path
}

/// One area for each of `applications`, each on top of those before it.
pub fn stack(vitals: &VecDeque<Vitals>, applications: &[String], max: f64) -> Vec<String> {
    let end_ms = vitals.back().map_or(0, |v| v.at_ms);
    let mut floor = vec![0.0; vitals.len()];
    let mut out = Vec::new();
    for application in applications {
        let mut path = String::new();
        let mut top = floor.clone();
        for (at, (vitals, top)) in vitals.iter().zip(&mut top).enumerate() {
            let total = vitals.connections.iter().find(|c| c.application == *application).map_or(0, |c| c.total);
            *top += f64::from(total);
            point(&mut path, if at == 0 { 'M' } else { 'L' }, x(vitals.at_ms, end_ms), y(*top, max));
        }
        for (vitals, floor) in vitals.iter().zip(&floor).rev() {
            point(&mut path, 'L', x(vitals.at_ms, end_ms), y(*floor, max));
        }
        if !path.is_empty() {
            path.push('Z');
        }
        out.push(path);
        floor = top;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use ride_shared::protocol::AppConnections;

    fn vitals(at_ms: u64, connections: &[(&str, u32)]) -> Vitals {
        Vitals {
            at_ms,
            max_connections: 100,
            connections: connections
                .iter()
                .map(|(name, total)| AppConnections { application: (*name).into(), total: *total, idle: 0 })
                .collect(),
            waiting_locks: 0,
            calls: 0,
            failed: 0,
            p95_ms: None,
        }
    }

    #[test]
    fn maxima_are_round() {
        assert!((nice_max(0.0, 10.0) - 10.0).abs() < 1e-9);
        assert!((nice_max(11.0, 1.0) - 20.0).abs() < 1e-9);
        assert!((nice_max(430.0, 1.0) - 500.0).abs() < 1e-9);
        assert!((nice_max(5.0, 1.0) - 5.0).abs() < 1e-9);
        assert!((nice_max(f64::NAN, 0.0) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_line_ends_at_the_right_and_breaks_where_nothing_was() {
        let points = [(0, Some(0.0)), (1000, Some(50.0)), (2000, None), (3000, Some(100.0)), (60_000, Some(200.0))];
        assert_eq!(line(&points, 60_000, 100.0), "M2400 100L2410 50M2430 0M3000 0");
        assert_eq!(line(&[], 0, 1.0), "");
    }

    #[test]
    fn areas_lie_on_each_other() {
        let vitals = VecDeque::from([vitals(0, &[("a", 20)]), vitals(1000, &[("b", 30), ("a", 40)])]);
        let areas = stack(&vitals, &["a".into(), "b".into()], 100.0);
        assert_eq!(areas, ["M2990 80L3000 60L3000 100L2990 100Z", "M2990 80L3000 30L3000 60L2990 80Z"]);
        assert_eq!(stack(&VecDeque::new(), &["a".into()], 100.0), [""]);
    }
}
