//! Attempts to talk the grader round, made up from a scenario itself: what is typed, planted, dressed up, guessed or broken
//! earns no point that was not earned. Each comes with the most that it may get.

mod culprits;
mod guards;
mod harm;
mod hidden;
mod loops;
mod means;
mod steps;
mod tables;

use ride_shared::grading::{Part, Scorecard, TRAP};
use ride_shared::scenario::{Expect, FixKind, FixRule, Proof, Replay, Scenario, Sees, StateProbe, Step};

use super::run::{Job, Manner};
use crate::catalog::{Catalog, UnknownScenario};

/// The most that an attempt may get, by part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Points of Detect.
    pub detect: u32,
    /// Points of Fix for mitigation.
    pub mitigation: u32,
    /// Points of Fix for the durable fix.
    pub durable: u32,
    /// All in all.
    pub total: u32,
}

impl Limit {
    const NOTHING: Self = Self { detect: 0, mitigation: 0, durable: 0, total: 0 };

    /// What a card has beyond this.
    pub(super) fn exceeded(&self, card: &Scorecard) -> Vec<String> {
        let of = |part: Part| card.lines.iter().filter(|l| l.part == part).map(|l| l.points.max(0) as u32).sum::<u32>();
        let parts = [
            ("detect", self.detect, card.detect),
            ("mitigation", self.mitigation, of(Part::Mitigation)),
            ("durable", self.durable, of(Part::Durable)),
            ("total", self.total, card.total),
        ];
        let beyond = parts.into_iter().filter(|(_, most, got)| got > most);
        beyond.map(|(part, most, got)| format!("{part}: at most {most} could be earned, got {got}")).collect()
    }
}

/// The attempts at each of these scenarios.
pub fn attacks(catalog: &Catalog, ids: &[String]) -> Result<Vec<Job>, UnknownScenario> {
    let mut jobs = Vec::new();
    for id in ids {
        let resolved = catalog.resolve(id, 0)?;
        let scenario = &resolved.scenario;
        let mut others = Vec::new();
        for other in catalog.ids().into_iter().filter(|other| other != id) {
            // One with mistakes has no solution to try.
            if let Ok(other) = catalog.resolve(other, 0) {
                others.extend(steps::solution(&other.scenario));
            }
        }
        let job = |proof: Proof, manner, limit| Job { resolved: resolved.clone(), proof, nth: 1, limit, manner };
        for (name, step, limit) in limited(scenario, others) {
            jobs.push(job(tried(name, step, limit.total), Manner::Plain, Some(limit)));
        }
        for (name, step) in culprit(scenario).into_iter().flat_map(alone) {
            let limit = symptom(scenario);
            jobs.push(job(tried(name, step, limit.total), Manner::Plain, Some(limit)));
        }
        for (name, step) in tables::out_of_reach(&resolved.template.sql) {
            let limit = symptom(scenario);
            jobs.push(job(tried(&name, step, limit.total), Manner::Plain, Some(limit)));
        }
        for (name, step, limit) in meanwhile(scenario) {
            jobs.push(job(tried(name, step, limit.total), Manner::Meanwhile, Some(limit)));
        }
        let reference = scenario.proof.iter().find(|p| p.expect.total == 100 && p.seed == 0);
        if let Some(reference) = reference {
            let proof = Proof { name: "attack-fix-after-submission".into(), ..reference.clone() };
            jobs.push(job(proof, Manner::Late, Some(Limit::NOTHING)));
        }
        jobs.extend(hidden::references(scenario).into_iter().map(|(proof, manner)| job(proof, manner, None)));
    }
    Ok(jobs)
}

fn tried(name: &str, step: Vec<Step>, total: u32) -> Proof {
    let expect = Expect { total, detect: None, fix: None, trap: None, sprung: None };
    Proof { name: format!("attack-{name}"), seed: 0, assessed: false, reverts: false, step, expect }
}

