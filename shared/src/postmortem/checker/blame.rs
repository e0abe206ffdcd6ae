//! Words that blame.

use super::Remark;
use super::words::Sentence;
use crate::postmortem::write::one_of;

const HINDSIGHT: &str = "Hindsight: it says what somebody ought to have done, not why they did what they did.";
const HINDSIGHT_INSTEAD: &str = "What they saw at that moment, and what would have made the better way the easy one.";
const TRAIT: &str = "It judges a person; nothing follows from it that could be changed.";
const TRAIT_INSTEAD: &str = "What made the slip possible and let it through: a missing check, limit, test or alert.";
const CULPRIT: &str = "It looks for somebody who is at fault.";
const CULPRIT_INSTEAD: &str = "The mechanism: which change had which effect, and what did not stop it.";
const SINGLED: &str = "It names a person as the cause.";
const SINGLED_INSTEAD: &str =
    "The deed without the doer (\"the limit was set to 10\"), and what let it happen; or the role.";

/// Runs of words, a line each; why not, and what instead.
const RULES: [(&str, &str, &str); 4] = [
    (
        "should|shoulda have\n\
         should've|shouldn't've|oughta\n\
         should never|not have\n\
         shouldn't have\n\
         should * have\n\
         ought to have\n\
         would|could have easily|simply|just\n\
         could easily|simply have\n\
         obviously|clearly should|wrong\n\
         if only",
        HINDSIGHT,
        HINDSIGHT_INSTEAD,
    ),
    (
        "careless|carelessly|carelessness\n\
         negligent|negligently|negligence\n\
         incompetent|incompetently|incompetence\n\
         sloppy|sloppily|sloppiness|lazy|laziness|lazily\n\
         stupid|stupidly|stupidity|idiot|idiotic|dumb|clueless\n\
         reckless|recklessly|recklessness|irresponsible|irresponsibly\n\
         inexperienced|unqualified|untrained|unprofessional\n\
         inattentive|inattention|thoughtless|thoughtlessly",
        TRAIT,
        TRAIT_INSTEAD,
    ),
    (
        "human|operator|user|pilot|engineer error\n\
         human|careless|stupid|silly|rookie mistake\n\
         to blame\n\
         blame|blames|blamed|blaming\n\
         culprit|culprits|scapegoat\n\
         own|his|her|their|my|our|your|whose fault\n\
         fault of\n\
         at fault\n\
         guilty|disciplined|reprimanded|fired|punished",
        CULPRIT,
        CULPRIT_INSTEAD,
    ),
    (
        "the|an|our|their intern|interns\n\
         the|a|our|their junior developer|engineer|dev|admin|dba",
        SINGLED,
        SINGLED_INSTEAD,
    ),
];

/// What people do that gets called a mistake.
const SLIPS: &str = "forgot forgets forgotten neglected ignored overlooked missed failed broke botched misconfigured \
    misread misunderstood mistyped fat-fingered messed screwed caused dropped deleted wiped crashed \
    introduced panicked bypassed skipped didn't mistakenly accidentally wrongly carelessly";

/// Those that are deeds too, and are mistakes only with a name before them.
const ONLY_WITH_A_NAME: &str = "broke caused dropped deleted wiped crashed introduced missed ignored skipped bypassed";

/// Words for people without a name.
const PEOPLE: &str = "he she they someone somebody engineer engineers developer developers dev devs admin dba operator \
    operators on-call oncall reviewer reviewers author team manager who we everyone nobody responder \
    responders deployer intern i you people staff colleague";

/// Deeds that people also do on purpose: mistakes only with what follows from them, or what they were done to.
const DEEDS: &str = "dropped deleted wiped introduced";
const UNWANTED: &str = "prod production wrong bug leak outage incident regression error problem issue live fault defect \
    flaw mistake";

/// What one would have had to do, where one didn't.
const DUTIES: &str = "check catch test notice read verify follow realize realise bother ask";

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
    for (patterns, why, instead) in RULES {
        for pattern in patterns.split('\n') {
            if let Some((from, to)) = sentence.find(pattern).filter(|f| !innocent(sentence, f.0, f.1)) {
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
        "fired" => !one_of("was were been got be is", before),
        "blame" | "blamed" | "blaming" | "blames" => {
            let near = &sentence.plain[from.saturating_sub(2)..from];
            after == "view" || near.iter().any(|w| one_of("git no not without nobody one never", w))
        }
        // What an SQL user is told, and what a program says of its caller.
        "error" => one_of("message code rate rates page text log messages", after),
        // A page, segment or power fault belongs to a machine.
        "fault" | "of" | "have" => one_of("page segmentation seg bus power it", before),
        "lazy" => one_of("loading initialization evaluation vacuum loaded connection", after),
        "dumb" => after == "terminal",
        _ => false,
    }
}

/// A person, in a sentence whose verb makes a mistake of it: `Sam forgot to`, `the reviewer missed`, `the team failed to`.
fn slip(sentence: &Sentence, names: &[String]) -> Option<(usize, usize)> {
    for (at, word) in sentence.plain.iter().enumerate() {
        if !one_of(SLIPS, word) {
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
        let unnamed = one_of(PEOPLE, who) && !one_of(ONLY_WITH_A_NAME, word) && !thing(sentence, subject);
        if !named && !unnamed {
            continue;
        }
        let next = sentence.plain.get(at + 1).map_or("", String::as_str);
        let to = match word.as_str() {
            // A team that says what it didn't see blames nobody.
            "didn't" if !one_of(DUTIES, next) || one_of("we i nobody everyone", who) => continue,
            "failed" if next != "to" => continue,
            deed if one_of(DEEDS, deed) => {
                let object = sentence.plain[at + 1..].iter().take(5).position(|w| one_of(UNWANTED, w));
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
    one_of("had has have was were simply just then also again apparently clearly accidentally mistakenly", word)
}

/// `the team's script failed`: the subject is a thing that belongs to people.
fn possessed(sentence: &Sentence, at: usize) -> bool {
    sentence.plain[at].ends_with("'s")
}

/// `the engineer page failed to`: a word for people that describes a thing never stands right before the verb; but
/// `connection to the dba failed to open` does.
fn thing(sentence: &Sentence, at: usize) -> bool {
    const PLACES: &str = "to from for of by with at in";
    (at.saturating_sub(2)..at).any(|b| one_of(PLACES, &sentence.plain[b]))
}

/// `Sam's fault`, `the DBA's mistake`, `Mike's carelessness`.
fn possessive(sentence: &Sentence, names: &[String]) -> Option<usize> {
    const WHAT: &str = "fault mistake mistakes error carelessness negligence blunder oversight";
    sentence.plain.windows(2).position(|pair| {
        let Some(owner) = pair[0].strip_suffix("'s").or_else(|| pair[0].strip_suffix('\'')) else { return false };
        let person = names.iter().any(|n| n == owner) || one_of(PEOPLE, owner);
        // With a word such as fault, whose it is hardly matters; errors and oversights of machines exist.
        let graver = one_of("fault mistake carelessness negligence blunder", &pair[1]);
        one_of(WHAT, &pair[1]) && (person || (graver && !one_of(MACHINES, owner)))
    })
}

/// What has faults of its own.
const MACHINES: &str = "server database postgresql kernel driver disk kubernetes pool system it that cpu";
