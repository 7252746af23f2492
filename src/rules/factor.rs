//! Whether an identity file is protected as the practice wants it, and whether its passphrase is older than the practice
//! wants it to become. UK GDPR Article 32(1) leaves the measure to the practice. A passphrase that is good need not be
//! changed by the calendar (NCSC, "Password administration for system owners"), so that nothing is said unless it is asked
//! for.

use chrono::NaiveDate;

use crate::records::factor::{Factors, WantedFactor};

/// What an identity file lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lacks(Factors);

impl Lacks {
    /// What is lacking, in words.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match (self.0.passphrase, self.0.plugin) {
            (true, true) => "a passphrase and a hardware key",
            (true, false) => "a passphrase",
            _ => "a hardware key",
        }
    }

    /// What gives it.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        if self.0.plugin {
            "praxis identity factor --plugin-identity FILE"
        } else {
            "praxis identity passphrase"
        }
    }
}

/// What an identity file lacks of what is wanted; none where it is enough.
#[must_use]
pub fn lacks(wanted: WantedFactor, has: Factors) -> Option<Lacks> {
    let (passphrase, plugin) = match wanted {
        WantedFactor::Any => (false, false),
        WantedFactor::Passphrase => (true, false),
        WantedFactor::Plugin => (false, true),
        WantedFactor::Both => (true, true),
    };
    let lacks = Factors { passphrase: passphrase && !has.passphrase, plugin: plugin && !has.plugin };
    (lacks != Factors::default()).then_some(Lacks(lacks))
}

/// What is said to whoever typed a passphrase that is older than so many days; 0: it may become as old as it likes.
#[must_use]
pub fn old_passphrase(days: u16, set: Option<NaiveDate>, today: NaiveDate) -> Option<String> {
    if days == 0 {
        return None;
    }
    let Some(set) = set else {
        return Some(
            "the identity file does not say when its passphrase was set; praxis identity passphrase sets another"
                .to_owned(),
        );
    };
    let age = (today - set).num_days();
    (age > i64::from(days)).then(|| {
        format!("the passphrase of your identity is {age} days old; praxis identity passphrase sets another")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_policy_against_every_file() {
        let file = |passphrase, plugin| Factors { passphrase, plugin };
        let all = [file(false, false), file(true, false), file(false, true), file(true, true)];
        for (wanted, enough) in [
            (WantedFactor::Any, [true, true, true, true]),
            (WantedFactor::Passphrase, [false, true, false, true]),
            (WantedFactor::Plugin, [false, false, true, true]),
            (WantedFactor::Both, [false, false, false, true]),
        ] {
            assert_eq!(all.map(|has| lacks(wanted, has).is_none()), enough, "{wanted:?}");
        }
        let said = |wanted, has| lacks(wanted, has).map(|lacks| (lacks.in_words(), lacks.remedy()));
        let factor = "praxis identity factor --plugin-identity FILE";
        assert_eq!(
            said(WantedFactor::Both, file(false, false)),
            Some(("a passphrase and a hardware key", factor))
        );
        assert_eq!(said(WantedFactor::Both, file(true, false)), Some(("a hardware key", factor)));
        assert_eq!(
            said(WantedFactor::Both, file(false, true)),
            Some(("a passphrase", "praxis identity passphrase"))
        );
    }

    #[test]
    fn a_passphrase_is_old_on_the_day_after_its_last() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let set = Some(day("2026-01-01"));
        assert_eq!(old_passphrase(30, set, day("2026-01-31")), None);
        assert!(old_passphrase(30, set, day("2026-02-01")).expect("old").contains("31 days old"));
        assert_eq!(old_passphrase(0, set, day("2036-01-01")), None);
        assert_eq!(old_passphrase(30, set, day("2025-01-01")), None, "a clock behind");
        assert!(old_passphrase(30, None, day("2026-01-01")).expect("unknown").contains("does not say"));
        assert_eq!(old_passphrase(0, None, day("2026-01-01")), None);
    }
}
