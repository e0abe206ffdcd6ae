//! Matchers: what evidence waits for, and whether a result's rows show it. One [`Watch`] a session, shared by its
//! consoles, so that each matcher fires once.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::Matcher;
use super::cell::{Cells, Column, number, text};
use super::text::cut;

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
    at_least: u32,
}

#[derive(Debug)]
struct Rule {
    rule: u32,
    done: AtomicBool,
    from: Vec<From>,
    show: Vec<String>,
}

/// The matchers of a session and which of them have fired.
#[derive(Debug, Default)]
pub struct Watch {
    rules: Vec<Rule>,
    waiting: AtomicUsize,
    identifiers: HashSet<Origin>,
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
                from: (matcher.sees.iter())
                    .filter_map(|sees| {
                        let origins = origins.columns.get(sees.from.as_ref()?)?.clone();
                        Some(From { origins, value: sees.value.clone(), at_least: sees.at_least })
                    })
                    .collect(),
                show: matcher.sees.iter().filter_map(|sees| sees.show.clone()).collect(),
            })
            .collect();
        Self { waiting: AtomicUsize::new(rules.len()), rules, identifiers: origins.identifiers }
    }

    /// Whether any matcher is still waiting.
    pub fn waiting(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    /// What the waiting matchers want of a result with these columns; nothing if they want none of it. In a database
    /// that is not the session's (`foreign`), only the server's own relations are known.
    pub fn interest(&self, columns: &[Column], foreign: bool) -> Option<Interest> {
        if !self.waiting() {
            return None;
        }
        let mut looks = Vec::new();
        let mut show = Vec::new();
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
        }
        let wanted = !looks.is_empty() || !show.is_empty();
        wanted.then(|| Interest { columns: columns.into(), looks, show, answer: None })
    }

    /// Takes a row in; pushes what it completes.
    pub fn row(&self, interest: &mut Interest, row: &[u8], shown: &mut Vec<Shown>) {
        let Some(cells) = Cells::read(row) else { return };
        if !interest.show.is_empty() {
            interest.answer = cells.get(0).map(cut);
        }
        interest.looks.retain(|look| !self.rules[look.rule].done.load(Ordering::Relaxed));
        let columns = &interest.columns;
        for look in &mut interest.looks {
            let rule = &self.rules[look.rule];
            let from = &rule.from[look.sees];
            let Some(cell) = cells.get(look.column).and_then(|cell| text(&columns[look.column], cell)) else {
                continue;
            };
            if from.value.as_ref().is_some_and(|value| *value != cell) {
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
    answer: Option<String>,
}

impl Interest {
    /// Whether anything is still waited for.
    pub fn waiting(&self) -> bool {
        !self.looks.is_empty() || !self.show.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ride_shared::scenario::Sees;

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
