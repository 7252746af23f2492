//! Things that are lost, and what is said of them.

use super::*;
use crate::records::backup::BackupState;
use crate::records::office::KitState;
use crate::records::reference::Register;

fn kit(number: u32, epoch: u64, place: &str) -> Kit {
    Kit {
        reference: Reference::new(Register::Kit, number),
        made: "2026-03-02".to_owned(),
        epoch,
        state: KitState::Current,
        form: KitForm::at(place),
        place: place.to_owned(),
        holder: None,
    }
}

fn backup(number: u32, epoch: u64, clients: u64, erased: &[u32]) -> Backup {
    Backup {
        reference: Reference::new(Register::Backup, number),
        made: "2026-03-02".to_owned(),
        epoch,
        state: BackupState::Kept,
        place: "/media/stick".to_owned(),
        clients,
        erased: erased.iter().map(|number| Reference::new(Register::Client, *number)).collect(),
        parts: 0,
    }
}

fn export() -> Export {
    Export {
        reference: Reference::new(Register::Export, 1),
        made: "2026-03-02".to_owned(),
        form: ExportForm::Json,
        plain: false,
        recipients: 1,
        own: true,
        place: "all.tar.age".to_owned(),
        clients: 3,
        notes: 5,
        files: 1,
        request: None,
        about: BTreeSet::new(),
        erased: BTreeSet::new(),
    }
}

fn device(locked: bool, disk: Option<bool>) -> Device {
    Device {
        locked: Some(locked),
        guarded: false,
        usual: true,
        disk,
        exports: Vec::new(),
        kits: Vec::new(),
        backups: Vec::new(),
        untold: Vec::new(),
        copies: 0,
    }
}

/// Epoch 2, three clients; a paper kit of epoch 0 and a file of epoch 2; backups of epochs 0 and 2. C-0004 was erased
/// between them.
fn world() -> World {
    World {
        epoch: 2,
        clients: 3,
        reseeds: Vec::new(),
        kits: vec![kit(1, 0, "on paper"), kit(2, 2, "kit.age")],
        backups: vec![backup(1, 0, 2, &[4]), backup(2, 2, 3, &[])],
    }
}

fn said(lost: &[Lost]) -> Scope {
    scope(lost, &world())
}

fn has(found: &Found, words: &str) {
    assert!(found.says.iter().any(|line| line.contains(words)), "{words}: {:#?}", found.says);
}

#[test]
fn what_each_thing_opens_alone_and_what_that_suggests() {
    use Answer::{DontKnow, No, Yes};
    use Opens::{NothingAlone, Readable, WithPassphrase};
    let plain = Export { plain: true, recipients: 0, own: false, ..export() };
    let passphrase = Export { recipients: 0, own: false, ..export() };
    let foreign = Export { own: false, ..export() };
    let here = Device { exports: vec![plain.reference], ..device(true, Some(false)) };
    for (what, lost, opens, suggests) in [
        (
            "locked, encrypted",
            Lost::Device(device(true, Some(true))),
            WithPassphrase,
            (Yes, DontKnow, DontKnow),
        ),
        ("locked, disk unknown", Lost::Device(device(true, None)), WithPassphrase, (Yes, DontKnow, DontKnow)),
        (
            "bare, encrypted",
            Lost::Device(device(false, Some(true))),
            WithPassphrase,
            (Yes, DontKnow, DontKnow),
        ),
        ("bare, disk unknown", Lost::Device(device(false, None)), Readable, (Yes, No, No)),
        ("bare", Lost::Device(device(false, Some(false))), Readable, (Yes, No, No)),
        (
            "through a pipe",
            Lost::Device(Device { locked: None, ..device(true, None) }),
            Readable,
            (Yes, No, No),
        ),
        ("an unsealed export on it", Lost::Device(here), Readable, (No, No, No)),
        ("a copy", Lost::VaultCopy, NothingAlone, (Yes, Yes, Yes)),
        ("a kit", Lost::Kit(kit(1, 0, "on paper")), NothingAlone, (Yes, No, DontKnow)),
        ("a backup", Lost::Backup(backup(1, 0, 2, &[4])), NothingAlone, (Yes, Yes, Yes)),
        ("a plain export", Lost::Export(plain), Readable, (No, No, No)),
        ("one with a passphrase", Lost::Export(passphrase), WithPassphrase, (Yes, DontKnow, DontKnow)),
        ("one to somebody else", Lost::Export(foreign), NothingAlone, (Yes, DontKnow, DontKnow)),
        ("one to oneself", Lost::Export(export()), NothingAlone, (Yes, Yes, Yes)),
    ] {
        let scope = said(&[lost]);
        let Advice { encrypted, key_safe, unintelligible, .. } = scope.suggests;
        assert_eq!((scope.opens, (encrypted, key_safe, unintelligible)), (opens, suggests), "{what}");
        assert_eq!(scope.lost[0].opens, opens, "{what}");
        assert!(scope.together.is_empty() && !scope.unknown.is_empty(), "{what}");
    }
}

