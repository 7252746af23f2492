//! Examining a vault: everything that can be checked without a key, and with one every record, slot and piece.
//!
//! Nothing is repaired here. What is wrong is said with the reference or the file that it is about.

mod machine;
mod opened;
mod place;
mod surroundings;

use std::path::{Path, PathBuf};

use super::layout::Mirror;
use super::lock::Lock;
use super::mirrors::{Behind, Standing};
use super::open::Vault;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::reference::Register;
use crate::records::tombstone::ErasureState;
use crate::records::will::WillState;
use crate::rules::readiness;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should be.
    Good,
    /// Could be better; nothing is lost.
    Advice,
    /// Something stored is not what was stored.
    Damage,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How it stands.
    pub level: Level,
    /// What was looked at: a word.
    pub about: &'static str,
    /// How it stands, in words; never a name.
    pub what: String,
    /// What to do; empty where nothing is to be done.
    pub hint: String,
}

/// What an examination found, in the order it was looked at.
#[derive(Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    fn good(&mut self, about: &'static str, what: impl Into<String>) {
        self.add(Level::Good, about, what.into(), "");
    }

    fn advise(&mut self, about: &'static str, what: impl Into<String>, hint: &str) {
        self.add(Level::Advice, about, what.into(), hint);
    }

    fn damage(&mut self, about: &'static str, what: impl Into<String>) {
        self.add(
            Level::Damage,
            about,
            what.into(),
            "restore a backup, or put back a copy of the vault folder",
        );
    }

    /// A failure that was met on the way is a finding, unless it is about this run and not about the vault.
    fn failed(&mut self, about: &'static str, failure: Failure) -> Result<(), Failure> {
        match failure {
            Failure::Damaged(what, hint) => self.add(Level::Damage, about, what, &hint),
            other => return Err(other),
        }
        Ok(())
    }

    fn add(&mut self, level: Level, about: &'static str, what: String, hint: &str) {
        self.0.push(Finding { level, about, what, hint: hint.to_owned() });
    }

    /// Says whether texts can be edited without the disk keeping them, in `memory`, a folder that is memory; and which folders
    /// there hold what an editor left that was killed.
    pub fn editing(&mut self, memory: Option<&Path>, kept: &[PathBuf]) {
        match memory {
            Some(folder) => self.good("editor", format!("texts are edited in memory, in {}", folder.display())),
            None => self.advise(
                "editor",
                "there is no folder in memory to edit in: no editor is opened, because the disk would keep the text",
                "log in so that XDG_RUNTIME_DIR is set, or mount /dev/shm; until then pipe texts in: --file -",
            ),
        }
        for folder in kept {
            self.advise(
                "editor",
                format!("a text that was being typed lies unsealed in memory, in {}", folder.display()),
                "unless an editor is open on it now: take from it what is needed, and remove the folder; else it goes when the machine is switched off",
            );
        }
    }

    /// All of them.
    #[must_use]
    pub fn list(&self) -> &[Finding] {
        &self.0
    }

    /// The worst of them.
    #[must_use]
    pub fn worst(&self) -> Level {
        self.0.iter().map(|finding| finding.level).max().unwrap_or(Level::Good)
    }
}

impl Vault {
    /// Examines all that can be examined without a key: the files, the keyring's mirrors, the database, the whole
    /// audit log and every row that it vouches for, and what the vault lies on.
    ///
    /// # Errors
    /// When something cannot be read at all.
    pub fn examine(&self) -> Result<Findings, Failure> {
        // Nobody writes keys meanwhile, and what is written to the database is not looked at.
        let _lock = Lock::shared(&self.layout.lock())?;
        let _snapshot = self.store.snapshot()?;
        let mut findings = Findings::default();
        self.examine_keyring(&mut findings)?;
        self.examine_members(&mut findings);
        self.examine_kits(&mut findings)?;
        self.examine_wills(&mut findings)?;
        self.examine_backups(&mut findings)?;
        self.examine_erasures(&mut findings)?;
        self.examine_database(&mut findings)?;
        self.examine_log(&mut findings)?;
        surroundings::examine(self, &mut findings)?;
        Ok(findings)
    }

