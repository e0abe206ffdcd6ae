//! The command line: one file a command.

pub mod scenario;
mod serve;
pub mod verify;

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
    /// For those who write scenarios: makes one, checks files, runs proofs.
    Scenario(scenario::ScenarioArgs),
    /// Checks a receipt and grades its journal again.
    Verify(verify::VerifyArgs),
}

impl Cli {
    /// Runs the command; gives the exit code.
    pub async fn run(self) -> anyhow::Result<i32> {
        match self.command {
            Command::Serve(args) => serve::run(*args).await,
            Command::Scenario(args) => scenario::run(args, scenario::real_lab()).await,
            Command::Verify(args) => verify::run(&args),
        }
    }
}
