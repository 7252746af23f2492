//! Breaking the glass. An owner seals keys for a member's emergencies beforehand; whoever has them can open with them what
//! they open, with any program, at any time. What this program adds is a reason, a time, a line on the screen and an entry in
//! the log that owners are told of. Once its time is over the next unlock of an owner seals all keys anew: the keys that were
//! out open no slot that is sealed from then on, but what they had opened stays open to a copy of it.
//!
//! The entry and the row are all that says that it stands broken: they are written before anything opens.

pub mod sealed;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use zeroize::Zeroizing;

use super::files;
use super::keys::{Keys, probe_slot};
use super::lock::Lock;
use super::members::Members;
use super::mirrors::Extent;
use super::open::Vault;
use super::rows;
use super::session::{self, How};
use super::unlocked::Unlocked;
use super::wrap::{self, CompartmentKeys};
use crate::crypto::age_file::{Identity, Recipient};
use crate::crypto::{self};
use crate::failure::Failure;
use crate::records::compartment::Compartment;
use crate::records::event::{Action, Event};
use crate::records::glass::{GlassUse, OpenGlass, records_of_all};
use crate::records::id::VaultId;
use crate::records::instant::stored;
use crate::records::member::{MemberNumber, Role};
use crate::records::reference::{Reference, Register};
use crate::rules::glass::{LONGEST, LoggedUse, NotGranted, Span, may_grant, renewal_due, stands_broken};
use crate::store::{AuditRow, Reading};

/// A use, as owners see it: of what the log and its row say of it. A row that is missing, or not the one that the log knows,
/// is not believed; the log has who, when and for how long.
pub struct FoundUse {
    /// Its reference, where the log has one.
    pub reference: Option<Reference>,
    /// Who.
    pub member: MemberNumber,
    /// From when on, RFC 3339 in UTC.
    pub made: String,
    /// For how many minutes.
    pub minutes: u64,
    /// When it was closed before that.
    pub ended: Option<String>,
    /// Who, where the name is on record.
    pub name: Option<String>,
    /// Its row; none where there is none to be believed.
    pub row: Option<GlassUse>,
    /// Why, where it opens.
    pub reason: Option<Zeroizing<String>>,
}

impl FoundUse {
    /// When it began.
    #[must_use]
    pub fn made(&self) -> Option<DateTime<Utc>> {
        self.made.parse().ok()
    }

    /// When it was over at the latest, by the log.
    #[must_use]
    pub fn until(&self) -> Option<DateTime<Utc>> {
        self.made()?.checked_add_signed(TimeDelta::try_minutes(self.minutes.try_into().ok()?)?)
    }
}

impl Vault {
    /// What stands open to a member beyond their role: by their last use, and no more than is sealed for them now.
    pub(super) fn open_glass(
        &self,
        members: &Members,
        member: MemberNumber,
    ) -> Result<Option<OpenGlass>, Failure> {
        let read = self.store.read();
        let Some(last) = read.last_glass_use(member)? else { return Ok(None) };
        let (span, log) = (span_of(&last)?, read.audit_head()?);
        let latest = instant(&log.last_time, "the audit log")?;
        if !stands_broken(Some(span), self.now.instant(), latest) {
            return Ok(None);
        }
        rows::check_logged_glass(&read, &last)?;
        // Whoever had another clock accepted since could begin its time anew.
        let broken = read.entries_of(last.reference)?.first().map_or(0, |entry| entry.seq);
        if read.last_of(Action::ClockAccepted)?.is_some_and(|(accepted, _)| accepted > broken) {
            return Ok(None);
        }
        // What was taken back and given again is given anew: the use of before does not come back with it.
        if read.membership_changed_after(member, broken)? {
            return Ok(None);
        }
        let granted = members.numbered(member).map(|member| member.glass.as_slice()).unwrap_or_default();
        let opens: Vec<Compartment> = last.opens.into_iter().filter(|one| granted.contains(one)).collect();
        let open = OpenGlass { reference: last.reference, opens, until: span.end() };
        Ok((!open.opens.is_empty()).then_some(open))
    }

    /// The keys that are sealed for a member's emergencies.
    pub(super) fn glass_keys(
        &self,
        identity: &Identity,
        member: MemberNumber,
        epoch: u64,
    ) -> Result<CompartmentKeys, Failure> {
        let path = self.state.glass(member, epoch);
        let bytes = self.read_key_file(&path)?;
        sealed::open_keys(&bytes, identity, self.facts.id, member, epoch).map_err(|error| {
            let what = format!("{}: {error}", path.display());
            match error {
                crypto::Error::NotForThisKey => Failure::Locked(what, written_anew(member)),
                _ => Failure::Damaged(what, written_anew(member)),
            }
        })
    }

