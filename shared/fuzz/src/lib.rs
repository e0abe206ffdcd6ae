//! What is fuzzed: each target is a function from bytes, so that `shared/tests/fuzz_corpus.rs` can run the same on every
//! input that was kept.

pub mod targets;

/// An allocator that gives no more than so much.
pub type Ceiling = cap::Cap<std::alloc::System>;

/// What the code under test may hold at once. The inputs have some kilobytes.
pub const CEILING: Ceiling = Ceiling::new(std::alloc::System, 512 << 20);
