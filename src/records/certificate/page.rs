//! The page that a person reads, from the data. Its words are part of the format: they are signed, and a reader
//! that words them otherwise takes the certificate for a changed one.

use super::super::erasure::Extent;
use super::super::member::MemberNumber;
use super::paper::{Page, Remains, counted};
use super::{Certificate, CertificateState, Residue};

/// The page between title and data.
pub fn of(certificate: &Certificate) -> String {
    let mut page = Page::default();
    head(certificate, &mut page);
    result(certificate, &mut page);
    steps(certificate, &mut page);
    claims(certificate, &mut page);
    not_claimed(certificate, &mut page);
    search(certificate.residue.as_ref(), &mut page);
    page.into_text()
}

fn head(certificate: &Certificate, page: &mut Page) {
    page.value("certificate", &certificate.certificate.to_string());
    let about = [
        ("client", certificate.client),
        ("invoice", certificate.invoice),
        ("request", certificate.request),
        ("complaint", certificate.complaint),
        ("breach", certificate.breach),
    ];
    for (label, of) in about {
        if let Some(of) = of {
            page.value(label, &format!("{of} (by number only: no name stands here)"));
        }
    }
    page.value("vault", &certificate.vault.to_string());
    page.value("issued", &certificate.issued);
    page.value(
        "asked for by",
        &match certificate.by {
            MemberNumber::HOST => "the machine, without a person".to_owned(),
            MemberNumber(number) => format!("member {number}"),
        },
    );
    page.value("ground", certificate.ground.in_words());
    page.state(certificate.state);
    page.signed_with(&certificate.signed_by);
}

fn result(certificate: &Certificate, page: &mut Page) {
    page.title("What was destroyed");
    page.paragraph(match certificate.extent {
        Extent::Whole if certificate.invoice.is_some() => "The invoice, and all that was said of it.",
        Extent::Whole if certificate.request.is_some() => "The request, and all that was decided about it.",
        Extent::Whole if certificate.complaint.is_some() => "The complaint, and all that was said of it.",
        Extent::Whole if certificate.breach.is_some() => {
            "The entry of the breach, and all that was said of it."
        }
        Extent::Whole => "All that this vault held of the client.",
        Extent::Partial => "A part of what this vault held of the client.",
        Extent::None => "Nothing.",
    });
    for counted in &certificate.destroyed {
        page.item(&format!("{}: {}", counted.what, counted.count));
    }
    if !certificate.slots.is_empty() {
        page.paragraph(&format!(
            "What opened it is destroyed: {}. The last line has the place of each, and the SHA-256 of each as it \
             stood there, sealed.",
            counted(certificate.slots.len() as u64, "key", "keys")
        ));
    }
    page.title("What was kept, and why");
    if let Some(refused) = certificate.refused {
        page.paragraph(&format!("The erasure was refused: {}.", refused.in_words()));
    }
    for kept in &certificate.kept {
        page.item(&format!("{}: {}; {}", kept.category.in_words(), kept.count, kept.because));
    }
    if certificate.kept.is_empty() && certificate.refused.is_none() {
        page.paragraph("Nothing.");
    }
}

fn steps(certificate: &Certificate, page: &mut Page) {
    page.title("When");
    page.steps(&certificate.stages, "log entry");
    page.log(certificate.audit_size, &certificate.audit_root);
}

fn claims(certificate: &Certificate, page: &mut Page) {
    page.title("What this certificate claims");
    page.claim(certificate.state);
}

fn not_claimed(certificate: &Certificate, page: &mut Page) {
    page.title("What it does not claim");
    if certificate.state == CertificateState::Refused {
        page.paragraph("That the reason is right: that may be put to the ICO or to a court.");
        return;
    }
    page.remains(&Remains {
        medium: &certificate.medium,
        kits: &certificate.kits,
        backups: &certificate.backups,
        exports: &certificate.exports,
        copies: certificate.copies,
    });
    let others = [
        (certificate.invoice, "invoice"),
        (certificate.request, "request"),
        (certificate.complaint, "complaint"),
        (certificate.breach, "breach"),
    ];
    let of = others.into_iter().find(|(one, _)| one.is_some()).map_or("client", |(_, of)| of);
    page.paragraph(&format!(
        "That there are no copies which the vault does not know of: of the whole machine, printed, or made by \
         hand. The number of the {of} and the entries of the audit log remain, without any name."
    ));
}

fn search(residue: Option<&Residue>, page: &mut Page) {
    page.title("Search for what may be left");
    let Some(residue) = residue else {
        page.paragraph("None was made.");
        return;
    };
    let texts = match residue.texts {
        0 => "; words of the record were not looked for".to_owned(),
        texts => format!(" and for {} of the record", counted(texts, "word", "words")),
    };
    page.paragraph(&format!(
        "Searched: {} of the vault ({}), for {}{texts}. Found: {}.",
        counted(residue.files, "file", "files"),
        counted(residue.bytes, "byte", "bytes"),
        counted(residue.keys, "sealed key", "sealed keys"),
        residue.found
    ));
}