#[test]
fn a_kit_leads_to_its_own_epoch_and_later_ones() {
    let old = &said(&[Lost::Kit(kit(1, 0, "on paper"))]).lost[0];
    has(old, "stale");
    has(old, "whoever has the paper has the key");
    has(old, "with A-0001 of 2 Mar 2026: every compartment of 2 clients, and of C-0004, erased since");
    has(old, "with A-0002 of 2 Mar 2026: every compartment of 3 clients");
    assert_eq!((old.clients, old.erased.len(), old.compartments.len()), (3, 1, Compartment::ALL.len()));

    let new = &said(&[Lost::Kit(kit(2, 2, "kit.age"))]).lost[0];
    has(new, "sealed with a passphrase");
    has(new, "with A-0001 of 2 Mar 2026: nobody who was erased, and others only beside a keyring copy");
    assert_eq!((new.clients, new.erased.len()), (3, 0));
    has(&said(&[Lost::Kit(kit(3, 2, "the safe"))]).lost[0], "if it is paper it is bare");
    let gone = Kit { state: KitState::Retired, ..kit(1, 0, "on paper") };
    has(&said(&[Lost::Kit(gone)]).lost[0], "on record as destroyed");
}

#[test]
fn a_reseed_lies_between_a_kit_and_what_came_after_and_before() {
    let world = World { reseeds: vec![1], ..world() };
    let old = &scope(&[Lost::Kit(world.kits[0].clone())], &world).lost[0];
    has(old, "not the vault as it is now");
    has(old, "not A-0002");
    has(old, "with A-0001 of 2 Mar 2026: every compartment of 2 clients");
    assert_eq!(old.clients, 2);
    let new = &scope(&[Lost::Kit(world.kits[1].clone())], &world).lost[0];
    has(new, "not A-0001");
    let pair = [Lost::Kit(world.kits[0].clone()), Lost::Backup(world.backups[1].clone())];
    assert_eq!(scope(&pair, &world).opens, Opens::NothingAlone);
    has(&scope(&[Lost::Backup(world.backups[1].clone())], &world).lost[0], "with T-02: every compartment");
}

