//! `praxis status`: what is overdue, due, and to be done, from everything that has a clock or should be looked after.

use chrono::NaiveDate;
use serde::Serialize;

use super::session::sentence;
use super::{Context, given, unlock};
use crate::crypto::age_file::{IdentityFile, read_identity_file};
use crate::failure::{Exit, Failure};
use crate::records::agenda::{Line, Topic, Urgency};
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::rules::agenda::{Counts, OPINION, sort};
use crate::vault::{Agenda, Vault, read_identity, session};

/// Show what is overdue, due and to be done
///
/// Requests, complaints and breaches by their clocks, holds to review, records and details that may go, erasures to finish,
/// recovery kits, backups and restore drills, jobs of the night that run no more, the yearly look through the members and what
/// they may open in an emergency, the fee to the Commissioner, and whether a session is open. The most pressing comes first; what is as it should be, last. References only, never a name.
///
/// And what should not go unseen, for 30 days: that restricted records were read all the same, that the glass was broken, or
/// that somebody tried to open the vault and could not. It is later and never due: nothing waits for anybody.
///
/// It takes no key and never asks for one, and writes nothing. Opinions about serious harm are sealed, and from when on
/// invoices, drafts and closed requests, complaints and breaches may go: opinions that lapse within 30 days, and how many of
/// these may go, are seen with -i FILE or --passphrase-fd N only, and that they were opened is logged.
///
/// overdue: its day is over. due: its day is today, or it has none and waits for somebody. soon: its day comes within 7
/// days, or it has none and should not wait for long. later: all else. A breach that is to be reported is due from the first
/// hour. --strict ends with 9 when something is overdue or due;
/// damage ends with 7 in any case. --quiet shows only what is overdue or due.
///
/// --brief is for a shell's prompt: one line, or nothing when nothing is overdue, due or soon; that something is damaged;
/// without a vault, or where it cannot be read, nothing, and it ends with 0. It does not go with --json.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis status\n  praxis status --json\n  praxis status --strict --quiet     # from cron\n  praxis status --brief              # in PS1\n  praxis status --as-of 2027-01-01"
)]
pub struct Args {
    /// End with 9 when something is overdue or due
    #[arg(long)]
    strict: bool,
    /// One short line, or nothing when nothing presses
    #[arg(long, conflicts_with = "strict")]
    brief: bool,
    /// As of this day (default: today)
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
}

/// What was gathered, in order.
pub(super) struct Gathered {
    pub vault: String,
    pub as_of: NaiveDate,
    pub lines: Vec<Line>,
    damaged: usize,
}

#[derive(Serialize)]
struct Status<'a> {
    as_of: NaiveDate,
    vault: &'a str,
    lines: &'a [Line],
    counts: Counts,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<Exit, Failure> {
    let as_of = day(args.as_of.as_deref(), context)?;
    if args.brief && context.terminal.json {
        return Err(Failure::Usage(
            "--brief and --json do not go together".to_owned(),
            "leave --brief out: the JSON has the counts".to_owned(),
        ));
    }
    if args.brief {
        return brief(as_of, context);
    }
    let mut gathered = gather(as_of, context)?;
    gathered.lines.extend(open_session(context));
    let counts = Counts::of(&gathered.lines);
    if context.terminal.json {
        let Gathered { vault, lines, .. } = &gathered;
        context.terminal.print_json(&Status { as_of, vault, lines, counts })?;
    } else {
        let rows = gathered.lines.iter().filter(|line| !context.terminal.quiet || presses(line));
        let rows: Vec<_> = rows.map(|line| cells(line, true)).collect();
        if rows.is_empty() {
            return gathered.refuse_damage().map(|()| Exit::Done);
        }
        let header = ["", "By", "What", "How it stands", "Next"];
        context.terminal.print_table_with(&header, rows, &STYLES)?;
    }
    gathered.refuse_damage()?;
    Ok(if args.strict && counts.presses() { Exit::Due } else { Exit::Done })
}

/// That a session is open; asking does not make it last longer.
fn open_session(context: &Context) -> Option<Line> {
    let what = match session::standing(&context.vault_in_silence().ok()?) {
        Ok(standing) => sentence(&standing?),
        Err(silent @ Failure::NoAnswer(_)) => silent.explain().message,
        Err(_) => return None,
    };
    Some(Line {
        topic: Topic::Session,
        reference: None,
        urgency: Urgency::Fine,
        due: None,
        what,
        brief: "session open",
        hint: "praxis lock".to_owned(),
    })
}

/// A day that was given, or today.
pub(super) fn day(given: Option<&str>, context: &Context) -> Result<NaiveDate, Failure> {
    given.map_or(Ok(context.now.today()), |text| given::date(text, "--as-of"))
}

