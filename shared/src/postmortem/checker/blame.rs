//! Words that blame.

use super::Remark;
use super::words::Sentence;

/// A run of words, why not, what instead.
type Rule = (&'static str, &'static str, &'static str);

const HINDSIGHT: &str = "Hindsight: it says what somebody ought to have done, not why they did what they did.";
const HINDSIGHT_INSTEAD: &str = "What they saw at that moment, and what would have made the better way the easy one.";
const TRAIT: &str = "It judges a person; nothing follows from it that could be changed.";
const TRAIT_INSTEAD: &str = "What made the slip possible and let it through: a missing check, limit, test or alert.";
const CULPRIT: &str = "It looks for somebody who is at fault.";
const CULPRIT_INSTEAD: &str = "The mechanism: which change had which effect, and what did not stop it.";
const SINGLED: &str = "It names a person as the cause.";
const SINGLED_INSTEAD: &str =
    "The deed without the doer (\"the limit was set to 10\"), and what let it happen; or the role.";

const RULES: &[Rule] = &[
    ("should|shoulda have", HINDSIGHT, HINDSIGHT_INSTEAD),
    ("should've|shouldn't've|oughta", HINDSIGHT, HINDSIGHT_INSTEAD),
    ("should never|not have", HINDSIGHT, HINDSIGHT_INSTEAD),
    ("shouldn't have", HINDSIGHT, HINDSIGHT_INSTEAD),
    ("should * have", HINDSIGHT, HINDSIGHT_INSTEAD),
    ("ought to have", HINDSIGHT, HINDSIGHT_INSTEAD),
    ("would|could have easily|simply|just", HINDSIGHT, HINDSIGHT_INSTEAD),
    ("could easily|simply have", HINDSIGHT, HINDSIGHT_INSTEAD),
    ("obviously|clearly should|wrong", HINDSIGHT, HINDSIGHT_INSTEAD),
    ("if only", HINDSIGHT, HINDSIGHT_INSTEAD),
    ("careless|carelessly|carelessness", TRAIT, TRAIT_INSTEAD),
    ("negligent|negligently|negligence", TRAIT, TRAIT_INSTEAD),
    ("incompetent|incompetently|incompetence", TRAIT, TRAIT_INSTEAD),
    ("sloppy|sloppily|sloppiness|lazy|laziness|lazily", TRAIT, TRAIT_INSTEAD),
    ("stupid|stupidly|stupidity|idiot|idiotic|dumb|clueless", TRAIT, TRAIT_INSTEAD),
    ("reckless|recklessly|recklessness|irresponsible|irresponsibly", TRAIT, TRAIT_INSTEAD),
    ("inexperienced|unqualified|untrained|unprofessional", TRAIT, TRAIT_INSTEAD),
    ("inattentive|inattention|thoughtless|thoughtlessly", TRAIT, TRAIT_INSTEAD),
    ("human|operator|user|pilot|engineer error", CULPRIT, CULPRIT_INSTEAD),
    ("human|careless|stupid|silly|rookie mistake", CULPRIT, CULPRIT_INSTEAD),
    ("to blame", CULPRIT, CULPRIT_INSTEAD),
    ("blame|blames|blamed|blaming", CULPRIT, CULPRIT_INSTEAD),
    ("culprit|culprits|scapegoat", CULPRIT, CULPRIT_INSTEAD),
    ("own|his|her|their|my|our|your|whose fault", CULPRIT, CULPRIT_INSTEAD),
    ("fault of", CULPRIT, CULPRIT_INSTEAD),
    ("at fault", CULPRIT, CULPRIT_INSTEAD),
    ("guilty|disciplined|reprimanded|fired|punished", CULPRIT, CULPRIT_INSTEAD),
    ("the|an|our|their intern|interns", SINGLED, SINGLED_INSTEAD),
    ("the|a|our|their junior developer|engineer|dev|admin|dba", SINGLED, SINGLED_INSTEAD),
];

/// What people do that gets called a mistake.
const SLIPS: &[&str] = &[
    "forgot",
    "forgets",
    "forgotten",
    "neglected",
    "ignored",
    "overlooked",
    "missed",
    "failed",
    "broke",
    "botched",
    "misconfigured",
    "misread",
    "misunderstood",
    "mistyped",
    "fat-fingered",
    "messed",
    "screwed",
    "caused",
    "dropped",
    "deleted",
    "wiped",
    "crashed",
    "introduced",
    "panicked",
    "bypassed",
    "skipped",
    "didn't",
    "mistakenly",
    "accidentally",
    "wrongly",
    "carelessly",
];

/// Those that are deeds too, and are mistakes only with a name before them.
const ONLY_WITH_A_NAME: &[&str] = &[
    "broke",
    "caused",
    "dropped",
    "deleted",
    "wiped",
    "crashed",
    "introduced",
    "missed",
    "ignored",
    "skipped",
    "bypassed",
];

/// Words for people without a name.
const PEOPLE: &[&str] = &[
    "he",
    "she",
    "they",
    "someone",
    "somebody",
    "engineer",
    "engineers",
    "developer",
    "developers",
    "dev",
    "devs",
    "admin",
    "dba",
    "operator",
    "operators",
    "on-call",
    "oncall",
    "reviewer",
    "reviewers",
    "author",
    "team",
    "manager",
    "who",
    "we",
    "everyone",
    "nobody",
    "responder",
    "responders",
    "deployer",
    "intern",
    "i",
    "you",
    "people",
    "staff",
    "colleague",
];

/// Deeds that people also do on purpose: mistakes only with what follows from them, or what they were done to.
const DEEDS: &[&str] = &["dropped", "deleted", "wiped", "introduced"];
const UNWANTED: &[&str] = &[
    "prod",
    "production",
    "wrong",
    "bug",
    "leak",
    "outage",
    "incident",
    "regression",
    "error",
    "problem",
    "issue",
    "live",
    "fault",
    "defect",
    "flaw",
    "mistake",
];

/// What one would have had to do, where one didn't.
const DUTIES: &[&str] =
    &["check", "catch", "test", "notice", "read", "verify", "follow", "realize", "realise", "bother", "ask"];

pub(super) fn blame(sentence: &Sentence, names: &[String]) -> Vec<Remark> {
    let mut out = Vec::new();
    // Words that a rule has spoken of; no second remark on the same.
    let mut spoken: Vec<(usize, usize)> = Vec::new();
    let mut add = |from: usize, to: usize, why, instead, out: &mut Vec<Remark>| {
        if !spoken.iter().any(|s| s.0 < to && from < s.1) {
            spoken.push((from, to));
            out.push(Remark { words: sentence.shown(from, to), why, instead });
        }
    };
    if let Some((from, to)) = slip(sentence, names) {
        let (why, instead) =
            if names.contains(&sentence.plain[from]) { (SINGLED, SINGLED_INSTEAD) } else { (CULPRIT, CULPRIT_INSTEAD) };
        add(from, to, why, instead, &mut out);
    }
    if let Some(at) = possessive(sentence, names) {
        add(at, at + 2, CULPRIT, CULPRIT_INSTEAD, &mut out);
    }
    for (pattern, why, instead) in RULES {
        if let Some((from, to)) = sentence.find(pattern) {
            if !innocent(sentence, from, to) {
                add(from, to, why, instead, &mut out);
            }
        }
    }
    out
}

/// What looks like blame and isn't: a policy that is named, an alert that fired.
fn innocent(sentence: &Sentence, from: usize, to: usize) -> bool {
    let word = sentence.plain[to - 1].as_str();
    let before = from.checked_sub(1).map_or("", |b| sentence.plain[b].as_str());
    let after = sentence.plain.get(to).map_or("", String::as_str);
    match word {
        // An alert or a trigger fires; a postmortem blames nobody; git blame is a command.
        "fired" => !matches!(before, "was" | "were" | "been" | "got" | "be" | "is"),
        "blame" | "blamed" | "blaming" | "blames" => {
            let spared = ["git", "no", "not", "without", "nobody", "one", "never"];
            let near = &sentence.plain[from.saturating_sub(2)..from];
            after == "view" || near.iter().any(|w| spared.contains(&w.as_str()))
        }
        // What an SQL user is told, and what a program says of its caller.
        "error" => matches!(after, "message" | "code" | "rate" | "rates" | "page" | "text" | "log" | "messages"),
        // A page, segment or power fault belongs to a machine.
        "fault" | "of" | "have" => matches!(before, "page" | "segmentation" | "seg" | "bus" | "power" | "it"),
        "lazy" => matches!(after, "loading" | "initialization" | "evaluation" | "vacuum" | "loaded" | "connection"),
        "dumb" => after == "terminal",
        _ => false,
    }
}

/// A person, in a sentence whose verb makes a mistake of it: `Sam forgot to`, `the reviewer missed`, `the team failed to`.
fn slip(sentence: &Sentence, names: &[String]) -> Option<(usize, usize)> {
    for (at, word) in sentence.plain.iter().enumerate() {
        if !SLIPS.contains(&word.as_str()) {
            continue;
        }
        // Between the person and the verb: an adverb or an auxiliary.
        let mut before = at;
        while before > 0 && between(&sentence.plain[before - 1]) {
            before -= 1;
        }
        let Some(subject) = before.checked_sub(1) else { continue };
        let who = sentence.plain[subject].as_str();
        let named = names.iter().any(|n| n == who) && !possessed(sentence, subject);
        let unnamed = PEOPLE.contains(&who) && !ONLY_WITH_A_NAME.contains(&word.as_str()) && !thing(sentence, subject);
        if !named && !unnamed {
            continue;
        }
        let next = sentence.plain.get(at + 1).map_or("", String::as_str);
        let to = match word.as_str() {
            // A team that says what it didn't see blames nobody.
            "didn't" if !DUTIES.contains(&next) || matches!(who, "we" | "i" | "nobody" | "everyone") => continue,
            "failed" if next != "to" => continue,
            deed if DEEDS.contains(&deed) => {
                let object = sentence.plain[at + 1..].iter().take(5).position(|w| UNWANTED.contains(&w.as_str()));
                let Some(object) = object else { continue };
                at + object + 2
            }
            "missed" | "caused" | "skipped" | "ignored" | "bypassed" if next.is_empty() => continue,
            // The deed follows.
            adverb if adverb.ends_with("ly") => at + 4,
            _ => at + 2,
        };
        return Some((subject, to.min(sentence.plain.len())));
    }
    None
}

fn between(word: &str) -> bool {
    matches!(
        word,
        "had"
            | "has"
            | "have"
            | "was"
            | "were"
            | "simply"
            | "just"
            | "then"
            | "also"
            | "again"
            | "apparently"
            | "clearly"
            | "accidentally"
            | "mistakenly"
    )
}

/// `the team's script failed`: the subject is a thing that belongs to people.
fn possessed(sentence: &Sentence, at: usize) -> bool {
    sentence.plain[at].ends_with("'s")
}

/// `the engineer page failed to`: a word for people that describes a thing never stands right before the verb; but
/// `connection to the dba failed to open` does.
fn thing(sentence: &Sentence, at: usize) -> bool {
    const PLACES: &[&str] = &["to", "from", "for", "of", "by", "with", "at", "in"];
    (at.saturating_sub(2)..at).any(|b| PLACES.contains(&sentence.plain[b].as_str()))
}

/// `Sam's fault`, `the DBA's mistake`, `Mike's carelessness`.
fn possessive(sentence: &Sentence, names: &[String]) -> Option<usize> {
    const WHAT: &[&str] =
        &["fault", "mistake", "mistakes", "error", "carelessness", "negligence", "blunder", "oversight"];
    sentence.plain.windows(2).position(|pair| {
        let Some(owner) = pair[0].strip_suffix("'s").or_else(|| pair[0].strip_suffix('\'')) else { return false };
        let person = names.iter().any(|n| n == owner) || PEOPLE.contains(&owner);
        // With a word such as fault, whose it is hardly matters; errors and oversights of machines exist.
        let graver = matches!(pair[1].as_str(), "fault" | "mistake" | "carelessness" | "negligence" | "blunder");
        WHAT.contains(&pair[1].as_str()) && (person || (graver && !MACHINES.contains(&owner)))
    })
}

/// What has faults of its own.
const MACHINES: &[&str] = &[
    "server",
    "database",
    "postgresql",
    "kernel",
    "driver",
    "disk",
    "kubernetes",
    "pool",
    "system",
    "it",
    "that",
    "cpu",
];
