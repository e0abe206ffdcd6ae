//! Matchers: what evidence waits for, and whether a result's rows show it. One [`Watch`] a session, shared by its
//! consoles, so that each matcher fires once.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use ride_shared::scenario::Sees;

use super::Matcher;
use super::cell::{Cells, Column, number, text};
use super::text::cut;
use crate::basics::held;

/// A relation's column as RowDescription names it: the relation's OID and the column's number.
pub type Origin = (u32, i16);

/// OIDs below this one are the server's own, and the same in each of its databases.
const FIRST_NORMAL_OID: u32 = 16_384;

/// Where the columns that matchers name are found.
#[derive(Debug, Default)]
pub struct Origins {
    /// `relation.column`, as the matcher writes it, to where it may come from.
    pub columns: HashMap<String, Vec<Origin>>,
    /// Columns that hold numbers which count nothing, such as `pg_stat_activity.pid`.
    pub identifiers: HashSet<Origin>,
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
    identifiers: HashSet<Origin>,
    /// What the learner's own consoles call themselves, by console: such a name in a result may be theirs.
    disguises: Mutex<HashMap<u32, String>>,
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
        Self { waiting, rules, identifiers: origins.identifiers, disguises: Mutex::default() }
    }

    /// Whether any matcher is still waiting.
    pub fn waiting(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    /// A console calls itself by this `application_name` from now on.
    pub fn calls_itself(&self, console: u32, name: &str) {
        held(&self.disguises).insert(console, name.to_owned());
    }

    /// A console is gone.
    pub fn forget(&self, console: u32) {
        held(&self.disguises).remove(&console);
    }

    fn is_disguise(&self, value: &str) -> bool {
        held(&self.disguises).values().any(|name| name == value)
    }

    /// What the waiting matchers want of a result with these columns; nothing if they want none of it. In a database
    /// that is not the session's (`foreign`), only the server's own relations are known.
    pub fn interest(&self, columns: &[Column], foreign: bool) -> Option<Interest> {
        if !self.waiting() {
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
                        looks.push(Look { rule: index, sees, column, rows: 0 });
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
        wanted.then(|| Interest { columns: columns.into(), looks, show, plan, answer: None })
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
            // A name that the learner gave themselves proves nothing, whoever else has it.
            if from.value.as_ref().is_some_and(|value| self.is_disguise(value)) {
                continue;
            }
            look.rows += 1;
            let enough = f64::from(from.at_least);
            let counted = (0..columns.len()).filter(|at| *at != look.column).find_map(|at| {
                let column = &columns[at];
                let found =
                    if self.identifiers.contains(&column.origin) { None } else { number(column, cells.get(at)?) };
                found.filter(|found| *found >= enough)
            });
            let how_much = match counted {
                Some(found) => found.to_string(),
                None if look.rows == 1 && from.at_least <= 1 => "1 row".to_owned(),
                None if look.rows >= u64::from(from.at_least) => format!("{} rows", look.rows),
                None => continue,
            };
            self.fire(rule, || format!("{} | {how_much}", cut(cell.as_bytes())), shown);
        }
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

#[derive(Debug, Clone)]
struct Look {
    rule: usize,
    sees: usize,
    column: usize,
    /// Rows whose cell had the value.
    rows: u64,
}

/// What matchers want of one result, and how far it has come.
#[derive(Debug, Clone)]
pub struct Interest {
    columns: Arc<[Column]>,
    looks: Vec<Look>,
    show: Vec<usize>,
    /// Rule, the node it waits for, and the line that shows it; it counts once the tag says that this was a plan.
    plan: Vec<(usize, String, Option<String>)>,
    answer: Option<String>,
}

impl Interest {
    /// Whether anything is still waited for.
    pub fn waiting(&self) -> bool {
        !self.looks.is_empty() || !self.show.is_empty() || !self.plan.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ride_shared::scenario::Beside;

    const NAME: Origin = (12_000, 5);
    const PID: Origin = (12_000, 2);
    const TEXT: u32 = 25;
    const INT4: u32 = 23;
    const INT8: u32 = 20;

    fn sees(value: Option<&str>, at_least: u32) -> Sees {
        let from = Some("pg_stat_activity.application_name".to_owned());
        Sees { from, value: value.map(str::to_owned), at_least, show: None, ..Sees::default() }
    }

    fn watch(alternatives: Vec<Sees>) -> Watch {
        let mut origins = Origins::default();
        origins.columns.insert("pg_stat_activity.application_name".into(), vec![NAME]);
        origins.identifiers.insert(PID);
        Watch::new(&[Matcher { rule: 3, sees: alternatives }], origins)
    }

    fn column(name: &str, origin: Origin, type_oid: u32) -> Column {
        Column { name: name.into(), origin, type_oid, binary: false }
    }

    fn row(cells: &[Option<&str>]) -> Vec<u8> {
        let mut bytes = (cells.len() as i16).to_be_bytes().to_vec();
        for cell in cells {
            bytes.extend_from_slice(&cell.map_or(-1, |c| c.len() as i32).to_be_bytes());
            bytes.extend_from_slice(cell.unwrap_or_default().as_bytes());
        }
        bytes
    }

    fn show(watch: &Watch, columns: &[Column], rows: &[&[Option<&str>]], tag: &str) -> Vec<String> {
        let mut shown = Vec::new();
        if let Some(mut interest) = watch.interest(columns, false) {
            for cells in rows {
                watch.row(&mut interest, &row(cells), &mut shown);
            }
            watch.complete(&mut interest, tag.as_bytes(), &mut shown);
        }
        shown.into_iter().map(|s| s.shown).collect()
    }

    #[test]
    fn a_number_beside_the_value_counts_once() {
        let watch = watch(vec![sees(Some("deploy_worker"), 40)]);
        let columns = [column("application_name", NAME, TEXT), column("count", (0, 0), INT8)];
        assert!(show(&watch, &columns, &[&[Some("checkout_api"), Some("85")]], "SELECT 1").is_empty());
        assert!(show(&watch, &columns, &[&[Some("deploy_worker"), Some("39")]], "SELECT 1").is_empty());
        assert!(show(&watch, &columns, &[&[Some("deploy_worker"), None]], "SELECT 1").is_empty());
        let rows: &[&[Option<&str>]] = &[&[Some("deploy_worker"), Some("85")]];
        assert_eq!(show(&watch, &columns, rows, "SELECT 1"), ["deploy_worker | 85"]);
        assert!(show(&watch, &columns, rows, "SELECT 1").is_empty(), "it fired twice");
        assert!(!watch.waiting());
    }

    #[test]
    fn a_literal_and_a_pid_show_nothing() {
        let watch = watch(vec![sees(Some("deploy_worker"), 40)]);
        let literal = [column("application_name", (0, 0), TEXT), column("count", (0, 0), INT8)];
        assert!(show(&watch, &literal, &[&[Some("deploy_worker"), Some("85")]], "SELECT 1").is_empty());
        let listed = [column("pid", PID, INT4), column("application_name", NAME, TEXT)];
        assert!(show(&watch, &listed, &[&[Some("4711"), Some("deploy_worker")]], "SELECT 1").is_empty());
    }

    #[test]
    fn so_many_rows_are_a_count_too() {
        let watch = watch(vec![sees(Some("deploy_worker"), 3)]);
        let columns = [column("pid", PID, INT4), column("application_name", NAME, TEXT)];
        let one: &[Option<&str>] = &[Some("4711"), Some("deploy_worker")];
        let other: &[Option<&str>] = &[Some("4712"), Some("psql")];
        assert!(show(&watch, &columns, &[one, other, one], "SELECT 3").is_empty());
        assert_eq!(show(&watch, &columns, &[one, other, one, one], "SELECT 4"), ["deploy_worker | 3 rows"]);
    }

    #[test]
    fn any_value_will_do_but_no_row_will_not() {
        let watch = watch(vec![sees(None, 1)]);
        let columns = [column("application_name", NAME, TEXT)];
        assert!(show(&watch, &columns, &[], "SELECT 0").is_empty());
        assert!(show(&watch, &columns, &[&[None]], "SELECT 1").is_empty());
        assert_eq!(show(&watch, &columns, &[&[Some("")]], "SELECT 1"), [" | 1 row"]);
    }

    #[test]
    fn show_needs_the_tag() {
        let asked =
            Sees { from: None, value: None, at_least: 1, show: Some("max_connections".into()), ..Sees::default() };
        let watch = watch(vec![asked]);
        let columns = [column("max_connections", (0, 0), TEXT)];
        assert!(show(&watch, &columns, &[&[Some("100")]], "SELECT 1").is_empty());
        assert_eq!(show(&watch, &columns, &[&[Some("100")]], "SHOW"), ["max_connections | 100"]);
    }

    #[test]
    fn a_cells_own_number_and_what_stands_beside_it() {
        const LAST: Origin = (16_500, 1);
        const STATE: Origin = (12_000, 17);
        let mut origins = Origins::default();
        origins.columns.insert("pg_stat_activity.application_name".into(), vec![NAME]);
        origins.columns.insert("pg_stat_activity.state".into(), vec![STATE]);
        origins.columns.insert("orders_id_seq.last_value".into(), vec![LAST]);
        let from = |from: &str| Sees { from: Some(from.into()), at_least: 1, ..Sees::default() };
        let great = Sees { cell_at_least: Some(2_147_000_000), ..from("orders_id_seq.last_value") };
        let idle = Beside { from: "pg_stat_activity.state".into(), value: Some("idle in transaction".into()) };
        let held =
            Sees { value: Some("report".into()), beside: vec![idle], ..from("pg_stat_activity.application_name") };
        let matchers = [Matcher { rule: 0, sees: vec![great] }, Matcher { rule: 1, sees: vec![held] }];
        let watch = Watch::new(&matchers, origins);
        let last = [column("last_value", LAST, INT8)];
        assert!(show(&watch, &last, &[&[Some("2146999999")]], "SELECT 1").is_empty());
        assert_eq!(show(&watch, &last, &[&[Some("2147000000")]], "SELECT 1"), ["2147000000 | 1 row"]);
        let listed = [column("application_name", NAME, TEXT), column("state", STATE, TEXT)];
        assert!(
            show(&watch, &listed, &[&[Some("report"), Some("active")], &[Some("report"), None]], "SELECT 2").is_empty()
        );
        assert!(show(&watch, &listed[..1], &[&[Some("report")]], "SELECT 1").is_empty());
        let rows: &[&[Option<&str>]] = &[&[Some("report"), Some("idle in transaction")]];
        assert_eq!(show(&watch, &listed, rows, "SELECT 1"), ["report | 1 row"]);
    }

    #[test]
    fn a_plan_counts_where_explain_printed_it() {
        let sees = Sees { plan: Some("Seq Scan on orders".into()), ..Sees::default() };
        let watch = Watch::new(&[Matcher { rule: 0, sees: vec![sees] }], Origins::default());
        let columns = [column("QUERY PLAN", (0, 0), TEXT)];
        let line: &[Option<&str>] = &[Some("  ->  Seq Scan on orders o  (cost=0.00..1.00 rows=1 width=4)")];
        assert!(show(&watch, &columns, &[line], "SELECT 1").is_empty());
        let other: &[Option<&str>] = &[Some("Seq Scan on orders_archive")];
        let literal: &[Option<&str>] = &[Some("  Output: 'Seq Scan on orders'::text")];
        assert!(show(&watch, &columns, &[other, literal], "EXPLAIN").is_empty());
        assert_eq!(show(&watch, &columns, &[line], "EXPLAIN").len(), 1);
        assert!(is_node("  ->  Parallel Index Scan using orders_day on orders", "Index Scan on orders"));
        assert!(is_node("Nested Loop  (cost=1)", "Nested Loop"));
        assert!(!is_node("  Filter: (state = 'Seq Scan on orders'::text)", "Seq Scan on orders"));
    }

    #[test]
    fn another_databases_relations_are_not_mistaken() {
        let mut origins = Origins::default();
        origins.columns.insert("orders.state".into(), vec![(20_000, 2)]);
        let from = Some("orders.state".into());
        let sees = Sees { from, value: None, at_least: 1, show: None, ..Sees::default() };
        let watch = Watch::new(&[Matcher { rule: 0, sees: vec![sees] }], origins);
        let columns = [column("state", (20_000, 2), TEXT)];
        assert!(watch.interest(&columns, true).is_none());
        assert!(watch.interest(&columns, false).is_some());
    }
}
