//! Headings and labels: which part of a postmortem a text belongs to.

use super::text::{has, key};
use crate::postmortem::text::small;

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

/// Names of parts; a heading is the first whose words stand in it. `exact`: a plain line or a label must be these words and
/// no more.
const NAMES: &[(&str, Section)] = &[
    ("technical lessons", S::TechnicalLessons),
    ("process lessons", S::ProcessLessons),
    ("cultural lessons", S::CulturalLessons),
    ("team lessons", S::CulturalLessons),
    ("what went well", S::WentWell),
    ("things that went well", S::WentWell),
    ("went well", S::WentWell),
    ("what worked", S::WentWell),
    ("what worked well", S::WentWell),
    ("positives", S::WentWell),
    ("what went wrong", S::WentWrong),
    ("went wrong", S::WentWrong),
    ("went poorly", S::WentWrong),
    ("what went poorly", S::WentWrong),
    ("things that went poorly", S::WentWrong),
    ("didnt go well", S::WentWrong),
    ("did not go well", S::WentWrong),
    ("what didnt go well", S::WentWrong),
    ("what could have gone better", S::WentWrong),
    ("what could be improved", S::WentWrong),
    ("could have gone better", S::WentWrong),
    ("got lucky", S::Lucky),
    ("where we got lucky", S::Lucky),
    ("surprises", S::Surprises),
    ("what surprised us", S::Surprises),
    ("5 whys", S::Whys),
    ("five whys", S::Whys),
    ("5 whys analysis", S::Whys),
    ("whys", S::Whys),
    ("contributing factors", S::Contributing),
    ("contributing factor", S::Contributing),
    ("contributing causes", S::Contributing),
    ("immediate cause", S::Trigger),
    ("proximate cause", S::Trigger),
    ("trigger", S::Trigger),
    ("triggers", S::Trigger),
    ("leadup", S::Trigger),
    ("lead up", S::Trigger),
    ("fault", S::RootCause),
    ("action items", S::Actions),
    ("action item", S::Actions),
    ("actions", S::Actions),
    ("todo", S::Actions),
    ("follow up tasks", S::Actions),
    ("followup tasks", S::Actions),
    ("follow up actions", S::Actions),
    ("corrective actions", S::Actions),
    ("remediation items", S::Actions),
    ("next steps", S::Actions),
    ("follow up notes", S::FollowUps),
    ("follow up", S::FollowUps),
    ("follow ups", S::FollowUps),
    ("followup", S::FollowUps),
    ("root cause analysis", S::RootCause),
    ("root causes", S::RootCause),
    ("root cause", S::RootCause),
    ("blameless root cause", S::RootCause),
    ("rca", S::RootCause),
    ("cause", S::RootCause),
    ("causes", S::RootCause),
    ("what happened", S::RootCause),
    ("chain of events", S::RootCause),
    ("why it happened", S::RootCause),
    ("key metrics", S::Metrics),
    ("key metrics during incident", S::Metrics),
    ("metrics", S::Measures),
    ("measures", S::Measures),
    ("response metrics", S::Measures),
    ("communication log", S::Communication),
    ("external communication", S::Communication),
    ("internal communication", S::Communication),
    ("communication", S::Communication),
    ("communications", S::Communication),
    ("status page updates", S::Communication),
    ("status updates", S::Communication),
    ("customer communication", S::Communication),
    ("to our users", S::Communication),
    ("to our customers", S::Communication),
    ("message to users", S::Communication),
    ("hacker news post", S::Communication),
    ("twitter thread", S::Communication),
    ("technical details", S::Technical),
    ("technical deep dive", S::Technical),
    ("technical background", S::Technical),
    ("background", S::Technical),
    ("appendix", S::Technical),
    ("appendices", S::Technical),
    ("supporting information", S::Technical),
    ("useful commands", S::Technical),
    ("environment", S::Technical),
    ("related incidents", S::Related),
    ("related incident", S::Related),
    ("similar incidents", S::Related),
    ("previous incidents", S::Related),
    ("sign off", S::SignOff),
    ("signoff", S::SignOff),
    ("participants", S::SignOff),
    ("participants in review", S::SignOff),
    ("responders", S::SignOff),
    ("people involved", S::SignOff),
    ("attendees", S::SignOff),
    ("contributors", S::SignOff),
    ("authors", S::SignOff),
    ("references", S::References),
    ("further reading", S::References),
    ("links", S::References),
    ("resources", S::References),
    ("lessons learned", S::Lessons),
    ("lessons learnt", S::Lessons),
    ("lessons", S::Lessons),
    ("lesson", S::Lessons),
    ("learnings", S::Lessons),
    ("takeaways", S::Lessons),
    ("key takeaways", S::Lessons),
    ("long term prevention", S::Durable),
    ("prevention", S::Durable),
    ("code fix", S::Durable),
    ("monitoring improvements", S::Durable),
    ("process improvements", S::Durable),
    ("improvements", S::Durable),
    ("long term fix", S::Durable),
    ("permanent fix", S::Durable),
    ("durable fix", S::Durable),
    ("remediation", S::Durable),
    ("categories of actions", S::Durable),
    ("immediate fix", S::Mitigations),
    ("immediate actions", S::Mitigations),
    ("mitigations", S::Mitigations),
    ("mitigation", S::Mitigations),
    ("the mitigation", S::Mitigations),
    ("the fix", S::Mitigations),
    ("actions taken", S::Mitigations),
    ("why this worked", S::Mitigations),
    ("workaround", S::Mitigations),
    ("fix", S::Mitigations),
    ("timeline of events", S::Timeline),
    ("incident timeline", S::Timeline),
    ("timeline", S::Timeline),
    ("sequence of events", S::Timeline),
    ("chronology", S::Timeline),
    ("event log", S::Timeline),
    ("investigation & response", S::Response),
    ("detection", S::Detection),
    ("how it was found", S::Detection),
    ("how we found out", S::Detection),
    ("how it was detected", S::Detection),
    ("response", S::Response),
    ("incident response", S::Response),
    ("investigation", S::Response),
    ("diagnosis", S::Response),
    ("recovery", S::Recovery),
    ("resolution", S::Recovery),
    ("impact", S::Impact),
    ("user impact", S::Impact),
    ("customer impact", S::Impact),
    ("business impact", S::Impact),
    ("quick facts", S::Facts),
    ("facts", S::Facts),
    ("at a glance", S::Facts),
    ("metadata", S::Facts),
    ("incident overview", S::Facts),
    ("incident details", S::Facts),
    ("incident information", S::Facts),
    ("incident summary", S::Facts),
    ("executive summary", S::Summary),
    ("summary", S::Summary),
    ("overview", S::Summary),
    ("tl dr", S::Summary),
    ("tldr", S::Summary),
    ("abstract", S::Summary),
];

