//! Protecting an identity file in another way. The file is the only way to its key, and so the old one goes only when the new
//! one lies beside it and has been read back; and nothing goes that somebody else wrote meanwhile.
//!
//! The old file is locked from when it is read on, so that of two commands at once the second is refused. What a kill leaves
//! beside it has a name of its own, and is overwritten by the next change.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::files;
use super::secrets::{LARGEST_IDENTITY, internal, read_identity};
use crate::crypto::age_file::{self, Work};
use crate::crypto::identity_file::Inside;
use crate::crypto::passphrase::Passphrase;
use crate::crypto::{self};
use crate::failure::Failure;

/// An identity file that is about to be replaced.
pub struct OldIdentity {
    path: PathBuf,
    file: File,
    bytes: Zeroizing<Vec<u8>>,
}

impl OldIdentity {
    /// Takes the file whose bytes were read just now, and overwrites what an earlier change left beside it.
    ///
    /// # Errors
    /// [`Failure::Meanwhile`] where another command is at it, or it is not what was read.
    pub fn take(path: &Path, bytes: &[u8]) -> Result<Self, Failure> {
        let failed = |e| Failure::io("the identity file", e);
        // A link is followed: the file itself is replaced, where it lies.
        let path = fs::canonicalize(path).map_err(failed)?;
        // The old bytes are overwritten through it, when the name is another file's.
        let file = OpenOptions::new().read(true).write(true).open(&path).map_err(failed)?;
        // Where there are no locks, what is compared before the new file takes the name is left.
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(Failure::Meanwhile(
                "another praxis is changing the identity file".to_owned(),
                "try again when it has finished".to_owned(),
            ));
        }
        let old = Self { path, file, bytes: Zeroizing::new(bytes.to_vec()) };
        old.check()?;
        old.scrub_what_was_left();
        Ok(old)
    }

    /// Writes the new file beside the old one, and reads it back.
    ///
    /// # Errors
    /// When it cannot be written, or would not be read again; then the old one is as it was.
    pub fn prepare(
        self,
        inside: &Inside,
        passphrase: Option<(&Passphrase, Work)>,
    ) -> Result<NewIdentity, Failure> {
        let bytes = inside.file(passphrase).map_err(|e| internal(e, "the identity"))?;
        refuse_too_large(&bytes)?;
        let failed = |e| Failure::io("the identity file could not be written", e);
        let new = files::beside_as(&self.path, &prefix(&self.path)).map_err(failed)?;
        // From here on what was written is overwritten when it is given up.
        let mut new = NewIdentity { old: self, new: Some(new) };
        if let Some(new) = &mut new.new {
            new.write_all(&bytes).and_then(|()| new.as_file().sync_all()).map_err(failed)?;
            let back = read_identity(new.path())?;
            let read = match passphrase {
                Some((passphrase, _)) => age_file::open_locked(&back, passphrase),
                None => Inside::read(&back),
            };
            let read = read.map_err(|e| internal(e, "the new identity file"))?;
            if *read.text() != *inside.text() {
                let error = crypto::Error::Malformed("does not read back");
                return Err(internal(error, "the new identity file"));
            }
        }
        Ok(new)
    }

    /// Whether the name is still that of the file that was read, and its bytes are the same.
    fn check(&self) -> Result<(), Failure> {
        let same = || -> std::io::Result<bool> {
            let (old, now) = (self.file.metadata()?, fs::metadata(&self.path)?);
            let bytes = files::read_secret(&self.path, LARGEST_IDENTITY)?;
            Ok((old.dev(), old.ino()) == (now.dev(), now.ino()) && *bytes == *self.bytes)
        };
        if same().unwrap_or(false) {
            return Ok(());
        }
        Err(Failure::Meanwhile(
            "the identity file was changed meanwhile; nothing was written over it".to_owned(),
            "run the command again: it begins with the file as it is now".to_owned(),
        ))
    }

    fn scrub_what_was_left(&self) {
        for left in left_beside(&self.path) {
            let _ = files::scrub(&left);
        }
    }
}

/// How the name of a new file begins that has not taken the name of this one yet.
fn prefix(path: &Path) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(path.file_name().unwrap_or_default());
    prefix.push(".praxis-new-");
    prefix
}

/// What changes that were cut off left beside an identity file. One that is going on has such a file too.
pub fn left_beside(path: &Path) -> Vec<PathBuf> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let prefix = prefix(&path);
    let entries = fs::read_dir(files::folder_of(&path)).into_iter().flatten().flatten();
    let left = entries.filter(|entry| {
        let ours = entry.file_name().as_encoded_bytes().starts_with(prefix.as_encoded_bytes());
        ours && entry.file_type().is_ok_and(|kind| kind.is_file())
    });
    left.map(|entry| entry.path()).collect()
}

/// A new identity file that lies beside the old one, whole. Dropped, it is overwritten and gone.
pub struct NewIdentity {
    old: OldIdentity,
    new: Option<tempfile::NamedTempFile>,
}

impl NewIdentity {
    /// Has it take the name, and overwrites the old bytes. What is not as it should be after that is said, and is no failure:
    /// the file has been changed.
    ///
    /// # Errors
    /// When it cannot take the name; then the old file is as it was.
    pub fn put(mut self) -> Result<Option<String>, Failure> {
        self.old.check()?;
        let Some(new) = self.new.take() else { return Ok(None) };
        if let Err(error) = new.persist(&self.old.path) {
            self.new = Some(error.file);
            return Err(Failure::io("the identity file could not be written", error.error));
        }
        let synced = files::sync_folder(files::folder_of(&self.old.path), "the folder of the identity");
        // Under a second name it is a copy that somebody made, and theirs to keep.
        if self.old.file.metadata().is_ok_and(|about| about.nlink() > 0) {
            return Ok(Some(
                "the old file has another name too (a hard link): it was not overwritten, and opens as it did"
                    .to_owned(),
            ));
        }
        if synced.is_err() || files::overwrite(&self.old.file).is_err() {
            return Ok(Some(
                "the identity file is changed, but the old one could not be overwritten".to_owned(),
            ));
        }
        Ok(None)
    }
}

