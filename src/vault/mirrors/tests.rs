use super::*;
use crate::crypto::secret::{CompartmentKey, RecordKey};
use crate::records::compartment::Compartment;
use crate::records::id::Handle;
use crate::vault::keyring::{Anchor, SlotName};

const VAULT: VaultId = VaultId::new([1; 16]);

struct Fixture {
    _folder: tempfile::TempDir,
    layout: Layout,
    recorded: KeyringRecord,
    key: CompartmentKey,
}

fn name(byte: u8) -> SlotName {
    SlotName {
        handle: Handle::new([byte; 16]),
        compartment: Compartment::Person,
        key_version: 1,
        record: None,
    }
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let layout = Layout::new(folder.path());
        files::make_folder(&layout.keyring_folder(), "test").expect("a folder");
        let image = Image::empty(VAULT, Anchor { size: 0, root: [0; 32] });
        let recorded = create(&layout, &image).expect("creates");
        Self { _folder: folder, layout, recorded, key: CompartmentKey::from_bytes(&[7; 32]).expect("key") }
    }

    fn load(&self) -> Result<Standing, Failure> {
        Standing::load(&self.layout, VAULT, &self.recorded)
    }

    fn with_slots(&mut self, from: u8, to: u8) {
        let standing = self.load().expect("loads");
        let mut image = standing.image.clone();
        for byte in from..=to {
            image.insert(Slot::seal(&self.key, VAULT, 0, &name(byte), &RecordKey::generate()));
        }
        self.recorded = standing.write(&self.layout, image).expect("writes");
    }

    fn bytes(&self, mirror: Mirror) -> Vec<u8> {
        std::fs::read(self.layout.mirror(mirror)).expect("reads")
    }

    fn put(&self, mirror: Mirror, bytes: &[u8]) {
        std::fs::write(self.layout.mirror(mirror), bytes).expect("writes");
    }

    fn put_both(&self, bytes: &[u8]) {
        for mirror in Mirror::BOTH {
            self.put(mirror, bytes);
        }
    }
}

#[test]
fn slots_are_found_however_much_is_read() {
    let mut fixture = Fixture::new();
    fixture.with_slots(1, 100);
    for extent in [Extent::Few, Extent::Many, Extent::Whole] {
        let view = View::open(&fixture.layout, VAULT, &fixture.recorded, extent).expect("opens");
        assert_eq!(matches!(view, View::Quick(..)), extent != Extent::Whole);
        for byte in 1..=100 {
            assert!(view.find(name(byte).id(VAULT)).expect("reads").is_some(), "{byte}");
        }
        assert!(view.find(name(101).id(VAULT)).expect("reads").is_none());
    }
}

#[test]
fn one_damaged_mirror_is_survived_and_healed() {
    for broken in Mirror::BOTH {
        let mut fixture = Fixture::new();
        fixture.with_slots(1, 3);
        let mut bytes = fixture.bytes(broken);
        bytes[300] ^= 1;
        fixture.put(broken, &bytes);
        let mut standing = fixture.load().expect("the other one counts");
        assert!(standing.other == Some(Behind::Damaged));
        standing.heal(&fixture.layout).expect("heals");
        assert_eq!(fixture.bytes(Mirror::A), fixture.bytes(Mirror::B));
        assert!(fixture.load().expect("loads").other.is_none());
    }
}

/// Header, used slots, unused ones and trailer: of a small image, because a large one has more of the same.
#[test]
fn every_byte_of_a_mirror_counts() {
    let mut fixture = Fixture::new();
    fixture.with_slots(1, 2);
    let mut image = fixture.load().expect("loads").image;
    image.header.capacity = 3;
    let (whole, hash) = image.to_bytes();
    fixture.recorded.hash = hash;
    fixture.put_both(&whole);
    assert!(fixture.load().expect("loads").other.is_none());
    for at in 0..whole.len() {
        for flip in [0x01, 0xa5] {
            let mut changed = whole.clone();
            changed[at] ^= flip;
            for mirror in Mirror::BOTH {
                fixture.put(mirror, &changed);
                let standing = fixture.load().expect("the other one counts");
                assert!(standing.other == Some(Behind::Damaged), "byte {at}");
                assert!(standing.source != mirror && standing.hash == hash, "byte {at}");
                fixture.put(mirror, &whole);
            }
            fixture.put_both(&changed);
            let failure = fixture.load().err().expect("refused");
            let message = failure.explain().message;
            assert_eq!(message, "neither keyring/a nor keyring/b is a whole keyring", "byte {at}");
            fixture.put_both(&whole);
        }
    }
}

