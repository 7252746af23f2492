//! Complaints: each under a handle and a key of its own, so that it outlives the record it is about.

use super::matter::{Clock, Matter, Opened, matter_row};
use super::requests::request_row;
use super::unlocked::Unlocked;
use crate::failure::Failure;
use crate::records::breach::Breach;
use crate::records::clock::{ClockKind, ClockState};
use crate::records::complaint::{Complaint, Entry, Step};
use crate::records::event::Action;
use crate::records::id::Handle;
use crate::records::reference::{Reference, Register};
use crate::records::stored::{Flags, RecordType};
use crate::rules::complaint_steps::{Standing, State, Unfit, may_happen, standing};

impl Matter for Complaint {
    const REGISTER: Register = Register::Complaint;
    const RECORD: RecordType = RecordType::Complaint;
    const CALLED: &'static str = "complaint";
    const OPENED: Action = Action::ComplaintOpened;
    const CHANGED: Action = Action::ComplaintChanged;
    const SHOWN: Action = Action::ComplaintShown;
    const LISTED: Action = Action::ComplaintsListed;

    fn clients(&self) -> Vec<Handle> {
        self.client.into_iter().collect()
    }

    fn is_closed(&self) -> bool {
        self.closed().is_some()
    }

    fn flag(flags: &mut Flags) -> &mut bool {
        &mut flags.open_complaint
    }
}

/// A complaint that was opened, with how it stands.
pub struct FoundComplaint {
    /// The reference.
    pub reference: Reference,
    /// About whose record, where there is or was one.
    pub client: Option<Reference>,
    /// Whether that record has been erased.
    pub erased: bool,
    /// What is sealed.
    pub complaint: Complaint,
    /// How it stands today.
    pub standing: Standing,
}

impl FoundComplaint {
    /// Whether it waits for an outcome.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.complaint.closed().is_none()
    }
}

impl Unlocked {
    /// Records a complaint. Everything of the client's stays from then on until it is closed.
    ///
    /// # Errors
    /// When the client is unknown, or nothing can be written.
    pub fn open_complaint(
        &mut self,
        mut complaint: Complaint,
        client: Option<Reference>,
    ) -> Result<Reference, Failure> {
        complaint.client = client.map(|client| self.known_handle(client)).transpose()?.map(|row| row.handle);
        let clocks = clocks(&self.standing_of_complaint(&complaint));
        self.open_matter(&complaint, &clocks)
    }

    /// Opens one complaint; logged as shown.
    ///
    /// # Errors
    /// Unknown, disposed of or damaged; or it cannot be logged.
    pub fn complaint(&mut self, reference: Reference) -> Result<FoundComplaint, Failure> {
        let found = self.show_matter::<Complaint>(reference)?;
        Ok(self.found_complaint(found))
    }

    /// Complaints, by number: those that are open, or all; about one client's record, or about anything. Logged as one
    /// listing.
    ///
    /// # Errors
    /// When something does not open, or it cannot be logged.
    pub fn complaints(
        &mut self,
        of: Option<Reference>,
        closed_too: bool,
    ) -> Result<Vec<FoundComplaint>, Failure> {
        let of = of.map(|client| self.known_handle(client)).transpose()?.map(|row| row.handle);
        let found = self.list_matters::<Complaint>(of, closed_too)?;
        Ok(found.into_iter().map(|one| self.found_complaint(one)).collect())
    }

    /// Appends what happened to a complaint, all or none. Gives it as it then stands.
    ///
    /// # Errors
    /// [`Failure::Usage`] when it cannot have happened so, and [`Failure::Refused`] when the complaint is not open to it;
    /// unknown; or nothing can be written.
    pub fn record_complaint(
        &mut self,
        reference: Reference,
        steps: Vec<Step>,
    ) -> Result<FoundComplaint, Failure> {
        let found = self.open_one_matter::<Complaint>(reference)?;
        let mut next = found.matter.clone();
        let (by, recorded, today) = (self.member(), self.vault.now.text(), self.vault.now.today());
        for step in steps {
            may_happen(reference, &next, &step, today).map_err(|why| unfit(reference, why))?;
            if let Step::Linked { to } = step {
                self.is_on_record(to)?;
            }
            next.history.push(Entry { step, by, recorded: recorded.clone() });
        }
        let clocks = clocks(&self.standing_of_complaint(&next));
        let change = self.prepare_matter(found, next, &clocks)?;
        self.write_matter(&change)?;
        Ok(self.found_complaint(self.open_one_matter::<Complaint>(reference)?))
    }

    /// Refuses a request, a breach or a complaint that there is not.
    fn is_on_record(&self, reference: Reference) -> Result<(), Failure> {
        let (_moment, read) = (self.one_moment()?, self.read());
        match reference.register {
            Register::Request => request_row(&read, reference).map(drop),
            Register::Breach => matter_row::<Breach>(&read, reference).map(drop),
            _ => matter_row::<Complaint>(&read, reference).map(drop),
        }
    }

    fn found_complaint(&self, found: Opened<Complaint>) -> FoundComplaint {
        let client = found.clients.first();
        FoundComplaint {
            reference: found.reference,
            client: client.map(|(_, client, _)| *client),
            erased: client.is_some_and(|(.., erased)| *erased),
            standing: self.standing_of_complaint(&found.matter),
            complaint: found.matter,
        }
    }

    pub(super) fn standing_of_complaint(&self, complaint: &Complaint) -> Standing {
        standing(complaint, &self.vault.config.calendar(), self.vault.now.today())
    }
}

fn unfit(reference: Reference, why: Unfit) -> Failure {
    let hint = match why {
        Unfit::Closed(_) => format!("what came after: praxis complaint update {reference} --after-file FILE"),
        _ => format!("praxis complaint show {reference} says what was recorded"),
    };
    let what = format!("{reference}: {why}");
    if why.is_rule() { Failure::Refused(what, hint) } else { Failure::Usage(what, hint) }
}

/// What stands in the clear of a complaint: the day of its acknowledgement until it is given, then that an outcome is due.
/// One from before the duty waits for its outcome from the first.
pub(super) fn clocks(standing: &Standing) -> Vec<Clock> {
    match standing.state {
        State::Running | State::Late => {
            vec![(ClockKind::Acknowledge, standing.acknowledge_by, ClockState::Running)]
        }
        State::Acknowledged | State::Open => vec![(ClockKind::Outcome, None, ClockState::Running)],
        State::Closed => Vec::new(),
    }
}
