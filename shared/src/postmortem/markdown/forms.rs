//! The forms themselves, a file each. Headings follow the houses that they are named after; words are ride's own.
//!
//! A form is written as it will be read: sections with a blank line between them, each with its heading, the question that it
//! answers, and a line for what fills it:
//!
//! - `- Id Date`: one line for each part, what isn't known is marked;
//! - `+ Summary Prose`: a part, or the mark that it is to be filled in; how it is shown, where not as usual;
//! - `? Calls`: a part, or nothing;
//! - `_ the authors`: something that only people know.

use super::form::Form;

/// Every section of ride's own form, in the order of the incident.
pub static RIDE: Form = Form { title: "Postmortem: ", evidence: true, sections: include_str!("forms/ride.txt") };

/// After the example postmortem of the SRE books: what and why first, then what is to be done, the timeline last.
pub static GOOGLE_SRE: Form =
    Form { title: "Postmortem: ", evidence: true, sections: include_str!("forms/google-sre.txt") };

/// After PagerDuty's: an owner and a meeting, what happened, who responded, how it went, what is told to whom.
pub static PAGERDUTY: Form = Form { title: "", evidence: true, sections: include_str!("forms/pagerduty.txt") };

/// After Atlassian's handbook: from the leadup to the corrective actions, with the question that each section answers.
pub static ATLASSIAN: Form =
    Form { title: "Postmortem: ", evidence: true, sections: include_str!("forms/atlassian.txt") };

/// A formal report, with metrics, appendices and names under it.
pub static REPORT: Form = Form { title: "Postmortem: ", evidence: true, sections: include_str!("forms/report.txt") };

/// For engineers: from the chain of events to the fix, the prevention, and a closer look at the machinery.
pub static TECHNICAL: Form = Form { title: "", evidence: true, sections: include_str!("forms/technical.txt") };

/// For the public: as short as it can be, and with a word to the users.
pub static PUBLIC: Form = Form { title: "", evidence: false, sections: include_str!("forms/public.txt") };

/// A team's own page: each section says what it is to answer.
pub static TEAM: Form = Form { title: "", evidence: true, sections: include_str!("forms/team.txt") };
