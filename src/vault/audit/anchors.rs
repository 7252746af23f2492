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
use super::super::seen::Seen;
use super::Wrong;
use super::known::{Known, other_lives};
use crate::crypto::checkpoint::Checkpoint;
use crate::crypto::hash::{Hash, from_hex, to_hex};
use crate::crypto::note;
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
    /// The incarnation of the vault that it was signed in, hexadecimal; a certificate names none.
    pub life: Option<String>,
}

/// A restore, as the log tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The entry that says so.
    pub entry: u64,
    /// How many entries came back.
    pub kept: u64,
}

/// In which life of the vault somebody saw its log, since `init` or since a restore, and where that is written.
///
/// A restored vault goes on from the log in the backup; what was entered after that backup is not in it and need not be.
/// So what was seen in another life is evidence where it fits, and where it does not it is none when a restore in this log
/// kept less. Without such a restore it counts as if it were of this life.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whence {
    /// In this one, signed or in the state folder.
    This,
    /// In this one, unsigned and beside vault.db: evidence of an accident, and none of who can write here.
    Beside,
    /// In another one, signed.
    Another,
    /// In another one, by this machine, which has no record of this one. Whoever writes an incarnation into vault.db leads
    /// away from the state folder; a vault that was restored elsewhere and brought here looks the same, and says so.
    AnotherHere,
    /// No life is named.
    Unknown,
}

/// Everybody who has seen the log, as far as they are at hand.
#[derive(Default)]
pub struct AtHand {
    seen: Vec<(Anchor, Whence)>,
    /// What is wrong with the keyring as a file of this vault.
    pub in_keyring: Vec<Wrong>,
    /// Who could not be asked, and why.
    pub passed_over: Vec<String>,
}

/// What came of holding them against the log.
pub struct Held {
    /// Each with whether the log is the one it has seen, by how much it has seen.
    pub anchors: Vec<(Anchor, bool)>,
    /// How many entries, from the first on, were seen outside of vault.db as they are.
    pub outside: u64,
    /// The same, with those that only the keyring beside it has seen.
    pub beside: u64,
    /// What is wrong, beyond what was wrong already.
    pub wrong: Vec<Wrong>,
    /// What may be wrong, or of before a restore.
    pub unsure: Vec<Wrong>,
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
    pub fn gather(vault: &Vault, known: &Known) -> Result<Self, Failure> {
        let mut at_hand = Self::default();
        at_hand.add_this_machine(vault);
        at_hand.add_keyring(vault)?;
        at_hand.add_copies(vault, known);
        Ok(at_hand)
    }

    /// Adds what somebody gave, and what this machine signed when it purged entries: that stands in vault.db, and cannot be
    /// written without its key.
    pub fn add_signed(&mut self, vault: &Vault, signed: Vec<Anchor>) {
        self.seen.extend(signed.into_iter().map(|anchor| {
            let whence = whence(vault, anchor.life.as_deref());
            (anchor, whence)
        }));
    }

    /// How many entries they have seen.
    #[must_use]
    pub fn sizes(&self) -> BTreeSet<u64> {
        self.seen.iter().map(|(anchor, _)| anchor.size).collect()
    }

