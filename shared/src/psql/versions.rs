//! Versions of servers, and what psql of the same release does otherwise than the ones before.

/// A version as libpq counts it: 150018 for `15.18 (Debian 15.18-1)`.
pub(super) fn number(text: &str) -> u32 {
    let mut numbers = text
        .split(|c: char| !c.is_ascii_digit())
        .take_while(|part| !part.is_empty())
        .map_while(|part| part.parse::<u32>().ok());
    let (major, minor, patch) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if major >= 10 { major.saturating_mul(10_000).saturating_add(minor) } else { major * 10_000 + minor * 100 + patch }
}

/// Whether psql of this release has what those of August 2026 brought: it stays in step with its input, see
/// [`super::link::Link::keeps_in_step`], and widens narrow records to their headings (release notes of 17.11).
pub(super) fn since_august_2026(version: u32) -> bool {
    let since = match version / 10_000 {
        15 => 19,
        16 => 15,
        17 => 11,
        18 => 5,
        _ => 0,
    };
    version % 10_000 >= since
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_as_libpq_counts_them() {
        assert_eq!(number("15.20 (Debian 15.20-0+deb12u1)"), 150_020);
        assert_eq!(number("18beta1"), 180_000);
        assert_eq!(number("9.6.24"), 90_624);
        assert_eq!(number(""), 0);
    }
}
