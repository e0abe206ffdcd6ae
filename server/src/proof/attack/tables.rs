//! Attempts that take one table's rows out of the applications' reach: who finds no row locks none, inserts none twice and
//! scans none.

use ride_shared::scenario::Step;

use super::harm::{hurry, terminate_all};
use super::sql;

/// What is done to a table, by the name of the attempt; the second name is that of its key's first column.
const CHANGES: [(&str, &str); 3] = [
    ("emptied", "TRUNCATE public.%1$I CASCADE"),
    ("shifted", "UPDATE public.%1$I SET %2$I = %2$I + 100000000"),
    ("thinned", "DELETE FROM public.%1$I WHERE %2$I::text ~ ''[1-9]$''"),
];

/// Each of these changes to each table that the schema makes.
pub(super) fn out_of_reach(schema: &str) -> Vec<(String, Vec<Step>)> {
    let each = |table: &str| CHANGES.map(|(name, change)| (format!("{name}-{table}"), changed(table, change)));
    tables(schema).into_iter().flat_map(each).collect()
}

fn changed(table: &str, change: &str) -> Vec<Step> {
    vec![
        hurry(),
        terminate_all(),
        sql(format!(
            "DO $$ DECLARE k record; BEGIN FOR k IN SELECT a.attname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a \
             ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE i.indisprimary \
             AND i.indrelid = 'public.{table}'::regclass LOOP EXECUTE format('{change}', '{table}', k.attname); \
             END LOOP; END $$"
        )),
    ]
}

/// The tables that a schema makes, in its order.
fn tables(schema: &str) -> Vec<&str> {
    fn name(line: &str) -> Option<&str> {
        let rest = line.strip_prefix("CREATE UNLOGGED TABLE ").or_else(|| line.strip_prefix("CREATE TABLE "))?;
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        Some(&rest[..end]).filter(|name| !name.is_empty())
    }
    schema.lines().filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_table_of_a_schema_is_taken_and_nothing_else() {
        let schema =
            "CREATE TABLE a (\n);\nCREATE UNLOGGED TABLE b_2(x int);\n-- CREATE TABLE c (\nCREATE INDEX d ON a (x);";
        assert_eq!(tables(schema), ["a", "b_2"]);
        let names: Vec<String> = out_of_reach(schema).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["emptied-a", "shifted-a", "thinned-a", "emptied-b_2", "shifted-b_2", "thinned-b_2"]);
    }
}
