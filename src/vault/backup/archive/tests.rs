use proptest::prelude::*;

use super::*;

/// A manifest, and what one is about.
fn manifest(files: BTreeMap<String, Part>) -> Manifest {
    Manifest {
        vault: VaultId::new([1; 16]),
        incarnation: "00".repeat(8),
        backup: Some("A-0001".to_owned()),
        made: "2026-11-22T10:00:00Z".to_owned(),
        epoch: 0,
        generation: 3,
        audit_size: 5,
        audit_root: "00".repeat(32),
        program: "0.1.0".to_owned(),
        files,
    }
}

/// An archive of `OF_COPY` with some bytes in each.
fn sample() -> Vec<u8> {
    let mut packer = Packer::new(Vec::new(), 0);
    for (index, name) in OF_COPY.into_iter().enumerate() {
        let bytes = vec![7; 700 * (index + 1)];
        packer.add(name, bytes.len() as u64, bytes.as_slice()).expect("packs");
    }
    packer.finish("the manifest\n").expect("packs")
}

fn unpacked(archive: &[u8]) -> Result<Unpacked, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let done = unpack(archive, &OF_COPY, folder.path(), 1 << 20);
    for entry in std::fs::read_dir(folder.path()).expect("a folder") {
        let name = entry.expect("an entry").file_name();
        assert!(OF_COPY.iter().any(|known| name == *known), "{name:?}");
    }
    done.map_err(|refusal| format!("{refusal:?}"))
}

/// One entry of `kind`, by itself.
fn entry(name: &str, kind: tar::EntryType, link: &str, size: u64) -> Vec<u8> {
    let mut header = tar::Header::new_ustar();
    header.set_entry_type(kind);
    let field = header.as_ustar_mut().expect("ustar");
    field.name[..name.len()].copy_from_slice(name.as_bytes());
    field.linkname[..link.len()].copy_from_slice(link.as_bytes());
    header.set_size(size);
    header.set_mode(0o600);
    header.set_cksum();
    header.as_bytes().to_vec()
}

#[test]
fn what_was_packed_is_unpacked() {
    let archive = sample();
    let done = unpacked(&archive).expect("unpacks");
    assert_eq!(done.manifest, "the manifest\n");
    let lengths: Vec<u64> = OF_COPY.iter().map(|name| done.parts[*name].bytes).collect();
    assert_eq!(lengths, [700, 1400, 2100]);
    assert_eq!(done.parts[KEYRING].sha256, to_hex(&crate::crypto::hash::sha256(&[7; 700])));
}

