//! Takes up changed files while the server runs: new sessions get the new versions, those that run keep theirs.

use std::sync::Arc;
use std::time::Duration;

use super::registry::Registry;
use crate::basics::held;
use crate::catalog::{Catalog, Watch};

/// Between two looks at the folder.
const LOOK_EVERY: Duration = Duration::from_secs(1);

impl Registry {
    /// Follows the folder that the catalog was loaded from, in the background, until the server stops.
    pub fn follow(&self, watch: Watch) {
        let house = Arc::clone(&self.house);
        self.house.tasks.spawn(async move {
            let mut ticks = tokio::time::interval(LOOK_EVERY);
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            let mut follow = Follow { watch, trouble: None };
            loop {
                tokio::select! {
                    _ = ticks.tick() => {}
                    () = house.stopping.cancelled() => return,
                }
                let before = house.catalog();
                let looked = tokio::task::spawn_blocking(move || {
                    let fresh = follow.look(&before);
                    (follow, fresh)
                });
                let Ok((again, fresh)) = looked.await else {
                    tracing::error!(
                        "changed scenarios are not taken up any more: reading them broke; start ride again"
                    );
                    return;
                };
                follow = again;
                if let Some(fresh) = fresh {
                    *held(&house.catalog) = Arc::new(fresh);
                    house.prepare();
                }
            }
        });
    }
}

/// A folder that is followed.
struct Follow {
    watch: Watch,
    /// What keeps the folder from being read, as it was told last.
    trouble: Option<String>,
}

impl Follow {
    /// The catalog, if the folder changed. What is new is told in the log; a folder that can't be read leaves everything
    /// as it is, and is told once.
    fn look(&mut self, before: &Catalog) -> Option<Catalog> {
        let loaded = match self.watch.look() {
            Ok(false) => Ok(None),
            Ok(true) => Catalog::load_after(self.watch.folder(), before).map(Some),
            Err(e) => Err(e),
        };
        match loaded {
            Ok(fresh) => {
                if self.trouble.take().is_some() {
                    tracing::info!("the scenarios in {} can be read again", self.watch.folder().display());
                }
                let fresh = fresh?;
                let news = fresh.news(before);
                news.told.iter().for_each(|line| tracing::info!("{line}"));
                news.mistakes.iter().for_each(|mistake| tracing::error!("{mistake}"));
                Some(fresh)
            }
            Err(e) => {
                let why = e.to_string();
                if self.trouble.as_ref() != Some(&why) {
                    let folder = self.watch.folder().display();
                    tracing::error!("the scenarios in {folder} can't be read ({why}): the catalog stays as it was");
                    self.trouble = Some(why);
                }
                None
            }
        }
    }
}
