//! A vault opened with what docs/format.md says and the primitives that it names, step by step.

use std::fs;
use std::path::Path;

use praxis::crypto::age_file::{self, Identity};
use praxis::crypto::hash::{self, sha256, to_hex};
use praxis::crypto::passphrase::Passphrase;
use praxis::crypto::secret::{EpochSecret, SigningSeed};
use praxis::crypto::{derive, envelope, signing};
use praxis::records::code::Code;
use praxis::records::compartment::Compartment;
use praxis::records::stored::RecordType;
use rusqlite::Connection;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::{
    ClockRow, ClockRows, Entry, ErasureRow, GlassRow, HEADER, HandleRow, HoldRow, MAGIC, PIECE, Piece,
    RegisterRow, Row, SLOT, SweepRow, Tombstone, bytes, kit_checksum, number, pieces, sealed_length,
    slot_body, slot_id, slot_place, split_members, text,
};

/// The passphrase of the kit.
pub const PHRASE: &str = "plinth gravel otter seventeen";

/// A keyring as the page describes it.
pub struct Keyring {
    pub vault: Vec<u8>,
    pub epoch: u64,
    pub generation: u64,
    pub audit_size: u64,
    pub audit_root: Vec<u8>,
    pub slots: Vec<Vec<u8>>,
    pub hash: Vec<u8>,
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("8 bytes"))
}

impl Keyring {
    pub fn parse(file: &[u8]) -> Self {
        assert_eq!(&file[..16], MAGIC);
        let capacity = u32::from_le_bytes(file[48..52].try_into().expect("4 bytes")) as usize;
        let image = &file[..132 + SLOT * capacity];
        let trailer = HEADER + SLOT * capacity;
        assert_eq!(sha256(&image[..trailer + 8]), image[trailer + 8..]);
        assert_eq!(image[40..48], image[trailer..trailer + 8]);
        let slots: Vec<Vec<u8>> = image[HEADER..trailer].chunks(SLOT).map(<[u8]>::to_vec).collect();
        let used = slots.iter().take_while(|slot| slot[..16] != [0; 16]).count();
        assert!(slots[..used].is_sorted_by(|a, b| a[..16] < b[..16]), "sorted");
        assert!(slots[used..].iter().flatten().all(|&b| b == 0), "the rest is zero");
        Self {
            vault: image[16..32].to_vec(),
            epoch: u64_at(image, 32),
            generation: u64_at(image, 40),
            audit_size: u64_at(image, 52),
            audit_root: image[60..92].to_vec(),
            slots,
            hash: sha256(image).to_vec(),
        }
    }

    /// Binary search, a zero id behind all others.
    pub fn find(&self, id: &[u8]) -> Option<&[u8]> {
        let order = |slot: &Vec<u8>| (slot[..16] == [0; 16], &slot[..16]).cmp(&(false, id));
        self.slots.binary_search_by(order).ok().map(|at| self.slots[at].as_slice())
    }
}

/// The vault, opened with what the page says.
pub struct Reader {
    pub database: Connection,
    pub vault: Vec<u8>,
    pub keyring: Keyring,
    pub secret: EpochSecret,
}

