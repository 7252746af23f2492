//! What leaves the vault about its log: heads that this machine signs, and proofs for single entries. None of it takes a
//! key of the vault, and none of it says more than the log does: references, never a name.

use std::collections::{BTreeMap, BTreeSet};

use super::super::keys::verify_key_name;
use super::super::lock::Lock;
use super::super::open::Vault;
use super::super::signed::{self, Signed, Unbelieved};
use super::super::writer::{entry_bytes, frontier};
use super::Anchor;
use super::known::Known;
use super::prune_note::{SignedPruning, signed_twice};
use crate::crypto::checkpoint::Checkpoint;
use crate::crypto::hash::{Hash, from_hex, to_hex};
use crate::crypto::secret::SigningSeed;
use crate::crypto::tree::{leaf_hash, proof};
use crate::crypto::{note, signing};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::id::{Handle, RecordId};
use crate::records::log::LogEntry;
use crate::records::member::MemberNumber;
use crate::records::naming::Naming;
use crate::records::reference::{Reference, Register};
use crate::store::{AuditRow, Leaf, PrunedLeaf};

/// A head of the log that was signed.
pub struct SignedHead {
    /// How many entries.
    pub size: u64,
    /// Their root.
    pub root: Hash,
    /// The note: a C2SP checkpoint.
    pub note: String,
    /// The verify key under the log's own name, which other programs ask for.
    pub log_key: String,
    /// The verify key of this machine, as `members` lists it.
    pub host_key: String,
}

/// Entries, each with the bytes that were hashed and the way to the root.
pub struct Proven {
    /// The head that they lead to.
    pub head: SignedHead,
    /// The entries.
    pub entries: Vec<ProvenEntry>,
    /// Which references the handles in them stand for, signed under the log's own name.
    pub references: String,
    /// What somebody kept of the log, with the proof that it is the beginning of it.
    pub earlier: Vec<(Anchor, Vec<Hash>)>,
    /// Where all entries were asked for, what is left of those that were purged.
    pub purged: Vec<PrunedLeaf>,
    /// And what was signed when they were.
    pub prunings: Vec<SignedPruning>,
}

/// One of them.
pub struct ProvenEntry {
    /// The entry.
    pub entry: LogEntry,
    /// What its leaf is the hash of.
    pub bytes: Vec<u8>,
    /// RFC 9162 inclusion proof.
    pub proof: Vec<Hash>,
}

/// Which entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// This one alone.
    pub entry: Option<u64>,
    /// About this: a client, a request, a kit.
    pub about: Option<Reference>,
    /// Whose action begins so: `erasure`, `note.shown`.
    pub action: Option<String>,
    /// By this member; the machine is 0.
    pub by: Option<MemberNumber>,
    /// From this instant or day on, as RFC 3339 text begins.
    pub since: Option<String>,
    /// Before this one.
    pub before: Option<String>,
}

