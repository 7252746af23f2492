//! Breaches: each under a handle and a key of its own, with whom it affects.

use super::matter::{Clock, Matter, Opened};
use super::unlocked::Unlocked;
use crate::failure::Failure;
use crate::records::breach::{Breach, Entry, Step};
use crate::records::clock::{ClockKind, ClockState};
use crate::records::date::in_london;
use crate::records::event::Action;
use crate::records::id::Handle;
use crate::records::reference::{Reference, Register};
use crate::records::stored::{Flags, HandleState, RecordType};
use crate::rules::breach_duty::{Duty, Standing, standing};
use crate::rules::breach_step::{Left, Unfit, may_happen, may_open};

impl Matter for Breach {
    const REGISTER: Register = Register::Breach;
    const RECORD: RecordType = RecordType::Breach;
    const CALLED: &'static str = "breach";
    const OPENED: Action = Action::BreachOpened;
    const CHANGED: Action = Action::BreachChanged;
    const SHOWN: Action = Action::BreachShown;
    const LISTED: Action = Action::BreachesListed;

    fn clients(&self) -> Vec<Handle> {
        self.affected()
    }

    fn is_closed(&self) -> bool {
        self.closed().is_some()
    }

    fn flag(flags: &mut Flags) -> &mut bool {
        &mut flags.open_breach
    }
}

/// What to do about a breach that is closed: it stays as it was, for nobody looks any more for what would follow.
pub const BREACH_IS_CLOSED: &str =
    "record what became known since as a breach of its own: praxis breach open";

/// Somebody whom a breach affects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Affected {
    /// Their reference.
    pub client: Reference,
    /// Whether their record is erased.
    pub erased: bool,
}

/// A breach that was opened, with how it stands.
pub struct FoundBreach {
    /// The reference.
    pub reference: Reference,
    /// What is sealed.
    pub breach: Breach,
    /// Whom it affects, by reference.
    pub affected: Vec<Affected>,
    /// Everybody whom its history speaks of, by handle: those too who were found not to be affected.
    pub mentioned: Vec<(Handle, Affected)>,
    /// How it stands now.
    pub standing: Standing,
}

impl FoundBreach {
    /// Whether it is not closed yet.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.breach.closed().is_none()
    }

    /// The reference of somebody whom its history speaks of.
    #[must_use]
    pub fn client(&self, handle: Handle) -> Option<Affected> {
        self.mentioned.iter().find(|(known, _)| *known == handle).map(|(_, client)| *client)
    }
}

impl Unlocked {
    /// Records a breach.
    ///
    /// # Errors
    /// [`Failure::Usage`] when it cannot have been so; or nothing can be written.
    pub fn open_breach(&mut self, breach: &Breach) -> Result<Reference, Failure> {
        may_open(breach, self.vault.now.instant())
            .map_err(|why| Failure::Usage(why.to_string(), hint(None, &why)))?;
        let clocks = clocks(&self.standing_of(breach)?);
        self.open_matter(breach, &clocks)
    }

    /// Opens one breach; logged as shown.
    ///
    /// # Errors
    /// Unknown, disposed of or damaged; or it cannot be logged.
    pub fn breach(&mut self, reference: Reference) -> Result<FoundBreach, Failure> {
        let found = self.show_matter::<Breach>(reference)?;
        self.found_breach(found)
    }

    /// Breaches, by number: those that are open, or all; that affect one client, or anybody. Logged as one listing.
    ///
    /// # Errors
    /// When something does not open, or it cannot be logged.
    pub fn breaches(&mut self, of: Option<Reference>, closed_too: bool) -> Result<Vec<FoundBreach>, Failure> {
        let of = of.map(|client| self.known_handle(client)).transpose()?.map(|row| row.handle);
        let found = self.list_matters::<Breach>(of, closed_too)?;
        found.into_iter().map(|one| self.found_breach(one)).collect()
    }

