//! Tables, as Markdown, spreadsheets and terminals write them.

use super::lists::{known, place, standing};
use super::stamp::Stamp;
use super::text::{key, plain};
use crate::postmortem::moment::Precision;
use crate::postmortem::text::small;
use crate::postmortem::timeline::scan::Scan;

/// A row's cells. `\|` is a sign, and so is one between backticks.
pub(super) fn cells(body: &str) -> Vec<String> {
    if !has_pipe(body) && body.holds("\t") {
        return separated(body, '\t');
    }
    // A wiki doubles them between names.
    let single = body.starts_with("||").then(|| body.replace("||", "|"));
    let body = single.as_deref().unwrap_or(body).trim();
    let body = body.strip_prefix(['|', '│']).unwrap_or(body);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in body.chars() {
        match c {
            '|' | '│' if !escaped => cells.push(String::new()),
            _ => {
                let Some(last) = cells.last_mut() else { continue };
                if c == '|' {
                    // The sign stays, its escape goes.
                    last.pop();
                }
                last.push(c);
            }
        }
        escaped = c == '\\' && !escaped;
    }
    if cells.len() > 1 && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| plain(cell.trim())).collect()
}

/// The cells of a spreadsheet's row: quoted where the sign that parts them stands in them.
pub(super) fn separated(body: &str, by: char) -> Vec<String> {
    if by == ' ' {
        return body.split("  ").map(plain).filter(|cell| !cell.is_empty()).collect();
    }
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut before = by;
    for c in body.chars() {
        match c {
            // Within quotes two are one.
            '"' if quoted || before == by || before == '"' => {
                quoted = !quoted;
                if quoted && before == '"' {
                    push(&mut cells, c);
                }
            }
            _ if c == by && !quoted => cells.push(String::new()),
            _ => push(&mut cells, c),
        }
        before = c;
    }
    for cell in &mut cells {
        *cell = plain(cell.trim());
    }
    cells
}

fn push(cells: &mut [String], c: char) {
    if let Some(last) = cells.last_mut() {
        last.push(c);
    }
}

/// The sign that parts a spreadsheet's cells, if these two lines are its head and its first row: one names a column of
/// moments, the other has one there.
pub(super) fn separator(head: &str, row: &str) -> Option<char> {
    // Most lines with a comma are none.
    if head.len() > 400 || head.holds("d:.") {
        return None;
    }
    [',', ';', ' '].into_iter().find(|sign| {
        let names = separated(head, *sign);
        let (known, cells) = (Head::of(names), separated(row, *sign));
        known.is_timeline()
            && known.names.iter().all(|name| name.len() < 40)
            && cells.len() <= known.columns.len()
            && known
                .columns
                .iter()
                .zip(&cells)
                .zip(&known.names)
                .any(|((column, cell), name)| *column == Column::Time && moment(name, cell).is_some())
    })
}

/// The names and values of an object of JSON, and what follows it; none if a text is anything else. What is nested stands for
/// itself.
pub(super) fn json(text: &str, outer: bool) -> Option<(Vec<String>, Vec<String>, &str)> {
    let mut rest = text.strip_prefix('{')?.trim_start();
    let (mut names, mut values) = (Vec::new(), Vec::new());
    loop {
        if let Some(after) = rest.strip_prefix('}') {
            return (!names.is_empty()).then_some((names, values, after));
        }
        let (name, after) = value(rest)?;
        if name.len() > 60 || name.holds("^a_.-@ ") || names.len() > 100 {
            return None;
        }
        let (value, after) = value(after.trim_start().strip_prefix(':')?.trim_start())?;
        if outer && let Some((inner, mut more, _)) = json(&value, false) {
            // Somebody, by their name.
            const NAMES: &str = "real_name|name|display_name|summary|username|login|email";
            let called = inner.iter().position(|name| place(NAMES, name).is_some());
            if let Some(at) = called.filter(|_| column(&key(&name)) == Column::Person) {
                names.push(name);
                values.push(std::mem::take(&mut more[at]));
            }
            names.extend(inner);
            values.extend(more);
        } else {
            names.push(name);
            values.push(value);
        }
        rest = after.past("s,");
    }
}

