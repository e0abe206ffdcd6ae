//! How it was noticed and answered, and what of that went well or badly, by what was done and nothing else.

use super::deeds::{self, Deed, action_name, deed, deeds};
use super::story::{Story, Told};
use super::wording::{ENGINEER, capital, count, line, listed, paragraph, percent, third_person, within};
use super::{cause, impact, measured};
use crate::grading::{Line, Part, Scorecard};
use crate::journal::{DiagnosisAnswer, Event};
use crate::postmortem::{Note, Postmortem, moment};

/// A first look within this is quick.
const QUICK_LOOK: i64 = 60_000;
/// Seconds with calls after a change that must all be bad before it is said to have changed nothing.
const NO_HELP_BEATS: usize = 2;

/// Fills in detection, response and recovery.
pub(super) fn told(story: &Story<'_>, out: &mut Postmortem) {
    detection(story, out);
    response(story, out);
    recovery(story, out);
    went(story, out);
}

fn detection(story: &Story<'_>, out: &mut Postmortem) {
    if let Some(first) = story.first_beat() {
        let (failed, calls) = (first.vitals.failed, count(u64::from(first.vitals.calls), "call"));
        let text = format!(
            "The first calls of {} failed at {}: {failed} of {calls}.",
            story.application(),
            story.time(first.at)
        );
        out.detection.push(Note::known(text).resting_on([first.name()]));
    }
    match impact::first_alert(story) {
        Some(alert) => {
            let Event::Alert { name, .. } = alert.event else { return };
            let text = format!("The first alert, {name}, was raised at {}.", story.time(alert.at));
            out.detection.push(Note::known(text).resting_on([alert.name()]));
        }
        None => out.detection.push(Note::known("No alert was raised before the work was handed in.")),
    }
    for told in story.before() {
        if let Event::Evidence { rule, shown, .. } = told.event
            && story.facts.evidence.get(rule) == Some(&told.entry)
        {
            let reason = story.scenario.detect.get(*rule as usize).map(|r| third_person(&paragraph(&r.reason)));
            let text =
                format!("{}: {} It showed {}.", story.time(told.at), reason.unwrap_or_default(), line(shown, 200));
            out.detection.push(Note::known(text).resting_on([told.name()]));
        }
    }
    let found = third_person(&paragraph(&story.scenario.postmortem.found_by));
    out.detection.push(Note::known(found));
}

fn response(story: &Story<'_>, out: &mut Postmortem) {
    let (mut looks, mut changes, mut actions, mut errors) = (0_u64, 0_u64, 0_u64, 0_u64);
    for (deed, told) in deeds(story) {
        match deed {
            Deed::Look => looks += 1,
            Deed::Change => changes += 1,
            Deed::Action => actions += 1,
        }
        errors += u64::from(matches!(told.event, Event::Statement { error: Some(_), .. }));
    }
    let text = format!(
        "{} ran {} that looked, {} of them ending in an error, and {} that changed something; took {}; handed in {}; took {}.",
        capital(ENGINEER),
        count(looks, "statement"),
        errors,
        count(changes, "statement"),
        count(actions, "action"),
        count(story.facts.diagnoses.len() as u64, "diagnosis"),
        count(story.facts.hints.len() as u64, "hint"),
    );
    out.response.push(Note::known(text));
    for (deed, told) in deeds(story).filter(|(deed, _)| *deed != Deed::Look) {
        let done = if deed == Deed::Action { "was taken" } else { "was run" };
        let text = format!("{}: {} {done}.", story.time(told.at), what(told));
        out.response.push(Note::known(text).resting_on([told.name()]));
    }
    for (step, told) in steps(story) {
        let since = story.since_live(&told).map(moment::duration).unwrap_or_default();
        let text = format!("{step} came {since} after the incident went live, at {}.", story.time(told.at));
        out.response.push(Note::known(text).resting_on([told.name()]));
    }
}

