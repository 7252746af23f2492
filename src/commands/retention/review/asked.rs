//! Decisions asked for on a terminal, one record at a time. Nothing is decided beforehand, and an empty answer decides
//! nothing.

use super::super::super::Context;
use super::super::due::Line;
use super::super::what;
use super::decision::{reason_of, until};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::plan::Plan;
use crate::records::sweep::{Decision, Reason};
use crate::records::text::counted;
use crate::vault::{FoundDue, ReviewInput};

/// Asks about every record that the plan proposes.
///
/// # Errors
/// Ctrl-C, or when it is not confirmed; then nothing is decided.
pub fn ask(plan: &Plan, found: &[FoundDue], context: &Context) -> Result<Vec<ReviewInput>, Failure> {
    let terminal = &context.terminal;
    let mut decided = Vec::new();
    let proposed: Vec<_> = plan.lines.iter().filter(|line| line.proposed.is_some()).collect();
    for (at, planned) in proposed.iter().enumerate() {
        let one = found.iter().find(|one| one.what() == planned.what);
        let name = one.map(|one| one.name.as_str()).unwrap_or_default();
        let which = one.map_or_else(|| planned.what.to_string(), |one| what::in_words(one.whose(), one.item));
        terminal.say(&format!("\n{} of {}  {which}  {name}", at + 1, proposed.len()));
        if let Some(one) = one {
            terminal.say(&format!("  {}", Line::of(one).because()));
            if !one.own_key {
                terminal.say("  it has no key of its own: it would be deleted, and older backups hold it until they go");
            }
        }
        if let Some(input) = ask_one(planned.what, context)? {
            decided.push(input);
        }
    }
    let destroyed = decided.iter().filter(|one| one.decision == Decision::Destroy).count();
    if destroyed > 0 {
        let question = format!("{} to be destroyed. Type the number to sign", counted(destroyed, "record"));
        let typed = terminal.ask(&question)?;
        if typed.as_deref().map(str::trim) != Some(destroyed.to_string().as_str()) {
            return Err(Failure::Usage(
                "that is not the number; nothing was decided".to_owned(),
                "run the same command again".to_owned(),
            ));
        }
    }
    Ok(decided)
}

fn ask_one(
    what: crate::records::reference::Reference,
    context: &Context,
) -> Result<Option<ReviewInput>, Failure> {
    let terminal = &context.terminal;
    let decision = loop {
        match terminal.ask("destroy, keep, transfer or later")?.as_deref().map(str::trim) {
            None | Some("" | "later") => return Ok(None),
            Some(text) => match Decision::from_code(text) {
                Some(decision) => break decision,
                None => terminal.warn("that is none of the four"),
            },
        }
    };
    let until = if decision == Decision::Keep {
        Some(again(context, "Keep until (a date)", |text| until(text, context.now.today()))?)
    } else {
        None
    };
    let codes: Vec<&str> =
        Reason::ALL.iter().filter(|reason| **reason != Reason::Other).map(|reason| reason.code()).collect();
    let question = format!("Why: {}, or words of your own", codes.join(", "));
    let (reason, words) = again(context, &question, |text| match text.trim() {
        "" | "other" => Err(Failure::Usage("a decision needs a reason".to_owned(), String::new())),
        text => reason_of(text, decision),
    })?;
    Ok(Some(ReviewInput { what, decision, until, reason, words }))
}

/// Asks until the answer is understood; Ctrl-C ends it.
fn again<T>(
    context: &Context,
    question: &str,
    read: impl Fn(&str) -> Result<T, Failure>,
) -> Result<T, Failure> {
    loop {
        let text = context.terminal.ask(question)?.unwrap_or_default();
        match read(&text) {
            Ok(value) => return Ok(value),
            Err(failure) => context.terminal.warn(&failure.explain().message),
        }
    }
}
