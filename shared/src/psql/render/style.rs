//! The characters that tables are drawn with.

use super::{LineStyle, PrintOptions};

/// Where a horizontal rule stands.
#[derive(Clone, Copy)]
pub enum Rule {
    Top,
    Middle,
    Bottom,
}

/// One line style's characters.
#[derive(Clone)]
pub struct Style {
    /// The rules at the top, in the middle and at the bottom: left, middle, right and what is between these.
    pub rules: [[&'static str; 4]; 3],
    /// To the left and right of a row.
    pub edge: &'static str,
    /// Between cells.
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

const ASCII: Style = Style {
    rules: [["+", "+", "+", "-"]; 3],
    edge: "|",
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
};

const OLD_ASCII: Style = Style {
    vrule_newline: ":",
    vrule_wrap: ";",
    vrule_blank: " ",
    header_left: "+",
    header_right: " ",
    newline_right: " ",
    wrap_left: " ",
    wrap_right: " ",
    marks_right: false,
    ..ASCII
};

impl Style {
    pub fn of(options: &PrintOptions) -> Self {
        match options.linestyle {
            LineStyle::Ascii => ASCII,
            LineStyle::OldAscii => OLD_ASCII,
            LineStyle::Unicode => unicode(options.unicode_double),
        }
    }
}

/// Box drawing characters; the border, what parts columns and the rule below the headings may be double.
fn unicode([border, column, header]: [bool; 3]) -> Style {
    const LINES: [&str; 2] = ["─", "═"];
    const BARS: [&str; 2] = ["│", "║"];
    let corners = if border { ["╔", "╗", "╚", "╝"] } else { ["┌", "┐", "└", "┘"] };
    let [border, column, header] = [border, column, header].map(usize::from);
    // First the line that crosses, then the one that is crossed.
    let top = [["┬", "╤"], ["╥", "╦"]][column][border];
    let bottom = [["┴", "╧"], ["╨", "╩"]][column][border];
    let cross = [["┼", "╪"], ["╫", "╬"]][column][header];
    let left = [["├", "╟"], ["╞", "╠"]][header][border];
    let right = [["┤", "╢"], ["╡", "╣"]][header][border];
    let vrule = BARS[column];
    Style {
        rules: [
            [corners[0], top, corners[1], LINES[border]],
            [left, cross, right, LINES[header]],
            [corners[2], bottom, corners[3], LINES[border]],
        ],
        edge: BARS[border],
        vrule,
        vrule_newline: vrule,
        vrule_wrap: vrule,
        vrule_blank: vrule,
        header_right: "↵",
        newline_right: "↵",
        wrap_left: "…",
        wrap_right: "…",
        ..ASCII
    }
}
