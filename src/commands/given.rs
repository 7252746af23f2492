//! What people give on the command line, read without ever repeating it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use zeroize::Zeroizing;

use super::Context;
use crate::config::schedule::{preset, schedule_from};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::instant::{self, NotAnInstant};
use crate::records::reference::{Reference, Register};
use crate::records::schedule::{ALIASES, Class, Schedule};
use crate::records::{date, text};
use crate::vault::{Vault, files};

/// A parser for a closed list of codes.
pub fn code<T: Code + Send + Sync>() -> impl TypedValueParser<Value = T> {
    code_of(T::ALL)
}

/// A parser for some of the codes of a list.
pub fn code_of<T: Code + Send + Sync>(members: &[T]) -> impl TypedValueParser<Value = T> + use<T> {
    PossibleValuesParser::new(members.iter().map(|member| member.code()))
        .try_map(|text| T::from_code(&text).ok_or("unknown"))
}

/// A parser for the classes of a retention schedule, by every name that a schedule may call them.
pub fn class() -> impl TypedValueParser<Value = Class> {
    let values = Class::ALL.iter().map(|class| {
        let others = ALIASES.iter().filter(move |(_, of)| of == class).map(|(alias, _)| *alias);
        PossibleValue::new(class.code()).aliases(others)
    });
    PossibleValuesParser::new(values).try_map(|text| Class::from_words(&text).ok_or("unknown"))
}

/// A retention schedule other than the vault's.
#[derive(clap::Args)]
pub struct ScheduleArgs {
    /// A schedule in a file by itself
    #[arg(long, value_name = "FILE", conflicts_with = "preset")]
    schedule: Option<PathBuf>,
    /// A schedule that comes with the program: insurer-7, insurer-5, insurer-6 or nhs-code
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
}

impl ScheduleArgs {
    /// The schedule that was named, if one was.
    pub fn read(&self) -> Result<Option<Schedule>, Failure> {
        match (self.schedule.as_deref(), self.preset.as_deref()) {
            (Some(file), _) => schedule(file).map(Some),
            (None, name) => name.map(preset).transpose(),
        }
    }
}

/// The largest schedule: more than a rule for every client of a large practice.
const LARGEST_SCHEDULE: usize = 1 << 20;

/// Reads a retention schedule that is a file by itself. Its path is not repeated.
pub fn schedule(file: &Path) -> Result<Schedule, Failure> {
    let bytes = read(file, LARGEST_SCHEDULE, "the schedule")?;
    let wrong =
        |why: &str| Failure::Usage(format!("the schedule {why}"), "give the schedule itself".to_owned());
    if bytes.len() > LARGEST_SCHEDULE {
        return Err(wrong("is larger than a schedule can be"));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| wrong("is not UTF-8"))?;
    schedule_from(text, "the schedule")
}

/// Reads a date given with `flag`.
pub fn date(text: &str, flag: &str) -> Result<NaiveDate, Failure> {
    date::parse(text).map_err(|why| {
        Failure::Usage(
            format!("the date given with {flag} {why}"),
            "write it as 2026-11-22 or 22/11/2026".to_owned(),
        )
    })
}

/// Reads two dates given with `flag`, the second not before the first, or one that is open: `2026-11-05..`.
pub fn span(text: &str, flag: &str) -> Result<(NaiveDate, Option<NaiveDate>), Failure> {
    let wrong = |what: String| {
        Failure::Usage(
            what,
            "write it as 2026-11-05..2026-11-12, or 2026-11-05.. while it is open".to_owned(),
        )
    };
    let (from, to) =
        date::parse_span(text).map_err(|why| wrong(format!("one of the dates given with {flag} {why}")))?;
    if to.is_some_and(|to| to < from) {
        return Err(wrong(format!("the dates given with {flag} are the wrong way round")));
    }
    Ok((from, to))
}

/// Reads an instant given with `flag`.
pub fn instant(text: &str, flag: &str) -> Result<DateTime<Utc>, Failure> {
    instant::parse(text).map_err(|why| {
        let hint = match why {
            NotAnInstant::Twice(..) => "give one of the two",
            NotAnInstant::Never => "add the offset that is meant: Z is GMT, +01:00 is BST",
            _ => "write it as 2026-11-20T17:45:00Z or \"2026-11-20 17:45\", the time in London",
        };
        Failure::Usage(format!("the instant given with {flag} {why}"), hint.to_owned())
    })
}

/// Reads a date that lies in the past or is today.
pub fn past_date(text: &str, flag: &str, today: NaiveDate) -> Result<NaiveDate, Failure> {
    let day = date(text, flag)?;
    if day > today {
        return Err(Failure::Usage(
            format!("the date given with {flag} is in the future"),
            format!("today is {}; check the year", date::in_words(today)),
        ));
    }
    Ok(day)
}

/// Reads a reference of one register.
pub fn reference(text: &str, register: Register) -> Result<Reference, Failure> {
    match text.parse::<Reference>() {
        Ok(reference) if reference.register == register => Ok(reference),
        _ => {
            let example = Reference::new(register, 1);
            Err(Failure::Usage(
                "that is no reference of the kind this command takes".to_owned(),
                format!("give one such as {example}"),
            ))
        }
    }
}

