//! Certificates, of erasures and of sweeps, as they leave the vault: the pages of `tests/certificates`, which later versions must
//! still read and word in the same way.
//!
//! A change of the format is a new version; until one was released, `PRAXIS_REWRITE=1 cargo test --test
//! certificates` writes them anew.
//!
//! And a page of Python that shares no code with praxis finds of each what praxis finds.
#![allow(clippy::expect_used, clippy::print_stderr)] // A test that cannot go on fails, or says why it did not run.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use praxis::crypto::secret::SigningSeed;
use praxis::crypto::{note, signing};
use praxis::records::certificate::{
    Certificate, CertificateState, Counted, DestroyedSlot, Format, Kept, MediumOf, OldBackup, PastExport,
    Residue, Stage, StageName, StaleKit,
};
use praxis::records::disposal::{self, Deleted, Destroyed, Disposal};
use praxis::records::erasure::{Category, Extent, Ground, Refusal};
use praxis::records::id::VaultId;
use praxis::records::member::MemberNumber;
use praxis::records::reference::{Reference, Register};
use praxis::vault::signed::{self, Paper, Unbelieved};

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
        client: Some(Reference::new(Register::Client, 7)),
        invoice: None,
        request: None,
        complaint: None,
        breach: None,
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

/// A sweep of three clients, applied by a job in the night; no owner has unlocked the vault since.
fn disposal() -> Disposal {
    let Certificate { medium, kits, backups, exports, audit_root, signed_by, .. } = rotated();
    let line = |client, number, keys, rows| Destroyed {
        what: Reference::new(Register::Client, client),
        certificate: Reference::new(Register::Certificate, number),
        state: CertificateState::Shredded,
        keys,
        rows,
    };
    Disposal {
        praxis: disposal::Format::V1,
        sweep: Reference::new(Register::Sweep, 1),
        vault: VAULT,
        plan: "fedcba9876543210".repeat(4),
        reviewed_by: MemberNumber(1),
        reviewed: "2026-11-21T16:20:00Z".to_owned(),
        applied_by: MemberNumber::HOST,
        applied: "2026-11-22T10:00:01Z".to_owned(),
        issued: "2026-11-22T10:00:05Z".to_owned(),
        state: Some(CertificateState::Shredded),
        deleted: Vec::new(),
        deleted_in: Vec::new(),
        lines: vec![line(7, 5, 4, 61), line(19, 6, 1, 1), line(1204, 7, 9, 312)],
        stages: vec![stage(StageName::Intent, 1, 310, 2, 17), stage(StageName::Shredded, 2, 374, 2, 18)],
        audit_size: 381,
        audit_root,
        medium,
        kits,
        backups,
        exports,
        copies: 0,
        signed_by,
    }
}

/// The same once the owner has unlocked the vault and the kit was renewed, signed by the owner.
fn disposal_at_last() -> Disposal {
    let mut stages = disposal().stages;
    stages.push(stage(StageName::Rotated, 4, 388, 3, 19));
    let state = CertificateState::Final;
    let lines = disposal().lines.into_iter().map(|line| Destroyed { state, ..line });
    Disposal {
        issued: "2027-01-04T09:30:00Z".to_owned(),
        state: Some(state),
        lines: lines.collect(),
        stages,
        audit_size: 402,
        kits: Vec::new(),
        ..disposal()
    }
}

/// A sweep of an invoice, of a request, of two drafts with keys of their own, and of two without.
fn disposal_of_items() -> Disposal {
    let line = |register, number, certificate, keys, rows| Destroyed {
        what: Reference::new(register, number),
        certificate: Reference::new(Register::Certificate, certificate),
        state: CertificateState::Shredded,
        keys,
        rows,
    };
    let deleted = |number| Deleted { what: Reference::new(Register::Note, number), rows: 1 };
    Disposal {
        lines: vec![
            line(Register::File, 3, 5, 1, 1),
            line(Register::Note, 12, 6, 1, 1),
            line(Register::Note, 19, 6, 1, 1),
            line(Register::Request, 2, 7, 1, 2),
        ],
        deleted: vec![deleted(14), deleted(15)],
        deleted_in: disposal().backups,
        ..disposal()
    }
}

