//! Phases and durations, from the kinds of the entries and from what the document states.

use super::calendar::Placed;
use super::draft::Stated;
use super::facts::{self, Fact};
use super::kinds::Said;
use super::text::{cat, named};
use crate::postmortem::model::{Item, Kind, Measures, Note, Phase, PhaseName};
use crate::postmortem::moment::{Clock, duration};

/// The moments that phases lie between.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Marks {
    /// The first symptom, or what set it off.
    symptom: Option<i64>,
    /// The first that somebody could notice.
    alert: Option<i64>,
    acknowledged: Option<i64>,
    /// The first thing done against it.
    mitigation: Option<i64>,
    /// When things were well again.
    well: Option<i64>,
    /// When it was declared over.
    over: Option<i64>,
}

/// Phases, measures, and what is to be said of them.
pub(super) struct Told {
    pub phases: Vec<Phase>,
    pub measures: Measures,
    pub notes: Vec<Note>,
}

pub(super) fn tell(placed: &Placed, said: &[Said], stated: &Stated) -> Told {
    let items = &placed.items;
    let marks = marks(items, said);
    let end = placed.end.or(marks.over).or(marks.well);
    // A mail's date is no beginning.
    let begun = items.iter().find(|item| facts::of(&item.text) == Some(Fact::Start)).and_then(|item| item.at);
    let start = begun.or(placed.start).filter(|start| end.is_none_or(|end| *start < end));
    let begin = start.or(marks.alert).or(marks.symptom);
    let between = |from: Option<i64>, to: Option<i64>| Some(to? - from?).filter(|ms| *ms >= 0);
    let counted = Measures {
        duration_ms: between(begin, end).filter(|ms| *ms > 0),
        detect_ms: between(marks.symptom, marks.alert).filter(|_| marks.symptom != marks.alert),
        acknowledge_ms: between(marks.alert, marks.acknowledged),
        resolve_ms: between(begin, end).filter(|ms| *ms > 0),
    };
    // A stated beginning and end are a stated duration.
    let spans = stated.duration_ms.or(counted.duration_ms.filter(|_| start.is_some() && placed.end.is_some()));
    let measures = Measures {
        duration_ms: stated.duration_ms.or(counted.duration_ms),
        detect_ms: stated.detect_ms.or(counted.detect_ms),
        acknowledge_ms: stated.acknowledge_ms.or(counted.acknowledge_ms),
        resolve_ms: stated.resolve_ms.or(stated.duration_ms).or(counted.resolve_ms),
    };
    let mut notes = Vec::new();
    // What the entries alone say, for the comparison: the stated beginning and end are part of what is stated.
    let own = between(marks.alert.or(marks.symptom), marks.over.or(marks.well));
    // Some count from the stated beginning, others from the first alert.
    let since = between(start, marks.acknowledged);
    let compared = [
        ("duration", spans, own.or(counted.duration_ms), between(marks.symptom, marks.over.or(marks.well))),
        ("MTTD", stated.detect_ms, counted.detect_ms, None),
        ("MTTA", stated.acknowledge_ms, counted.acknowledge_ms, since),
        ("MTTR", stated.resolve_ms, own.or(counted.resolve_ms), counted.resolve_ms),
    ];
    for (name, stated, counted, other) in compared {
        if let (Some(stated), Some(counted)) = (stated, counted)
            && (stated - counted).abs() >= 60_000
            && other.is_none_or(|other| (stated - other).abs() >= 60_000)
        {
            let text = cat(&[
                "The document states ",
                &duration(stated),
                " for the ",
                name,
                "; its entries come to ",
                &duration(counted),
                ". The stated figure is used.",
            ]);
            notes.push(Note::candidate(text));
        }
    }
    if stated.duration_ms.is_none()
        && let (Some(begin), Some(end), Some(_)) = (begin, end, counted.duration_ms)
    {
        notes.push(counted_from(items, &placed.clock, begin, end));
    }
    Told { phases: phases(&marks, end), measures, notes }
}

/// Says which entries the duration lies between.
fn counted_from(items: &[Item], clock: &Clock, begin: i64, end: i64) -> Note {
    let at =
        |moment: i64| items.iter().find(|item| item.at == Some(moment)).and_then(|item| item.evidence.first().cloned());
    let text = cat(&["The duration is counted from ", &clock.time(begin), " to ", &clock.time(end), "."]);
    Note::candidate(text).resting_on([at(begin), at(end)].into_iter().flatten())
}

