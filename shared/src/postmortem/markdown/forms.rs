//! The forms themselves. Headings follow the houses that they are named after; words are ride's own.

use super::form::Block::{Blank, Facts, Has, Maybe};
use super::form::View::{Boxes, ByKind, ByStatus, List, Prose, Usual};
use super::form::{Block, Form, Part as P, Section};

const fn section(level: u8, heading: &'static str, blocks: &'static [Block]) -> Section {
    Section { level, heading, question: "", blocks }
}

const fn asking(heading: &'static str, question: &'static str, blocks: &'static [Block]) -> Section {
    Section { level: 2, heading, question, blocks }
}

/// Every section of ride's own form, in the order of the incident.
pub static RIDE: Form = Form {
    title: "Postmortem: ",
    evidence: true,
    sections: &[
        section(0, "", &[Facts(&[P::Id, P::Severity, P::Status, P::Date, P::Hours, P::Duration, P::Origin])]),
        section(2, "Summary", &[Has(P::Summary, Prose)]),
        section(
            2,
            "Impact",
            &[
                Facts(&[P::Users, P::Services, P::Revenue, P::Objectives]),
                Maybe(P::OtherImpact, Usual),
                Maybe(P::Calls, Usual),
            ],
        ),
        section(2, "Timeline", &[Has(P::Timeline, Usual)]),
        section(3, "Phases", &[Maybe(P::Phases, Usual)]),
        section(2, "Detection", &[Facts(&[P::FirstAlert]), Has(P::Detection, Usual)]),
        section(2, "Response", &[Facts(&[P::TakenOn, P::CauseNamed, P::FirstAction]), Has(P::Response, Usual)]),
        section(2, "Recovery", &[Facts(&[P::Improving, P::Over]), Has(P::Recovery, Usual)]),
        section(2, "Root cause", &[Has(P::RootCause, Prose)]),
        section(3, "Trigger", &[Has(P::Trigger, Prose)]),
        section(3, "Contributing factors", &[Has(P::Contributing, Usual)]),
        section(3, "Five whys", &[Has(P::Whys, Usual)]),
        section(2, "What went well", &[Has(P::WentWell, Usual)]),
        section(2, "What went wrong", &[Has(P::WentWrong, Usual)]),
        section(2, "Where we got lucky", &[Has(P::Lucky, Usual)]),
        section(2, "Surprises", &[Has(P::Surprises, Usual)]),
        section(2, "Mitigations", &[Has(P::Mitigations, Usual)]),
        section(3, "Durable fix", &[Has(P::Durable, Usual)]),
        section(2, "Action items", &[Has(P::Actions, Usual)]),
        section(2, "Lessons", &[]),
        section(3, "Technical", &[Has(P::LessonsTechnical, Usual)]),
        section(3, "Process", &[Has(P::LessonsProcess, Usual)]),
        section(3, "Cultural", &[Has(P::LessonsCultural, Usual)]),
        section(2, "MTTD, MTTA and MTTR", &[Facts(&[P::Detect, P::Acknowledge, P::Resolve])]),
        section(2, "Key metrics over time", &[Has(P::Figures, Usual)]),
        section(2, "Communication log", &[Has(P::Communication, Usual)]),
        section(2, "Technical details", &[Has(P::Technical, Usual)]),
        section(2, "Related incidents", &[Has(P::Related, Usual)]),
        section(2, "Follow-ups", &[Has(P::FollowUps, Usual)]),
        section(2, "A message to users", &[Has(P::UserMessage, Prose)]),
        section(2, "Written before the cause was shown", &[Maybe(P::Own, Usual)]),
        section(2, "Participants", &[Has(P::Participants, Usual)]),
        section(2, "Sign-off", &[Has(P::SignOff, Usual)]),
        section(2, "Further reading", &[Maybe(P::Reading, Usual)]),
    ],
};