    /// Appends what happened to a breach, all or none. Gives it as it then stands.
    ///
    /// # Errors
    /// Unknown; [`Failure::Usage`] when it cannot have happened so, and [`Failure::Refused`] when it may not be closed; or
    /// nothing can be written.
    pub fn record_breach(&mut self, reference: Reference, steps: Vec<Step>) -> Result<FoundBreach, Failure> {
        let found = self.open_one_matter::<Breach>(reference)?;
        let mut next = found.matter.clone();
        let (by, recorded) = (self.member(), self.vault.now.text());
        for step in steps {
            may_happen(&next, &step, self.vault.now.instant()).map_err(|why| unfit(reference, &why))?;
            next.history.push(Entry { step, by, recorded: recorded.clone() });
        }
        let clocks = clocks(&self.standing_of(&next)?);
        let change = self.prepare_matter(found, next, &clocks)?;
        self.write_matter(&change)?;
        let found = self.open_one_matter::<Breach>(reference)?;
        self.found_breach(found)
    }

    /// The handles of clients, erased ones too: a breach may have affected somebody who is not there any more.
    ///
    /// # Errors
    /// When one is unknown.
    pub fn handles_of(&self, clients: &[Reference]) -> Result<Vec<Handle>, Failure> {
        clients.iter().map(|client| Ok(self.known_handle(*client)?.handle)).collect()
    }

    /// The handles of all clients whose records are not erased.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn handles_of_everybody(&self) -> Result<Vec<Handle>, Failure> {
        let rows = self.read().handles(Register::Client)?.into_iter();
        Ok(rows.filter(|row| row.state != HandleState::Erased).map(|row| row.handle).collect())
    }

    fn found_breach(&self, found: Opened<Breach>) -> Result<FoundBreach, Failure> {
        let affected = found.clients.iter().map(|&(_, client, erased)| Affected { client, erased }).collect();
        let standing = self.standing_of(&found.matter)?;
        let mut mentioned = Vec::new();
        for handle in found.matter.mentioned() {
            let row = self.read().handle_row(handle)?;
            let row = row.ok_or_else(|| {
                Failure::damaged(format!("{} in vault.db has lost its client", found.reference))
            })?;
            let erased = row.state == HandleState::Erased;
            mentioned.push((handle, Affected { client: row.reference, erased }));
        }
        Ok(FoundBreach { reference: found.reference, breach: found.matter, affected, mentioned, standing })
    }

    pub(super) fn standing_of(&self, breach: &Breach) -> Result<Standing, Failure> {
        standing(breach, self.vault.now.instant()).ok_or_else(|| {
            Failure::damaged("the awareness of a breach is no instant that praxis can count from")
        })
    }
}

pub(super) fn unfit(reference: Reference, why: &Unfit) -> Failure {
    let (what, hint) = (format!("{reference}: {why}"), hint(Some(reference), why));
    if why.is_rule() { Failure::Refused(what, hint) } else { Failure::Usage(what, hint) }
}

/// What to type next.
fn hint(reference: Option<Reference>, why: &Unfit) -> String {
    let Some(reference) = reference else { return "mend the date, or the time".to_owned() };
    match why {
        Unfit::NoReasonsForDelay(_) => "say why in a file: --late-file FILE".to_owned(),
        Unfit::NoReasons => "say why in a few words".to_owned(),
        Unfit::ReportedAlready(_) => "add --further to a report that says more".to_owned(),
        Unfit::NoHighRisk => format!("praxis breach assess {reference} records what was decided"),
        Unfit::Closed(_) => BREACH_IS_CLOSED.to_owned(),
        Unfit::Unfinished(left) => match left.first() {
            Some(Left::Report) => format!("praxis breach notify {reference} --to ico --at INSTANT"),
            Some(Left::Telling) => format!(
                "praxis breach notify {reference} --to people --at INSTANT --means MEANS, or praxis breach notify \
                 {reference} --not-told EXCEPTION --because-file FILE"
            ),
            Some(Left::Public) => {
                format!("praxis breach notify {reference} --to people --at INSTANT --means public")
            }
            Some(Left::Decision) | None => format!("praxis breach assess {reference} asks for the decision"),
        },
        _ => format!("praxis breach show {reference} --history says what was recorded"),
    }
}

/// What stands in the clear of a breach.
pub(super) fn clocks(standing: &Standing) -> Vec<Clock> {
    let of = |duty: &Duty| match duty {
        Duty::Report => Some((ClockKind::Notify, Some(in_london(standing.clock.due)), ClockState::Running)),
        Duty::Tell => Some((ClockKind::Tell, None, ClockState::Running)),
        Duty::Decide | Duty::Close => None,
    };
    standing.duties.iter().filter_map(of).collect()
}