    fn add_this_machine(&mut self, vault: &Vault) {
        let head = |seen: &Seen| from_hex(&seen.audit_root).map(|root| (seen.audit_size, root));
        if let Some((size, root)) = vault.seen.as_ref().and_then(head) {
            let anchor = Anchor { whose: "this machine".to_owned(), size, root, life: None };
            self.seen.push((anchor, Whence::This));
            return;
        }
        let others = other_lives(vault);
        self.passed_over.push(if others.is_empty() {
            "this machine keeps no record of what it saw of this vault".to_owned()
        } else {
            "this machine knows this vault by another incarnation, and keeps no record of this one".to_owned()
        });
        for (life, seen) in others {
            if let Some((size, root)) = head(&seen) {
                let whose = format!("this machine (as incarnation {life})");
                self.seen.push((Anchor { whose, size, root, life: Some(life) }, Whence::AnotherHere));
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
            let anchor = Anchor { whose: "the keyring".to_owned(), size, root, life: None };
            self.seen.push((anchor, Whence::Beside));
        }
        Ok(())
    }

    /// Folders are those of backups on record and the one in praxis.toml: rows can be taken away.
    fn add_copies(&mut self, vault: &Vault, known: &Known) {
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
        for folder in there {
            for (_, path) in copies_in(&folder, vault.facts.id).into_iter().take(MOST_COPIES) {
                match read_copy(vault, &path, known) {
                    // Every folder is given the same copy.
                    Ok(seen) if self.seen.contains(&seen) => {}
                    Ok(seen) => self.seen.push(seen),
                    Err(why) => self.passed_over.push(format!("a copy of the keyring beside backups {why}")),
                }
            }
            for path in checkpoints_in(&folder, vault.facts.id).into_iter().take(MOST_CHECKPOINTS) {
                match read_checkpoint(vault, &path, known) {
                    Ok(seen) => self.seen.push(seen),
                    Err(why) => self.passed_over.push(format!("a checkpoint beside backups {why}")),
                }
            }
        }
    }

    /// Holds everybody against the roots of the log. `known` is what is wrong with it already: one cause is said once.
    /// `restores` are those that it tells of, in order.
    #[must_use]
    pub fn hold_against(
        self,
        heads: &BTreeMap<u64, Hash>,
        entries: u64,
        known: &[Wrong],
        restores: &[Restored],
    ) -> Held {
        let Self { mut seen, mut passed_over, .. } = self;
        let fits = |anchor: &Anchor| heads.get(&anchor.size) == Some(&anchor.root);
        let (mut wrong, mut unsure) = (Vec::new(), Vec::new());
        let is_explained = |anchor: &Anchor| {
            let fits = fits(anchor);
            let explains = |restore: &Restored| {
                if fits { restore.entry >= anchor.size } else { restore.kept < anchor.size }
            };
            restores.iter().any(explains)
        };
        // Of several other lives, as of restores that were a trial, one is the one before this.
        let here = |seen: &&(Anchor, Whence)| seen.1 == Whence::AnotherHere;
        let came_from = seen.iter().filter(here).any(|(anchor, _)| is_explained(anchor));
        if !came_from && seen.iter().filter(here).any(|(anchor, _)| fits(anchor)) {
            wrong.push(Wrong::of(
                "vault.db has another incarnation than this machine knows, and no entry of the log says that the vault was \
                 restored",
            ));
        }
        seen.retain(|(anchor, whence)| {
            if fits(anchor) {
                return true;
            }
            let mut parted = restores.iter().filter(|restore| restore.kept < anchor.size);
            match (whence, parted.next()) {
                (Whence::Another | Whence::AnotherHere, Some(restore)) => {
                    passed_over.push(of_before(anchor, *restore, parted.next().is_some()));
                    false
                }
                (Whence::AnotherHere, None) => !came_from,
                (Whence::Unknown, Some(restore)) => {
                    unsure.push(maybe_of_before(anchor, *restore));
                    false
                }
                _ => true,
            }
        });
        seen.sort_by(|(a, _), (b, _)| (a.size, &a.whose).cmp(&(b.size, &b.whose)));
        let best = seen.iter().rev().map(|(anchor, _)| anchor).find(|anchor| fits(anchor));
        // Up to `good` somebody has seen the log as it is. Whoever has seen more than the first who has not tells of the same
        // entries, until somebody fits again.
        let (mut good, mut told) = (0, false);
        for (anchor, whence) in seen.iter().filter(|(anchor, _)| anchor.size <= entries) {
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
                wrong.push(Wrong::at(good, what + unexplained(*whence)));
            }
        }
        let longest = seen.iter().rev().find(|(anchor, _)| anchor.size > entries);
        if let Some((anchor, whence)) = longest
            && !known.iter().any(|wrong| wrong.entry == Some(entries))
        {
            let (whose, size) = (&anchor.whose, anchor.size);
            let what = format!(
                "the log ends here; {whose} has seen {size} entries: {} or more are gone",
                size - entries
            );
            wrong.push(Wrong::at(entries, what + unexplained(*whence)));
        }
        let cut = longest.is_some();
        // Whoever has seen more than one that does not fit tells nothing of what that one has seen.
        let fitting = || seen.iter().take_while(|(anchor, _)| fits(anchor));
        let beside = fitting().map(|(anchor, _)| anchor.size).max().unwrap_or(0);
        let outside = fitting().filter(|(_, whence)| *whence != Whence::Beside);
        let outside = outside.map(|(anchor, _)| anchor.size).max().unwrap_or(0);
        let anchors = seen.into_iter().map(|(anchor, _)| {
            let fits = fits(&anchor);
            (anchor, fits)
        });
        Held { anchors: anchors.collect(), outside, beside, wrong, unsure, cut, passed_over }
    }
}

/// Of a life that came to an end with a restore. Where there were several, nobody can tell which one it was.
fn of_before(anchor: &Anchor, restore: Restored, several: bool) -> String {
    let (Anchor { whose, size, .. }, Restored { entry, kept }) = (anchor, restore);
    let came = if several { "may have come" } else { "came" };
    format!(
        "{whose} is of before the restore at entry {entry}, which kept {kept} entries: what it has seen from entry {kept} \
         to {} {came} to nothing",
        size.saturating_sub(1)
    )
}

