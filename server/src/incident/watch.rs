//! The watch: once a second it measures, reports and shows; and it notices when the sandbox dies.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::IncidentError;
use super::board::Board;
use crate::sandbox::Sandbox;

/// Seconds without an answer before the learner is told.
const MISSED: u32 = 5;

/// Between two samples.
pub(crate) const BEAT: Duration = Duration::from_secs(1);

/// Watches from `first` on until the incident ends; ends it when the sandbox dies.
pub(crate) async fn watch(board: Arc<Board>, sandbox: Arc<dyn Sandbox>, first: Instant) {
    let stop = board.wiring.stop.clone();
    let mut beat = interval_at(first, BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let work = async {
        let mut missed = 0;
        loop {
            beat.tick().await;
            match tick(&board).await {
                Ok(()) => missed = 0,
                Err(error) => {
                    missed += 1;
                    tracing::debug!(%error, missed, "the watch missed a second");
                    if missed == MISSED {
                        board.pen.trouble(format!("nothing could be measured for {MISSED} seconds: {error}"));
                    }
                }
            }
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = work => {}
        last_words = sandbox.died() => {
            board.pen.trouble(format!("the sandbox's PostgreSQL is gone: {last_words}"));
            stop.cancel();
        }
    }
}

async fn tick(board: &Board) -> Result<(), IncidentError> {
    // What is known without asking comes first: it must not wait for a server that doesn't answer.
    board.flush_log().await;
    board.report_terminated().await;
    board.sample().await?;
    board.report_some_ddl().await?;
    Ok(board.probers.tend_spare().await?)
}
