//! `praxis retention review`

mod asked;
mod decision;

use std::path::PathBuf;

use serde::Serialize;

use super::super::{Context, given};
use crate::crypto::note::LARGEST;
use crate::failure::Failure;
use crate::records::reference::Reference;
use crate::records::sweep::Decision;
use crate::records::text::counted;
use crate::vault::sweep::signed;
use crate::vault::{ReviewInput, files};

/// Decide about the records in a plan, and sign it
///
/// On a terminal each record is shown with its rule and its days, and you say: destroy, keep until a day, transfer, or
/// later. Nothing is decided beforehand; what you leave undecided stays. Scripts say it with --decide. The file then holds
/// your decisions and your signature, and no reason in words: those are sealed in the vault, with rules and days.
///
/// Reasons: period-ended, claim, insurer, safeguarding, client-asked, may-return, handover, other.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis retention review plan.txt\n  praxis retention review plan.txt --decide C-0007=destroy:period-ended --decide C-0009=keep:2030-01-01:claim\n  praxis retention review plan.txt --decide C-0012=transfer:handover"
)]
pub struct Args {
    /// The plan that praxis retention sweep made; it is written anew, signed
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// A decision: C-0007=destroy:REASON, C-0007=keep:DATE:REASON or C-0007=transfer:REASON; F-000003 for an invoice, N-000012
    /// for a draft, R-0002, K-0001 or B-0003 for a closed request, complaint or breach. May be given more than once
    #[arg(long, value_name = "DECISION")]
    decide: Vec<String>,
    /// Who else looked at it and agreed: sealed with the decisions, and no signature of theirs
    #[arg(long, value_name = "WHO")]
    seconded_by: Option<String>,
    /// The reason in words, for decisions with the reason `other`: from a file or, with -, from stdin; it is sealed
    #[arg(long, value_name = "FILE")]
    reason_file: Option<PathBuf>,
}

#[derive(Serialize)]
struct Done {
    sweep: Reference,
    destroy: Vec<Reference>,
    keep: Vec<Reference>,
    transfer: Vec<Reference>,
    undecided: Vec<Reference>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let today = context.now.today();
    let words = args.reason_file.as_deref().map(|path| given::words_in(path, "--reason-file"));
    let words = words.transpose()?;
    let seconded_by = args.seconded_by.as_deref().map(|text| given::field(text, "--seconded-by"));
    let seconded_by = seconded_by.transpose()?.flatten();
    let mut decisions: Vec<ReviewInput> = Vec::new();
    for text in &args.decide {
        let one = decision::read(text, words.as_deref(), today)?;
        if decisions.iter().any(|other| other.what == one.what) {
            return Err(Failure::Usage(
                format!("{} is decided twice", one.what),
                "give one decision for each".to_owned(),
            ));
        }
        decisions.push(one);
    }
    if decisions.is_empty() && !context.terminal.can_ask() {
        return Err(Failure::Usage(
            "there is nobody to decide".to_owned(),
            "give decisions: --decide C-0007=destroy:period-ended".to_owned(),
        ));
    }
    let (plan, _) = signed::read(&given::read(&args.plan, LARGEST, "the plan")?)?;
    let mut unlocked = context.unlock()?;
    unlocked.check_plan(&plan)?;
    if decisions.is_empty() {
        let found = unlocked.behind(&plan)?;
        decisions = asked::ask(&plan, &found, context)?;
    }
    if decisions.is_empty() {
        context.terminal.say("nothing was decided; the plan is as it was");
        return Ok(());
    }
    let (reviewed, text) = unlocked.review_with(&plan, &decisions, seconded_by)?;
    files::replace(&args.plan, text.as_bytes(), "the plan")?;
    let Some(review) = &reviewed.review else { return Ok(()) };
    let by = |wanted: Option<Decision>| {
        // What the plan does not propose was not up for a decision.
        let lines = reviewed.lines.iter().filter(|line| wanted.is_some() || line.proposed.is_some());
        let decided = lines.filter(|line| line.decided.map(|decided| decided.decision) == wanted);
        decided.map(|line| line.what).collect()
    };
    let done = Done {
        sweep: review.sweep,
        destroy: by(Some(Decision::Destroy)),
        keep: by(Some(Decision::Keep)),
        transfer: by(Some(Decision::Transfer)),
        undecided: by(None),
    };
    let what = counted(done.destroy.len(), "record");
    context.print(&done, || done.sweep.to_string())?;
    if !done.destroy.is_empty() {
        context.terminal.say(&format!("{what} to be destroyed; next: praxis retention apply PLAN"));
    }
    let left = done.undecided.len();
    if left > 0 {
        context.terminal.say(&format!("{} undecided: stays as it is", counted(left, "record")));
    }
    Ok(())
}
