//! How long to wait before the next attempt.

/// The first wait.
const FIRST_MS: f64 = 500.0;
/// The longest wait.
const LONGEST_MS: f64 = 10_000.0;

/// The wait before attempt number `attempt` (from 0): doubling, up to a limit, and between half and all of it at
/// random, so that the pages of a whole class don't come back in the same instant. `random` is in 0..1.
pub fn delay_ms(attempt: u32, random: f64) -> u32 {
    let full = (FIRST_MS * f64::from(1u32 << attempt.min(10))).min(LONGEST_MS);
    (full * (0.5 + random * 0.5)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grows_to_the_limit_and_jitters() {
        assert_eq!(delay_ms(0, 0.0), 250);
        assert_eq!(delay_ms(0, 1.0), 500);
        assert_eq!(delay_ms(3, 1.0), 4000);
        assert_eq!(delay_ms(5, 1.0), 10_000);
        assert_eq!(delay_ms(u32::MAX, 0.0), 5000);
    }
}
