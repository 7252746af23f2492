//! What every certificate has: lines of a fixed width for whoever reads it, words about what could bring back what was
//! destroyed, and one way of reading the data below them. Its words are a part of each format that uses them: frozen.

use super::super::code::Code;
use super::{CertificateState, MediumOf, NotACertificate, OldBackup, PastExport, Stage, StageName, StaleKit};

/// Columns of the page.
const WIDTH: usize = 78;
/// Where what follows a label begins.
const VALUE: usize = 15;

/// The last line of a text with this title and version: the data.
///
/// # Errors
/// When it has another title, or is of another version.
pub fn data_of<'t>(text: &'t str, title: &str, version: &str) -> Result<&'t str, NotACertificate> {
    let (first, _) = text.split_once('\n').ok_or(NotACertificate::Form)?;
    match first.strip_prefix(title) {
        Some(found) if found == version => {}
        Some(other) if !other.is_empty() && other.bytes().all(|b| b.is_ascii_digit()) => {
            return Err(NotACertificate::UnknownVersion);
        }
        _ => return Err(NotACertificate::Form),
    }
    let lines = text.strip_suffix('\n').ok_or(NotACertificate::Form)?;
    lines.rsplit_once('\n').map(|(_, data)| data).ok_or(NotACertificate::Form)
}

/// Whether a text has no characters that a reader would not see: it has printable ASCII, and letters and signs beyond it
/// that neither hide nor turn the text around them.
pub fn is_seen(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(c, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{24f}' | '\u{2013}'..='\u{201d}' | '\u{20ac}')
    })
}

/// What an erasure did not reach.
pub struct Remains<'c> {
    /// What the keys lay on.
    pub medium: &'c [MediumOf],
    /// Kits that open it in a backup.
    pub kits: &'c [StaleKit],
    /// Backups that hold it.
    pub backups: &'c [OldBackup],
    /// Exports that may.
    pub exports: &'c [PastExport],
    /// Restored copies of the vault.
    pub copies: u64,
}

/// Lines of at most [`WIDTH`] columns.
#[derive(Default)]
pub struct Page(String);

impl Page {
    /// What was written.
    pub fn into_text(self) -> String {
        self.0
    }

    /// An empty line, and a heading.
    pub fn title(&mut self, text: &str) {
        self.0.push('\n');
        self.0.push_str(text);
        self.0.push('\n');
    }

    /// Text.
    pub fn paragraph(&mut self, text: &str) {
        self.wrapped("  ", 2, text);
    }

    /// One of a list.
    pub fn item(&mut self, text: &str) {
        self.wrapped("  - ", 4, text);
    }

    /// A label, and what it is of.
    pub fn value(&mut self, label: &str, text: &str) {
        self.wrapped(&format!("{label:VALUE$}"), VALUE, text);
    }

    /// Breaks at spaces; what has none and is too long stays whole.
    fn wrapped(&mut self, first: &str, indent: usize, text: &str) {
        self.0.push_str(first);
        let mut column = indent;
        for (index, word) in text.split_whitespace().enumerate() {
            let width = word.chars().count();
            if index > 0 && column + 1 + width > WIDTH {
                self.0.push('\n');
                self.0.push_str(&" ".repeat(indent));
                column = indent;
            } else if index > 0 {
                self.0.push(' ');
                column += 1;
            }
            self.0.push_str(word);
            column += width;
        }
        self.0.push('\n');
    }

    /// How far it is.
    pub fn state(&mut self, state: CertificateState) {
        let reached = match state {
            CertificateState::Refused => "nothing was destroyed",
            CertificateState::Shredded => "keys destroyed, epoch secret not yet",
            CertificateState::Rotated => "keys and epoch secret destroyed",
            CertificateState::Final => "nothing on record can bring it back",
        };
        self.value("state", &format!("{}: {reached}", state.code()));
    }

