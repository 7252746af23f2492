use proptest::prelude::*;

use super::super::tests::{archive_of, small};
use super::*;
use crate::export::pack::{Pack, SCHEMA};

fn refusal(bytes: &[u8]) -> String {
    match verify(bytes) {
        Ok(_) => panic!("it was found whole"),
        Err(why) => why.to_string(),
    }
}

/// The files of an archive, taken apart without what is being tested: header with padding and content.
fn members(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut reader = tar::Archive::new(archive);
    for entry in reader.entries().expect("entries") {
        let mut entry = entry.expect("an entry");
        let name = entry.path().expect("a path").to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("reads");
        found.push((name, bytes));
    }
    found
}

const MADE: u64 = 1_795_341_600;

fn put_together(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, bytes) in members {
        let length = bytes.len() as u64;
        archive.extend(header(name, length, MADE).expect("a header"));
        archive.extend(bytes);
        archive.extend(vec![0; padding(length)]);
    }
    archive.extend([0; 2 * BLOCK]);
    archive
}

/// The same with a manifest that fits.
fn with_new_sums(mut members: Vec<(String, Vec<u8>)>) -> Vec<u8> {
    members.retain(|(name, _)| name != MANIFEST);
    let sums: Vec<_> = members.iter().map(|(name, bytes)| (name.clone(), sha256(bytes))).collect();
    members.push((MANIFEST.to_owned(), manifest::text(&sums).into_bytes()));
    put_together(&members)
}

#[test]
fn a_whole_pack_is_counted() {
    let (archive, written) = archive_of(&small());
    let checked = verify(&archive[..]).expect("whole");
    assert_eq!(checked.request.to_string(), "R-0001");
    assert_eq!((checked.entries, checked.attachments, checked.withheld, checked.redactions), (4, 1, 2, 3));
    assert_eq!((checked.files, checked.manifest), (written.files, written.manifest));
    assert_eq!(checked.form, Form::Record);
    assert_eq!(put_together(&members(&archive)), archive, "these tests write what praxis writes");
    assert_eq!(with_new_sums(members(&archive)), archive);
}

#[test]
fn a_portable_pack_is_known_as_one() {
    let pack = Pack { form: Form::Portable, ..small() };
    let (archive, _) = archive_of(&pack);
    let checked = verify(&archive[..]).expect("whole");
    assert_eq!((checked.form, checked.files, checked.withheld), (Form::Portable, 6, 0));
}

#[test]
fn a_flipped_byte_is_noticed_wherever_it_is() {
    let (mut archive, _) = archive_of(&small());
    // Each seventh, because an archive is read whole for each: 7 divides no block, so every place in one has its turn.
    for at in (0..archive.len()).step_by(7) {
        archive[at] ^= 1;
        assert!(verify(&archive[..]).is_err(), "byte {at}");
        archive[at] ^= 1;
    }
    assert!(verify(&archive[..]).is_ok());
}

#[test]
fn every_shorter_or_longer_archive_is_noticed() {
    let (mut archive, _) = archive_of(&small());
    for length in (0..archive.len()).step_by(BLOCK / 2) {
        assert!(verify(&archive[..length]).is_err(), "{length} bytes");
    }
    archive.push(0);
    assert_eq!(refusal(&archive), "something stands behind its end");
}

#[test]
fn what_is_missing_is_named() {
    let (archive, _) = archive_of(&small());
    let all = members(&archive);
    for at in 0..all.len() {
        let mut fewer = all.clone();
        let (name, _) = fewer.remove(at);
        let said = refusal(&put_together(&fewer));
        let expected =
            if name == MANIFEST { "it has no manifest".to_owned() } else { format!("{name} is missing") };
        assert_eq!(said, expected);
        // And with sums that fit.
        if name != MANIFEST {
            let said = refusal(&with_new_sums(fewer));
            assert!(
                said.contains("missing") || said.contains("no record.json") || said.contains("attachments"),
                "{said}"
            );
        }
    }
}

#[test]
fn what_is_beyond_the_manifest_is_noticed() {
    let (archive, _) = archive_of(&small());
    let mut more = members(&archive);
    more.insert(1, ("attachments/A-1.txt".to_owned(), b"more".to_vec()));
    assert_eq!(refusal(&put_together(&more)), "attachments/A-1.txt is not in the manifest");
    assert_eq!(refusal(&with_new_sums(more)), "the attachments are not those that record.json speaks of");
    let mut strange = members(&archive);
    strange.insert(1, ("..x".to_owned(), b"more".to_vec()));
    assert_eq!(refusal(&with_new_sums(strange)), "there is a file in it that belongs in no pack");
    let mut after = members(&archive);
    after.push(("withheld.csv".to_owned(), Vec::new()));
    assert_eq!(refusal(&put_together(&after)), "there is a file after the manifest");
    let mut twice = members(&archive);
    twice.insert(0, twice[0].clone());
    assert_eq!(refusal(&put_together(&twice)), "README.txt is not in its place");
}