impl Vault {
    /// What the log is called where it is signed: it names the vault and its life since `init` or the last restore.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("praxis/{}/log/{}", self.facts.id, to_hex(&self.facts.incarnation))
    }

    /// The log as it stands, signed by this machine.
    ///
    /// # Errors
    /// When this machine has no key for the vault, or the log does not fit its head.
    pub fn signed_head(&self) -> Result<SignedHead, Failure> {
        let (_, members) = self.members_seen()?;
        let seed = self.host_seed(&members)?;
        let head = self.store.read().audit_head()?;
        frontier(&head)?;
        Ok(self.sign_head(head.size, head.root, &seed))
    }

    fn sign_head(&self, size: u64, root: Hash, seed: &SigningSeed) -> SignedHead {
        let origin = self.origin();
        let host = verify_key_name(self.facts.id, MemberNumber::HOST);
        let text = Checkpoint { origin: origin.clone(), size, root }.to_text();
        SignedHead {
            size,
            root,
            note: signed_twice(&text, seed, &origin, self.facts.id),
            log_key: signing::verify_key(seed, &origin),
            host_key: signing::verify_key(seed, &host),
        }
    }

    /// Entries of the log, in order; nothing is verified beyond each one's own leaf.
    ///
    /// # Errors
    /// When one cannot be read, or is not what was written.
    pub fn entries(&self, wanted: &Wanted) -> Result<Vec<LogEntry>, Failure> {
        let handle = wanted.about.map(|about| self.handle_of(about)).transpose()?.flatten();
        let record = wanted.about.map(|about| self.record_of(about)).transpose()?.flatten();
        if let (Some(about), None, None) = (wanted.about, handle, record) {
            self.refuse_unknown(about)?;
        }
        let mut found = Vec::new();
        self.store.read().each_entry(|entry| -> Result<(), Failure> {
            if !wanted.takes(&entry, handle, record) {
                return Ok(());
            }
            let bytes = entry_bytes(self.facts.id, entry.seq, &entry.time, &entry.event);
            if leaf_hash(&bytes) != entry.leaf {
                return Err(Failure::damaged(format!("entry {} of the audit log was changed", entry.seq)));
            }
            let about = self.about(&entry)?;
            let AuditRow { seq: number, time, event, .. } = entry;
            found.push(LogEntry { number, time, event, about });
            Ok(())
        })?;
        Ok(found)
    }

    /// The same with a proof for each, to a head that is signed now.
    ///
    /// # Errors
    /// No such entry; or the log is not whole.
    pub fn prove(&self, wanted: &Wanted, earlier: Vec<Anchor>) -> Result<Proven, Failure> {
        let _lock = Lock::shared(&self.layout.lock())?;
        let _snapshot = self.store.snapshot()?;
        let head = self.signed_head()?;
        let entries = self.entries(wanted)?;
        if let (Some(entry), true) = (wanted.entry, entries.is_empty()) {
            if let Some(purged) = self.store.read().pruned(entry)? {
                return Err(self.was_purged(entry, purged.pruning));
            }
            return Err(Failure::Missing(
                format!("there is no entry {entry}"),
                format!("the log has {} entries, from 0 on: praxis audit log", head.size),
            ));
        }
        let (mut leaves, mut purged) = (Vec::new(), Vec::new());
        self.store.read().each_leaf(|leaf| -> Result<(), Failure> {
            if leaf.seq() != leaves.len() as u64 {
                return Err(Failure::damaged(format!("entry {} of the audit log is missing", leaves.len())));
            }
            leaves.push(leaf.hash());
            if let Leaf::Pruned(gone) = leaf {
                purged.push(gone);
            }
            Ok(())
        })?;
        let references = self.signed_naming(&entries)?;
        let tree = proof::Tree::of(leaves);
        let lost = || Failure::damaged("the entries of the audit log do not fit its head");
        let proven = entries.into_iter().map(|entry| {
            let LogEntry { number, time, event, .. } = &entry;
            let bytes = entry_bytes(self.facts.id, *number, time, event);
            let proof = tree.inclusion(*number).ok_or_else(lost)?;
            if proof::is_included(&leaf_hash(&bytes), *number, head.size, &proof, &head.root) {
                Ok(ProvenEntry { entry, bytes, proof })
            } else {
                Err(lost())
            }
        });
        let entries = proven.collect::<Result<_, Failure>>()?;
        let earlier = earlier.into_iter().map(|anchor| {
            let proof = tree.consistency(anchor.size);
            let fits = |proof: &Vec<Hash>| {
                proof::is_consistent(anchor.size, &anchor.root, head.size, &head.root, proof)
            };
            match proof.filter(fits) {
                Some(proof) => Ok((anchor, proof)),
                None => Err(Failure::Damaged(
                    format!("{} is not the beginning of this log", anchor.whose),
                    "praxis audit verify --checkpoint FILE says where they part".to_owned(),
                )),
            }
        });
        let earlier = earlier.collect::<Result<_, Failure>>()?;
        let (purged, prunings) = if *wanted == Wanted::default() {
            (purged, self.signed_prunings()?)
        } else {
            (Vec::new(), Vec::new())
        };
        Ok(Proven { head, entries, references, earlier, purged, prunings })
    }

    /// What the handles in entries are called. The log has hashed the handles, and this machine vouches for their names.
    fn signed_naming(&self, entries: &[LogEntry]) -> Result<String, Failure> {
        let (_, members) = self.members_seen()?;
        let seed = self.host_seed(&members)?;
        let handles: BTreeSet<Handle> = entries.iter().filter_map(|entry| entry.event.handle).collect();
        let mut references = BTreeMap::new();
        for handle in handles {
            if let Some(row) = self.store.read().handle_row(handle)? {
                references.insert(handle, row.reference);
            }
        }
        let origin = self.origin();
        let text = Naming { origin: origin.clone(), references }.to_text();
        Ok(note::sign(&text, &seed, &origin))
    }

    /// Reads what somebody kept of the log: a checkpoint, or a certificate. It must be signed by a key of this vault.
    ///
    /// # Errors
    /// [`Failure::Usage`] when it is neither, or is another vault's, or no key is known; [`Failure::Damaged`] when it is not as it was signed,
    /// or by whom is unknown.
    pub fn read_anchor(&self, bytes: &[u8], whose: String, keys: &[String]) -> Result<Anchor, Failure> {
        let known = Known::of(self, keys);
        let unknown = || if known.is_empty() { no_keys() } else { unknown_key() };
        if let Some(signed) = certificate(bytes)? {
            let paper = &signed.certificate;
            if paper.vault() != self.facts.id {
                return Err(another_vaults());
            }
            if !known.has(paper.signed_by()) {
                return Err(unknown());
            }
            let (size, root) = paper.log();
            let root =
                from_hex(root).ok_or_else(|| Failure::damaged("the certificate names no root of the log"))?;
            return Ok(Anchor { whose, size, root, life: None });
        }
        let note = std::str::from_utf8(bytes).map_err(|_| no_checkpoint())?;
        let ours = format!("praxis/{}/log/", self.facts.id);
        // What begins as one of ours and is none was cut or changed; anything else was never one.
        let none = || if note.starts_with(&ours) { changed("the checkpoint") } else { no_checkpoint() };
        let text = note::text_unverified(note).map_err(|_| none())?;
        let Checkpoint { origin, size, root } = Checkpoint::parse(text).ok_or_else(none)?;
        let life = origin.strip_prefix(&ours).ok_or_else(another_vaults)?.to_owned();
        match known.signed(note, &origin) {
            Ok(true) => Ok(Anchor { whose, size, root, life: Some(life) }),
            Ok(false) => Err(unknown()),
            Err(_) => Err(changed("the checkpoint")),
        }
    }

    fn handle_of(&self, about: Reference) -> Result<Option<Handle>, Failure> {
        let read = self.store.read();
        let row = read.handle(about)?;
        if row.is_none()
            && matches!(
                about.register,
                Register::Client | Register::Request | Register::Breach | Register::Complaint
            )
        {
            return Err(Failure::Missing(
                format!("there is no {about}"),
                "praxis client list shows which clients there are".to_owned(),
            ));
        }
        Ok(row.map(|row| row.handle))
    }

    /// What an entry is about, where that is still known.
    pub(in super::super) fn about(&self, entry: &AuditRow) -> Result<Option<Reference>, Failure> {
        if let Some(subject) = entry.event.subject {
            return Ok(Some(subject));
        }
        let Some(handle) = entry.event.handle else { return Ok(None) };
        Ok(self.store.read().handle_row(handle)?.map(|row| row.reference))
    }
}

