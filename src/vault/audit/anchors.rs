//! Who else has seen the log: how long it was then, and its root. What stands in vault.db alone can be written anew with
//! it; what stands elsewhere cannot.
//!
//! At hand without a key are what this machine has seen, the keyring, and what lies signed beside backups: checkpoints of
//! the log, and copies of the keyring. A backup itself is sealed, manifest and all, and no certificate is kept in the vault:
//! who has one gives it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::super::backup::{checkpoints_in, copies_in, read_keyring_copy};
use super::super::files;
use super::super::keyring::Image;
use super::super::layout::Mirror;
use super::super::mirrors::Standing;
use super::super::open::Vault;
use super::Wrong;
use crate::crypto::checkpoint::Checkpoint;
use crate::crypto::hash::{Hash, from_hex, to_hex};
use crate::crypto::{self, note};
use crate::failure::Failure;
use crate::records::text::counted;

/// The most copies of the keyring that are read in one folder: praxis keeps one there, and a few when it is cut off.
const MOST_COPIES: usize = 8;

/// The most checkpoints beside backups that are read in one folder: the newest say what the older ones say, and more.
const MOST_CHECKPOINTS: usize = 64;

/// The log as somebody has seen it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Who: "this machine", "the keyring", a file that was given.
    pub whose: String,
    /// How many entries it had.
    pub size: u64,
    /// Their root.
    pub root: Hash,
}

/// In which life of the vault somebody saw its log: since `init`, or since a restore.
///
/// A restored vault goes on from the log in the backup; what was entered after that backup is not in it and need not be.
/// No entry names its life, and another life may be the one before as well as a second vault that was restored from the same
/// backup: up to where the logs of two lives must agree, nobody can tell from outside. So what was seen in another life is
/// evidence where it fits, and none where it does not. Nothing can be hidden behind that: keyring and state folder of a
/// restored vault are of this life, and a life that somebody wrote into vault.db leads away from the state folder, which
/// is said. What a person gives is held against the log in any case, since they ask about it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Life {
    This,
    Another,
    /// A checkpoint or a certificate from before a restore is as good as one from after it.
    Given,
}

/// Everybody who has seen the log, as far as they are at hand.
#[derive(Default)]
pub struct AtHand {
    seen: Vec<(Anchor, Life)>,
    /// What is wrong with the keyring as a file of this vault.
    pub in_keyring: Vec<Wrong>,
    /// Who could not be asked, and why.
    pub passed_over: Vec<String>,
}

/// What came of holding them against the log.
pub struct Held {
    /// Each with whether the log is the one it has seen, by how much it has seen.
    pub anchors: Vec<(Anchor, bool)>,
    /// What is wrong, beyond what was wrong already.
    pub wrong: Vec<Wrong>,
    /// Whether somebody has seen more entries than there are, and no restore explains it.
    pub cut: bool,
    /// Who was not asked, and why.
    pub passed_over: Vec<String>,
}

impl AtHand {
    /// Those that can be read without a key; the caller holds lock and snapshot.
    ///
    /// # Errors
    /// When the database cannot be read: all else that cannot be is passed over.
    pub fn gather(vault: &Vault) -> Result<Self, Failure> {
        let mut at_hand = Self::default();
        at_hand.add_this_machine(vault);
        at_hand.add_keyring(vault)?;
        at_hand.add_copies(vault);
        Ok(at_hand)
    }

    /// Adds what somebody gave.
    pub fn add_given(&mut self, given: Vec<Anchor>) {
        self.seen.extend(given.into_iter().map(|anchor| (anchor, Life::Given)));
    }

    /// Adds what this machine signed when it purged entries: it stands in vault.db, and cannot be written without its key.
    pub fn add_notes(&mut self, notes: Vec<Anchor>) {
        self.seen.extend(notes.into_iter().map(|anchor| (anchor, Life::This)));
    }

    /// How many entries they have seen.
    #[must_use]
    pub fn sizes(&self) -> BTreeSet<u64> {
        self.seen.iter().map(|(anchor, _)| anchor.size).collect()
    }

    fn add_this_machine(&mut self, vault: &Vault) {
        let seen = vault.seen.as_ref();
        match seen.and_then(|seen| from_hex(&seen.audit_root).map(|root| (seen.audit_size, root))) {
            Some((size, root)) => {
                self.seen.push((Anchor { whose: "this machine".to_owned(), size, root }, Life::This));
            }
            None => {
                self.passed_over.push("this machine keeps no record of what it saw of this vault".to_owned());
            }
        }
    }

