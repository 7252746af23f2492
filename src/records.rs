//! What the practice keeps: plain data, no behaviour beyond parsing. Knows no file, clock, terminal or database.

pub mod backup;
pub mod certificate;
pub mod chore;
pub mod client;
pub mod code;
pub mod compartment;
pub mod date;
pub mod disposal;
pub mod erasure;
pub mod event;
pub mod file;
pub mod hold;
pub mod id;
pub mod member;
pub mod nhs_number;
pub mod note;
pub mod office;
pub mod plan;
pub mod reference;
pub mod run;
pub mod schedule;
pub mod sealed;
pub mod stored;
pub mod sweep;
pub mod text;
pub mod tombstone;
