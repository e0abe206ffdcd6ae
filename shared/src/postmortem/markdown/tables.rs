//! What has columns: the timeline, phases, calls, figures and action items.

use std::fmt::Write as _;

use super::form::View;
use super::notes::references;
use super::{Page, TO_FILL_IN, escape};
use crate::numbers::grouped;
use crate::postmortem::facts;
use crate::postmortem::model::{ActionItem, ActionKind, Figure, Item, PhaseName};
use crate::postmortem::{moment, text};

/// More values than this don't stand on a line.
const LINE_OF_VALUES: usize = 20;

/// A mark in a cell or an entry.
fn blank(what: &str) -> String {
    format!("*{TO_FILL_IN}: {what}*")
}

/// A table; columns that have nothing in any row are left out, but for those that must be there.
fn table(columns: &[(&str, bool)], rows: &[Vec<String>]) -> String {
    let shown: Vec<usize> =
        (0..columns.len()).filter(|c| columns[*c].1 || rows.iter().any(|r| !r[*c].is_empty())).collect();
    let mut out = String::new();
    let mut row = |cells: Vec<&str>| {
        out.push('|');
        for cell in cells {
            out.push(' ');
            out.push_str(cell);
            out.push_str(if cell.is_empty() { "|" } else { " |" });
        }
        out.push('\n');
    };
    row(shown.iter().map(|c| columns[*c].0).collect());
    row(shown.iter().map(|_| "---").collect());
    for cells in rows {
        row(shown.iter().map(|c| cells[*c].as_str()).collect());
    }
    out
}

fn optional(text: Option<&String>) -> String {
    text.map(|t| escape::cell(t)).unwrap_or_default()
}

/// A kind of action in words.
pub(super) fn kind(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Prevent => "Prevent",
        ActionKind::Detect => "Detect",
        ActionKind::Respond => "Respond",
        ActionKind::Recover => "Recover",
    }
}

