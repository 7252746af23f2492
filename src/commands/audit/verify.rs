//! `praxis audit verify`

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::{Context, given};
use super::bundled;
use crate::crypto::hash::to_hex;
use crate::crypto::note::LARGEST;
use crate::crypto::signing::read_verify_key;
use crate::failure::Failure;
use crate::records::text::counted;
use crate::vault::{Verified, Wrong};

/// Check the whole log: every entry, their order, and every row of the vault against the last entry about it
///
/// It takes no identity and no passphrase. What stands in the vault alone can be written anew by whoever can write there;
/// so the log is held against what others have seen of it: the keyring, this machine, and every checkpoint or certificate
/// that you give. It says up to which entry somebody outside has seen the log as it is, and which entries nobody has.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis audit verify\n  praxis audit verify --checkpoint log-2026-11.checkpoint --checkpoint E-0001.txt --json"
)]
pub struct Args {
    /// A checkpoint or a certificate that was kept; may be repeated
    #[arg(long = "checkpoint", value_name = "FILE")]
    checkpoints: Vec<PathBuf>,
    /// Check a bundle that praxis audit bundle wrote; no vault is needed
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    /// The verify key that must have signed them, instead of those that this machine has seen; may be repeated
    #[arg(long = "key", value_name = "VERIFY_KEY")]
    keys: Vec<String>,
}

/// The most faults that are listed for people: where the log was cut, every row behind is one.
const MOST: usize = 20;

#[derive(Serialize)]
struct Shown<'a> {
    entries: u64,
    root: Option<String>,
    whole: bool,
    /// Somebody outside of vault.db has seen this many, from the first on, as they are.
    anchored: u64,
    anchors: Vec<ShownAnchor<'a>>,
    /// Entries that went when their time was over, by the entries that say so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    purged: Vec<ShownPurged<'a>>,
    /// Who else may have seen it and was not asked, and why.
    not_compared: &'a [String],
    /// Whether vault.db looks like an older copy of itself.
    older: bool,
    wrong: Vec<ShownWrong<'a>>,
}

#[derive(Serialize)]
struct ShownAnchor<'a> {
    by: &'a str,
    entries: u64,
    fits: bool,
}

#[derive(Serialize)]
struct ShownPurged<'a> {
    entry: u64,
    time: &'a str,
    count: u64,
    /// `12-19, 23`.
    which: String,
    /// Whether this machine knows the key that signed it.
    known_key: bool,
}

#[derive(Serialize)]
struct ShownWrong<'a> {
    entry: Option<u64>,
    what: &'a str,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    if args.keys.iter().any(|key| read_verify_key(key).is_none()) {
        return Err(Failure::Usage(
            "what was given with --key is not a verify key".to_owned(),
            "give it whole: name+hash+key, as praxis audit checkpoint or praxis identity show prints it"
                .to_owned(),
        ));
    }
    if let Some(path) = &args.bundle {
        return bundled::check(path, &args.checkpoints, &args.keys, context);
    }
    let vault = context.vault_as_it_is()?;
    let mut anchors = Vec::new();
    for (number, path) in args.checkpoints.iter().enumerate() {
        let whose = format!("checkpoint {}", number + 1);
        anchors.push(vault.read_anchor(&read(path)?, whose, &args.keys)?);
    }
    let verified = vault.verify_log_by(anchors, &args.keys)?;
    let shown = Shown {
        entries: verified.entries,
        root: verified.root.as_ref().map(|root| to_hex(root)),
        whole: verified.wrong().next().is_none(),
        anchored: verified.anchored(),
        anchors: verified
            .anchors
            .iter()
            .map(|(anchor, fits)| ShownAnchor { by: &anchor.whose, entries: anchor.size, fits: *fits })
            .collect(),
        purged: verified
            .purged
            .iter()
            .map(|one| ShownPurged {
                entry: one.entry,
                time: &one.time,
                count: one.count,
                which: one.which(usize::MAX),
                known_key: one.known,
            })
            .collect(),
        not_compared: &verified.passed_over,
        older: verified.looks_older(),
        wrong: verified.wrong().map(|Wrong { entry, what }| ShownWrong { entry: *entry, what }).collect(),
    };
    context.print(&shown, || in_lines(&verified))?;
    let Some(first) = verified.wrong().next() else { return Ok(()) };
    if verified.looks_older() {
        return Err(Failure::Damaged(
            format!("vault.db looks like an older copy of itself: {first}"),
            "look for the newest copy of the vault folder; without one, restore the newest backup: praxis restore"
                .to_owned(),
        ));
    }
    if verified.unproved.first() == Some(first) {
        return Err(Failure::Damaged(
            format!("the audit log cannot be vouched for here: {first}"),
            "ask for the key in another way, and give it: --key VERIFY_KEY; on a machine of the vault praxis audit \
             checkpoint --json prints it"
                .to_owned(),
        ));
    }
    if verified.unsure.first() == Some(first) {
        return Err(Failure::Damaged(
            format!("the audit log cannot be told from one that was changed: {first}"),
            "compare the day on which it was issued with that of the restore: praxis audit log --action vault.restored; a \
             checkpoint of that time would tell"
                .to_owned(),
        ));
    }
    Err(Failure::Damaged(
        format!("the audit log or what it vouches for is not as it was: {first}"),
        "stop using this copy, keep it as it is, and look at the newest backup: praxis backup verify"
            .to_owned(),
    ))
}

