//! The top bar: scenario, severity, incident clock, health in one word.

use ride_shared::protocol::{Health, SessionState};

use super::state::Lab;
use crate::dom::{El, Var, el, link, txt};
use crate::{browser, time};

/// The top bar.
pub fn top(lab: Lab) -> El {
    let Some(session) = lab.session.peek() else { return el("header", "top") };
    let briefing = &session.briefing;
    let versions =
        ["PostgreSQL ", &session.postgres, ", ", &session.driver, ", seed ", &session.seed.to_string()].concat();
    browser::set_title(&briefing.scenario.title);
    let clock = move || {
        let now = lab.now();
        match lab.state() {
            Some(SessionState::Starting) | None => "starting".to_owned(),
            Some(SessionState::Live) => {
                ["T+", &time::clock(now.and_then(|now| lab.since_live(now)).unwrap_or_default())].concat()
            }
            Some(SessionState::Scoring) => "scoring".to_owned(),
            Some(SessionState::Finished) => "finished".to_owned(),
            Some(_) => "over".to_owned(),
        }
    };
    let health = Var::of(move || if lab.is_over() { None } else { lab.health() });
    // A shape beside the word: colour alone tells nothing.
    let word = move || match health.get() {
        Some(Health::Healthy) => ("health ok", "\u{25cf}", "Healthy"),
        Some(Health::Degraded) => ("health warning", "\u{25b2}", "Degraded"),
        Some(Health::Down) => ("health critical", "\u{25a0}", "Down"),
        None => ("health", "\u{25cb}", "Unknown"),
    };
    el("header", "top").with(vec![
        link("/", "ride").attr("class", "home").attr("aria-label", "ride: to the catalog"),
        txt("h1", "", &briefing.scenario.title).attr("title", &versions),
        txt("span", "severity", &briefing.severity),
        el("span", "clock").attr("role", "timer").attr("aria-label", "Incident clock").text_of(clock),
        el("span", "")
            .attr("role", "status")
            .bind("class", move || Some(word().0.to_owned()))
            .with(vec![
                txt("span", "sr-only", "Application: "),
                el("span", "").attr("aria-hidden", "true").text_of(move || [word().1, " "].concat()),
                el("span", "").text_of(move || word().2.to_owned()),
            ])
            .shown(move || !lab.is_over()),
    ])
}
