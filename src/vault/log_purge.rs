//! Retention of the log itself: entries whose time is over go, in one transaction, behind a checkpoint that this machine
//! signs. Their leaves stay, so that everything else still proves itself.
//!
//! It takes no key. So it goes by a schedule that an owner has had before him, and by no other: whoever can write
//! praxis.toml, and vault.db with it, must not be able to have his traces removed and the removal signed. What an owner had
//! before him stands in the state folder, too, where the key that signs is. For the same reason the whole log is checked
//! before anything of it goes.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::audit::signed_twice;
use super::due::{hash_schedule, written_on};
use super::holds::refuse_held;
use super::open::Vault;
use super::transact::Hand;
use super::writer::{entry_bytes, frontier};
use crate::crypto::hash::{Hash, to_hex};
use crate::crypto::secret::SigningSeed;
use crate::crypto::tree::{Frontier, leaf_hash};
use crate::failure::Failure;
use crate::records::event::{Action, Event};
use crate::records::id::{Handle, VaultId};
use crate::records::member::MemberNumber;
use crate::records::reference::Register;
use crate::records::schedule::Schedule;
use crate::records::stored::HandleState;
use crate::records::text::counted;
use crate::rules::log_retention::{Asked, Kind, LastWords, decide, goes_from, is_time, kind};
use crate::store::{Leaf, Reading};

/// Entries that may go, with their leaves, in order.
type Going = Vec<(u64, Hash)>;

impl Vault {
    /// How many entries of the log go on a day, before anything else does. Where some may go, and wait, it says for what.
    ///
    /// # Errors
    /// When the log is not whole.
    pub(super) fn entries_to_go(&self, day: NaiveDate) -> Result<u64, Failure> {
        let Some(schedule) = &self.config.retention else { return Ok(0) };
        // The first entry is the oldest: while its time has not come, nobody has to look at the others.
        let first = written_on(&self.facts.created).and_then(|created| goes_from(schedule, created));
        if first.is_none_or(|first| day < first) {
            return Ok(0);
        }
        let Plan { going, set_by_an_owner } = plan(&self.store.read(), self.facts.id, schedule, day)?;
        // Vault.db says so, and this machine, whose folder is not where the vault is.
        let seen = self.seen.as_ref().and_then(|seen| seen.schedule.clone());
        let set_by_an_owner = set_by_an_owner && seen == Some(to_hex(&hash_schedule(schedule)));
        if going.is_empty() {
            return Ok(0);
        }
        let waits = |why: &str| {
            let entries = counted(going.len(), "entry");
            self.notices.push(format!("{entries} of the audit log may go, and nothing of it does: {why}"));
        };
        if !set_by_an_owner {
            waits("no owner has unlocked the vault since the retention schedule in praxis.toml was changed");
            return Ok(0);
        }
        if let Err(failure) = self.purging_seed() {
            waits(&failure.explain().message);
            return Ok(0);
        }
        Ok(going.len() as u64)
    }

    /// Lets go what may go today, where [`Vault::entries_to_go`] found that something may, and gives how much.
    ///
    /// # Errors
    /// When the log is not whole, or it cannot be written.
    pub(super) fn purge_log(&mut self) -> Result<u64, Failure> {
        let today = self.now.today();
        let Some(schedule) = self.config.retention.clone() else { return Ok(0) };
        let seed = self.purging_seed()?;
        let (id, origin) = (self.facts.id, self.origin());
        let gone = self.transact(&Hand::HOST, |writer| {
            // Somebody may have placed a hold since.
            let Plan { going, set_by_an_owner } = plan(writer.read(), id, &schedule, today)?;
            if !set_by_an_owner {
                return Ok(0);
            }
            writer.prune_log(&going, origin.clone(), |text| signed_twice(text, &seed, &origin, id))?;
            Ok(going.len() as u64)
        })?;
        // A row is gone only when the write-ahead log does not hold it any more.
        if self.store.truncate_log().is_err() {
            self.notices
                .push("vault.db-wal could not be emptied: entries that were purged stay in it".to_owned());
        }
        Ok(gone)
    }

    fn purging_seed(&self) -> Result<SigningSeed, Failure> {
        let (_, members) = self.members_seen()?;
        self.host_seed(&members)
    }
}

struct Plan {
    going: Going,
    /// Whether the schedule is the one that an owner's command has recorded last.
    set_by_an_owner: bool,
}

/// An entry whose day has come.
struct Candidate {
    seq: u64,
    leaf: Hash,
    event: Event,
    from: Option<NaiveDate>,
}

