//! Attempts that earn nothing, or no more than what they really show.

use std::collections::BTreeSet;

use ride_shared::scenario::{ActionEffect, DiagnoseStep, Scenario, Sees, Step};

use super::{quoted, sql};

fn sees(scenario: &Scenario) -> impl Iterator<Item = &Sees> {
    scenario.detect.iter().flat_map(|rule| &rule.sees)
}

/// Relation, column, value and number of each piece of evidence that comes from a column.
fn columns(scenario: &Scenario) -> BTreeSet<(String, String, String, i64)> {
    let parts = |sees: &Sees| {
        let (relation, column) = sees.from.as_deref()?.rsplit_once('.')?;
        let number = sees.cell_at_least.unwrap_or_else(|| i64::from(sees.at_least) + 1);
        let value = sees.value.clone().unwrap_or_else(|| number.to_string());
        Some((relation.to_owned(), column.to_owned(), value, number))
    };
    sees(scenario).filter_map(parts).collect()
}

/// Evidence typed, asked for without a row, hidden in errors and notices, and shown by things of one's own.
pub(super) fn words(scenario: &Scenario) -> Vec<Step> {
    let mut steps = Vec::new();
    for (at, (relation, column, value, number)) in columns(scenario).into_iter().enumerate() {
        let literal = quoted(&value);
        let own = relation.replace('.', "_");
        steps.extend([
            sql(format!("SELECT {literal} AS {column}, {number}::bigint AS count")),
            sql(format!(
                "SELECT 1 AS \"{}\" /* {relation}.{column} = {literal} */ -- {relation}",
                value.replace('"', "")
            )),
            sql(format!(
                "CREATE FUNCTION public.looks_like_{at}() RETURNS TABLE ({column} text, count bigint) LANGUAGE sql AS \
                 $f$ SELECT {literal}::text, {number}::bigint $f$"
            )),
            sql(format!("SELECT * FROM public.looks_like_{at}()")),
            sql(format!(
                "CREATE VIEW public.shows_{at} AS SELECT {literal}::text AS {column}, {number}::bigint AS count"
            )),
            sql(format!("SELECT * FROM public.shows_{at}")),
            sql(format!("CREATE TEMP TABLE {own} ({column} text, count bigint)")),
            sql(format!("INSERT INTO pg_temp.{own} VALUES ({literal}, {number})")),
            sql(format!("SELECT * FROM pg_temp.{own}")),
            sql(format!("SELECT {literal} AS {column}, count(*) FROM {relation}")),
            sql(format!(
                "SELECT coalesce(max(n.{column}::text), {literal}), {number}::bigint FROM {relation} n WHERE false"
            )),
        ]);
    }
    for sees in sees(scenario) {
        if let Some(parameter) = &sees.show {
            steps.push(sql(format!("SELECT 'as you like' AS \"{parameter}\"")));
            steps.push(sql(format!("SELECT current_setting({}) AS something", quoted(parameter))));
        }
        if let Some(node) = &sees.plan {
            steps.push(sql(format!("SELECT {} AS \"QUERY PLAN\"", quoted(node))));
            steps.push(sql(format!("EXPLAIN VERBOSE SELECT {}", quoted(node))));
            steps.push(sql(format!("EXPLAIN SELECT 1 AS \"{node}\"")));
        }
    }
    steps
}

/// The right views, and not a row of them.
pub(super) fn no_rows(scenario: &Scenario) -> Vec<Step> {
    let mut steps = Vec::new();
    for (at, (relation, column, ..)) in columns(scenario).into_iter().enumerate() {
        steps.extend([
            sql(format!("SELECT * FROM {relation} LIMIT 0")),
            sql(format!("SELECT {column} FROM {relation} WHERE false")),
            sql(format!("SELECT {column}, count(*) FROM {relation} GROUP BY 1 HAVING false")),
            sql(format!("SELECT EXISTS (SELECT FROM {relation})")),
            sql(format!("CREATE TEMP TABLE kept_{at} AS SELECT {column}::text FROM {relation}")),
            sql("BEGIN"),
            sql(format!("DECLARE unread CURSOR FOR SELECT {column} FROM {relation}")),
            sql("FETCH 0 FROM unread"),
            sql("MOVE ALL FROM unread"),
            sql("COMMIT"),
        ]);
    }
    steps
}

