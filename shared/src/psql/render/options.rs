//! What `\pset` sets.

use crate::psql::widths::Unicode;

/// How a table is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Columns below each other.
    Aligned,
    /// The same, with cells wrapped to the screen's width.
    Wrapped,
    /// Cells with a separator between them.
    Unaligned,
    /// Comma-separated values.
    Csv,
    /// An HTML table.
    Html,
    /// An AsciiDoc table.
    Asciidoc,
    /// A LaTeX tabular.
    Latex,
    /// A LaTeX longtable.
    LatexLongtable,
    /// A table for tbl and troff's ms macros.
    TroffMs,
}

/// Whether each record is printed as lines of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expanded {
    /// Never.
    Off,
    /// Always.
    On,
    /// Where the table would be wider than the screen.
    Auto,
}

/// The characters that a table is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineStyle {
    /// `+`, `-` and `|`.
    Ascii,
    /// As psql did before 8.4.
    OldAscii,
    /// Box drawing characters.
    Unicode,
}

/// How far the heading of an expanded record reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderWidth {
    /// As far as the record.
    Full,
    /// To the end of the headings' column.
    Column,
    /// As far as the record, and not beyond the screen.
    Page,
    /// So many columns.
    Exact(i32),
}

/// Whether a pager is asked for. Nothing here pages; the setting is kept for the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pager {
    /// Never.
    Off,
    /// For output longer than the screen.
    Long,
    /// Always.
    Always,
}

/// Everything that `\pset` sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintOptions {
    /// The layout.
    pub format: Format,
    /// Lines around and between cells: 0, 1 or 2; 3 means more to the LaTeX formats alone.
    pub border: u16,
    /// Records as lines of their own.
    pub expanded: Expanded,
    /// Stands for NULL.
    pub null: String,
    /// Above every table that has no title of its own.
    pub title: Option<String>,
    /// Whether `(n rows)` is printed.
    pub footer: bool,
    /// Rows only: no title, headings or footers.
    pub tuples_only: bool,
    /// Between fields of the unaligned format; `"\0"` is psql's zero byte.
    pub fieldsep: String,
    /// Between records of the unaligned format; `"\0"` is psql's zero byte.
    pub recordsep: String,
    /// Between fields of CSV.
    pub csv_fieldsep: char,
    /// Groups the digits of numbers.
    pub numericlocale: bool,
    /// The characters that lines are drawn with.
    pub linestyle: LineStyle,
    /// Whether Unicode's border, column and header lines are double.
    pub unicode_double: [bool; 3],
    /// The width to fit into as `\pset columns` sets it; 0 where it isn't set.
    pub columns: i32,
    /// The screen's own width, used where `columns` isn't set. Not one of `\pset`'s.
    pub screen_columns: Option<u32>,
    /// The pager.
    pub pager: Pager,
    /// Lines from which the pager is asked for.
    pub pager_min_lines: i32,
    /// Attributes of HTML tables, and widths of `latex-longtable`'s columns.
    pub tableattr: Option<String>,
    /// How far the heading of an expanded record reaches (16 and later).
    pub xheader_width: HeaderWidth,
    /// The server's major version, which psql's own follows here; 0 where none has said it yet. Not one of `\pset`'s.
    pub major: u32,
    /// Whether narrow records are widened to their headings in the aligned format, too. Not one of `\pset`'s.
    pub widens_records: bool,
}

impl Default for PrintOptions {
    fn default() -> Self {
        Self {
            format: Format::Aligned,
            border: 1,
            expanded: Expanded::Off,
            null: String::new(),
            title: None,
            footer: true,
            tuples_only: false,
            fieldsep: "|".into(),
            recordsep: "\n".into(),
            csv_fieldsep: ',',
            numericlocale: false,
            linestyle: LineStyle::Ascii,
            unicode_double: [false; 3],
            columns: 0,
            screen_columns: None,
            pager: Pager::Long,
            pager_min_lines: 0,
            tableattr: None,
            xheader_width: HeaderWidth::Full,
            major: 0,
            widens_records: true,
        }
    }
}

const FORMATS: [(&str, Format); 9] = [
    ("aligned", Format::Aligned),
    ("asciidoc", Format::Asciidoc),
    ("csv", Format::Csv),
    ("html", Format::Html),
    ("latex", Format::Latex),
    ("latex-longtable", Format::LatexLongtable),
    ("troff-ms", Format::TroffMs),
    ("unaligned", Format::Unaligned),
    ("wrapped", Format::Wrapped),
];

const LINE_STYLES: [(&str, LineStyle); 3] =
    [("ascii", LineStyle::Ascii), ("old-ascii", LineStyle::OldAscii), ("unicode", LineStyle::Unicode)];

/// What `\pset` sets.
pub(in super::super) fn option_names() -> &'static [&'static str] {
    &NAMES
}

