//! Action items, from lists and tables.

use super::lists::{known, place, standing};
use super::names;
use super::table::{Column, Head};
use super::text::{self, line};
use crate::postmortem::letters::is_either;
use crate::postmortem::model::{ActionItem, ActionKind};
use crate::postmortem::timeline::scan::Scan;

/// The item that a line is; none for a line without words.
pub(super) fn read(text: &str, number: u32) -> Option<ActionItem> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let mut item = ActionItem { evidence: vec![line(number)], ..ActionItem::default() };
    let mut rest = text;
    if let Some((word, after)) = leading_word(rest)
        && is_priority(word)
    {
        item.priority = Some(word.to_owned());
        rest = after;
    }
    if let Some((label, after)) = rest.split_once(':')
        && let Some(kind) = kind_named(label)
    {
        item.kind = Some(kind);
        rest = after.trim();
    }
    item.owner = owner(rest);
    item.due = due(rest);
    item.kind = item.kind.or_else(|| kind_of(rest));
    rest.clone_into(&mut item.text);
    Some(item)
}

/// The item that a table's row is.
pub(super) fn row(head: &Head, cells: &[String], number: u32) -> Option<ActionItem> {
    let mut item = ActionItem { evidence: vec![line(number)], ..ActionItem::default() };
    let mut more = None;
    for (column, name, cell) in head.fit(cells) {
        if cell.is_empty() {
            continue;
        }
        let place = match column {
            Column::Text if item.text.is_empty() => {
                cell.clone_into(&mut item.text);
                continue;
            }
            Column::Person => &mut item.owner,
            Column::Priority => &mut item.priority,
            Column::Due | Column::Completed | Column::Date => &mut item.due,
            Column::Status => &mut item.status,
            Column::Kind if item.kind.is_none() && kind_named(cell).is_some() => {
                item.kind = kind_named(cell);
                continue;
            }
            _ => {
                text::add(&mut more, &text::named(name, cell), ", ");
                continue;
            }
        };
        if place.is_some() {
            text::add(&mut more, &text::named(name, cell), ", ");
            continue;
        }
        *place = Some(cell.to_owned());
        if column == Column::Completed && item.status.is_none() {
            item.status = Some("Completed".to_owned());
        }
    }
    if let Some(more) = more {
        item.text = if item.text.is_empty() { more } else { text::cat(&[&item.text, " (", &more, ")"]) };
    }
    item.kind = item.kind.or_else(|| kind_of(&item.text));
    (!item.text.is_empty()).then_some(item)
}

/// The status that a heading within the action items gives to what is below it.
pub(super) fn status_named(heading: &str) -> Option<String> {
    const KNOWN: &str =
        "completed|done|in progress|planned|open|todo|to do|pending|backlog|not started|blocked|ongoing|closed";
    known(KNOWN, heading).is_some().then(|| {
        let words: String = heading.chars().filter(|c| c.is_ascii_alphabetic() || *c == ' ').collect();
        words.trim().to_owned()
    })
}

fn leading_word(text: &str) -> Option<(&str, &str)> {
    let inner = text.past("[(");
    let length = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-')?;
    let (word, after) = inner.split_at(length);
    let after = after.past("]): -–—|.");
    (!word.is_empty() && !after.is_empty()).then_some((word, after))
}

fn is_priority(word: &str) -> bool {
    const SHOUTED: &str = "HIGH|MEDIUM|LOW|CRITICAL|URGENT|MED|NORMAL|BLOCKER|MAJOR|MINOR";
    !word.holds("p") && place(SHOUTED, word).is_some() || names::is_severity(word) && word.begins("PS")
}

fn kind_named(label: &str) -> Option<ActionKind> {
    const NAMES: &str = "\
prevent|prevention|preventive|preventative
detect|detection|detective|monitoring
respond|response|mitigate|mitigation|process
recover|recovery|corrective";
    use ActionKind as K;
    known(NAMES, label).map(|at| [K::Prevent, K::Detect, K::Respond, K::Recover][at])
}