/// Evidence in the text of errors and notices.
pub(super) fn errors(scenario: &Scenario) -> Vec<Step> {
    let mut steps = Vec::new();
    for (relation, column, ..) in columns(scenario) {
        let all = format!("SELECT string_agg({column}::text, ',') FROM {relation}");
        steps.extend([
            sql(format!("DO $$ BEGIN RAISE EXCEPTION '%', ({all}); END $$")),
            sql(format!("DO $$ BEGIN RAISE NOTICE '%', ({all}); END $$")),
            sql(format!("SELECT ('is ' || ({all}))::integer")),
            sql(format!("SELECT {column}, count(*) / (count(*) - count(*)) FROM {relation} GROUP BY 1")),
        ]);
    }
    steps
}

/// A real cell, and beside it a number that was made up in one of many ways.
pub(super) fn inflated(scenario: &Scenario) -> Vec<Step> {
    let counted: BTreeSet<_> = sees(scenario)
        .filter(|sees| sees.at_least > 1)
        .filter_map(|sees| {
            let (relation, column) = sees.from.as_deref()?.rsplit_once('.')?;
            Some((relation, column, sees.value.as_deref()?, sees.at_least))
        })
        .collect();
    let mut steps = Vec::new();
    for (at, (relation, column, value, number)) in counted.into_iter().enumerate() {
        let (literal, less) = (quoted(value), number - 1);
        let one = format!("(SELECT * FROM {relation} WHERE {column} = {literal} LIMIT 1) one");
        steps.extend([
            sql(format!("SELECT one.*, {number}::bigint FROM {one}")),
            sql(format!("SELECT one.{column}, {number}::bigint FROM {one}")),
            sql(format!("SELECT one.*, 99::bigint FROM {one}")),
            sql(format!("SELECT one.*, {less} + 1 FROM {one}")),
            sql(format!("SELECT one.*, '{number}'::bigint FROM {one}")),
            sql(format!("SELECT one.{column} FROM {one}, generate_series(1, {number})")),
            sql(format!("SELECT one.* FROM {one}, generate_series(1, {number})")),
            sql(format!("SELECT one.{column}, count(*) FROM {one}, generate_series(1, {number}) GROUP BY 1")),
            sql(format!("SELECT one.{column}, n FROM {one}, generate_series(1, 2000) n")),
            sql(format!("PREPARE inflated_{at} AS SELECT one.*, {number}::bigint FROM {one}")),
            sql(format!("EXECUTE inflated_{at}")),
            sql(format!("CREATE TEMP TABLE inflated_{at} AS SELECT {number}::bigint AS n")),
            sql(format!("SELECT one.*, n FROM {one}, pg_temp.inflated_{at}")),
        ]);
    }
    steps
}

/// One's own sessions under the names that are looked for.
pub(super) fn dressed_up(scenario: &Scenario) -> Vec<Step> {
    let mut steps = Vec::new();
    for name in names(scenario) {
        let literal = quoted(&name);
        let own = "FROM pg_stat_activity, generate_series(1, 120) WHERE pid = pg_backend_pid()";
        let all = "SELECT application_name, state, 99::bigint FROM pg_stat_activity WHERE usename = 'oncall'";
        steps.extend([
            sql(format!("SET application_name = {literal}")),
            sql(format!("SELECT application_name, state, usename, 99::bigint {own}")),
            Step { console: Some(2), ..sql(all) },
            sql("BEGIN"),
            Step { console: Some(2), ..sql(all) },
            sql("ROLLBACK"),
            sql("RESET application_name"),
            sql(format!("SET LOCAL application_name = {literal}; SELECT application_name, 99::bigint {own}")),
            sql(format!(
                "BEGIN; SELECT set_config('application_name', {literal}, true); SELECT application_name, 99::bigint {own}; \
                 COMMIT"
            )),
        ]);
    }
    steps
}

