//! `praxis disclosure add`

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::disclosure::{Capacity, Disclosure, DisclosureBasis};
use crate::records::reference::Reference;
use crate::records::request::Channel;

/// The largest JSON: every field at its longest, each character escaped.
const LARGEST: usize = 512 * 1024;

/// Record that somebody was told something about a client
///
/// The general practitioner, a supervisor who knows who it is, an insurer, the police: whoever was told is told too of
/// what is put right, erased or restricted later (UK GDPR Article 19), and the client may ask who that is. The record is
/// sealed, is only added to, and goes when the client's particulars go.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis disclosure add C-0001 --to \"The Surgery\" --capacity gp --on 2026-11-20 --basis consent --about \"Letter on discharge\"\n  praxis disclosure add C-0001 --to \"Leeds police\" --capacity police --basis legal-obligation --what-file - < told.txt\n  praxis disclosure add C-0001 --from - < disclosure.json"
)]
pub struct Args {
    /// Reference, or a part of the name
    client: String,
    #[command(flatten)]
    fields: Fields,
    /// Read what was told from a file or, with -, from stdin
    #[arg(long, value_name = "FILE", conflicts_with_all = ["about", "from"])]
    what_file: Option<PathBuf>,
    /// Read the fields as JSON from a file or, with -, from stdin
    #[arg(long, value_name = "FILE", conflicts_with_all = ["to", "capacity", "on", "about", "basis", "how"])]
    from: Option<PathBuf>,
}

#[derive(clap::Args, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    /// Who was told
    #[arg(long, value_name = "WHO")]
    to: Option<String>,
    /// In what capacity: gp, supervisor, insurer, police, court, solicitor, school, social-services, employer,
    /// processor or other (default: other)
    #[arg(long, value_name = "CAPACITY", value_parser = given::code::<Capacity>(), hide_possible_values = true)]
    capacity: Option<Capacity>,
    /// The day (default: today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// What they were told
    #[arg(long, value_name = "WHAT")]
    about: Option<String>,
    /// What that rested on: consent, vital-interests, legal-obligation, safeguarding, recognised-interests or other
    #[arg(long, value_name = "BASIS", value_parser = given::code::<DisclosureBasis>(), hide_possible_values = true)]
    basis: Option<DisclosureBasis>,
    /// By what way: email, letter, phone, in-person, form, message or other
    #[arg(long, value_name = "WAY", value_parser = given::code::<Channel>(), hide_possible_values = true)]
    how: Option<Channel>,
}

#[derive(Serialize)]
struct Added {
    disclosure: Reference,
    client: Reference,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let mut unlocked = context.unlock()?;
    let client = unlocked.find_client(&args.client)?;
    let fields = match &args.from {
        Some(path) => {
            let bytes = given::read(path, LARGEST, "the JSON given with --from")?;
            from_json(&bytes)?
        }
        None => args.fields,
    };
    let about = match &args.what_file {
        Some(path) => Some(given::words_in(path, "--what-file")?),
        None => fields.about,
    };
    let missing = |what: &str, flag: &str| Failure::Usage(what.to_owned(), format!("give it with {flag}"));
    let to = fields.to.as_deref().map(|text| given::field(text, "--to")).transpose()?.flatten();
    let today = context.now.today();
    let disclosure = Disclosure {
        to: to.ok_or_else(|| missing("it is not said who was told", "--to WHO"))?,
        capacity: fields.capacity.unwrap_or(Capacity::Other),
        on: fields.on.as_deref().map_or(Ok(today), |text| given::past_date(text, "--on", today))?,
        about: given::note_text(
            about.ok_or_else(|| missing("it is not said what they were told", "--about WHAT"))?.as_bytes(),
        )?,
        basis: fields.basis.ok_or_else(|| missing("it is not said what that rested on", "--basis BASIS"))?,
        how: fields.how,
        by: unlocked.member(),
        recorded: context.now.text(),
    };
    let reference = unlocked.add_disclosure(client, &disclosure)?;
    context.print(&Added { disclosure: reference, client }, || reference.to_string())
}

/// Reads the fields as a JSON object; what it says is not repeated.
fn from_json(bytes: &[u8]) -> Result<Fields, Failure> {
    let refuse = |line: usize, column: usize| {
        Failure::Usage(
            format!("the JSON given with --from is no disclosure (line {line}, column {column})"),
            "its fields are the flags of praxis disclosure add; unknown ones are refused".to_owned(),
        )
    };
    // serde takes a list too, for the fields in the order in which they are declared.
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(refuse(1, 1));
    }
    serde_json::from_slice(bytes).map_err(|error| refuse(error.line(), error.column()))
}