/// What an item is for, by its words.
fn kind_of(text: &str) -> Option<ActionKind> {
    const WORDS: &str = "\
alert*|monitor*|dashboard*|metric*|detect*|telemetry|observab*|tracing|page on|log when
rollback*|roll back|backup*|restore*|failover*|recover*|disaster|autoscal*|self-heal*
runbook*|playbook*|on-call|escalat*|training|game day|drill*|document*|status page|access to
fix*|test*|review*|checklist*|limit*|add|enforce*|static analysis|lint*|validat*|increase*|close*|pool*|timeout*|implement*|replace*|remove*|upgrade*|jitter*|backoff";
    const KINDS: [ActionKind; 4] = [ActionKind::Detect, ActionKind::Recover, ActionKind::Respond, ActionKind::Prevent];
    let small = text.get(..400).unwrap_or(text).to_ascii_lowercase();
    // A leak's detection in tests is meant to prevent; the words say so only of how.
    let tests = standing("test*|ci|checklist*", &small, false).is_some();
    let from = if tests { WORDS.find('\n').map_or(0, |at| at + 1) } else { 0 };
    standing(&WORDS[from..], &small, false).map(|at| KINDS[at + usize::from(tests)])
}

/// `owner: X`, `@x`, `(X)` where it is a team or a role.
fn owner(text: &str) -> Option<String> {
    let small = text.to_ascii_lowercase();
    for label in ["owner:", "assignee:", "assigned to", "owned by"] {
        if let Some(at) = small.find(label) {
            let after = text[at + label.len()..].trim_start();
            let name = after.split([',', ';', ')', ']', '|', '.']).next().unwrap_or_default().trim().past("@");
            return names::is_name(name).then(|| name.to_owned());
        }
    }
    let at = text.find('@')?;
    let before = text[..at].chars().next_back();
    let name: String = text[at + 1..].chars().take_while(|c| is_either(*c) || "._-".contains(*c)).collect();
    let name = name.upto(".-");
    (before.is_none_or(|c| !is_either(c)) && !name.is_empty()).then(|| name.to_owned())
}

/// `due 2025-09-01`, `by Friday`, `due: Q3`.
fn due(text: &str) -> Option<String> {
    let small = text.to_ascii_lowercase();
    for label in ["due:", "due date:", "due by", "due on", "due", "deadline:", "eta:", "by "] {
        let Some(at) = small.find(label) else { continue };
        if small[..at].ends("w") {
            continue;
        }
        let after = text[at + label.len()..].past(": ");
        let mut r = super::reader::Reader::new(after);
        if super::date::date(&mut r).is_some() {
            return Some(after[..r.at].to_owned());
        }
        if label.ends(":") {
            let words = after.split([',', ';', ')', ']', '|']).next().unwrap_or_default().trim();
            return (!words.is_empty() && text::words(words).len() <= 4).then(|| words.to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_from_lines() {
        let item = read("HIGH Close connections in all handlers", 3).unwrap();
        assert_eq!((item.priority.as_deref(), item.text.as_str()), (Some("HIGH"), "Close connections in all handlers"));
        assert_eq!(item.kind, Some(ActionKind::Prevent));
        let item = read("[P1] Write the runbook (owner: Ops Team, due: 2025-09-01)", 3).unwrap();
        assert_eq!(item.priority.as_deref(), Some("P1"));
        assert_eq!((item.owner.as_deref(), item.due.as_deref()), (Some("Ops Team"), Some("2025-09-01")));
        assert_eq!(item.kind, Some(ActionKind::Respond));
        assert_eq!(read("High hopes for all of it", 1).unwrap().priority, None);
        assert_eq!(read("  ", 1), None);
    }

    #[test]
    fn items_from_rows() {
        let head = Head::read("| Priority | Action Item | Owner | Due Date | Status | Ticket |");
        let cells: Vec<String> = ["P0", "Alert at 80 %", "Ops", "2025-09-01", "Open", "T-1"].map(str::to_owned).into();
        let item = row(&head, &cells, 9).unwrap();
        assert_eq!(item.text, "Alert at 80 % (Ticket: T-1)");
        assert_eq!((item.priority.as_deref(), item.owner.as_deref()), (Some("P0"), Some("Ops")));
        assert_eq!(
            (item.due.as_deref(), item.status.as_deref(), item.kind),
            (Some("2025-09-01"), Some("Open"), Some(ActionKind::Detect))
        );
    }
}
