//! What the on-call engineer did, one deed an entry: looks, changes, levers, answers.

use super::story::{Story, Told};
use crate::grading::Part;
use crate::journal::Event;

/// What sort of deed an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// A statement that only looks.
    Look,
    /// A statement that changes something: data, objects, settings, other sessions.
    Change,
    /// A lever outside SQL.
    Action,
}

/// First words of command tags that change something.
const CHANGING: [&str; 23] = [
    "ALTER", "ANALYZE", "CALL", "CLUSTER", "COMMENT", "COPY", "CREATE", "DELETE", "DO", "DROP", "GRANT", "INSERT",
    "LOCK", "MERGE", "REASSIGN", "REFRESH", "REINDEX", "REVOKE", "SECURITY", "TRUNCATE", "UPDATE", "VACUUM", "IMPORT",
];

/// Functions by which a SELECT reaches other sessions or the server.
const REACHING: [&str; 6] =
    ["pg_terminate_backend", "pg_cancel_backend", "pg_reload_conf", "setval", "pg_stat_reset", "pg_advisory_lock"];

/// What an entry is as a deed; none for what the lab, the fleets and the alerts say.
pub(super) fn deed(event: &Event) -> Option<Deed> {
    match event {
        Event::Action { .. } => Some(Deed::Action),
        Event::Statement { sql, tag, error, .. } => {
            Some(if error.is_none() && changes(sql, tag.as_deref()) { Deed::Change } else { Deed::Look })
        }
        _ => None,
    }
}

fn changes(sql: &str, tag: Option<&str>) -> bool {
    let Some(first) = tag.and_then(|tag| tag.split(' ').next()) else { return false };
    if first == "SELECT" {
        // Only for how a timeline reads: nothing is graded by what was typed.
        let sql = sql.to_lowercase();
        return REACHING.iter().any(|name| sql.contains(name));
    }
    CHANGING.contains(&first)
}

/// Deeds before the submission, in order.
pub(super) fn deeds<'s, 'a>(story: &'s Story<'a>) -> impl Iterator<Item = (Deed, &'s Told<'a>)> {
    story.before().iter().filter_map(|told| deed(told.event).map(|deed| (deed, told)))
}

/// The first thing that was done against the incident once it was live.
pub(super) fn first_change<'a>(story: &Story<'a>) -> Option<Told<'a>> {
    let live = story.live?;
    deeds(story).find(|(deed, told)| *deed != Deed::Look && told.at >= live.at).map(|(_, told)| *told)
}

/// Traps that were sprung, in the scenario's order: the entry's name, the trap's lesson.
pub(super) fn sprung(story: &Story<'_>) -> Vec<(String, String)> {
    let Some(card) = &story.card else { return Vec::new() };
    let sprung = card.lines.iter().filter(|l| l.part == Part::Trap && l.points < 0);
    sprung.filter_map(|l| Some((l.events.first()?.clone(), l.reason.clone()))).collect()
}

/// An action as it is typed.
pub(super) fn action_name(name: &str, value: Option<&str>) -> String {
    value.map_or_else(|| name.to_owned(), |value| format!("{name} {value}"))
}
