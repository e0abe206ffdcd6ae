//! What kind of entry a text is, by its words.

use super::text::{is_at, word_starts};
use crate::postmortem::model::{Item, Kind};

/// Words, the kind that they speak for, and how strongly. A `*` stands for any ending.
const WORDS: &[(&str, Kind, i32)] = &[
    // Over.
    ("resolved", Kind::Resolved, 7),
    ("all clear", Kind::Resolved, 8),
    ("incident closed", Kind::Resolved, 8),
    ("incident over", Kind::Resolved, 8),
    ("closing the incident", Kind::Resolved, 8),
    ("closed the incident", Kind::Resolved, 8),
    ("declared over", Kind::Resolved, 8),
    ("marked as resolved", Kind::Resolved, 8),
    ("all systems nominal", Kind::Resolved, 6),
    ("all systems operational", Kind::Resolved, 6),
    ("fully operational", Kind::Resolved, 5),
    ("fully recovered", Kind::Resolved, 6),
    ("fully restored", Kind::Resolved, 6),
    ("service restored", Kind::Resolved, 6),
    ("services restored", Kind::Resolved, 6),
    ("full recovery", Kind::Resolved, 6),
    ("full service restoration", Kind::Resolved, 6),
    ("operational", Kind::Resolved, 2),
    ("back online", Kind::Resolved, 5),
    ("incident end*", Kind::Resolved, 7),
    ("confirmed stability", Kind::Resolved, 4),
    // Better.
    ("back to normal", Kind::Improving, 5),
    ("returned to normal", Kind::Improving, 5),
    ("returning to normal", Kind::Improving, 5),
    ("recover*", Kind::Improving, 4),
    ("decreas*", Kind::Improving, 4),
    ("dropping", Kind::Improving, 4),
    ("dropped to", Kind::Improving, 4),
    ("dropped from", Kind::Improving, 3),
    ("draining", Kind::Improving, 4),
    ("drop to", Kind::Improving, 4),
    ("drops to", Kind::Improving, 4),
    ("back at", Kind::Improving, 4),
    ("back to", Kind::Improving, 4),
    ("back under", Kind::Improving, 4),
    ("back below", Kind::Improving, 4),
    ("falling", Kind::Improving, 3),
    ("improv*", Kind::Improving, 4),
    ("stabili*", Kind::Improving, 4),
    ("normaliz*", Kind::Improving, 5),
    ("normalis*", Kind::Improving, 5),
    ("subsid*", Kind::Improving, 4),
    ("latency normal", Kind::Improving, 5),
    ("normal", Kind::Improving, 2),
    ("healthy", Kind::Improving, 2),
    ("partial recovery", Kind::Improving, 5),
    ("partially operational", Kind::Improving, 7),
    ("partially restored", Kind::Improving, 6),
    ("smoke tests passed", Kind::Improving, 5),
    ("tests passed", Kind::Improving, 3),
    ("baseline", Kind::Improving, 2),
    ("catching up", Kind::Improving, 3),
    ("caught up", Kind::Improving, 4),
    ("no more errors", Kind::Improving, 5),
    ("errors stopped", Kind::Improving, 5),
    ("restored", Kind::Improving, 4),
    // Something done against it.
    ("rollback", Kind::Mitigation, 6),
    ("rolled back", Kind::Mitigation, 7),
    ("rolling back", Kind::Mitigation, 7),
    ("roll back", Kind::Mitigation, 6),
    ("revert*", Kind::Mitigation, 6),
    ("rolling restart", Kind::Mitigation, 6),
    ("restart initiated", Kind::Mitigation, 7),
    ("restarted", Kind::Mitigation, 4),
    ("restarting", Kind::Mitigation, 5),
    ("restart", Kind::Mitigation, 3),
    ("hotfix*", Kind::Mitigation, 6),
    ("fix applied", Kind::Mitigation, 7),
    ("fix deployed", Kind::Mitigation, 7),
    ("deployed fix", Kind::Mitigation, 7),
    ("deploying fix", Kind::Mitigation, 7),
    ("deployed the fix", Kind::Mitigation, 7),
    ("deploying a fix", Kind::Mitigation, 7),
    ("patch*", Kind::Mitigation, 4),
    ("terminat*", Kind::Mitigation, 4),
    ("cancel*", Kind::Mitigation, 4),
    ("killed", Kind::Mitigation, 5),
    ("killing", Kind::Mitigation, 5),
    ("pg_terminate_backend", Kind::Mitigation, 6),
    ("scaled", Kind::Mitigation, 4),
    ("scaling", Kind::Mitigation, 3),
    ("failed over", Kind::Mitigation, 5),
    ("failing over", Kind::Mitigation, 5),
    ("promoted", Kind::Mitigation, 4),
    ("disabled", Kind::Mitigation, 5),
    ("disabling", Kind::Mitigation, 5),
    ("feature flag", Kind::Mitigation, 3),
    ("increased", Kind::Mitigation, 3),
    ("raised", Kind::Mitigation, 3),
    ("mitigat*", Kind::Mitigation, 5),
    ("workaround", Kind::Mitigation, 5),
    ("throttl*", Kind::Mitigation, 4),
    ("drained", Kind::Mitigation, 3),
    ("cleared", Kind::Mitigation, 3),
    ("stopped", Kind::Mitigation, 3),
    ("paused", Kind::Mitigation, 4),
    ("cordoned", Kind::Mitigation, 4),
    ("blocked traffic", Kind::Mitigation, 5),
    ("shed", Kind::Mitigation, 4),
    ("added index", Kind::Mitigation, 5),
    ("creating index", Kind::Mitigation, 5),
    ("creating the index", Kind::Mitigation, 5),
    ("index created", Kind::Mitigation, 5),
    ("create index", Kind::Mitigation, 5),
    ("created index", Kind::Mitigation, 5),
    ("code fix", Kind::Mitigation, 4),
    ("remounted", Kind::Mitigation, 4),
    ("bounced", Kind::Mitigation, 4),
    ("redeploy*", Kind::Mitigation, 5),
    // The cause was named.
    ("identified", Kind::Identified, 6),
    ("root cause", Kind::Identified, 6),
    ("cause found", Kind::Identified, 7),
    ("found the cause", Kind::Identified, 7),
    ("culprit", Kind::Identified, 6),
    ("found it", Kind::Identified, 6),
    ("traced to", Kind::Identified, 6),
    ("caused by", Kind::Identified, 5),
    ("turns out", Kind::Identified, 4),
    ("pinpointed", Kind::Identified, 6),
    ("looks like", Kind::Identified, 4),
    ("leak from", Kind::Identified, 2),
    ("confirmed that", Kind::Identified, 3),
    // Looking.
    ("investigat*", Kind::Investigation, 5),
    ("check", Kind::Investigation, 3),
    ("checks", Kind::Investigation, 4),
    ("checked", Kind::Investigation, 5),
    ("checking", Kind::Investigation, 5),
    ("looking", Kind::Investigation, 4),
    ("looked", Kind::Investigation, 4),
    ("review*", Kind::Investigation, 5),
    ("analy*", Kind::Investigation, 5),
    ("confirmed", Kind::Investigation, 4),
    ("suspect*", Kind::Investigation, 4),
    ("joined", Kind::Investigation, 4),
    ("joins", Kind::Investigation, 4),
    ("engaged", Kind::Investigation, 4),
    ("notices", Kind::Investigation, 3),
    ("decision", Kind::Investigation, 4),
    ("decided", Kind::Investigation, 4),
    ("found", Kind::Investigation, 3),
    ("noticed", Kind::Investigation, 3),
    ("see", Kind::Investigation, 2),
    ("seeing", Kind::Investigation, 3),
    ("correlat*", Kind::Investigation, 4),
    ("debug*", Kind::Investigation, 4),
    ("logs", Kind::Investigation, 2),
    ("pg_stat_activity", Kind::Investigation, 4),
    ("ruled out", Kind::Investigation, 5),
    ("dashboards", Kind::Investigation, 2),
    ("escalat*", Kind::Investigation, 3),
    ("reproduc*", Kind::Investigation, 4),
    ("triag*", Kind::Investigation, 4),
    ("war room", Kind::Investigation, 3),
    // Taken on.
    ("acknowledg*", Kind::Acknowledged, 9),
    ("acked", Kind::Acknowledged, 9),
    ("acks", Kind::Acknowledged, 9),
    ("commander assigned", Kind::Acknowledged, 7),
    ("assigned", Kind::Acknowledged, 3),
    ("ack", Kind::Acknowledged, 7),
    ("ack'd", Kind::Acknowledged, 9),
    ("i'm on it", Kind::Acknowledged, 8),
    ("on it", Kind::Acknowledged, 5),
    ("taking a look", Kind::Acknowledged, 6),
    ("taking this", Kind::Acknowledged, 6),
    ("i'll take", Kind::Acknowledged, 6),
    ("picked up the page", Kind::Acknowledged, 9),
    ("responded to the page", Kind::Acknowledged, 9),
    ("responded to page", Kind::Acknowledged, 9),
    ("started investigating", Kind::Acknowledged, 6),
    ("began investigating", Kind::Acknowledged, 6),
    ("starts investigating", Kind::Acknowledged, 6),
    // Told.
    ("status page", Kind::Communication, 8),
    ("statuspage", Kind::Communication, 8),
    ("customers notified", Kind::Communication, 8),
    ("notified customers", Kind::Communication, 8),
    ("customer notification*", Kind::Communication, 8),
    ("stakeholders", Kind::Communication, 6),
    ("incident channel", Kind::Communication, 7),
    ("posted update", Kind::Communication, 7),
    ("email sent", Kind::Communication, 6),
    ("emailed", Kind::Communication, 6),
    ("tweet*", Kind::Communication, 6),
    ("announce*", Kind::Communication, 6),
    ("public update", Kind::Communication, 6),
    ("support team", Kind::Communication, 3),
    ("notified", Kind::Communication, 4),
    ("incident declared", Kind::Communication, 5),
    ("declared incident", Kind::Communication, 5),
    // Alerts and symptoms.
    ("alert fired", Kind::Alert, 8),
    ("first alert", Kind::Alert, 9),
    ("pager", Kind::Alert, 5),
    ("anyone else seeing", Kind::Alert, 6),
    ("alert", Kind::Alert, 5),
    ("alerts", Kind::Alert, 5),
    ("alerted", Kind::Alert, 5),
    ("alarm*", Kind::Alert, 5),
    ("paged", Kind::Alert, 7),
    ("pages", Kind::Alert, 4),
    ("page sent", Kind::Alert, 7),
    ("pagerduty", Kind::Alert, 3),
    ("opsgenie", Kind::Alert, 3),
    ("triggered", Kind::Alert, 3),
    ("critical", Kind::Alert, 4),
    ("fired", Kind::Alert, 3),
    ("firing", Kind::Alert, 5),
    ("fires", Kind::Alert, 4),
    ("fatal", Kind::Alert, 4),
    ("error", Kind::Alert, 2),
    ("errors", Kind::Alert, 3),
    ("error rate", Kind::Alert, 3),
    ("spik*", Kind::Alert, 4),
    ("maxed", Kind::Alert, 4),
    ("timeout*", Kind::Alert, 3),
    ("timing out", Kind::Alert, 3),
    ("failing", Kind::Alert, 3),
    ("failures", Kind::Alert, 3),
    ("fail*", Kind::Alert, 2),
    ("unavailable", Kind::Alert, 4),
    ("outage", Kind::Alert, 3),
    ("down", Kind::Alert, 2),
    ("degrad*", Kind::Alert, 3),
    ("exhaust*", Kind::Alert, 3),
    ("too many clients", Kind::Alert, 4),
    ("too many connections", Kind::Alert, 4),
    ("latency", Kind::Alert, 2),
    ("slow", Kind::Alert, 2),
    ("climb*", Kind::Alert, 4),
    ("rising", Kind::Alert, 3),
    ("customers report*", Kind::Alert, 6),
    ("users report*", Kind::Alert, 6),
    ("customer report*", Kind::Alert, 6),
    ("user report*", Kind::Alert, 6),
    ("complain*", Kind::Alert, 5),
    ("support ticket*", Kind::Alert, 5),
    ("503*", Kind::Alert, 3),
    ("500s", Kind::Alert, 3),
    ("502s", Kind::Alert, 3),
    ("504s", Kind::Alert, 3),
    ("5xx", Kind::Alert, 3),
    ("warning", Kind::Alert, 3),
    // What set it off.
    ("deployed to production", Kind::Trigger, 5),
    ("deployed", Kind::Trigger, 4),
    ("deploy", Kind::Trigger, 4),
    ("deploys", Kind::Trigger, 4),
    ("deployment", Kind::Trigger, 3),
    ("deploying", Kind::Trigger, 4),
    ("released", Kind::Trigger, 4),
    ("release", Kind::Trigger, 3),
    ("rolled out", Kind::Trigger, 5),
    ("rollout", Kind::Trigger, 4),
    ("merged", Kind::Trigger, 5),
    ("migration", Kind::Trigger, 4),
    ("config change", Kind::Trigger, 5),
    ("configuration change", Kind::Trigger, 5),
    ("cron job", Kind::Trigger, 4),
    ("upgrad*", Kind::Trigger, 3),
    ("maintenance", Kind::Trigger, 3),
    ("failover", Kind::Trigger, 3),
    // Harm that the response did.
    ("made it worse", Kind::Harm, 9),
    ("made things worse", Kind::Harm, 9),
    ("by mistake", Kind::Harm, 8),
    ("accidentally", Kind::Harm, 8),
    ("wrong cluster", Kind::Harm, 8),
    ("rollback failed", Kind::Harm, 9),
    ("restart failed", Kind::Harm, 8),
    ("fix failed", Kind::Harm, 8),
    ("didn't help", Kind::Harm, 5),
];