    /// The header says how the log was when the keyring was written last. It counts also where the keyring is not the one
    /// that vault.db recorded: that is how an older vault.db shows.
    fn add_keyring(&mut self, vault: &Vault) -> Result<(), Failure> {
        let facts = vault.store.read().facts()?;
        let header = match Standing::load(&vault.layout, facts.id, &facts.keyring) {
            Ok(standing) => Some(standing.image.header),
            Err(Failure::Damaged(what, _)) => {
                self.in_keyring.push(Wrong::of(what));
                let whole = |mirror| Image::parse(&std::fs::read(vault.layout.mirror(mirror)).ok()?).ok();
                let headers = Mirror::BOTH.into_iter().filter_map(whole).map(|image| image.header);
                headers.filter(|header| header.vault == facts.id).max_by_key(|header| header.generation)
            }
            Err(other) => return Err(other),
        };
        if let Some(header) = header {
            let (size, root) = (header.audit.size, header.audit.root);
            self.seen.push((Anchor { whose: "the keyring".to_owned(), size, root }, Life::This));
        }
        Ok(())
    }

    /// Folders are those of backups on record and the one in praxis.toml: rows can be taken away.
    fn add_copies(&mut self, vault: &Vault) {
        let mut folders: BTreeSet<PathBuf> = vault.config.backup.to.iter().cloned().collect();
        match vault.store.read().backups() {
            Ok(rows) => folders.extend(
                rows.iter()
                    .filter(|row| row.state.may_exist())
                    .map(|row| files::folder_of(Path::new(&row.place)).to_owned()),
            ),
            Err(_) => self.passed_over.push("the register of backups cannot be read".to_owned()),
        }
        let (there, away): (Vec<_>, Vec<_>) = folders.into_iter().partition(|folder| folder.is_dir());
        if !away.is_empty() {
            let away = counted(away.len(), "folder");
            self.passed_over.push(format!("{away} of backups not at hand: what lies there was not compared"));
        }
        let known = known_machines(vault);
        for folder in there {
            for (_, path) in copies_in(&folder, vault.facts.id).into_iter().take(MOST_COPIES) {
                match read_copy(vault, &path, &known) {
                    // Every folder is given the same copy.
                    Ok(seen) if self.seen.contains(&seen) => {}
                    Ok(seen) => self.seen.push(seen),
                    Err(why) => self.passed_over.push(format!("a copy of the keyring beside backups {why}")),
                }
            }
            for path in checkpoints_in(&folder, vault.facts.id).into_iter().take(MOST_CHECKPOINTS) {
                match read_checkpoint(vault, &path, &known) {
                    Ok(seen) => self.seen.push(seen),
                    Err(why) => self.passed_over.push(format!("a checkpoint beside backups {why}")),
                }
            }
        }
    }

