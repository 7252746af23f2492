//! Where the vault and its keys lie: whose the files are, who else may read them, who copies them elsewhere. Read here,
//! and judged by functions of what was read.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::Findings;

/// The most paths that a finding names.
const MOST: usize = 10;
/// How deep folders are looked into: a vault has one level.
const DEPTH: u8 = 4;

/// A file or a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where.
    pub path: PathBuf,
    /// Its permission bits.
    pub mode: u32,
    /// The number of whom it belongs to.
    pub owner: u32,
}

impl Entry {
    fn read(path: &Path) -> Option<Self> {
        let found = path.symlink_metadata().ok()?;
        // Where a link leads says its own entry; its mode says nothing.
        let mode = if found.is_symlink() { 0 } else { found.mode() & 0o7777 };
        Some(Self { path: path.to_owned(), mode, owner: found.uid() })
    }
}

/// A folder and all that is in it, and the folders above it.
pub fn entries_of(folder: &Path) -> (Vec<Entry>, Vec<Entry>) {
    fn walk(path: &Path, deeper: u8, found: &mut Vec<Entry>) {
        found.extend(Entry::read(path));
        let folder = path.symlink_metadata().is_ok_and(|found| found.is_dir());
        if deeper > 0 && folder {
            let below = std::fs::read_dir(path).into_iter().flatten().flatten();
            let mut below: Vec<PathBuf> = below.map(|entry| entry.path()).collect();
            below.sort_unstable();
            for path in below {
                walk(&path, deeper - 1, found);
            }
        }
    }
    let mut found = Vec::new();
    let whole = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    // A link to it may have taken its place; what counts is where that leads.
    walk(if folder.is_symlink() { &whole } else { folder }, DEPTH, &mut found);
    (found, whole.ancestors().skip(1).filter_map(Entry::read).collect())
}

/// Whether anybody else may read or enter what is there, or put something else in its place.
pub fn permissions(entries: &[Entry], above: &[Entry], findings: &mut Findings) {
    let about = "permissions";
    let open = listed(entries.iter().filter(|entry| entry.mode & 0o077 != 0));
    let replaced = listed(above.iter().filter(|entry| entry.mode & 0o1002 == 0o002));
    if let Some(open) = &open {
        findings.advise(
            about,
            format!("others may enter or read: {open}"),
            "run: chmod -R go= on the vault folder and on the keys folder",
        );
    }
    if let Some(replaced) = &replaced {
        findings.advise(
            about,
            format!("anybody may put another folder in the place of yours in: {replaced}"),
            "run: chmod o-w on it, or move the folders elsewhere",
        );
    }
    if open.is_none() && replaced.is_none() {
        findings.good(about, "vault and keys folder are open to nobody else");
    }
}

/// Whether all of it belongs to whoever runs praxis.
pub fn owner(entries: &[Entry], user: u32, findings: &mut Findings) {
    if let Some(foreign) = listed(entries.iter().filter(|entry| entry.owner != user)) {
        findings.advise(
            "owner",
            format!("these belong to another user than the one who runs praxis: {foreign}"),
            "a job that runs as another user may have made them: run praxis as one user, and chown them to that one",
        );
    }
}

fn listed<'e>(entries: impl Iterator<Item = &'e Entry>) -> Option<String> {
    let all: Vec<String> = entries.map(|entry| entry.path.display().to_string()).collect();
    let more = all.len().saturating_sub(MOST);
    let shown = all.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    match more {
        _ if all.is_empty() => None,
        0 => Some(shown),
        _ => Some(format!("{shown} and {more} more")),
    }
}

/// The work tree of a version control that a folder lies in.
pub fn work_tree(folder: &Path) -> Option<PathBuf> {
    let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let kept = |above: &Path| [".git", ".hg", ".jj", ".svn"].iter().any(|name| above.join(name).exists());
    folder.ancestors().find(|above| kept(above)).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::super::Level;
    use super::*;

    fn entry(path: &str, mode: u32, owner: u32) -> Entry {
        Entry { path: PathBuf::from(path), mode, owner }
    }

    fn said(judge: impl Fn(&mut Findings)) -> Vec<(Level, String)> {
        let mut findings = Findings::default();
        judge(&mut findings);
        findings.list().iter().map(|finding| (finding.level, finding.what.clone())).collect()
    }

    #[test]
    fn modes() {
        for (mode, open) in
            [(0o700, false), (0o600, false), (0o640, true), (0o604, true), (0o701, true), (0o4700, false)]
        {
            let found = said(|findings| permissions(&[entry("/v/a", mode, 0)], &[], findings));
            assert_eq!(found[0].0 == Level::Advice, open, "{mode:o}");
        }
        for (mode, open) in [(0o755, false), (0o775, false), (0o777, true), (0o1777, false), (0o757, true)] {
            let above = [entry("/home", mode, 0)];
            let found = said(|findings| permissions(&[entry("/home/v", 0o700, 0)], &above, findings));
            assert_eq!(found[0].0 == Level::Advice, open, "{mode:o}");
            assert_eq!(found.len(), 1);
        }
        let many: Vec<Entry> = (0..13).map(|at| entry(&format!("/v/{at}"), 0o644, 0)).collect();
        let found = said(|findings| permissions(&many, &[], findings));
        assert!(found[0].1.ends_with("/v/9 and 3 more"), "{found:?}");
    }

    #[test]
    fn owners() {
        let entries = [entry("/v", 0o700, 1000), entry("/v/seen", 0o600, 0)];
        assert_eq!(said(|findings| owner(&entries[..1], 1000, findings)), []);
        let found = said(|findings| owner(&entries, 1000, findings));
        assert!(found.len() == 1 && found[0].1.ends_with("praxis: /v/seen"), "{found:?}");
    }

    #[test]
    fn everything_in_a_folder_is_looked_at_and_links_are_not_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (vault, other) = (folder.path().join("vault"), folder.path().join("other"));
        fs::create_dir_all(vault.join("keyring")).expect("made");
        fs::create_dir_all(&other).expect("made");
        for file in ["vault/keyring/a", "vault/lock", "other/large"] {
            fs::write(folder.path().join(file), "x").expect("written");
            fs::set_permissions(folder.path().join(file), fs::Permissions::from_mode(0o644)).expect("set");
        }
        symlink(&other, vault.join("link")).expect("linked");
        let (entries, above) = entries_of(&vault);
        let open: Vec<String> = entries
            .iter()
            .filter(|entry| entry.mode == 0o644)
            .map(|entry| entry.path.strip_prefix(&vault).expect("below").display().to_string())
            .collect();
        assert_eq!(open, ["keyring/a", "lock"]);
        assert_eq!(entries.len(), 5, "{entries:?}");
        assert_eq!(above.last().expect("a root").path, Path::new("/"));
        assert!(above[0].path.ends_with(folder.path().file_name().expect("a name")));
    }

    #[test]
    fn a_work_tree_is_found_from_below() {
        let folder = tempfile::tempdir().expect("a folder");
        let below = folder.path().join("home/records/vault");
        fs::create_dir_all(&below).expect("made");
        let before = work_tree(&below);
        assert!(before.as_ref().is_none_or(|tree| folder.path().starts_with(tree)), "{before:?}");
        // A work tree beside another has a file of that name.
        fs::write(folder.path().join("home/.git"), "gitdir: elsewhere").expect("written");
        let home = fs::canonicalize(folder.path().join("home")).expect("a path");
        assert_eq!(work_tree(&below), Some(home));
    }
}
