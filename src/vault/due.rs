//! The clear columns that follow from a client's facts, the retention schedule and the holds on classes: what jobs
//! without a key act on. Whoever writes a fact renews them in the same transaction; the days behind them are worked
//! out anew each time from what is sealed, and stand nowhere.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::keys::{KeyReader, office_handle};
use super::rows;
use super::unlocked::Unlocked;
use super::writer::Writer;
use crate::crypto::hash::{Hash, sha256, to_hex};
use crate::failure::Failure;
use crate::records::client::{Dates, Person, Status};
use crate::records::compartment::Compartment;
use crate::records::date::in_words;
use crate::records::event::Action;
use crate::records::file::File;
use crate::records::hold::Scope;
use crate::records::id::Handle;
use crate::records::member::Role;
use crate::records::note::{Note, NoteKind};
use crate::records::reference::{Reference, Register};
use crate::records::schedule::{Class, Schedule};
use crate::records::stored::{Flags, HandleRow, HandleState, RecordRow, RecordType};
use crate::rules::hold::covers;
use crate::rules::log_retention;
use crate::rules::retention::{self, Facts, When};
use crate::store::Reading;

/// A client as the schedule sees it.
#[derive(Clone)]
pub struct Known {
    /// Whose.
    pub handle: Handle,
    /// Who.
    pub person: Person,
    /// The dates that rules count from.
    pub dates: Dates,
}

impl Known {
    /// The facts that the schedule asks for.
    #[must_use]
    pub fn facts(&self, members: &[Known]) -> Facts {
        let Known { person, dates, .. } = self;
        let began_again = dates.history.iter().filter(|turn| turn.to == Status::Active).map(|turn| turn.on);
        Facts {
            kind: person.kind,
            tags: person.tags.clone(),
            born: person.born,
            last_contact: Some(dates.last_contact),
            ended: dates.ended,
            died: dates.died,
            reopened: began_again.max(),
            keep_until: dates.reviewed.as_ref().and_then(|spared| spared.until),
            members: members.iter().map(|member| member.facts(&[])).collect(),
        }
    }
}

/// What the clear columns follow from beside the facts.
pub struct Terms {
    schedule: Option<Schedule>,
    holds: Vec<Scope>,
    /// A hold on a class stands whose reach does not open to who writes. In doubt it covers, until an owner comes.
    unseen: bool,
}

impl Terms {
    /// The clear columns of a client as they should be; `own_hold`: whether a hold stands on the client alone.
    pub(super) fn columns(
        &self,
        own: &Known,
        members: &[Known],
        row: &HandleRow,
        own_hold: bool,
        has_contact: bool,
    ) -> HandleRow {
        let facts = own.facts(members);
        let schedule = self.schedule.as_ref();
        let disposal_year = match schedule.map(|schedule| retention::decide(schedule, &facts).when) {
            Some(When::From(day)) => Some(retention::disposal_year(day)),
            _ => None,
        };
        let contact_due = schedule.filter(|_| has_contact).and_then(|of| retention::contact_due(of, &facts));
        let hold =
            own_hold || self.unseen || self.holds.iter().any(|scope| covers(scope, &own.person, &own.dates));
        HandleRow { disposal_year, contact_due, flags: Flags { hold, ..row.flags }, ..row.clone() }
    }

    /// The same for a client that is stored.
    fn columns_of(
        &self,
        read: &Reading<'_>,
        own: &Known,
        members: &[Known],
        row: &HandleRow,
    ) -> Result<HandleRow, Failure> {
        let own_hold = !read.active_holds(row.handle)?.is_empty();
        let has_contact = !read.records_of(row.handle, RecordType::Contact)?.is_empty();
        Ok(self.columns(own, members, row, own_hold, has_contact))
    }

    /// The same terms, and a hold on a class more.
    #[must_use]
    pub(super) fn with(mut self, scope: Scope) -> Self {
        self.holds.push(scope);
        self
    }

