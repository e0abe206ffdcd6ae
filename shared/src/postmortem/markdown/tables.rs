//! What has columns: the timeline, phases, calls and action items.

use super::form::View;
use super::notes::references;
use super::{Page, TO_FILL_IN, escape};
use crate::numbers::grouped;
use crate::postmortem::model::{ActionItem, ActionKind, Item, PhaseName};
use crate::postmortem::write::{all, number, one_of, put};
use crate::postmortem::{facts, moment, text};

/// Makes a table: cells are put one after the other into what there is, each row of them by itself, the heads first.
impl Page<'_> {
    /// Begins a table; what there was is given back for its end.
    fn begin(&mut self) -> String {
        std::mem::take(&mut self.out)
    }

    /// Ends a cell.
    fn end(&mut self) {
        self.ends.push(self.out.len());
    }

    /// Cells that are known beforehand, parted by `|`.
    fn heads(&mut self, heads: &str) {
        for head in heads.split('|') {
            self.put(head);
            self.end();
        }
    }

    /// A cell of text.
    fn cell(&mut self, text: &str) {
        let from = self.out.len();
        self.inline(text);
        escape::pipes(&mut self.out, from);
        self.end();
    }

    /// A cell of text that may not be given, and then is a mark or empty.
    fn cell_of(&mut self, text: Option<&String>, what: &str) {
        let from = self.out.len();
        self.cell(text.map_or("", String::as_str));
        if self.out.len() == from && !what.is_empty() {
            self.ends.pop();
            self.mark(what);
            self.end();
        }
    }

    /// A mark in a cell or an entry.
    fn mark(&mut self, what: &str) {
        all(&mut self.out, &["*", TO_FILL_IN, ": ", what, "*"]);
    }

    /// What an entry rests on.
    fn cell_of_evidence(&mut self, evidence: &[String]) {
        if self.form.evidence {
            references(&mut self.out, evidence, true);
        }
        self.end();
    }

    /// Ends a table of so many columns. Those that have nothing in any row are left out, but for those that `always` has a bit
    /// for, from the lowest.
    fn table(&mut self, before: String, columns: usize, always: u32) {
        let cells = std::mem::replace(&mut self.out, before);
        let ends = std::mem::take(&mut self.ends);
        let cell = |at: usize| &cells[at.checked_sub(1).map_or(0, |before| ends[before])..ends[at]];
        let mut shown = always;
        for at in columns..ends.len() {
            if !cell(at).is_empty() {
                shown |= 1 << (at % columns);
            }
        }
        let out = &mut self.out;
        for at in 0..ends.len() {
            let column = at % columns;
            if column == 0 {
                put(out, "|");
            }
            if shown >> column & 1 == 1 {
                let cell = cell(at);
                all(out, &[" ", cell, if cell.is_empty() { "|" } else { " |" }]);
            }
            if column + 1 == columns {
                put(out, "\n");
            }
            if at + 1 == columns {
                put(out, "|");
                put(out, &" --- |".repeat((shown & ((1 << columns) - 1)).count_ones() as usize));
                put(out, "\n");
            }
        }
    }

    pub(super) fn timeline(&mut self, view: View) {
        let pm = self.postmortem;
        if pm.timeline.is_empty() {
            return;
        }
        // Code that can't stand in the entry stands below, under a number.
        let mut below = Vec::new();
        if view == View::List {
            for item in &pm.timeline {
                self.list_entry(item, &mut below);
            }
        } else {
            let before = self.begin();
            self.put("Time");
            if let Some(zone) = facts::zone(pm) {
                let from = self.out.len();
                all(&mut self.out, &[" (", &escape::inline(&zone), ")"]);
                escape::pipes(&mut self.out, from);
            }
            self.heads("|Source|Who|What|Notes|Evidence");
            let who = pm.timeline.iter().any(|i| i.person.as_deref().is_some_and(|p| !p.trim().is_empty()));
            for item in &pm.timeline {
                self.row(item, &mut below);
            }
            self.table(before, 6, if who { 0b1001 } else { 0b1011 });
        }
        for (at, item) in below.iter().enumerate() {
            let from = self.open();
            self.put("Code ");
            number(&mut self.out, at as i64 + 1);
            if let Some(at) = item.at {
                self.moment(", ", at, "");
            }
            self.given(": ", Some(&item.text), "");
            self.close(from);
            let from = self.open();
            let language = if item.source.as_deref() == Some("psql") { "sql" } else { "" };
            escape::put_fence(&mut self.out, item.code.as_deref().unwrap_or_default(), language);
            self.close(from);
        }
    }

    /// An entry's code, or where it stands.
    fn code<'i>(&mut self, item: &'i Item, in_table: bool, below: &mut Vec<&'i Item>) {
        let Some(code) = item.code.as_ref().filter(|code| !code.trim().is_empty()) else { return };
        self.put(" ");
        if !escape::put_code(&mut self.out, code, in_table) {
            below.push(item);
            self.put("(code ");
            number(&mut self.out, below.len() as i64);
            self.put(" below)");
        }
    }

    fn row<'i>(&mut self, item: &'i Item, below: &mut Vec<&'i Item>) {
        match item.at {
            Some(at) => self.put(&self.times.time(at)),
            None => self.mark("when"),
        }
        self.end();
        self.cell_of(item.source.as_ref(), "");
        self.cell_of(item.person.as_ref(), "");
        let from = self.out.len();
        self.cell(&item.text);
        self.ends.pop();
        let text = self.out.len();
        self.code(item, true, below);
        if text == from && self.out.len() > from {
            self.out.remove(from);
        }
        if self.out.len() == from {
            self.mark("what happened");
        }
        self.end();
        self.cell_of(item.notes.as_ref(), "");
        self.cell_of_evidence(&item.evidence);
    }

    fn list_entry<'i>(&mut self, item: &'i Item, below: &mut Vec<&'i Item>) {
        self.put("- **");
        match item.at {
            Some(at) => self.moment("", at, ""),
            None => self.mark("when"),
        }
        self.put("**");
        self.given(" \\[", item.source.as_ref(), "\\]");
        self.given(" (", item.person.as_ref(), ")");
        let from = self.out.len();
        self.given(" ", Some(&item.text), "");
        self.code(item, false, below);
        if self.out.len() == from {
            self.put(" ");
            self.mark("what happened");
        }
        self.given("; ", item.notes.as_ref(), "");
        self.resting_on_if_shown(&item.evidence);
        self.put("\n");
    }

    fn resting_on_if_shown(&mut self, evidence: &[String]) {
        if self.form.evidence {
            self.resting_on(evidence);
        }
    }

    pub(super) fn phases(&mut self) {
        let pm = self.postmortem;
        if pm.phases.is_empty() {
            return;
        }
        let before = self.begin();
        self.heads("Phase|From|To|Duration");
        for phase in &pm.phases {
            self.heads(phase_name(phase.name));
            for at in [phase.from, phase.to] {
                self.put(&self.times.time(at));
                self.end();
            }
            if let Some(lasted) = phase.to.checked_sub(phase.from) {
                self.put(&moment::duration(lasted));
            }
            self.end();
        }
        self.table(before, 4, 0b1111);
    }

    pub(super) fn calls(&mut self) {
        let pm = self.postmortem;
        if pm.impact.calls.is_empty() {
            return;
        }
        let before = self.begin();
        self.heads("When|For|Calls|Failed|p95, median|p95, highest|Most connections");
        for call in &pm.impact.calls {
            self.cell(&call.name);
            self.heads(&moment::duration(i64::try_from(call.for_ms).unwrap_or(i64::MAX)));
            self.heads(&grouped(call.made));
            self.put(&grouped(call.failed));
            if let Some(share) = text::share(call.failed, call.made) {
                all(&mut self.out, &[" (", &share, ")"]);
            }
            self.end();
            let p95 = call.p95_ms.map(|p| [p.median, p.highest]);
            for at in 0..2 {
                if let Some(p95) = p95 {
                    self.put(&text::quantity(p95[at], "ms"));
                }
                self.end();
            }
            if let Some(slots) = call.slots {
                number(&mut self.out, i64::from(slots.most));
                self.put(" of ");
                number(&mut self.out, i64::from(slots.limit));
            }
            self.end();
        }
        self.table(before, 7, 0b1111);
    }

    pub(super) fn actions(&mut self, view: View) {
        let all = &self.postmortem.actions;
        match view {
            View::ByStatus => {
                let mut names = Vec::new();
                for action in all {
                    let before = self.begin();
                    self.given("**", action.status.as_ref(), "**");
                    if self.out.is_empty() {
                        self.mark("status");
                    }
                    names.push(std::mem::replace(&mut self.out, before));
                }
                for (at, name) in names.iter().enumerate() {
                    if names.iter().position(|other| other == name) == Some(at) {
                        super::all(&mut self.out, &[if at > 0 { "\n" } else { "" }, name, "\n\n"]);
                        self.action_table(&|at| names[at] == *name);
                    }
                }
            }
            View::ByKind => {
                for kind in [ActionKind::Prevent, ActionKind::Detect, ActionKind::Respond, ActionKind::Recover] {
                    let mut before = "";
                    for action in all.iter().filter(|action| action.kind == Some(kind)) {
                        if before.is_empty() {
                            super::all(&mut self.out, &["- **", kind_name(kind), ":** "]);
                        }
                        self.put(before);
                        self.inline(&action.text);
                        before = "; ";
                    }
                    self.put(if before.is_empty() { "" } else { "\n" });
                }
            }
            View::List | View::Boxes => {
                for action in all {
                    self.action_line(action, view == View::Boxes);
                    self.put("\n");
                }
            }
            View::Usual | View::Prose => self.action_table(&|_| true),
        }
    }

    fn action_table(&mut self, which: &dyn Fn(usize) -> bool) {
        let pm = self.postmortem;
        if pm.actions.is_empty() {
            return;
        }
        let before = self.begin();
        self.heads("Priority|Action item|Kind|Owner|Due date|Status|Evidence");
        for (_, action) in pm.actions.iter().enumerate().filter(|(at, _)| which(*at)) {
            self.cell_of(action.priority.as_ref(), "priority");
            self.cell_of(Some(&action.text), "what is to be done");
            match action.kind {
                Some(kind) => self.put(kind_name(kind)),
                None => self.mark("kind"),
            }
            self.end();
            self.cell_of(action.owner.as_ref(), "owner");
            self.cell_of(action.due.as_ref(), "due date");
            self.cell_of(action.status.as_ref(), "status");
            self.cell_of_evidence(&action.evidence);
        }
        self.table(before, 7, 0b11_1111);
    }

    /// An action item as an entry of a list.
    fn action_line(&mut self, action: &ActionItem, boxes: bool) {
        let status = action.status.as_deref().unwrap_or_default().trim().to_ascii_lowercase();
        self.put(if !boxes {
            "- "
        } else if one_of("done completed complete closed", &status) {
            "- [x] "
        } else {
            "- [ ] "
        });
        self.given("**", action.priority.as_ref(), "** ");
        let from = self.out.len();
        self.start(&action.text);
        if self.out.len() == from {
            self.mark("what is to be done");
        }
        for (before, given, what) in [(" (", &action.owner, "owner"), (", ", &action.due, "due date")] {
            let from = self.out.len();
            self.given(before, given.as_ref(), "");
            if self.out.len() == from {
                self.put(before);
                self.mark(what);
            }
        }
        if let Some(kind) = action.kind {
            super::all(&mut self.out, &[", ", &kind_name(kind).to_ascii_lowercase()]);
        }
        self.given(", ", action.status.as_ref(), "");
        self.put(")");
        self.resting_on_if_shown(&action.evidence);
    }
}

/// A kind of action in words.
fn kind_name(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Prevent => "Prevent",
        ActionKind::Detect => "Detect",
        ActionKind::Respond => "Respond",
        ActionKind::Recover => "Recover",
    }
}

/// A phase in a word.
pub(super) fn phase_name(name: PhaseName) -> &'static str {
    match name {
        PhaseName::Detection => "Detection",
        PhaseName::Acknowledgement => "Acknowledgement",
        PhaseName::Investigation => "Investigation",
        PhaseName::Mitigation => "Mitigation",
        PhaseName::Resolution => "Resolution",
    }
}
