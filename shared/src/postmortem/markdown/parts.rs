//! What fills each part of a form.

use super::form::{Part, View};
use super::{Page, escape};
use crate::postmortem::facts::{self, Turn};
use crate::postmortem::model::{Item, Note, Own, Participant};
use crate::postmortem::{moment, posts};

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
    /// A part on one line; `None` where nothing is known, or where it isn't a line.
    pub(super) fn fact(&self, part: Part) -> Option<String> {
        let pm = self.postmortem;
        let given = |text: &Option<String>| text.as_deref().map(escape::inline).filter(|t| !t.is_empty());
        let lasting = |ms: Option<i64>| ms.map(moment::duration);
        match part {
            Part::Id => given(&pm.incident_id),
            Part::Severity => given(&pm.severity),
            Part::Status => given(&pm.status),
            Part::Date => facts::date(pm),
            Part::Hours => facts::hours(pm).map(|h| escape::inline(&h)),
            Part::Duration => facts::duration(pm),
            Part::Detect => lasting(pm.measures.detect_ms),
            Part::Acknowledge => lasting(pm.measures.acknowledge_ms),
            Part::Resolve => lasting(pm.measures.resolve_ms),
            Part::FirstAlert => self.turn(Turn::Alert),
            Part::TakenOn => self.turn(Turn::Acknowledged),
            Part::CauseNamed => self.turn(Turn::Identified),
            Part::FirstAction => self.turn(Turn::Mitigation),
            Part::Improving => self.turn(Turn::Improving),
            Part::Over => self.turn(Turn::Resolved),
            Part::Origin => Some(escape::inline(&facts::origin(pm))),
            Part::Services => self.joined(&pm.impact.services),
            Part::Users => self.joined(&pm.impact.users),
            Part::Revenue => self.joined(&pm.impact.revenue),
            Part::Objectives => self.joined(&pm.impact.objectives),
            _ => None,
        }
    }

    /// A part as a block; `None` where nothing is known.
    pub(super) fn part(&self, part: Part, view: View) -> Option<String> {
        let pm = self.postmortem;
        let text = match part {
            Part::Summary => self.notes(&pm.summary, view),
            Part::Services => self.notes(&pm.impact.services, view),
            Part::Users => self.notes(&pm.impact.users, view),
            Part::Revenue => self.notes(&pm.impact.revenue, view),
            Part::Objectives => self.notes(&pm.impact.objectives, view),
            Part::OtherImpact => self.notes(&pm.impact.other, view),
            Part::Calls => self.calls(),
            Part::Timeline => self.timeline(view),
            Part::Phases => self.phases(),
            Part::Detection => self.notes(&pm.detection, view),
            Part::Response => self.notes(&pm.response, view),
            Part::Recovery => self.notes(&pm.recovery, view),
            Part::RootCause => self.notes(&pm.root_cause, view),
            Part::Trigger => self.notes(&pm.trigger, view),
            Part::Contributing => self.notes(&pm.contributing, view),
            Part::Whys => self.whys(),
            Part::Mitigations => self.notes(&pm.mitigations, view),
            Part::Durable => self.notes(&pm.durable, view),
            Part::WentWell => self.notes(&pm.went_well, view),
            Part::WentWrong => self.notes(&pm.went_wrong, view),
            Part::Lucky => self.notes(&pm.lucky, view),
            Part::Surprises => self.notes(&pm.surprises, view),
            Part::Actions => self.actions(view),
            Part::LessonsTechnical => self.notes(&pm.lessons.technical, view),
            Part::LessonsProcess => self.notes(&pm.lessons.process, view),
            Part::LessonsCultural => self.notes(&pm.lessons.cultural, view),
            Part::Figures => self.figures(),
            Part::FigureValues => self.figure_values(),
            Part::Communication => self.communication(),
            Part::Technical => self.notes(&pm.technical, view),
            Part::Related => self.notes(&pm.related, view),
            Part::FollowUps => self.notes(&pm.follow_ups, view),
            Part::Participants => self.participants(),
            Part::UserMessage => {
                posts::user_message(pm).split("\n\n").map(escape::block).collect::<Vec<_>>().join("\n\n")
            }
            Part::Own => pm.own.as_ref().map(own).unwrap_or_default(),
            Part::Reading => self.reading(),
            Part::SignOff => ["Prepared by", "Reviewed by", "Approved by"]
                .map(|who| format!("- **{who}:** {}", super::blank("name or role, and date")))
                .join("\n"),
            Part::Evidence if !self.form.evidence => self.evidence(),
            Part::NotUnderstood => self.not_understood(),
            _ => return self.fact(part),
        };
        (!text.trim().is_empty()).then_some(text)
    }

    fn turn(&self, turn: Turn) -> Option<String> {
        let item = facts::turn(self.postmortem, turn)?;
        let what = self.what(item);
        let source = item.source.as_deref().map(escape::inline).filter(|s| !s.is_empty());
        let when = item.at.map(|at| escape::inline(&facts::moment(self.postmortem, at)));
        Some(match (when, source) {
            (Some(when), Some(source)) => format!("{when} ({source}): {what}"),
            (Some(when), None) => format!("{when}: {what}"),
            (None, Some(source)) => format!("({source}): {what}"),
            (None, None) => what,
        })
    }

    /// What happened, on one line, without its code.
    fn what(&self, item: &Item) -> String {
        let text = escape::inline(&item.text);
        match (&item.code, text.is_empty()) {
            (Some(code), true) => escape::code(code, false).unwrap_or_else(|| escape::inline(code)),
            _ => text,
        }
    }

    fn joined(&self, notes: &[Note]) -> Option<String> {
        let all: Vec<String> = notes.iter().filter_map(|n| self.note(n)).collect();
        (!all.is_empty()).then(|| all.join("; "))
    }

    fn whys(&self) -> String {
        let mut out = String::new();
        for (at, why) in self.postmortem.whys.iter().enumerate() {
            let number = at + 1;
            let indent = " ".repeat(number.to_string().len() + 2);
            let question = match escape::inline(&why.question) {
                text if text.is_empty() => super::blank("the next why"),
                text => format!("**{text}**"),
            };
            let answer = why.answer.as_ref().and_then(|a| self.note_at_start(a));
            let answer = answer.unwrap_or_else(|| super::blank("the answer"));
            out.push_str(&format!("{number}. {question}\n\n{indent}{answer}\n"));
        }
        out
    }

    fn communication(&self) -> String {
        let pm = self.postmortem;
        let mut lines = Vec::new();
        let said = |item: &&Item| !pm.communication.iter().any(|n| n.text.contains(item.text.trim()));
        let told = pm.timeline.iter().filter(|i| i.kind == crate::postmortem::Kind::Communication);
        for item in told.filter(|i| !i.text.trim().is_empty()).filter(said) {
            let what = self.what(item);
            lines.push(match item.at {
                Some(at) => format!("- {}: {what}", escape::inline(&facts::moment(pm, at))),
                None => format!("- {}", escape::block(&item.text)),
            });
        }
        let notes = self.notes(&pm.communication, View::Usual);
        if !notes.is_empty() {
            lines.push(notes);
        }
        lines.join("\n")
    }

    fn participants(&self) -> String {
        let line = |p: &Participant| {
            let role = p.role.as_deref().map(escape::inline).filter(|r| !r.is_empty());
            match (escape::block(&p.name), role) {
                (name, Some(role)) if !name.is_empty() => Some(format!("- {name}, {role}")),
                (_, Some(role)) => Some(format!("- the {role}")),
                (name, None) => (!name.is_empty()).then(|| format!("- {name}")),
            }
        };
        self.postmortem.participants.iter().filter_map(line).collect::<Vec<_>>().join("\n")
    }

    /// Titles, with their addresses as links where they are web addresses and nothing else.
    fn reading(&self) -> String {
        let entry = |text: &String| {
            let words: Vec<&str> = text.split_whitespace().collect();
            let (title, address) = match words.split_last() {
                Some((last, rest)) if is_address(last) => (rest.join(" "), format!("<{last}>")),
                _ => (text.clone(), String::new()),
            };
            let entry = format!("{} {address}", escape::block(&title));
            let entry = entry.trim();
            (!entry.is_empty()).then(|| format!("- {entry}"))
        };
        self.postmortem.reading.iter().filter_map(entry).collect::<Vec<_>>().join("\n")
    }

    fn not_understood(&self) -> String {
        let lines = &self.postmortem.not_understood;
        if lines.is_empty() {
            return String::new();
        }
        let width = lines.iter().map(|l| l.number).max().unwrap_or(0).to_string().len();
        let numbered: Vec<String> = lines.iter().map(|l| format!("{:>width$}: {}", l.number, l.text)).collect();
        format!(
            "These lines of the source are nowhere else in this report.\n\n{}",
            escape::fence(&numbered.join("\n"), "text")
        )
    }
}

/// Whether it is a plain web address that an autolink can hold.
fn is_address(word: &str) -> bool {
    let rest = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
    let fine = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    rest.is_some_and(|r| !r.is_empty() && r.chars().all(fine))
}

fn own(own: &Own) -> String {
    let text = |label: &str, text: &str| match escape::block(text) {
        text if text.is_empty() => None,
        text => Some(format!("**{label}**\n\n{text}")),
    };
    let actions: Vec<String> =
        own.actions.iter().map(|a| escape::block(a)).filter(|a| !a.is_empty()).map(|a| format!("- {a}")).collect();
    let actions = (!actions.is_empty()).then(|| format!("**Action items**\n\n{}", actions.join("\n")));
    let all = [text("Summary", &own.summary), text("Root cause", &own.root_cause), actions];
    all.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}
