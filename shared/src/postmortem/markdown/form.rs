//! What a form is made of: a template is a list of sections, each with its heading and what fills it.

use super::forms;
use crate::postmortem::template::Template;

/// A form of the postmortem.
#[derive(Debug)]
pub struct Form {
    /// What stands before the title in the heading.
    pub title: &'static str,
    /// Whether what is known says what it rests on where it stands; otherwise that is in the appendix.
    pub evidence: bool,
    /// What it is made of, see [`forms`].
    pub sections: &'static str,
}

/// How a part is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// As it is shown unless a form wants it otherwise: a list, or a table where it has columns.
    Usual,
    /// As paragraphs.
    Prose,
    /// Columns as a list.
    List,
    /// Action items under their status.
    ByStatus,
    /// Action items under what they are for.
    ByKind,
    /// Action items to be ticked off.
    Boxes,
}

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident: $label:literal, $blank:literal;)*) => {
        /// What is known of an incident, as sections are filled with it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Part {
            $($(#[$doc])* $name,)*
        }

        impl Part {
            /// All of them, in the order of the appendix.
            pub const ALL: &'static [Part] = &[$(Part::$name),*];

            /// A row for each: what it is called here, its label, what people are to fill in.
            const ROWS: &'static str = concat!($(stringify!($name), "\t", $label, "\t", $blank, "\n"),*);
        }
    };
}

parts! {
    /// The house's number for it.
    Id: "Incident ID", "the incident's number";
    /// How bad it was.
    Severity: "Severity", "how severe it was, by your own scale";
    /// Whether it is over.
    Status: "Status", "whether it is resolved, and whether this report is final";
    /// Its day.
    Date: "Date", "on which day it was";
    /// From when to when.
    Hours: "Time", "from when to when, and in which time zone";
    /// How long.
    Duration: "Duration", "how long it lasted";
    /// MTTD.
    Detect: "Time to detect (MTTD)", "how long it took to notice it, from the first symptom";
    /// MTTA.
    Acknowledge: "Time to acknowledge (MTTA)", "how long it took from the first alert until somebody took it on";
    /// MTTR.
    Resolve: "Time to resolve (MTTR)", "how long it took until it was resolved";
    /// The first alert.
    FirstAlert: "First alert", "what showed it first, and when";
    /// Taken on.
    TakenOn: "Acknowledged", "when somebody took it on, and in which role";
    /// The cause was named.
    CauseNamed: "Cause named", "when the cause was named, and from what";
    /// The first thing done against it.
    FirstAction: "First action", "what was done first against it, and when";
    /// It gets better.
    Improving: "First improvement", "when things got better, and by which figure";
    /// It is over.
    Over: "Resolved", "when it was over, and how that was known";
    /// Where the report comes from.
    Origin: "Made from", "what this report was made from";
    /// In paragraphs.
    Summary: "Summary", "in three sentences: what broke, for whom, and what brought it back";
    /// Services that were hit.
    Services: "Services affected", "which services were affected, and how";
    /// Users that were hit.
    Users: "Users affected", "who was affected, and how many";
    /// What it cost.
    Revenue: "Revenue", "what it cost, and how that was estimated";
    /// SLO, SLA, error budget.
    Objectives: "Objectives (SLO, SLA)", "which objectives were missed, and how much of the error budget it used";
    /// Whatever else.
    OtherImpact: "Other impact", "what else it did to people and services";
    /// Calls as the callers measured them.
    Calls: "Calls as the callers measured them", "calls made and failed before, during and after";
    /// What happened when.
    Timeline: "Timeline", "what happened when, with the source of each entry";
    /// The stretches.
    Phases: "Phases", "when it was detected, acknowledged, investigated, mitigated and resolved";
    /// How it was noticed.
    Detection: "Detection", "how it was noticed, and what would have shown it sooner";
    /// What was done about it.
    Response: "Response", "who responded in which role, and what stood in their way";
    /// How the service came back.
    Recovery: "Recovery", "how the service came back, and how it could come back sooner";
    /// Why.
    RootCause: "Root cause", "why it could happen: the mechanism, not a person";
    /// What set it off.
    Trigger: "Trigger", "what set it off";
    /// What made it possible or worse.
    Contributing: "Contributing factors", "what made it possible, likelier or worse";
    /// The chain of whys.
    Whys: "Five whys", "the chain of whys, from the symptom down to something that you can change";
    /// What stopped it.
    Mitigations: "Mitigations", "what stopped it, and when";
    /// What makes it last.
    Durable: "Durable fix", "what keeps it from coming back";
    /// Good.
    WentWell: "What went well", "what helped, and is worth keeping";
    /// Bad.
    WentWrong: "What went wrong", "what cost time or made it worse, as a property of the system";
    /// Luck.
    Lucky: "Where we got lucky", "what could have made it worse, and only by chance did not";
    /// Not expected.
    Surprises: "Surprises", "what nobody had expected";
    /// What is to be done.
    Actions: "Action items", "what will be done, by which owner, until when, and how it can be verified";
    /// Of the machinery.
    LessonsTechnical: "Technical lessons", "what you know now about the system";
    /// Of the way of working.
    LessonsProcess: "Process lessons", "what you know now about your way of working";
    /// Of working together.
    LessonsCultural: "Cultural lessons", "what you know now about working together";
    /// Figures and how they moved.
    Figures: "Key metrics over time", "the figures that show the incident, and how they moved";
    /// Every value of figures that have too many for a line.
    FigureValues: "All values of the key metrics", "the values of the key metrics";
    /// What was told to whom, when.
    Communication: "Communication log", "what was told to whom, when";
    /// Versions, limits, settings.
    Technical: "Technical details", "versions, limits and settings that matter here";
    /// Incidents like it.
    Related: "Related incidents", "incidents like this one, and what became of their action items";
    /// What was looked at afterwards.
    FollowUps: "Follow-ups", "when the action items will be looked at again, and what was found";
    /// Who took part.
    Participants: "Participants", "who took part, by role";
    /// A message to users.
    UserMessage: "A message to users", "what users are told";
    /// What the learner wrote.
    Own: "Written before the cause was shown", "your own summary, root cause and action items";
    /// Titles with addresses.
    Reading: "Further reading", "what helps to understand this incident";
    /// Names under the report.
    SignOff: "Sign-off", "who prepared, reviewed and approved this report, and when";
    /// What known things rest on, for forms that don't say it where they stand.
    Evidence: "What this rests on", "what this rests on";
    /// Lines of the source that weren't understood.
    NotUnderstood: "Lines not understood", "lines that were not understood";
}

