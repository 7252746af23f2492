//! A disk on which some of what was written is synced and the rest is not, and what a power cut may leave of it.
//!
//! As strict as POSIX: bytes and length of a file are there once the file itself was synced, a name once its
//! folder was. Syncing a file does not make its name durable, and syncing a folder no bytes. What is not synced
//! is lost or there each by itself: a name does not wait for the bytes behind it, nor for another name.
//!
//! Three things are not tried, because no disk does them and `SQLite` relies on that
//! (<https://sqlite.org/atomiccommit.html>, "Hardware Assumptions"): a write damages no byte outside its range
//! (which is also what `SQLite` calls "powersafe overwrite"), a sector of 512 bytes is written wholly or not at
//! all, and a rename within one folder is one change, not two.

#![allow(clippy::expect_used)] // A harness that cannot go on fails.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// A file or a folder, whatever its name is just now.
pub type Node = usize;

/// The folder that everything is in. It is synced itself.
pub const ROOT: Node = 0;

/// The shared-memory file of `SQLite` is no data: it rebuilds it.
const NO_DATA: &str = "vault.db-shm";

pub struct Disk {
    nodes: Vec<Held>,
}

struct Held {
    /// The name it first had, for reports.
    first: String,
    mode: u32,
    kind: Kind,
}

enum Kind {
    File { synced: Rc<[u8]>, later: Vec<Change> },
    Folder { synced: Names, live: Names, later: Vec<Renaming> },
}

type Names = BTreeMap<String, Node>;

/// Names that change together: each stands for a node now, or for none.
type Renaming = Vec<(String, Option<Node>)>;

/// What was done to the bytes of a file since it was synced.
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

/// Something that is not synced: the bytes of a file, or a change of names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Loose {
    Bytes(Node),
    Names(Node, usize),
}

/// What the power cut made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Lost,
    There,
    /// Every sector, and the length, is as it was at some moment since the sync. The seed says at which.
    Torn(u64),
}

/// A disk after a power cut: paths below its root with their modes, and bytes for files.
pub type Image = BTreeMap<PathBuf, (u32, Option<Rc<[u8]>>)>;

impl Disk {
    /// The disk of a folder, all of it synced.
    pub fn of(folder: &Path) -> Self {
        let mut disk = Self { nodes: Vec::new() };
        disk.add_from(folder, "");
        disk
    }

