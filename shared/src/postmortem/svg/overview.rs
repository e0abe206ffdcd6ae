//! The upper part: one axis of time for phases, kinds and figures.

use super::scale::{Scale, Tick, sorted};
use super::shapes::{self, KINDS};
use super::words::{self, width};
use super::{Canvas, MARGIN, WIDTH};
use crate::postmortem::model::{Figure, Item, Point, Postmortem};
use crate::postmortem::write::{all, put};
use crate::postmortem::{moment, text};

/// Where the axis begins and ends; left of it are labels.
const LEFT: i64 = 168;
const RIGHT: i64 = WIDTH - MARGIN - 14;
/// As far as labels may go.
const LABELS: i64 = LEFT - MARGIN - 26;
/// Figures that have a line; the others are in the report.
const FIGURES: usize = 8;

pub(super) fn draw(postmortem: &Postmortem, canvas: &mut Canvas) {
    let pm = postmortem;
    let figures: Vec<&Figure> = pm.figures.iter().filter(|f| plotted(f).count() > 1).take(FIGURES).collect();
    let items = || pm.timeline.iter().filter_map(|i| i.at);
    let phases = || pm.phases.iter().filter(|p| p.from <= p.to);
    let moments: Vec<i64> = items()
        .chain(phases().flat_map(|p| [p.from, p.to]))
        .chain(figures.iter().flat_map(|f| plotted(f)).filter_map(|p| p.at))
        .collect();
    let Some(scale) = Scale::new(moments, LEFT, RIGHT) else { return };
    let top = canvas.y;
    // What stands on the grid is drawn after it.
    let mut above = Canvas { body: String::new(), y: top };
    if pm.phases.iter().any(|p| p.from <= p.to) {
        bands(pm, &scale, &mut above);
    }
    lanes(pm, &scale, &mut above);
    for figure in figures {
        line(figure, &scale, &mut above);
    }
    grid(pm, &scale, top, &mut above, canvas);
}

/// Points that have a time and a value that can be drawn.
fn plotted(figure: &Figure) -> impl Iterator<Item = &Point> {
    figure.points.iter().filter(|p| p.at.is_some() && p.value.is_finite() && p.text.is_none())
}

fn label(y: i64, content: &str, canvas: &mut Canvas) {
    let shown = words::on_a_line(content, words::sans(12), LABELS);
    if !shown.is_empty() {
        canvas.text(MARGIN + 20, y, 12, "m", "start", &shown);
    }
}

fn bands(pm: &Postmortem, scale: &Scale, canvas: &mut Canvas) {
    let y = canvas.y;
    canvas.text(MARGIN + 20, y + 15, 12, "m", "start", "Phases");
    for phase in pm.phases.iter().filter(|p| p.from <= p.to) {
        let (name, class) = shapes::phase(phase.name);
        let (left, right) = (scale.x(phase.from), scale.x(phase.to));
        let lasted = phase.to.checked_sub(phase.from).map(moment::duration).unwrap_or_default();
        canvas.group(&[name, ", ", &lasted]);
        canvas.rect(class, left, y, (right - left).max(1), 22);
        canvas.put("/></g>\n");
        if width(name, 12) + 8 <= right - left {
            canvas.text(i64::midpoint(left, right), y + 15, 12, "", "middle", name);
        }
    }
    canvas.y += 30;
}

