//! How many of anything the tests of properties try.

use proptest::prelude::ProptestConfig;

/// As many as `PROPTEST_CASES` asks for, else `usually` as many, which take a few seconds.
pub fn any_number(usually: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(usually), failure_persistence: None, ..ProptestConfig::default() }
}
