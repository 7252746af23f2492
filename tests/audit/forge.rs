//! Changing vault.db behind praxis's back; and writing the log anew so that it fits together again, from what
//! docs/format.md says, with the key of nobody: it takes none.

use std::fs;
use std::path::{Path, PathBuf};

use praxis::crypto::frame::frame;
use praxis::crypto::hash::{sha256, to_hex};
use praxis::crypto::tree::{Frontier, leaf_hash};
use rusqlite::types::FromSql;
use rusqlite::{Connection, Row, params};

/// Where the header of a keyring has the size of the log.
const AUDIT: usize = 52;

/// A vault whose files somebody can write.
pub struct Forge {
    vault: PathBuf,
    state: PathBuf,
    database: Connection,
}

impl Forge {
    pub fn new(vault: &Path, state: &Path) -> Self {
        let database = Connection::open(vault.join("vault.db")).expect("opens");
        database.execute_batch("PRAGMA ignore_check_constraints = ON").expect("runs");
        Self { vault: vault.to_owned(), state: state.to_owned(), database }
    }

    pub fn sql(&self, statements: &str) {
        self.database.execute_batch(statements).unwrap_or_else(|e| panic!("{statements}: {e}"));
    }

    pub fn get<T: FromSql>(&self, query: &str) -> T {
        self.database.query_row(query, [], |row| row.get(0)).unwrap_or_else(|e| panic!("{query}: {e}"))
    }

    /// How many entries there are.
    pub fn entries(&self) -> u64 {
        self.get::<i64>("SELECT count(*) FROM audit").cast_unsigned()
    }

    /// Takes an entry out; the later ones move up.
    pub fn remove(&self, entry: u64) {
        self.sql(&format!(
            "DELETE FROM audit WHERE seq = {entry};
             UPDATE audit SET seq = -seq WHERE seq > {entry}; UPDATE audit SET seq = -seq - 1 WHERE seq < 0"
        ));
    }

    /// Puts a copy of an entry, with another action and no row, in at a number; the later ones move down.
    pub fn insert(&self, entry: u64, action: &str) {
        self.sql(&format!(
            "UPDATE audit SET seq = -seq - 1 WHERE seq >= {entry}; UPDATE audit SET seq = -seq WHERE seq < 0;
             INSERT INTO audit (seq, time, member, action, leaf)
             SELECT {entry}, time, member, '{action}', leaf FROM audit WHERE seq = {entry} - 1"
        ));
    }

    /// Moves an entry; those between go up by one.
    pub fn put_off(&self, from: u64, to: u64) {
        self.sql(&format!(
            "UPDATE audit SET seq = -1 WHERE seq = {from};
             UPDATE audit SET seq = -seq - 1 WHERE seq > {from} AND seq <= {to};
             UPDATE audit SET seq = {to} WHERE seq = -1; UPDATE audit SET seq = -seq - 2 WHERE seq < -1"
        ));
    }

    /// Leaves, frontier, root and time of the log, so that it fits together.
    pub fn recompute(&self) -> (u64, [u8; 32]) {
        let vault: Vec<u8> = self.get("SELECT id FROM vault");
        let mut tree = Frontier::empty();
        let mut statement = self.database.prepare("SELECT * FROM audit ORDER BY seq").expect("prepares");
        let entries = statement.query_map([], |row| Ok(bytes_of(&vault, row))).expect("runs");
        let leaves: Vec<[u8; 32]> = entries.map(|entry| leaf_hash(&entry.expect("an entry"))).collect();
        for (seq, leaf) in leaves.into_iter().enumerate() {
            let seq = i64::try_from(seq).expect("fits");
            let change = "UPDATE audit SET leaf = ?2 WHERE seq = ?1 AND leaf <> ?2";
            self.database.execute(change, params![seq, leaf]).expect("runs");
            tree.push(leaf);
        }
        let change = "UPDATE audit_head SET size = ?1, frontier = ?2, root = ?3,
                      last_time = coalesce((SELECT time FROM audit ORDER BY seq DESC LIMIT 1), last_time)";
        let size = tree.size().cast_signed();
        self.database.execute(change, params![size, tree.to_bytes(), tree.root()]).expect("runs");
        (tree.size(), tree.root())
    }

    /// What this machine has seen, too.
    pub fn seen(&self, size: u64, root: &[u8; 32]) {
        let text = fs::read(self.state.join("seen")).expect("reads");
        let mut seen: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
        seen["audit_size"] = size.into();
        seen["audit_root"] = to_hex(root).into();
        fs::write(self.state.join("seen"), seen.to_string()).expect("writes");
    }

    /// And what the keyring says of the log, with the hash of it that the database records.
    pub fn keyring(&self, size: u64, root: &[u8; 32]) {
        for mirror in ["keyring/a", "keyring/b"] {
            let mut image = fs::read(self.vault.join(mirror)).expect("reads");
            image[AUDIT..AUDIT + 8].copy_from_slice(&size.to_le_bytes());
            image[AUDIT + 8..AUDIT + 40].copy_from_slice(root);
            let end = image.len() - 32;
            let hash = sha256(&image[..end]);
            image[end..].copy_from_slice(&hash);
            fs::write(self.vault.join(mirror), &image).expect("writes");
            self.database
                .execute("UPDATE vault SET keyring_hash = ?1", params![sha256(&image)])
                .expect("runs");
        }
    }
}

/// The bytes of an entry.
fn bytes_of(vault: &[u8], row: &Row<'_>) -> Vec<u8> {
    let number = |column: &str| row.get::<_, Option<i64>>(column).expect("a number");
    let text = |column: &str| row.get::<_, Option<String>>(column).expect("text").unwrap_or_default();
    let blob = |column: &str| row.get::<_, Option<Vec<u8>>>(column).expect("bytes").unwrap_or_default();
    let long = |column: &str| number(column).map(|n| n.to_le_bytes().to_vec()).unwrap_or_default();
    let short = |column: &str| number(column).map(|n| n.to_le_bytes()[..4].to_vec()).unwrap_or_default();
    frame(&[
        b"praxis/1/audit",
        vault,
        &long("seq"),
        text("time").as_bytes(),
        &short("member"),
        text("action").as_bytes(),
        &blob("handle"),
        &blob("record"),
        &short("version"),
        text("subject").as_bytes(),
        &long("count"),
        &blob("row"),
        &blob("detail"),
    ])
}
