//! Paths, and what is wrong in the files of an author who runs ride for themselves.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use ride_shared::protocol::FileMistake;
use ride_shared::scenario;

use super::{ApiError, Site};

/// `GET /api/paths`.
pub(super) async fn paths(State(site): State<Arc<Site>>) -> Json<Vec<scenario::Path>> {
    Json(site.registry.catalog().paths())
}

/// `GET /api/paths/{name}`.
pub(super) async fn path(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
) -> Result<Json<scenario::Path>, ApiError> {
    let unknown = |e: crate::catalog::UnknownPath| ApiError::new(StatusCode::NOT_FOUND, "unknown-path", e.to_string());
    site.registry.catalog().path(&name).map(Json).map_err(unknown)
}

/// `GET /api/mistakes`. They may quote answers: only a server that nobody but its own machine reaches tells them to a
/// page; any other tells its log.
pub(super) async fn mistakes(State(site): State<Arc<Site>>) -> Json<Vec<FileMistake>> {
    if !site.config.loopback || site.config.public_url.is_some() {
        return Json(Vec::new());
    }
    let catalog = site.registry.catalog();
    let told = catalog.mistakes().iter().map(|mistake| FileMistake {
        file: mistake.file.display().to_string(),
        line: mistake.line.and_then(|line| u32::try_from(line).ok()),
        key: mistake.key.clone(),
        message: mistake.message.clone(),
    });
    Json(told.collect())
}
