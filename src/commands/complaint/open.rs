//! `praxis complaint open`

use std::path::PathBuf;

use super::super::{Context, given};
use super::shown;
use crate::failure::Failure;
use crate::records::complaint::{Allegation, Complainant, Complaint};
use crate::records::date::in_words;
use crate::records::request::Channel;

/// Record a complaint about how you handle somebody's information
///
/// By whatever way it came; nobody has to use your form. It must be acknowledged within 30 days, and answered without undue
/// delay; begin to look into it at once (DPA 2018 section 164A). Nothing of the client's record is destroyed while it is open.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis complaint open --client C-0001 --received 2026-11-20 --channel email --about access\n  echo 'Jo Example' | praxis complaint open --by third-party --name-file - --about disclosure"
)]
pub struct Args {
    /// About whose record: reference, or a part of the name
    #[arg(long)]
    client: Option<String>,
    /// The day it came, a weekend too (default: today)
    #[arg(long, value_name = "DATE")]
    received: Option<String>,
    /// By what way: email, letter, phone, in-person, form, message or other
    #[arg(long, value_name = "WAY", default_value = "other", value_parser = given::code::<Channel>(), hide_default_value = true, hide_possible_values = true)]
    channel: Channel,
    /// Who complains: client, parent, agent, third-party or other (default: client, or other without --client)
    #[arg(long = "by", value_name = "WHO", value_parser = given::code::<Complainant>(), hide_possible_values = true)]
    complainant: Option<Complainant>,
    /// The name of who complains, where no record says it, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE")]
    name_file: Option<PathBuf>,
    /// What about: access, rights, disclosure, accuracy, retention, security, transparency, lawfulness or other
    #[arg(long, value_name = "WHAT", value_parser = given::code::<Allegation>(), hide_possible_values = true)]
    about: Allegation,
    /// The words it was made in, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE")]
    words_file: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let received = super::day(args.received.as_deref(), "--received", context)?;
    if args.complainant == Some(Complainant::Client) && args.client.is_none() && args.name_file.is_none() {
        return Err(Failure::Usage(
            "--by client does not say which client".to_owned(),
            "add --client C-0001, or --name-file FILE if there is no record of theirs".to_owned(),
        ));
    }
    super::not_both_from_stdin(args.name_file.as_deref(), args.words_file.as_deref())?;
    let complainant = args.complainant.unwrap_or(if args.client.is_some() {
        Complainant::Client
    } else {
        Complainant::Other
    });
    let mut unlocked = context.unlock()?;
    let client = args.client.as_deref().map(|text| unlocked.find_client_erased_too(text)).transpose()?;
    let name = match super::words(args.name_file.as_deref(), "--name-file")? {
        Some(text) => given::field(text.trim_end(), "--name-file")?,
        None => None,
    };
    let complaint = Complaint {
        received,
        channel: args.channel,
        complainant,
        client: None,
        name,
        about: args.about,
        words: super::words(args.words_file.as_deref(), "--words-file")?,
        history: Vec::new(),
        by: unlocked.member(),
        recorded: context.now.text(),
    };
    let reference = unlocked.open_complaint(complaint, client)?;
    let found = unlocked.complaint(reference)?;
    if let Some(by) = found.standing.acknowledge_by {
        context.terminal.say(&format!(
            "to be acknowledged by {}, unless they know the outcome by then: praxis complaint acknowledge {reference}",
            in_words(by)
        ));
    }
    for warning in &found.standing.warnings {
        context.terminal.warn(warning);
    }
    context.print(&shown::Shown::of(&found), || reference.to_string())
}
