//! The command line: one file a command.

pub mod console;
mod dsn;
mod keyboard;
pub mod psql;
mod serve;
mod transport;

use clap::{Parser, Subcommand};

/// Practise PostgreSQL incidents on a real PostgreSQL.
#[derive(Debug, Parser)]
#[command(name = "ride", version, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the lab: the page, its interface, and psql's port.
    Serve(Box<serve::ServeArgs>),
    /// The lab's psql on a terminal or a script, with psql's own options.
    Psql(Box<psql::PsqlArgs>),
}

impl Cli {
    /// Runs the command; gives the exit code.
    pub async fn run(self) -> anyhow::Result<i32> {
        match self.command {
            Command::Serve(args) => serve::run(*args).await,
            Command::Psql(args) => psql::run(*args).await,
        }
    }
}
