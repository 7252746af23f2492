//! What leaves the vault about breaches: registered as an export and logged, in one transaction, before anybody gets it.

use super::breaches::{clocks, unfit};
use super::exports::add_to_register;
use super::keys::office_slot;
use super::matter::matter_row;
use super::mirrors::Extent;
use super::unlocked::Unlocked;
use crate::failure::Failure;
use crate::records::breach::{Breach, Entry, Step};
use crate::records::event::{Action, Event};
use crate::records::id::Handle;
use crate::records::office::ExportEntry;
use crate::records::reference::Reference;
use crate::records::stored::HandleState;
use crate::rules::breach_step::may_happen;

impl Unlocked {
    /// Registers that the register of breaches, or what it says of one, leaves the vault.
    ///
    /// # Errors
    /// When it cannot be registered or logged; then it must not be handed over.
    pub fn register_paper(
        &mut self,
        entry: &ExportEntry,
        breaches: &[Reference],
    ) -> Result<Reference, Failure> {
        let office = self.reader(Extent::Few)?.key(&office_slot(self.id()))?;
        let (member, epoch, made) = (self.member(), self.keys.epoch, self.vault.now.today().to_string());
        self.write(|writer| {
            let export = add_to_register(writer, &office, entry, epoch, made)?;
            let event = Event::new(member, Action::BreachReported);
            let event = match breaches {
                [one] => event.about(matter_row::<Breach>(writer.read(), *one)?.handle),
                several => event.counting(several.len() as u64),
            };
            writer.log(&event)?;
            Ok(export)
        })
    }

    /// Registers letters to the people whom a breach affects, logs whose records they are about, and records them with the
    /// breach.
    ///
    /// # Errors
    /// When the breach is closed, one of them was erased meanwhile, or it cannot be registered or logged; then the letters
    /// must not be handed over.
    pub fn register_letters(
        &mut self,
        entry: &ExportEntry,
        breach: Reference,
        clients: &[Handle],
    ) -> Result<Reference, Failure> {
        let id = self.id();
        let office = self.reader(Extent::Few)?.key(&office_slot(id))?;
        let (by, epoch, today) = (self.member(), self.keys.epoch, self.vault.now.today());
        let (now, recorded) = (self.vault.now.instant(), self.vault.now.text());
        let found = self.open_one_matter::<Breach>(breach)?;
        let about = found.row.handle;
        let next = found.matter.clone();
        let clocks = clocks(&self.standing_of(&next)?);
        let mut change = self.prepare_matter(found, next, &clocks)?;
        let letters = u32::try_from(clients.len()).unwrap_or(u32::MAX);
        self.write(|writer| {
            let export = add_to_register(writer, &office, entry, epoch, today.to_string())?;
            for client in clients {
                let row = writer.read().handle_row(*client)?;
                if row.is_none_or(|row| row.state == HandleState::Erased) {
                    return Err(Failure::Busy(None));
                }
                writer.log(&Event::new(by, Action::ClientExported).about(*client))?;
            }
            writer.log(&Event::new(by, Action::LettersWritten).about(about).counting(u64::from(letters)))?;
            let step = Step::Written { letters, export, on: today };
            may_happen(change.next(), &step, now).map_err(|why| unfit(breach, &why))?;
            change.next().history.push(Entry { step, by, recorded });
            change.write(writer, id)?;
            Ok(export)
        })
    }
}