/// The names and values of `name=value` and `name="several words"`, as logs write them.
pub(super) fn pairs(body: &str) -> Option<(Vec<String>, Vec<String>)> {
    let (mut names, mut values) = (Vec::new(), Vec::new());
    let mut rest = body;
    while !rest.is_empty() {
        let (name, after) = rest.split_at(rest.run("a_.-@"));
        let after = after.strip_prefix('=').filter(|_| !name.is_empty() && names.len() < 100)?;
        let bare = after.till("s");
        let (value, after) = if after.begins("\"") { value(after)? } else { (bare.to_owned(), &after[bare.len()..]) };
        names.push(name.to_owned());
        values.push(value);
        rest = after.trim_start();
    }
    (names.len() > 1).then_some((names, values))
}

/// A moment at a cell's beginning and its length: as anywhere, a spreadsheet's number of days, or in a column of ages how long
/// ago.
pub(super) fn moment(name: &str, cell: &str) -> Option<(Stamp, usize)> {
    if let Some((stamp, length, _)) = super::entry::stamp_at_head(cell) {
        return Some((stamp, length));
    }
    if known("last seen|age", name).is_some() {
        let (ms, length) = super::facts::duration(cell)?;
        return Some((Stamp { clock: Some(-ms), relative: true, ..Stamp::default() }, length));
    }
    let (days, part) = cell.split_once('.')?;
    if days.len() != 5 || !(2..=12).contains(&part.len()) || days.holds("^d") || part.holds("^d") {
        return None;
    }
    // Days since the end of 1899; what is smaller than a second was rounded.
    let day = crate::postmortem::moment::date(days.parse::<i64>().ok()? - 25_569)?;
    let whole = 10_i64.pow(part.len() as u32);
    let seconds = (part.parse::<i64>().ok()? * 86_400 + whole / 2) / whole;
    // Four places are of minutes.
    let (clock, precision) = match part.len() {
        0..=4 => ((seconds + 30) / 60 * 60_000, Precision::Minute),
        _ => (seconds * 1000, Precision::Second),
    };
    let day = super::date::date(&mut super::reader::Reader::new(&day));
    Some((Stamp { day, clock: Some(clock), precision, ..Stamp::default() }, cell.len()))
}

/// A value of JSON at a text's beginning, and what follows it.
fn value(text: &str) -> Option<(String, &str)> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    let mut out = String::new();
    for (at, c) in text.char_indices() {
        let inner = depth > 0;
        if escaped {
            escaped = false;
            out.push(if matches!(c, 'n' | 't' | 'r') { ' ' } else { c });
            continue;
        }
        match c {
            '\\' if quoted => escaped = true,
            '"' => {
                quoted = !quoted;
                if inner {
                    out.push(c);
                } else if !quoted {
                    return Some((out, &text[at + 1..]));
                }
            }
            ',' | '}' | ']' if !quoted && depth == 0 => return Some((out, &text[at..])),
            _ => {
                if !quoted {
                    depth += usize::from(matches!(c, '{' | '['));
                    depth -= usize::from(matches!(c, '}' | ']')).min(depth);
                }
                out.push(c);
            }
        }
    }
    (!quoted && depth == 0).then(|| (out.trim().to_owned(), ""))
}

fn has_pipe(body: &str) -> bool {
    body.holds("|│")
}

/// Whether a line can be a table's row.
pub(super) fn is_row(body: &str) -> bool {
    let inner = body.past("|│").trim_end();
    has_pipe(inner) || (body.begins("|") && body.len() > 1) || body.holds("\t")
}

/// Whether a line stands between a table's head and its rows.
pub(super) fn is_rule(body: &str) -> bool {
    body.holds("-=─")
        && body.chars().all(|c| matches!(c, '-' | ':' | '|' | '+' | '=' | ' ' | '─' | '┼' | '│' | '├' | '┤'))
}

/// What a column is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Time,
    /// Where moments are stretches: their end.
    Until,
    Date,
    Text,
    Person,
    Source,
    Notes,
    Priority,
    Due,
    Completed,
    Status,
    Kind,
    Other,
}

/// A table's head.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head {
    pub columns: Vec<Column>,
    pub names: Vec<String>,
}

impl Head {
    /// The head that a row is.
    pub fn read(body: &str) -> Self {
        Self::of(cells(body))
    }

    /// The head that names are.
    pub fn of(names: Vec<String>) -> Self {
        let mut columns = Vec::with_capacity(names.len());
        for name in &names {
            let mut column = column(&key(name));
            // Of two columns of text the second says more of the first.
            if column == Column::Text && columns.contains(&Column::Text) {
                column = Column::Notes;
            }
            if matches!(column, Column::Time | Column::Until) && columns.contains(&column) {
                column = Column::Other;
            }
            columns.push(column);
        }
        // Where nothing else is of what happened, the notes are, or whatever else.
        if columns.contains(&Column::Time) && !columns.contains(&Column::Text) {
            let last = [Column::Notes, Column::Other, Column::Source];
            let found = last.iter().find_map(|wanted| columns.iter().position(|column| column == wanted));
            if let Some(at) = found {
                columns[at] = Column::Text;
            }
        }
        Self { columns, names }
    }