#[test]
fn a_write_cut_off_between_the_mirrors_counts_as_written() {
    let mut fixture = Fixture::new();
    let (before, old) = (fixture.recorded, fixture.bytes(Mirror::A));
    fixture.with_slots(1, 3);
    fixture.put(Mirror::A, &old);
    fixture.recorded = before;
    let standing = fixture.load().expect("one ahead is good");
    assert!(standing.is_ahead(&before));
    assert!(standing.other == Some(Behind::Older));
    assert_eq!(standing.image.slots().len(), 3);
}

#[test]
fn a_keyring_that_is_not_the_recorded_one_is_refused() {
    let mut fixture = Fixture::new();
    let (first, old) = (fixture.recorded, fixture.bytes(Mirror::A));
    fixture.with_slots(1, 3);
    let second = fixture.recorded;
    fixture.with_slots(4, 4);
    let latest = fixture.recorded;

    fixture.recorded = first;
    assert!(matches!(fixture.load(), Err(Failure::Damaged(what, _)) if what.contains("vault.db is older")));
    fixture.recorded = KeyringRecord { hash: [0; 32], ..latest };
    assert!(matches!(fixture.load(), Err(Failure::Damaged(what, _)) if what.contains("recorded")));
    fixture.recorded = latest;
    assert!(Standing::load(&fixture.layout, VaultId::new([9; 16]), &latest).is_err());
    for mirror in Mirror::BOTH {
        fixture.put(mirror, &old);
    }
    fixture.recorded = second;
    assert!(matches!(fixture.load(), Err(Failure::Damaged(what, _)) if what.contains("older keyring")));
}

#[test]
fn a_whole_mirror_that_is_not_this_ones_is_as_good_as_a_damaged_one() {
    for foreign in Mirror::BOTH {
        let mut fixture = Fixture::new();
        fixture.with_slots(1, 3);
        let image = fixture.load().expect("loads").image;
        let (mut strange, mut forged) = (image.clone(), image);
        strange.header.vault = VaultId::new([9; 16]);
        forged.header.audit.size = 7;
        for image in [strange, forged] {
            fixture.put(foreign, &image.to_bytes().0);
            let mut standing = fixture.load().expect("the recorded one counts");
            assert!(standing.other == Some(Behind::Damaged) && standing.hash == fixture.recorded.hash);
            standing.heal(&fixture.layout).expect("heals");
        }
    }
    let fixture = Fixture::new();
    let mut image = fixture.load().expect("loads").image;
    for (size, mirror) in [(1, Mirror::A), (2, Mirror::B)] {
        image.header.audit.size = size;
        fixture.put(mirror, &image.to_bytes().0);
    }
    assert!(matches!(fixture.load(), Err(Failure::Damaged(what, _)) if what.contains("two keyrings")));
}

#[test]
fn two_damaged_or_missing_mirrors_are_refused() {
    let fixture = Fixture::new();
    fixture.put(Mirror::A, b"");
    std::fs::remove_file(fixture.layout.mirror(Mirror::B)).expect("removes");
    assert!(matches!(fixture.load(), Err(Failure::Damaged(..))));
    assert!(!fixture.layout.mirror(Mirror::B).exists(), "nothing is recreated by reading");
}

#[test]
fn it_grows_in_place() {
    let mut fixture = Fixture::new();
    let standing = fixture.load().expect("loads");
    let mut image = standing.image.clone();
    image.header.capacity = 2048;
    image.insert(Slot::seal(&fixture.key, VAULT, 0, &name(1), &RecordKey::generate()));
    fixture.recorded = standing.write(&fixture.layout, image).expect("writes");
    let view = View::open(&fixture.layout, VAULT, &fixture.recorded, Extent::Few).expect("opens");
    assert_eq!(view.header().capacity, 2048);
    assert!(view.find(name(1).id(VAULT)).expect("reads").is_some());
}
