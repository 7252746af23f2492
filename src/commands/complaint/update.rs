//! `praxis complaint update`

use std::path::PathBuf;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::complaint::Step;
use crate::records::reference::Reference;
use crate::records::request::Channel;

/// Record what was looked into, what whoever complained was told meanwhile, what it has to do with, or what came after
///
/// Enquiries, and telling them how far it has come, are part of the duty: DPA 2018 section 164A. To a complaint that is closed
/// only what came after can be added: it stays closed.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis complaint update K-0001 --enquiry-file asked.txt\n  echo 'We hope to answer next week.' | praxis complaint update K-0001 --progress-file - --how email\n  praxis complaint update K-0001 --link R-0001 --link B-0002\n  praxis complaint update K-0001 --after-file told.txt --regulator-told"
)]
#[command(group = clap::ArgGroup::new("what").args(["enquiry_file", "progress_file", "link", "after_file"]).required(true).multiple(true))]
pub struct Args {
    /// Reference
    #[arg(value_name = "K-0001")]
    complaint: String,
    /// The day of it (default: today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// What was asked or found, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE")]
    enquiry_file: Option<PathBuf>,
    /// What they were told, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE", requires = "how")]
    progress_file: Option<PathBuf>,
    /// How they were told: email, letter, phone, in-person, form, message or other
    #[arg(long, value_name = "WAY", value_parser = given::code::<Channel>(), hide_possible_values = true, requires = "progress_file")]
    how: Option<Channel>,
    /// A request, a breach or another complaint that it has to do with
    #[arg(long, value_name = "REFERENCE")]
    link: Vec<String>,
    /// What came after it was closed, such as a correction or an answer, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE", conflicts_with_all = ["enquiry_file", "progress_file", "link"])]
    after_file: Option<PathBuf>,
    /// With that they were told that they may complain to the Commissioner
    #[arg(long, requires = "after_file")]
    regulator_told: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let on = super::day(args.on.as_deref(), "--on", context)?;
    super::not_both_from_stdin(args.enquiry_file.as_deref(), args.progress_file.as_deref())?;
    let links = args.link.iter().map(|text| link(text)).collect::<Result<Vec<_>, _>>()?;
    let mut steps = Vec::new();
    if let Some(words) = super::words(args.enquiry_file.as_deref(), "--enquiry-file")? {
        steps.push(Step::Enquired { on, words });
    }
    if let Some(words) = super::words(args.progress_file.as_deref(), "--progress-file")? {
        let how = args.how.unwrap_or(Channel::Other);
        steps.push(Step::Progressed { on, how, words });
    }
    if let Some(words) = super::words(args.after_file.as_deref(), "--after-file")? {
        steps.push(Step::Added { on, words, regulator: args.regulator_told });
    }
    steps.extend(links.into_iter().map(|to| Step::Linked { to }));
    super::record(&args.complaint, steps, context)
}

fn link(text: &str) -> Result<Reference, Failure> {
    text.parse().map_err(|_| {
        Failure::Usage(
            "what was given with --link is no reference".to_owned(),
            "give one such as R-0001, B-0001 or K-0002".to_owned(),
        )
    })
}