    /// The month from which a process record may go.
    pub(super) fn due_of(&self, own: &Known, class: Class, written: NaiveDate) -> Option<String> {
        retention::record_due(self.schedule.as_ref()?, class, &own.facts(&[]), written)
    }

    /// The day from which something may go that is thrown away or superseded today.
    pub(super) fn goes_from(&self, class: Class, today: NaiveDate) -> Option<NaiveDate> {
        retention::goes_from(self.schedule.as_ref()?, class, today)
    }
}

/// A client whose facts are about to change, with everybody whose columns rest on them, or on whose facts its own do.
pub struct Circle {
    terms: Terms,
    members: Vec<Known>,
    groups: Vec<(Known, Vec<Known>)>,
    process: Vec<ProcessRecord>,
    /// How long the log was when others were looked at.
    since: Option<u64>,
    /// Whose, and the version of who it is that was looked at.
    person: (Handle, Option<u32>),
}

/// A record with a key of its own.
struct ProcessRecord {
    row: RecordRow,
    class: Class,
    written: NaiveDate,
}

impl Circle {
    /// Writes the columns anew that follow from the facts of `own`, as they now are.
    ///
    /// # Errors
    /// [`Failure::Busy`] when somebody else's facts may have changed since they were looked at.
    pub(super) fn renew(&self, writer: &mut Writer<'_>, own: &Known) -> Result<(), Failure> {
        self.renew_among(writer, own, &HashMap::new())
    }

    /// Refuses when it was written meanwhile who the client is: the columns would follow from what is no more.
    ///
    /// # Errors
    /// [`Failure::Busy`].
    pub(super) fn refuse_other_person(&self, writer: &Writer<'_>) -> Result<(), Failure> {
        let (handle, version) = self.person;
        if person_version(writer.read(), handle)? == version { Ok(()) } else { Err(Failure::Busy(None)) }
    }

    /// The same where the facts of `moved` have changed in the same transaction.
    pub(super) fn renew_among(
        &self,
        writer: &mut Writer<'_>,
        own: &Known,
        moved: &HashMap<Handle, Known>,
    ) -> Result<(), Failure> {
        writer.nobody_wrote_since(self.since)?;
        let today = |known: &Known| moved.get(&known.handle).unwrap_or(known).clone();
        self.put(writer, own, &self.members.iter().map(today).collect::<Vec<_>>(), false)?;
        for (group, members) in &self.groups {
            // A plan rests on the rows of those in it: what a group's day follows from must change the group's row, even
            // where the year in the clear stays.
            let before = members.iter().find(|member| member.handle == own.handle);
            let moves = before.is_some_and(|before| before.facts(&[]) != own.facts(&[]));
            let others = members.iter().filter(|member| member.handle != own.handle).map(today);
            let members: Vec<Known> = others.chain([own.clone()]).collect();
            self.put(writer, &today(group), &members, moves)?;
        }
        for record in &self.process {
            let due = self.terms.due_of(own, record.class, record.written);
            renew_record(writer, &record.row, due)?;
        }
        Ok(())
    }

    fn put(
        &self,
        writer: &mut Writer<'_>,
        own: &Known,
        members: &[Known],
        moves: bool,
    ) -> Result<(), Failure> {
        let Some(row) = writer.read().handle_row(own.handle)? else { return Ok(()) };
        rows::check_logged_handle(writer.read(), &row)?;
        let columns = self.terms.columns_of(writer.read(), own, members, &row)?;
        if columns == row && !moves { Ok(()) } else { writer.change_handle(&columns) }
    }

    /// The terms.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }
}

fn person_version(read: &Reading<'_>, handle: Handle) -> Result<Option<u32>, Failure> {
    Ok(read.records_of(handle, RecordType::Person)?.first().map(|row| row.version))
}