#[test]
fn what_is_renamed_or_moved_is_noticed() {
    let (archive, _) = archive_of(&small());
    let all = members(&archive);
    for one in 0..all.len() {
        for other in one + 1..all.len() {
            let mut moved = all.clone();
            moved.swap(one, other);
            assert!(verify(&put_together(&moved)[..]).is_err(), "{one} and {other} change places");
            let mut renamed = all.clone();
            let name = renamed[one].0.clone();
            renamed[one].0 = std::mem::replace(&mut renamed[other].0, name);
            assert!(verify(&put_together(&renamed)[..]).is_err(), "{one} and {other} change names");
        }
    }
}

#[test]
fn a_changed_file_is_named() {
    let (archive, _) = archive_of(&small());
    let mut changed = members(&archive);
    let letter = changed.iter_mut().find(|(name, _)| name == "letter.txt").expect("a letter");
    letter.1[0] ^= 1;
    assert_eq!(refusal(&put_together(&changed)), "letter.txt is not what the manifest says");
    let attachment =
        changed.iter_mut().find(|(name, _)| name.starts_with("attachments")).expect("an attachment");
    attachment.1[0] ^= 1;
    assert_eq!(refusal(&with_new_sums(changed)), "attachments/F-000001.pdf is not what record.json says");
}

#[test]
fn a_record_out_of_form_is_noticed_and_not_repeated() {
    let (archive, _) = archive_of(&small());
    let with = |from: &str, to: &str| {
        let mut all = members(&archive);
        let json = all.iter_mut().find(|(name, _)| name == "record.json").expect("a record");
        let text = String::from_utf8(json.1.clone()).expect("text");
        assert!(text.contains(from), "{from}");
        json.1 = text.replacen(from, to, 1).into_bytes();
        refusal(&with_new_sums(all))
    };
    for (from, to, says) in [
        (
            "\"format\": \"praxis pack 1\"",
            "\"format\": \"praxis pack 2\"",
            "a form that this praxis does not know",
        ),
        ("\"form\": \"record\"", "\"form\": \"secret\"", "says no form"),
        ("\"form\": \"record\"", "\"form\": \"portable\"", "says more than a portable pack does"),
        ("\"request\": \"R-0001\"", "\"request\": \"C-0001\"", "names no request"),
        ("\"right\": \"access\"", "\"right\": \"secret\"", "not the form of its schema (line 5)"),
        ("\"made\": \"2026-11-22T", "\"made\": \"2026-11-23T", "not from one moment"),
        ("\"redactions\": 3", "\"redactions\": -3", "not the form of its schema"),
        ("\"number\": 2", "\"number\": 3", "number what was withheld"),
        ("\"id\": \"N-000001\"", "\"id\": \"N-000002\"", "without a reference of its own"),
        ("\"redacted\": false", "\"secret\": false", "not the form of its schema"),
    ] {
        let said = with(from, to);
        assert!(said.contains(says), "{to}: {said}");
        assert!(!said.contains("secret"), "{said}");
    }
    assert!(with("\n}\n", "\n}\n{}").contains("not the form"));
}

/// Every object of a value has only properties that the schema knows, and all that it asks for.
fn compare(schema: &serde_json::Value, value: &serde_json::Value, at: &str) {
    if let Some(object) = value.as_object() {
        let known = schema["properties"].as_object().unwrap_or_else(|| panic!("{at}: properties"));
        for (name, value) in object {
            compare(known.get(name).unwrap_or_else(|| panic!("{at}: {name}")), value, name);
        }
        for name in schema["required"].as_array().expect("required") {
            assert!(object.contains_key(name.as_str().expect("a name")), "{at}: {name}");
        }
    }
    for value in value.as_array().into_iter().flatten() {
        compare(&schema["items"], value, at);
    }
}

#[test]
fn the_schema_is_json_and_says_what_is_required() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("JSON");
    let (archive, _) = archive_of(&small());
    let all = members(&archive);
    let json = &all.iter().find(|(name, _)| name == "record.json").expect("a record").1;
    let record: serde_json::Value = serde_json::from_slice(json).expect("JSON");
    compare(&schema, &record, "the record");
}

proptest! {
    #[test]
    fn any_bytes_are_refused_and_none_panics(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
        prop_assert!(verify(&bytes[..]).is_err());
    }
}