/// A template's form.
pub fn form(template: Template) -> &'static Form {
    match template {
        Template::Ride => &forms::RIDE,
        Template::GoogleSre => &forms::GOOGLE_SRE,
        Template::Pagerduty => &forms::PAGERDUTY,
        Template::Atlassian => &forms::ATLASSIAN,
        Template::Report => &forms::REPORT,
        Template::Technical => &forms::TECHNICAL,
        Template::Public => &forms::PUBLIC,
        Template::Team => &forms::TEAM,
    }
}

impl Part {
    fn column(self, column: usize) -> &'static str {
        let row = Self::ROWS.split('\n').nth(self as usize).unwrap_or_default();
        row.split('\t').nth(column).unwrap_or_default()
    }

    /// The part that a form calls so.
    pub fn called(name: &str) -> Option<Part> {
        Self::ALL.iter().copied().find(|part| part.column(0) == name)
    }

    /// Its name in templates of one's own: `root_cause`.
    pub fn name(self) -> String {
        let mut out = String::new();
        for c in self.column(0).chars() {
            if c.is_ascii_uppercase() && !out.is_empty() {
                out.push('_');
            }
            out.push(c.to_ascii_lowercase());
        }
        out
    }

    /// Its label, also as a heading of the appendix.
    pub fn label(self) -> &'static str {
        self.column(1)
    }

    /// What people are to fill in where it isn't known.
    pub fn blank(self) -> &'static str {
        self.column(2)
    }
}

/// A line of a form.
pub enum Line {
    /// A heading, or the section's question: they stand in the document as they stand in the form.
    Verbatim,
    /// One line for each part.
    Facts,
    /// A part, which may be left out if the flag says so.
    Part(Part, View, bool),
    /// Something that only people know.
    Blank,
    /// None.
    Empty,
}

impl Line {
    /// What stands in a line behind its sign.
    pub fn rest(line: &str) -> &str {
        line.get(2..).unwrap_or_default()
    }

    /// Reads a line.
    pub fn of(line: &str) -> Line {
        match line.as_bytes().first() {
            Some(b'#' | b'*') => Line::Verbatim,
            Some(b'-') => Line::Facts,
            Some(b'_') => Line::Blank,
            Some(sign @ (b'+' | b'?')) => {
                let (name, view) = Self::rest(line).split_once(' ').unwrap_or((Self::rest(line), ""));
                let view = match view {
                    "Prose" => View::Prose,
                    "List" => View::List,
                    "ByStatus" => View::ByStatus,
                    "ByKind" => View::ByKind,
                    "Boxes" => View::Boxes,
                    _ => View::Usual,
                };
                Part::called(name).map_or(Line::Empty, |part| Line::Part(part, view, *sign == b'?'))
            }
            _ => Line::Empty,
        }
    }

    /// The parts that a line of facts names.
    pub fn facts(line: &str) -> impl Iterator<Item = Part> {
        Self::rest(line).split(' ').filter_map(Part::called)
    }
}

impl Form {
    /// The parts that have their place in this form, a bit each.
    pub fn placed(&self) -> u64 {
        let mut placed = 0;
        for line in self.sections.split('\n') {
            match Line::of(line) {
                Line::Part(part, ..) => placed |= part.bit(),
                Line::Facts => Line::facts(line).for_each(|part| placed |= part.bit()),
                _ => {}
            }
        }
        placed
    }
}

impl Part {
    /// Its bit in a set of parts.
    pub fn bit(self) -> u64 {
        1 << self as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_form_is_understood() {
        for template in Template::ALL {
            for line in form(template).sections.lines() {
                let fine = match Line::of(line) {
                    Line::Empty => line.is_empty(),
                    Line::Facts => Line::facts(line).count() == Line::rest(line).split(' ').count(),
                    Line::Part(_, view, _) => {
                        let words: Vec<&str> = line.split(' ').collect();
                        words.len() == 2 || (words.len() == 3 && format!("{view:?}") == words[2])
                    }
                    Line::Verbatim => line.starts_with("## ") || line.starts_with("### ") || line.ends_with("?*"),
                    Line::Blank => !Line::rest(line).is_empty(),
                };
                assert!(fine, "{template}: {line:?}");
            }
        }
        assert_eq!(Part::RootCause.name(), "root_cause");
        assert!(Part::ALL.len() < 64);
    }
}
