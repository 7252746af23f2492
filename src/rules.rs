//! What the law and the schedule say: pure functions of records and dates. Each answer carries its reason.

pub mod access;
pub mod agenda;
pub mod bank_holidays;
pub mod breach;
pub mod breach_duty;
pub mod breach_step;
pub mod complaint;
pub mod complaint_numbers;
pub mod complaint_steps;
pub mod dead_record;
pub mod deadline;
pub mod disclosure;
pub mod erasure;
pub mod hold;
pub mod last_contact;
pub mod log_retention;
pub mod membership;
pub mod period;
pub mod readiness;
pub mod redaction;
pub mod request;
pub mod retention;
pub mod scope;
pub mod session;
pub mod severity;
pub mod statistics;
