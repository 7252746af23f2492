//! Bytes that another program may have written: whatever they are, they are read or refused, never a panic,
//! and what is refused is not repeated.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

use std::collections::HashMap;

use praxis::config::Config;
use praxis::crypto::age_file;
use praxis::crypto::passphrase::Passphrase;
use praxis::import::map::{CLIENT_FIELDS, Map, NOTE_FIELDS};
use praxis::import::{clients, notes};
use praxis::records::client::{Basis, Condition};
use praxis::records::member::MemberNumber;
use praxis::records::note::Signed;
use praxis::records::reference::{Reference, Register};
use proptest::prelude::*;

const CLIENTS: &str = include_str!("../examples/import/clients.toml");
const NOTES: &str = include_str!("../examples/import/notes.toml");
const SETTINGS: &str = include_str!("../examples/praxis.toml");
const CLIENT_HEAD: &str = "Client ID,Full name,Date of birth,Email,Mobile,Address,NHS number,GP,Emergency contact,\
                           Parent/guardian,First contact,Ended,Date of death\r\n";

fn today() -> chrono::NaiveDate {
    "2026-11-22".parse().expect("a date")
}

/// What a cell of a CSV file may hold, with what breaks CSV more often than chance would have it.
fn cell() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..12),
        "[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}".prop_map(String::into_bytes),
        "[\"',;\r\n\u{feff}=+-]{0,4}".prop_map(String::into_bytes),
        "[a-zA-Z ]{1,12}".prop_map(String::into_bytes),
    ]
}

fn sheet(head: &str, columns: usize) -> impl Strategy<Value = Vec<u8>> {
    let row = proptest::collection::vec(cell(), columns).prop_map(|cells| cells.join(&b','));
    let head = head.as_bytes().to_vec();
    proptest::collection::vec(row, 0..6)
        .prop_map(move |rows| [head.clone(), rows.join(&b"\r\n"[..])].concat())
}

proptest! {
    #[test]
    fn csv_of_clients(bytes in sheet(CLIENT_HEAD, 13)) {
        let map = Map::parse(CLIENTS, CLIENT_FIELDS, &["name"]).unwrap_or_else(|_| panic!("the example is a map"));
        let defaults = clients::Defaults {
            basis: Basis::Contract,
            condition: Condition::HealthCare,
            today: today(),
            now: "2026-11-22T10:00:00Z",
        };
        if let Ok(read) = clients::read(&bytes, &map, defaults) {
            for row in &read.rows {
                prop_assert!(!row.value.person.name.is_empty());
                prop_assert!(row.value.dates.first_contact <= today());
                prop_assert!(row.value.dates.ended.is_none_or(|ended| ended >= row.value.dates.first_contact));
            }
            let lines = bytes.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
            prop_assert!(read.refused.iter().all(|refused| (1..=lines).contains(&refused.line)));
        }
    }

    #[test]
    fn csv_of_notes(bytes in sheet("Client ID,Date,Type,Note\r\n", 4)) {
        let map = Map::parse(NOTES, NOTE_FIELDS, &["client"]).unwrap_or_else(|_| panic!("the example is a map"));
        let known = HashMap::from([("P1".to_owned(), Reference::new(Register::Client, 1))]);
        let signed = Signed { by: MemberNumber(1), at: "2026-11-22T10:00:00Z".to_owned() };
        let around = notes::Surroundings { clients: &known, today: today(), signed: &signed };
        if let Ok(read) = notes::read(&bytes, &map, &around) {
            prop_assert!(read.rows.iter().all(|row| row.value.note.date <= today()));
        }
    }

    #[test]
    fn any_bytes_as_csv_map_and_settings(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = Map::parse(&text, CLIENT_FIELDS, &["name"]);
        let _ = Config::parse(&text);
        let map = Map::parse("[columns]\nclient = \"a\"", NOTE_FIELDS, &["client"]).unwrap_or_else(|_| panic!("a map"));
        let known = HashMap::new();
        let signed = Signed { by: MemberNumber(1), at: String::new() };
        let around = notes::Surroundings { clients: &known, today: today(), signed: &signed };
        let _ = notes::read(&bytes, &map, &around);
    }

    #[test]
    fn settings_with_a_change(at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = SETTINGS.as_bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = Config::parse(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn identity_files(bytes in prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        "(# [a-z ]{0,9}\n)?AGE-SECRET-KEY-1[A-Z0-9]{0,60}\n?".prop_map(String::into_bytes),
        "age-encryption.org/v1\n-> scrypt [A-Za-z0-9+/]{0,24} [0-9]{0,3}\n[A-Za-z0-9+/]{0,44}\n--- [A-Za-z0-9+/]{0,44}\n"
            .prop_map(String::into_bytes),
    ]) {
        if let Err(error) = age_file::read_identity_file(&bytes) {
            prop_assert!(!error.to_string().contains("AGE-SECRET"));
        }
        // Work of 2^22 and more is refused; less would be done, and done, and done.
        let text = String::from_utf8_lossy(&bytes);
        let work = text.split_whitespace().nth(4).and_then(|work| work.parse::<u32>().ok());
        if work.is_none_or(|work| work > 21) {
            let passphrase = Passphrase::new(zeroize::Zeroizing::new("x".to_owned()));
            prop_assert!(age_file::open_identity_file(&bytes, &passphrase).is_err());
        }
    }
}
