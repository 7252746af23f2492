//! Breaking the glass. An owner seals keys for a member's emergencies beforehand; whoever has them can open with them what
//! they open, with any program, at any time. What this program adds is a reason, a time, a line on the screen and an entry in
//! the log that owners are told of; the keys that were out open nothing new once an owner has opened the vault again.
//!
//! The entry and the row are all that says that it stands broken: they are written before anything opens.

pub mod sealed;

use chrono::{DateTime, TimeDelta, Utc};
use zeroize::Zeroizing;

use super::files;
use super::keys::Keys;
use super::lock::Lock;
use super::members::Members;
use super::open::Vault;
use super::rows;
use super::session::{self, How};
use super::unlocked::Unlocked;
use super::wrap::{self, CompartmentKeys};
use crate::crypto::age_file::{Identity, Recipient};
use crate::failure::Failure;
use crate::records::compartment::Compartment;
use crate::records::event::{Action, Event};
use crate::records::glass::{GlassUse, OpenGlass, records_of_all};
use crate::records::id::VaultId;
use crate::records::instant::stored;
use crate::records::member::{MemberNumber, Role};
use crate::records::reference::{Reference, Register};
use crate::rules::glass::{LONGEST, NotGranted, Span, may_grant, renewal_due, stands_broken};

/// A use, as owners see it.
pub struct FoundUse {
    /// What stands in the clear.
    pub row: GlassUse,
    /// When it is over, or was.
    pub end: DateTime<Utc>,
    /// Who, where the name is on record.
    pub name: Option<String>,
    /// Why, where it opens.
    pub reason: Option<Zeroizing<String>>,
}

impl FoundUse {
    /// When it began.
    #[must_use]
    pub fn made(&self) -> Option<DateTime<Utc>> {
        self.row.made.parse().ok()
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
        sealed::open_keys(&bytes, identity, self.facts.id, member, epoch)
            .map_err(|error| Failure::damaged(format!("{}: {error}", path.display())))
    }

    /// Hands a member the keys of what stands open to them beyond their role. That they are not there keeps nobody from what
    /// the role opens.
    pub(super) fn add_glass(&self, keys: &mut Keys, identity: &Identity) -> Result<(), Failure> {
        let Some(open) = self.open_glass(&keys.listed.members, keys.member)? else { return Ok(()) };
        match self.glass_keys(identity, keys.member, keys.epoch) {
            Ok(found) => keys.open_beyond_role(open, found),
            Err(failure) => self.notices.push(format!(
                "what is sealed for an emergency does not open: {}",
                failure.explain().message
            )),
        }
        Ok(())
    }

    /// Whether keys that were out are to be sealed anew, by who has the keys of an owner.
    pub(super) fn glass_to_renew(&self) -> Result<bool, Failure> {
        let read = self.store.read();
        let last = read.last_glass_uses()?;
        if last.is_empty() {
            return Ok(false);
        }
        last.iter().try_for_each(|row| rows::check_logged_glass(&read, row))?;
        let spans = last.iter().map(span_of).collect::<Result<Vec<Span>, Failure>>()?;
        let rotated = read.last_of(Action::EpochRotated)?;
        let rotated = rotated.map(|(_, time)| instant(&time, "the audit log")).transpose()?;
        Ok(renewal_due(&spans, rotated, self.now.instant()))
    }

    /// The same at an unlock: what is damaged of it is said, and does not keep the vault shut.
    pub(super) fn glass_to_renew_now(&self) -> Result<bool, Failure> {
        match self.glass_to_renew() {
            Err(Failure::Damaged(what, _)) => {
                self.notices.push(format!(
                    "whether keys that were open with break-glass are to be sealed anew cannot be told: {what}"
                ));
                Ok(false)
            }
            other => other,
        }
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
    /// [`Failure::Refused`] of an owner; [`Failure::Locked`] where nothing is sealed for them; or it cannot be written, and
    /// then nothing opens.
    pub fn break_glass(&mut self, reason: &str, time: TimeDelta) -> Result<OpenGlass, Failure> {
        if self.keys.is_owner() {
            return Err(Failure::Refused(
                "everything opens to you: you are an owner".to_owned(),
                "no glass is between you and any record".to_owned(),
            ));
        }
        let (_, members) = self.vault.members_seen()?;
        let (number, vault) = (self.member(), self.id());
        let opens = members.numbered(number).map(|member| member.glass.clone()).unwrap_or_default();
        if opens.is_empty() || !self.vault.state.glass(number, self.keys.epoch).is_file() {
            return Err(Failure::Locked(
                format!("nothing is sealed for your emergencies: you are {}", self.role().in_words()),
                format!(
                    "ask an owner of the vault, who seals it beforehand: praxis member grant {} COMPARTMENT",
                    number.0
                ),
            ));
        }
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
        for row in self.read().glass_uses()? {
            rows::check_logged_glass(&self.read(), &row)?;
            let with = [&self.keys.owner()?.recovery, own];
            let reason = sealed::open_reason(&row.reason, &with, vault, (row.reference, row.member)).ok();
            let (end, name) = (span_of(&row)?.end(), self.name_of(row.member)?);
            found.push(FoundUse { row, end, name, reason });
        }
        self.log(&[Event::new(self.member(), Action::GlassListed).counting(found.len() as u64)])?;
        Ok(found)
    }

    /// A session holds the keys of when it began.
    fn end_session_of_other_keys(&mut self) {
        // One that does not answer ends when it is next asked for a key: it is of another use of the glass.
        if session::end(&self.vault, How::Asked).is_ok_and(|alone| alone.ended) {
            self.vault.notices.push(format!("the session ended: {}", session::OTHER_GLASS));
            self.log_later(Event::new(self.member(), Action::SessionEnded));
        }
    }

    /// Seals all keys anew after somebody broke the glass and its time is over: what was out opens nothing new.
    pub(super) fn renew_after_glass(&mut self, alone: &Lock) -> Result<(), Failure> {
        if !self.vault.glass_to_renew()? {
            return Ok(());
        }
        if !files::may_write(self.vault.state.root()) {
            self.vault.notices.push(
                "the keys that were open with break-glass could not be sealed anew: their folder may not be written"
                    .to_owned(),
            );
            return Ok(());
        }
        self.rotate(alone)?;
        self.vault
            .notices
            .push("the glass was broken, and its time is over: all keys were sealed anew".to_owned());
        Ok(())
    }
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
