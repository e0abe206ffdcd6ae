//! What it did to callers, as they measured it: stretches, figures, phases, measures.

use std::collections::BTreeMap;

use super::deeds;
use super::story::{Beat, Story};
use super::wording::{count, figure, percent};
use crate::journal::{AppLogLine, Event, LogLevel};
use crate::postmortem::{CallStretch, Figure, Impact, Measures, Note, Phase, PhaseName, Point, Range, Slots};

/// Points of a figure at most; a longer session is told by the worst of each stretch of seconds.
const POINTS: usize = 300;
/// The lab's own sessions: they count, and nobody reads about them.
const LAB: [&str; 2] = ["ride", "ride on-call"];
/// Applications that have a figure of their own at most.
const APPLICATIONS: usize = 8;

/// Everything about the impact that the journal can know. Users and money it can't.
pub(super) fn impact(story: &Story<'_>) -> Impact {
    let calls = stretches(story);
    let mut impact = Impact { services: services(story, &calls), ..Impact::default() };
    if let Some(beat) = story.worst_beat() {
        let vitals = beat.vitals;
        let text = format!(
            "In the worst second, at {}, {} of {} failed.",
            story.time(beat.at),
            vitals.failed,
            count(u64::from(vitals.calls), "call")
        );
        impact.other.push(Note::known(text).resting_on([beat.name()]));
    }
    if let Some(beat) = fullest(&story.beats) {
        let text = format!(
            "At most {} of {} connections were in use at a time.",
            beat.vitals.used(),
            beat.vitals.max_connections
        );
        impact.other.push(Note::known(text).resting_on([beat.name()]));
    }
    let waiting = story.beats.iter().filter(|b| b.vitals.waiting_locks > 0);
    if let Some(most) = waiting.rev().max_by_key(|b| b.vitals.waiting_locks) {
        let text =
            format!("At most {} waited for a lock at a time.", count(u64::from(most.vitals.waiting_locks), "session"));
        impact.other.push(Note::known(text).resting_on([most.name()]));
    }
    impact.calls = calls;
    impact
}

/// The application that was watched, and every other that logged errors before the submission.
fn services(story: &Story<'_>, calls: &[CallStretch]) -> Vec<Note> {
    let mut notes = Vec::new();
    let monitored = story.monitored();
    if let (Some(name), Some(during)) = (monitored, calls.iter().find(|c| c.name == "during")) {
        let share = percent(during.failed, during.made);
        let text = format!("{name}: {} of {} failed ({share})", during.failed, count(during.made, "call"));
        notes.push(Note::known(text).resting_on(story.first_beat().map(|b| b.name())));
    }
    let mut errors: BTreeMap<&str, (u64, String)> = BTreeMap::new();
    for told in story.before() {
        if let Event::AppLog(AppLogLine { source, level: LogLevel::Error, times, .. }) = told.event {
            let known = errors.entry(source).or_insert_with(|| (0, told.name()));
            known.0 = known.0.saturating_add(u64::from(*times));
        }
    }
    for (source, (times, name)) in errors {
        if source == story.scenario.diagnosis.true_culprit {
            continue;
        }
        if Some(source) != monitored || calls.iter().all(|c| c.name != "during") {
            notes.push(Note::known(format!("{source}: {} in its log", count(times, "error"))).resting_on([name]));
        }
    }
    notes
}

fn fullest<'s, 'a>(beats: &'s [Beat<'a>]) -> Option<&'s Beat<'a>> {
    beats.iter().rev().max_by_key(|b| b.vitals.used())
}

/// Before, during and after, as far as there were such seconds.
fn stretches(story: &Story<'_>) -> Vec<CallStretch> {
    let beats = &story.beats;
    let begins = match (story.first, story.live) {
        (Some(first), _) => first,
        // Nothing failed: what was measured while the incident was live is what there is.
        (None, Some(live)) => beats.iter().position(|b| b.at >= live.at).unwrap_or(beats.len()),
        (None, None) => beats.len(),
    };
    let ends = story.recovered.filter(|r| *r >= begins).unwrap_or(beats.len());
    [("before", 0, begins), ("during", begins, ends), ("after", ends, beats.len())]
        .into_iter()
        .filter(|(_, from, to)| from < to)
        .map(|(name, from, to)| stretch(name, &beats[from..to], from.checked_sub(1).map(|before| beats[before].at)))
        .collect()
}

