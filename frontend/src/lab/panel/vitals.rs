//! Vitals: live charts of the last five minutes, and the same as a table.

use ride_shared::protocol::Vitals;

use super::Tab;
use super::chart::{HEIGHT, WIDTH, line, nice_max, stack, tenths};
use crate::dom::{El, Var, button, div, el, muted, svg, txt};
use crate::lab::state::Lab;
use crate::time;

/// Rows of the table: one for so many seconds.
const TABLE_EVERY: usize = 10;
/// Colours for applications; those beyond share the last.
const SHADES: usize = 6;

/// `WIDTH` and `HEIGHT` as an attribute.
const VIEW_BOX: &str = "0 0 3000 100";
const _: () = assert!(WIDTH as u32 == 3000 && HEIGHT as u32 == 100);

/// The tab. Built when it is looked at: nothing is drawn where nobody looks.
pub fn vitals(lab: Lab) -> Vec<El> {
    if lab.show_panel.get() != Tab::Vitals {
        return Vec::new();
    }
    let any = Var::of(move || lab.vitals.with(|vitals| !vitals.is_empty()));
    let table = Var::new(false);
    let toggle = button("", "", move |_| table.update(|table| *table = !*table))
        .text_of(move || if table.get() { "Show as charts" } else { "Show as a table" }.to_owned());
    vec![
        muted("Nothing measured yet.").attr("role", "status").shown(move || !any.get()),
        div("row end").with(vec![toggle]).shown(move || any.get()),
        div("").part(move || match (any.get(), table.get()) {
            (false, _) => Vec::new(),
            (true, true) => vec![as_table(lab)],
            (true, false) => charts(lab),
        }),
    ]
}

fn charts(lab: Lab) -> Vec<El> {
    vec![
        connections(lab),
        simple(lab, "Error rate", " %", 10.0, |v| (v.calls > 0).then(|| v.error_percent())),
        simple(lab, "p95 latency", " ms", 10.0, |v| v.p95_ms),
        simple(lab, "Waiting for a lock", "", 5.0, |v| Some(f64::from(v.waiting_locks))),
    ]
}

/// A figure: what it shows, its value now, the drawing, and what its axis says.
fn figure(label: &str, now: impl Fn() -> String + Clone + 'static, drawing: El, axis: El) -> El {
    let description = {
        let (label, now) = (label.to_owned(), now.clone());
        move || Some([&label, ", last five minutes. Now ", &now(), "."].concat())
    };
    let drawing = drawing
        .attr("viewBox", VIEW_BOX)
        .attr("preserveAspectRatio", "none")
        .attr("role", "img")
        .bind("aria-label", description);
    el("figure", "chart").with(vec![
        el("figcaption", "").with(vec![txt("span", "", label), el("strong", "").text_of(now)]),
        drawing,
        el("p", "axis").attr("aria-hidden", "true").with(vec![
            txt("span", "", "\u{2212}5 min"),
            axis,
            txt("span", "", "now"),
        ]),
    ])
}

/// Connections by application, stacked under the limit.
fn connections(lab: Lab) -> El {
    let last = move |of: fn(&Vitals) -> u32| lab.vitals.with(|v| v.back().map_or(0, of));
    let limit = move || last(|v| v.max_connections);
    // A little air above the limit, so that its line is seen.
    let max = move || (f64::from(limit()) * 1.08).max(1.0);
    let areas = move || {
        let paths = lab.applications.with(|names| lab.vitals.with(|v| stack(v, names, max())));
        let area = |(at, path): (usize, &String)| svg("path").attr("class", &shade(at)).attr("d", path);
        let y = tenths(HEIGHT - f64::from(limit()) / max() * HEIGHT);
        let line = svg("line").attr("class", "limit").attr("x1", "0").attr("x2", &tenths(WIDTH));
        let mut drawn: Vec<El> = paths.iter().enumerate().map(area).collect();
        drawn.push(line.attr("y1", &y).attr("y2", &y));
        drawn
    };
    let now = move || [&last(Vitals::used).to_string(), " of ", &limit().to_string()].concat();
    let legend = move || {
        let current = lab.vitals.with(|v| v.back().map(|v| v.connections.clone())).unwrap_or_default();
        let entry = |(at, name): (usize, &String)| {
            let total = current.iter().find(|c| c.application == *name).map_or(0, |c| c.total);
            let key = txt("span", &["key ", &shade(at)].concat(), "").attr("aria-hidden", "true");
            let label = [if name.is_empty() { "(no name)" } else { name }, " "].concat();
            el("li", "").with(vec![key]).text(&label).with(vec![txt("strong", "", &total.to_string())])
        };
        lab.applications.with(|names| names.iter().enumerate().map(entry).collect())
    };
    let drawing = svg("svg").attr("class", "tall").part(areas);
    figure("Connections", now, drawing, txt("span", "", "dashed: max_connections"))
        .with(vec![el("ul", "legend").part(legend)])
}

fn shade(at: usize) -> String {
    ["app-", &at.min(SHADES - 1).to_string()].concat()
}

/// One line over time.
fn simple(lab: Lab, label: &str, unit: &'static str, least_max: f64, of: fn(&Vitals) -> Option<f64>) -> El {
    let series = move || lab.vitals.with(|all| all.iter().map(|v| (v.at_ms, of(v))).collect::<Vec<_>>());
    let max = move || nice_max(series().iter().filter_map(|(_, v)| *v).fold(0.0, f64::max), least_max);
    let now = move || match lab.vitals.with(|all| all.back().and_then(of)) {
        Some(value) => [&time::number(value), unit].concat(),
        None => "\u{2013}".to_owned(),
    };
    let path = move || {
        let series = series();
        Some(line(&series, series.last().map_or(0, |(at, _)| *at), max()))
    };
    let drawing = svg("svg").with(vec![svg("path").attr("class", "line").bind("d", path)]);
    let axis = el("span", "").text_of(move || ["0 to ", &time::number(max()), unit].concat());
    figure(label, now, drawing, axis)
}

fn as_table(lab: Lab) -> El {
    let row = move |v: &Vitals| {
        let by: Vec<String> =
            v.connections.iter().map(|c| [&c.application, " ", &c.total.to_string()].concat()).collect();
        let cell = |text: &str| txt("td", "", text);
        el("tr", "").with(vec![
            txt("th", "", &["T+", &time::clock(lab.since_live(v.at_ms).unwrap_or_default())].concat())
                .attr("scope", "row"),
            cell(&[&v.used().to_string(), " of ", &v.max_connections.to_string()].concat()),
            cell(&if v.calls > 0 { [&time::number(v.error_percent()), " %"].concat() } else { "\u{2013}".to_owned() }),
            cell(&v.p95_ms.map_or_else(|| "\u{2013}".to_owned(), |ms| [&time::number(ms), " ms"].concat())),
            cell(&v.waiting_locks.to_string()),
            cell(&by.join(", ")),
        ])
    };
    let rows = move || lab.vitals.with(|all| all.iter().rev().step_by(TABLE_EVERY).map(row).collect());
    let heads = ["Time", "Connections", "Errors", "p95", "Waiting", "By application"];
    let heads = heads.map(|head| txt("th", "", head).attr("scope", "col"));
    let table = el("table", "")
        .with(vec![el("thead", "").with(vec![el("tr", "").with(heads.into())]), el("tbody", "").part(rows)]);
    div("scroll-x")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", "Vitals as a table")
        .with(vec![table])
}
