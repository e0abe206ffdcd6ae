//! Hints: one after the other; in assessed mode each has its price.

use ride_shared::protocol::HintRevealed;

use crate::api;
use crate::dialog::confirm;
use crate::dom::{El, Var, button, div, el, failure, muted};
use crate::lab::state::Lab;
use crate::markdown::markdown;

/// The tab.
pub fn hints(lab: Lab) -> Vec<El> {
    let Some(session) = lab.session.peek() else { return Vec::new() };
    let busy = Var::new(false);
    let failed = Var::new(String::new());
    // The live channel tells revealed hints; those just revealed here are shown at once.
    let own = Var::new(Vec::<String>::new());
    let texts = Var::of(move || {
        let told = lab.session.get().map(|s| s.hints.clone()).unwrap_or_default();
        let own = own.get();
        if own.len() > told.len() { own } else { told }
    });
    let count = session.briefing.hints as usize;
    let costs = if lab.assessed() { session.briefing.hint_costs.clone() } else { Vec::new() };
    let reveal = move || {
        busy.set(true);
        failed.set(String::new());
        lab.access().call::<HintRevealed>("POST", "/hints", None, api::QUICK_MS, move |answer| {
            busy.set(false);
            match answer {
                Ok(hint) => {
                    let mut all = texts.try_peek().unwrap_or_default();
                    if all.len() == hint.index as usize {
                        all.push(hint.text);
                        own.set(all);
                    }
                }
                Err(error) => failed.set(error.message),
            }
        });
    };
    let next = move || {
        let at = texts.with(Vec::len);
        if at >= count {
            return vec![muted("There are no more hints.")];
        }
        if lab.is_over() {
            return Vec::new();
        }
        let cost = costs.get(at).copied().unwrap_or_default();
        let label = match cost {
            0 => "Reveal the next hint".to_owned(),
            _ => ["Reveal the next hint (", &points(cost), ")"].concat(),
        };
        let press = move |_| {
            if busy.peek() {
            } else if cost == 0 {
                reveal();
            } else {
                let text = ["This hint costs ", &points(cost), " of your score."].concat();
                confirm("Reveal the next hint?", &text, "Reveal it", reveal);
            }
        };
        let left = [&(count - at).to_string(), " left"].concat();
        vec![button(&label, "", press).flag("aria-disabled", move || busy.get()), muted(&left)]
    };
    vec![
        muted("No hint revealed yet. Hints go from where to look to how it works.")
            .shown(move || texts.with(Vec::is_empty)),
        el("ol", "hints")
            .attr("aria-live", "polite")
            .part(move || texts.with(|texts| texts.iter().map(|text| el("li", "").with(markdown(text))).collect())),
        div("").part(next),
        failure(failed),
    ]
}

fn points(n: u32) -> String {
    if n == 1 { "1 point".to_owned() } else { [&n.to_string(), " points"].concat() }
}
