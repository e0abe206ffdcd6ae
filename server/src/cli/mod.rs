//! The command line: one file a command.

mod serve;

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
}

impl Cli {
    /// Runs the command; gives the exit code.
    pub async fn run(self) -> anyhow::Result<i32> {
        match self.command {
            Command::Serve(args) => serve::run(*args).await,
        }
    }
}
