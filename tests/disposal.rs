//! A sweep from the plan to its certificate: reviewed by a member, applied and certified by a machine without a key, and
//! certified again by the owner once the secret is gone.
#![allow(clippy::expect_used)] // A test that cannot go on fails.

use std::fs;
use std::path::PathBuf;

use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::failure::Failure;
use praxis::records::certificate::{CertificateState, StageName};
use praxis::records::client::Client;
use praxis::records::disposal::{Destroyed, Disposal};
use praxis::records::member::MemberNumber;
use praxis::records::nation::Nation;
use praxis::records::reference::{Reference, Register};
use praxis::records::sweep::{Decision, Reason};
use praxis::vault::signed::{self, Paper};
use praxis::vault::{Applied, Gone, NewVault, Notices, Options, ReviewInput, Unlocked, Vault};
use rusqlite::Connection;

const NOW: &str = "2026-11-22T10:00:00Z";
const SWEEP: Reference = Reference::new(Register::Sweep, 1);

struct Practice {
    folder: tempfile::TempDir,
    identity: Identity,
}

impl Practice {
    /// Four clients who were seen last ten years ago.
    fn new() -> Self {
        let (folder, identity) = (tempfile::tempdir().expect("a folder"), Identity::generate());
        let practice = Self { folder, identity };
        NewVault {
            at: &practice.at("vault"),
            state: &practice.at("state"),
            keys: None,
            practice: "Example",
            nation: Nation::Scotland,
            identity: &practice.identity,
            kit: None,
            now: Now::at(NOW.parse().expect("an instant")),
        }
        .create()
        .expect("a new vault");
        let clients = ["Ann", "Ben", "Cat", "Dan"].map(|name| -> Client {
            let person = serde_json::json!({
                "name": format!("{name} Example"), "kind": "individual", "born": "1960-02-03",
                "basis": "contract", "condition": "health-care",
            });
            let dates = serde_json::json!({
                "first_contact": "2015-03-01", "last_contact": "2016-04-02", "ended": "2016-04-02",
            });
            Client {
                person: serde_json::from_value(person).expect("a person"),
                contact: serde_json::from_value(serde_json::json!({})).expect("no contact"),
                clinical: serde_json::from_value(serde_json::json!({})).expect("nothing clinical"),
                dates: serde_json::from_value(dates).expect("dates"),
            }
        });
        practice.unlock().add_clients(&clients, None, || ()).expect("four clients");
        practice
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// As a job opens it.
    fn locked(&self) -> Vault {
        let now = Now::at(NOW.parse().expect("an instant"));
        let (command, notices) = ("test".to_owned(), Notices::default());
        let (at, state) = (self.at("vault"), self.at("state"));
        Vault::open(Options { at, state, now, command, accept_clock: false, looking: false, notices })
            .expect("opens")
    }

    fn unlock(&self) -> Unlocked {
        self.locked().unlock(&self.identity).expect("unlocks")
    }

    /// C-0001 to C-0003 are to be destroyed, C-0004 is kept.
    fn review(&self) -> Vec<u8> {
        let mut vault = self.unlock();
        let (plan, found) = vault.plan_sweep("2026-11-22".parse().expect("a day")).expect("a plan");
        assert_eq!((plan.lines.len(), found.len()), (4, 4), "all of them may go");
        let decisions = [1, 2, 3, 4].map(|number| ReviewInput {
            what: Reference::new(Register::Client, number),
            decision: if number == 4 { Decision::Keep } else { Decision::Destroy },
            until: (number == 4).then(|| "2030-01-01".parse().expect("a day")),
            reason: if number == 4 { Reason::Claim } else { Reason::PeriodEnded },
            words: None,
        });
        vault.review(&plan, &decisions).expect("reviewed").1.into_bytes()
    }

    /// Who issued it, by the log.
    fn issued(&self) -> Vec<(u32, String)> {
        let database = Connection::open(self.at("vault/vault.db")).expect("opens");
        let sql = "SELECT member, subject FROM audit WHERE action = 'certificate.issued' ORDER BY seq";
        let mut statement = database.prepare(sql).expect("prepares");
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("runs");
        rows.map(|row| row.expect("a row")).collect()
    }
}

fn refused(result: Result<(Disposal, String), Failure>) -> String {
    match result {
        Err(Failure::Refused(why, _) | Failure::Missing(why, _)) => why,
        Err(other) => panic!("{}", other.explain().message),
        Ok(_) => panic!("it was issued"),
    }
}

#[test]
fn a_machine_certifies_what_it_destroyed_and_the_owner_that_it_is_gone() {
    let practice = Practice::new();
    assert_eq!(refused(practice.locked().disposal_certificate(SWEEP)), "there is no review S-0001");
    let plan = practice.review();
    let none_yet = "S-0001 was reviewed and not applied: nothing was destroyed";
    assert_eq!(refused(practice.locked().disposal_certificate(SWEEP)), none_yet);
    // Whoever applies it has no identity.
    let mut vault = practice.locked();
    let Applied { sweep, destroyed, .. } = vault.apply(&plan).expect("applies");
    assert_eq!((sweep, destroyed.len()), (SWEEP, 3));
    let (disposal, note) = vault.disposal_certificate(SWEEP).expect("issues");
    drop(vault);

    let read = signed::read(note.as_bytes()).expect("believed");
    assert_eq!(read.signer, MemberNumber::HOST);
    assert_eq!(read.certificate, Paper::Disposal(disposal.clone()));
    assert_eq!(disposal.state, Some(CertificateState::Shredded));
    assert_eq!((disposal.reviewed_by, disposal.applied_by), (MemberNumber(1), MemberNumber::HOST));
    let gone = |line: &Destroyed| Gone { what: line.what, certificate: Some(line.certificate) };
    let lines: Vec<Gone> = disposal.lines.iter().map(gone).collect();
    assert_eq!(lines, destroyed);
    for line in &disposal.lines {
        // Person, contact and clinical; person, contact, clinical and dates.
        assert_eq!((line.keys, line.rows), (3, 4), "{}", line.what);
    }
    for gone in ["Ann", "Example", "adult", "2016", "2023", "1960", "2030", "C-0004"] {
        assert!(!note.contains(gone), "{gone} does not stand in it");
    }
    assert_eq!(practice.issued(), [(0, "S-0001".to_owned())]);

    // At the next unlock the secret goes, and nothing on record brings it back: there is neither kit nor backup.
    let (later, note) = practice.unlock().disposal_certificate(SWEEP).expect("issues");
    assert_eq!(signed::read(note.as_bytes()).expect("believed").signer, MemberNumber(1));
    assert_eq!(later.state, Some(CertificateState::Final));
    assert_eq!((&later.plan, later.lines.len()), (&disposal.plan, 3));
    let stages: Vec<StageName> = later.stages.iter().map(|stage| stage.stage).collect();
    assert_eq!(stages, [StageName::Intent, StageName::Shredded, StageName::Rotated]);
    assert_eq!(practice.issued(), [(0, "S-0001".to_owned()), (1, "S-0001".to_owned())]);
    // The list says by which review, and each erasure has its own certificate still.
    let listed = practice.unlock().erasures().expect("lists");
    assert!(listed.iter().all(|found| found.row.sweep == Some(1)) && listed.len() == 3);
    let own = practice.unlock().certificate(Reference::new(Register::Certificate, 2)).expect("issues").0;
    assert_eq!((own.client, own.slots.len()), (Some(Reference::new(Register::Client, 2)), 3));
}

/// Nothing is signed without the key of this machine, and nothing that the log does not know.
#[test]
fn what_nobody_vouches_for_is_not_certified() {
    let practice = Practice::new();
    let plan = practice.review();
    practice.locked().apply(&plan).expect("applies");
    let key = fs::read_dir(practice.at("state")).expect("a folder").next().expect("one").expect("an entry");
    let key = key.path().join("host.key");
    let away = practice.at("host.key");
    fs::rename(&key, &away).expect("moves");
    assert!(matches!(practice.locked().disposal_certificate(SWEEP), Err(Failure::Damaged(..))));
    assert_eq!(practice.issued(), []);
    fs::rename(&away, &key).expect("moves back");

    let database = Connection::open(practice.at("vault/vault.db")).expect("opens");
    let changed =
        database.execute("UPDATE erasures SET state = 'rotated' WHERE number = 2", []).expect("runs");
    assert_eq!(changed, 1);
    let says = practice.locked().disposal_certificate(SWEEP);
    assert!(matches!(says, Err(Failure::Damaged(..))), "a row that the log does not know");
}
