//! `praxis breach assess`

mod dialogue;
pub mod shown;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::super::{Context, given};
use super::reference;
use crate::failure::Failure;
use crate::import::Unreadable;
use crate::import::assessment::{self, Judged};
use crate::records::breach::{Risk, Step};
use crate::records::reference::Reference;
use crate::records::severity::{Alteration, Exposure, Factor, Identification, Loss, Nature, Severity};
use crate::records::text::LONGEST_NOTE;
use crate::rules::severity::{against, harmless, without_reason};
use crate::vault::{BREACH_IS_CLOSED, FoundBreach, Unlocked};

/// Assess how bad a breach is, and record what was decided about the risk
///
/// By the method of ENISA (2013): what the data are, how easily people are told by them, who has them. It aids the
/// decision whether there is no risk, a risk or a high risk (Articles 33 and 34) and never takes it: you do, with
/// --decide, when and how you like. Whatever is not the harmless value needs a reason.
///
/// On a terminal without flags each factor is asked for and explained. A whole assessment can come from a file, in TOML:
/// a table for each factor with value and because, and many and unintelligible as true or false.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis breach assess B-0001\n  praxis breach assess B-0001 --from assessment.toml\n  praxis breach assess B-0001 --nature sensitive --identification maximum --exposure known --reasons-file why.txt\n  praxis breach assess B-0001 --decide risk --because-file why.txt --decider \"practice owner\"\n\nA file for --from:\n  many = false\n  [nature]\n  value = \"sensitive\"\n  because = \"session notes\"\n  [identification]\n  value = \"maximum\"\n  because = \"their names stand there\"\n\nand so on with context, exposure, alteration, loss and malicious, where they count."
)]
#[allow(clippy::struct_excessive_bools)] // Flags of the method, each a question of its own.
pub struct Args {
    /// Reference
    #[arg(value_name = "B-0001")]
    breach: String,
    /// A whole assessment in a file or, with -, from stdin
    #[arg(long, value_name = "FILE", conflicts_with_all = ["nature", "reasons_file"])]
    from: Option<PathBuf>,
    /// What the data are: of several kinds the worst
    #[arg(long, value_name = "NATURE", value_parser = given::code::<Nature>(), requires = "identification")]
    nature: Option<Nature>,
    /// What the circumstances add or take, -3 to 3: a list of clients tells that they are in therapy
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        value_parser = clap::value_parser!(i8).range(-3..=3),
        requires = "nature"
    )]
    context: Option<i8>,
    /// How easily somebody can tell whom the data are about
    #[arg(long, value_name = "HOW", value_parser = given::code::<Identification>(), requires = "nature")]
    identification: Option<Identification>,
    /// To whom the data came
    #[arg(long, value_name = "WHOM", value_parser = given::code::<Exposure>(), requires = "nature")]
    exposure: Option<Exposure>,
    /// What became of data that were changed
    #[arg(long, value_name = "HOW", value_parser = given::code::<Alteration>(), requires = "nature")]
    alteration: Option<Alteration>,
    /// What became of data that cannot be reached
    #[arg(long, value_name = "HOW", value_parser = given::code::<Loss>(), requires = "nature")]
    loss: Option<Loss>,
    /// Somebody meant harm
    #[arg(long, requires = "nature")]
    malicious: bool,
    /// More than 100 people are concerned
    #[arg(long, requires = "nature")]
    many: bool,
    /// Nobody can read what was taken: it is encrypted, and the key is safe
    #[arg(long, requires = "nature")]
    unintelligible: bool,
    /// Why, in a file or, with -, from stdin: a line for each factor, such as "nature: session notes"
    #[arg(long, value_name = "FILE", requires = "nature")]
    reasons_file: Option<PathBuf>,
    /// What was decided: none (unlikely to be a risk), risk or high
    #[arg(long, value_name = "RISK", value_parser = given::code::<Risk>(), requires_all = ["because_file", "decider"])]
    decide: Option<Risk>,
    /// Why it was decided so, in a file or, with -, from stdin
    #[arg(long, value_name = "FILE", requires = "decide")]
    because_file: Option<PathBuf>,
    /// Who decided, by name or role
    #[arg(long, value_name = "WHO", requires = "decide")]
    decider: Option<String>,
    /// The day it was decided (default: today)
    #[arg(long, value_name = "DATE", requires = "decide")]
    on: Option<String>,
}

