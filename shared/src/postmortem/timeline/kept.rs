//! Holds every line of the paste against what was read of it: no line is lost.

use super::text::{Line, is_decoration, words};
use crate::postmortem::model::{Line as Lost, Note, Postmortem};
use crate::postmortem::order;

/// Adds the lines to those not understood whose words stand nowhere in the postmortem, and weren't read as moments, labels or
/// headings. Lines that were made of several of the source stand for all of them.
pub(super) fn hold(
    post: &mut Postmortem,
    source: &[Line<'_>],
    lines: &[Line<'_>],
    ends: &[u32],
    understood: &[(u32, String)],
    lost: Vec<Lost>,
) {
    let mut gone = vec![false; source.len() + 2];
    for line in &lost {
        gone[line.number as usize] = true;
    }
    {
        let mut known: Vec<&str> = Vec::new();
        every_text(post, &mut |text| known.extend(words(text)));
        order::sort(&mut known);
        let mut read = understood.iter().peekable();
        let mut own: Vec<&str> = Vec::new();
        let mut last = 0;
        for (at, line) in lines.iter().enumerate() {
            // Several lines may be of one.
            if line.number != last {
                own.clear();
            }
            last = line.number;
            // Lines are understood in order, but for code that is gathered first.
            while let Some((number, text)) = read.peek() {
                if *number > line.number {
                    break;
                }
                if *number == line.number {
                    own.extend(words(text));
                }
                read.next();
            }
            let end = ends.get(at).map_or(line.number, |end| line.number.max(*end)) as usize;
            if gone[line.number as usize] {
                gone[line.number as usize..=end].fill(true);
                continue;
            }
            if is_decoration(line.text) {
                continue;
            }
            order::sort(&mut own);
            let kept = |word: &str| known.binary_search(&word).is_ok() || own.binary_search(&word).is_ok();
            // A list's number is no word of it, nor the tick of its box.
            let (mark, body) = super::text::unmarked(line.body());
            let text = if mark.bullet { body } else { line.body() };
            let text = super::shape::hashed(text).map_or(text, |(_, heading)| heading);
            if !words(text).into_iter().all(kept) {
                gone[line.number as usize..=end].fill(true);
            }
        }
    }
    let lines = source.iter().filter(|line| gone[line.number as usize] && !is_decoration(line.text));
    post.not_understood = lines.map(|line| Lost { number: line.number, text: line.text.to_owned() }).collect();
}

/// Every text that an output may show.
pub(super) fn every_text<'p>(post: &'p Postmortem, each: &mut dyn FnMut(&'p str)) {
    for text in [&post.title, &post.incident_id, &post.severity, &post.status, &post.clock.zone].into_iter().flatten() {
        each(text);
    }
    for item in &post.timeline {
        each(&item.text);
        for text in [&item.source, &item.person, &item.code, &item.notes].into_iter().flatten() {
            each(text);
        }
    }
    let impact = &post.impact;
    let notes: [&'p Vec<Note>; 26] = [
        &post.summary,
        &impact.services,
        &impact.users,
        &impact.revenue,
        &impact.objectives,
        &impact.other,
        &post.detection,
        &post.response,
        &post.recovery,
        &post.root_cause,
        &post.trigger,
        &post.contributing,
        &post.mitigations,
        &post.durable,
        &post.went_well,
        &post.went_wrong,
        &post.lucky,
        &post.surprises,
        &post.lessons.technical,
        &post.lessons.process,
        &post.lessons.cultural,
        &post.communication,
        &post.technical,
        &post.related,
        &post.follow_ups,
        const { &Vec::new() },
    ];
    for note in notes.into_iter().flatten() {
        each(&note.text);
    }
    for why in &post.whys {
        each(&why.question);
        if let Some(answer) = &why.answer {
            each(&answer.text);
        }
    }
    for action in &post.actions {
        each(&action.text);
        for text in [&action.priority, &action.owner, &action.due, &action.status].into_iter().flatten() {
            each(text);
        }
        each(match action.kind {
            Some(_) => "Prevent Detect Respond Recover prevent detect respond recover",
            None => "",
        });
    }
    for participant in &post.participants {
        each(&participant.name);
        if let Some(role) = &participant.role {
            each(role);
        }
    }
    for text in &post.reading {
        each(text);
    }
}
