//! What fills each part of a form.

use std::collections::BinaryHeap;

use super::form::{Part, View};
use super::notes::notes_of;
use super::{Page, escape};
use crate::postmortem::facts::{self, Turn};
use crate::postmortem::model::{Item, Kind, Note, Own};
use crate::postmortem::write::{all, number};
use crate::postmortem::{moment, posts, text};

impl Part {
    /// Whether it is one line with a label.
    pub fn is_fact(self) -> bool {
        use Part::{
            Acknowledge, CauseNamed, Date, Detect, Duration, FirstAction, FirstAlert, Hours, Id, Improving, Objectives,
            Origin, Over, Resolve, Revenue, Services, Severity, Status, TakenOn, Users,
        };
        matches!(
            self,
            Id | Severity
                | Status
                | Date
                | Hours
                | Duration
                | Detect
                | Acknowledge
                | Resolve
                | FirstAlert
                | TakenOn
                | CauseNamed
                | FirstAction
                | Improving
                | Over
                | Origin
                | Services
                | Users
                | Revenue
                | Objectives
        )
    }

    /// Whether it says again what other parts say, so that no appendix needs it.
    pub(super) fn is_drawn(self) -> bool {
        use Part::{CauseNamed, FirstAction, FirstAlert, Improving, Over, SignOff, TakenOn, UserMessage};
        matches!(self, FirstAlert | TakenOn | CauseNamed | FirstAction | Improving | Over | UserMessage | SignOff)
    }
}

