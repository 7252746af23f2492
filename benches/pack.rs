//! What a pack costs: 500 notes, written and sealed, against sealing the same archive with nothing else to do.
//! Under three times is what is wanted of it.

#![allow(clippy::expect_used, missing_docs)] // A benchmark that cannot go on fails.

use std::io::{self, Write};

use chrono::{Days, NaiveDate};
use praxis::crypto::age_file::{Identity, Recipient, Sealer};
use praxis::export::pack::{self, Controller, Entry, Field, Form, Pack};
use praxis::records::reference::{Reference, Register};
use praxis::records::request::Right;

fn main() {
    divan::main();
}

const SAID: &str =
    "Came on time. Spoke of work, of sleep & of the week ahead; sleep is better since the change of shifts. ";

/// 500 notes of two kilobytes each.
fn notes() -> Pack {
    let first = NaiveDate::from_ymd_opt(2017, 1, 4).expect("a date");
    let entries = (1..=500_u32).map(|number| Entry {
        id: format!("N-{number:06}"),
        kind: "note".to_owned(),
        section: "Session notes".to_owned(),
        title: "Session".to_owned(),
        date: first.checked_add_days(Days::new(u64::from(number) * 7)),
        fields: vec![Field { name: "text".to_owned(), label: "Note".to_owned(), text: SAID.repeat(20) }],
        redacted: number % 10 == 0,
        attachment: None,
    });
    Pack {
        form: Form::Record,
        request: Reference::new(Register::Request, 1),
        right: Right::Access,
        made: "2026-11-22T10:00:00Z".to_owned(),
        practice: Controller { name: "Rooms".to_owned(), contact: "Leeds".to_owned(), dpo: None },
        subject_name: "Siân Example".to_owned(),
        letter: "Dear Siân Example,\n\nHere it is.".to_owned(),
        entries: entries.collect(),
        withheld: Vec::new(),
        searched: Vec::new(),
        recipients: Vec::new(),
        redactions: 50,
    }
}

fn recipient() -> Recipient {
    Identity::generate().recipient()
}

#[allow(clippy::unnecessary_wraps)] // What a pack asks of who gives it content.
fn no_content(_: &Entry, _: &pack::Attachment, _: &mut dyn Write) -> io::Result<()> {
    Ok(())
}

#[divan::bench]
fn written_and_sealed(bencher: divan::Bencher<'_, '_>) {
    let (pack, recipient) = (notes(), recipient());
    bencher.bench(|| {
        let sealer = Sealer::new(std::slice::from_ref(&recipient), Vec::new()).expect("seals");
        let (sealer, written) = pack.write(sealer, no_content).expect("writes");
        (sealer.finish().expect("finishes"), written)
    });
}

#[divan::bench]
fn the_same_bytes_sealed(bencher: divan::Bencher<'_, '_>) {
    let recipient = recipient();
    let (archive, _) = notes().write(Vec::new(), no_content).expect("writes");
    bencher.bench(|| {
        let mut sealer = Sealer::new(std::slice::from_ref(&recipient), Vec::new()).expect("seals");
        sealer.write_all(&archive).expect("writes");
        sealer.finish().expect("finishes")
    });
}

#[divan::bench]
fn verified_without_age(bencher: divan::Bencher<'_, '_>) {
    let (archive, _) = notes().write(Vec::new(), no_content).expect("writes");
    bencher.bench(|| pack::verify(&archive[..]).expect("whole"));
}

#[divan::bench]
fn written_without_age(bencher: divan::Bencher<'_, '_>) {
    let pack = notes();
    bencher.bench(|| pack.write(io::sink(), no_content).expect("writes"));
}