/// What may go on a day, of a log that is whole.
fn plan(read: &Reading<'_>, id: VaultId, schedule: &Schedule, day: NaiveDate) -> Result<Plan, Failure> {
    let mut log = Log::new(schedule, day);
    let head = read.audit_head()?;
    let wrong = |seq: u64| Failure::damaged(format!("entry {seq} of the audit log is not as it was written"));
    let mut tree = Frontier::empty();
    read.each_leaf(|leaf| -> Result<(), Failure> {
        let seq = leaf.seq();
        // Entries beyond the head are those of the transaction that asks.
        if seq < head.size {
            if seq != tree.size() {
                return Err(wrong(tree.size()));
            }
            tree.push(leaf.hash());
        }
        let Leaf::Entry(entry) = leaf else { return Ok(()) };
        if leaf_hash(&entry_bytes(id, seq, &entry.time, &entry.event)) != entry.leaf {
            return Err(wrong(seq));
        }
        log.learn(&entry);
        Ok(())
    })?;
    if tree != frontier(&head)? {
        return Err(Failure::damaged("the entries of the audit log do not fit its head"));
    }
    let facts = read.facts()?;
    let hash = hash_schedule(schedule);
    let set_by_an_owner = log.schedule == Some(hash) && facts.schedule == Some(hash);
    let mut held = Held { read, handles: HashMap::new(), anybody: None };
    let mut going = Going::new();
    let candidates = if is_time(log.last_purged, day) { log.candidates } else { Vec::new() };
    for one in candidates {
        let last_word = log.words.stand_in(one.seq, &one.event);
        let mut asked = Asked { action: one.event.action, last_word, held: false, from: one.from };
        if decide(&asked, day).goes {
            asked.held = held.is(one.event.handle)?;
            if decide(&asked, day).goes {
                going.push((one.seq, one.leaf));
            }
        }
    }
    Ok(Plan { going, set_by_an_owner })
}

/// What is learned on the way along the log.
struct Log<'s> {
    rule: &'s Schedule,
    day: NaiveDate,
    /// Entries of one day stand together.
    last_day: Option<(NaiveDate, Option<NaiveDate>)>,
    words: LastWords,
    candidates: Vec<Candidate>,
    /// The day on which entries went last.
    last_purged: Option<NaiveDate>,
    /// The schedule that a member's command has recorded last.
    schedule: Option<Hash>,
}

impl<'s> Log<'s> {
    fn new(rule: &'s Schedule, day: NaiveDate) -> Self {
        let words = LastWords::default();
        Self { rule, day, last_day: None, words, candidates: Vec::new(), last_purged: None, schedule: None }
    }

    fn learn(&mut self, entry: &crate::store::AuditRow) {
        let event = &entry.event;
        self.words.learn(entry.seq, event);
        match event.action {
            Action::VaultCreated | Action::ScheduleChanged => {
                self.schedule = event.row.filter(|_| event.member != MemberNumber::HOST);
            }
            Action::LogPruned => self.last_purged = written_on(&entry.time),
            _ => {}
        }
        if matches!(kind(event.action), Kind::Kept(_)) {
            return;
        }
        // A time that is none is the time of nothing that goes.
        let from = written_on(&entry.time).and_then(|written| self.from(written));
        if from.is_some_and(|from| from <= self.day) {
            self.candidates.push(Candidate { seq: entry.seq, leaf: entry.leaf, event: event.clone(), from });
        }
    }

    fn from(&mut self, written: NaiveDate) -> Option<NaiveDate> {
        match self.last_day {
            Some((day, from)) if day == written => from,
            _ => {
                let from = goes_from(self.rule, written);
                self.last_day = Some((written, from));
                from
            }
        }
    }
}

/// Of whom nothing may be destroyed.
struct Held<'r, 'c> {
    read: &'r Reading<'c>,
    handles: HashMap<Handle, bool>,
    /// Whether there is anybody.
    anybody: Option<bool>,
}

impl Held<'_, '_> {
    /// Whether an entry about this stays. Whose an invoice, a request, a complaint or a breach is does not stand in the clear,
    /// nor whom a search or a list has shown: while anybody is held, what is about any of them, or about nobody, stays.
    fn is(&mut self, handle: Option<Handle>) -> Result<bool, Failure> {
        let Some(handle) = handle else { return self.anybody() };
        if let Some(held) = self.handles.get(&handle) {
            return Ok(*held);
        }
        let held = match self.read.handle_row(handle)? {
            // The practice's own records.
            None => false,
            Some(row) if row.reference.register == Register::Client => refuses(refuse_held(self.read, &row))?,
            Some(_) => self.anybody()?,
        };
        self.handles.insert(handle, held);
        Ok(held)
    }

    fn anybody(&mut self) -> Result<bool, Failure> {
        if let Some(anybody) = self.anybody {
            return Ok(anybody);
        }
        // Who looked, and when the vault was opened, is what an open breach asks about: whom it affects may not be known yet.
        let mut anybody = !self.read.handles_in(Register::Breach, HandleState::Active)?.is_empty();
        for row in self.read.handles(Register::Client)? {
            anybody |= row.state != HandleState::Erased && refuses(refuse_held(self.read, &row))?;
        }
        self.anybody = Some(anybody);
        Ok(anybody)
    }
}

fn refuses(asked: Result<(), Failure>) -> Result<bool, Failure> {
    match asked {
        Ok(()) => Ok(false),
        Err(Failure::Held { .. }) => Ok(true),
        Err(failure) => Err(failure),
    }
}
