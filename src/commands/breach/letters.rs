//! `praxis breach letters`

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use serde::Serialize;

use super::super::{Context, given, letters};
use super::assess::refuse_closed;
use super::papers::{self, account, named_in_letters};
use crate::export::breach::letters::{Addressee, Line, files, filled, lacking};
use crate::export::letters::Letter;
use crate::failure::Failure;
use crate::records::client::{ClientKind, Status};
use crate::records::id::Handle;
use crate::records::office::{ExportEntry, ExportForm};
use crate::records::reference::Reference;
use crate::records::text::counted;
use crate::rules::period::age_on;
use crate::vault::files::{Staged, absolute};
use crate::vault::{FoundBreach, FoundClient, Unlocked};

/// Write the letters to the people whom a breach affects, sealed to you unless you say otherwise
///
/// One for each client whom it affects and who is there: what happened, what it may mean, what was done, what they can do and
/// whom to ask (UK GDPR Article 34(2)), from the template breach (praxis letters show breach). A child's goes to the parent or
/// guardian on record. Of a couple or a group each member with a record gets one; where none has, the couple or the group does.
///
/// The output is a tar archive sealed with age: open it with age -d -i IDENTITY FILE | tar x. Its list says who gets none, and
/// why: who is erased or has died. It is registered as an export, and recorded with the breach.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis breach letters B-0001 -o letters.tar.age\n  praxis breach letters B-0001 -o letters.tar.age --recipient age1..."
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "B-0001")]
    breach: String,
    /// The new file
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Seal it to this age recipient instead of you; may be repeated
    #[arg(long, value_name = "AGE1")]
    recipient: Vec<String>,
}

#[derive(Serialize)]
struct Written {
    export: Reference,
    breach: Reference,
    letters: usize,
    none: Vec<Nobody>,
}

/// Somebody without a letter.
#[derive(Clone, Serialize)]
struct Nobody {
    client: Reference,
    why: String,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let reference = super::reference(&args.breach)?;
    given::refuse_what_is_there(&args.output, "the letters")?;
    let mut recipients = papers::recipients(&args.recipient)?;
    let mut unlocked = context.unlock()?;
    given::refuse_inside(unlocked.vault(), &args.output, "the letters")?;
    if recipients.is_empty() {
        recipients.push(unlocked.recipient().clone());
    }
    let found = unlocked.breach(reference)?;
    refuse_what_cannot_be_said(&found, &unlocked)?;
    let people = unlocked.clients()?;
    if let Some((point, client)) = named_in_letters(&found.breach.known(), &people) {
        return Err(Failure::Refused(
            format!("{point} of {reference} names {client}, and every letter would"),
            format!("say it without the name: praxis breach update {reference}"),
        ));
    }
    let Affected { to, handles, mut lines } = affected(&found, &people, &unlocked, context.now.today())?;
    lines.sort_by_key(|line| line.client);
    let none: Vec<Nobody> = lines.iter().filter(|line| !line.letter).map(Nobody::of).collect();
    if to.is_empty() {
        let why: Vec<String> = none.iter().map(|none| format!("{}: {}", none.client, none.why)).collect();
        return Err(Failure::Refused(
            format!("nobody whom {reference} affects can be written to; {}", why.join("; ")),
            "tell them otherwise, such as in public: Article 34(3)(c)".to_owned(),
        ));
    }
    let about = account(&found);
    let written = to.iter().map(|to| {
        let values = |values| filled(values, &about, to);
        let config = &unlocked.vault().config;
        let text = letters::write(config, Letter::Breach, values, context.now.today())?;
        Ok((to.client, text))
    });
    let written = written.collect::<Result<Vec<_>, Failure>>()?;
    let parts = files(&about, written, &lines).map_err(|error| Failure::Unexpected(error.into()))?;
    let sealed = papers::seal(&archive(&parts, context)?, &recipients)?;
    let entry = ExportEntry {
        form: ExportForm::Letters,
        plain: false,
        recipients: recipients.iter().map(ToString::to_string).collect(),
        place: absolute(&args.output),
        clients: to.len() as u64,
        notes: 0,
        files: 0,
        request: Some(reference),
        manifest: None,
        sha256: Some(papers::sum(&sealed)),
    };
    let mut staged = Staged::new(&args.output, "the letters")?;
    staged.file().write_all(&sealed).map_err(unwritten)?;
    staged.sync()?;
    let export = unlocked.register_letters(&entry, reference, &handles)?;
    staged.name()?;
    for nobody in &none {
        context.terminal.warn(&format!("no letter for {}: {}", nobody.client, nobody.why));
    }
    let letters = to.len();
    context.print(&Written { export, breach: reference, letters, none }, || {
        format!("{export}: {} about {reference}", counted(letters, "letter"))
    })?;
    context
        .terminal
        .say(&format!(
            "read them; once they are sent: praxis breach notify {reference} --to people --at INSTANT --means MEANS"
        ));
    Ok(())
}

