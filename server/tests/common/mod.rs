pub mod browser;
pub mod lab;