fn renew_record(writer: &mut Writer<'_>, looked_at: &RecordRow, due: Option<String>) -> Result<(), Failure> {
    let row = writer.read().record(looked_at.record_type, looked_at.number.unwrap_or(0))?;
    // One that was changed meanwhile brought its own month.
    let Some(row) = row.filter(|row| (row.id, row.version) == (looked_at.id, looked_at.version)) else {
        return Ok(());
    };
    if row.due == due {
        return Ok(());
    }
    rows::check_logged(writer.read(), &row)?;
    writer.change_record_state(&RecordRow { due, ..row }, Action::RecordState)
}

impl Unlocked {
    /// Schedule and holds as they stand.
    ///
    /// # Errors
    /// When a hold does not open.
    pub(super) fn terms(&self, keys: &KeyReader<'_>) -> Result<Terms, Failure> {
        self.terms_but(keys, None)
    }

    /// The same without a hold that is being lifted.
    pub(super) fn terms_but(
        &self,
        keys: &KeyReader<'_>,
        lifted: Option<Reference>,
    ) -> Result<Terms, Failure> {
        let (mut holds, mut unseen) = (Vec::new(), false);
        for row in self.read().active_holds(office_handle(self.id()))? {
            if !keys.opens(Compartment::Office) {
                unseen = true;
            } else if Some(row.reference) != lifted {
                holds.extend(self.open_hold(&row, keys)?.scope);
            }
        }
        Ok(Terms { schedule: self.vault.config.retention.clone(), holds, unseen })
    }

    /// Everything that must be known before the facts of a client change; with the process records of `process_of`, where
    /// the end of the work moves.
    ///
    /// # Errors
    /// When something does not open.
    pub(super) fn circle(
        &self,
        keys: &KeyReader<'_>,
        process_of: Option<Handle>,
        own: &Known,
    ) -> Result<Circle, Failure> {
        let since = self.log_size()?;
        let mut groups = Vec::new();
        for &group in &own.dates.groups {
            if let Some(known) = self.known(keys, group)? {
                let members = self.known_members(keys, &known.person)?;
                groups.push((known, members));
            }
        }
        let members = self.known_members(keys, &own.person)?;
        let process = process_of.map_or(Ok(Vec::new()), |handle| self.process_records(keys, handle))?;
        let alone = members.is_empty() && groups.is_empty();
        let person = (own.handle, person_version(&self.read(), own.handle)?);
        let since = (!alone).then_some(since);
        Ok(Circle { terms: self.terms(keys)?, members, groups, process, since, person })
    }

    pub(super) fn known_members(&self, keys: &KeyReader<'_>, person: &Person) -> Result<Vec<Known>, Failure> {
        let members = person.members.iter().map(|&member| self.known(keys, member));
        members.filter_map(Result::transpose).collect()
    }

    /// Who a client is, and when; nobody where the record is gone.
    pub(super) fn known(&self, keys: &KeyReader<'_>, handle: Handle) -> Result<Option<Known>, Failure> {
        let row = self.read().handle_row(handle)?;
        if row.is_none_or(|row| row.state == HandleState::Erased) {
            return Ok(None);
        }
        let one = |part| -> Result<Option<RecordRow>, Failure> {
            let row = self.read().records_of(handle, part)?.into_iter().next();
            row.map(|row| rows::check_logged(&self.read(), &row).map(|()| row)).transpose()
        };
        let (Some(person), Some(dates)) = (one(RecordType::Person)?, one(RecordType::Dates)?) else {
            return Err(Failure::damaged("a client in vault.db has lost a part of its record"));
        };
        Ok(Some(Known { handle, person: keys.open(&person)?, dates: keys.open(&dates)? }))
    }

    fn process_records(&self, keys: &KeyReader<'_>, handle: Handle) -> Result<Vec<ProcessRecord>, Failure> {
        let mut found = Vec::new();
        for part in [RecordType::Note, RecordType::File] {
            for row in self.read().records_of(handle, part)? {
                if row.compartment == Compartment::Process {
                    found.push(process_record(row, keys)?);
                }
            }
        }
        Ok(found)
    }

