//! The characters that tables are drawn with.

use super::LineStyle;

/// Where a horizontal rule stands.
#[derive(Clone, Copy)]
pub enum Rule {
    Top,
    Middle,
    Bottom,
}

/// One line style's characters.
pub struct Style {
    /// Horizontal.
    pub hrule: &'static str,
    /// Left, middle and right of the rules at the top, in the middle and at the bottom.
    pub rules: [[&'static str; 3]; 3],
    /// Between and around cells.
    pub vrule: &'static str,
    /// In place of `vrule` before a cell that goes on after a newline.
    pub vrule_newline: &'static str,
    /// In place of `vrule` before a cell that goes on because it was wrapped.
    pub vrule_wrap: &'static str,
    /// In place of `vrule` before a cell that has ended.
    pub vrule_blank: &'static str,
    pub header_left: &'static str,
    pub header_right: &'static str,
    pub newline_right: &'static str,
    pub wrap_left: &'static str,
    pub wrap_right: &'static str,
    /// Whether marks stand to the right of a cell; else they stand in the rule before it.
    pub marks_right: bool,
}

const ASCII_RULES: [[&str; 3]; 3] = [["+", "+", "+"]; 3];

static STYLES: [Style; 3] = [
    Style {
        hrule: "-",
        rules: ASCII_RULES,
        vrule: "|",
        vrule_newline: "|",
        vrule_wrap: "|",
        vrule_blank: "|",
        header_left: " ",
        header_right: "+",
        newline_right: "+",
        wrap_left: ".",
        wrap_right: ".",
        marks_right: true,
    },
    Style {
        hrule: "-",
        rules: ASCII_RULES,
        vrule: "|",
        vrule_newline: ":",
        vrule_wrap: ";",
        vrule_blank: " ",
        header_left: "+",
        header_right: " ",
        newline_right: " ",
        wrap_left: " ",
        wrap_right: " ",
        marks_right: false,
    },
    Style {
        hrule: "─",
        rules: [["┌", "┬", "┐"], ["├", "┼", "┤"], ["└", "┴", "┘"]],
        vrule: "│",
        vrule_newline: "│",
        vrule_wrap: "│",
        vrule_blank: "│",
        header_left: " ",
        header_right: "↵",
        newline_right: "↵",
        wrap_left: "…",
        wrap_right: "…",
        marks_right: true,
    },
];

impl Style {
    pub fn of(style: LineStyle) -> &'static Self {
        &STYLES[style as usize]
    }
}
