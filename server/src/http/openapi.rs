//! `/openapi.json`: the interface's description (OpenAPI 3.1), drawn from the types that go over the wire.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use ride_shared::grading::{Receipt, Scored};
use ride_shared::journal::{DiagnosisAnswer, Entry};
use ride_shared::postmortem::Template;
use ride_shared::protocol::{
    ActionTaken, CreateSession, DiagnosisTaken, ErrorBody, FileMistake, HintRevealed, LiveHello, LiveMessage,
    PgControl, PgReply, PostmortemView, SessionCreated, SessionView, TakeAction, WritePostmortem,
};
use ride_shared::scenario::{self, Briefing, Summary};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

static TEXT: LazyLock<String> = LazyLock::new(|| format!("{:#}\n", describe()));

/// `GET /openapi.json`.
pub(super) async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], TEXT.as_str()).into_response()
}

/// The values that something in the address takes.
type Values = fn() -> Vec<&'static str>;

struct Route {
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    /// Whether the session's token is needed.
    own: bool,
    body: Option<Schema>,
    status: &'static str,
    /// Media type and schema; none for an empty answer.
    answer: Option<(&'static str, Schema)>,
    /// What may stand behind the path, by name, each with the values that it takes.
    query: &'static [(&'static str, Values)],
    /// Status codes of errors, beside those that any route may give.
    errors: &'static [(&'static str, &'static str)],
}

const STATES: (&str, &str) = ("409", "Not in the session's present state.");

fn describe() -> Value {
    let mut generator =
        SchemaSettings::draft2020_12().with(|s| s.definitions_path = "/components/schemas".into()).into_generator();
    let routes = routes(&mut generator);
    let error = generator.subschema_for::<ErrorBody>();
    let sockets = [
        ("LiveHello", generator.subschema_for::<LiveHello>()),
        ("LiveMessage", generator.subschema_for::<LiveMessage>()),
        ("PgControl", generator.subschema_for::<PgControl>()),
        ("PgReply", generator.subschema_for::<PgReply>()),
    ];
    let named: Vec<_> = sockets.iter().map(|(name, _)| *name).collect();
    let mut paths = Map::new();
    for route in routes {
        let entry = paths.entry(route.path).or_insert_with(|| json!({}));
        entry[route.method] = operation(&route, &error);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "ride",
            "version": env!("CARGO_PKG_VERSION"),
            "description": format!(
                "Practise PostgreSQL incidents on a real PostgreSQL. Text frames of the two WebSockets have the schemas {}.",
                named.join(", ")
            ),
        },
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": { "token": {
                "type": "http", "scheme": "bearer", "description": "The token that POST /api/sessions answered."
            } },
        },
    })
}

fn operation(route: &Route, error: &Schema) -> Value {
    let mut answers = Map::new();
    let first = match &route.answer {
        Some((kind, schema)) => json!({ "description": "Done.", "content": { *kind: { "schema": schema } } }),
        None => json!({ "description": "Done." }),
    };
    answers.insert(route.status.into(), first);
    let own = [("401", "No token."), ("404", "No session with this id and token.")];
    let body = [
        ("400", "The body is not JSON."),
        ("413", "The body is too large."),
        ("415", "The body is not called JSON."),
        ("422", "A field is wrong; the message names it."),
    ];
    let mut errors: Vec<_> = route.errors.to_vec();
    errors.extend(own.iter().filter(|_| route.own));
    errors.extend(body.iter().filter(|_| route.body.is_some()));
    for (status, why) in errors {
        let content = json!({ "application/json": { "schema": error } });
        answers.entry(status).or_insert_with(|| json!({ "description": why, "content": content }));
    }
    answers.insert(
        "default".into(),
        json!({
            "description": "Any other error.", "content": { "application/json": { "schema": error } }
        }),
    );
    let mut parameters: Vec<_> = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    parameters.extend(route.query.iter().map(|(name, values)| {
        json!({ "name": name, "in": "query", "required": false, "schema": { "type": "string", "enum": values() } })
    }));
    let mut operation = json!({ "summary": route.summary, "parameters": parameters, "responses": answers });
    if let Some(body) = &route.body {
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": body } } });
    }
    if route.own {
        operation["security"] = json!([{ "token": [] }]);
    }
    operation
}