/// Reads what somebody kept.
pub fn read(path: &Path) -> Result<zeroize::Zeroizing<Vec<u8>>, Failure> {
    if path != Path::new("-") && !path.exists() {
        return Err(Failure::Missing("there is no such checkpoint".to_owned(), "check the path".to_owned()));
    }
    given::read(path, LARGEST, "the checkpoint")
}

fn in_lines(verified: &Verified) -> String {
    let mut lines = vec![format!("{} entries", verified.entries)];
    for (anchor, fits) in &verified.anchors {
        let fits = match (*fits, anchor.size > verified.entries) {
            (true, _) => "",
            (false, true) => ": more than there are",
            (false, false) => ", and not all of these are among them",
        };
        lines.push(format!("  {} has seen {} entries{fits}", anchor.whose, anchor.size));
    }
    lines.push(seen_by(verified));
    for one in &verified.purged {
        let key = if one.known { "" } else { "; the key that signed it is not known here" };
        lines.push(format!(
            "entry {} purged {} and says that their time was over: {}{key}",
            one.entry,
            counted(usize::try_from(one.count).unwrap_or(usize::MAX), "entry"),
            one.which(MOST)
        ));
    }
    lines.extend(verified.passed_over.iter().map(|what| format!("not compared: {what}")));
    let wrong: Vec<&Wrong> = verified.wrong().collect();
    lines.extend(wrong.iter().take(MOST).map(|wrong| format!("wrong: {wrong}")));
    if wrong.len() > MOST {
        lines.push(format!("wrong: {} more, which --json lists", wrong.len() - MOST));
    }
    if wrong.is_empty() {
        lines.push(
            "every entry is as it was written, and every row is as the last entry about it says".to_owned(),
        );
    }
    lines.join("\n")
}

/// Up to where somebody has seen them as they are.
fn seen_by(verified: &Verified) -> String {
    let Verified { entries, outside, beside, .. } = *verified;
    if entries == 0 {
        return "there is nothing that anybody could have seen".to_owned();
    }
    if outside >= entries {
        return "all of them were seen outside of vault.db as they are".to_owned();
    }
    let mut says = match outside {
        0 => "none of them was seen outside of vault.db".to_owned(),
        _ => format!("entries 0 to {} were seen outside of vault.db as they are", outside - 1),
    };
    if beside > outside {
        says += &format!(", {outside} to {} by the keyring beside it only", beside - 1);
    }
    let next = outside.max(beside);
    if next > 0 && next < entries {
        says += &format!(", {next} to {} by nobody yet", entries - 1);
    }
    says
}
