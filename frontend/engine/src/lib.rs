//! What the page and the engine's module say to each other.
//!
//! The engine is a wasm module of its own, so that the page is there before the engine is: the catalog never loads it,
//! and a lab's brief can be read while it comes. Both are built from the same sources in the same run of the bundler,
//! so this has no version.

pub mod codec;
