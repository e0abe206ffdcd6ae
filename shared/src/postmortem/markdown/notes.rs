//! Notes with what they rest on.

use super::form::{Part, View};
use super::{Page, escape};
use crate::postmortem::model::{Certainty, Note, Postmortem};
use crate::postmortem::write::{all, put};

/// What stands between the lines of a note that is code.
const CODE: &str = " ⏎ ";

impl Page<'_> {
    /// A note, at the beginning of a block or within a line; nothing where it says nothing.
    pub(super) fn note(&mut self, note: &Note, at_start: bool) {
        let from = self.out.len();
        escape::put_text(&mut self.out, &note.text, at_start);
        if self.out.len() > from {
            self.basis(note);
        }
    }

    pub(super) fn notes(&mut self, notes: &[Note], view: View) {
        let first = self.out.len();
        for note in notes {
            let before = self.out.len();
            if before > first {
                self.put(if view == View::Prose { "\n\n" } else { "\n" });
            }
            // Lines of code are a block of their own.
            if note.text.contains(CODE) {
                self.put(if before > first && view != View::Prose { "\n" } else { "" });
                escape::put_fence(&mut self.out, &note.text.replace(CODE, "\n"), "");
                self.basis(note);
                continue;
            }
            if view != View::Prose {
                self.put("- ");
            }
            let from = self.out.len();
            self.note(note, true);
            if self.out.len() == from {
                self.out.truncate(before);
            }
        }
    }

    fn basis(&mut self, note: &Note) {
        let candidate = note.certainty == Certainty::Candidate;
        if !candidate && !self.form.evidence {
            return;
        }
        let mut evidence = String::new();
        references(&mut evidence, &note.evidence, false);
        let parts: &[&str] = match (candidate, evidence.is_empty()) {
            (true, true) => &[" *(candidate: to be confirmed)*"],
            (true, false) => &[" *(candidate, from ", &evidence, ": to be confirmed)*"],
            (false, false) => &[" (", &evidence, ")"],
            (false, true) => &[],
        };
        all(&mut self.out, parts);
    }

    /// What something rests on, in brackets.
    pub(super) fn resting_on(&mut self, evidence: &[String]) {
        let before = self.out.len();
        self.put(" (");
        let from = self.out.len();
        references(&mut self.out, evidence, false);
        if self.out.len() == from {
            self.out.truncate(before);
        } else {
            self.put(")");
        }
    }

    /// What known things rest on, where the form doesn't say it beside them.
    pub(super) fn evidence(&mut self) {
        let pm = self.postmortem;
        for part in Part::ALL {
            let answers = pm.whys.iter().filter_map(|why| why.answer.as_ref()).filter(|_| *part == Part::Whys);
            for note in answers.chain(notes_of(pm, *part).unwrap_or_default()) {
                if note.certainty == Certainty::Known {
                    self.evidence_of(&note.text, &note.evidence);
                }
            }
        }
        for item in &pm.timeline {
            self.evidence_of(&item.text, &item.evidence);
        }
        for action in &pm.actions {
            self.evidence_of(&action.text, &action.evidence);
        }
    }

    fn evidence_of(&mut self, text: &str, evidence: &[String]) {
        let before = self.out.len();
        self.put("- ");
        escape::put_block(&mut self.out, text);
        let from = self.out.len();
        self.resting_on(evidence);
        if self.out.len() == from {
            self.out.truncate(before);
        } else {
            self.put("\n");
        }
    }
}

/// Journal entries as code, lines of the source as words.
pub(super) fn references(out: &mut String, evidence: &[String], in_table: bool) {
    let first = out.len();
    for reference in evidence.iter().filter(|e| !e.trim().is_empty()) {
        if out.len() > first {
            put(out, ", ");
        }
        if reference.starts_with("line ") || !escape::put_code(out, reference, in_table) {
            let from = out.len();
            escape::put_text(out, reference, false);
            if in_table {
                escape::pipes(out, from);
            }
        }
    }
}

/// The notes of a part that is made of notes.
pub(super) fn notes_of(pm: &Postmortem, part: Part) -> Option<&[Note]> {
    Some(match part {
        Part::Summary => &pm.summary,
        Part::Services => &pm.impact.services,
        Part::Users => &pm.impact.users,
        Part::Revenue => &pm.impact.revenue,
        Part::Objectives => &pm.impact.objectives,
        Part::OtherImpact => &pm.impact.other,
        Part::Detection => &pm.detection,
        Part::Response => &pm.response,
        Part::Recovery => &pm.recovery,
        Part::RootCause => &pm.root_cause,
        Part::Trigger => &pm.trigger,
        Part::Contributing => &pm.contributing,
        Part::Mitigations => &pm.mitigations,
        Part::Durable => &pm.durable,
        Part::WentWell => &pm.went_well,
        Part::WentWrong => &pm.went_wrong,
        Part::Lucky => &pm.lucky,
        Part::Surprises => &pm.surprises,
        Part::LessonsTechnical => &pm.lessons.technical,
        Part::LessonsProcess => &pm.lessons.process,
        Part::LessonsCultural => &pm.lessons.cultural,
        Part::Communication => &pm.communication,
        Part::Technical => &pm.technical,
        Part::Related => &pm.related,
        Part::FollowUps => &pm.follow_ups,
        _ => return None,
    })
}
