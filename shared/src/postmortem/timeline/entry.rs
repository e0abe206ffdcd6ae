//! One line of a timeline: its moment, who says it, and what.

use super::date;
use super::lists::{leading, place, trailing};
use super::names;
use super::reader::Reader;
use super::stamp::{Stamp, begun, stamp};
use super::text::{BROKEN_ARROWS, BROKEN_BULLETS, BROKEN_DASHES, beginning, cat, named, plain, unmarked};
use crate::postmortem::letters::{is_either, is_letter};
use crate::postmortem::moment::Precision;
use crate::postmortem::timeline::scan::Scan;

/// What stands for a mail that quotes nothing.
pub(super) const WROTE: &str = "wrote:";

/// An entry of the timeline before its moment is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Entry {
    pub line: u32,
    pub stamp: Option<Stamp>,
    pub source: Option<String>,
    pub person: Option<String>,
    pub text: String,
    pub code: Option<String>,
    pub notes: Option<String>,
    /// What was read as a moment and stands nowhere else.
    pub read: String,
    /// Columns before it; a line with more belongs to it.
    pub indent: usize,
    /// Whether it began a chat's message whose lines follow.
    pub chat: bool,
}

/// How sure a line has to be of its moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Within a section of its own, or in a paste that is nothing but a timeline: a moment anywhere will do.
    Timeline,
    /// Elsewhere in a document: the moment comes first.
    Elsewhere,
}

/// The entry that a line's text is, if it has a moment.
pub(super) fn read(body: &str, place: Place) -> Option<Entry> {
    let (_, body) = unmarked(body);
    let text = plain(body);
    head(&text)
        .or_else(|| labelled(&text))
        .or_else(|| logged(&text))
        .or_else(|| prose(&text))
        .or_else(|| (place == Place::Timeline).then(|| anywhere(&text)).flatten())
}

/// A stamp at the text's beginning, with whatever signs are around it; and how much of the text that is, its separator
/// included.
pub(super) fn stamp_at_head(text: &str) -> Option<(Stamp, usize, bool)> {
    let mut r = Reader::new(text);
    let mut bracket = None;
    // Pictures by their names: `:eyes: 14:05 looking`.
    while let Some(code) = r.rest().strip_prefix(':').map(|rest| rest.run("a_+-")).filter(|code| *code > 1) {
        if !r.rest()[code + 1..].begins(":") || r.at > 60 {
            break;
        }
        r.at += code + 2;
        r.blanks();
    }
    let signs = r.at;
    // Signs before it: brackets, about, clocks and other pictures.
    while let Some(c) = r.peek() {
        match c {
            '[' | '(' | '<' | '【' => bracket = Some(c),
            '~' | '≈' | '*' | '_' | '`' | '|' | '"' | '\'' | '@' => {}
            c if c.is_whitespace() => {}
            c if !is_either(c) && !c.is_ascii() && !matches!(c, '\u{2212}' | '±') => {}
            _ => break,
        }
        r.at += c.len_utf8();
        if r.at > signs + 24 {
            return None;
        }
    }
    r.eat("ca. |approx. |about |around |c. |godz. |kl. ");
    let found = begun(&mut r)?;
    let ended = r.at;
    let closed = match bracket {
        Some('[' | '【') => r.eat("]|】"),
        Some('(') => r.eat(")"),
        Some(_) => r.eat(">"),
        None => false,
    };
    if bracket.is_some() && !closed {
        // [14:25 sarah] text, [2026-01-10 14:23:05 app] text: the bracket holds more.
        if bracket != Some('[') || !r.rest().begins(" ,") {
            return None;
        }
    }
    r.eat("*|_|`|\"|'");
    // An undated word is no moment, and a number that goes on is another.
    if !closed && r.rest().begins("w%/") {
        return None;
    }
    if r.at == ended && r.rest().begins(":") && r.rest()[1..].begins("d") {
        return None;
    }
    Some((found, r.at, closed))
}

