//! The little that is needed of the browser, behind short names.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The window. There always is one: this runs in no worker.
pub fn window() -> web_sys::Window {
    web_sys::window().expect("a page has a window")
}

/// The document.
pub fn document() -> web_sys::Document {
    window().document().expect("a window has a document")
}

/// The tab's title.
pub fn set_title(what: &str) {
    document().set_title(&[what, " \u{b7} ride"].concat());
}

/// Milliseconds on a steady clock.
pub fn now_ms() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// A random number in 0..1, for jitter only.
pub fn random() -> f64 {
    js_sys::Math::random()
}

/// `wss://host` or `ws://host` as the page came by https or http.
pub fn socket_origin() -> String {
    let location = window().location();
    let host = location.host().unwrap_or_default();
    let scheme = if location.protocol().is_ok_and(|p| p == "https:") { "wss://" } else { "ws://" };
    [scheme, &host].concat()
}

/// Keeps something for this browser tab; storage may be forbidden, and then nothing is kept.
pub fn keep_for_tab(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.set_item(key, value);
    }
}

/// What was kept for this browser tab.
pub fn kept_for_tab(key: &str) -> Option<String> {
    window().session_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// Keeps something in this browser.
pub fn keep(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}

/// Forgets what was kept in this browser.
pub fn forget(key: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(key);
    }
}

/// What was kept in this browser.
pub fn kept(key: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// Puts text on the clipboard; false where the browser does not allow it.
pub async fn copy(text: String) -> bool {
    // Over plain http to another host there is no clipboard object.
    let navigator = window().navigator();
    let has = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard")).is_ok_and(|c| !c.is_undefined());
    has && JsFuture::from(navigator.clipboard().write_text(&text)).await.is_ok()
}

/// An address at which this page finds bytes, until it is revoked.
pub fn blob_url(bytes: &[u8], kind: &str) -> Option<String> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    web_sys::Url::create_object_url_with_blob(&blob).ok()
}

/// Offers bytes as a download.
pub fn download(name: &str, bytes: &[u8]) {
    let Some(url) = blob_url(bytes, "application/octet-stream") else { return };
    if let Ok(anchor) = document().create_element("a").map(JsCast::unchecked_into::<web_sys::HtmlAnchorElement>) {
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
    }
    let _ = web_sys::Url::revoke_object_url(&url);
}

/// Calls back before the next paint.
pub fn before_paint(call: impl FnOnce() + 'static) {
    let call = wasm_bindgen::closure::Closure::once_into_js(call);
    let _ = window().request_animation_frame(call.unchecked_ref());
}

/// The text that is selected on the page, outside of inputs.
pub fn selected_text() -> String {
    window().get_selection().ok().flatten().map(|s| String::from(s.to_string())).unwrap_or_default()
}
