//! The outputs of a postmortem: what others make of them, with an incident that never was and with any at all.

mod arbitrary;
mod checker;
mod example;
mod golden;
mod markdown;
mod posts;
mod svg;

/// How many of any postmortems are tried: `PROPTEST_CASES`, else as many as take a few seconds.
fn any_number() -> proptest::prelude::ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    proptest::prelude::ProptestConfig { cases: asked.unwrap_or(48), ..proptest::prelude::ProptestConfig::default() }
}
