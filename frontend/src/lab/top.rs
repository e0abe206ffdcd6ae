//! The top bar: scenario, severity, incident clock, health in one word.

use leptos::prelude::*;
use ride_shared::protocol::{Health, SessionState};

use super::state::Lab;
use crate::{browser, time};

/// The top bar.
pub fn top(lab: Lab) -> impl IntoView {
    let about = lab.session.with_untracked(|s| {
        s.as_ref().map(|s| {
            let versions = ["PostgreSQL ", &s.postgres, " \u{b7} ", &s.driver, " \u{b7} seed ", &s.seed.to_string()];
            (s.briefing.scenario.title.clone(), s.briefing.severity.clone(), versions.concat())
        })
    });
    let (title, severity, versions) = about.unwrap_or_default();
    browser::set_title(&title);
    let clock = move || {
        let state = lab.state();
        let now = lab.now();
        match state {
            Some(SessionState::Starting) | None => "starting".to_owned(),
            Some(SessionState::Live) => {
                ["T+", &time::clock(now.and_then(|now| lab.since_live(now)).unwrap_or_default())].concat()
            }
            Some(SessionState::Scoring) => "scoring".to_owned(),
            Some(SessionState::Finished) => "finished".to_owned(),
            Some(_) => "over".to_owned(),
        }
    };
    let health = Memo::new(move |_| if lab.is_over() { None } else { lab.health() });
    // A shape beside the word: colour alone tells nothing.
    let word = move || match health.get() {
        Some(Health::Healthy) => ("ok", "\u{25cf}", "Healthy"),
        Some(Health::Degraded) => ("warning", "\u{25b2}", "Degraded"),
        Some(Health::Down) => ("critical", "\u{25a0}", "Down"),
        None => ("", "\u{25cb}", "Unknown"),
    };
    view! {
        <header class="top">
            <a class="home" href="/" aria-label="ride: to the catalog">"ride"</a>
            <h1 title=versions>{title}</h1>
            <span class="severity">{severity}</span>
            <span class="clock" role="timer" aria-label="Incident clock">{clock}</span>
            <span class=move || ["health ", word().0].concat() role="status">
                <span class="sr-only">"Application: "</span>
                <span aria-hidden="true">{move || word().1}</span>
                " "
                {move || word().2}
            </span>
        </header>
    }
}
