//! Tests of the matchers.

use super::*;
use ride_shared::scenario::Beside;

use crate::gateway::typed::Script;

const NAME: Origin = (12_000, 5);
const PID: Origin = (12_000, 2);
const ROLE: Origin = (12_000, 4);
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
    origins.pids.insert(PID);
    origins.roles.insert(ROLE);
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

/// What these columns and rows show of a query that they are of.
fn show(watch: &Watch, columns: &[Column], rows: &[&[Option<&str>]], tag: &str) -> Vec<String> {
    let name = |c: &Column| match c {
        c if c.name == "count" => "count(*)".to_owned(),
        c if c.origin == (0, 0) => format!("'' AS {}", c.name),
        c => c.name.clone(),
    };
    let names: Vec<String> = columns.iter().map(name).collect();
    let of = if names.contains(&"last_value".to_owned()) { "orders_id_seq" } else { "pg_stat_activity" };
    let by = if names.contains(&"count(*)".to_owned()) { " GROUP BY 1" } else { "" };
    asked(watch, &format!("SELECT {} FROM {of}{by}", names.join(", ")), columns, rows, tag)
}

fn asked(watch: &Watch, sql: &str, columns: &[Column], rows: &[&[Option<&str>]], tag: &str) -> Vec<String> {
    let script = Script::new(sql.as_bytes(), true, watch.relations());
    watch.typed(&script);
    watch.ended(b"SELECT 1");
    let mut shown = Vec::new();
    let glance = Glance { typed: script.typed, sight: script.sight, nth: 0 };
    if let Some(mut interest) = watch.interest(columns, false, &glance) {
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
    let of = |pid: &'static str| [Some(pid), Some("deploy_worker")];
    let (one, two, three) = (of("4711"), of("4712"), of("4713"));
    let other: &[Option<&str>] = &[Some("4714"), Some("psql")];
    assert!(show(&watch, &columns, &[&one, other, &two], "SELECT 3").is_empty());
    assert_eq!(show(&watch, &columns, &[&one, other, &two, &three], "SELECT 4"), ["deploy_worker | 3 rows"]);
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
    let asked = Sees { from: None, value: None, at_least: 1, show: Some("max_connections".into()), ..Sees::default() };
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
    let held = Sees { value: Some("report".into()), beside: vec![idle], ..from("pg_stat_activity.application_name") };
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
}

#[test]
fn another_databases_relations_are_not_mistaken() {
    let mut origins = Origins::default();
    origins.columns.insert("orders.state".into(), vec![(20_000, 2)]);
    let from = Some("orders.state".into());
    let sees = Sees { from, value: None, at_least: 1, show: None, ..Sees::default() };
    let watch = Watch::new(&[Matcher { rule: 0, sees: vec![sees] }], origins);
    let columns = [column("state", (20_000, 2), TEXT)];
    assert!(watch.interest(&columns, true, &Glance::default()).is_none());
    assert!(watch.interest(&columns, false, &Glance::default()).is_some());
}

struct Told(u32);

impl Witness for Told {
    fn under_name(&self, name: &str) -> Option<u32> {
        Some(if name == "deploy_worker" { self.0 } else { 0 })
    }

    fn of_role(&self, _: &str) -> Option<u32> {
        None
    }
}

fn named_and_number() -> [Column; 2] {
    [column("application_name", NAME, TEXT), column("count", (0, 0), INT8)]
}

#[test]
fn a_number_is_a_count_where_it_was_counted() {
    let columns = named_and_number();
    let rows: &[&[Option<&str>]] = &[&[Some("deploy_worker"), Some("85")]];
    for made_up in [
        "SELECT application_name, 85 FROM pg_stat_activity LIMIT 1",
        "SELECT application_name, ascii('U') FROM pg_stat_activity LIMIT 1",
        "SELECT application_name, length(repeat('x', 85)) FROM pg_stat_activity LIMIT 1",
        "SELECT application_name, count(*) FROM pg_stat_activity, generate_series(1, 85) GROUP BY 1",
        "SELECT application_name, count(*) FROM pg_stat_activity a JOIN pg_class c ON c.oid < 9000 GROUP BY 1",
        "SELECT application_name, (SELECT count(*) FROM generate_series(1, 85)) FROM pg_stat_activity",
        "SELECT application_name, n FROM pg_stat_activity, (VALUES (85)) v(n)",
        "WITH v AS (SELECT 85 AS n) SELECT application_name, n FROM pg_stat_activity, v",
        "SELECT application_name, current_setting('my.n')::int FROM pg_stat_activity",
        "SELECT application_name, count(*) OVER () FROM pg_stat_activity",
        "SELECT application_name, sum(5) FROM pg_stat_activity GROUP BY 1",
        "SELECT application_name, sum(pid) FROM pg_stat_activity GROUP BY 1",
        "SELECT a.application_name, count(b.pid) FROM pg_stat_activity a, pg_stat_activity b GROUP BY 1",
        "SELECT application_name, count(*) FROM (SELECT * FROM pg_stat_activity UNION ALL SELECT * FROM x) u GROUP BY 1",
        "SELECT application_name, count(*) FROM (SELECT application_name, generate_series(1, 85) FROM pg_stat_activity) u GROUP BY 1",
        "EXECUTE kept",
    ] {
        let watch = watch(vec![sees(Some("deploy_worker"), 40)]);
        assert!(asked(&watch, made_up, &columns, rows, "SELECT 1").is_empty(), "{made_up}");
    }
    for counted in [
        "SELECT application_name, count(*) FROM pg_stat_activity GROUP BY 1",
        "SELECT application_name, count(*)::int FROM pg_stat_activity GROUP BY application_name ORDER BY 2",
        "SELECT application_name, count(DISTINCT pid) AS n FROM pg_stat_activity a GROUP BY 1 ORDER BY n DESC",
        "SELECT application_name, sum(1) FROM pg_catalog.pg_stat_activity WHERE state = 'idle' GROUP BY 1",
        "SELECT application_name, sum(CASE WHEN state = 'idle' THEN 1 ELSE 0 END) FROM pg_stat_activity GROUP BY 1",
        "SELECT application_name, count(*) FILTER (WHERE state = 'idle') FROM pg_stat_activity GROUP BY 1",
        "SELECT application_name, count(*) OVER (PARTITION BY application_name) FROM pg_stat_activity",
        "WITH c AS (SELECT application_name, count(*) AS n FROM pg_stat_activity GROUP BY 1) SELECT * FROM c",
        "SELECT s.application_name, s.n FROM (SELECT application_name, count(*) n FROM pg_stat_activity GROUP BY 1) s",
        "SELECT application_name, count(*) FROM pg_stat_activity a JOIN pg_database d ON d.oid = a.datid GROUP BY 1",
        "SELECT application_name, row_number() OVER (PARTITION BY application_name) FROM pg_stat_activity",
    ] {
        let watch = watch(vec![sees(Some("deploy_worker"), 40)]);
        assert_eq!(asked(&watch, counted, &columns, rows, "SELECT 1"), ["deploy_worker | 85"], "{counted}");
    }
}

#[test]
fn groups_add_up() {
    let by_state: &[&[Option<&str>]] = &[&[Some("deploy_worker"), Some("25")], &[Some("deploy_worker"), Some("20")]];
    let asked_as = |sql: &str| {
        let watch = watch(vec![sees(Some("deploy_worker"), 40)]);
        asked(&watch, sql, &named_and_number(), by_state, "SELECT 2")
    };
    assert_eq!(
        asked_as("SELECT application_name, count(*) FROM pg_stat_activity GROUP BY 1, state"),
        ["deploy_worker | 45"]
    );
    assert!(
        asked_as("SELECT application_name, count(*) FROM pg_stat_activity GROUP BY GROUPING SETS (1, 1)").is_empty()
    );
    assert!(
        asked_as("SELECT application_name, count(*) OVER (PARTITION BY application_name, state) FROM pg_stat_activity")
            .is_empty()
    );
    assert!(
        asked_as("SELECT application_name, count(*) FILTER (WHERE true) FROM pg_stat_activity GROUP BY 1").is_empty()
    );
    assert!(
        asked_as("SELECT s.* FROM (SELECT application_name, count(*) FROM pg_stat_activity GROUP BY 1) s, x")
            .is_empty()
    );
}

#[test]
fn nobody_shows_more_sessions_than_there_are() {
    let watch = watch(vec![sees(Some("deploy_worker"), 40)]);
    watch.hear(Arc::new(Told(50)));
    let columns = named_and_number();
    let by_state: &[&[Option<&str>]] = &[&[Some("deploy_worker"), Some("45")], &[Some("deploy_worker"), Some("45")]];
    assert!(show(&watch, &columns, by_state, "SELECT 2").is_empty(), "they add up to more");
    assert!(show(&watch, &columns, &[&[Some("deploy_worker"), Some("99")]], "SELECT 1").is_empty());
    let age: &[&[Option<&str>]] = &[&[Some("deploy_worker"), Some("44.25")]];
    assert!(show(&watch, &columns, age, "SELECT 1").is_empty(), "an age is no count");
    let one: &[Option<&str>] = &[Some("deploy_worker")];
    assert!(show(&watch, &columns[..1], &vec![one; 60], "SELECT 60").is_empty(), "rows were multiplied");
    assert_eq!(show(&watch, &columns[..1], &vec![one; 51], "SELECT 51"), ["deploy_worker | 51 rows"]);
}

#[test]
fn the_same_backend_over_and_over_is_one() {
    let watch = watch(vec![sees(Some("deploy_worker"), 3)]);
    let columns = [column("pid", PID, INT4), column("application_name", NAME, TEXT)];
    let of = |pid: &'static str| [Some(pid), Some("deploy_worker")];
    let (a, b, c) = (of("11"), of("12"), of("13"));
    assert!(show(&watch, &columns, &[&a, &b, &a, &b, &a], "SELECT 5").is_empty());
    watch.is_at(1, 13);
    assert!(show(&watch, &columns, &[&a, &b, &c], "SELECT 3").is_empty(), "one of them is a console of the learner's");
    watch.forget(1);
    assert_eq!(show(&watch, &columns, &[&a, &b, &c], "SELECT 3"), ["deploy_worker | 3 rows"]);
}

#[test]
fn who_could_rename_a_session_in_a_query_must_show_whose_row_it_is() {
    let columns = [column("application_name", NAME, TEXT)];
    let rows: &[&[Option<&str>]] = &[&[Some("report")]];
    let planted = || {
        let watch = watch(vec![sees(Some("report"), 1)]);
        watch.is_at(1, 42);
        watch.ended(b"CREATE FUNCTION");
        assert!(show(&watch, &columns, rows, "SELECT 1").is_empty());
        watch
    };
    let with = |name: &str, origin: Origin, cell: &'static str| {
        show(
            &planted(),
            &[columns[0].clone(), column(name, origin, TEXT)],
            &[&[Some("report"), Some(cell)]],
            "SELECT 1",
        )
    };
    assert!(with("pid", PID, "42").is_empty() && with("usename", ROLE, "oncall").is_empty());
    assert_eq!(with("pid", PID, "43").len(), 1);
    assert_eq!(with("usename", ROLE, "report").len(), 1);

    let watch = watch(vec![sees(Some("report"), 1)]);
    for harmless in ["CREATE INDEX", "ALTER TABLE", "ALTER SYSTEM", "SELECT 1", "DROP TABLE"] {
        watch.ended(harmless.as_bytes());
    }
    let hiding =
        "SELECT application_name FROM (SELECT set_config('application_name', 'report', false)) x, pg_stat_activity";
    assert!(asked(&watch, hiding, &columns, rows, "SELECT 1").is_empty());
    assert!(show(&watch, &columns, rows, "SELECT 1").is_empty(), "a prepared statement may do it again");
}
