//! What is to be done and is sealed: seen with a key only.

use chrono::NaiveDate;

use super::super::sweep::FoundDue;
use super::super::unlocked::Unlocked;
use super::Agenda;
use crate::failure::Failure;
use crate::records::agenda::{Line, Topic, Urgency};
use crate::records::compartment::Compartment;
use crate::records::text::counted;
use crate::rules::agenda::{OPINION, first_lapse, urgency, within};

impl Unlocked {
    /// What is to be done as of a day, with what is sealed. That requests and what is due were listed is logged.
    ///
    /// # Errors
    /// When something cannot be read at all, or it cannot be logged. Damage is no error here, but lines.
    pub fn agenda(&mut self, as_of: NaiveDate) -> Result<Agenda, Failure> {
        let mut agenda = self.vault.agenda(as_of)?;
        if self.keys.opens(Compartment::Registers) {
            let found = self.opinions_that_lapse(as_of);
            let lines = agenda.gather(found)?;
            agenda.lines.extend(lines.into_iter().flatten());
        } else {
            self.vault
                .notices
                .push("opinions about serious harm do not open to you, and were not looked at".to_owned());
        }
        if self.keys.is_owner() {
            let found = self.entries_that_may_go(as_of);
            let lines = agenda.gather(found)?;
            agenda.lines.extend(lines.into_iter().flatten());
        } else {
            let what = "what may go of invoices, drafts and closed matters only an owner sees, and was not looked at";
            self.vault.notices.push(what.to_owned());
        }
        Ok(agenda)
    }

    /// What goes by itself, and from when on is sealed with it: invoices, drafts, and what registers have closed.
    fn entries_that_may_go(&mut self, as_of: NaiveDate) -> Result<Vec<Line>, Failure> {
        let Some(schedule) = self.vault.config.retention.clone() else { return Ok(Vec::new()) };
        let found = self.due(&schedule, as_of)?;
        let may_go = |one: &&FoundDue| one.item.is_some() && one.stays(as_of).is_empty();
        let count = found.iter().filter(may_go).count();
        if count == 0 {
            return Ok(Vec::new());
        }
        Ok(vec![Line {
            topic: Topic::Retention,
            reference: None,
            urgency: Urgency::Due,
            due: None,
            what: format!(
                "{} may go by the schedule, of invoices, drafts and what is closed: somebody decides",
                counted(count, "thing")
            ),
            brief: "",
            hint: "praxis retention sweep -o PLAN".to_owned(),
        }])
    }

    /// Opinions about serious harm that open requests rest on, and that have lapsed or lapse soon. The requests are logged
    /// as listed.
    ///
    /// # Errors
    /// When something does not open, or it cannot be logged.
    fn opinions_that_lapse(&mut self, as_of: NaiveDate) -> Result<Vec<Line>, Failure> {
        let mut lines = Vec::new();
        for found in self.requests(None, false)? {
            let Some(day) = first_lapse(&self.decisions(&found)?.decisions) else { continue };
            if within(day, as_of, OPINION) {
                let reference = found.reference;
                lines.push(Line {
                    topic: Topic::Opinion,
                    reference: Some(reference),
                    urgency: urgency(Some(day), as_of),
                    due: Some(day),
                    what: "the last day on which an opinion about serious harm counts".to_owned(),
                    brief: "opinion lapses",
                    hint: format!(
                        "send the pack by then, or obtain a new one: praxis sar decide {reference}"
                    ),
                });
            }
        }
        Ok(lines)
    }
}
