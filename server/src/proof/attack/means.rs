//! Attempts that take from the applications what their statements need: functions, numbers, columns, rights. Who asks for
//! nothing any more, or gets nothing done, is in nobody's way.

use std::collections::BTreeSet;

use ride_shared::scenario::{Fleet, Scenario, Step};

use super::culprits::{list, others};
use super::harm::{each_table, hurry, terminate_all};
use super::sql;

/// For each of the application's functions; `what` has its name with its arguments as `f.it`, and what it returns as
/// `f.back`.
fn each_function(what: &str) -> Step {
    sql(format!(
        "DO $do$ DECLARE f record; BEGIN FOR f IN SELECT p.oid::regprocedure AS it, format('%I(%s)', p.proname, \
         pg_get_function_arguments(p.oid)) AS whole, pg_get_function_result(p.oid) AS back FROM pg_catalog.pg_proc p \
         WHERE p.pronamespace = 'public'::regnamespace LOOP BEGIN {what} EXCEPTION WHEN OTHERS THEN RAISE NOTICE '%', \
         sqlerrm; END; END LOOP; END $do$"
    ))
}

/// Functions that are there and do nothing.
pub(super) fn hollowed() -> Vec<Step> {
    vec![
        each_function(
            "EXECUTE format('CREATE OR REPLACE FUNCTION public.%s RETURNS %s LANGUAGE plpgsql AS $h$ BEGIN RETURN %s; END $h$', \
             f.whole, f.back, CASE f.back WHEN 'void' THEN '' ELSE 'NULL' END);",
        ),
        terminate_all(),
    ]
}

/// No functions.
pub(super) fn unfound() -> Vec<Step> {
    vec![terminate_all(), each_function("EXECUTE format('DROP FUNCTION %s CASCADE', f.it);")]
}

/// Numbers that are nobody's share: whatever they are divided by, something below zero is left.
pub(super) fn bent() -> Vec<Step> {
    vec![
        hurry(),
        terminate_all(),
        sql("DO $$ DECLARE s record; BEGIN FOR s IN SELECT sequencename FROM pg_catalog.pg_sequences \
             WHERE schemaname = 'public' LOOP BEGIN EXECUTE format('ALTER SEQUENCE public.%I MINVALUE -1000000000 \
             INCREMENT BY -2520 RESTART WITH -1', s.sequencename); EXCEPTION WHEN OTHERS THEN RAISE NOTICE '%', sqlerrm; \
             END; END LOOP; END $$"),
    ]
}

/// Other names for the columns of which everybody speaks but the application that is watched.
pub(super) fn columns_renamed(scenario: &Scenario) -> Vec<Step> {
    let spoken = |watched: bool| -> BTreeSet<String> {
        scenario.fleet.iter().filter(|fleet| fleet.monitored == watched).flat_map(words).collect()
    };
    let theirs: Vec<String> = spoken(false).difference(&spoken(true)).cloned().collect();
    let theirs: Vec<&str> = theirs.iter().map(String::as_str).collect();
    vec![
        hurry(),
        terminate_all(),
        sql(format!(
            "DO $$ DECLARE c record; BEGIN FOR c IN SELECT a.attrelid::regclass AS t, a.attname FROM pg_catalog.pg_attribute a \
             JOIN pg_catalog.pg_class r ON r.oid = a.attrelid WHERE r.relnamespace = 'public'::regnamespace \
             AND r.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.attname IN ({}) LOOP BEGIN \
             EXECUTE format('ALTER TABLE %s RENAME COLUMN %I TO %I', c.t, c.attname, c.attname || '_was'); \
             EXCEPTION WHEN OTHERS THEN RAISE NOTICE '%', sqlerrm; END; END LOOP; END $$",
            list(&theirs)
        )),
    ]
}

/// The words of all that a fleet may run.
fn words(fleet: &Fleet) -> Vec<String> {
    let releases = fleet.release.iter().flat_map(|release| release.statements.iter().flatten());
    let texts = fleet.statements.iter().chain(releases);
    let word = |text: &String| {
        text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    texts.flat_map(word).collect()
}

/// Every session of theirs is somebody's who may do nothing.
pub(super) fn masked(scenario: &Scenario) -> Vec<Step> {
    let mut steps = vec![sql("CREATE ROLE nobody_at_all NOLOGIN")];
    steps.extend(others(scenario).iter().flat_map(|role| {
        [sql(format!("GRANT nobody_at_all TO {role}")), sql(format!("ALTER ROLE {role} SET role = 'nobody_at_all'"))]
    }));
    steps.push(terminate_all());
    steps
}

/// Tables are left to them; functions, numbers and what makes them owners are not.
pub(super) fn unskilled(scenario: &Scenario) -> Vec<Step> {
    let owner = format!("{}_owner", scenario.sandbox.database);
    let mut steps: Vec<Step> = others(scenario)
        .iter()
        .flat_map(|role| {
            [
                sql(format!("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM {role}, PUBLIC")),
                sql(format!("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}, PUBLIC")),
                sql(format!("REVOKE {owner} FROM {role}")),
            ]
        })
        .collect();
    steps.push(terminate_all());
    steps
}

/// Settings with which they get nothing done, kept where one looks last: for the role in this one database.
pub(super) fn unsettled_here(scenario: &Scenario) -> Vec<Step> {
    let database = &scenario.sandbox.database;
    let set = ["idle_session_timeout = '1ms'", "default_transaction_read_only = on", "search_path = 'nowhere'"];
    let mut steps: Vec<Step> = others(scenario)
        .iter()
        .flat_map(|role| set.map(|set| sql(format!("ALTER ROLE {role} IN DATABASE {database} SET {set}"))))
        .collect();
    steps.push(terminate_all());
    steps
}

/// What they write, and only they who are to blame, is refused by a constraint.
pub(super) fn constrained(role: &str) -> Vec<Step> {
    vec![
        hurry(),
        terminate_all(),
        each_table(&format!(
            "EXECUTE format('ALTER TABLE public.%I ADD CONSTRAINT nobody CHECK (session_user <> ''{role}'') NOT VALID', \
             t.tablename);"
        )),
    ]
}

/// The same when they commit.
pub(super) fn refused_late(role: &str) -> Vec<Step> {
    vec![
        hurry(),
        sql(format!(
            "CREATE FUNCTION public.refuse_late() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN IF session_user = '{role}' \
             THEN RAISE EXCEPTION 'no'; END IF; RETURN NULL; END $f$"
        )),
        terminate_all(),
        each_table(
            "EXECUTE format('CREATE CONSTRAINT TRIGGER late AFTER INSERT OR UPDATE OR DELETE ON public.%I DEFERRABLE \
             INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.refuse_late()', t.tablename);",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_fleet_are_those_of_all_its_releases() {
        let fleet: Fleet = toml::from_str(
            "name = 'f'\nkind = 'job'\nrole = 'r'\nconnections = 1\nstatements = ['UPDATE t SET a_b = 1']\n\
             [[release]]\nname = 'v2'\nstatements = ['SELECT count(c2) FROM t']",
        )
        .expect("a fleet");
        assert_eq!(words(&fleet), ["UPDATE", "t", "SET", "a_b", "1", "SELECT", "count", "c2", "FROM", "t"]);
    }
}
