//! Makes scripts from a grammar by seed: settings, tables of nasty values, and statements that are hard to split.

use std::fmt::Write as _;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};

/// Puts every setting back, quietly; what the script before left in the buffer is gone first.
pub const RESET: &str = "\\r
\\set QUIET on
\\set VERBOSITY default
\\set SHOW_CONTEXT errors
\\set AUTOCOMMIT on
rollback;
\\pset border 1
\\pset columns 0
\\pset csv_fieldsep ,
\\pset expanded off
\\pset fieldsep '|'
\\pset footer on
\\pset format aligned
\\pset linestyle ascii
\\pset null ''
\\pset numericlocale off
\\pset pager off
\\pset pager_min_lines 0
\\pset recordsep '\\n'
\\pset tableattr
\\pset title
\\pset tuples_only off
\\pset unicode_border_linestyle single
\\pset unicode_column_linestyle single
\\pset unicode_header_linestyle single
\\pset xheader_width full
\\set v 'value'
\\set q 'it''s \"x\"'
\\set empty
\\unset unset
\\set QUIET off
";

const FORMATS: [&str; 9] =
    ["aligned", "wrapped", "unaligned", "csv", "html", "asciidoc", "latex", "latex-longtable", "troff-ms"];

/// What headings and cells are made of.
const PIECES: [&str; 52] = [
    "a",
    "B",
    "word",
    "two words",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "\r",
    "\u{1}",
    "\u{1b}[0m",
    "\u{7f}",
    "\u{85}",
    "'",
    "''",
    "\"",
    "\\",
    "\\n",
    "|",
    "&",
    "<b>",
    ">",
    "&amp;",
    "$",
    "%",
    "#",
    "_",
    "{}",
    "~",
    "^",
    ",",
    ";",
    ":v",
    ".",
    "\\.",
    "é",
    "e\u{301}",
    "日本語",
    "ｆｕｌｌ",
    "한",
    "😀",
    "👩\u{200d}👧",
    "\u{ad}",
    "\u{200b}",
    "\u{feff}",
    "\u{fffe}",
    "\u{1fffe}",
    "العربية",
    "กำ",
    "0123456789012345678901234567890123456789",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxx yyyyyyyyyyyyyyyyyyyyy",
];

const NUMBERS: [&str; 16] = [
    "0",
    "1",
    "-1",
    "1234",
    "-123456",
    "1234567.891",
    "-0.5",
    "123456789012345678901234567890",
    "1e10::float8",
    "'NaN'::float8",
    "'-Infinity'::float4",
    "12345::int2",
    "7::oid",
    "1234567::money",
    "9223372036854775807",
    "1.10",
];

/// What statements are made of that are hard to split. Every quote that a piece opens is closed in it.
const TOKENS: [&str; 86] = [
    "select",
    "1",
    "22",
    "'x'",
    "'a;b'",
    "'it''s'",
    "'two\nlines;'",
    "E'\\';'",
    "e'\\\\'",
    "E'a\\\nb'",
    "'\\'",
    "U&'\\0041;'",
    "U&\"d\\0061t;a\"",
    "N'n;'",
    "B'101'",
    "X'1F'",
    "'con'\n'cat'",
    "'con' 'cat'",
    "'con' -- c;\n 'cat'",
    "$$a;b'\"$$",
    "$x$ $$ ; ' $x$",
    "$é$;$é$",
    "$1",
    "$a",
    "a$b",
    "a$$",
    "\"id;\"",
    "\"i\"\"d\"",
    "\"two\nlines\"",
    "/* c; */",
    "/* a /* b; */ c */",
    "/* ' \" $$ */",
    "-- ; ' \" /*\n",
    "--\n",
    "/",
    "*",
    "-",
    "+",
    "<",
    ">",
    "=",
    "<>",
    "!=",
    "=>",
    "::",
    ":=",
    ":",
    "..",
    "?",
    "@",
    "#",
    "%",
    "&",
    "|",
    "^",
    "~",
    "`",
    "!",
    ",",
    ".",
    "(",
    ")",
    "(",
    ")",
    "[1]",
    "{",
    "}",
    ";",
    ";",
    ";",
    "\\;",
    "\\;",
    ":v",
    ":'v'",
    ":\"v\"",
    ":q",
    ":'q'",
    ":\"q\"",
    ":unset",
    ":'unset'",
    ":{?v}",
    ":{?unset}",
    ":empty",
    "1.5e3",
    "from",
    "case when true then 1 end",
];