impl Reader {
    /// Steps 1 to 5. In `numbers` is the highest number of each register.
    pub fn open(folder: &Path, identity: &Identity, numbers: &Value) -> Self {
        let at = folder.join("vault");
        let database = Connection::open(at.join("vault.db")).expect("opens");
        let version: u32 =
            database.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version");
        assert_eq!(version, 1);
        let facts = "SELECT id, incarnation, keyring_epoch, keyring_generation, keyring_hash FROM vault";
        let (vault, incarnation, epoch, generation, hash): (Vec<u8>, Vec<u8>, u32, u32, Vec<u8>) = database
            .query_row(facts, [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))
            .expect("one row");

        let [keyring, other] = ["a", "b"]
            .map(|mirror| Keyring::parse(&fs::read(at.join("keyring").join(mirror)).expect("a mirror")));
        assert_eq!(keyring.hash, other.hash);
        assert_eq!((keyring.epoch, keyring.generation), (u64::from(epoch), u64::from(generation)));
        assert_eq!((&keyring.vault, &keyring.hash), (&vault, &hash));

        let members = fs::read(at.join("members")).expect("members");
        let (body, tag) = split_members(&members);
        let list: Value = serde_json::from_slice(body).expect("JSON");
        let recipient = identity.recipient().to_string();
        let member = &list["members"][0];
        assert_eq!(text(member, "recipient"), recipient);
        let number: u32 = number(member, "number");

        let state = folder.join("state").join(format!("{}-{}", to_hex(&vault), to_hex(&incarnation)));
        let wrap = fs::read(state.join(format!("{number}-{epoch}.age"))).expect("a wrap");
        assert!(wrap.starts_with(b"age-encryption.org/v1\n"));
        let wrap: Value =
            serde_json::from_slice(&age_file::open_with(identity, &wrap).expect("opens")).expect("JSON");
        let secret = bytes(&wrap, "epoch_secret");
        let recovery = Identity::parse(text(&wrap, "recovery")).expect("an identity");
        assert_eq!(
            wrap,
            serde_json::json!({
                "praxis": "wrap/1", "vault": to_hex(&vault), "member": 1, "epoch": epoch, "role": "owner",
                "epoch_secret": to_hex(&secret), "recovery": *recovery.expose_text(),
            })
        );
        let secret = EpochSecret::from_bytes(&secret).expect("32 bytes");
        let id: [u8; 16] = vault.clone().try_into().expect("16 bytes");
        assert_eq!(tag, hash::hmac(&derive::members_key(&secret, &id), body));

        let seed = derive::member_signing_seed(&identity.expose_scalar().expect("32 bytes"), &id);
        let own = signing::verify_key(&seed, &format!("praxis/{}/member/1", to_hex(&vault)));
        let host =
            SigningSeed::from_bytes(&fs::read(state.join("host.key")).expect("a seed")).expect("32 bytes");
        let host = signing::verify_key(&host, &format!("praxis/{}/host", to_hex(&vault)));
        assert_eq!(
            list,
            serde_json::json!({
                "praxis": "members/1", "vault": to_hex(&vault), "epoch": epoch, "hosts": [host],
                "recovery": recovery.recipient().to_string(),
                "members": [{
                    "number": 1, "role": "owner", "recipient": recipient, "verify_key": own,
                    "since": "2026-11-22",
                }],
            })
        );
        let reader = Self { database, vault, keyring, secret };
        if folder.join("kit.age").exists() {
            reader.check_kit(&folder.join("kit.age"), &recovery, &[own.clone(), host.clone()]);
        }
        reader.check_seen(&state.join("seen"), &members, &[own, host], numbers);
        reader
    }