    fn add_from(&mut self, path: &Path, name: &str) -> Node {
        let about = fs::symlink_metadata(path).expect("there");
        let mode = about.permissions().mode() & 0o777;
        if about.is_file() {
            let node = self.add(name, mode, false);
            self.nodes[node].kind =
                Kind::File { synced: fs::read(path).expect("reads").into(), later: Vec::new() };
            return node;
        }
        assert!(about.is_dir(), "neither file nor folder: {}", path.display());
        let node = self.add(name, mode, true);
        for entry in fs::read_dir(path).expect("a folder") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().into_string().expect("text");
            let below = self.add_from(&entry.path(), &name);
            let (synced, live, _) = self.folder_mut(node);
            synced.insert(name.clone(), below);
            live.insert(name, below);
        }
        node
    }

    /// A new file or folder, which has no name yet.
    pub fn add(&mut self, first: &str, mode: u32, folder: bool) -> Node {
        let kind = if folder {
            Kind::Folder { synced: Names::new(), live: Names::new(), later: Vec::new() }
        } else {
            Kind::File { synced: Rc::default(), later: Vec::new() }
        };
        self.nodes.push(Held { first: first.to_owned(), mode, kind });
        self.nodes.len() - 1
    }

    /// What a name in a folder stands for while the machine runs.
    pub fn find(&self, folder: Node, name: &str) -> Option<Node> {
        match &self.nodes[folder].kind {
            Kind::Folder { live, .. } => live.get(name).copied(),
            Kind::File { .. } => None,
        }
    }

    /// Gives names in a folder to nodes, or takes them away, all in one change.
    pub fn rename(&mut self, folder: Node, names: Renaming) {
        let (_, live, later) = self.folder_mut(folder);
        for (name, node) in &names {
            match node {
                Some(node) => live.insert(name.clone(), *node),
                None => live.remove(name),
            };
        }
        later.push(names);
    }

    pub fn write(&mut self, node: Node, at: usize, bytes: &[u8]) {
        self.changes_mut(node).push(Change::Write(at, bytes.to_vec()));
    }

    pub fn set_length(&mut self, node: Node, length: usize) {
        self.changes_mut(node).push(Change::Length(length));
    }

    /// Makes durable what was done so far to a file, or the names in a folder.
    pub fn sync(&mut self, node: Node) {
        let now = self.content(node, Fate::There);
        match &mut self.nodes[node].kind {
            Kind::File { synced, later } => {
                *synced = now.unwrap_or_default();
                later.clear();
            }
            Kind::Folder { synced, live, later } => {
                synced.clone_from(live);
                later.clear();
            }
        }
    }

    /// The length of a file while the machine runs.
    pub fn length(&self, node: Node) -> usize {
        self.content(node, Fate::There).map_or(0, |bytes| bytes.len())
    }

    /// All that is not synced.
    pub fn loose(&self) -> Vec<Loose> {
        let mut loose = Vec::new();
        for (node, held) in self.nodes.iter().enumerate() {
            match &held.kind {
                Kind::File { later, .. } if !later.is_empty() && held.first != NO_DATA => {
                    loose.push(Loose::Bytes(node));
                }
                Kind::File { .. } => {}
                Kind::Folder { later, .. } => {
                    let is_data = |names: &Renaming| names.iter().any(|(name, _)| name != NO_DATA);
                    let changes = later.iter().enumerate().filter(|(_, names)| is_data(names));
                    loose.extend(changes.map(|(index, _)| Loose::Names(node, index)));
                }
            }
        }
        loose
    }

    /// What a loose thing is called in a report.
    pub fn name(&self, loose: Loose) -> String {
        match (
            loose,
            &self.nodes[match loose {
                Loose::Bytes(node) | Loose::Names(node, _) => node,
            }]
            .kind,
        ) {
            (Loose::Names(_, index), Kind::Folder { later, .. }) => {
                let sign = |node: &Option<Node>| if node.is_some() { '+' } else { '-' };
                let names: Vec<String> =
                    later[index].iter().map(|(name, node)| format!("{}{name}", sign(node))).collect();
                names.join("")
            }
            (Loose::Bytes(node) | Loose::Names(node, _), _) => self.nodes[node].first.clone(),
        }
    }

    /// The disk after a power cut that gave each loose thing its fate; the other things are synced.
    pub fn after(&self, fates: &[(Loose, Fate)]) -> Image {
        let mut image = Image::new();
        self.collect(ROOT, Path::new(""), fates, &mut image);
        image
    }

    fn collect(&self, node: Node, path: &Path, fates: &[(Loose, Fate)], image: &mut Image) {
        let mode = self.nodes[node].mode;
        let fate_of = |one: &dyn Fn(&Loose) -> bool| {
            fates.iter().find(|(loose, _)| one(loose)).map_or(Fate::Lost, |(_, fate)| *fate)
        };
        let Kind::Folder { synced, later, .. } = &self.nodes[node].kind else {
            let fate = fate_of(&|loose| matches!(loose, Loose::Bytes(one) if *one == node));
            image.insert(path.to_owned(), (mode, self.content(node, fate)));
            return;
        };
        let mut names = synced.clone();
        for (index, change) in later.iter().enumerate() {
            let fate =
                fate_of(&|loose| matches!(loose, Loose::Names(one, at) if (*one, *at) == (node, index)));
            // Names are not torn: a coin is thrown.
            if fate == Fate::Lost || matches!(fate, Fate::Torn(seed) if seed % 2 == 0) {
                continue;
            }
            for (name, node) in change {
                match node {
                    Some(node) => names.insert(name.clone(), *node),
                    None => names.remove(name),
                };
            }
        }
        if node != ROOT {
            image.insert(path.to_owned(), (mode, None));
        }
        for (name, below) in names.iter().filter(|(name, _)| *name != NO_DATA) {
            self.collect(*below, &path.join(name), fates, image);
        }
    }

    /// The bytes of a file after a power cut; `None` for a folder.
    fn content(&self, node: Node, fate: Fate) -> Option<Rc<[u8]>> {
        let Kind::File { synced, later } = &self.nodes[node].kind else { return None };
        if fate == Fate::Lost || later.is_empty() {
            return Some(Rc::clone(synced));
        }
        let mut now = synced.to_vec();
        let Fate::Torn(seed) = fate else {
            for change in later {
                apply(change, &mut now);
            }
            return Some(now.into());
        };
        let mut random = Random(seed);
        let sector = if random.below(2) == 0 { 512 } else { 4096 };
        // After how many of the changes each sector was written last, and the length. Drawn when first needed.
        let moment = |random: &mut Random| match random.below(3) {
            0 => 0,
            1 => later.len(),
            _ => random.below(later.len() + 1),
        };
        let length_at = moment(&mut random);
        let (mut length, mut torn) = (now.len(), synced.to_vec());
        let mut moments: BTreeMap<usize, usize> = BTreeMap::new();
        for (index, change) in later.iter().enumerate() {
            let before = now.len();
            apply(change, &mut now);
            if index < length_at {
                length = now.len();
            }
            torn.resize(torn.len().max(now.len()), 0);
            let (from, to) = match change {
                Change::Write(at, bytes) => (*at, at + bytes.len()),
                Change::Length(length) => (before.min(*length), before.max(*length)),
            };
            for number in from / sector..to.div_ceil(sector) {
                let until = *moments.entry(number).or_insert_with(|| moment(&mut random));
                if index < until {
                    let start = number * sector;
                    let end = (start + sector).min(torn.len());
                    // The file may be shorter by now.
                    let there = end.min(now.len());
                    if start < there {
                        torn[start..there].copy_from_slice(&now[start..there]);
                    }
                    torn[there.max(start)..end].fill(0);
                }
            }
        }
        // A region that was appended is absent, or there with zeros where its sectors are lost.
        torn.resize(length, 0);
        Some(torn.into())
    }

    fn folder_mut(&mut self, node: Node) -> (&mut Names, &mut Names, &mut Vec<Renaming>) {
        match &mut self.nodes[node].kind {
            Kind::Folder { synced, live, later } => (synced, live, later),
            Kind::File { .. } => panic!("no folder"),
        }
    }

    fn changes_mut(&mut self, node: Node) -> &mut Vec<Change> {
        match &mut self.nodes[node].kind {
            Kind::File { later, .. } => later,
            Kind::Folder { .. } => panic!("no file"),
        }
    }
}

