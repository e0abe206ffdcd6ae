//! Matchers: what evidence waits for, and whether a result's rows show it. One [`Watch`] a session, shared by its
//! consoles, so that each matcher fires once.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use ride_shared::scenario::Sees;

use super::Matcher;
use super::cell::{Cells, Column, number, text};
use super::plan::{self, Sought};
use super::sought::{Look, View};
use super::text::cut;
use super::typed::{Script, Sight, Typed};
use super::witness::{Stand, Testimony, Witness};
use crate::basics::held;
use crate::sandbox::ONCALL;

/// A relation's column as RowDescription names it: the relation's OID and the column's number.
pub type Origin = (u32, i16);

/// OIDs below this one are the server's own, and the same in each of its databases.
pub(super) const FIRST_NORMAL_OID: u32 = 16_384;

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

/// A cell that is asked for.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) relation: String,
    pub(super) column: String,
    pub(super) origins: Vec<Origin>,
    pub(super) value: Option<String>,
    /// A text that stands in the cell.
    pub(super) has: Option<String>,
    /// The cell is NULL.
    pub(super) null: bool,
}

impl Part {
    fn new(from: &str, value: Option<&String>, origins: &Origins) -> Option<Self> {
        let (relation, column) = from.rsplit_once('.')?;
        let relation = relation.rsplit('.').next().unwrap_or(relation);
        let origins = origins.columns.get(from)?.clone();
        let (relation, column) = (relation.to_owned(), column.to_owned());
        Some(Self { relation, column, origins, value: value.cloned(), has: None, null: false })
    }
}

/// One `sees` with a `from`.
#[derive(Debug)]
pub(super) struct From {
    pub(super) part: Part,
    pub(super) cell: RangeInclusive<f64>,
    /// Whether `cell` is asked about at all.
    pub(super) measured: bool,
    pub(super) beside: Vec<Part>,
    pub(super) at_least: u32,
    pub(super) testimony: Testimony,
    /// Names in it that sessions give themselves.
    pub(super) names: Vec<String>,
}

