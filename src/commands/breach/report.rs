//! `praxis breach report`

use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use serde::Serialize;

use super::super::{Context, given};
use super::papers::{self, account, practice};
use crate::crypto::age_file::Recipient;
use crate::export::breach::ico::Report;
use crate::export::breach::register::Register;
use crate::export::breach::{Account, html, ico, register};
use crate::failure::Failure;
use crate::records::code::{Code, codes};
use crate::records::office::{ExportEntry, ExportForm};
use crate::records::reference::Reference;
use crate::records::text::counted;
use crate::vault::files::{Staged, absolute};
use crate::vault::{FoundBreach, Unlocked};

codes! {
    /// What is written.
    Form {
        /// The text for the Commissioner's form, about one breach.
        Ico = "ico",
        /// The register, for a spreadsheet.
        Csv = "csv",
        /// The register, for programs.
        Json = "json",
        /// The register, to read and print.
        Html = "html",
    }
}

/// Write the text for the Commissioner's form, or the register of breaches
///
/// With a reference, what the form for reporting a breach asks, in its order and with its options (UK GDPR Article 33(3)): what
/// is not answered yet is named. Without one, the register of Article 33(5): every breach, closed ones too, with its facts, its
/// effects, the remedial action, what was decided and why, and who was told when.
///
/// Clients are in it by reference; but your own words are, as you wrote them, and praxis warns where they name a client. It leaves
/// the vault readable, unless --recipient seals it, and is registered as an export.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis breach report B-0001\n  praxis breach report --form html -o breaches.html\n  praxis breach report --form csv --year 2026 -o breaches.csv\n  praxis breach report --form json -o breaches.json.age --recipient age1..."
)]
pub struct Args {
    /// Reference; without one, every breach
    #[arg(value_name = "B-0001")]
    breach: Option<String>,
    /// ico is about one breach; csv, json and html are the register. Without it, ico with a reference and else csv
    #[arg(long, value_parser = given::code::<Form>())]
    form: Option<Form>,
    /// A new file; without it ico, csv and json are printed
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Only breaches that you became aware of on this day or later
    #[arg(long, value_name = "DATE", conflicts_with = "year")]
    since: Option<String>,
    /// Only breaches that you became aware of in this year
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1900..=9999))]
    year: Option<i32>,
    /// Seal it to this age recipient; may be repeated
    #[arg(long, value_name = "AGE1", requires = "output")]
    recipient: Vec<String>,
}

#[derive(Serialize)]
struct Reported<'a> {
    export: Reference,
    form: Form,
    breaches: usize,
    sealed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<&'a [&'static str]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<&'a [&'static str]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

/// What is written, before it is.
struct Paper {
    form: Form,
    bytes: Vec<u8>,
    breaches: Vec<Reference>,
    /// Of a text for the form.
    report: Option<Report>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let reference = args.breach.as_deref().map(super::reference).transpose()?;
    let form = form(args, reference)?;
    let span = span(args)?;
    let recipients = papers::recipients(&args.recipient)?;
    if let Some(path) = &args.output {
        given::refuse_what_is_there(path, "the report")?;
    }
    let mut unlocked = context.unlock()?;
    if let Some(path) = &args.output {
        given::refuse_inside(unlocked.vault(), path, "the report")?;
    }
    let mut found = match reference {
        Some(reference) => vec![unlocked.breach(reference)?],
        None => unlocked.breaches(None, true)?,
    };
    found.retain(|one| account(one).aware_on().is_none_or(|day| lies_in(day, span)));
    let paper = paper(form, &found, span, &unlocked, context)?;
    let named = papers::warn_of_names(&mut unlocked, &found, form == Form::Json, context)?;
    let export = hand_over(args, &paper, &recipients, &mut unlocked)?;
    tell(args, &paper, named, &recipients, context);
    if args.output.is_none() {
        context.terminal.say(&format!("registered as {export}"));
    }
    print(args, &paper, export, !recipients.is_empty(), context)
}

fn form(args: &Args, reference: Option<Reference>) -> Result<Form, Failure> {
    let form = args.form.unwrap_or(if reference.is_some() { Form::Ico } else { Form::Csv });
    match (form, reference, &args.output) {
        (Form::Ico, None, _) => Err(Failure::Usage(
            "the text for the form is about one breach, and none was named".to_owned(),
            "give its reference: praxis breach report B-0001 --form ico".to_owned(),
        )),
        (Form::Csv | Form::Json | Form::Html, Some(_), _) => Err(Failure::Usage(
            "the register is of every breach, and one was named".to_owned(),
            "leave the reference out; or give --form ico, which is about one".to_owned(),
        )),
        (Form::Ico, Some(_), _) if args.since.is_some() || args.year.is_some() => Err(Failure::Usage(
            "--since and --year are for the register, and one breach was named".to_owned(),
            "leave them out, or the reference".to_owned(),
        )),
        (Form::Html, _, None) => Err(Failure::Usage(
            "a page is written to a file, and none was named".to_owned(),
            "give one: -o breaches.html".to_owned(),
        )),
        _ => Ok(form),
    }
}

