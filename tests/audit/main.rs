//! The audit log against whoever can write the vault's files, against bad input, and beside writers: with the program
//! itself, and without any key.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

#[path = "../common/mod.rs"]
mod common;
mod forge;
mod made;

mod anew;
mod busy;
mod changed;
mod input;
mod printed;
mod restored;
