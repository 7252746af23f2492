//! Clinical wills: that there is one which opens, by what stands in the clear of each.

use chrono::NaiveDate;

use super::super::open::Vault;
use super::super::rows;
use super::Agenda;
use crate::failure::Failure;
use crate::records::agenda::{Topic, Urgency};
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::reference::Register;
use crate::records::will::WillState;
use crate::rules::will::{Standing, standing};
use crate::store::RegisterRow;

impl Vault {
    pub(super) fn wills_to_look_at(&self, agenda: &mut Agenda) -> Result<(), Failure> {
        let read = self.store.read();
        let (epoch, days) = (read.facts()?.keyring.epoch, self.config.status.drill_days);
        for row in read.register_rows(Register::Will)? {
            if agenda.gather(rows::check_logged_register(&read, &row))?.is_none() {
                continue;
            }
            let Some(state) = WillState::from_code(&row.state) else { continue };
            let tried = self.last_written(&row)?;
            let will = row.reference;
            let anew = format!("praxis will set {will} -o FOLDER");
            let drill = format!("praxis will drill {will} --folder FOLDER");
            let mut soon = |what: &str, hint: &str| {
                agenda.add(Topic::Will, Some(will), Urgency::Soon, what.to_owned(), hint);
            };
            match standing(state, row.epoch, epoch, tried, days) {
                Standing::Retired => {}
                Standing::Unread => soon("begun and never read back: it counts once it was", &anew),
                Standing::Stale => {
                    soon(
                        "of an epoch before the vault's own: somebody was erased since, or came or went",
                        &anew,
                    );
                }
                Standing::Untried => soon("never tried: it counts once it opened", &drill),
                Standing::Tried(day, again) => {
                    let what = format!("opened and found whole on {}", in_words(day));
                    match again {
                        Some(by) => {
                            agenda.add_dated(
                                Topic::Will,
                                Some(will),
                                Some(by),
                                ("will drill due", what),
                                drill,
                            );
                        }
                        None => agenda.add(Topic::Will, Some(will), Urgency::Fine, what, ""),
                    }
                }
            }
        }
        Ok(())
    }

    /// What makes a kit anew. The register of kits does not say in the clear which of them lies in a will, where `kit new`
    /// does not come to.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn renewing_a_kit(&self) -> Result<String, Failure> {
        let rows = self.store.read().register_rows(Register::Will)?;
        let stand = rows.iter().filter(|row| row.state != WillState::Retired.code());
        let wills: Vec<String> = stand.map(|row| row.reference.to_string()).collect();
        Ok(match &wills[..] {
            [] => "praxis kit new".to_owned(),
            wills => {
                format!("praxis kit new, or that of a will, praxis will set {} -o FOLDER", wills.join(" or "))
            }
        })
    }

    /// The day on which the clear side of a row was last written: of a will that is `drilled` that of the drill, which writes
    /// it last. The register has no column for it: the log says it.
    fn last_written(&self, row: &RegisterRow) -> Result<Option<NaiveDate>, Failure> {
        let entries = self.store.read().entries_of(row.reference)?;
        let last = entries.iter().rev().find(|entry| entry.event.row.is_some());
        Ok(last.and_then(|entry| entry.time.get(..10)?.parse().ok()))
    }
}
