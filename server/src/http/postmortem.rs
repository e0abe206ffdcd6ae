//! The postmortem of a scored session: as JSON with what to mend in it, as an archive, and what its learner writes.

use axum::Json;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ride_shared::postmortem::session::compare;
use ride_shared::postmortem::{Own as Written, Template, check, pack, zip};
use ride_shared::protocol::{PostmortemView, WritePostmortem};
use serde::Deserialize;

use super::ApiError;
use super::request::{Body, Own};

/// What may stand in the address behind `postmortem.zip`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// The template's name.
    template: Option<String>,
}

/// `GET .../postmortem`.
pub(super) async fn view(Own(session): Own) -> Result<Json<PostmortemView>, ApiError> {
    let mut postmortem = session.postmortem().await?;
    let made = tokio::task::spawn_blocking(move || {
        let comparison = postmortem.own.as_ref().map(|own| compare(own, &postmortem)).unwrap_or_default();
        // How words are looked for is nobody's to read.
        postmortem.proven.clear();
        PostmortemView { findings: check(&postmortem), comparison, postmortem }
    });
    Ok(Json(made.await.map_err(broken)?))
}

/// `PUT .../postmortem`.
pub(super) async fn write(
    Own(session): Own,
    Body(written): Body<WritePostmortem>,
) -> Result<Json<WritePostmortem>, ApiError> {
    let WritePostmortem { summary, root_cause, actions } = written;
    let Written { summary, root_cause, actions } =
        session.write_postmortem(Written { summary, root_cause, actions }).await?;
    Ok(Json(WritePostmortem { summary, root_cause, actions }))
}

/// `GET .../postmortem.zip`.
pub(super) async fn archive(
    Own(session): Own,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(Asked { template }) = asked.map_err(|e| {
        let message = format!("{}: write ?template=NAME, or nothing", e.body_text());
        ApiError::new(StatusCode::BAD_REQUEST, "bad-query", message)
    })?;
    let template: Template = match template {
        Some(name) => {
            let unknown = |e: ride_shared::postmortem::UnknownTemplate| {
                ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "unknown-template", e.to_string())
            };
            name.chars().take(100).collect::<String>().parse().map_err(unknown)?
        }
        None => Template::default(),
    };
    let name = format!("attachment; filename=\"postmortem-{}.zip\"", session.id());
    let postmortem = session.postmortem().await?;
    let bytes = tokio::task::spawn_blocking(move || zip(&pack(&postmortem, template))).await.map_err(broken)?;
    let headers = [(header::CONTENT_TYPE, "application/zip".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}

fn broken(error: tokio::task::JoinError) -> ApiError {
    tracing::error!("writing the postmortem: {error}");
    let message =
        "something broke inside ride while it was writing the postmortem: try again; the server's log has the reason";
    ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
}