/// One that destroyed no key at all.
fn disposal_of_rows() -> Disposal {
    Disposal {
        state: None,
        lines: Vec::new(),
        deleted: disposal_of_items().deleted,
        stages: Vec::new(),
        medium: Vec::new(),
        kits: Vec::new(),
        backups: Vec::new(),
        exports: Vec::new(),
        ..disposal()
    }
}

/// An invoice that a machine destroyed by a review.
fn invoice() -> Certificate {
    Certificate {
        certificate: Reference::new(Register::Certificate, 5),
        client: None,
        invoice: Some(Reference::new(Register::File, 3)),
        extent: Extent::Whole,
        destroyed: vec![counted("invoices", 1)],
        kept: Vec::new(),
        residue: None,
        ..partial()
    }
}

/// A closed request that a machine destroyed by a review.
fn request() -> Certificate {
    Certificate {
        certificate: Reference::new(Register::Certificate, 6),
        invoice: None,
        request: Some(Reference::new(Register::Request, 2)),
        destroyed: vec![counted("requests", 1)],
        ..invoice()
    }
}

/// A closed complaint.
fn complaint() -> Certificate {
    Certificate {
        certificate: Reference::new(Register::Certificate, 7),
        request: None,
        complaint: Some(Reference::new(Register::Complaint, 1)),
        destroyed: vec![counted("complaints", 1)],
        ..request()
    }
}

/// A closed breach.
fn breach() -> Certificate {
    Certificate {
        certificate: Reference::new(Register::Certificate, 8),
        request: None,
        breach: Some(Reference::new(Register::Breach, 1)),
        destroyed: vec![counted("breaches", 1)],
        ..request()
    }
}

/// Every page, with who signs it.
fn pages() -> [(&'static str, MemberNumber, Paper); 12] {
    [
        ("rotated.txt", MemberNumber(1), rotated().into()),
        ("partial.txt", MemberNumber::HOST, partial().into()),
        ("refused.txt", MemberNumber(1), refused().into()),
        ("final.txt", MemberNumber(1), at_last().into()),
        ("disposal.txt", MemberNumber::HOST, disposal().into()),
        ("disposal-final.txt", MemberNumber(1), disposal_at_last().into()),
        ("disposal-items.txt", MemberNumber::HOST, disposal_of_items().into()),
        ("disposal-rows.txt", MemberNumber(1), disposal_of_rows().into()),
        ("invoice.txt", MemberNumber::HOST, invoice().into()),
        ("request.txt", MemberNumber::HOST, request().into()),
        ("complaint.txt", MemberNumber::HOST, complaint().into()),
        ("breach.txt", MemberNumber::HOST, breach().into()),
    ]
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/certificates")
}

#[test]
fn the_pages_are_as_they_were() {
    for (file, signer, certificate) in pages() {
        let note = signed::sign(certificate.clone(), &seed(signer), signer);
        let path = folder().join(file);
        if std::env::var_os("PRAXIS_REWRITE").is_some() {
            fs::write(&path, &note).expect("writes");
        }
        assert_eq!(fs::read_to_string(&path).expect("reads"), note, "{file}");
        let read = signed::read(note.as_bytes()).expect("believed");
        assert_eq!(read.signer, signer);
        let signed_by = read.certificate.signed_by().to_owned();
        let text = note::open(&note, &signed_by).expect("verifies");
        for line in text.lines().filter(|line| !line.starts_with('{')) {
            assert!(line.chars().count() <= 78, "{file}: {line}");
        }
        let expected = match certificate {
            Paper::Erasure(certificate) => Paper::Erasure(Certificate { signed_by, ..certificate }),
            Paper::Disposal(disposal) => Paper::Disposal(Disposal { signed_by, ..disposal }),
        };
        assert_eq!(read.certificate, expected, "{file}");
    }
}

/// A sweep of five thousand clients has one certificate, and both readers take it.
#[test]
fn a_large_sweep_fits() {
    let first = disposal().lines[0].clone();
    let lines = (1..=5000).map(|number| Destroyed {
        what: Reference::new(Register::Client, number),
        certificate: Reference::new(Register::Certificate, number),
        ..first.clone()
    });
    let large = Disposal { lines: lines.collect(), ..disposal() };
    let note = signed::sign(large, &seed(MemberNumber::HOST), MemberNumber::HOST);
    assert!(note.len() > 600_000 && note.len() < signed::LARGEST, "{} bytes", note.len());
    assert_eq!(code_of(note.as_bytes()), 0);
    let Some((code, said)) = in_python(note.as_bytes(), &["-"]) else { return };
    assert!(code == 0 && said.contains("C-5000, E-5000"), "{code}");
}

/// The page of Python, given a file on its stdin: its exit code, and all that it said. None without Python.
fn in_python(note: &[u8], args: &[&str]) -> Option<(i32, String)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/verify_certificate.py");
    let mut command = Command::new("python3");
    command.arg("-B").arg(script).args(args).env("PYTHONUTF8", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        eprintln!("SKIPPED: python3 is not installed");
        return None;
    };
    // It may stop reading where it has seen enough.
    let _ = child.stdin.take().expect("a pipe").write_all(note);
    let done = child.wait_with_output().expect("ends");
    let said = [done.stdout, done.stderr].concat();
    Some((done.status.code().expect("a code"), String::from_utf8(said).expect("UTF-8")))
}