/// The same with the roles of the applications put on, as far as one may.
pub(super) fn impersonated(scenario: &Scenario) -> Vec<Step> {
    let mut steps = Vec::new();
    for role in &scenario.sandbox.roles {
        let own = "FROM pg_stat_activity, generate_series(1, 120) WHERE pid = pg_backend_pid()";
        let told = "usename, application_name, state, query, xact_start, backend_xmin";
        steps.extend([
            sql(format!("GRANT {role} TO oncall")),
            sql(format!("SET SESSION AUTHORIZATION {role}")),
            sql(format!("SET ROLE {role}")),
        ]);
        for name in names(scenario) {
            steps.extend([
                sql(format!("SET application_name = {}", quoted(&name))),
                sql(format!("SELECT {told} {own}")),
                sql(format!("SELECT application_name, count(*) {own} GROUP BY 1")),
            ]);
        }
        steps.extend([sql("RESET application_name"), sql("RESET ROLE")]);
    }
    steps
}

/// The same by a function, for the length of a query.
pub(super) fn dressed_within(scenario: &Scenario) -> Vec<Step> {
    let mut steps = vec![sql(
        "CREATE FUNCTION public.dress(text) RETURNS text LANGUAGE plpgsql AS $f$ DECLARE worn text; BEGIN \
         EXECUTE format('SELECT set_' || 'config(''application_' || 'name'', %L, false)', $1) INTO worn; RETURN worn; END $f$",
    )];
    for name in names(scenario) {
        let literal = quoted(&name);
        let own = format!(
            "FROM (SELECT public.dress({literal}) OFFSET 0) d CROSS JOIN LATERAL (SELECT * FROM pg_stat_activity \
             WHERE pid = pg_backend_pid() AND d IS NOT NULL OFFSET 0) a \
             CROSS JOIN LATERAL (SELECT public.dress('psql' || left(a.state, 0)) OFFSET 0) u"
        );
        let told = "a.application_name, a.state, a.xact_start, a.query, a.wait_event_type, a.backend_xmin";
        steps.extend([
            sql(format!("SELECT {told} {own}")),
            sql(format!("SELECT {told}, a.pid, a.usename {own}")),
            sql(format!("SELECT {told} {own} CROSS JOIN generate_series(1, 60)")),
            sql(format!("PREPARE worn AS SELECT {told} {own}")),
            sql("EXECUTE worn"),
            sql("DEALLOCATE worn"),
        ]);
    }
    steps
}

fn names(scenario: &Scenario) -> BTreeSet<String> {
    let beside = sees(scenario).flat_map(|sees| &sees.beside).map(|b| (Some(&b.from), &b.value));
    let looked_for = sees(scenario).map(|sees| (sees.from.as_ref(), &sees.value)).chain(beside);
    let names = looked_for.filter(|(from, _)| from.is_some_and(|f| f.ends_with("pg_stat_activity.application_name")));
    names.filter_map(|(_, value)| value.clone()).collect()
}

