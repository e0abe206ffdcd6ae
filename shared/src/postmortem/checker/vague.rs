//! Words that say nothing one could check: vague impact, dates that depend on the day of reading, items nobody can verify.

use super::Remark;
use super::words::Sentence;
use crate::postmortem::write::one_of;

const HOW_MANY: &str = "Nobody can tell how many that is.";
const HOW_MANY_INSTEAD: &str = "A number or a share, and where it was measured; or that it isn't known.";
const HOW_MUCH: &str = "Everybody reads another size into it.";
const HOW_MUCH_INSTEAD: &str = "The figure, before, during and after, with its source.";
const HOW_LONG: &str = "Nobody can tell how long that is.";
const HOW_LONG_INSTEAD: &str = "From when to when, or so many minutes.";
const WHICH_DAY: &str = "It depends on the day on which it is read.";
const WHICH_DAY_INSTEAD: &str = "A calendar date, such as 2026-03-12.";

const MANY: &str = "some several many few various multiple numerous most";
const WHOM: &str = "users customers people clients requests calls orders accounts services tenants bookings \
    transactions queries";
const SIZE: &str = "significant significantly substantial substantially considerable considerably";
const TIME: &str = "briefly shortly momentarily temporarily";

/// What is vague wherever it stands; sizes and times only where the impact is told.
pub(super) fn vague(sentence: &Sentence, is_impact: bool) -> Vec<Remark> {
    let mut out = Vec::new();
    let remark = |from: usize, to: usize, why, instead| Remark { words: sentence.shown(from, to), why, instead };
    let whom = sentence.plain.iter().position(|w| one_of(WHOM, w));
    // `too many clients` is what the server says.
    let too = |at: usize| at > 0 && one_of("too how so", &sentence.plain[at - 1]);
    let many = |(at, w): (usize, &String)| (one_of(MANY, w) && !too(at)).then_some(at);
    if let Some(at) = sentence.plain.iter().enumerate().find_map(many) {
        // `some of our users`, `a few customers`: within three words.
        let noun = whom.filter(|w| *w > at && *w <= at + 3);
        let counted = sentence.plain[at..].iter().take(5).any(|w| w.starts_with(|c: char| c.is_ascii_digit()));
        if let Some(noun) = noun.filter(|_| !counted) {
            let from = if at > 0 && sentence.plain[at - 1] == "a" { at - 1 } else { at };
            out.push(remark(from, noun + 1, HOW_MANY, HOW_MANY_INSTEAD));
        }
    }
    let runs = "a number of\na handful of\na lot of\nlots of\na small portion|fraction|percentage|subset of";
    for pattern in runs.split('\n') {
        if let Some((from, to)) = sentence.find(pattern) {
            out.push(remark(from, to + 1, HOW_MANY, HOW_MANY_INSTEAD));
        }
    }
    if is_impact {
        let number = sentence.plain.iter().any(|w| w.starts_with(|c: char| c.is_ascii_digit()));
        for (words, why, instead) in [(SIZE, HOW_MUCH, HOW_MUCH_INSTEAD), (TIME, HOW_LONG, HOW_LONG_INSTEAD)] {
            // A figure beside it says what is meant.
            if let Some(at) = sentence.plain.iter().position(|w| one_of(words, w)).filter(|_| !number) {
                out.push(remark(at, at + 1, why, instead));
            }
        }
        let lasting = "a short|brief time|while|period\nfor a while|moment|bit\n\
                       a few|couple|some minutes|hours|moments\nsome time\na couple of minutes|hours|moments";
        if let Some((from, to)) = sentence.find_any(lasting) {
            out.push(remark(from, to, HOW_LONG, HOW_LONG_INSTEAD));
        }
    }
    if let Some((from, to)) = relative(sentence) {
        out.push(remark(from, to, WHICH_DAY, WHICH_DAY_INSTEAD));
    }
    out
}