/// Backslash commands between statements' tokens; each takes the rest of its line or a part of it.
const COMMANDS: [&str; 40] = [
    "\\g",
    "\\gx",
    "\\g (format=csv border=2)",
    "\\gx (tuples_only=on)",
    "\\p",
    "\\r",
    "\\echo one  two",
    "\\echo 'a  b' \"c d\" :v :'v' :\"q\"",
    "\\echo -n no newline\n\\echo",
    "\\echo 'it''s' 'tab\\there' '\\x41\\101\\q'",
    "\\echo a'b'c \"d\"e",
    "\\echo \\\\ select 2;",
    "\\qecho q;",
    "\\warn w :v",
    "\\echo :unset :'unset' :{?v} :{?unset} :",
    "\\echo 'unterminated",
    "\\echo \"unterminated",
    "\\set w a b 'c d' :v\n\\echo :w",
    "\\set w x",
    "\\unset w\n\\echo :w",
    "\\if true\nselect 'yes';\n\\else\nselect 'no;\n\\endif",
    "\\if false\nselect 'no'; \\echo no\n\\elif 1\n\\echo elif\n\\else\n\\echo else\n\\endif",
    "\\if maybe\n\\echo x\n\\endif",
    "\\t",
    "\\x",
    "\\a",
    "\\x auto",
    "\\C title",
    "\\C",
    "\\f ,",
    "\\H",
    "\\T x=1",
    "\\pset",
    "\\pset format",
    "\\nope a b",
    "\\gset p_\n\\echo :p_x",
    "\\gexec",
    "\\errverbose",
    "\\set VERBOSITY verbose",
    "\\set VERBOSITY terse",
];

/// One script of a seed.
pub fn script(seed: u64) -> String {
    let mut made = Maker { chance: StdRng::seed_from_u64(seed), out: String::new() };
    let parts = made.chance.random_range(2..7);
    for _ in 0..parts {
        match made.chance.random_range(0..10) {
            0..=2 => made.setting(),
            3..=6 => made.table(),
            7..=8 => made.soup(),
            _ => made.commands(),
        }
    }
    made.out
}

struct Maker {
    chance: StdRng,
    out: String,
}

