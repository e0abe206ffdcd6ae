//! `ride`, the program.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

/// A result is many small strings, made and dropped together: with the system's allocator that was half of the time that
/// `ride psql --csv` took.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = ride::cli::Cli::parse();
    let mut runtime = if cli.is_one_client() {
        tokio::runtime::Builder::new_current_thread()
    } else {
        tokio::runtime::Builder::new_multi_thread()
    };
    let runtime = match runtime.enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => return told(&format!("no threads to run on: {e}")),
    };
    let code = match runtime.block_on(cli.run()) {
        Ok(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
        Err(e) => told(&format!("{e:#}")),
    };
    // Everything has been waited for; a blocked reader of the terminal must not hold the process.
    runtime.shutdown_background();
    code
}

fn told(message: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "ride: {message}");
    ExitCode::FAILURE
}
