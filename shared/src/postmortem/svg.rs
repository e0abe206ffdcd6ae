//! `timeline.svg`: an overview with axis, phases, kinds and figures, and below it every entry in a row of its own, so that
//! nothing overlaps however dense it is.

mod list;
mod overview;
mod scale;
mod shapes;
mod words;

use super::model::Postmortem;
use super::write::{self, number, put};
use super::{facts, moment, text};

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
    /// Puts markup.
    fn put(&mut self, markup: &str) {
        put(&mut self.body, markup);
    }

    /// Puts markup and a number behind it.
    fn at(&mut self, markup: &str, number: i64) {
        self.put(markup);
        self::number(&mut self.body, number);
    }

    /// Puts an attribute.
    fn attribute(&mut self, name: &str, value: i64) {
        self.put(" ");
        self.put(name);
        self.at("=\"", value);
        self.put("\"");
    }

    /// Puts text.
    fn words(&mut self, text: &str) {
        words::put_xml(&mut self.body, &text::line(text));
    }

    /// Begins a group that says what it is.
    fn group(&mut self, title: &[&str]) {
        self.put("<g><title>");
        write::all(&mut self.body, title);
        self.put("</title>");
    }

    /// A box of a class; not ended, for there may be more to say of it.
    fn rect(&mut self, class: &str, x: i64, y: i64, width: i64, height: i64) {
        write::all(&mut self.body, &["<rect class=\"", class, "\""]);
        for (name, value) in [("x", x), ("y", y), ("width", width), ("height", height)] {
            self.attribute(name, value);
        }
    }

    /// The beginning of a path of a class.
    fn path(&mut self, class: &str) {
        write::all(&mut self.body, &["<path class=\"", class, "\" d=\""]);
    }

    /// A text whose baseline is at `y`; `anchor` is `start`, `middle` or `end`.
    fn text(&mut self, x: i64, y: i64, size: i64, class: &str, anchor: &str, content: &str) {
        self.put("<text");
        for (name, value) in [("x", x), ("y", y), ("font-size", size)] {
            self.attribute(name, value);
        }
        if !class.is_empty() {
            write::all(&mut self.body, &[" class=\"", class, "\""]);
        }
        if anchor != "start" {
            write::all(&mut self.body, &[" text-anchor=\"", anchor, "\""]);
        }
        self.put(">");
        self.words(content);
        self.put("</text>\n");
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
    let mut out = Canvas { body: String::new(), y: 0 };
    out.put("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ride-timeline\" viewBox=\"0 0 ");
    out.at("", WIDTH);
    out.at(" ", height);
    out.put("\"");
    out.attribute("width", WIDTH);
    out.attribute("height", height);
    out.put(
        " role=\"img\" aria-labelledby=\"ride-timeline-title ride-timeline-desc\">\n\
         <title id=\"ride-timeline-title\">Timeline: ",
    );
    out.words(&title);
    out.put("</title>\n<desc id=\"ride-timeline-desc\">");
    out.words(&description(postmortem));
    out.put("</desc>\n<style>\n");
    shapes::style(&mut out.body);
    out.put("</style>\n<rect class=\"bg\"");
    out.attribute("width", WIDTH);
    out.attribute("height", height);
    out.put("/>\n");
    out.put(&canvas.body);
    out.put("</svg>\n");
    out.body
}

fn heading(postmortem: &Postmortem) -> String {
    let title = postmortem.title.as_deref().map(text::line).filter(|t| !t.is_empty());
    title.unwrap_or_else(|| "Incident timeline".to_owned())
}

fn head(postmortem: &Postmortem, title: &str, canvas: &mut Canvas) {
    let room = WIDTH - 2 * MARGIN;
    // Bold is wider.
    for line in words::wrap(title, words::sans(22), room, room, 2) {
        canvas.y += 22;
        canvas.text(MARGIN, canvas.y, 20, "b", "start", &line);
        canvas.y += 6;
    }
    let parts = [
        // Where there are several days, the hours name them.
        facts::date(postmortem).filter(|_| !facts::times(postmortem).several_days),
        facts::hours(postmortem),
        facts::duration(postmortem),
        postmortem.severity.as_deref().map(text::line).filter(|s| !s.is_empty()),
    ];
    let mut facts = String::new();
    for part in parts.into_iter().flatten() {
        let before = if facts.is_empty() { "" } else { " · " };
        put(&mut facts, before);
        put(&mut facts, &part);
    }
    for line in words::wrap(&facts, words::sans(13), room, room, 2) {
        canvas.y += 18;
        canvas.text(MARGIN, canvas.y, 13, "m", "start", &line);
    }
    canvas.y += 16;
}

/// What the picture shows, for those who don't see it.
fn description(postmortem: &Postmortem) -> String {
    let items = &postmortem.timeline;
    let mut out = String::new();
    match items.len() {
        0 => put(&mut out, "No entries."),
        1 => put(&mut out, "1 entry."),
        n => {
            number(&mut out, n as i64);
            put(&mut out, " entries.");
        }
    }
    if let Some(hours) = facts::hours(postmortem) {
        write::all(&mut out, &[" ", text::sentence(&hours).trim_end_matches('.')]);
        if let Some(date) = facts::date(postmortem) {
            write::all(&mut out, &[" on ", &date]);
        }
        put(&mut out, ".");
    }
    let mut before = " Phases: ";
    for phase in &postmortem.phases {
        let Some(lasted) = phase.to.checked_sub(phase.from) else { continue };
        let name = shapes::phase(phase.name).0.to_ascii_lowercase();
        write::all(&mut out, &[before, &name, " ", &moment::duration(lasted)]);
        before = ", ";
    }
    put(&mut out, if before == ", " { "." } else { "" });
    let mut before = " By kind: ";
    for kind in shapes::KINDS {
        let count = items.iter().filter(|i| i.kind == kind).count();
        if count > 0 {
            put(&mut out, before);
            number(&mut out, count as i64);
            write::all(&mut out, &[" ", &shapes::name(kind).to_ascii_lowercase()]);
            before = ", ";
        }
    }
    put(&mut out, if before == ", " { "." } else { "" });
    for figure in postmortem.figures.iter().filter(|figure| !figure.points.is_empty()) {
        write::all(&mut out, &[" ", &text::line(&figure.name), ": "]);
        for (at, point) in figure.points.iter().take(12).enumerate() {
            put(&mut out, if at > 0 { " → " } else { "" });
            put(&mut out, &text::value(figure, point));
        }
        put(&mut out, if figure.points.len() > 12 { " and so on." } else { "." });
    }
    out
}
