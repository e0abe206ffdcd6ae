//! What was read of a pasted timeline: the incident's times, what was drawn from it, what to mend, what wasn't understood.

use std::rc::Rc;

use ride_shared::postmortem::{Certainty, Note, PhaseName, Postmortem, hours, moment::duration, several_days};

use super::figures::moved;
use super::findings::{SHOWN, counted, further};
use crate::dom::{El, Var, button, div, el, muted, txt};

/// How much was read, and how much is to be mended as far as that is known, in a line.
pub fn status(read: &Postmortem, findings: Option<usize>) -> String {
    let mut status = [&*counted(read.timeline.len(), "entry"), " read"].concat();
    let mut add = |n: usize, of: &str, end: &str| status.extend([", ", &*counted(n, of), end]);
    if !read.not_understood.is_empty() {
        add(read.not_understood.len(), "line", " not understood");
    }
    if let Some(findings) = findings {
        add(findings, "finding", "");
    }
    status + "."
}

/// Shows a line of what was pasted.
pub type GoTo = Rc<dyn Fn(u32)>;

/// The view. `open` is whether every entry is shown: five hundred of them that nobody looks at cost nothing.
pub fn found(found: &Rc<Postmortem>, go_to: &GoTo, open: Var<bool>) -> Vec<El> {
    let all = el("details", "");
    if open.peek() {
        let _ = all.0.set_attribute("open", "");
    }
    let (element, of) = (all.0.clone(), found.clone());
    let all = all.on("toggle", move |_| {
        let now = element.has_attribute("open");
        if open.try_peek().is_some_and(|before| before != now) {
            open.set(now);
        }
    });
    let heading = ["Every entry: ", &*counted(found.timeline.len(), "entry")].concat();
    let all = all.with(vec![
        txt("summary", "", &heading),
        el("ol", "entries").part(move || if open.get() { entries(&of) } else { Vec::new() }),
    ]);
    let parts = [times(found), lost(found, go_to), drawn(found, go_to), vec![all]];
    parts.into_iter().filter(|part| !part.is_empty()).map(|part| div("").with(part)).collect()
}

fn times(pm: &Postmortem) -> Vec<El> {
    let mut list = Vec::new();
    let mut term = |label: &str, value: String| {
        list.push(div("").with(vec![txt("dt", "", label), txt("dd", "", &value)]));
    };
    let measures = pm.measures;
    for (label, ms) in [
        ("Duration", measures.duration_ms),
        ("MTTD", measures.detect_ms),
        ("MTTA", measures.acknowledge_ms),
        ("MTTR", measures.resolve_ms),
    ] {
        term(label, ms.map_or_else(|| "not told".to_owned(), duration));
    }
    let mut all = vec![txt("h2", "", "What was read"), el("dl", "measures").with(list)];
    let people: Vec<String> = pm
        .participants
        .iter()
        .map(|one| match &one.role {
            Some(role) => [&one.name, " (", role, ")"].concat(),
            None => one.name.clone(),
        })
        .collect();
    let mut rows = Vec::new();
    let mut row = |label: &str, text: &str| {
        if !text.is_empty() {
            rows.extend([txt("dt", "", label), txt("dd", "", text)]);
        }
    };
    row("When", &hours(pm).unwrap_or_default());
    for phase in &pm.phases {
        let name = match phase.name {
            PhaseName::Detection => "Detection",
            PhaseName::Acknowledgement => "Acknowledgement",
            PhaseName::Investigation => "Investigation",
            PhaseName::Mitigation => "Mitigation",
            PhaseName::Resolution => "Resolution",
        };
        let (from, to) = (pm.clock.time(phase.from), pm.clock.time(phase.to));
        row(name, &[&from, " to ", &to, ", ", &duration(phase.to.saturating_sub(phase.from))].concat());
    }
    for figure in &pm.figures {
        row(&figure.name, &moved(figure));
    }
    row("Took part", &people.join(", "));
    all.push(el("dl", "facts").with(rows));
    all
}

/// The line that a note rests on.
fn line_of(evidence: &[String]) -> Option<u32> {
    evidence.iter().find_map(|name| name.strip_prefix("line ")?.parse().ok())
}