/// The settings in the order in which `\pset` lists them.
const NAMES: [&str; 22] = [
    "border",
    "columns",
    "csv_fieldsep",
    "expanded",
    "fieldsep",
    "fieldsep_zero",
    "footer",
    "format",
    "linestyle",
    "null",
    "numericlocale",
    "pager",
    "pager_min_lines",
    "recordsep",
    "recordsep_zero",
    "tableattr",
    "title",
    "tuples_only",
    "unicode_border_linestyle",
    "unicode_column_linestyle",
    "unicode_header_linestyle",
    "xheader_width",
];

impl PrintOptions {
    /// Sets an option, or toggles or shows it where no value is given. Answers with psql's confirmation line or
    /// psql's error, both without the newline at the end and without `psql: error:`. The confirmation is empty where
    /// psql prints none, which is so for switches that are given a value.
    pub fn pset(&mut self, name: &str, value: Option<&str>) -> Result<String, String> {
        match name {
            "format" => self.set_format(value),
            "linestyle" => {
                if let Some(value) = value {
                    self.linestyle = LINE_STYLES
                        .iter()
                        .find(|(name, _)| starts_with_ignoring_case(name, value))
                        .map(|(_, style)| *style)
                        .ok_or("\\pset: allowed line styles are ascii, old-ascii, unicode")?;
                }
                Ok(phrase("Line style is ", &self.shown("linestyle"), ""))
            }
            "unicode_border_linestyle" | "unicode_column_linestyle" | "unicode_header_linestyle" => {
                self.set_unicode(name, value)
            }
            "border" => {
                if let Some(value) = value {
                    self.border = leading_number(value) as u16;
                }
                Ok(phrase("Border style is ", &self.border.to_string(), ""))
            }
            "x" | "expanded" | "vertical" => {
                self.expanded = match value {
                    None if self.expanded == Expanded::Off => Expanded::On,
                    None => Expanded::Off,
                    Some(v) if v.eq_ignore_ascii_case("auto") => Expanded::Auto,
                    Some(v) => match parse_bool(v) {
                        Some(true) => Expanded::On,
                        Some(false) => Expanded::Off,
                        None => return Err(unrecognised(v, name, "on, off, auto")),
                    },
                };
                Ok(match self.expanded {
                    Expanded::Auto => "Expanded display is used automatically.".into(),
                    other => on_off("Expanded display", other == Expanded::On),
                })
            }
            "csv_fieldsep" => {
                if let Some(value) = value {
                    let mut chars = value.chars();
                    self.csv_fieldsep = match (chars.next(), chars.next()) {
                        (Some('"' | '\n' | '\r'), None) => {
                            return Err("\\pset: csv_fieldsep cannot be a double quote, a newline, or a carriage \
                                        return"
                                .into());
                        }
                        (Some(c), None) if c.is_ascii() => c,
                        _ => return Err("\\pset: csv_fieldsep must be a single one-byte character".into()),
                    };
                }
                Ok(phrase("Field separator for CSV is \"", &self.csv_fieldsep.to_string(), "\""))
            }
            "fieldsep" | "fieldsep_zero" => {
                match value {
                    _ if name == "fieldsep_zero" => self.fieldsep = "\0".into(),
                    Some(value) => self.fieldsep = value.into(),
                    None => {}
                }
                Ok(separator("Field", &self.fieldsep))
            }
            "recordsep" | "recordsep_zero" => {
                match value {
                    _ if name == "recordsep_zero" => self.recordsep = "\0".into(),
                    Some(value) => self.recordsep = value.into(),
                    None => {}
                }
                Ok(separator("Record", &self.recordsep))
            }
            "null" => {
                if let Some(value) = value {
                    self.null = value.into();
                }
                Ok(phrase("Null display is \"", &self.null, "\""))
            }
            "title" | "C" => {
                self.title = value.map(Into::into);
                Ok(self.title.as_deref().map_or("Title is unset.".into(), |t| phrase("Title is \"", t, "\"")))
            }
            "tableattr" | "T" => {
                self.tableattr = value.map(Into::into);
                let set = |t: &str| phrase("Table attributes are \"", t, "\"");
                Ok(self.tableattr.as_deref().map_or("Table attributes unset.".into(), set))
            }
            "numericlocale" => toggle(&mut self.numericlocale, name, value, "Locale-adjusted numeric output"),
            "t" | "tuples_only" => toggle(&mut self.tuples_only, name, value, "Tuples only"),
            "footer" => toggle(&mut self.footer, name, value, "Default footer"),
            "pager" => {
                self.pager = match value {
                    None if self.pager == Pager::Long => Pager::Off,
                    None => Pager::Long,
                    Some(v) if v.eq_ignore_ascii_case("always") => Pager::Always,
                    Some(v) => match parse_bool(v) {
                        Some(true) => Pager::Long,
                        Some(false) => Pager::Off,
                        None => return Err(unrecognised(v, name, "on, off, always")),
                    },
                };
                Ok(match self.pager {
                    Pager::Off => "Pager usage is off.",
                    Pager::Long => "Pager is used for long output.",
                    Pager::Always => "Pager is always used.",
                }
                .into())
            }
            "pager_min_lines" => {
                match value {
                    None => {}
                    // What is a number as a whole since 16.
                    Some(value) if self.major >= 16 => {
                        let number = crate::psql::variables::whole_number(name, value)?;
                        self.pager_min_lines = i32::try_from(number).unwrap_or(0);
                    }
                    Some(value) => self.pager_min_lines = leading_number(value),
                }
                let n = self.pager_min_lines;
                let lines = if n == 1 { " line" } else { " lines" };
                Ok(phrase("Pager won't be used for less than ", &n.to_string(), lines))
            }
            "columns" => {
                if let Some(value) = value {
                    self.columns = leading_number(value);
                }
                Ok(match self.columns {
                    0 => "Target width is unset.".into(),
                    n => phrase("Target width is ", &n.to_string(), ""),
                })
            }
            "xheader_width" if self.knows_header_width() => {
                match value {
                    None => {}
                    Some(v) if v.eq_ignore_ascii_case("full") => self.xheader_width = HeaderWidth::Full,
                    Some(v) if v.eq_ignore_ascii_case("column") => self.xheader_width = HeaderWidth::Column,
                    Some(v) if v.eq_ignore_ascii_case("page") => self.xheader_width = HeaderWidth::Page,
                    Some(v) => match leading_number(v) {
                        0 => {
                            return Err("\\pset: allowed xheader_width values are \"full\" (default), \"column\", \
                                        \"page\", or a number specifying the exact width"
                                .into());
                        }
                        width => self.xheader_width = HeaderWidth::Exact(width),
                    },
                }
                let quote = if matches!(self.xheader_width, HeaderWidth::Exact(_)) { "" } else { "\"" };
                Ok(phrase(&["Expanded header width is ", quote].concat(), &self.shown("xheader_width"), quote))
            }
            _ => Err(["\\pset: unknown option: ", name].concat()),
        }
    }