/// Text behind a moment, without the signs between them.
fn behind(text: &str) -> &str {
    let mut rest = text;
    loop {
        let before = rest.len();
        rest = rest.trim_start();
        for signs in ["-->|->|=>|-!-|-- |--- ", BROKEN_ARROWS, BROKEN_DASHES, BROKEN_BULLETS] {
            rest = &rest[leading(signs, rest).unwrap_or(0)..];
        }
        // A dash before a digit is its sign, and `::` a colon's; nothing of a word goes.
        if rest.begins("-–—:|→⇒➜➔▶»,;•·>*=") && !(rest.first() == '-' && rest[1..].begins("w-")) {
            rest = &rest[rest.first().len_utf8()..];
        }
        if rest.len() == before {
            return rest;
        }
    }
}

/// `14:23 UTC [PagerDuty] text` and its kin.
fn head(text: &str) -> Option<Entry> {
    let (stamp, length, bracketed) = stamp_at_head(text)?;
    // A date alone is a heading or a sentence's beginning, unless a separator says otherwise.
    stamp.clock?;
    let read = text[..length].to_owned();
    let mut entry = Entry { stamp: Some(stamp), read, ..Entry::default() };
    said(&mut entry, behind(&text[length..]), bracketed);
    Some(entry)
}

/// `First Alert: 14:30 - text`: a label before the moment.
fn labelled(text: &str) -> Option<Entry> {
    let colon = text.find([':', '|']).filter(|at| *at <= 48)?;
    let label = text[..colon].trim();
    // `api-1 | 2026-03-03T14:23:00Z text`: what several programs say side by side.
    let program = text[colon..].begins("|") && !label.holds("s");
    let fits = label.begins("l") && label.split_whitespace().count() <= 5 && (program || !label.holds("d"));
    if !fits {
        return None;
    }
    let after = text[colon + 1..].trim_start();
    let (stamp, length, _) = stamp_at_head(after)?;
    stamp.clock?;
    let rest = behind(&after[length..]);
    if program {
        let mut entry = Entry { stamp: Some(stamp), read: after[..length].to_owned(), ..Entry::default() };
        said(&mut entry, rest, false);
        entry.source = Some(label.to_owned());
        return Some(entry);
    }
    let text = if rest.is_empty() { label.to_owned() } else { named(label, rest) };
    let mut entry = Entry { stamp: Some(stamp), read: after[..length].to_owned(), ..Entry::default() };
    let mut inner = Entry::default();
    said(&mut inner, rest, false);
    entry.person = inner.person.filter(|_| rest.begins("@"));
    entry.source = inner.source;
    entry.text = text;
    Some(entry)
}

/// `INFO 2026-01-10T14:23:05Z text`, `<34>1 2026-01-10T14:23:05Z host app`: a level or a priority before a whole moment.
fn logged(text: &str) -> Option<Entry> {
    let (first, rest) = text.split_once(' ')?;
    let level = first.bare("^a");
    const LEVELS: &str = "TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|CRITICAL|CRIT|FATAL|LOG|ALERT|PANIC";
    let priority = first.begins("<") && first.holds(">");
    if place(LEVELS, level).is_none() && !priority {
        return None;
    }
    let (stamp, length, _) = stamp_at_head(rest)?;
    stamp.clock?;
    let mut entry = Entry { stamp: Some(stamp), read: rest[..length].to_owned(), ..Entry::default() };
    said(&mut entry, behind(&rest[length..]), false);
    let whole = cat(&[first, " ", &entry.text]);
    whole.trim_end().clone_into(&mut entry.text);
    Some(entry)
}

/// `At 13:24 UTC, we noticed ...`: the sentence stays whole.
fn prose(text: &str) -> Option<Entry> {
    const BEFORE: &str = "and at |at |by |around |about |on |since |from |approximately |circa |starting at |shortly after\
         |just before |just after |until |between |um |am |gegen |ab |seit |a las |sobre las |el |às |à |À |vers |le ";
    let mut rest = text;
    let mut eaten = false;
    let mut small = rest.to_ascii_lowercase();
    while let Some(length) = leading(BEFORE, &small) {
        rest = rest[length..].trim_start();
        small = rest.to_ascii_lowercase();
        eaten = true;
    }
    if !eaten {
        return None;
    }
    let mut r = Reader::new(rest.past("~*"));
    let stamp = begun(&mut r)?;
    stamp.clock?;
    if r.rest().begins("w") {
        return None;
    }
    // A mail's answer: `On Tue, 3 Mar 2026 at 14:23 Kim Lee <kim@corp.example> wrote:`
    if let Some(who) = r.rest().strip_suffix(" wrote:") {
        let name = who.till("<");
        // And nothing else stands there.
        if who.len() == name.len() || who[name.len() + 1..].strip_suffix('>').is_some_and(|mail| !mail.holds("<>s")) {
            return Some(Entry { text: WROTE.to_owned(), ..chat(stamp, name.trim(), text) });
        }
    }
    Some(Entry { stamp: Some(stamp), text: text.to_owned(), ..Entry::default() })
}

