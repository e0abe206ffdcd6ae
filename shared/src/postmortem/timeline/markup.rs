//! HTML, as wikis and status pages export it: its tables, lists and headings become lines of the sort that people type, and its
//! marks go. What isn't a known mark stays text, and so does what entities stand for.

use super::lists::place;
use super::scan::Scan;
use super::text::beginning;

/// What a text has that is HTML, and not a sign or two in a line.
const SURE: [&str; 9] = ["</tr>", "</td>", "</li>", "</p>", "<br>", "<br/>", "<br />", "</div>", "</summary>"];

/// Known marks, by what they do.
const MARKS: &str = "\
b|strong|i|em|u|s|span|small|var|code|sup|sub|font|time|abbr|mark|label|colgroup|col|del|ins|kbd|tt|tbody|thead|tfoot
p|div|section|article|header|footer|main|nav|br|hr|dl|dt|dd|blockquote|html|body|figure|details|summary|caption|table
ul|ol
li
tr
td|th
h1|h2|h3|h4|h5|h6
pre
a";
const NONE: usize = 0;
const BLOCK: usize = 1;
const LIST: usize = 2;
const POINT: usize = 3;
const ROW: usize = 4;
const CELL: usize = 5;
const HEADING: usize = 6;
const CODE: usize = 7;

/// A mark: its place among [`MARKS`], its name, whether it ends something, what else is in it, and its length.
struct Mark<'t> {
    sort: usize,
    name: &'t str,
    ends: bool,
    rest: &'t str,
    length: usize,
}

fn mark(text: &str) -> Option<Mark<'_>> {
    let inner = text.strip_prefix('<')?;
    let close = beginning(inner, 2000).bytes().position(|b| matches!(b, b'>' | b'<'))?;
    let whole = inner[..close].strip_suffix('/').unwrap_or(&inner[..close]);
    let body = whole.strip_prefix('/').unwrap_or(whole);
    let (name, rest) = body.split_at(body.run("a"));
    let good = inner[close..].begins(">") && (rest.is_empty() || rest.begins("s"));
    let sort = place(MARKS, name).filter(|_| good)?;
    Some(Mark { sort, name, ends: body.len() < whole.len(), rest, length: close + 2 })
}

/// The sign that an entity at a text's beginning stands for, and its length.
fn entity(text: &str) -> Option<(char, usize)> {
    const NAMES: &str =
        "amp\nlt\ngt\nquot\napos\nnbsp\nndash\nmdash\nrarr\nhellip\nrsquo\nlsquo\nbull|middot\nrdquo\nldquo";
    const SIGNS: &str = "&<>\"' –—→…’‘·”“";
    let end = text.bytes().take(10).position(|b| b == b';')?;
    let name = &text[1..end];
    let sign = if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        char::from_u32(number.ok()?).filter(|c| !c.is_control())?
    } else {
        SIGNS.chars().nth(place(NAMES, name)?)?
    };
    Some((sign, end + 1))
}

#[derive(Default)]
struct Page {
    lines: Vec<(u32, u32, String)>,
    line: String,
    /// Where the line began in the source, and where the reading is.
    from: u32,
    now: u32,
    depth: usize,
    /// Whether a line break is only a blank.
    held: bool,
    row: bool,
    table: bool,
    code: bool,
    /// A row of names: where it has more heads than cells.
    heads: usize,
    link: Option<(usize, String)>,
}

impl Page {
    fn put(&mut self, c: char) {
        let blank = c.is_whitespace() && !self.code;
        if blank && (self.held || self.row || self.table) && (self.line.is_empty() || self.line.ends(" ")) {
            return;
        }
        if self.line.is_empty() {
            self.from = self.now;
        }
        // A sign in a cell parts none.
        if c == '|' && self.row {
            self.line.push('\\');
        }
        self.line.push(if blank { ' ' } else { c });
    }

    fn add(&mut self, text: &str) {
        if self.line.is_empty() {
            self.from = self.now;
        }
        self.line.push_str(text);
    }

    /// The line is done; a mark alone is none.
    fn flush(&mut self) {
        self.link = None;
        let line = std::mem::take(&mut self.line);
        if self.code || line.holds("^s-|#") {
            self.lines.push((self.from, self.now, line));
        }
    }

    fn blank(&mut self) {
        if self.depth == 0 {
            self.lines.push((self.now, self.now, String::new()));
        }
    }

