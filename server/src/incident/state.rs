//! What a fleet is, how it is configured now, and the names that its connections go by.

use std::sync::{Arc, Mutex};

use ride_shared::scenario::{FIRST_RELEASE, Fleet as FleetSpec, FleetKind, LeaksWhen, Reconnect, Release};
use serde::{Deserialize, Serialize};

use super::counters::Counters;
use super::{IncidentError, nearest};
use crate::basics::held;
use crate::probe::Sessions;

/// `statement_timeout` of a careful application: no call hangs for ever behind somebody's lock.
const CAREFUL_MS: u32 = 3500;

/// What a fleet is and what it counted; shared by its tasks, the watch and the director.
pub(crate) struct FleetState {
    /// As the scenario has it.
    pub(crate) spec: FleetSpec,
    /// What happened to it.
    pub(crate) counters: Counters,
    setup: Mutex<Setup>,
    values: Mutex<Arc<Values>>,
}

/// How a fleet is configured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Setup {
    /// Connections or callers that it runs with now; for leak and retry, the most that it may have.
    pub(crate) size: u32,
    /// Those that it will run with after its next restart.
    pub(crate) pool_size: u32,
    /// How refused connections or failed calls come back.
    pub(crate) reconnect: Reconnect,
    /// The release that runs.
    pub(crate) release: String,
    /// Whether it runs at all.
    pub(crate) stage: Stage,
    /// The deployment that runs, counted from 1.
    pub(crate) generation: u32,
}

/// Whether a fleet's processes are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Stage {
    /// They come with the first phase that restarts or grows it.
    Waiting,
    /// They run.
    Running,
    /// They were ended, and come back with its next restart.
    Stopped,
}

/// What the running release makes of a fleet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Values {
    /// See [`FleetSpec::statements`].
    pub(crate) statements: Vec<String>,
    /// See [`FleetSpec::calls_per_second`].
    pub(crate) calls_per_second: f64,
    /// `statement_timeout` that it asks for, where it does.
    pub(crate) timeout_ms: Option<u32>,
    /// See [`FleetSpec::leaks`].
    pub(crate) leaks: bool,
    /// See [`FleetSpec::leaks_when`].
    pub(crate) leaks_when: LeaksWhen,
    /// See [`Release::drains`].
    pub(crate) drains: bool,
    /// See [`FleetSpec::gives_up_ms`].
    pub(crate) gives_up_ms: Option<u32>,
}

impl Values {
    fn of(spec: &FleetSpec, release: &Release) -> Self {
        let careful = matches!(spec.kind, FleetKind::Pool | FleetKind::Workload | FleetKind::Storm);
        Self {
            statements: release.statements.clone().unwrap_or_else(|| spec.statements.clone()),
            calls_per_second: release.calls_per_second.unwrap_or(spec.calls_per_second),
            timeout_ms: release.timeout_ms.or(spec.timeout_ms).or(careful.then_some(CAREFUL_MS)),
            leaks: release.leaks.unwrap_or(spec.leaks),
            leaks_when: release.leaks_when.unwrap_or(spec.leaks_when),
            drains: release.drains.unwrap_or_default(),
            gives_up_ms: release.gives_up_ms.or(spec.gives_up_ms),
        }
    }
}

impl FleetState {
    /// A fleet as it is before the incident.
    pub(crate) fn new(spec: FleetSpec) -> Self {
        let full_size = match spec.kind {
            // Theirs is a limit, and no number of processes.
            FleetKind::Leak | FleetKind::Retry => true,
            FleetKind::Holder | FleetKind::Job => false,
            FleetKind::Pool | FleetKind::Storm | FleetKind::Workload => spec.baseline.is_none(),
        };
        let waits = spec.kind.begins_empty() && spec.baseline.is_none();
        let setup = Setup {
            size: if full_size { spec.connections } else { spec.baseline.unwrap_or_default() },
            pool_size: spec.connections,
            reconnect: spec.reconnect,
            release: FIRST_RELEASE.to_owned(),
            stage: if waits { Stage::Waiting } else { Stage::Running },
            generation: spec.generations.unwrap_or(1).max(1),
        };
        let values = Arc::new(Values::of(&spec, &Release::default()));
        Self { spec, counters: Counters::default(), setup: Mutex::new(setup), values: Mutex::new(values) }
    }

    /// How it is configured now.
    pub(crate) fn setup(&self) -> Setup {
        held(&self.setup).clone()
    }

    /// Changes how it is configured.
    pub(crate) fn configure(&self, change: impl FnOnce(&mut Setup)) {
        change(&mut held(&self.setup));
    }

    /// Configures it as an earlier director had it.
    pub(crate) fn apply(&self, setup: Setup) -> Result<(), IncidentError> {
        *held(&self.values) = Arc::new(Values::of(&self.spec, &self.release(&setup.release)?));
        *held(&self.setup) = setup;
        Ok(())
    }

    /// What the running release makes of it.
    pub(crate) fn values(&self) -> Arc<Values> {
        Arc::clone(&held(&self.values))
    }