fn marks(items: &[Item], said: &[Said]) -> Marks {
    let mut marks = Marks::default();
    let timed = || items.iter().zip(said).filter_map(|(item, said)| item.at.map(|at| (at, said)));
    let first = |wanted: &dyn Fn(i64, &Said) -> bool| timed().find(|(at, said)| wanted(*at, said)).map(|(at, _)| at);
    let last =
        |wanted: &dyn Fn(i64, &Said) -> bool| timed().filter(|(at, said)| wanted(*at, said)).last().map(|(at, _)| at);
    // Alerts and symptoms; where nothing is either, the first entry that isn't what set it off.
    let trigger = first(&|_, said| said.kind == Kind::Trigger);
    let trouble = first(&|_, said| said.kind == Kind::Alert);
    marks.alert = first(&|_, said| said.kind == Kind::Alert && said.notices)
        .or(trouble)
        .or_else(|| first(&|_, said| said.kind != Kind::Trigger));
    // Who declares an incident before anything is told of has noticed one.
    let declared = first(&|_, said| said.kind == Kind::Communication && said.notices);
    if let Some(at) = declared.filter(|at| trouble.is_none_or(|trouble| *at < trouble)) {
        marks.alert = Some(at);
    }
    marks.symptom = marks.alert.filter(|_| declared == marks.alert).or(trouble).or(marks.alert);
    if let (Some(trigger), Some(symptom)) = (trigger, marks.symptom)
        && trigger < symptom
        && marks.symptom == marks.alert
    {
        marks.symptom = Some(trigger);
    }
    let Some(alert) = marks.alert else { return marks };
    marks.acknowledged = first(&|at, said| at >= alert && said.kind == Kind::Acknowledged);
    // The last that declares it over, so that one that came back ends when it is over for good.
    marks.over = last(&|at, said| at >= alert && said.ends == 2);
    // What nobody was told of before nobody was quick to take on.
    if trouble.is_none() && marks.acknowledged == marks.alert && declared != marks.alert {
        marks.acknowledged = None;
    }
    let after = marks.acknowledged.unwrap_or(alert);
    let limit = marks.over.unwrap_or(i64::MAX);
    marks.mitigation = first(&|at, said| at >= after && at <= limit && said.kind == Kind::Mitigation);
    let done = last(&|at, said| at <= limit && said.kind == Kind::Mitigation).unwrap_or(alert);
    let better = last(&|at, said| at <= limit && at >= done && said.kind == Kind::Improving);
    marks.well = first(&|at, said| at <= limit && at >= done && said.ends == 1)
        .or(better.filter(|at| marks.over.is_some() || timed().next_back().is_some_and(|(last, _)| last == *at)));
    marks
}

/// Phases between the marks that are known, in order and without overlap.
fn phases(marks: &Marks, end: Option<i64>) -> Vec<Phase> {
    let end = end.or(marks.over);
    let bounds = [
        (PhaseName::Detection, marks.symptom, marks.alert),
        (PhaseName::Acknowledgement, marks.alert, marks.acknowledged),
        (PhaseName::Investigation, marks.acknowledged.or(marks.alert), marks.mitigation),
        (PhaseName::Mitigation, marks.mitigation, marks.well.or(end)),
        (PhaseName::Resolution, marks.well, end),
    ];
    let mut phases: Vec<Phase> = Vec::new();
    for (name, from, to) in bounds {
        let (Some(from), Some(to)) = (from, to) else { continue };
        let from = from.max(phases.last().map_or(i64::MIN, |last| last.to));
        if to > from {
            phases.push(Phase { name, from, to });
        }
    }
    phases
}

/// What happened when, as notes for the parts that nobody wrote.
pub(super) fn said_by(items: &[Item], clock: &Clock, wanted: &[Kind], most: usize) -> Vec<Note> {
    items
        .iter()
        .filter(|item| wanted.contains(&item.kind))
        .take(most)
        .map(|item| {
            let when = item.at.map(|at| clock.time(at)).unwrap_or_default();
            let mut note = Note::candidate(named(&when, &item.text));
            note.evidence.clone_from(&item.evidence);
            note
        })
        .collect()
}