    /// All settings, as `\pset` without arguments lists them.
    pub fn list(&self) -> String {
        let mut out = String::new();
        for name in NAMES.into_iter().filter(|name| *name != "xheader_width" || self.major >= 16) {
            out.push_str(name);
            super::spaces(&mut out, 25_usize.saturating_sub(name.len()));
            out.push_str(&self.shown(name));
            out.push('\n');
        }
        out
    }

    /// A setting's value as `\pset` lists it; empty for an unknown name.
    pub fn shown(&self, name: &str) -> String {
        let on_off = |on: bool| String::from(if on { "on" } else { "off" });
        let zeroless = |s: &str| quoted(if s == "\0" { "" } else { s });
        match name {
            "border" => self.border.to_string(),
            "columns" => self.columns.to_string(),
            "csv_fieldsep" => quoted(&self.csv_fieldsep.to_string()),
            "expanded" => match self.expanded {
                Expanded::Auto => "auto".into(),
                other => on_off(other == Expanded::On),
            },
            "fieldsep" => zeroless(&self.fieldsep),
            "fieldsep_zero" => on_off(self.fieldsep == "\0"),
            "footer" => on_off(self.footer),
            "format" => name_of(&FORMATS, &self.format),
            "linestyle" => name_of(&LINE_STYLES, &self.linestyle),
            "null" => quoted(&self.null),
            "numericlocale" => on_off(self.numericlocale),
            "pager" => (self.pager as u8).to_string(),
            "pager_min_lines" => self.pager_min_lines.to_string(),
            "recordsep" => zeroless(&self.recordsep),
            "recordsep_zero" => on_off(self.recordsep == "\0"),
            "tableattr" => self.tableattr.as_deref().map(quoted).unwrap_or_default(),
            "title" => self.title.as_deref().map(quoted).unwrap_or_default(),
            "tuples_only" => on_off(self.tuples_only),
            "xheader_width" => match self.xheader_width {
                HeaderWidth::Full => "full".into(),
                HeaderWidth::Column => "column".into(),
                HeaderWidth::Page => "page".into(),
                HeaderWidth::Exact(width) => width.to_string(),
            },
            _ => unicode_line(name)
                .map(|(i, _)| if self.unicode_double[i] { "double" } else { "single" })
                .unwrap_or_default()
                .into(),
        }
    }

    /// psql has the option since 16; before a server said its version it is taken, too.
    fn knows_header_width(&self) -> bool {
        self.major == 0 || self.major >= 16
    }