impl Nobody {
    fn of(line: &Line) -> Self {
        Self { client: line.client, why: line.why.clone() }
    }
}

/// What Article 34(2) wants must be on record, and the breach be open.
fn refuse_what_cannot_be_said(found: &FoundBreach, unlocked: &Unlocked) -> Result<(), Failure> {
    let reference = found.reference;
    refuse_closed(found)?;
    if found.affected.is_empty() {
        return Err(Failure::Usage(
            format!("it is not on record whom {reference} affects"),
            format!("record it first: praxis breach update {reference} --affects C-0001"),
        ));
    }
    if let Some((point, facts)) = lacking(&found.breach.known()) {
        return Err(Failure::Usage(
            format!("{reference} does not say {point} ({facts}): a letter must (Article 34(2))"),
            format!("record it first: praxis breach update {reference}"),
        ));
    }
    if unlocked.vault().config.privacy.contact.is_none() {
        return Err(Failure::Usage(
            "praxis.toml does not say where people can reach the practice: a letter must (Article 34(2))"
                .to_owned(),
            "set contact in [privacy] of praxis.toml".to_owned(),
        ));
    }
    Ok(())
}

/// Who is written to, and who is not.
struct Affected {
    to: Vec<Addressee>,
    handles: Vec<Handle>,
    lines: Vec<Line>,
}

fn affected(
    found: &FoundBreach,
    people: &[FoundClient],
    unlocked: &Unlocked,
    today: NaiveDate,
) -> Result<Affected, Failure> {
    let living: BTreeMap<Reference, &FoundClient> =
        people.iter().map(|client| (client.reference, client)).collect();
    let mut wanted: BTreeSet<Reference> = BTreeSet::new();
    let mut lines = Vec::new();
    for one in &found.affected {
        let members = match living.get(&one.client) {
            Some(client) if client.person.kind != ClientKind::Individual => {
                unlocked.references_of(&client.person.members)?
            }
            _ => Vec::new(),
        };
        if members.iter().any(|member| living.contains_key(member)) {
            let each: Vec<String> = members.iter().map(ToString::to_string).collect();
            let why = format!(
                "a couple or group: see the lines of its members, {}; tell whoever else belongs to it",
                each.join(", ")
            );
            lines.push(Line { client: one.client, letter: false, why });
            wanted.extend(members);
        } else {
            wanted.insert(one.client);
        }
    }
    let (mut to, mut handles) = (Vec::new(), Vec::new());
    for reference in wanted {
        let Some(client) = living.get(&reference) else {
            lines.push(Line { client: reference, letter: false, why: "erased".to_owned() });
            continue;
        };
        if client.dates.status() == Status::Died {
            lines.push(Line { client: reference, letter: false, why: "has died".to_owned() });
            continue;
        }
        let (addressee, why) = addressed(client, today);
        to.push(addressee);
        handles.push(client.handle);
        lines.push(Line { client: reference, letter: true, why });
    }
    Ok(Affected { to, handles, lines })
}

/// To whom the letter of a client goes, and what to look at before it does.
fn addressed(client: &FoundClient, today: NaiveDate) -> (Addressee, String) {
    let person = &client.person;
    let child = person.born.map(|born| age_on(born, today) < 18);
    // Of somebody whose age is not on record, a guardian who is says that it is a child.
    let guardian = person.guardian.clone().filter(|_| child != Some(false));
    let mut looks = Vec::new();
    match (&guardian, child) {
        (Some(_), _) => looks.push("to the parent or guardian"),
        (None, Some(true)) => looks.push("a child, and no parent or guardian is on record"),
        _ => {}
    }
    if client.dates.restrictions.standing().next().is_some() {
        // It protects them, and says nothing out of their record.
        looks.push("the record is restricted");
    }
    (Addressee { client: client.reference, name: person.name.clone(), guardian }, looks.join("; "))
}

/// A ustar archive.
fn archive(parts: &[(String, Vec<u8>)], context: &Context) -> Result<Vec<u8>, Failure> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, bytes) in parts {
        let mut header = tar::Header::new_ustar();
        header.set_mode(0o600);
        header.set_mtime(context.now.instant().timestamp().cast_unsigned());
        header.set_size(bytes.len() as u64);
        builder.append_data(&mut header, path, bytes.as_slice()).map_err(unwritten)?;
    }
    builder.into_inner().map_err(unwritten)
}

fn unwritten(error: std::io::Error) -> Failure {
    Failure::io("the letters could not be written", error)
}