fn to_line(number: u32, go_to: &GoTo) -> El {
    let go_to = go_to.clone();
    button(&["line ", &number.to_string()].concat(), "to-line", move |_| go_to(number))
}

/// What is in the text of causes, cures and harm; what a rule drew from it is marked as such.
fn drawn(pm: &Postmortem, go_to: &GoTo) -> Vec<El> {
    let impact = &pm.impact;
    let kinds: [(&str, &[Note]); 12] = [
        ("Impact", &impact.services),
        ("Impact", &impact.users),
        ("Impact", &impact.revenue),
        ("Impact", &impact.objectives),
        ("Impact", &impact.other),
        ("Detection", &pm.detection),
        ("Trigger", &pm.trigger),
        ("Root cause", &pm.root_cause),
        ("Contributing", &pm.contributing),
        ("Mitigation", &pm.mitigations),
        ("Durable fix", &pm.durable),
        ("Recovery", &pm.recovery),
    ];
    let line = |label: &str, text: &str, candidate: bool, evidence: &[String]| {
        let mut head = vec![txt("strong", "", label)];
        if candidate {
            head.push(txt("span", "tag", "candidate"));
        }
        head.extend(line_of(evidence).map(|number| to_line(number, go_to)));
        el("li", "").with(vec![div("row").with(head), txt("p", "", text)])
    };
    let notes = kinds.iter().flat_map(|(label, notes)| notes.iter().map(move |note| (label, note)));
    let mut lines: Vec<El> = notes
        .take(SHOWN)
        .map(|(label, note)| line(label, &note.text, note.certainty == Certainty::Candidate, &note.evidence))
        .collect();
    lines.extend(pm.actions.iter().take(SHOWN).map(|item| line("Action item", &item.text, false, &item.evidence)));
    if lines.is_empty() {
        return Vec::new();
    }
    vec![
        txt("h2", "", "What it says"),
        muted("A candidate was drawn from the text by a rule: look at it before you believe it."),
        el("ul", "notes").with(lines),
    ]
}

fn entries(pm: &Postmortem) -> Vec<El> {
    let days = several_days(pm);
    let entry = |item: &ride_shared::postmortem::Item| {
        let at = item.at.map(|at| match pm.clock.day(at).filter(|_| days) {
            Some(day) => [&day, " ", &*pm.clock.time(at)].concat(),
            None => pm.clock.time(at),
        });
        let by: Vec<&str> = [&item.source, &item.person].into_iter().flatten().map(String::as_str).collect();
        el("li", "").with(vec![
            txt("time", "", at.as_deref().unwrap_or("no time")),
            txt("span", "", &item.text).with(vec![txt("span", "muted by", &by.join(", "))]),
        ])
    };
    pm.timeline.iter().map(entry).collect()
}

fn lost(pm: &Postmortem, go_to: &GoTo) -> Vec<El> {
    let lines = &pm.not_understood;
    if lines.is_empty() {
        return Vec::new();
    }
    let one = |line: &ride_shared::postmortem::Line| {
        el("li", "row").with(vec![to_line(line.number, go_to), txt("code", "", &line.text)])
    };
    let mut all = vec![
        txt("h2", "", &["Not understood: ", &counted(lines.len(), "line")].concat()),
        muted("They stand at the end of the postmortem, so that nothing is lost."),
        el("ul", "lost").with(lines.iter().take(SHOWN).map(one).collect()),
    ];
    all.extend(further(lines.len()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postmortem::example::EXAMPLE;
    use crate::postmortem::tools::read;

    #[test]
    fn how_much_was_read() {
        let example = read(EXAMPLE, "");
        assert_eq!(status(&example, None), "11 entries read, 1 line not understood.");
        assert_eq!(status(&example, Some(1)), "11 entries read, 1 line not understood, 1 finding.");
        assert_eq!(status(&read("10:00 began", ""), Some(0)), "1 entry read, 0 findings.");
    }

    #[test]
    fn lines_that_notes_rest_on() {
        assert_eq!(line_of(&["line 12".to_owned(), "line 13".to_owned()]), Some(12));
        assert_eq!(line_of(&["vitals#3".to_owned()]), None);
    }
}
