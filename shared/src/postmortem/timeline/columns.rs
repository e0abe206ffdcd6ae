//! Columns whose cells stand otherwise than beside each other with signs between them: a wiki's tables, cells that were copied
//! out of a page one to a line, columns that blanks part. They become rows as Markdown has them; and subtitles become lines.

use super::entry::stamp_at_head;
use super::lists::leading;
use super::scan::Scan;
use super::table::{Head, separator};
use super::text::{Line, cat, is_fence};

/// A wiki's table ends within so many lines, or is none.
const LONGEST: usize = 500;
/// The most cells of a row, where they stand one to a line.
const CELLS: usize = 6;

/// Lines with the numbers of those of the source where each begins and ends.
type Lines = Vec<(u32, u32, String)>;

/// A text's lines with its columns as rows; none where it has no such columns.
pub(super) fn lines(text: &str) -> Option<Lines> {
    let lines = super::text::lines(text);
    let mut out = Lines::new();
    let mut found = false;
    // One mail may tell of anything; several are what was said.
    let mails = (0..lines.len()).filter(|at| sent(&lines[*at..]).is_some()).count() > 1;
    let mut at = 0;
    // Code stays as it is.
    let mut code = false;
    while let Some(line) = lines.get(at) {
        let rest = &lines[at..];
        code ^= is_fence(line.body());
        if code {
            out.push((line.number, line.number, line.text.to_owned()));
            at += 1;
        } else if let Some(read) = cue(&lines, at, &mut out) {
            found = true;
            at += read;
        } else if let Some(wrote) = sent(rest).filter(|_| mails) {
            found = true;
            out.push((line.number, line.number + 1, wrote));
            at += 2;
            // Whom it went to and what of are its notes.
            while let Some(line) = lines.get(at).filter(|line| line.body().split_once(": ").is_some()) {
                out.push((line.number, line.number, cat(&["- ", line.body()])));
                at += 1;
            }
        } else if let Some(read) =
            wiki(rest, &mut out).or_else(|| stacked(rest, &mut out)).or_else(|| apart(&lines, at, &mut out))
        {
            found = true;
            at += read;
        } else {
            out.push((line.number, line.number, line.text.to_owned()));
            at += 1;
        }
    }
    found.then_some(out)
}

