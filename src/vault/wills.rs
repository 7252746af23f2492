//! Clinical wills: what a trustee is given is on record before it exists, and counts once it was read back; and what is needed
//! to try whether it still opens.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use super::backup::{BackupKey, Drill, FoundBackup, Going};
use super::exports::add_to_register;
use super::keys::{office_handle, office_slot};
use super::kit::Kit;
use super::mirrors::Extent;
use super::rows::{self, first_version, next_version};
use super::sweep::FoundDue;
use super::unlocked::Unlocked;
use crate::failure::Failure;
use crate::records::backup::BackupState;
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::event::{Action, Event};
use crate::records::id::Handle;
use crate::records::office::{ExportEntry, KitEntry, KitState};
use crate::records::reference::{Reference, Register};
use crate::records::schedule::Schedule;
use crate::records::stored::{Flags, HandleState, RecordRow, RecordType};
use crate::records::sweep::Because;
use crate::records::will::{Duty, Former, KIT, MayGo, ToCall, WillDrill, WillEntry, WillFile, WillState};
use crate::rules::period::age_on;
use crate::rules::retention::When;
use crate::rules::will::{GROWN_UP, first_name, is_current};
use crate::store::RegisterRow;

/// A will in a list.
pub struct FoundWill {
    /// Which one.
    pub reference: Reference,
    /// The day its folder was made, ISO.
    pub made: String,
    /// The epoch of its kit, and of what its lists say.
    pub epoch: u64,
    /// Where it stands.
    pub state: WillState,
    /// Whether it is of an epoch before the vault's own.
    pub stale: bool,
    /// The sealed side.
    pub entry: WillEntry,
    /// The version of its record that this was read from: who goes on to write finds out whether it is still that one.
    version: u32,
}

/// A will whose folder is about to be made.
pub struct Begun {
    /// What it will be once its files were read back.
    will: FoundWill,
    /// The kit that goes into it.
    pub kit: Kit,
}

impl Begun {
    /// Which will.
    #[must_use]
    pub const fn reference(&self) -> Reference {
        self.will.reference
    }
}

/// Whom a trustee should call.
#[derive(Default)]
pub struct WhomToCall {
    /// Each of them, by number.
    pub clients: Vec<ToCall>,
    /// Their handles, for the log.
    handles: Vec<Handle>,
    /// Left out: their processing is restricted, and that was not overridden.
    pub restricted: Vec<Reference>,
    /// On the list, with an open request: it may end in an erasure, which a list that has left does not follow.
    pub requests: Vec<Reference>,
}

/// How long which record stays.
#[derive(Default)]
pub struct Duties {
    /// One for each, by number.
    pub records: Vec<Duty>,
    /// The handles of the clients among them, for the log.
    handles: Vec<Handle>,
}

impl Unlocked {
    /// The clients with whom work goes on, by what a trustee needs of them. That it left is logged with the will.
    ///
    /// # Errors
    /// When something does not open, or that a restriction was overridden cannot be recorded.
    pub fn whom_to_call(&mut self) -> Result<WhomToCall, Failure> {
        let (mut list, mut wanted) = (WhomToCall::default(), Vec::new());
        for found in self.all_clients()?.into_iter().filter(|found| is_current(found.dates.status())) {
            let row = self.living(found.reference)?;
            if self.withholds(&row)? {
                list.restricted.push(found.reference);
            } else {
                wanted.push(row);
            }
        }
        let keys = self.reader(Extent::Many)?;
        let (_moment, today) = (self.one_moment()?, self.vault.now.today());
        for row in wanted {
            let client = self.open_client(row.reference, &keys)?.client;
            let person = &client.person;
            list.clients.push(ToCall {
                client: row.reference,
                first_name: first_name(person.kind, &person.name, person.known_as.as_deref()),
                phone: client.contact.phone,
                child: person.born.map(|born| age_on(born, today) < GROWN_UP),
            });
            list.handles.push(row.handle);
            if row.flags.open_request {
                list.requests.push(row.reference);
            }
        }
        Ok(list)
    }

    /// The references of the clients with whom work goes on.
    ///
    /// # Errors
    /// When something does not open.
    pub fn current_clients(&self) -> Result<Vec<Reference>, Failure> {
        let found = self.all_clients()?.into_iter().filter(|found| is_current(found.dates.status()));
        Ok(found.map(|found| found.reference).collect())
    }