/// Where scores are equal, the first of these.
const ORDER: [Kind; 10] = [
    Kind::Resolved,
    Kind::Acknowledged,
    Kind::Harm,
    Kind::Mitigation,
    Kind::Improving,
    Kind::Identified,
    Kind::Communication,
    Kind::Investigation,
    Kind::Alert,
    Kind::Trigger,
];

/// What words before a phrase turn it round.
const NOT: [&str; 10] = ["not ", "n't ", "no ", "never ", "yet to be ", "un", "can't be ", "isn't ", "until ", "once "];

/// How strongly an entry's words speak for each kind, in the order of [`ORDER`].
fn scores(text: &str) -> [i32; ORDER.len()] {
    let mut scores = [0; ORDER.len()];
    // What an entry is it says at its beginning.
    let mut end = text.len().min(600);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let small = text[..end].to_lowercase().replace('’', "'");
    for at in word_starts(&small) {
        let first = small.as_bytes()[at];
        // Of phrases that begin at one place the strongest of each kind counts.
        let mut here = [0; ORDER.len()];
        for (words, kind, weight) in WORDS {
            if words.as_bytes()[0] != first || !is_at(&small, at, words) {
                continue;
            }
            let denied = NOT.iter().any(|not| small[..at].ends_with(not) && small[..at].len() >= not.len());
            if let Some(place) = ORDER.iter().position(|known| known == kind) {
                let score = if denied { -*weight } else { *weight };
                if score.abs() > i32::abs(here[place]) {
                    here[place] = score;
                }
            }
        }
        for (sum, score) in scores.iter_mut().zip(here) {
            *sum += score;
        }
    }
    scores
}

