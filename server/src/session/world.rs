//! What the outside gives a session: the time of day and chance. Passed in, so that tests can hold both.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Time and chance.
pub trait World: Send + Sync {
    /// Milliseconds since the Unix epoch.
    fn unix_ms(&self) -> u64;

    /// Fills a buffer with bytes that nobody can guess.
    fn fill(&self, buffer: &mut [u8]);
}

/// This machine's clock and the system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealWorld;

impl World for RealWorld {
    fn unix_ms(&self) -> u64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |d| d.as_millis() as u64)
    }

    fn fill(&self, buffer: &mut [u8]) {
        rand::fill(buffer);
    }
}

/// A new session id: 16 lower-case letters and digits.
pub(super) fn new_id(world: &dyn World) -> String {
    const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut id = String::with_capacity(16);
    while id.len() < 16 {
        let mut bytes = [0; 16];
        world.fill(&mut bytes);
        // 252 is the greatest multiple of 36 in a byte: what lies above would favour the first letters.
        let drawn = bytes.iter().filter(|b| **b < 252).map(|b| char::from(ALPHABET[usize::from(*b) % 36]));
        id.extend(drawn.take(16 - id.len()));
    }
    id
}

/// A new token: 32 random bytes in base64url.
pub(super) fn new_token(world: &dyn World) -> String {
    let mut bytes = [0; 32];
    world.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is kept of a token.
pub fn token_sha256(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Compares in constant time.
pub(super) fn same_token(kept: &[u8; 32], token: &str) -> bool {
    kept.ct_eq(&token_sha256(token)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_tokens_have_their_form_and_differ() {
        let (a, b) = (new_id(&RealWorld), new_id(&RealWorld));
        assert_ne!(a, b);
        assert!(a.len() == 16 && a.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{a}");
        let token = new_token(&RealWorld);
        assert_eq!(URL_SAFE_NO_PAD.decode(&token).unwrap().len(), 32);
        assert!(same_token(&token_sha256(&token), &token));
        assert!(!same_token(&token_sha256(&token), &new_token(&RealWorld)));
        assert!(!same_token(&token_sha256(&token), ""));
    }
}
