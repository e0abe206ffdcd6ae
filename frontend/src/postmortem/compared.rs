//! What the learner wrote beside what the journal proves, point by point. No score is made of it.

use ride_shared::postmortem::session::{Comparison, Section};

use crate::dom::{El, div, el, muted, txt};

/// The points, by what was written.
pub fn compared(points: &[Comparison]) -> Vec<El> {
    let mut all = Vec::new();
    for (section, label) in
        [(Section::Summary, "Summary"), (Section::RootCause, "Root cause"), (Section::Actions, "Action items")]
    {
        let of: Vec<El> = points.iter().filter(|point| point.section == section).map(one).collect();
        if !of.is_empty() {
            all.extend([txt("h3", "", label), el("ul", "points-beside").with(of)]);
        }
    }
    all
}

fn one(point: &Comparison) -> El {
    let theirs = match (&point.own, point.mentioned) {
        (Some(own), true) => vec![txt("p", "", own)],
        (Some(own), false) => {
            vec![txt("p", "", own), muted("As far as names and figures tell, it says something else.")]
        }
        (None, _) => vec![muted("Not mentioned, as far as names and figures tell.")],
    };
    let mut proven = vec![txt("p", "", &point.proven)];
    if !point.evidence.is_empty() {
        let names = point.evidence.iter().map(|name| txt("code", "", name)).collect();
        proven.push(div("row evidence").attr("aria-label", "Evidence").attr("role", "group").with(names));
    }
    let class = if point.mentioned { "mentioned" } else { "" };
    el("li", class).with(vec![
        txt("h4", "", &point.point),
        div("sides").with(vec![side("You", theirs), side("The journal", proven)]),
    ])
}

fn side(label: &str, content: Vec<El>) -> El {
    div("side").with(vec![txt("p", "label", label)]).with(content)
}
