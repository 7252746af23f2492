use super::*;
use proptest::prelude::*;

const VAULT: VaultId = VaultId::new([1; 16]);

fn name(byte: u8) -> SlotName {
    SlotName {
        handle: Handle::new([byte; 16]),
        compartment: Compartment::Person,
        key_version: 1,
        record: None,
    }
}

fn image_of(slots: u8) -> (Image, CompartmentKey) {
    let key = CompartmentKey::from_bytes(&[7; 32]).expect("32 bytes");
    let mut image = Image::empty(VAULT, Anchor { size: 0, root: [0; 32] });
    for byte in 1..=slots {
        let secret = RecordKey::from_bytes(&[byte; 32]).expect("32 bytes");
        image.insert(Slot::seal(&key, VAULT, 0, &name(byte), &secret));
    }
    (image, key)
}

#[test]
fn an_image_reads_back_and_every_slot_opens() {
    let (image, key) = image_of(40);
    let (bytes, _) = image.to_bytes();
    let read = Image::parse(&bytes).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(read.slots().len(), 40);
    for byte in 1..=40 {
        let slot = read.find(name(byte).id(VAULT)).expect("is there");
        let secret = slot.open(&key, VAULT, 0, &name(byte)).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(secret.expose_secret(), &[byte; 32]);
    }
    assert!(read.find(name(41).id(VAULT)).is_none());
}

#[test]
fn a_slot_opens_in_its_own_place_only() {
    let (image, key) = image_of(2);
    let one = image.find(name(1).id(VAULT)).expect("is there");
    let fails = |slot: &Slot, key: &CompartmentKey, vault, epoch, name: &SlotName| {
        slot.open(key, vault, epoch, name).is_err()
    };
    assert!(fails(one, &key, VaultId::new([2; 16]), 0, &name(1)), "another vault");
    assert!(fails(one, &key, VAULT, 1, &name(1)), "another epoch");
    assert!(fails(one, &key, VAULT, 0, &name(2)), "another name");
    let other = CompartmentKey::from_bytes(&[8; 32]).expect("32 bytes");
    assert!(fails(one, &other, VAULT, 0, &name(1)), "another key");
    let two = image.find(name(2).id(VAULT)).expect("is there");
    let swapped = Slot { id: two.id, compartment: two.compartment, envelope: one.envelope };
    assert!(fails(&swapped, &key, VAULT, 0, &name(2)), "swapped");
}

#[test]
fn a_resealed_slot_opens_in_its_new_epoch_only() {
    let (mut image, old) = image_of(3);
    let new = CompartmentKey::from_bytes(&[8; 32]).expect("32 bytes");
    let resealed = |image: &Image| {
        image.slots().iter().map(|slot| slot.reseal(VAULT, (&old, 0), (&new, 1))).collect::<Result<_, _>>()
    };
    let next = image.of_epoch(1, resealed(&image).expect("opens"));
    assert_eq!((next.header.epoch, next.slots().len()), (1, 3));
    let slot = next.find(name(2).id(VAULT)).expect("is there");
    let secret = slot.open(&new, VAULT, 1, &name(2)).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(secret.expose_secret(), &[2; 32]);
    assert!(slot.open(&old, VAULT, 0, &name(2)).is_err() && slot.open(&new, VAULT, 0, &name(2)).is_err());
    image.slots[1].envelope[20] ^= 1;
    assert!(resealed(&image).is_err(), "damage");
}

#[test]
fn what_is_taken_out_is_gone_and_the_rest_stays() {
    let (mut image, _) = image_of(3);
    assert!(image.remove(name(2).id(VAULT)) && !image.remove(name(2).id(VAULT)));
    let read = Image::parse(&image.to_bytes().0).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(read.slots().len(), 2);
    assert!(read.find(name(2).id(VAULT)).is_none() && read.find(name(3).id(VAULT)).is_some());
}

#[test]
fn no_two_names_share_an_id() {
    let base = name(1);
    let mut ids = vec![
        base.id(VAULT),
        base.id(VaultId::new([2; 16])),
        SlotName { compartment: Compartment::Contact, ..base }.id(VAULT),
        SlotName { key_version: 2, ..base }.id(VAULT),
        SlotName { record: Some(RecordId::new([0; 16])), ..base }.id(VAULT),
        name(2).id(VAULT),
    ];
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 6);
}

#[test]
fn it_doubles_when_it_is_full() {
    let (mut image, _) = image_of(3);
    image.header.capacity = 3;
    let key = CompartmentKey::from_bytes(&[7; 32]).expect("32 bytes");
    image.insert(Slot::seal(&key, VAULT, 0, &name(9), &RecordKey::generate()));
    assert_eq!(image.header.capacity, 6);
    assert!(Image::parse(&image.to_bytes().0).is_ok());
}

proptest! {
    #[test]
    fn every_changed_byte_and_every_cut_is_noticed(at in any::<proptest::sample::Index>(), flip in 1_u8..) {
        let (image, _) = image_of(3);
        let (mut bytes, _) = image.to_bytes();
        let at = at.index(bytes.len());
        prop_assert!(Image::parse(&bytes[..at]).is_err());
        bytes[at] ^= flip;
        prop_assert!(Image::parse(&bytes).is_err());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Image::parse(&bytes).is_err());
        let _ = Slot::parse(&bytes);
    }
}
