//! What stands above everything else: a lost connection, the end of the session, trouble.

use ride_shared::protocol::SessionState;

use super::TryNow;
use super::panel::Tab;
use super::state::{Lab, Link};
use crate::browser;
use crate::dom::{El, Var, button, div, el, link, txt};

/// The banners that are due.
pub fn banners(lab: Lab, try_now: TryNow) -> El {
    let waiting = Var::of(move || matches!(lab.link.get(), Link::Waiting(_)));
    let end = Var::of(move || {
        let session = lab.session.get()?;
        let why = sentence(session.ended_because.as_deref().unwrap_or_default());
        match session.state {
            SessionState::Expired => Some(("This session has expired.", why)),
            SessionState::Lost => Some(("This session's PostgreSQL is gone.", why)),
            SessionState::Stopped => Some(("This session was stopped.", why)),
            SessionState::Finished => {
                let total = session.total.map(|total| [&total.to_string(), " of 100 points."].concat());
                Some(("Scored.", total.unwrap_or_default()))
            }
            _ => None,
        }
    });
    let reconnecting = move || {
        if !waiting.get() {
            return Vec::new();
        }
        vec![
            banner(
                "banner warning",
                "Reconnecting.",
                "The server doesn't answer. Your session goes on; open consoles are kept for a minute.",
            )
            .with(vec![countdown(lab, &try_now)]),
        ]
    };
    let ended = move || {
        let Some((title, why)) = end.get() else { return Vec::new() };
        let mut after = Vec::new();
        if title == "Scored." {
            after.push(button("See the card", "", move |_| lab.show_panel.set(Tab::Score)));
        }
        after.push(link("/", "To the catalog"));
        vec![banner("banner", title, &why).with(after)]
    };
    let trouble = move || {
        let Some(text) = lab.trouble.get() else { return Vec::new() };
        // What ended the session stands above already.
        if end.get().is_some_and(|(_, why)| why == sentence(&text)) {
            return Vec::new();
        }
        vec![banner("banner warning", "", &text).with(vec![button("Dismiss", "", move |_| lab.trouble.set(None))])]
    };
    div("banners").part(reconnecting).part(ended).part(trouble)
}

/// A reason as a sentence of its own.
fn sentence(reason: &str) -> String {
    let mut text = reason.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !text.is_empty() && !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}

/// A banner with a title and a text.
pub fn banner(class: &str, title: &str, text: &str) -> El {
    div(class).attr("role", "alert").with(vec![txt("strong", "", title), txt("span", "", text)])
}

/// When the next attempt is, and a button that doesn't wait for it.
pub fn countdown(lab: Lab, try_now: &TryNow) -> El {
    let left = move || {
        lab.tick.track();
        let Link::Waiting(at) = lab.link.get() else { return String::new() };
        let seconds = ((at - browser::now_ms()) / 1000.0).ceil().max(0.0) as u32;
        if seconds == 0 { "Trying\u{2026}".to_owned() } else { ["Next try in ", &seconds.to_string(), " s"].concat() }
    };
    let try_now = try_now.clone();
    div("row").with(vec![
        el("span", "countdown").attr("aria-live", "off").text_of(left),
        button("Try now", "", move |_| try_now()),
    ])
}
