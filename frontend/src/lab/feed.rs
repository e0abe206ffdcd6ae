//! Along the bottom: alerts, and what the application logs.

use leptos::prelude::*;
use ride_shared::journal::LogLevel;
use ride_shared::protocol::AlertLevel;

use super::state::{AlertLine, Lab, LogEntry};
use crate::time;

/// Both feeds.
pub fn feed(lab: Lab) -> impl IntoView {
    view! {
        <div class="feed">
            <h2 id="alerts-title">"Alerts"</h2>
            <ol role="log" aria-labelledby="alerts-title" tabindex="0">
                <For each=move || newest(lab.alerts.get()) key=|line| line.number children=move |line| alert(lab, line)/>
                {move || lab.alerts.with(|a| a.is_empty()).then(|| empty("No alerts so far."))}
            </ol>
        </div>
        <div class="feed">
            <h2 id="log-title">"Application log"</h2>
            <ol role="log" aria-labelledby="log-title" aria-live="off" tabindex="0">
                <For each=move || newest(lab.log.get()) key=|line| line.number children=move |line| entry(lab, line)/>
                {move || lab.log.with(|l| l.is_empty()).then(|| empty("Nothing logged so far."))}
            </ol>
        </div>
    }
}

fn newest<T>(feed: std::collections::VecDeque<T>) -> Vec<T> {
    feed.into_iter().rev().collect()
}

fn empty(text: &'static str) -> AnyView {
    view! { <li class="muted">{text}</li> }.into_any()
}

/// Time since the incident went live; before it, since the session began.
fn stamp(lab: Lab, at_ms: u64) -> String {
    match lab.since_live(at_ms) {
        Some(ms) => ["T+", &time::clock(ms)].concat(),
        None => time::clock(at_ms),
    }
}

fn alert(lab: Lab, line: AlertLine) -> AnyView {
    let (class, word) = match line.level {
        AlertLevel::Ok => ("ok", "Resolved"),
        AlertLevel::Warning => ("warning", "Warning"),
        AlertLevel::Critical => ("critical", "Critical"),
    };
    let value = [" (", &time::number(line.value), ")"].concat();
    view! {
        <li><time>{stamp(lab, line.at_ms)}</time> <strong class=class>{word}</strong> <span>{line.name} {value}</span></li>
    }
    .into_any()
}

fn entry(lab: Lab, line: LogEntry) -> AnyView {
    let (class, word) = match line.level {
        LogLevel::Info => ("", "info"),
        LogLevel::Warning => ("warning", "warning"),
        LogLevel::Error => ("critical", "error"),
    };
    let times = (line.times > 1).then(|| [" \u{d7}", &line.times.to_string()].concat());
    view! {
        <li>
            <time>{stamp(lab, line.at_ms)}</time> <span class=class>{word}</span> <span class="source">{line.source}</span>
            <span class="text">{line.text} {times}</span>
        </li>
    }
    .into_any()
}