/// The kind that an entry's text, source and notes speak for.
pub(super) fn kind(item: &Item) -> Kind {
    let mut sum = scores(&item.text);
    let by_alarm = item.source.as_deref().is_some_and(super::names::is_system) && item.person.is_none();
    // Systems raise alerts, people look and act.
    let mut add = |kind: Kind, by: i32| {
        if let Some(place) = ORDER.iter().position(|known| *known == kind) {
            sum[place] += by;
        }
    };
    if by_alarm {
        add(Kind::Alert, 1);
    } else if item.person.is_some() {
        add(Kind::Alert, -1);
    }
    // Notes decide only where the text says nothing.
    if sum.iter().all(|score| *score <= 1)
        && let Some(notes) = &item.notes
    {
        sum = scores(notes);
    }
    let best = sum.iter().copied().max().unwrap_or(0);
    if best < 2 {
        return Kind::Other;
    }
    let place = sum.iter().position(|score| *score == best).unwrap_or(0);
    ORDER[place]
}

/// How surely an entry says that it is over: 2 declares it, 1 reports things well again, 0 neither.
pub(super) fn ends(item: &Item) -> u8 {
    let small = item.text.get(..600).unwrap_or(&item.text).to_lowercase();
    let said = |words: &str| {
        let stem = words.trim_end_matches('*');
        small.match_indices(stem).any(|(at, _)| {
            let starts = !small[..at].chars().next_back().is_some_and(char::is_alphanumeric);
            starts && is_at(&small, at, words) && !NOT.iter().any(|not| small[..at].ends_with(not))
        })
    };
    const DECLARED: [&str; 16] = [
        "resolved",
        "all clear",
        "incident closed",
        "incident over",
        "closing the incident",
        "closed the incident",
        "declared over",
        "all systems nominal",
        "all systems operational",
        "incident end*",
        "to \"operational\"",
        "to operational",
        "incident is over",
        "stand down",
        "incident complete",
        "service restored",
    ];
    const WELL: [&str; 13] = [
        "back to normal",
        "returned to normal",
        "fully operational",
        "fully recovered",
        "fully restored",
        "full recovery",
        "services restored",
        "full service restoration",
        "back online",
        "recovered",
        "latency normal",
        "normalized",
        "normalised",
    ];
    if DECLARED.iter().any(|words| said(words)) && !said("partially") {
        2
    } else {
        u8::from(WELL.iter().any(|words| said(words)) && !said("partial*"))
    }
}

/// Whether an alert is one that reached somebody, rather than a symptom seen only afterwards.
pub(super) fn notices(item: &Item) -> bool {
    let small = item.text.get(..600).unwrap_or(&item.text).to_lowercase();
    let words = [
        "alert*",
        "page",
        "paged",
        "pages",
        "pagerduty",
        "opsgenie",
        "alarm*",
        "fired",
        "report*",
        "complain*",
        "ticket*",
        "noticed",
        "critical",
        "detected",
    ];
    let source = item.source.as_deref().map(str::to_lowercase).unwrap_or_default();
    words.iter().any(|word| super::text::has(&small, word) || super::text::has(&source, word))
        || item.source.as_deref().is_some_and(super::names::is_system)
}