/// A clock somewhere in the line; the line stays whole.
fn anywhere(text: &str) -> Option<Entry> {
    // Far into a line it is about something else.
    super::text::word_starts(text, 60).into_iter().find_map(|at| {
        if !date::may_begin(&text[at..]) || text[..at].ends(":.-/+$") {
            return None;
        }
        let mut r = Reader::new(&text[at..]);
        let stamp = stamp(&mut r)?;
        stamp.clock?;
        if !beginning(&text[at..], 6).holds(":") && stamp.day.is_none() && stamp.zone.is_none() && !stamp.twelve {
            return None;
        }
        if r.rest().begins("w%:") {
            return None;
        }
        let mut entry = Entry { stamp: Some(stamp), text: text.to_owned(), ..Entry::default() };
        // `Alert fired (14:23)`: at the line's end, and apart, it is none of the sentence.
        let before = text[..at].trim_end();
        if !r.rest().holds("w") && (before.ends("-–—([@|<,·•") || stamp.day.is_some()) {
            let before = before.upto("-–—([@|<,·•s");
            let said_at = trailing(" on| at", before).unwrap_or(0);
            said(&mut entry, &before[..before.len() - said_at], false);
            text[before.len() - said_at..].clone_into(&mut entry.read);
        }
        Some(entry)
    })
}

/// The entries that a paragraph's sentences are, where several have moments; the others stay with those before them.
pub(super) fn sentences(text: &str) -> Option<Vec<Entry>> {
    let mut found: Vec<Entry> = Vec::new();
    let mut from = 0;
    // `At 04:25 a backup was started, and at 05:10 it finished`
    let begins = |at: &usize| {
        let rest = &text[*at..];
        text[..*at].ends_with(". ") && rest.begins("uAd")
            || text.len() < 4000
                && text[..*at].ends_with(", ")
                && rest.strip_prefix("and ").is_some_and(|rest| {
                    let from = text[..*at].rfind(". ").map_or(0, |end| end + 2);
                    [&text[from..*at], rest.split(". ").next().unwrap_or_default()]
                        .iter()
                        .all(|part| anywhere(part).is_some())
                })
    };
    let ends = super::text::word_starts(text, usize::MAX).into_iter().filter(begins);
    let mut before = String::new();
    for end in ends.chain([text.len()]) {
        let sentence = &text[from..end];
        from = end;
        match (prose(sentence.trim()).or_else(|| anywhere(sentence.trim())), found.last_mut()) {
            (Some(mut entry), _) if entry.read.is_empty() => {
                entry.text.insert_str(0, &std::mem::take(&mut before));
                found.push(entry);
            }
            (_, Some(last)) => {
                last.text.push(' ');
                last.text.push_str(sentence.trim_end());
            }
            (_, None) => before.push_str(sentence),
        }
    }
    (found.len() > 1).then_some(found)
}

/// The entries of a line that has several: `14:02 alert; 14:06 ack, 14:20 rollback`, `alert 14:02 → ack 14:06`.
pub(super) fn several(text: &str) -> Option<Vec<Entry>> {
    // Most lines have none of these signs; and what stands behind one is seldom an entry, so that is looked at first.
    "; | → | -> | => |, ".split('|').filter(|sign| text.contains(*sign)).find_map(|sign| {
        let one = |part: &str| {
            // An arrow's moments stand at either side.
            let found = head(part).or_else(|| anywhere(part).filter(|_| sign.holds("→>")))?;
            found.text.holds("l").then_some(found)
        };
        let mut found = text.rsplit(sign).map(one).collect::<Option<Vec<Entry>>>()?;
        found.reverse();
        Some(found)
    })
}

