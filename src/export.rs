//! Files and JSON for people and programs outside: one form for what is shown and what is exported.

pub mod breach;
pub mod csv;
pub mod form;
pub mod ical;
pub mod letters;
pub mod log_bundle;
pub mod log_proof;
pub mod pack;
mod page;
pub mod qr;
pub mod will;
pub mod words;
