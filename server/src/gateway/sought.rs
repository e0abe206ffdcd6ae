//! Where in a result a matcher's evidence would stand, and what has been seen of it.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::Ordering;

use super::cell::{Cells, Column, number, text};
use super::look::{Count, Fact, Made, Shape};
use super::matcher::{FIRST_NORMAL_OID, From, Glance, Origin, Part, Watch};
use super::text::cut;
use crate::basics::held;

/// Backends that are told apart in one result, at most; more than a sandbox has.
const BACKENDS: usize = 4096;
/// The origin of a column that comes from no relation.
const COMPUTED: Origin = (0, 0);

/// What a column tells of a cell that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tells {
    /// Its value.
    Value,
    /// That there is one.
    There,
    /// `pg_blocking_pids`: that somebody waits, where it isn't empty.
    Waits,
}

/// One way in which a result may show what is looked for.
#[derive(Debug, Clone, Default)]
pub struct Look {
    pub(super) rule: usize,
    pub(super) sees: usize,
    /// Columns of the cell that is looked for; none where the statement's own conditions say it of each row.
    from: Vec<(usize, Tells)>,
    beside: Vec<Vec<(usize, Tells)>>,
    /// Columns that show the row at all.
    shows: Vec<usize>,
    /// Columns with counts of the relation's rows, and whether they may be added up.
    pub(super) counts: Vec<(usize, bool)>,
    /// Columns that name the row's backend, and the role that it logged in as.
    pub(super) pids: Vec<usize>,
    pub(super) roles: Vec<usize>,
    /// A column with a count that must not be nought.
    some_of: Option<usize>,
    /// How many rows of the relation each row of the result stands for, at least.
    pub(super) least: u32,
    /// Whether each row of the result is one row of the relation.
    pub(super) rows_count: bool,
    /// Rows whose cells had the values.
    pub(super) rows: u64,
    /// The cell, as the first of them has it.
    pub(super) cell: String,
    /// Their different backends, where rows name any.
    pub(super) backends: HashSet<String>,
    /// What stands in the columns of counts.
    pub(super) numbers: BTreeMap<usize, Tally>,
}

/// The numbers of one column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tally {
    pub(super) sum: f64,
    pub(super) greatest: f64,
    /// Whether all of them are whole, as counts are.
    pub(super) whole: bool,
}

fn tells(tells: Tells, part: &Part, cell: &str) -> bool {
    let is = |value: &String| match (value.as_str(), cell) {
        // A truth that was cast to text.
        ("t", "true") | ("f", "false") => true,
        (value, cell) => value == cell,
    };
    match tells {
        Tells::Value => {
            !part.null && part.value.as_ref().is_none_or(is) && part.has.as_ref().is_none_or(|has| cell.contains(has))
        }
        Tells::There => true,
        Tells::Waits => cell != "{}",
    }
}

impl Look {
    /// The cell that a row shows, if it is a row that is looked for.
    pub(super) fn fits(&self, from: &From, columns: &[Column], cells: &Cells<'_>) -> Option<String> {
        let cell = |at: usize| text(columns.get(at)?, cells.get(at)?);
        let shown = |part: &Part, places: &[(usize, Tells)]| {
            places.iter().any(|(at, how)| cell(*at).is_some_and(|cell| tells(*how, part, &cell)))
        };
        let beside =
            from.beside.iter().zip(&self.beside).all(|(part, places)| places.is_empty() || shown(part, places));
        if !beside {
            return None;
        }
        let some = |at: usize| cells.get(at).and_then(|raw| number(&columns[at], raw)).is_some_and(|n| n >= 1.0);
        if self.some_of.is_some_and(|at| !some(at)) {
            return None;
        }
        if from.part.null {
            let null = self.from.iter().any(|(at, how)| *how == Tells::Value && cells.get(*at).is_none());
            return null.then(|| "null".to_owned());
        }
        if self.from.is_empty() {
            return self.shows.iter().find_map(|at| cell(*at)).map(std::borrow::Cow::into_owned);
        }
        self.from.iter().find_map(|(at, how)| {
            let raw = cells.get(*at)?;
            let cell = cell(*at)?;
            let fits = tells(*how, &from.part, &cell) && from.measures(&columns[*at], raw, &cell);
            fits.then(|| cell.into_owned())
        })
    }

    /// Takes a row's numbers in.
    pub(super) fn count(&mut self, columns: &[Column], cells: &Cells<'_>, cell: &str) {
        self.rows += 1;
        if self.rows == 1 {
            self.cell = cut(cell.as_bytes());
        }
        for at in &self.pids {
            if let Some(pid) = cells.get(*at).and_then(|raw| text(&columns[*at], raw))
                && self.backends.len() < BACKENDS
            {
                self.backends.insert(pid.into_owned());
            }
        }
        for (at, _) in &self.counts {
            if let Some(number) = cells.get(*at).and_then(|raw| number(&columns[*at], raw)) {
                let tally = self.numbers.entry(*at).or_insert(Tally { sum: 0.0, greatest: number, whole: true });
                tally.sum += number.abs();
                tally.greatest = tally.greatest.max(number);
                tally.whole &= number.fract() == 0.0;
            }
        }
    }
}

