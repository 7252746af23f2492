//! What is to be done and by when, gathered from what stands in the clear: it takes no key, asks nothing and writes
//! nothing. Of rows that are named one by one each is compared with the log; what is only counted is not. What is sealed
//! joins it when somebody unlocks the vault.

mod happened;
mod people;
mod safety;
mod sealed;
mod wills;

use chrono::{Datelike, NaiveDate};

use super::holds::check_logged_hold;
use super::open::Vault;
use super::rows;
use crate::failure::Failure;
use crate::records::agenda::{Line, REPORT_DUE, Topic, Urgency};
use crate::records::clock::{ClockKind, ClockRow, ClockState};
use crate::records::compartment::Compartment;
use crate::records::hold::HoldState;
use crate::records::id::VaultId;
use crate::records::reference::{Reference, Register};
use crate::records::stored::{HandleRow, HandleState};
use crate::records::text::counted;
use crate::records::tombstone::ErasureState;
use crate::rules::agenda::{pressing, urgency};
use crate::store::Reading;

/// What is to be done.
pub struct Agenda {
    /// Of which vault.
    pub vault: VaultId,
    /// As of which day.
    pub as_of: NaiveDate,
    /// One line for each, in no order.
    pub lines: Vec<Line>,
    /// How many things are damaged; each has its line.
    pub damaged: usize,
}

/// Gathers one kind of line.
type Part = fn(&Vault, &mut Agenda) -> Result<(), Failure>;

impl Agenda {
    fn add(
        &mut self,
        topic: Topic,
        reference: Option<Reference>,
        urgency: Urgency,
        what: String,
        hint: &str,
    ) {
        let (due, brief, hint) = (None, "", hint.to_owned());
        self.lines.push(Line { topic, reference, urgency, due, what, brief, hint });
    }

