//! Which lines of a long list are drawn. Knows no browser.

use std::ops::Range;

/// A line's height in pixels; the style sheet's `.line` has the same.
pub const LINE_HEIGHT: usize = 20;
/// Lines drawn above and below the visible ones, so that a quick scroll meets no emptiness.
const OVERSCAN: usize = 30;

/// The lines to draw for a list of `total` scrolled to `scroll_top` in a box `height` pixels high.
pub fn visible(scroll_top: f64, height: f64, total: usize) -> Range<usize> {
    let line = LINE_HEIGHT as f64;
    let first = (scroll_top.max(0.0) / line) as usize;
    let shown = (height.max(0.0) / line).ceil() as usize + 1;
    let from = first.saturating_sub(OVERSCAN).min(total);
    let to = first.saturating_add(shown).saturating_add(OVERSCAN).min(total);
    from..to.max(from)
}

/// Whether the box is scrolled to its end, give or take a line: then it follows what is appended.
pub fn at_end(scroll_top: f64, height: f64, scroll_height: f64) -> bool {
    scroll_top + height >= scroll_height - LINE_HEIGHT as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_seen_is_drawn() {
        assert_eq!(visible(0.0, 400.0, 10_000), 0..51);
        assert_eq!(visible(100_000.0, 400.0, 10_000), 4970..5051);
        assert_eq!(visible(199_600.0, 400.0, 10_000), 9950..10_000);
        assert_eq!(visible(0.0, 400.0, 3), 0..3);
        assert_eq!(visible(0.0, 0.0, 0), 0..0);
        assert_eq!(visible(1e9, 400.0, 10), 10..10);
        assert_eq!(visible(-50.0, 400.0, 10), 0..10);
    }

    #[test]
    fn the_end_is_where_it_follows() {
        assert!(at_end(600.0, 400.0, 1000.0));
        assert!(at_end(585.0, 400.0, 1000.0));
        assert!(!at_end(500.0, 400.0, 1000.0));
        assert!(at_end(0.0, 400.0, 100.0));
    }
}