/// `From: Kim` above `Sent: Tuesday, March 3, 2026 2:23 PM`, as mail programs show what is answered: the line by which other
/// programs introduce it.
fn sent(lines: &[Line<'_>]) -> Option<String> {
    let value = |at: usize, labels: &str| {
        let body = lines.get(at)?.body();
        Some(body[leading(labels, body)?..].trim())
    };
    let name = value(0, "From:|Von:|De :|De:|Da:")?;
    let moment =
        value(1, "Sent:|Gesendet:|Envoyé :|Enviado:|Enviado el:|Inviato:|Date:").filter(|text| is_moment(text))?;
    Some(cat(&["On ", moment, " ", name, " wrote:"]))
}

/// When a cue is shown, `01:05.200 --> 01:09.000 align:start`, with its hours and without how it looks.
fn shown(body: &str) -> Option<String> {
    let (from, to) = body.split_once("-->")?;
    let mut out = String::new();
    for time in [from.trim(), to.trim_start().till(" ")] {
        let parts = time.split(':').count();
        let (whole, part) = time.split_at(time.run("d:"));
        if !whole.ends("d")
            || part.len() != 4
            || !part.begins(".,")
            || part[1..].run("d") != 3
            || !(2..=3).contains(&parts)
        {
            return None;
        }
        for piece in [if out.is_empty() { "" } else { " --> " }, if parts == 2 { "00:" } else { "" }, time] {
            out.push_str(piece);
        }
    }
    Some(out)
}

/// Subtitles, as meetings are written down: a number or a name above each time, and who speaks as a mark (`<v Dana>`). Gives how
/// many lines were read.
fn cue(lines: &[Line<'_>], at: usize, out: &mut Lines) -> Option<usize> {
    let (line, body) = (lines[at], lines[at].body());
    let named = lines[0].text.starts_with("WEBVTT");
    let (read, text) = if named && at == 0 {
        (1, body[6..].past(" -:").to_owned())
    } else if let Some(shown) = shown(body) {
        (1, shown)
    } else if let Some(voice) = body.strip_prefix("<v").filter(|_| named) {
        let (name, said) = voice.split_once('>')?;
        let name = name.split_once(' ')?.1.trim();
        (1, cat(&[name, ": ", said.strip_suffix("</v>").unwrap_or(said)]))
    } else if line.after_blank && !body.is_empty() && (body.run("d") == body.len() || named && body.starts_with("cue"))
    {
        (2, lines.get(at + 1).and_then(|next| shown(next.body()))?)
    } else {
        return None;
    };
    out.push((line.number, line.number + read - 1, text));
    Some(read as usize)
}

/// A row of these cells, and a rule below it where they are names.
fn row(out: &mut Lines, from: u32, to: u32, cells: &[&str], names: bool) {
    let mut line = String::new();
    for cell in cells {
        line.push_str("| ");
        for c in cell.chars() {
            if c == '|' {
                line.push('\\');
            }
            line.push(c);
        }
        line.push(' ');
    }
    out.push((from, to, line + "|"));
    if names {
        out.push((from, from, "|---|".to_owned()));
    }
}

/// `{|`, rows that `|-` parts, cells behind `|` and `||`, names behind `!` and `!!`; gives how many lines were read.
fn wiki(lines: &[Line<'_>], out: &mut Lines) -> Option<usize> {
    if !lines[0].body().starts_with("{|") {
        return None;
    }
    let end = lines.iter().take(LONGEST).position(|line| line.body().starts_with("|}"))?;
    let mut cells: Vec<String> = Vec::new();
    let (mut from, mut names) = (lines[0].number, false);
    for line in &lines[1..=end] {
        let body = line.body();
        if body.starts_with("|-") || body.starts_with("|}") {
            if !cells.is_empty() {
                let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
                row(out, from, line.number - 1, &cells, names);
            }
            cells.clear();
            names = false;
        } else if let Some(caption) = body.strip_prefix("|+") {
            out.push((line.number, line.number, caption.trim().to_owned()));
        } else if body.begins("|!") {
            if cells.is_empty() {
                from = line.number;
            }
            names |= body.begins("!");
            let parted = body[1..].replace("!!", "||");
            for cell in if names { &parted } else { &body[1..] }.split("||") {
                // What stands before a sign by itself says how the cell looks.
                let looks = |text: &str| {
                    ["style=", "class=", "scope=", "span=", "align=", "width="].iter().any(|name| text.contains(name))
                };
                let shown = cell.split_once('|').filter(|(before, _)| looks(before));
                cells.push(shown.map_or(cell, |(_, shown)| shown).trim().to_owned());
            }
        } else if let Some(last) = cells.last_mut() {
            last.push(' ');
            last.push_str(body);
        } else if !body.is_empty() {
            out.push((line.number, line.number, line.text.to_owned()));
        }
    }
    let last = lines[end];
    out.push((last.number, last.number, last.body()[2..].to_owned()));
    Some(end + 1)
}

/// Whether a line is a moment of the day and nothing else.
pub(super) fn is_moment(body: &str) -> bool {
    stamp_at_head(body).is_some_and(|(stamp, length, _)| stamp.clock.is_some() && body[length..].trim().is_empty())
}

/// Names of columns, a line each, and below them the cells likewise, each row's first a moment; gives how many lines were read.
fn stacked(lines: &[Line<'_>], out: &mut Lines) -> Option<usize> {
    let first = lines[0].body();
    if first.len() > 24 || !first.begins("l") || !Head::of(vec![first.to_owned(), String::new()]).is_timeline() {
        return None;
    }
    let filled =
        |most: usize| -> Vec<usize> { (0..lines.len().min(most)).filter(|at| !lines[*at].body().is_empty()).collect() };
    // Most lines that say `Time` are no table's.
    let near = filled(CELLS * 4);
    let count = (2..=CELLS).find(|at| near.get(*at).is_some_and(|at| is_moment(lines[*at].body())))?;
    let filled = filled(LONGEST * CELLS);
    let body = |at: usize| filled.get(at).map_or("", |at| lines[*at].body());
    let names: Vec<&str> = (0..count).map(body).collect();
    if names.iter().any(|name| name.len() > 24 || !name.begins("l") || name.ends(".:")) {
        return None;
    }
    let whole = |at: &usize| {
        is_moment(body(*at)) && (1..count).all(|cell| !body(at + cell).is_empty() && !is_moment(body(at + cell)))
    };
    let rows: Vec<usize> = (count..filled.len()).step_by(count).take_while(whole).collect();
    // What stands below ends in a moment where a row has fewer cells: then nobody knows which.
    let end = (rows.len() + 1) * count;
    if rows.len() < 2 || is_moment(body(end)) || (1..=count).any(|at| is_moment(body(end + at))) {
        return None;
    }
    let number = |at: usize| lines[filled[at]].number;
    row(out, number(0), number(count - 1), &names, true);
    for at in rows {
        let cells: Vec<&str> = (at..at + count).map(body).collect();
        row(out, number(at), number(at + count - 1), &cells, false);
    }
    let last = number(end - 1);
    out.push((last, last, String::new()));
    Some(filled[end - 1] + 1)
}

/// Where a line's cells begin that two blanks or more part.
fn starts(text: &str) -> Vec<usize> {
    let mut starts = vec![text.len() - text.trim_start().len()];
    let mut blanks = 0;
    for (at, c) in text.char_indices() {
        if c == ' ' {
            blanks += 1;
            continue;
        }
        if blanks > 1 && at > starts[0] {
            starts.push(at);
        }
        blanks = 0;
    }
    starts
}

/// Three lines and more whose cells begin in the same columns, the first of each a moment; gives how many lines were read.
fn apart(lines: &[Line<'_>], at: usize, out: &mut Lines) -> Option<usize> {
    let cells = starts(lines[at].text);
    let whole = |line: &Line<'_>, cells: &[usize]| {
        line.text.get(..cells[1]).is_some_and(|first| is_moment(first.trim())) && starts(line.text).starts_with(cells)
    };
    if cells.len() < 3 || !whole(&lines[at], &cells[..3]) {
        return None;
    }
    // Below names they are read by those.
    let named = |line: &Line<'_>| separator(line.body(), lines[at].body()).is_some();
    if lines[at.saturating_sub(2)..at].iter().any(named) {
        return None;
    }
    let count = lines[at..].iter().take_while(|line| whole(line, &cells[..3])).count();
    if count < 3 {
        return None;
    }
    for line in &lines[at..at + count] {
        let (first, second) = (line.text[..cells[1]].trim(), line.text[cells[1]..cells[2]].trim());
        let third = line.text[cells[2]..].trim();
        // Whoever or whatever said so stands in brackets elsewhere.
        if second.len() < 32 && !second.holds("[]") {
            out.push((line.number, line.number, cat(&[first, " [", second, "] ", third])));
        } else {
            row(out, line.number, line.number, &[first, second, third], false);
        }
    }
    Some(count)
}
