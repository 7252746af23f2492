//! What every command opens, and so who may run it: said before anything is asked, typed or read.
//!
//! A role is which keys somebody holds, and what a role does not hold it cannot open, with any program. This table keeps
//! nobody from anything that the keys would allow; it says so in time, before a text was typed in vain. What depends on a
//! single record, as a note with a key of its own, shows when that is opened.

use super::{
    audit, backup, breach, certificate, client, clock, complaint, disclosure, file, hold, identity, import,
    kit, letters, member, note, request, retention, sar, will,
};
use crate::cli::Command;
use crate::failure::Failure;
use crate::records::compartment::Compartment::{self, Clinical, Contact, Office, Person, Process, Registers};
use crate::vault::Unlocked;

/// What a command takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Needs {
    /// No key; or it sees for itself how far the keys reach.
    #[default]
    Nothing,
    /// A member's key, of whatever role.
    Member,
    /// The keys of these compartments. The one that is named in a refusal stands first.
    Keys(&'static [Compartment]),
    /// All of them, and what only an owner holds.
    Owner,
}

/// Who a client is and how to reach them.
const FRONT_DESK: Needs = Needs::Keys(&[Contact, Person]);
/// The record of a client, but for what has keys of its own.
const RECORD: Needs = Needs::Keys(&[Clinical, Contact, Person]);
/// The day of the last contact follows from all notes, and with it the days from which process records may go.
const ALL_NOTES: Needs = Needs::Keys(&[Clinical, Process, Person]);
/// Who was told what.
const TOLD: Needs = Needs::Keys(&[Person]);
/// Requests, complaints and breaches, and whom they are about.
const REGISTERS: Needs = Needs::Keys(&[Registers, Person]);
/// The same, with what the practice wrote down about them and about what left it.
const REGISTERS_AND_OFFICE: Needs = Needs::Keys(&[Registers, Office, Person]);
/// Reasons of holds.
const HOLDS: Needs = Needs::Keys(&[Office, Person]);
/// All but what only who wrote it reads.
const WHOLE_RECORD: Needs = Needs::Keys(&[Registers, Office, Clinical, Contact, Person]);

impl Needs {
    /// Refuses whose role does not hold what is needed.
    ///
    /// # Errors
    /// [`Failure::Locked`], with what is missing.
    pub fn check(self, unlocked: &Unlocked) -> Result<(), Failure> {
        match self {
            Needs::Nothing | Needs::Member => Ok(()),
            Needs::Keys(compartments) => unlocked.require(compartments),
            Needs::Owner => unlocked.require_owner(),
        }
    }
}

/// Commands that keep more of what opened the vault than an open vault, or none, and look at the role themselves.
#[must_use]
pub fn only_looks(command: &Command) -> bool {
    match command {
        Command::Backup(_) => true,
        Command::Erase(args) => args.only_shows(),
        // It keeps the identity too.
        Command::BreakGlass(args) => args.lists(),
        _ => false,
    }
}