/// Functions, operators, casts and views that a probe or an application's own check could run into.
pub(super) fn planted(scenario: &Scenario) -> Vec<Step> {
    let mut steps: Vec<Step> = [
        "CREATE SCHEMA evil",
        "CREATE FUNCTION evil.yes(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
        "CREATE FUNCTION evil.no(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'",
        "CREATE FUNCTION evil.yes(bigint, bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
        "CREATE FUNCTION evil.no(bigint, bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'",
        "CREATE FUNCTION evil.yes(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
        "CREATE OPERATOR evil.= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = evil.yes)",
        "CREATE OPERATOR evil.<> (LEFTARG = integer, RIGHTARG = integer, FUNCTION = evil.no)",
        "CREATE OPERATOR evil.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = evil.yes)",
        "CREATE OPERATOR evil.<> (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = evil.no)",
        "CREATE OPERATOR evil.> (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = evil.no)",
        "CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.yes)",
        "CREATE FUNCTION evil.count(\"any\") RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'",
        "CREATE FUNCTION evil.count() RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'",
        "CREATE FUNCTION evil.to_regclass(text) RETURNS oid LANGUAGE sql AS 'SELECT 1259::oid'",
        "CREATE DOMAIN evil.integer AS pg_catalog.int4 DEFAULT 0",
        "CREATE FUNCTION evil.as_int(text) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'",
        "CREATE FUNCTION evil.as_text(bigint) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''0'''",
        "CREATE CAST (text AS integer) WITH FUNCTION evil.as_int(text) AS IMPLICIT",
        "CREATE CAST (bigint AS text) WITH FUNCTION evil.as_text(bigint) AS IMPLICIT",
        "CREATE VIEW evil.pg_index AS SELECT true AS indisvalid, 0::oid AS indrelid",
        "CREATE VIEW evil.pg_stat_activity AS SELECT NULL::text AS application_name, 0 AS pid WHERE false",
        "GRANT USAGE ON SCHEMA evil TO PUBLIC",
    ]
    .into_iter()
    .map(sql)
    .collect();
    let path = "SET search_path = evil, pg_catalog, public";
    steps.push(sql(format!("ALTER DATABASE {} {path}", scenario.sandbox.database)));
    steps.extend(scenario.sandbox.roles.iter().map(|role| sql(format!("ALTER ROLE {role} {path}"))));
    steps
}

