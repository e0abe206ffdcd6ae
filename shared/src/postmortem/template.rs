//! The forms that a postmortem can be written in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A form of `postmortem.md`: which sections there are, in which order, under which headings. What has no place in a form
/// goes to its appendix, so a form never drops what is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Template {
    /// ride's own: every section there is.
    #[default]
    Ride,
    /// After the example postmortem in Google's SRE books.
    GoogleSre,
    /// After PagerDuty's published template.
    Pagerduty,
    /// After Atlassian's incident handbook.
    Atlassian,
    /// A formal report with sign-off.
    Report,
    /// For engineers: chain of events, fix, prevention, a closer look.
    Technical,
    /// For the public: short, with a word to the users.
    Public,
    /// A team's own page, each section with its question.
    Team,
}

/// A name that is no template's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no template `{given}`; there are: {}", Template::names())]
pub struct UnknownTemplate {
    /// What was asked for.
    pub given: String,
}

impl Template {
    /// All of them, the default first.
    pub const ALL: [Template; 8] = [
        Template::Ride,
        Template::GoogleSre,
        Template::Pagerduty,
        Template::Atlassian,
        Template::Report,
        Template::Technical,
        Template::Public,
        Template::Team,
    ];

    /// The name that people choose it by.
    pub fn name(self) -> &'static str {
        match self {
            Template::Ride => "ride",
            Template::GoogleSre => "google-sre",
            Template::Pagerduty => "pagerduty",
            Template::Atlassian => "atlassian",
            Template::Report => "report",
            Template::Technical => "technical",
            Template::Public => "public",
            Template::Team => "team",
        }
    }

    /// What it is, in a line.
    pub fn description(self) -> &'static str {
        match self {
            Template::Ride => "every section there is, in the order of the incident",
            Template::GoogleSre => "after the example in Google's SRE books: lessons first, the timeline last",
            Template::Pagerduty => {
                "after PagerDuty's: overview, what happened, response, what went well and what didn't"
            }
            Template::Atlassian => "after Atlassian's incident handbook: from the leadup to corrective actions",
            Template::Report => {
                "a formal report: impact, timeline, analysis, action items, lessons, sign-off, appendices"
            }
            Template::Technical => "for engineers: chain of events, immediate fix, long-term prevention, a closer look",
            Template::Public => "short, for the public: executive summary, timeline, root cause, a word to the users",
            Template::Team => "a team's own page: leadup to follow-up, each section with its question",
        }
    }

    /// All names, with commas.
    pub fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Template {
    type Err = UnknownTemplate;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|t| t.name().eq_ignore_ascii_case(name.trim()))
            .ok_or_else(|| UnknownTemplate { given: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_found_by_its_name() {
        for template in Template::ALL {
            assert_eq!(template.name().parse(), Ok(template));
            assert_eq!(serde_json::to_value(template).expect("json"), template.name());
        }
        let wrong = "sre".parse::<Template>().expect_err("no such template").to_string();
        assert!(wrong.contains("`sre`") && wrong.contains("google-sre"), "{wrong}");
    }
}