/// What a command needs.
#[must_use]
#[allow(clippy::match_same_arms, clippy::too_many_lines)] // A table in the order of the help: a row for each command.
pub fn of(command: &Command) -> Needs {
    match command {
        Command::Init(_)
        | Command::Demo(_)
        | Command::Housekeeping(_)
        | Command::Lock(_)
        | Command::SessionProcess
        | Command::PluginProcess
        | Command::Restore(_)
        | Command::Completions(_) => Needs::Nothing,
        // They look at what opens, and say what they did not look at.
        Command::Status(_) | Command::Due(_) | Command::Doctor(_) | Command::Unlock(_) => Needs::Member,
        Command::Client(command) => of_client(command),
        Command::Note(command) => match command {
            note::Command::List(_) | note::Command::Show(_) => Needs::Keys(&[Clinical, Person]),
            note::Command::Add(_)
            | note::Command::Amend(_)
            | note::Command::Sign(_)
            | note::Command::Trash(_)
            | note::Command::Restore(_) => ALL_NOTES,
        },
        Command::File(command) => match command {
            file::Command::Add(args) => args.needs(),
            file::Command::List(_) | file::Command::Get(_) => Needs::Keys(&[Clinical, Person]),
        },
        Command::Search(_) => Needs::Keys(&[Clinical, Person]),
        Command::Hold(command) => match command {
            hold::Command::Place(_) | hold::Command::Lift(_) | hold::Command::List(_) => HOLDS,
        },
        Command::Disclosure(command) => match command {
            disclosure::Command::Add(_) | disclosure::Command::List(_) => TOLD,
        },
        Command::Erase(_) => WHOLE_RECORD,
        Command::Retention(command) => of_retention(command),
        Command::Request(command) => match command {
            request::Command::Open(_)
            | request::Command::List(_)
            | request::Command::Show(_)
            | request::Command::Clock(_)
            | request::Command::Identity(_)
            | request::Command::Pause(_)
            | request::Command::Resume(_)
            | request::Command::Extend(_)
            | request::Command::Refuse(_)
            | request::Command::Close(_)
            | request::Command::Letter(_) => REGISTERS,
        },
        Command::Breach(command) => match command {
            breach::Command::Open(_)
            | breach::Command::List(_)
            | breach::Command::Show(_)
            | breach::Command::Update(_)
            | breach::Command::Assess(_)
            | breach::Command::Scope(_)
            | breach::Command::Notify(_)
            | breach::Command::Report(_)
            | breach::Command::Letters(_)
            | breach::Command::Close(_) => REGISTERS_AND_OFFICE,
        },
        Command::Complaint(command) => match command {
            complaint::Command::Open(_)
            | complaint::Command::Acknowledge(_)
            | complaint::Command::Update(_)
            | complaint::Command::Close(_)
            | complaint::Command::List(_)
            | complaint::Command::Show(_)
            | complaint::Command::Numbers(_)
            | complaint::Command::Letter(_) => REGISTERS,
            complaint::Command::Form(_) => Needs::Nothing,
        },
        Command::Sar(command) => match command {
            sar::Command::Prepare(_)
            | sar::Command::Decide(_)
            | sar::Command::Opinion(_)
            | sar::Command::Preview(_)
            | sar::Command::Export(_) => WHOLE_RECORD,
            sar::Command::List(_) => Needs::Keys(&[Office]),
            sar::Command::Verify(_) => Needs::Nothing,
        },
        Command::Import(command) => match command {
            import::Command::Clients(_) => RECORD,
            import::Command::Notes(_) => ALL_NOTES,
        },
        Command::Export(_) => WHOLE_RECORD,
        Command::Reseed(_) => Needs::Owner,
        Command::BreakGlass(args) => args.needs(),
        Command::Member(command) => match command {
            member::Command::List(args) => args.needs(),
            member::Command::Add(_)
            | member::Command::Role(_)
            | member::Command::Grant(_)
            | member::Command::Key(_)
            | member::Command::Remove(_)
            | member::Command::Review(_) => Needs::Owner,
        },
        Command::Kit(command) => match command {
            kit::Command::List(_) => Needs::Keys(&[Office]),
            kit::Command::Verify(args) => args.needs(),
            kit::Command::New(_) | kit::Command::Retire(_) => Needs::Owner,
        },
        // What opens everything, for somebody else.
        Command::Will(
            will::Command::Set(_)
            | will::Command::Show(_)
            | will::Command::Drill(_)
            | will::Command::Retire(_),
        ) => Needs::Owner,
        Command::Certificate(command) => match command {
            certificate::Command::List(_) | certificate::Command::Show(_) => Needs::Keys(&[Office]),
            certificate::Command::Verify(_) => Needs::Nothing,
        },
        Command::Backup(command) => match command {
            backup::Command::Verify(args) => args.needs(),
            backup::Command::Create(_) | backup::Command::List(_) | backup::Command::Prune(_) => {
                Needs::Nothing
            }
        },
        Command::Audit(
            audit::Command::Log(_)
            | audit::Command::Verify(_)
            | audit::Command::Checkpoint(_)
            | audit::Command::Prove(_)
            | audit::Command::Bundle(_),
        )
        | Command::Clock(
            clock::Command::Access(_)
            | clock::Command::Complaint(_)
            | clock::Command::Breach(_)
            | clock::Command::Retention(_),
        )
        | Command::Letters(letters::Command::Show(_) | letters::Command::Check(_))
        | Command::Identity(
            identity::Command::New(_)
            | identity::Command::Show(_)
            | identity::Command::Passphrase(_)
            | identity::Command::Factor(_),
        ) => Needs::Nothing,
    }
}

fn of_client(command: &client::Command) -> Needs {
    match command {
        client::Command::List(args) => args.needs(),
        client::Command::Add(args) => {
            if args.says_something_clinical() {
                RECORD
            } else {
                FRONT_DESK
            }
        }
        client::Command::Amend(args) => args.needs(),
        client::Command::Show(_) => FRONT_DESK,
        client::Command::End(_) | client::Command::Reopen(_) | client::Command::Died(_) => ALL_NOTES,
        client::Command::Restrict(_) | client::Command::Unrestrict(_) => REGISTERS,
        // A note of theirs, by a request.
        client::Command::Statement(_) => Needs::Keys(&[Registers, Clinical, Person]),
    }
}

fn of_retention(command: &retention::Command) -> Needs {
    use retention::schedule;
    match command {
        // What may go stands in every compartment.
        retention::Command::Due(_) | retention::Command::Review(_) => Needs::Owner,
        retention::Command::Sweep(args) => args.needs(),
        retention::Command::Show(_) | retention::Command::Statistics(_) => Needs::Keys(&[Office]),
        // What keeps a record says why, and a hold does.
        retention::Command::Schedule(schedule::Command::Explain(_)) => HOLDS,
        retention::Command::Schedule(schedule::Command::Show(_) | schedule::Command::Check(_))
        | retention::Command::Apply(_) => Needs::Nothing,
    }
}
