//! The lower part: every entry in a row of its own, in order of time.

use super::shapes;
use super::words::{self, width};
use super::{Canvas, MARGIN, WIDTH};
use crate::postmortem::facts::{self, Times};
use crate::postmortem::model::{Item, Phase, Postmortem};
use crate::postmortem::write::{all, put};
use crate::postmortem::{moment, text};

/// Height of a line of text.
const LINE: i64 = 18;

/// How the columns stand.
struct Columns {
    /// Where times end.
    time: i64,
    /// The middle of the shapes.
    shape: i64,
    /// Where texts begin.
    text: i64,
    /// Lines that an entry may have.
    lines: usize,
}

pub(super) fn draw(pm: &Postmortem, canvas: &mut Canvas) {
    let items = &pm.timeline;
    if items.is_empty() {
        canvas.text(MARGIN, canvas.y + 14, 13, "m", "start", "Nothing is known of what happened when.");
        canvas.y += 24;
        return;
    }
    let widths = items.iter().filter_map(|i| i.at).map(|at| width(&pm.clock.time(at), 12));
    let wide = widths.chain(items.iter().any(|i| i.at.is_none()).then(|| width("no time", 11))).max().unwrap_or(0);
    let columns = Columns {
        time: MARGIN + 10 + wide,
        shape: MARGIN + 10 + wide + 18,
        text: MARGIN + 10 + wide + 36,
        lines: match items.len() {
            0..=80 => 3,
            81..=200 => 2,
            _ => 1,
        },
    };
    let whole = items.iter().filter_map(|i| i.at).max().zip(items.iter().filter_map(|i| i.at).min());
    let whole = whole.map_or(0, |(last, first)| last.saturating_sub(first));
    let times = facts::times(pm);
    let mut last: Option<i64> = None;
    let mut day: Option<String> = None;
    let mut phase: Option<Phase> = None;
    for item in items {
        if let Some(at) = item.at {
            let now = pm.clock.day(at).unwrap_or_else(|| "day 1".to_owned());
            if times.several_days && day.as_ref() != Some(&now) {
                canvas.y += 8;
                canvas.text(MARGIN + 10, canvas.y + 14, 13, "b", "start", &now);
                canvas.y += 24;
            } else if let Some(gap) = last.and_then(|l| at.checked_sub(l)).filter(|g| *g >= 1_800_000 && *g > whole / 8)
            {
                let mut later = moment::duration(gap);
                put(&mut later, " later");
                canvas.text(columns.text, canvas.y + 13, 11, "m", "start", &later);
                canvas.y += 22;
            }
            day = Some(now);
            // The last moment of the last phase is in it: the incident's end.
            let end = pm.phases.last().map(|p| p.to);
            let within = |p: &&Phase| p.from <= at && (at < p.to || (Some(at) == end && p.to == at));
            let now = pm.phases.iter().find(within).copied();
            if now != phase {
                phase = now;
                if let Some(phase) = now {
                    heading(phase, canvas);
                }
            }
            last = Some(at);
        }
        let top = canvas.y;
        entry(pm, &times, item, &columns, canvas);
        if let Some(phase) = phase {
            let class = shapes::phase(phase.name).1;
            canvas.rect(class, MARGIN, top, 4, canvas.y - top);
            canvas.put("/>\n");
        }
    }
}

/// The phase that begins.
fn heading(phase: Phase, canvas: &mut Canvas) {
    let (name, class) = shapes::phase(phase.name);
    let lasted = phase.to.checked_sub(phase.from).map(moment::duration).unwrap_or_default();
    canvas.y += 6;
    let (top, wide) = (canvas.y, WIDTH - 2 * MARGIN);
    canvas.rect(class, MARGIN, top, wide, 20);
    canvas.put("/>\n");
    let mut said = String::new();
    all(&mut said, &[name, ", ", &lasted]);
    canvas.text(MARGIN + 10, top + 14, 12, "b", "start", &said);
    canvas.y += 20;
}

fn entry(pm: &Postmortem, times: &Times<'_>, item: &Item, columns: &Columns, canvas: &mut Canvas) {
    let right = WIDTH - MARGIN;
    let room = right - columns.text;
    let mut by = String::new();
    for part in [&item.source, &item.person] {
        given(&mut by, ", ", part.as_ref(), "");
    }
    // Who said it takes at most half of the first line.
    let by = words::on_a_line(by.trim_start_matches(", "), words::sans(14), room / 2);
    let taken = if by.is_empty() { 0 } else { width(&by, 14) + 8 };
    let mut content = text::line(&item.text);
    given(&mut content, "; ", item.notes.as_ref(), "");
    let mut lines = words::wrap(&content, words::sans(13), room - taken, room, columns.lines);
    if lines.is_empty() {
        lines.push(String::new());
    }
    canvas.put("<g><title>");
    words::put_xml(&mut canvas.body, &text::lines(&whole(times, item)));
    canvas.put("</title>\n");
    canvas.y += 2;
    let first = canvas.y + 14;
    match item.at {
        Some(at) => canvas.text(columns.time, first, 12, "m", "end", &pm.clock.time(at)),
        None => canvas.text(columns.time, first, 11, "m", "end", "no time"),
    }
    shapes::shape(item.kind, columns.shape, first - 4, canvas);
    for (at, line) in lines.iter().enumerate() {
        let who = if at == 0 { &*by } else { "" };
        if !line.is_empty() || !who.is_empty() {
            canvas.put("<text");
            for (name, value) in [("x", columns.text), ("y", canvas.y + 14), ("font-size", 13)] {
                canvas.attribute(name, value);
            }
            canvas.put(">");
            if !who.is_empty() {
                canvas.put("<tspan class=\"b\">");
                canvas.words(who);
                canvas.put(if line.is_empty() { "</tspan><tspan>" } else { "</tspan><tspan dx=\"6\">" });
            }
            canvas.words(line);
            canvas.put(if who.is_empty() { "</text>\n" } else { "</tspan></text>\n" });
        }
        canvas.y += LINE;
    }
    let code = text::line(item.code.as_deref().unwrap_or_default());
    let code = words::on_a_line(&code, words::mono(12), room);
    if !code.is_empty() {
        canvas.text(columns.text, canvas.y + 13, 12, "c", "start", &code);
        canvas.y += LINE;
    }
    canvas.y += 2;
    canvas.put("</g>\n");
}

/// Puts a text between these; nothing of it where there is none.
fn given(out: &mut String, before: &str, text: Option<&String>, after: &str) {
    let text = text::line(text.map_or("", String::as_str));
    if !text.is_empty() {
        all(out, &[before, &text, after]);
    }
}

/// The whole of an entry, for its title.
fn whole(times: &Times<'_>, item: &Item) -> String {
    let when = item.at.map_or_else(|| "no time given".to_owned(), |at| times.moment(at));
    let mut out = String::new();
    all(&mut out, &[shapes::name(item.kind), ", ", &when]);
    given(&mut out, " [", item.source.as_ref(), "]");
    given(&mut out, " (", item.person.as_ref(), ")");
    all(&mut out, &[": ", &text::line(&item.text)]);
    for part in [&item.notes, &item.code].into_iter().flatten().filter(|p| !p.trim().is_empty()) {
        all(&mut out, &["\n", part]);
    }
    out
}
