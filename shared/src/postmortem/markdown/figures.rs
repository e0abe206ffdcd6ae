//! Figures and how they moved.

use super::{Page, TO_FILL_IN, escape};
use crate::postmortem::model::Figure;
use crate::postmortem::text;
use crate::postmortem::write::{all, number};

/// More values than this don't stand on a line.
const LINE_OF_VALUES: usize = 20;

impl Page<'_> {
    fn point(&mut self, before: &str, figure: &Figure, at: usize) {
        self.put(before);
        let point = &figure.points[at];
        self.inline(&text::value(figure, point));
        if let Some(at) = point.at {
            let time = self.times.time(at);
            all(&mut self.out, &[" (", &time, ")"]);
        }
    }

    pub(super) fn figures(&mut self) {
        for figure in &self.postmortem.figures {
            self.put("- ");
            let from = self.out.len();
            self.given("**", Some(&figure.name), "**");
            if self.out.len() == from {
                all(&mut self.out, &["*", TO_FILL_IN, ": which figure*"]);
            }
            let count = figure.points.len();
            // Bare numbers say what they are out of.
            if let Some(limit) = figure.limit.filter(|_| !figure.unit.trim().is_empty() || count == 0) {
                self.put(" (limit ");
                self.inline(&text::quantity(limit, &figure.unit));
                self.put(")");
            }
            self.put(": ");
            if count == 0 {
                all(&mut self.out, &["*", TO_FILL_IN, ": its values*"]);
            } else if count <= LINE_OF_VALUES {
                for at in 0..count {
                    self.point(if at > 0 { " → " } else { "" }, figure, at);
                }
            } else {
                // Of equals the first.
                let (mut lowest, mut highest) = (0, 0);
                for at in 1..count {
                    let value = figure.points[at].value;
                    if value.total_cmp(&figure.points[lowest].value).is_lt() {
                        lowest = at;
                    }
                    if value.total_cmp(&figure.points[highest].value).is_gt() {
                        highest = at;
                    }
                }
                self.point("from ", figure, 0);
                self.point(" to ", figure, count - 1);
                self.point(", lowest ", figure, lowest);
                self.point(", highest ", figure, highest);
                self.put("; ");
                number(&mut self.out, count as i64);
                self.put(" values");
            }
            self.put("\n");
        }
    }

    pub(super) fn figure_values(&mut self) {
        for figure in self.postmortem.figures.iter().filter(|f| f.points.len() > LINE_OF_VALUES) {
            let from = self.open();
            self.start(&figure.name);
            self.close(from);
            let mut values = String::new();
            for point in &figure.points {
                if let Some(at) = point.at {
                    all(&mut values, &[&self.times.time(at), " "]);
                }
                all(&mut values, &[&text::value(figure, point), "\n"]);
            }
            let from = self.open();
            escape::put_fence(&mut self.out, &values, "text");
            self.close(from);
        }
    }
}