    /// How long every record stays, by the schedule in praxis.toml; where there is none, that nobody can say. Logged as a
    /// listing of what is due.
    ///
    /// # Errors
    /// When something does not open, or it cannot be logged.
    pub fn duties(&mut self) -> Result<Duties, Failure> {
        let none = || Schedule { name: String::new(), batch_month: None, rules: Vec::new() };
        let schedule = self.vault.config.retention.clone().unwrap_or_else(none);
        let found = self.due(&schedule, self.vault.now.today())?;
        let clients: HashMap<Reference, (Handle, Flags)> = self
            .read()
            .handles(Register::Client)?
            .into_iter()
            .filter(|row| row.state != HandleState::Erased)
            .map(|row| (row.reference, (row.handle, row.flags)))
            .collect();
        let mut duties = Duties::default();
        let mut seen = BTreeSet::new();
        for one in &found {
            let whose = one.whose().and_then(|client| clients.get(&client));
            if let Some((handle, _)) = whose.filter(|_| seen.insert(one.client)) {
                duties.handles.push(*handle);
            }
            duties.records.push(duty(one, whose.map(|(_, flags)| *flags)));
        }
        duties.records.sort_by_key(|duty| duty.what);
        Ok(duties)
    }

    /// Enters a will, its kit and both its lists in their registers, before any of them exists; `of`: the will that is
    /// written anew. That one stays what it is, for its folder is as good as before, until the new one was read back:
    /// until then the new folder and its kit are among those to destroy.
    ///
    /// # Errors
    /// When the will was changed or somebody on a list was erased meanwhile, or it cannot be written.
    pub fn begin_will(
        &mut self,
        of: Option<&FoundWill>,
        entry: WillEntry,
        papers: [(ExportEntry, &[Handle]); 2],
    ) -> Result<Begun, Failure> {
        if let Some(before) = of {
            unchanged(self.read().record(RecordType::Will, before.reference.number)?, before)?;
        }
        let owner = self.keys.owner()?.copy().map_err(internal)?;
        let (id, epoch, made) = (self.id(), self.keys.epoch, self.vault.now.today().to_string());
        let place = Path::new(&entry.folder).join(KIT).to_string_lossy().into_owned();
        let of_kit = KitEntry { place, holder: Some(entry.trustee.clone()), verified: None };
        let kit = self.register_kit(&of_kit, &owner, epoch, None)?;
        let office = self.reader(Extent::Few)?.key(&office_slot(id))?;
        let its_kit = Reference::new(Register::Kit, kit.number);
        let mut entry = WillEntry { kit: Some(its_kit), ..entry };
        let (reference, version) = self.write(|writer| {
            for (export, clients) in papers {
                entry.exports.push(add_to_register(writer, &office, &export, epoch, made.clone())?);
                for client in clients {
                    let row = writer.read().handle_row(*client)?;
                    if row.is_none_or(|row| row.state == HandleState::Erased) {
                        return Err(Failure::Busy(None));
                    }
                    writer.log(&writer.event(Action::ClientExported).about(*client))?;
                }
            }
            let Some(before) = of else {
                let reference = Reference::new(Register::Will, writer.next_number(Register::Will)?);
                let mut row = first_version(RecordType::Will, office_handle(id), Compartment::Office);
                row.number = Some(reference.number);
                rows::seal(&mut row, id, &office, &entry)?;
                writer.add_record(&row, Action::WillMade)?;
                let state = WillState::Unread.code().to_owned();
                writer.add_register_row(&RegisterRow { reference, made: made.clone(), epoch, state })?;
                return Ok((reference, row.version));
            };
            let reference = before.reference;
            let old = unchanged(writer.read().record(RecordType::Will, reference.number)?, before)?;
            let mut stays = before.entry.clone();
            stays.former.push(Former { folder: entry.folder.clone(), kit: its_kit });
            let mut next = next_version(&old);
            rows::seal(&mut next, id, &office, &stays)?;
            writer.remove_record(&old)?;
            writer.add_record(&next, Action::WillMade)?;
            Ok((reference, next.version))
        })?;
        if let Some(FoundWill { entry: before, .. }) = of {
            let folder = before.folder.clone();
            let last = before.kit.map(|kit| Former { folder, kit });
            entry.former = before.former.iter().cloned().chain(last).collect();
        }
        let will =
            FoundWill { reference, made, epoch, state: WillState::Unread, stale: false, entry, version };
        Ok(Begun { will, kit })
    }

    /// Notes that every file of a will was read back, and so was its kit: from now on it is what counts.
    ///
    /// # Errors
    /// When it was changed meanwhile, or it cannot be written.
    pub fn will_is_written(&mut self, begun: &Begun, files: Vec<WillFile>) -> Result<(), Failure> {
        self.kit_was_read(&begun.kit)?;
        let entry = WillEntry { files, ..begun.will.entry.clone() };
        self.change_will(&begun.will, WillState::Current, &entry, Action::WillWritten)
    }