    fn examine_keyring(&self, findings: &mut Findings) -> Result<(), Failure> {
        let about = "keyring";
        let facts = self.store.read().facts()?;
        let standing = match Standing::load(&self.layout, facts.id, &facts.keyring) {
            Ok(standing) => standing,
            Err(failure) => return findings.failed(about, failure),
        };
        let other = if standing.source == Mirror::A { Mirror::B } else { Mirror::A };
        match standing.other {
            Some(Behind::Damaged) => findings.damage_of_one_mirror(other),
            Some(Behind::Older) => findings.advise(
                about,
                format!("a write of {} was cut off; the other mirror counts", other.name()),
                "the next command that unlocks the vault completes it",
            ),
            None => {}
        }
        if self.store.read().audit_head()?.size < standing.image.header.audit.size {
            findings.damage(about, "vault.db is older than the keyring beside it: its audit log is shorter");
        }
        let header = standing.image.header;
        findings.good(
            about,
            format!(
                "generation {}, epoch {}, {} of {} slots used",
                header.generation,
                header.epoch,
                standing.image.slots().len(),
                header.capacity
            ),
        );
        Ok(())
    }

    fn examine_members(&self, findings: &mut Findings) {
        let about = "members";
        match std::fs::read(self.layout.members()).map(|bytes| self.has_seen(&bytes)) {
            Err(_) => findings.damage(about, "members is missing or cannot be read"),
            Ok(Some(false)) => findings.damage(about, "members is not the file that this machine has seen"),
            Ok(Some(true)) => findings.good(about, "the file that this machine has seen"),
            Ok(None) => {}
        }
    }

    /// What stands in the clear of them; that they open shows `kit verify`.
    fn examine_kits(&self, findings: &mut Findings) -> Result<(), Failure> {
        let about = "kits";
        let kits = self.kit_standing()?;
        if kits.read_back.is_empty() {
            findings.advise(
                about,
                "there is no recovery kit: if this machine or your passphrase is lost, so is everything",
                "make one: praxis kit new -o FILE",
            );
        } else {
            let read_back: Vec<String> = kits.read_back.iter().map(ToString::to_string).collect();
            findings.good(about, format!("read back: {}", read_back.join(", ")));
        }
        for kit in kits.unread {
            findings.advise(
                about,
                format!("{kit} was made and never read back"),
                "read it: praxis kit verify FILE; or destroy it, and retire it",
            );
        }
        for kit in kits.stale {
            findings.advise(
                about,
                format!("{kit} is stale: with an old backup it could bring back what was erased since"),
                &format!("make a new one, {}, destroy the old one, and retire it", self.renewing_a_kit()?),
            );
        }
        Ok(())
    }

    /// Whoever works alone should have one. What stands in the clear of them is in `praxis status`; that they open shows
    /// `will drill`.
    fn examine_wills(&self, findings: &mut Findings) -> Result<(), Failure> {
        let rows = self.store.read().register_rows(Register::Will)?;
        let stands = rows.iter().any(|row| row.state != WillState::Retired.code());
        let alone = || {
            self.members_locked().is_ok_and(|all| all.iter().filter(|one| one.until.is_none()).count() == 1)
        };
        if !stands && alone() {
            findings.advise(
                "will",
                "there is no clinical will: if something happens to you, nobody can call your clients",
                "make one: praxis will set --trustee NAME --recipient age1... -o FOLDER",
            );
        }
        Ok(())
    }

    /// What the register says of them; that they are whole shows `backup verify`.
    fn examine_backups(&self, findings: &mut Findings) -> Result<(), Failure> {
        let about = "backups";
        let rows = self.store.read().backups()?;
        let backups = readiness::backups(&rows);
        match (backups.opened, backups.newest) {
            (Some(row), _) => {
                findings.good(about, format!("{} was opened and found whole", row.reference));
            }
            (None, Some(row)) => findings.advise(
                about,
                format!("{} was written, and never opened since", row.reference),
                "a backup counts once it was opened: praxis backup verify",
            ),
            (None, None) => findings.advise(
                about,
                "there is no backup: if this disk is lost, so is everything",
                "make one: praxis backup create --to DIR",
            ),
        }
        for reference in backups.cut_off {
            findings.advise(
                about,
                format!("{reference} was cut off while it was written"),
                "the next backup to the same folder takes away what is left of it",
            );
        }
        Ok(())
    }