/// After the example postmortem of the SRE books: what and why first, then what is to be done, the timeline last.
pub static GOOGLE_SRE: Form = Form {
    title: "Postmortem: ",
    evidence: true,
    sections: &[
        section(
            0,
            "",
            &[Facts(&[P::Id, P::Date]), Blank("the authors"), Facts(&[P::Status, P::Severity, P::Hours, P::Duration])],
        ),
        section(2, "Summary", &[Has(P::Summary, Prose)]),
        section(
            2,
            "Impact",
            &[
                Facts(&[P::Users, P::Services, P::Revenue, P::Objectives]),
                Maybe(P::OtherImpact, Usual),
                Maybe(P::Calls, Usual),
            ],
        ),
        section(2, "Root Causes", &[Has(P::RootCause, Prose), Maybe(P::Contributing, Usual), Maybe(P::Whys, Usual)]),
        section(2, "Trigger", &[Has(P::Trigger, Prose)]),
        section(2, "Resolution", &[Has(P::Mitigations, Usual), Maybe(P::Durable, Usual), Maybe(P::Recovery, Usual)]),
        section(2, "Detection", &[Facts(&[P::FirstAlert, P::Detect]), Maybe(P::Detection, Usual)]),
        section(2, "Action Items", &[Has(P::Actions, Usual)]),
        section(2, "Lessons Learned", &[]),
        section(3, "What went well", &[Has(P::WentWell, Usual)]),
        section(3, "What went wrong", &[Has(P::WentWrong, Usual)]),
        section(3, "Where we got lucky", &[Has(P::Lucky, Usual)]),
        section(2, "Timeline", &[Has(P::Timeline, Usual)]),
        section(
            2,
            "Supporting information",
            &[
                Facts(&[P::Acknowledge, P::Resolve]),
                Has(P::Figures, Usual),
                Maybe(P::Technical, Usual),
                Maybe(P::Reading, Usual),
            ],
        ),
    ],
};

/// After PagerDuty's: an owner and a meeting, what happened, who responded, how it went, what is told to whom.
pub static PAGERDUTY: Form = Form {
    title: "",
    evidence: true,
    sections: &[
        section(
            0,
            "",
            &[
                Blank("the postmortem's owner, when the review meeting is, and where its call is recorded"),
                Facts(&[P::Id, P::Severity, P::Status, P::Date, P::Hours]),
            ],
        ),
        section(2, "Overview", &[Has(P::Summary, Prose)]),
        section(2, "What Happened", &[Has(P::RootCause, Prose), Has(P::Trigger, Prose), Maybe(P::Whys, Usual)]),
        section(2, "Contributing Factors", &[Has(P::Contributing, Usual)]),
        section(
            2,
            "Resolution",
            &[
                Facts(&[P::FirstAction, P::Over]),
                Has(P::Mitigations, Usual),
                Maybe(P::Recovery, Usual),
                Maybe(P::Durable, Usual),
            ],
        ),
        section(
            2,
            "Impact",
            &[
                Facts(&[P::Duration, P::Users, P::Services, P::Revenue, P::Objectives]),
                Maybe(P::OtherImpact, Usual),
                Maybe(P::Calls, Usual),
            ],
        ),
        section(
            2,
            "Responders",
            &[Has(P::Participants, Usual), Facts(&[P::Detect, P::Acknowledge, P::Resolve]), Maybe(P::Response, Usual)],
        ),
        section(2, "Timeline", &[Has(P::Timeline, Usual)]),
        section(2, "How'd We Do?", &[Maybe(P::Detection, Usual)]),
        section(3, "What Went Well?", &[Has(P::WentWell, Usual)]),
        section(3, "What Didn't Go So Well?", &[Has(P::WentWrong, Usual)]),
        section(2, "Action Items", &[Has(P::Actions, Usual)]),
        section(2, "Messaging", &[]),
        section(3, "Internal Email", &[Blank("what colleagues are told, and by whom")]),
        section(3, "External Message", &[Has(P::UserMessage, Prose), Maybe(P::Communication, Usual)]),
    ],
};

/// After Atlassian's handbook: from the leadup to the corrective actions, with the question that each section answers.
pub static ATLASSIAN: Form = Form {
    title: "Postmortem: ",
    evidence: true,
    sections: &[
        section(0, "", &[Facts(&[P::Id, P::Severity, P::Status])]),
        asking(
            "Incident summary",
            "What happened, when, and how bad was it?",
            &[Facts(&[P::Date, P::Hours, P::Duration]), Has(P::Summary, Prose)],
        ),
        asking("Leadup", "Which changes and events came before it?", &[Has(P::Trigger, Prose)]),
        asking(
            "Fault",
            "What did not work as it was meant to?",
            &[Has(P::Contributing, Usual), Maybe(P::Technical, Usual)],
        ),
        asking(
            "Impact",
            "What did users and colleagues notice?",
            &[
                Facts(&[P::Users, P::Services, P::Revenue, P::Objectives]),
                Maybe(P::OtherImpact, Usual),
                Maybe(P::Calls, Usual),
            ],
        ),
        asking(
            "Detection",
            "How was it noticed, and how could that take half the time?",
            &[Facts(&[P::FirstAlert, P::Detect]), Has(P::Detection, Usual)],
        ),
        asking(
            "Response",
            "Who responded, when, and what held them up?",
            &[Facts(&[P::TakenOn, P::Acknowledge]), Has(P::Response, Usual)],
        ),
        asking(
            "Recovery",
            "How did the service come back, and how could it come back sooner?",
            &[Facts(&[P::Over, P::Resolve]), Has(P::Mitigations, Usual), Has(P::Recovery, Usual)],
        ),
        asking("Timeline", "What happened when?", &[Has(P::Timeline, Usual), Maybe(P::Figures, Usual)]),
        asking(
            "Root cause identification: The Five Whys",
            "Why did it happen, and why that, down to something that can be changed?",
            &[Has(P::Whys, Usual)],
        ),
        asking("Root cause", "What has to change so that this kind of incident ends?", &[Has(P::RootCause, Prose)]),
        asking(
            "Backlog check",
            "Was anything planned that would have prevented it?",
            &[Blank("what the backlog already had, and why it was not done")],
        ),
        asking("Recurrence", "Has the same cause shown itself before?", &[Has(P::Related, Usual)]),
        asking(
            "Lessons learned",
            "What went well, what could go better, and where were we lucky?",
            &[Has(P::WentWell, Usual), Has(P::WentWrong, Usual), Has(P::Lucky, Usual)],
        ),
        asking(
            "Corrective actions",
            "What will be done, by whom, until when?",
            &[Has(P::Actions, Usual), Maybe(P::Durable, Usual)],
        ),
    ],
};

