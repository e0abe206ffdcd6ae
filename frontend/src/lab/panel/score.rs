//! Score: submission, and then the card with every reason.

use std::sync::Arc;

use ride_shared::grading::{DETECT, FIX, Line, Part, Scored, TRAP};
use ride_shared::protocol::SessionState;
use ride_shared::scenario::Truth;

use crate::dialog::confirm;
use crate::dom::{El, Var, button, div, effect, el, failure, muted, p, txt};
use crate::lab::panel::Tab;
use crate::lab::state::Lab;
use crate::markdown::markdown;
use crate::paths::{self, progress};
use crate::postmortem::{skip, skipped};
use crate::route::Router;
use crate::{api, browser, time};

/// The tab.
pub fn score(router: Router, lab: Lab) -> El {
    let busy = Var::new(false);
    let failed = Var::new(String::new());
    let submit = move || {
        busy.set(true);
        failed.set(String::new());
        lab.access().call::<Scored>("POST", "/score", None, api::SLOW_MS, move |answer| {
            match answer {
                Ok(scored) => lab.scored.set(Some(Arc::new(scored))),
                Err(error) => failed.set(error.message),
            }
            busy.set(false);
        });
    };
    let ask = move |_| {
        if busy.peek() {
            return;
        }
        let what = "The cause is run again against what you left behind, and the session ends.";
        let missing = " You have put no diagnosis on record from this page.";
        let text = [what, if lab.diagnosis.look(Option::is_none) { missing } else { "" }].concat();
        confirm("Submit for scoring?", &text, "Submit", submit);
    };
    let kept = Var::new(true);
    effect(move || {
        let scored = lab.scored.get();
        if let (Some(scored), Some(session)) = (scored, lab.session.peek()) {
            kept.set(progress::record(&session.briefing.scenario.id, session.mode, scored.card.total));
        }
    });
    // Whatever else changes in the session, a card that is being read stays as it is.
    let state = Var::of(move || lab.state());
    div("").part(move || {
        if let Some(scored) = lab.scored.get() {
            return card(router, lab, &scored, kept);
        }
        let state = state.get();
        if busy.get() || state == Some(SessionState::Scoring) {
            let text = "Scoring: the cause is being run again against what you left behind\u{2026}";
            return vec![p(text).attr("role", "status")];
        }
        if state == Some(SessionState::Finished) {
            return vec![muted("Fetching the card\u{2026}").attr("role", "status")];
        }
        if state.is_some_and(SessionState::is_over) {
            return vec![muted("This session ended without a score.")];
        }
        vec![
            p("Detect 40: what you were shown, and your diagnosis. Fix 40: healthy again, and still so when the cause \
               comes back. Trap 20: no harm done on the way."),
            p("When you think that it is fixed for good, submit. The incident's cause is then run once more."),
            div("row").with(vec![button("Submit for scoring", "primary", ask)]),
            failure(failed),
        ]
    })
}

fn card(router: Router, lab: Lab, scored: &Scored, kept: Var<bool>) -> Vec<El> {
    let card = &scored.card;
    let part = |label: &str, points: &str, of: &str| {
        el("li", "").text(label).with(vec![txt("strong", "", points), txt("span", "muted", of)])
    };
    let of = |of: u32| [" of ", &of.to_string()].concat();
    let mut parts = vec![
        part("Detect ", &card.detect.to_string(), &of(DETECT)),
        part("Fix ", &card.fix.to_string(), &of(FIX)),
        part("Trap ", &card.trap.to_string(), &of(TRAP)),
    ];
    if card.hints > 0 {
        parts.push(part("Hints ", &["\u{2212}", &card.hints.to_string()].concat(), ""));
    }
    let times = [
        ("Acknowledged (MTTA)", scored.times.acknowledged_ms),
        ("Detected (MTTD)", scored.times.detected_ms),
        ("Recovered (MTTR)", scored.times.recovered_ms),
    ];
    let mut list = Vec::new();
    for (label, ms) in times {
        list.push(txt("dt", "", label));
        list.push(txt("dd", "", &ms.map_or_else(|| "not reached".to_owned(), time::clock)));
    }
    let failed = Var::new(String::new());
    let download = move |_| {
        lab.access().text("GET", "/receipt", None, api::QUICK_MS, move |answer| match answer {
            Ok(text) => browser::download(&["receipt-", &lab.access().id, ".json"].concat(), text.as_bytes()),
            Err(error) => failed.set(error.message),
        });
    };
    let next = match lab.session.peek() {
        Some(session) => paths::next(router, &session.briefing.scenario.id, session.mode),
        None => div(""),
    };
    let unkept = move || if kept.get() { String::new() } else { paths::unkept() };
    vec![
        el("p", "total").with(vec![txt("strong", "", &card.total.to_string())]).text(" of 100"),
        el("ul", "parts-of-score").with(parts),
        el("p", "muted").text_of(unkept),
        txt("h2", "", "Why"),
        el("ul", "reasons").with(card.lines.iter().map(line).collect()),
        txt("h2", "", "Times"),
        el("dl", "times").with(list),
        txt("h2", "", "What happened"),
        what_happened(lab, &scored.truth),
        next,
        txt("h2", "", "Receipt"),
        p("Signed by this server, with the whole journal. Check it with ")
            .with(vec![txt("code", "", "ride verify")])
            .text("."),
        div("row").with(vec![button("Download the receipt", "", download)]),
        failure(failed),
    ]
}

