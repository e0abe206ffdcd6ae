//! Tests of how statements are read.

use super::*;

fn shape(text: &str) -> Shape {
    shapes(text).into_iter().next().flatten().unwrap_or_else(|| panic!("not read: {text}"))
}

const ACTIVITY: &str = "pg_stat_activity";

fn holds(text: &str, item: usize, relation: &str, column: &str, value: &str) -> bool {
    shape(text).holds(item, &[], relation, column, Some(value))
}

#[test]
fn columns_are_of_their_own_scan() {
    let read = shape("SELECT a.pid, b.state, x.n FROM pg_stat_activity a, pg_stat_activity b, (SELECT 1 AS n) x");
    assert_eq!(read.made(0, 3), Some(Made::Column(0, "pid".into())));
    assert_eq!(read.made(1, 3), Some(Made::Column(1, "state".into())));
    assert_eq!(read.made(2, 3), Some(Made::Other));
    assert!(!read.akin(0, 1));
    let read = shape("SELECT 1, a.*, b.state FROM pg_stat_activity a JOIN pg_locks b ON b.pid = a.pid");
    assert_eq!(read.made(0, 30), Some(Made::Other));
    assert_eq!(read.made(28, 30), Some(Made::Column(0, String::new())));
    assert_eq!(read.made(29, 30), Some(Made::Column(1, "state".into())));
    assert!(read.akin(0, 1));
    assert_eq!(shape("SELECT *, 1 FROM a, b").made(2, 30), None, "where one ends isn't known");
}

#[test]
fn the_same_query_named_twice_is_two_scans() {
    let read = shape("WITH s AS (SELECT * FROM pg_stat_activity) SELECT a.usename, b.state FROM s a, s b");
    assert_eq!(read.items().len(), 2);
    assert_eq!(read.made(0, 2), Some(Made::Column(0, "usename".into())));
    assert_eq!(read.made(1, 2), Some(Made::Column(1, "state".into())));
}

#[test]
fn conditions_hold_for_the_rows_that_fulfil_them() {
    for (text, value) in [
        ("SELECT pid FROM pg_stat_activity WHERE state = 'idle'", true),
        ("SELECT pid FROM pg_stat_activity WHERE ('idle' = state) AND pid > 5", true),
        ("SELECT pid FROM pg_stat_activity WHERE state IN ('idle')", true),
        ("SELECT x.pid FROM (SELECT * FROM pg_stat_activity WHERE state = 'idle') x", true),
        ("SELECT pid FROM pg_stat_activity WHERE state = 'idle' OR pid > 5", false),
        ("SELECT pid FROM pg_stat_activity WHERE NOT state = 'idle'", false),
        ("SELECT pid FROM pg_stat_activity WHERE state <> 'idle'", false),
        ("SELECT pid FROM pg_stat_activity WHERE state IN ('idle', 'active')", false),
        ("SELECT pid FROM pg_stat_activity WHERE state LIKE 'i%'", false),
        ("SELECT pid FROM pg_stat_activity WHERE state = $1", false),
        ("SELECT CASE WHEN state = 'idle' THEN 1 END FROM pg_stat_activity", false),
        ("SELECT (SELECT 1 FROM pg_locks WHERE state = 'idle') FROM pg_stat_activity", false),
    ] {
        assert_eq!(holds(text, 0, ACTIVITY, "state", "idle"), value, "{text}");
    }
}

#[test]
fn an_outer_join_says_nothing_of_rows_that_may_not_be_there() {
    let waits = |text: &str| holds(text, 0, "pg_locks", "granted", "f");
    let from = "SELECT a.usename FROM pg_stat_activity a";
    assert!(waits(&format!("{from} JOIN pg_locks l ON l.pid = a.pid AND NOT l.granted")));
    assert!(waits(&format!("{from} LEFT JOIN pg_locks l ON l.pid = a.pid WHERE NOT l.granted")));
    assert!(waits(&format!("{from} WHERE EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.granted = false)")));
    assert!(!waits(&format!("{from} LEFT JOIN pg_locks l ON l.pid = a.pid AND NOT l.granted")));
    assert!(!waits(&format!("{from} LEFT JOIN (SELECT * FROM pg_locks WHERE NOT granted) l ON l.pid = a.pid")));
    assert!(!waits(&format!("{from} WHERE NOT EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND NOT l.granted)")));
    assert!(!waits(&format!("{from}, pg_locks l WHERE NOT l.granted")), "it may be anybody's");
    assert!(!waits(
        "SELECT a.usename FROM pg_stat_activity a RIGHT JOIN pg_locks l ON l.pid = a.pid AND NOT l.granted"
    ));
}