#[test]
fn python_reads_the_same_and_believes_the_same_keys() {
    for (file, signer, _) in pages() {
        let note = fs::read_to_string(folder().join(file)).expect("reads");
        let Some((code, said)) = in_python(note.as_bytes(), &["-"]) else { return };
        let (page, _) = note.rsplit_once("\n{").expect("data");
        assert!(code == 0 && said.starts_with(page), "{file}: {said}");
        let signed = signed::read(note.as_bytes()).expect("believed");
        let whose = if signer == MemberNumber::HOST { "host" } else { "member 1" };
        assert!(said.contains(&format!("signed by {whose}")), "{said}");
        assert!(
            said.contains(signed.certificate.signed_by()) && said.contains("this does not show"),
            "{said}"
        );
    }
    let note = fs::read(folder().join("rotated.txt")).expect("reads");
    let key = |of| signing::verify_key(&seed(of), &format!("praxis/{VAULT}/member/1"));
    let (ours, other) = (key(MemberNumber(1)), key(MemberNumber::HOST));
    let at = folder().join("rotated.txt");
    for (args, expected, says) in [
        (&["-", "--key", &other, "--key", &ours][..], 0, "a key that you gave"),
        (&["-", "--key", &other], 7, "another key"),
        (&["-", "--key", "age1nokey"], 2, "not a verify key"),
        (&[at.to_str().expect("UTF-8")], 0, "E-0001"),
        (&["absent.txt"], 5, "no such file"),
        (&["/"], 2, "could not be read"),
    ] {
        let (code, said) = in_python(&note, args).expect("it ran before");
        assert!(code == expected && said.contains(says), "{args:?}: {code} {said}");
    }
}

/// The exit code that praxis gives.
fn code_of(note: &[u8]) -> i32 {
    match signed::read(note) {
        Ok(_) => 0,
        Err(Unbelieved::NotACertificate | Unbelieved::UnknownVersion) => 2,
        Err(Unbelieved::Changed(_)) => 7,
    }
}

/// The order of the group, added to the second half of a signature, makes another spelling of it.
fn spelled_otherwise(note: &str) -> String {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let (before, signature) = note.trim_end().rsplit_once(' ').expect("a signature");
    let mut signed = STANDARD.decode(signature).expect("base64");
    let mut carry = 0;
    for (byte, more) in signed[36..].iter_mut().zip(ORDER) {
        carry += u16::from(*byte) + u16::from(more);
        *byte = carry.to_le_bytes()[0];
        carry >>= 8;
    }
    format!("{before} {}\n", STANDARD.encode(signed))
}

