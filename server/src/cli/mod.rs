//! The command line: one file a command.

pub mod console;
mod dsn;
mod keyboard;
pub mod psql;
mod transport;
