//! Every byte of the small files, one by one; of the mirrors of the keyring, which are many and alike, a sample. (Every
//! byte of a small mirror is looked at beside the code that reads it.)

use std::io::Write;

use age::secrecy::SecretString;
use praxis::crypto::age_file::{self, Identity, IdentityFile};
use praxis::crypto::passphrase::Passphrase;
use serde_json::Value;
use zeroize::Zeroizing;

use super::made::{Look, Made, Seeded};

/// One change of each byte: of one bit, or of anything.
fn every_byte(whole: &[u8], mut each: impl FnMut(usize, &[u8])) {
    let mut seeded = Seeded(whole.len() as u64);
    let mut changed = whole.to_vec();
    for at in 0..whole.len() {
        changed[at] = if seeded.below(2) == 0 { whole[at] ^ 1 } else { seeded.other(whole[at]) };
        each(at, &changed);
        changed[at] = whole[at];
    }
}

#[test]
fn every_byte_of_members_and_of_the_key_file_counts() {
    let made = Made::new();
    for name in ["members", "1-0.age"] {
        every_byte(&made.bytes(name), |at, changed| {
            made.put(name, changed);
            let look = made.look_at_unlock();
            assert!(look.names(&[name]) && [4, 7].contains(&look.exit), "{name}, byte {at}: {look:?}");
        });
        made.restore();
    }
    assert_eq!(made.look_at_unlock().wrong, Vec::<String>::new());
}

#[test]
fn every_byte_of_an_identity_counts_but_comments_and_white_space() {
    let made = Made::new();
    let text = made.identity.file_text();
    let start = text.find("AGE-SECRET-KEY-").expect("the key");
    let mut without_effect = 0;
    every_byte(text.as_bytes(), |at, changed| {
        let Ok(read) = age_file::read_identity_file(changed) else { return };
        let IdentityFile::Plain(read) = read else { panic!("byte {at} makes it an age file") };
        assert!(read.recipient() == made.identity.recipient(), "byte {at} makes it another key");
        assert!(!(start..text.len() - 1).contains(&at), "byte {at} of the key has no effect");
        without_effect += 1;
    });
    assert!(without_effect > 50, "the comment");
}

#[test]
fn every_byte_of_an_identity_with_a_passphrase_counts_but_white_space() {
    let identity = Identity::generate();
    let phrase = "plinth gravel otter seventeen";
    let sealed = seal_cheaply(identity.file_text().as_bytes(), phrase);
    let phrase = Passphrase::new(Zeroizing::new(phrase.to_owned()));
    assert!(age_file::open_identity_file(&sealed, &phrase).is_ok());
    every_byte(&sealed, |at, changed| {
        let opened = match age_file::read_identity_file(changed) {
            Ok(IdentityFile::Locked) => age_file::open_identity_file(changed, &phrase),
            Ok(IdentityFile::Plain(_) | IdentityFile::Guarded(_)) => {
                panic!("byte {at} makes it another form")
            }
            Err(error) => Err(error),
        };
        if let Ok(opened) = opened {
            assert!(opened.recipient() == identity.recipient(), "byte {at}");
            assert!(
                sealed[at].is_ascii_whitespace() && changed[at].is_ascii_whitespace(),
                "byte {at}: {:?} {:?}",
                sealed[at] as char,
                changed[at] as char
            );
        }
    });
}

/// With so little work that it can be opened a thousand times; praxis itself never writes such a file.
fn seal_cheaply(body: &[u8], phrase: &str) -> Vec<u8> {
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(phrase));
    recipient.set_work_factor(1);
    let recipient: &dyn age::Recipient = &recipient;
    let armored = age::armor::ArmoredWriter::wrap_output(Vec::new(), age::armor::Format::AsciiArmor);
    let encryptor = age::Encryptor::with_recipients(std::iter::once(recipient)).expect("a recipient");
    let mut writer = encryptor.wrap_output(armored.expect("an armor")).expect("writes");
    writer.write_all(body).expect("writes");
    writer.finish().and_then(age::armor::ArmoredWriter::finish).expect("writes")
}

#[test]
fn every_byte_of_the_host_key_counts() {
    let made = Made::new();
    let whole = made.bytes("host.key");
    assert_eq!(whole.len(), 32);
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        made.put("host.key", &changed);
        let look = made.look();
        assert!(look.names(&["host.key"]) && look.exit == 7, "byte {at}: {look:?}");
        assert!(look.opened.as_ref() == Some(&made.opened), "it opens nothing");
    }
}