    /// Works out every due column anew, in one transaction that `first` begins. Gives how many clients' columns changed.
    ///
    /// # Errors
    /// When something does not open or cannot be written; [`Failure::Busy`] when somebody wrote meanwhile.
    pub(super) fn renew_all(
        &mut self,
        terms: &Terms,
        first: impl FnOnce(&mut Writer<'_>) -> Result<(), Failure>,
        last: impl FnOnce(&mut Writer<'_>, &Changes) -> Result<(), Failure>,
    ) -> Result<Changes, Failure> {
        let since = self.log_size()?;
        let everybody: HashMap<Handle, Known> = self
            .all_clients()?
            .into_iter()
            .map(|found| {
                let known = Known { handle: found.handle, person: found.person, dates: found.dates };
                (known.handle, known)
            })
            .collect();
        let mut process = Vec::new();
        {
            let keys = self.reader(super::mirrors::Extent::Many)?;
            // To whom they do not open places and lifts holds at most, and no month follows from a hold.
            for handle in everybody.keys().filter(|_| keys.opens(Compartment::Process)) {
                process.extend(self.process_records(&keys, *handle)?);
            }
        }
        self.write(|writer| {
            writer.nobody_wrote_since(Some(since))?;
            first(writer)?;
            let mut changes = Changes::default();
            for row in writer.read().handles(Register::Client)? {
                let Some(own) = everybody.get(&row.handle) else { continue };
                rows::check_logged_handle(writer.read(), &row)?;
                let members = own.person.members.iter().filter_map(|member| everybody.get(member).cloned());
                let columns = terms.columns_of(writer.read(), own, &members.collect::<Vec<_>>(), &row)?;
                changes.count(&row, &columns);
                if columns != row {
                    writer.change_handle(&columns)?;
                }
            }
            for record in &process {
                let Some(own) = everybody.get(&record.row.handle) else { continue };
                renew_record(writer, &record.row, terms.due_of(own, record.class, record.written))?;
            }
            last(writer, &changes)?;
            Ok(changes)
        })
    }

    /// Whoever could not open the holds on a class has put everybody under them whose facts they wrote. Whether that is so
    /// since an owner was here: before this unlock is in the log.
    pub(super) fn holds_may_cover_too_many(&self) -> Result<bool, Failure> {
        let stand = !self.read().active_holds(office_handle(self.id()))?.is_empty();
        if !stand || !self.keys.is_owner() || !self.vault.store.is_writable() {
            return Ok(false);
        }
        let members = self.vault.members_seen()?.1;
        let all = members.members.iter().chain(members.former.iter().map(|former| &former.member));
        let roles: HashMap<_, _> = all.map(|member| (member.number, member.role)).collect();
        let is = |number, wanted: fn(Role) -> bool| roles.get(&number).is_some_and(|role| wanted(*role));
        Ok(self.read().changed_clients_since(
            |number| is(number, |role| !role.compartments().contains(&Compartment::Office)),
            |number| is(number, |role| role == Role::Owner),
        )?)
    }

    /// Works out anew whom the holds on a class cover.
    pub(super) fn look_again_whom_holds_cover(&mut self) -> Result<(), Failure> {
        let terms = self.terms(&self.reader(super::mirrors::Extent::Few)?)?;
        self.renew_all(&terms, |_| Ok(()), |_, _| Ok(())).map(drop)
    }

    /// Where the schedule is not what the columns follow from, or what this machine has seen, they are worked out anew, and the
    /// difference is told: what vault.db says of it whoever can write there can change with it.
    pub(super) fn follow_schedule(&mut self) -> Result<(), Failure> {
        let hash = self.vault.schedule_hash();
        let in_hex = hash.map(|hash| to_hex(&hash));
        let seen = self.vault.seen.as_ref().map(|seen| seen.schedule.clone());
        let known = seen.as_ref().is_none_or(|seen| *seen == in_hex);
        if hash == self.vault.facts.schedule && known || !self.vault.store.is_writable() {
            return Ok(());
        }
        let terms = self.terms(&self.reader(super::mirrors::Extent::Few)?)?;
        let changes =
            self.renew_all(&terms, |_| Ok(()), |writer, changes| writer.set_schedule(hash, changes.all()))?;
        self.vault.facts.schedule = hash;
        self.vault.pin_schedule(in_hex);
        let of_log = self
            .vault
            .config
            .retention
            .as_ref()
            .and_then(|schedule| log_retention::goes_from(schedule, self.vault.now.today()));
        // Whoever shortens it has traces in mind, perhaps.
        let of_log = of_log.map_or_else(
            || "nothing goes from the audit log".to_owned(),
            |from| format!("what is entered in the audit log today may go from {} on", in_words(from)),
        );
        self.vault.notices.push(format!("{}; {of_log}", changes.in_words()));
        Ok(())
    }
}

impl super::open::Vault {
    /// SHA-256 of the retention schedule in praxis.toml: of what it says, not of how it is written.
    #[must_use]
    pub fn schedule_hash(&self) -> Option<Hash> {
        self.config.retention.as_ref().map(hash_schedule)
    }
}

/// SHA-256 of what a schedule says.
#[must_use]
pub fn hash_schedule(schedule: &Schedule) -> Hash {
    sha256(&serde_json::to_vec(schedule).unwrap_or_default())
}

/// What became of the due columns of clients when they were worked out anew.
#[derive(Clone, Copy, Debug, Default)]
pub struct Changes {
    sooner: u64,
    later: u64,
    newly: u64,
    never: u64,
}

impl Changes {
    fn count(&mut self, before: &HandleRow, after: &HandleRow) {
        match (before.disposal_year, after.disposal_year) {
            (Some(before), Some(after)) if after < before => self.sooner += 1,
            (Some(before), Some(after)) if after > before => self.later += 1,
            (None, Some(_)) => self.newly += 1,
            (Some(_), None) => self.never += 1,
            _ => {}
        }
    }

    fn all(self) -> u64 {
        self.sooner + self.later + self.newly + self.never
    }

    fn in_words(self) -> String {
        let parts = [
            (self.sooner, "may go sooner"),
            (self.later, "may go later"),
            (self.newly, "have a year now from which they may go"),
            (self.never, "have none any more"),
        ];
        let parts =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        let parts: Vec<String> = parts.collect();
        let changed = match parts.as_slice() {
            [] => "no client's year has changed by that".to_owned(),
            parts => format!("of the clients' records {}", parts.join(", ")),
        };
        format!("the retention schedule in praxis.toml is not what it was: {changed}")
    }
}

fn process_record(row: RecordRow, keys: &KeyReader<'_>) -> Result<ProcessRecord, Failure> {
    let (class, written) = if row.record_type == RecordType::File {
        let file: File = keys.open(&row)?;
        (Class::Recording, written_on(&file.written).unwrap_or(file.date))
    } else {
        let note: Note = keys.open(&row)?;
        (class_of(note.kind).unwrap_or(Class::Supervision), note.date)
    };
    Ok(ProcessRecord { row, class, written })
}

/// The class of a note with a key of its own; none for the others.
#[must_use]
pub fn class_of(kind: NoteKind) -> Option<Class> {
    match kind {
        NoteKind::Process => Some(Class::ProcessNotes),
        NoteKind::Supervision => Some(Class::Supervision),
        _ => None,
    }
}

/// The day of an instant, RFC 3339.
#[must_use]
pub fn written_on(instant: &str) -> Option<NaiveDate> {
    instant.get(..10)?.parse().ok()
}