/// A lane for each kind that there is: a shape for each entry, a bar where they are too dense for shapes.
fn lanes(pm: &Postmortem, scale: &Scale, canvas: &mut Canvas) {
    for kind in KINDS {
        let of_kind = |i: &&Item| i.kind == kind;
        let places: Vec<i64> = pm.timeline.iter().filter(of_kind).filter_map(|i| i.at).map(|at| scale.x(at)).collect();
        if pm.timeline.iter().all(|i| i.kind != kind) {
            continue;
        }
        let y = canvas.y + 9;
        shapes::shape(kind, MARGIN + 6, y, canvas);
        label(y + 4, shapes::name(kind), canvas);
        let mut groups: Vec<(i64, i64, usize)> = Vec::new();
        for x in sorted(places) {
            match groups.last_mut() {
                Some(group) if x - group.1 < 14 => (group.1, group.2) = (x, group.2 + 1),
                _ => groups.push((x, x, 1)),
            }
        }
        for (from, to, count) in groups {
            if from == to {
                shapes::shape(kind, from, y, canvas);
            } else {
                canvas.group(&[&count.to_string(), " entries"]);
                canvas.rect(shapes::class(kind), from - 5, y - 4, to - from + 10, 8);
                canvas.put(" rx=\"4\"/></g>\n");
            }
        }
        canvas.y += 20;
    }
    let undated = pm.timeline.iter().filter(|i| i.at.is_none()).count();
    if undated > 0 {
        let mut content = undated.to_string();
        put(&mut content, " without time");
        label(canvas.y + 13, &content, canvas);
        canvas.y += 20;
    }
    canvas.y += 6;
}

/// A figure as a line, with its highest and lowest value.
fn line(figure: &Figure, scale: &Scale, canvas: &mut Canvas) {
    const HIGH: i64 = 34;
    // Of equals the first of the lowest and the last of the highest.
    let mut ends: Option<(&Point, &Point)> = None;
    for point in plotted(figure) {
        let (mut lowest, mut highest) = ends.unwrap_or((point, point));
        if point.value.total_cmp(&lowest.value).is_lt() {
            lowest = point;
        }
        if point.value.total_cmp(&highest.value).is_ge() {
            highest = point;
        }
        ends = Some((lowest, highest));
    }
    let Some((lowest, highest)) = ends else { return };
    let limit = figure.limit.filter(|l| l.is_finite() && *l > 0.0);
    let top = limit.map_or(highest.value, |l| l.max(highest.value));
    let bottom = lowest.value.min(0.0);
    let y = canvas.y + 6;
    // In tenths of a pixel, so that it is the same everywhere.
    let tenths = |value: f64| {
        let part = if top > bottom { (value - bottom) / (top - bottom) } else { 0.5 };
        let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.5 };
        (y + HIGH) * 10 - (part * (HIGH * 10) as f64).round() as i64
    };
    if let Some(limit) = limit {
        canvas.path("x");
        canvas.at("M", LEFT);
        place(canvas, " ", tenths(top.min(limit)));
        canvas.at("H", RIGHT);
        canvas.put("\"/>\n");
    }
    // Of many values at a pixel the lowest and the highest are enough.
    let mut columns: Vec<(i64, i64, i64, i64)> = Vec::new();
    for point in plotted(figure) {
        let (Some(at), value) = (point.at, tenths(point.value)) else { continue };
        let x = scale.x(at);
        match columns.last_mut() {
            Some(last) if last.0 == x => *last = (x, last.1.min(value), last.2.max(value), value),
            _ => columns.push((x, value, value, value)),
        }
    }
    canvas.path("l");
    for (at, (x, least, most, last)) in columns.iter().enumerate() {
        canvas.at(if at == 0 { "M" } else { "L" }, *x);
        place(canvas, " ", *least);
        if least != most {
            place(canvas, "V", *most);
            place(canvas, "V", *last);
        }
    }
    canvas.put("\"/>\n");
    if columns.len() <= 30 {
        for (x, _, _, last) in &columns {
            canvas.at("<circle class=\"d\" cx=\"", *x);
            place(canvas, "\" cy=\"", *last);
            canvas.put("\" r=\"2.5\"/>\n");
        }
    }
    label(y + 14, &figure.name, canvas);
    let highest = match limit {
        Some(_) => text::value(figure, highest),
        None => text::quantity(highest.value, &figure.unit),
    };
    let mut range = text::number(lowest.value);
    all(&mut range, &[" to ", &highest]);
    let range = words::on_a_line(&range, words::sans(11), LABELS);
    canvas.text(MARGIN + 20, y + 30, 11, "m", "start", &range);
    canvas.y = y + HIGH + 8;
}