/// The same of one that names no life, as a certificate.
fn maybe_of_before(anchor: &Anchor, restore: Restored) -> Wrong {
    let (Anchor { whose, size, .. }, Restored { entry, kept }) = (anchor, restore);
    let last = size.saturating_sub(1);
    Wrong::at(
        kept,
        format!(
            "{whose} has seen others from here to entry {last}; it may be of before the restore at entry {entry}, and else one \
             or more were changed"
        ),
    )
}

fn unexplained(whence: Whence) -> &'static str {
    match whence {
        Whence::Another | Whence::AnotherHere => {
            "; that was in another life of the vault, and no restore in this log explains it"
        }
        _ => "",
    }
}

/// In which life it was signed.
fn whence(vault: &Vault, life: Option<&str>) -> Whence {
    match life {
        None => Whence::Unknown,
        Some(life) if life == to_hex(&vault.facts.incarnation) => Whence::This,
        Some(_) => Whence::Another,
    }
}

/// What a copy of the keyring says of the log, once the machine that signed it is known; or why it says nothing.
fn read_copy(vault: &Vault, path: &Path, known: &Known) -> Result<(Anchor, Whence), &'static str> {
    let copy = read_keyring_copy(path).map_err(|_| "cannot be read, or was changed")?;
    if copy.manifest.vault != vault.facts.id {
        return Err("is another vault's");
    }
    if !known.has(&copy.signed_by) {
        return Err("is signed by a machine that is not known here");
    }
    let root = from_hex(&copy.manifest.audit_root).ok_or("names no root of the log")?;
    let day = copy.manifest.made.get(..10).unwrap_or_default();
    let whose = format!("the copy of the keyring of {day}");
    let (size, life) = (copy.manifest.audit_size, copy.manifest.incarnation);
    let whence = whence(vault, Some(&life));
    Ok((Anchor { whose, size, root, life: Some(life) }, whence))
}

