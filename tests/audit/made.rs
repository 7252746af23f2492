//! A vault with clients, notes, a backup and an erasure, made by the program; and copies of it that are attacked.

use std::fs;
use std::path::Path;

use super::common::{Done, Home, copy};
use super::forge::Forge;

/// The vault.
pub struct Made {
    pub home: Home,
}

/// A copy of vault and state folder in a home without an identity.
pub struct Copy {
    pub home: Home,
    pub forge: Forge,
}

impl Made {
    /// N-000001 is in the trash, and was live in the copy `early`; C-0003 is erased, with its certificate in `erased.txt`;
    /// there is a backup in `place`, with a copy of the keyring from after it, a checkpoint of just then in `kept`, and
    /// there are some entries after it.
    pub fn new() -> Self {
        let home = Home::with_vault();
        for name in ["Ottilie Fairweather", "Caspian Nettlefold", "Isolde Farthing"] {
            let client = home.client(name);
            home.note(&client, &format!("a session with {name}"));
        }
        home.note("C-0001", "sleeping badly");
        copy(&home.vault(), &home.join("early"));
        home.run(["note", "trash", "N-000001"]).ok();
        home.run(["client", "amend", "C-0001", "--phone", "07700 900123"]).ok();
        fs::create_dir(home.join("place")).expect("makes");
        home.run(["backup", "create", "--to", "place"]).ok();
        let erase = ["erase", "C-0003", "--ground", "no-longer-necessary", "--confirm", "C-0003"];
        home.run(erase.into_iter().chain(["--accept-total-loss", "--certificate", "erased.txt"])).ok();
        home.run(["audit", "checkpoint", "-o", "kept"]).ok();
        for _ in 0..3 {
            home.run(["client", "show", "C-0001"]).ok();
        }
        home.note("C-0002", "a last session");
        Self { home }
    }

    /// The path of a paper that was kept.
    pub fn kept(&self, name: &str) -> String {
        self.home.join(name).to_str().expect("UTF-8").to_owned()
    }

    /// Nobody can unlock anything where this lies: there is no identity, and nobody is asked.
    pub fn copy(&self) -> Copy {
        let home = Home::empty();
        copy(&self.home.join(".local"), &home.join(".local"));
        let forge = Forge::new(&home.vault(), &home.state());
        Copy { home, forge }
    }
}

impl Copy {
    pub fn verify(&self, args: &[&str]) -> Done {
        self.home.run(["audit", "verify"].iter().chain(args))
    }

    /// The log is refused, and this is the first thing that is wrong with it.
    #[track_caller]
    pub fn is_refused(&self, what: &str, first: &str) -> Done {
        self.is_refused_with(&[], what, first)
    }

    #[track_caller]
    pub fn is_refused_with(&self, args: &[&str], what: &str, first: &str) -> Done {
        let done = self.verify(args);
        assert_eq!(done.code, 7, "{what}: {}{}", done.stdout, done.stderr);
        let wrong = done.stdout.lines().find(|line| line.starts_with("wrong: ")).unwrap_or_default();
        assert_eq!(wrong, format!("wrong: {first}"), "{what}: {}", done.stdout);
        assert!(done.stderr.contains(first), "{what}: {}", done.stderr);
        done
    }
}

/// Another copy of the vault folder in the place of the one that is there.
pub fn replace(vault: &Path, other: &Path) {
    fs::remove_dir_all(vault).expect("removes");
    copy(other, vault);
}

/// How many faults are listed.
pub fn faults(done: &Done) -> usize {
    done.stdout.lines().filter(|line| line.starts_with("wrong: ")).count()
}
