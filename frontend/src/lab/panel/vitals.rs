//! Vitals: live charts of the last five minutes, and the same as a table.

use leptos::prelude::*;
use ride_shared::protocol::Vitals;

use super::Tab;
use super::chart::{HEIGHT, WIDTH, line, nice_max, stack};
use crate::lab::state::Lab;
use crate::time;

/// Rows of the table: one for so many seconds.
const TABLE_EVERY: usize = 10;
/// Colours for applications; those beyond share the last.
const SHADES: usize = 6;

/// The tab.
pub fn vitals(lab: Lab) -> impl IntoView {
    let table = RwSignal::new(false);
    let has_any = Memo::new(move |_| lab.vitals.with(|v| !v.is_empty()));
    // Nothing is drawn where nobody looks.
    let watched = Memo::new(move |_| lab.show_panel.get() == Tab::Vitals);
    move || {
        if !watched.get() {
            return ().into_any();
        }
        if !has_any.get() {
            return view! { <p class="muted" role="status">"Nothing measured yet."</p> }.into_any();
        }
        let label = move || if table.get() { "Show as charts" } else { "Show as a table" };
        view! {
            <div class="row end"><button on:click=move |_| table.update(|t| *t = !*t)>{label}</button></div>
            {move || if table.get() { as_table(lab) } else { as_charts(lab) }}
        }
        .into_any()
    }
}

fn as_charts(lab: Lab) -> AnyView {
    let of = move |value: fn(&Vitals) -> Option<f64>| {
        move || lab.vitals.with(|all| all.iter().map(|v| (v.at_ms, value(v))).collect::<Vec<_>>())
    };
    view! {
        {connections(lab)}
        {simple("error-rate", "Error rate", " %", 10.0, of(|v| (v.calls > 0).then(|| v.error_percent())))}
        {simple("p95", "p95 latency", " ms", 10.0, of(|v| v.p95_ms))}
        {simple("locks", "Waiting for a lock", "", 5.0, of(|v| Some(f64::from(v.waiting_locks))))}
    }
    .into_any()
}

const VIEW_BOX: &str = "0 0 3000 100";
const _: () = assert!(WIDTH as u32 == 3000 && HEIGHT as u32 == 100);

/// Connections by application, stacked under the limit.
fn connections(lab: Lab) -> AnyView {
    let limit = move || lab.vitals.with(|v| v.back().map_or(0, |v| v.max_connections));
    let used = move || lab.vitals.with(|v| v.back().map_or(0, Vitals::used));
    // A little air above the limit, so that its line is seen.
    let max = move || (f64::from(limit()) * 1.08).max(1.0);
    let areas = move || {
        let applications = lab.applications.get();
        let paths = lab.vitals.with(|v| stack(v, &applications, max()));
        let areas = paths.into_iter().enumerate().map(|(at, d)| {
            view! { <path class=shade(at) d=d/> }.into_any()
        });
        areas.collect::<Vec<_>>()
    };
    let limit_y = move || (HEIGHT - f64::from(limit()) / max() * HEIGHT).to_string();
    let now = move || [&used().to_string(), " of ", &limit().to_string()].concat();
    let description = move || ["Connections by application, last five minutes. Now ", &now(), "."].concat();
    let legend = move || {
        let current = lab.vitals.with(|v| v.back().map(|v| v.connections.clone())).unwrap_or_default();
        let applications = lab.applications.get();
        let entries = applications.into_iter().enumerate().map(|(at, name)| {
            let total = current.iter().find(|c| c.application == name).map_or(0, |c| c.total);
            let name = if name.is_empty() { "(no name)".to_owned() } else { name };
            let class = ["key ", &shade(at)].concat();
            view! {
                <li><span class=class aria-hidden="true"></span> {name} " " <strong>{total.to_string()}</strong></li>
            }
            .into_any()
        });
        entries.collect::<Vec<_>>()
    };
    view! {
        <figure class="chart">
            <figcaption><span>"Connections"</span> <strong>{now}</strong></figcaption>
            <svg
                viewBox=VIEW_BOX
                preserveAspectRatio="none"
                class="tall"
                role="img"
                aria-label=description
            >
                {areas}
                <line class="limit" x1="0" x2="3000" y1=limit_y y2=limit_y/>
            </svg>
            <p class="axis" aria-hidden="true"><span>"\u{2212}5 min"</span> <span>"dashed: max_connections"</span> <span>"now"</span></p>
            <ul class="legend">{legend}</ul>
        </figure>
    }
    .into_any()
}

fn shade(at: usize) -> String {
    ["app-", &at.min(SHADES - 1).to_string()].concat()
}

type Series = Vec<(u64, Option<f64>)>;

/// One line over time.
fn simple(
    id: &'static str,
    label: &'static str,
    unit: &'static str,
    least_max: f64,
    series: impl Fn() -> Series + Copy + Send + Sync + 'static,
) -> AnyView {
    let max = move || nice_max(series().iter().filter_map(|(_, v)| *v).fold(0.0, f64::max), least_max);
    let now = move || match series().last() {
        Some((_, Some(value))) => [&time::number(*value), unit].concat(),
        _ => "\u{2013}".to_owned(),
    };
    let path = move || {
        let series = series();
        line(&series, series.last().map_or(0, |(at, _)| *at), max())
    };
    let description = move || [label, ", last five minutes. Now ", &now(), "."].concat();
    view! {
        <figure class="chart">
            <figcaption><span>{label}</span> <strong>{now}</strong></figcaption>
            <svg viewBox=VIEW_BOX preserveAspectRatio="none" role="img" id=id aria-label=description>
                <path class="line" d=path/>
            </svg>
            <p class="axis" aria-hidden="true">
                <span>"\u{2212}5 min"</span> <span>{move || ["0 to ", &time::number(max()), unit].concat()}</span>
                <span>"now"</span>
            </p>
        </figure>
    }
    .into_any()
}

fn as_table(lab: Lab) -> AnyView {
    let rows = move || {
        lab.vitals.with(|all| {
            let rows = all.iter().rev().step_by(TABLE_EVERY).map(|v| {
                let by: Vec<String> = v
                    .connections
                    .iter()
                    .map(|c| [&c.application, " ", &c.total.to_string()].concat())
                    .collect();
                let at = time::clock(lab.since_live(v.at_ms).unwrap_or_default());
                view! {
                    <tr>
                        <th scope="row">"T+" {at}</th>
                        <td>{v.used().to_string()} " of " {v.max_connections.to_string()}</td>
                        <td>{time::number(v.error_percent())} " %"</td>
                        <td>{v.p95_ms.map_or_else(|| "\u{2013}".to_owned(), |ms| [&time::number(ms), " ms"].concat())}</td>
                        <td>{v.waiting_locks.to_string()}</td>
                        <td>{by.join(", ")}</td>
                    </tr>
                }
                .into_any()
            });
            rows.collect::<Vec<_>>()
        })
    };
    view! {
        <div class="scroll-x" tabindex="0" role="region" aria-label="Vitals as a table">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Time"</th>
                        <th scope="col">"Connections"</th>
                        <th scope="col">"Errors"</th>
                        <th scope="col">"p95"</th>
                        <th scope="col">"Waiting"</th>
                        <th scope="col">"By application"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
