//! What stands above everything else: a lost connection, the end of the session, trouble.

use leptos::prelude::*;
use ride_shared::protocol::SessionState;

use super::panel::Tab;
use super::state::{Lab, Link};
use crate::browser;

/// The banners that are due.
pub fn banners(lab: Lab, try_now: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let waiting = Memo::new(move |_| matches!(lab.link.get(), Link::Waiting(_)));
    let end = Memo::new(move |_| {
        let (state, why, total) = lab.session.with(|s| {
            s.as_ref().map(|s| (s.state, s.ended_because.clone().unwrap_or_default(), s.total))
        })?;
        match state {
            SessionState::Expired => Some(("This session has expired.", why)),
            SessionState::Lost => Some(("This session's PostgreSQL is gone.", why)),
            SessionState::Stopped => Some(("This session was stopped.", why)),
            SessionState::Finished => Some((
                "Scored.",
                total.map(|total| [&total.to_string(), " of 100 points."].concat()).unwrap_or_default(),
            )),
            _ => None,
        }
    });
    view! {
        <div class="banners">
            {move || waiting.get().then(|| view! {
                <div class="banner warning" role="alert">
                    <strong>"Reconnecting."</strong>
                    <span>"The server doesn't answer. Your session goes on; open consoles are kept for a minute."</span>
                    {countdown(lab, try_now)}
                </div>
            }.into_any())}
            {move || end.get().map(|(title, why)| {
                let finished = lab.state() == Some(SessionState::Finished);
                view! {
                    <div class="banner" role="alert">
                        <strong>{title}</strong>
                        <span>{why}</span>
                        {finished.then(|| view! {
                            <button on:click=move |_| lab.show_panel.set(Tab::Score)>"See the card"</button>
                        }.into_any())}
                        <a href="/">"To the catalog"</a>
                    </div>
                }.into_any()
            })}
            {move || lab.trouble.get().map(|text| view! {
                <div class="banner warning" role="alert">
                    <span>{text}</span>
                    <button on:click=move |_| lab.trouble.set(None)>"Dismiss"</button>
                </div>
            }.into_any())}
        </div>
    }
}

/// When the next attempt is, and a button that doesn't wait for it.
pub fn countdown(lab: Lab, try_now: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let left = move || {
        lab.tick.track();
        match lab.link.get() {
            Link::Waiting(at) => {
                let seconds = ((at - browser::now_ms()) / 1000.0).ceil().max(0.0) as u32;
                if seconds == 0 { "Trying\u{2026}".to_owned() } else { ["Next try in ", &seconds.to_string(), " s"].concat() }
            }
            _ => String::new(),
        }
    };
    view! {
        <span class="countdown" aria-live="off">{left}</span>
        <button on:click=move |_| try_now()>"Try now"</button>
    }
}
