//! Checking a bundle without any vault. Every byte of it that says something is bound to the key: the entries through the
//! root, what handles are called through a signature, and the rest has one form.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::entry::Bundled;
use super::purged::{Said, Whole};
use super::{Bundle, FORMAT, HOW_TO, LARGEST};
use crate::crypto::checkpoint::Checkpoint;
use crate::crypto::hash::Hash;
use crate::crypto::note;
use crate::crypto::signing::read_verify_key;
use crate::crypto::tree::{Frontier, leaf_hash, proof};
use crate::records::id::VaultId;
use crate::records::naming::Naming;

/// A bundle that is sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Which log.
    pub origin: String,
    /// Of which vault.
    pub vault: VaultId,
    /// The key that signed it, by both names.
    pub keys: [String; 2],
    /// How many entries the log had.
    pub size: u64,
    /// How many of them are in the bundle.
    pub entries: u64,
    /// How many others were purged: of each its leaf is in the bundle, and the proof that it went.
    pub purged: u64,
    /// The keys that signed so, where they are not the one that signed the head. It may be that nobody gave them.
    pub former_keys: BTreeSet<String>,
    /// The restores that stand in the bundle: the entry, and how many entries the backup had.
    pub restored: Vec<(u64, u64)>,
    /// How many heads from before are its beginning.
    pub earlier: usize,
    /// The roots that are known: that of the head, those of the heads from before, and of the whole log every one.
    roots: BTreeMap<u64, Hash>,
}

impl Checked {
    /// Whether every entry of the log is in the bundle, or was purged.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.entries + self.purged == self.size
    }

    /// Whether the log began with so many entries with that root; none where the bundle does not show it.
    #[must_use]
    pub fn began_with(&self, size: u64, root: &Hash) -> Option<bool> {
        self.roots.get(&size).map(|known| known == root)
    }
}

/// Why a bundle is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsound {
    /// It is no bundle at all.
    NotABundle,
    /// It is one of a later version.
    Version,
    /// Something is missing in it, or is in it that does not belong there.
    Form,
    /// How to check it is not what praxis wrote.
    HowTo,
    /// Its checkpoint is none, or not as it was signed.
    Checkpoint,
    /// Another key than those that were given signed it.
    Key,
    /// What its handles are called is not as it was signed.
    References,
    /// An entry stands behind a later one, or twice.
    Order(u64),
    /// An entry is not in the log as its bytes stand here.
    Entry(u64),
    /// What is readable of an entry is not what its bytes say.
    Says(u64),
    /// The entries, with the leaves of those that are gone, are not those of the head.
    Root,
    /// An entry is said to have been purged, and the one that would say so does not.
    Gone(u64),
    /// What this entry says was purged is not what is gone, or the note about it is not as a machine of the vault signed it.
    Pruning(u64),
    /// The note about what this entry says was purged is signed with another key than those that were given.
    PruningKey(u64),
    /// A head from before, of so many entries, is not the beginning of the log.
    Earlier(u64),
}

impl fmt::Display for Unsound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unsound::NotABundle => "the file is no bundle of an audit log, or not a whole one",
            Unsound::Version => "the bundle is of a version that this praxis does not know",
            Unsound::Form => "the bundle has not its form any more: something was added to it, or is missing",
            Unsound::HowTo => "what the bundle says about how to check it was changed",
            Unsound::Checkpoint => "the checkpoint in the bundle is not as it was signed",
            Unsound::Key => "the checkpoint in the bundle is signed with another key than the one given",
            Unsound::References => "the references in the bundle are not as they were signed",
            Unsound::Root => {
                "the entries, and the leaves of those that are gone, do not have the root that was signed"
            }
            Unsound::Order(number) => {
                return write!(f, "entry {number} is not in its place: twice, or too late");
            }
            Unsound::Entry(number) => {
                return write!(
                    f,
                    "entry {number} is not in the log as it stands here: its proof does not lead to the root"
                );
            }
            Unsound::Says(number) => {
                return write!(f, "entry {number}: what stands there to be read is not what its bytes say");
            }
            Unsound::Gone(number) => {
                return write!(f, "entry {number} is gone, and no entry says that it was purged");
            }
            Unsound::Pruning(number) => {
                return write!(
                    f,
                    "entry {number}: what it says was purged is not what is gone, or the note of that is not as it was signed"
                );
            }
            Unsound::PruningKey(number) => {
                return write!(
                    f,
                    "entry {number}: the note of what was purged is signed with another key than the one given"
                );
            }
            Unsound::Earlier(size) => {
                return write!(f, "the head of {size} entries is not the beginning of the log in the bundle");
            }
        })
    }
}