    /// Whose key.
    pub fn signed_with(&mut self, verify_key: &str) {
        // A key's name, and what makes it that key: too long for one line.
        let (name, key) = verify_key.split_once('+').unwrap_or((verify_key, ""));
        self.value("signed with", &format!("{name} +{key}"));
    }

    /// When each step was done; `entry` says what its number in the log counts.
    pub fn steps(&mut self, stages: &[Stage], entry: &str) {
        for stage in stages {
            let what = match stage.stage {
                StageName::Intent => "decided",
                StageName::Shredded => "keys destroyed",
                StageName::Rotated => "epoch secret destroyed",
            };
            self.item(&format!(
                "{what}: {}; {entry} {}, epoch {}, generation {}",
                stage.at, stage.entry, stage.epoch, stage.generation
            ));
        }
    }

    /// The head of the audit log.
    pub fn log(&mut self, size: u64, root: &str) {
        self.paragraph(&format!(
            "When this was issued, the audit log had {} and this root:",
            counted(size, "entry", "entries")
        ));
        self.item(root);
    }

    /// What is said to be so.
    pub fn claim(&mut self, state: CertificateState) {
        self.paragraph(match state {
            CertificateState::Refused => {
                "That the erasure was asked for and refused, for the reason above. Nothing was destroyed."
            }
            CertificateState::Shredded => {
                "That the keys of what was destroyed are in no file of the vault. The secret under which they were \
                 sealed is still there: until an owner unlocks the vault next, an older copy of the keyring and a \
                 backup can bring it back on this machine."
            }
            CertificateState::Rotated => {
                "That the keys of what was destroyed are in no file of the vault, and that nothing on this machine \
                 opens it from any backup: the secret under which the keys were sealed is destroyed here."
            }
            CertificateState::Final => {
                "That the keys of what was destroyed are in no file of the vault, that nothing on this machine opens \
                 it from any backup, and that no recovery kit and backup on record can bring it back together."
            }
        });
    }

    /// What was not reached.
    pub fn remains(&mut self, remains: &Remains<'_>) {
        if !remains.medium.is_empty() {
            self.paragraph(
                "That the medium has forgotten more than it can. The keys were overwritten where they lay:",
            );
        }
        for of in remains.medium {
            self.item(&format!("{}: {}, {}", of.what, of.file_system, of.overwriting));
        }
        self.can_bring_back(remains);
        if !remains.exports.is_empty() {
            self.paragraph(
                "That exports made before are gone. These may hold it, wherever they were handed to:",
            );
        }
        for export in remains.exports {
            self.item(&format!("export {}, made {}", export.export, export.made));
        }
        if remains.copies > 0 {
            self.paragraph(&format!(
                "That restored copies of this vault have followed. On record, and perhaps of an older epoch: {}.",
                remains.copies
            ));
        }
    }

    fn can_bring_back(&mut self, remains: &Remains<'_>) {
        if remains.kits.is_empty() && remains.backups.is_empty() {
            return;
        }
        let each = "That it cannot come back at all. A recovery kit and a backup, one of each, can still bring it back, \
                    until the kit is renewed and the old one destroyed, or the backup is gone:";
        let backups =
            "That older backups hold nothing of it. They do, sealed; no kit on record opens it there:";
        let kits =
            "That older kits are useless. With a backup from before the erasure, of which none is on record:";
        self.paragraph(match (remains.kits.is_empty(), remains.backups.is_empty()) {
            (true, _) => backups,
            (_, true) => kits,
            _ => each,
        });
        for kit in remains.kits {
            self.item(&format!("kit {}, made {}, epoch {}", kit.kit, kit.made, kit.epoch));
        }
        for backup in remains.backups {
            self.backup(backup);
        }
    }

    /// One backup of a list.
    pub fn backup(&mut self, backup: &OldBackup) {
        let until = match &backup.until {
            Some(day) => format!("kept until {day}"),
            None => "kept without a day set".to_owned(),
        };
        self.item(&format!(
            "backup {}, made {}, epoch {}, {until}",
            backup.backup, backup.made, backup.epoch
        ));
    }
}

/// A number of things.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