/// Accepts a one-line field; empty text is `None`.
pub fn field(text: &str, flag: &str) -> Result<Option<String>, Failure> {
    let text = text::field(text)
        .map_err(|why| Failure::Usage(format!("{flag}: {why}"), "give plain text on one line".to_owned()))?;
    Ok((!text.is_empty()).then_some(text))
}

/// Accepts the text of a note.
pub fn note_text(bytes: &[u8]) -> Result<String, Failure> {
    text_or(
        bytes,
        "give it with --file FILE, through a pipe, or in the editor",
        "split it into several notes",
    )
}

/// Accepts text of several lines that is given with `flag`.
pub fn words(bytes: &[u8], flag: &str) -> Result<String, Failure> {
    let empty = format!("give it with {flag} FILE, or {flag} - and a pipe");
    text_or(bytes, &empty, "make it shorter")
}

/// The longest text that a file or a pipe may bring with a flag, in bytes.
pub const LONGEST: usize = 64 * 1024;

/// Text of several lines from a file or a pipe: whole, or refused.
pub fn words_in(path: &Path, flag: &str) -> Result<String, Failure> {
    let read = read(path, LONGEST, &format!("the file given with {flag}"))?;
    // What was read beyond that was cut off, and is not stored as if it were all.
    if read.len() > LONGEST {
        let why = format!("the file given with {flag} is longer than {LONGEST} bytes");
        return Err(Failure::Usage(why, "say it in fewer words, and keep the rest as a file".to_owned()));
    }
    words(&read, flag).map(|text| text.trim_end().to_owned())
}

fn text_or(bytes: &[u8], empty: &str, long: &str) -> Result<String, Failure> {
    text::note(bytes).map_err(|why| {
        let hint = match why {
            text::Unacceptable::Empty => empty,
            text::Unacceptable::TooLong(_) => long,
            text::Unacceptable::NotUtf8 { .. } => "convert it first: iconv -t UTF-8",
            text::Unacceptable::Control { .. } => "remove the character from that line",
        };
        Failure::Usage(why.to_string(), hint.to_owned())
    })
}

/// Reads stdin or a file, at most a little more than `most` bytes, so that what is too long can be said to be.
pub fn read(path: &Path, most: usize, what: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::Usage(
            format!("{what}: there is no such file"),
            "check the path; - reads from a pipe".to_owned(),
        ),
        std::io::ErrorKind::IsADirectory => {
            Failure::Usage(format!("{what} is a folder"), "give a file".to_owned())
        }
        _ => Failure::io(format!("{what} could not be read"), error),
    };
    let mut bytes = Zeroizing::new(Vec::new());
    let limit = most as u64 + 1;
    if path == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        File::open(path).map_err(failed)?.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    }
    Ok(bytes)
}

/// Refuses an output inside the vault or its state folder: it would be copied with them, readable.
pub fn refuse_inside(vault: &Vault, output: &Path, what: &str) -> Result<(), Failure> {
    let folder = std::fs::canonicalize(files::folder_of(output)).map_err(|_| {
        Failure::Usage(
            format!("the folder for {what} does not exist"),
            "make it first, or give another path".to_owned(),
        )
    })?;
    let mut own = vault.own_folders().into_iter().filter_map(|own| std::fs::canonicalize(own).ok());
    if own.any(|own| folder.starts_with(own)) {
        return Err(Failure::Usage(
            format!("{what} would lie inside the vault"),
            "give a path outside it".to_owned(),
        ));
    }
    Ok(())
}

/// Refuses a new file where something is already, or where its folder is missing: before anybody is asked anything.
pub fn refuse_what_is_there(path: &Path, what: &str) -> Result<(), Failure> {
    let refuse = |why: String| Err(Failure::Usage(why, "give another path".to_owned()));
    if std::fs::symlink_metadata(path).is_ok() {
        return refuse(format!("there is already something where {what} would go"));
    }
    if !files::folder_of(path).is_dir() {
        return refuse(format!("the folder for {what} does not exist"));
    }
    Ok(())
}

/// Asks for the reference of what is about to be given up to be typed; without a terminal it comes with --confirm.
pub fn confirm(
    reference: Reference,
    given: Option<&str>,
    question: &str,
    context: &Context,
) -> Result<(), Failure> {
    let typed = match given {
        Some(text) => Some(text.to_owned()),
        None if context.terminal.can_ask() => context.terminal.ask(&format!("{question} ({reference})"))?,
        None => None,
    };
    match typed.as_deref().map(|text| text.trim().parse::<Reference>()) {
        Some(Ok(same)) if same == reference => Ok(()),
        Some(_) => Err(Failure::Usage(
            format!("that is not {reference}; nothing was done"),
            "type the very reference, or leave it".to_owned(),
        )),
        None => Err(Failure::Usage(
            "there is nobody to confirm it".to_owned(),
            format!("add --confirm {reference}"),
        )),
    }
}