fn routes(generator: &mut SchemaGenerator) -> Vec<Route> {
    let mut of = Of(generator);
    let plain = |method, path, summary, answer| Route {
        method,
        path,
        summary,
        own: false,
        body: None,
        status: "200",
        answer,
        query: &[],
        errors: &[],
    };
    let own = |method, path, summary, answer| Route { own: true, ..plain(method, path, summary, answer) };
    let text = || Some(("text/plain", schemars::json_schema!({ "type": "string" })));
    vec![
        plain("get", "/healthz", "Whether the process answers.", text()),
        Route {
            errors: &[("503", "Not yet, or not any more.")],
            ..plain("get", "/readyz", "Whether sessions can start.", text())
        },
        plain("get", "/metrics", "Numbers for Prometheus.", text()),
        plain(
            "get",
            "/openapi.json",
            "This.",
            Some(("application/json", schemars::json_schema!({ "type": "object" }))),
        ),
        plain("get", "/api/scenarios", "The catalog.", of.json::<Vec<Summary>>()),
        Route {
            errors: &[("404", "No such scenario; the message names the nearest.")],
            ..plain("get", "/api/scenarios/{stage}/{name}", "What may be seen of a scenario.", of.json::<Briefing>())
        },
        plain("get", "/api/paths", "Every path, with its scenarios' lines.", of.json::<Vec<scenario::Path>>()),
        Route {
            errors: &[("404", "No such path; the message names the nearest.")],
            ..plain("get", "/api/paths/{name}", "One path.", of.json::<scenario::Path>())
        },
        plain(
            "get",
            "/api/mistakes",
            "Mistakes in scenarios' and paths' files; always empty where other machines can reach the server.",
            of.json::<Vec<FileMistake>>(),
        ),
        Route {
            body: Some(of.0.subschema_for::<CreateSession>()),
            status: "201",
            errors: &[
                ("404", "No such scenario; the message names the nearest."),
                ("429", "Too many sessions, altogether or from this address."),
                ("503", "The sandbox did not come up."),
                ("507", "The disk is full."),
            ],
            ..plain(
                "post",
                "/api/sessions",
                "Starts a session; answers when a console can be opened.",
                of.json::<SessionCreated>(),
            )
        },
        own("get", "/api/sessions/{id}", "The session as it is now.", of.json::<SessionView>()),
        Route { status: "204", ..own("delete", "/api/sessions/{id}", "Ends the session.", None) },
        Route {
            errors: &[STATES],
            ..own("post", "/api/sessions/{id}/hints", "Reveals the next hint.", of.json::<HintRevealed>())
        },
        Route {
            body: Some(of.0.subschema_for::<TakeAction>()),
            errors: &[STATES],
            ..own("post", "/api/sessions/{id}/actions", "Takes an action.", of.json::<ActionTaken>())
        },
        Route {
            body: Some(of.0.subschema_for::<DiagnosisAnswer>()),
            errors: &[STATES],
            ..own(
                "post",
                "/api/sessions/{id}/diagnosis",
                "Submits a diagnosis; the last one counts.",
                of.json::<DiagnosisTaken>(),
            )
        },
        Route {
            errors: &[STATES],
            ..own("post", "/api/sessions/{id}/score", "Measures, replays the cause, grades. Once.", of.json::<Scored>())
        },
        own(
            "post",
            "/api/sessions/{id}/reset",
            "Ends the session and starts another one like it.",
            of.json::<SessionCreated>(),
        ),
        Route { errors: &[STATES], ..own("get", "/api/sessions/{id}/scorecard", "The score.", of.json::<Scored>()) },
        Route {
            errors: &[STATES],
            ..own("get", "/api/sessions/{id}/receipt", "The signed score.", of.json::<Receipt>())
        },
        own(
            "get",
            "/api/sessions/{id}/journal",
            "The journal; before the score without what it will rest on, and numbered without it.",
            of.json::<Vec<Entry>>(),
        ),
        Route {
            errors: &[STATES, ("410", "The scenario's files were changed since.")],
            ..own(
                "get",
                "/api/sessions/{id}/postmortem",
                "The postmortem: what the journal proves, what to mend in it, and what the learner wrote beside it.",
                of.json::<PostmortemView>(),
            )
        },
        Route {
            body: Some(of.0.subschema_for::<WritePostmortem>()),
            errors: &[STATES],
            ..own(
                "put",
                "/api/sessions/{id}/postmortem",
                "Keeps the learner's own summary, root cause and action items; after the submission, as often as they like.",
                of.json::<WritePostmortem>(),
            )
        },
        Route {
            query: &[("template", templates)],
            errors: &[
                STATES,
                ("400", "The address asks for something else than a template."),
                ("410", "The scenario's files were changed since."),
                ("422", "No such template; the message names all."),
            ],
            ..own(
                "get",
                "/api/sessions/{id}/postmortem.zip",
                "The postmortem pack: postmortem.md, timeline.svg, posts, status updates, a message to users.",
                Some(("application/zip", schemars::json_schema!({ "type": "string", "format": "binary" }))),
            )
        },
        Route {
            status: "101",
            errors: &[("403", "Pages of this origin may not connect."), ("426", "Not a WebSocket handshake.")],
            ..plain(
                "get",
                "/api/sessions/{id}/pg",
                "WebSocket: PostgreSQL's wire protocol; first frame PgControl attach.",
                None,
            )
        },
        Route {
            status: "101",
            errors: &[("403", "Pages of this origin may not connect."), ("426", "Not a WebSocket handshake.")],
            ..plain("get", "/api/sessions/{id}/live", "WebSocket: LiveHello in, then LiveMessages out.", None)
        },
    ]
}

fn templates() -> Vec<&'static str> {
    Template::ALL.map(Template::name).to_vec()
}

struct Of<'a>(&'a mut SchemaGenerator);

impl Of<'_> {
    #[expect(clippy::unnecessary_wraps, reason = "it fills `Route::answer`")]
    fn json<T: JsonSchema>(&mut self) -> Option<(&'static str, Schema)> {
        Some(("application/json", self.0.subschema_for::<T>()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_has_its_schema_and_no_secret_has_one() {
        let described = describe();
        let schemas = described["components"]["schemas"].as_object().unwrap();
        let text = TEXT.as_str();
        for part in text.split("\"#/components/schemas/").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(schemas.contains_key(name), "{name} is referred to and not there");
        }
        for name in ["SessionView", "Scored", "Entry", "LiveMessage", "PgControl", "ErrorBody"] {
            assert!(schemas.contains_key(name), "{name}");
        }
        assert!(!schemas.contains_key("Scenario"));
    }
}