    /// Whose Unicode counts.
    pub(in crate::psql) fn unicode(&self) -> Unicode {
        Unicode::of_major(self.major)
    }

    fn set_format(&mut self, value: Option<&str>) -> Result<String, String> {
        if let Some(value) = value {
            let begins = |(name, _): &&(&str, Format)| starts_with_ignoring_case(name, value);
            // latex begins latex-longtable, and yet is not ambiguous.
            let mut matching = FORMATS.iter().filter(begins).filter(|(_, format)| *format != Format::LatexLongtable);
            self.format = match (matching.next(), matching.next()) {
                (Some(first), Some(second)) => {
                    let parts =
                        ["\\pset: ambiguous abbreviation \"", value, "\" matches both \"", first.0, "\" and \""];
                    return Err([&parts.concat(), second.0, "\""].concat());
                }
                (Some(found), None) => found.1,
                (None, _) => {
                    let Some(longtable) = FORMATS.iter().find(begins) else {
                        let names: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
                        return Err(["\\pset: allowed formats are ", &names.join(", ")].concat());
                    };
                    longtable.1
                }
            };
        }
        Ok(phrase("Output format is ", &self.shown("format"), ""))
    }

    fn set_unicode(&mut self, name: &str, value: Option<&str>) -> Result<String, String> {
        let (index, what) = unicode_line(name).unwrap_or_default();
        if let Some(value) = value {
            self.unicode_double[index] = if starts_with_ignoring_case("single", value) {
                false
            } else if starts_with_ignoring_case("double", value) {
                true
            } else {
                let parts = ["\\pset: allowed Unicode ", what, " line styles are single, double"];
                return Err(parts.concat());
            };
        }
        Ok(["Unicode ", what, " line style is \"", &self.shown(name), "\"."].concat())
    }
}

/// Which of the three Unicode lines an option means, and its name.
fn unicode_line(option: &str) -> Option<(usize, &str)> {
    let what = option.strip_prefix("unicode_")?.strip_suffix("_linestyle")?;
    let index = ["border", "column", "header"].iter().position(|w| *w == what)?;
    Some((index, what))
}

fn name_of<T: PartialEq>(names: &[(&str, T)], wanted: &T) -> String {
    names.iter().find(|(_, value)| value == wanted).map(|(name, _)| (*name).into()).unwrap_or_default()
}

fn phrase(before: &str, value: &str, after: &str) -> String {
    [before, value, after, "."].concat()
}

fn on_off(what: &str, on: bool) -> String {
    [what, if on { " is on." } else { " is off." }].concat()
}

fn separator(what: &str, separator: &str) -> String {
    match separator {
        "\0" => [what, " separator is zero byte."].concat(),
        "\n" if what == "Record" => [what, " separator is <newline>."].concat(),
        _ => [what, " separator is \"", separator, "\"."].concat(),
    }
}

fn unrecognised(value: &str, name: &str, suggestions: &str) -> String {
    ["unrecognized value \"", value, "\" for \"", name, "\"\nAvailable values are: ", suggestions, "."].concat()
}

fn toggle(setting: &mut bool, name: &str, value: Option<&str>, what: &str) -> Result<String, String> {
    if let Some(v) = value {
        *setting = parse_bool(v)
            .ok_or_else(|| ["unrecognized value \"", v, "\" for \"", name, "\": Boolean expected"].concat())?;
        return Ok(String::new());
    }
    *setting = !*setting;
    Ok(on_off(what, *setting))
}

/// A value in quotes, with quotes and newlines escaped as `\pset` shows them.
fn quoted(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\'' => out.push_str("\\'"),
            _ => out.push(c),
        }
    }
    out.push('\'');
    out
}

fn starts_with_ignoring_case(name: &str, start: &str) -> bool {
    name.get(..start.len()).is_some_and(|n| n.eq_ignore_ascii_case(start))
}

/// The number that a text starts with, as C's atoi sees it where `long` has 64 bits; none is 0.
fn leading_number(text: &str) -> i32 {
    let text = text.trim_start_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut number: i64 = 0;
    for digit in digits.bytes().take_while(u8::is_ascii_digit) {
        let digit = i64::from(digit - b'0');
        number = number.saturating_mul(10);
        number = if negative { number.saturating_sub(digit) } else { number.saturating_add(digit) };
    }
    number as i32
}

/// psql's boolean: a start of true, false, yes, no, on or off (two letters of these), 1 or 0.
pub fn parse_bool(value: &str) -> Option<bool> {
    if value.is_empty() {
        return None;
    }
    for (name, least, result) in
        [("true", 1, true), ("false", 1, false), ("yes", 1, true), ("no", 1, false), ("on", 2, true), ("off", 2, false)]
    {
        if value.len() >= least && starts_with_ignoring_case(name, value) {
            return Some(result);
        }
    }
    match value {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    }
}