/// Attempts whose last step goes on while the score is taken.
fn meanwhile(scenario: &Scenario) -> Vec<(&'static str, Vec<Step>, Limit)> {
    let symptom = symptom(scenario);
    vec![
        ("loop-terminates", loops::terminates(), symptom),
        ("loop-cancels", loops::cancels(), symptom),
        ("loop-guards", loops::guards(), symptom),
        ("loop-hurries", loops::hurries(), symptom),
        ("loop-thins", loops::thins(), symptom),
        ("loop-analyzes", loops::again("ANALYZE"), symptom),
        ("loop-vacuums", loops::again("VACUUM"), symptom),
        ("loop-culprits", loops::culprits(scenario), symptom),
    ]
}

/// The role of the one application that is to blame; none where it is not an application, or the one that is watched.
fn culprit(scenario: &Scenario) -> Option<&str> {
    let fleet = scenario.fleet.iter().find(|fleet| fleet.name == scenario.diagnosis.true_culprit)?;
    Some(fleet.role.as_str()).filter(|role| Some(*role) != monitored(scenario))
}

/// Attempts at that one, and at nobody else.
fn alone(role: &str) -> [(&'static str, Vec<Step>); 2] {
    [("culprit-constrained", means::constrained(role)), ("culprit-refused-late", means::refused_late(role))]
}

/// The role of the application that is watched.
fn monitored(scenario: &Scenario) -> Option<&str> {
    scenario.fleet.iter().find(|fleet| fleet.monitored).map(|fleet| fleet.role.as_str())
}

/// Points for rules that count.
fn points(scenario: &Scenario, counts: impl Fn(&FixRule) -> bool) -> u32 {
    scenario.fix.iter().filter(|rule| counts(rule)).map(|rule| rule.points).sum()
}

/// What may be had for a symptom that has gone away.
fn symptom(scenario: &Scenario) -> Limit {
    let mitigation = points(scenario, |rule| rule.kind == FixKind::Mitigation);
    Limit { mitigation, total: mitigation + TRAP, ..Limit::NOTHING }
}

/// Attempts with the most that each may get, which is drawn from what it really shows and does.
fn limited(scenario: &Scenario, others: Vec<Step>) -> Vec<(&'static str, Vec<Step>, Limit)> {
    let shown = |counts: &dyn Fn(&Sees) -> bool| -> u32 {
        scenario.detect.iter().filter(|rule| rule.sees.iter().any(counts)).map(|rule| rule.points).sum()
    };
    let symptom = symptom(scenario);
    let looked = |detect| Limit { detect, total: detect, ..Limit::NOTHING };
    // Who can't reach their tables can't be well.
    let unasked = |kind: FixKind| {
        points(scenario, |rule| {
            let of = |probe: &StateProbe| probe.healthy.is_none();
            let after = |replay: &Replay| replay.healthy.is_none() && replay.recovers.is_none();
            rule.kind == kind && rule.probe.as_ref().is_none_or(of) && rule.replay.as_ref().is_none_or(after)
        })
    };
    let (left, lasting) = (unasked(FixKind::Mitigation), unasked(FixKind::Durable));
    let trap = if left + lasting > 0 { TRAP } else { 0 };
    let unreachable = Limit { mitigation: left, durable: lasting, total: left + lasting + trap, detect: 0 };
    let (guesses, guessed) = steps::guesses(scenario);
    vec![
        ("words", steps::words(scenario), Limit::NOTHING),
        ("no-rows", steps::no_rows(scenario), Limit::NOTHING),
        ("errors", steps::errors(scenario), Limit::NOTHING),
        // One row is shown, and no more.
        ("inflated", steps::inflated(scenario), looked(shown(&|sees| sees.from.is_some() && sees.at_least <= 1))),
        ("dressed-up", steps::dressed_up(scenario), Limit::NOTHING),
        ("impersonated", steps::impersonated(scenario), Limit::NOTHING),
        ("dressed-within", steps::dressed_within(scenario), Limit::NOTHING),
        ("planted", steps::planted(scenario), Limit::NOTHING),
        ("views-for-tables", steps::views_for_tables(scenario), Limit::NOTHING),
        ("made-again", steps::made_again(), unreachable),
        ("everything-dropped", steps::dropped(), Limit::NOTHING),
        ("statistics-reset", steps::statistics_reset(scenario), looked(shown(&|sees| sees.from.is_some()))),
        // What they look at may be this one's evidence as well; what they do is no fix of it.
        ("others-solutions", others, Limit { detect: 40, total: 40 + symptom.total, ..symptom }),
        ("everybody-terminated", steps::everybody_terminated(), symptom),
        ("restarted", steps::restarted(scenario), symptom),
        ("guesses", guesses, looked(guessed)),
        // With the applications gone nothing lasts.
        ("locked-out", harm::locked_out(scenario), symptom),
        ("culprits-locked-out", culprits::locked_out(scenario, "NOLOGIN"), symptom),
        ("culprits-limited", culprits::locked_out(scenario, "CONNECTION LIMIT 0"), symptom),
        ("culprits-hurried", culprits::hurried(scenario), symptom),
        ("culprits-revoked", culprits::revoked(scenario), symptom),
        ("culprits-raised", culprits::raised(scenario), symptom),
        ("culprits-constrained", culprits::constrained(scenario), symptom),
        ("culprits-idle", culprits::unsettled(scenario, "idle_session_timeout = '1ms'"), symptom),
        ("culprits-unloadable", culprits::unsettled(scenario, "local_preload_libraries = 'none'"), symptom),
        ("culprits-held-up", culprits::held_up(scenario), symptom),
        ("culprits-lost", culprits::unsettled(scenario, "search_path = 'nowhere'"), symptom),
        ("culprits-reading", culprits::unsettled(scenario, "default_transaction_read_only = on"), symptom),
        ("culprits-blinded", culprits::blinded(scenario), symptom),
        ("culprits-swallowed", culprits::swallowed(scenario), symptom),
        ("culprits-shadowed", culprits::shadowed(scenario), symptom),
        ("culprits-masked", means::masked(scenario), symptom),
        ("culprits-unskilled", means::unskilled(scenario), symptom),
        ("culprits-unsettled-here", means::unsettled_here(scenario), symptom),
        ("functions-hollowed", means::hollowed(), symptom),
        ("functions-dropped", means::unfound(), symptom),
        ("numbers-bent", means::bent(), symptom),
        ("columns-renamed", means::columns_renamed(scenario), symptom),
        ("moved-away", harm::moved_away(), symptom),
        ("planner-bent", harm::planner_bent(scenario), symptom),
        ("guarded-by-triggers", harm::guarded_by_triggers(), symptom),
        ("guarded-by-defaults", guards::by_defaults(), symptom),
        ("guarded-by-analyze", guards::by_analyze(), symptom),
        ("database-closed", harm::database_closed(scenario), symptom),
        ("swallowed-by-rules", harm::swallowed_by_rules(), symptom),
        ("swallowed-by-triggers", harm::swallowed_by_triggers(), symptom),
        ("hidden-by-policies", harm::hidden_by_policies(), symptom),
        ("emptied", harm::emptied(), symptom),
        ("renamed", harm::renamed(), symptom),
        ("locked-up", harm::locked_up(), symptom),
        ("hurried", harm::hurried(scenario), symptom),
        ("filled", harm::filled(), symptom),
        ("renamed-roles", harm::renamed_roles(scenario), symptom),
        ("uncommitted", harm::uncommitted(scenario), Limit { detect: 40, total: 40 + symptom.total, ..symptom }),
        ("undone", harm::undone(scenario), Limit { detect: 40, total: 40 + symptom.total, ..symptom }),
        ("against-ride", harm::against_ride(scenario), Limit { detect: 0, ..symptom }),
    ]
}

fn sql(text: impl Into<String>) -> Step {
    Step { sql: Some(text.into()), ..Step::default() }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
