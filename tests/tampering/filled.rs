//! What is in the vault that the tests change.

use std::fs;
use std::path::Path;

use praxis::crypto::age_file::{Identity, Work};
use praxis::crypto::passphrase::Passphrase;
use praxis::records::client::Client;
use praxis::records::file::{File, FileKind};
use praxis::records::nation::Nation;
use praxis::records::note::{AmendReason, Note};
use praxis::records::reference::Reference;
use praxis::vault::{KitOrder, NewFile, NewNote, NewVault, Notices, Options, Vault};
use serde_json::json;
use zeroize::Zeroizing;

use super::made::{NOW, options};

/// Makes the vault: two clients, notes in every state, files of every kind, a kit and an export.
pub fn fill(home: &Path, identity: &Identity) {
    let Options { at, state, now, .. } = options(home, &Notices::default());
    let passphrase = Passphrase::new(Zeroizing::new("plinth gravel otter seventeen".to_owned()));
    let kit = home.join("kit.age");
    let order = KitOrder { path: &kit, passphrase: &passphrase, work: Work::STANDARD };
    let (practice, nation) = ("Example", Nation::Scotland);
    NewVault { at: &at, state: &state, keys: None, practice, nation, identity, kit: Some(order), now }
        .create()
        .expect("a new vault");
    fs::remove_file(&kit).expect("removes");
    let mut vault =
        Vault::open(options(home, &Notices::default())).expect("opens").unlock(identity).expect("unlocks");

    let clients = ["Ottilie Fairweather", "Caspian Nettlefold"].map(client);
    let clients = vault.add_clients(&clients, None, || ()).expect("two clients");
    let notes = [
        (0, "session", "one, amended", true),
        (0, "session", "two", true),
        (1, "session", "three", true),
        (0, "process", "four, amended", true),
        (1, "process", "five", true),
        (0, "supervision", "six, to the trash", true),
        (1, "session", "seven, a draft, amended", false),
    ];
    let notes = notes.map(|(of, kind, text, signed)| note(clients[of], kind, text, signed));
    let notes = vault.add_notes(&notes, None, || ()).expect("notes");
    for at in [0, 3, 6] {
        let amended = vault.amend_note(notes[at], 1, |note| {
            note.text += " again";
            note.reason = Some(AmendReason::Addition);
            Ok(())
        });
        amended.map(drop).expect("amends");
    }
    vault.trash_note(notes[5]).expect("to the trash");
    let more = |client: &mut Client| {
        client.contact.phone = Some("07700 900321".to_owned());
        Ok(())
    };
    vault.amend_client(clients[0], more).expect("amends");
    for (of, kind, length) in [
        (0, FileKind::Document, 70_000),
        (0, FileKind::Document, 700),
        (1, FileKind::Recording, 900),
        (1, FileKind::Invoice, 300),
    ] {
        let content: Vec<u8> = (0..=255).cycle().take(length).collect();
        let new = NewFile { client: clients[of], file: file(kind, length) };
        vault.add_file(new, &mut content.as_slice(), || Ok(())).map(drop).expect("stores");
    }
    let entry =
        json!({"form": "json", "plain": false, "place": "out.age", "clients": 2, "notes": 7, "files": 4});
    let entry = serde_json::from_value(entry).expect("an export");
    let all = vault.everything().expect("everything");
    for _ in 0..2 {
        vault.register_export(&entry, &all.clients, &all.files).expect("registers");
    }
}

fn client(name: &str) -> Client {
    let person = json!({"name": name, "kind": "individual", "basis": "contract", "condition": "health-care"});
    let contact = json!({"email": "client@example.org", "phone": "07700 900123"});
    let dates = json!({"first_contact": "2026-01-05", "last_contact": "2026-01-05"});
    Client {
        person: serde_json::from_value(person).expect("a person"),
        contact: serde_json::from_value(contact).expect("a contact"),
        clinical: serde_json::from_value(json!({"gp": "The Surgery"})).expect("clinical"),
        dates: serde_json::from_value(dates).expect("dates"),
    }
}

fn note(client: Reference, kind: &str, text: &str, signed: bool) -> NewNote {
    let mut note = json!({"kind": kind, "date": "2026-11-21", "text": text, "written": NOW});
    if signed {
        note["signed"] = json!({"by": 1, "at": NOW});
    }
    let note: Note = serde_json::from_value(note).expect("a note");
    NewNote { client, note }
}

fn file(kind: FileKind, length: usize) -> File {
    let file = json!({
        "kind": kind, "date": "2026-11-21", "name": "letter.pdf", "media_type": "application/pdf",
        "bytes": length, "sha256": "", "chunks": 0, "written": NOW
    });
    serde_json::from_value(file).expect("a file")
}
