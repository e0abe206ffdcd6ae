//! From outside: a real `ride serve`, driven by HTTP, psql, psycopg and a browser.

/// Runs a test on each driver.
macro_rules! on_both_drivers {
    ($($name:ident),* $(,)?) => {
        mod process { $(#[test] fn $name() { super::$name("process"); })* }
        mod docker { $(#[test] fn $name() { super::$name("docker"); })* }
    };
}

mod browser;
mod cli;
mod console;
mod faults;
mod journey;
mod lab;
mod live;
mod paths;
mod postmortem;
mod ways_out;
mod window;
