//! Headings and labels: which part of a postmortem a text belongs to.

use super::lists::{Table, place, standing};
use super::text::key;
use crate::postmortem::text::small;
use crate::postmortem::timeline::scan::Scan;

/// A part of a postmortem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Facts,
    Summary,
    Impact,
    Timeline,
    Detection,
    Response,
    Recovery,
    RootCause,
    Trigger,
    Contributing,
    Whys,
    WentWell,
    WentWrong,
    Lucky,
    Surprises,
    Mitigations,
    Durable,
    Actions,
    Lessons,
    Technical,
    TechnicalLessons,
    ProcessLessons,
    CulturalLessons,
    Metrics,
    Measures,
    Communication,
    Related,
    SignOff,
    FollowUps,
    References,
    /// A heading that says nothing of where its text belongs.
    Unknown,
}

use Section as S;

/// Names of parts, a line for each of [`NAMED`]; a heading is of the longest whose words stand in it. `exact`: a plain line or a label must be these words and
/// no more.
static NAMES: Table = Table::new(
    "\
technical lessons
process lessons
cultural lessons|team lessons
what went well|things that went well|went well|what worked|what worked well|positives
what went wrong|went wrong|went poorly|what went poorly|things that went poorly|didnt go well|did not go well\
|what didnt go well|what could have gone better|what could be improved|could have gone better
got lucky|where we got lucky
surprises|what surprised us
5 whys|five whys|5 whys analysis|whys
contributing factors|contributing factor|contributing causes
immediate cause|proximate cause|trigger|triggers|leadup|lead up
fault|root cause analysis|root causes|root cause|blameless root cause|rca|cause|causes|what happened\
|chain of events|why it happened
action items|action item|actions|todo|follow up|follow ups|followup|followups|follow up tasks|followup tasks|follow up items\
|follow up actions|corrective actions|preventive actions|remediation items|next steps
follow up notes
key metrics|key metrics during incident
metrics|measures|response metrics
communication log|external communication|internal communication|communication|communications|status page updates\
|status updates|customer communication|to our users|to our customers|message to users|hacker news post\
|twitter thread
technical details|technical deep dive|technical background|background|appendix|appendices|supporting information\
|useful commands|environment
related incidents|related incident|similar incidents|previous incidents
sign off|signoff|participants|participants in review|responders|people involved|attendees|contributors|authors
references|further reading|links|resources
lessons learned|lessons learnt|lessons|lesson|learnings|takeaways|key takeaways
long term prevention|prevention|code fix|monitoring improvements|process improvements|improvements|long term fix\
|permanent fix|durable fix|remediation|categories of actions
immediate fix|immediate actions|mitigations|mitigation|the mitigation|the fix|actions taken|why this worked\
|workaround|fix
milestones|activity log|key events|events|timeline of events|incident timeline|timeline|sequence of events|chronology|event log
investigation & response|response|incident response|investigation|diagnosis
detection|how it was found|how we found out|how it was detected
recovery|resolution
impact|user impact|customer impact|business impact
quick facts|facts|at a glance|metadata|incident overview|incident details|incident information|incident summary
executive summary|summary|overview|tl dr|tldr|abstract",
);

/// What the lines of [`NAMES`] name.
const NAMED: [Section; 30] = [
    S::TechnicalLessons,
    S::ProcessLessons,
    S::CulturalLessons,
    S::WentWell,
    S::WentWrong,
    S::Lucky,
    S::Surprises,
    S::Whys,
    S::Contributing,
    S::Trigger,
    S::RootCause,
    S::Actions,
    S::FollowUps,
    S::Metrics,
    S::Measures,
    S::Communication,
    S::Technical,
    S::Related,
    S::SignOff,
    S::References,
    S::Lessons,
    S::Durable,
    S::Mitigations,
    S::Timeline,
    S::Response,
    S::Detection,
    S::Recovery,
    S::Impact,
    S::Facts,
    S::Summary,
];

/// The part that a heading names; headings of Markdown may have other words with it.
pub(super) fn of_heading(text: &str) -> Option<Section> {
    let name = key(text);
    // Longer names say more.
    exact(&name).or_else(|| standing(NAMES.text, &name, true).map(|at| NAMED[at]))
}

/// The part that a label or a line names, with these words and no others.
pub(super) fn exact(name: &str) -> Option<Section> {
    let name = name.strip_prefix("the ").unwrap_or(name);
    NAMES.line(name).map(|at| NAMED[at])
}

/// Whether a heading says more than which part it begins; `Analysis of the incident` doesn't, `of the second node` does.
pub(super) fn says_more(text: &str) -> bool {
    const LITTLE: &str = "a|about|additional|all|and|appendix|at|b|c|d|detailed|during|executive|final|for|full|high|in\
        |initial|level|local|of|our|overview|the|time|times";
    super::text::words(text).into_iter().any(|word| {
        let word = small(word);
        // `Why's` is `whys` there.
        let named = || NAMES.text.split(['|', ' ', '\n']).any(|known| known.starts_with(&word));
        let number = word.len() <= 2 && word.bytes().all(|c| c.is_ascii_digit());
        // A pictograph whose bytes were read in another encoding: in UTF-8 they begin with F0, E2 or EF.
        let begins = word.begins("๐ðโâï") || word.chars().count() == 1;
        let broken = begins && !word.bytes().any(|c| c.is_ascii_alphanumeric());
        !(number || broken || place(LITTLE, &word).is_some() || super::zone::is_one(&word) || named())
    })
}

/// The part that a plain line of its own names: few words, no sentence, nothing behind.
pub(super) fn of_line(body: &str) -> Option<Section> {
    if body.len() > 80 || body.ends(".;,?") || body.begins("|-\"(") {
        return None;
    }
    let letters = body.past("^a");
    // A heading begins large, or with a number.
    if !letters.begins("Ad") {
        return None;
    }
    exact(&key(body))
}

impl Section {
    /// Whether a heading below this one that names a part of the response (`### Detection`) only groups what is in it.
    pub fn keeps(self, inner: Section) -> bool {
        let grouping = matches!(inner, S::Detection | S::Response | S::Recovery | S::Mitigations | S::Timeline);
        match self {
            S::Timeline | S::WentWell | S::WentWrong | S::Lucky | S::Surprises => grouping,
            S::FollowUps => inner == S::FollowUps || inner == S::Durable || grouping,
            S::Actions => inner == S::Actions || grouping,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings() {
        assert_eq!(of_heading("🔎 Five Why's"), Some(S::Whys));
        assert_eq!(of_heading("Appendix B: Communication Log"), Some(S::Communication));
        assert_eq!(of_heading("Appendix A: Key Metrics During Incident"), Some(S::Metrics));
        assert_eq!(of_heading("☑️ Follow-up tasks"), Some(S::Actions));
        assert_eq!(of_heading("Weather"), None);
        assert!(says_more("Timeline of the second node") && says_more("Résumé"));
        for nothing_more in ["Executive Summary", "๐Ÿ“‹ Executive Summary", "ðŸ› ï¸ Mitigations", "๐Ÿ› ๏ธ Mitigations"]
        {
            assert!(!says_more(nothing_more), "{nothing_more}");
        }
        assert_eq!(of_line("What Went Wrong ✗"), Some(S::WentWrong));
        assert_eq!(of_line("Root cause:"), Some(S::RootCause));
        assert_eq!(of_line("the root cause was a leak"), None);
        assert_eq!(of_line("finally"), None);
    }
}