#[test]
fn what_went_together_opens_what_neither_opens_alone() {
    let (paper, file) = (Lost::Kit(kit(1, 0, "on paper")), Lost::Kit(kit(2, 2, "kit.age")));
    let (first, second) = (Lost::Backup(backup(1, 0, 2, &[4])), Lost::Backup(backup(2, 2, 3, &[])));
    let laptop = Lost::Device(device(true, Some(true)));
    for (lost, opens, lines) in [
        (vec![paper.clone(), first.clone()], Opens::Readable, 1),
        (vec![paper.clone(), Lost::VaultCopy], Opens::Readable, 1),
        (vec![laptop.clone(), paper.clone()], Opens::Readable, 1),
        (vec![file.clone(), first.clone()], Opens::NothingAlone, 0),
        (vec![file.clone(), second.clone()], Opens::WithPassphrase, 1),
        (vec![first.clone(), second.clone(), Lost::VaultCopy], Opens::NothingAlone, 0),
        (vec![laptop.clone(), first.clone()], Opens::WithPassphrase, 1),
        (vec![laptop.clone(), Lost::Export(export())], Opens::WithPassphrase, 1),
        (vec![paper, file, first, second, laptop], Opens::Readable, 7),
    ] {
        let scope = said(&lost);
        assert_eq!((scope.opens, scope.together.len()), (opens, lines), "{:#?}", scope.together);
    }
    let both = said(&[Lost::Kit(kit(1, 0, "on paper")), Lost::Backup(backup(1, 0, 2, &[4]))]);
    assert_eq!(
        both.together,
        ["T-01 opens A-0001: every compartment of 2 clients, and of C-0004, erased since"]
    );
    assert_eq!(both.suggests.key_safe, Answer::No);
}

#[test]
fn a_device_says_what_lies_on_it_and_how_to_get_it_back() {
    let full = Device {
        kits: vec![kit(2, 2, "kit.age").reference],
        exports: vec![export().reference],
        copies: 1,
        usual: false,
        ..device(true, None)
    };
    let found = &said(&[Lost::Device(full)]).lost[0];
    for words in [
        "X-0001 lies on it unsealed",
        "T-02 lies on it",
        "key files of another copy",
        "not in its usual place",
        "does not say whether the disk",
        "can be got back with T-01: praxis restore",
    ] {
        has(found, words);
    }
    let lost = Lost::Device(device(false, Some(false)));
    has(&scope(&[lost], &World { clients: 3, ..World::default() }).lost[0], "lost for good");
}

#[test]
fn a_kit_and_a_backup_on_one_disk_bring_back_who_was_erased() {
    let on_it = |kits: &[u32], backups: &[u32]| Device {
        kits: kits.iter().map(|number| Reference::new(Register::Kit, *number)).collect(),
        backups: backups.iter().map(|number| Reference::new(Register::Backup, *number)).collect(),
        ..device(true, None)
    };
    let looked_at = |device: Device| said(&[Lost::Device(device)]).lost.remove(0);
    let nobody = |found: &Found| found.says.iter().any(|line| line.contains("nobody who was erased"));

    let pair = looked_at(on_it(&[1], &[1]));
    has(&pair, "T-01 and A-0001 lie on it, and together bring back C-0004: name them with --lost too");
    has(&pair, "A-0001 lies on it, or on what is plugged in: name it with --lost A-0001 too");
    has(&pair, "what was in A-0002 of 2 Mar 2026 can be got back with T-02: praxis restore");
    assert!(!nobody(&pair));
    assert_eq!(pair.erased, BTreeSet::from([Reference::new(Register::Client, 4)]));
    for (kits, backups) in [(&[][..], &[1][..]), (&[1], &[]), (&[2], &[1]), (&[1], &[2])] {
        let found = looked_at(on_it(kits, backups));
        assert!(nobody(&found) && found.erased.is_empty(), "{kits:?} {backups:?}: {:#?}", found.says);
    }

    let mut world = world();
    world.backups[1].parts = 2;
    let parts = &scope(&[Lost::Device(on_it(&[1, 2], &[2]))], &world).lost[0];
    has(parts, "T-02 and A-0002 lie on it, and together bring back what was destroyed since of 2 clients");
    has(parts, "the newest backup elsewhere is A-0001 of 2 Mar 2026, and no kit elsewhere opens it");
    has(&looked_at(on_it(&[], &[1, 2])), "every backup on record is lost with it");
    let named = [Lost::Device(on_it(&[], &[1])), Lost::Backup(backup(2, 2, 3, &[]))];
    has(&said(&named).lost[0], "every backup on record is lost with it");

    let untold = Device { untold: vec![Reference::new(Register::Kit, 1)], ..on_it(&[], &[1]) };
    let untold = looked_at(untold);
    has(&untold, "whether T-01 lies on it cannot be told");
    assert!(!nobody(&untold));
}

