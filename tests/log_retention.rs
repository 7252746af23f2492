//! Retention of the audit log from end to end: what goes, what never does, and that what is left proves itself as before;
//! and whatever somebody takes away himself, or has taken away by a schedule that no owner has set.

#![allow(clippy::expect_used, clippy::panic)] // A test that cannot go on fails.

mod common;

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use common::{copy, files};
use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::crypto::checkpoint::Checkpoint;
use praxis::crypto::frame::frame;
use praxis::crypto::hash::{Hash, sha256_framed, to_hex};
use praxis::crypto::note;
use praxis::crypto::secret::SigningSeed;
use praxis::crypto::signing::verify_key;
use praxis::crypto::tree::{Frontier, leaf_hash, proof};
use praxis::export::log_bundle::{self, Bundle};
use praxis::failure::{Exit, Failure};
use praxis::records::chore::ChoreKind;
use praxis::records::client::Client;
use praxis::records::hold::{Hold, HoldKind};
use praxis::records::log::LogLine;
use praxis::records::nation::Nation;
use praxis::records::note::{AmendReason, Note, NoteKind};
use praxis::records::reference::{Reference, Register};
use praxis::vault::backup::Going;
use praxis::vault::{Anchor, NewNote, NewVault, Notices, Options, Restore, Unlocked, Vault, Wanted};
use rusqlite::Connection;

const GOING: Going<'_> = Going { go_on: &|| Ok(()), passed: &|_| () };

const MADE: &str = "2010-01-10T10:00:00Z";
/// When somebody looked, and did nothing else.
const LOOKED: &str = "2010-02-20T10:00:00Z";
const LATER: &str = "2015-06-01T10:00:00Z";
const CLEARED: &str = "2018-02-01T10:00:00Z";
/// Ten years after the first two, and not after the third.
const TODAY: &str = "2021-03-05T10:00:00Z";

/// A vault in a folder of its own, as it stands.
struct Practice {
    folder: tempfile::TempDir,
    identity: Identity,
}

const fn client(number: u32) -> Reference {
    Reference::new(Register::Client, number)
}

#[track_caller]
fn good<T>(done: Result<T, Failure>) -> T {
    done.unwrap_or_else(|failure| panic!("{}", failure.explain().message))
}

impl Practice {
    /// Two clients with a note each, of which the first was amended; and looks in two years.
    fn new() -> Self {
        static MADE_ONCE: OnceLock<(tempfile::TempDir, String)> = OnceLock::new();
        let (made, identity) = MADE_ONCE.get_or_init(|| {
            let practice = Self::make();
            let text = practice.identity.expose_text().to_string();
            (practice.folder, text)
        });
        let folder = tempfile::tempdir().expect("a folder");
        copy(&made.path().join("."), folder.path());
        Self { folder, identity: Identity::parse(identity).expect("an identity") }
    }

    fn make() -> Self {
        let practice =
            Self { folder: tempfile::tempdir().expect("a folder"), identity: Identity::generate() };
        let mut builder = fs::DirBuilder::new();
        for folder in ["state", "backups"] {
            builder.mode(0o700).create(practice.folder.path().join(folder)).expect("a folder");
        }
        let now = Now::at(MADE.parse().expect("an instant"));
        let created = NewVault {
            at: &practice.at(),
            state: &practice.state(),
            keys: None,
            practice: "Willow Rooms",
            nation: Nation::EnglandAndWales,
            identity: &practice.identity,
            kit: None,
            now,
        }
        .create();
        good(created);
        let mut vault = practice.unlock(MADE);
        let clients = ["Ada Example", "Bea Example"].map(|name| Client {
            person: serde_json::from_value(serde_json::json!({
                "name": name, "kind": "individual", "born": "1960-02-03", "basis": "contract",
                "condition": "health-care",
            }))
            .expect("a person"),
            contact: serde_json::from_value(serde_json::json!({})).expect("contact"),
            clinical: serde_json::from_value(serde_json::json!({})).expect("nothing clinical"),
            dates: serde_json::from_value(serde_json::json!({
                "first_contact": "2010-01-05", "last_contact": "2010-01-05",
            }))
            .expect("dates"),
        });
        good(vault.add_clients(&clients, None, || ()));
        let signed = Some(vault.signature());
        let notes = [1, 2].map(|number| NewNote {
            client: client(number),
            note: Note {
                kind: NoteKind::Session,
                date: "2010-01-09".parse().expect("a day"),
                text: "about the allotment".to_owned(),
                attendance: None,
                modality: None,
                minutes: None,
                signed: signed.clone(),
                reason: None,
                written: MADE.to_owned(),
                source: None,
            },
        });
        let added = good(vault.add_notes(&notes, None, || ()));
        let amended = vault.amend_note(added[0], 1, |note| {
            note.text.push_str(", amended");
            note.reason = Some(AmendReason::Correction);
            Ok(())
        });
        good(amended.map(drop));
        for note in &added {
            good(vault.note(*note).map(drop));
        }
        drop(vault);
        good(practice.unlock(LOOKED).clients().map(drop));
        let mut vault = practice.unlock(LATER);
        for note in added {
            good(vault.note(note).map(drop));
        }
        drop(vault);
        // The former version of the first note goes after seven years: nothing but the log is left to go today.
        assert_eq!(practice.housekeep(CLEARED).0, 0);
        practice
    }

