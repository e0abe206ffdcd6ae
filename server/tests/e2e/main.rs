//! From outside: a real `ride serve`, driven by HTTP, psql, psycopg and a browser.

mod browser;
mod cli;
mod journey;
mod lab;
mod window;
