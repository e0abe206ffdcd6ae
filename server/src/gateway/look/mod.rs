//! How a statement looks at what it shows: which columns of a result stand in one row of one relation, which rows that row
//! was joined to, what its conditions say of it, and which numbers are counts of its rows.
//!
//! RowDescription names the relation of a column, not which of several scans of it, and nothing of what was computed. The
//! text says the rest, read by a parser. It never speaks for a cell that the server didn't send: a condition holds for a
//! row because the server returned that row. What can't be read says nothing.

mod conditions;
mod expressions;
mod known;
mod read;

use std::collections::BTreeSet;

pub use read::shapes;

/// One scan of a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The relation's name as written, without its schema.
    pub relation: String,
}

/// What holds for each row of a scan that comes into the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The scan.
    pub item: usize,
    /// The relation that it is about: the scan's own, or one of which the same backend has a row.
    pub relation: String,
    /// The column.
    pub column: String,
    /// Its value as PostgreSQL prints it; that there is one, where left out.
    pub value: Option<String>,
}

/// What a column of the result is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// A column, at most cast to text.
    Column(usize, String),
    /// The beginning of a column, or something else cut out of it.
    Cut(usize, String),
    /// Computed of these columns and nothing but constants, so that there is nothing where they have nothing.
    Of(Vec<(usize, String)>),
    /// `pg_blocking_pids` of this backend.
    Blockers(usize),
    /// Each of these pids in a row of its own.
    EachBlocker(usize),
    /// A count of a scan's rows.
    Count(Count),
    /// The least or the greatest value of a column.
    Extreme(usize, String),
    /// Something else.
    Other,
}

/// A count of a scan's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The scan.
    pub item: usize,
    /// Whether no row is in two of the result's counts, so that they may be added up.
    pub disjoint: bool,
    /// What holds for the rows that are counted, beside what holds for all.
    pub facts: Vec<Fact>,
    /// A window's partition; a group's needs none, since a column beside it is of its group.
    pub within: Option<BTreeSet<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Output {
    One(String, Made),
    /// As many columns as the relation has.
    All(usize),
}

/// How one statement looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shape {
    items: Vec<Item>,
    /// The scans that show the same backend, each by its first.
    kin: Vec<usize>,
    facts: Vec<Fact>,
    /// Scans of which each row shown stands for so many with the same value in a column (in any, where left out).
    least: Vec<(usize, Option<String>, u32)>,
    /// Scans whose rows are told by the same OID.
    joined: Vec<(usize, usize)>,
    outputs: Vec<Output>,
    /// Whether `*` may not be where it stands.
    merged: bool,
    /// The scan of which each row of the result is one row, and none is there twice.
    rows_of: Option<usize>,
}

impl Shape {
    /// The scans.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Whether two scans show the same backend.
    pub fn akin(&self, one: usize, other: usize) -> bool {
        one == other || self.kin.get(one).is_some_and(|k| self.kin.get(other) == Some(k))
    }

    /// What the column at `at` of `columns` is made of; nothing where a `*` leaves it open.
    pub fn made(&self, at: usize, columns: usize) -> Option<Made> {
        let wide: Vec<usize> = (0..self.outputs.len()).filter(|n| matches!(self.outputs[*n], Output::All(_))).collect();
        let one = |output: &Output| match output {
            Output::One(_, made) => Some(made.clone()),
            Output::All(_) => None,
        };
        let (Some(first), Some(last)) = (wide.first(), wide.last()) else {
            return if self.outputs.len() == columns { self.outputs.get(at).and_then(one) } else { None };
        };
        if self.merged {
            return None;
        }
        let behind = self.outputs.len() - last - 1;
        if at < *first {
            self.outputs.get(at).and_then(one)
        } else if at + behind >= columns {
            self.outputs.get(self.outputs.len() + at - columns).and_then(one)
        } else if first == last {
            match self.outputs[*first] {
                Output::All(item) => Some(Made::Column(item, String::new())),
                Output::One(..) => None,
            }
        } else {
            None
        }
    }

    /// Whether this holds for the rows of a scan, or of one that shows the same backend.
    pub fn holds(&self, item: usize, more: &[Fact], relation: &str, column: &str, value: Option<&str>) -> bool {
        self.facts.iter().chain(more).any(|fact| {
            self.akin(fact.item, item)
                && fact.relation == relation
                && fact.column == column
                && value.is_none_or(|value| fact.value.as_deref() == Some(value))
        })
    }

    /// How many rows of a scan each row shown stands for, at least, where it shows this column.
    pub fn least(&self, item: usize, column: &str) -> u32 {
        let of = self.least.iter().filter(|(of, by, _)| *of == item && by.as_ref().is_none_or(|by| by == column));
        of.map(|(_, _, least)| *least).max().unwrap_or(1)
    }

    /// Whether a row of one scan is told by what is shown of another.
    pub fn tells_of(&self, one: usize, other: usize) -> bool {
        self.akin(one, other) || self.joined.contains(&(one, other)) || self.joined.contains(&(other, one))
    }

    /// The scan of which each row of the result is one row.
    pub fn rows_of(&self) -> Option<usize> {
        self.rows_of
    }
}

#[cfg(test)]
mod tests;