    /// Notes that a drill found a will whole, as it was `found` when the drill began; `trustee`: with the trustee's own key,
    /// too.
    ///
    /// # Errors
    /// Those of [`Unlocked::will_is_written`].
    pub fn will_was_drilled(&mut self, found: &FoundWill, trustee: bool) -> Result<(), Failure> {
        // On a medium that cannot be written, that was said when the vault was opened: the will is as good.
        if !self.vault.store.is_writable() {
            return Ok(());
        }
        let on = self.vault.now.today();
        let entry = WillEntry { drill: Some(WillDrill { on, trustee }), ..found.entry.clone() };
        self.change_will(found, WillState::Drilled, &entry, Action::WillDrilled)
    }

    /// Takes a will off the list, as it was `found` when its kits were named.
    ///
    /// # Errors
    /// Those of [`Unlocked::will_is_written`], or when it is retired already.
    pub fn retire_will(&mut self, found: &FoundWill) -> Result<(), Failure> {
        refuse_retired(found)?;
        self.change_will(found, WillState::Retired, &found.entry, Action::WillRetired)
    }

    /// Every will that was ever made, by number; logged as one listing.
    ///
    /// # Errors
    /// When something does not open, or it cannot be logged.
    pub fn wills(&mut self) -> Result<Vec<FoundWill>, Failure> {
        let found = self.all_wills()?;
        self.log(&[Event::new(self.member(), Action::WillsListed).counting(found.len() as u64)])?;
        Ok(found)
    }

    /// The same without an entry in the log: for who goes on to write one.
    ///
    /// # Errors
    /// When something does not open.
    pub fn all_wills(&self) -> Result<Vec<FoundWill>, Failure> {
        let rows = self.read().register_rows(Register::Will)?;
        rows.into_iter().map(|row| self.open_will(row)).collect()
    }

    /// One that is not retired.
    ///
    /// # Errors
    /// Unknown or retired.
    pub fn standing_will(&self, reference: Reference) -> Result<FoundWill, Failure> {
        let found = self.found_will(reference)?;
        refuse_retired(&found).map(|()| found)
    }

    /// Kits that were made for a will and may still exist, those of its former folders first.
    ///
    /// # Errors
    /// When something does not open.
    pub fn kits_of_will(&self, will: &FoundWill) -> Result<Vec<Former>, Failure> {
        let now = will.entry.kit.map(|kit| Former { folder: will.entry.folder.clone(), kit });
        let mut all: Vec<Former> = will.entry.former.iter().cloned().chain(now).collect();
        let kits = self.kits()?;
        let may_exist =
            |of: Reference| kits.iter().any(|kit| kit.reference == of && kit.state != KitState::Retired);
        all.retain(|one| may_exist(one.kit));
        Ok(all)
    }

