//! What sort of text was pasted: a document with parts, a bare timeline, a chat.

use super::columns::is_moment;
use super::entry::{self, Place};
use super::lists::leading;
use super::section::{self, Section};
use super::text::{Line, is_decoration, is_fence, unmarked};
use crate::postmortem::letters::is_letter;
use crate::postmortem::timeline::scan::Scan;

/// What sort of text it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// Headings are `#`; otherwise a `#` begins a comment.
    pub hashes: bool,
    /// It has parts with names.
    pub document: bool,
    /// One of them is the timeline.
    pub timeline: bool,
    /// Messages stand below lines with a name and a time.
    pub chat: bool,
    /// Names and times have lines of their own.
    pub apart: bool,
    /// Moments stand below what they are of.
    pub below: bool,
}

/// A heading of Markdown: its level and text.
pub(super) fn hashed(body: &str) -> Option<(u8, &str)> {
    // A wiki's: `h2. Timeline`, `== Timeline ==`.
    if let [b'h', level @ b'1'..=b'6', b'.', b' ', ..] = body.as_bytes() {
        return Some((level - b'0', body[4..].trim()));
    }
    let signs = if body.begins("=") { "=" } else { "#" };
    let level = body.run(signs);
    let text = body.get(level..)?;
    if !(1..=6).contains(&level) || !(text.begins(" ") || text.begins("\t")) {
        return None;
    }
    let text = text.trim().upto(signs).trim_end();
    (!is_decoration(text)).then_some((level as u8, text))
}

/// A line that is emphasised as a whole, or ends in a colon: what stands in it.
pub(super) fn stressed(body: &str) -> Option<&str> {
    let bold = body.strip_prefix("**").and_then(|rest| rest.upto(":").strip_suffix("**"));
    let bold = bold.or_else(|| body.strip_prefix("__").and_then(|rest| rest.upto(":").strip_suffix("__")));
    bold.filter(|inner| !inner.contains("**")).or_else(|| body.strip_suffix(':')).map(str::trim)
}

pub(super) fn of(lines: &[Line<'_>]) -> Shape {
    let mut shape = Shape::default();
    let (mut deep, mut known, mut plain, mut first) = (0, 0, 0, 0);
    let (mut timelines, mut chats, mut entries, mut apart) = (0, 0, 0, 0);
    let mut below = 0;
    let mut fenced = false;
    for (at, line) in lines.iter().enumerate() {
        let body = line.body();
        if is_fence(body) {
            fenced = !fenced;
        }
        if fenced || body.is_empty() {
            continue;
        }
        if let Some((level, text)) = hashed(body) {
            let section = section::of_heading(text);
            deep += usize::from(level > 1);
            known += usize::from(section.is_some());
            first += usize::from(level == 1 && at < 12);
            timelines += usize::from(section == Some(Section::Timeline));
            continue;
        }
        // No moment is longer, and reading one takes its time.
        if body.len() < 60 && is_moment(body) {
            let filled = |line: Option<&Line<'_>>| line.is_some_and(|line| !line.text.is_empty());
            below += i32::from(!line.after_blank) - i32::from(filled(lines.get(at + 1)));
        }
        let (_, text) = unmarked(body);
        if let Some(section) = section::of_line(stressed(text).unwrap_or(text)) {
            plain += 1;
            timelines += usize::from(section == Section::Timeline);
            continue;
        }
        if body.len() > 200 {
            continue;
        }
        if entry::introduced(body, lines.get(at + 1).map_or("", Line::body)).is_some() && bodied(lines, at + 1) {
            chats += 2;
            apart += 2;
        } else if entry::read(body, Place::Elsewhere).is_some() {
            // `[8/22/2025 2:25 PM] Sarah Chen` is an entry with nothing in it but a name.
            chats += usize::from(bodied(lines, at) && entry::chat_head(body).is_some());
            entries += 1;
        } else if bodied(lines, at) && entry::chat_head(body).is_some() {
            chats += 1;
            apart -= 1;
        }
    }
    // Where plain lines name the parts, `#` begins a comment in code.
    shape.hashes = plain <= known + deep && (deep > 0 || known > 0 || (first > 0 && plain == 0));
    shape.below = below > 1;
    shape.apart = apart > 0;
    shape.document = known + plain > 0;
    shape.timeline = timelines > 0;
    shape.chat = chats > 0 && chats * 2 >= entries && (chats >= 2 || entries <= chats);
    shape
}

/// Whether the next line is a message: there, not blank, without a moment of its own.
fn bodied(lines: &[Line<'_>], at: usize) -> bool {
    let next = lines.get(at + 1).map_or("", Line::body);
    // One that only speaks of a time is a message.
    !next.is_empty() && entry::read(next, Place::Timeline).is_none_or(|entry| entry.read.is_empty())
}

/// Whether an unfenced line looks like code, a command or its output rather than prose.
pub(super) fn is_code(body: &str) -> bool {
    const BEGIN: &str = "def |try:|except |finally:|return|import |from |class |assert |with |if |for |else:|SELECT|FROM \
        |WHERE |AND |ORDER BY|GROUP BY|UPDATE |INSERT |DELETE |ALTER |CREATE |kubectl |curl |psql |docker |$ \
        |sudo |\"\"\"|git |helm |SHOW";
    // A call by itself, and in a flat text a comment.
    let call = body.ends(")")
        && body.holds("(")
        && !body.begins("(")
        && body.split_once('(').is_some_and(|(head, _)| !head.holds(" ") && head.holds("_."));
    if call || body.starts_with("# ") {
        return true;
    }
    let small_prose = body.ends(".") && body.split_whitespace().count() > 6;
    let signs = ["()", " = ", "==", "});", "({", "{\"", "\":", " -c ", " --", "=>", ");", "_(", "://", "%s"];
    let begins = leading(BEGIN, body).is_some() && (body.holds("()=;/*:_!<>") || body.split_whitespace().count() <= 2);
    let only_signs = body.chars().all(|c| !is_letter(c) || c == 'n') && body.holds("{}[]");
    !small_prose && (begins || only_signs || signs.iter().any(|sign| body.contains(sign)) && !body.starts_with("http"))
}
