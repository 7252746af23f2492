//! Which entries of the audit log may go, and when. An entry says who did what, and when, and so it is about people who
//! work there and people who come there: it is kept for as long as the practice has said, and no longer (UK GDPR Article
//! 5(1)(e)). What the practice has to be able to show for good it keeps (Article 5(2)).
//!
//! Looks go, and what was said of a row that is another by now, or gone. The last word about whatever is still there never
//! does: it is what every row is held against. Neither does what shows that something was destroyed, or left, or was kept
//! from destruction.

use std::collections::HashMap;

use chrono::{Datelike, Days, NaiveDate};

use super::retention;
use crate::records::event::{Action, Event};
use crate::records::id::{Handle, RecordId};
use crate::records::member::MemberNumber;
use crate::records::reference::Reference;
use crate::records::schedule::{Class, Schedule};

/// Nothing younger than this goes, whatever the schedule says: whoever got at the schedule must not be able to have his
/// own traces gone before a person had a month to look at the log.
const FLOOR: Days = Days::new(30);

/// Whether an entry that was written on a day, or after it, may have gone on another, whatever the schedule said then. A
/// day is let pass: the clock may step back by minutes, and over midnight.
#[must_use]
pub fn may_have_gone(written: NaiveDate, on: NaiveDate) -> bool {
    let from = written.checked_add_days(FLOOR);
    from.zip(on.succ_opt()).is_some_and(|(from, next)| from <= next)
}

/// What an entry is to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Somebody looked, or opened the vault, or a job ran: nothing rests on it.
    Look,
    /// It vouches for a row, or says who changed one: it may go once a later entry does so, or the row is gone.
    Change,
    /// It stays, and why.
    Kept(Reason),
}

/// Why something is kept or goes, and where that comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Why, in words.
    pub because: &'static str,
    /// Where that comes from.
    pub source: &'static str,
}

const fn because(because: &'static str, source: &'static str) -> Reason {
    Reason { because, source }
}

const LOG: Reason = because("the log itself, or what may go, rests on it", "UK GDPR Article 5(2)");
const KEYS: Reason = because("it says who could open what, and from when on", "UK GDPR Articles 5(2) and 32");
const DESTROYED: Reason =
    because("it shows what was destroyed, or what could bring it back", "UK GDPR Articles 5(2) and 17");
const FIRST: Reason =
    because("it says from when on somebody is in backups and exports", "UK GDPR Articles 5(2) and 19");
const LEFT: Reason = because("it shows what left the vault", "UK GDPR Articles 5(2), 15 and 19");
const HOLDS: Reason =
    because("it shows what was kept from destruction, or from being read", "UK GDPR Articles 17(3) and 18");
const BREACHES: Reason = because("it documents a breach", "UK GDPR Article 33(5)");
const MATTERS: Reason =
    because("it shows what became of a request or a complaint", "UK GDPR Article 12; DPA 2018 section 164A");

/// What an entry is to the log, by its action. Every action is named: a new one has to be decided about.
#[must_use]
#[allow(clippy::too_many_lines)] // One table.
pub const fn kind(action: Action) -> Kind {
    use Action as A;
    match action {
        A::Unlocked
        | A::SessionBegun
        | A::SessionEnded
        | A::UnlockRefused
        | A::MembersListed
        | A::GlassListed
        | A::KeyringRecorded
        | A::MirrorRewritten
        | A::VaultExamined
        | A::CertificatesListed
        | A::ClientShown
        | A::ClientsListed
        | A::DueListed
        | A::DueChecked
        | A::SweepPlanned
        | A::SweepsShown
        | A::HousekeepingDone
        | A::HoldsListed
        | A::DisclosuresListed
        | A::FileCopied
        | A::FilesListed
        | A::NoteShown
        | A::NotesListed
        | A::NotesSearched
        | A::RequestShown
        | A::RequestsListed
        | A::BreachShown
        | A::BreachesListed
        | A::ComplaintShown
        | A::ComplaintsListed
        | A::ExportsListed
        | A::WillsListed => Kind::Look,
        A::ClientChanged
        | A::RecordWritten
        | A::RecordState
        | A::DisclosureAdded
        | A::FileAdded
        | A::FileContent
        | A::NoteAdded
        | A::NoteAmended
        | A::NoteSigned
        | A::NoteTrashed
        | A::NoteRestored => Kind::Change,
        A::VaultCreated
        | A::VaultRestored
        | A::ClockAccepted
        | A::SettingsChanged
        | A::ScheduleChanged
        | A::LogPruned
        | A::Imported => Kind::Kept(LOG),
        A::KeyringCarriedOver
        | A::PassphraseChanged
        | A::FactorChanged
        | A::EpochRotated
        | A::Reseeded
        | A::MembersWritten
        | A::MemberAdded
        | A::MemberChanged
        | A::MemberRemoved
        | A::MembersReviewed
        | A::GlassGranted
        | A::GlassBroken
        | A::GlassEnded
        | A::KitCreated
        | A::KitVerified
        | A::KitRetired
        | A::WillMade
        | A::WillWritten
        | A::WillDrilled
        | A::WillRetired => Kind::Kept(KEYS),
        A::ErasureIntended
        | A::ErasureRefused
        | A::ErasureShredded
        | A::ErasureRotated
        | A::CertificateWritten
        | A::CertificateIssued
        | A::KeysFoundDestroyed
        | A::BackupCreated
        | A::BackupVerified
        | A::BackupPruned
        | A::RegisterWritten
        | A::RecordRemoved
        | A::SweepReviewed
        | A::SweepSuperseded
        | A::SweepApplied
        | A::DraftDestroyed => Kind::Kept(DESTROYED),
        A::ClientAdded | A::HandleAdded => Kind::Kept(FIRST),
        A::PackPrepared | A::PackDecided | A::PackExported | A::Exported | A::ClientExported => {
            Kind::Kept(LEFT)
        }
        A::HoldPlaced
        | A::HoldLifted
        | A::HoldRefused
        | A::ClientRestricted
        | A::ClientUnrestricted
        | A::AccessOverridden => Kind::Kept(HOLDS),
        A::BreachOpened | A::BreachChanged | A::BreachScoped | A::BreachReported | A::LettersWritten => {
            Kind::Kept(BREACHES)
        }
        A::RequestOpened | A::RequestChanged | A::ComplaintOpened | A::ComplaintChanged => {
            Kind::Kept(MATTERS)
        }
    }
}