impl Drop for NewIdentity {
    fn drop(&mut self) {
        if let Some(new) = &self.new {
            let _ = files::overwrite(new.as_file());
        }
    }
}

/// Refuses what would be written and never read again.
pub fn refuse_too_large(bytes: &[u8]) -> Result<(), Failure> {
    if bytes.len() <= LARGEST_IDENTITY {
        return Ok(());
    }
    Err(Failure::Locked(
        "the identity file would be larger than praxis reads; nothing was written".to_owned(),
        "look at what the plugin wrote for you: it is far longer than a hardware key needs".to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::age_file::Identity;
    use crate::crypto::identity_file::{Guarded, Holder, Stub};
    use crate::failure::Exit;
    use crate::vault::write_identity_file;

    fn inside() -> Inside {
        Inside { holder: Holder::Identity(Identity::generate()), passphrase_set: None }
    }

    /// A folder with a bare identity.
    fn place() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("me.age");
        write_identity_file(&path, &inside(), None).expect("writes");
        (folder, path)
    }

    fn take(path: &Path) -> Result<OldIdentity, Failure> {
        OldIdentity::take(path, &fs::read(path).expect("reads"))
    }

    fn names(folder: &Path) -> usize {
        fs::read_dir(folder).expect("reads").count()
    }

    #[test]
    fn of_two_commands_at_once_the_second_is_refused() {
        let (_folder, path) = place();
        let first = take(&path).expect("takes");
        assert_eq!(take(&path).err().expect("refused").explain().exit, Exit::Busy);
        drop(first);
        take(&path).expect("takes");
    }

    #[test]
    fn what_was_written_meanwhile_stays() {
        // The same name and another file, as a rename makes it; the same file and other bytes.
        for renamed in [true, false] {
            let (folder, path) = place();
            let new = take(&path).expect("takes").prepare(&inside(), None).expect("prepares");
            let other = folder.path().join("other");
            write_identity_file(&other, &inside(), None).expect("writes");
            let theirs = fs::read(&other).expect("reads");
            if renamed {
                fs::rename(&other, &path).expect("renames");
            } else {
                fs::write(&path, &theirs).expect("writes");
                fs::remove_file(&other).expect("removes");
            }
            let Err(refused) = new.put() else { panic!("it was changed meanwhile") };
            assert_eq!(refused.explain().exit, Exit::Busy);
            assert_eq!(fs::read(&path).expect("reads"), theirs);
            assert_eq!(names(folder.path()), 1, "nothing is left beside it");
        }
    }

    #[test]
    fn what_would_not_be_read_again_takes_no_name() {
        let (folder, path) = place();
        let before = fs::read(&path).expect("reads");
        let sealed = "-----BEGIN AGE ENCRYPTED FILE-----\nAAAA\n-----END AGE ENCRYPTED FILE-----\n";
        for (stub, exit) in [("Q".repeat(LARGEST_IDENTITY), Exit::Locked), ("Q".repeat(100), Exit::Done)] {
            let stub = Stub::parse(&format!("AGE-PLUGIN-TEST-1{stub}")).expect("a stub");
            let guarded = Guarded::new(&Identity::generate(), stub, sealed.as_bytes()).expect("fits");
            let inside = Inside { holder: Holder::Guarded(guarded), passphrase_set: None };
            let prepared = take(&path).expect("takes").prepare(&inside, None);
            assert_eq!(prepared.err().map_or(Exit::Done, |refused| refused.explain().exit), exit);
            assert_eq!(fs::read(&path).expect("reads"), before);
            let never = folder.path().join("new.age");
            if exit != Exit::Done {
                assert!(write_identity_file(&never, &inside, None).is_err());
            }
            assert_eq!(names(folder.path()), 1, "nothing is left beside it");
        }
    }

    #[test]
    fn what_a_kill_left_is_overwritten_by_the_next() {
        let (folder, path) = place();
        let left = folder.path().join(".me.age.praxis-new-abc");
        fs::write(&left, "a key").expect("writes");
        let open = File::open(&left).expect("opens");
        let others = folder.path().join(".you.age.praxis-new-abc");
        fs::write(&others, "a key").expect("writes");
        assert_eq!(left_beside(&path), std::slice::from_ref(&left));
        let said = take(&path).expect("takes").prepare(&inside(), None).expect("prepares").put();
        assert_eq!(said.expect("puts"), None);
        assert!(!left.exists() && others.exists());
        assert_eq!(std::io::read_to_string(open).expect("reads"), "\0".repeat(5));
    }

    #[test]
    fn a_second_name_is_a_copy_and_stays() {
        let (folder, path) = place();
        let link = folder.path().join("mine");
        fs::hard_link(&path, &link).expect("links");
        let before = fs::read(&path).expect("reads");
        let said = take(&path).expect("takes").prepare(&inside(), None).expect("prepares").put();
        assert!(said.expect("puts").expect("said").contains("a hard link"));
        assert_eq!(fs::read(&link).expect("reads"), before);
        assert_ne!(fs::read(&path).expect("reads"), before);
    }
}