/// Checks everything in a bundle: against `keys`, or without any against the key that it names itself, which shows only
/// that nobody changed it since.
///
/// # Errors
/// The first thing that is not sound.
pub fn check(bytes: &[u8], keys: &[String]) -> Result<Checked, Unsound> {
    let bundle = read(bytes)?;
    if bundle.how_to.iter().map(String::as_str).ne(HOW_TO.lines()) {
        return Err(Unsound::HowTo);
    }
    let (head, vault) = check_head(&bundle).ok_or(Unsound::Checkpoint)?;
    let of_key = |key: &String| read_verify_key(key).map(|(_, public)| public);
    let public = of_key(&bundle.keys[0]).ok_or(Unsound::Checkpoint)?;
    if !keys.is_empty() && !keys.iter().any(|key| of_key(key) == Some(public)) {
        return Err(Unsound::Key);
    }
    let naming = check_references(&bundle, &head).ok_or(Unsound::References)?;
    let mut roots = BTreeMap::from([(0, Frontier::empty().root()), (head.size, head.root)]);
    let (mut leaves, mut said, mut next) = (BTreeMap::new(), Said::default(), 0);
    for entry in &bundle.entries {
        if entry.entry < next {
            return Err(Unsound::Order(entry.entry));
        }
        next = entry.entry.saturating_add(1);
        leaves.insert(entry.entry, check_entry(entry, &head, vault, &naming, &mut said)?);
    }
    next = 0;
    for gone in &bundle.purged {
        let leaf = hash(&gone.leaf).filter(|_| gone.entry < head.size).ok_or(Unsound::Gone(gone.entry))?;
        if gone.entry < next || leaves.insert(gone.entry, leaf).is_some() {
            return Err(Unsound::Order(gone.entry));
        }
        next = gone.entry.saturating_add(1);
    }
    let mut former_keys = BTreeSet::new();
    if leaves.len() as u64 == head.size {
        let mut tree = Frontier::empty();
        for (number, leaf) in leaves {
            if number != tree.size() {
                return Err(Unsound::Gone(number));
            }
            tree.push(leaf);
            roots.insert(tree.size(), tree.root());
        }
        // Of entries with their proofs this is so anyway; a leaf alone has no other proof.
        if tree.root() != head.root {
            return Err(Unsound::Root);
        }
        let whole = Whole { head: &head, vault, public, roots: &roots, said: &said };
        former_keys = whole.accounts_for(&bundle.purged, &bundle.prunings, keys)?;
    } else if !(bundle.purged.is_empty() && bundle.prunings.is_empty()) {
        // Without the other leaves nothing proves them.
        return Err(Unsound::Form);
    }
    for earlier in &bundle.earlier {
        let fits = || {
            let root = hash(&earlier.root)?;
            let proof = hashes(&earlier.proof)?;
            proof::is_consistent(earlier.size, &root, head.size, &head.root, &proof).then_some(root)
        };
        let root = fits().ok_or(Unsound::Earlier(earlier.size))?;
        roots.insert(earlier.size, root);
    }
    let Checkpoint { origin, size, .. } = head;
    let keys = bundle.keys.try_into().map_err(|_| Unsound::Checkpoint)?;
    let (entries, purged) = (bundle.entries.len() as u64, bundle.purged.len() as u64);
    let (earlier, restored) = (bundle.earlier.len(), said.restored);
    Ok(Checked { origin, vault, keys, size, entries, purged, former_keys, restored, earlier, roots })
}

fn read(bytes: &[u8]) -> Result<Bundle, Unsound> {
    #[derive(Deserialize)]
    struct Which {
        praxis: String,
    }
    if bytes.len() > LARGEST {
        return Err(Unsound::NotABundle);
    }
    let Which { praxis } = serde_json::from_slice(bytes).map_err(|_| Unsound::NotABundle)?;
    match praxis.strip_prefix("audit bundle/") {
        _ if praxis == FORMAT => serde_json::from_slice(bytes).map_err(|_| Unsound::Form),
        Some(_) => Err(Unsound::Version),
        None => Err(Unsound::NotABundle),
    }
}

/// The head, which one key signed under the name of the log and under that of the machine, and nobody else: a line of
/// another key could be changed without anybody noticing.
fn check_head(bundle: &Bundle) -> Option<(Checkpoint, VaultId)> {
    let [of_log, of_host] = bundle.keys.as_slice() else { return None };
    let ((log, public), (host, same)) = (read_verify_key(of_log)?, read_verify_key(of_host)?);
    let text = note::open(&bundle.checkpoint, of_log).ok()?;
    note::open(&bundle.checkpoint, of_host).ok()?;
    let head = Checkpoint::parse(text)?;
    let (vault, _) = head.origin.strip_prefix("praxis/")?.split_once("/log/")?;
    let vault = VaultId::parse(vault)?;
    let ours = public == same
        && log == head.origin
        && host == format!("praxis/{vault}/host")
        && note::signers(&bundle.checkpoint).len() == 2
        && head.to_text() == text;
    ours.then_some((head, vault))
}

fn check_references(bundle: &Bundle, head: &Checkpoint) -> Option<Naming> {
    let text = note::open(&bundle.references, bundle.keys.first()?).ok()?;
    let naming = Naming::from_text(text)?;
    (note::signers(&bundle.references).len() == 1 && naming.origin == head.origin).then_some(naming)
}

/// The leaf of an entry that is in the log, and says what its bytes say.
fn check_entry(
    entry: &Bundled,
    head: &Checkpoint,
    vault: VaultId,
    naming: &Naming,
    said: &mut Said,
) -> Result<Hash, Unsound> {
    let not_in = Unsound::Entry(entry.entry);
    let bytes = entry.bytes().ok_or_else(|| not_in.clone())?;
    let proof = hashes(&entry.proof).ok_or_else(|| not_in.clone())?;
    let leaf = leaf_hash(&bytes);
    if !proof::is_included(&leaf, entry.entry, head.size, &proof, &head.root) {
        return Err(not_in);
    }
    if !entry.says_its_bytes(&bytes, vault, naming) {
        return Err(Unsound::Says(entry.entry));
    }
    said.pruned.extend(entry.pruned(&bytes).map(|pruned| (entry.entry, pruned)));
    said.restored.extend(entry.restored().map(|kept| (entry.entry, kept)));
    Ok(leaf)
}

pub(super) fn hash(text: &str) -> Option<Hash> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

fn hashes(texts: &[String]) -> Option<Vec<Hash>> {
    texts.iter().map(|text| hash(text)).collect()
}
