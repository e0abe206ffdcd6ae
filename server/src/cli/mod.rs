//! The command line: one file a command.

mod client;
mod connect;
mod console;
mod doctor;
mod history;
mod keyboard;
mod login;
mod machine;
mod packing;
mod paths;
mod postgres;
mod postmortem;
pub mod psql;
pub mod scenario;
mod serve;
mod terminal;
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
    /// The lab in a terminal.
    Postgres(Box<postgres::PostgresArgs>),
    /// The console by itself, for any PostgreSQL, with psql's own options.
    Psql(Box<psql::PsqlArgs>),
    /// What this machine has, what is missing, and what to do about it.
    Doctor(doctor::DoctorArgs),
    /// For those who write scenarios: makes one, checks files, runs proofs.
    Scenario(scenario::ScenarioArgs),
    /// Postmortems: makes the pack of a timeline that somebody wrote down.
    Postmortem(postmortem::PostmortemArgs),
    /// Checks a receipt and grades its journal again.
    Verify(verify::VerifyArgs),
}

impl Cli {
    /// Whether the command is one client that waits for one server. On a runtime of several threads the one that waits
    /// on the socket is not the one that goes on, and every answer would cost a switch between them.
    pub fn is_one_client(&self) -> bool {
        matches!(self.command, Command::Psql(_))
    }

    /// Runs the command; gives the exit code.
    pub async fn run(self) -> anyhow::Result<i32> {
        match self.command {
            Command::Serve(args) => serve::run(*args).await,
            Command::Postgres(args) => postgres::run(*args).await,
            Command::Psql(args) => psql::run(*args).await,
            Command::Doctor(args) => doctor::run(args).await,
            Command::Scenario(args) => scenario::run(args, scenario::real_lab()).await,
            Command::Postmortem(args) => postmortem::run(args),
            Command::Verify(args) => verify::run(&args),
        }
    }
}
