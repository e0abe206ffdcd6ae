//! Attempts that take the service from those who are to blame, and from nobody else: with them the symptom is gone, and
//! what they were there for as well.

use ride_shared::scenario::{Scenario, Step};

use super::harm::{after, each_table, hurry, terminate_all};
use super::{monitored, quoted, sql};

/// The roles of applications that are not watched.
pub(super) fn others(scenario: &Scenario) -> Vec<&str> {
    let monitored = monitored(scenario);
    scenario.sandbox.roles.iter().map(String::as_str).filter(|role| Some(*role) != monitored).collect()
}

/// Names as literals; one that nobody has where there are none.
pub(super) fn list(roles: &[&str]) -> String {
    let names: Vec<String> = roles.iter().map(|role| quoted(role)).collect();
    if names.is_empty() { quoted("") } else { names.join(", ") }
}

/// Only those who are to blame are shut out: their service is gone, and with it the symptom.
pub(super) fn locked_out(scenario: &Scenario, how: &str) -> Vec<Step> {
    let others = others(scenario);
    let mut steps: Vec<Step> = others.iter().map(|role| sql(format!("ALTER ROLE {role} {how}"))).collect();
    if !others.is_empty() {
        let list = list(&others);
        steps.push(sql(format!(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename IN ({list})"
        )));
    }
    steps
}

/// None of theirs comes to its end any more.
pub(super) fn hurried(scenario: &Scenario) -> Vec<Step> {
    let limits = ["statement_timeout = '101ms'", "idle_in_transaction_session_timeout = '1ms'"];
    let set = |role: &&str| limits.map(|limit| sql(format!("ALTER ROLE {role} SET {limit}")));
    let mut steps: Vec<Step> = others(scenario).iter().flat_map(set).collect();
    steps.push(terminate_all());
    steps
}

/// They are let in by every rule, and each of their sessions ends as it begins: by a setting of theirs.
pub(super) fn unsettled(scenario: &Scenario, set: &str) -> Vec<Step> {
    let mut steps: Vec<Step> =
        others(scenario).iter().map(|role| sql(format!("ALTER ROLE {role} SET {set}"))).collect();
    steps.push(terminate_all());
    steps
}

/// Whatever they write waits before it takes a lock, where no trigger is to be seen.
pub(super) fn held_up(scenario: &Scenario) -> Vec<Step> {
    vec![
        hurry(),
        sql(format!(
            "CREATE FUNCTION public.later() RETURNS boolean LANGUAGE plpgsql VOLATILE AS $f$ BEGIN IF session_user IN \
             ({}) THEN PERFORM pg_sleep(30); END IF; RETURN true; END $f$",
            list(&others(scenario))
        )),
        terminate_all(),
        each_table(
            "EXECUTE format('ALTER TABLE public.%I ADD COLUMN held boolean DEFAULT public.later()', t.tablename);",
        ),
        each_table(
            "EXECUTE format('ALTER TABLE public.%I ADD CONSTRAINT held CHECK (public.later()) NOT VALID', t.tablename);",
        ),
    ]
}

/// They see no row any more, and everybody else sees all.
pub(super) fn blinded(scenario: &Scenario) -> Vec<Step> {
    let blind = list(&others(scenario)).replace('\'', "''");
    vec![
        hurry(),
        terminate_all(),
        each_table(&format!(
            "EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', t.tablename); EXECUTE format('CREATE POLICY \
             sighted ON public.%I USING (session_user NOT IN ({blind}))', t.tablename);"
        )),
    ]
}

/// What they write goes nowhere, and what everybody else writes is written.
pub(super) fn swallowed(scenario: &Scenario) -> Vec<Step> {
    let of = list(&others(scenario)).replace('\'', "''");
    let rule = |event: &str| {
        format!(
            "EXECUTE format('CREATE RULE theirs_{event} AS ON {event} TO public.%I WHERE session_user IN ({of}) DO INSTEAD \
             NOTHING', t.tablename);"
        )
    };
    vec![hurry(), terminate_all(), each_table(&format!("{} {} {}", rule("insert"), rule("update"), rule("delete")))]
}

/// They have tables of their own, where nobody is in their way and they are in nobody's.
pub(super) fn shadowed(scenario: &Scenario) -> Vec<Step> {
    let mut steps = vec![
        hurry(),
        sql("CREATE SCHEMA shadow"),
        each_table(
            "EXECUTE format('CREATE TABLE shadow.%I (LIKE public.%I INCLUDING ALL)', t.tablename, t.tablename); EXECUTE \
             format('INSERT INTO shadow.%I SELECT * FROM public.%I', t.tablename, t.tablename);",
        ),
        sql("GRANT USAGE ON SCHEMA shadow TO PUBLIC"),
        sql("GRANT ALL ON ALL TABLES IN SCHEMA shadow TO PUBLIC"),
    ];
    steps.extend(unsettled(scenario, "search_path = shadow, public"));
    steps
}

/// Everything is taken away from them but the way in.
pub(super) fn revoked(scenario: &Scenario) -> Vec<Step> {
    let others = others(scenario);
    let mut steps = vec![hurry()];
    steps.extend(others.iter().flat_map(|role| {
        [
            sql(format!("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}, PUBLIC")),
            sql(format!("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}, PUBLIC")),
            sql(format!("REVOKE ALL ON SCHEMA public FROM {role}, PUBLIC")),
        ]
    }));
    steps.push(terminate_all());
    steps
}

/// Whatever they write is an error, by a trigger that comes after.
pub(super) fn raised(scenario: &Scenario) -> Vec<Step> {
    vec![
        hurry(),
        sql(format!(
            "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN IF session_user IN ({}) THEN \
             RAISE EXCEPTION 'no'; END IF; RETURN NULL; END $f$",
            list(&others(scenario))
        )),
        terminate_all(),
        each_table(&after("public.refuse()")),
    ]
}

/// The same by a constraint.
pub(super) fn constrained(scenario: &Scenario) -> Vec<Step> {
    let check = format!("session_user NOT IN ({})", list(&others(scenario))).replace('\'', "''");
    vec![
        hurry(),
        terminate_all(),
        each_table(&format!(
            "EXECUTE format('ALTER TABLE public.%I ADD CONSTRAINT nobody CHECK ({check}) NOT VALID', t.tablename);"
        )),
    ]
}
