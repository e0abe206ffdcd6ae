//! Actions: the learner's levers outside SQL. Each outcome is a sentence with measured numbers.

use std::sync::Arc;
use std::time::Duration;

use ride_shared::journal::Event;
use ride_shared::scenario::{Action, ActionEffect, FleetKind, Reconnect};
use tokio::time::{Instant, sleep, timeout};

use super::desk::{DOOR_WITHIN, Desk};
use super::fleet::{Burst, Pace};
use super::state::Stage;
use super::{ActionError, IncidentError, nearest};

/// The longest that whoever waits for the restarted database may take to get in.
const AFTER_RESTART_WITHIN: Duration = Duration::from_secs(10);
/// The longest until connections that the restart ended are known as gone.
const FORGOTTEN_WITHIN: Duration = Duration::from_secs(2);

/// An action as it was asked for, matched with the scenario's.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    pub(crate) action: Action,
    pub(crate) value: Option<String>,
}

/// Finds the action that is meant. `set pool_size 10` means `set-pool-size` with the value 10, however its words are
/// shared out between `name` and `value`.
pub(crate) fn find(actions: &[Action], name: &str, value: Option<&str>) -> Result<Asked, ActionError> {
    let all = format!("{name} {}", value.unwrap_or_default());
    let words: Vec<&str> = all.split_whitespace().collect();
    for cut in (1..=words.len()).rev() {
        let meant = dashed(&words[..cut].join("-"));
        if let Some(action) = actions.iter().find(|action| dashed(&action.name) == meant) {
            let value = words[cut..].join(" ");
            return with_value(action, (!value.is_empty()).then_some(value));
        }
    }
    Err(ActionError::Unknown {
        name: name.trim().to_owned(),
        nearest: nearest(&dashed(name.trim()), actions.iter().map(|action| action.name.as_str())),
        known: actions.iter().map(|action| action.name.as_str()).collect::<Vec<_>>().join(", "),
    })
}

fn with_value(action: &Action, value: Option<String>) -> Result<Asked, ActionError> {
    let known: Vec<String> = action.values.iter().map(ToString::to_string).collect();
    let found = match &value {
        None if known.is_empty() => return Ok(Asked { action: action.clone(), value: None }),
        Some(value) => known.iter().find(|known| dashed(known) == dashed(value)),
        None => None,
    };
    match found {
        Some(found) => Ok(Asked { action: action.clone(), value: Some(found.clone()) }),
        None => Err(ActionError::BadValue {
            action: action.name.clone(),
            value: value.unwrap_or_else(|| "nothing".into()),
            known: if known.is_empty() { "no value".into() } else { known.join(", ") },
        }),
    }
}

/// As names are compared: lower case, with dashes.
fn dashed(text: &str) -> String {
    text.to_lowercase().replace(['_', ' '], "-")
}

impl Desk {
    /// Takes an action, records it, and says what came of it.
    pub(crate) async fn action(&mut self, name: &str, value: Option<&str>) -> Result<String, ActionError> {
        let Asked { action, value } = find(&self.board.scenario.action, name, value)?;
        let failed = |error: IncidentError| ActionError::Failed(error.to_string());
        let (outcome, peak_connections_percent) = self.take(&action, value.as_deref()).await.map_err(failed)?;
        let event = Event::Action { name: action.name, value, peak_connections_percent };
        self.board.pen.write(event).await;
        // What the action set off is on the page by the time its outcome is.
        self.board.flush_log().await;
        Ok(outcome)
    }