/// What somebody decided.
struct Decision {
    risk: Risk,
    because: String,
    decider: String,
    on: NaiveDate,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let breach = reference(&args.breach)?;
    let on =
        args.on.as_deref().map(|text| given::past_date(text, "--on", context.now.today())).transpose()?;
    let asks = args.from.is_none() && args.nature.is_none() && args.decide.is_none();
    // The questions go where JSON would.
    if asks && (context.terminal.json || !context.terminal.can_ask()) {
        return Err(Failure::Usage(
            "there is nobody to ask, and nothing was given".to_owned(),
            "give --from FILE, or --nature, --identification and what else counts with --reasons-file FILE, or --decide"
                .to_owned(),
        ));
    }
    let pipes = [&args.from, &args.reasons_file, &args.because_file];
    if pipes.into_iter().flatten().filter(|path| path.as_path() == Path::new("-")).count() > 1 {
        return Err(Failure::Usage(
            "two texts cannot both come from stdin".to_owned(),
            "give one of them in a file".to_owned(),
        ));
    }
    let mut unlocked = context.unlock()?;
    let before = unlocked.breach(breach)?;
    refuse_closed(&before)?;
    let facts = before.breach.known();
    let (severity, decision) = if asks {
        dialogue::run(&facts, context)?
    } else {
        (severity(args)?, decision(args, on.unwrap_or_else(|| context.now.today()))?)
    };
    if let Some(factor) = severity.as_ref().and_then(without_reason) {
        return Err(Failure::Usage(
            format!("there is no reason for {factor}"),
            format!(
                "say why: because = \"...\" in its table of the file, or a line \"{factor}: ...\" with --reasons-file"
            ),
        ));
    }
    record(&mut unlocked, breach, severity.as_ref(), decision, context)
}

/// What is closed stays as it was: a decision after that would ask for a report that nobody looks for any more.
pub fn refuse_closed(found: &FoundBreach) -> Result<(), Failure> {
    if found.is_open() {
        return Ok(());
    }
    Err(Failure::Refused(format!("{} is closed", found.reference), BREACH_IS_CLOSED.to_owned()))
}

/// Stores what was judged and decided, both or neither, and shows it.
fn record(
    unlocked: &mut Unlocked,
    breach: Reference,
    severity: Option<&Severity>,
    decision: Option<Decision>,
    context: &Context,
) -> Result<(), Failure> {
    let mut steps = Vec::new();
    if let Some(severity) = severity {
        steps.push(Step::Assessed { severity: Box::new(severity.clone()) });
    }
    if let Some(Decision { risk, because, decider, on }) = decision {
        steps.push(Step::Decided { risk, because, decider, on });
    }
    if steps.is_empty() {
        return Err(Failure::Usage(
            "nothing was assessed and nothing was decided".to_owned(),
            format!("run praxis breach assess {breach} again when you know more"),
        ));
    }
    let decided = steps.iter().any(|step| matches!(step, Step::Decided { .. }));
    let found = unlocked.record_breach(breach, steps)?;
    let warnings = severity.map(|severity| against(severity, &found.breach.known()));
    let warnings = warnings.unwrap_or_default();
    for warning in &warnings {
        context.terminal.warn(warning);
    }
    shown::show(&found, severity, decided, &warnings, context)
}

/// What the flags or the file say.
fn severity(args: &Args) -> Result<Option<Severity>, Failure> {
    if let Some(path) = &args.from {
        let text = text_of(path, "the assessment")?;
        return assessment::parse(&text, harmless()).map(Some).map_err(unreadable);
    }
    let (Some(nature), Some(identification)) = (args.nature, args.identification) else { return Ok(None) };
    let mut severity = harmless();
    severity.nature.value = nature;
    severity.identification.value = identification;
    set(&mut severity.context, args.context);
    set(&mut severity.exposure, args.exposure);
    set(&mut severity.alteration, args.alteration);
    set(&mut severity.loss, args.loss);
    severity.malicious.value = args.malicious;
    severity.many = args.many;
    severity.unintelligible = args.unintelligible;
    if let Some(path) = &args.reasons_file {
        for (factor, reason) in assessment::reasons(&text_of(path, "the reasons")?).map_err(unreadable)? {
            *because(&mut severity, factor) = reason;
        }
    }
    Ok(Some(severity))
}

fn set<T>(factor: &mut Factor<T>, given: Option<T>) {
    if let Some(value) = given {
        factor.value = value;
    }
}

fn because(severity: &mut Severity, factor: Judged) -> &mut String {
    match factor {
        Judged::Nature => &mut severity.nature.because,
        Judged::Context => &mut severity.context.because,
        Judged::Identification => &mut severity.identification.because,
        Judged::Exposure => &mut severity.exposure.because,
        Judged::Alteration => &mut severity.alteration.because,
        Judged::Loss => &mut severity.loss.because,
        Judged::Malicious => &mut severity.malicious.because,
    }
}

fn decision(args: &Args, on: NaiveDate) -> Result<Option<Decision>, Failure> {
    let (Some(risk), Some(path), Some(decider)) = (args.decide, &args.because_file, &args.decider) else {
        return Ok(None);
    };
    let decider = given::field(decider, "--decider")?.ok_or_else(|| {
        Failure::Usage("--decider is empty".to_owned(), "say who decided, by name or role".to_owned())
    })?;
    let because = text_of(path, "the reason of the decision")?.trim_end().to_owned();
    Ok(Some(Decision { risk, because, decider, on }))
}

fn text_of(path: &Path, what: &str) -> Result<String, Failure> {
    let bytes = given::read(path, LONGEST_NOTE, what)?;
    crate::records::text::note(&bytes)
        .map_err(|why| Failure::Usage(format!("{what}: {why}"), "give it as plain text, in UTF-8".to_owned()))
}

fn unreadable(Unreadable(why): Unreadable) -> Failure {
    Failure::Usage(why, "mend the line; praxis breach assess --help shows the form".to_owned())
}
