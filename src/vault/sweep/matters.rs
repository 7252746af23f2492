//! What stands against anybody's record, as one hash. Whose an invoice is, or whom a request, a complaint or a breach is about,
//! does not stand in the clear, so that
//! whoever applies a plan without a key cannot look at the holds on that client; it can see that none was placed on anybody, and no
//! matter opened, since a person looked.

use super::super::keys::office_handle;
use super::super::rows;
use crate::crypto::hash::{sha256_framed, to_hex};
use crate::failure::Failure;
use crate::records::plan::{Plan, Review};
use crate::records::reference::{Reference, Register};
use crate::records::stored::{Flags, HandleState};
use crate::store::Reading;

/// SHA-256 over the flags of every client who has one set, and over the holds on classes that stand, hexadecimal. Each row
/// is compared with the log.
///
/// # Errors
/// [`Failure::Damaged`] when a row is not as the log knows it.
pub fn of(read: &Reading<'_>) -> Result<String, Failure> {
    let mut flagged = Vec::new();
    for row in read.handles(Register::Client)? {
        rows::check_logged_handle(read, &row)?;
        let Flags { hold, restricted, open_request, open_complaint, open_breach } = row.flags;
        let flags = [hold, restricted, open_request, open_complaint, open_breach];
        if row.state != HandleState::Erased && flags.contains(&true) {
            flagged.push((*row.handle.as_bytes(), flags.map(u8::from)));
        }
    }
    flagged.sort_unstable();
    let mut classes = Vec::new();
    for hold in read.active_holds(office_handle(read.facts()?.id))? {
        super::super::holds::check_logged_hold(read, &hold)?;
        classes.push(hold.reference.to_string());
    }
    let mut parts: Vec<&[u8]> = vec![b"praxis/1/matters"];
    for (handle, flags) in &flagged {
        parts.extend([&handle[..], &flags[..]]);
    }
    parts.extend(classes.iter().map(String::as_bytes));
    Ok(to_hex(&sha256_framed(&parts)))
}

/// Whether the clear columns do not say whose something is: an invoice, an entry of a register.
#[must_use]
pub fn is_of_somebody_unsaid(what: Reference) -> bool {
    use Register::{Breach, Complaint, File, Request};
    matches!(what.register, File | Request | Complaint | Breach)
}

/// Whether a plan, as it is decided, destroys one of them.
pub fn concern(plan: &Plan) -> bool {
    plan.destroyed().any(|line| is_of_somebody_unsaid(line.what))
}

/// Refuses a plan with any of them when anything was placed or opened since its review, or lifted or closed.
///
/// # Errors
/// [`Failure::Refused`].
pub fn refuse_new(read: &Reading<'_>, plan: &Plan, review: &Review) -> Result<(), Failure> {
    if !concern(plan) || review.matters == Some(of(read)?) {
        return Ok(());
    }
    Err(Failure::Refused(
        "since the review a hold was placed or lifted on somebody, or a matter was opened or closed: invoices, requests, complaints or \
         breaches are to go, and whose they are nobody can tell here; nothing was destroyed"
            .to_owned(),
        "let somebody look who can open them: praxis retention review PLAN".to_owned(),
    ))
}