    fn mark(&mut self, mark: &Mark<'_>) {
        let Mark { sort, name, ends, rest, .. } = *mark;
        match sort {
            CELL => {
                self.row = true;
                if ends {
                    return;
                }
                self.heads += usize::from(name.eq_ignore_ascii_case("th"));
                self.add("| ");
            }
            ROW => {
                self.held = false;
                let (row, from) = (self.row, self.from);
                self.flush();
                if row && self.heads > 1 {
                    self.lines.push((from, from, "|---|".to_owned()));
                }
                (self.row, self.heads) = (!ends, 0);
            }
            NONE => {}
            // Within a cell, or a row of Markdown's, everything is of one line.
            BLOCK..=CODE if self.row || self.line.begins("|") => self.put(' '),
            BLOCK => {
                if self.line.holds("^s-") || !self.held {
                    self.flush();
                    if !ends && place("p|table", name).is_some() {
                        self.blank();
                    }
                }
                if name.eq_ignore_ascii_case("table") {
                    self.table = !ends;
                }
                if !name.eq_ignore_ascii_case("br") {
                    self.held = name.eq_ignore_ascii_case("p") && !ends;
                }
            }
            LIST | POINT | HEADING => {
                self.flush();
                self.held = !ends && sort != LIST;
                let level = name.last().to_digit(10).unwrap_or(0) as usize;
                match (sort, ends) {
                    (LIST, false) => self.depth += 1,
                    (LIST, true) => self.depth = self.depth.saturating_sub(1),
                    (POINT, false) => {
                        let deep = self.depth.clamp(1, 9) - 1;
                        self.add(&"  ".repeat(deep));
                        self.add("- ");
                    }
                    (HEADING, false) => {
                        self.blank();
                        self.add(&"#".repeat(level));
                        self.add(" ");
                    }
                    _ => {}
                }
            }
            CODE => {
                self.flush();
                self.code = !ends;
                self.lines.push((self.now, self.now, "```".to_owned()));
            }
            _ => self.link(ends, rest),
        }
    }

    /// The address of a link stands behind its words.
    fn link(&mut self, ends: bool, rest: &str) {
        if !ends {
            let address = rest.split_once("href=").map(|(_, address)| address.past("\"'").till("\"' "));
            self.link = address.map(|address| (self.line.len(), address.to_owned()));
        } else if let Some((from, address)) = self.link.take()
            && self.line.get(from..).is_some_and(|words| words.trim() != address)
        {
            for piece in [" (", &address, ")"] {
                self.add(piece);
            }
        }
    }
}

/// A text's lines with the numbers of the lines where each begins and ends in the source; none where it isn't HTML.
pub(super) fn lines(text: &str) -> Option<Vec<(u32, u32, String)>> {
    // Org's headings have stars.
    if text.starts_with("#+") || text.contains("\n#+") {
        let heading = |line: super::text::Line<'_>| {
            let (stars, rest) = line.text.split_at(line.text.run("*"));
            let named = !stars.is_empty() && rest.begins(" ") && super::entry::stamp_at_head(rest).is_none();
            (line.number, line.number, if named { "#".repeat(stars.len()) + rest } else { line.text.to_owned() })
        };
        return Some(super::text::lines(text).into_iter().map(heading).collect());
    }
    if !SURE.iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let mut page = Page { now: 1, ..Page::default() };
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        at += match c {
            '\n' | '\r' => {
                let broken = if rest.starts_with("\r\n") { 2 } else { 1 };
                let empty = rest[broken..].begins("\n\r");
                if page.code || !(page.held || page.row || page.table) || empty && !page.row && !page.table {
                    let blank = page.line.is_empty();
                    page.flush();
                    if blank && !page.code {
                        page.lines.push((page.now, page.now, String::new()));
                    }
                    page.held = false;
                } else {
                    page.put(' ');
                }
                page.now += 1;
                broken
            }
            '<' if let Some(found) = mark(rest) => {
                page.mark(&found);
                found.rest.bytes().for_each(|b| page.now += u32::from(b == b'\n'));
                found.length
            }
            '&' if let Some((sign, length)) = entity(rest) => {
                page.put(sign);
                length
            }
            c => {
                page.put(c);
                c.len_utf8()
            }
        };
    }
    page.flush();
    Some(page.lines)
}
