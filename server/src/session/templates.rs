//! Templates: seed 0's of every scenario are made in the background at the server's start, so that no session waits. The
//! names of other seeds have templates of their own, each some 40 MB that may never be asked for: they are made on
//! demand. A session that comes before its template is ready waits for it, and two that come at once make it once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::sync::OnceCell;

use super::SessionError;
use crate::basics::held;
use crate::sandbox::{Driver, TemplateSpec};

/// How far the templates of the catalog are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Readiness {
    /// Scenarios whose template is there.
    pub ready: usize,
    /// Scenarios whose template could not be made: id and why.
    pub failed: Vec<(String, String)>,
    /// All scenarios.
    pub all: usize,
}

impl Readiness {
    /// Whether nothing is left to wait for.
    pub fn is_settled(&self) -> bool {
        self.ready + self.failed.len() >= self.all
    }
}

/// Makes each template once.
#[derive(Default)]
pub(super) struct Templates {
    made: Mutex<HashMap<String, Arc<OnceCell<()>>>>,
    readiness: Mutex<Readiness>,
    /// Held by whoever makes all of them.
    all: tokio::sync::Mutex<()>,
    /// Those that sessions have, one entry a session.
    used: Arc<Mutex<Vec<TemplateSpec>>>,
}

/// Keeps a template from being swept, as long as it lives.
pub(super) struct InUse {
    used: Arc<Mutex<Vec<TemplateSpec>>>,
    key: String,
}

impl Drop for InUse {
    fn drop(&mut self) {
        let mut used = held(&self.used);
        if let Some(at) = used.iter().position(|spec| spec.key == self.key) {
            used.swap_remove(at);
        }
    }
}

impl Templates {
    /// Makes the template if this process hasn't yet. A failure is not kept: the next one tries again.
    pub async fn ensure(&self, driver: &dyn Driver, spec: &TemplateSpec) -> Result<(), SessionError> {
        let cell = {
            let mut made = held(&self.made);
            Arc::clone(made.entry(spec.key.clone()).or_default())
        };
        let make = async || {
            let since = tokio::time::Instant::now();
            driver.prepare(spec).await?;
            tracing::debug!(template = spec.key, took = ?since.elapsed(), "a template is there");
            Ok::<_, SessionError>(())
        };
        cell.get_or_try_init(make).await?;
        Ok(())
    }

    /// Whether this process has seen to it already.
    pub fn is_made(&self, spec: &TemplateSpec) -> bool {
        let made = held(&self.made);
        made.get(&spec.key).is_some_and(|cell| cell.initialized())
    }

    /// Makes all of them, one after the other. `specs` is asked when it is this one's turn. Once they were all there, they
    /// stay so for whoever asks, until the new ones are: a server that takes up a changed file goes on answering.
    pub async fn ensure_all(&self, driver: &dyn Driver, specs: impl FnOnce() -> Vec<(String, TemplateSpec)>) {
        let _turn = self.all.lock().await;
        let specs = specs();
        let first = self.readiness().all == 0;
        let mut now = Readiness { all: specs.len(), ..Readiness::default() };
        for (at, (id, spec)) in specs.iter().enumerate() {
            if first {
                self.note(&now);
            }
            let there = self.is_made(spec);
            match self.ensure(driver, spec).await {
                Ok(()) => {
                    if !there {
                        tracing::info!("template {} of {} is ready: {id}", at + 1, specs.len());
                    }
                    now.ready += 1;
                }
                Err(e) => {
                    tracing::error!("no template for {id}: {e}");
                    now.failed.push((id.clone(), e.to_string()));
                }
            }
        }
        self.note(&now);
    }

    /// A session has this template from here on.
    pub fn in_use(&self, spec: &TemplateSpec) -> InUse {
        held(&self.used).push(spec.clone());
        InUse { used: Arc::clone(&self.used), key: spec.key.clone() }
    }

    /// Removes templates that neither the catalog (`loaded`) nor a session has: those of files as they were before, of
    /// scenarios that are gone, of another PostgreSQL.
    pub async fn sweep(&self, driver: &dyn Driver, loaded: impl FnOnce() -> Vec<TemplateSpec>) {
        let _turn = self.all.lock().await;
        let mut keep = loaded();
        keep.extend(held(&self.used).iter().cloned());
        // One that is asked for again is made again.
        held(&self.made).retain(|key, _| keep.iter().any(|spec| spec.key == *key));
        match driver.sweep(&keep).await {
            Ok(removed) if removed.is_empty() => {}
            Ok(removed) => tracing::info!("removed {} templates that nothing needs any more", removed.len()),
            Err(e) => tracing::warn!("templates that nothing needs any more could not be removed: {e}"),
        }
    }

    /// How far they are.
    pub fn readiness(&self) -> Readiness {
        held(&self.readiness).clone()
    }

    fn note(&self, now: &Readiness) {
        held(&self.readiness).clone_from(now);
    }
}
