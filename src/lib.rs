//! praxis: a records vault.

pub mod clock;
pub mod config;
pub mod crypto;
pub mod failure;
pub mod records;
pub mod rules;
pub mod store;
pub mod vault;