    async fn take(&mut self, action: &Action, value: Option<&str>) -> Result<(String, Option<u32>), IncidentError> {
        // Sessions that the learner has just terminated must not be lost among those that the action ends.
        let ended = self.ends(action)?;
        if !ended.is_empty() {
            self.board.settle_of(&ended).await?;
            self.board.report_terminated().await;
        }
        match action.effect {
            ActionEffect::SetPoolSize => Ok((self.set_pool_size(action, value)?, None)),
            ActionEffect::SetReconnect => Ok((self.set_reconnect(action, value)?, None)),
            ActionEffect::RunPhase => {
                let phase = self.phase(action.phase.as_deref().unwrap_or_default())?;
                let run = self.run_phase(&phase, true, Pace::Live).await?;
                Ok(self.told(&format!("{} ran", phase.name), &run.bursts))
            }
            ActionEffect::RestartFleet => {
                let name = needed(action)?.to_owned();
                let run = self.restart(std::slice::from_ref(&name), Pace::Live).await?;
                Ok(self.told(&format!("{name} restarted"), &run.bursts))
            }
            ActionEffect::SetRelease => self.set_release(action, value).await,
            ActionEffect::StopFleet => Ok((self.stop_fleet(action).await?, None)),
            ActionEffect::RestartDatabase => Ok((self.restart_database().await?, None)),
        }
    }

    /// The fleets whose sessions an action ends.
    fn ends(&self, action: &Action) -> Result<Vec<String>, IncidentError> {
        Ok(match action.effect {
            ActionEffect::RunPhase => {
                let phase = self.phase(action.phase.as_deref().unwrap_or_default())?;
                phase.release.into_keys().chain(phase.restart).collect()
            }
            ActionEffect::RestartFleet | ActionEffect::SetRelease | ActionEffect::StopFleet => {
                vec![needed(action)?.to_owned()]
            }
            // The one takes effect later, and a restarted database has every fleet settle.
            ActionEffect::SetPoolSize | ActionEffect::SetReconnect | ActionEffect::RestartDatabase => Vec::new(),
        })
    }

    fn told(&self, what: &str, bursts: &[(String, Burst)]) -> (String, Option<u32>) {
        let peak = self.board.peak_percent();
        (format!("{what}: {}connections peaked at {peak} % of max_connections.", sentence(bursts)), Some(peak))
    }

    fn set_pool_size(&self, action: &Action, value: Option<&str>) -> Result<String, IncidentError> {
        let name = needed(action)?;
        let fleet = self.board.fleet(name)?;
        let value = value.unwrap_or_default();
        let size: u32 = value.parse().map_err(|_| wrong_value(action, value, "a whole number"))?;
        let before = fleet.setup().pool_size;
        fleet.configure(|setup| setup.pool_size = size);
        let open = fleet.counters.open();
        Ok(format!(
            "{name}'s pool size is {size} now (it was {before}); it takes effect at its next restart, and until then \
             {name} keeps the {open} connections that it has."
        ))
    }

    fn set_reconnect(&self, action: &Action, value: Option<&str>) -> Result<String, IncidentError> {
        let name = needed(action)?;
        let fleet = self.board.fleet(name)?;
        let value = value.unwrap_or_default();
        let (reconnect, does, retries) = match value {
            "immediate" => {
                (Reconnect::Immediate, "all at once, and refused ones try again together", "at once, up to four times")
            }
            "jittered-backoff" => (
                Reconnect::JitteredBackoff,
                "each after a random share of a wait that doubles with every refusal",
                "at most twice, each time after a random share of a wait that doubles",
            ),
            _ => return Err(wrong_value(action, value, "immediate or jittered-backoff")),
        };
        fleet.configure(|setup| setup.reconnect = reconnect);
        if fleet.spec.kind == FleetKind::Retry {
            return Ok(format!(
                "{name} tries a failed call again {retries}, from now on; it has {} open.",
                connections(fleet.counters.open())
            ));
        }
        let pool_size = fleet.setup().pool_size;
        Ok(format!(
            "{name} connects {does}, from its next restart on; it will open {pool_size} connections then, and keeps \
             the {} that it has.",
            fleet.counters.open()
        ))
    }

