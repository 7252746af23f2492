//! The page that a person reads, from the data. Its words are part of the format: they are signed, and a reader
//! that words them otherwise takes the certificate for a changed one.

use super::super::code::Code;
use super::super::erasure::Extent;
use super::super::member::MemberNumber;
use super::{Certificate, CertificateState, Residue, StageName};

/// Columns of the page.
const WIDTH: usize = 78;
/// Where what follows a label begins.
const VALUE: usize = 15;

/// The page between title and data.
pub fn of(certificate: &Certificate) -> String {
    let mut page = Page(String::new());
    head(certificate, &mut page);
    result(certificate, &mut page);
    steps(certificate, &mut page);
    claims(certificate, &mut page);
    not_claimed(certificate, &mut page);
    search(certificate.residue.as_ref(), &mut page);
    page.0
}

fn head(certificate: &Certificate, page: &mut Page) {
    page.value("certificate", &certificate.certificate.to_string());
    page.value("client", &format!("{} (by number only: no name stands here)", certificate.client));
    page.value("vault", &certificate.vault.to_string());
    page.value("issued", &certificate.issued);
    page.value(
        "asked for by",
        &match certificate.by {
            MemberNumber::HOST => "the machine, without a person".to_owned(),
            MemberNumber(number) => format!("member {number}"),
        },
    );
    page.value("ground", certificate.ground.in_words());
    let reached = match certificate.state {
        CertificateState::Refused => "nothing was destroyed",
        CertificateState::Shredded => "keys destroyed, epoch secret not yet",
        CertificateState::Rotated => "keys and epoch secret destroyed",
        CertificateState::Final => "nothing on record can bring it back",
    };
    page.value("state", &format!("{}: {reached}", certificate.state.code()));
    // A key's name, and what makes it that key: too long for one line.
    let (name, key) = certificate.signed_by.split_once('+').unwrap_or((&certificate.signed_by, ""));
    page.value("signed with", &format!("{name} +{key}"));
}

fn result(certificate: &Certificate, page: &mut Page) {
    page.title("What was destroyed");
    page.paragraph(match certificate.extent {
        Extent::Whole => "All that this vault held of the client.",
        Extent::Partial => "A part of what this vault held of the client.",
        Extent::None => "Nothing.",
    });
    for counted in &certificate.destroyed {
        page.item(&format!("{}: {}", counted.what, counted.count));
    }
    if !certificate.slots.is_empty() {
        page.paragraph(&format!(
            "What opened it is destroyed: {}. The last line has the place of each, and the SHA-256 of each as it \
             stood there, sealed.",
            counted(certificate.slots.len() as u64, "key", "keys")
        ));
    }
    page.title("What was kept, and why");
    if let Some(refused) = certificate.refused {
        page.paragraph(&format!("The erasure was refused: {}.", refused.in_words()));
    }
    for kept in &certificate.kept {
        page.item(&format!("{}: {}; {}", kept.category.in_words(), kept.count, kept.because));
    }
    if certificate.kept.is_empty() && certificate.refused.is_none() {
        page.paragraph("Nothing.");
    }
}

fn steps(certificate: &Certificate, page: &mut Page) {
    page.title("When");
    for stage in &certificate.stages {
        let what = match stage.stage {
            StageName::Intent => "decided",
            StageName::Shredded => "keys destroyed",
            StageName::Rotated => "epoch secret destroyed",
        };
        page.item(&format!(
            "{what}: {}; log entry {}, epoch {}, generation {}",
            stage.at, stage.entry, stage.epoch, stage.generation
        ));
    }
    page.paragraph(&format!(
        "When this was issued, the audit log had {} and this root:",
        counted(certificate.audit_size, "entry", "entries")
    ));
    page.item(&certificate.audit_root);
}

fn claims(certificate: &Certificate, page: &mut Page) {
    page.title("What this certificate claims");
    page.paragraph(match certificate.state {
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

fn not_claimed(certificate: &Certificate, page: &mut Page) {
    page.title("What it does not claim");
    if certificate.state == CertificateState::Refused {
        page.paragraph("That the reason is right: that may be put to the ICO or to a court.");
        return;
    }
    if !certificate.medium.is_empty() {
        page.paragraph(
            "That the medium has forgotten more than it can. The keys were overwritten where they lay:",
        );
    }
    for of in &certificate.medium {
        page.item(&format!("{}: {}, {}", of.what, of.file_system, of.overwriting));
    }
    can_bring_back(certificate, page);
    if !certificate.exports.is_empty() {
        page.paragraph("That exports made before are gone. These may hold it, wherever they were handed to:");
    }
    for export in &certificate.exports {
        page.item(&format!("export {}, made {}", export.export, export.made));
    }
    if certificate.copies > 0 {
        page.paragraph(&format!(
            "That restored copies of this vault have followed. On record, and perhaps of an older epoch: {}.",
            certificate.copies
        ));
    }
    page.paragraph(
        "That there are no copies which the vault does not know of: of the whole machine, printed, or made by \
         hand. The number of the client and the entries of the audit log remain, without any name.",
    );
}

fn can_bring_back(certificate: &Certificate, page: &mut Page) {
    if certificate.kits.is_empty() && certificate.backups.is_empty() {
        return;
    }
    let each = "That it cannot come back at all. A recovery kit and a backup, one of each, can still bring it back, \
                until the kit is renewed and the old one destroyed, or the backup is gone:";
    let backups = "That older backups hold nothing of it. They do, sealed; no kit on record opens it there:";
    let kits =
        "That older kits are useless. With a backup from before the erasure, of which none is on record:";
    page.paragraph(match (certificate.kits.is_empty(), certificate.backups.is_empty()) {
        (true, _) => backups,
        (_, true) => kits,
        _ => each,
    });
    for kit in &certificate.kits {
        page.item(&format!("kit {}, made {}, epoch {}", kit.kit, kit.made, kit.epoch));
    }
    for backup in &certificate.backups {
        let until = match &backup.until {
            Some(day) => format!("kept until {day}"),
            None => "kept without a day set".to_owned(),
        };
        page.item(&format!(
            "backup {}, made {}, epoch {}, {until}",
            backup.backup, backup.made, backup.epoch
        ));
    }
}

fn search(residue: Option<&Residue>, page: &mut Page) {
    page.title("Search for what may be left");
    let Some(residue) = residue else {
        page.paragraph("None was made.");
        return;
    };
    let texts = match residue.texts {
        0 => "; words of the record were not looked for".to_owned(),
        texts => format!(" and for {} of the record", counted(texts, "word", "words")),
    };
    page.paragraph(&format!(
        "Searched: {} of the vault ({}), for {}{texts}. Found: {}.",
        counted(residue.files, "file", "files"),
        counted(residue.bytes, "byte", "bytes"),
        counted(residue.keys, "sealed key", "sealed keys"),
        residue.found
    ));
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Lines of at most [`WIDTH`] columns.
struct Page(String);

impl Page {
    fn title(&mut self, text: &str) {
        self.0.push('\n');
        self.0.push_str(text);
        self.0.push('\n');
    }

    fn paragraph(&mut self, text: &str) {
        self.wrapped("  ", 2, text);
    }

    fn item(&mut self, text: &str) {
        self.wrapped("  - ", 4, text);
    }

    fn value(&mut self, label: &str, text: &str) {
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
}
