//! After scoring: what comes next on each path that the scenario is on.

use ride_shared::protocol::Mode;

use super::progress::Progress;
use super::read::{Path, Step};
use super::start::start;
use crate::api;
use crate::dom::{El, Var, div, failure, muted, p, txt};
use crate::route::Router;

/// What comes next, once the server has said which paths there are. Without them there is nothing to show.
pub fn next(router: Router, scenario: &str, mode: Mode) -> El {
    let known = Var::new(Vec::<Path>::new());
    api::call::<Vec<Path>>("GET", "/api/paths", None, api::QUICK_MS, move |answer| {
        if let Ok(paths) = answer {
            known.set(paths);
        }
    });
    let scenario = scenario.to_owned();
    let view = div("").part(move || {
        let progress = Progress::load();
        let on = known.get().into_iter().filter(|path| path.steps.iter().any(|step| step.id == scenario));
        on.flat_map(|path| one(router, &path, &scenario, mode, &progress)).collect()
    });
    view.style("margin-top", "24px");
    view
}

fn one(router: Router, path: &Path, scenario: &str, mode: Mode, progress: &Progress) -> Vec<El> {
    let failed = Var::new(String::new());
    let from = path.done_from.to_string();
    let state = match progress.total(scenario) {
        Some(best) if best >= path.done_from => count(path, progress),
        _ => ["This one counts as done from ", &from, " points on, and stays open until then."].concat(),
    };
    let mut parts = vec![txt("h2", "", &["Next in \u{201c}", &path.title, "\u{201d}"].concat()), p(&state)];
    match after(path, scenario, progress) {
        Some(step) => {
            parts.push(muted(&step.summary));
            parts.push(div("row").with(vec![start(router, step, mode, failed)]));
        }
        None => parts.push(p("Nothing is left on this path.")),
    }
    parts.push(failure(failed));
    parts
}

/// `2 of 6 done`.
pub fn count(path: &Path, progress: &Progress) -> String {
    let done = path.steps.iter().filter(|step| is_done(path, step, progress)).count();
    [&done.to_string(), " of ", &path.steps.len().to_string(), " done"].concat()
}

/// Whether a step is done.
pub fn is_done(path: &Path, step: &Step, progress: &Progress) -> bool {
    progress.total(&step.id).is_some_and(|total| total >= path.done_from)
}

/// The first step that is not done.
pub fn first<'p>(path: &'p Path, progress: &Progress) -> Option<&'p Step> {
    path.steps.iter().find(|step| !is_done(path, step, progress))
}

/// The first step behind this one that is not done, else the first anywhere; never this one.
fn after<'p>(path: &'p Path, scenario: &str, progress: &Progress) -> Option<&'p Step> {
    let at = path.steps.iter().position(|step| step.id == scenario).map_or(0, |at| at + 1);
    let (before, behind) = path.steps.split_at(at);
    behind.iter().chain(before).find(|step| step.id != scenario && !is_done(path, step, progress))
}

#[cfg(test)]
mod tests {
    use super::super::progress::Best;
    use super::*;

    #[test]
    fn what_comes_next() {
        let step = |id: &str| Step { id: id.to_owned(), title: String::new(), minutes: [1, 2], summary: String::new() };
        let path = Path {
            title: String::new(),
            purpose: String::new(),
            afterwards: Vec::new(),
            minutes: [1, 2],
            done_from: 80,
            steps: ["a", "b", "c"].map(step).into(),
        };
        let mut progress = Progress::default();
        let best = |total| Best { total, at: String::new() };
        progress.take("a", "practice", best(79));
        progress.take("b", "practice", best(80));
        assert_eq!(first(&path, &progress).unwrap().id, "a");
        assert_eq!(after(&path, "a", &progress).unwrap().id, "c");
        assert_eq!(after(&path, "c", &progress).unwrap().id, "a");
        assert_eq!(count(&path, &progress), "1 of 3 done");
        progress.take("a", "assessed", best(100));
        assert_eq!(after(&path, "c", &progress), None);
        progress.take("c", "assessed", best(80));
        assert_eq!(first(&path, &progress), None);
    }
}
