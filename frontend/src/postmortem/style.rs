//! The style of these pages. It comes with their part and not with the page's style sheet, which is in the first load.

use wasm_bindgen::JsValue;

use crate::browser::document;

const STYLE: &str = include_str!("style.css");

/// Puts the style on the document, once. A sheet that is made by a script is no inline style to the content security policy.
pub fn put_on() {
    thread_local! {
        static ON: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
    }
    if ON.replace(true) {
        return;
    }
    let Ok(sheet) = web_sys::CssStyleSheet::new() else { return };
    let _ = sheet.replace_sync(STYLE);
    let (document, key) = (document(), JsValue::from_str("adoptedStyleSheets"));
    let Ok(others) = js_sys::Reflect::get(&document, &key) else { return };
    let sheets = js_sys::Array::from(&others);
    sheets.push(&sheet);
    let _ = js_sys::Reflect::set(&document, &key, &sheets);
}