    /// Why a recipient cannot be a trustee's; nothing where it can.
    ///
    /// # Errors
    /// When who the members are cannot be read.
    pub fn unfit_for_a_trustee(&self, recipient: &str) -> Result<Option<&'static str>, Failure> {
        if self.keys.owner()?.recovery.recipient().to_string() == recipient {
            return Ok(Some("it is the vault's own recovery recipient"));
        }
        let members = self.vault.members_locked()?;
        let theirs = members.iter().any(|found| found.until.is_none() && found.member.recipient == recipient);
        Ok(theirs.then_some("it is a member's"))
    }

    /// The newest backup that is kept somewhere, by the register.
    ///
    /// # Errors
    /// When the register is damaged.
    pub fn newest_backup(&self) -> Result<Option<FoundBackup>, Failure> {
        let all = self.vault.backups_on_record()?;
        Ok(all.into_iter().rev().find(|backup| backup.state == BackupState::Kept))
    }

    /// The backups that are kept somewhere and open with a kit that is made now, by the register, the newest first.
    ///
    /// # Errors
    /// When the register is damaged.
    pub fn backups_for_a_new_kit(&self) -> Result<Vec<FoundBackup>, Failure> {
        let mut all = self.vault.backups_on_record()?;
        all.retain(|backup| backup.state == BackupState::Kept && backup.epoch >= self.keys.epoch);
        all.reverse();
        Ok(all)
    }

    /// The will that stands and has this kit in its folder.
    ///
    /// # Errors
    /// When something does not open.
    pub fn will_of_kit(&self, kit: Reference) -> Result<Option<Reference>, Failure> {
        let stands = |will: &FoundWill| matches!(will.state, WillState::Current | WillState::Drilled);
        let found = self.all_wills()?.into_iter().find(|will| stands(will) && will.entry.kit == Some(kit));
        Ok(found.map(|will| will.reference))
    }

    /// Opens a backup with a kit and checks all that is in it, as `backup verify` does.
    ///
    /// # Errors
    /// When anything was changed, or it does not open.
    pub fn try_backup_with(&mut self, file: &Path, kit: &Kit, going: &Going<'_>) -> Result<Drill, Failure> {
        self.vault.check_backup(file, &BackupKey::Kit(kit), going)
    }

    fn found_will(&self, reference: Reference) -> Result<FoundWill, Failure> {
        let rows = self.read().register_rows(Register::Will)?;
        let row = rows.into_iter().find(|row| row.reference == reference).ok_or_else(|| {
            Failure::Missing(
                format!("there is no will {reference} on record"),
                "praxis will show lists which there are".to_owned(),
            )
        })?;
        self.open_will(row)
    }

    fn open_will(&self, row: RegisterRow) -> Result<FoundWill, Failure> {
        let reference = row.reference;
        rows::check_logged_register(&self.read(), &row)?;
        let record = self.read().record(RecordType::Will, reference.number)?;
        let record =
            record.ok_or_else(|| Failure::damaged(format!("{reference} has lost its record in vault.db")))?;
        rows::check_logged(&self.read(), &record)?;
        let state = WillState::from_code(&row.state)
            .ok_or_else(|| Failure::damaged(format!("{reference} in vault.db has an unknown state")))?;
        let stale = row.epoch < self.keys.epoch && state != WillState::Retired;
        let entry = self.reader(Extent::Few)?.open(&record)?;
        let version = record.version;
        Ok(FoundWill { reference, made: row.made, epoch: row.epoch, state, stale, entry, version })
    }

    fn change_will(
        &mut self,
        found: &FoundWill,
        state: WillState,
        entry: &WillEntry,
        action: Action,
    ) -> Result<(), Failure> {
        let (id, reference) = (self.id(), found.reference);
        let office = self.reader(Extent::Few)?.key(&office_slot(id))?;
        self.write(|writer| {
            let before = unchanged(writer.read().record(RecordType::Will, reference.number)?, found)?;
            let mut next = next_version(&before);
            rows::seal(&mut next, id, &office, entry)?;
            writer.remove_record(&before)?;
            writer.add_record(&next, action)?;
            writer.change_register_row(&RegisterRow {
                reference,
                made: found.made.clone(),
                epoch: found.epoch,
                state: state.code().to_owned(),
            })
        })
    }
}

impl WhomToCall {
    /// Whose records go with the list.
    #[must_use]
    pub fn handles(&self) -> &[Handle] {
        &self.handles
    }
}

impl Duties {
    /// The clients whose records are in the list.
    #[must_use]
    pub fn handles(&self) -> &[Handle] {
        &self.handles
    }
}

/// What a schedule says of a record, without a name or a reason: reasons may name somebody.
fn duty(found: &FoundDue, flags: Option<Flags>) -> Duty {
    let says = |because: Because| found.because.contains(&because);
    // What stands against a client's record is looked up for those that are due only; the flags are of all.
    let flags = flags.filter(|_| found.item.is_none()).unwrap_or_default();
    Duty {
        what: found.what(),
        client: found.item.and(found.whose()),
        class: found.answer.class,
        may_go: match found.answer.when {
            When::From(day) => MayGo::From(day),
            When::Never => MayGo::Never,
            When::CannotCompute => MayGo::Unknown,
        },
        then: found.answer.action,
        rule: found.answer.rule.clone(),
        hold: flags.hold || says(Because::Held),
        open_request: flags.open_request || says(Because::OpenRequest),
        open_complaint: flags.open_complaint || says(Because::OpenComplaint),
        open_breach: flags.open_breach || says(Because::OpenBreach),
    }
}

/// The record of a will, where it is still the one that was found: between the two somebody was asked for a passphrase, and
/// what another command wrote meanwhile must not be undone.
fn unchanged(now: Option<RecordRow>, found: &FoundWill) -> Result<RecordRow, Failure> {
    now.filter(|now| now.version == found.version).ok_or(Failure::Busy(None))
}

fn refuse_retired(found: &FoundWill) -> Result<(), Failure> {
    if found.state != WillState::Retired {
        return Ok(());
    }
    Err(Failure::Usage(
        format!("{} was retired", found.reference),
        "praxis will show lists those that count".to_owned(),
    ))
}

fn internal(error: crate::crypto::Error) -> Failure {
    Failure::Unexpected(anyhow::Error::new(error).context("the will"))
}