/// A result about to come.
pub(super) struct View<'a> {
    pub(super) watch: &'a Watch,
    pub(super) columns: &'a [Column],
    pub(super) foreign: bool,
    pub(super) glance: &'a Glance,
}

impl View<'_> {
    /// Every way in which it may show this, for the `sees`-th of a rule's.
    pub(super) fn looks(&self, from: &From, rule: usize, sees: usize) -> Vec<Look> {
        let looks = match self.shape(from) {
            Some(shape) => self.by_shape(from, shape),
            None => self.by_origin(from).into_iter().collect(),
        };
        looks.into_iter().map(|look| Look { rule, sees, ..look }).collect()
    }

    /// The statement's shape, where nothing can have been put in the place of what it names.
    fn shape(&self, from: &From) -> Option<&Shape> {
        let shape = self.glance.sight.shapes.get(self.glance.nth)?.as_ref()?;
        let shadowed = held(&self.watch.shadowed);
        let theirs = self.foreign && from.parts().any(|part| part.origins.iter().any(|o| o.0 >= FIRST_NORMAL_OID));
        let trusted = !self.watch.planted.load(Ordering::Relaxed)
            && !theirs
            && from.parts().all(|part| !shadowed.contains(&part.relation));
        trusted.then_some(shape)
    }

    fn with_origin(&self, part: &Part) -> Vec<usize> {
        let known = |column: &Column| !self.foreign || column.origin.0 < FIRST_NORMAL_OID;
        let columns = self.columns.iter().enumerate();
        columns.filter(|(_, c)| known(c) && part.origins.contains(&c.origin)).map(|(at, _)| at).collect()
    }

    /// From what RowDescription says alone: a cell by itself, or several of a relation that stands in the text once.
    fn by_origin(&self, from: &From) -> Option<Look> {
        let place = |part: &Part| -> Vec<(usize, Tells)> {
            self.with_origin(part).into_iter().map(|at| (at, Tells::Value)).collect()
        };
        let look = Look {
            from: place(&from.part),
            beside: from.beside.iter().map(place).collect(),
            least: 1,
            ..Look::default()
        };
        let alone = from.beside.is_empty() && from.at_least <= 1;
        let one_scan = self.glance.sight.once.contains(&from.part.relation)
            && from.beside.iter().all(|part| part.relation == from.part.relation);
        if look.from.is_empty() || look.beside.iter().any(Vec::is_empty) || !(alone || one_scan) {
            return None;
        }
        let same = |at: &usize| from.part.origins.iter().any(|origin| origin.0 == self.columns[*at].origin.0);
        Some(self.with_backends(look, |at| alone || same(&at)))
    }

    fn with_backends(&self, mut look: Look, same: impl Fn(usize) -> bool) -> Look {
        for (at, column) in self.columns.iter().enumerate().filter(|(at, _)| same(*at)) {
            if self.watch.pids.contains(&column.origin) {
                look.pids.push(at);
            } else if self.watch.roles.contains(&column.origin) {
                look.roles.push(at);
            }
        }
        look
    }

    fn by_shape(&self, from: &From, shape: &Shape) -> Vec<Look> {
        let made: Vec<Option<Made>> = (0..self.columns.len()).map(|at| shape.made(at, self.columns.len())).collect();
        let mut looks = Vec::new();
        for (item, scan) in shape.items().iter().enumerate() {
            if scan.relation != from.part.relation {
                continue;
            }
            let of = Of { view: self, from, shape, made: &made, item };
            looks.extend(of.look(None));
            for (at, made) in made.iter().enumerate() {
                if let Some(Made::Count(count)) = made
                    && !count.facts.is_empty()
                    && shape.akin(count.item, item)
                {
                    looks.extend(of.look(Some((at, count))));
                }
            }
        }
        looks
    }
}

/// One scan of the relation that is asked for.
struct Of<'a> {
    view: &'a View<'a>,
    from: &'a From,
    shape: &'a Shape,
    made: &'a [Option<Made>],
    item: usize,
}