/// What `seen` says can only be compared with the vault. So a change is noticed when it contradicts the vault, and has
/// no effect when it says less than is so: an older generation, a lower number.
#[test]
fn every_byte_of_seen_counts_but_what_only_says_less() {
    let made = Made::new();
    let whole = made.bytes("seen");
    let before: Value = serde_json::from_slice(&whole).expect("JSON");
    let text = whole.trim_ascii_end().len();
    let (mut same, mut less) = (0, 0);
    every_byte(&whole, |at, changed| {
        made.put("seen", changed);
        // The spaces to the end of the block are many and alike: whether it is read at all is all that matters.
        let look = if at < text { made.look_locked() } else { made.look_at_opening() };
        match serde_json::from_slice::<Value>(changed) {
            _ if !look.wrong.is_empty() => assert_eq!(look.exit, 7),
            _ if look.notices.iter().any(|notice| notice.contains("/seen is missing or damaged")) => {}
            Ok(after) if after == before => same += 1,
            Ok(after) => {
                says_less(&before, &after, at);
                less += 1;
                // It takes the identity to know which keys are right.
                if before["verify_keys"] != after["verify_keys"] && less % 16 == 0 {
                    let look = made.look();
                    assert!(look.names(&["the verify keys in seen"]), "byte {at}: {look:?}");
                    made.restore();
                }
            }
            Err(error) => panic!("byte {at} went by unnoticed: {error}"),
        }
    });
    assert!(same > 5 && less > 50, "white space and verify keys: {same} and {less}");
}

fn says_less(before: &Value, after: &Value, at: usize) {
    let number = |of: &Value, field: &str| of[field].as_u64();
    for field in ["praxis", "audit_size", "audit_root", "members"] {
        assert!(before[field] == after[field], "byte {at} went by unnoticed");
    }
    assert!(number(after, "generation") <= number(before, "generation"), "byte {at}");
    for (letter, was) in before["numbers"].as_object().expect("numbers") {
        assert!(after["numbers"][letter].as_u64() <= was.as_u64(), "byte {at}");
    }
}

#[test]
fn bytes_of_the_mirrors() {
    let made = Made::new();
    let whole = made.bytes("keyring/a");
    assert!(whole == made.bytes("keyring/b"));
    let mut seeded = Seeded(3);
    let slots = 92 + 12 * 174;
    for sample in 0..120 {
        let at = match sample % 4 {
            0 => seeded.below(92),
            1 => 92 + seeded.below(slots - 92),
            2 => slots + seeded.below(whole.len() - 40 - slots),
            _ => whole.len() - 1 - seeded.below(40),
        };
        let mut changed = whole.clone();
        changed[at] = seeded.other(whole[at]);
        let which = [&["keyring/a"][..], &["keyring/b"], &["keyring/a", "keyring/b"]][sample / 4 % 3];
        for name in which {
            made.put(name, &changed);
        }
        let look = made.look_locked();
        assert!(look.names(&which[..1]) && look.exit == 7, "{which:?}, byte {at}: {look:?}");
        if sample < 24 {
            check_with_a_key(&made, which, &whole);
        }
        made.restore();
    }
}

/// One mirror is rewritten from the other, and that is said; two are left alone.
fn check_with_a_key(made: &Made, which: &[&str], whole: &[u8]) {
    let before = made.bytes(which[0]);
    let Look { wrong, notices, opened, .. } = made.look();
    if which.len() == 1 {
        assert_eq!((wrong, opened.as_ref()), (Vec::new(), Some(&made.opened)));
        assert!(notices[0].starts_with("one keyring mirror was damaged; it was rewritten from keyring/"));
        assert!(made.bytes(which[0]) == whole);
    } else {
        assert!(wrong.iter().all(|wrong| wrong.contains("neither keyring/a nor keyring/b")), "{wrong:?}");
        assert!(!wrong.is_empty() && made.bytes("keyring/a") == before && made.bytes("keyring/b") == before);
    }
}

#[test]
fn what_follows_the_image_has_no_meaning() {
    let made = Made::new();
    let whole = made.bytes("keyring/a");
    made.put("keyring/a", &[&whole[..], b"what a doubling left"].concat());
    let look = made.look();
    assert_eq!((look.wrong, look.notices), (Vec::new(), Vec::new()));
    assert!(look.opened.as_ref() == Some(&made.opened));
}