    /// What stands open to a member beyond their role, and is to be opened now: nothing where no look could be logged, nor
    /// where what says so is damaged. Neither keeps anybody from what the role opens.
    pub(super) fn glass_to_open(
        &self,
        members: &Members,
        member: MemberNumber,
    ) -> Result<Option<OpenGlass>, Failure> {
        match self.open_glass(members, member) {
            Ok(Some(_)) if !self.store.is_writable() => {
                self.notices.push(
                    "nothing is open to you beyond your role: the vault cannot be written, and no look could be logged"
                        .to_owned(),
                );
                Ok(None)
            }
            Err(Failure::Damaged(what, _)) => {
                self.notices.push(does_not_open(&what));
                Ok(None)
            }
            other => other,
        }
    }

    /// Hands a member the keys of what stands open to them beyond their role. That they are not there keeps nobody from what
    /// the role opens.
    pub(super) fn add_glass(&self, keys: &mut Keys, identity: &Identity) -> Result<(), Failure> {
        let Some(open) = self.glass_to_open(&keys.listed.members, keys.member)? else { return Ok(()) };
        match self.glass_keys(identity, keys.member, keys.epoch) {
            Ok(found) => keys.open_beyond_role(open, found),
            Err(failure) => self.notices.push(does_not_open(&failure.explain().message)),
        }
        Ok(())
    }

    /// Whether keys that were out are to be sealed anew, by who has the keys of an owner. The log alone says so: a row can be
    /// taken away. What cannot be told of a use counts as over.
    pub(super) fn glass_to_renew(&self) -> Result<bool, Failure> {
        let read = self.store.read();
        let mut last = BTreeMap::new();
        for entry in broken(&read)? {
            last.insert(entry.event.member, entry);
        }
        if last.is_empty() {
            return Ok(false);
        }
        let uses =
            last.values().map(|entry| logged_use(&read, entry)).collect::<Result<Vec<_>, Failure>>()?;
        let rotated = read.last_of(Action::EpochRotated)?;
        let rotated = rotated.and_then(|(seq, time)| Some((seq, time.parse().ok()?)));
        Ok(renewal_due(&uses, rotated, self.now.instant()))
    }

    /// The same at an unlock: what is damaged of it is said, and does not keep the vault shut.
    pub(super) fn glass_to_renew_now(&self) -> Result<bool, Failure> {
        match self.glass_to_renew() {
            Err(Failure::Damaged(what, _)) => {
                self.notices.push(format!(
                    "whether keys that were open with break-glass are to be sealed anew cannot be told, so they are: {what}"
                ));
                Ok(true)
            }
            other => other,
        }
    }

    /// That the row of a use is missing, or not the one that the log knows.
    pub(super) fn notice_altered_uses(&self) -> Result<(), Failure> {
        let read = self.store.read();
        let entries = match broken(&read) {
            Err(Failure::Damaged(..)) => Vec::new(),
            other => other?,
        };
        for entry in entries {
            if row_of(&read, &entry)?.is_none() {
                let which = entry.event.subject.map_or("a use".to_owned(), |subject| subject.to_string());
                self.notices.push(format!(
                    "break-glass: {which} in vault.db is missing, or is not the row that the audit log knows: praxis \
                     break-glass list"
                ));
            }
        }
        Ok(())
    }
}

impl Unlocked {
    /// What stands open to who opened it beyond their role.
    #[must_use]
    pub fn open_glass(&self) -> Option<&OpenGlass> {
        self.keys.glass.as_ref()
    }

    /// Seals the keys of some compartments for a member's emergencies, or takes them back; from the next epoch on, which
    /// begins here.
    ///
    /// # Errors
    /// [`Failure::Locked`] of anybody but an owner; [`Failure::Missing`]; [`Failure::Usage`] for what cannot be given, or is
    /// so already; else as of a rotation.
    pub fn grant_glass(
        &mut self,
        number: MemberNumber,
        wanted: &[Compartment],
    ) -> Result<Vec<Compartment>, Failure> {
        self.keys.owner()?;
        let member = self.member_numbered(number)?;
        wanted.iter().try_for_each(|one| refuse_ungrantable(number, member.role, *one))?;
        let glass = in_order(wanted);
        if glass == member.glass {
            let what = match glass.as_slice() {
                [] => format!("nothing is sealed for emergencies of member {}", number.0),
                some => format!("{} are sealed for member {} already", records_of_all(some), number.0),
            };
            return Err(Failure::Usage(what, "praxis member list".to_owned()));
        }
        self.change_members(&|members| {
            if let Some(member) = members.members.iter_mut().find(|member| member.number == number) {
                member.glass.clone_from(&glass);
            }
        })?;
        Ok(glass)
    }