    /// The names that say what their column is of and nothing else.
    pub fn understood(&self) -> impl Iterator<Item = &str> {
        const LITTLE: &str = "by|date|day|who|name|the|of|in|at|id|no|last|seen|age|profile|real|completed|done|local|on|hh|elapsed|milestone|level|phase|step|datum|fecha|to";
        let known = |word: &str| {
            let word = small(word);
            place(LITTLE, &word).is_some() || super::zone::is_one(&word) || place(WORDS, &word).is_some()
        };
        self.names.iter().map(String::as_str).filter(move |name| super::text::words(name).into_iter().all(known))
    }

    /// Whether rows have moments.
    pub fn is_timeline(&self) -> bool {
        self.columns.len() > 1 && self.columns.contains(&Column::Time)
    }

    /// Whether rows are things to be done.
    pub fn is_actions(&self) -> bool {
        let has = |column| self.columns.contains(&column);
        has(Column::Text) && (has(Column::Person) || has(Column::Due) || has(Column::Status) || has(Column::Priority))
    }

    /// A row's cells with what they are of and their columns' names; cells beyond the head are notes.
    pub fn fit<'c>(&'c self, cells: &'c [String]) -> impl Iterator<Item = (Column, &'c str, &'c str)> {
        cells.iter().enumerate().map(|(at, cell)| {
            let column = self.columns.get(at).copied().unwrap_or(Column::Notes);
            (column, self.names.get(at).map_or("", String::as_str), cell.as_str())
        })
    }
}

/// Words of a column's name, and what it is of.
const WORDS: &str = "\
due|deadline|target|eta|timeline
time|timestamp|ts|when|clock|datetime|utc|zeit|uhrzeit|zeitpunkt|createdat|createdatdate|hora|heure|start|started|begin|beginn|created|von|from
end|ended|until|ende|bis|fin|hasta
priority|prio|severity
status|state
type|kind|category
assignee|responsible|responder|engineer|people|owner|person|author|actor|team|user|agent|wer|quien|qui
source|system|tool|channel|service|component|app|integration
event|events|action|activity|description|what|happened|message|update|item|task|entry|summary|details|detail\
|ereignis|évènement|événement|evento|msg|text|was
notes|note|comment|comments|remarks|result|evidence|observation";
const COLUMNS: [Column; 10] = [
    Column::Due,
    Column::Time,
    Column::Until,
    Column::Priority,
    Column::Status,
    Column::Kind,
    Column::Person,
    Column::Source,
    Column::Text,
    Column::Notes,
];

fn column(name: &str) -> Column {
    match name {
        "date" | "day" | "datum" | "fecha" => return Column::Date,
        "at" | "t" | "elapsed" | "last seen" | "age" | "occurred at" => return Column::Time,
        "owner" | "by" | "who" | "actor" | "person" | "name" => return Column::Person,
        "completed" | "done" | "completed on" | "closed" => return Column::Completed,
        "id" | "no" | "nr" | "event id" | "" => return Column::Other,
        _ => {}
    }
    standing(WORDS, name, false).map_or(Column::Other, |at| COLUMNS[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_all_sorts() {
        assert_eq!(cells("| a | b \\| c |  |"), ["a", "b | c", ""]);
        assert_eq!(cells("Action | Owner | Completed |"), ["Action", "Owner", "Completed"]);
        assert_eq!(cells("14:30\talert\tSarah"), ["14:30", "alert", "Sarah"]);
        assert_eq!(cells("| **14:30** | `x` |"), ["14:30", "x"]);
    }

    #[test]
    fn heads() {
        let head = Head::read("| TIME (utc) | Event | Details | Who | Ticket |");
        assert_eq!(head.columns, [Column::Time, Column::Text, Column::Notes, Column::Person, Column::Other]);
        assert!(head.is_timeline());
        let head = Head::read("Action | Owner | Target Date |");
        assert_eq!(head.columns, [Column::Text, Column::Person, Column::Due]);
        assert!(head.is_actions() && !head.is_timeline());
        assert!(is_rule("---|---|---|") && is_rule("|:--|--:|") && !is_rule("| a |"));
    }
}