fn apply(change: &Change, bytes: &mut Vec<u8>) {
    match change {
        Change::Write(at, new) => {
            let end = at + new.len();
            bytes.resize(bytes.len().max(end), 0);
            bytes[*at..end].copy_from_slice(new);
        }
        Change::Length(length) => bytes.resize(*length, 0),
    }
}

/// Puts a disk into an empty folder.
pub fn lay_out(image: &Image, folder: &Path) {
    for (path, (mode, bytes)) in image {
        let path = folder.join(path);
        match bytes {
            None => fs::DirBuilder::new().mode(*mode).create(path).expect("a folder"),
            Some(bytes) => {
                let mut options = fs::OpenOptions::new();
                let file = options.write(true).create_new(true).mode(*mode).open(path);
                std::io::Write::write_all(&mut file.expect("a file"), bytes).expect("writes");
            }
        }
    }
}

/// Numbers that are the same each time (`SplitMix64`, <https://prng.di.unimi.it/splitmix64.c>).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("below a usize")
    }
}

#[test]
fn bytes_and_names_are_lost_each_by_itself() {
    let mut disk = Disk { nodes: Vec::new() };
    disk.add("", 0o700, true);
    let file = disk.add("new", 0o600, false);
    disk.rename(ROOT, vec![("new".to_owned(), Some(file))]);
    disk.write(file, 0, &[7; 1024]);
    let left = |disk: &Disk, fate: Fate| {
        let fates: Vec<(Loose, Fate)> = disk.loose().into_iter().map(|loose| (loose, fate)).collect();
        disk.after(&fates).remove(Path::new("new")).map(|(_, bytes)| bytes.expect("a file").to_vec())
    };
    assert_eq!(left(&disk, Fate::There), Some(vec![7; 1024]));
    disk.sync(file);
    assert_eq!(left(&disk, Fate::Lost), None, "a file that is synced has no name by that");
    disk.sync(ROOT);
    assert_eq!(left(&disk, Fate::Lost), Some(vec![7; 1024]));

    disk.write(file, 0, &[8; 2048]);
    assert_eq!(left(&disk, Fate::Lost), Some(vec![7; 1024]));
    let torn: Vec<Vec<u8>> = (0..200).filter_map(|seed| left(&disk, Fate::Torn(seed))).collect();
    assert_eq!(torn.len(), 200);
    for bytes in &torn {
        assert!(
            bytes.chunks(512).all(|sector| sector.iter().all(|byte| *byte == sector[0])),
            "half a sector"
        );
    }
    let found = |bytes: [u8; 4]| torn.iter().any(|one| one.iter().step_by(512).eq(&bytes));
    assert!(
        found([7, 8, 8, 0]) && found([8, 7, 0, 8]),
        "sectors are old, new, or zero where they were appended"
    );
    assert!(torn.iter().any(|bytes| bytes.len() == 1024 && bytes[0] == 8), "the length is lost by itself");

    disk.rename(ROOT, vec![("new".to_owned(), None), ("other".to_owned(), Some(file))]);
    assert!(left(&disk, Fate::Lost).is_some() && left(&disk, Fate::There).is_none());
}
