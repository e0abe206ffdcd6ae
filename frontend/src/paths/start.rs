//! A button that starts a scenario of a path.

use ride_shared::protocol::Mode;

use super::progress::name;
use super::read::Step;
use crate::api;
use crate::dom::{El, Var, button};
use crate::read::Created;
use crate::route::Router;

/// Starts the scenario in this mode and goes to its lab; a failure is told through `failed`.
pub fn start(router: Router, step: &Step, mode: Mode, failed: Var<String>) -> El {
    let starting = Var::new(false);
    let scenario = step.id.clone();
    let title = step.title.clone();
    let press = move |_| {
        if starting.peek() {
            return;
        }
        starting.set(true);
        failed.set(String::new());
        let body = api::new_session(&scenario, "0", name(mode));
        api::call::<Created>("POST", "/api/sessions", body, api::SLOW_MS, move |answer| match answer {
            Ok(created) => router.to_lab(&created.id, &created.token),
            Err(error) => {
                failed.set(error.message);
                starting.set(false);
            }
        });
    };
    button("", "primary", press)
        .flag("aria-disabled", move || starting.get())
        .text_of(move || if starting.get() { "Starting\u{2026}".to_owned() } else { ["Start: ", &title].concat() })
}
