//! Restriction of processing (UK GDPR Article 18), and the one place that everything which opens a client's clinical record
//! for a person passes.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;

use super::clients::replace_dates;
use super::mirrors::Extent;
use super::notes::{dates_row, one_dates_row};
use super::rows;
use super::subject::Subject;
use super::unlocked::{Unlocked, living};
use super::writer::Writer;
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;
use crate::records::client::Dates;
use crate::records::event::{Action, Event};
use crate::records::id::{Handle, VaultId};
use crate::records::reference::{Reference, Register};
use crate::records::restriction::{
    Overridden, OverrideReason, Restriction, RestrictionEnd, RestrictionGround,
};
use crate::records::stored::{Flags, HandleRow, HandleState, RecordType};

/// Why restricted records are read all the same, for as long as the vault is open.
#[derive(Default)]
pub struct Overriding {
    reason: Option<(OverrideReason, Option<String>)>,
    /// Whose records were read so; each is recorded once.
    recorded: BTreeSet<Handle>,
}

impl Unlocked {
    /// From now on, restricted records are opened all the same: each is recorded, with the reason, before it is. A request of
    /// the person's own is with their consent.
    pub fn override_restriction(&mut self, reason: OverrideReason, words: Option<String>) {
        self.overriding.reason = Some((reason, words));
    }

    /// Records that a restricted record goes out in a copy that was asked for: a request of the person's own is with their
    /// consent (Article 18(2)).
    ///
    /// # Errors
    /// When it cannot be recorded; then nothing may go out.
    pub fn override_for_request(&mut self, subject: &Subject) -> Result<(), Failure> {
        if !subject.is_restricted() {
            return Ok(());
        }
        self.override_restriction(OverrideReason::Consent, None);
        self.record_overrides(std::slice::from_ref(&subject.row))
    }

    /// The one place that everything which opens the clinical record of one client for a person must pass, before it does.
    ///
    /// # Errors
    /// [`Failure::Refused`] while its processing is restricted, unless that was overridden; or that cannot be recorded.
    pub(super) fn refuse_restricted(&mut self, row: &HandleRow) -> Result<(), Failure> {
        rows::check_logged_handle(&self.read(), row)?;
        if !row.flags.restricted {
            return Ok(());
        }
        if self.overriding.reason.is_some() {
            return self.record_overrides(std::slice::from_ref(row));
        }
        let client = row.reference;
        Err(Failure::Refused(
            format!("{client} is restricted (UK GDPR Article 18): the record is kept, and is not read"),
            "where Article 18(2) allows it: --override --reason consent, legal-claims, others-rights or public-interest"
                .to_owned(),
        ))
    }

    /// The same where the rest of the record is shown without it: whether it is left out.
    pub(super) fn withholds(&mut self, row: &HandleRow) -> Result<bool, Failure> {
        if row.flags.restricted && self.overriding.reason.is_none() {
            return Ok(true);
        }
        self.refuse_restricted(row).map(|()| false)
    }

    /// The same for whoever opens the clinical records of everybody: those that must be left out. How many, is said.
    ///
    /// # Errors
    /// When the database cannot be read, or that it was overridden cannot be recorded.
    pub(super) fn leave_out_restricted(&mut self) -> Result<HashSet<Handle>, Failure> {
        let mut restricted = Vec::new();
        for row in self.read().handles(Register::Client)? {
            rows::check_logged_handle(&self.read(), &row)?;
            if row.flags.restricted && row.state != HandleState::Erased {
                restricted.push(row);
            }
        }
        if self.overriding.reason.is_some() {
            self.record_overrides(&restricted)?;
            return Ok(HashSet::new());
        }
        match restricted.len() {
            0 => {}
            1 => self.vault.notices.push("1 client is restricted and was left out".to_owned()),
            more => self.vault.notices.push(format!("{more} clients are restricted and were left out")),
        }
        Ok(restricted.into_iter().map(|row| row.handle).collect())
    }

    /// The same where the handle is known, or the client: of one, or of everybody.
    pub(super) fn readable(&mut self, of: Option<Reference>) -> Result<HashSet<Handle>, Failure> {
        match of {
            None => self.leave_out_restricted(),
            Some(client) => {
                let row = self.living(client)?;
                self.refuse_restricted(&row).map(|()| HashSet::new())
            }
        }
    }

    /// The same for one record of a client's.
    pub(super) fn refuse_restricted_handle(&mut self, handle: Handle) -> Result<(), Failure> {
        let lost = || Failure::damaged("a record in vault.db belongs to no client");
        let row = self.read().handle_row(handle)?.ok_or_else(lost)?;
        self.refuse_restricted(&row)
    }