/// `since`: when the second before the first one was measured.
fn stretch(name: &str, beats: &[Beat<'_>], since: Option<i64>) -> CallStretch {
    let sum = |of: fn(&Beat<'_>) -> u32| beats.iter().map(|b| u64::from(of(b))).sum();
    let last = beats.last().map_or(0, |b| b.at);
    let from = since.or_else(|| beats.first().map(|b| b.at.saturating_sub(1000))).unwrap_or(last);
    let mut p95: Vec<f64> = beats.iter().filter_map(|b| b.vitals.p95_ms).filter(|ms| ms.is_finite()).collect();
    p95.sort_by(f64::total_cmp);
    CallStretch {
        name: name.to_owned(),
        for_ms: u64::try_from(last.saturating_sub(from)).unwrap_or(0),
        made: sum(|b| b.vitals.calls),
        failed: sum(|b| b.vitals.failed),
        p95_ms: p95.last().map(|highest| Range { median: p95[p95.len() / 2], highest: *highest }),
        slots: fullest(beats).map(|b| Slots { most: b.vitals.used(), limit: b.vitals.max_connections }),
    }
}

/// Error rate, p95, connections in all and by application, waiting locks.
pub(super) fn figures(story: &Story<'_>) -> Vec<Figure> {
    let beats = &story.beats;
    let limit = beats.last().map(|b| f64::from(b.vitals.max_connections));
    let mut figures = vec![
        drawn(beats, "Error rate", "%", Some(100.0), |b| {
            (b.vitals.calls > 0).then(|| tenths(b.vitals.error_percent()))
        }),
        drawn(beats, "p95", "ms", None, |b| b.vitals.p95_ms.filter(|ms| ms.is_finite()).map(tenths)),
        drawn(beats, "Connections", "", limit, |b| Some(f64::from(b.vitals.used()))),
    ];
    let mut most: BTreeMap<&str, u32> = BTreeMap::new();
    let own = |application: &str| LAB.contains(&application);
    for connections in beats.iter().flat_map(|b| &b.vitals.connections).filter(|c| !own(&c.application)) {
        let known = most.entry(&connections.application).or_default();
        *known = (*known).max(connections.total);
    }
    let mut applications: Vec<(&str, u32)> = most.into_iter().collect();
    // Greatest first; the names' order decides between equals.
    applications.sort_by_key(|(_, most)| std::cmp::Reverse(*most));
    for (application, _) in applications.into_iter().take(APPLICATIONS) {
        let held = |b: &Beat<'_>| {
            let of = b.vitals.connections.iter().filter(|c| c.application == application);
            Some(f64::from(of.map(|c| c.total).fold(0, u32::saturating_add)))
        };
        let name = if application.is_empty() { "without a name" } else { application };
        figures.push(drawn(beats, &format!("Connections of {name}"), "", limit, held));
    }
    figures.push(drawn(beats, "Waiting for locks", "", None, |b| Some(f64::from(b.vitals.waiting_locks))));
    let flat = |f: &Figure| f.name == "Waiting for locks" && f.points.iter().all(|p| p.value == 0.0);
    figures.retain(|f| !f.points.is_empty() && !flat(f));
    figures
}

/// With one decimal, so that a figure is as it is read.
fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn drawn(
    beats: &[Beat<'_>],
    name: &str,
    unit: &str,
    limit: Option<f64>,
    of: impl Fn(&Beat<'_>) -> Option<f64>,
) -> Figure {
    let all: Vec<Point> =
        beats.iter().filter_map(|b| of(b).map(|value| Point { at: Some(b.at), value, text: None })).collect();
    let together = all.len().div_ceil(POINTS).max(1);
    let worst = |points: &[Point]| points.iter().rev().max_by(|a, b| a.value.total_cmp(&b.value)).cloned();
    let points = all.chunks(together).filter_map(worst).collect();
    Figure { name: name.to_owned(), unit: unit.to_owned(), limit, points }
}

/// Durations, as the score's times have them: from the incident's going live.
pub(super) fn measures(story: &Story<'_>) -> Measures {
    let ms = |at: Option<u64>| at.map(|ms| i64::try_from(ms).unwrap_or(i64::MAX));
    let recovered = story.recovery().map(|b| b.at);
    Measures {
        duration_ms: story.begins().zip(recovered).map(|(from, to)| to.saturating_sub(from).max(0)),
        detect_ms: ms(story.times.detected_ms),
        acknowledge_ms: ms(story.times.acknowledged_ms),
        resolve_ms: ms(story.times.recovered_ms),
    }
}

/// The first time an alert was raised, and its entry.
pub(super) fn first_alert<'s, 'a>(story: &'s Story<'a>) -> Option<&'s super::story::Told<'a>> {
    let raised =
        |event: &Event| matches!(event, Event::Alert { level, .. } if *level != crate::protocol::AlertLevel::Ok);
    story.before().iter().find(|t| raised(t.event))
}

/// The phases, each as far as its end is known; none begins before the one before it has ended.
pub(super) fn phases(story: &Story<'_>) -> Vec<Phase> {
    let Some(mut from) = story.begins() else { return Vec::new() };
    let live = story.live.map(|t| t.at);
    let after_live = |ms: Option<u64>| {
        let ms = i64::try_from(ms?).unwrap_or(i64::MAX);
        Some(live?.saturating_add(ms))
    };
    let recovered = story.recovery().map(|b| b.at);
    let ends = [
        (PhaseName::Detection, first_alert(story).map(|t| t.at)),
        (PhaseName::Acknowledgement, after_live(story.times.acknowledged_ms)),
        (PhaseName::Investigation, deeds::first_change(story).map(|t| t.at)),
        (PhaseName::Mitigation, recovered),
        (PhaseName::Resolution, story.submitted().filter(|_| recovered.is_some()).map(|t| t.at)),
    ];
    let mut phases = Vec::new();
    for (name, to) in ends {
        let Some(to) = to else { continue };
        let to = to.max(from);
        phases.push(Phase { name, from, to });
        from = to;
    }
    phases
}

/// Latency in words: `p95 12.3 ms before, 56.4 ms (at most 112.3 ms) during`.
pub(super) fn latency(calls: &[CallStretch]) -> Option<String> {
    let parts: Vec<String> = calls
        .iter()
        .filter_map(|c| {
            let p95 = c.p95_ms?;
            Some(format!("{} ms {} (at most {} ms)", figure(p95.median), c.name, figure(p95.highest)))
        })
        .collect();
    (!parts.is_empty()).then(|| format!("The median of the seconds' p95 was {}.", parts.join(", ")))
}