    /// Puts a release in the fleet's place. Rolling: nobody else waits at the door meanwhile.
    async fn set_release(
        &mut self,
        action: &Action,
        value: Option<&str>,
    ) -> Result<(String, Option<u32>), IncidentError> {
        let name = needed(action)?.to_owned();
        let release = value.unwrap_or_default();
        let fleet = Arc::clone(self.board.fleet(&name)?);
        let (before, had) = (fleet.setup().release, fleet.counters.open());
        fleet.take_release(release)?;
        if fleet.setup().stage == Stage::Waiting {
            let told = format!(
                "{name} will run release {release} once it starts (it was {before}); it has {} now.",
                connections(had)
            );
            return Ok((told, None));
        }
        let run = self.roll(&name, Pace::Live).await?;
        let has = fleet.counters.open();
        let what =
            format!("{name} runs release {release} now (it was {before}); it had {} and has {has}", connections(had));
        Ok(self.told(&what, &run.bursts))
    }

    /// Ends a fleet's processes.
    async fn stop_fleet(&mut self, action: &Action) -> Result<String, IncidentError> {
        let name = needed(action)?.to_owned();
        let fleet = self.fleet(&name)?;
        let had = fleet.state().counters.open();
        fleet.stop().await;
        let state = Arc::clone(fleet.state());
        let mut applications = state.earlier();
        applications.push(state.application());
        let leaving: Vec<_> = applications.into_iter().map(|it| (state.spec.role.clone(), it)).collect();
        self.await_gone(&leaving).await?;
        Ok(format!(
            "{name} stopped: it had {} and has {}. It stays away until it is restarted.",
            connections(had),
            state.counters.open()
        ))
    }

    /// Restarts PostgreSQL. ride's own connections and the on-call slots come back first, then the herd that lost
    /// theirs, then the callers, each at its next call.
    async fn restart_database(&mut self) -> Result<String, IncidentError> {
        let board = Arc::clone(&self.board);
        let door = timeout(DOOR_WITHIN, board.wiring.door.write()).await.map_err(|_| IncidentError::Stuck)?;
        // What the learner did before must not be taken for the restart's work, nor be lost with it.
        board.settle().await?;
        board.report_terminated().await;
        board.report_settings().await?;
        let mut lost = Vec::new();
        for fleet in &mut self.fleets {
            lost.push(fleet.lose_database().await);
        }
        board.wiring.next_era();
        let started = Instant::now();
        self.sandbox.restart().await.map_err(|error| IncidentError::Restart(error.to_string()))?;
        let took = started.elapsed();
        board.probers.reopen().await?;
        board.read_limit().await?;
        if let Some(after) = &self.after_restart
            && timeout(AFTER_RESTART_WITHIN, after()).await.is_err()
        {
            tracing::warn!("the on-call slots did not come back in time after a restart of the database");
        }
        let until = Instant::now() + FORGOTTEN_WITHIN;
        while board.fleets.iter().any(|fleet| fleet.counters.open() > 0) && Instant::now() < until {
            sleep(Duration::from_millis(5)).await;
        }
        board.wiring.gauge.mark();
        let mut bursts = Vec::new();
        for (fleet, lost) in self.fleets.iter_mut().zip(lost) {
            if !lost.is_empty() {
                bursts.push((fleet.state().spec.name.clone(), fleet.come_back(&lost).await));
            }
        }
        drop(door);
        let peak = board.peak_percent();
        Ok(format!(
            "PostgreSQL restarted and answered after {} ms, and every connection was lost: {}connections peaked at \
             {peak} % of max_connections.",
            took.as_millis(),
            sentence(&bursts)
        ))
    }
}

/// What came of the fleets' opening connections, each part ending in `; `.
fn sentence(bursts: &[(String, Burst)]) -> String {
    let wanted = bursts.iter().filter(|(_, burst)| burst.wanted > 0);
    let parts = wanted.map(|(name, burst)| {
        let why = burst.refusal.as_ref().map_or(String::new(), |text| format!(" ({text})"));
        let refused = match burst.refused() {
            0 => String::new(),
            refused => format!(" and was refused {refused}{why}"),
        };
        format!("{name} opened {} of {} connections{refused}; ", burst.accepted, burst.wanted)
    });
    parts.collect::<Vec<_>>().concat()
}