/// A formal report, with metrics, appendices and names under it.
pub static REPORT: Form = Form {
    title: "Postmortem: ",
    evidence: true,
    sections: &[
        section(2, "Incident Summary", &[Facts(&[P::Id, P::Date, P::Hours, P::Duration, P::Severity, P::Status])]),
        section(
            3,
            "Impact",
            &[
                Facts(&[P::Services, P::Users, P::Revenue, P::Objectives]),
                Maybe(P::OtherImpact, Usual),
                Maybe(P::Calls, Usual),
            ],
        ),
        section(3, "Summary", &[Has(P::Summary, Prose)]),
        section(2, "Timeline", &[]),
        section(3, "Detection", &[Facts(&[P::FirstAlert, P::TakenOn]), Maybe(P::Detection, Usual)]),
        section(3, "Investigation and Response", &[Has(P::Timeline, Usual), Maybe(P::Response, Usual)]),
        section(
            3,
            "Resolution",
            &[
                Facts(&[P::FirstAction, P::Improving, P::Over]),
                Has(P::Mitigations, Usual),
                Maybe(P::Durable, Usual),
                Maybe(P::Recovery, Usual),
            ],
        ),
        section(2, "Root Cause Analysis", &[Has(P::RootCause, Prose), Has(P::Trigger, Prose)]),
        section(3, "Contributing Factors", &[Has(P::Contributing, Usual)]),
        section(3, "5 Whys Analysis", &[Has(P::Whys, Usual)]),
        section(2, "What Went Well", &[Has(P::WentWell, Usual)]),
        section(2, "What Went Wrong", &[Has(P::WentWrong, Usual)]),
        section(2, "Where We Got Lucky", &[Maybe(P::Lucky, Usual)]),
        section(2, "Surprises", &[Maybe(P::Surprises, Usual)]),
        section(2, "Action Items", &[Has(P::Actions, Usual)]),
        section(3, "Categories of Actions", &[Maybe(P::Actions, ByKind)]),
        section(2, "Lessons Learned", &[]),
        section(3, "Technical Lessons", &[Has(P::LessonsTechnical, Usual)]),
        section(3, "Process Lessons", &[Has(P::LessonsProcess, Usual)]),
        section(3, "Cultural Lessons", &[Has(P::LessonsCultural, Usual)]),
        section(2, "Supporting Information", &[]),
        section(3, "Metrics", &[Facts(&[P::Resolve, P::Acknowledge, P::Detect])]),
        section(3, "Related Incidents", &[Has(P::Related, Usual)]),
        section(2, "Appendices", &[]),
        section(3, "Appendix A: Key Metrics During the Incident", &[Has(P::Figures, Usual)]),
        section(3, "Appendix B: Communication Log", &[Has(P::Communication, Usual)]),
        section(3, "Appendix C: Technical Details", &[Has(P::Technical, Usual)]),
        section(2, "Sign-off", &[Has(P::SignOff, Usual)]),
        section(3, "Participants", &[Has(P::Participants, Usual)]),
        section(2, "Follow-up Notes", &[Has(P::FollowUps, Usual)]),
    ],
};