    /// Adds what has a day, or will have one.
    fn add_dated(
        &mut self,
        topic: Topic,
        reference: Option<Reference>,
        due: Option<NaiveDate>,
        (brief, what): (&'static str, String),
        hint: String,
    ) {
        let urgency = urgency(due, self.as_of);
        self.lines.push(Line { topic, reference, urgency, due, what, brief, hint });
    }

    /// Damage is a line, so that the others are seen as well; anything else is about this run and not about the vault.
    fn gather<T>(&mut self, found: Result<T, Failure>) -> Result<Option<T>, Failure> {
        match found {
            Ok(found) => Ok(Some(found)),
            Err(Failure::Damaged(what, _)) => {
                self.damaged += 1;
                self.add(
                    Topic::Vault,
                    None,
                    Urgency::Overdue,
                    what,
                    "praxis doctor --locked looks at everything",
                );
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }
}

impl Vault {
    /// What is to be done as of a day, as far as it stands in the clear.
    ///
    /// # Errors
    /// When something cannot be read at all. Damage is no error here, but lines.
    pub fn agenda(&self, as_of: NaiveDate) -> Result<Agenda, Failure> {
        let _moment = self.store.snapshot()?;
        let mut agenda = Agenda { vault: self.facts.id, as_of, lines: Vec::new(), damaged: 0 };
        let parts: [Part; 11] = [
            Self::the_vault_itself,
            Self::what_is_open,
            Self::what_may_go,
            Self::holds_to_review,
            Self::erasures_to_finish,
            Self::kits_to_make,
            Self::backups_to_make,
            Self::wills_to_look_at,
            Self::jobs_that_ran,
            Self::what_happened,
            Self::who_opens_what,
        ];
        for part in parts {
            let done = part(self, &mut agenda);
            agenda.gather(done)?;
        }
        self.the_fee(&mut agenda);
        self.settings_that_are_missing(&mut agenda);
        Ok(agenda)
    }

    fn the_vault_itself(&self, agenda: &mut Agenda) -> Result<(), Failure> {
        if let Err(Failure::Refused(what, hint)) = self.check_clock_both_ways() {
            agenda.add(Topic::Vault, None, Urgency::Due, what, &hint);
        }
        self.refuse_members_not_seen()
    }

    /// Requests, complaints and breaches, by their clocks; those without one are open all the same.
    fn what_is_open(&self, agenda: &mut Agenda) -> Result<(), Failure> {
        let read = self.store.read();
        let mut all = read.clocks()?;
        for register in [Register::Request, Register::Complaint, Register::Breach] {
            for row in read.handles_in(register, HandleState::Active)? {
                all.retain(|clock| clock.reference != row.reference);
                if let Some(clocks) = agenda.gather(clocks_of(&read, &row))? {
                    let lines = clocks.iter().map(|clock| clock_line(clock, agenda.as_of));
                    agenda.lines.extend(lines.collect::<Vec<_>>());
                    if clocks.is_empty() {
                        let (topic, hint) = open_line(row.reference);
                        let what = "open: nothing of it has a day".to_owned();
                        agenda.add(topic, Some(row.reference), Urgency::Later, what, &hint);
                    }
                }
            }
        }
        for clock in all {
            let what = format!("a clock of {} runs, which is not open", clock.reference);
            agenda.gather(Err::<(), _>(Failure::damaged(what)))?;
        }
        Ok(())
    }

    fn what_may_go(&self, agenda: &mut Agenda) -> Result<(), Failure> {
        let (read, day) = (self.store.read(), agenda.as_of);
        let clients = read.count_due_handles(Register::Client, day.year())?;
        if clients > 0 {
            let what =
                format!("{} may go by the schedule: somebody decides", counted(number(clients), "record"));
            agenda.add(Topic::Retention, None, Urgency::Due, what, "praxis retention sweep -o PLAN");
        }
        let month = day.format("%Y-%m").to_string();
        let chores = read.count_contact_due(&month)?
            + read.count_to_go(Compartment::Process, &month, &day.to_string())?;
        if chores > 0 {
            let what = format!("{} may go without a review", counted(number(chores), "thing"));
            agenda.add(Topic::Housekeeping, None, Urgency::Soon, what, "praxis housekeeping --apply");
        }
        Ok(())
    }

    fn holds_to_review(&self, agenda: &mut Agenda) -> Result<(), Failure> {
        let read = self.store.read();
        for hold in read.holds()?.into_iter().filter(|hold| hold.state == HoldState::Active) {
            if agenda.gather(check_logged_hold(&read, &hold))?.is_some() {
                let says = ("review due", "look whether the hold is still needed".to_owned());
                let hint =
                    format!("praxis hold list; if the reason is gone: praxis hold lift {}", hold.reference);
                agenda.add_dated(Topic::Hold, Some(hold.reference), Some(hold.review_on), says, hint);
            }
        }
        Ok(())
    }

    fn erasures_to_finish(&self, agenda: &mut Agenda) -> Result<(), Failure> {
        let read = self.store.read();
        let (mut intended, mut shredded) = (Vec::new(), Vec::new());
        for row in read.erasures()? {
            let of = match row.state {
                ErasureState::Intended => &mut intended,
                ErasureState::Shredded => &mut shredded,
                ErasureState::Refused | ErasureState::Rotated => continue,
            };
            if agenda.gather(rows::check_logged_erasure(&read, &row))?.is_some() {
                of.push(row.reference);
            }
        }
        for (of, one, many, hint) in [
            (
                intended,
                "decided and not finished",
                "decided and not finished",
                "the next command that writes finishes it",
            ),
            (
                shredded,
                "rotation due: old backups open until then",
                "shredded and not rotated: old backups open until then",
                "the owner unlocks the vault: praxis client list",
            ),
        ] {
            match of[..] {
                [] => {}
                [reference] => {
                    agenda.add(Topic::Erasure, Some(reference), Urgency::Due, one.to_owned(), hint);
                }
                _ => {
                    let what = format!("{} {many}", counted(of.len(), "erasure"));
                    agenda.add(Topic::Erasure, None, Urgency::Due, what, hint);
                }
            }
        }
        Ok(())
    }

    fn the_fee(&self, agenda: &mut Agenda) {
        let regulator = &self.config.privacy.regulator;
        let Some(day) = regulator.fee_paid_to else {
            let what = "when does the fee run out? nothing says so".to_owned();
            agenda.add(Topic::Fee, None, Urgency::Later, what, "praxis.toml: privacy.regulator.fee_paid_to");
            return;
        };
        let number = regulator.registration.as_deref();
        let what = number.map_or_else(
            || "the fee to the Commissioner runs out".to_owned(),
            |number| format!("the fee to the Commissioner for {number} runs out"),
        );
        let hint = "pay it, and write the new day into praxis.toml: privacy.regulator.fee_paid_to".to_owned();
        agenda.add_dated(Topic::Fee, None, Some(day), ("fee due", what), hint);
    }

    fn settings_that_are_missing(&self, agenda: &mut Agenda) {
        let mut later =
            |topic, what: &str, hint| agenda.add(topic, None, Urgency::Later, what.to_owned(), hint);
        if self.config.retention.is_none() {
            let hint = "praxis retention schedule show --preset insurer-7 --toml";
            later(
                Topic::Retention,
                "praxis.toml has no retention schedule: nothing is ever disposed of",
                hint,
            );
        } else if self.schedule_hash() != self.facts.schedule {
            let what = "praxis.toml has another schedule than the days in the clear follow from";
            later(Topic::Retention, what, "the next command that unlocks the vault works them out anew");
        }
        if self.config.privacy.contact.is_none() {
            let what = "praxis.toml does not say where people can write to: letters need it";
            later(Topic::Vault, what, "praxis.toml: privacy.contact");
        }
    }
}

/// The clocks of what is open, if row and clocks are as the log knows them.
fn clocks_of(read: &Reading<'_>, row: &HandleRow) -> Result<Vec<ClockRow>, Failure> {
    rows::check_logged_handle(read, row)?;
    rows::logged_clocks(read, row.reference)
}

fn open_line(reference: Reference) -> (Topic, String) {
    match reference.register {
        Register::Complaint => (Topic::Complaint, format!("praxis complaint show {reference}")),
        Register::Breach => (Topic::Breach, format!("praxis breach show {reference}")),
        _ => (Topic::Request, format!("praxis request show {reference}")),
    }
}

fn clock_line(clock: &ClockRow, as_of: NaiveDate) -> Line {
    let ClockRow { reference, kind, due, state } = *clock;
    let (topic, brief, what, hint) = match kind {
        ClockKind::Answer => {
            (Topic::Request, "answer due", "answer the request", format!("praxis request clock {reference}"))
        }
        ClockKind::Acknowledge => (
            Topic::Complaint,
            "acknowledgement due",
            "acknowledge the complaint",
            format!("praxis complaint acknowledge {reference} --how WAY"),
        ),
        ClockKind::Outcome => (
            Topic::Complaint,
            "outcome due",
            "tell the outcome, without undue delay",
            format!("praxis complaint close {reference} --outcome OUTCOME --how WAY"),
        ),
        ClockKind::Notify => (
            Topic::Breach,
            REPORT_DUE,
            "report it to the Commissioner, unless it is unlikely to be a risk",
            format!("praxis breach show {reference} says the hour"),
        ),
        ClockKind::Tell => (
            Topic::Breach,
            "people to be told",
            "tell the people whom it affects, without undue delay",
            format!("praxis breach letters {reference} -o FILE"),
        ),
    };
    let what = match state {
        ClockState::NotStarted => format!("{what}: the time has not begun, something is waited for"),
        ClockState::Paused => format!("{what}: the time stands still, something is waited for"),
        ClockState::Extended => format!("{what}: the time was extended"),
        ClockState::Running if kind == ClockKind::Answer && due.is_none() => {
            "it is open: no law says by when it is answered".to_owned()
        }
        // The 72 hours end at an hour, which is sealed.
        ClockState::Running if kind == ClockKind::Notify && due == Some(as_of) => {
            format!("{what}: today, its hour may be over")
        }
        ClockState::Running => what.to_owned(),
    };
    let urgency = pressing(kind, due, as_of);
    Line { topic, reference: Some(reference), urgency, due, what, brief, hint }
}

fn number(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