/// Such as `1 connection`.
fn connections(count: u32) -> String {
    format!("{count} connection{}", if count == 1 { "" } else { "s" })
}

fn needed(action: &Action) -> Result<&str, IncidentError> {
    action.fleet.as_deref().ok_or_else(|| IncidentError::Action {
        name: action.name.clone(),
        wrong: "the scenario doesn't say which fleet it works on".into(),
    })
}

fn wrong_value(action: &Action, value: &str, right: &str) -> IncidentError {
    IncidentError::Action { name: action.name.clone(), wrong: format!("{value:?} is not {right}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ride_shared::scenario::VaryValue;

    fn actions() -> Vec<Action> {
        let action = |name: &str, effect, values: Vec<VaryValue>| Action {
            name: name.into(),
            label: name.into(),
            description: String::new(),
            effect,
            fleet: Some("deploy_worker".into()),
            phase: None,
            values,
        };
        let text = |value: &str| VaryValue::Text(value.into());
        vec![
            action("set-pool-size", ActionEffect::SetPoolSize, vec![VaryValue::Number(10), VaryValue::Number(20)]),
            action("set-reconnect", ActionEffect::SetReconnect, vec![text("immediate"), text("jittered-backoff")]),
            action("deploy", ActionEffect::RunPhase, vec![]),
        ]
    }

    fn asked(name: &str, value: Option<&str>) -> Result<(String, Option<String>), ActionError> {
        find(&actions(), name, value).map(|asked| (asked.action.name, asked.value))
    }

    #[test]
    fn an_action_is_known_in_each_way_of_writing_it() {
        let right = Ok(("set-pool-size".to_owned(), Some("10".to_owned())));
        assert_eq!(asked("set-pool-size", Some("10")), right);
        assert_eq!(asked("set pool_size 10", None), right);
        assert_eq!(asked("set", Some("pool_size 10")), right);
        assert_eq!(asked("SET_POOL_SIZE", Some(" 10 ")), right);
        assert_eq!(
            asked("set", Some("reconnect jittered_backoff")),
            Ok(("set-reconnect".to_owned(), Some("jittered-backoff".to_owned())))
        );
        assert_eq!(asked("deploy", Some("")), Ok(("deploy".to_owned(), None)));
    }

    #[test]
    fn an_unknown_action_names_the_nearest() {
        let error = asked("set-poolsize", Some("10")).unwrap_err();
        assert!(matches!(&error, ActionError::Unknown { nearest, .. } if nearest == "set-pool-size"), "{error}");
    }

    #[test]
    fn a_wrong_missing_or_needless_value_is_told() {
        let error = asked("set-pool-size", Some("11")).unwrap_err();
        assert_eq!(error.to_string(), "set-pool-size takes one of 10, 20, not 11");
        let error = asked("set-pool-size", None).unwrap_err();
        assert_eq!(error.to_string(), "set-pool-size takes one of 10, 20, not nothing");
        let error = asked("deploy", Some("now")).unwrap_err();
        assert_eq!(error.to_string(), "deploy takes one of no value, not now");
    }

    #[test]
    fn a_sentence_says_who_was_let_in_and_why_others_were_not() {
        let refusal = Some("FATAL:  sorry, too many clients already".to_owned());
        let bursts = [
            ("a".to_owned(), Burst { wanted: 85, accepted: 77, refusal }),
            ("b".to_owned(), Burst { wanted: 3, accepted: 3, refusal: None }),
            ("c".to_owned(), Burst::default()),
        ];
        assert_eq!(
            sentence(&bursts),
            "a opened 77 of 85 connections and was refused 8 (FATAL:  sorry, too many clients already); \
             b opened 3 of 3 connections; "
        );
    }
}
