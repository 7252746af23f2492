//! Certificates of erasure as they leave the vault: the pages of `tests/certificates`, which later versions must
//! still read and word in the same way.
//!
//! A change of the format is a new version; until one was released, `PRAXIS_REWRITE=1 cargo test --test
//! certificates` writes them anew.
#![allow(clippy::expect_used, clippy::print_stderr)] // A test that cannot go on fails, or says why it did not run.

use std::fs;
use std::path::{Path, PathBuf};

use praxis::crypto::note;
use praxis::crypto::secret::SigningSeed;
use praxis::records::certificate::{
    Certificate, CertificateState, Counted, DestroyedSlot, Format, Kept, MediumOf, OldBackup, PastExport,
    Residue, Stage, StageName, StaleKit,
};
use praxis::records::erasure::{Category, Extent, Ground, Refusal};
use praxis::records::id::VaultId;
use praxis::records::member::MemberNumber;
use praxis::records::reference::{Reference, Register};
use praxis::vault::signed;

const VAULT: VaultId = VaultId::new([2; 16]);

/// RFC 8032 section 7.1, tests 1 and 2: nobody's keys.
fn seed(of: MemberNumber) -> SigningSeed {
    SigningSeed::from_hex(match of {
        MemberNumber::HOST => "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        _ => "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    })
    .expect("64 digits")
}

fn counted(what: &str, count: u64) -> Counted {
    Counted { what: what.to_owned(), count }
}

fn slot(byte: u8) -> DestroyedSlot {
    DestroyedSlot { slot: format!("{byte:02x}").repeat(16), sha256: format!("{byte:02x}").repeat(32) }
}

fn stage(stage: StageName, second: u8, entry: u64, epoch: u64, generation: u64) -> Stage {
    Stage { stage, at: format!("2026-11-22T10:00:{second:02}Z"), entry, epoch, generation }
}

/// A whole erasure at the stage *rotated*, with all that could bring it back.
fn rotated() -> Certificate {
    let overwriting = "overwritten in place on flash, which may keep old cells".to_owned();
    let medium = |what: &str| MediumOf {
        what: what.to_owned(),
        file_system: "ext4".to_owned(),
        overwriting: overwriting.clone(),
    };
    let backup = |number, made: &str, epoch, until: Option<&str>| OldBackup {
        backup: Reference::new(Register::Backup, number),
        made: made.to_owned(),
        epoch,
        until: until.map(str::to_owned),
    };
    Certificate {
        praxis: Format,
        certificate: Reference::new(Register::Certificate, 1),
        vault: VAULT,
        client: Reference::new(Register::Client, 7),
        ground: Ground::ConsentWithdrawn,
        by: MemberNumber(1),
        issued: "2026-11-22T10:00:05Z".to_owned(),
        state: CertificateState::Rotated,
        extent: Extent::Whole,
        refused: None,
        destroyed: vec![
            counted("notes", 41),
            counted("process notes", 2),
            counted("documents", 3),
            counted("contact details", 1),
        ],
        kept: Vec::new(),
        slots: [0xa1, 0xa2, 0xa3, 0xa4, 0xa5].map(slot).into(),
        stages: vec![
            stage(StageName::Intent, 1, 310, 2, 17),
            stage(StageName::Shredded, 2, 311, 2, 18),
            stage(StageName::Rotated, 4, 312, 3, 19),
        ],
        audit_size: 313,
        audit_root: "0123456789abcdef".repeat(4),
        medium: vec![medium("keyring"), medium("key files")],
        kits: vec![StaleKit {
            kit: Reference::new(Register::Kit, 1),
            made: "2025-01-06".to_owned(),
            epoch: 0,
        }],
        backups: vec![backup(12, "2026-10-01", 1, Some("2026-12-31")), backup(14, "2026-11-01", 2, None)],
        exports: vec![PastExport {
            export: Reference::new(Register::Export, 2),
            made: "2026-05-05".to_owned(),
        }],
        copies: 1,
        residue: Some(Residue { files: 9, bytes: 4_812_800, keys: 5, texts: 14, found: 0 }),
        signed_by: String::new(),
    }
}

/// The same once the kit was renewed.
fn at_last() -> Certificate {
    Certificate {
        certificate: Reference::new(Register::Certificate, 4),
        issued: "2027-01-04T09:30:00Z".to_owned(),
        state: CertificateState::Final,
        audit_size: 402,
        kits: Vec::new(),
        copies: 0,
        ..rotated()
    }
}

/// Process records that were due, dropped by the machine; the rest stays. The epoch has not moved yet.
fn partial() -> Certificate {
    let kept = |category, count, because: &str| Kept { category, count, because: because.to_owned() };
    Certificate {
        certificate: Reference::new(Register::Certificate, 2),
        ground: Ground::Retention,
        by: MemberNumber::HOST,
        state: CertificateState::Shredded,
        extent: Extent::Partial,
        destroyed: vec![counted("process notes", 2)],
        kept: vec![
            kept(Category::Identity, 1, "the retention period has not ended"),
            kept(Category::Clinical, 44, "the retention period has not ended"),
            kept(Category::Invoices, 6, "tax law: six years (Taxes Management Act 1970 s.12B)"),
        ],
        slots: vec![slot(0xb1)],
        stages: vec![stage(StageName::Intent, 1, 310, 2, 17), stage(StageName::Shredded, 2, 311, 2, 18)],
        kits: Vec::new(),
        exports: Vec::new(),
        copies: 0,
        residue: Some(Residue { texts: 0, keys: 1, files: 1, ..rotated().residue.expect("searched") }),
        ..rotated()
    }
}

fn refused() -> Certificate {
    Certificate {
        certificate: Reference::new(Register::Certificate, 3),
        ground: Ground::Objection,
        state: CertificateState::Refused,
        extent: Extent::None,
        refused: Some(Refusal::HealthCare),
        destroyed: Vec::new(),
        kept: vec![Kept {
            category: Category::Clinical,
            count: 44,
            because: "professional duty to keep records".to_owned(),
        }],
        slots: Vec::new(),
        stages: Vec::new(),
        medium: Vec::new(),
        kits: Vec::new(),
        backups: Vec::new(),
        exports: Vec::new(),
        copies: 0,
        residue: None,
        ..rotated()
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/certificates")
}

#[test]
fn the_pages_are_as_they_were() {
    for (file, certificate) in [
        ("rotated.txt", rotated()),
        ("partial.txt", partial()),
        ("refused.txt", refused()),
        ("final.txt", at_last()),
    ] {
        let note = signed::sign(certificate.clone(), &seed(certificate.by), certificate.by);
        let path = folder().join(file);
        if std::env::var_os("PRAXIS_REWRITE").is_some() {
            fs::write(&path, &note).expect("writes");
        }
        assert_eq!(fs::read_to_string(&path).expect("reads"), note, "{file}");
        let read = signed::read(note.as_bytes()).expect("believed");
        assert_eq!(read.signer, certificate.by);
        let text = note::open(&note, &read.certificate.signed_by).expect("verifies");
        for line in text.lines().filter(|line| !line.starts_with('{')) {
            assert!(line.chars().count() <= 78, "{file}: {line}");
        }
        let certificate = Certificate { signed_by: read.certificate.signed_by.clone(), ..certificate };
        assert_eq!(read.certificate, certificate, "{file}");
    }
}
