//! Who took part.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Event};
use super::entry::Entry;
use super::names;
use crate::postmortem::model::{Item, Participant};

/// Decides of names before a colon and in brackets whether they are people's: what one line leaves open the others tell.
pub(super) fn settle(draft: &mut Draft) {
    let mut known: BTreeSet<String> = draft.post.participants.iter().flat_map(|p| handles(&p.name)).collect();
    let mut labels: BTreeMap<String, u32> = BTreeMap::new();
    let entries = || {
        draft.events.iter().filter_map(|event| match event {
            Event::Entry(entry) => Some(entry),
            Event::Day(_) => None,
        })
    };
    for entry in entries() {
        if let Some(person) = &entry.person {
            known.extend(handles(person));
        }
        for mention in mentions(&entry.text) {
            known.insert(mention.to_lowercase());
        }
        if let Some((name, _)) = label(entry) {
            *labels.entry(name.to_lowercase()).or_default() += 1;
        }
    }
    // Where most lines begin with a name, all such beginnings are names.
    let all =
        labels.values().sum::<u32>() as usize * 2 >= entries().count() && labels.values().any(|count| *count >= 2);
    for event in &mut draft.events {
        let Event::Entry(entry) = event else { continue };
        if let Some(source) = &entry.source
            && entry.person.is_none()
            && !names::is_system(source)
            && known.contains(&source.trim_start_matches('@').to_lowercase())
        {
            entry.person = entry.source.take();
        }
        let Some((name, rest)) = label(entry) else { continue };
        let small = name.to_lowercase();
        let often = labels.get(&small).is_some_and(|count| all || *count >= 2)
            && (names::is_capitalised(name) || !name.contains(' '));
        if known.contains(&small) || often {
            let (name, rest) = (name.to_owned(), rest.to_owned());
            entry.person = Some(name);
            entry.text = rest;
        }
    }
}

/// `Sarah: text` at an entry's beginning, where nobody is named yet.
fn label(entry: &Entry) -> Option<(&str, &str)> {
    if entry.person.is_some() {
        return None;
    }
    let (name, rest) = entry
        .text
        .get(..60)
        .unwrap_or(&entry.text)
        .split_once(':')
        .map(|(name, _)| (name, &entry.text[name.len() + 1..]))?;
    let good = rest.starts_with(' ')
        && names::is_name(name)
        && name.split_whitespace().count() <= 2
        && !names::is_system(name);
    good.then(|| (name, rest.trim()))
}

/// Small letters under which somebody may be meant.
fn handles(name: &str) -> Vec<String> {
    let name = name.trim_start_matches('@').to_lowercase();
    let first = name.split_whitespace().next().unwrap_or_default().to_owned();
    if first == name { vec![name] } else { vec![name, first] }
}

fn mentions(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('@').filter_map(|(at, _)| {
        let before = text[..at].chars().next_back();
        let rest = &text[at + 1..];
        let length = rest.len() - rest.trim_start_matches(|c: char| c.is_alphanumeric() || "._-".contains(c)).len();
        let name = rest[..length].trim_end_matches(['.', '-']);
        let everybody = ["here", "channel", "everyone", "all", "oncall", "on-call"];
        let good = before.is_none_or(|c| !c.is_alphanumeric()) && name.starts_with(char::is_alphabetic);
        (good && name.len() <= 40 && !everybody.contains(&name)).then_some(name)
    })
}

/// Everybody that the entries name, after those that the document lists; each once.
pub(super) fn gather(listed: Vec<Participant>, items: &mut [Item]) -> Vec<Participant> {
    let mut found = listed;
    for item in items.iter_mut() {
        let bracketed = in_parentheses(&item.text);
        if item.person.is_none()
            && let Some((name, _)) = bracketed
        {
            item.person = Some(name.to_owned());
        }
        if let Some((name, role)) = in_parentheses(&item.text) {
            found.push(Participant { name: name.to_owned(), role: role.map(str::to_owned) });
        }
        if let Some(person) = &item.person
            && !names::is_system(person)
        {
            // `Sarah, Mike` and `Sarah & Mike` are two.
            for name in person.split([',', '/', '&', ';']).flat_map(|part| part.split(" and ")).map(str::trim) {
                if !name.is_empty() {
                    found.push(Participant { name: name.trim_start_matches('@').to_owned(), role: None });
                }
            }
        }
        if let Some(name) = subject(&item.text) {
            item.person.get_or_insert_with(|| name.to_owned());
            found.push(Participant { name: name.to_owned(), role: None });
        }
        for name in mentions(&item.text).chain(item.notes.as_deref().into_iter().flat_map(mentions)) {
            found.push(Participant { name: name.to_owned(), role: None });
        }
    }
    each_once(found)
}

