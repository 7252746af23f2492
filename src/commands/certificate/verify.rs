//! `praxis certificate verify`

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::{Context, given};
use crate::crypto::signing::read_verify_key;
use crate::failure::Failure;
use crate::records::certificate::{CertificateState, OldBackup, StaleKit};
use crate::records::code::Code;
use crate::records::disposal::{Deleted, Destroyed};
use crate::records::erasure::Extent;
use crate::records::member::MemberNumber;
use crate::records::reference::Reference;
use crate::records::text::counted;
use crate::vault::signed::{self, Paper, Signed, Unbelieved};

/// Check a certificate of erasure, or of a sweep
///
/// It needs no vault, no identity and no network. The certificate names the key that signed it, so what is known
/// without --key is only that nobody changed it since. With --key it is also known whose it is: give the key that
/// stands on the practice's recovery kit, or that `praxis identity show` prints there.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis certificate verify E-0001.txt\n  \
                        praxis certificate verify E-0001.txt --key praxis/…/member/1+a076bd2e+AT1AF8Po…")]
pub struct Args {
    /// The certificate; - reads it from stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The verify key that must have signed it; may be given again, for any of several
    #[arg(long = "key", value_name = "VERIFY_KEY")]
    keys: Vec<String>,
}

/// What is known of it: what it is about, and what every certificate has.
#[derive(Serialize)]
struct Verified {
    #[serde(flatten)]
    about: About,
    issued: String,
    signed_by: String,
    signer: String,
    key_given: bool,
    kits: Vec<StaleKit>,
    backups: Vec<OldBackup>,
    unchecked: Vec<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum About {
    Erasure {
        certificate: Reference,
        #[serde(skip_serializing_if = "Option::is_none")]
        client: Option<Reference>,
        #[serde(skip_serializing_if = "Option::is_none")]
        invoice: Option<Reference>,
        #[serde(skip_serializing_if = "Option::is_none")]
        request: Option<Reference>,
        #[serde(skip_serializing_if = "Option::is_none")]
        complaint: Option<Reference>,
        #[serde(skip_serializing_if = "Option::is_none")]
        breach: Option<Reference>,
        state: CertificateState,
        extent: Extent,
    },
    Disposal {
        sweep: Reference,
        /// Nothing where no key was destroyed.
        state: Option<CertificateState>,
        plan: String,
        reviewed_by: MemberNumber,
        reviewed: String,
        applied: String,
        records: usize,
        lines: Vec<Destroyed>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        deleted: Vec<Deleted>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        deleted_in: Vec<OldBackup>,
    },
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    if args.keys.iter().any(|key| read_verify_key(key).is_none()) {
        return Err(Failure::Usage(
            "what was given with --key is not a verify key".to_owned(),
            "give it whole: name+hash+key, as praxis identity show prints it".to_owned(),
        ));
    }
    let signed = read(&args.file)?;
    if !args.keys.is_empty() && !args.keys.iter().any(|key| key == signed.certificate.signed_by()) {
        return Err(Failure::Damaged(
            "the certificate is signed with another key than the one given".to_owned(),
            "do not rely on it; ask the practice for its verify key, and for the certificate again"
                .to_owned(),
        ));
    }
    let verified = verified(signed, !args.keys.is_empty());
    context.print(&verified, || in_words(&verified))
}

fn read(file: &Path) -> Result<Signed, Failure> {
    if file != Path::new("-") && !file.exists() {
        return Err(Failure::Missing("there is no such certificate".to_owned(), "check the path".to_owned()));
    }
    let bytes = given::read(file, signed::LARGEST, "the certificate")?;
    if bytes.len() > signed::LARGEST {
        return Err(Failure::Usage(
            "the file is larger than a certificate can be".to_owned(),
            "give the certificate itself".to_owned(),
        ));
    }
    signed::read(&bytes).map_err(|why| match why {
        Unbelieved::NotACertificate => Failure::Usage(
            format!("the file {why}"),
            "give the file as the practice handed it out, from its first line on".to_owned(),
        ),
        Unbelieved::UnknownVersion => Failure::Usage(
            format!("the file {why}"),
            "check it with the praxis that made it, or a later one".to_owned(),
        ),
        Unbelieved::Changed(how) => Failure::Damaged(
            format!("the certificate is not as it was signed: it {how}"),
            "do not rely on it; ask the practice for the certificate again, as a file".to_owned(),
        ),
    })
}

fn verified(signed: Signed, key_given: bool) -> Verified {
    let Signed { certificate, signer, unchecked } = signed;
    let signer = match signer {
        MemberNumber::HOST => "host".to_owned(),
        MemberNumber(number) => format!("member {number}"),
    };
    let signed_by = certificate.signed_by().to_owned();
    let (about, issued, kits, backups) = match certificate {
        Paper::Erasure(of) => {
            let about = About::Erasure {
                certificate: of.certificate,
                client: of.client,
                invoice: of.invoice,
                request: of.request,
                complaint: of.complaint,
                breach: of.breach,
                state: of.state,
                extent: of.extent,
            };
            (about, of.issued, of.kits, of.backups)
        }
        Paper::Disposal(of) => {
            let about = About::Disposal {
                sweep: of.sweep,
                state: of.state,
                plan: of.plan,
                reviewed_by: of.reviewed_by,
                reviewed: of.reviewed,
                applied: of.applied,
                records: of.lines.len() + of.deleted.len(),
                lines: of.lines,
                deleted: of.deleted,
                deleted_in: of.deleted_in,
            };
            (about, of.issued, of.kits, of.backups)
        }
    };
    Verified { about, issued, signed_by, signer, key_given, kits, backups, unchecked }
}

fn in_words(verified: &Verified) -> String {
    let issued = &verified.issued;
    let mut lines = match &verified.about {
        About::Erasure { certificate, client, invoice, request, complaint, breach, state, extent } => {
            let about = [
                ("client", client),
                ("invoice", invoice),
                ("request", request),
                ("complaint", complaint),
                ("breach", breach),
            ];
            let (label, of) = about.into_iter().find(|(_, of)| of.is_some()).unwrap_or(("client", client));
            vec![
                format!("certificate  {certificate}, issued {issued}"),
                format!("{label:<13}{}", of.map(|of| of.to_string()).unwrap_or_default()),
                format!("state        {}", state.code()),
                format!("extent       {}", extent.code()),
            ]
        }
        About::Disposal { sweep, state, reviewed_by, reviewed, applied, records, .. } => vec![
            format!("sweep        {sweep}, issued {issued}"),
            format!("records      {records}"),
            format!("reviewed     {reviewed} by member {}", reviewed_by.0),
            format!("applied      {applied}"),
            format!("state        {}", state.map_or("deleted", Code::code)),
        ],
    };
    lines.extend([
        format!("signed by    {}", verified.signer),
        format!("key          {}", verified.signed_by),
    ]);
    let head = match (verified.kits.is_empty(), verified.backups.is_empty()) {
        (false, false) => Some("It can come back, with a kit and a backup, one of each:"),
        (false, true) => Some("These kits would open it in an older backup; none is known:"),
        (true, false) => Some("These backups hold it, sealed; no kit that opens it is known:"),
        (true, true) => None,
    };
    lines.extend(head.map(str::to_owned));
    for kit in &verified.kits {
        lines.push(format!("  kit     {}, made {}", kit.kit, kit.made));
    }
    lines.extend(verified.backups.iter().map(backup));
    if let About::Disposal { deleted_in, deleted, .. } = &verified.about
        && !deleted_in.is_empty()
    {
        let drafts = counted(deleted.len(), "draft");
        lines.push(format!(
            "{drafts} had no key of their own: these backups hold them, and open with today's keys:"
        ));
        lines.extend(deleted_in.iter().map(backup));
    }
    if !verified.unchecked.is_empty() {
        lines.push("It has other signatures. They were not checked: anybody can add one.".to_owned());
    }
    lines.push(
        if verified.key_given {
            "It is as it was signed, with a key that you gave."
        } else {
            "It is as it was signed with that key. Whose key it is, this does not show: compare it with the\n\
             one on the practice's recovery kit, or that praxis identity show prints there."
        }
        .to_owned(),
    );
    lines.join("\n")
}

fn backup(backup: &OldBackup) -> String {
    let until = backup.until.as_ref().map(|day| format!(", kept until {day}")).unwrap_or_default();
    format!("  backup  {}, made {}{until}", backup.backup, backup.made)
}
