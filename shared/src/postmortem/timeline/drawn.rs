//! What the entries say of the parts that nobody wrote: candidates, for somebody to look at.

use super::phases::said_by;
use crate::postmortem::model::{Kind, Note, Postmortem};
use crate::postmortem::order;

/// No more than so many candidates of a sort.
const MOST: usize = 12;

/// Draws candidates for the parts that are empty.
pub(super) fn draw(post: &mut Postmortem) {
    let by = |wanted: &[Kind], most: usize| said_by(&post.timeline, &post.clock, wanted, most);
    let detection = by(&[Kind::Alert], 1);
    let response = by(&[Kind::Acknowledged, Kind::Investigation], MOST);
    let recovery = by(&[Kind::Improving, Kind::Resolved], MOST);
    let mitigations = by(&[Kind::Mitigation], MOST);
    let communication = by(&[Kind::Communication], 40);
    let trigger = by(&[Kind::Trigger], 2);
    let causes = causes(post);
    fill(&mut post.detection, detection);
    fill(&mut post.response, response);
    fill(&mut post.recovery, recovery);
    fill(&mut post.mitigations, mitigations);
    fill(&mut post.communication, communication);
    fill(&mut post.trigger, trigger);
    fill(&mut post.root_cause, causes);
}

fn fill(part: &mut Vec<Note>, drawn: Vec<Note>) {
    if part.is_empty() {
        *part = drawn;
    }
}

/// Entries that name a cause; those that name it outright before those that suspect.
fn causes(post: &Postmortem) -> Vec<Note> {
    let mut found = said_by(&post.timeline, &post.clock, &[Kind::Identified], MOST);
    let holds = |note: &Note, words: &str| {
        let small = note.text.to_ascii_lowercase();
        words.split('|').any(|words| small.contains(words))
    };
    let sure = |note: &Note| holds(note, "root cause|cause:|identified:|caused by|turns out|culprit");
    // `Resolved. Root cause: ...`: the end may name it as well as anything.
    let ended = said_by(&post.timeline, &post.clock, &[Kind::Resolved, Kind::Mitigation], MOST);
    found.extend(ended.into_iter().filter(|note| holds(note, "root cause:|root cause was|cause: ")));
    order::sort_by_key(&mut found, |note| i64::from(!sure(note)));
    found.truncate(3);
    found
}
