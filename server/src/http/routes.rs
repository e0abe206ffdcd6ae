//! The router.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use ride_shared::grading::{Receipt, Scored};
use ride_shared::journal::{DiagnosisAnswer, Entry};
use ride_shared::protocol::{
    ActionTaken, CreateSession, DiagnosisTaken, HintRevealed, SessionCreated, SessionView, TakeAction,
};
use ride_shared::scenario::{Briefing, Summary};

use super::request::{Body, From, Host, Own};
use super::{ApiError, Site, assets, guard, live, metrics, openapi, paths, pg, postmortem};
use crate::session::Session;

/// Everything that the server answers over HTTP.
pub fn router(site: Arc<Site>) -> Router {
    let api = Router::new()
        .route("/scenarios", get(scenarios))
        .route("/scenarios/{stage}/{name}", get(scenario))
        .route("/paths", get(paths::paths))
        .route("/paths/{name}", get(paths::path))
        .route("/mistakes", get(paths::mistakes))
        .route("/sessions", post(create))
        .route("/sessions/{id}", get(view).delete(end))
        .route("/sessions/{id}/hints", post(hint))
        .route("/sessions/{id}/actions", post(action))
        .route("/sessions/{id}/diagnosis", post(diagnose))
        .route("/sessions/{id}/score", post(score))
        .route("/sessions/{id}/reset", post(reset))
        .route("/sessions/{id}/scorecard", get(scorecard))
        .route("/sessions/{id}/receipt", get(receipt))
        .route("/sessions/{id}/journal", get(journal))
        .route("/sessions/{id}/postmortem", get(postmortem::view).put(postmortem::write))
        .route("/sessions/{id}/postmortem.zip", get(postmortem::archive))
        .route("/sessions/{id}/pg", get(pg::pg))
        .route("/sessions/{id}/live", get(live::live))
        .layer(from_fn(never_cached));
    Router::new()
        .nest("/api", api)
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics::metrics))
        .route("/openapi.json", get(openapi::openapi))
        .fallback(assets::serve)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(Arc::clone(&site), guard::host))
        .layer(from_fn_with_state(Arc::clone(&site), guard::headers))
        .layer(from_fn_with_state(Arc::clone(&site), guard::count))
        .with_state(site)
}

async fn never_cached(request: Request, next: axum::middleware::Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn wrong_method(request: Request) -> ApiError {
    let message = format!(
        "{} is not taken at {}: /openapi.json says which methods are",
        request.method(),
        request.uri().path().chars().take(200).collect::<String>()
    );
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "wrong-method", message)
}

async fn ready(State(site): State<Arc<Site>>) -> Result<&'static str, ApiError> {
    let unavailable = |key, message: String| Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, key, message));
    let readiness = site.registry.readiness();
    if site.stopping.is_cancelled() {
        return unavailable("stopping", "the server is stopping".into());
    }
    if !readiness.is_settled() {
        let message = format!("templates are being made: {} of {} are ready", readiness.ready, readiness.all);
        return unavailable("not-ready", message);
    }
    if readiness.all > 0 && readiness.ready == 0 {
        return unavailable(
            "no-templates",
            "no scenario's template could be made: see the server's log, or `ride doctor`".into(),
        );
    }
    Ok("ready\n")
}

async fn scenarios(State(site): State<Arc<Site>>) -> Json<Vec<Summary>> {
    Json(site.registry.summaries())
}

async fn scenario(
    State(site): State<Arc<Site>>,
    Path((stage, name)): Path<(String, String)>,
) -> Result<Json<Briefing>, ApiError> {
    let id = format!("{stage}/{name}");
    let resolved = site.registry.catalog().resolve(&id, 0).map_err(crate::session::SessionError::from)?;
    Ok(Json(resolved.scenario.to_briefing(&resolved.id)))
}

async fn create(
    State(site): State<Arc<Site>>,
    From(from): From,
    Host(host): Host,
    Body(ask): Body<CreateSession>,
) -> Result<Response, ApiError> {
    if !site.may_create(from) {
        let message = format!(
            "too many sessions were started from here: wait a few seconds (at most {} in a minute)",
            site.config.creates_per_minute
        );
        return Err(ApiError::new(StatusCode::TOO_MANY_REQUESTS, "too-fast", message));
    }
    let (session, token) = site.registry.create(ask).await?;
    created(&site, &session, token, &host, StatusCode::CREATED)
}

async fn reset(State(site): State<Arc<Site>>, Host(host): Host, Own(session): Own) -> Result<Response, ApiError> {
    let (session, token) = site.registry.reset(&session).await?;
    created(&site, &session, token, &host, StatusCode::OK)
}

fn created(
    site: &Site,
    session: &Session,
    token: String,
    host: &str,
    status: StatusCode,
) -> Result<Response, ApiError> {
    let view = site.view(session, host)?;
    let made = SessionCreated {
        web_url: format!("{}/lab/{}#token={token}", site.page(host), view.id),
        psql_url: view.psql_address.replacen('@', &format!(":{token}@"), 1),
        id: view.id.clone(),
        token,
        session: view,
    };
    let place = format!("/api/sessions/{}", made.id);
    Ok((status, [(header::LOCATION, place)], Json(made)).into_response())
}

async fn view(
    State(site): State<Arc<Site>>,
    Host(host): Host,
    Own(session): Own,
) -> Result<Json<SessionView>, ApiError> {
    site.view(&session, &host).map(Json)
}

async fn end(Own(session): Own) -> StatusCode {
    session.stop("its learner ended it").await;
    StatusCode::NO_CONTENT
}

async fn hint(Own(session): Own) -> Result<Json<HintRevealed>, ApiError> {
    Ok(Json(session.hint().await?))
}

async fn action(Own(session): Own, Body(take): Body<TakeAction>) -> Result<Json<ActionTaken>, ApiError> {
    Ok(Json(session.action(&take.action, take.value.as_deref()).await?))
}

async fn diagnose(Own(session): Own, Body(answer): Body<DiagnosisAnswer>) -> Result<Json<DiagnosisTaken>, ApiError> {
    Ok(Json(session.diagnose(answer).await?))
}

async fn score(Own(session): Own) -> Result<Json<Scored>, ApiError> {
    Ok(Json(session.score().await?))
}

async fn scorecard(Own(session): Own) -> Result<Json<Scored>, ApiError> {
    Ok(Json(session.scored()?))
}

async fn receipt(Own(session): Own) -> Result<Json<Receipt>, ApiError> {
    Ok(Json(session.receipt().await?))
}

async fn journal(Own(session): Own) -> Result<Json<Vec<Entry>>, ApiError> {
    Ok(Json(session.entries_for_learner().await?))
}
