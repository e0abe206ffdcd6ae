//! `\crosstabview`: a result's rows turned into a grid.

use super::render::{Column, Table};
use super::statement::Collected;

/// PostgreSQL's own limit of columns in a result.
const MAX_COLUMNS: usize = 1_600;

/// A heading of the grid, in the order of its first appearance.
struct Heading {
    name: Option<String>,
    sort: Option<String>,
}

/// Where `name` stands among the columns: a number from 1, or a name folded as SQL folds it.
fn column(columns: &[Column], name: &str) -> Result<usize, String> {
    if !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit()) {
        return match name.parse::<usize>() {
            Ok(number) if (1..=columns.len()).contains(&number) => Ok(number - 1),
            _ => {
                Err(["\\crosstabview: column number ", name, " is out of range 1..", &columns.len().to_string()]
                    .concat())
            }
        };
    }
    let folded = super::slash::dequote_downcase(name);
    let mut found = columns.iter().enumerate().filter(|(_, column)| column.name == folded).map(|(index, _)| index);
    match (found.next(), found.next()) {
        (Some(index), None) => Ok(index),
        (Some(_), Some(_)) => Err(["\\crosstabview: ambiguous column name: \"", &folded, "\""].concat()),
        (None, _) => Err(["\\crosstabview: column name not found: \"", &folded, "\""].concat()),
    }
}

fn place(headings: &mut Vec<Heading>, name: Option<&str>, sort: Option<&str>) -> usize {
    if let Some(index) = headings.iter().position(|heading| heading.name.as_deref() == name) {
        return index;
    }
    headings.push(Heading { name: name.map(str::to_owned), sort: sort.map(str::to_owned) });
    headings.len() - 1
}

/// The number by which a heading is sorted: 0 where its text is no whole number.
fn rank(heading: &Heading) -> i64 {
    let Some(text) = heading.sort.as_deref() else { return 0 };
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.bytes().all(|b| b.is_ascii_digit()) { text.parse().unwrap_or(0) } else { 0 }
}

/// The grid; `arguments` are the columns of the vertical headings, the horizontal headings, the data and the sort
/// order, as far as they were given. `null` is what a heading without a value is called.
pub(super) fn pivot(result: &Collected, arguments: &[String], null: &str) -> Result<Table, String> {
    let columns = &result.columns;
    if columns.len() < 3 {
        return Err("\\crosstabview: query must return at least three columns".to_owned());
    }
    let given = |index: usize| arguments.get(index).map(|name| column(columns, name));
    let vertical = given(0).unwrap_or(Ok(0))?;
    let horizontal = given(1).unwrap_or(Ok(1))?;
    if vertical == horizontal {
        return Err("\\crosstabview: vertical and horizontal headers must be different columns".to_owned());
    }
    let data = match given(2) {
        Some(data) => data?,
        None if columns.len() > 3 => {
            return Err(
                "\\crosstabview: data column must be specified when query returns more than three columns".to_owned()
            );
        }
        None => (0..3).find(|index| *index != vertical && *index != horizontal).unwrap_or(2),
    };
    let sort = given(3).transpose()?;

    let (mut rows, mut headings) = (Vec::new(), Vec::new());
    let mut cells: Vec<(usize, usize, Option<String>)> = Vec::new();
    for row in &result.rows {
        let cell = |index: usize| row.get(index).and_then(Option::as_deref);
        let across = place(&mut headings, cell(horizontal), sort.and_then(cell));
        if headings.len() > MAX_COLUMNS {
            return Err(
                ["\\crosstabview: maximum number of columns (", &MAX_COLUMNS.to_string(), ") exceeded"].concat()
            );
        }
        let down = place(&mut rows, cell(vertical), None);
        cells.push((down, across, cell(data).map(str::to_owned)));
    }
    let mut order: Vec<usize> = (0..headings.len()).collect();
    if sort.is_some() {
        order.sort_by_key(|index| rank(&headings[*index]));
    }
    let mut position = vec![0; headings.len()];
    order.iter().enumerate().for_each(|(at, index)| position[*index] = at);

    let name = |heading: &Heading| heading.name.clone().unwrap_or_else(|| null.to_owned());
    let mut grid: Vec<Vec<Option<String>>> =
        rows.iter().map(|row| [vec![Some(name(row))], vec![Some(String::new()); headings.len()]].concat()).collect();
    let mut taken = vec![vec![false; headings.len()]; rows.len()];
    for (down, across, value) in cells {
        let at = position[across];
        if std::mem::replace(&mut taken[down][at], true) {
            return Err([
                "\\crosstabview: query result contains multiple data values for row \"",
                rows[down].name.as_deref().unwrap_or("(null)"),
                "\", column \"",
                headings[across].name.as_deref().unwrap_or("(null)"),
                "\"",
            ]
            .concat());
        }
        grid[down][at + 1] = value;
    }
    let mut head = vec![columns[vertical].clone()];
    head.extend(order.iter().map(|index| Column { name: name(&headings[*index]), ..columns[data].clone() }));
    Ok(Table::new(head, grid))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(rows: &[[&str; 4]]) -> Collected {
        let columns = ["v", "h", "d", "s"].map(Column::text).to_vec();
        let rows = rows.iter().map(|row| row.iter().map(|cell| Some((*cell).to_owned())).collect()).collect();
        Collected { columns, rows, tuples: true, ..Collected::default() }
    }

    #[test]
    fn headings_come_in_order_of_appearance_or_of_the_sort_column() {
        let result = result(&[["a", "x", "1", "9"], ["b", "y", "2", "-1"], ["a", "y", "3", "-1"]]);
        let arguments = ["v", "h", "d"].map(str::to_owned);
        let table = pivot(&result, &arguments, "").unwrap();
        assert_eq!(table.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["v", "x", "y"]);
        assert_eq!(table.rows[1], [Some("b".into()), Some(String::new()), Some("2".into())]);
        let sorted = ["1", "2", "3", "4"].map(str::to_owned);
        let table = pivot(&result, &sorted, "").unwrap();
        assert_eq!(table.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["v", "y", "x"]);
    }

    #[test]
    fn what_makes_no_grid_is_said() {
        let twice = result(&[["a", "x", "1", ""], ["a", "x", "2", ""]]);
        let wrong = |arguments: &[&str]| {
            pivot(&twice, &arguments.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>(), "").unwrap_err()
        };
        assert!(wrong(&[]).contains("data column must be specified"));
        assert!(wrong(&["v", "v", "d"]).contains("must be different"));
        assert!(wrong(&["5"]).contains("out of range 1..4"));
        assert!(wrong(&["V", "nope"]).contains("not found: \"nope\""));
        assert!(wrong(&["v", "h", "d"]).contains("row \"a\", column \"x\""));
    }
}