    /// Opens what is sealed for the emergencies of who opened the vault: from the next command on, for a time. A session
    /// ends, as it has not the keys.
    ///
    /// # Errors
    /// [`Failure::Refused`] of an owner; [`Failure::Locked`] where nothing is sealed for them; [`Failure::Damaged`] where that
    /// does not open; or it cannot be written, and then nothing opens.
    pub fn break_glass(
        &mut self,
        identity: &Identity,
        reason: &str,
        time: TimeDelta,
    ) -> Result<OpenGlass, Failure> {
        if self.keys.is_owner() {
            return Err(Failure::Refused(
                "everything opens to you: you are an owner".to_owned(),
                "no glass is between you and any record".to_owned(),
            ));
        }
        let (_, members) = self.vault.members_seen()?;
        let (number, vault) = (self.member(), self.id());
        let opens = members.numbered(number).map(|member| member.glass.clone()).unwrap_or_default();
        if opens.is_empty() {
            return Err(Failure::Locked(
                format!("nothing is sealed for your emergencies: you are {}", self.role().in_words()),
                format!(
                    "ask an owner of the vault, who seals it beforehand: praxis member grant {} COMPARTMENT",
                    number.0
                ),
            ));
        }
        self.refuse_glass_that_does_not_open(identity, &opens)?;
        let to = readers_of_reasons(&members)?;
        let (now, minutes) = (self.vault.now.instant(), time.num_minutes().unsigned_abs());
        let until = now + time.min(LONGEST);
        let reference = self.write(|writer| {
            let reference = Reference::new(Register::Glass, writer.next_number(Register::Glass)?);
            let reason = sealed::seal_reason(reason, &to, vault, (reference, number))
                .map_err(|e| Failure::Unexpected(anyhow::Error::new(e).context("the reason")))?;
            let row = GlassUse {
                reference,
                member: number,
                made: stored(now),
                until: stored(until),
                ended: None,
                opens: opens.clone(),
                reason,
            };
            writer.put_glass_use(&row, Action::GlassBroken, minutes)?;
            Ok(reference)
        })?;
        self.end_session_of_other_keys();
        Ok(OpenGlass { reference, opens, until })
    }

    /// Before anything says that it is open: what is sealed opens, and is of this keyring.
    fn refuse_glass_that_does_not_open(
        &self,
        identity: &Identity,
        opens: &[Compartment],
    ) -> Result<(), Failure> {
        let (number, epoch) = (self.member(), self.keys.epoch);
        let keys = self.vault.glass_keys(identity, number, epoch).map_err(|failure| match failure {
            Failure::Locked(what, _) => Failure::Locked(what, written_anew(number)),
            Failure::Damaged(what, _) => Failure::Damaged(what, written_anew(number)),
            other => other,
        })?;
        let (_lock, view, facts) = self.vault.keyring(Extent::Few)?;
        for one in opens {
            let slot = view.find(probe_slot(facts.id, *one).id(facts.id))?;
            let key = keys.iter().find(|(which, _)| which == one).map(|(_, key)| key);
            if slot.zip(key).is_none_or(|(slot, key)| slot.check(key, facts.id, epoch).is_err()) {
                let path = self.vault.state.glass(number, epoch);
                return Err(Failure::Damaged(
                    format!("{} does not open {}", path.display(), records_of_all(&[*one])),
                    written_anew(number),
                ));
            }
        }
        Ok(())
    }

    /// Closes it before its time is over.
    ///
    /// # Errors
    /// [`Failure::Missing`] where nothing is open; or it cannot be written.
    pub fn end_glass(&mut self) -> Result<Reference, Failure> {
        let (_, members) = self.vault.members_seen()?;
        let nothing = || {
            Failure::Missing(
                "nothing is open to you beyond your role".to_owned(),
                "praxis break-glass --help says when something is".to_owned(),
            )
        };
        let open = self.vault.open_glass(&members, self.member())?.ok_or_else(nothing)?;
        let ended = stored(self.vault.now.instant());
        self.write(|writer| {
            let row = writer.read().glass_use(open.reference.number)?.ok_or_else(nothing)?;
            rows::check_logged_glass(writer.read(), &row)?;
            let minutes = span_of(&row).map(|span| (span.until - span.made).num_minutes().unsigned_abs())?;
            writer.put_glass_use(&GlassUse { ended: Some(ended), ..row }, Action::GlassEnded, minutes)
        })?;
        self.keys.close_glass();
        self.end_session_of_other_keys();
        Ok(open.reference)
    }