#[test]
fn whatever_else_an_archive_can_hold_is_refused() {
    use tar::EntryType;
    let plain = EntryType::Regular;
    let mut long = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(0);
    header.set_cksum();
    long.append_data(&mut header, "n".repeat(200), &b""[..]).expect("packs");
    let mut other_order = Packer::new(Vec::new(), 0);
    for name in [MEMBERS, KEYRING, TOMBSTONES] {
        other_order.add(name, 0, &b""[..]).expect("packs");
    }
    let mut twice = Packer::new(Vec::new(), 0);
    for name in [KEYRING, KEYRING, MEMBERS, TOMBSTONES] {
        twice.add(name, 0, &b""[..]).expect("packs");
    }
    let mut one_more = Packer::new(Vec::new(), 0);
    for name in [KEYRING, MEMBERS, TOMBSTONES, MANIFEST, "more"] {
        one_more.add(name, 0, &b""[..]).expect("packs");
    }
    let mut prefixed = entry(KEYRING, plain, "", 0);
    prefixed[345..348].copy_from_slice(b"../");
    for (what, archive, says) in [
        ("nothing", Vec::new(), "manifest is missing"),
        ("an unknown name", entry("other", plain, "", 0), "another name"),
        ("a path upwards", entry("../keyring", plain, "", 0), "another name"),
        ("a path from the root", entry("/keyring", plain, "", 0), "another name"),
        ("a name in a folder", entry("a/keyring", plain, "", 0), "another name"),
        ("a longer name", entry("keyring2", plain, "", 0), "another name"),
        ("a prefix", prefixed, "changed, or cut short"),
        ("a symbolic link", entry(KEYRING, EntryType::Symlink, "/etc/passwd", 0), "no plain file"),
        ("a hard link", entry(KEYRING, EntryType::Link, "members", 0), "no plain file"),
        ("a folder", entry(KEYRING, EntryType::Directory, "", 0), "no plain file"),
        ("a device", entry(KEYRING, EntryType::Block, "", 0), "no plain file"),
        ("a pipe", entry(KEYRING, EntryType::Fifo, "", 0), "no plain file"),
        ("a link that says it is a file", entry(KEYRING, plain, "members", 0), "no plain file"),
        ("a sparse file", entry(KEYRING, EntryType::GNUSparse, "", 0), "no plain file"),
        ("a pax header", entry(KEYRING, EntryType::XHeader, "", 0), "no plain file"),
        ("a GNU long name", long.into_inner().expect("packs"), "no ustar"),
        ("a huge file", entry(KEYRING, plain, "", 1 << 40), "larger than it can be"),
        ("a file beyond the room", entry(KEYRING, plain, "", 2 << 20), "NoRoom"),
        ("a file that ends too soon", entry(KEYRING, plain, "", 4096), "cut short"),
        ("another order", other_order.finish("").expect("packs"), "another name"),
        ("a name twice", twice.finish("").expect("packs"), "another name"),
        ("one file more", one_more.finish("").expect("packs"), "more in it"),
    ] {
        let said = unpacked(&archive).err().unwrap_or_else(|| panic!("{what} was unpacked"));
        assert!(said.contains(says), "{what}: {said}");
    }
    let mut behind = sample();
    behind.extend_from_slice(b"something");
    assert!(unpacked(&behind).is_err_and(|said| said.contains("behind its end")));
    let mut filled = sample();
    filled.extend(vec![0; 512]);
    assert!(unpacked(&filled).is_ok(), "a record filled with zeros is ustar");
}

#[test]
fn every_cut_is_noticed() {
    let archive = sample();
    // Without its last two blocks of zeros it is still whole: a manifest is there, and age vouches for the end.
    for end in (0..archive.len() - 1024).step_by(97) {
        assert!(unpacked(&archive[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn a_manifest_reads_back_and_a_newer_one_is_not_damage() {
    let one = manifest(BTreeMap::from([(KEYRING.to_owned(), Part { bytes: 1, sha256: "00".repeat(32) })]));
    let text = one.to_text(BACKUP).expect("writes");
    assert_eq!(Manifest::parse(&text, BACKUP).expect("reads"), Some(one));
    assert!(Manifest::parse(&text, COPY).expect("reads").is_none(), "another kind");
    let newer = text.replace("praxis backup 1", "praxis backup 2");
    assert!(matches!(Manifest::parse(&newer, BACKUP), Err(Failure::Usage(..))));
    for wrong in
        ["", "praxis backup 1", "praxis backup 1\n", "praxis backup 1\n{}\n", &format!("{text}more\n")]
    {
        assert!(matches!(Manifest::parse(wrong, BACKUP), Ok(None)), "{wrong}");
    }
}

proptest! {
    /// Every byte of a file changes its hash, which the manifest has.
    #[test]
    fn a_changed_archive_does_not_pass_for_the_one_that_was_written(
        at in any::<proptest::sample::Index>(), flip in 1_u8..
    ) {
        let good = unpacked(&sample()).expect("unpacks");
        let mut archive = sample();
        let at = at.index(archive.len());
        archive[at] ^= flip;
        // The content of the first file stands from 512 to 1212.
        if let Ok(done) = unpacked(&archive) {
            prop_assert!(!(512..1212).contains(&at) || done.parts != good.parts);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(unpacked(&bytes).is_err());
    }
}
