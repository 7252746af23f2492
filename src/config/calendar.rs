//! Bank holidays and the clock of requests, as a practice sets them in praxis.toml.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Config;
use crate::records::code::codes;
use crate::records::date::{self, NotADate};
use crate::rules::bank_holidays::Calendar;

/// Bank holidays that the program does not know, or knows wrongly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Days {
    /// Holidays besides.
    pub extra: BTreeSet<NaiveDate>,
    /// Days that are none.
    pub remove: BTreeSet<NaiveDate>,
}

codes! {
    /// Which days of a pause do not count.
    PauseCount {
        /// Both that of the question and that of the answer: UK GDPR Article 12A(5).
        Statute = "statute",
        /// Not that of the answer: a day fewer, and so an earlier date.
        Cautious = "cautious",
    }
}

/// How the clock of a request is read.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Requests {
    /// Which days of a pause do not count.
    pub pause_count: PauseCount,
}

impl Default for Requests {
    fn default() -> Self {
        Self { pause_count: PauseCount::Statute }
    }
}

/// The table as it stands in the file, each date with its place.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    #[serde(default)]
    extra: Vec<toml::Spanned<String>>,
    #[serde(default)]
    remove: Vec<toml::Spanned<String>>,
}

/// Where a date is none, and why.
pub(super) struct Wrong {
    pub at: Range<usize>,
    pub why: NotADate,
}

impl Table {
    pub(super) fn checked(self) -> Result<Days, Wrong> {
        let days = |written: Vec<toml::Spanned<String>>| {
            let day = |text: toml::Spanned<String>| {
                date::parse(text.get_ref()).map_err(|why| Wrong { at: text.span(), why })
            };
            written.into_iter().map(day).collect::<Result<BTreeSet<_>, _>>()
        };
        Ok(Days { extra: days(self.extra)?, remove: days(self.remove)? })
    }
}

impl Config {
    /// The bank holidays that count for the practice.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        Calendar {
            nation: self.practice.nation,
            extra: self.calendar.extra.clone(),
            remove: self.calendar.remove.clone(),
        }
    }

    /// Whether the day of an answer counts: [`crate::rules::access::Facts::cautious`].
    #[must_use]
    pub fn is_cautious(&self) -> bool {
        self.requests.pause_count == PauseCount::Cautious
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::nation::Nation;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_practice_says_what_it_knows_better() {
        let text = Config::text_for("Rooms", Nation::Scotland, None)
            .replace("extra = []", "extra = [\"2026-11-23\", \"24/11/2026\"]")
            .replace("remove = []", "remove = [\"2026-11-30\"]")
            .replace("pause_count = \"statute\"", "pause_count = \"cautious\"");
        let config = Config::parse(&text).expect("reads");
        let calendar = config.calendar();
        assert_eq!(calendar.next_working_day_or_same(day("2026-11-21")), day("2026-11-25"));
        assert!(calendar.is_working_day(day("2026-11-30")));
        assert!(config.is_cautious());
    }

    #[test]
    fn a_file_from_before_has_neither_table() {
        let text = Config::text_for("Rooms", Nation::NorthernIreland, None)
            .replace("[calendar]", "")
            .replace("extra = []", "")
            .replace("remove = []", "")
            .replace("[requests]", "")
            .replace("pause_count = \"statute\"", "");
        let config = Config::parse(&text).expect("reads");
        assert_eq!(config.calendar(), Calendar::of(Nation::NorthernIreland));
        assert!(!config.is_cautious());
    }
}
