//! The page that a person reads, from the data. Its words are part of the format: they are signed, and a reader
//! that words them otherwise takes the certificate for a changed one.

use super::super::certificate::paper::{Page, Remains, counted};
use super::super::code::Code;
use super::super::member::MemberNumber;
use super::super::reference::{Reference, Register};
use super::Disposal;

/// The page between title and data.
pub fn of(disposal: &Disposal) -> String {
    let mut page = Page::default();
    head(disposal, &mut page);
    happened(disposal, &mut page);
    destroyed(disposal, &mut page);
    page.title("When");
    if disposal.lines.is_empty() {
        page.item(&format!("rows deleted: {}", disposal.applied));
    }
    page.steps(&disposal.stages, "first log entry");
    page.log(disposal.audit_size, &disposal.audit_root);
    claims(disposal, &mut page);
    not_claimed(disposal, &mut page);
    page.into_text()
}

fn head(disposal: &Disposal, page: &mut Page) {
    page.value("sweep", &disposal.sweep.to_string());
    let records = disposal.lines.len() + disposal.deleted.len();
    page.value("records", &format!("{records} (by number only: no name stands here)"));
    page.value("vault", &disposal.vault.to_string());
    page.value("reviewed", &format!("{} by {}", disposal.reviewed, who(disposal.reviewed_by)));
    page.value("applied", &format!("{} by {}", disposal.applied, who(disposal.applied_by)));
    page.value("issued", &disposal.issued);
    match disposal.state {
        Some(state) => page.state(state),
        None => page.value("state", "deleted: rows only, no key was destroyed"),
    }
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
    if !disposal.lines.is_empty() {
        page.paragraph(
            "One line for each record, with the certificate of that erasure by itself, which says what was destroyed and \
             what was kept.",
        );
    }
    for line in &disposal.lines {
        page.item(&format!(
            "{}{}, {}: {}, {}; {}",
            kind(line.what),
            line.what,
            line.certificate,
            counted(line.keys, "key", "keys"),
            counted(line.rows, "sealed row", "sealed rows"),
            line.state.code()
        ));
    }
    deleted(disposal, page);
}

/// What has no key of its own cannot be destroyed with it, and whoever reads this must not think that it was.
fn deleted(disposal: &Disposal, page: &mut Page) {
    if disposal.deleted.is_empty() {
        return;
    }
    page.paragraph(
        "Notes that were never signed and had no key of their own were deleted: their rows are removed from the vault, and \
         no key was destroyed for that.",
    );
    for line in &disposal.deleted {
        page.item(&format!("draft {}: {}", line.what, counted(line.rows, "sealed row", "sealed rows")));
    }
    if disposal.deleted_in.is_empty() {
        page.paragraph("No backup on record holds them.");
        return;
    }
    page.paragraph(
        "These backups hold them still, and the keys that the vault keeps open them there, until each backup is gone:",
    );
    for backup in &disposal.deleted_in {
        page.backup(backup);
    }
}

/// What goes without saying of a client is said of the others.
fn kind(what: Reference) -> &'static str {
    match what.register {
        Register::File => "invoice ",
        Register::Note => "draft ",
        Register::Request => "request ",
        Register::Complaint => "complaint ",
        Register::Breach => "breach ",
        _ => "",
    }
}

fn claims(disposal: &Disposal, page: &mut Page) {
    page.title("What this certificate claims");
    page.paragraph("That a person reviewed what is listed above before it was destroyed, and that it had not changed since.");
    if let Some(state) = disposal.state {
        page.claim(state);
    }
    if !disposal.deleted.is_empty() {
        page.paragraph("That the rows of the drafts that were deleted are in no table of the vault.");
    }
}

fn not_claimed(disposal: &Disposal, page: &mut Page) {
    page.title("What it does not claim");
    page.paragraph(&format!(
        "That the schedule is right, or the decision. Rules, days and reasons do not stand here: they are sealed in \
         the vault, with {}.",
        disposal.sweep
    ));
    if !disposal.deleted.is_empty() {
        page.paragraph(
            "That the medium has forgotten the rows that were deleted: what it keeps of them is sealed, under keys that are \
             still there.",
        );
    }
    page.remains(&Remains {
        medium: &disposal.medium,
        kits: &disposal.kits,
        backups: &disposal.backups,
        exports: &disposal.exports,
        copies: disposal.copies,
    });
    page.paragraph(
        "That there are no copies which the vault does not know of: of the whole machine, printed, or made by \
         hand. The numbers listed above and the entries of the audit log remain, without any name.",
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
