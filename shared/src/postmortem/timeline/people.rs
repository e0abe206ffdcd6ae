//! Who took part.

use super::draft::{Draft, Event};
use super::entry::Entry;
use super::lists::place;
use super::names;
use super::text::parts;
use crate::postmortem::letters::is_either;
use crate::postmortem::model::{Item, Participant};
use crate::postmortem::text::small;
use crate::postmortem::timeline::scan::Scan;

/// Decides of names before a colon and in brackets whether they are people's: what one line leaves open the others tell.
pub(super) fn settle(draft: &mut Draft) {
    let mut known = Names::default();
    let mut labels = Names::default();
    for participant in &draft.post.participants {
        known.handles(&participant.name);
    }
    let mut entries = 0;
    for event in &draft.events {
        let Event::Entry(entry) = event else { continue };
        entries += 1;
        if let Some(person) = &entry.person {
            known.handles(person);
        }
        if let Some(name) = subject(&entry.text) {
            known.handles(name);
        }
        for mention in mentions(&entry.text) {
            known.of(&small(mention), 0);
        }
        if let Some((name, _)) = label(entry) {
            *labels.of(&small(name), 0) += 1;
        }
    }
    // Where most lines begin with a name, all such beginnings are names.
    let labelled: usize = labels.0.iter().map(|(_, count)| count).sum();
    let all = labelled * 2 >= entries && labels.0.iter().any(|(_, count)| *count >= 2);
    for event in &mut draft.events {
        let Event::Entry(entry) = event else { continue };
        if let Some(source) = &entry.source
            && entry.person.is_none()
            && !names::is_system(source)
            && known.get(&small(source.past("@"))).is_some()
        {
            entry.person = entry.source.take();
        }
        // `kim closed this`, of a nick that has spoken.
        let first = entry.text.till("s");
        if entry.person.is_none() && first.begins("p") && known.get(first).is_some() && first.len() < entry.text.len() {
            entry.person = Some(first.to_owned());
        }
        let Some((name, rest)) = label(entry) else { continue };
        let small = small(name);
        let often = labels.get(&small).is_some_and(|count| all || count >= 2)
            && (names::is_capitalised(name) || !name.holds(" "));
        if known.get(&small).is_some() || often {
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
    let good =
        rest.begins(" ") && names::is_name(name) && name.split_whitespace().count() <= 2 && !names::is_system(name);
    good.then(|| (name, rest.trim()))
}

/// Names in small letters, in order, each with a number.
#[derive(Debug, Default)]
struct Names(Vec<(String, usize)>);

impl Names {
    fn find(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.as_str().cmp(name))
    }

    fn get(&self, name: &str) -> Option<usize> {
        self.find(name).ok().map(|at| self.0[at].1)
    }

    /// The name's number; `first` where it is a new one.
    fn of(&mut self, name: &str, first: usize) -> &mut usize {
        let at = self.find(name).unwrap_or_else(|at| {
            self.0.insert(at, (name.to_owned(), first));
            at
        });
        &mut self.0[at].1
    }

    /// All that somebody may be called.
    fn handles(&mut self, name: &str) {
        let name = small(name.past("@"));
        self.of(&name, 0);
        self.of(name.till("s"), 0);
    }
}

fn mentions(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('@').filter_map(|(at, _)| {
        let before = text[..at].chars().next_back();
        let rest = &text[at + 1..];
        let length = rest.run("w._-");
        let name = rest[..length].upto(".-");
        let good = before.is_none_or(|c| !is_either(c)) && name.begins("l");
        (good && name.len() <= 40 && place("here|channel|everyone|all|oncall|on-call", name).is_none()).then_some(name)
    })
}

fn named(name: &str) -> Participant {
    Participant { name: name.past("@").to_owned(), role: None }
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
            let names = parts(person, ",/&;").into_iter().flat_map(|part| part.split(" and "));
            found.extend(names.map(|name| named(name.trim())));
        }
        if let Some(name) = subject(&item.text) {
            item.person.get_or_insert_with(|| name.to_owned());
            found.push(named(name));
        }
        found.extend(done_by(&item.text).map(named));
        for name in mentions(&item.text).chain(item.notes.as_deref().into_iter().flat_map(mentions)) {
            found.push(named(name));
        }
    }
    each_once(found)
}

/// `Ana Diaz responded to it`: two capitalised words before what only people do.
pub(super) fn subject(text: &str) -> Option<&str> {
    const ONLY_PEOPLE: &str = "acknowledged|acknowledges|acked|acks|joined|joins|noticed|notices|responded|responds";
    const OFTEN: &str = "reported|took|escalated|started|began|confirmed|opens|opened";
    // One name is enough before what nothing but people do.
    [2, 1].into_iter().find_map(|count| {
        let end = text.match_indices(' ').nth(count - 1)?.0;
        let (name, rest) = text.split_at(end);
        let verb = rest.split_whitespace().next()?;
        let good =
            names::is_capitalised(name) && names::is_name(name) && !names::is_role(name) && !names::is_system(name);
        let does = place(ONLY_PEOPLE, verb).is_some() || (count == 2 && place(OFTEN, verb).is_some());
        (good && does).then_some(name)
    })
}

/// `Acknowledged by Ana Diaz.`: a name behind what people do.
fn done_by(text: &str) -> Option<&str> {
    const DONE: &str = "acknowledged|resolved|closed|added|reported|escalated|opened|started|assigned|notified|led";
    let at = [" by ", " to "].iter().find_map(|word| {
        let at = text.find(word)?;
        place(DONE, text[..at].split_whitespace().next_back()?).map(|_| at + 4)
    })?;
    let rest = &text[at..];
    [2, 1].into_iter().find_map(|count| {
        let end = rest.match_indices(' ').nth(count - 1).map_or(rest.len(), |(at, _)| at);
        let name = rest[..end].upto(".,:;");
        // `Data Platform`, `Citrix team`
        let next = rest[end..].split_whitespace().next().unwrap_or_default();
        let group = names::is_role(next) || place("team|group|channel", next.upto(".,;:")).is_some();
        (names::is_capitalised(name)
            && names::is_name(name)
            && !names::is_system(name)
            && !names::is_role(name)
            && !group)
            .then_some(name)
    })
}

/// One entry for each, under the longest name.
fn each_once(found: Vec<Participant>) -> Vec<Participant> {
    // First names with the place of the one whole name that they belong to, or of none.
    let mut whole = Names::default();
    for (at, participant) in found.iter().enumerate() {
        let name = small(&participant.name);
        if let Some((first, _)) = name.split_once(' ') {
            let one = whole.of(first, at);
            if found.get(*one).is_some_and(|other| small(&other.name) != name) {
                *one = usize::MAX;
            }
        }
    }
    let names: Vec<String> = found.iter().map(|participant| small(&participant.name)).collect();
    let mut places = Names::default();
    let mut once: Vec<Participant> = Vec::new();
    for (participant, name) in found.into_iter().zip(&names) {
        let key = whole.get(name).and_then(|at| names.get(at)).unwrap_or(name);
        let at = *places.of(key, once.len());
        let Some(there) = once.get_mut(at) else {
            once.push(participant);
            continue;
        };
        if participant.name.len() > there.name.len() {
            there.name = participant.name;
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
        let starts = super::text::word_starts(before, usize::MAX);
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
