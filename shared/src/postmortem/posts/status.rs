//! Updates for the status page, one for each stage that there was.

use super::Post;
use crate::postmortem::facts::{self, Turn};
use crate::postmortem::model::{Kind, Postmortem};
use crate::postmortem::text;
use crate::postmortem::write::all;

impl Post<'_> {
    fn at(&self, turn: Turn) -> Option<i64> {
        facts::turn(self.pm, turn).and_then(|item| item.at)
    }

    /// The head of a stage.
    fn stage(&mut self, name: &str, at: Option<i64>) {
        all(&mut self.out, &["\n\n", name, " ("]);
        let day = at.filter(|_| self.pm.clock.dated && !self.times.several_days);
        if let Some(day) = day.and_then(|at| self.pm.clock.day(at)) {
            all(&mut self.out, &[&day, " "]);
        }
        self.or_blank(at.map(|at| self.times.moment(at)), "time");
        self.put(")\n");
    }
}

/// Updates for the status page, one for each stage that there was.
pub fn status_updates(postmortem: &Postmortem) -> String {
    let pm = postmortem;
    let mut post = Post::of(pm);
    post.put("Status updates: ");
    post.title();
    let head = post.out.len();
    let happened = |turn| facts::turn(pm, turn).is_some();
    if !pm.timeline.is_empty() {
        let at = post.at(Turn::Acknowledged).or_else(|| post.at(Turn::Alert)).or(facts::span(pm).0);
        post.stage("Investigating", at);
        post.listed("We are investigating an incident that affects: ", &pm.impact.services, "which services");
        post.listed(". Who is affected: ", &pm.impact.users, "who, and what they notice");
        post.put(". The next update comes at ");
        post.blank("time");
        post.put(".");
    }
    if happened(Turn::Identified) {
        post.stage("Identified", post.at(Turn::Identified));
        let begun = "We have identified the cause and are working on it. ";
        if !post.notes(&pm.root_cause, true, begun, " ") {
            post.told(begun, &pm.trigger, "the cause, in words that users know");
        }
    }
    if happened(Turn::Improving) || happened(Turn::Mitigation) {
        post.stage("Monitoring", post.at(Turn::Improving).or_else(|| post.at(Turn::Mitigation)));
        post.told("A fix is in place, and we are watching it. ", &pm.mitigations, "what was done against it");
    }
    if happened(Turn::Resolved) {
        post.stage("Resolved", post.at(Turn::Resolved).or(facts::span(pm).1));
        post.put("The incident is resolved. It lasted ");
        post.or_blank(facts::duration(pm), "how long");
        post.put(". We will publish a report on what happened: [link]");
    }
    if post.out.len() == head {
        post.put("\n\n");
        post.blank("what is known, and when the next update comes");
    }
    let mut before = "\n\nWhat was told at the time:\n- ";
    for item in pm.timeline.iter().filter(|item| item.kind == Kind::Communication) {
        let told = text::line(&item.text);
        if told.is_empty() {
            continue;
        }
        post.put(before);
        if let Some(at) = item.at {
            all(&mut post.out, &[&post.times.moment(at), ": "]);
        }
        post.put(&told);
        before = "\n- ";
    }
    post.put("\n");
    post.out
}