    /// An override is on the disk before anything is read by it. Where nothing can be written, nothing is overridden.
    fn record_overrides(&mut self, rows: &[HandleRow]) -> Result<(), Failure> {
        let new: Vec<&HandleRow> =
            rows.iter().filter(|row| !self.overriding.recorded.contains(&row.handle)).collect();
        let Some((reason, words)) = self.overriding.reason.clone().filter(|_| !new.is_empty()) else {
            return Ok(());
        };
        if !self.vault.store.is_writable() {
            return Err(Failure::Permission(
                "why a restriction is overridden could not be recorded".to_owned(),
            ));
        }
        let (id, by, at) = (self.id(), self.member(), self.vault.now.text());
        let keys = self.reader(Extent::Few)?;
        let mut prepared = Vec::with_capacity(new.len());
        for row in new {
            prepared.push((row.handle, keys.key(&self.slot_of_part(row.handle, RecordType::Person)?)?));
        }
        drop(keys);
        self.write(|writer| {
            for (handle, key) in &prepared {
                let overridden = Overridden { reason, words: words.clone(), by, at: at.clone() };
                change_dates(writer, id, *handle, key, |dates| {
                    dates.restrictions.overridden.push(overridden);
                })?;
                writer.log(&Event::new(by, Action::AccessOverridden).about(*handle))?;
            }
            Ok(())
        })?;
        self.overriding.recorded.extend(prepared.into_iter().map(|(handle, _)| handle));
        Ok(())
    }

    /// Restricts the processing of a client's record, by a request.
    ///
    /// # Errors
    /// Unknown or erased; the request is not the client's, or restricts it already.
    pub fn restrict(
        &mut self,
        client: Reference,
        request: Reference,
        ground: Option<RestrictionGround>,
        on: NaiveDate,
    ) -> Result<(), Failure> {
        self.check_request(client, request)?;
        let (by, recorded) = (self.member(), self.vault.now.text());
        let restricted = self.change_restrictions(client, Action::ClientRestricted, |dates| {
            if dates.restrictions.standing().any(|made| made.request == request) {
                return Err(Failure::Usage(
                    format!("{client} is restricted by {request} already"),
                    format!("to end it: praxis client unrestrict {client} --request {request} --told DATE"),
                ));
            }
            dates.restrictions.made.push(Restriction { request, ground, on, by, recorded, ended: None });
            Ok(())
        });
        restricted.map(drop)
    }

    /// Ends a restriction. Gives whether the record is restricted still, by another request.
    ///
    /// # Errors
    /// Unknown or erased; not restricted by that request; or the person was told before it began.
    pub fn unrestrict(
        &mut self,
        client: Reference,
        request: Reference,
        told: NaiveDate,
    ) -> Result<bool, Failure> {
        self.check_request(client, request)?;
        let (by, recorded) = (self.member(), self.vault.now.text());
        self.change_restrictions(client, Action::ClientUnrestricted, |dates| {
            let mut made = dates.restrictions.made.iter_mut();
            let standing = made.find(|made| made.ended.is_none() && made.request == request);
            let standing = standing.ok_or_else(|| {
                Failure::Usage(
                    format!("{client} is not restricted by {request}"),
                    format!("praxis client show {client} says by which request it is"),
                )
            })?;
            if told < standing.on {
                return Err(Failure::Usage(
                    "the client was told before the restriction began".to_owned(),
                    "give the day on which they were told that it ends: Article 18(3)".to_owned(),
                ));
            }
            standing.ended = Some(RestrictionEnd { told, by, recorded });
            Ok(())
        })
    }

    /// The one place where a request that something is done by is looked at: it must be one of the client's rights.
    ///
    /// # Errors
    /// Unknown, about somebody else, or of another kind.
    pub fn check_request(&self, client: Reference, request: Reference) -> Result<(), Failure> {
        let row = self.living(client)?;
        let found = self.open_one_request(request)?;
        if found.request.client == Some(row.handle) && found.request.right.has_article_12a() {
            return Ok(());
        }
        Err(Failure::Usage(
            format!("{request} is no request of {client}'s"),
            format!("praxis request list {client} --all shows those there are"),
        ))
    }

    /// Changes what the dates say of restrictions, and with them the flag that jobs without a key see.
    fn change_restrictions(
        &mut self,
        client: Reference,
        action: Action,
        change: impl FnOnce(&mut Dates) -> Result<(), Failure>,
    ) -> Result<bool, Failure> {
        let id = self.id();
        let handle = self.living(client)?.handle;
        let key = self.reader(Extent::Few)?.key(&self.slot_of_part(handle, RecordType::Person)?)?;
        let before = one_dates_row(&self.read(), handle)?;
        let mut dates: Dates = rows::open(&before, id, &key)?;
        change(&mut dates)?;
        let restricted = dates.restrictions.standing().next().is_some();
        self.write(|writer| {
            let row = living(writer.read(), client)?;
            if dates_row(writer, handle)?.version != before.version {
                return Err(Failure::Busy(None));
            }
            replace_dates(writer, &before, |next| rows::seal(next, id, &key, &dates))?;
            writer.log(&writer.event(action).about(handle))?;
            if row.flags.restricted == restricted {
                return Ok(());
            }
            writer.change_handle(&HandleRow { flags: Flags { restricted, ..row.flags }, ..row })
        })?;
        Ok(restricted)
    }
}

fn change_dates(
    writer: &mut Writer<'_>,
    id: VaultId,
    handle: Handle,
    key: &RecordKey,
    change: impl FnOnce(&mut Dates),
) -> Result<(), Failure> {
    let row = dates_row(writer, handle)?;
    let mut dates: Dates = rows::open(&row, id, key)?;
    change(&mut dates);
    replace_dates(writer, &row, |next| rows::seal(next, id, key, &dates))
}
