//! What a loss would cost: kits, backups, restore drills, and the jobs that should run without a person.

use chrono::{Days, NaiveDate};

use super::super::open::Vault;
use super::super::rows;
use super::Agenda;
use crate::failure::Failure;
use crate::records::agenda::{Topic, Urgency};
use crate::records::backup::BackupRow;
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::office::KitState;
use crate::records::reference::Register;
use crate::records::run::Job;
use crate::records::text::counted;
use crate::rules::readiness::{self, Kits};

impl Vault {
    /// How the kits stand, by the register.
    pub(in super::super) fn kit_standing(&self) -> Result<Kits, Failure> {
        let read = self.store.read();
        let register = read.register_rows(Register::Kit)?;
        let known = register
            .iter()
            .filter_map(|row| Some((row.reference, KitState::from_code(&row.state)?, row.epoch)));
        Ok(readiness::kits(&known.collect::<Vec<_>>(), read.facts()?.keyring.epoch))
    }

    pub(super) fn kits_to_make(&self, agenda: &mut Agenda) -> Result<(), Failure> {
        let read = self.store.read();
        for row in read.register_rows(Register::Kit)? {
            agenda.gather(rows::check_logged_register(&read, &row))?;
        }
        let kits = self.kit_standing()?;
        let about = Topic::Kit;
        if kits.read_back.is_empty() {
            // Where nobody knows who the members are, one is taken to be alone.
            let owners = self.members_seen().map_or(1, |(_, members)| members.owners());
            let what = if owners > 1 {
                "there is no recovery kit: with this machine all is lost"
            } else {
                "no recovery kit and no second owner: with your identity, or this machine, all is lost"
            };
            agenda.add(about, None, Urgency::Due, what.to_owned(), "praxis kit new -o FILE");
        } else if kits.read_back != kits.stale {
            let fresh = kits.read_back.iter().filter(|kit| !kits.stale.contains(kit));
            let fresh: Vec<String> = fresh.map(ToString::to_string).collect();
            agenda.add(about, None, Urgency::Fine, format!("read back: {}", fresh.join(", ")), "");
        }
        for kit in kits.unread {
            let what = "made and never read back".to_owned();
            let hint = format!("praxis kit verify FILE; or destroy it: praxis kit retire {kit}");
            agenda.add(about, Some(kit), Urgency::Soon, what, &hint);
        }
        for kit in kits.stale {
            let what = "stale: with an old backup it could bring back what was erased since".to_owned();
            let hint = format!("{}; destroy the old one; praxis kit retire {kit}", self.renewing_a_kit()?);
            agenda.add(about, Some(kit), Urgency::Soon, what, &hint);
        }
        Ok(())
    }

    pub(super) fn backups_to_make(&self, agenda: &mut Agenda) -> Result<(), Failure> {
        let read = self.store.read();
        let rows = read.backups()?;
        let backups = readiness::backups(&rows);
        // Only what is relied on is compared with the log: there may be one of every night.
        for row in [backups.newest, backups.drilled].into_iter().flatten() {
            agenda.gather(rows::check_logged_backup(&read, row))?;
        }
        match backups.newest {
            None => {
                let what = "there is no backup: with this disk all is lost".to_owned();
                agenda.add(Topic::Backup, None, Urgency::Due, what, "praxis backup create --to DIR");
            }
            Some(row) => self.age_of(row, agenda),
        }
        self.drill(backups.newest, backups.drilled, agenda);
        for reference in backups.cut_off {
            let what = "cut off while it was written".to_owned();
            agenda.add(
                Topic::Backup,
                Some(reference),
                Urgency::Later,
                what,
                "the next one to the same folder clears it away",
            );
        }
        let lacking = self.missing_keyring_copies().len();
        if lacking > 0 {
            let what = format!("{} of backups without the keyring of today", counted(lacking, "folder"));
            agenda.add(
                Topic::Backup,
                None,
                Urgency::Soon,
                what,
                "put the medium in, and make a backup there",
            );
        }
        Ok(())
    }

    fn age_of(&self, row: &BackupRow, agenda: &mut Agenda) {
        let (days, made) = (self.config.status.backup_days, row.made.parse::<NaiveDate>().ok());
        let by = made.and_then(|made| after(made, days));
        let made = made.map_or_else(|| "an unknown day".to_owned(), in_words);
        if by.is_some_and(|by| by < agenda.as_of) {
            let says = ("backup due", format!("the last one, {}, is of {made}", row.reference));
            agenda.add_dated(Topic::Backup, None, by, says, "praxis backup create".to_owned());
        } else {
            agenda.add(Topic::Backup, Some(row.reference), Urgency::Fine, format!("of {made}"), "");
        }
    }

    /// A restore counts as tried when a backup was opened and found whole.
    fn drill(&self, newest: Option<&BackupRow>, drilled: Option<&BackupRow>, agenda: &mut Agenda) {
        let days = self.config.status.drill_days;
        let last = drilled.and_then(|row| row.verified.as_deref()?.parse::<NaiveDate>().ok());
        if let Some(last) = last {
            let what = format!("a backup was opened and found whole on {}", in_words(last));
            if let Some(by) = after(last, days) {
                let says = ("restore drill due", format!("try a restore again: {what}"));
                agenda.add_dated(Topic::Drill, None, Some(by), says, "praxis backup verify".to_owned());
            }
        } else if newest.is_some() && days > 0 {
            let what = "no backup was ever opened: it counts once it was".to_owned();
            agenda.add(Topic::Drill, None, Urgency::Soon, what, "praxis backup verify");
        }
    }

    pub(super) fn jobs_that_ran(&self, agenda: &mut Agenda) -> Result<(), Failure> {
        for (job, last, by) in self.jobs()? {
            let what = format!("{} ran on {}", job.command(), in_words(last));
            if by.is_some_and(|by| by < agenda.as_of) {
                // Each by its own code: a calendar knows a line by these words.
                let brief = match job {
                    Job::Check => "retention check missed",
                    Job::Housekeeping => "housekeeping missed",
                };
                let says = (brief, format!("{what}, and no more since"));
                let hint = "look at cron or the timer".to_owned();
                agenda.add_dated(Topic::Job, None, by, says, hint);
            } else {
                agenda.add(Topic::Job, None, Urgency::Fine, what, "");
            }
        }
        Ok(())
    }
}

/// So many days later; 0 days: never.
fn after(day: NaiveDate, days: u16) -> Option<NaiveDate> {
    day.checked_add_days(Days::new(u64::from(days))).filter(|_| days > 0)
}
