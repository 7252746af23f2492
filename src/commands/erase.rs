//! `praxis erase`

mod shown;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::{Context, given};
use crate::failure::Failure;
use crate::records::certificate::CertificateState;
use crate::records::code::Code;
use crate::records::erasure::{Category, Extent, Ground, Refusal};
use crate::records::office::KitState;
use crate::records::reference::{Reference, Register};
use crate::rules::erasure;
use crate::terminal::editor;
use crate::vault::{Decided, Unlocked, files};

/// What can be kept by itself.
const KEEP: [Category; 4] = [Category::Identity, Category::Contact, Category::Clinical, Category::Process];
/// Why something is kept, unless another ground is given: the usual one for health records.
const KEPT_FOR: Refusal = Refusal::HealthCare;

/// Destroy a client's keys, and with them the record
///
/// What can be read of the client is destroyed here and in every backup that is opened with the keys of this machine
/// from now on. What would go, what stays and why, and what this cannot reach (kits, backups, exports, the medium) is
/// shown first. It cannot be undone.
///
/// With --keep a category stays, and the erasure is partial; with --refuse nothing is destroyed, and the refusal is
/// recorded with its ground. Holds and open matters refuse by themselves. Both end in a certificate.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis erase C-0001 --ground consent-withdrawn --dry-run\n  praxis erase C-0001 --ground retention --certificate E-C-0001.txt\n  praxis erase C-0001 --ground objection --keep clinical=legal-claims --confirm C-0001\n  praxis erase C-0001 --ground no-longer-necessary --request R-0001 --refuse health-care"
)]
pub struct Args {
    /// Reference
    client: String,
    /// Why: the ground of UK GDPR Article 17(1), or the practice's own
    #[arg(long, value_parser = given::code::<Ground>())]
    ground: Ground,
    /// Keep a category (identity, contact, clinical, process), and why: `clinical=legal-claims`; without a ground it is
    /// health-care. May be given more than once
    #[arg(long, value_name = "CATEGORY[=CODE]")]
    keep: Vec<String>,
    /// Destroy nothing, and record why
    #[arg(long, value_parser = given::code::<Refusal>(), conflicts_with_all = ["keep", "confirm", "dry_run"])]
    refuse: Option<Refusal>,
    /// The request that asks for it; it is closed by it
    #[arg(long, value_name = "R-0001")]
    request: Option<String>,
    /// The reference again, where nobody can be asked
    #[arg(long, value_name = "C-0001")]
    confirm: Option<String>,
    /// Write the certificate to this new file
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Only show what would happen; nothing is written, not even to the log
    #[arg(long, conflicts_with_all = ["confirm", "certificate"])]
    dry_run: bool,
    /// Also when there is no recovery kit that was read back
    #[arg(long)]
    accept_total_loss: bool,
}

impl Args {
    /// Whether nothing is written, not even to the log.
    #[must_use]
    pub fn only_shows(&self) -> bool {
        self.dry_run
    }
}

#[derive(Serialize)]
struct Done {
    certificate: Reference,
    client: Option<Reference>,
    state: CertificateState,
    extent: Extent,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
}

