//! `praxis request identity`

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::request::{Step, Wanted};

/// Record that proof of who asks was asked for, or came
///
/// Ask only where you have reasonable doubts about who they are (UK GDPR Article 12(6)): not a client whose address or
/// number you know. The time begins when what was asked for has come. The same for their authority to ask for somebody
/// else, and for a fee.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis request identity R-0001 --asked 2026-11-03\n  praxis request identity R-0001 --given 2026-11-20\n  praxis request identity R-0001 --what authority --given 2026-11-20"
)]
#[command(group = clap::ArgGroup::new("when").args(["asked", "given"]).required(true).multiple(true))]
pub struct Args {
    /// Reference
    #[arg(value_name = "R-0001")]
    request: String,
    /// What: identity, authority or fee
    #[arg(long, value_name = "WHAT", default_value = "identity", value_parser = given::code::<Wanted>(), hide_possible_values = true)]
    what: Wanted,
    /// The day it was asked for
    #[arg(long, value_name = "DATE")]
    asked: Option<String>,
    /// The day it came
    #[arg(long, value_name = "DATE")]
    given: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let (today, wanted) = (context.now.today(), args.what);
    let day = |text: &Option<String>, flag| {
        text.as_deref().map(|text| given::past_date(text, flag, today)).transpose()
    };
    let asked = day(&args.asked, "--asked")?.map(|on| Step::Asked { wanted, on });
    let given = day(&args.given, "--given")?.map(|on| Step::Given { wanted, on });
    super::record(&args.request, asked.into_iter().chain(given).collect(), context)
}