#[test]
fn python_refuses_what_praxis_refuses() {
    let note = fs::read_to_string(folder().join("rotated.txt")).expect("reads");
    let lines: Vec<&str> = note.lines().collect();
    let line_of = |file: &str| {
        let text = fs::read_to_string(folder().join(file)).expect("reads");
        text.rsplit_once("\n\n").expect("a note").1.to_owned()
    };
    let mut changed: Vec<(i32, Vec<u8>)> = [
        (2, String::new()),
        (2, "praxis certificate".to_owned()),
        (2, note.replacen("erasure 1", "erasure 2", 1)),
        (2, format!("\u{feff}{note}")),
        (2, "x".repeat(9_000_000)),
        (2, note.replacen("erasure 1", "disposal 2", 1)),
        (7, note.replacen("erasure 1", "disposal 1", 1)),
        (7, note.replacen("erasure 1", "erasure one", 1)),
        (7, note.replacen("notes: 41", "notes: 14", 1)),
        (7, note.replace("T-01", "T-02")),
        (7, note.replace("member/1", "member/2")),
        (7, note.replace("C-0007", "C-0008")),
        (7, note.replacen("certificate/1", "certificate/2", 1)),
        (7, note.replace('\n', "\r\n")),
        (7, note.trim_end().to_owned()),
        (7, format!("{note}\n")),
        (7, format!("{}\n", lines[..lines.len() - 1].join("\n"))),
        (7, format!("{}\n", lines[..40].join("\n"))),
        (7, spelled_otherwise(&note)),
        (7, format!("{note}{}", line_of("final.txt"))),
        (7, format!("{}\n{}", lines[..lines.len() - 1].join("\n"), line_of("partial.txt"))),
        (7, format!("{note}\u{2014} x AAAA\n")),
        (7, format!("{note}{}", line_of("partial.txt").repeat(100))),
        (0, format!("{note}{}", line_of("partial.txt"))),
        (0, format!("{note}{}", line_of("rotated.txt"))),
    ]
    .into_iter()
    .map(|(code, text)| (code, text.into_bytes()))
    .collect();
    // A bit here and there, more of them in the signature.
    let places = (40..note.len()).step_by(note.len() / 5).chain((note.len() - 100..note.len()).step_by(17));
    for at in places {
        let mut bytes = note.clone().into_bytes();
        bytes[at] ^= 1;
        changed.push((7, bytes));
    }
    changed.extend(changed_disposals());
    for (index, (expected, bytes)) in changed.iter().enumerate() {
        let shown = || String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(300)..]).into_owned();
        assert_eq!(code_of(bytes), *expected, "praxis, {index}: {}", shown());
        let Some((code, said)) = in_python(bytes, &["-"]) else { return };
        assert_eq!(code, *expected, "python, {index}: {said}\n{}", shown());
    }
}

/// The same of a sweep: what is about its lines, and a bit here and there.
fn changed_disposals() -> Vec<(i32, Vec<u8>)> {
    let note = fs::read_to_string(folder().join("disposal.txt")).expect("reads");
    let mut changed: Vec<(i32, Vec<u8>)> = [
        (2, note.replacen("disposal 1", "disposal 2", 1)),
        (7, note.replacen("disposal 1", "disposal one", 1)),
        (7, note.replacen("disposal 1", "erasure 1", 1)),
        (7, note.replacen("disposal/1", "certificate/1", 1)),
        (7, note.replace("C-0019", "C-0020")),
        (7, note.replace("S-0001", "S-0002")),
        (7, note.replace("by member 1", "by member 2").replace("\"reviewed_by\":1", "\"reviewed_by\":2")),
        (7, note.replacen("  - C-0019, E-0006: 1 key, 1 sealed row; shredded\n", "", 1)),
        (7, note.replace("shredded", "final")),
    ]
    .into_iter()
    .map(|(code, text)| (code, text.into_bytes()))
    .collect();
    for at in (40..note.len()).step_by(note.len() / 5) {
        let mut bytes = note.clone().into_bytes();
        bytes[at] ^= 1;
        changed.push((7, bytes));
    }
    changed
}
