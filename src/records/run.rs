//! A job that runs without a person, and when it did so last.

use super::code::codes;

codes! {
    /// Which job.
    Job {
        /// `retention sweep --check`.
        Check = "check",
        /// `housekeeping --apply`.
        Housekeeping = "housekeeping",
    }
}

impl Job {
    /// What is typed for it.
    #[must_use]
    pub const fn command(self) -> &'static str {
        match self {
            Job::Check => "praxis retention sweep --check",
            Job::Housekeeping => "praxis housekeeping --apply",
        }
    }
}

/// The last run of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Which.
    pub job: Job,
    /// When, RFC 3339 in UTC.
    pub last: String,
    /// How much was due, or done.
    pub due: u64,
}
