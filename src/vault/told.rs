//! What owners are told that happened: at their next unlock what happened since the last, and by `status` for a month,
//! because the next command that unlocks has moved that on.

use std::ops::Range;

use chrono::{Days, NaiveDate};

use super::open::Vault;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::event::Action;
use crate::records::glass::records_of_all;
use crate::records::member::MemberNumber;
use crate::store::AuditRow;

/// How many days `status` shows it.
pub const SHOWN: u64 = 30;

/// Something that owners are told of, and that happened.
pub struct Told {
    action: Action,
    /// What, how often, and the last time; never a name.
    pub what: String,
}

impl Told {
    /// What shows each time.
    #[must_use]
    pub fn hint(&self) -> String {
        match self.action {
            Action::GlassBroken => "praxis break-glass list says why".to_owned(),
            action => format!("praxis audit log --action {}", action.code()),
        }
    }
}

impl Vault {
    /// Notices what happened since a member last opened the vault. That this command opens it is not in the log yet; and that it
    /// was refused before, by a slip of the finger, is no news to who sits there.
    ///
    /// # Errors
    /// When the log cannot be read at all. What is damaged in it does not keep the vault shut.
    pub(super) fn notice_what_happened(&self, member: MemberNumber) -> Result<(), Failure> {
        let told = self.store.read().last_unlock(member).map_err(Failure::from).and_then(|last| {
            let from = last.as_ref().map_or(0, |(entry, _)| entry + 1);
            // A colon comes after every digit, and so after every time.
            let ever = String::new()..":".to_owned();
            Ok((last, self.told(from, &ever)?))
        });
        match told {
            Ok((last, told)) => {
                let since = last.map_or_else(
                    || "since the vault was made".to_owned(),
                    |(_, time)| format!("since you last opened the vault ({})", in_minutes(&time)),
                );
                for told in told {
                    self.notices.push(format!("{since}, {}: {}", told.what, told.hint()));
                }
                Ok(())
            }
            Err(Failure::Damaged(what, _)) => {
                self.notices
                    .push(format!("what happened since you last opened the vault cannot be told: {what}"));
                Ok(())
            }
            Err(other) => Err(other),
        }
    }

    /// What happened in the days before a day, and on it.
    pub(super) fn told_before(&self, day: NaiveDate) -> Result<Vec<Told>, Failure> {
        let first = day.checked_sub_days(Days::new(SHOWN)).unwrap_or(NaiveDate::MIN);
        let after = day.succ_opt().unwrap_or(NaiveDate::MAX);
        self.told(0, &(first.to_string()..after.to_string()))
    }

    fn told(&self, from: u64, span: &Range<String>) -> Result<Vec<Told>, Failure> {
        let mut all = Vec::new();
        for &action in Action::ALL {
            let Some(words) = action.told() else { continue };
            let mut entries = self.store.read().entries_told(action, from, span)?;
            entries.retain(|entry| !self.refused_here.contains(&entry.seq));
            if action == Action::GlassBroken {
                for entry in &entries {
                    let what = format!("{words}: {}", self.use_of_glass(entry)?);
                    all.push(Told { action, what });
                }
                continue;
            }
            if let Some(last) = entries.last() {
                let times = match entries.len() {
                    1 => "once,".to_owned(),
                    more => format!("{more} times, last"),
                };
                let what = format!("{words}: {times} {}", self.when_and_by_whom(last)?);
                all.push(Told { action, what });
            }
        }
        Ok(all)
    }

    /// Each time by itself: when, by whom, for how long and of what.
    fn use_of_glass(&self, entry: &AuditRow) -> Result<String, Failure> {
        let mut says = self.when_and_by_whom(entry)?;
        says.push_str(&format!(", for {} min", entry.event.count.unwrap_or(0)));
        let number = entry.event.subject.map(|subject| subject.number);
        if let Some(row) = number.map(|number| self.store.read().glass_use(number)).transpose()?.flatten() {
            says.push_str(&format!(", {}", records_of_all(&row.opens)));
        }
        Ok(says)
    }

    fn when_and_by_whom(&self, entry: &AuditRow) -> Result<String, Failure> {
        let mut says = in_minutes(&entry.time);
        if entry.event.member != MemberNumber::HOST {
            says.push_str(&format!(" by member {}", entry.event.member.0));
        }
        if let Some(about) = self.about(entry)? {
            says.push_str(&format!(", {about}"));
        }
        Ok(says)
    }
}

/// `2026-11-21 09:12 UTC`: the log's own time, so that it is found there.
fn in_minutes(time: &str) -> String {
    let (day, clock) = time.split_at_checked(10).unwrap_or((time, ""));
    format!("{day} {} UTC", clock.get(1..6).unwrap_or(""))
}
