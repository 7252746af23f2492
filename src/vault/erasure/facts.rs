//! What an erasure would touch, gathered before anybody decides.

use super::super::due::Known;
use super::super::keys::KeyReader;
use super::super::mirrors::Extent;
use super::super::subject::Apart;
use super::super::unlocked::Unlocked;
use crate::failure::Failure;
use crate::records::client::Client;
use crate::records::reference::{Reference, Register};
use crate::records::stored::{HandleRow, RecordRow, RecordState, RecordType};
use crate::rules::erasure::{Facts, Item};
use crate::rules::retention::decide;
use crate::store::Reading;

/// What is stored about a client, as it was when it was looked at.
pub struct ErasureFacts {
    row: HandleRow,
    versions: Vec<([u8; 16], u32, RecordState)>,
    /// What the plan rests on.
    pub facts: Facts,
    /// Who it is: what remains are looked for.
    pub(super) client: Client,
}

impl ErasureFacts {
    /// The clear columns of the client.
    #[must_use]
    pub fn row(&self) -> &HandleRow {
        &self.row
    }

    /// Whether what is stored is still what was looked at.
    pub(super) fn still_stand(&self, read: &Reading<'_>) -> Result<bool, Failure> {
        Ok(read.versions_of(self.row.handle)?.iter().map(version).eq(self.versions.iter().copied()))
    }
}

fn version(row: &RecordRow) -> ([u8; 16], u32, RecordState) {
    (*row.id.as_bytes(), row.version, row.state)
}

impl Unlocked {
    /// Gathers what an erasure of a client would touch.
    ///
    /// # Errors
    /// Unknown, erased already, or damaged.
    pub fn erasure_facts(&self, client: Reference) -> Result<ErasureFacts, Failure> {
        let keys = self.reader(Extent::Few)?;
        let handle = self.living(client)?.handle;
        let apart = self.kept_apart(&keys)?.get(&handle).copied().unwrap_or_default();
        self.erasure_facts_with(client, apart, &keys)
    }

    /// The same where it is known already what stays apart.
    pub(in super::super) fn erasure_facts_with(
        &self,
        client: Reference,
        apart: Apart,
        keys: &KeyReader<'_>,
    ) -> Result<ErasureFacts, Failure> {
        let row = self.living(client)?;
        let shown = self.open_client(client, keys)?;
        let selection = self.select(&row, &shown.client.dates)?;
        let all = &selection.own;
        let items = all
            .iter()
            .map(|row| Item { record_type: row.record_type, compartment: row.compartment, state: row.state })
            .collect();
        let lifted = selection.holds.len();
        let groups = selection.groups.iter().map(|(group, _)| group.reference).collect();
        let own = Known {
            handle: row.handle,
            person: shown.client.person.clone(),
            dates: shown.client.dates.clone(),
        };
        let members = self.known_members(keys, &own.person)?;
        let schedule = self.vault.config.retention.as_ref();
        let schedule = schedule.map(|schedule| decide(schedule, &own.facts(&members)));
        let facts = Facts {
            items,
            invoices: apart.invoices,
            requests: apart.requests,
            complaints: apart.complaints,
            breaches: apart.breaches,
            lifted_holds: lifted as u64,
            groups,
            status: shown.client.dates.status(),
            schedule,
            tags: shown.client.person.tags.clone(),
        };
        let versions = all.iter().map(version).collect();
        Ok(ErasureFacts { row, versions, facts, client: shown.client })
    }

    /// The record of an erasure.
    pub(in super::super) fn erasure_record(&self, certificate: Reference) -> Result<RecordRow, Failure> {
        let unknown = || {
            Failure::Missing(
                format!("there is no certificate {certificate}"),
                "praxis certificate list shows which there are".to_owned(),
            )
        };
        if certificate.register != Register::Certificate {
            return Err(unknown());
        }
        let row = self.read().record(RecordType::Erasure, certificate.number)?.ok_or_else(unknown)?;
        super::super::rows::check_logged(&self.read(), &row).map(|()| row)
    }
}
