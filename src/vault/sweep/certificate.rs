//! The certificate of a sweep, put together from clear columns and the log: it takes no key.

use super::super::certificates::state_of;
use super::super::erasure::Reach;
use super::super::open::Vault;
use super::super::rows;
use super::apply::sweep_row;
use crate::crypto::hash::to_hex;
use crate::failure::Failure;
use crate::records::certificate::{CertificateState, Stage};
use crate::records::disposal::{Destroyed, Disposal};
use crate::records::event::Action;
use crate::records::member::MemberNumber;
use crate::records::reference::Reference;
use crate::records::sweep::SweepState;
use crate::records::tombstone::ErasureRow;

impl Vault {
    /// What was destroyed after a review, as it stands today; `signed_by` is the verify key of who will sign it.
    ///
    /// # Errors
    /// [`Failure::Missing`] when there is no such review, [`Failure::Refused`] when it was not applied; damage.
    pub fn disposal(&self, sweep: Reference, signed_by: &str) -> Result<Disposal, Failure> {
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
        let (mut reach, mut lines, mut stages) = (Reach::default(), Vec::new(), Vec::<Stage>::new());
        for erasure in &erasures {
            let of = self.reach_of(erasure)?;
            lines.push(self.destroyed(erasure, &of)?);
            let seen: Vec<Reference> = reach.exports.iter().map(|export| export.export).collect();
            reach.exports.extend(of.exports.into_iter().filter(|export| !seen.contains(&export.export)));
            (reach.kits, reach.backups, reach.copies) = (of.kits, of.backups, of.copies);
            if stages.is_empty() {
                stages = self.stages(erasure)?;
            }
        }
        let mut reviewed = (MemberNumber::HOST, String::new());
        let mut applied_by = MemberNumber::HOST;
        for entry in read.entries_of(sweep)? {
            match entry.event.action {
                Action::SweepReviewed => reviewed = (entry.event.member, entry.time),
                Action::SweepApplied => applied_by = entry.event.member,
                _ => {}
            }
        }
        let head = read.audit_head()?;
        // Of all lines the one that is least far: a rotation takes them together.
        let order = [CertificateState::Shredded, CertificateState::Rotated, CertificateState::Final];
        let state = order.into_iter().find(|state| lines.iter().any(|line| line.state == *state));
        Ok(Disposal {
            sweep,
            vault: self.facts.id,
            plan: to_hex(&row.plan),
            reviewed_by: reviewed.0,
            reviewed: reviewed.1,
            applied_by,
            issued: self.now.text(),
            state: state.unwrap_or(CertificateState::Final),
            lines,
            stages,
            audit_size: head.size,
            audit_root: to_hex(&head.root),
            medium: self.media(),
            kits: reach.kits,
            backups: reach.backups,
            exports: reach.exports,
            copies: reach.copies,
            signed_by: signed_by.to_owned(),
        })
    }

    fn destroyed(&self, erasure: &ErasureRow, reach: &Reach) -> Result<Destroyed, Failure> {
        let read = self.store.read();
        let stones = rows::check_logged_erasure(&read, erasure)?;
        Ok(Destroyed {
            client: self.client_of_erasure(erasure)?,
            certificate: erasure.reference,
            state: state_of(erasure, reach),
            keys: stones.len() as u64,
            rows: read.removals_of(erasure.handle, erasure.reference)?,
        })
    }
}

impl Vault {
    /// Not signed yet.
    ///
    /// # Errors
    /// Those of [`Vault::disposal`].
    pub fn disposal_certificate(&self, sweep: Reference) -> Result<(Disposal, String), Failure> {
        Ok((self.disposal(sweep, "")?, String::new()))
    }
}