impl From {
    fn new(sees: &Sees, origins: &Origins) -> Option<Self> {
        let beside = sees.beside.iter().map(|b| Part::new(&b.from, b.value.as_ref(), origins));
        // Numbers this great are exact only up to 2^53; what is counted or limited is far below.
        let bound = |given: Option<i64>, otherwise: f64| given.map_or(otherwise, |n| n as f64);
        Some(Self {
            part: Part {
                has: sees.has.clone(),
                null: sees.null,
                ..Part::new(sees.from.as_ref()?, sees.value.as_ref(), origins)?
            },
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

    pub(super) fn parts(&self) -> impl Iterator<Item = &Part> {
        std::iter::once(&self.part).chain(&self.beside)
    }

    /// Whether a cell's number is one that is asked for.
    pub(super) fn measures(&self, column: &Column, cell: &[u8], text: &str) -> bool {
        !self.measured || number(column, cell).or_else(|| text.parse().ok()).is_some_and(|n| self.cell.contains(&n))
    }
}

#[derive(Debug)]
struct Rule {
    rule: u32,
    done: AtomicBool,
    from: Vec<From>,
    show: Vec<String>,
    plan: Vec<(String, Option<String>)>,
}

/// The matchers of a session and which of them have fired.
#[derive(Debug, Default)]
pub struct Watch {
    rules: Vec<Rule>,
    waiting: AtomicUsize,
    pub(super) pids: HashSet<Origin>,
    pub(super) roles: HashSet<Origin>,
    /// The learner's own consoles.
    own: Mutex<HashMap<u32, Own>>,
    /// Whether the learner has made, or may have, what renames a session from within a query.
    pub(super) planted: AtomicBool,
    /// Every relation that matchers name.
    relations: BTreeSet<String>,
    /// Those in whose place the learner may have put something else.
    pub(super) shadowed: Mutex<BTreeSet<String>>,
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
                plan: matcher.sees.iter().filter_map(|sees| Some((sees.plan.clone()?, sees.filter.clone()))).collect(),
            })
            .collect();
        let waiting = AtomicUsize::new(rules.len());
        let parts = rules.iter().flat_map(|rule| rule.from.iter().flat_map(From::parts));
        let planned = rules.iter().flat_map(|rule| rule.plan.iter().filter_map(|(node, _)| plan::relation(node)));
        let relations = parts.map(|part| part.relation.clone()).chain(planned.map(str::to_owned)).collect();
        Self { waiting, rules, relations, pids: origins.pids, roles: origins.roles, ..Self::default() }
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

    /// Every relation that matchers name.
    pub fn relations(&self) -> &BTreeSet<String> {
        &self.relations
    }

    /// A statement was sent.
    pub fn typed(&self, script: &Script) {
        if script.typed.hides {
            self.planted.store(true, Ordering::Relaxed);
        }
        if !script.sight.shadows.is_empty() {
            held(&self.shadowed).extend(script.sight.shadows.iter().cloned());
        }
    }

    /// Every rule waits again: what was shown before doesn't count any more.
    pub fn look_again(&self) {
        for rule in &self.rules {
            rule.done.store(false, Ordering::Relaxed);
        }
        self.waiting.store(self.rules.len(), Ordering::Relaxed);
        self.planted.store(false, Ordering::Relaxed);
        held(&self.shadowed).clear();
    }

    /// A statement ended with this tag.
    pub fn ended(&self, tag: &[u8]) {
        const HARMLESS: &[&[u8]] =
            &[b"INDEX", b"TABLE", b"STATISTICS", b"ROLE", b"SEQUENCE", b"SYSTEM", b"DATABASE", b"POLICY"];
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
    fn own_row(&self, from: &From, look: &Look, columns: &[Column], cells: &Cells<'_>) -> bool {
        let own = held(&self.own);
        let shown = |at: &usize| text(columns.get(*at)?, cells.get(*at)?);
        if look.pids.iter().filter_map(shown).any(|cell| own.values().any(|o| o.pid == cell)) {
            return true;
        }
        if own.values().any(|console| from.names.contains(&console.name)) {
            return true;
        }
        let somebodys = look.pids.iter().any(|at| shown(at).is_some())
            || look.roles.iter().filter_map(shown).any(|cell| cell != ONCALL);
        !from.names.is_empty() && self.planted.load(Ordering::Relaxed) && !somebodys
    }

    /// What the waiting matchers want of a result with these columns; nothing if they want none of it. In a database
    /// that is not the session's (`foreign`), only the server's own relations are known.
    pub fn interest(&self, columns: &[Column], foreign: bool, glance: &Glance) -> Option<Interest> {
        if !self.waiting() || glance.typed.renames {
            return None;
        }
        let mut looks = Vec::new();
        let mut show = Vec::new();
        let mut plan = Vec::new();
        let view = View { watch: self, columns, foreign, glance };
        for (index, rule) in self.rules.iter().enumerate().filter(|(_, rule)| !rule.done.load(Ordering::Relaxed)) {
            let sure = |from: &From| !(glance.typed.ends && from.at_least > 1 && from.testimony != Testimony::None);
            for (sees, from) in rule.from.iter().enumerate().filter(|(_, from)| sure(from)) {
                looks.extend(view.looks(from, index, sees));
            }
            if let [only] = columns
                && rule.show.iter().any(|name| name.eq_ignore_ascii_case(&only.name))
            {
                show.push(index);
            }
            if let [only] = columns
                && only.name == PLAN
            {
                // A plan names no relation but by its name.
                let trusted = |node: &str| {
                    !self.planted.load(Ordering::Relaxed)
                        && plan::relation(node).is_none_or(|relation| !held(&self.shadowed).contains(relation))
                };
                let nodes = rule.plan.iter().filter(|(node, _)| trusted(node));
                plan.extend(nodes.map(|(node, filter)| Sought::new(index, node, filter.as_deref())));
            }
        }
        let wanted = !looks.is_empty() || !show.is_empty() || !plan.is_empty();
        wanted.then(|| Interest { columns: columns.into(), looks, show, plan, answer: None })
    }

    /// Takes a row in; pushes what it completes.
    pub fn row(&self, interest: &mut Interest, row: &[u8], shown: &mut Vec<Shown>) {
        let Some(cells) = Cells::read(row) else { return };
        if !interest.show.is_empty() {
            interest.answer = cells.get(0).map(cut);
        }
        if let Some(line) = cells.get(0).filter(|_| !interest.plan.is_empty()).map(String::from_utf8_lossy) {
            for sought in &mut interest.plan {
                sought.line(&line);
            }
        }
        interest.looks.retain(|look| !self.rules[look.rule].done.load(Ordering::Relaxed));
        let columns = &interest.columns;
        for look in &mut interest.looks {
            let rule = &self.rules[look.rule];
            let from = &rule.from[look.sees];
            let Some(cell) = look.fits(from, columns, &cells) else { continue };
            if self.own_row(from, look, columns, &cells) {
                continue;
            }
            if from.at_least <= look.least {
                self.fire(rule, || format!("{} | 1 row", cut(cell.as_bytes())), shown);
            } else {
                look.count(columns, &cells, &cell);
            }
        }
    }

    /// What a result's rows count to: as counts of the relation's own rows, as different backends, or as rows of it; and
    /// in all no more than there is.
    fn counted(&self, look: &Look) -> Option<String> {
        let from = &self.rules[look.rule].from[look.sees];
        let most = self.stand.most(from.testimony, from.part.value.as_deref()).unwrap_or(f64::INFINITY);
        let enough = f64::from(from.at_least);
        let counts = look.counts.iter().filter_map(|(at, disjoint)| {
            let tally = look.numbers.get(at).filter(|tally| tally.whole)?;
            Some(if *disjoint { tally.sum } else { tally.greatest })
        });
        if let Some(count) = counts.clone().find(|count| (enough..=most).contains(count)) {
            return Some(count.to_string());
        }
        let different = look.backends.len() as f64;
        let rows = if look.pids.is_empty() && look.rows_count { look.rows as f64 } else { different };
        (enough..=most).contains(&rows).then(|| format!("{rows} rows"))
    }

    /// The result ended with this command tag.
    pub fn complete(&self, interest: &mut Interest, tag: &[u8], shown: &mut Vec<Shown>) {
        if tag == b"EXPLAIN" {
            for (rule, found) in interest.plan.drain(..).filter_map(Sought::found) {
                self.fire(&self.rules[rule], || found, shown);
            }
        }
        for look in std::mem::take(&mut interest.looks) {
            if let Some(how_much) = self.counted(&look) {
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

/// What matchers want of one result, and how far it has come.
#[derive(Debug, Clone)]
pub struct Interest {
    columns: Arc<[Column]>,
    looks: Vec<Look>,
    show: Vec<usize>,
    /// Nodes that are waited for; they count once the tag says that this was a plan.
    plan: Vec<Sought>,
    answer: Option<String>,
}

/// A statement, as far as it speaks of its result.
#[derive(Debug, Clone, Default)]
pub struct Glance {
    /// What was typed.
    pub typed: Arc<Typed>,
    /// How the text it stands in looks.
    pub sight: Arc<Sight>,
    /// Which of the text's statements it is.
    pub nth: usize,
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
