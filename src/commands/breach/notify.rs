//! `praxis breach notify`

use std::path::PathBuf;

use chrono::NaiveDate;

use super::super::given::words_in;
use super::super::{Context, given};
use super::{instant, stored};
use crate::failure::Failure;
use crate::records::breach::{Exception, Means, Party, Phase, Step};
use crate::records::code::{Code, codes};

codes! {
    /// Whom somebody told.
    To {
        /// The Commissioner.
        Ico = "ico",
        /// The people affected.
        People = "people",
        /// The police.
        Police = "police",
        /// An insurer.
        Insurer = "insurer",
        /// A professional body.
        Body = "professional-body",
        /// The National Cyber Security Centre, or Action Fraud.
        Ncsc = "ncsc",
        /// A commissioner of services.
        Commissioner = "commissioner",
        /// A processor.
        Processor = "processor",
        /// Anybody else.
        Other = "other",
    }
}

/// Record who was told of a breach, and when; or why the people need not be
///
/// It sends nothing. A first report to the Information Commissioner after the 72 hours says why it is late (Article 33(1)); a
/// later one that adds to it is --further (Article 33(4)). People are told of a high risk (Article 34(1)), but for the exceptions
/// of Article 34(3), which --not-told records.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis breach notify B-0001 --to ico --at \"2026-11-22 10:15\" --number IC-000000-A1B2\n  praxis breach notify B-0001 --to people --at now --means letter --count 2\n  praxis breach notify B-0001 --to ico --at now --late-file late.txt\n  praxis breach notify B-0001 --not-told unintelligible --because-file why.txt"
)]
#[command(group = clap::ArgGroup::new("what").args(["to", "not_told"]).required(true))]
pub struct Args {
    /// Reference
    #[arg(value_name = "B-0001")]
    breach: String,
    /// Who was told: ico, people, police, insurer, professional-body, ncsc, commissioner, processor, other
    #[arg(long, value_name = "WHO", value_parser = given::code::<To>(), hide_possible_values = true, requires = "at")]
    to: Option<To>,
    /// When: now, or an instant, in London or with an offset
    #[arg(long, value_name = "INSTANT", conflicts_with = "not_told")]
    at: Option<String>,
    /// ico: the number that the Commissioner gave it
    #[arg(long, value_name = "TEXT")]
    number: Option<String>,
    /// ico: a report that adds to the first
    #[arg(long)]
    further: bool,
    /// ico: why the report is late, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE")]
    late_file: Option<PathBuf>,
    /// people: how: letter, email, phone, in-person, public, other
    #[arg(long, value_name = "MEANS", value_parser = given::code::<Means>(), hide_possible_values = true)]
    means: Option<Means>,
    /// people: how many of them
    #[arg(long, value_name = "NUMBER")]
    count: Option<u32>,
    /// anybody else: what they were told or said, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE")]
    words_file: Option<PathBuf>,
    /// The people need not be told: unintelligible, measures or disproportionate
    #[arg(long, value_name = "EXCEPTION", value_parser = given::code::<Exception>(), hide_possible_values = true, requires = "because_file")]
    not_told: Option<Exception>,
    /// Why they need not be, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE", requires = "not_told")]
    because_file: Option<PathBuf>,
    /// The day that was decided (default: today)
    #[arg(long, value_name = "DATE", requires = "not_told")]
    on: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let breach = super::reference(&args.breach)?;
    args.refuse_what_does_not_belong()?;
    let step = match (args.to, args.not_told) {
        (Some(to), _) => told(to, args, context)?,
        (None, Some(exception)) => excepted(exception, args, context)?,
        // clap asks for one of the two.
        (None, None) => return Err(missing("--to")),
    };
    super::record(breach, vec![step], context)
}

fn told(to: To, args: &Args, context: &Context) -> Result<Step, Failure> {
    let at = args.at.as_deref().ok_or_else(|| missing("--at"))?;
    let at = stored(instant(at, "--at", context)?);
    let from = |file: &Option<PathBuf>, flag| file.as_deref().map(|file| words_in(file, flag)).transpose();
    Ok(match to {
        To::Ico => Step::Reported {
            at,
            phase: if args.further { Phase::Further } else { Phase::Initial },
            number: args.number.as_deref().map_or(Ok(None), |text| given::field(text, "--number"))?,
            late: from(&args.late_file, "--late-file")?,
        },
        To::People => {
            Step::Told { at, means: args.means.ok_or_else(|| missing("--means"))?, count: args.count }
        }
        other => Step::Informed {
            party: Party::from_code(other.code()).unwrap_or(Party::Other),
            at,
            words: from(&args.words_file, "--words-file")?,
        },
    })
}

fn excepted(exception: Exception, args: &Args, context: &Context) -> Result<Step, Failure> {
    let file = args.because_file.as_deref().ok_or_else(|| missing("--because-file"))?;
    let today: NaiveDate = context.now.today();
    let on = args.on.as_deref().map_or(Ok(today), |text| given::past_date(text, "--on", today))?;
    Ok(Step::Excepted { exception, because: words_in(file, "--because-file")?, on })
}

fn missing(flag: &str) -> Failure {
    Failure::Usage(format!("{flag} is missing"), "praxis breach notify --help shows an example".to_owned())
}

impl Args {
    /// A flag that goes with another way of telling is a slip, and not passed over.
    fn refuse_what_does_not_belong(&self) -> Result<(), Failure> {
        let to = |wanted| self.to == Some(wanted);
        let others = self.to.is_some() && !to(To::Ico) && !to(To::People);
        for (given, fits, flag) in [
            (self.number.is_some(), to(To::Ico), "--number"),
            (self.further, to(To::Ico), "--further"),
            (self.late_file.is_some(), to(To::Ico), "--late-file"),
            (self.means.is_some(), to(To::People), "--means"),
            (self.count.is_some(), to(To::People), "--count"),
            (self.words_file.is_some(), others, "--words-file"),
        ] {
            if given && !fits {
                return Err(Failure::Usage(
                    format!("{flag} does not go with that"),
                    "praxis breach notify --help says which flag is for whom".to_owned(),
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_who_may_be_told_is_on_the_list() {
        for party in Party::ALL {
            assert_eq!(To::from_code(party.code()).map(Code::code), Some(party.code()));
        }
        assert_eq!(To::ALL.len(), Party::ALL.len() + 2);
    }
}