impl Page<'_> {
    pub(super) fn timeline(&self, view: View) -> String {
        let items = &self.postmortem.timeline;
        if items.is_empty() {
            return String::new();
        }
        // Code that can't stand in the entry stands below, under a number.
        let mut below = Vec::new();
        let mut codes = Vec::new();
        for item in items {
            let list = view == View::List;
            codes.push(match item.code.as_deref().filter(|c| !c.trim().is_empty()) {
                None => String::new(),
                Some(code) => escape::code(code, !list).unwrap_or_else(|| {
                    below.push((item, code));
                    format!("(code {} below)", below.len())
                }),
            });
        }
        let mut out = if view == View::List { self.timeline_list(&codes) } else { self.timeline_table(&codes) };
        for (at, (item, code)) in below.iter().enumerate() {
            let when = item.at.map(|a| format!(", {}", escape::inline(&self.times.moment(a))));
            let what = escape::inline(&item.text);
            let what = if what.is_empty() { String::new() } else { format!(": {what}") };
            let language = if item.source.as_deref() == Some("psql") { "sql" } else { "" };
            super::push(&mut out, &format!("Code {}{}{what}", at + 1, when.unwrap_or_default()));
            super::push(&mut out, &escape::fence(code, language));
        }
        out
    }

    fn timeline_table(&self, codes: &[String]) -> String {
        let zone = facts::zone(self.postmortem);
        let time = zone.map_or_else(|| "Time".to_owned(), |z| format!("Time ({})", escape::cell(&z)));
        let items = &self.postmortem.timeline;
        let who = items.iter().any(|i| i.person.as_deref().is_some_and(|p| !p.trim().is_empty()));
        let row = |(item, code): (&Item, &String)| {
            let text = escape::cell(&item.text);
            let what = match (text.is_empty(), code.is_empty()) {
                (false, false) => format!("{text} {code}"),
                (true, true) => blank("what happened"),
                _ => format!("{text}{code}"),
            };
            vec![
                item.at.map_or_else(|| blank("when"), |at| self.times.time(at)),
                optional(item.source.as_ref()),
                optional(item.person.as_ref()),
                what,
                optional(item.notes.as_ref()),
                if self.form.evidence { references(&item.evidence, true) } else { String::new() },
            ]
        };
        let rows: Vec<Vec<String>> = items.iter().zip(codes).map(row).collect();
        let columns = [
            (time.as_str(), true),
            ("Source", !who),
            ("Who", false),
            ("What", true),
            ("Notes", false),
            ("Evidence", false),
        ];
        table(&columns, &rows)
    }

    fn timeline_list(&self, codes: &[String]) -> String {
        let mut out = String::new();
        for (item, code) in self.postmortem.timeline.iter().zip(codes) {
            let when = item.at.map(|at| escape::inline(&self.times.moment(at)));
            let mut line = format!("- **{}**", when.unwrap_or_else(|| blank("when")));
            for (given, open, close) in [(&item.source, "\\[", "\\]"), (&item.person, "(", ")")] {
                if let Some(given) = given.as_deref().map(escape::inline).filter(|t| !t.is_empty()) {
                    let _ = write!(line, " {open}{given}{close}");
                }
            }
            let text = escape::inline(&item.text);
            if text.is_empty() && code.is_empty() {
                let _ = write!(line, " {}", blank("what happened"));
            }
            for part in [&text, code] {
                if !part.is_empty() {
                    line.push(' ');
                    line.push_str(part);
                }
            }
            if let Some(notes) = item.notes.as_deref().map(escape::inline).filter(|n| !n.is_empty()) {
                let _ = write!(line, "; {notes}");
            }
            let references = references(&item.evidence, false);
            if self.form.evidence && !references.is_empty() {
                let _ = write!(line, " ({references})");
            }
            out.push_str(&line);
            out.push('\n');
        }
        out
    }

    pub(super) fn phases(&self) -> String {
        let phases = &self.postmortem.phases;
        if phases.is_empty() {
            return String::new();
        }
        let row = |phase: &crate::postmortem::Phase| {
            let lasted = phase.to.checked_sub(phase.from).map_or_else(String::new, moment::duration);
            vec![phase_name(phase.name).to_owned(), self.times.time(phase.from), self.times.time(phase.to), lasted]
        };
        let rows: Vec<Vec<String>> = phases.iter().map(row).collect();
        table(&[("Phase", true), ("From", true), ("To", true), ("Duration", true)], &rows)
    }

    pub(super) fn calls(&self) -> String {
        let calls = &self.postmortem.impact.calls;
        if calls.is_empty() {
            return String::new();
        }
        let row = |call: &crate::postmortem::CallStretch| {
            let failed = match text::share(call.failed, call.made) {
                Some(share) => format!("{} ({share})", grouped(call.failed)),
                None => grouped(call.failed),
            };
            let p95 = call.p95_ms.map(|p| (text::quantity(p.median, "ms"), text::quantity(p.highest, "ms")));
            let (median, highest) = p95.unwrap_or_default();
            vec![
                escape::cell(&call.name),
                moment::duration(i64::try_from(call.for_ms).unwrap_or(i64::MAX)),
                grouped(call.made),
                failed,
                median,
                highest,
                call.slots.map(|s| format!("{} of {}", s.most, s.limit)).unwrap_or_default(),
            ]
        };
        let rows: Vec<Vec<String>> = calls.iter().map(row).collect();
        let columns = [
            ("When", true),
            ("For", true),
            ("Calls", true),
            ("Failed", true),
            ("p95, median", false),
            ("p95, highest", false),
            ("Most connections", false),
        ];
        table(&columns, &rows)
    }

    pub(super) fn figures(&self) -> String {
        let pm = self.postmortem;
        let point = |figure: &Figure, at: usize| {
            let point = &figure.points[at];
            let value = escape::inline(&text::value(figure, point));
            match point.at {
                Some(at) => format!("{value} ({})", self.times.time(at)),
                None => value,
            }
        };
        let mut lines = Vec::new();
        for figure in &pm.figures {
            let name = match escape::inline(&figure.name) {
                name if name.is_empty() => blank("which figure"),
                name => format!("**{name}**"),
            };
            let limit = match figure.limit {
                // Bare numbers say what they are out of.
                Some(limit) if !figure.unit.trim().is_empty() || figure.points.is_empty() => {
                    format!(" (limit {})", escape::inline(&text::quantity(limit, &figure.unit)))
                }
                _ => String::new(),
            };
            let count = figure.points.len();
            let values = if count == 0 {
                blank("its values")
            } else if count <= LINE_OF_VALUES {
                (0..count).map(|at| point(figure, at)).collect::<Vec<_>>().join(" → ")
            } else {
                let by = |a: &usize, b: &usize| figure.points[*a].value.total_cmp(&figure.points[*b].value);
                // Of equals the first, whichever end is looked for.
                let lowest = (0..count).min_by(by).unwrap_or(0);
                let highest = (0..count).rev().max_by(by).unwrap_or(0);
                format!(
                    "from {} to {}, lowest {}, highest {}; {count} values",
                    point(figure, 0),
                    point(figure, count - 1),
                    point(figure, lowest),
                    point(figure, highest)
                )
            };
            lines.push(format!("- {name}{limit}: {values}"));
        }
        lines.join("\n")
    }

    pub(super) fn figure_values(&self) -> String {
        let pm = self.postmortem;
        let mut out = String::new();
        for figure in pm.figures.iter().filter(|f| f.points.len() > LINE_OF_VALUES) {
            let values = figure.points.iter().map(|p| match p.at {
                Some(at) => format!("{} {}", self.times.time(at), text::value(figure, p)),
                None => text::value(figure, p),
            });
            super::push(&mut out, &escape::block(&figure.name));
            super::push(&mut out, &escape::fence(&values.collect::<Vec<_>>().join("\n"), "text"));
        }
        out
    }

    pub(super) fn actions(&self, view: View) -> String {
        let all = &self.postmortem.actions;
        let some = |group: &[&ActionItem]| if group.is_empty() { String::new() } else { self.action_table(group) };
        match view {
            View::ByStatus => {
                let status = |a: &ActionItem| match a.status.as_deref().map(escape::inline) {
                    Some(status) if !status.is_empty() => format!("**{status}**"),
                    _ => blank("status"),
                };
                let mut groups: Vec<(String, Vec<&ActionItem>)> = Vec::new();
                for action in all {
                    let name = status(action);
                    match groups.iter_mut().find(|g| g.0 == name) {
                        Some(group) => group.1.push(action),
                        None => groups.push((name, vec![action])),
                    }
                }
                let blocks = groups.into_iter().map(|(name, group)| format!("{name}\n\n{}", some(&group)));
                blocks.collect::<Vec<_>>().join("\n")
            }
            View::ByKind => {
                let kinds = [ActionKind::Prevent, ActionKind::Detect, ActionKind::Respond, ActionKind::Recover];
                let line = |of: ActionKind| {
                    let texts: Vec<String> =
                        all.iter().filter(|a| a.kind == Some(of)).map(|a| escape::inline(&a.text)).collect();
                    (!texts.is_empty()).then(|| format!("- **{}:** {}", kind(of), texts.join("; ")))
                };
                kinds.into_iter().filter_map(line).collect::<Vec<_>>().join("\n")
            }
            View::List | View::Boxes => {
                let line = |action: &ActionItem| self.action_line(action, view == View::Boxes);
                all.iter().map(line).collect::<Vec<_>>().join("\n")
            }
            View::Usual | View::Prose => some(&all.iter().collect::<Vec<_>>()),
        }
    }

    fn action_table(&self, actions: &[&ActionItem]) -> String {
        let or_blank = |text: &Option<String>, what: &str| match optional(text.as_ref()) {
            text if text.is_empty() => blank(what),
            text => text,
        };
        let row = |action: &&ActionItem| {
            vec![
                or_blank(&action.priority, "priority"),
                or_blank(&Some(action.text.clone()), "what is to be done"),
                action.kind.map_or_else(|| blank("kind"), |k| kind(k).to_owned()),
                or_blank(&action.owner, "owner"),
                or_blank(&action.due, "due date"),
                or_blank(&action.status, "status"),
                if self.form.evidence { references(&action.evidence, true) } else { String::new() },
            ]
        };
        let rows: Vec<Vec<String>> = actions.iter().map(row).collect();
        let columns = [
            ("Priority", true),
            ("Action item", true),
            ("Kind", true),
            ("Owner", true),
            ("Due date", true),
            ("Status", true),
            ("Evidence", false),
        ];
        table(&columns, &rows)
    }

    /// An action item as an entry of a list.
    fn action_line(&self, action: &ActionItem, boxes: bool) -> String {
        let done = action.status.as_deref().is_some_and(|s| {
            let status = s.trim().to_ascii_lowercase();
            ["done", "completed", "complete", "closed"].contains(&status.as_str())
        });
        let mut line = String::from(if !boxes {
            "- "
        } else if done {
            "- [x] "
        } else {
            "- [ ] "
        });
        if let Some(priority) = action.priority.as_deref().map(escape::inline).filter(|p| !p.is_empty()) {
            let _ = write!(line, "**{priority}** ");
        }
        let text = escape::block(&action.text);
        line.push_str(&if text.is_empty() { blank("what is to be done") } else { text });
        let or_blank = |text: &Option<String>, what: &str| match text.as_deref().map(escape::inline) {
            Some(text) if !text.is_empty() => text,
            _ => blank(what),
        };
        let mut about = vec![or_blank(&action.owner, "owner"), or_blank(&action.due, "due date")];
        about.extend(action.kind.map(|k| kind(k).to_ascii_lowercase()));
        about.extend(action.status.as_deref().map(escape::inline).filter(|s| !s.is_empty()));
        let _ = write!(line, " ({})", about.join(", "));
        let references = references(&action.evidence, false);
        if self.form.evidence && !references.is_empty() {
            let _ = write!(line, " ({references})");
        }
        line
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