#[test]
fn who_blocks_whom() {
    let text = "SELECT w.usename, h.usename FROM pg_stat_activity w JOIN pg_stat_activity h ON h.pid = ANY \
                (pg_blocking_pids(w.pid))";
    assert!(holds(text, 0, ACTIVITY, "wait_event_type", "Lock") && holds(text, 1, "pg_locks", "granted", "t"));
    assert!(!holds(text, 1, ACTIVITY, "wait_event_type", "Lock"));
    let waits = |condition: &str| {
        let text = format!("SELECT pid FROM pg_stat_activity WHERE {condition}");
        holds(&text, 0, ACTIVITY, "wait_event_type", "Lock")
    };
    assert!(waits("cardinality(pg_blocking_pids(pid)) > 0") && waits("pg_blocking_pids(pid)::text <> '{}'"));
    assert!(!waits("cardinality(pg_blocking_pids(pid)) = 0") && !waits("cardinality(pg_blocking_pids(5)) > 0"));
    assert!(!waits("pg_blocking_pids(pid) = '{}'"));
}

#[test]
fn groups_and_pairs_have_so_many_rows() {
    assert_eq!(shape("SELECT code FROM t GROUP BY code HAVING count(*) > 1").least(0, "code"), 2);
    assert_eq!(shape("SELECT code FROM t GROUP BY code HAVING count(*) > 1 OR true").least(0, "code"), 1);
    assert_eq!(shape("SELECT code FROM t, u GROUP BY code HAVING count(*) > 1").least(0, "code"), 1);
    assert_eq!(shape("SELECT a.code FROM t a JOIN t b ON a.code = b.code AND a.id < b.id").least(0, "code"), 2);
    assert_eq!(shape("SELECT a.code FROM t a JOIN t b ON a.code = b.code").least(0, "code"), 1, "itself");
    assert_eq!(shape("SELECT a.code FROM t a JOIN t b ON a.id <> b.id").least(0, "code"), 1);
}

#[test]
fn what_can_not_be_read_says_nothing() {
    for text in ["", "SELECT", "EXPLAIN SELECT 1", "UPDATE t SET a = 1", "SELECT 1 UNION SELECT 2", "VALUES (1)"] {
        assert!(shapes(text).into_iter().flatten().next().is_none(), "{text}");
    }
    let both = shapes("SELECT 1 FROM a; DELETE FROM b; SELECT 2 FROM c");
    assert_eq!(both.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn deep_and_long_statements_end() {
    for text in [
        format!("SELECT {}1{}", "(".repeat(20_000), ")".repeat(20_000)),
        format!("SELECT {}1{}", "(".repeat(24), ")".repeat(24)),
        format!("SELECT {}1", "- ".repeat(8_000)),
        format!("SELECT {}", "NOT ".repeat(4_000)),
        format!("SELECT * FROM {}a{}", "(".repeat(24), ")".repeat(24)),
        format!("SELECT {}1{}", "CASE WHEN ".repeat(200), " THEN 1 END".repeat(200)),
        format!("SELECT 1 FROM a{}", " JOIN a ON true".repeat(600)),
        format!("SELECT 1{}", "[1".repeat(3_000)),
        format!("SELECT {}", "f(".repeat(24)),
    ] {
        let _ = shapes(&text);
    }
}

proptest::proptest! {
    #[test]
    fn garbage_never_panics(words in proptest::collection::vec(
        proptest::sample::select(vec!["SELECT", "*", "FROM", "a", "b", ",", "(", ")", "JOIN", "ON", "=", "pid", "WHERE", "AND",
            "pg_locks", "pg_stat_activity", "count(*)", "GROUP BY", "1", "'x'", "WITH", "AS", ".", "unnest(", "LATERAL"]), 0..40)) {
        for shape in shapes(&words.join(" ")).into_iter().flatten() {
            let _ = (shape.made(0, 3), shape.made(2, 3), shape.rows_of());
        }
    }
}
