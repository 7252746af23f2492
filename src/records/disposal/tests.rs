//! Round trips, and words that the data do not say. `tests/certificates.rs` holds the pages themselves.

use proptest::prelude::*;

use super::super::certificate::StageName;
use super::super::code::Code;
use super::*;

fn line(number: u32) -> Destroyed {
    Destroyed {
        what: Reference::new(Register::Client, number + 6),
        certificate: Reference::new(Register::Certificate, number),
        state: CertificateState::Shredded,
        keys: 5,
        rows: 44,
    }
}

fn sample() -> Disposal {
    Disposal {
        praxis: Format::V1,
        sweep: Reference::new(Register::Sweep, 1),
        vault: VaultId::new([2; 16]),
        plan: "ab".repeat(32),
        reviewed_by: MemberNumber(1),
        reviewed: "2026-11-22T10:00:00Z".to_owned(),
        applied_by: MemberNumber::HOST,
        applied: "2026-11-23T03:00:00Z".to_owned(),
        issued: "2026-11-23T03:00:05Z".to_owned(),
        state: Some(CertificateState::Shredded),
        lines: vec![line(1), line(2)],
        deleted: Vec::new(),
        deleted_in: Vec::new(),
        stages: vec![Stage {
            stage: StageName::Intent,
            at: "2026-11-23T03:00:00Z".to_owned(),
            entry: 40,
            epoch: 2,
            generation: 9,
        }],
        audit_size: 44,
        audit_root: "ef".repeat(32),
        medium: Vec::new(),
        kits: Vec::new(),
        backups: Vec::new(),
        exports: Vec::new(),
        copies: 0,
        signed_by: "praxis/x/host+00000000+AQ==".to_owned(),
    }
}

#[test]
fn reads_back_and_is_never_wider_than_a_screen() {
    let disposal = sample();
    let text = disposal.to_text();
    assert_eq!(Disposal::from_text(&text), Ok(disposal));
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[..lines.len() - 1].iter().all(|line| line.chars().count() <= 78), "{text}");
}

#[test]
fn words_that_the_data_do_not_say_are_refused() {
    let text = sample().to_text();
    for (from, to) in [
        ("44 sealed rows", "45 sealed rows"),
        ("\"rows\":44", "\"rows\":45"),
        ("C-0007, E-0001", "C-0009, E-0001"),
        ("\"reviewed_by\":1", "\"reviewed_by\":2"),
        ("\"applied_by\":0", "\"applied_by\":1"),
        ("Member 1 reviewed", "Member 1 saw"),
        ("\n\nWhen\n", "\n\nWhen\n\n"),
        ("\"copies\":0", "\"copies\":0,\"name\":\"x\""),
        ("\"copies\":0", "\"copies\": 0"),
        ("\"what\":\"C-0007\"", "\"what\":\"C-7\""),
    ] {
        assert!(text.contains(from), "{from}");
        let changed = text.replacen(from, to, 1);
        assert_eq!(Disposal::from_text(&changed), Err(NotACertificate::SaysOtherwise), "{to}");
    }
}

