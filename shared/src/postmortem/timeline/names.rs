//! What stands before an entry's text: systems, people, and words that are neither.

use super::lists::{Table, known, place, standing};
use super::text::key;
use crate::postmortem::letters::{is_capital, is_either, is_small};
use crate::postmortem::timeline::scan::Scan;

/// Systems that say things in incidents, in small letters. A word or two, without signs.
static SYSTEMS: Table = Table::new(
    "\
alertmanager|aws|aws cloudwatch|azure|azure monitor|bot|bugsnag|buildkite|checkly|ci|ci cd|circleci|cloudflare\
|cloudwatch|consul|cron|datadog|dynatrace|ecs|elastic|envoy|firehydrant|gcp|github|github actions|gitlab\
|google cloud|grafana|haproxy|helm|honeycomb|icinga|incident io|jenkins|jira|k8s|kafka|kibana|kubernetes|lambda\
|linear|loki|monitoring|mysql|nagios|new relic|newrelic|nginx|opsgenie|pagerduty|patroni|pgbouncer|pingdom\
|postgres|postgresql|prometheus|psql|rds|redis|rootly|sentry|slack|slackbot|splunk|spinnaker|squadcast\
|statuspage|status page|statuscake|system|systemd|argocd|argo cd|teams|terraform|twitter|uptimerobot|vercel\
|victorops|zabbix|zendesk|intercom|zoom|email|telegram|discord|automation|automated|heroku|fly|betterstack\
|pgwatch",
);

/// Systems of which many a part has a name of its own: `AWS RDS`, `Datadog monitor`.
const FAMILIES: &str = "pagerduty|datadog|grafana|prometheus|cloudwatch|aws|github|slack|sentry";

/// Words that end in a colon and name no one.
static LABELS: Table = Table::new(
    "\
action|alert|alerts|alarm|answer|cause|comment|communication|confirmed|critical|crit|customer|debug|decision\
|deploy|deployed|deployment|detail|details|detected|detection|edit|emerg|end|error|errors|escalation|event|eta\
|expected|fatal|finding|findings|fix|fixed|fyi|hint|hotfix|http|https|identified|impact|incident|info\
|investigating|investigation|issue|latency|log|logs|metric|metrics|mitigated|mitigation|monitor|next|note|notes\
|notice|ok|ongoing|outage|output|panic|paged|problem|question|recovered|recovery|resolution|resolved|response\
|restart|result|retro|revert|rollback|root|severity|signal|start|started|stat|state|statement|status|step\
|suspect|suspicion|symptom|task|theory|time|timeline|todo|triage|trigger|triggered|update|verified|verify\
|version|wait|przyczyna|ursache|causa|warn|warning|what|why|workaround|acknowledged|acknowledgment|acknowledgement|escalated|connections\
|cpu|memory|pool|summary|context|ack|observation|hypothesis|conclusion|public|internal|external|title|meanwhile\
|later|earlier|still|again|first|second|then|also|high|low|page|pager|someone|everyone|nobody|team|we|medium\
|sev1|sev2|p1|p2",
);

/// Words of a role: what stands with them in parentheses, or before a name.
const ROLES: &str = "\
admin|administrator|analyst|architect|ceo|commander|cto|dba|dev|developer|devops|director|engineer|engineering\
|expert|head|ic|lead|leader|manager|officer|oncall|on call|operator|owner|platform|primary|qa|representative\
|responder|scribe|secondary|sre|specialist|support|sysadmin|vp|backend|frontend|comms|infra|infrastructure\
|security|product|intern|consultant|swe|oce|eng";

/// Whether a name is that of a system and of no one.
pub(super) fn is_system(name: &str) -> bool {
    let name = key(name);
    SYSTEMS.line(&name).is_some()
        || place(FAMILIES, name.till(" ")).is_some()
        || name.ends_with(" bot")
        || (name.ends_with("bot") && name.len() > 4)
        || name.contains("monitor")
}

/// Whether a name is a system's, with no word more.
pub(super) fn is_exactly_system(name: &str) -> bool {
    SYSTEMS.label(name).is_some()
}

/// The system that a text begins with where it raises an alarm: `PagerDuty alert fired`.
pub(super) fn alerting(text: &str) -> Option<&str> {
    let mut words = text.split_whitespace();
    let first = words.next()?.upto(":");
    let second = words.next()?;
    const RAISES: &str = "alert|alerts|alerted|page|paged|pages|fired|fires|alarm|monitor|detected|detects|triggered";
    (known(RAISES, second).is_some() && is_exactly_system(first)).then_some(first)
}

/// Whether words say what somebody is.
pub(super) fn is_role(words: &str) -> bool {
    let words = key(words);
    !words.is_empty() && words.len() <= 60 && standing(ROLES, &words, false).is_some()
}

/// Whether a text can be somebody's name or nick: up to three words of letters, no sentence.
pub(super) fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() || words.len() > 4 || text.len() > 48 {
        return false;
    }
    let good = |word: &str| {
        word.begins("l@") && word.chars().all(|c| is_either(c) || matches!(c, '.' | '-' | '_' | '\'' | '’' | '@' | '|'))
    };
    words.iter().all(|word| good(word)) && !is_label(words[0])
}

/// As [`is_name`], in a list of people, where a first word such as `Customer` is of somebody's role.
pub(super) fn is_listed_name(text: &str) -> bool {
    is_name(text)
        || text.split_once(' ').is_some_and(|(first, rest)| first.begins("u") && is_name(rest) && text.len() <= 48)
}

/// Whether a name begins with capitals throughout, as a person's in prose does.
pub(super) fn is_capitalised(text: &str) -> bool {
    let good = |word: &str| {
        let mut letters = word.chars();
        let initial = word.len() == 2 && word.ends(".");
        letters.next().is_some_and(is_capital) && (initial || letters.any(is_small)) && !word.holds("n")
    };
    !text.is_empty() && text.split_whitespace().count() <= 3 && text.split_whitespace().all(good)
}

/// Whether a word before a colon names nobody.
pub(super) fn is_label(word: &str) -> bool {
    LABELS.label(word).is_some() || place("причина|решение|原因", word).is_some()
}

/// `P1`, `SEV-2`, `S3`: how bad something is.
pub(super) fn is_severity(word: &str) -> bool {
    let small = word.trim().to_ascii_lowercase();
    let digits = small.trim_start_matches("sev").trim_start_matches(['p', 's', '-', ' ']);
    digits.len() == 1 && digits.bytes().all(|b| b.is_ascii_digit()) && small.len() > 1 && small.len() <= 6
}