/// The author's own account; behind the step in which learners write theirs, or say that they won't.
fn what_happened(lab: Lab, truth: &Truth) -> El {
    if skipped(lab) {
        lab.told.set(true);
    }
    let truth = truth.clone();
    div("prose").part(move || {
        if lab.told.get() {
            return story(&truth);
        }
        let write = move |_| lab.show_panel.set(Tab::Postmortem);
        vec![
            p("Write down what you make of it before you read it here: what happened, why, and what is to be done. The \
               journal then answers point by point."),
            div("row").with(vec![
                button("Write the postmortem", "", write),
                button("Skip it: show what happened", "", move |_| skip(lab)),
            ]),
        ]
    })
}

fn story(truth: &Truth) -> Vec<El> {
    let mut story = Vec::new();
    for (label, text) in [
        ("Root cause", &truth.root_cause),
        ("How one finds it", &truth.found_by),
        ("What stops it", &truth.mitigation),
        ("What makes it last", &truth.durable_fix),
        ("Lesson", &truth.lesson),
    ] {
        story.push(txt("h3", "", label));
        story.extend(markdown(text));
    }
    if !truth.reading.is_empty() {
        story.push(txt("h3", "", "Further reading"));
        story.push(el("ul", "").with(truth.reading.iter().map(|text| txt("li", "", text)).collect()));
    }
    story
}

fn line(line: &Line) -> El {
    let part = match line.part {
        Part::Detect => "Detect: ",
        Part::Mitigation => "Fix, now: ",
        Part::Durable => "Fix, for good: ",
        Part::Trap => "Trap: ",
        Part::Hint => "Hint: ",
    };
    let class = match line.points {
        ..0 => "lost",
        0 if line.part != Part::Trap => "missed",
        _ => "got",
    };
    el("li", class).with(vec![
        txt("span", "points", &points(line)),
        el("span", "").with(vec![txt("span", "muted", part)]).text(&line.reason),
    ])
}

/// `15/15`, `0/10`, `−20`; a trap that was not sprung shows that nothing was lost.
fn points(line: &Line) -> String {
    match line.part {
        Part::Trap | Part::Hint if line.points < 0 => ["\u{2212}", &line.points.unsigned_abs().to_string()].concat(),
        Part::Trap | Part::Hint => "0".to_owned(),
        _ => [&line.points.to_string(), "/", &line.of.to_string()].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_read_well() {
        let line = |part, points, of| Line { part, points, of, reason: String::new(), events: Vec::new() };
        assert_eq!(points(&line(Part::Detect, 15, 15)), "15/15");
        assert_eq!(points(&line(Part::Durable, 0, 15)), "0/15");
        assert_eq!(points(&line(Part::Trap, -20, 20)), "\u{2212}20");
        assert_eq!(points(&line(Part::Trap, 0, 20)), "0");
        assert_eq!(points(&line(Part::Hint, -3, 3)), "\u{2212}3");
    }
}
