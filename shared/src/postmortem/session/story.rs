//! The journal, read once: entries with their names and moments, where the incident begins and ends, and the seconds in
//! which it hurt.

use crate::grading::{Scorecard, Times, grade, times};
use crate::journal::{Entry, EntryRef, Event, Facts, references};
use crate::postmortem::moment::{Clock, Precision};
use crate::protocol::{Health, Vitals};
use crate::scenario::Scenario;

/// Below this a timeline without fractions of a second would have everything at the same time.
const SHORT: i64 = 60_000;

/// An entry with its name and moment.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub entry: EntryRef,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
    pub event: &'a Event,
}

impl Told<'_> {
    pub fn name(&self) -> String {
        self.entry.to_string()
    }
}

/// A second's vitals.
#[derive(Clone, Copy)]
pub(super) struct Beat<'a> {
    pub entry: EntryRef,
    pub at: i64,
    pub vitals: &'a Vitals,
}

impl Beat<'_> {
    pub fn name(&self) -> String {
        self.entry.to_string()
    }

    /// A second without calls proves neither health nor harm.
    pub fn unhealthy(&self) -> bool {
        matches!(self.vitals.health(), Some(Health::Degraded | Health::Down))
    }
}

/// The journal, read.
pub(super) struct Story<'a> {
    pub scenario: &'a Scenario,
    /// Every entry up to the score: what came later is not of the incident.
    pub told: Vec<Told<'a>>,
    pub clock: Clock,
    pub facts: Facts,
    pub times: Times,
    /// None where the journal can't be graded by this scenario.
    pub card: Option<Scorecard>,
    /// Where the last submission stands in `told`; the end of it where nothing was submitted.
    pub submission: usize,
    /// Up to the submission.
    pub beats: Vec<Beat<'a>>,
    /// Index of the first beat in which calls failed, of the worst, and of the one from which they stayed well.
    pub first: Option<usize>,
    pub worst: Option<usize>,
    pub recovered: Option<usize>,
    /// When the incident went live.
    pub live: Option<Told<'a>>,
}

impl<'a> Story<'a> {
    pub fn of(journal: &'a [Entry], scenario: &'a Scenario) -> Self {
        let end = journal.iter().rposition(|e| matches!(e.event, Event::Scored { .. })).unwrap_or(journal.len());
        let journal = &journal[..end];
        let unix_ms = journal.iter().find_map(|e| match e.event {
            Event::SessionStarted { unix_ms, .. } => Some(unix_ms),
            _ => None,
        });
        let moment = |at_ms: u64| {
            let at = unix_ms.unwrap_or(0).saturating_add(at_ms);
            i64::try_from(at).unwrap_or(i64::MAX)
        };
        let told: Vec<Told<'a>> = references(journal)
            .into_iter()
            .map(|(entry, Entry { at_ms, event, .. })| Told { entry, at: moment(*at_ms), event })
            .collect();
        let submission = told.iter().rposition(|t| *t.event == Event::Submitted).unwrap_or(told.len());
        let beats: Vec<Beat<'a>> = told[..submission]
            .iter()
            .filter_map(|t| match t.event {
                Event::Vitals(vitals) => Some(Beat { entry: t.entry, at: t.at, vitals }),
                _ => None,
            })
            .collect();
        let facts = Facts::draw(journal);
        let since = facts.healthy_since_ms.map(moment);
        let first = beats.iter().position(Beat::unhealthy);
        let recovered = since.and_then(|since| beats.iter().rposition(|b| b.at == since && !b.unhealthy()));
        let mut worst: Option<usize> = None;
        for (at, beat) in beats.iter().enumerate().filter(|(_, b)| b.unhealthy()) {
            // Shares compared without dividing: the first of several that are as bad.
            let worse = |w: &usize| {
                let (a, b) = (beat.vitals, beats[*w].vitals);
                u64::from(a.failed) * u64::from(b.calls) > u64::from(b.failed) * u64::from(a.calls)
            };
            if worst.as_ref().is_none_or(worse) {
                worst = Some(at);
            }
        }
        let live = told.iter().find(|t| *t.event == Event::IncidentLive).copied();
        let (least, most) = told.iter().fold((i64::MAX, i64::MIN), |(l, m), t| (l.min(t.at), m.max(t.at)));
        let short = most.saturating_sub(least) < SHORT;
        let precision = if short { Precision::Millisecond } else { Precision::Second };
        let clock = Clock { dated: unix_ms.is_some(), zone: unix_ms.map(|_| "UTC".to_owned()), precision };
        let (times, card) = (times(journal), grade(journal, scenario).ok());
        Self { scenario, told, clock, facts, times, card, submission, beats, first, worst, recovered, live }
    }

    /// What happened before the submission.
    pub fn before(&self) -> &[Told<'a>] {
        &self.told[..self.submission]
    }

    /// The submission and what was measured from then on.
    pub fn after(&self) -> &[Told<'a>] {
        &self.told[self.submission..]
    }

    pub fn submitted(&self) -> Option<Told<'a>> {
        self.told.get(self.submission).copied()
    }

    /// The application whose callers were watched.
    pub fn monitored(&self) -> Option<&'a str> {
        self.scenario.fleet.iter().find(|f| f.monitored).map(|f| f.name.as_str())
    }

    /// The same for a sentence.
    pub fn application(&self) -> &'a str {
        self.monitored().unwrap_or("the application")
    }

    pub fn first_beat(&self) -> Option<Beat<'a>> {
        self.first.map(|at| self.beats[at])
    }

    pub fn worst_beat(&self) -> Option<Beat<'a>> {
        self.worst.map(|at| self.beats[at])
    }

    pub fn recovery(&self) -> Option<Beat<'a>> {
        self.recovered.map(|at| self.beats[at])
    }

    /// The moment at which the incident begins: when its symptoms were first measured, or when it went live.
    pub fn begins(&self) -> Option<i64> {
        let symptom = self.first_beat().map(|b| b.at);
        let live = self.live.map(|t| t.at);
        match (symptom, live) {
            (Some(symptom), Some(live)) => Some(symptom.min(live)),
            (symptom, live) => symptom.or(live),
        }
    }

    /// Milliseconds since the incident went live.
    pub fn since_live(&self, told: &Told<'_>) -> Option<i64> {
        self.live.map(|live| told.at.saturating_sub(live.at).max(0))
    }

    /// A time of day for a sentence.
    pub fn time(&self, at: i64) -> String {
        match &self.clock.zone {
            Some(zone) => format!("{} {zone}", self.clock.time(at)),
            None => self.clock.time(at),
        }
    }

    /// The most connections of an application at a time, with the entry that says so.
    pub fn most_of(&self, application: &str) -> Option<(u32, EntryRef)> {
        let counted = self.beats.iter().filter_map(|b| {
            let held = b.vitals.connections.iter().find(|c| c.application == application)?;
            Some((held.total, b.entry))
        });
        counted.fold(None, |most: Option<(u32, EntryRef)>, one| match most {
            Some(most) if most.0 >= one.0 => Some(most),
            _ => Some(one),
        })
    }
}
