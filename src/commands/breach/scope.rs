//! `praxis breach scope`

use std::fmt::Write as _;

use serde::Serialize;

use super::super::{Context, unlock};
use super::assess::refuse_closed;
use super::reference;
use crate::crypto::age_file::{self, IdentityFile};
use crate::failure::Failure;
use crate::records::breach::Step;
use crate::records::code::Code;
use crate::records::reference::Reference;
use crate::rules::scope::{Advice, Found, Scope};
use crate::vault::layout::Defaults;
use crate::vault::{OwnIdentity, read_identity};

/// Work out what a lost thing could open
///
/// Of how many clients, with what else, and who was erased and could come back: from the registers of kits, backups and
/// exports. Several things that went together are named together. With a breach the answer is stored with it.
///
/// What it says of encryption is a suggestion for praxis breach update and praxis breach assess; you decide.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis breach scope --lost T-01\n  praxis breach scope B-0001 --lost device --lost A-0002\n\nThings: device (this machine: vault, key files, identity), vault-copy (a copy of the vault's folder), T-01 (a kit),\nA-0001 (a backup), X-0001 (an export)."
)]
pub struct Args {
    /// The breach to store the answer with
    #[arg(value_name = "B-0001")]
    breach: Option<String>,
    /// What is lost: device, vault-copy, or a kit, a backup or an export; may be repeated
    #[arg(long, value_name = "THING", required = true)]
    lost: Vec<String>,
}

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    breach: Option<Reference>,
    #[serde(flatten)]
    scope: &'a Scope,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let breach = args.breach.as_deref().map(reference).transpose()?;
    let mut unlocked = context.unlock()?;
    if let Some(breach) = breach {
        refuse_closed(&unlocked.breach(breach)?)?;
    }
    let path = unlock::identity_path(context)?;
    // It was read a moment ago; what came through a pipe cannot be read twice.
    let locked = read_identity(&path).ok().and_then(|bytes| age_file::read_identity_file(&bytes).ok());
    let guarded = matches!(locked, Some(IdentityFile::Guarded(_)));
    let locked = locked.map(|file| matches!(file, IdentityFile::Locked));
    let usual = Defaults::find().is_ok_and(|defaults| defaults.identity == path);
    let scope = unlocked.scope(&args.lost, &OwnIdentity { path: &path, locked, guarded, usual })?;
    if let Some(breach) = breach {
        unlocked.record_breach(breach, steps(&scope))?;
    }
    context.print(&Shown { breach, scope: &scope }, || in_lines(&scope))
}

/// One for each thing, and where there are several, one for what they open together; the suggestion stands in the last.
fn steps(scope: &Scope) -> Vec<Step> {
    let mut all: Vec<(String, Vec<String>)> = scope
        .lost
        .iter()
        .map(|found| (found.lost.clone(), [vec![head(found)], found.says.clone()].concat()))
        .collect();
    if all.len() > 1 {
        let names: Vec<&str> = scope.lost.iter().map(|found| found.lost.as_str()).collect();
        let together = format!("together: {}", scope.opens.in_words());
        all.push((names.join(", "), [vec![together], scope.together.clone()].concat()));
    }
    if let Some((_, says)) = all.last_mut() {
        says.push(suggestion(&scope.suggests));
    }
    all.into_iter().map(|(lost, says)| Step::Scoped { lost, says }).collect()
}

fn head(found: &Found) -> String {
    found.opens.in_words().to_owned()
}

fn suggestion(advice: &Advice) -> String {
    format!(
        "suggests: encrypted {}, key safe {}, unintelligible {} (Article 34(3)(a)): {}; a person decides",
        advice.encrypted.code(),
        advice.key_safe.code(),
        advice.unintelligible.code(),
        advice.because
    )
}

fn in_lines(scope: &Scope) -> String {
    let mut text = String::new();
    for found in &scope.lost {
        let _ = writeln!(text, "{}: {}", found.lost, head(found));
        for line in &found.says {
            let _ = writeln!(text, "  {line}");
        }
    }
    if scope.lost.len() > 1 {
        let _ = writeln!(text, "together: {}", scope.opens.in_words());
        for line in &scope.together {
            let _ = writeln!(text, "  {line}");
        }
    }
    let _ = writeln!(text, "{}", suggestion(&scope.suggests));
    let _ = writeln!(text, "praxis cannot know:");
    for line in &scope.unknown {
        let _ = writeln!(text, "  {line}");
    }
    text
}