/// What an entry speaks of, where the log vouches for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Thing {
    /// A version of a record.
    Version(RecordId, u32),
    /// The pieces of a file.
    Content(RecordId),
    /// The row of a register.
    Register(Reference),
    /// The clear columns of a handle.
    Handle(Handle),
}

impl Thing {
    /// What an event speaks of; nothing where that is no row.
    #[must_use]
    pub const fn of(event: &Event) -> Option<Self> {
        match (event.record, event.version, event.subject, event.handle) {
            (Some(record), Some(version), ..) => Some(Self::Version(record, version)),
            (Some(record), None, ..) => Some(Self::Content(record)),
            (None, _, Some(subject), _) => Some(Self::Register(subject)),
            (None, _, None, Some(handle)) => Some(Self::Handle(handle)),
            (None, _, None, None) => None,
        }
    }
}

/// The entry that last vouched for each thing that is there; and by which entry each member last opened the vault, since
/// when they are told at the next what happened.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LastWords {
    things: HashMap<Thing, u64>,
    unlocked: HashMap<MemberNumber, u64>,
}

impl LastWords {
    /// Learns what the next entry says.
    pub fn learn(&mut self, seq: u64, event: &Event) {
        if event.action == Action::Unlocked {
            self.unlocked.insert(event.member, seq);
        }
        let (Some(_), Some(thing)) = (event.row, Thing::of(event)) else { return };
        if event.action != Action::RecordRemoved {
            self.things.insert(thing, seq);
            return;
        }
        self.things.remove(&thing);
        if let Some(record) = event.record {
            self.things.remove(&Thing::Content(record));
        }
    }

    /// Whether an entry is the last word: it vouches for something, or says who changed it, and nothing later vouches for
    /// that, and it is there. The last time that a member opened the vault is one, and so is what some member has not been
    /// told of yet.
    #[must_use]
    pub fn stand_in(&self, seq: u64, event: &Event) -> bool {
        if event.action == Action::Unlocked
            && self.unlocked.get(&event.member).is_some_and(|last| *last <= seq)
        {
            return true;
        }
        if event.action.told().is_some() && self.unlocked.values().min().is_none_or(|last| *last < seq) {
            return true;
        }
        let change = kind(event.action) == Kind::Change;
        match Thing::of(event) {
            Some(thing) if change || event.row.is_some() => {
                self.things.get(&thing).is_some_and(|last| *last <= seq)
            }
            // What speaks of no row, and should, is no less.
            found => change && found.is_none(),
        }
    }
}

/// What is known of an entry.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// What it says was done.
    pub action: Action,
    /// Whether it is the last word about what is there: see [`LastWords::stand_in`].
    pub last_word: bool,
    /// Whether it is about somebody of whom nothing may be destroyed now.
    pub held: bool,
    /// From when on it may go by the schedule: see [`goes_from`].
    pub from: Option<NaiveDate>,
}

/// Whether an entry goes, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it goes.
    pub goes: bool,
    /// Why, or why not.
    pub reason: Reason,
}

/// Whether an entry goes on a day.
#[must_use]
pub fn decide(asked: &Asked, today: NaiveDate) -> Decision {
    let stays = |reason| Decision { goes: false, reason };
    if let Kind::Kept(reason) = kind(asked.action) {
        return stays(reason);
    }
    if asked.last_word {
        return stays(because(
            "it is the last word about what is there, or owners are still to be told of it",
            "UK GDPR Article 5(1)(f)",
        ));
    }
    if asked.held {
        return stays(because(
            "a hold stands, or a request, a complaint or a breach is open: who looked may matter",
            "UK GDPR Article 17(3)(e)",
        ));
    }
    let Some(from) = asked.from else {
        return stays(because("no rule of the schedule lets entries go", "the retention schedule"));
    };
    if today < from {
        return stays(because("its time has not come", "the retention schedule"));
    }
    Decision { goes: true, reason: because("its time is over", "UK GDPR Article 5(1)(e)") }
}

/// From when on an entry may go that was written on a day; nothing where no rule says so.
#[must_use]
pub fn goes_from(schedule: &Schedule, written: NaiveDate) -> Option<NaiveDate> {
    let by_rule = retention::goes_from(schedule, Class::Audit, written)?;
    Some(by_rule.max(written.checked_add_days(FLOOR)?))
}

/// Whether anything goes today, where entries went `last`: once in a month, for each time leaves an entry and a signed
/// note, which stay.
#[must_use]
pub fn is_time(last: Option<NaiveDate>, today: NaiveDate) -> bool {
    last.is_none_or(|last| (last.year(), last.month()) != (today.year(), today.month()))
}

#[cfg(test)]
mod tests;
