//! Alerts: thresholds on the vitals.

use ride_shared::protocol::{AlertLevel, Vitals};
use ride_shared::scenario::{Alert, AlertOn};

/// Samples below a level before an alert goes down; it goes up at once. Keeps a value at the threshold from ringing.
const CALM: u32 = 2;

/// An alert that changed its level.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Change {
    /// The alert's name.
    pub(crate) name: String,
    /// The new level.
    pub(crate) level: AlertLevel,
    /// The value that changed it.
    pub(crate) value: f64,
}

/// The scenario's alerts and where each stands.
pub(crate) struct Alerts {
    standing: Vec<(Alert, AlertLevel, u32)>,
}

impl Alerts {
    /// All calm.
    pub(crate) fn new(alerts: &[Alert]) -> Self {
        Self { standing: alerts.iter().map(|alert| (alert.clone(), AlertLevel::Ok, 0)).collect() }
    }

    /// Takes a sample and gives the alerts that changed.
    pub(crate) fn sample(&mut self, vitals: &Vitals) -> Vec<Change> {
        let mut changes = Vec::new();
        for (alert, standing, calm) in &mut self.standing {
            let Some(value) = value(alert.on, vitals) else { continue };
            let level = level(alert, value);
            if level >= *standing {
                *calm = 0;
            } else {
                *calm += 1;
                if *calm < CALM {
                    continue;
                }
            }
            if level != *standing {
                *standing = level;
                *calm = 0;
                changes.push(Change { name: alert.name.clone(), level, value });
            }
        }
        changes
    }
}

/// The watched value, to one decimal; none in a second that has none.
fn value(on: AlertOn, vitals: &Vitals) -> Option<f64> {
    let value = match on {
        AlertOn::ConnectionsPercent => f64::from(vitals.used()) * 100.0 / f64::from(vitals.max_connections.max(1)),
        // All calls may be hanging: that is no recovery.
        AlertOn::ErrorPercent if vitals.calls == 0 => return None,
        AlertOn::ErrorPercent => vitals.error_percent(),
        AlertOn::P95Ms => vitals.p95_ms?,
        AlertOn::WaitingLocks => f64::from(vitals.waiting_locks),
    };
    Some((value * 10.0).round() / 10.0)
}

fn level(alert: &Alert, value: f64) -> AlertLevel {
    if value >= alert.critical {
        AlertLevel::Critical
    } else if value >= alert.warning {
        AlertLevel::Warning
    } else {
        AlertLevel::Ok
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ride_shared::protocol::AppConnections;

    fn vitals(used: u32) -> Vitals {
        Vitals {
            at_ms: 0,
            max_connections: 100,
            connections: vec![AppConnections { application: "a".into(), total: used, idle: 0 }],
            waiting_locks: 0,
            calls: 0,
            failed: 0,
            p95_ms: None,
        }
    }

    fn connections() -> Alerts {
        Alerts::new(&[Alert {
            name: "connections".into(),
            on: AlertOn::ConnectionsPercent,
            warning: 80.0,
            critical: 95.0,
        }])
    }

    #[test]
    fn goes_up_at_once_at_the_very_threshold_and_down_after_two_samples() {
        let mut alerts = connections();
        assert_eq!(alerts.sample(&vitals(79)), []);
        assert_eq!(alerts.sample(&vitals(80))[0].level, AlertLevel::Warning);
        assert_eq!(alerts.sample(&vitals(80)), []);
        let change = &alerts.sample(&vitals(100))[0];
        assert_eq!((change.level, change.value), (AlertLevel::Critical, 100.0));
        assert_eq!(alerts.sample(&vitals(15)), []);
        assert_eq!(alerts.sample(&vitals(15))[0].level, AlertLevel::Ok);
    }

    #[test]
    fn seconds_in_which_no_call_ends_calm_nothing() {
        let mut alerts = Alerts::new(&[Alert {
            name: "error rate".into(),
            on: AlertOn::ErrorPercent,
            warning: 2.0,
            critical: 25.0,
        }]);
        let calls = |calls, failed| Vitals { calls, failed, ..vitals(0) };
        assert_eq!(alerts.sample(&calls(4, 4))[0].level, AlertLevel::Critical);
        for _ in 0..5 {
            assert_eq!(alerts.sample(&calls(0, 0)), []);
        }
        assert_eq!(alerts.sample(&calls(4, 0)), []);
        assert_eq!(alerts.sample(&calls(4, 0))[0].level, AlertLevel::Ok);
    }

    #[test]
    fn one_low_sample_between_high_ones_rings_nothing() {
        let mut alerts = connections();
        assert_eq!(alerts.sample(&vitals(96)).len(), 1);
        for used in [94, 96, 94, 96] {
            assert_eq!(alerts.sample(&vitals(used)), []);
        }
    }
}