/// A day that moves with its reader.
fn relative(sentence: &Sentence) -> Option<(usize, usize)> {
    let run = sentence.find_any(
        "tomorrow|yesterday|today|tonight\n\
         next|last|this week|month|quarter|sprint|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday\n\
         end of week|month|quarter|sprint|year\n\
         end of the|this|next week|month|quarter|sprint|year\n\
         in|within a|one|two|three|few couple|days|weeks|months|week|month|day\n\
         in|within the next|coming days|weeks|months|week|month|few\n\
         eow|eom|eoq|asap\n\
         soon as possible\n\
         * days|weeks|months ago",
    );
    // "As soon as it is back" says when.
    let plain = &sentence.plain;
    let soon = |at: &usize| plain[*at] == "soon" && (*at == 0 || plain[*at - 1] != "as");
    run.or_else(|| (0..plain.len()).find(soon).map(|at| (at, at + 1)))
}

/// A date that is none.
pub(super) fn due(given: &str) -> Option<Remark> {
    let sentence = Sentence::all(given).into_iter().next()?;
    const LONE: &str = "monday tuesday wednesday thursday friday saturday sunday ongoing later q1 q2 q3 q4 someday \
                        eventually asap soon";
    let (from, to) = relative(&sentence).or_else(|| {
        let only = sentence.plain.len() == 1 && one_of(LONE, &sentence.plain[0]);
        only.then_some((0, 1))
    })?;
    Some(Remark { words: sentence.shown(from, to), why: WHICH_DAY, instead: WHICH_DAY_INSTEAD })
}

/// An item of which nobody can say whether it is done.
pub(super) fn action(given: &str) -> Option<Remark> {
    let sentence = Sentence::all(given).into_iter().next()?;
    let plain = &sentence.plain;
    let remark = |to: usize, why, instead| Some(Remark { words: sentence.shown(0, to.max(6)), why, instead });
    let careful = "be more|extra careful|cautious|vigilant|attentive\nbe careful|vigilant\n\
                   pay more|closer|extra attention\npay attention\ntry harder\ntry to\nremember to\ntake more|better care";
    if let Some((_, to)) = sentence.find_any(careful) {
        return remark(
            to,
            "People already take care; it changes nothing, and nobody can see whether it was done.",
            "What the system will do so that care isn't needed: a limit, a check, a default.",
        );
    }
    // A figure, a name in code, a condition: something to hold the result against.
    let concrete = sentence.words.iter().any(|w| w.contains(|c: char| c.is_ascii_digit() || c == '_' || c == '%'))
        || plain.iter().any(|w| one_of("when until so that … if whether", w));
    if concrete {
        return None;
    }
    let first = plain.first().map_or("", String::as_str);
    if one_of("investigate look explore consider research discuss think examine analyze analyse", first) {
        return remark(
            0,
            "Looking has no end that could be seen.",
            "What will be there when it is done: a decision, a document, a measurement, and the question it answers.",
        );
    }
    let betters = one_of("improve enhance better strengthen increase optimize optimise revisit review", first)
        && (plain.len() < 7 || first == "better");
    if betters || sentence.find("make sure|certain").is_some_and(|f| f.0 == 0) {
        return remark(
            0,
            "Nobody can tell when it is good enough.",
            "The result that can be checked, such as \"an alert at 80 of 100 connections, tried out by a drill\".",
        );
    }
    if one_of("train educate remind tell teach communicate", first) {
        return remark(
            0,
            "It asks people to be different and leaves the system as it is.",
            "What will stop the next one who doesn't know: a check before the merge, a safe default, a runbook at the alert.",
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soon_is_no_date_unless_it_says_when() {
        let found = |text: &str| due(text).map(|remark| remark.words);
        assert_eq!(found("very soon").as_deref(), Some("soon"));
        assert_eq!(found("as soon as possible").as_deref(), Some("soon as possible"));
        assert_eq!(found("as soon as the broker is back"), None);
    }
}