/// The steps of the response that were taken, each with the entry by which it was.
fn steps<'a>(story: &Story<'a>) -> Vec<(&'static str, Told<'a>)> {
    let Some(live) = story.live else { return Vec::new() };
    let first = |fits: &dyn Fn(&Told<'_>) -> bool| story.before().iter().find(|t| t.at >= live.at && fits(t)).copied();
    let right = |t: &Told<'_>| {
        let truth = &story.scenario.diagnosis.true_cause;
        matches!(t.event, Event::Diagnosis(DiagnosisAnswer { cause: Some(cause), .. }) if cause == truth)
    };
    [
        ("The first statement or action", first(&|t| deed(t.event).is_some())),
        ("The first evidence", first(&|t| matches!(t.event, Event::Evidence { .. }))),
        ("The first change", deeds::first_change(story)),
        ("The right cause in a diagnosis", first(&right)),
        ("The submission", story.submitted()),
    ]
    .into_iter()
    .filter_map(|(step, told)| told.map(|told| (step, told)))
    .collect()
}

fn recovery(story: &Story<'_>, out: &mut Postmortem) {
    match (story.recovery(), story.first_beat()) {
        (Some(beat), Some(first)) => {
            let lasted = moment::duration(beat.at.saturating_sub(first.at));
            let before = deeds(story).filter(|(d, t)| *d != Deed::Look && t.at <= beat.at).last().map(|(_, t)| *t);
            let text = format!(
                "Calls of {} succeeded again from {} on, {lasted} after the first had failed.",
                story.application(),
                story.time(beat.at)
            );
            out.recovery.push(Note::known(text).resting_on([beat.name(), first.name()]));
            if let Some(told) = before {
                let text = format!("The last thing done before that: {}.", what(&told));
                out.recovery.push(Note::known(text).resting_on([told.name()]));
            }
        }
        (None, Some(first)) => {
            let text =
                format!("No second up to the submission shows calls of {} well again for good.", story.application());
            out.recovery.push(Note::known(text).resting_on([first.name()]));
        }
        (_, None) => out.recovery.push(Note::known("No second was measured in which too many calls failed.")),
    }
    for told in story.after() {
        let measured =
            measured::state(told.event, story.scenario).or_else(|| measured::replay(told.event, story.scenario));
        out.follow_ups.extend(measured.map(|m| Note::known(cause::sentence(&m)).resting_on([told.name()])));
    }
}

/// A deed in words.
pub(super) fn what(told: &Told<'_>) -> String {
    match told.event {
        Event::Action { name, value, .. } => format!("the action {}", action_name(name, value.as_deref())),
        Event::Statement { sql, .. } => line(sql.trim().trim_end_matches(';'), 200),
        _ => String::new(),
    }
}