    fn check_kit(&self, path: &Path, recovery: &Identity, keys: &[String]) {
        let kit = fs::read(path).expect("a kit");
        assert!(kit.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----\n"));
        let passphrase = Passphrase::new(Zeroizing::new(PHRASE.to_owned()));
        let kit = age_file::open_with_passphrase(&passphrase, &kit).expect("opens");
        let (secret, recovery) = (self.secret.expose_secret(), recovery.expose_text());
        assert_eq!(
            serde_json::from_slice::<Value>(&kit).expect("JSON"),
            serde_json::json!({
                "praxis": "kit/1", "kit": 1, "vault": to_hex(&self.vault), "epoch": 0,
                "secret": to_hex(secret), "recovery": *recovery, "verify_keys": keys,
                "checksum": kit_checksum(1, &self.vault, 0, secret, &recovery, keys),
            })
        );
    }

    fn check_seen(&self, path: &Path, members: &[u8], keys: &[String], numbers: &Value) {
        let seen = fs::read(path).expect("seen");
        assert!(seen.len().is_multiple_of(4096));
        let head = "SELECT size, root, schedule_hash FROM audit_head, vault";
        let (size, root, schedule): (u32, Vec<u8>, Vec<u8>) =
            self.database.query_row(head, [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).expect("a head");
        assert_eq!(
            serde_json::from_slice::<Value>(&seen).expect("JSON"),
            serde_json::json!({
                "praxis": "seen/1", "epoch": self.keyring.epoch, "generation": self.keyring.generation,
                "audit_size": size, "audit_root": to_hex(&root), "numbers": numbers,
                "members": to_hex(&sha256(members)), "verify_keys": keys, "copies": [],
                "schedule": to_hex(&schedule),
            })
        );
    }

    pub fn rows(&self) -> Vec<Row> {
        let sql = "SELECT id, version, type, handle, number, compartment, key_version, state, due, goes_from,
                   envelope FROM records ORDER BY type, number, id, version";
        let mut statement = self.database.prepare(sql).expect("prepares");
        let rows = statement.query_map([], |r| {
            Ok(Row {
                id: r.get(0)?,
                version: r.get(1)?,
                record_type: r.get(2)?,
                handle: r.get(3)?,
                number: r.get(4)?,
                compartment: r.get(5)?,
                key_version: r.get(6)?,
                state: r.get(7)?,
                due: r.get(8)?,
                goes_from: r.get(9)?,
                envelope: r.get(10)?,
            })
        });
        rows.expect("runs").map(|row| row.expect("a row")).collect()
    }

    pub fn handles(&self) -> Vec<HandleRow> {
        let sql = "SELECT handle, register, number, state, hold, restricted, open_request, open_complaint,
                   open_breach, disposal_year, contact_due FROM handles ORDER BY register, number";
        let mut statement = self.database.prepare(sql).expect("prepares");
        let rows = statement.query_map([], |r| {
            let (register, number) = (r.get::<_, String>(1)?, r.get::<_, u32>(2)?);
            let width = if register == "F" { 6 } else { 4 };
            Ok(HandleRow {
                handle: r.get(0)?,
                reference: format!("{register}-{number:0width$}"),
                state: r.get(3)?,
                flags: [r.get(4)?, r.get(5)?, r.get(6)?, r.get(7)?, r.get(8)?],
                disposal_year: r.get(9)?,
                contact_due: r.get(10)?,
            })
        });
        rows.expect("runs").map(|row| row.expect("a row")).collect()
    }

    pub fn register_rows(&self) -> Vec<RegisterRow> {
        let sql = "SELECT printf('T-%02d', number), made, epoch, state FROM kits UNION ALL
                   SELECT printf('X-%04d', number), made, epoch, state FROM exports UNION ALL
                   SELECT printf('W-%02d', number), made, epoch, state FROM wills";
        let mut statement = self.database.prepare(sql).expect("prepares");
        let rows = statement.query_map([], |r| {
            let epoch = u64::from(r.get::<_, u32>(2)?);
            Ok(RegisterRow { reference: r.get(0)?, made: r.get(1)?, epoch, state: r.get(3)? })
        });
        rows.expect("runs").map(|row| row.expect("a row")).collect()
    }

    pub fn holds(&self) -> Vec<HoldRow> {
        let sql = "SELECT printf('H-%04d', number), handle, state, review_on FROM holds ORDER BY number";
        let mut statement = self.database.prepare(sql).expect("prepares");
        let rows = statement.query_map([], |r| {
            Ok(HoldRow { reference: r.get(0)?, handle: r.get(1)?, state: r.get(2)?, review_on: r.get(3)? })
        });
        rows.expect("runs").map(|row| row.expect("a row")).collect()
    }

    /// The clocks of every request, breach and complaint, of those too that have none.
    pub fn clocks(&self) -> Vec<ClockRows> {
        let matters = self.handles().into_iter().map(|row| row.reference);
        let matters = matters.filter(|reference| reference.starts_with(['B', 'K', 'R']));
        matters.map(|reference| ClockRows { rows: self.clocks_of(&reference), reference }).collect()
    }

    fn clocks_of(&self, reference: &str) -> Vec<ClockRow> {
        let sql = "SELECT kind, due, state FROM clocks WHERE printf('%s-%04d', register, number) = ?1 ORDER BY kind";
        let mut statement = self.database.prepare(sql).expect("prepares");
        let rows = statement
            .query_map([reference], |r| Ok(ClockRow { kind: r.get(0)?, due: r.get(1)?, state: r.get(2)? }));
        rows.expect("runs").map(|row| row.expect("a row")).collect()
    }

    pub fn erasures(&self) -> Vec<ErasureRow> {
        let sql = "SELECT printf('E-%04d', number), made, epoch, state, handle, sweep FROM erasures ORDER BY number";
        let mut statement = self.database.prepare(sql).expect("prepares");
        let rows = statement.query_map([], |r| {
            let reference: String = r.get(0)?;
            let tombstones = self.tombstones(&reference);
            let epoch = u64::from(r.get::<_, u32>(2)?);
            Ok(ErasureRow {
                reference,
                made: r.get(1)?,
                epoch,
                state: r.get(3)?,
                handle: r.get(4)?,
                sweep: r.get(5)?,
                tombstones,
            })
        });
        rows.expect("runs").map(|row| row.expect("a row")).collect()
    }

    pub fn sweeps(&self) -> Vec<SweepRow> {
        let sql = "SELECT printf('S-%04d', number), made, state, plan FROM sweeps ORDER BY number";
        let mut statement = self.database.prepare(sql).expect("prepares");
        let rows = statement.query_map([], |r| {
            Ok(SweepRow { reference: r.get(0)?, made: r.get(1)?, state: r.get(2)?, plan: r.get(3)? })
        });
        rows.expect("runs").map(|row| row.expect("a row")).collect()
    }

    pub fn glass_uses(&self) -> Vec<GlassRow> {
        let sql = "SELECT printf('G-%04d', number), member, made, until, ended, opens, reason FROM glass_uses
                   ORDER BY number";
        let mut statement = self.database.prepare(sql).expect("prepares");
        let rows = statement.query_map([], |r| {
            Ok(GlassRow {
                reference: r.get(0)?,
                member: r.get(1)?,
                made: r.get(2)?,
                until: r.get(3)?,
                ended: r.get(4)?,
                opens: r.get(5)?,
                reason: r.get(6)?,
            })
        });
        rows.expect("runs").map(|row| row.expect("a row")).collect()
    }

    fn tombstones(&self, authority: &str) -> Vec<Tombstone> {
        let sql = "SELECT slot, handle, compartment, key_version, record, sealed, day, generation
                   FROM tombstones WHERE authority = ?1 ORDER BY slot";
        let mut statement = self.database.prepare(sql).expect("prepares");
        let rows = statement.query_map([authority], |r| {
            Ok(Tombstone {
                slot: r.get(0)?,
                handle: r.get(1)?,
                compartment: r.get(2)?,
                key_version: r.get(3)?,
                record: r.get(4)?,
                sealed: r.get(5)?,
                day: r.get(6)?,
                generation: r.get::<_, Option<u32>>(7)?.map(u64::from),
            })
        });
        rows.expect("runs").map(|row| row.expect("a row")).collect()
    }

    /// All entries, each with the leaf that stands beside it.
    pub fn entries(&self) -> Vec<(Entry, Vec<u8>)> {
        let sql =
            "SELECT seq, time, member, action, handle, record, version, subject, count, row, detail, leaf
                   FROM audit ORDER BY seq";
        let mut statement = self.database.prepare(sql).expect("prepares");
        let rows = statement.query_map([], |r| {
            let entry = Entry {
                seq: r.get::<_, u32>(0)?.into(),
                time: r.get(1)?,
                member: r.get(2)?,
                action: r.get(3)?,
                handle: r.get(4)?,
                record: r.get(5)?,
                version: r.get(6)?,
                subject: r.get(7)?,
                count: r.get::<_, Option<u32>>(8)?.map(u64::from),
                row: r.get(9)?,
                detail: r.get(10)?,
            };
            Ok((entry, r.get(11)?))
        });
        rows.expect("runs").map(|row| row.expect("a row")).collect()
    }

    /// Step 6: the key of a record.
    fn key(&self, row: &Row) -> [u8; 32] {
        let id = slot_id(&self.vault, &row.handle, row.compartment, row.key_version, row.own_key());
        let slot = self.keyring.find(&id).expect("the slot is there");
        assert_eq!(slot[16], row.compartment);
        let code = Compartment::from_byte(row.compartment).expect("a compartment").code();
        let vault: [u8; 16] = self.vault.clone().try_into().expect("16 bytes");
        let opens = derive::compartment_key(&self.secret, &vault, code);
        let place = slot_place(&self.vault, self.keyring.epoch, &id, row.compartment);
        let body = envelope::open(opens.expose_secret(), &place, &slot[17..]).expect("the slot opens");
        let key: [u8; 32] = body[..32].try_into().expect("32 bytes");
        assert_eq!(*body, slot_body(&key, &row.handle, row.compartment, row.key_version, row.own_key()));
        key
    }

    /// Steps 7 and 8: the body of a record.
    pub fn body(&self, row: &Row) -> Value {
        let json = envelope::open(&self.key(row), &row.place(&self.vault), &row.envelope);
        let json = json.expect("the record opens");
        assert_eq!(row.envelope.len(), sealed_length(row.record_type, json.len()));
        let mut sealed: Map<String, Value> = serde_json::from_slice(&json).expect("JSON");
        let body = sealed.remove("body").expect("a body");
        let number = sealed.remove("number");
        assert_eq!(number, row.number.map(Value::from));
        assert_eq!(number.is_none(), row.record_type == 14, "every other record has a number");
        let code = RecordType::ALL.iter().find(|t| t.byte() == row.record_type).expect("a type").code();
        assert_eq!(
            Value::Object(sealed),
            serde_json::json!({
                "schema": 1, "type": code, "handle": to_hex(&row.handle),
            })
        );
        body
    }

    /// The sealed pieces of a file, in order.
    pub fn envelopes(&self, row: &Row) -> Vec<Vec<u8>> {
        let sql = "SELECT piece, envelope FROM chunks WHERE record = ?1 AND version = ?2 ORDER BY piece";
        let mut statement = self.database.prepare(sql).expect("prepares");
        let found = statement
            .query_map((&row.id, row.version), |r| Ok((r.get::<_, isize>(0)?, r.get(1)?)))
            .expect("runs")
            .map(|row| row.expect("a row"));
        found
            .enumerate()
            .map(|(at, (piece, envelope))| {
                assert_eq!(Ok(at), usize::try_from(piece), "no piece is missing");
                envelope
            })
            .collect()
    }

    /// Step 10: the content of a file, of which `body` is what is said.
    pub fn content(&self, row: &Row, body: &Value) -> Vec<u8> {
        let (chunks, envelopes) = (number::<usize>(body, "chunks"), self.envelopes(row));
        assert_eq!(envelopes.len(), chunks, "no piece is missing, and there is none too many");
        let piece = Piece {
            record: row.id.clone(),
            version: row.version,
            handle: row.handle.clone(),
            compartment: row.compartment,
            key_version: row.key_version,
        };
        let (key, mut content) = (self.key(row), Vec::new());
        for (at, envelope) in envelopes.iter().enumerate() {
            let place = piece.place(&self.vault, u32::try_from(at).expect("few"), at + 1 == chunks);
            let opened = envelope::open(&key, &place, envelope).expect("the piece opens");
            let sealed = if chunks == 1 { sealed_length(row.record_type, opened.len()) } else { 65_540 + 29 };
            assert_eq!(envelope.len(), sealed);
            let left = number::<usize>(body, "bytes") - content.len();
            assert_eq!(opened.len(), left.min(PIECE), "full pieces, the rest, empty ones");
            content.extend_from_slice(&opened);
        }
        assert_eq!(
            (content.len(), to_hex(&sha256(&content))),
            (number(body, "bytes"), text(body, "sha256").to_owned())
        );
        assert_eq!(chunks, pieces(content.len()));
        content
    }
}
