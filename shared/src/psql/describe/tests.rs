use proptest::prelude::*;

use super::list::UNPRINTED;
use super::*;

const VERSIONS: [u32; 4] = [150_018, 160_010, 170_006, 180_001];

/// A plan in the database `shopdb`.
fn plan_for(command: &str, pattern: Option<&str>, version: u32) -> Result<Plan, String> {
    plan(command, pattern.as_slice(), version, "shopdb", super::Hide::default())
}

fn query(command: &str, pattern: Option<&str>, version: u32) -> String {
    let mut plan = plan_for(command, pattern, version).expect("a known command");
    match plan.next(None) {
        Step::Query(query) | Step::Lookup(query) => query,
        Step::Done(printed) => panic!("a query was expected: {printed:?}"),
    }
}

fn result(columns: &[&str], rows: &[&[&str]]) -> QueryResult {
    QueryResult {
        columns: columns.iter().map(|c| Column::text(*c)).collect(),
        rows: rows.iter().map(|row| row.iter().map(|cell| Some((*cell).into())).collect()).collect(),
    }
}

#[test]
fn knows_psqls_commands_and_no_others() {
    for command in "d d+ dS dS+ dt dt+ dtS+ di dv dm ds dE dtvmisE l l+ list list+ du du+ dg dn dn+ dx dx+ df df+ dfnp \
                    dp z lo_list lo_list+ sf sf+ sv sv+ dAc dAf+ dAo dAp dc dC+ dd dF dFd dFp+ dFt dRp dRs+ det deu dew dO dT dT+ db db+ dconfig dconfig+ da dA dL dD dy dX do des dl dP dPtn drds ddp"
        .split(' ')
    {
        assert!(is_describe(command, 150_000), "\\{command}");
    }
    for command in [
        "",
        "x",
        "dq",
        "dZ",
        "dfq",
        "zS",
        "lx",
        "drg",
        "lo_lists",
        "lo_list++",
        "sfx",
        "sv++",
        "dAz",
        "dFq",
        "dRx",
        "de",
        "dr",
        "l++",
        "timing",
        "däh",
    ] {
        assert!(!is_describe(command, 150_000), "\\{command}");
    }
    for command in ["zS", "drg"] {
        assert!(is_describe(command, 160_000), "\\{command}");
    }
    for command in ["lx+", "dAx", "dFx", "lo_lists"] {
        assert!(is_describe(command, 180_000), "\\{command}");
    }
    assert_eq!(plan_for("dq", None, 150_000).unwrap_err(), "invalid command \\dq");
    let step = plan_for("dfnz", None, 150_000).expect("psql takes it for a success").next(None);
    assert_eq!(step, Step::Done(vec![Printed::Complaint("\\df only takes [anptwS+] as options".into())]));
}

#[test]
fn columns_follow_the_servers_version() {
    let columns = |command, version: u32| -> Vec<String> {
        let query = query(command, None, version);
        let head = query.split("\nFROM ").next().unwrap_or_default();
        let names = head.split(" AS \"").skip(1).map(|s| s.split('"').next().unwrap_or_default().to_string());
        names.filter(|name| name != UNPRINTED).collect()
    };
    let from_16 = "Name,Owner,Encoding,Locale Provider,Collate,Ctype,ICU Locale,ICU Rules,Access privileges";
    let from_17 = "Name,Owner,Encoding,Locale Provider,Collate,Ctype,Locale,ICU Rules,Access privileges";
    for (command, expected) in [
        (
            "l",
            [
                "Name,Owner,Encoding,Collate,Ctype,ICU Locale,Locale Provider,Access privileges",
                from_16,
                from_17,
                from_17,
            ],
        ),
        (
            "du",
            ["Role name,Attributes,Member of", "Role name,Attributes", "Role name,Attributes", "Role name,Attributes"],
        ),
        (
            "dx",
            [
                "Name,Version,Schema,Description",
                "Name,Version,Schema,Description",
                "Name,Version,Schema,Description",
                "Name,Version,Default version,Schema,Description",
            ],
        ),
    ] {
        for (version, expected) in VERSIONS.iter().zip(expected) {
            assert_eq!(columns(command, *version).join(","), expected, "\\{command} on {version}");
        }
    }
}

#[test]
fn says_what_was_not_found() {
    for (command, pattern, version, expected, fails) in [
        ("dt", None, 150_000, "Did not find any relations.", false),
        ("dt", Some("x"), 150_000, "Did not find any relation named \"x\".", false),
        ("dt", Some("x"), 180_000, "Did not find any tables named \"x\".", false),
        ("dti", Some("x"), 180_000, "Did not find any relations named \"x\".", false),
        ("dv", None, 180_000, "Did not find any views.", false),
        ("d", Some("x"), 150_000, "Did not find any relation named \"x\".", true),
        ("dx+", Some("x"), 150_000, "Did not find any extension named \"x\".", true),
    ] {
        let mut plan = plan_for(command, pattern, version).expect("a known command");
        assert!(matches!(plan.next(None), Step::Query(_)));
        let Step::Done(printed) = plan.next(Some(QueryResult::default())) else {
            panic!("\\{command} should be done");
        };
        let [Printed::Missing { message, failed, .. }] = printed.as_slice() else {
            panic!("\\{command} printed {printed:?}");
        };
        assert_eq!((message.as_str(), *failed), (expected, fails), "\\{command}");
    }
}

