//! The one row that says which vault this is, and the highest number of each register.

use rusqlite::OptionalExtension;
use rusqlite::params;

use super::{Error, Reading, Result, Writing};
use crate::records::id::VaultId;
use crate::records::reference::Register;

/// What the keyring was when the database last wrote of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyringRecord {
    /// Epoch, from 0.
    pub epoch: u64,
    /// Generation, from 1; one more with each write.
    pub generation: u64,
    /// SHA-256 of the whole image.
    pub hash: [u8; 32],
}

/// Which vault this is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// For the whole life of the vault.
    pub id: VaultId,
    /// New at each restore.
    pub incarnation: [u8; 8],
    /// RFC 3339.
    pub created: String,
    /// What the keyring should be.
    pub keyring: KeyringRecord,
    /// SHA-256 of praxis.toml at the last unlocked command.
    pub settings: Option<[u8; 32]>,
    /// SHA-256 of the retention schedule that the due columns follow from.
    pub schedule: Option<[u8; 32]>,
}

impl Reading<'_> {
    /// Which vault this is.
    pub fn facts(&self) -> Result<Facts> {
        self.0
            .query_row(
                "SELECT id, incarnation, created, keyring_epoch, keyring_generation, keyring_hash, settings_hash,
                        schedule_hash
                 FROM vault WHERE one = 1",
                [],
                |row| {
                    Ok(Facts {
                        id: VaultId::new(row.get(0)?),
                        incarnation: row.get(1)?,
                        created: row.get(2)?,
                        keyring: KeyringRecord {
                            epoch: row.get::<_, i64>(3)?.cast_unsigned(),
                            generation: row.get::<_, i64>(4)?.cast_unsigned(),
                            hash: row.get(5)?,
                        },
                        settings: row.get(6)?,
                        schedule: row.get(7)?,
                    })
                },
            )
            .optional()?
            .ok_or_else(|| Error::Damaged("it does not say which vault it is".to_owned()))
    }

    /// The highest number given in each register.
    pub fn counters(&self) -> Result<Vec<(Register, u32)>> {
        let mut statement = self.0.prepare("SELECT register, last FROM counters ORDER BY register")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        rows.map(|row| {
            let (letter, last) = row?;
            super::register_of(&letter)
                .map(|r| (r, last))
                .ok_or_else(|| Error::Damaged("an unknown register".to_owned()))
        })
        .collect()
    }
}

impl Writing<'_> {
    /// Writes the row of a new vault.
    pub fn found(&self, facts: &Facts) -> Result<()> {
        self.0.0.execute(
            "INSERT INTO vault (one, id, incarnation, created, keyring_epoch, keyring_generation, keyring_hash, settings_hash,
                                schedule_hash)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                facts.id.as_bytes(),
                facts.incarnation,
                facts.created,
                facts.keyring.epoch.cast_signed(),
                facts.keyring.generation.cast_signed(),
                facts.keyring.hash,
                facts.settings,
                facts.schedule,
            ],
        )?;
        Ok(())
    }

    /// Records what the keyring now is.
    pub fn set_keyring(&self, keyring: &KeyringRecord) -> Result<()> {
        self.0.0.execute(
            "UPDATE vault SET keyring_epoch = ?1, keyring_generation = ?2, keyring_hash = ?3",
            params![keyring.epoch.cast_signed(), keyring.generation.cast_signed(), keyring.hash],
        )?;
        Ok(())
    }

    /// Records what praxis.toml now is.
    pub fn set_settings(&self, hash: &[u8; 32]) -> Result<()> {
        self.0.0.execute("UPDATE vault SET settings_hash = ?1", [hash])?;
        Ok(())
    }

    /// Records which retention schedule the due columns follow from.
    pub fn set_schedule(&self, hash: Option<&[u8; 32]>) -> Result<()> {
        self.0.0.execute("UPDATE vault SET schedule_hash = ?1", [hash])?;
        Ok(())
    }

    /// A vault that was restored begins anew under its old id.
    pub fn start_incarnation(&self, incarnation: [u8; 8]) -> Result<()> {
        self.0.0.execute("UPDATE vault SET incarnation = ?1", [incarnation])?;
        Ok(())
    }

    /// Numbers up to `last` were given elsewhere.
    pub fn raise_counter(&self, register: Register, last: u32) -> Result<()> {
        if last == 0 {
            return Ok(());
        }
        self.0.0.execute(
            "INSERT INTO counters (register, last) VALUES (?1, ?2)
             ON CONFLICT (register) DO UPDATE SET last = max(last, excluded.last)",
            params![register.letter().to_string(), last],
        )?;
        Ok(())
    }

    /// The next number of a register; given once.
    pub fn next_number(&self, register: Register) -> Result<u32> {
        Ok(self.0.0.query_row(
            "INSERT INTO counters (register, last) VALUES (?1, 1)
             ON CONFLICT (register) DO UPDATE SET last = last + 1 RETURNING last",
            [register.letter().to_string()],
            |row| row.get(0),
        )?)
    }
}