/// Reads who says something, and what.
pub(super) fn said(entry: &mut Entry, text: &str, bracketed: bool) {
    // Marks of direction and blanks without width are none of its words.
    const UNSEEN: &str = "s\u{200b}\u{200e}\u{200f}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}";
    let mut rest = behind(text.bare(UNSEEN)).bare(UNSEEN);
    // [ERROR] [PagerDuty] [alice]
    let mut graded = "";
    for _ in 0..3 {
        let Some(inner) = rest.strip_prefix('[') else { break };
        let Some(end) = inner.bytes().take(60).position(|b| b == b']') else { break };
        let name = inner[..end].trim();
        const LEVELS: &str = "info|warn|warning|error|fatal|critical|debug|notice|log|crit|trace|ok";
        let level = place(LEVELS, name).is_some() || names::is_severity(name);
        let bare = !name.is_empty() && name.chars().any(is_letter) && !inner[end + 1..].begins("(");
        if level && graded.is_empty() && inner[end + 1..].trim_start().begins("[") {
            graded = &rest[..end + 2];
            rest = inner[end + 1..].trim_start();
            continue;
        }
        if level || !bare {
            break;
        }
        if entry.source.is_none() && (names::is_system(name) || !name.begins("@")) {
            entry.source = Some(name.to_owned());
        } else if entry.person.is_none() && names::is_name(name) {
            entry.person = Some(name.past("@").to_owned());
        } else {
            break;
        }
        rest = behind(&inner[end + 1..]);
    }
    // <sarah> text
    if let Some(inner) = rest.strip_prefix('<')
        && let Some(end) = inner.bytes().take(40).position(|b| b == b'>')
        && end > 0
        && bracketed_nick(&inner[..end])
    {
        // Whether it is a nick or a mark of HTML, the table of people decides; both are only text.
        entry.person = Some(inner[..end].past("@+%~& ").to_owned());
        rest = inner[end + 1..].trim();
    } else if let Some(mention) = rest.strip_prefix('@') {
        let length = mention.run("w._-");
        let name = mention[..length].upto(".-");
        if !name.is_empty() {
            entry.person.get_or_insert_with(|| name.to_owned());
            if let Some(after) = mention[name.len()..].strip_prefix(':') {
                rest = after.trim();
            }
        }
    } else if entry.person.is_none()
        && let Some((name, after)) = rest.split_once(':')
        && (after.begins("s") || after.is_empty())
        && names::is_name(name)
    {
        let one = !name.trim().holds("s");
        if names::is_exactly_system(name) && entry.source.is_none() {
            entry.source = Some(name.trim().to_owned());
            rest = after.trim();
        } else if (bracketed && (one || names::is_capitalised(name)))
            || (one && (name.begins("p") || entry.source.as_deref() == Some("Slack")))
        {
            entry.person = Some(name.trim().to_owned());
            rest = after.trim();
        }
    }
    // `14:24:02   kim | looking`
    if entry.person.is_none()
        && let Some((name, after)) = rest.split_once(" | ")
        && names::is_name(name)
        && !name.holds("s")
    {
        let place = if names::is_system(name) { &mut entry.source } else { &mut entry.person };
        *place = Some(name.to_owned());
        rest = after.trim();
    }
    // `09:00 - Datadog - p95 3.1s`
    if entry.source.is_none()
        && let Some((name, after)) = rest.split_once(" - ")
        && names::is_exactly_system(name)
    {
        entry.source = Some(name.to_owned());
        rest = after.trim();
    }
    if entry.source.is_none() {
        entry.source = names::alerting(rest).map(str::to_owned);
    }
    entry.text = if graded.is_empty() { rest.to_owned() } else { cat(&[graded, " ", rest]) };
}

fn bracketed_nick(nick: &str) -> bool {
    const MARKS: &str = "a|b|i|u|p|br|hr|h1|h2|h3|li|ul|ol|td|tr|th|div|img|svg|pre|code|span|script|style";
    let nick = nick.past("@+%~& ");
    names::is_name(nick) && !nick.holds(" ") && place(MARKS, nick).is_none()
}