    /// Puts another release in place. Its pool size and reconnect policy are the release's where the release or the one
    /// before says anything of them; what somebody set stays otherwise.
    pub(crate) fn take_release(&self, name: &str) -> Result<(), IncidentError> {
        let release = self.release(name)?;
        let before = self.release(&self.setup().release)?;
        *held(&self.values) = Arc::new(Values::of(&self.spec, &release));
        self.configure(|setup| {
            name.clone_into(&mut setup.release);
            if release.connections.or(before.connections).is_some() {
                setup.pool_size = release.connections.unwrap_or(self.spec.connections);
            }
            if release.reconnect.or(before.reconnect).is_some() {
                setup.reconnect = release.reconnect.unwrap_or(self.spec.reconnect);
            }
        });
        Ok(())
    }

    fn release(&self, name: &str) -> Result<Release, IncidentError> {
        if name == FIRST_RELEASE {
            return Ok(Release::default());
        }
        let releases = &self.spec.release;
        releases.iter().find(|release| release.name == name).cloned().ok_or_else(|| IncidentError::UnknownRelease {
            fleet: self.spec.name.clone(),
            name: name.to_owned(),
            nearest: nearest(name, releases.iter().map(|release| release.name.as_str()).chain([FIRST_RELEASE])),
        })
    }

    /// Whether it makes calls, by which its health is measured.
    pub(crate) fn makes_calls(&self) -> bool {
        self.spec.kind.makes_calls()
    }

    /// Whether its processes are there.
    pub(crate) fn runs(&self) -> bool {
        self.setup().stage == Stage::Running
    }

    /// The `application_name` of connections that it opens now.
    pub(crate) fn application(&self) -> String {
        self.application_of(self.setup().generation)
    }

    /// The `application_name` of one deployment's connections.
    pub(crate) fn application_of(&self, generation: u32) -> String {
        match self.spec.generations {
            Some(_) => format!("{}-{generation}", self.spec.name),
            None => self.spec.name.clone(),
        }
    }

    /// The names of the deployments before the one that runs.
    pub(crate) fn earlier(&self) -> Vec<String> {
        (1..self.setup().generation).map(|generation| self.application_of(generation)).collect()
    }

    /// Its client backends, whichever deployment's, as the server counted them.
    pub(crate) fn counted(&self, sessions: &Sessions) -> u32 {
        let mut names = self.earlier();
        names.push(self.application());
        names.iter().map(|name| sessions.of(&self.spec.role, name)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fleet(text: &str) -> FleetState {
        FleetState::new(toml::from_str(text).unwrap())
    }

    #[test]
    fn a_release_takes_what_it_names_and_first_gives_it_back() {
        let fleet = fleet(
            "name = 'a'\nkind = 'leak'\nrole = 'a'\nconnections = 40\nstatements = ['SELECT 1']\n\
             [[release]]\nname = 'v2'\nleaks = true\nconnections = 60\ntimeout_ms = 500",
        );
        assert_eq!(fleet.setup().stage, Stage::Waiting);
        assert_eq!((fleet.values().leaks, fleet.values().timeout_ms), (false, None));
        fleet.take_release("v2").unwrap();
        assert_eq!((fleet.values().leaks, fleet.values().timeout_ms), (true, Some(500)));
        assert_eq!(fleet.values().statements, ["SELECT 1"]);
        assert_eq!((fleet.setup().pool_size, fleet.setup().release.as_str()), (60, "v2"));
        fleet.take_release("first").unwrap();
        assert_eq!((fleet.values().leaks, fleet.setup().pool_size), (false, 40));
        let error = fleet.take_release("v3").unwrap_err();
        assert_eq!(error.to_string(), "a has no release v3; did you mean v2?");
    }

    #[test]
    fn what_somebody_set_outlasts_a_release_that_says_nothing_of_it() {
        let fleet =
            fleet("name = 'a'\nkind = 'storm'\nrole = 'a'\nconnections = 85\n[[release]]\nname = 'v2'\ndrains = true");
        fleet.configure(|setup| setup.pool_size = 10);
        fleet.take_release("v2").unwrap();
        assert_eq!((fleet.setup().pool_size, fleet.values().drains), (10, true));
    }

    #[test]
    fn each_deployment_has_a_name_of_its_own() {
        let fleet = fleet("name = 'a'\nkind = 'storm'\nrole = 'a'\nconnections = 5\ngenerations = 3");
        assert_eq!(
            (fleet.application(), fleet.earlier()),
            ("a-3".to_owned(), vec!["a-1".to_owned(), "a-2".to_owned()])
        );
    }

    #[test]
    fn careful_applications_have_a_timeout_and_others_only_where_they_say_so() {
        let with = |kind: &str, more: &str| {
            let text = format!("name = 'a'\nkind = '{kind}'\nrole = 'a'\nconnections = 5\n{more}");
            fleet(&text).values().timeout_ms
        };
        assert_eq!((with("workload", ""), with("pool", ""), with("storm", "")), (Some(3500), Some(3500), Some(3500)));
        assert_eq!((with("job", ""), with("retry", ""), with("holder", "timeout_ms = 700")), (None, None, Some(700)));
        assert_eq!(with("workload", "timeout_ms = 0"), Some(0));
    }
}