fn kept(text: &str) -> Result<(Category, Refusal), Failure> {
    let (category, ground) = text.split_once('=').unwrap_or((text, KEPT_FOR.code()));
    let category = KEEP.into_iter().find(|known| known.code() == category);
    category.zip(Refusal::from_code(ground)).ok_or_else(|| {
        let categories: Vec<&str> = KEEP.iter().map(|category| category.code()).collect();
        let grounds: Vec<&str> = Refusal::ALL.iter().map(|ground| ground.code()).collect();
        Failure::Usage(
            format!("--keep takes one of: {}", categories.join(", ")),
            format!("why it is kept may follow, as in clinical=legal-claims: {}", grounds.join(", ")),
        )
    })
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let client = given::reference(&args.client, Register::Client)?;
    args.keep.iter().try_for_each(|text| kept(text).map(drop))?;
    let request =
        args.request.as_deref().map(|text| given::reference(text, Register::Request)).transpose()?;
    if let Some(path) = &args.certificate {
        given::refuse_what_is_there(path, "the certificate")?;
    }
    if args.dry_run {
        return show_only(args, client, request, context);
    }
    context.make_room();
    let mut unlocked = context.unlock()?;
    if let Some(path) = &args.certificate {
        given::refuse_inside(unlocked.vault(), path, "the certificate")?;
    }
    if let Some(refusal) = args.refuse {
        let certificate = unlocked.refuse_erasure(client, args.ground, refusal, request)?;
        context.terminal.say(&format!("nothing was destroyed: {}", refusal.in_words()));
        return finish(args, certificate, &mut unlocked, context);
    }
    unlocked.refuse_what_is_held(client, request)?;
    let facts = unlocked.erasure_facts(client)?;
    let plan = plan(args, &facts.facts, context)?;
    let reach = unlocked.reach_before(facts.row().handle)?;
    let medium = unlocked.media();
    context.terminal.say(&shown::plan(client, &plan, &reach, &medium));
    refuse_without_kit(&mut unlocked, args)?;
    given::confirm(client, args.confirm.as_deref(), "This cannot be undone. Type the reference", context)?;
    let wanted = unlocked.what_to_look_for(&facts, &plan.compartments)?;
    let mut others = unlocked.exports_of(&facts)?;
    others.extend(editor::folders_kept());
    let decided = Decided { facts: &facts, ground: args.ground, plan: &plan, request };
    let certificate = unlocked.erase(&decided)?;
    let found = unlocked.look_for_remains(certificate, &wanted, &others);
    // Done is done: a file that cannot be read keeps the certificate from saying that it was looked at, and no more.
    finish(args, certificate, &mut unlocked, context).map_err(|failure| done(certificate, failure))?;
    let found = found.map_err(|failure| done(certificate, failure))?;
    if found.places.is_empty() {
        return Ok(());
    }
    let places: Vec<&str> = found.places.keys().map(|place| place.in_words()).collect();
    Err(Failure::Partial(
        format!("{certificate} is done, and remains of the record were found in {}", places.join(", ")),
        "the certificate says how many; look for copies that other programs made there".to_owned(),
    ))
}

/// What was destroyed is, whatever went wrong afterwards.
fn done(certificate: Reference, failure: Failure) -> Failure {
    if matches!(failure, Failure::BrokenPipe | Failure::Output(_)) {
        return failure;
    }
    let why = failure.explain();
    Failure::Partial(
        format!("{certificate} is done, and then: {}", why.message),
        format!("do not erase again; praxis certificate show {certificate}; {}", why.hint),
    )
}

fn plan(args: &Args, facts: &erasure::Facts, context: &Context) -> Result<erasure::Plan, Failure> {
    let keep = args.keep.iter().map(|text| kept(text)).collect::<Result<BTreeMap<_, _>, _>>()?;
    erasure::plan(&keep, facts, context.now.today()).map_err(|_| {
        Failure::Usage(
            "that would destroy nothing".to_owned(),
            "keep less, or record a refusal: --refuse CODE".to_owned(),
        )
    })
}

/// Shows what would happen. The vault is opened so that nothing can be written.
fn show_only(
    args: &Args,
    client: Reference,
    request: Option<Reference>,
    context: &Context,
) -> Result<(), Failure> {
    let unlocked = context.unlock_looking()?;
    unlocked.check_not_held(client, request)?;
    let facts = unlocked.erasure_facts(client)?;
    let plan = plan(args, &facts.facts, context)?;
    let reach = unlocked.reach_before(facts.row().handle)?;
    let medium = unlocked.media();
    context.print(&shown::Form::of(client, &plan, &reach, &medium), || {
        format!("{}\nnothing was done", shown::plan(client, &plan, &reach, &medium))
    })
}

fn refuse_without_kit(unlocked: &mut Unlocked, args: &Args) -> Result<(), Failure> {
    if args.accept_total_loss || unlocked.kits()?.iter().any(|kit| kit.state == KitState::Current) {
        return Ok(());
    }
    Err(Failure::Refused(
        "there is no recovery kit that was read back: if the key files were lost on the way, so were all clients"
            .to_owned(),
        "make one first, praxis kit new -o FILE, or add --accept-total-loss".to_owned(),
    ))
}

fn finish(
    args: &Args,
    reference: Reference,
    unlocked: &mut Unlocked,
    context: &Context,
) -> Result<(), Failure> {
    let (certificate, signed) = unlocked.certificate(reference)?;
    if let Some(path) = &args.certificate {
        files::make_new(path, signed.as_bytes(), "the certificate")?;
    }
    if certificate.state == CertificateState::Rotated {
        context.terminal.say(&shown::not_final(&certificate, &unlocked.vault().renewing_a_kit()?));
    }
    let done = Done {
        certificate: reference,
        client: certificate.client,
        state: certificate.state,
        extent: certificate.extent,
        path: args.certificate.as_ref().map(|path| path.to_string_lossy().into_owned()),
    };
    context.print(&done, || reference.to_string())
}