/// Puts tenths of a pixel behind this.
fn place(canvas: &mut Canvas, before: &str, tenths: i64) {
    canvas.at(before, tenths / 10);
    canvas.at(".", tenths % 10);
}

/// The axis with its lines behind everything, its times below, and the days where there are several.
fn grid(pm: &Postmortem, scale: &Scale, top: i64, above: &mut Canvas, canvas: &mut Canvas) {
    let bottom = above.y;
    let apart = 74;
    let ticks: Vec<Tick> = scale.ticks(apart);
    for tick in &ticks {
        canvas.path("g");
        upright(canvas, tick.x, top, bottom);
        canvas.put("\"/>\n");
    }
    canvas.path("r");
    canvas.at("M", LEFT);
    canvas.at(" ", bottom);
    canvas.at("H", RIGHT);
    canvas.put("\"/>\n");
    canvas.put(&above.body);
    for (x, lasts) in scale.breaks() {
        let lasts = moment::duration(lasts);
        let (left, right) = (x - 8, x + 8);
        canvas.group(&[&lasts, " left out"]);
        canvas.rect("bg", left, top, 16, bottom - top + 2);
        canvas.put("/><path class=\"g\" stroke-dasharray=\"2 4\" d=\"");
        upright(canvas, left, top, bottom);
        upright(canvas, right, top, bottom);
        canvas.put("\"/>");
        canvas.path("z");
        canvas.at("M", x - 4);
        canvas.at(" ", bottom + 5);
        canvas.put("l6 -10m2 0l-6 10\"/></g>\n");
    }
    let mut free = LEFT - 60;
    for tick in &ticks {
        let label = tick.label(&pm.clock);
        let wide = width(&label, 11);
        let x = tick.x.clamp(LEFT - 50 + wide / 2, WIDTH - 4 - wide / 2);
        if x - wide / 2 >= free {
            canvas.text(x, bottom + 16, 11, "m", "middle", &label);
            free = x + wide / 2 + 8;
        }
    }
    canvas.y = bottom + 22;
    days(pm, scale, &ticks, canvas);
    canvas.y += 18;
}

/// A line from top to bottom, within a path.
fn upright(canvas: &mut Canvas, x: i64, top: i64, bottom: i64) {
    canvas.at("M", x);
    canvas.at(" ", top);
    canvas.at("V", bottom);
}

/// The days of the axis, below it.
fn days(pm: &Postmortem, scale: &Scale, ticks: &[Tick], canvas: &mut Canvas) {
    /// More don't fit beside each other.
    const MOST: i64 = 20;
    let day = |at: i64| at.div_euclid(moment::DAY);
    let ends = scale.stretches.first().zip(scale.stretches.last());
    if ticks.iter().any(Tick::is_day) || ends.is_none_or(|(first, last)| day(first.from) == day(last.to)) {
        return;
    }
    let mut free = 0;
    let mut before = None;
    for stretch in &scale.stretches {
        let (first, last) = (day(stretch.from), day(stretch.to));
        for number in first..=last.min(first + MOST) {
            if before == Some(number) {
                continue;
            }
            before = Some(number);
            // Within the stretch, midnight has a place; the first day began before it.
            let midnight = number.saturating_mul(moment::DAY).max(stretch.from);
            let x = scale.x(midnight);
            let name = pm.clock.day(midnight).unwrap_or_else(|| "day 1".to_owned());
            let wide = width(&name, 12);
            let start = (x + 4).min(WIDTH - 4 - wide);
            if start >= free {
                canvas.path("r");
                canvas.at("M", x);
                canvas.at(" ", canvas.y + 2);
                canvas.put("v12\"/>\n");
                canvas.text(start, canvas.y + 12, 11, "b", "start", &name);
                free = start + wide + 8;
            }
        }
    }
    canvas.y += 18;
}