impl Maker {
    fn one_of(&mut self, choices: &[&'static str]) -> &'static str {
        choices.choose(&mut self.chance).copied().unwrap_or_default()
    }

    fn likely(&mut self, percent: u32) -> bool {
        self.chance.random_range(0..100) < percent
    }

    fn text(&mut self, most: usize) -> String {
        let pieces = self.chance.random_range(0..=most);
        (0..pieces).map(|_| self.one_of(&PIECES)).collect()
    }

    /// Words for a backslash command: in single quotes, with escapes.
    fn argument(&mut self, most: usize) -> String {
        let text = self.text(most);
        let mut out = String::from("'");
        for c in text.chars() {
            match c {
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\\' => out.push_str("\\\\"),
                '\'' => out.push_str("''"),
                _ => out.push(c),
            }
        }
        out.push('\'');
        out
    }

    fn setting(&mut self) {
        let (name, value) = match self.chance.random_range(0..24) {
            0..=4 => ("format", self.one_of(&FORMATS).to_owned()),
            5 | 6 => ("border", self.one_of(&["0", "1", "2", "3", "4", "-1", "2x"]).to_owned()),
            7 | 8 => ("expanded", self.one_of(&["on", "off", "auto", "1", "f", ""]).to_owned()),
            9 | 10 => ("linestyle", self.one_of(&["ascii", "old-ascii", "unicode", "u"]).to_owned()),
            11 => ("tuples_only", self.one_of(&["on", "off", "", "x"]).to_owned()),
            12 => ("footer", self.one_of(&["on", "off"]).to_owned()),
            13 => ("null", self.argument(2)),
            14 => ("title", self.argument(4)),
            15 => ("numericlocale", "on".to_owned()),
            16 | 17 => ("columns", self.chance.random_range(0..60).to_string()),
            18 => ("fieldsep", self.argument(2)),
            19 => (self.one_of(&["recordsep", "recordsep_zero", "fieldsep_zero"]), self.argument(2)),
            20 => ("csv_fieldsep", self.one_of(&[";", "'\\t'", ".", "'\\\\'", "x", "''''", "'\"'", "ab"]).to_owned()),
            21 => {
                let lines = ["unicode_border_linestyle", "unicode_column_linestyle", "unicode_header_linestyle"];
                (self.one_of(&lines), self.one_of(&["single", "double", "d", "x"]).to_owned())
            }
            22 => ("tableattr", self.one_of(&["'0.2 0.3'", "'a=\"b\"'", ""]).to_owned()),
            _ => ("xheader_width", self.one_of(&["full", "column", "page", "5", "30", "-3", "x"]).to_owned()),
        };
        let _ = writeln!(self.out, "\\pset {name} {value}");
    }

    fn literal(&mut self, text: &str) -> String {
        let doubled = text.replace('\'', "''");
        match self.chance.random_range(0..4) {
            0 => format!("E'{}'", doubled.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t")),
            1 if !text.contains('$') => format!("$tag${text}$tag$"),
            // A variable's name in a literal is left alone; in an identifier, too.
            _ => format!("'{doubled}'"),
        }
    }

    fn value(&mut self, number: bool) -> String {
        if self.likely(12) {
            return "null".to_owned();
        }
        if number {
            return self.one_of(&NUMBERS).to_owned();
        }
        let text = self.text(5);
        self.literal(&text)
    }

    /// A SELECT whose rows are nasty.
    fn table(&mut self) {
        let columns = self.chance.random_range(0..6);
        let rows = if self.likely(5) { 11 } else { self.chance.random_range(0..6) };
        if columns == 0 {
            self.out.push_str(if rows > 1 { "select from generate_series(1, 3);\n" } else { "select where false;\n" });
            return;
        }
        let numbers: Vec<bool> = (0..columns).map(|_| self.likely(35)).collect();
        for row in 0..rows.max(1) {
            self.out.push_str(if row > 0 { " union all\nselect " } else { "select " });
            for (column, &number) in numbers.iter().enumerate() {
                if column > 0 {
                    self.out.push_str(", ");
                }
                let value = self.value(number);
                // The column's type must not depend on the first row.
                let cast = if number { "::text::numeric" } else { "::text" };
                let value = if number && rows == 1 { value } else { format!("({value}){cast}") };
                self.out.push_str(&value);
                if row == 0 {
                    let heading = self.text(3);
                    if !heading.is_empty() {
                        let _ = write!(self.out, " as \"{}\"", heading.replace('"', "\"\""));
                    }
                }
            }
            if rows == 0 {
                self.out.push_str(" where false");
            }
        }
        let end = self.one_of(&[";", ";", ";", ";", " \\g", "\n;", " -- end\n;", "; ", " \\gx"]);
        self.out.push_str(end);
        self.out.push('\n');
    }

    /// Tokens that make no sense together, and where statements end among them.
    fn soup(&mut self) {
        for _ in 0..self.chance.random_range(1..5) {
            if self.likely(60) {
                self.out.push_str("select ");
            }
            for _ in 0..self.chance.random_range(1..8) {
                let token = self.one_of(&TOKENS);
                self.out.push_str(token);
                let between = self.one_of(&[" ", " ", " ", " ", " ", "\n", "\t", "  ", "\n\n", ""]);
                self.out.push_str(between);
            }
            if self.likely(10) {
                let command = self.one_of(&COMMANDS);
                let _ = writeln!(self.out, " {command}");
            }
            let end = self.one_of(&[";\n", ";\n", "; ", ";", "\n;\n", "\\;", ");\n"]);
            self.out.push_str(end);
        }
        self.out.push('\n');
    }

    fn commands(&mut self) {
        for _ in 0..self.chance.random_range(1..4) {
            let command = self.one_of(&COMMANDS);
            self.out.push_str(command);
            self.out.push('\n');
        }
    }
}