    /// Holds everybody against the roots of the log. `known` is what is wrong with it already: one cause is said once. What
    /// it says of the last restore is asked for only where it matters: entry, and how many entries came back.
    #[must_use]
    pub fn hold_against(
        self,
        heads: &BTreeMap<u64, Hash>,
        entries: u64,
        known: &[Wrong],
        last_restore: impl FnOnce() -> Option<(u64, u64)>,
    ) -> Held {
        let Self { mut seen, mut passed_over, .. } = self;
        let fits = |anchor: &Anchor| heads.get(&anchor.size) == Some(&anchor.root);
        seen.retain(|(anchor, life)| {
            let counts = *life != Life::Another || fits(anchor);
            if !counts {
                passed_over.push(format!(
                    "{} is of the vault before a restore, or of another copy of it, and saw other entries",
                    anchor.whose
                ));
            }
            counts
        });
        seen.sort_by(|(a, _), (b, _)| (a.size, &a.whose).cmp(&(b.size, &b.whose)));
        let lost: Vec<&(Anchor, Life)> = seen.iter().filter(|(anchor, _)| !fits(anchor)).collect();
        let given = lost.iter().any(|(_, life)| *life == Life::Given);
        let restored = if given { last_restore() } else { None };
        let best = seen.iter().rev().map(|(anchor, _)| anchor).find(|anchor| fits(anchor));
        let mut wrong = Vec::new();
        // Up to `good` somebody has seen the log as it is. Whoever has seen more than the first who has not tells of the same
        // entries, until somebody fits again.
        let (mut good, mut told) = (0, false);
        for (anchor, life) in seen.iter().filter(|(anchor, _)| anchor.size <= entries) {
            if fits(anchor) {
                (good, told) = (anchor.size, false);
                continue;
            }
            let is_known = |wrong: &Wrong| wrong.entry.is_some_and(|at| at >= good && at < anchor.size);
            if !std::mem::replace(&mut told, true) && !known.iter().any(is_known) {
                let (whose, last) = (&anchor.whose, anchor.size.saturating_sub(1));
                let mut what = if last <= good {
                    format!("it is not the one that {whose} has seen")
                } else {
                    format!("from here to entry {last} one or more are not those that {whose} has seen")
                };
                // Who can write here could write what stands here as well.
                if let Some(best) = best.filter(|best| best.size >= anchor.size) {
                    what += ", although ";
                    what += &best.whose;
                    what += " knows them as they are";
                }
                wrong.push(Wrong::at(good, what + &since_restore(*life, anchor.size, restored)));
            }
        }
        if let Some((anchor, life)) = lost.iter().rev().find(|(anchor, _)| anchor.size > entries)
            && !known.iter().any(|wrong| wrong.entry == Some(entries))
        {
            let (whose, size) = (&anchor.whose, anchor.size);
            let what = format!(
                "the log ends here; {whose} has seen {size} entries: {} or more are gone",
                size - entries
            );
            wrong.push(Wrong::at(entries, what + &since_restore(*life, size, restored)));
        }
        let more = |(anchor, life): &&(Anchor, Life)| {
            anchor.size > entries && since_restore(*life, anchor.size, restored).is_empty()
        };
        let cut = seen.iter().filter(more).count() > 0;
        let anchors = seen.into_iter().map(|(anchor, _)| {
            let fits = fits(&anchor);
            (anchor, fits)
        });
        Held { anchors: anchors.collect(), wrong, cut, passed_over }
    }
}

/// What a restore explains of somebody who was given and has seen more than came back; they may have seen it before.
fn since_restore(life: Life, size: u64, restored: Option<(u64, u64)>) -> String {
    match restored {
        Some((entry, kept)) if life == Life::Given && size > kept => format!(
            "; the vault was restored at entry {entry} from a backup with {kept} entries, and later ones of before that \
             are not in this log"
        ),
        _ => String::new(),
    }
}

/// The verify keys of machines of this vault: what this machine has seen, and `members` where that is the file it has seen.
fn known_machines(vault: &Vault) -> Vec<String> {
    let listed = vault.members_seen().map(|(_, members)| members.hosts).unwrap_or_default();
    listed.into_iter().chain(vault.seen.iter().flat_map(|seen| seen.verify_keys.clone())).collect()
}

/// What a copy of the keyring says of the log, once the machine that signed it is known; or why it says nothing.
fn read_copy(vault: &Vault, path: &Path, known: &[String]) -> Result<(Anchor, Life), &'static str> {
    let copy = read_keyring_copy(path).map_err(|_| "cannot be read, or was changed")?;
    if copy.manifest.vault != vault.facts.id {
        return Err("is another vault's");
    }
    if !known.contains(&copy.signed_by) {
        return Err("is signed by a machine that is not known here");
    }
    let root = from_hex(&copy.manifest.audit_root).ok_or("names no root of the log")?;
    let this = copy.manifest.incarnation == to_hex(&vault.facts.incarnation);
    let day = copy.manifest.made.get(..10).unwrap_or_default();
    let whose = format!("the copy of the keyring of {day}");
    Ok((
        Anchor { whose, size: copy.manifest.audit_size, root },
        if this { Life::This } else { Life::Another },
    ))
}