    fn at(&self) -> PathBuf {
        self.folder.path().join("vault")
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    fn options(&self, at: &Path, now: &str, notices: &Notices) -> Options {
        Options {
            at: at.to_owned(),
            state: self.state(),
            now: Now::at(now.parse().expect("an instant")),
            command: "test".to_owned(),
            // Years pass here without an entry.
            accept_clock: true,
            looking: false,
            notices: notices.clone(),
        }
    }

    fn open(&self, now: &str) -> Vault {
        good(Vault::open(self.options(&self.at(), now, &Notices::default())))
    }

    fn unlock(&self, now: &str) -> Unlocked {
        good(self.open(now).unlock(&self.identity))
    }

    /// Does the housekeeping, and gives how many entries of the log went, and what was said.
    fn housekeep(&self, now: &str) -> (u64, Vec<String>) {
        let notices = Notices::default();
        let mut vault = good(Vault::open(self.options(&self.at(), now, &notices)));
        // That no job ran for years is not asked about here.
        let _ = notices.take();
        let planned = good(vault.housekeeping_plan(vault.now().today(), &GOING)).chores();
        let said = notices.take();
        let chores = good(vault.housekeep(&GOING)).chores();
        assert_eq!(planned, chores, "what is shown is what is done");
        assert_eq!(said, notices.take());
        let entries: Vec<u64> = chores
            .iter()
            .filter(|chore| chore.kind == ChoreKind::Log)
            .map(|chore| {
                assert!(chore.what.is_none() && !chore.held);
                chore.count
            })
            .collect();
        assert!(entries.len() <= 1 && !entries.contains(&0));
        (entries.iter().sum(), said)
    }

    fn database(&self) -> Connection {
        let database = Connection::open(self.at().join("vault.db")).expect("opens");
        database.execute_batch("PRAGMA ignore_check_constraints = ON").expect("runs");
        database
    }

    fn sql(&self, sql: &str) {
        assert!(self.database().execute(sql, []).expect(sql) > 0, "{sql}");
    }

    fn numbers(&self, sql: &str) -> Vec<i64> {
        let database = self.database();
        let mut statement = database.prepare(sql).expect(sql);
        let rows = statement.query_map([], |row| row.get(0)).expect(sql);
        rows.map(|row| row.expect("a number")).collect()
    }

    fn number(&self, sql: &str) -> i64 {
        let numbers = self.numbers(sql);
        assert_eq!(numbers.len(), 1, "{sql}");
        numbers[0]
    }

    /// Everything that is found wrong with the log and the rows.
    fn wrong(&self, given: Vec<Anchor>) -> Vec<String> {
        let options = self.options(&self.at(), TODAY, &Notices::default());
        let verified = good(good(Vault::open_as_it_is(options)).verify_log(given));
        verified.in_log.iter().chain(&verified.in_rows).map(ToString::to_string).collect()
    }

    /// Changes the rule about the log as whoever can write praxis.toml does.
    fn keep_entries_for(&self, period: &str) {
        let path = self.at().join("praxis.toml");
        let text = fs::read_to_string(&path).expect("reads");
        let (before, rule) = text.split_once("class = \"audit\"").expect("a rule about the log");
        let rule = rule.replacen("10 years", period, 1);
        fs::write(&path, format!("{before}class = \"audit\"{rule}")).expect("writes");
    }

    /// Appends an entry that fits: its leaf, and the head of the log.
    fn forge(&self, action: &str, member: u32, count: u64, row: Hash) -> i64 {
        let database = self.database();
        let vault: Vec<u8> = database.query_row("SELECT id FROM vault", [], |row| row.get(0)).expect("an id");
        let (size, frontier, time): (i64, Vec<u8>, String) = database
            .query_row("SELECT size, frontier, last_time FROM audit_head", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .expect("a head");
        let entry = frame(&[
            b"praxis/1/audit",
            &vault,
            &size.to_le_bytes(),
            time.as_bytes(),
            &member.to_le_bytes(),
            action.as_bytes(),
            b"",
            b"",
            b"",
            b"",
            &count.to_le_bytes(),
            &row,
            b"",
        ]);
        let leaf = leaf_hash(&entry);
        let mut tree = Frontier::from_bytes(size.cast_unsigned(), &frontier).expect("a tree");
        tree.push(leaf);
        database
            .execute(
                "INSERT INTO audit (seq, time, member, action, count, row, leaf) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                (size, &time, member, action, count.cast_signed(), row, leaf),
            )
            .expect("inserts");
        database
            .execute(
                "UPDATE audit_head SET size = ?1, frontier = ?2, root = ?3",
                (size + 1, tree.to_bytes(), tree.root()),
            )
            .expect("updates");
        size
    }

    /// Takes an entry away as praxis does, with an entry that says so; the note is left to whoever forges it.
    fn take_away(&self, seq: i64) -> (i64, Hash) {
        let leaf: Hash = self
            .database()
            .query_row("SELECT leaf FROM audit WHERE seq = ?1", [seq], |row| row.get(0))
            .expect("a leaf");
        let hash = sha256_framed(&[b"praxis/1/pruned", &seq.to_le_bytes(), &leaf]);
        let pruning = self.forge("log.pruned", 0, 1, hash);
        self.sql(&format!(
            "INSERT INTO audit_pruned SELECT seq, leaf, {pruning} FROM audit WHERE seq = {seq}"
        ));
        self.sql(&format!("DELETE FROM audit WHERE seq = {seq}"));
        (pruning, hash)
    }
}

/// What a checkpoint says, as somebody who kept it.
fn anchor(note: &str) -> Anchor {
    let text = note::text_unverified(note).expect("a note");
    let Checkpoint { size, root, .. } = Checkpoint::parse(text).expect("a checkpoint");
    Anchor { whose: "a checkpoint".to_owned(), size, root, life: None }
}

#[test]
fn what_is_left_proves_itself_as_before() {
    let practice = Practice::new();
    let before = practice.open(TODAY);
    let kept = anchor(&good(before.signed_head()).note);
    drop(before);
    let all = practice.numbers("SELECT seq FROM audit");
    let old = "SELECT seq FROM audit WHERE time < '2011'";
    let (mut may_go, stays): (Vec<i64>, Vec<i64>) = practice.numbers(old).into_iter().partition(|seq| {
        let action: String = practice
            .database()
            .query_row("SELECT action FROM audit WHERE seq = ?1", [seq], |row| row.get(0))
            .expect("an action");
        !["vault.created", "client.added"].contains(&action.as_str())
    });
    assert_eq!(stays.len(), 3);
    // The last word about each row that is there.
    let last =
        "SELECT max(seq) FROM audit WHERE row IS NOT NULL AND record IS NOT NULL GROUP BY record, version
                UNION SELECT max(seq) FROM audit WHERE row IS NOT NULL AND record IS NULL GROUP BY handle";
    let last = practice.numbers(last);
    // Who amended a note does not vouch for its row, and speaks of it.
    let amended = practice.number("SELECT seq FROM audit WHERE action = 'note.amended'");
    may_go.retain(|seq| !last.contains(seq) && *seq != amended);
    let former = practice.number("SELECT min(seq) FROM audit WHERE action = 'note.added'");
    assert!(may_go.contains(&former), "the first version is gone, and a later entry says so");
    let looks = "SELECT seq FROM audit WHERE time < '2011' AND action IN ('vault.unlocked', 'note.shown', 'client.listed')";
    let looks = practice.numbers(looks);
    assert!(looks.len() >= 5 && looks.iter().all(|look| may_go.contains(look)), "{looks:?}");

    let (gone, said) = practice.housekeep(TODAY);
    assert_eq!((gone, said), (may_go.len() as u64, Vec::new()));
    assert_eq!(practice.numbers("SELECT seq FROM audit_pruned ORDER BY seq"), may_go);
    let mut left = all.clone();
    left.retain(|seq| !may_go.contains(seq));
    let pruning = practice.number("SELECT seq FROM audit WHERE action = 'log.pruned'");
    let now = practice.numbers("SELECT seq FROM audit ORDER BY seq");
    assert_eq!(now[..left.len()], left);
    assert_eq!(*now.last().expect("entries"), pruning);

    // The log is whole, as it is and as it was seen before; rows too; and somebody outside of vault.db has seen all of it.
    let verified = good(practice.open(TODAY).verify_log(vec![kept.clone()]));
    assert!(verified.in_log.is_empty() && verified.in_rows.is_empty(), "{verified:?}");
    assert_eq!(verified.entries, verified.anchored());
    assert_eq!(verified.purged(), gone);
    let ranges = verified.purged[0].ranges.iter();
    let which: Vec<i64> = ranges.flat_map(|(first, last)| *first..=*last).map(u64::cast_signed).collect();
    assert_eq!(which, may_go);
    let by: Vec<_> = verified.purged.iter().map(|one| (one.entry, one.known)).collect();
    assert_eq!(by, [(pruning.cast_unsigned(), true)]);
    assert!(verified.anchors.iter().any(|(one, fits)| *fits && one.whose.contains("purging")));
    // Every entry that is left is proven, and the checkpoint from before is the beginning of the log.
    let vault = practice.open(TODAY);
    let proven = good(vault.prove(&Wanted::default(), vec![kept.clone()]));
    assert_eq!(proven.entries.len(), now.len());
    for one in &proven.entries {
        let (leaf, at) = (leaf_hash(&one.bytes), one.entry.number);
        assert!(proof::is_included(&leaf, at, proven.head.size, &one.proof, &proven.head.root), "{at}");
    }
    let (_, way) = &proven.earlier[0];
    assert!(proof::is_consistent(kept.size, &kept.root, proven.head.size, &proven.head.root, way));
    // For somebody outside it is the whole log, whose every leaf is accounted for.
    let head = &proven.head;
    let mut bundle =
        Bundle::new(head.note.clone(), &[head.log_key.clone(), head.host_key.clone()], proven.references);
    for one in &proven.entries {
        bundle.add(LogLine::from(&one.entry), &one.bytes, &one.proof);
    }
    for one in &proven.purged {
        bundle.add_purged(one.seq, &one.leaf, one.pruning);
    }
    for one in proven.prunings {
        bundle.add_pruning(one.entry, one.note, one.key);
    }
    let bundle = bundle.to_bytes().expect("writes");
    let checked = log_bundle::check(&bundle, std::slice::from_ref(&head.host_key)).expect("sound");
    assert!(checked.is_whole() && checked.purged == gone && checked.former_keys.is_empty());
    assert_eq!(checked.began_with(kept.size, &kept.root), Some(true));
    let some = Wanted { action: Some("client".to_owned()), ..Wanted::default() };
    assert!(good(vault.prove(&some, Vec::new())).purged.is_empty());
    // One that went is no damage, and there is no proof of what it said.
    let went = may_go[0].cast_unsigned();
    let Err(failure) = vault.prove(&Wanted { entry: Some(went), ..Wanted::default() }, Vec::new()) else {
        panic!("its bytes are gone")
    };
    assert_eq!(failure.explain().exit, Exit::Missing);
    let says = format!("entry {went} was purged at {TODAY}: what it said is gone, and its leaf hash is kept");
    assert_eq!(failure.explain().message, says);
    assert!(failure.explain().hint.contains("praxis audit log --action log.pruned"));
    drop(vault);
    // Where the entry that said so is another, it is.
    let changed = copy_of(&practice);
    changed.sql(&format!("UPDATE audit_pruned SET pruning = 0 WHERE seq = {went}"));
    let asked = Wanted { entry: Some(went), ..Wanted::default() };
    let failure = changed.open(TODAY).prove(&asked, Vec::new()).err().expect("its bytes are gone");
    assert_eq!(failure.explain().exit, Exit::Damaged);

    // Nothing is left for the same day, nor for the rest of the month; the vault opens and reads as before.
    assert_eq!(practice.housekeep(TODAY).0, 0);
    assert_eq!(practice.housekeep("2021-03-31T10:00:00Z").0, 0);
    assert_eq!(practice.number("SELECT count(*) FROM audit_prunings"), 1);
    let mut unlocked = practice.unlock("2021-04-01T10:00:00Z");
    let shown = good(unlocked.note(Reference::new(Register::Note, 1)));
    assert_eq!(shown.found.note.text, "about the allotment, amended");
    let findings = good(unlocked.examine());
    let damage: Vec<_> =
        findings.list().iter().filter(|one| one.level == praxis::vault::Level::Damage).collect();
    assert!(damage.is_empty(), "{damage:?}");
    drop(unlocked);
    // Years later the rest of what may go goes, with a note of its own.
    assert!(practice.housekeep("2026-01-05T10:00:00Z").0 > 0);
    assert_eq!(practice.number("SELECT count(*) FROM audit_prunings"), 2);
    assert_eq!(practice.wrong(vec![kept]), [""; 0]);
}

#[test]
fn nothing_of_what_was_purged_is_left_on_the_disk() {
    let practice = Practice::new();
    let is_there = || {
        files(&practice.at())
            .iter()
            .any(|(_, bytes)| bytes.windows(LOOKED.len()).any(|window| window == LOOKED.as_bytes()))
    };
    assert!(is_there(), "the look is in the log");
    // What was sealed beside it goes with it, and what was sealed beside another does not.
    let look = practice.number(&format!("SELECT min(seq) FROM audit WHERE time = '{LOOKED}'"));
    practice.sql(&format!(
        "INSERT INTO audit_details VALUES (0, zeroblob(16), zeroblob(40)), ({look}, zeroblob(16), zeroblob(40))"
    ));
    assert!(practice.housekeep(TODAY).0 > 0);
    assert!(!is_there(), "not in vault.db, and not in its write-ahead log");
    assert_eq!(practice.numbers("SELECT seq FROM audit_details"), [0]);
}

#[test]
fn entries_about_whoever_is_held_stay() {
    let practice = Practice::new();
    let about = |number: u32| {
        practice.number(&format!(
            "SELECT count(*) FROM audit WHERE action = 'note.shown' AND time < '2011' AND handle =
             (SELECT handle FROM handles WHERE register = 'C' AND number = {number})"
        ))
    };
    let openings =
        || practice.number("SELECT count(*) FROM audit WHERE action = 'vault.unlocked' AND time < '2011'");
    let opened = openings();
    assert_eq!((about(1), about(2)), (1, 1));
    let mut unlocked = practice.unlock("2021-03-01T10:00:00Z");
    let hold = Hold {
        kind: HoldKind::Other,
        scope: None,
        reason: "Inquest opened".to_owned(),
        by: unlocked.member(),
        reviewer: None,
        placed: TODAY.to_owned(),
        lifted: None,
    };
    let placed = good(unlocked.place_hold(client(2), &hold, "2030-01-01".parse().expect("a day")));
    drop(unlocked);
    // Whoever can write vault.db lifts no hold by it.
    let attacked = copy_of(&practice);
    attacked.sql("UPDATE handles SET hold = 0 WHERE number = 2");
    attacked.sql("UPDATE holds SET state = 'lifted'");
    let Err(failure) = attacked.open(TODAY).housekeep(&GOING) else {
        panic!("the row is not as the log knows it")
    };
    assert_eq!(failure.explain().exit, Exit::Damaged);
    assert_eq!(attacked.number("SELECT count(*) FROM audit_pruned"), 0);

    assert!(practice.housekeep(TODAY).0 > 0);
    assert_eq!((about(1), about(2)), (0, 1));
    // Whoever opened the vault may have looked at them.
    assert_eq!(openings(), opened);
    // Nothing stands against it any more.
    let mut unlocked = practice.unlock(TODAY);
    good(unlocked.lift_hold(placed));
    drop(unlocked);
    assert_eq!(practice.housekeep(TODAY).0, 0, "once in a month");
    assert!(practice.housekeep("2021-04-01T10:00:00Z").0 > 0);
    assert_eq!((about(1), about(2)), (0, 0));
    assert!(openings() < opened);
    assert_eq!(practice.wrong(Vec::new()), [""; 0]);
}

#[test]
fn by_a_schedule_that_no_owner_has_set_nothing_goes() {
    let practice = Practice::new();
    practice.keep_entries_for("1 day");
    let (gone, said) = practice.housekeep(TODAY);
    assert_eq!(gone, 0);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("no owner has unlocked the vault since the retention schedule"), "{said:?}");
    // Nor when the hash in vault.db is changed with it: the log has it, too.
    let hash = practice.open(TODAY).schedule_hash().expect("a schedule");
    practice.sql(&format!("UPDATE vault SET schedule_hash = x'{}'", to_hex(&hash)));
    assert_eq!(practice.housekeep(TODAY).0, 0);
    // Nor by an entry that a machine wrote, for it holds no key; nor by one that says that an owner did: this machine has
    // seen no such schedule.
    for member in [0, 1] {
        practice.forge("schedule.changed", member, 0, hash);
        assert_eq!(practice.housekeep(TODAY).0, 0, "{member}");
    }
    assert_eq!(practice.number("SELECT count(*) FROM audit_pruned"), 0);
    let notices = Notices::default();
    let vault = good(Vault::open(practice.options(&practice.at(), TODAY, &notices)));
    drop(good(vault.unlock(&practice.identity)));
    let told = |said: &String| said.contains("the retention schedule in praxis.toml is not what it was");
    assert_eq!(notices.take().iter().filter(|said| told(said)).count(), 1, "whoever unlocks it is told");

    // An owner is told of it, and then it counts; and still nothing goes that is younger than a month.
    let practice = Practice::new();
    practice.keep_entries_for("1 day");
    drop(practice.unlock(TODAY));
    drop(practice.unlock(TODAY));
    let of_today = format!("SELECT count(*) FROM audit WHERE time >= '{}'", &TODAY[..10]);
    let before = practice.number(&of_today);
    assert!(practice.housekeep("2021-03-31T10:00:00Z").0 > 0);
    let looks = "SELECT count(*) FROM audit WHERE action = 'vault.unlocked'";
    assert_eq!(practice.number(looks), 2, "those of 5 March are not 30 days old");
    assert!(practice.number(&of_today) > before);
    assert_eq!(practice.housekeep("2021-04-03T10:00:00Z").0, 0);
    assert!(practice.housekeep("2021-04-04T10:00:00Z").0 > 0, "30 days are over");
    assert_eq!(practice.number(looks), 1, "the last one stays");

    // Without a rule, and by one that keeps, nothing goes.
    let practice = Practice::new();
    let path = practice.at().join("praxis.toml");
    let text = fs::read_to_string(&path).expect("reads");
    let (before, _) = text.rsplit_once("[[retention.rules]]\nname = \"audit\"").expect("the last rule");
    fs::write(&path, before).expect("writes");
    drop(practice.unlock(TODAY));
    assert_eq!(practice.housekeep("2090-01-05T10:00:00Z").0, 0);
}

/// However short the schedule is: whoever is away for longer than it is told all the same, and is told once.
#[test]
fn who_was_refused_stays_until_an_owner_was_told() {
    let practice = Practice::new();
    practice.keep_entries_for("1 day");
    drop(practice.unlock(TODAY));
    let count =
        |action: &str| practice.number(&format!("SELECT count(*) FROM audit WHERE action = '{action}'"));
    let told = |now: &str| {
        let notices = Notices::default();
        let vault = good(Vault::open(practice.options(&practice.at(), now, &notices)));
        drop(good(vault.unlock(&practice.identity)));
        let mut said = notices.take();
        said.retain(|said| said.contains("somebody tried to open the vault and could not"));
        said
    };
    practice.open("2021-03-20T10:00:00Z").log_refused_unlock();
    assert!(practice.housekeep("2021-06-01T10:00:00Z").0 > 0);
    assert_eq!((count("vault.unlocked"), count("vault.unlock-refused")), (1, 1));
    let said = told("2021-06-02T10:00:00Z");
    let since = "since you last opened the vault (2021-03-05 10:00 UTC), ";
    assert!(said.len() == 1 && said[0].starts_with(since), "{said:?}");
    assert_eq!(told("2021-06-03T10:00:00Z"), [""; 0]);
    // Now the owner knows.
    assert!(practice.housekeep("2021-08-01T10:00:00Z").0 > 0);
    assert_eq!((count("vault.unlocked"), count("vault.unlock-refused")), (1, 0));
    assert_eq!(told("2021-08-02T10:00:00Z"), [""; 0]);
    assert_eq!(practice.wrong(Vec::new()), [""; 0]);
}

#[test]
fn without_the_key_of_this_machine_nothing_goes() {
    let practice = Practice::new();
    let state = fs::read_dir(practice.state()).expect("a folder").next().expect("one").expect("reads").path();
    let (key, away) = (state.join("host.key"), practice.folder.path().join("away"));
    fs::rename(&key, &away).expect("moves");
    let (gone, said) = practice.housekeep(TODAY);
    assert_eq!(gone, 0);
    assert!(said.len() == 1 && said[0].contains("host.key is missing"), "{said:?}");
    assert_eq!(practice.number("SELECT count(*) FROM audit_pruned"), 0);
    fs::rename(&away, &key).expect("moves back");
    assert!(practice.housekeep(TODAY).0 > 0);
}

#[test]
fn of_a_log_that_was_changed_nothing_goes() {
    for change in [
        "UPDATE audit SET member = 2 WHERE seq = 5",
        "UPDATE audit SET leaf = zeroblob(32) WHERE seq = 5",
        "DELETE FROM audit WHERE seq = 5",
    ] {
        let practice = Practice::new();
        let runs = || practice.number("SELECT count(*) FROM audit WHERE action = 'housekeeping.done'");
        let before = runs();
        practice.sql(change);
        let Err(failure) = practice.open(TODAY).housekeep(&GOING) else { panic!("{change}") };
        assert_eq!(failure.explain().exit, Exit::Damaged, "{change}");
        assert!(failure.explain().message.contains("entry 5"), "{}", failure.explain().message);
        assert_eq!(practice.number("SELECT count(*) FROM audit_pruned"), 0, "{change}");
        // Nor anything else: it has not run.
        assert_eq!(runs(), before, "{change}");
    }
}

/// A vault from whose log entries went twice; with one of a look that is there, and the last word about a note.
fn purged_twice() -> (Practice, i64, i64) {
    let whole = Practice::new();
    assert!(whole.housekeep(TODAY).0 > 2);
    assert!(whole.housekeep("2026-01-05T10:00:00Z").0 > 0);
    let look = whole.number("SELECT min(seq) FROM audit WHERE action = 'housekeeping.done'");
    let word = whole.number("SELECT seq FROM audit WHERE action = 'note.added'");
    (whole, look, word)
}

/// Whoever can write vault.db takes away more, or other things, than praxis did.
#[test]
fn what_somebody_takes_away_himself_is_found() {
    let (whole, look, word) = purged_twice();
    let pruned = whole.numbers("SELECT seq FROM audit_pruned ORDER BY seq");
    let first = pruned[0];
    let prunings = whole.numbers("SELECT seq FROM audit_prunings ORDER BY seq");
    let (one, other) = (prunings[0], prunings[1]);
    let attacks: [(&str, String, &[&str]); 9] = [
        (
            "a leaf is changed",
            format!("UPDATE audit_pruned SET leaf = zeroblob(32) WHERE seq = {first}"),
            &["leaves that are kept are not theirs", "fit its head"],
        ),
        (
            "a leaf is taken away",
            format!("DELETE FROM audit_pruned WHERE seq = {first}"),
            &["this entry is missing", "leaves that are kept are not theirs"],
        ),
        (
            "one more goes in the name of a purging that was",
            format!(
                "INSERT INTO audit_pruned SELECT seq, leaf, {other} FROM audit WHERE seq = {look};
                 DELETE FROM audit WHERE seq = {look}"
            ),
            &["leaves that are kept are not theirs"],
        ),
        (
            "a leaf is given to another purging",
            format!("UPDATE audit_pruned SET pruning = {other} WHERE seq = {first}"),
            &["leaves that are kept are not theirs"],
        ),
        (
            "one goes in the name of an entry that is no purging",
            format!(
                "INSERT INTO audit_pruned SELECT seq, leaf, seq + 1 FROM audit WHERE seq = {look};
                 DELETE FROM audit WHERE seq = {look}"
            ),
            &["does not say that it was purged"],
        ),
        ("one goes in no name", format!("DELETE FROM audit WHERE seq = {look}"), &["this entry is missing"]),
        (
            "a leaf is kept of one that is there",
            format!("INSERT INTO audit_pruned SELECT seq, leaf, {other} FROM audit WHERE seq = {word}"),
            &["this entry is there, and so is its leaf"],
        ),
        (
            "a note is taken away",
            format!("DELETE FROM audit_prunings WHERE seq = {one}"),
            &["the signed note of this purging is missing"],
        ),
        (
            "notes are exchanged",
            format!(
                "UPDATE audit_prunings SET note = (SELECT note FROM audit_prunings WHERE seq = {other})
                 WHERE seq = {one}"
            ),
            &["the note of this purging is that of another one"],
        ),
    ];
    for (what, sql, says) in attacks {
        let practice = copy_of(&whole);
        practice.database().execute_batch(&sql).expect(&sql);
        let wrong = practice.wrong(Vec::new());
        for say in says {
            assert!(wrong.iter().any(|wrong| wrong.contains(say)), "{what}: {wrong:?}");
        }
    }
}

/// With an entry that fits, and a note that nobody has signed, a stranger has, or that is no note.
#[test]
fn a_purging_that_somebody_invents_is_found() {
    let (whole, look, word) = purged_twice();
    for (what, name, says) in [
        ("nobody", None, "the signed note of this purging is missing"),
        ("a stranger", Some("host"), "is not signed by a machine that this vault knows"),
        ("another name", Some("member/1"), "is not signed by a machine that this vault knows"),
        ("no note", Some(""), "is none, or of another log"),
    ] {
        let practice = copy_of(&whole);
        let (pruning, hash) = practice.take_away(look);
        if let Some(name) = name {
            let text = practice.note_text(pruning, &hash);
            let key = format!("praxis/{}/{name}", to_hex(&practice.vault_id()));
            let note = if name.is_empty() { text } else { note::sign(&text, &SigningSeed::generate(), &key) };
            practice.put_note(pruning, &note);
        }
        let wrong = practice.wrong(Vec::new());
        assert!(wrong.iter().any(|wrong| wrong.contains(says)), "{what}: {wrong:?}");
    }
    // The last word about a row: the row itself tells.
    let practice = copy_of(&whole);
    practice.take_away(word);
    let wrong = practice.wrong(Vec::new());
    assert!(wrong.iter().any(|wrong| wrong.contains("is not the row that the audit log knows")), "{wrong:?}");
}

/// Whoever has the key of this machine can sign that anything went, and is believed of what can be that old: what cannot be
/// shows, as do the first entry and whatever a row rests on.
#[test]
fn with_the_key_of_this_machine_nothing_young_is_taken_away() {
    let (whole, look, word) = purged_twice();
    let mut vault = whole.open("2026-01-06T10:00:00Z");
    vault.log_refused_unlock();
    vault.log_refused_unlock();
    drop(vault);
    let young = whole.number("SELECT max(seq) FROM audit");
    let of_day =
        format!("entry {young} was purged, and was not 30 days old: what stands before it is of 2026-01-06");
    for (seq, says) in [
        (look, None),
        (young, Some(of_day.as_str())),
        (0, Some("entry 0: the making of the vault is gone, which never goes from its log")),
        (word, Some("is not the row that the audit log knows")),
    ] {
        let practice = copy_of(&whole);
        let (pruning, hash) = practice.take_away(seq);
        let state =
            fs::read_dir(practice.state()).expect("a folder").next().expect("one").expect("reads").path();
        let seed = SigningSeed::from_bytes(&fs::read(state.join("host.key")).expect("reads")).expect("a key");
        let key = format!("praxis/{}/host", to_hex(&practice.vault_id()));
        let text = practice.note_text(pruning, &hash);
        practice.put_note(pruning, &note::sign(&text, &seed, &key));
        let wrong = practice.wrong(Vec::new());
        assert_eq!(wrong.len(), usize::from(says.is_some()), "{seq}: {wrong:?}");
        assert!(says.is_none_or(|says| wrong[0].contains(says)), "{seq}: {wrong:?}");
    }
    // How many went is what is there, and not what an entry says.
    whole.sql("UPDATE audit SET count = -1 WHERE action = 'log.pruned'");
    let verified = good(whole.open(TODAY).verify_log(Vec::new()));
    assert_eq!(verified.purged(), whole.number("SELECT count(*) FROM audit_pruned").cast_unsigned());
}

/// With a key of his own, which he puts into `members`: nobody can check that file without a key of the vault.
#[test]
fn a_purging_that_is_signed_by_whom_only_members_names_is_nobodys() {
    let (whole, look, _) = purged_twice();
    let key = good(whole.open(TODAY).signed_head()).host_key;
    let practice = copy_of(&whole);
    let (pruning, hash) = practice.take_away(look);
    let database = practice.database();
    let root: Hash = database.query_row("SELECT root FROM audit_head", [], |row| row.get(0)).expect("a root");
    let size = pruning.cast_unsigned() + 1;
    let text = Checkpoint { origin: practice.open(TODAY).origin(), size, root }.to_text();
    let text = format!("{text}praxis pruned 1 {}\n", to_hex(&hash));
    let (seed, name) = (SigningSeed::generate(), format!("praxis/{}/host", to_hex(&practice.vault_id())));
    let note = note::sign(&text, &seed, &name);
    database.execute("INSERT INTO audit_prunings VALUES (?1, ?2)", (pruning, note)).expect("inserts");
    let members = practice.at().join("members");
    let listed = fs::read_to_string(&members).expect("reads");
    let forged = listed.replace(&key, &verify_key(&seed, &name));
    assert_ne!(forged, listed);
    fs::write(&members, forged).expect("writes");

    // Where this machine knows the vault, and where it does not.
    let says = "is not signed by a machine that this vault knows";
    assert!(practice.wrong(Vec::new()).iter().any(|wrong| wrong.contains(says)));
    fs::remove_dir_all(practice.state()).expect("removes");
    let verify = |keys: &[String]| {
        let options = practice.options(&practice.at(), TODAY, &Notices::default());
        good(good(Vault::open_as_it_is(options)).verify_log_by(Vec::new(), keys))
    };
    let verified = verify(&[]);
    // The two of the vault itself are nobody's by that file.
    assert!(verified.in_log.len() == 2 && verified.outside == 0, "{verified:?}");
    assert!(verified.unproved.iter().any(|wrong| wrong.entry == Some(pruning.cast_unsigned())));
    let verified = verify(std::slice::from_ref(&key));
    let says = "the note of this purging is not signed with a key that was given";
    let found: Vec<_> = verified.wrong().map(|wrong| (wrong.entry, wrong.what.as_str())).collect();
    assert!(found.contains(&(Some(pruning.cast_unsigned()), says)), "{found:?}");
    // Those of the vault itself stand by the same key.
    assert_eq!(found.iter().filter(|(_, what)| what.contains("not signed")).count(), 1, "{found:?}");
    assert_eq!(verified.purged.iter().filter(|one| one.known).count(), 2);
}

impl Practice {
    /// What is signed when one went, by the log as it stands.
    fn note_text(&self, pruning: i64, hash: &Hash) -> String {
        let root: Hash =
            self.database().query_row("SELECT root FROM audit_head", [], |row| row.get(0)).expect("a root");
        let origin = self.open(TODAY).origin();
        let text = Checkpoint { origin, size: pruning.cast_unsigned() + 1, root }.to_text();
        format!("{text}praxis pruned 1 {}\n", to_hex(hash))
    }