/// Gathers everything that can be seen: locked, or with a key that was named.
pub(super) fn gather(as_of: NaiveDate, context: &Context) -> Result<Gathered, Failure> {
    let named = context.global.identity.is_some() || context.global.passphrase_fd.is_some();
    let mut agenda = if named {
        refuse_to_ask(context)?;
        context.unlock()?.agenda(as_of)?
    } else {
        let vault = context.vault_looking()?;
        if context.terminal.talks_to_a_person() {
            context.terminal.say(&format!(
                "opinions about serious harm that lapse within {OPINION} days, and what else than clients' records may go, \
                 are sealed: they are shown with -i FILE or --passphrase-fd N"
            ));
        }
        vault.agenda(as_of)?
    };
    context.tell_notices();
    sort(&mut agenda.lines);
    let Agenda { vault, lines, damaged, .. } = agenda;
    Ok(Gathered { vault: vault.to_string(), as_of, lines, damaged })
}

impl Gathered {
    /// Ends with what damage ends with, once everything is printed.
    pub(super) fn refuse_damage(&self) -> Result<(), Failure> {
        self.damage().map_or(Ok(()), |damage| Err(Failure::damaged(damage)))
    }

    /// How much is damaged, in words.
    pub(super) fn damage(&self) -> Option<String> {
        match self.damaged {
            0 => None,
            1 => Some("one thing is damaged".to_owned()),
            more => Some(format!("{more} things are damaged")),
        }
    }
}

/// Whoever names an identity with a passphrase hands the passphrase in: nobody is asked.
fn refuse_to_ask(context: &Context) -> Result<(), Failure> {
    if context.global.passphrase_fd.is_some() {
        return Ok(());
    }
    let bytes = read_identity(&unlock::identity_path(context)?)?;
    if matches!(read_identity_file(&bytes), Ok(IdentityFile::Guarded(_))) {
        return Err(Failure::Locked(
            "your identity takes a hardware key, and this command never asks for one".to_owned(),
            "leave -i out: most of it needs no key".to_owned(),
        ));
    }
    if matches!(read_identity_file(&bytes), Ok(IdentityFile::Locked)) {
        return Err(Failure::Locked(
            "your identity has a passphrase, and this command never asks for it".to_owned(),
            "give it with --passphrase-fd N, or leave -i out: most of it needs no key".to_owned(),
        ));
    }
    Ok(())
}

/// For a prompt: quick, and silent about everything but what presses.
fn brief(as_of: NaiveDate, context: &Context) -> Result<Exit, Failure> {
    let found = look(as_of, context);
    // A prompt is no place for warnings: any other command says them.
    let _ = context.notices.take();
    let said = match found {
        Ok(agenda) if agenda.damaged > 0 => Some("damaged: praxis status".to_owned()),
        Ok(agenda) => Counts::of(&agenda.lines).in_words(),
        Err(Failure::Damaged(..)) => Some("damaged: praxis doctor".to_owned()),
        Err(_) => None,
    };
    if let Some(said) = said {
        context.terminal.print(&format!("praxis: {said}"))?;
    }
    Ok(Exit::Done)
}

fn look(as_of: NaiveDate, context: &Context) -> Result<Agenda, Failure> {
    let options = crate::vault::Options::with_defaults(
        context.global.vault.as_deref(),
        context.now,
        &context.command,
        context.global.accept_clock,
        &context.notices,
    )?;
    Vault::open(crate::vault::Options { looking: true, ..options })?.agenda(as_of)
}

/// Bold orange, orange and blue: told apart by whoever sees no difference between red and green. The sign and the word say
/// the same.
const STYLES: [(&str, &str); 3] =
    [("!! overdue", "1;38;5;208"), ("! due", "38;5;208"), ("~ soon", "38;5;39")];

/// What is shown to who asked for quiet.
fn presses(line: &Line) -> bool {
    matches!(line.urgency, Urgency::Overdue | Urgency::Due)
}

/// A line as it is printed.
pub(super) fn cells(line: &Line, urgency: bool) -> Vec<String> {
    let sign = match line.urgency {
        Urgency::Overdue => "!! ",
        Urgency::Due => "! ",
        Urgency::Soon => "~ ",
        Urgency::Later | Urgency::Fine => "",
    };
    let about =
        line.reference.map_or_else(|| line.topic.code().to_owned(), |reference| reference.to_string());
    let mut cells =
        vec![line.due.map(in_words).unwrap_or_default(), about, line.what.clone(), line.hint.clone()];
    if urgency {
        cells.insert(0, format!("{sign}{}", line.urgency.code()));
    }
    cells
}