    /// What was decided and is not done, and what an erasure needs.
    fn examine_erasures(&self, findings: &mut Findings) -> Result<(), Failure> {
        let about = "erasures";
        for row in self.store.read().erasures()? {
            let next = match row.state {
                ErasureState::Intended => "the next command that writes destroys the keys",
                ErasureState::Shredded => {
                    "the owner's next unlock moves the epoch on: until then old backups open"
                }
                ErasureState::Refused | ErasureState::Rotated => continue,
            };
            findings.advise(about, format!("{} is decided and not finished", row.reference), next);
        }
        let lacking = self.missing_keyring_copies().len();
        if lacking > 0 {
            findings.advise(
                about,
                format!(
                    "{} with backups, but without the keyring of today",
                    crate::records::text::counted(lacking, "folder")
                ),
                "put the medium in, and make a backup there: old ones need that keyring to give back who is left",
            );
        }
        if !self.layout.ballast().exists() {
            findings.advise(
                about,
                "the ballast is missing, which an erasure on a full disk gives up",
                "the next erasure makes it again, where there is room",
            );
        }
        Ok(())
    }

    fn examine_log(&self, findings: &mut Findings) -> Result<(), Failure> {
        let verified = self.verify_log_as_it_stands(Vec::new(), &[])?;
        for wrong in verified.in_log.iter().chain(&verified.unproved) {
            // The reader of a list of findings does not know of what it is an entry.
            let of = if wrong.entry.is_some() { "audit " } else { "" };
            findings.damage("audit log", format!("{of}{wrong}"));
        }
        if verified.in_log.is_empty() {
            findings.good("audit log", format!("{} entries fit their root", verified.entries));
            match verified.purged() {
                0 => {}
                purged => findings.good(
                    "audit log",
                    format!("{purged} of them were purged, and it says that their time was over"),
                ),
            }
        }
        verified.in_rows.iter().for_each(|wrong| findings.damage("rows", &wrong.what));
        if verified.in_rows.is_empty() {
            findings.good("rows", "every row is as the audit log knows it");
        }
        Ok(())
    }

    fn examine_database(&self, findings: &mut Findings) -> Result<(), Failure> {
        let wrong = self.store.integrity_check()?;
        for line in &wrong {
            findings.damage("database", format!("vault.db: SQLite says: {line}"));
        }
        let foreign = self.store.foreign_schema()?;
        for name in &foreign {
            findings.damage("database", format!("vault.db: {name} is not as praxis makes it"));
        }
        if wrong.is_empty() && foreign.is_empty() {
            findings.good("database", "SQLite finds vault.db whole");
        }
        Ok(())
    }
}

impl Findings {
    fn damage_of_one_mirror(&mut self, mirror: Mirror) {
        self.add(
            Level::Damage,
            "keyring",
            format!("{} is damaged; the other mirror is whole", mirror.name()),
            "any command that unlocks the vault rewrites it: praxis doctor",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_edited_in_memory_or_not_at_all() {
        let said = |memory: Option<&str>, kept: &[&str]| -> Vec<(Level, String)> {
            let mut findings = Findings::default();
            let kept: Vec<PathBuf> = kept.iter().map(PathBuf::from).collect();
            findings.editing(memory.map(Path::new), &kept);
            let own = findings.list().iter();
            own.inspect(|finding| assert_eq!(finding.hint.is_empty(), finding.level == Level::Good))
                .map(|finding| (finding.level, finding.what.clone()))
                .collect()
        };
        assert_eq!(said(Some("/dev/shm"), &[])[0].0, Level::Good);
        let none = said(None, &[]);
        assert!(none[0].0 == Level::Advice && none[0].1.contains("no editor is opened"), "{none:?}");
        let left = said(Some("/run/user/1000"), &["/run/user/1000/praxis-text-1", "/dev/shm/praxis-text-2"]);
        let levels: Vec<Level> = left.iter().map(|(level, _)| *level).collect();
        assert_eq!(levels, [Level::Good, Level::Advice, Level::Advice]);
        assert!(left[2].1.ends_with("in /dev/shm/praxis-text-2"), "{left:?}");
    }
}