    fn put_note(&self, pruning: i64, note: &str) {
        let sql = "INSERT INTO audit_prunings VALUES (?1, ?2)";
        self.database().execute(sql, (pruning, note)).expect("inserts");
    }

    fn vault_id(&self) -> Vec<u8> {
        self.database().query_row("SELECT id FROM vault", [], |row| row.get(0)).expect("an id")
    }
}

fn copy_of(practice: &Practice) -> Practice {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&practice.folder.path().join("."), folder.path());
    let identity = Identity::parse(&practice.identity.expose_text()).expect("an identity");
    Practice { folder, identity }
}

/// A vault that was restored has another machine and another life; what was purged before is known to have been.
#[test]
fn purgings_outlive_a_restore() {
    let practice = Practice::new();
    assert!(practice.housekeep(TODAY).0 > 0);
    let backups = practice.folder.path().join("backups");
    let made = good(practice.open(TODAY).back_up(&backups, &GOING));
    let again = practice.folder.path().join("again");
    let restored = Restore {
        file: &made.path,
        to: &again,
        state: &practice.state(),
        keyring: Some(&practice.at()),
        usual: &practice.at(),
        identity: &practice.identity,
        kit: None,
        certificates: &[],
        now: Now::at(TODAY.parse().expect("an instant")),
        command: "restore",
        accept_clock: true,
        notices: &Notices::default(),
    }
    .run(&GOING);
    good(restored.map(drop));
    let open = |now: &str| good(Vault::open(practice.options(&again, now, &Notices::default())));
    let verified = good(open(TODAY).verify_log(Vec::new()));
    assert!(verified.in_log.is_empty() && verified.in_rows.is_empty(), "{verified:?}");
    assert_eq!(verified.purged.len(), 1);
    assert!(verified.purged[0].known);
    // In its new life it goes on.
    let done = good(open("2026-01-05T10:00:00Z").housekeep(&GOING));
    assert!(done.chores().iter().any(|chore| chore.kind == ChoreKind::Log));
    let verified = good(open(TODAY).verify_log(Vec::new()));
    assert!(verified.in_log.is_empty(), "{verified:?}");
    assert_eq!(verified.purged.len(), 2);

    // Where nobody has seen who the machines are, that is said; and a key that only `members` names counts for no more.
    let elsewhere = copy_of(&practice);
    for (path, _) in files(&elsewhere.state()).iter().filter(|(path, _)| path.ends_with("seen")) {
        fs::remove_file(path).expect("removes");
    }
    let options = elsewhere.options(&elsewhere.at(), TODAY, &Notices::default());
    let verified = good(good(Vault::open_as_it_is(options)).verify_log(Vec::new()));
    assert!(verified.in_log.is_empty(), "{verified:?}");
    assert!(!verified.purged[0].known);
    let entries: Vec<_> = verified.purged.iter().map(|one| Some(one.entry)).collect();
    let unproved: Vec<_> = verified.unproved.iter().map(|wrong| wrong.entry).collect();
    assert_eq!(unproved, entries, "nobody here can tell");
    assert!(verified.outside == 0 && verified.wrong().next().is_some());
}
