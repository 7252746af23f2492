//! Follows the calls of one process on a [`Disk`]: where each descriptor points and stands, what changes.
//!
//! One table of descriptors, whichever thread made the call: praxis starts no process of its own here. Shared
//! writable mappings are not seen; `SQLite` uses one for its shared-memory file, which is no data. At the end the
//! disk must be what really lies there, so nothing is overlooked.

#![allow(clippy::expect_used)] // A harness that cannot go on fails.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::disk::{Disk, Node, ROOT};
use super::trace::{Arg, Call};

pub struct Process {
    pub disk: Disk,
    /// The root of the disk: what lies elsewhere is not followed.
    home: String,
    open: BTreeMap<i64, Open>,
}

#[derive(Clone)]
struct Open {
    node: Node,
    /// Shared by duplicates.
    at: Rc<Cell<usize>>,
    append: bool,
}

/// Where a path leads.
struct Place {
    folder: Node,
    name: String,
    node: Option<Node>,
}

/// What a call did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Nothing,
    /// Bytes or names are other than before.
    Changed,
    /// What was done before is safe now.
    Synced,
    /// Something was printed on stdout.
    Said,
}

impl Process {
    pub fn new(disk: Disk, home: &str) -> Self {
        Self { disk, home: home.to_owned(), open: BTreeMap::new() }
    }

    /// Follows one call.
    pub fn follow(&mut self, call: &Call) -> Effect {
        match call.name {
            "openat" => return self.opened(call, 0),
            "open" => return self.opened(call, usize::MAX),
            "close" => _ = self.open.remove(&call.number(0)),
            "dup" | "dup2" | "dup3" => self.duplicated(call),
            "fcntl" if call.has("F_DUPFD") || call.has("F_DUPFD_CLOEXEC") => self.duplicated(call),
            "fcntl" => {}
            "lseek" => {
                if let Some(open) = self.open.get(&call.number(0)) {
                    open.at.set(usize::try_from(call.result).expect("a position"));
                }
            }
            "read" => {
                if let Some(open) = self.open.get(&call.number(0)) {
                    open.at.set(open.at.get() + usize::try_from(call.result).expect("a size"));
                }
            }
            "write" | "writev" | "pwrite64" => return self.written(call),
            "ftruncate" => {
                let Some(open) = self.open.get(&call.number(0)) else { return Effect::Nothing };
                self.disk.set_length(open.node, call.size(1));
                return Effect::Changed;
            }
            "fsync" | "fdatasync" => {
                let Some(open) = self.open.get(&call.number(0)) else { return Effect::Nothing };
                self.disk.sync(open.node);
                return Effect::Synced;
            }
            "mkdir" => return self.made_folder(call, usize::MAX),
            "mkdirat" => return self.made_folder(call, 0),
            "unlink" | "rmdir" => return self.removed(call, usize::MAX, 0),
            "unlinkat" => return self.removed(call, 0, 1),
            "rename" => return self.named(call, [usize::MAX, 0, usize::MAX, 1], true),
            "renameat" | "renameat2" => return self.named(call, [0, 1, 2, 3], true),
            "link" => return self.named(call, [usize::MAX, 0, usize::MAX, 1], false),
            "linkat" => return self.named(call, [0, 1, 2, 3], false),
            // A descriptor outside the home does not matter; one inside does, and then the replay would be wrong.
            other => {
                let inside = matches!(&call.args[0], Arg::Number(fd) if self.open.contains_key(fd));
                let by_name =
                    !other.starts_with("read") && matches!(call.args[0], Arg::Bytes(_) | Arg::Word(_));
                assert!(!inside && !by_name, "the harness cannot follow {call:?}");
            }
        }
        Effect::Nothing
    }

