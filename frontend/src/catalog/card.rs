//! One scenario of the catalog.

use ride_shared::scenario::{Level, Summary};

use crate::api;
use crate::dom::{El, Var, button, div, el, failure, muted, p, txt};
use crate::read::Created;
use crate::route::Router;

/// A scenario, with the button that starts it.
pub fn card(router: Router, summary: &Summary) -> El {
    let starting = Var::new(false);
    let failed = Var::new(String::new());
    let group = ["mode-", &summary.id].concat();
    let radio = || el("input", "").attr("type", "radio").attr("name", &group);
    let assessed = radio();
    let seed = el("input", "")
        .attr("type", "number")
        .attr("min", "0")
        .attr("step", "1")
        .attr("placeholder", "0")
        .attr("inputmode", "numeric");
    let options = el("details", "").with(vec![
        txt("summary", "", "Options"),
        el("fieldset", "").with(vec![
            txt("legend", "", "Mode"),
            el("label", "").with(vec![radio().attr("checked", "")]).text("Practice: hints are free"),
            el("label", "").with(vec![assessed.clone()]).text("Assessed: hints cost points"),
        ]),
        el("label", "").text("Seed ").with(vec![seed.clone()]),
        muted("Another seed gives other names and numbers."),
    ]);
    let scenario = summary.id.clone();
    let start = button("", "primary", move |_| {
        if starting.peek() {
            return;
        }
        let Ok(seed) = parse_seed(&seed.value()) else {
            failed.set("The seed is a whole number from 0 on.".to_owned());
            return;
        };
        let mode = if assessed.checked() { "assessed" } else { "practice" };
        let body = api::new_session(&scenario, &seed.to_string(), mode);
        starting.set(true);
        failed.set(String::new());
        api::call::<Created>("POST", "/api/sessions", body, api::SLOW_MS, move |answer| match answer {
            Ok(created) => router.to_lab(&created.id, &created.token),
            Err(error) => {
                starting.set(false);
                failed.set(error.message);
            }
        });
    });
    let start = start
        .attr("aria-label", &["Start ", &summary.title].concat())
        .flag("aria-disabled", move || starting.get())
        .text_of(move || if starting.get() { "Starting\u{2026}" } else { "Start" }.to_owned());
    let level = match summary.level {
        Level::L1 => "L1",
        Level::L2 => "L2",
        Level::L3 => "L3",
    };
    let [least, most] = summary.minutes.map(|minutes| minutes.to_string());
    let facts = [&summary.topic, " \u{b7} ", level, " \u{b7} ", &least, "\u{2013}", &most, " min"].concat();
    el("li", "card").with(vec![
        muted(&facts),
        txt("h3", "", &summary.title),
        p(&summary.summary),
        div("row start").with(vec![start, options]),
        failure(failed),
    ])
}

/// A seed as typed; nothing typed is 0.
fn parse_seed(typed: &str) -> Result<u64, std::num::ParseIntError> {
    let typed = typed.trim();
    if typed.is_empty() { Ok(0) } else { typed.parse() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds() {
        assert_eq!(parse_seed(""), Ok(0));
        assert_eq!(parse_seed(" 42 "), Ok(42));
        assert!(parse_seed("-1").is_err());
        assert!(parse_seed("1.5").is_err());
    }
}
