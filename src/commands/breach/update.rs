//! `praxis breach update`

use std::path::PathBuf;

use super::super::Context;
use super::{facts, shown};
use crate::failure::Failure;
use crate::records::breach::{Facts, Step};
use crate::records::reference::Reference;
use crate::vault::{FoundBreach, Unlocked};

/// Record what became known of a breach, and whom it affects
///
/// Codes, numbers and instants by flags; text by --from, a file of TOML or JSON whose keys are the names that praxis breach show
/// prints, with _ for a space. On a terminal without flags the editor opens on all that is known. What was said before stays on
/// record. Nothing of the clients whom an open breach affects is destroyed.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis breach update B-0001\n  praxis breach update B-0001 --kind confidentiality --data health --people patients --people-count 2\n  praxis breach update B-0001 --affects C-0001 C-0002\n  praxis breach update B-0001 --from facts.toml --contained \"2026-11-21 09:30\""
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "B-0001")]
    breach: String,
    #[command(flatten)]
    flags: facts::Flags,
    /// What is known, as TOML or JSON from a file or, with -, from stdin
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Whom it affects: references, or parts of the name
    #[arg(long, value_name = "CLIENT", num_args = 1..)]
    affects: Vec<String>,
    /// Whom it does not affect after all
    #[arg(long, value_name = "CLIENT", num_args = 1..)]
    not_affected: Vec<String>,
    /// It affects every client who is in the vault now
    #[arg(long)]
    affects_everybody: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let breach = super::reference(&args.breach)?;
    let given = args.from.as_deref().map(facts::from_file).transpose()?;
    let by_flags = facts::Given::keep_on_failure(given.as_ref(), args.flags.facts(context))?;
    let affected = args.affects_everybody || !(args.affects.is_empty() && args.not_affected.is_empty());
    if given.is_none() && by_flags.is_empty() && !affected {
        return edit(breach, context);
    }
    let mut said = given.as_ref().map(|given| given.facts.clone()).unwrap_or_default();
    said.learn(&by_flags);
    let after = update(breach, said, args, context);
    shown::print(&facts::Given::keep_on_failure(given.as_ref(), after)?, context)
}

fn update(breach: Reference, said: Facts, args: &Args, context: &Context) -> Result<FoundBreach, Failure> {
    let mut unlocked = context.unlock()?;
    let found = unlocked.breach(breach)?;
    let mut steps = Vec::new();
    let beyond = said.beyond(&found.breach.known());
    if !beyond.is_empty() {
        steps.push(Step::Updated { facts: Box::new(beyond) });
    }
    steps.extend(affects(args, &found, &mut unlocked)?);
    recorded(found, steps, &mut unlocked, context)
}

/// Asks for everything at once, in the editor.
fn edit(breach: Reference, context: &Context) -> Result<(), Failure> {
    if !context.terminal.can_ask() {
        return Err(Failure::Usage(
            "nothing was given that could be recorded".to_owned(),
            "give flags, or what became known in a file: --from FILE; praxis breach update --help lists both"
                .to_owned(),
        ));
    }
    let mut unlocked = context.unlock()?;
    let found = unlocked.breach(breach)?;
    if !found.is_open() {
        // Said before anybody types; the rule says it again.
        return unlocked.record_breach(breach, vec![Step::Updated { facts: Box::default() }]).map(|_| ());
    }
    let known = found.breach.known();
    let (said, typed) = match facts::typed(breach, &known)? {
        Some(typed) => (typed.facts.clone(), Some(typed)),
        None => (Facts::default(), None),
    };
    let beyond = said.beyond(&known);
    let steps = if beyond.is_empty() { Vec::new() } else { vec![Step::Updated { facts: Box::new(beyond) }] };
    let after = recorded(found, steps, &mut unlocked, context);
    let after = match typed {
        Some(typed) => typed.keep_on_failure(after),
        None => after,
    };
    shown::print(&after?, context)
}

/// The breach as it stands when something was recorded; what is known already is not recorded again.
fn recorded(
    found: FoundBreach,
    steps: Vec<Step>,
    unlocked: &mut Unlocked,
    context: &Context,
) -> Result<FoundBreach, Failure> {
    if steps.is_empty() {
        context.terminal.say("nothing was recorded: all of it is known already");
        return Ok(found);
    }
    unlocked.record_breach(found.reference, steps)
}

/// Who was not known to be affected, and is; and the other way round.
fn affects(args: &Args, found: &FoundBreach, unlocked: &mut Unlocked) -> Result<Option<Step>, Failure> {
    let mut of = |texts: &[String]| -> Result<Vec<Reference>, Failure> {
        texts.iter().map(|text| unlocked.find_client_erased_too(text)).collect()
    };
    let (given, taken) = (of(&args.affects)?, of(&args.not_affected)?);
    if let Some(both) = given.iter().find(|client| taken.contains(client)) {
        return Err(Failure::Usage(
            format!("{both} is given as affected and as not affected"),
            "give each client once".to_owned(),
        ));
    }
    let mut added = unlocked.handles_of(&given)?;
    let removed = unlocked.handles_of(&taken)?;
    if args.affects_everybody {
        added.extend(unlocked.handles_of_everybody()?.into_iter().filter(|one| !removed.contains(one)));
    }
    let before: std::collections::HashSet<_> = found.breach.affected().into_iter().collect();
    let mut seen = std::collections::HashSet::new();
    added.retain(|one| !before.contains(one) && seen.insert(*one));
    let mut removed = removed;
    removed.retain(|one| before.contains(one) && seen.insert(*one));
    let nothing = added.is_empty() && removed.is_empty();
    Ok((!nothing).then_some(Step::Affects { added, removed }))
}
