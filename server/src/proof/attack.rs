//! Attempts to talk the grader round, made up from a scenario itself: what is typed, planted, dressed up, guessed or broken
//! earns no point that was not earned. Each comes with the most that it may get.

use std::collections::BTreeSet;

use ride_shared::grading::{Part, Scorecard};
use ride_shared::scenario::{DiagnoseStep, Expect, FixKind, Proof, Scenario, Sees, Step};

use super::run::Job;
use crate::catalog::{Catalog, UnknownScenario};

/// The most that an attempt may get, by part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Points of Detect.
    pub detect: u32,
    /// Points of Fix for mitigation.
    pub mitigation: u32,
    /// Points of Fix for the durable fix.
    pub durable: u32,
    /// All in all.
    pub total: u32,
}

impl Limit {
    const NOTHING: Self = Self { detect: 0, mitigation: 0, durable: 0, total: 0 };

    /// What a card has beyond this.
    pub(super) fn exceeded(&self, card: &Scorecard) -> Vec<String> {
        let of = |part: Part| card.lines.iter().filter(|l| l.part == part).map(|l| l.points.max(0) as u32).sum::<u32>();
        let parts = [
            ("detect", self.detect, card.detect),
            ("mitigation", self.mitigation, of(Part::Mitigation)),
            ("durable", self.durable, of(Part::Durable)),
            ("total", self.total, card.total),
        ];
        let beyond = parts.into_iter().filter(|(_, most, got)| got > most);
        beyond.map(|(part, most, got)| format!("{part}: at most {most} could be earned, got {got}")).collect()
    }
}

/// The attempts at each of these scenarios.
pub fn attacks(catalog: &Catalog, ids: &[String]) -> Result<Vec<Job>, UnknownScenario> {
    let mut jobs = Vec::new();
    for id in ids {
        let resolved = catalog.resolve(id, 0)?;
        let scenario = &resolved.scenario;
        let mut others = Vec::new();
        for other in catalog.ids().into_iter().filter(|other| other != id) {
            others.extend(solution(&catalog.resolve(other, 0)?.scenario));
        }
        let mitigation = scenario.fix.iter().filter(|f| f.kind == FixKind::Mitigation).map(|f| f.points).sum();
        let symptom = Limit { mitigation, total: mitigation + 20, ..Limit::NOTHING };
        let guessed = guesses(scenario);
        let attempts = [
            ("words", words(scenario), Limit::NOTHING),
            ("dressed-up", dressed_up(scenario), Limit::NOTHING),
            ("planted", planted(scenario), Limit::NOTHING),
            ("views-for-tables", views_for_tables(scenario), Limit::NOTHING),
            ("everything-dropped", dropped(), Limit::NOTHING),
            // What they look at may be this one's evidence as well; what they do is no fix of it.
            ("others-solutions", others, Limit { detect: 40, total: 40 + symptom.total, ..symptom }),
            ("everybody-terminated", everybody_terminated(), symptom),
            ("guesses", guessed.0, Limit { detect: guessed.1, total: guessed.1, ..Limit::NOTHING }),
        ];
        for (name, step, limit) in attempts {
            let expect = Expect { total: limit.total, detect: None, fix: None, trap: None, sprung: None };
            let proof = Proof { name: format!("attack-{name}"), seed: 0, assessed: false, step, expect };
            jobs.push(Job { resolved: resolved.clone(), proof, nth: 1, limit: Some(limit) });
        }
    }
    Ok(jobs)
}