/// `sarah  2:25 PM`, `Sarah Chen [2:25 PM]`, `sarah — Today at 2:25 PM`, `[8/22/2025 2:25 PM] Sarah Chen`: the line before a
/// chat's message.
pub(super) fn chat_head(body: &str) -> Option<Entry> {
    let text = plain(body.past("> "));
    if text.len() > 120 {
        return None;
    }
    if let Some((stamp, length, closed)) = stamp_at_head(&text)
        && (closed || stamp.day.is_some() && text.ends(")"))
        && stamp.clock.is_some()
    {
        // 2026-03-03 08:02:11 - Kim Lee (Work notes)
        let name = unroled(behind(&text[length..]));
        // Fischer, Lena
        let turned = name.split_once(", ").filter(|(last, first)| !last.holds("s") && names::is_capitalised(first));
        let turned = turned.map(|(last, first)| cat(&[first, " ", last]));
        let name = turned.as_deref().unwrap_or(name);
        let good = closed && (stamp.day.is_some() || !name.holds(" ")) || names::is_capitalised(name);
        if names::is_name(name) && good {
            return Some(chat(stamp, name, if closed { &text[..length] } else { &text }));
        }
        return None;
    }
    // The moment is at the end: whatever stands before it is the name.
    let starts = super::text::word_starts(&text, 12);
    for at in starts.into_iter().skip(1) {
        let mut r = Reader::new(&text[at..]);
        let Some(stamp) = begun(&mut r).filter(|stamp| stamp.clock.is_some()) else { continue };
        r.blanks();
        r.eat(")|]");
        if place("|edited", r.rest().bare("s:()[]-–—·•,")).is_none() {
            continue;
        }
        let name = text[..at].upto("[( —–-,|•·\t\u{a0}");
        let name = unroled(name);
        let name = name.strip_suffix("APP").map_or(name, str::trim_end);
        // What trackers put between them.
        const SAYS: &str = " commented on| commented| added a comment| added a note| wrote| replied| said";
        let name = &name[leading("Comment by |Commented by |Posted by ", name).unwrap_or(0)..];
        let name = &name[..name.len() - trailing(SAYS, name).unwrap_or(0)];
        let before = name.split_whitespace().next_back().unwrap_or_default();
        const SPOKEN: &str = "at|by|until|since|around|from|on|to|the|is|was|after|before|time|start|end";
        if names::is_listed_name(name) && place(SPOKEN, before).is_none() && name.split_whitespace().count() <= 3 {
            // The rest of the line is read, `APP` too.
            return Some(chat(stamp, name, &text));
        }
        return None;
    }
    None
}

/// `Sarah Chen` above `2:25 PM`, `APP  2:25 PM` or `:coffee:  2:25 PM`: the two lines before a chat's message.
pub(super) fn introduced(name: &str, below: &str) -> Option<Entry> {
    let name = unroled(name);
    if below.len() > 60 || !names::is_listed_name(name) || name.split_whitespace().count() > 3 {
        return None;
    }
    let mut moment = below.strip_prefix("APP").unwrap_or(below).trim_start();
    if let Some(picture) = moment.strip_prefix(':') {
        moment = picture[picture.find(": ")? + 1..].trim_start();
    }
    let (stamp, length, _) = stamp_at_head(moment)?;
    let whole = stamp.clock.is_some() && moment[length..].trim().is_empty();
    whole.then(|| chat(stamp, name, ""))
}

/// A name without its role: `moss (SRE)`.
fn unroled(name: &str) -> &str {
    name.strip_suffix(')').and_then(|name| name.split_once(" (")).map_or(name, |(name, _)| name)
}

fn chat(stamp: Stamp, name: &str, read: &str) -> Entry {
    let name = name.trim().past("@");
    let mut entry = Entry { stamp: Some(stamp), read: read.to_owned(), chat: true, ..Entry::default() };
    if names::is_system(name) {
        entry.source = Some(name.to_owned());
    } else {
        entry.person = Some(name.to_owned());
    }
    entry
}

impl Entry {
    /// The finest part of its moment.
    pub fn precision(&self) -> Precision {
        self.stamp.as_ref().map_or(Precision::Minute, |stamp| stamp.precision)
    }
}