    /// Every use, with its reason where it opens: with the recovery identity of today, or with the owner's own. Logged.
    ///
    /// # Errors
    /// [`Failure::Locked`] of anybody but an owner with their identity; damage; or it cannot be logged.
    pub fn glass_uses(&mut self, own: &Identity) -> Result<Vec<FoundUse>, Failure> {
        let vault = self.id();
        let mut found = Vec::new();
        for entry in broken(&self.read())? {
            let read = self.read();
            let row = row_of(&read, &entry)?;
            let with = [&self.keys.owner()?.recovery, own];
            let reason = row.as_ref().and_then(|row| {
                sealed::open_reason(&row.reason, &with, vault, (row.reference, row.member)).ok()
            });
            let ended = ended_entry(&read, &entry)?.map(|ended| ended.time);
            let name = self.name_of(entry.event.member)?;
            found.push(FoundUse {
                reference: entry.event.subject,
                member: entry.event.member,
                made: entry.time,
                minutes: entry.event.count.unwrap_or(0),
                ended,
                name,
                row,
                reason,
            });
        }
        self.log(&[Event::new(self.member(), Action::GlassListed).counting(found.len() as u64)])?;
        Ok(found)
    }

    /// A session holds the keys of when it began. That of somebody else has nothing to do with it.
    fn end_session_of_other_keys(&mut self) {
        let member = self.member();
        let standing = session::standing(&self.vault).ok().flatten();
        if standing.is_none_or(|standing| standing.whose.member != member) {
            return;
        }
        // One that does not answer ends when it is next asked for a key: it is of another use of the glass.
        if session::end(&self.vault, How::Asked).is_ok_and(|alone| alone.ended) {
            self.vault.notices.push(format!("the session ended: {}", session::OTHER_GLASS));
            self.log_later(Event::new(self.member(), Action::SessionEnded));
        }
    }

    /// Seals all keys anew after somebody broke the glass and its time is over. What stands in the way of that is said, and does
    /// not keep the vault shut: it stays due. Once `members` is of the next epoch there is no way back.
    ///
    /// # Errors
    /// As of a rotation that was begun.
    pub(super) fn renew_after_glass(&mut self) -> Result<(), Failure> {
        let Err(failure) = self.renew_all_keys() else {
            self.vault
                .notices
                .push("the glass was broken, and its time is over: all keys were sealed anew".to_owned());
            return Ok(());
        };
        self.alone = None;
        let as_before = std::fs::read(self.vault.layout.members())
            .is_ok_and(|bytes| bytes == self.keys.listed.bytes())
            && self.keys.listed.members.epoch == self.keys.epoch;
        if !as_before {
            return Err(failure);
        }
        self.vault.notices.push(format!(
            "the keys that were open with break-glass could not be sealed anew: {}",
            failure.explain().message
        ));
        Ok(())
    }

    fn renew_all_keys(&mut self) -> Result<(), Failure> {
        let layout = &self.vault.layout;
        self.refuse_unwritable_keys()?;
        if !files::may_write(layout.root()) || !files::may_write(&layout.keyring_folder()) {
            return Err(Failure::Permission("the vault folder may not be written".to_owned()));
        }
        let alone = Lock::exclusive(&layout.lock(), &self.vault.command)?;
        self.refuse_what_does_not_rotate()?;
        self.be_alone_with_keys()?;
        self.rotate(&alone)
    }
}

/// When the glass was broken, each time, by the log.
fn broken(read: &Reading<'_>) -> Result<Vec<AuditRow>, Failure> {
    // A colon comes after every digit, and so after every time.
    Ok(read.entries_told(Action::GlassBroken, 0, &(String::new()..":".to_owned()))?)
}

/// That a use was closed before its time.
fn ended_entry(read: &Reading<'_>, entry: &AuditRow) -> Result<Option<AuditRow>, Failure> {
    let Some(subject) = entry.event.subject else { return Ok(None) };
    Ok(read.entries_of(subject)?.into_iter().find(|one| one.event.action == Action::GlassEnded))
}

