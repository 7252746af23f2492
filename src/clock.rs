//! The only place that reads clocks: the one on the wall once for each command, and handed down; and once more when a
//! passphrase was wrong, from when on the next question waits.

mod uptime;

use chrono::{DateTime, NaiveDate, SecondsFormat, SubsecRound, Utc};

use crate::records::date;

pub use uptime::uptime;

/// The moment a command began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Now(DateTime<Utc>);

impl Now {
    /// Reads the clock, to the second.
    #[must_use]
    pub fn read() -> Self {
        Self(Utc::now().trunc_subsecs(0))
    }

    /// A given moment, for tests.
    #[must_use]
    pub fn at(instant: DateTime<Utc>) -> Self {
        Self(instant.trunc_subsecs(0))
    }

    /// The instant.
    #[must_use]
    pub fn instant(self) -> DateTime<Utc> {
        self.0
    }

    /// The civil date in London.
    #[must_use]
    pub fn today(self) -> NaiveDate {
        date::in_london(self.0)
    }

    /// RFC 3339 in UTC, to the second: how instants are stored.
    #[must_use]
    pub fn text(self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::Secs, true)
    }
}