    fn opened(&mut self, call: &Call, at: usize) -> Effect {
        let path = if at == usize::MAX { 0 } else { at + 1 };
        let Some(place) = self.place(call, at, path) else { return Effect::Nothing };
        let mut effect = Effect::Nothing;
        let node = if let Some(node) = place.node {
            if call.has("O_TRUNC") && self.disk.length(node) > 0 {
                self.disk.set_length(node, 0);
                effect = Effect::Changed;
            }
            node
        } else {
            effect = Effect::Changed;
            self.make(&place, u32::try_from(call.number(path + 2)).expect("a mode"), false)
        };
        let append = call.has("O_APPEND");
        self.open.insert(call.result, Open { node, at: Rc::default(), append });
        effect
    }

    fn make(&mut self, place: &Place, mode: u32, folder: bool) -> Node {
        let node = self.disk.add(&place.name, mode, folder);
        self.disk.rename(place.folder, vec![(place.name.clone(), Some(node))]);
        node
    }

    fn duplicated(&mut self, call: &Call) {
        self.open.remove(&call.result);
        if let Some(open) = self.open.get(&call.number(0)).cloned() {
            self.open.insert(call.result, open);
        }
    }

    fn written(&mut self, call: &Call) -> Effect {
        let Some(open) = self.open.get(&call.number(0)) else {
            // What was open before the process began is none of the home's; 1 is stdout.
            return if call.number(0) == 1 { Effect::Said } else { Effect::Nothing };
        };
        let written = usize::try_from(call.result).expect("a size");
        let at = match call.name {
            "pwrite64" => call.size(3),
            _ if open.append => self.disk.length(open.node),
            _ => open.at.get(),
        };
        if call.name != "pwrite64" {
            open.at.set(at + written);
        }
        self.disk.write(open.node, at, &call.bytes(1)[..written]);
        Effect::Changed
    }

    fn made_folder(&mut self, call: &Call, at: usize) -> Effect {
        let path = if at == usize::MAX { 0 } else { at + 1 };
        let Some(place) = self.place(call, at, path) else { return Effect::Nothing };
        self.make(&place, u32::try_from(call.number(path + 1)).expect("a mode"), true);
        Effect::Changed
    }

    fn removed(&mut self, call: &Call, at: usize, path: usize) -> Effect {
        let Some(place) = self.place(call, at, path) else { return Effect::Nothing };
        self.disk.rename(place.folder, vec![(place.name, None)]);
        Effect::Changed
    }

    /// A rename, or a second name.
    fn named(&mut self, call: &Call, [from_at, from, to_at, to]: [usize; 4], moved: bool) -> Effect {
        let (from, to) = (self.place(call, from_at, from), self.place(call, to_at, to));
        let (Some(from), Some(to)) = (&from, &to) else {
            assert!(from.is_none() && to.is_none(), "the harness cannot follow {call:?}");
            return Effect::Nothing;
        };
        let mut names = vec![(to.name.clone(), from.node)];
        if moved {
            // Between two folders it would be a change of both, which this disk does not know.
            assert_eq!(from.folder, to.folder, "the harness cannot follow {call:?}");
            names.insert(0, (from.name.clone(), None));
        }
        self.disk.rename(to.folder, names);
        Effect::Changed
    }

    /// The place of the path in one argument, relative to the folder in another, if it lies in the home.
    fn place(&self, call: &Call, at: usize, path: usize) -> Option<Place> {
        let path = std::str::from_utf8(call.bytes(path)).expect("text");
        let (from, rest) = if path.starts_with('/') {
            (ROOT, path.strip_prefix(&self.home).filter(|rest| rest.is_empty() || rest.starts_with('/'))?)
        } else {
            match call.args.get(at) {
                Some(Arg::Number(descriptor)) => (self.open.get(descriptor)?.node, path),
                // The working folder, which is the home.
                _ => (ROOT, path),
            }
        };
        let mut parts: Vec<&str> = rest.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        assert!(!parts.contains(&".."), "the harness cannot follow {path}");
        let Some(last) = parts.pop() else {
            return Some(Place { folder: from, name: String::new(), node: Some(from) });
        };
        let folder = parts.into_iter().try_fold(from, |folder, name| self.disk.find(folder, name))?;
        Some(Place { folder, name: last.to_owned(), node: self.disk.find(folder, last) })
    }
}