/// What the log says of a use, whatever became of its row.
fn logged_use(read: &Reading<'_>, entry: &AuditRow) -> Result<LoggedUse, Failure> {
    let ended = ended_entry(read, entry)?.map(|ended| ended.seq);
    let accepted = read.first_after(Action::ClockAccepted, entry.seq)?;
    let made = entry.time.parse::<DateTime<Utc>>().ok();
    let minutes = entry.event.count.and_then(|minutes| TimeDelta::try_minutes(minutes.try_into().ok()?));
    Ok(LoggedUse {
        broken: entry.seq,
        until: made.zip(minutes).and_then(|(made, minutes)| made.checked_add_signed(minutes.min(LONGEST))),
        closed: ended.into_iter().chain(accepted).min(),
    })
}

/// The row of a use, where it is the one that the log knows.
fn row_of(read: &Reading<'_>, entry: &AuditRow) -> Result<Option<GlassUse>, Failure> {
    let Some(subject) = entry.event.subject else { return Ok(None) };
    let row = read.glass_use(subject.number).map_err(Failure::from);
    let row =
        row.and_then(|row| row.map(|row| rows::check_logged_glass(read, &row).map(|()| row)).transpose());
    match row {
        Err(Failure::Damaged(..)) => Ok(None),
        other => other,
    }
}

/// What is said where what is sealed for somebody does not open.
pub(super) fn does_not_open(why: &str) -> String {
    format!("what is sealed for an emergency does not open: {why}")
}

/// What is to be done about it.
fn written_anew(member: MemberNumber) -> String {
    format!(
        "what your role opens is open to you as ever; an owner's next rotation writes it anew: praxis member grant {} --none, \
         and then the grant again",
        member.0
    )
}

/// Owners of today, and whoever becomes one: all hold the recovery identity.
fn readers_of_reasons(members: &Members) -> Result<Vec<Recipient>, Failure> {
    let owners = members.members.iter().filter(|member| member.role == Role::Owner);
    let texts = owners.map(|owner| owner.recipient.as_str()).chain([members.recovery.as_str()]);
    texts
        .map(|text| text.parse().map_err(|_| Failure::damaged("members names a recipient that is none")))
        .collect()
}

fn refuse_ungrantable(number: MemberNumber, role: Role, wanted: Compartment) -> Result<(), Failure> {
    let Err(why) = may_grant(role, wanted) else { return Ok(()) };
    let number = number.0;
    let (what, hint) = match why {
        NotGranted::Owner => (
            format!("member {number} is an owner, to whom everything opens"),
            "praxis member list shows who opens what",
        ),
        NotGranted::HasIt => (
            format!(
                "{} open to member {number} anyway: they are {}",
                records_of_all(&[wanted]),
                role.in_words()
            ),
            "praxis member list shows who opens what",
        ),
        NotGranted::Office => (
            "the practice's own records are never sealed for an emergency: nobody is in need of them"
                .to_owned(),
            "who answers for them is the DPO: praxis member role N dpo",
        ),
    };
    Err(Failure::Usage(what, hint.to_owned()))
}

/// Each once, as they are always listed.
fn in_order(wanted: &[Compartment]) -> Vec<Compartment> {
    use crate::records::code::Code;
    Compartment::ALL.iter().copied().filter(|one| wanted.contains(one)).collect()
}

/// When a use began and is over.
pub(super) fn span_of(row: &GlassUse) -> Result<Span, Failure> {
    let time = |text: &str| instant(text, &row.reference.to_string());
    Ok(Span {
        made: time(&row.made)?,
        until: time(&row.until)?,
        ended: row.ended.as_deref().map(time).transpose()?,
    })
}

fn instant(text: &str, whose: &str) -> Result<DateTime<Utc>, Failure> {
    text.parse().map_err(|_| Failure::damaged(format!("vault.db is damaged: a time of {whose} is no time")))
}

/// Writes what is sealed for a member's emergencies at an epoch; nothing where that is nothing.
pub(super) fn write_glass(
    state: &super::layout::StateFolder,
    keys: &wrap::OwnerKeys,
    vault: VaultId,
    member: &super::members::Member,
    (to, epoch): (&Recipient, u64),
) -> Result<(), Failure> {
    let grants = |one: &Compartment| member.glass.contains(one) && may_grant(member.role, *one).is_ok();
    let mut glass = wrap::compartment_keys(Role::Owner, &keys.epoch_secret, vault);
    glass.retain(|(which, _)| grants(which));
    if glass.is_empty() {
        return Ok(());
    }
    let sealed = sealed::seal_keys(&glass, to, vault, member.number, epoch)
        .map_err(|e| Failure::Unexpected(anyhow::Error::new(e).context("the keys for an emergency")))?;
    files::write_new(&state.glass(member.number, epoch), &sealed, "the keys for an emergency")
}