#[test]
fn a_path_as_it_was_typed_does_not_say_where_a_thing_lies() {
    for (of, place, lacks) in [
        (Register::Export, "plain", true),
        (Register::Export, "/home/you/plain", false),
        (Register::Export, "stdout", false),
        (Register::Kit, "kit.age", true),
        (Register::Kit, "stick/kit", true),
        (Register::Kit, "/media/stick/kit.age", false),
        (Register::Kit, "on paper", false),
        (Register::Kit, "the safe", false),
    ] {
        assert_eq!(lacks_folder(of, place), lacks, "{of:?} {place}");
    }
}

#[test]
fn what_is_written_about_a_breach_says_which() {
    let breach = Some(Reference::new(Register::Breach, 1));
    let paper =
        |form, request| Lost::Export(Export { form, request, clients: 0, notes: 0, files: 0, ..export() });
    for (form, request) in [(ExportForm::Register, None), (ExportForm::Report, breach)] {
        let found = &said(&[paper(form, request)]).lost[0];
        has(found, "at all.tar.age: clients stand in it by reference");
        assert!(!found.says.iter().any(|line| line.contains("0 clients")), "{:#?}", found.says);
    }
    let letters = &said(&[paper(ExportForm::Letters, breach)]).lost[0];
    has(letters, "it is about B-0001");
    has(letters, "0 clients, 0 notes");
    assert!(!letters.says.iter().any(|line| line.contains("it answers")));
}

#[test]
fn an_export_says_whom_it_is_about() {
    let client = |number| Reference::new(Register::Client, number);
    let answer = Export {
        form: ExportForm::Pack,
        request: Some(Reference::new(Register::Request, 1)),
        about: BTreeSet::from([client(1)]),
        erased: BTreeSet::from([client(2)]),
        ..export()
    };
    let found = &said(&[Lost::Export(answer)]).lost[0];
    has(found, "it answers R-0001");
    has(found, "it is about C-0001");
    has(found, "C-0002, erased since, stood in it");
    has(found, "pack, at all.tar.age: 3 clients, 5 notes and 1 file");
}

#[test]
fn a_copy_of_an_earlier_day_brings_back_who_was_erased_since() {
    let found = &said(&[Lost::VaultCopy]).lost[0];
    has(found, "cannot open itself");
    has(found, "with T-01, T-02, or the identity");
    has(found, "a copy of an earlier day, with T-01");
}

#[test]
fn a_kit_opens_a_copy_of_its_time() {
    let (paper, file) = (Lost::Kit(kit(1, 0, "on paper")), Lost::Kit(kit(2, 2, "kit.age")));
    let everybody = "opens the vault: every compartment of 3 clients";
    assert_eq!(
        said(&[paper.clone(), Lost::VaultCopy]).together,
        [format!("T-01 {everybody}, and whoever was erased since the day of the copy")]
    );
    assert_eq!(said(&[file.clone(), Lost::VaultCopy]).together, [format!("T-02 {everybody}")]);

    let world = World { reseeds: vec![1], ..world() };
    let before = scope(&[paper.clone(), Lost::VaultCopy], &world);
    assert_eq!(before.opens, Opens::Readable);
    assert_eq!(
        before.together,
        ["T-01 opens a copy of the folder from before the reseed, and in it whoever was erased since"]
    );
    assert_eq!(scope(&[file, Lost::VaultCopy], &world).together, [format!("T-02 {everybody}")]);
    let laptop = Lost::Device(device(true, Some(true)));
    assert!(scope(&[paper, laptop], &world).together.is_empty(), "what lies on this machine is of today");
    // Of a reseed that was never finished: its secret opens nothing yet.
    let begun = Lost::Kit(kit(3, 3, "new.age"));
    assert!(scope(&[begun, Lost::VaultCopy], &world).together.is_empty());
}