#[test]
fn refuses_names_of_other_databases() {
    assert_eq!(
        plan_for("dt", Some("a.b.c.d"), 150_000).unwrap_err(),
        "improper qualified name (too many dotted names): a.b.c.d"
    );
    assert_eq!(plan_for("dn", Some("a.b"), 150_000).unwrap_err(), "cross-database references are not implemented: a.b");
    assert_eq!(
        plan_for("dt", Some("other.s.t"), 150_000).unwrap_err(),
        "cross-database references are not implemented: other.s.t"
    );
    assert!(plan_for("dt", Some("shopdb.s.t"), 150_000).is_ok());
}

/// Goes through a plan; each query is answered with the next of these results.
fn go(mut plan: Plan, answers: &[QueryResult]) -> (Vec<String>, Vec<Printed>) {
    let (mut queries, mut answers, mut last) = (Vec::new(), answers.iter(), None);
    loop {
        match plan.next(last) {
            Step::Done(printed) => return (queries, printed),
            Step::Query(query) | Step::Lookup(query) => {
                queries.push(query);
                last = Some(answers.next().cloned().unwrap_or_default());
                assert!(queries.len() < 40, "it never ends");
            }
        }
    }
}

#[test]
fn sources_are_numbered_from_where_the_body_begins() {
    let oid = result(&["oid"], &[&["5"]]);
    let function = result(&["d"], &[&["CREATE FUNCTION f()\n LANGUAGE sql\nAS $$\nselect 1\n$$\n"]]);
    let plain = "CREATE FUNCTION f()\n LANGUAGE sql\nAS $$\nselect 1\n$$\n";
    let numbered = "        CREATE FUNCTION f()\n         LANGUAGE sql\n1       AS $$\n2       select 1\n3       $$\n";
    for (command, expected) in [("sf", plain), ("sf+", numbered)] {
        let plan = plan_for(command, Some("f(int)"), 150_000).expect("a known command");
        let (queries, printed) = go(plan, &[oid.clone(), function.clone()]);
        assert_eq!(queries[0], "SELECT 'f(int)'::pg_catalog.regprocedure::pg_catalog.oid");
        assert_eq!(printed, [Printed::Text(expected.into())], "\\{command}");
    }
    for (command, error) in [("sf", "function name is required"), ("sv+", "view name is required")] {
        assert_eq!(plan_for(command, None, 150_000).unwrap_err(), error);
    }
}

#[test]
fn views_come_back_as_what_makes_them() {
    let oid = result(&["oid"], &[&["5"]]);
    let view = ["s.v", "\"s.v\" is not a view", "v", " SELECT 1;", "security_barrier='true'", "LOCAL"];
    let made = "CREATE OR REPLACE VIEW s.v\n WITH (security_barrier='true') AS\n SELECT 1\n WITH LOCAL CHECK OPTION\n";
    let table = ["s.t", "\"s.t\" is not a view", "r", "", "", ""];
    for (row, expected) in
        [(&view, Printed::Text(made.into())), (&table, Printed::Error("\"s.t\" is not a view".into()))]
    {
        let plan = plan_for("sv", Some("x"), 150_000).expect("a known command");
        let (_, printed) = go(plan, &[oid.clone(), result(&["a"; 6], &[row])]);
        assert_eq!(printed, [expected]);
    }
    let (_, printed) = go(plan_for("sv", Some("1"), 150_000).expect("a known command"), &[oid]);
    assert_eq!(printed, [Printed::Error("ERROR:  (not available)".into())]);
}

#[test]
fn each_object_has_its_tables_and_each_table_its_footers() {
    let publications = result(&["oid", "name"], &[&["1", "a"], &["2", "b"]]);
    let facts = result(&["Owner"], &[&["me"]]);
    let tables = result(&["t"], &[&["    \"s.t\""]]);
    let none = QueryResult::default();
    let plan = plan_for("dRp+", None, 150_000).expect("a known command");
    let answers = [&publications, &facts, &tables, &none, &facts, &none, &none].map(Clone::clone);
    let (queries, printed) = go(plan, &answers);
    assert_eq!(queries.len(), 7);
    let told: Vec<_> = printed
        .iter()
        .map(|p| match p {
            Printed::Table(table) => (table.title.clone().unwrap_or_default(), table.footers.clone()),
            other => panic!("{other:?}"),
        })
        .collect();
    let footers = vec!["Tables:".to_owned(), "    \"s.t\"".to_owned()];
    assert_eq!(told, [("Publication a".to_owned(), footers), ("Publication b".to_owned(), Vec::new())]);
    let (_, printed) = go(plan_for("dF+", Some("x"), 150_000).expect("a known command"), &[none]);
    let message = "Did not find any text search configuration named \"x\".".to_owned();
    assert_eq!(printed, [Printed::Missing { message, table: None, failed: true }]);
}