impl Wanted {
    fn takes(&self, entry: &AuditRow, handle: Option<Handle>, record: Option<RecordId>) -> bool {
        let action = entry.event.action.code();
        let of_action = |wanted: &String| action == wanted || action.starts_with(&format!("{wanted}."));
        let about = |about: Reference| {
            entry.event.subject == Some(about)
                || (handle.is_some() && entry.event.handle == handle)
                || (record.is_some() && entry.event.record == record)
        };
        self.entry.is_none_or(|seq| entry.seq == seq)
            && self.about.is_none_or(about)
            && self.action.as_ref().is_none_or(of_action)
            && self.by.is_none_or(|by| entry.event.member == by)
            && self.since.as_ref().is_none_or(|since| entry.time.as_str() >= since.as_str())
            && self.before.as_ref().is_none_or(|before| entry.time.as_str() < before.as_str())
    }
}

/// Reads a certificate; none when it does not even begin like one.
fn certificate(bytes: &[u8]) -> Result<Option<Signed>, Failure> {
    match signed::read(bytes) {
        Ok(signed) => Ok(Some(signed)),
        Err(Unbelieved::NotACertificate) => Ok(None),
        Err(Unbelieved::UnknownVersion) => Err(Failure::Usage(
            format!("the file {}", Unbelieved::UnknownVersion),
            "install the praxis that made it, or a later one".to_owned(),
        )),
        Err(Unbelieved::Changed(_)) => Err(changed("the certificate")),
    }
}

fn changed(what: &str) -> Failure {
    Failure::Damaged(
        format!("{what} is not as it was signed"),
        "do not rely on it; look for another copy".to_owned(),
    )
}

fn no_checkpoint() -> Failure {
    Failure::Usage(
        "the file is neither a checkpoint nor a certificate".to_owned(),
        "give what praxis audit checkpoint or praxis certificate show wrote, whole".to_owned(),
    )
}

fn another_vaults() -> Failure {
    Failure::Usage(
        "the checkpoint is of another vault".to_owned(),
        "give the vault that it was made of: --vault DIR".to_owned(),
    )
}

fn unknown_key() -> Failure {
    Failure::Damaged(
        "the checkpoint is signed with a key that this vault does not know".to_owned(),
        "do not rely on it; or give the key that must have signed it: --key VERIFY_KEY".to_owned(),
    )
}

fn no_keys() -> Failure {
    Failure::Usage(
        "this machine has never seen whose keys this vault has".to_owned(),
        "give the key that must have signed it: --key VERIFY_KEY".to_owned(),
    )
}