fn went(story: &Story<'_>, out: &mut Postmortem) {
    let steps = steps(story);
    let well = &mut out.went_well;
    if let Some((_, told)) = steps.first().filter(|(_, t)| story.since_live(t).is_some_and(|ms| ms <= QUICK_LOOK)) {
        let since = story.since_live(told).map(moment::duration).unwrap_or_default();
        well.push(
            Note::known(format!("The first look came {since} after the incident went live.")).resting_on([told.name()]),
        );
    }
    if let Some(card) = &story.card {
        for (l, reason) in reasons(story, card) {
            if l.points > 0 {
                well.push(Note::known(third_person(&paragraph(reason))).resting_on(l.events.iter().cloned()));
            }
        }
    }
    if let (Some(beat), Some(first)) = (story.recovery(), story.first_beat()) {
        let (took, least) = (beat.at.saturating_sub(first.at), i64::from(story.scenario.minutes[0]) * 60_000);
        if took < least {
            let text = format!(
                "Calls were well again after {}, sooner than the {} minutes that this incident usually takes at least.",
                moment::duration(took),
                story.scenario.minutes[0]
            );
            well.push(Note::known(text).resting_on([beat.name()]));
        }
    }
    if story.card.is_some() && story.facts.hints.is_empty() && !story.facts.diagnoses.is_empty() {
        well.push(Note::known("No hint was taken."));
    }
    let wrong = &mut out.went_wrong;
    for (name, lesson) in deeds::sprung(story) {
        wrong.push(Note::known(third_person(&paragraph(&lesson))).resting_on([name]));
    }
    wrong.extend(failed_statements(story));
    wrong.extend(wrong_diagnoses(story));
    wrong.extend(without_effect(story));
    wrong.extend(undone(story));
    if let Some(card) = &story.card {
        for (l, reason) in reasons(story, card) {
            // Told once where no diagnosis was handed in at all.
            let asked = l.part == Part::Detect && l.events.is_empty() && story.facts.diagnoses.is_empty();
            let question = asked && story.scenario.detect.iter().any(|r| r.diagnosis.is_some() && r.missed == reason);
            if l.points == 0 && !question {
                wrong.push(Note::known(third_person(&paragraph(reason))).resting_on(l.events.iter().cloned()));
            }
        }
        if story.facts.diagnoses.is_empty() {
            wrong.push(Note::known("No diagnosis was handed in."));
        }
    } else if story.submission == story.told.len() {
        wrong.push(Note::known("The work was never handed in."));
    }
    if !story.facts.hints.is_empty() {
        let taken = if story.facts.hints.len() == 1 { "was" } else { "were" };
        let text = format!("{} {taken} taken.", count(story.facts.hints.len() as u64, "hint"));
        wrong.push(Note::known(text).resting_on(story.facts.hints.values().map(|h| h.entry.to_string())));
    }
}

/// The card's lines on evidence, diagnosis and fix, each with the scenario's own sentence: without what it says of points.
fn reasons<'s>(story: &'s Story<'_>, card: &'s Scorecard) -> impl Iterator<Item = (&'s Line, &'s str)> {
    let rules = &story.scenario.detect;
    card.lines.iter().enumerate().filter_map(|(at, l)| match l.part {
        // They come first, in the scenario's order.
        Part::Detect => {
            let rule = rules.get(at)?;
            Some((l, if l.points > 0 { rule.reason.as_str() } else { rule.missed.as_str() }))
        }
        Part::Mitigation | Part::Durable => Some((l, l.reason.as_str())),
        Part::Trap | Part::Hint => None,
    })
}

/// Statements that ended in errors, by error.
fn failed_statements(story: &Story<'_>) -> Vec<Note> {
    let mut errors: Vec<(String, Vec<String>)> = Vec::new();
    for (_, told) in deeds(story) {
        let Event::Statement { error: Some(e), .. } = told.event else { continue };
        let text = format!("“{}” ({})", line(&e.message, 200), e.sqlstate);
        match errors.iter().position(|(known, _)| *known == text) {
            Some(at) => errors[at].1.push(told.name()),
            // A session of nothing but errors is told by the first of them.
            None if errors.len() < 20 => errors.push((text, vec![told.name()])),
            None => {}
        }
    }
    let note = |(text, names): (String, Vec<String>)| {
        let text = format!("{} ended in the error {text}.", capital(&count(names.len() as u64, "statement")));
        Note::known(text).resting_on(names.into_iter().take(5))
    };
    errors.into_iter().map(note).collect()
}