#[test]
fn what_is_no_certificate_is_refused() {
    let text = sample().to_text();
    let newer = text.replacen("disposal 1", "disposal 2", 1);
    assert_eq!(Disposal::from_text(&newer), Err(NotACertificate::UnknownVersion));
    for (from, to) in [
        ("disposal/1", "disposal/2"),
        ("disposal 1", "disposal one"),
        ("of disposal", "of erasure"),
        ("\"S-0001\"", "\"E-0001\""),
        ("\"what\":\"C-0007\"", "\"what\":\"E-0007\""),
        ("\"certificate\":\"E-0001\"", "\"certificate\":\"S-0001\""),
        ("\"state\":\"shredded\"", "\"state\":\"rotten\""),
        ("ab\",\"reviewed_by", "\u{202e}\",\"reviewed_by"),
        ("}\n", "}"),
        ("}\n", "}\n\n"),
    ] {
        assert!(text.contains(from), "{from}");
        let changed = text.replacen(from, to, 1);
        assert_eq!(Disposal::from_text(&changed), Err(NotACertificate::Form), "{to}");
    }
    for end in 0..text.len() {
        assert!(Disposal::from_text(&text[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn data_that_do_not_hang_together_are_refused() {
    let of = |disposal: Disposal| Disposal::from_text(&disposal.to_text());
    let unsound = Err(NotACertificate::Form);
    assert_eq!(of(Disposal { lines: Vec::new(), ..sample() }), unsound, "nothing destroyed");
    assert_eq!(of(Disposal { lines: vec![line(1), line(1)], ..sample() }), unsound, "twice");
    assert_eq!(of(Disposal { lines: vec![line(2), line(1)], ..sample() }), unsound, "out of order");
    assert_eq!(
        of(Disposal { state: Some(CertificateState::Final), ..sample() }),
        unsound,
        "further than its lines"
    );
    let refused = CertificateState::Refused;
    let lines = vec![Destroyed { state: refused, ..line(1) }];
    assert_eq!(
        of(Disposal { state: Some(refused), lines, ..sample() }),
        unsound,
        "a refusal destroys nothing"
    );
    let of_a = |register| Destroyed { what: Reference::new(register, 3), ..line(1) };
    for (register, sound) in [
        (Register::Note, true),
        (Register::File, true),
        (Register::Request, true),
        (Register::Complaint, true),
        (Register::Breach, true),
        (Register::Hold, false),
    ] {
        let one = Disposal { lines: vec![of_a(register)], ..sample() };
        assert_eq!(of(one.clone()) == Ok(one), sound, "{register:?}");
    }
    let together = |register| {
        let another = Destroyed { what: Reference::new(register, 4), ..line(1) };
        Disposal { lines: vec![of_a(register), another], ..sample() }
    };
    assert!(of(together(Register::Note)).is_ok(), "drafts about one client");
    assert_eq!(of(together(Register::File)), unsound, "each invoice by itself");
    assert_eq!(of(together(Register::Request)), unsound, "each request by itself");
    assert_eq!(of(together(Register::Breach)), unsound, "each breach by itself");
    let deleted = |number| Deleted { what: Reference::new(Register::Note, number), rows: 1 };
    let rows = Disposal { state: None, lines: Vec::new(), deleted: vec![deleted(1), deleted(2)], ..sample() };
    assert_eq!(of(rows.clone()), Ok(rows.clone()));
    let state = Some(CertificateState::Final);
    assert_eq!(of(Disposal { state, ..rows.clone() }), unsound, "no key went, and so none is gone for good");
    assert_eq!(
        of(Disposal { deleted: vec![deleted(2), deleted(1)], ..rows.clone() }),
        unsound,
        "out of order"
    );
    let what = Reference::new(Register::File, 1);
    let invoice = vec![Deleted { what, rows: 1 }];
    assert_eq!(of(Disposal { deleted: invoice, ..rows.clone() }), unsound, "an invoice has a key");
    let backup = Reference::new(Register::Backup, 1);
    let held = vec![OldBackup { backup, made: "2026-01-01".to_owned(), epoch: 0, until: None }];
    assert_eq!(of(Disposal { deleted_in: held, ..sample() }), unsound, "backups of nothing");
    let further = Destroyed { state: CertificateState::Rotated, ..line(2) };
    let mixed = Disposal { lines: vec![line(1), further], ..sample() };
    assert_eq!(of(mixed.clone()), Ok(mixed), "as far as the line that is behind");
}

/// Any bit of the text, of words and of data.
#[test]
fn every_changed_byte_of_the_page_is_noticed() {
    let text = sample().to_text();
    let page = text.rfind("\n{").expect("data");
    for at in 0..page {
        let mut changed = text.clone().into_bytes();
        changed[at] ^= 1;
        let changed = String::from_utf8(changed).expect("ASCII");
        assert!(Disposal::from_text(&changed).is_err(), "byte {at}");
    }
}

fn word() -> impl Strategy<Value = String> {
    "[ -~é–£]{0,90}"
}

fn some<T: std::fmt::Debug>(of: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    proptest::collection::vec(of, 0..3)
}

prop_compose! {
    fn disposals()(
        counts in proptest::collection::vec((1..4_usize, any::<u64>(), any::<u64>()), 1..5),
        (reviewed_by, applied_by, copies, audit_size) in (any::<u32>(), any::<u32>(), any::<u64>(), any::<u64>()),
        (plan, reviewed, applied, issued, signed_by) in (word(), word(), word(), word(), word()),
        stages in some((0..StageName::ALL.len(), word(), any::<u64>(), any::<u64>(), any::<u64>())
            .prop_map(|(stage, at, entry, epoch, generation)|
                Stage { stage: StageName::ALL[stage], at, entry, epoch, generation })),
        medium in some((word(), word(), word())
            .prop_map(|(what, file_system, overwriting)| MediumOf { what, file_system, overwriting })),
        kits in some((1_u32.., word(), any::<u64>())
            .prop_map(|(number, made, epoch)| StaleKit { kit: Reference::new(Register::Kit, number % 999 + 1), made, epoch })),
        backups in some((1_u32..999, word(), any::<u64>(), proptest::option::of(word()))
            .prop_map(|(number, made, epoch, until)|
                OldBackup { backup: Reference::new(Register::Backup, number), made, epoch, until })),
        exports in some((1_u32..999, word())
            .prop_map(|(number, made)| PastExport { export: Reference::new(Register::Export, number), made })),
    ) -> Disposal {
        let lines: Vec<Destroyed> = (1..)
            .zip(&counts)
            .map(|(number, &(state, keys, rows))| {
                Destroyed { state: CertificateState::ALL[state], keys, rows, ..line(number) }
            })
            .collect();
        Disposal {
            state: lines.iter().map(|line| line.state).min(),
            lines,
            reviewed_by: MemberNumber(reviewed_by),
            applied_by: MemberNumber(applied_by),
            plan, reviewed, applied, issued, stages, audit_size, medium, kits, backups, exports, copies, signed_by,
            ..sample()
        }
    }
}

proptest! {
    #[test]
    fn every_one_reads_back(disposal in disposals()) {
        prop_assert_eq!(Disposal::from_text(&disposal.to_text()), Ok(disposal));
    }

    #[test]
    fn no_text_makes_it_panic(text in "(praxis certificate of disposal 1\n)?(\\PC|\n){0,40}") {
        let _ = Disposal::from_text(&text);
    }
}
