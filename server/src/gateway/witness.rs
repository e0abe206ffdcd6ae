//! Who knows how many sessions applications really have, so that a result can't claim more.

use std::sync::{Arc, OnceLock};

use ride_shared::scenario::Sees;

/// Knows the applications' own sessions; the learner's consoles are none of them.
pub trait Witness: Send + Sync {
    /// Sessions open now under this `application_name`; none if nobody can tell.
    fn under_name(&self, name: &str) -> Option<u32>;

    /// Sessions open now of this role.
    fn of_role(&self, role: &str) -> Option<u32>;
}

/// A witness that comes once the applications are there.
#[derive(Default)]
pub struct Stand(OnceLock<Arc<dyn Witness>>);

impl std::fmt::Debug for Stand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Stand").field(&self.0.get().is_some()).finish()
    }
}

impl Stand {
    /// Takes the stand; the first one does.
    pub fn take(&self, witness: Arc<dyn Witness>) {
        let _ = self.0.set(witness);
    }

    /// The most that a count of this evidence may come to; none where nobody can tell. Sessions come and go between the
    /// server's count and this one.
    pub fn most(&self, sees: Testimony, value: Option<&str>) -> Option<f64> {
        let (witness, value) = (self.0.get()?, value?);
        let open = match sees {
            Testimony::Name => witness.under_name(value)?,
            Testimony::Role => witness.of_role(value)?,
            Testimony::None => return None,
        };
        Some(f64::from(open + open / 10 + 3))
    }
}

/// What a witness could say of a piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Testimony {
    /// It counts sessions by `application_name`.
    Name,
    /// It counts sessions by role.
    Role,
    /// Nothing.
    None,
}

impl Testimony {
    /// For a column of evidence.
    pub fn on(sees: &Sees) -> Self {
        match sees.from.as_deref().map(|from| from.trim_start_matches("pg_catalog.")) {
            Some("pg_stat_activity.application_name") => Self::Name,
            Some("pg_stat_activity.usename") => Self::Role,
            _ => Self::None,
        }
    }
}