/// The part that a heading names; headings of Markdown may have other words with it.
pub(super) fn of_heading(text: &str) -> Option<Section> {
    let name = key(text);
    exact(&name).or_else(|| {
        // Longer names first, as they say more.
        let mut best: Option<(&str, Section)> = None;
        for (words, section) in NAMES {
            if has(&name, words) && best.is_none_or(|(known, _)| known.len() < words.len()) {
                best = Some((words, *section));
            }
        }
        best.map(|(_, section)| section)
    })
}

/// The part that a label or a line names, with these words and no others.
pub(super) fn exact(name: &str) -> Option<Section> {
    let name = name.strip_prefix("the ").unwrap_or(name);
    NAMES.iter().find(|(words, _)| *words == name).map(|(_, section)| *section)
}

/// Whether a heading says more than which part it begins; `Analysis of the incident` doesn't, `of the second node` does.
pub(super) fn says_more(text: &str) -> bool {
    const LITTLE: [&str; 27] = [
        "a",
        "about",
        "additional",
        "all",
        "and",
        "appendix",
        "at",
        "b",
        "c",
        "d",
        "detailed",
        "during",
        "executive",
        "final",
        "for",
        "full",
        "high",
        "in",
        "initial",
        "level",
        "local",
        "of",
        "our",
        "overview",
        "the",
        "time",
        "times",
    ];
    super::text::words(text).any(|word| {
        let word = small(word);
        // `Why's` is `whys` there.
        let named = || NAMES.iter().flat_map(|(words, _)| words.split(' ')).any(|known| known.starts_with(&word));
        let number = word.len() <= 2 && word.bytes().all(|c| c.is_ascii_digit());
        // A pictograph whose bytes were read in another encoding: in UTF-8 they begin with F0, E2 or EF.
        let begins = word.starts_with(['๐', 'ð', 'โ', 'â', 'ï']) || word.chars().count() == 1;
        let broken = begins && !word.bytes().any(|c| c.is_ascii_alphanumeric());
        !(number || broken || LITTLE.contains(&word.as_str()) || super::zone::is_one(&word) || named())
    })
}

/// The part that a plain line of its own names: few words, no sentence, nothing behind.
pub(super) fn of_line(body: &str) -> Option<Section> {
    if body.len() > 80 || body.ends_with(['.', ';', ',', '?']) || body.starts_with(['|', '-', '"', '(']) {
        return None;
    }
    let letters = body.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    // A heading begins large, or with a number.
    if !letters.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()) {
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
