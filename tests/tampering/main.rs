//! Whatever is changed in a vault's files is noticed and named, or has no effect; and nothing panics.
//!
//! Each test changes a copy of one vault behind praxis's back and looks what the program says. What nothing could
//! notice is said in the test that shows it. Bytes and lengths are drawn by a seeded generator, so that every run
//! looks at the same ones.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

#[path = "../common/mod.rs"]
mod common;
mod filled;
mod made;

mod binary;
mod database;
mod files;
mod forged;
mod places;
mod rows;
