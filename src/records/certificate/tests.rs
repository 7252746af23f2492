//! Round trips, and words that the data do not say. `tests/certificates.rs` holds the pages themselves.

use proptest::prelude::*;

use super::super::code::Code;
use super::*;

fn sample() -> Certificate {
    Certificate {
        praxis: Format,
        certificate: Reference::new(Register::Certificate, 1),
        vault: VaultId::new([2; 16]),
        client: Some(Reference::new(Register::Client, 7)),
        invoice: None,
        request: None,
        complaint: None,
        breach: None,
        ground: Ground::ConsentWithdrawn,
        by: MemberNumber(1),
        issued: "2026-11-22T10:00:00Z".to_owned(),
        state: CertificateState::Rotated,
        extent: Extent::Whole,
        refused: None,
        destroyed: vec![Counted { what: "notes".to_owned(), count: 12 }],
        kept: Vec::new(),
        slots: vec![DestroyedSlot { slot: "ab".repeat(16), sha256: "cd".repeat(32) }],
        stages: Vec::new(),
        audit_size: 44,
        audit_root: "ef".repeat(32),
        medium: Vec::new(),
        kits: Vec::new(),
        backups: Vec::new(),
        exports: Vec::new(),
        copies: 0,
        residue: None,
        signed_by: "praxis/x/host+00000000+AQ==".to_owned(),
    }
}

#[test]
fn reads_back_and_is_never_wider_than_a_screen() {
    let certificate = sample();
    let text = certificate.to_text();
    assert_eq!(Certificate::from_text(&text), Ok(certificate));
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[..lines.len() - 1].iter().all(|line| line.chars().count() <= 78), "{text}");
}

#[test]
fn words_that_the_data_do_not_say_are_refused() {
    let text = sample().to_text();
    for (from, to) in [
        ("notes: 12", "notes: 11"),
        ("\"count\":12", "\"count\":11"),
        ("client         C-0007", "client         C-0008"),
        ("from any backup", "from any  backup"),
        ("\n\nWhen\n", "\n\nWhen\n\n"),
        ("\"copies\":0", "\"copies\":0,\"name\":\"x\""),
        ("\"copies\":0", "\"copies\": 0"),
        ("\"copies\":0", "\"copies\":1"),
        ("\"client\":\"C-0007\"", "\"client\":\"C-7\""),
    ] {
        assert!(text.contains(from), "{from}");
        let changed = text.replacen(from, to, 1);
        assert_eq!(Certificate::from_text(&changed), Err(NotACertificate::SaysOtherwise), "{to}");
    }
}

#[test]
fn what_is_no_certificate_is_refused() {
    let text = sample().to_text();
    let newer = text.replacen("erasure 1", "erasure 2", 1);
    assert_eq!(Certificate::from_text(&newer), Err(NotACertificate::UnknownVersion));
    for (from, to) in [
        ("certificate/1", "certificate/2"),
        ("erasure 1", "erasure one"),
        ("erasure 1", "erasure "),
        ("praxis cert", "Praxis cert"),
        ("\"E-0001\"", "\"C-0001\""),
        ("\"client\":\"C-0007\"", "\"client\":\"E-0007\""),
        ("rotated\",\"ex", "rotten\",\"ex"),
        ("\"notes\"", "\"notes\\n  - more\""),
        ("\"notes\"", "\"notes\u{202e}\""),
        ("\"notes\"", "\"no\u{200b}tes\""),
        ("}\n", "}"),
        ("}\n", "}\n\n"),
    ] {
        assert!(text.contains(from), "{from}");
        let changed = text.replacen(from, to, 1);
        assert_eq!(Certificate::from_text(&changed), Err(NotACertificate::Form), "{to}");
    }
    for end in 0..text.len() {
        assert!(Certificate::from_text(&text[..end]).is_err(), "cut at {end}");
    }
}

