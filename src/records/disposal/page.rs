//! The page that a person reads, from the data. Its words are part of the format: they are signed, and a reader
//! that words them otherwise takes the certificate for a changed one.

use super::super::certificate::paper::{Page, Remains, counted};
use super::super::code::Code;
use super::super::member::MemberNumber;
use super::Disposal;

/// The page between title and data.
pub fn of(disposal: &Disposal) -> String {
    let mut page = Page::default();
    head(disposal, &mut page);
    happened(disposal, &mut page);
    destroyed(disposal, &mut page);
    page.title("When");
    page.steps(&disposal.stages, "first log entry");
    page.log(disposal.audit_size, &disposal.audit_root);
    claims(disposal, &mut page);
    not_claimed(disposal, &mut page);
    page.into_text()
}

fn head(disposal: &Disposal, page: &mut Page) {
    page.value("sweep", &disposal.sweep.to_string());
    page.value("clients", &format!("{} (by number only: no name stands here)", disposal.lines.len()));
    page.value("vault", &disposal.vault.to_string());
    page.value("reviewed", &format!("{} by {}", disposal.reviewed, who(disposal.reviewed_by)));
    page.value("applied", &format!("{} by {}", disposal.applied, who(disposal.applied_by)));
    page.value("issued", &disposal.issued);
    page.state(disposal.state);
    page.signed_with(&disposal.signed_by);
}

fn happened(disposal: &Disposal, page: &mut Page) {
    page.title("What happened");
    let applied = match disposal.applied_by {
        MemberNumber::HOST => {
            "The machine applied the review. It took no key for that, and read none of the records."
                .to_owned()
        }
        member => format!("{} applied the review.", capital(&who(member))),
    };
    page.paragraph(&format!(
        "By the practice's retention schedule the records listed below might go. {} reviewed them one by one, and \
         decided of each that it is destroyed. {applied}",
        capital(&who(disposal.reviewed_by))
    ));
    page.paragraph("The plan, as it was reviewed and signed, has this SHA-256:");
    page.item(&disposal.plan);
}

fn destroyed(disposal: &Disposal, page: &mut Page) {
    page.title("What was destroyed");
    page.paragraph(
        "One line for each client, with the certificate of that erasure by itself, which says what was destroyed and \
         what was kept.",
    );
    for line in &disposal.lines {
        page.item(&format!(
            "{}, {}: {}, {}; {}",
            line.client,
            line.certificate,
            counted(line.keys, "key", "keys"),
            counted(line.rows, "sealed row", "sealed rows"),
            line.state.code()
        ));
    }
}

fn claims(disposal: &Disposal, page: &mut Page) {
    page.title("What this certificate claims");
    page.paragraph("That a person reviewed what is listed above before it was destroyed, and that it had not changed since.");
    page.claim(disposal.state);
}

fn not_claimed(disposal: &Disposal, page: &mut Page) {
    page.title("What it does not claim");
    page.paragraph(&format!(
        "That the schedule is right, or the decision. Rules, days and reasons do not stand here: they are sealed in \
         the vault, with {}.",
        disposal.sweep
    ));
    page.remains(&Remains {
        medium: &disposal.medium,
        kits: &disposal.kits,
        backups: &disposal.backups,
        exports: &disposal.exports,
        copies: disposal.copies,
    });
    page.paragraph(
        "That there are no copies which the vault does not know of: of the whole machine, printed, or made by \
         hand. The numbers of the clients and the entries of the audit log remain, without any name.",
    );
}

fn who(member: MemberNumber) -> String {
    match member {
        MemberNumber::HOST => "the machine".to_owned(),
        MemberNumber(number) => format!("member {number}"),
    }
}

fn capital(who: &str) -> String {
    let (first, rest) = who.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}
