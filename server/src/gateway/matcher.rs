//! Matchers: what evidence waits for, and whether a result's rows show it. One [`Watch`] a session, shared by its
//! consoles, so that each matcher fires once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use ride_shared::scenario::Sees;

use super::Matcher;
use super::cell::{Cells, Column, number, text};
use super::text::cut;
use super::typed::{Everything, Typed};
use super::witness::{Stand, Testimony, Witness};
use crate::basics::held;
use crate::sandbox::ONCALL;

/// A relation's column as RowDescription names it: the relation's OID and the column's number.
pub type Origin = (u32, i16);

/// OIDs below this one are the server's own, and the same in each of its databases.
const FIRST_NORMAL_OID: u32 = 16_384;

/// Where the columns that matchers name are found.
#[derive(Debug, Default)]
pub struct Origins {
    /// `relation.column`, as the matcher writes it, to where it may come from.
    pub columns: HashMap<String, Vec<Origin>>,
    /// Columns that hold a backend's number.
    pub pids: HashSet<Origin>,
    /// Columns that hold the role which a backend logged in as.
    pub roles: HashSet<Origin>,
}

/// One `sees` with a `from`.
#[derive(Debug)]
struct From {
    origins: Vec<Origin>,
    value: Option<String>,
    cell: RangeInclusive<f64>,
    /// Whether `cell` is asked about at all.
    measured: bool,
    beside: Vec<(Vec<Origin>, Option<String>)>,
    at_least: u32,
    testimony: Testimony,
    /// Names in it that sessions give themselves.
    names: Vec<String>,
}

impl From {
    fn new(sees: &Sees, origins: &Origins) -> Option<Self> {
        let beside = sees.beside.iter().map(|b| Some((origins.columns.get(&b.from)?.clone(), b.value.clone())));
        // Numbers this great are exact only up to 2^53; what is counted or limited is far below.
        let bound = |given: Option<i64>, otherwise: f64| given.map_or(otherwise, |n| n as f64);
        Some(Self {
            origins: origins.columns.get(sees.from.as_ref()?)?.clone(),
            value: sees.value.clone(),
            cell: bound(sees.cell_at_least, f64::NEG_INFINITY)..=bound(sees.cell_at_most, f64::INFINITY),
            measured: sees.cell_at_least.is_some() || sees.cell_at_most.is_some(),
            beside: beside.collect::<Option<_>>()?,
            at_least: sees.at_least,
            testimony: Testimony::on(sees),
            names: (sees.beside.iter().map(|b| (&b.from, &b.value)))
                .chain(sees.from.as_ref().map(|from| (from, &sees.value)))
                .filter(|(from, _)| from.ends_with("pg_stat_activity.application_name"))
                .filter_map(|(_, value)| value.clone())
                .collect(),
        })
    }

    /// Whether a cell is the one that is looked for, by itself.
    fn fits(&self, column: &Column, cell: &[u8], text: &str) -> bool {
        self.value.as_ref().is_none_or(|value| value == text)
            && (!self.measured
                || number(column, cell).or_else(|| text.parse().ok()).is_some_and(|n| self.cell.contains(&n)))
    }

    /// Whether all that must stand beside the cell does.
    fn stands_beside(&self, columns: &[Column], cells: &Cells<'_>) -> bool {
        self.beside.iter().all(|(origins, value)| {
            columns.iter().enumerate().filter(|(_, column)| origins.contains(&column.origin)).any(|(at, column)| {
                let cell = cells.get(at).and_then(|cell| text(column, cell));
                cell.is_some_and(|cell| value.as_ref().is_none_or(|value| *value == cell))
            })
        })
    }
}

#[derive(Debug)]
struct Rule {
    rule: u32,
    done: AtomicBool,
    from: Vec<From>,
    show: Vec<String>,
    plan: Vec<String>,
}

/// The matchers of a session and which of them have fired.
#[derive(Debug, Default)]
pub struct Watch {
    rules: Vec<Rule>,
    waiting: AtomicUsize,
    pids: HashSet<Origin>,
    roles: HashSet<Origin>,
    /// The learner's own consoles.
    own: Mutex<HashMap<u32, Own>>,
    /// Whether the learner has made, or may have, what renames a session from within a query.
    planted: AtomicBool,
    typed: Everything,
    stand: Stand,
}