/// What a checkpoint beside a backup says of the log, once the machine that signed it is known; or why it says nothing.
fn read_checkpoint(vault: &Vault, path: &Path, known: &[String]) -> Result<(Anchor, Life), &'static str> {
    let bytes = files::read_secret(path, note::LARGEST).map_err(|_| "cannot be read")?;
    let note = std::str::from_utf8(&bytes).map_err(|_| "was changed")?;
    let checkpoint = note::text_unverified(note)
        .ok()
        .and_then(Checkpoint::parse)
        .ok_or("cannot be read, or was changed")?;
    let life = checkpoint.origin.strip_prefix(&format!("praxis/{}/log/", vault.facts.id));
    let life = life.ok_or("is another vault's")?;
    let mut signed = known.iter().map(|key| note::open(note, key).map(drop));
    match signed.find(|signed| !matches!(signed, Err(crypto::Error::NotForThisKey))) {
        None => return Err("is signed by a machine that is not known here"),
        Some(Err(_)) => return Err("was changed"),
        Some(Ok(())) => {}
    }
    let life = if life == to_hex(&vault.facts.incarnation) { Life::This } else { Life::Another };
    let whose = "a checkpoint beside a backup".to_owned();
    Ok((Anchor { whose, size: checkpoint.size, root: checkpoint.root }, life))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor(whose: &str, size: u64, root: u8) -> Anchor {
        Anchor { whose: whose.to_owned(), size, root: [root; 32] }
    }

    /// A log of ten entries whose root of n entries is n, over and over.
    fn held(seen: Vec<(Anchor, Life)>, known: &[Wrong], restored: Option<(u64, u64)>) -> (Vec<String>, Held) {
        let heads = seen.iter().map(|(anchor, _)| anchor.size).filter(|size| *size <= 10);
        let heads = heads.map(|size| (size, [u8::try_from(size).expect("small"); 32])).collect();
        let held = AtHand { seen, ..AtHand::default() }.hold_against(&heads, 10, known, || restored);
        (held.wrong.iter().map(Wrong::to_string).collect(), held)
    }

    #[test]
    fn one_cause_is_said_once_and_as_narrow_as_can_be() {
        let seen = [("a", 3, 3), ("b", 6, 0), ("c", 8, 0), ("d", 9, 0)];
        let seen = || seen.map(|(whose, size, root)| (anchor(whose, size, root), Life::This)).to_vec();
        let (said, held) = held(seen(), &[], None);
        assert_eq!(said, ["entry 3: from here to entry 5 one or more are not those that b has seen"]);
        let fits: Vec<bool> = held.anchors.iter().map(|(_, fits)| *fits).collect();
        assert_eq!(fits, [true, false, false, false]);
        // What the walk found already explains it, where it lies in the range.
        let known = |entry| [Wrong::at(entry, "this entry was changed")];
        assert_eq!(self::held(seen(), &known(3), None).0, Vec::<String>::new());
        assert_eq!(self::held(seen(), &known(2), None).0.len(), 1);
        assert_eq!(self::held(seen(), &known(6), None).0.len(), 1);
    }

    #[test]
    fn one_entry_a_cut_tail_and_who_is_alone() {
        let (said, _) =
            held(vec![(anchor("a", 3, 3), Life::This), (anchor("b", 4, 0), Life::This)], &[], None);
        assert_eq!(said, ["entry 3: it is not the one that b has seen"]);
        let (said, _) =
            held(vec![(anchor("a", 12, 1), Life::This), (anchor("b", 14, 1), Life::This)], &[], None);
        assert_eq!(said, ["entry 10: the log ends here; b has seen 14 entries: 4 or more are gone"]);
        let (said, _) =
            held(vec![(anchor("a", 2, 0), Life::This), (anchor("b", 9, 9), Life::This)], &[], None);
        assert_eq!(
            said,
            [
                "entry 0: from here to entry 1 one or more are not those that a has seen, although b knows them as they are"
            ]
        );
    }

    #[test]
    fn another_life_counts_where_it_fits_and_a_given_one_in_any_case() {
        let (said, held_one) = held(vec![(anchor("a", 5, 5), Life::Another)], &[], None);
        assert_eq!((said.len(), held_one.anchors.len(), held_one.passed_over.len()), (0, 1, 0));
        for size in [5, 12] {
            let (said, held) = held(vec![(anchor("a", size, 0), Life::Another)], &[], None);
            assert_eq!((said.len(), held.anchors.len(), held.passed_over.len()), (0, 0, 1));
        }
        let (said, held_one) = held(vec![(anchor("a", 12, 0), Life::Given)], &[], Some((4, 4)));
        assert!(!held_one.cut);
        assert!(said[0].contains("2 or more are gone; the vault was restored at entry 4"), "{said:?}");
        // What came back with the backup is there.
        let (said, _) = held(vec![(anchor("a", 4, 0), Life::Given)], &[], Some((4, 4)));
        assert!(!said[0].contains("restored"), "{said:?}");
        let (said, held) = held(vec![(anchor("a", 12, 0), Life::This)], &[], Some((4, 4)));
        assert!(held.cut && !said[0].contains("restored"), "{said:?}");
    }
}
