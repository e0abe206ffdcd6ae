//! Questions that a scenario asks: of the catalog by ride's own session, of the application's data and plans by a session
//! of one of its roles.
//!
//! The superuser never reads a relation of the learner's: a view in a table's place would run their functions with its
//! rights. A role's session has only that role's.

use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};
use tokio_util::task::AbortOnDropHandle;

use super::{APPLICATION, ProbeError, Prober};
use crate::sandbox::Endpoint;

/// The longest a connect may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// The longest an answer may take; beyond the server's own statement_timeout.
const ANSWER_WITHIN: Duration = Duration::from_secs(8);
/// What a role's session has pinned. Planner settings are not: they are what a plan is asked about.
const PINNED: &str = "-c search_path=pg_catalog -c statement_timeout=5000 -c lock_timeout=1000 \
     -c idle_session_timeout=0 -c idle_in_transaction_session_timeout=0 -c default_transaction_read_only=off \
     -c standard_conforming_strings=on -c role=none";

/// Asks for one value of the catalog's.
pub async fn ask_catalog(prober: &Prober, sql: &str) -> Result<Option<String>, ProbeError> {
    let rows = prober.ask(&format!("SELECT ({})::pg_catalog.text", sql.trim().trim_end_matches(';')), &[]).await?;
    let answer: Option<String> = rows.first().and_then(|row| row.get(0));
    Ok(answer.map(|text| match text.as_str() {
        "true" => "t".to_owned(),
        "false" => "f".to_owned(),
        _ => text,
    }))
}

/// The first of the relations that a query names as `public.name` which is not an ordinary table: a view, or a table with
/// rules, would answer with whatever somebody made up.
pub async fn not_a_table(prober: &Prober, sql: &str) -> Result<Option<String>, ProbeError> {
    let names = named(sql);
    let rows = prober
        .ask(
            "SELECT name FROM unnest($1) AS name WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class c \
             WHERE c.oid = pg_catalog.to_regclass(name) AND c.relkind IN ('r', 'p', 'S') AND NOT c.relhasrules) LIMIT 1",
            &[(&names, Type::TEXT_ARRAY)],
        )
        .await?;
    Ok(rows.first().map(|row| row.get(0)))
}

/// The names that stand in a query as `public.name`, but for functions.
fn named(sql: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (at, prefix) in sql.match_indices("public.") {
        let before = sql[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
            continue;
        }
        let rest = &sql[at + prefix.len()..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let name = format!("public.{}", &rest[..end]);
        if end > 0 && !rest[end..].starts_with('(') && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// A session of one of the application's roles, for one question.
pub struct RoleSession {
    client: Client,
    _task: AbortOnDropHandle<()>,
}

impl RoleSession {
    /// Connects as `role`.
    pub async fn open(endpoint: &Endpoint, database: &str, role: &str) -> Result<Self, ProbeError> {
        let mut config = endpoint.config(database, CONNECT_WITHIN);
        config.user(role).application_name(APPLICATION).options(PINNED);
        Self::enter(&config).await
    }

    /// Why a role gets no further than the door, where it does not: with its own settings, as the application would be.
    /// Where every connection is taken, the role itself is welcome.
    pub async fn turned_away(endpoint: &Endpoint, database: &str, role: &str) -> Result<Option<String>, ProbeError> {
        let mut config = endpoint.config(database, CONNECT_WITHIN);
        config.user(role).application_name(APPLICATION);
        let outcome = match Self::enter(&config).await {
            Ok(session) => session.run("SELECT 1").await.map(|_| None),
            Err(error) => Err(error),
        };
        match outcome {
            Err(ProbeError::Refused { sqlstate, .. }) if sqlstate == SqlState::TOO_MANY_CONNECTIONS.code() => Ok(None),
            Err(ProbeError::Refused { message, .. }) => Ok(Some(message)),
            Err(error @ ProbeError::Interrupted) => Ok(Some(error.to_string())),
            outcome => outcome,
        }
    }

    async fn enter(config: &Config) -> Result<Self, ProbeError> {
        let connected = timeout(CONNECT_WITHIN, config.connect(NoTls)).await;
        let (client, connection) = connected.map_err(|_| ProbeError::Late(CONNECT_WITHIN))??;
        let task = AbortOnDropHandle::new(tokio::spawn(async move {
            // Its end shows on the client, as closed.
            let _ = connection.await;
        }));
        Ok(Self { client, _task: task })
    }

    /// The first value of the first row, as text. Whatever the query changed is undone.
    pub async fn ask(&mut self, sql: &str) -> Result<Option<String>, ProbeError> {
        self.run("BEGIN").await?;
        let answer = self.run(sql).await;
        let undone = self.run("ROLLBACK").await;
        let answer = answer?;
        undone?;
        Ok(answer)
    }

    /// The nodes of a query's plan, from its root down, such as `Seq Scan on orders`; an index's name is left out. The
    /// query is not run.
    pub async fn plan(&mut self, sql: &str) -> Result<Vec<String>, ProbeError> {
        let text = self.ask(&format!("EXPLAIN (FORMAT JSON, COSTS OFF) {sql}")).await?.unwrap_or_default();
        let plan: Value = serde_json::from_str(&text)
            .map_err(|error| ProbeError::Unreachable(format!("a plan that can't be read: {error}")))?;
        let mut nodes = Vec::new();
        walk(&plan[0]["Plan"], &mut nodes);
        Ok(nodes)
    }

    async fn run(&self, sql: &str) -> Result<Option<String>, ProbeError> {
        let answered = timeout(ANSWER_WITHIN, self.client.simple_query(sql)).await;
        let messages = answered.map_err(|_| ProbeError::Late(ANSWER_WITHIN))?.map_err(|error| {
            let ended = error.is_closed() || error.code() == Some(&SqlState::ADMIN_SHUTDOWN);
            if ended { ProbeError::Interrupted } else { error.into() }
        })?;
        Ok(messages
            .iter()
            .find_map(|message| match message {
                SimpleQueryMessage::Row(row) => Some(row.get(0).map(str::to_owned)),
                _ => None,
            })
            .flatten())
    }
}

fn walk(node: &Value, nodes: &mut Vec<String>) {
    if let Some(kind) = node["Node Type"].as_str() {
        nodes.push(match node["Relation Name"].as_str() {
            Some(relation) => format!("{kind} on {relation}"),
            None => kind.to_owned(),
        });
    }
    for inner in node["Plans"].as_array().into_iter().flatten() {
        walk(inner, nodes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_relations_that_a_query_names() {
        let sql = "SELECT count(*) FROM public.orders o JOIN public.line_2 USING (id), notpublic.x WHERE public.orders.id > 0";
        assert_eq!(named(sql), ["public.orders", "public.line_2"]);
        assert!(named("SELECT true").is_empty());
        assert_eq!(named("SELECT public.ask(1) FROM public.orders"), ["public.orders"], "a function is no relation");
    }

    #[test]
    fn names_every_node_of_a_plan() {
        let plan = serde_json::json!({
            "Node Type": "Nested Loop",
            "Plans": [
                {"Node Type": "Seq Scan", "Relation Name": "orders", "Alias": "o"},
                {"Node Type": "Memoize", "Plans": [{"Node Type": "Index Scan", "Relation Name": "item", "Index Name": "i"}]},
            ],
        });
        let mut nodes = Vec::new();
        walk(&plan, &mut nodes);
        assert_eq!(nodes, ["Nested Loop", "Seq Scan on orders", "Memoize", "Index Scan on item"]);
    }
}