fn sql(text: impl Into<String>) -> Step {
    Step { sql: Some(text.into()), ..Step::default() }
}

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

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Evidence typed, asked for without a row, hidden in errors and notices, and shown by things of one's own.
fn words(scenario: &Scenario) -> Vec<Step> {
    let mut steps = Vec::new();
    for (at, (relation, column, value, number)) in columns(scenario).into_iter().enumerate() {
        let literal = quoted(&value);
        steps.extend([
            sql(format!("SELECT {literal} AS {column}, {number}::bigint AS count")),
            sql(format!("SELECT 1 AS \"{}\" /* {relation}.{column} = {literal} */ -- {relation}", value.replace('"', ""))),
            sql(format!("SELECT * FROM {relation} LIMIT 0")),
            sql(format!("SELECT {column}, {number}::bigint FROM {relation} WHERE false")),
            sql(format!(
                "DO $$ BEGIN RAISE EXCEPTION '%', (SELECT pg_catalog.string_agg({column}::text, ',') FROM {relation}); END $$"
            )),
            sql(format!(
                "CREATE FUNCTION public.looks_like_{at}() RETURNS TABLE ({column} text, count bigint) LANGUAGE sql AS \
                 $f$ SELECT {literal}::text, {number}::bigint $f$"
            )),
            sql(format!("SELECT * FROM public.looks_like_{at}()")),
            sql(format!("CREATE VIEW public.shows_{at} AS SELECT {literal}::text AS {column}, {number}::bigint AS count")),
            sql(format!("SELECT * FROM public.shows_{at}")),
            sql(format!("CREATE TEMP TABLE {} ({column} text, count bigint)", relation.replace('.', "_"))),
            sql(format!("INSERT INTO pg_temp.{} VALUES ({literal}, {number})", relation.replace('.', "_"))),
            sql(format!("SELECT * FROM pg_temp.{}", relation.replace('.', "_"))),
        ]);
    }
    for sees in sees(scenario) {
        if let Some(parameter) = &sees.show {
            steps.push(sql(format!("SELECT 'as you like' AS \"{parameter}\"")));
        }
        if let Some(node) = &sees.plan {
            steps.push(sql(format!("SELECT {} AS \"QUERY PLAN\"", quoted(node))));
            steps.push(sql(format!("EXPLAIN VERBOSE SELECT {}", quoted(node))));
        }
    }
    steps.push(sql("SELECT pg_stat_reset()"));
    steps
}

/// One's own sessions under the names that are looked for.
fn dressed_up(scenario: &Scenario) -> Vec<Step> {
    let values = columns(scenario).into_iter().filter(|(relation, ..)| relation == "pg_stat_activity");
    let names: BTreeSet<String> = values.filter(|(_, column, ..)| column == "application_name").map(|v| v.2).collect();
    let mut steps = Vec::new();
    for name in names {
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

/// Functions, operators, casts and views that a probe or an application's own check could run into.
fn planted(scenario: &Scenario) -> Vec<Step> {
    let mut steps: Vec<Step> = [
        "CREATE SCHEMA evil",
        "CREATE FUNCTION evil.yes(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
        "CREATE FUNCTION evil.no(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'",
        "CREATE FUNCTION evil.yes(bigint, bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
        "CREATE FUNCTION evil.no(bigint, bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'",
        "CREATE OPERATOR evil.= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = evil.yes)",
        "CREATE OPERATOR evil.<> (LEFTARG = integer, RIGHTARG = integer, FUNCTION = evil.no)",
        "CREATE OPERATOR evil.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = evil.yes)",
        "CREATE OPERATOR evil.<> (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = evil.no)",
        "CREATE OPERATOR evil.> (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = evil.no)",
        "CREATE FUNCTION evil.count(\"any\") RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'",
        "CREATE FUNCTION evil.to_regclass(text) RETURNS oid LANGUAGE sql AS 'SELECT 1259::oid'",
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
fn views_for_tables(scenario: &Scenario) -> Vec<Step> {
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

fn dropped() -> Vec<Step> {
    ["SET lock_timeout = '1s'", "DROP SCHEMA public CASCADE", "CREATE SCHEMA public", "DROP OWNED BY oncall CASCADE"]
        .into_iter()
        .map(sql)
        .collect()
}

fn everybody_terminated() -> Vec<Step> {
    let all = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
               WHERE backend_type = 'client backend' AND usename NOT IN ('ride', current_user)";
    vec![sql(all), sql(all), sql(all)]
}

/// The SQL by which a scenario's reference solves it; its levers belong to its own applications.
fn solution(scenario: &Scenario) -> Vec<Step> {
    let reference = scenario.proof.iter().find(|p| p.expect.total == 100 && p.seed == 0);
    let steps = reference.map(|p| p.step.as_slice()).unwrap_or_default();
    steps.iter().filter_map(|step| step.sql.as_deref()).map(sql).collect()
}

/// Every wrong answer to each question, then the right one; and the most that this may give.
fn guesses(scenario: &Scenario) -> (Vec<Step>, u32) {
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
    let right = DiagnoseStep {
        cause: Some(diagnosis.true_cause.clone()),
        culprit: Some(diagnosis.true_culprit.clone()),
        ..DiagnoseStep::default()
    };
    steps.push(step(right));
    let halved = |question: &str, times: usize| {
        let points: u32 =
            scenario.detect.iter().filter(|r| r.diagnosis.as_deref() == Some(question)).map(|r| r.points).sum();
        points.checked_shr(times as u32).unwrap_or(0)
    };
    (steps, halved("cause", wrong_causes.len()) + halved("culprit", wrong_culprits.len()))
}
