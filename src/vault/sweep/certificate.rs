//! The certificate of a sweep, put together from clear columns and the log: it takes no key. A member signs it, or this
//! machine.

use super::super::certificates::state_of;
use super::super::erasure::Reach;
use super::super::keys::host_verify_key;
use super::super::open::Vault;
use super::super::rows;
use super::super::signed;
use super::super::transact::Hand;
use super::super::unlocked::Unlocked;
use super::apply::sweep_row;
use super::went::{Went, WentLine};
use crate::crypto::hash::to_hex;
use crate::failure::Failure;
use crate::records::disposal::{Deleted, Destroyed, Disposal, Format};
use crate::records::event::{Action, Event};
use crate::records::member::MemberNumber;
use crate::records::reference::Reference;
use crate::records::sweep::SweepState;
use crate::records::tombstone::ErasureState;

impl Unlocked {
    /// The certificate of a sweep as it stands today, signed by who opened the vault.
    ///
    /// # Errors
    /// Those of [`Vault::disposal`]; or it cannot be signed or logged.
    pub fn disposal_certificate(&mut self, sweep: Reference) -> Result<(Disposal, String), Failure> {
        let verify_key = self.keys.signing_key()?;
        let disposal = self.vault.disposal(sweep, verify_key)?;
        let signed = refuse_too_large(&disposal, self.sign(disposal.clone().into())?)?;
        self.log(&[Event::new(self.member(), Action::CertificateIssued).on_row_of(sweep)])?;
        Ok((disposal, signed))
    }
}

impl Vault {
    /// The certificate of a sweep as it stands today, signed by this machine. Takes no key of the vault; from a medium that
    /// cannot be written it is issued without an entry in the log.
    ///
    /// # Errors
    /// Those of [`Vault::disposal`]; when this machine's key is not there or not one that is known; or it cannot be logged.
    pub fn disposal_certificate(&mut self, sweep: Reference) -> Result<(Disposal, String), Failure> {
        let (_, members) = self.members_seen()?;
        let seed = self.host_seed(&members)?;
        let disposal = self.disposal(sweep, &host_verify_key(&seed, self.facts.id))?;
        let signed = signed::sign(disposal.clone(), &seed, MemberNumber::HOST);
        let signed = refuse_too_large(&disposal, signed)?;
        if self.store.is_writable() {
            self.transact(&Hand::HOST, |writer| {
                writer.log(&writer.event(Action::CertificateIssued).on_row_of(sweep))
            })?;
        }
        Ok((disposal, signed))
    }

    /// What was destroyed after a review, as it stands today; `signed_by` is the verify key of who will sign it.
    ///
    /// # Errors
    /// [`Failure::Missing`] when there is no such review, [`Failure::Refused`] when it was not applied, not to its end, or
    /// destroyed nothing; damage.
    pub fn disposal(&self, sweep: Reference, signed_by: &str) -> Result<Disposal, Failure> {
        let _moment = self.store.snapshot()?;
        let read = self.store.read();
        if read.sweep(sweep.number)?.is_none() {
            return Err(Failure::Missing(
                format!("there is no review {sweep}"),
                "praxis certificate list shows what was destroyed, and by which review".to_owned(),
            ));
        }
        let row = sweep_row(&read, sweep)?;
        if row.state != SweepState::Applied {
            return Err(Failure::Refused(
                format!("{sweep} was reviewed and not applied: nothing was destroyed"),
                "praxis retention apply PLAN applies it".to_owned(),
            ));
        }
        let erasures = self.erasures_of(sweep)?;
        let went = self.went_by(sweep, &erasures)?;
        if went.lines.is_empty() {
            return Err(Failure::Refused(
                format!("{sweep} was applied, and nothing was to be destroyed"),
                "praxis certificate list shows what was destroyed, and by which review".to_owned(),
            ));
        }
        // Its keys may still be in a mirror: nobody signs that they are not.
        if erasures.iter().any(|row| row.state == ErasureState::Intended) {
            return Err(Failure::Refused(
                format!("{sweep} is decided and not finished"),
                "praxis retention apply PLAN completes it, and so does any command that unlocks the vault"
                    .to_owned(),
            ));
        }
        let all_stones = erasures
            .iter()
            .map(|erasure| rows::check_logged_erasure(&read, erasure))
            .collect::<Result<Vec<_>, _>>()?;
        let Went { reviewed, applied, lines: all } = went;
        let handles = all.iter().map(|line| line.handle).collect();
        let reach = self.reach_of_all(&handles, &all_stones.concat())?;
        // It is decided before anything is removed, and nothing of what is destroyed is removed later.
        let removed = read.removals_since(applied.seq)?;
        let (mut lines, mut deleted) = (Vec::with_capacity(erasures.len()), Vec::new());
        for WentLine { gone, handle, record, keys, erasure } in all {
            let rows = match record {
                Some(record) => read.removals_of(record, applied.seq)?,
                None => removed.get(&handle).copied().unwrap_or_default(),
            };
            match &erasure {
                None => deleted.push(Deleted { what: gone.what, rows }),
                Some(erasure) => lines.push(Destroyed {
                    what: gone.what,
                    certificate: erasure.reference,
                    state: state_of(erasure, &reach),
                    keys,
                    rows,
                }),
            }
        }
        let deleted_in = if deleted.is_empty() { Vec::new() } else { self.backups_before(applied.seq)? };
        // What had no key is not opened by any kit and backup that is asked after here.
        let Reach { kits, backups, exports, copies } =
            if lines.is_empty() { Reach { exports: reach.exports, ..Reach::default() } } else { reach };
        let medium = if lines.is_empty() { Vec::new() } else { self.media() };
        let stages = erasures.first().map(|erasure| self.stages(erasure)).transpose()?.unwrap_or_default();
        let head = read.audit_head()?;
        Ok(Disposal {
            praxis: Format::V1,
            sweep,
            vault: self.facts.id,
            plan: to_hex(&row.plan),
            reviewed_by: reviewed.event.member,
            reviewed: reviewed.time,
            applied_by: applied.event.member,
            applied: applied.time,
            issued: self.now.text(),
            // Of all lines the one that is least far: a rotation takes them together.
            state: lines.iter().map(|line| line.state).min(),
            lines,
            deleted,
            deleted_in,
            stages,
            audit_size: head.size,
            audit_root: to_hex(&head.root),
            medium,
            kits,
            backups,
            exports,
            copies,
            signed_by: signed_by.to_owned(),
        })
    }
}

/// Refuses a certificate that is larger than anybody would read.
fn refuse_too_large(disposal: &Disposal, signed: String) -> Result<String, Failure> {
    if signed.len() <= signed::LARGEST {
        return Ok(signed);
    }
    Err(Failure::Refused(
        format!(
            "{} is of more records than one certificate has room for: {}",
            disposal.sweep,
            disposal.lines.len() + disposal.deleted.len()
        ),
        "every erasure has a certificate of its own: praxis certificate list".to_owned(),
    ))
}