/// What a checkpoint beside a backup says of the log, once the machine that signed it is known; or why it says nothing.
fn read_checkpoint(vault: &Vault, path: &Path, known: &Known) -> Result<(Anchor, Whence), &'static str> {
    let bytes = files::read_secret(path, note::LARGEST).map_err(|_| "cannot be read")?;
    let note = std::str::from_utf8(&bytes).map_err(|_| "was changed")?;
    let checkpoint = note::text_unverified(note)
        .ok()
        .and_then(Checkpoint::parse)
        .ok_or("cannot be read, or was changed")?;
    let life = checkpoint.origin.strip_prefix(&format!("praxis/{}/log/", vault.facts.id));
    let life = life.ok_or("is another vault's")?.to_owned();
    match known.signed(note, &checkpoint.origin) {
        Ok(true) => {}
        Ok(false) => return Err("is signed by a machine that is not known here"),
        Err(_) => return Err("was changed"),
    }
    let whence = whence(vault, Some(&life));
    let whose = "a checkpoint beside a backup".to_owned();
    Ok((Anchor { whose, size: checkpoint.size, root: checkpoint.root, life: Some(life) }, whence))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor(whose: &str, size: u64, root: u8) -> Anchor {
        Anchor { whose: whose.to_owned(), size, root: [root; 32], life: None }
    }

    /// A log of ten entries whose root of n entries is n, over and over.
    fn held(seen: Vec<(Anchor, Whence)>, known: &[Wrong], restores: &[(u64, u64)]) -> (Vec<String>, Held) {
        let heads = seen.iter().map(|(anchor, _)| anchor.size).filter(|size| *size <= 10);
        let heads = heads.map(|size| (size, [u8::try_from(size).expect("small"); 32])).collect();
        let restores: Vec<_> = restores.iter().map(|&(entry, kept)| Restored { entry, kept }).collect();
        let held = AtHand { seen, ..AtHand::default() }.hold_against(&heads, 10, known, &restores);
        (held.wrong.iter().map(Wrong::to_string).collect(), held)
    }

    #[test]
    fn one_cause_is_said_once_and_as_narrow_as_can_be() {
        let seen = [("a", 3, 3), ("b", 6, 0), ("c", 8, 0), ("d", 9, 0)];
        let seen = || seen.map(|(whose, size, root)| (anchor(whose, size, root), Whence::This)).to_vec();
        let (said, held) = held(seen(), &[], &[]);
        assert_eq!(said, ["entry 3: from here to entry 5 one or more are not those that b has seen"]);
        let fits: Vec<bool> = held.anchors.iter().map(|(_, fits)| *fits).collect();
        assert_eq!(fits, [true, false, false, false]);
        // What the walk found already explains it, where it lies in the range.
        let known = |entry| [Wrong::at(entry, "this entry was changed")];
        assert_eq!(self::held(seen(), &known(3), &[]).0, Vec::<String>::new());
        assert_eq!(self::held(seen(), &known(2), &[]).0.len(), 1);
        assert_eq!(self::held(seen(), &known(6), &[]).0.len(), 1);
    }

    #[test]
    fn one_entry_a_cut_tail_and_who_is_alone() {
        let (said, _) =
            held(vec![(anchor("a", 3, 3), Whence::This), (anchor("b", 4, 0), Whence::This)], &[], &[]);
        assert_eq!(said, ["entry 3: it is not the one that b has seen"]);
        let (said, _) =
            held(vec![(anchor("a", 12, 1), Whence::This), (anchor("b", 14, 1), Whence::This)], &[], &[]);
        assert_eq!(said, ["entry 10: the log ends here; b has seen 14 entries: 4 or more are gone"]);
        let (said, _) =
            held(vec![(anchor("a", 2, 0), Whence::This), (anchor("b", 9, 9), Whence::This)], &[], &[]);
        assert_eq!(
            said,
            [
                "entry 0: from here to entry 1 one or more are not those that a has seen, although b knows them as they are"
            ]
        );
    }

    #[test]
    fn another_life_counts_where_it_fits_and_where_no_restore_explains_it() {
        let (said, held_one) = held(vec![(anchor("a", 5, 5), Whence::Another)], &[], &[]);
        assert_eq!((said.len(), held_one.outside, held_one.passed_over.len()), (0, 5, 0));
        for (size, restores) in [(5, &[][..]), (12, &[]), (4, &[(4, 4)]), (12, &[(12, 12)])] {
            let (said, held) = held(vec![(anchor("a", size, 0), Whence::Another)], &[], restores);
            assert_eq!((said.len(), held.outside, held.passed_over.len()), (1, 0, 0), "{size}");
            assert!(said[0].ends_with("no restore in this log explains it"), "{said:?}");
        }
        for (restores, came) in [(&[(4, 4)][..], "came"), (&[(4, 4), (7, 7)], "may have come")] {
            let (said, held) = held(vec![(anchor("a", 9, 0), Whence::Another)], &[], restores);
            assert_eq!((said.len(), held.cut, held.anchors.len()), (0, false, 0));
            let says = format!(
                "a is of before the restore at entry 4, which kept 4 entries: what it has seen from entry 4 to 8 {came} to nothing"
            );
            assert_eq!(held.passed_over, [says]);
        }
        // What was seen in this life is excused by nothing.
        for size in [9, 12] {
            let (said, held) = held(vec![(anchor("a", size, 0), Whence::This)], &[], &[(4, 4)]);
            assert_eq!((said.len(), held.cut, held.passed_over.len()), (1, size > 10, 0));
        }
        // A certificate may be of either.
        let (said, held_one) = held(vec![(anchor("a", 12, 0), Whence::Unknown)], &[], &[(4, 4)]);
        assert_eq!(
            (said.len(), held_one.cut, held_one.unsure.len(), held_one.unsure[0].entry),
            (0, false, 1, Some(4))
        );
        let (said, held) = held(vec![(anchor("a", 4, 0), Whence::Unknown)], &[], &[(4, 4)]);
        assert_eq!((said.len(), held.unsure.len()), (1, 0));
    }

    #[test]
    fn an_incarnation_that_somebody_wrote_is_told_from_a_restore() {
        let here = |size, root| (anchor("a", size, root), Whence::AnotherHere);
        let (said, _) = held(vec![here(5, 5)], &[], &[]);
        assert!(
            said.len() == 1 && said[0].contains("another incarnation than this machine knows"),
            "{said:?}"
        );
        // A restore that it had seen already led to the life it knows.
        assert_eq!(held(vec![here(5, 5)], &[], &[(4, 4)]).0.len(), 1);
        assert_eq!(held(vec![here(5, 5)], &[], &[(5, 5)]).0.len(), 0);
        assert_eq!(held(vec![here(5, 0)], &[], &[]).0.len(), 1);
        assert_eq!(held(vec![here(5, 0)], &[], &[(3, 3)]).0.len(), 0);
        // One of two is that of a trial.
        assert_eq!(held(vec![here(5, 5), here(3, 0)], &[], &[(6, 6)]).0.len(), 0);
        assert_eq!(held(vec![here(5, 0), here(3, 0)], &[], &[]).0.len(), 1);
    }

    #[test]
    fn the_keyring_is_nobody_outside_and_the_first_who_does_not_fit_ends_it() {
        let (_, held_one) =
            held(vec![(anchor("a", 5, 5), Whence::This), (anchor("k", 8, 8), Whence::Beside)], &[], &[]);
        assert_eq!((held_one.outside, held_one.beside), (5, 8));
        let seen = vec![
            (anchor("a", 3, 3), Whence::This),
            (anchor("b", 5, 0), Whence::This),
            (anchor("c", 8, 8), Whence::This),
        ];
        assert_eq!(held(seen, &[], &[]).1.outside, 3);
    }
}
