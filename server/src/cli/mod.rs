//! cli
pub mod scenario;
pub mod verify;
