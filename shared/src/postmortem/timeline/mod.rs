//! A pasted timeline: any text in, what is known of the incident out.
//!
//! The way: [`normal`] brings odd signs to usual ones, [`text`] cuts lines, [`markup`] makes them of HTML and [`columns`] of tables in other forms, [`shape`] sees what sort of text it is, [`document`] goes through it and gathers a
//! [`draft`] (entries by [`entry`] and [`table`], labels by [`facts`], parts by [`section`]), [`calendar`] puts the entries on
//! one clock, and [`kinds`], [`phases`], [`figures`] and [`people`] draw from them what they say. Last, [`kept`] holds every line
//! against what came out: what is nowhere goes to the lines not understood. [`scan`] and [`lists`] are the ways in which all of
//! them look at signs and words.

mod actions;
mod calendar;
mod clock;
mod columns;
mod date;
mod document;
mod draft;
mod drawn;
mod entry;
mod facts;
mod figures;
mod kept;
mod kinds;
mod lists;
mod markup;
mod names;
mod normal;
mod people;
mod phases;
mod reader;
mod scan;
mod section;
mod shape;
mod stamp;
mod table;
mod text;
mod zone;

use scan::Scan;

use crate::postmortem::model::{Kind, Note, Origin, Participant, Postmortem};
use crate::postmortem::order;

/// The number that a title begins or ends with: `INC-4821: checkout is slow`, `Incident INC-482: webhooks delayed`.
fn numbered(title: &str) -> Option<String> {
    let mut words = title.split_whitespace();
    let ends = [words.next(), words.next(), words.next_back()];
    let is_number = |word: &&str| {
        word.split_once('-').is_some_and(|(kind, number)| {
            (2..=8).contains(&kind.len())
                && kind.bytes().all(|b| b.is_ascii_uppercase())
                && (2..=8).contains(&number.len())
                && number.bytes().all(|b| b.is_ascii_digit())
        })
    };
    ends.into_iter().flatten().map(|word| word.bare("()[]:,.")).find(is_number).map(str::to_owned)
}

/// Reads a pasted timeline, or a whole postmortem. Total: any text gives something, and every line of it that says anything
/// is in what it gives, or in its lines not understood.
pub fn read(pasted: &str) -> Postmortem {
    let source = text::lines(pasted);
    let pasted = pasted.strip_prefix('\u{feff}').unwrap_or(pasted);
    let usual = normal::signs(pasted);
    let pasted = usual.as_deref().unwrap_or(pasted);
    let pieces = markup::lines(pasted).or_else(|| columns::lines(pasted));
    let lines = match &pieces {
        Some(pieces) => {
            let mut lines = Vec::with_capacity(pieces.len());
            for (number, _, line) in pieces {
                text::push(&mut lines, line, Some(*number));
            }
            lines
        }
        None => text::lines(pasted),
    };
    let lines = &lines;
    let ends: Vec<u32> = pieces.iter().flatten().map(|(_, end, _)| *end).collect();
    let (mut draft, lost) = document::read(lines);
    draft.day_first = lines.iter().find_map(|line| date::day_first_in(line.text));
    people::settle(&mut draft);
    let mut placed = calendar::place(&mut draft);
    let phrases = kinds::Phrases::new();
    let mut said = Vec::with_capacity(placed.items.len());
    let mut taken = false;
    for item in &mut placed.items {
        let one = phrases.said(item, taken);
        taken |= one.on_it || matches!(one.kind, Kind::Acknowledged | Kind::Mitigation);
        item.kind = one.kind;
        said.push(one);
    }
    kinds::take_on(&mut placed.items, &mut said);
    let mut post = std::mem::take(&mut draft.post);
    post.origin = Origin::Timeline;
    if post.incident_id.is_none() {
        post.incident_id = post.title.as_deref().and_then(numbered);
    }
    let responded: Vec<_> =
        post.response.iter().filter_map(|note| people::subject(&note.text).map(str::to_owned)).collect();
    post.participants.extend(responded.into_iter().map(|name| Participant { name, role: None }));
    post.participants = people::gather(std::mem::take(&mut post.participants), &mut placed.items);
    figures::gather(&mut post.figures, &placed.items);
    let told = phases::tell(&placed, &said, &draft.stated);
    post.phases = told.phases;
    post.measures = told.measures;
    post.technical.extend(told.notes);
    if placed.items.is_empty()
        && let Some((date, number)) = draft.date.take()
    {
        post.technical.push(Note::known(date).resting_on([text::line(number)]));
    }
    post.clock = placed.clock;
    post.timeline = placed.items;
    // A first sentence that is short enough says what it was.
    if post.title.is_none()
        && let Some(first) = post.summary.first().filter(|note| text::words(&note.text).len() <= 14)
    {
        post.title = Some(first.text.upto(".").to_owned());
    }
    drawn::draw(&mut post);
    order::sort_by_key(&mut draft.understood, |(number, _)| i64::from(*number));
    kept::hold(&mut post, &source, lines, &ends, &draft.understood, lost);
    post
}
