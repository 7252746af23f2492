//! What a check of a backup found: for people, for scripts, and as a record of a restore drill.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::list::day;
use crate::clock::Now;
use crate::crypto::hash::to_hex;
use crate::failure::Failure;
use crate::records::reference::Reference;
use crate::records::text::counted;
use crate::vault::{Compared, Drill, files};

/// What was checked, and what came of it. Fields that were not looked at are missing.
#[derive(Serialize)]
pub struct Report {
    /// Its number, when the register knows the file.
    backup: Option<Reference>,
    /// When it was checked.
    checked_at: String,
    /// How deeply: `hash`, `archive` or `trial`.
    checked: &'static str,
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trial: Option<Opened>,
}

#[derive(Serialize)]
struct Content {
    vault: String,
    made: String,
    epoch: u64,
    generation: u64,
    audit_entries: u64,
    audit_root: String,
    program: String,
    clients: usize,
    signed_by: String,
    signer_is_known: bool,
}

#[derive(Serialize)]
struct Opened {
    records: u64,
    handles: usize,
    destroyed_since: u64,
    own_keyring: bool,
}

impl Report {
    /// Of a file that was compared with the register.
    pub fn of_comparison(compared: &Compared, now: Now) -> Self {
        Self {
            backup: compared.backup.as_ref().map(|backup| backup.reference),
            checked_at: now.text(),
            checked: "hash",
            sha256: to_hex(&compared.sha256),
            content: None,
            trial: None,
        }
    }

    /// Of a backup that was opened.
    pub fn of_drill(drill: &Drill, now: Now) -> Self {
        let manifest = &drill.manifest;
        let content = Content {
            vault: manifest.vault.to_string(),
            made: manifest.made.clone(),
            epoch: manifest.epoch,
            generation: manifest.generation,
            audit_entries: manifest.audit_size,
            audit_root: manifest.audit_root.clone(),
            program: manifest.program.clone(),
            clients: drill.clients,
            signed_by: drill.signed_by.clone(),
            signer_is_known: drill.signer_is_known,
        };
        let trial = drill.trial.as_ref().map(|trial| Opened {
            records: trial.records,
            handles: trial.handles,
            destroyed_since: trial.destroyed,
            own_keyring: trial.own_keyring,
        });
        Self {
            checked: if trial.is_some() { "trial" } else { "archive" },
            content: Some(content),
            trial,
            ..Self::of_comparison(&drill.compared, now)
        }
    }

    /// In words, a line for each thing that was looked at.
    pub fn text(&self) -> String {
        let name = self.backup.map_or_else(|| "the file".to_owned(), |backup| backup.to_string());
        let mut lines = Vec::new();
        if self.backup.is_some() {
            lines.push(format!("{name} is the file that was written: SHA-256 {}", self.sha256));
        } else {
            lines.push(format!("the register knows no such file: SHA-256 {}", self.sha256));
        }
        let Some(content) = &self.content else {
            lines.push("That is all that was checked: without a key nothing was opened.".to_owned());
            return lines.join("\n");
        };
        let clients = counted(content.clients, "client");
        lines.push(format!(
            "made {} by praxis {}, epoch {}, {clients}",
            content.made, content.program, content.epoch
        ));
        lines.push("every part is whole, and they fit together".to_owned());
        lines.push(if content.signer_is_known {
            "signed by a machine of this vault".to_owned()
        } else {
            "signed by a machine that only the backup itself names: a kit, or the vault, would tell"
                .to_owned()
        });
        match &self.trial {
            Some(trial) => {
                let records = usize::try_from(trial.records).unwrap_or(usize::MAX);
                let versions = counted(records, "version");
                lines.push(format!("{versions} of records open with today's keyring"));
                if trial.destroyed_since > 0 {
                    let gone = trial.destroyed_since;
                    lines.push(format!("{gone} do not open any more: their keys were destroyed since"));
                }
            }
            None => lines.push("No record was opened: that takes the vault's own keys.".to_owned()),
        }
        lines.join("\n")
    }

    /// Writes it as JSON into a new file, and in words beside it.
    ///
    /// # Errors
    /// When something is there already, or cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        let mut json = serde_json::to_vec_pretty(self).map_err(|e| Failure::Unexpected(e.into()))?;
        json.push(b'\n');
        files::write_new(path, &json, "the report")?;
        let day = day(self.checked_at.get(..10).unwrap_or_default());
        let text = format!("Restore drill of {day}\n\n{}\n", self.text());
        files::write_new(&text_beside(path), text.as_bytes(), "the report")?;
        files::sync_folder(files::folder_of(path), "the folder of the report")
    }
}

/// Where the words go: the same name, ending in `.txt`.
pub fn text_beside(path: &Path) -> PathBuf {
    let mut beside = path.to_owned();
    if path.extension().is_some_and(|extension| extension == "json") {
        beside.set_extension("txt");
    } else {
        let mut name = path.as_os_str().to_owned();
        name.push(".txt");
        beside = name.into();
    }
    beside
}
