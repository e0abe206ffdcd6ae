//! What makes a good postmortem, by example, in the lab's own incidents.

use super::paste::head;
use crate::dom::{El, div, el, link, p, txt};
use crate::markdown::markdown;

/// A section: its address, its heading, and what stands in it.
struct Section {
    id: &'static str,
    heading: &'static str,
    parts: &'static [Part],
}

enum Part {
    /// Text, in the page's little Markdown.
    Text(&'static str),
    /// Lines of a timeline: the time, the source, what it showed.
    Timeline(&'static [[&'static str; 3]]),
    /// Two texts beside each other, under these two labels.
    Pairs([&'static str; 2], &'static [[&'static str; 2]]),
    /// Questions and their answers.
    Whys(&'static [[&'static str; 2]]),
}

use Part::{Pairs, Text, Timeline, Whys};

/// What people write, and what to write.
const WORDING: [&str; 2] = ["Instead of", "Write"];

const SECTIONS: &[Section] = &[
    Section {
        id: "timeline",
        heading: "A timeline is evidence",
        parts: &[
            Text(
                "Each line says when, who or what said so, and what it showed. Whoever reads it can look it up; whoever \
                 doubts it knows where. Write what was seen, not what was concluded from it later.",
            ),
            Timeline(&[
                ["03:15", "health check", "customer_api: 3 of 3 checks failed"],
                ["03:15", "customer_api log", "FATAL:  sorry, too many clients already"],
                ["03:19", "deploy tool", "customer_api restarted; still failing at 03:20"],
                ["03:31", "psql", "pg_stat_activity: account_refresh holds 69 of 100 sessions, all idle"],
                ["03:33", "psql", "those 69 terminated; the next health check passes"],
            ]),
            Text(
                "The restart at 03:19 stays in, though it did nothing. That it did nothing is how one knows that \
                 customer_api wasn't holding the sessions.",
            ),
        ],
    },
    Section {
        id: "blameless",
        heading: "Say what happened, not who failed",
        parts: &[
            Text(
                "People did what made sense with what they could see. A sentence that ends at a person ends the inquiry \
                 too: the next person will see the same, and do the same. Name roles, and say what the tools let through.",
            ),
            Pairs(
                WORDING,
                &[
                    [
                        "The developer forgot to release the connection.",
                        "The catch block had no `release()`. Review and tests look at the path that works; nothing makes a \
                     handler fail and counts connections afterwards.",
                    ],
                    [
                        "The admin carelessly ran ALTER TABLE in the middle of the day.",
                        "`ALTER TABLE orders` waited for a lock behind partner_feed's read, without `lock_timeout`. Every later \
                     statement on orders queued behind it.",
                    ],
                    [
                        "On-call should have known that restarting doesn't help.",
                        "The runbook's first step is a restart. It doesn't say how to tell which service holds the connections.",
                    ],
                    [
                        "Nobody noticed for two days.",
                        "Idle sessions grew from 0 to 69 over two days. There is an alert on failed health checks, none on \
                     connections in use.",
                    ],
                ],
            ),
        ],
    },
    Section {
        id: "impact",
        heading: "Impact in figures",
        parts: &[
            Text(
                "How many, of how many, from when to when, measured where. A figure that isn't known is a blank, not an adjective.",
            ),
            Pairs(
                WORDING,
                &[
                    [
                        "Some users had problems for a while.",
                        "From 14:23 to 14:52 UTC 23 % of requests got a 503, by the load balancer's count; 12,400 people met at \
                     least one.",
                    ],
                    ["The database was overloaded.", "Connections stood at 100 of 100. Processors were at 9 %."],
                    ["It was very slow.", "p95 went from 180 ms to 5,200 ms at 14:25, and back to 190 ms at 14:50."],
                    [
                        "Orders were lost.",
                        "Orders lost: to be counted from the payment provider's log, by the payments team.",
                    ],
                ],
            ),
        ],
    },
    Section {
        id: "whys",
        heading: "Five whys, down to something one can change",
        parts: &[
            Text(
                "Ask on until the answer is something that you can change, and then stop. Five is a habit, not a law; and \
                 where an answer has two causes, follow both.",
            ),
            Whys(&[
                ["Why did health checks fail?", "customer_api got no connection: `too many clients already`."],
                ["Why were there none?", "account_refresh held 69 of 100, idle."],
                ["Why did it hold them?", "On a validation error it returned without closing its connection."],
                ["Why did that go out?", "No test makes the validation fail; all test data is valid."],
                [
                    "Why could one job starve everybody?",
                    "Its role has no CONNECTION LIMIT, and nothing alerts before the last slot is gone.",
                ],
            ]),
            Text(
                "The last two can be changed by next week. \u{201c}Human error\u{201d} can't, and so is no root cause. The \
                 CRM import that brought the malformed addresses is the **trigger**: without the leak it would have been \
                 fifty lines in a log.",
            ),
        ],
    },
    Section {
        id: "fix",
        heading: "Mitigation is not the fix",
        parts: &[
            Text(
                "A mitigation ends the harm. A durable fix makes the cause harmless when it comes back. Name both, and say \
                 which of them is done; the lab runs the cause once more before it scores, and so does production.",
            ),
            Pairs(
                ["Mitigation", "Durable fix"],
                &[
                    [
                        "Connection storm: 85 idle sessions of deploy_worker terminated.",
                        "A pool of 10 in deploy_worker, reconnects with backoff and jitter, a CONNECTION LIMIT on its role.",
                    ],
                    [
                        "Lock queue: the waiting ALTER TABLE cancelled.",
                        "`lock_timeout` on the role that changes tables, and a tool that tries again.",
                    ],
                    [
                        "Used-up key: the sequence restarted in the negative half.",
                        "The key, its sequence and every reference to it are bigint; an alert at 70 % of the range.",
                    ],
                ],
            ),
        ],
    },
    Section {
        id: "actions",
        heading: "Action items that one can verify",
        parts: &[
            Text(
                "Each has an owner, a date, and a way for somebody else to see that it is done. Five that are finished beat \
                 twenty that aren't. Have at least one for each: that it doesn't happen, that it is seen sooner, that it \
                 ends sooner.",
            ),
            Pairs(
                WORDING,
                &[
                    [
                        "Improve monitoring.",
                        "Alert at 80 and 95 % of `max_connections`, by application_name. Owner: platform. Due 21 March. Done \
                     when a test that opens 81 sessions pages.",
                    ],
                    [
                        "Be more careful with connections.",
                        "A test in CI makes each handler fail and compares the count of sessions before and after. Owner: \
                     accounts. Due 28 March.",
                    ],
                    [
                        "Look into connection limits.",
                        "`ALTER ROLE account_refresh CONNECTION LIMIT 10`. Owner: database. Due today. Done when `\\du` shows it.",
                    ],
                ],
            ),
        ],
    },
    Section {
        id: "times",
        heading: "MTTD, MTTA, MTTR, and what they don't say",
        parts: &[
            Text(
                "- **MTTD**, to detect: from the first symptom to the first alert.\n- **MTTA**, to acknowledge: from the \
                 alert until somebody took it on.\n- **MTTR**, to resolve: from the beginning until it was over.",
            ),
            Text(
                "The M stands for a mean over many incidents; of one there is just a duration. Say what you count from: the \
                 leak above began two days before its first symptom, and an MTTD of one minute hides just that. A restart \
                 that hides the cause shortens MTTR and brings the page back tomorrow. And a mean over a storm of four \
                 minutes and a leak of two days describes neither.",
            ),
            Text(
                "What they are good for: to see where the time went. Most of it is between the first look and the right one.",
            ),
        ],
    },
];

/// The page.
pub fn guide() -> Vec<El> {
    let item = |section: &Section| el("li", "").with(vec![link(&["#", section.id].concat(), section.heading)]);
    let contents = el("nav", "contents")
        .attr("aria-label", "On this page")
        .with(vec![el("ul", "").with(SECTIONS.iter().map(item).collect())]);
    let lead =
        p("A postmortem is read by people who weren't there, to change something. These are the lab's own incidents, \
                  written up badly and well.");
    let last = el("p", "promise")
        .text("Take what you have of your last incident and ")
        .with(vec![link("/postmortem", "paste its timeline")])
        .text(", or ")
        .with(vec![link("/", "have one in the lab")])
        .text(" and write that up.");
    let mut article = vec![lead.attr("class", "lead")];
    article.extend(SECTIONS.iter().map(section));
    article.push(last);
    vec![
        head("What makes a good postmortem", Some(("/postmortem", "Write one from a timeline"))),
        el("main", "guide").with(vec![contents, el("article", "prose").with(article)]),
    ]
}

fn section(of: &Section) -> El {
    let parts = of.parts.iter().flat_map(part).collect();
    el("section", "").with(vec![txt("h2", "", of.heading).attr("id", of.id)]).with(parts)
}

fn part(of: &Part) -> Vec<El> {
    match of {
        Text(text) => markdown(text),
        Timeline(lines) => {
            let line = |[at, source, text]: &[&str; 3]| {
                el("li", "").with(vec![txt("time", "", at), txt("span", "muted", source), txt("span", "", text)])
            };
            vec![el("ol", "told").with(lines.iter().map(line).collect())]
        }
        Pairs([bad, good], pairs) => {
            let side = |label: &str, class: &str, text: &str| {
                div(class).with(vec![txt("p", "label", label)]).with(markdown(text))
            };
            let pair = |[one, other]: &[&str; 2]| {
                el("li", "sides").with(vec![side(bad, "side bad", one), side(good, "side good", other)])
            };
            vec![el("ul", "pairs").with(pairs.iter().map(pair).collect())]
        }
        Whys(whys) => {
            let why = |[question, answer]: &[&str; 2]| {
                el("li", "").with(vec![txt("strong", "", question)]).with(markdown(answer))
            };
            vec![el("ol", "whys").with(whys.iter().map(why).collect())]
        }
    }
}