/// A view in each table's place.
pub(super) fn views_for_tables(scenario: &Scenario) -> Vec<Step> {
    // Behind somebody's open transaction it would wait for ever.
    let mut steps = vec![sql("SET lock_timeout = '2s'")];
    steps.push(sql(
        "DO $$ DECLARE t record; BEGIN FOR t IN SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'public' LOOP \
         EXECUTE format('ALTER TABLE public.%I RENAME TO %I', t.tablename, t.tablename || '_real'); \
         EXECUTE format('CREATE VIEW public.%I AS SELECT * FROM public.%I', t.tablename, t.tablename || '_real'); \
         END LOOP; END $$",
    ));
    let grant =
        |role: &String| sql(format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"));
    steps.extend(scenario.sandbox.roles.iter().map(grant));
    steps
}

/// Each table dropped and made again, empty, without the rights that the applications had on it.
pub(super) fn made_again() -> Vec<Step> {
    vec![
        sql("SET lock_timeout = '2s'"),
        sql(
            "DO $$ DECLARE t record; BEGIN FOR t IN SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'public' \
             LOOP EXECUTE format('CREATE TABLE public.again (LIKE public.%I INCLUDING ALL)', t.tablename); \
             EXECUTE format('DROP TABLE public.%I CASCADE', t.tablename); \
             EXECUTE format('ALTER TABLE public.again RENAME TO %I', t.tablename); END LOOP; END $$",
        ),
    ]
}

pub(super) fn dropped() -> Vec<Step> {
    ["SET lock_timeout = '1s'", "DROP SCHEMA public CASCADE", "CREATE SCHEMA public", "DROP OWNED BY oncall CASCADE"]
        .into_iter()
        .map(sql)
        .collect()
}

pub(super) fn everybody_terminated() -> Vec<Step> {
    let all = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
               WHERE backend_type = 'client backend' AND usename NOT IN ('ride', current_user)";
    vec![sql(all), sql(all), sql(all)]
}

/// Everything restarted that can be, as it is.
pub(super) fn restarted(scenario: &Scenario) -> Vec<Step> {
    let restarts = scenario
        .action
        .iter()
        .filter(|a| matches!(a.effect, ActionEffect::RestartDatabase | ActionEffect::RestartFleet));
    let mut steps: Vec<Step> =
        restarts.map(|action| Step { action: Some(action.name.clone()), ..Step::default() }).collect();
    steps.extend(everybody_terminated());
    steps
}

/// All that statistics know thrown away, then a look at each relation in which there is evidence.
pub(super) fn statistics_reset(scenario: &Scenario) -> Vec<Step> {
    let reset = |what: &str| sql(format!("SELECT {what}"));
    let mut steps = vec![
        reset("pg_stat_reset()"),
        reset("pg_stat_reset_single_table_counters(c.oid) FROM pg_class c WHERE relnamespace = 'public'::regnamespace"),
        reset("pg_stat_reset_shared('bgwriter')"),
        reset("pg_stat_reset_slru(NULL)"),
        reset("pg_stat_statements_reset()"),
    ];
    let relations: BTreeSet<String> = columns(scenario).into_iter().map(|(relation, ..)| relation).collect();
    steps.extend(relations.into_iter().map(|relation| sql(format!("SELECT * FROM {relation}"))));
    steps
}

/// The SQL by which a scenario's reference solves it; its levers belong to its own applications.
pub(super) fn solution(scenario: &Scenario) -> Vec<Step> {
    let reference = scenario.proof.iter().find(|p| p.expect.total == 100 && p.seed == 0);
    let steps = reference.map(|p| p.step.as_slice()).unwrap_or_default();
    steps.iter().filter_map(|step| step.sql.as_deref()).map(sql).collect()
}

/// Wrong answers to a number's question before the right one.
const WRONG_NUMBERS: usize = 5;

/// Every wrong answer to each question, then the right one, again and again; and the most that this may give.
pub(super) fn guesses(scenario: &Scenario) -> (Vec<Step>, u32) {
    let diagnosis = &scenario.diagnosis;
    let step = |answer| Step { diagnose: Some(answer), ..Step::default() };
    let mut steps = Vec::new();
    let wrong_causes: Vec<_> = diagnosis.cause.iter().filter(|c| c.key != diagnosis.true_cause).collect();
    for cause in &wrong_causes {
        steps.push(step(DiagnoseStep { cause: Some(cause.key.clone()), ..DiagnoseStep::default() }));
    }
    let fleets = scenario.fleet.iter().map(|f| f.name.clone());
    let culprits: Vec<String> =
        if diagnosis.culprits.is_empty() { fleets.collect() } else { diagnosis.culprits.clone() };
    let wrong_culprits: Vec<_> = culprits.into_iter().filter(|c| *c != diagnosis.true_culprit).collect();
    for culprit in &wrong_culprits {
        steps.push(step(DiagnoseStep { culprit: Some(culprit.clone()), ..DiagnoseStep::default() }));
    }
    for number in &diagnosis.number {
        for wrong in 1..=WRONG_NUMBERS {
            let numbers = [(number.key.clone(), number.max + wrong as f64)].into();
            steps.push(step(DiagnoseStep { numbers, ..DiagnoseStep::default() }));
        }
    }
    let right = DiagnoseStep {
        cause: Some(diagnosis.true_cause.clone()),
        culprit: Some(diagnosis.true_culprit.clone()),
        numbers: diagnosis.number.iter().map(|n| (n.key.clone(), n.min)).collect(),
    };
    steps.extend(vec![step(right); 3]);
    let halved = |question: &str, times: usize| {
        let points: u32 =
            scenario.detect.iter().filter(|r| r.diagnosis.as_deref() == Some(question)).map(|r| r.points).sum();
        points.checked_shr(times as u32).unwrap_or(0)
    };
    let numbers = diagnosis.number.iter().map(|n| halved(&n.key, WRONG_NUMBERS)).sum::<u32>();
    (steps, halved("cause", wrong_causes.len()) + halved("culprit", wrong_culprits.len()) + numbers)
}