#[test]
fn the_second_pattern_is_a_types_or_a_familys() {
    let query = |command, words: &[&str]| match plan(command, words, 150_000, "shopdb", super::Hide::default())
        .map(|mut p| p.next(None))
    {
        Ok(Step::Query(query)) => query,
        other => panic!("{other:?}"),
    };
    assert!(query("dAc", &["btree", "int4"]).contains("format_type(t.oid, NULL) OPERATOR(pg_catalog.~) '^(int4)$'"));
    assert!(query("dAo", &["btree", "s.f"]).contains("fn.nspname OPERATOR(pg_catalog.~) '^(s)$'"));
    assert_eq!(
        plan("dAf", &["a.b"], 150_000, "shopdb", super::Hide::default()).unwrap_err(),
        "improper qualified name (too many dotted names): a.b"
    );
    assert_eq!(
        plan("dAf", &["btree", "other.b.c"], 150_000, "shopdb", super::Hide::default()).unwrap_err(),
        "cross-database references are not implemented: other.b.c"
    );
}

#[test]
fn relations_are_described_one_after_the_other() {
    let mut plan = plan_for("d", Some("t*"), 150_000).expect("a known command");
    assert!(matches!(plan.next(None), Step::Query(_)));
    // The last one comes first, so that the plan can take them from the end.
    let mut last = result(&["oid", "schema", "name"], &[&["2", "s", "t2"], &["1", "s", "t1"]]);
    let mut asked = 0;
    let printed = loop {
        match plan.next(Some(last)) {
            Step::Done(printed) => break printed,
            Step::Query(query) | Step::Lookup(query) => {
                asked += 1;
                assert!(asked < 40, "it never ends");
                last = if query.contains("relchecks") {
                    result(&[], &[&["r", "f", "f", "f", "f", "f", "f", "f", "", "", "", "p", "d", "heap"]])
                } else if query.contains("attname, ") && query.contains("'1'") {
                    result(&[], &[&["id", "integer", "", "not null", "7"]])
                } else {
                    QueryResult::default()
                };
            }
        }
    };
    let titles: Vec<_> = printed
        .iter()
        .map(|p| match p {
            Printed::Table(table) => (table.title.clone().unwrap_or_default(), table.rows.len(), table.columns.len()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(titles, [("Table \"s.t1\"".into(), 1, 5), ("Table \"s.t2\"".into(), 0, 5)]);
}

#[test]
fn the_shorthand_leaves_patterns_alone() {
    let query = query("dt", Some("a@b$c"), 150_000);
    assert!(query.contains("OPERATOR(pg_catalog.~)  E'^(a@b\\\\$c)$' COLLATE pg_catalog.default"), "{query}");
    assert!(!query.contains('\u{0}') && !query.contains("@@"), "{query}");
}

proptest! {
    /// A pattern never leaves the literal that it is put into.
    #[test]
    fn patterns_stay_inside_their_literals(pattern in "\\PC{0,20}", command in 0..12_usize, version in 0..4_usize) {
        let command = ["d", "dt", "df", "l", "du", "dT", "dC", "dd", "dAc", "dRp+", "sf", "sv"][command];
        if let Ok(mut plan) = plan_for(command, Some(&pattern), VERSIONS[version])
            && let Step::Query(query) | Step::Lookup(query) = plan.next(None)
        {
            // Outside of literals there is nothing but the plan's own words, in which none of these occur.
            let mut outside = String::new();
            let mut chars = query.chars().peekable();
            let mut escapes = false;
            while let Some(c) = chars.next() {
                if c != '\'' {
                    escapes = c == 'E';
                    outside.push(c);
                    continue;
                }
                while let Some(inner) = chars.next() {
                    match inner {
                        '\\' if escapes => { chars.next(); }
                        '\'' if chars.peek() == Some(&'\'') => { chars.next(); }
                        '\'' => break,
                        _ => {}
                    }
                }
            }
            prop_assert!(!outside.contains([';', '\\', '*', '#', '%', '{', '`']), "{query}");
            prop_assert!(outside.is_ascii(), "{query}");
        }
    }

    /// However odd a command is, it is known or it isn't.
    #[test]
    fn no_command_panics(command in "\\PC{0,6}|[dlz][a-zA-Z+]{0,5}", pattern in proptest::option::of("\\PC{0,9}")) {
        let _ = plan_for(&command, pattern.as_deref(), 180_000);
    }
}