impl Of<'_> {
    /// The columns in which it would stand, and nothing where it can't; `counted` is a count of some of its rows.
    fn look(&self, counted: Option<(usize, &Count)>) -> Option<Look> {
        let more = counted.map_or(&[][..], |(_, count)| &count.facts);
        let from = if self.from.measured { Vec::new() } else { self.places(&self.from.part, more)? };
        let from = if self.from.measured {
            // A number has to be there as it is.
            let whole = |(at, _): &(usize, Tells)| {
                let extreme = matches!(self.made[*at], Some(Made::Extreme(..))) && self.from.beside.is_empty();
                extreme || matches!(self.made[*at], None | Some(Made::Column(..)))
            };
            self.displayed(&self.from.part).into_iter().filter(whole).collect()
        } else {
            from
        };
        if self.from.measured && from.is_empty() {
            return None;
        }
        let beside: Option<Vec<_>> = self.from.beside.iter().map(|part| self.places(part, more)).collect();
        let mut look = Look { from, beside: beside?, ..Look::default() };
        for (at, made) in self.made.iter().enumerate() {
            let shows = match made {
                Some(Made::Column(item, _) | Made::Cut(item, _)) => self.shape.tells_of(*item, self.item),
                Some(Made::Blockers(item) | Made::Extreme(item, _)) => self.akin(*item),
                Some(Made::Of(of)) => of.iter().all(|(item, _)| self.akin(*item)),
                Some(Made::Count(count)) => self.akin(count.item),
                Some(Made::Other | Made::EachBlocker(_)) => false,
                None => self.alone(&self.from.part) && self.view.with_origin(&self.from.part).contains(&at),
            };
            if shows {
                look.shows.push(at);
            }
            match made {
                Some(Made::Count(count)) if self.akin(count.item) => {
                    let column = &self.from.part.column;
                    let within = count.within.as_ref().is_none_or(|within| within.contains(column));
                    let meant = counted.map_or(count.facts.is_empty(), |(counted, _)| counted == at);
                    if within && meant {
                        look.counts.push((at, count.disjoint));
                    }
                }
                _ => {}
            }
        }
        if look.shows.is_empty() {
            return None;
        }
        look.some_of = counted.filter(|_| self.from.at_least <= 1).map(|(at, _)| at);
        look.least = self.shape.least(self.item, &self.from.part.column);
        look.rows_count = counted.is_none() && self.shape.rows_of().is_some_and(|item| self.akin(item));
        let same = |at: usize| match &self.made[at] {
            Some(Made::Column(item, _)) => self.akin(*item),
            Some(_) => false,
            None => self.alone(&self.from.part),
        };
        Some(self.view.with_backends(look, same))
    }

    fn akin(&self, item: usize) -> bool {
        self.shape.akin(item, self.item)
    }

    /// Whether this is the statement's only scan of the relation.
    fn alone(&self, part: &Part) -> bool {
        let mut of = (self.shape.items().iter().enumerate()).filter(|(_, item)| item.relation == part.relation);
        of.next().is_some_and(|(item, _)| self.akin(item)) && of.next().is_none()
    }

    /// The columns that show a cell; an empty list where the statement's conditions say it of each row, and nothing where
    /// neither is so.
    fn places(&self, part: &Part, more: &[Fact]) -> Option<Vec<(usize, Tells)>> {
        let told = !part.null && part.has.is_none();
        if told && self.shape.holds(self.item, more, &part.relation, &part.column, part.value.as_deref()) {
            return Some(Vec::new());
        }
        let places = self.displayed(part);
        (!places.is_empty()).then_some(places)
    }

    fn displayed(&self, part: &Part) -> Vec<(usize, Tells)> {
        let by_origin = self.view.with_origin(part);
        let waits = match (part.relation.as_str(), part.column.as_str(), part.value.as_deref()) {
            ("pg_stat_activity", "wait_event_type", value) => value == Some("Lock"),
            ("pg_locks", "granted", value) => value == Some("f"),
            _ => false,
        };
        let named = |item: usize, column: &str| {
            self.akin(item) && column == part.column && self.shape.items()[item].relation == part.relation
        };
        let tells = |at: usize| match &self.made[at] {
            Some(Made::Column(item, _)) if by_origin.contains(&at) => self.akin(*item).then_some(Tells::Value),
            None if by_origin.contains(&at) => self.alone(part).then_some(Tells::Value),
            Some(Made::Column(item, column)) if self.view.columns[at].origin == COMPUTED => {
                named(*item, column).then_some(Tells::Value)
            }
            Some(Made::Cut(item, column)) if !part.null => named(*item, column).then_some(Tells::Value),
            // One row's value, and nobody knows which one's.
            Some(Made::Extreme(item, column)) if self.from.beside.is_empty() || part.value.is_none() => {
                (named(*item, column) && !part.null).then_some(Tells::Value)
            }
            Some(Made::Of(of)) if part.value.is_none() && part.has.is_none() && !part.null => {
                of.iter().any(|(item, column)| named(*item, column)).then_some(Tells::There)
            }
            Some(Made::Blockers(item)) if waits => self.akin(*item).then_some(Tells::Waits),
            _ => None,
        };
        (0..self.made.len()).filter_map(|at| Some((at, tells(at)?))).collect()
    }
}