/// One of the learner's own consoles: its backend, and what it calls itself. Such a name in a result may be its own.
#[derive(Debug, Default)]
struct Own {
    pid: String,
    name: String,
}

/// A matcher that was satisfied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Index of the detect rule.
    pub rule: u32,
    /// What was shown.
    pub shown: String,
}

impl Watch {
    /// Matchers whose columns were looked up.
    pub fn new(matchers: &[Matcher], origins: Origins) -> Self {
        let rules: Vec<Rule> = matchers
            .iter()
            .map(|matcher| Rule {
                rule: matcher.rule,
                done: AtomicBool::new(false),
                from: matcher.sees.iter().filter_map(|sees| From::new(sees, &origins)).collect(),
                show: matcher.sees.iter().filter_map(|sees| sees.show.clone()).collect(),
                plan: matcher.sees.iter().filter_map(|sees| sees.plan.clone()).collect(),
            })
            .collect();
        let waiting = AtomicUsize::new(rules.len());
        Self { waiting, rules, pids: origins.pids, roles: origins.roles, ..Self::default() }
    }

    /// Whether any matcher is still waiting.
    pub fn waiting(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    /// A console calls itself by this `application_name` from now on.
    pub fn calls_itself(&self, console: u32, name: &str) {
        name.clone_into(&mut held(&self.own).entry(console).or_default().name);
    }

    /// A console's backend.
    pub fn is_at(&self, console: u32, pid: i32) {
        held(&self.own).entry(console).or_default().pid = pid.to_string();
    }

    /// A console is gone.
    pub fn forget(&self, console: u32) {
        held(&self.own).remove(&console);
    }

    /// A statement was sent.
    pub fn typed(&self, typed: &Typed) {
        self.typed.add(typed);
        if typed.hides {
            self.planted.store(true, Ordering::Relaxed);
        }
    }

    /// A statement ended with this tag.
    pub fn ended(&self, tag: &[u8]) {
        const HARMLESS: &[&[u8]] = &[b"INDEX", b"TABLE", b"STATISTICS", b"ROLE", b"SEQUENCE", b"SYSTEM", b"DATABASE"];
        let made = [&b"CREATE "[..], b"ALTER "].iter().find_map(|verb| tag.strip_prefix(*verb));
        if matches!(tag, b"DO" | b"CALL") || made.is_some_and(|what| !HARMLESS.contains(&what)) {
            self.planted.store(true, Ordering::Relaxed);
        }
    }

    /// Somebody who knows how many sessions there are.
    pub fn hear(&self, witness: Arc<dyn Witness>) {
        self.stand.take(witness);
    }

    /// Whether a row may show one of the learner's own sessions in the place of what `from` looks for: it names its backend;
    /// it has the name that one of them gave itself, whoever else has it; or the query may have renamed its own session
    /// while it ran, and nothing in the row tells whose it is.
    fn own_row(&self, from: &From, columns: &[Column], cells: &Cells<'_>) -> bool {
        let own = held(&self.own);
        let mut shown =
            (columns.iter().enumerate()).filter_map(|(at, column)| Some((column, text(column, cells.get(at)?)?)));
        if shown.clone().any(|(column, cell)| self.pids.contains(&column.origin) && own.values().any(|o| o.pid == cell))
        {
            return true;
        }
        if own.values().any(|console| from.names.contains(&console.name)) {
            return true;
        }
        let somebodys = |(column, cell): (&Column, std::borrow::Cow<'_, str>)| {
            self.pids.contains(&column.origin) || self.roles.contains(&column.origin) && cell != ONCALL
        };
        !from.names.is_empty() && self.planted.load(Ordering::Relaxed) && !shown.any(somebodys)
    }

    /// What the waiting matchers want of a result with these columns; nothing if they want none of it. In a database
    /// that is not the session's (`foreign`), only the server's own relations are known.
    pub fn interest(&self, columns: &[Column], foreign: bool, typed: Arc<Typed>) -> Option<Interest> {
        if !self.waiting() || typed.renames {
            return None;
        }
        let mut looks = Vec::new();
        let mut show = Vec::new();
        let mut plan = Vec::new();
        for (index, rule) in self.rules.iter().enumerate().filter(|(_, rule)| !rule.done.load(Ordering::Relaxed)) {
            for (sees, from) in rule.from.iter().enumerate() {
                for (column, described) in columns.iter().enumerate() {
                    let known = !foreign || described.origin.0 < FIRST_NORMAL_OID;
                    if known && from.origins.contains(&described.origin) {
                        looks.push(Look { rule: index, sees, column, ..Look::default() });
                    }
                }
            }
            if let [only] = columns
                && rule.show.iter().any(|name| name.eq_ignore_ascii_case(&only.name))
            {
                show.push(index);
            }
            if let [only] = columns
                && only.name == PLAN
            {
                plan.extend(rule.plan.iter().map(|node| (index, node.clone(), None)));
            }
        }
        let wanted = !looks.is_empty() || !show.is_empty() || !plan.is_empty();
        wanted.then(|| Interest { columns: columns.into(), looks, show, plan, answer: None, typed })
    }

    /// Takes a row in; pushes what it completes.
    pub fn row(&self, interest: &mut Interest, row: &[u8], shown: &mut Vec<Shown>) {
        let Some(cells) = Cells::read(row) else { return };
        if !interest.show.is_empty() {
            interest.answer = cells.get(0).map(cut);
        }
        if let Some(line) = cells.get(0).filter(|_| !interest.plan.is_empty()).map(String::from_utf8_lossy) {
            for (_, node, found) in interest.plan.iter_mut().filter(|(_, _, found)| found.is_none()) {
                *found = is_node(&line, node).then(|| cut(line.trim().as_bytes()));
            }
        }
        interest.looks.retain(|look| !self.rules[look.rule].done.load(Ordering::Relaxed));
        let columns = &interest.columns;
        for look in &mut interest.looks {
            let rule = &self.rules[look.rule];
            let from = &rule.from[look.sees];
            let Some(cell) = cells.get(look.column).and_then(|cell| text(&columns[look.column], cell)) else {
                continue;
            };
            let raw = cells.get(look.column).unwrap_or_default();
            if !from.fits(&columns[look.column], raw, &cell) || !from.stands_beside(columns, &cells) {
                continue;
            }
            if self.own_row(from, columns, &cells) {
                continue;
            }
            if from.at_least <= 1 {
                self.fire(rule, || format!("{} | 1 row", cut(cell.as_bytes())), shown);
            } else {
                look.count(columns, &cells, &self.pids, &cell);
            }
        }
    }

    /// What a result's rows count to, if that can be no invention: whole numbers that were computed, nothing that was
    /// typed, and in all no more than there is.
    fn counted(&self, look: &Look, typed: &Typed) -> Option<String> {
        let from = &self.rules[look.rule].from[look.sees];
        let most = self.stand.most(from.testimony, from.value.as_deref()).unwrap_or(f64::INFINITY);
        let enough = f64::from(from.at_least);
        let invented = |n: f64| typed.has(n) || self.typed.has(n);
        let honest = |tally: &&Tally| tally.greatest >= enough && tally.sum <= most && !invented(tally.greatest);
        if let Some(tally) = look.numbers.values().filter(|tally| tally.whole).find(honest) {
            return Some(tally.greatest.to_string());
        }
        let backends = look.backends.len() as f64;
        if backends > 0.0 {
            return (backends >= enough && backends <= most).then(|| format!("{backends} rows"));
        }
        let rows = look.rows as f64;
        (rows >= enough && rows <= most && !invented(rows)).then(|| format!("{rows} rows"))
    }

    /// The result ended with this command tag.
    pub fn complete(&self, interest: &mut Interest, tag: &[u8], shown: &mut Vec<Shown>) {
        if tag == b"EXPLAIN" {
            for (index, _, found) in interest.plan.drain(..) {
                if let Some(found) = found {
                    self.fire(&self.rules[index], || found, shown);
                }
            }
        }
        for look in std::mem::take(&mut interest.looks) {
            if let Some(how_much) = self.counted(&look, &interest.typed) {
                self.fire(&self.rules[look.rule], || format!("{} | {how_much}", look.cell), shown);
            }
        }
        let Some(answer) = interest.answer.take().filter(|_| tag == b"SHOW") else { return };
        for index in interest.show.drain(..) {
            let name = &interest.columns[0].name;
            self.fire(&self.rules[index], || format!("{name} | {answer}"), shown);
        }
    }

    fn fire(&self, rule: &Rule, what: impl FnOnce() -> String, shown: &mut Vec<Shown>) {
        if !rule.done.swap(true, Ordering::Relaxed) {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            shown.push(Shown { rule: rule.rule, shown: what() });
        }
    }
}

/// The name of EXPLAIN's one column.
const PLAN: &str = "QUERY PLAN";

/// Whether a line of a plan in text form is this node: `->  Parallel Seq Scan on orders o  (cost=...)` is `Seq Scan on
/// orders`, and an index's name is left out as in `Index Scan on orders`.
fn is_node(line: &str, node: &str) -> bool {
    let line = line.trim_start().trim_start_matches("->").trim_start();
    let line = line.strip_prefix("Parallel ").unwrap_or(line);
    let whole = |line: &str| line.strip_prefix(node).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    if whole(line) {
        return true;
    }
    let Some((kind, rest)) = line.split_once(" using ") else { return false };
    let Some((_, relation)) = rest.split_once(" on ") else { return false };
    whole(&format!("{kind} on {relation}"))
}

/// Backends that are told apart in one result, at most; more than a sandbox has.
const BACKENDS: usize = 4096;

#[derive(Debug, Clone, Default)]
struct Look {
    rule: usize,
    sees: usize,
    column: usize,
    /// Rows whose cell had the value.
    rows: u64,
    /// The cell, as the first of them has it.
    cell: String,
    /// Their different backends, where rows name any.
    backends: HashSet<String>,
    /// What stands beside in computed columns, by column.
    numbers: BTreeMap<usize, Tally>,
}

/// The numbers of one column.
#[derive(Debug, Clone, Copy)]
struct Tally {
    sum: f64,
    greatest: f64,
    /// Whether all of them are whole, as counts are.
    whole: bool,
}

impl Look {
    fn count(&mut self, columns: &[Column], cells: &Cells<'_>, pids: &HashSet<Origin>, cell: &str) {
        self.rows += 1;
        if self.rows == 1 {
            self.cell = cut(cell.as_bytes());
        }
        for (at, column) in columns.iter().enumerate().filter(|(at, _)| *at != self.column) {
            let Some(raw) = cells.get(at) else { continue };
            if pids.contains(&column.origin) {
                if self.backends.len() < BACKENDS
                    && let Some(pid) = text(column, raw)
                {
                    self.backends.insert(pid.into_owned());
                }
            } else if column.origin == COMPUTED
                && let Some(number) = number(column, raw)
            {
                let tally = self.numbers.entry(at).or_insert(Tally { sum: 0.0, greatest: number, whole: true });
                tally.sum += number.abs();
                tally.greatest = tally.greatest.max(number);
                tally.whole &= number.fract() == 0.0;
            }
        }
    }
}

/// The origin of a column that comes from no relation.
const COMPUTED: Origin = (0, 0);

/// What matchers want of one result, and how far it has come.
#[derive(Debug, Clone)]
pub struct Interest {
    columns: Arc<[Column]>,
    looks: Vec<Look>,
    show: Vec<usize>,
    /// Rule, the node it waits for, and the line that shows it; it counts once the tag says that this was a plan.
    plan: Vec<(usize, String, Option<String>)>,
    answer: Option<String>,
    typed: Arc<Typed>,
}

impl Interest {
    /// Whether anything is still waited for.
    pub fn waiting(&self) -> bool {
        !self.looks.is_empty() || !self.show.is_empty() || !self.plan.is_empty()
    }
}

#[cfg(test)]
#[path = "matcher_tests.rs"]
mod tests;