fn wrong_diagnoses(story: &Story<'_>) -> Vec<Note> {
    let truth = &story.scenario.diagnosis;
    let mut notes: Vec<Note> = Vec::new();
    for told in story.before() {
        let Event::Diagnosis(answer) = told.event else { continue };
        let mut wrong = Vec::new();
        if let Some(cause) = answer.cause.as_ref().filter(|c| **c != truth.true_cause) {
            let label = truth.cause.iter().find(|c| c.key == *cause).map_or(cause.as_str(), |c| c.label.as_str());
            wrong.push(format!("the cause “{}”", third_person(label)));
        }
        wrong.extend(answer.culprit.as_ref().filter(|c| **c != truth.true_culprit).map(|c| format!("the origin {c}")));
        for (key, given) in &answer.numbers {
            if let Some(q) = truth.number.iter().find(|q| q.key == *key && !(q.min..=q.max).contains(given)) {
                let (right, given) = (cause::right_range(q.min, q.max), super::wording::figure(*given));
                let asked = third_person(&within(&q.label));
                wrong.push(format!("{given} for “{asked}”, where {right} is right"));
            }
        }
        if !wrong.is_empty() {
            let text = format!("The diagnosis of {} was not right in {}.", story.time(told.at), listed(&wrong));
            notes.push(Note::known(text).resting_on([told.name()]));
        }
    }
    notes
}

/// Changes after which calls failed as before, until the next one.
fn without_effect(story: &Story<'_>) -> Vec<Note> {
    let sprung = deeds::sprung(story);
    let changes: Vec<Told<'_>> = deeds(story).filter(|(d, _)| *d != Deed::Look).map(|(_, t)| *t).collect();
    let mut notes = Vec::new();
    let mut from = 0;
    for (at, told) in changes.iter().enumerate() {
        let until = changes.get(at + 1).map_or(i64::MAX, |next| next.at);
        // Beats come in order; each is looked at by one change only.
        from += story.beats[from..].iter().take_while(|b| b.at <= told.at).count();
        let ill_before = story.beats[..from].last().is_some_and(super::story::Beat::unhealthy);
        let then = story.beats[from..].iter().take_while(|b| b.at < until).filter(|b| b.vitals.calls > 0);
        let (mut seconds, mut calls, mut failed, mut well) = (0, 0_u64, 0_u64, false);
        for beat in then {
            seconds += 1;
            calls += u64::from(beat.vitals.calls);
            failed += u64::from(beat.vitals.failed);
            well |= !beat.unhealthy();
        }
        if ill_before && !well && seconds >= NO_HELP_BEATS && sprung.iter().all(|(name, _)| *name != told.name()) {
            let text = format!(
                "{}: {} did not help; {} of the {} that followed failed ({}).",
                story.time(told.at),
                what(told),
                failed,
                count(calls, "call"),
                percent(failed, calls)
            );
            notes.push(Note::known(text).resting_on([told.name()]));
        }
    }
    notes
}

/// What was set and set back, made and dropped again.
fn undone(story: &Story<'_>) -> Vec<Note> {
    let mut notes = Vec::new();
    let actions = &story.facts.actions;
    for (at, later) in actions.iter().enumerate() {
        let earlier = actions[..at].iter().rev().find(|a| a.value.name == later.value.name);
        let Some(earlier) = earlier.filter(|a| a.value.value.is_some() && a.value.value != later.value.value) else {
            continue;
        };
        let text = format!(
            "{} was replaced by {} later on.",
            action_name(&earlier.value.name, earlier.value.value.as_deref()),
            action_name(&later.value.name, later.value.value.as_deref())
        );
        notes.push(Note::known(text).resting_on([earlier.entry.to_string(), later.entry.to_string()]));
    }
    let ddl = &story.facts.ddl;
    for (at, dropped) in ddl.iter().enumerate() {
        let Some(what) = dropped.value.tag.strip_prefix("DROP ") else { continue };
        let made = ddl[..at]
            .iter()
            .rev()
            .find(|d| d.value.object == dropped.value.object && d.value.tag.strip_prefix("CREATE ") == Some(what));
        if let Some(made) = made {
            let text =
                format!("{} {} was made and dropped again.", capital(&what.to_lowercase()), dropped.value.object);
            notes.push(Note::known(text).resting_on([made.entry.to_string(), dropped.entry.to_string()]));
        }
    }
    notes.truncate(50);
    notes
}
