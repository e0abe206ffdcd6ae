//! The page's files, compiled in: precompressed where the client takes it, cached for ever under their hashed names.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rust_embed::RustEmbed;
use sha2::{Digest as _, Sha256};

use super::ApiError;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../frontend/dist"]
#[allow_missing = true]
struct Dist;

/// What stands for the page where the frontend wasn't built.
const NO_PAGE: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>ride</title>\n\
    <h1>The page is not built</h1>\n<p>This ride was compiled without its page. Run <code>make frontend</code> and build \
    it again. The lab itself works: see <a href=\"/openapi.json\">/openapi.json</a> and <code>ride postgres list</code>.\n";

/// Whether this binary carries its page.
pub fn has_page() -> bool {
    Dist::get("index.html").is_some()
}

/// The page's addresses and the files below `/assets`; anything else is not there.
pub(super) async fn serve(request: Request) -> Response {
    let path = request.uri().path();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return not_found(path);
    }
    let page = is_page(path);
    let name = if page { "index.html" } else { path.trim_start_matches('/') };
    file(name, request.headers()).unwrap_or_else(|| {
        if page {
            let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
            return (kind, NO_PAGE).into_response();
        }
        not_found(path)
    })
}

/// Whether the page itself answers at this address: `/`, `/lab/{id}`, `/postmortem` and `/postmortem/guide`.
fn is_page(path: &str) -> bool {
    let lab = || path.strip_prefix("/lab/").is_some_and(|id| !id.trim_end_matches('/').contains('/'));
    path == "/" || matches!(path.trim_end_matches('/'), "/postmortem" | "/postmortem/guide") || lab()
}

fn not_found(path: &str) -> Response {
    let path: String = path.chars().take(200).collect();
    let message =
        format!("there is nothing at {path}: the catalog is at /, the interface's description at /openapi.json");
    ApiError::new(StatusCode::NOT_FOUND, "not-found", message).into_response()
}

fn file(name: &str, asked: &HeaderMap) -> Option<Response> {
    // Encodings are chosen by header, not by name.
    if matches!(name.rsplit_once('.'), Some((_, "br" | "gz"))) {
        return None;
    }
    let plain = Dist::get(name)?;
    let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let packed = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(encoding, _)| accepts(accepted, encoding))
        .find_map(|(encoding, end)| Some((encoding, Dist::get(&format!("{name}{end}"))?)));
    let (encoding, content) = match packed {
        Some((encoding, content)) => (Some(encoding), content),
        None => (None, plain),
    };
    let tag = URL_SAFE_NO_PAD.encode(&Sha256::digest(&content.data)[..12]);
    let tag = HeaderValue::try_from(format!("\"{tag}\"")).ok()?;
    let mut headers = HeaderMap::new();
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let cache = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    let same =
        |h: &HeaderValue| h.to_str().is_ok_and(|h| h.split(',').any(|t| t.trim().trim_start_matches("W/") == tag));
    let unchanged = asked.get(header::IF_NONE_MATCH).is_some_and(same);
    headers.insert(header::ETAG, tag.clone());
    if unchanged {
        return Some((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let text = kind.type_() == mime_guess::mime::TEXT || kind.subtype() == "javascript";
    let kind = if text { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    headers.insert(header::CONTENT_TYPE, HeaderValue::try_from(kind).ok()?);
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    let body = match content.data {
        std::borrow::Cow::Borrowed(bytes) => axum::body::Body::from(bytes),
        std::borrow::Cow::Owned(bytes) => axum::body::Body::from(bytes),
    };
    Some((headers, body).into_response())
}

/// Whether an Accept-Encoding header takes `encoding` (a `q=0` refuses it).
fn accepts(header: &str, encoding: &str) -> bool {
    header.split(',').any(|part| {
        let mut words = part.split(';').map(str::trim);
        let named = words.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let zero = |w: &str| w.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0));
        named && !words.any(zero)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_answers_at_its_addresses_alone() {
        for path in ["/", "/lab/ab12", "/lab/ab12/", "/lab/", "/postmortem", "/postmortem/", "/postmortem/guide"] {
            assert!(is_page(path), "{path}");
        }
        for path in ["//", "/lab/a/b", "/labs", "/postmortem/x", "/postmortems", "/assets/x", "/index.html"] {
            assert!(!is_page(path), "{path}");
        }
    }

    #[test]
    fn encodings_are_taken_as_the_client_says() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("BR;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("", "gzip") && !accepts("brotli", "br"));
    }
}
