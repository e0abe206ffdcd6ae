//! The lab: top bar, console, panel and feed, around one session.

mod banner;
mod console;
mod feed;
mod live;
mod panel;
mod state;
mod top;

use gloo::timers::callback::Interval;
use leptos::prelude::*;

use crate::api::Access;
use crate::browser;
use state::{Lab, Link};

/// Which part a narrow screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Console,
    Panel,
    Feed,
}

/// The page of session `id`.
pub fn lab(id: String, token: Option<String>) -> impl IntoView {
    browser::set_title("Lab");
    let Some(token) = token else {
        let message = "Its address holds the proof that it is yours, and this browser tab doesn't know it: open the \
                       whole address again, with everything after the #.";
        return closed("This session is not yours", message.to_owned()).into_any();
    };
    let lab = Lab::new(Access { id, token });
    provide_context(lab);
    let live = StoredValue::new_local(live::Live::open(lab));
    StoredValue::new_local(Interval::new(1000, move || {
        lab.tick.try_update(|n| *n = n.wrapping_add(1));
    }));
    let stage = Memo::new(move |_| match lab.link.get() {
        Link::Closed(title, message) => Stage::Closed(title, message),
        _ if lab.session.with(Option::is_some) => Stage::Room,
        Link::Waiting(_) => Stage::Away,
        _ => Stage::Loading,
    });
    let try_now = move || live.with_value(live::Live::try_now);
    view! {
        {move || match stage.get() {
            Stage::Room => room(lab, try_now).into_any(),
            Stage::Loading => {
                view! { <main class="notice" role="status"><h1>"Opening the lab\u{2026}"</h1></main> }.into_any()
            }
            Stage::Away => view! {
                <main class="notice" role="alert">
                    <h1>"The server doesn't answer"</h1>
                    <p>"Check that ride is running and that you are online."</p>
                    {banner::countdown(lab, try_now)}
                </main>
            }
            .into_any(),
            Stage::Closed(title, message) => closed(title, message).into_any(),
        }}
    }
    .into_any()
}

#[derive(Clone, PartialEq)]
enum Stage {
    Loading,
    Away,
    Room,
    Closed(&'static str, String),
}

fn closed(title: &'static str, message: String) -> impl IntoView {
    view! {
        <main class="notice">
            <h1>{title}</h1>
            <p>{message}</p>
            <p><a href="/">"To the catalog"</a></p>
        </main>
    }
}

fn room(lab: Lab, try_now: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let part = RwSignal::new(Part::Console);
    let shown = move |of: Part| move || if part.get() == of { "shown" } else { "" };
    // Whoever asks for a tab of the panel wants to see it.
    Effect::new(move |before: Option<()>| {
        lab.show_panel.track();
        if before.is_some() {
            part.set(Part::Panel);
        }
    });
    let switch = move |of: Part, label: &'static str| {
        view! {
            <button aria-pressed=move || (part.get() == of).to_string() on:click=move |_| part.set(of)>{label}</button>
        }
        .into_any()
    };
    view! {
        <div class="lab">
            {top::top(lab)}
            {banner::banners(lab, try_now)}
            <main class="part-console" class:shown=move || part.get() == Part::Console>{console::console(lab)}</main>
            <aside class=move || ["part-panel ", shown(Part::Panel)()].concat() aria-label="Incident">
                {panel::panel(lab)}
            </aside>
            <section class=move || ["part-feed ", shown(Part::Feed)()].concat() aria-label="Feed">{feed::feed(lab)}</section>
            <nav class="parts" aria-label="Parts of the lab">
                {switch(Part::Console, "Console")} {switch(Part::Panel, "Incident")} {switch(Part::Feed, "Feed")}
            </nav>
        </div>
    }
}