/// For engineers: from the chain of events to the fix, the prevention, and a closer look at the machinery.
pub static TECHNICAL: Form = Form {
    title: "",
    evidence: true,
    sections: &[
        section(
            2,
            "Incident Summary",
            &[Facts(&[P::Date, P::Hours, P::Duration, P::Severity]), Has(P::Summary, Prose)],
        ),
        section(
            3,
            "Quick Facts",
            &[
                Facts(&[P::Users, P::Services, P::Revenue, P::Objectives, P::Detect, P::Acknowledge, P::Resolve]),
                Maybe(P::OtherImpact, Usual),
            ],
        ),
        section(2, "Timeline", &[Has(P::Timeline, List)]),
        section(2, "Root Cause Analysis", &[]),
        section(3, "What Happened", &[Has(P::RootCause, Prose)]),
        section(3, "Chain of Events", &[Has(P::Trigger, Usual), Maybe(P::Whys, Usual)]),
        section(3, "Contributing Factors", &[Has(P::Contributing, Usual)]),
        section(2, "Immediate Fix", &[]),
        section(3, "Actions Taken", &[Has(P::Mitigations, Usual)]),
        section(3, "Why This Worked", &[Has(P::Recovery, Usual)]),
        section(2, "Long-term Prevention", &[Has(P::Durable, Usual)]),
        section(2, "Lessons Learned", &[]),
        section(3, "What Went Well", &[Has(P::WentWell, Usual)]),
        section(3, "What Went Wrong", &[Has(P::WentWrong, Usual)]),
        section(3, "Surprises", &[Has(P::Surprises, Usual)]),
        section(2, "Action Items", &[Has(P::Actions, ByStatus)]),
        section(2, "Technical Deep Dive", &[Has(P::Technical, Usual), Has(P::Figures, Usual), Maybe(P::Calls, Usual)]),
        section(2, "Related Incidents", &[Has(P::Related, Usual)]),
        section(2, "References", &[Maybe(P::Reading, Usual)]),
        section(2, "People", &[Has(P::Participants, Usual), Maybe(P::FollowUps, Usual)]),
    ],
};

/// For the public: as short as it can be, and with a word to the users.
pub static PUBLIC: Form = Form {
    title: "",
    evidence: false,
    sections: &[
        section(0, "", &[Facts(&[P::Status, P::Date, P::Duration, P::Users, P::Severity])]),
        section(2, "Executive Summary", &[Has(P::Summary, Prose)]),
        section(2, "Timeline", &[Has(P::Timeline, List)]),
        section(2, "Root Cause", &[Has(P::RootCause, Prose)]),
        section(2, "Mitigations", &[Has(P::Mitigations, Usual), Maybe(P::Durable, Usual)]),
        section(2, "Action Items", &[Has(P::Actions, List)]),
        section(2, "To Our Users", &[Has(P::UserMessage, Prose)]),
    ],
};

/// A team's own page: each section says what it is to answer.
pub static TEAM: Form = Form {
    title: "",
    evidence: true,
    sections: &[
        section(0, "", &[Facts(&[P::Date, P::Hours, P::Duration, P::Status]), Has(P::Summary, Prose)]),
        asking(
            "Leadup",
            "Which events led up to it, and in which order?",
            &[Has(P::Trigger, Usual), Has(P::Timeline, Usual)],
        ),
        asking(
            "Impact",
            "What could people inside and outside no longer do?",
            &[
                Facts(&[P::Services, P::Users]),
                Maybe(P::Revenue, Usual),
                Maybe(P::Objectives, Usual),
                Maybe(P::OtherImpact, Usual),
                Maybe(P::Calls, Usual),
            ],
        ),
        asking(
            "Detection",
            "When did we notice it, and what would show it to us sooner?",
            &[Facts(&[P::FirstAlert, P::Detect]), Has(P::Detection, Usual), Maybe(P::Figures, Usual)],
        ),
        asking(
            "Response",
            "Which roles responded, and what was in their way?",
            &[Facts(&[P::TakenOn, P::Acknowledge]), Has(P::Response, Usual), Maybe(P::Participants, Usual)],
        ),
        asking(
            "Recovery",
            "What brought it back, and what would bring it back sooner next time?",
            &[Facts(&[P::Over, P::Resolve]), Has(P::Mitigations, Usual), Maybe(P::Recovery, Usual)],
        ),
        asking("Five Whys", "Asked again and again: why?", &[Has(P::Whys, Usual)]),
        asking(
            "Blameless root cause",
            "What was the cause in the end, and what has to change so that it stays away?",
            &[Has(P::RootCause, Prose), Maybe(P::Contributing, Usual), Maybe(P::Durable, Usual)],
        ),
        asking(
            "Lessons learned",
            "What do we know now that we did not know before?",
            &[
                Maybe(P::WentWell, Usual),
                Maybe(P::WentWrong, Usual),
                Maybe(P::Lucky, Usual),
                Maybe(P::Surprises, Usual),
                Has(P::LessonsTechnical, Usual),
                Maybe(P::LessonsProcess, Usual),
                Maybe(P::LessonsCultural, Usual),
            ],
        ),
        asking("Follow-up tasks", "What is left to do?", &[Has(P::Actions, Boxes), Maybe(P::FollowUps, Usual)]),
    ],
};
