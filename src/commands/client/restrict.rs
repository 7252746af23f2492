//! `praxis client restrict` and `unrestrict`: restriction of processing (UK GDPR Article 18).

use chrono::NaiveDate;
use serde::Serialize;

use super::super::{Context, disclosure, given};
use crate::failure::Failure;
use crate::records::reference::{Reference, Register};
use crate::records::restriction::RestrictionGround;

/// Restrict the processing of a client's record
///
/// From then on it is kept, and its clinical part is neither read nor exported: only with --override and a reason that
/// UK GDPR Article 18(2) allows, which is logged. Nothing of it is destroyed. Who it is and how to reach them stays readable,
/// and notes can be added. That the record is restricted stands in the clear; by which request and why is sealed.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis client restrict C-0007 --request R-0001 --ground accuracy")]
pub struct RestrictArgs {
    /// Reference, or a part of the name
    client: String,
    /// The request by which it is restricted
    #[arg(long, value_name = "REQUEST")]
    request: String,
    /// Why, by Article 18(1): accuracy, unlawful, legal-claims or objection
    #[arg(long, value_name = "GROUND", value_parser = given::code::<RestrictionGround>(), hide_possible_values = true)]
    ground: Option<RestrictionGround>,
    /// The day (default: today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

/// End the restriction of a client's record
///
/// The client must have been told before it ends (UK GDPR Article 18(3)).
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis client unrestrict C-0007 --request R-0001 --told 2026-12-01")]
pub struct UnrestrictArgs {
    /// Reference, or a part of the name
    client: String,
    /// The request by which it was restricted
    #[arg(long, value_name = "REQUEST")]
    request: String,
    /// The day on which the client was told that it ends
    #[arg(long, value_name = "DATE")]
    told: String,
}

#[derive(Serialize)]
struct Restricted {
    client: Reference,
    request: Reference,
    restricted: bool,
}

/// Runs `client restrict`.
pub fn restrict(args: &RestrictArgs, context: &Context) -> Result<(), Failure> {
    let request = given::reference(&args.request, Register::Request)?;
    let on = day(args.on.as_deref(), "--on", context)?;
    let mut unlocked = context.unlock()?;
    let client = unlocked.find_client(&args.client)?;
    unlocked.restrict(client, request, args.ground, on)?;
    disclosure::name_recipients(&unlocked, client, context)?;
    context.print(&Restricted { client, request, restricted: true }, || client.to_string())
}

/// Runs `client unrestrict`.
pub fn unrestrict(args: &UnrestrictArgs, context: &Context) -> Result<(), Failure> {
    let request = given::reference(&args.request, Register::Request)?;
    let told = day(Some(&args.told), "--told", context)?;
    let mut unlocked = context.unlock()?;
    let client = unlocked.find_client(&args.client)?;
    let restricted = unlocked.unrestrict(client, request, told)?;
    if restricted {
        context.terminal.say("another request still restricts it: praxis client show says which");
    }
    context.print(&Restricted { client, request, restricted }, || client.to_string())
}

fn day(text: Option<&str>, flag: &str, context: &Context) -> Result<NaiveDate, Failure> {
    let today = context.now.today();
    text.map_or(Ok(today), |text| given::past_date(text, flag, today))
}
