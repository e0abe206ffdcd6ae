//! `timeline.svg`: an overview with axis, phases, kinds and figures, and below it every entry in a row of its own, so that
//! nothing overlaps however dense it is.

mod list;
mod overview;
mod scale;
mod shapes;
mod words;

use super::facts;
use super::model::Postmortem;
use super::text;

/// How wide the picture is.
const WIDTH: i64 = 800;
/// Free space at its edges.
const MARGIN: i64 = 24;

/// The picture as it grows downwards.
struct Canvas {
    body: String,
    y: i64,
}

impl Canvas {
    fn add(&mut self, element: &str) {
        self.body.push_str(element);
        self.body.push('\n');
    }

    /// A text whose baseline is at `y`; `anchor` is `start`, `middle` or `end`.
    fn text(&mut self, x: i64, y: i64, size: i64, class: &str, anchor: &str, content: &str) {
        let anchor = if anchor == "start" { String::new() } else { format!(" text-anchor=\"{anchor}\"") };
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        self.add(&format!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{class}{anchor}>{}</text>",
            words::xml(content)
        ));
    }
}

/// The timeline as a picture: 800 wide, as high as it needs to be.
pub fn render(postmortem: &Postmortem) -> String {
    let mut canvas = Canvas { body: String::new(), y: MARGIN };
    let title = heading(postmortem);
    head(postmortem, &title, &mut canvas);
    overview::draw(postmortem, &mut canvas);
    list::draw(postmortem, &mut canvas);
    let height = canvas.y + MARGIN;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ride-timeline\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-labelledby=\"ride-timeline-title ride-timeline-desc\">\n\
         <title id=\"ride-timeline-title\">{}</title>\n<desc id=\"ride-timeline-desc\">{}</desc>\n<style>\n{}</style>\n\
         <rect class=\"bg\" width=\"{WIDTH}\" height=\"{height}\"/>\n{}</svg>\n",
        words::xml(&format!("Timeline: {title}")),
        words::xml(&description(postmortem)),
        shapes::STYLE,
        canvas.body
    )
}

fn heading(postmortem: &Postmortem) -> String {
    let title = postmortem.title.as_deref().map(text::line).filter(|t| !t.is_empty());
    title.unwrap_or_else(|| "Incident timeline".to_owned())
}

fn head(postmortem: &Postmortem, title: &str, canvas: &mut Canvas) {
    let room = WIDTH - 2 * MARGIN;
    // Bold is wider.
    for line in words::wrap(title, &|t| words::width(t, 22), room, room, 2) {
        canvas.y += 22;
        canvas.text(MARGIN, canvas.y, 20, "b", "start", &line);
        canvas.y += 6;
    }
    let parts = [
        // Where there are several days, the hours name them.
        facts::date(postmortem).filter(|_| !facts::several_days(postmortem)),
        facts::hours(postmortem),
        facts::duration(postmortem),
        postmortem.severity.as_deref().map(text::line).filter(|s| !s.is_empty()),
    ];
    let facts: Vec<String> = parts.into_iter().flatten().collect();
    for line in words::wrap(&facts.join(" · "), &|t| words::width(t, 13), room, room, 2) {
        canvas.y += 18;
        canvas.text(MARGIN, canvas.y, 13, "m", "start", &line);
    }
    canvas.y += 16;
}

/// What the picture shows, for those who don't see it.
fn description(postmortem: &Postmortem) -> String {
    let items = &postmortem.timeline;
    let mut out = match items.len() {
        0 => "No entries.".to_owned(),
        1 => "1 entry.".to_owned(),
        n => format!("{n} entries."),
    };
    if let Some(hours) = facts::hours(postmortem) {
        let date = facts::date(postmortem).map(|d| format!(" on {d}")).unwrap_or_default();
        out.push_str(&format!(" {}{date}.", text::sentence(&hours).trim_end_matches('.')));
    }
    let phases: Vec<String> = postmortem
        .phases
        .iter()
        .filter_map(|p| {
            let lasted = super::moment::duration(p.to.checked_sub(p.from)?);
            Some(format!("{} {lasted}", shapes::phase(p.name).0.to_lowercase()))
        })
        .collect();
    if !phases.is_empty() {
        out.push_str(&format!(" Phases: {}.", phases.join(", ")));
    }
    let kinds: Vec<String> = shapes::KINDS
        .into_iter()
        .map(|k| (shapes::name(k), items.iter().filter(|i| i.kind == k).count()))
        .filter(|(_, n)| *n > 0)
        .map(|(name, n)| format!("{n} {}", name.to_lowercase()))
        .collect();
    if !kinds.is_empty() {
        out.push_str(&format!(" By kind: {}.", kinds.join(", ")));
    }
    for figure in &postmortem.figures {
        let values: Vec<String> = figure.points.iter().take(12).map(|p| text::value(figure, p)).collect();
        if !values.is_empty() {
            let more = if figure.points.len() > 12 { " and so on" } else { "" };
            out.push_str(&format!(" {}: {}{more}.", text::line(&figure.name), values.join(" → ")));
        }
    }
    out
}
