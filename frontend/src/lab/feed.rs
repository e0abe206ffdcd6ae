//! Along the bottom: alerts, and what the application logs.

use std::cell::Cell;
use std::collections::VecDeque;

use ride_shared::journal::LogLevel;
use ride_shared::protocol::AlertLevel;

use super::state::{AlertLine, FEED_KEPT, Lab, LogEntry};
use crate::dom::{El, Var, div, effect, muted, txt};
use crate::time;

/// Both feeds.
pub fn feed(lab: Lab) -> Vec<El> {
    vec![
        one(
            lab.alerts,
            "alerts-title",
            "Alerts",
            "No alerts so far.",
            |line| line.number,
            move |line| alert(lab, line),
        ),
        one(
            lab.log,
            "log-title",
            "Application log",
            "Nothing logged so far.",
            |line| line.number,
            move |line| entry(lab, line),
        ),
    ]
}

/// A feed, newest on top. Lines are put in one by one, so that what is read or selected stays where it is.
fn one<T: Clone + 'static>(
    lines: Var<VecDeque<T>>,
    id: &str,
    title: &str,
    empty: &str,
    number: fn(&T) -> u32,
    draw: impl Fn(&T) -> El + 'static,
) -> El {
    let quiet = id == "log-title";
    let list = div("lines").attr("role", "log").attr("aria-labelledby", id).attr("tabindex", "0");
    // The application's log speaks every second: it is there to be read, not to be read out.
    let list = if quiet { list.attr("aria-live", "off") } else { list };
    let element = list.0.clone();
    let seen = Cell::new(0u32);
    effect(move || {
        lines.with(|lines| {
            for line in lines.iter().filter(|line| number(line) >= seen.get()) {
                let _ = element.prepend_with_node_1(&draw(line).0);
            }
            if let Some(last) = lines.back() {
                seen.set(number(last) + 1);
            }
        });
        while element.child_element_count() as usize > FEED_KEPT {
            if let Some(oldest) = element.last_element_child() {
                oldest.remove();
            }
        }
    });
    let nothing = muted(empty).shown(move || lines.with(VecDeque::is_empty));
    div("feed").with(vec![txt("h2", "", title).attr("id", id), nothing, list])
}

/// Time since the incident went live; what came before it stands at its beginning.
fn stamp(lab: Lab, at_ms: u64) -> El {
    txt("time", "", &["T+", &time::clock(lab.since_live(at_ms).unwrap_or_default())].concat())
}

fn alert(lab: Lab, line: &AlertLine) -> El {
    let (class, word) = match line.level {
        AlertLevel::Ok => ("ok", "Resolved"),
        AlertLevel::Warning => ("warning", "Warning"),
        AlertLevel::Critical => ("critical", "Critical"),
    };
    let text = [&line.name, " (", &time::number(line.value), ")"].concat();
    div("").with(vec![stamp(lab, line.at_ms), txt("strong", class, word), txt("span", "text", &text)])
}

fn entry(lab: Lab, line: &LogEntry) -> El {
    let (class, word) = match line.level {
        LogLevel::Info => ("", "info"),
        LogLevel::Warning => ("warning", "warning"),
        LogLevel::Error => ("critical", "error"),
    };
    let times = if line.times > 1 { [" \u{d7}", &line.times.to_string()].concat() } else { String::new() };
    div("").with(vec![
        stamp(lab, line.at_ms),
        txt("span", class, word),
        txt("span", "source", &line.source),
        txt("span", "text", &line.text).text(&times),
    ])
}
