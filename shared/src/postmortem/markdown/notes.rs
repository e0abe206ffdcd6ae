//! Notes with what they rest on.

use super::form::View;
use super::{Page, escape};
use crate::postmortem::model::{Certainty, Impact, Lessons, Note, Postmortem};

impl Page<'_> {
    /// A note within a line; `None` where it says nothing.
    pub(super) fn note(&self, note: &Note) -> Option<String> {
        let text = escape::inline(&note.text);
        (!text.is_empty()).then(|| format!("{text}{}", self.basis(note)))
    }

    /// A note at the beginning of a block.
    pub(super) fn note_at_start(&self, note: &Note) -> Option<String> {
        let text = escape::block(&note.text);
        (!text.is_empty()).then(|| format!("{text}{}", self.basis(note)))
    }

    pub(super) fn notes(&self, notes: &[Note], view: View) -> String {
        let all = notes.iter().filter_map(|n| self.note_at_start(n));
        match view {
            View::Prose => all.collect::<Vec<_>>().join("\n\n"),
            _ => all.map(|n| format!("- {n}")).collect::<Vec<_>>().join("\n"),
        }
    }

    fn basis(&self, note: &Note) -> String {
        let evidence = references(&note.evidence, false);
        match (note.certainty, evidence.is_empty()) {
            (Certainty::Candidate, true) => " *(candidate: to be confirmed)*".to_owned(),
            (Certainty::Candidate, false) => format!(" *(candidate, from {evidence}: to be confirmed)*"),
            (Certainty::Known, false) if self.form.evidence => format!(" ({evidence})"),
            (Certainty::Known, _) => String::new(),
        }
    }

    /// What known things rest on, where the form doesn't say it beside them.
    pub(super) fn evidence(&self) -> String {
        let pm = self.postmortem;
        let notes = all_notes(pm).into_iter().flatten().filter(|n| n.certainty == Certainty::Known);
        let from_notes = notes.map(|n| (&n.text, &n.evidence));
        let from_items = pm.timeline.iter().map(|i| (&i.text, &i.evidence));
        let from_actions = pm.actions.iter().map(|a| (&a.text, &a.evidence));
        let line = |(text, evidence): (&String, &Vec<String>)| {
            let references = references(evidence, false);
            (!references.is_empty()).then(|| format!("- {} ({references})", escape::block(text)))
        };
        from_notes.chain(from_items).chain(from_actions).filter_map(line).collect::<Vec<_>>().join("\n")
    }
}

/// Journal entries as code, lines of the source as words.
pub(super) fn references(evidence: &[String], in_table: bool) -> String {
    let one = |reference: &String| {
        let text = if in_table { escape::cell(reference) } else { escape::inline(reference) };
        if reference.starts_with("line ") { text } else { escape::code(reference, in_table).unwrap_or(text) }
    };
    evidence.iter().filter(|e| !e.trim().is_empty()).map(one).collect::<Vec<_>>().join(", ")
}

fn all_notes(pm: &Postmortem) -> Vec<&[Note]> {
    let Impact { services, users, revenue, objectives, other, calls: _ } = &pm.impact;
    let Lessons { technical, process, cultural } = &pm.lessons;
    let mut all: Vec<&[Note]> = vec![
        &pm.summary,
        services,
        users,
        revenue,
        objectives,
        other,
        &pm.detection,
        &pm.response,
        &pm.recovery,
        &pm.root_cause,
        &pm.trigger,
        &pm.contributing,
    ];
    all.extend(pm.whys.iter().filter_map(|w| w.answer.as_ref()).map(std::slice::from_ref));
    all.extend([
        pm.mitigations.as_slice(),
        &pm.durable,
        &pm.went_well,
        &pm.went_wrong,
        &pm.lucky,
        &pm.surprises,
        technical,
        process,
        cultural,
        &pm.communication,
        &pm.technical,
        &pm.related,
        &pm.follow_ups,
    ]);
    all
}