/// The days that the register covers.
fn span(args: &Args) -> Result<(Option<NaiveDate>, Option<NaiveDate>), Failure> {
    if let Some(year) = args.year {
        return Ok((NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31)));
    }
    Ok((args.since.as_deref().map(|text| given::date(text, "--since")).transpose()?, None))
}

fn lies_in(day: NaiveDate, (from, to): (Option<NaiveDate>, Option<NaiveDate>)) -> bool {
    from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to)
}

fn paper(
    form: Form,
    found: &[FoundBreach],
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    unlocked: &Unlocked,
    context: &Context,
) -> Result<Paper, Failure> {
    let practice = practice(&unlocked.vault().config);
    let accounts: Vec<Account<'_>> = found.iter().map(account).collect();
    let breaches = accounts.iter().map(|account| account.reference).collect();
    let made = context.now.instant();
    if let (Form::Ico, Some(one)) = (form, accounts.first()) {
        let report = ico::report(one, &practice, made);
        return Ok(Paper { form, bytes: report.text.clone().into_bytes(), breaches, report: Some(report) });
    }
    let register = Register { practice: &practice, made, from, to, accounts };
    let bytes = match form {
        Form::Csv | Form::Ico => register::csv(&register),
        Form::Json => register::json(&register),
        Form::Html => Ok(html::page(&register).into_bytes()),
    };
    let bytes = bytes.map_err(|error| Failure::Unexpected(error.into()))?;
    Ok(Paper { form, bytes, breaches, report: None })
}

/// Registers it, and then gives the file its name.
fn hand_over(
    args: &Args,
    paper: &Paper,
    recipients: &[Recipient],
    unlocked: &mut Unlocked,
) -> Result<Reference, Failure> {
    let bytes = if recipients.is_empty() { None } else { Some(papers::seal(&paper.bytes, recipients)?) };
    let bytes = bytes.as_deref().unwrap_or(&paper.bytes);
    let place = args.output.as_deref().map(absolute);
    let one = paper.form == Form::Ico;
    let entry = ExportEntry {
        form: if one { ExportForm::Report } else { ExportForm::Register },
        plain: recipients.is_empty(),
        recipients: recipients.iter().map(ToString::to_string).collect(),
        place: place.unwrap_or_else(|| "stdout".to_owned()),
        clients: 0,
        notes: 0,
        files: 0,
        request: paper.breaches.first().copied().filter(|_| one),
        manifest: None,
        sha256: Some(papers::sum(bytes)),
    };
    let Some(path) = &args.output else { return unlocked.register_paper(&entry, &paper.breaches) };
    let mut staged = Staged::new(path, "the report")?;
    let written = staged.file().write_all(bytes);
    written.map_err(|error| Failure::io("the report could not be written", error))?;
    staged.sync()?;
    let export = unlocked.register_paper(&entry, &paper.breaches)?;
    staged.name()?;
    Ok(export)
}

/// What whoever made it must know.
fn tell(args: &Args, paper: &Paper, named: bool, recipients: &[Recipient], context: &Context) {
    if args.output.is_some() && recipients.is_empty() {
        context.terminal.warn(if named {
            "the file is not sealed: your own words are in it, with names of clients, for whoever can read it"
        } else {
            "the file is not sealed: it has no names from the records, but your own words, for whoever can read it"
        });
    }
    let Some(report) = &paper.report else { return };
    for question in &report.missing {
        context.terminal.say(&format!("not answered yet: {question}"));
    }
    for question in &report.unknown {
        context.terminal.say(&format!("not known yet: {question}"));
    }
}

fn print(
    args: &Args,
    paper: &Paper,
    export: Reference,
    sealed: bool,
    context: &Context,
) -> Result<(), Failure> {
    let text = std::str::from_utf8(&paper.bytes).unwrap_or_default();
    // What is JSON is printed as it is, and not once more inside another.
    if args.output.is_none()
        && (paper.form == Form::Json || (paper.form == Form::Csv && !context.terminal.json))
    {
        return context.terminal.print(text);
    }
    let printed = args.output.is_none().then_some(text);
    let lists = |list: fn(&Report) -> &[&'static str]| paper.report.as_ref().map(list);
    let reported = Reported {
        export,
        form: paper.form,
        breaches: paper.breaches.len(),
        sealed,
        missing: lists(|report| &report.missing),
        unknown: lists(|report| &report.unknown),
        text: printed,
    };
    context.print(&reported, || match printed {
        Some(text) => text.to_owned(),
        None => format!("{export}: {}, {}", counted(paper.breaches.len(), "breach"), paper.form.code()),
    })
}
