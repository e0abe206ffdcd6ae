//! The engine itself.

use super::{Input, Options, Output};

/// One connection's psql.
#[derive(Debug)]
pub struct Engine {
    options: Options,
}

impl Engine {
    /// A psql that has not connected yet.
    pub fn new(options: Options) -> Self {
        Self { options }
    }

    /// Takes in what happened at `now_us` (microseconds on any steady clock) and appends what the host shall do.
    pub fn handle(&mut self, now_us: u64, input: Input, out: &mut Vec<Output>) {
        let _ = (&self.options, now_us, input, out);
    }
}
