//! A reference's own fix, done in another way: hidden in a block, a function or a trigger, over COPY or the extended
//! protocol, from several consoles. What counts is what it does, so each gets what the reference gets.

use ride_shared::scenario::{Proof, Scenario, Step};

use super::sql;
use crate::proof::run::Manner;

/// Consoles that the tabs' reference uses.
const TABS: u32 = 3;

/// The reference in each of these ways.
pub(super) fn references(scenario: &Scenario) -> Vec<(Proof, Manner)> {
    let Some(reference) = scenario.proof.iter().find(|p| p.expect.total == 100 && p.seed == 0) else {
        return Vec::new();
    };
    let with = |name: &str, step: Vec<Step>| Proof { name: format!("attack-{name}"), step, ..reference.clone() };
    let each = |hide: &dyn Fn(&str) -> Vec<Step>| {
        let steps = reference.step.iter().flat_map(|step| match &step.sql {
            Some(text) if step.console.is_none() && can_be_hidden(text) => hide(text),
            _ => vec![step.clone()],
        });
        steps.collect::<Vec<_>>()
    };
    vec![
        (with("fix-in-do", each(&in_do)), Manner::Plain),
        (with("fix-in-function", each(&in_function)), Manner::Plain),
        (with("fix-in-trigger", each(&|text| in_trigger(text, "INSERT INTO tidy VALUES (1)"))), Manner::Plain),
        (with("fix-over-copy", each(&|text| in_trigger(text, "COPY tidy FROM STDIN;\n1\n"))), Manner::Plain),
        (with("fix-over-extended", reference.step.clone()), Manner::Extended),
        (with("fix-in-tabs", in_tabs(&reference.step)), Manner::Plain),
    ]
}

/// Whether a statement does something, and may do it inside a transaction.
fn can_be_hidden(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let word = upper.split_whitespace().next().unwrap_or_default();
    let does = match word {
        "INSERT" | "UPDATE" | "DELETE" | "DROP" | "GRANT" | "REVOKE" | "ANALYZE" | "TRUNCATE" | "CREATE" => true,
        "ALTER" => !upper.starts_with("ALTER SYSTEM"),
        "WITH" => ["UPDATE ", "DELETE ", "INSERT "].iter().any(|verb| upper.contains(verb)),
        "SELECT" => upper.contains("PG_TERMINATE_BACKEND") || upper.contains("PG_CANCEL_BACKEND"),
        _ => false,
    };
    does && !upper.contains("CONCURRENTLY") && !text.contains([';', '$'])
}

fn in_do(text: &str) -> Vec<Step> {
    vec![sql(format!("DO $do$ BEGIN EXECUTE $sql${text}$sql$; END $do$"))]
}

fn in_function(text: &str) -> Vec<Step> {
    let body = format!("$do$ BEGIN EXECUTE $sql${text}$sql$; END $do$");
    vec![
        sql(format!("CREATE FUNCTION public.tidy_up() RETURNS void LANGUAGE plpgsql AS {body}")),
        sql("SELECT public.tidy_up()"),
        sql("DROP FUNCTION public.tidy_up()"),
    ]
}

fn in_trigger(text: &str, fire: &str) -> Vec<Step> {
    let body = format!("$do$ BEGIN EXECUTE $sql${text}$sql$; RETURN NULL; END $do$");
    vec![
        sql("CREATE TEMP TABLE tidy (n integer)"),
        sql(format!("CREATE FUNCTION pg_temp.tidy_up() RETURNS trigger LANGUAGE plpgsql AS {body}")),
        sql("CREATE TRIGGER tidy_up AFTER INSERT ON tidy FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.tidy_up()"),
        sql(fire),
        sql("DROP TABLE tidy"),
        sql("DROP FUNCTION pg_temp.tidy_up()"),
    ]
}

/// Each statement in the next console; what is set for a session is set in all of them.
fn in_tabs(steps: &[Step]) -> Vec<Step> {
    let mut next = 0;
    let mut tabs = Vec::new();
    for step in steps {
        let in_console = |console: u32| Step { console: Some(console), ..step.clone() };
        let word = step.sql.as_deref().and_then(|text| text.split_whitespace().next()).unwrap_or_default();
        if step.sql.is_none() || step.console.is_some() {
            tabs.push(step.clone());
        } else if ["SET", "RESET"].contains(&word.to_ascii_uppercase().as_str()) {
            tabs.extend((1..=TABS).map(in_console));
        } else {
            next = next % TABS + 1;
            tabs.push(in_console(next));
        }
    }
    tabs
}
