//! The lab: top bar, console, panel and feed, around one session.

mod banner;
mod console;
mod feed;
mod live;
pub mod panel;
pub mod state;
mod top;

use std::rc::Rc;

use gloo::timers::callback::Interval;
use leptos::prelude::{StoredValue, WithValue, untrack};

use crate::api::Access;
use crate::browser;
use crate::dom::{El, Var, button, div, el, link, on_change, p, txt};
use crate::route::Router;
use state::{Lab, Link};

/// Which part a narrow screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Console,
    Panel,
    Feed,
}

#[derive(Clone, PartialEq)]
enum Stage {
    Loading,
    Away,
    Room,
    Closed(&'static str, String),
}

/// Tries to connect now instead of when the wait is over.
type TryNow = Rc<dyn Fn()>;

/// The page of session `id`.
pub fn lab(router: Router, id: String, token: Option<String>) -> Vec<El> {
    browser::set_title("Lab");
    let Some(token) = token else {
        let message = "Its address holds the proof that it is yours, and this browser tab doesn't know it: open the \
                       whole address again, with everything after the #.";
        return vec![closed("This session is not yours", message)];
    };
    let lab = Lab::new(Access { id, token });
    let live = StoredValue::new_local(live::Live::open(lab));
    StoredValue::new_local(Interval::new(1000, move || lab.tick.update(|n| *n = n.wrapping_add(1))));
    let stage = Var::of(move || match lab.link.get() {
        Link::Closed(title, message) => Stage::Closed(title, message),
        _ if lab.session.with(Option::is_some) => Stage::Room,
        Link::Waiting(_) => Stage::Away,
        _ => Stage::Loading,
    });
    let try_now: TryNow = Rc::new(move || _ = live.try_with_value(live::Live::try_now));
    let view = div("").part(move || {
        // What is built follows what it needs by itself: only the stage builds it anew.
        let stage = stage.get();
        vec![untrack(|| match stage {
            Stage::Room => room(router, lab, &try_now),
            Stage::Loading => {
                el("main", "notice").attr("role", "status").with(vec![txt("h1", "", "Opening the lab\u{2026}")])
            }
            Stage::Away => el("main", "notice").with(vec![div("").attr("role", "alert").with(vec![
                txt("h1", "", "The server doesn't answer"),
                p("Check that ride is running and that you are online."),
                banner::countdown(lab, &try_now),
            ])]),
            Stage::Closed(title, message) => closed(title, &message),
        })]
    });
    vec![view]
}

fn closed(title: &str, message: &str) -> El {
    el("main", "notice").with(vec![txt("h1", "", title), p(message), link("/", "To the catalog")])
}

fn room(router: Router, lab: Lab, try_now: &TryNow) -> El {
    let part = Var::new(Part::Console);
    // Whoever asks for a tab of the panel wants to see it.
    on_change(move || lab.show_panel.track(), move || part.set(Part::Panel));
    let place = move |element: El, class: &'static str, of: Part| {
        element.bind("class", move || Some([class, if part.get() == of { " shown" } else { "" }].concat()))
    };
    let section = |label: &str| el("section", "").attr("aria-label", label);
    let switch = move |of: Part, label: &str| {
        button(label, "", move |_| part.set(of)).flag("aria-pressed", move || part.get() == of)
    };
    div("lab").with(vec![
        top::top(lab),
        banner::banners(lab, try_now.clone()),
        // One landmark around the parts, whichever of them a narrow screen shows.
        el("main", "room").with(vec![
            place(section("Consoles").with(vec![console::console(router, lab)]), "part-console", Part::Console),
            place(section("Incident").with(panel::panel(router, lab)), "part-panel", Part::Panel),
            place(section("Feed").with(feed::feed(lab)), "part-feed", Part::Feed),
        ]),
        el("nav", "parts").attr("aria-label", "Parts of the lab").with(vec![
            switch(Part::Console, "Console"),
            switch(Part::Panel, "Incident"),
            switch(Part::Feed, "Feed"),
        ]),
    ])
}