impl Page<'_> {
    /// A part on one line; nothing where nothing is known, or where it isn't a line.
    pub(super) fn fact(&mut self, part: Part) {
        let pm = self.postmortem;
        let line = match part {
            Part::Id => pm.incident_id.clone(),
            Part::Severity => pm.severity.clone(),
            Part::Status => pm.status.clone(),
            Part::Date => facts::date(pm),
            Part::Hours => facts::hours(pm),
            Part::Duration => facts::duration(pm),
            Part::Detect => pm.measures.detect_ms.map(moment::duration),
            Part::Acknowledge => pm.measures.acknowledge_ms.map(moment::duration),
            Part::Resolve => pm.measures.resolve_ms.map(moment::duration),
            Part::FirstAlert => return self.turn(Turn::Alert),
            Part::TakenOn => return self.turn(Turn::Acknowledged),
            Part::CauseNamed => return self.turn(Turn::Identified),
            Part::FirstAction => return self.turn(Turn::Mitigation),
            Part::Improving => return self.turn(Turn::Improving),
            Part::Over => return self.turn(Turn::Resolved),
            Part::Origin => Some(facts::origin(pm)),
            _ => return self.in_a_line(notes_of(pm, part).unwrap_or_default()),
        };
        self.inline(line.as_deref().unwrap_or_default());
    }

    /// A part as a block; nothing where nothing is known.
    pub(super) fn part(&mut self, part: Part, view: View) {
        let pm = self.postmortem;
        let from = self.out.len();
        match part {
            Part::Calls => self.calls(),
            Part::Timeline => self.timeline(view),
            Part::Phases => self.phases(),
            Part::Whys => self.whys(),
            Part::Actions => self.actions(view),
            Part::Figures => self.figures(),
            Part::FigureValues => self.figure_values(),
            Part::Communication => self.communication(),
            Part::Participants => self.participants(),
            Part::UserMessage => {
                for paragraph in posts::user_message(pm).split("\n\n") {
                    self.put(if self.out.len() > from { "\n\n" } else { "" });
                    self.start(paragraph);
                }
            }
            Part::Own => pm.own.iter().for_each(|own| self.own(own)),
            Part::Reading => self.reading(),
            Part::SignOff => {
                for who in ["- **Prepared by:** ", "\n- **Reviewed by:** ", "\n- **Approved by:** "] {
                    self.put(who);
                    self.blank("name or role, and date");
                }
            }
            Part::Evidence if !self.form.evidence => self.evidence(),
            Part::NotUnderstood => self.not_understood(),
            _ => match notes_of(pm, part) {
                Some(notes) => self.notes(notes, view),
                None => self.fact(part),
            },
        }
        let is_list =
            matches!(part, Part::Communication | Part::Evidence | Part::Figures | Part::Participants | Part::Reading);
        if is_list && self.out[from..].ends_with('\n') {
            self.out.pop();
        }
    }

    /// Text within a line.
    pub(super) fn inline(&mut self, text: &str) {
        escape::put_text(&mut self.out, text, false);
    }

    /// Text at the beginning of a block.
    pub(super) fn start(&mut self, text: &str) {
        escape::put_text(&mut self.out, text, true);
    }

    /// A moment within a line, between these.
    pub(super) fn moment(&mut self, before: &str, at: i64, after: &str) {
        self.put(before);
        let moment = self.times.moment(at);
        self.inline(&moment);
        self.put(after);
    }

    /// Text within a line, between these; nothing of it where there is none.
    pub(super) fn given(&mut self, before: &str, text: Option<&String>, after: &str) {
        let since = self.out.len();
        self.put(before);
        let from = self.out.len();
        self.inline(text.map_or("", String::as_str));
        if self.out.len() == from {
            self.out.truncate(since);
        } else {
            self.put(after);
        }
    }

    fn turn(&mut self, turn: Turn) {
        let Some(item) = facts::turn(self.postmortem, turn) else { return };
        let from = self.out.len();
        if let Some(at) = item.at {
            self.moment("", at, "");
        }
        self.given(if self.out.len() > from { " (" } else { "(" }, item.source.as_ref(), ")");
        if self.out.len() > from {
            self.put(": ");
        }
        self.what(item);
    }

    /// What happened, on one line, without its code.
    fn what(&mut self, item: &Item) {
        let from = self.out.len();
        self.inline(&item.text);
        if let Some(code) = item.code.as_ref().filter(|_| self.out.len() == from)
            && !escape::put_code(&mut self.out, code, false)
        {
            self.inline(code);
        }
    }

    fn in_a_line(&mut self, notes: &[Note]) {
        let first = self.out.len();
        for note in notes {
            let before = self.out.len();
            if before > first {
                self.put("; ");
            }
            let from = self.out.len();
            self.note(note, false);
            if self.out.len() == from {
                self.out.truncate(before);
            }
        }
    }

    fn whys(&mut self) {
        for (at, why) in self.postmortem.whys.iter().enumerate() {
            let start = self.out.len();
            number(&mut self.out, at as i64 + 1);
            self.put(". ");
            let indent = " ".repeat(self.out.len() - start);
            let from = self.out.len();
            self.given("**", Some(&why.question), "**");
            self.or_blank(from, "the next why");
            all(&mut self.out, &["\n\n", &indent]);
            let from = self.out.len();
            if let Some(answer) = &why.answer {
                self.note(answer, true);
            }
            self.or_blank(from, "the answer");
            self.put("\n");
        }
    }

    fn communication(&mut self) {
        let pm = self.postmortem;
        // What notes say in the same words isn't said twice.
        let notes: BinaryHeap<&str> = pm.communication.iter().map(|n| n.text.trim()).collect();
        let notes = notes.into_sorted_vec();
        for item in pm.timeline.iter().filter(|item| item.kind == Kind::Communication) {
            let text = item.text.trim();
            if text.is_empty() || notes.binary_search(&text).is_ok() {
                continue;
            }
            if let Some(at) = item.at {
                self.moment("- ", at, ": ");
                self.what(item);
            } else {
                self.put("- ");
                self.start(&item.text);
            }
            self.put("\n");
        }
        self.notes(&pm.communication, View::Usual);
    }

    fn participants(&mut self) {
        for person in &self.postmortem.participants {
            let start = self.out.len();
            self.put("- ");
            let from = self.out.len();
            self.start(&person.name);
            self.given(if self.out.len() > from { ", " } else { "the " }, person.role.as_ref(), "");
            if self.out.len() == from {
                self.out.truncate(start);
            } else {
                self.put("\n");
            }
        }
    }

    /// Titles, with their addresses as links where they are web addresses and nothing else.
    fn reading(&mut self) {
        for entry in &self.postmortem.reading {
            let entry = text::line(entry);
            if entry.is_empty() {
                continue;
            }
            let (title, address) = entry.rsplit_once(' ').unwrap_or(("", &entry));
            self.put("- ");
            if is_address(address) {
                self.start(title);
                all(&mut self.out, &[if title.is_empty() { "<" } else { " <" }, address, ">"]);
            } else {
                self.start(&entry);
            }
            self.put("\n");
        }
    }

    fn not_understood(&mut self) {
        let lines = &self.postmortem.not_understood;
        let width = lines.iter().map(|line| line.number).max().unwrap_or(0).to_string().len();
        let mut numbered = String::new();
        for line in lines {
            let number = line.number.to_string();
            let pad = " ".repeat(width - number.len());
            all(&mut numbered, &[&pad, &number, ": ", &line.text, "\n"]);
        }
        if !lines.is_empty() {
            self.put("These lines of the source are nowhere else in this report.\n\n");
            escape::put_fence(&mut self.out, &numbered, "text");
        }
    }

    fn own(&mut self, own: &Own) {
        let first = self.out.len();
        self.own_text("**Summary**\n\n", &own.summary, first);
        self.own_text("**Root cause**\n\n", &own.root_cause, first);
        let mut label = "**Action items**\n\n- ";
        for action in &own.actions {
            let before = self.out.len();
            self.own_text(label, action, if label == "\n- " { before } else { first });
            if self.out.len() > before {
                label = "\n- ";
            }
        }
    }

    /// What the learner wrote, behind its label and what else they wrote since `first`; nothing where they didn't.
    fn own_text(&mut self, label: &str, text: &str, first: usize) {
        let before = self.out.len();
        self.put(if before > first { "\n\n" } else { "" });
        self.put(label);
        let from = self.out.len();
        self.start(text);
        if self.out.len() == from {
            self.out.truncate(before);
        }
    }
}

/// Whether it is a plain web address that an autolink can hold.
fn is_address(word: &str) -> bool {
    let rest = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
    let fine = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    rest.is_some_and(|r| !r.is_empty() && r.chars().all(fine))
}
