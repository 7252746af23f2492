use super::*;
use crate::records::reference::Register;

/// A small pack with one of everything; every name in it is made up.
pub fn small() -> Pack {
    let text = |text: &str| text.to_owned();
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day);
    let field = |name: &str, label: &str, value: &str| Field {
        name: text(name),
        label: text(label),
        text: text(value),
    };
    Pack {
        form: Form::Record,
        request: Reference::new(Register::Request, 1),
        right: Right::Access,
        made: text("2026-11-22T10:00:00Z"),
        practice: Controller {
            name: text("Example Counselling"),
            contact: text("Example Counselling\n1 High Street, Leeds\nprivacy@example.org\n0113 496 0000"),
            dpo: None,
        },
        subject_name: text("Siân Example"),
        letter: text("Dear Siân Example,\n\nHere is a copy of your record.\n\nExample Counselling"),
        entries: vec![
            Entry {
                id: text("C-0001"),
                kind: text("client"),
                section: text("Your details"),
                title: text("Details held about you"),
                date: None,
                fields: vec![
                    field("name", "Name", "Siân Example"),
                    field("phone", "Telephone", "07700 900123"),
                    field("email", "E-mail", "=sian@example.org"),
                ],
                redacted: false,
                attachment: None,
            },
            Entry {
                id: text("N-000001"),
                kind: text("note"),
                section: text("Session notes"),
                title: text("Session, 5 January 2026"),
                date: day(1, 5),
                fields: vec![field("text", "Note", "First session.\n\nSpoke of <b>work</b> & sleep.")],
                redacted: false,
                attachment: None,
            },
            Entry {
                id: text("N-000002"),
                kind: text("note"),
                section: text("Session notes"),
                title: text("Session, 12 January 2026"),
                date: day(1, 12),
                fields: vec![field("text", "Note", "Spoke of [left out: somebody else] again.\u{202e}")],
                redacted: true,
                attachment: None,
            },
            Entry {
                id: text("F-000001"),
                kind: text("file"),
                section: text("Files"),
                title: text("Letter, 20 January 2026"),
                date: day(1, 20),
                fields: vec![field("file_name", "Name of the file", "letter from the surgery.pdf")],
                redacted: false,
                attachment: Some(Attachment {
                    file_name: text("attachments/F-000001.pdf"),
                    media_type: text("application/pdf"),
                    bytes: CONTENT.len() as u64,
                }),
            },
        ],
        withheld: vec![
            Withheld {
                number: 1,
                what: text("A session note of 2026"),
                ground: text(
                    "It is about your health, and the opinion of a health professional is still awaited.",
                ),
                source: text("DPA 2018 Schedule 3 paragraph 6"),
            },
            Withheld {
                number: 2,
                what: text("A letter"),
                ground: text("It is advice of a solicitor."),
                source: text("DPA 2018 Schedule 2 paragraph 19"),
            },
        ],
        searched: vec![Searched {
            what: text("The practice's vault"),
            how: text("everything under your name, all years"),
            found: 6,
        }],
        recipients: vec![Disclosed {
            to: text("The Surgery, Leeds"),
            what: text("a letter about the end of therapy"),
            date: day(1, 20),
        }],
        redactions: 3,
    }
}

const CONTENT: &[u8] = b"%PDF-1.4 a letter\n";

/// Its archive.
pub fn archive_of(pack: &Pack) -> (Vec<u8>, Written) {
    pack.write(Vec::new(), |_, _, to| to.write_all(CONTENT)).expect("writes")
}

fn refusal(pack: &Pack) -> String {
    let mut out = Vec::new();
    let why = pack.write(&mut out, |_, _, to| to.write_all(CONTENT)).expect_err("refused").to_string();
    assert!(out.is_empty(), "nothing is written of a pack that is not a good one");
    why
}

#[test]
fn the_same_pack_gives_the_same_bytes() {
    let (one, written) = archive_of(&small());
    assert_eq!(one, archive_of(&small()).0);
    assert_eq!(written.bytes, one.len() as u64);
    assert_eq!((written.entries, written.attachments, written.files), (4, 1, 9));
}

#[test]
fn a_portable_pack_has_nothing_but_what_was_given() {
    let (archive, written) = archive_of(&Pack { form: Form::Portable, ..small() });
    let text = String::from_utf8_lossy(&archive);
    for word in ["Dear", "record.html", "Schedule 3", "The Surgery, Leeds", "everything under your name"] {
        assert!(!text.contains(word), "{word}");
    }
    assert_eq!(written.files, 6);
}

#[test]
fn a_pack_that_is_not_a_good_one_is_refused_before_anything_is_written() {
    let mut twice = small();
    twice.entries[1].id = "N-000002".to_owned();
    assert_eq!(refusal(&twice), "two entries have one reference");
    for id in ["", "N 1", "N-1\"><script>", "../x", "Ñ-1"] {
        let mut strange = small();
        strange.entries[0].id = id.to_owned();
        assert_eq!(refusal(&strange), "the reference of an entry is none", "{id}");
    }
    for name in [
        "F-000001.pdf",
        "attachments/Siân Example.pdf",
        "attachments/../F-1.pdf",
        "attachments/",
        "attachments/F-1.",
        "attachments/F-1.tar.gz",
        "attachments/F-1.PDF",
        "attachments/sub/F-1.pdf",
    ] {
        let mut strange = small();
        strange.entries[3].attachment.as_mut().expect("one").file_name = name.to_owned();
        assert!(refusal(&strange).starts_with("the file name of an attachment"), "{name}");
    }
    let mut numbered = small();
    numbered.withheld[1].number = 3;
    assert_eq!(refusal(&numbered), "what was withheld is not numbered from 1 on");
    assert_eq!(refusal(&Pack { letter: " \n".to_owned(), ..small() }), "the pack has no letter");
    assert_eq!(refusal(&Pack { made: "today".to_owned(), ..small() }), "the moment of the pack is none");
}

#[test]
fn an_attachment_has_the_length_it_was_said_to_have() {
    let with = |content: &'static [u8]| {
        small()
            .write(Vec::new(), |_, _, to| to.write_all(content))
            .map(|_| ())
            .expect_err("refused")
            .to_string()
    };
    assert_eq!(with(&CONTENT[1..]), "an attachment is shorter than it was said to be");
    assert_eq!(with(b"%PDF-1.4 a letter\nand more"), "an attachment is longer than it was said to be");
}

#[test]
fn whoever_gives_the_content_is_told_their_own_failure() {
    let failed = small().write(Vec::new(), |_, _, _| Err("no content"));
    assert!(matches!(failed, Err(Unwritten::Content("no content"))));
}
