//! `praxis request open`

use std::path::PathBuf;

use super::super::{Context, given};
use super::shown;
use crate::failure::Failure;
use crate::records::request::{Channel, Entry, Request, Requester, Right, Step, Wanted};

/// Record a request about somebody's record
///
/// By whatever way it came, and however it was worded: nobody needs to name a right, or give a reason. Nothing of the
/// client's record is destroyed while it is open. When somebody else asks for the client, their authority is asked for, and
/// the time begins when it has come.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis request open --client C-0001 --right access --received 2026-11-20\n  praxis request open --client C-0001 --right access --by parent --requester-name 'Jo Example' --channel phone\n  echo 'Somebody Else' | praxis request open --name-file - --right access"
)]
pub struct Args {
    /// About whom: reference, or a part of the name
    #[arg(long, required_unless_present = "name_file")]
    client: Option<String>,
    /// About somebody who is not, or no longer, in the vault: their name, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE", conflicts_with = "client")]
    name_file: Option<PathBuf>,
    /// What is asked for: access, rectification, erasure, restriction, portability, objection; dead-record (Access to Health
    /// Records Act 1990), police, court
    #[arg(long, value_name = "RIGHT", value_parser = given::code::<Right>(), hide_possible_values = true)]
    right: Right,
    /// The day it came, a weekend too (default: today)
    #[arg(long, value_name = "DATE")]
    received: Option<String>,
    /// By what way: email, letter, phone, in-person, form, message or other
    #[arg(long, value_name = "WAY", default_value = "other", value_parser = given::code::<Channel>(), hide_default_value = true, hide_possible_values = true)]
    channel: Channel,
    /// Who asks: client, parent, agent, deputy, representative, claimant, police or court
    #[arg(long = "by", value_name = "WHO", value_parser = given::code::<Requester>(), hide_possible_values = true)]
    requester: Option<Requester>,
    /// The name of who asks, when it is not the client
    #[arg(long, value_name = "NAME")]
    requester_name: Option<String>,
    /// The day their authority was shown, when it was
    #[arg(long, value_name = "DATE")]
    authority: Option<String>,
    /// The words it was made in, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE")]
    words_file: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let received = super::day(args.received.as_deref(), "--received", context)?;
    let today = context.now.today();
    let requester = requester(args)?;
    let from_stdin = |path: &Option<PathBuf>| path.as_deref() == Some(std::path::Path::new("-"));
    if from_stdin(&args.name_file) && from_stdin(&args.words_file) {
        return Err(Failure::Usage(
            "both texts cannot come from the same pipe".to_owned(),
            "give one of them as a file".to_owned(),
        ));
    }
    let authority =
        args.authority.as_deref().map(|text| given::past_date(text, "--authority", today)).transpose()?;
    if authority.is_some_and(|on| on < received) || authority.is_some() && !requester.needs_authority() {
        return Err(Failure::Usage(
            "the authority to ask for another fits neither who asks nor when".to_owned(),
            "give --authority for a parent, an agent or a deputy, from the day of the request on".to_owned(),
        ));
    }
    let requester_name =
        args.requester_name.as_deref().map(|text| given::field(text, "--requester-name")).transpose()?;
    let mut unlocked = context.unlock()?;
    let client = args.client.as_deref().map(|text| unlocked.find_client_erased_too(text)).transpose()?;
    let name = match &args.name_file {
        Some(path) => {
            let text = super::words(Some(path), "--name-file", "Name", context)?;
            given::field(text.trim_end(), "--name-file")?
        }
        None => None,
    };
    let words = args
        .words_file
        .as_deref()
        .map(|path| super::words(Some(path), "--words-file", "", context))
        .transpose()?;
    let (by, recorded) = (unlocked.member(), context.now.text());
    let mut history = Vec::new();
    if requester.needs_authority() {
        let wanted = Wanted::Authority;
        // It was wanted from the day the request came, whenever that is written down.
        let asked = Step::Asked { wanted, on: received };
        let given = authority.map(|on| Step::Given { wanted, on });
        let steps = [Some(asked), given].into_iter().flatten();
        history.extend(steps.map(|step| Entry { step, by, recorded: recorded.clone() }));
    }
    let request = Request {
        right: args.right,
        received,
        channel: args.channel,
        client: None,
        name,
        requester,
        requester_name: requester_name.flatten(),
        words,
        history,
        by,
        recorded,
    };
    let reference = unlocked.open_request(request, client)?;
    let found = unlocked.request(reference)?;
    for line in shown::advice(&found) {
        context.terminal.say(&line);
    }
    context.print(&shown::Shown::of(&found), || reference.to_string())
}

/// Who asks; the police and a court are nobody else.
fn requester(args: &Args) -> Result<Requester, Failure> {
    let fitting = |who: Requester| match args.right {
        Right::Police => who == Requester::Police,
        Right::Court => who == Requester::Court,
        Right::DeadRecord => matches!(who, Requester::Representative | Requester::Claimant),
        _ => matches!(who, Requester::Client | Requester::Parent | Requester::Agent | Requester::Deputy),
    };
    let who = args.requester.or(match args.right {
        Right::Police => Some(Requester::Police),
        Right::Court => Some(Requester::Court),
        Right::DeadRecord => None,
        _ => Some(Requester::Client),
    });
    let who = who.ok_or_else(|| {
        Failure::Usage(
            "who asks for the record of somebody who has died is missing".to_owned(),
            "add --by representative, or --by claimant".to_owned(),
        )
    })?;
    if fitting(who) {
        return Ok(who);
    }
    Err(Failure::Usage(
        "whoever asks cannot ask for that".to_owned(),
        "client, parent, agent and deputy go with the rights of the living; representative and claimant with dead-record"
            .to_owned(),
    ))
}