/// `Ana Diaz responded to it`: two capitalised words before what only people do.
pub(super) fn subject(text: &str) -> Option<&str> {
    const ONLY_PEOPLE: [&str; 10] = [
        "acknowledged",
        "acknowledges",
        "acked",
        "acks",
        "joined",
        "joins",
        "noticed",
        "notices",
        "responded",
        "responds",
    ];
    const OFTEN: [&str; 8] = ["reported", "took", "escalated", "started", "began", "confirmed", "opens", "opened"];
    // One name is enough before what nothing but people do.
    [2, 1].into_iter().find_map(|count| {
        let end = text.match_indices(' ').nth(count - 1)?.0;
        let (name, rest) = text.split_at(end);
        let verb = rest.split_whitespace().next()?;
        let good =
            names::is_capitalised(name) && names::is_name(name) && !names::is_role(name) && !names::is_system(name);
        let does = ONLY_PEOPLE.contains(&verb) || (count == 2 && OFTEN.contains(&verb));
        (good && does).then_some(name)
    })
}

/// One entry for each, under the longest name.
fn each_once(found: Vec<Participant>) -> Vec<Participant> {
    // First names that belong to one whole name only.
    let mut whole: BTreeMap<String, Option<String>> = BTreeMap::new();
    for participant in &found {
        let small = participant.name.to_lowercase();
        if let Some((first, _)) = small.split_once(' ') {
            let one = whole.entry(first.to_owned()).or_insert_with(|| Some(small.clone()));
            if one.as_ref() != Some(&small) {
                *one = None;
            }
        }
    }
    let mut place: BTreeMap<String, usize> = BTreeMap::new();
    let mut once: Vec<Participant> = Vec::new();
    for participant in found {
        let small = participant.name.to_lowercase();
        let key = whole.get(&small).cloned().flatten().unwrap_or_else(|| small.clone());
        let Some(at) = place.get(&key) else {
            place.insert(key, once.len());
            once.push(participant);
            continue;
        };
        let there = &mut once[*at];
        if participant.name.len() > there.name.len() {
            there.name.clone_from(&participant.name);
        }
        if let Some(role) = participant.role {
            let said = there.role.as_ref().is_some_and(|known| known.contains(&role) || known.len() > 200);
            if !said {
                super::text::add(&mut there.role, &role, "; ");
            }
        }
    }
    once
}

/// `On-call engineer (Alice)` and `Sarah (DevOps Lead)`: the name, and the role.
fn in_parentheses(text: &str) -> Option<(&str, Option<&str>)> {
    let open = text.find('(').filter(|at| *at <= 120)?;
    let close = open + text[open..].bytes().take(60).position(|b| b == b')')?;
    let inner = text[open + 1..close].trim();
    let before = text[..open].trim_end();
    let last_words = |count: usize| {
        let starts: Vec<usize> = super::text::word_starts(before).collect();
        starts.iter().rev().nth(count - 1).or(starts.first()).map(|at| &before[*at..])
    };
    if names::is_role(inner) {
        // The name is of as many capitalised words as there are, two at most.
        return (1..=2).rev().find_map(|count| {
            let words = last_words(count)?;
            (names::is_capitalised(words)
                && names::is_name(words)
                && words.split_whitespace().count() == count
                && !names::is_role(words))
            .then_some((words, Some(inner)))
        });
    }
    let role = last_words(3)?;
    let good =
        names::is_capitalised(inner) && names::is_name(inner) && !names::is_system(inner) && names::is_role(role);
    good.then_some((inner, Some(role)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_roles() {
        assert_eq!(in_parentheses("On-call engineer (Alice) took it"), Some(("Alice", Some("On-call engineer"))));
        assert_eq!(in_parentheses("Ana Diaz (DevOps Lead) took it"), Some(("Ana Diaz", Some("DevOps Lead"))));
        assert_eq!(in_parentheses("Ana (Backend Lead) took it"), Some(("Ana", Some("Backend Lead"))));
        assert_eq!(in_parentheses("connections (Normal) at 5"), None);
        assert_eq!(mentions("cc @mike, a@b.example and @here").collect::<Vec<_>>(), ["mike"]);
    }

    #[test]
    fn each_stands_once() {
        let one = |name: &str, role: Option<&str>| Participant { name: name.into(), role: role.map(str::to_owned) };
        let found = each_once(vec![one("Ana", None), one("Ana Diaz", Some("Lead")), one("ana", None), one("Bo", None)]);
        assert_eq!(found, [one("Ana Diaz", Some("Lead")), one("Bo", None)]);
    }
}