/// Of one thing, and of one alone: whoever reads it must not think that another is gone too.
#[test]
fn of_one_thing_alone() {
    let kinds = [Register::Client, Register::File, Register::Request, Register::Complaint, Register::Breach];
    let of = |which: &[Register]| {
        let is = |register| which.contains(&register).then_some(Reference::new(register, 3));
        let one = Certificate {
            client: is(Register::Client),
            invoice: is(Register::File),
            request: is(Register::Request),
            complaint: is(Register::Complaint),
            breach: is(Register::Breach),
            ..sample()
        };
        Certificate::from_text(&one.to_text()).map(|read| assert_eq!(read, one))
    };
    let unsound = Err(NotACertificate::Form);
    assert_eq!(of(&[]), unsound);
    assert_eq!(of(&kinds), unsound);
    for kind in kinds {
        assert_eq!(of(&[kind]), Ok(()), "{kind:?}");
        for other in kinds.into_iter().filter(|other| *other != kind) {
            assert_eq!(of(&[kind, other]), unsound, "{kind:?} {other:?}");
        }
    }
    let file = Some(Reference::new(Register::File, 2));
    for wrong in [
        Certificate { client: None, request: file, ..sample() },
        Certificate { client: None, complaint: file, ..sample() },
        Certificate { client: None, breach: file, ..sample() },
    ] {
        assert_eq!(Certificate::from_text(&wrong.to_text()), Err(NotACertificate::Form));
    }
}

fn one_of<T: Code + std::fmt::Debug>() -> impl Strategy<Value = T> {
    (0..T::ALL.len()).prop_map(|index| T::ALL[index])
}

fn word() -> impl Strategy<Value = String> {
    "[ -~é–£]{0,90}"
}

fn some<T: std::fmt::Debug>(of: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    proptest::collection::vec(of, 0..3)
}

fn number(register: Register) -> impl Strategy<Value = Reference> {
    (1_u32..1_000_000_000).prop_map(move |number| Reference::new(register, number))
}

prop_compose! {
    fn done()(
        destroyed in some((word(), any::<u64>()).prop_map(|(what, count)| Counted { what, count })),
        kept in some((one_of(), any::<u64>(), word())
            .prop_map(|(category, count, because)| Kept { category, count, because })),
        slots in some((word(), word()).prop_map(|(slot, sha256)| DestroyedSlot { slot, sha256 })),
        stages in some((one_of(), word(), any::<u64>(), any::<u64>(), any::<u64>())
            .prop_map(|(stage, at, entry, epoch, generation)| Stage { stage, at, entry, epoch, generation })),
        refused in proptest::option::of(one_of()),
        residue in proptest::option::of(any::<[u64; 5]>().prop_map(|[files, bytes, keys, texts, found]|
            Residue { files, bytes, keys, texts, found })),
    ) -> Certificate {
        Certificate { refused, destroyed, kept, slots, stages, residue, ..sample() }
    }
}

prop_compose! {
    fn certificates()(
        certificate in done(),
        (ground, state, extent) in (one_of(), one_of(), one_of()),
        (by, copies, audit_size) in (any::<u32>(), any::<u64>(), any::<u64>()),
        (issued, signed_by) in (word(), word()),
        medium in some((word(), word(), word())
            .prop_map(|(what, file_system, overwriting)| MediumOf { what, file_system, overwriting })),
        kits in some((number(Register::Kit), word(), any::<u64>())
            .prop_map(|(kit, made, epoch)| StaleKit { kit, made, epoch })),
        backups in some((number(Register::Backup), word(), any::<u64>(), proptest::option::of(word()))
            .prop_map(|(backup, made, epoch, until)| OldBackup { backup, made, epoch, until })),
        exports in some((number(Register::Export), word())
            .prop_map(|(export, made)| PastExport { export, made })),
    ) -> Certificate {
        let by = MemberNumber(by);
        Certificate {
            ground, by, issued, state, extent, audit_size, medium, kits, backups, exports, copies, signed_by,
            ..certificate
        }
    }
}

proptest! {
    #[test]
    fn every_certificate_reads_back(certificate in certificates()) {
        prop_assert_eq!(Certificate::from_text(&certificate.to_text()), Ok(certificate));
    }

    #[test]
    fn no_text_makes_it_panic(text in "(praxis certificate of erasure 1\n)?(\\PC|\n){0,40}") {
        let _ = Certificate::from_text(&text);
    }
}
