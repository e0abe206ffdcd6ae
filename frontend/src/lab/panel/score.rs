//! Score: submission, and then the card with every reason.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use ride_shared::grading::{DETECT, FIX, Line, Part, Scored, TRAP};
use ride_shared::protocol::SessionState;

use crate::dialog::use_dialogs;
use crate::lab::state::Lab;
use crate::{api, browser, time};

/// The tab.
pub fn score(lab: Lab) -> impl IntoView {
    let dialogs = use_dialogs();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(String::new());
    let scoring = move || busy.get() || lab.state() == Some(SessionState::Scoring);
    let submit = move || {
        busy.set(true);
        failed.set(String::new());
        spawn_local(async move {
            match lab.access().call::<Scored>("POST", "/score", None, api::SLOW_MS).await {
                Ok(scored) => _ = lab.scored.try_set(Some(Arc::new(scored))),
                Err(error) => _ = failed.try_set(error.message),
            }
            busy.try_set(false);
        });
    };
    let ask = move |_| {
        if busy.get_untracked() {
            return;
        }
        let text = if untrack(|| lab.diagnosis.get().is_none()) {
            "The cause is run again against what you left behind, and the session ends. You have put no diagnosis on \
             record from this page."
        } else {
            "The cause is run again against what you left behind, and the session ends."
        };
        dialogs.confirm("Submit for scoring?", text, "Submit", submit);
    };
    move || {
        if let Some(scored) = lab.scored.get() {
            return card(lab, &scored);
        }
        if scoring() {
            return view! {
                <p role="status">"Scoring: the cause is being run again against what you left behind\u{2026}"</p>
            }
            .into_any();
        }
        if lab.is_over() {
            return view! { <p class="muted">"This session ended without a score."</p> }.into_any();
        }
        view! {
            <p>
                "Detect 40: what you were shown, and your diagnosis. Fix 40: healthy again, and still so when the cause \
                 comes back. Trap 20: no harm done on the way."
            </p>
            <p>"When you think that it is fixed for good, submit. The incident's cause is then run once more."</p>
            <button class="primary" on:click=ask>"Submit for scoring"</button>
            <p class="failed" role="alert">{move || failed.get()}</p>
        }
        .into_any()
    }
}

fn card(lab: Lab, scored: &Scored) -> AnyView {
    let card = &scored.card;
    let total = card.total.to_string();
    let part = |label: &'static str, points: u32, of: u32| {
        view! { <li><span>{label}</span> <strong>{points.to_string()}</strong> <span class="muted">" of " {of.to_string()}</span></li> }
            .into_any()
    };
    let hints = (card.hints > 0).then(|| {
        view! { <li><span>"Hints"</span> <strong>"\u{2212}" {card.hints.to_string()}</strong></li> }.into_any()
    });
    let lines: Vec<AnyView> = card.lines.iter().map(line).collect();
    let times = [
        ("Acknowledged (MTTA)", scored.times.acknowledged_ms),
        ("Detected (MTTD)", scored.times.detected_ms),
        ("Recovered (MTTR)", scored.times.recovered_ms),
    ];
    let times: Vec<AnyView> = times
        .into_iter()
        .map(|(label, ms)| {
            let text = ms.map_or_else(|| "not reached".to_owned(), time::clock);
            view! { <dt>{label}</dt><dd>{text}</dd> }.into_any()
        })
        .collect();
    let truth = &scored.truth;
    let truths = [
        ("Root cause", &truth.root_cause),
        ("How one finds it", &truth.found_by),
        ("What stops it", &truth.mitigation),
        ("What makes it last", &truth.durable_fix),
        ("Lesson", &truth.lesson),
    ];
    let truths: Vec<AnyView> = truths
        .into_iter()
        .map(|(label, text)| view! { <h3>{label}</h3>{crate::markdown::markdown(text)} }.into_any())
        .collect();
    let reading: Vec<AnyView> =
        truth.reading.iter().map(|text| view! { <li>{text.clone()}</li> }.into_any()).collect();
    let reading = (!reading.is_empty()).then(|| view! { <h3>"Further reading"</h3><ul>{reading}</ul> }.into_any());
    let failed = RwSignal::new(String::new());
    let download = move |_| {
        spawn_local(async move {
            match lab.access().text("GET", "/receipt", None, api::QUICK_MS).await {
                Ok(text) => browser::download(&["receipt-", &lab.access().id, ".json"].concat(), &text),
                Err(error) => _ = failed.try_set(error.message),
            }
        });
    };
    view! {
        <p class="total"><strong>{total}</strong> " of 100"</p>
        <ul class="parts-of-score">
            {part("Detect", card.detect, DETECT)} {part("Fix", card.fix, FIX)} {part("Trap", card.trap, TRAP)} {hints}
        </ul>
        <h2>"Why"</h2>
        <ul class="reasons">{lines}</ul>
        <h2>"Times"</h2>
        <dl class="times">{times}</dl>
        <h2>"What happened"</h2>
        <div class="prose">{truths}{reading}</div>
        <h2>"Receipt"</h2>
        <p>"Signed by this server, with the whole journal. Check it with " <code>"ride verify"</code> "."</p>
        <button on:click=download>"Download the receipt"</button>
        <p class="failed" role="alert">{move || failed.get()}</p>
    }
    .into_any()
}

fn line(line: &Line) -> AnyView {
    let part = match line.part {
        Part::Detect => "Detect",
        Part::Mitigation => "Fix: now",
        Part::Durable => "Fix: for good",
        Part::Trap => "Trap",
        Part::Hint => "Hint",
    };
    let points = points(line);
    let class = if line.points > 0 || (line.points == 0 && line.part == Part::Trap) {
        "got"
    } else if line.points < 0 {
        "lost"
    } else {
        "missed"
    };
    view! {
        <li class=class>
            <span class="points">{points}</span>
            <span><span class="muted">{part} ": "</span> {line.reason.clone()}</span>
        </li>
    }
    .into_any()
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
