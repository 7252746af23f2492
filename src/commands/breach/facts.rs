//! What is known of a breach, as it is given: by flags, by a file, or in the editor, and never lost once it was typed.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::super::given::LONGEST;
use super::super::{Context, given};
use super::{instant, stored};
use crate::failure::Failure;
use crate::import::facts::{form, parse};
use crate::records::breach::{
    Actor, Answer, Cause, DataCategory, Facts, Impact, Kind, Likelihood, PeopleCategory, Recovery,
};
use crate::records::reference::Reference;
use crate::terminal::editor;

/// Codes, numbers and instants. Text is in files: it does not belong on a command line.
#[derive(clap::Args)]
pub struct Flags {
    /// What was breached: confidentiality, integrity, availability; may be repeated
    #[arg(long = "kind", value_name = "KIND", value_parser = given::code::<Kind>(), hide_possible_values = true)]
    kinds: Vec<Kind>,
    /// How it came about
    #[arg(long, value_parser = given::code::<Cause>())]
    cause: Option<Cause>,
    /// Whether it was a cyber incident: yes, no, dont-know
    #[arg(long, value_name = "ANSWER", value_parser = given::code::<Answer>(), hide_possible_values = true)]
    cyber: Option<Answer>,
    /// Through whom it happened
    #[arg(long, value_parser = given::code::<Actor>())]
    actor: Option<Actor>,
    /// A category of data; may be repeated
    #[arg(long, value_name = "CATEGORY", value_parser = given::code::<DataCategory>())]
    data: Vec<DataCategory>,
    /// A category of people; may be repeated
    #[arg(long, value_name = "CATEGORY", value_parser = given::code::<PeopleCategory>())]
    people: Vec<PeopleCategory>,
    /// About how many people
    #[arg(long, value_name = "NUMBER")]
    people_count: Option<u32>,
    /// About how many records
    #[arg(long, value_name = "NUMBER")]
    record_count: Option<u32>,
    /// How likely it is that they feel significant consequences
    #[arg(long, value_parser = given::code::<Likelihood>())]
    likelihood: Option<Likelihood>,
    /// Whether what was lost is encrypted: yes, no, dont-know
    #[arg(long, value_name = "ANSWER", value_parser = given::code::<Answer>(), hide_possible_values = true)]
    encrypted: Option<Answer>,
    /// Whether its key is safe: yes, no, dont-know
    #[arg(long, value_name = "ANSWER", value_parser = given::code::<Answer>(), hide_possible_values = true)]
    key_safe: Option<Answer>,
    /// What it does to the practice's own work
    #[arg(long, value_parser = given::code::<Impact>())]
    impact: Option<Impact>,
    /// How the practice gets its work going again
    #[arg(long, value_parser = given::code::<Recovery>())]
    recovery: Option<Recovery>,
    /// Whether whoever was involved had training in the last two years: yes, no, dont-know
    #[arg(long, value_name = "ANSWER", value_parser = given::code::<Answer>(), hide_possible_values = true)]
    trained: Option<Answer>,
    /// When it began
    #[arg(long, value_name = "INSTANT")]
    occurred_from: Option<String>,
    /// When it ended
    #[arg(long, value_name = "INSTANT")]
    occurred_to: Option<String>,
    /// When it was contained; now is one
    #[arg(long, value_name = "INSTANT")]
    contained: Option<String>,
    /// When the practice became aware, where that was another time than was said
    #[arg(long, value_name = "INSTANT")]
    aware: Option<String>,
    /// When the processor told the practice
    #[arg(long, value_name = "INSTANT")]
    processor_told: Option<String>,
}

impl Flags {
    /// What is said by flags.
    pub fn facts(&self, context: &Context) -> Result<Facts, Failure> {
        let at = |text: &Option<String>, flag: &str| {
            text.as_deref().map(|text| instant(text, flag, context).map(stored)).transpose()
        };
        Ok(Facts {
            kinds: several(&self.kinds),
            cause: self.cause,
            cyber: self.cyber,
            actor: self.actor,
            data: several(&self.data),
            people: several(&self.people),
            people_count: self.people_count,
            record_count: self.record_count,
            likelihood: self.likelihood,
            encrypted: self.encrypted,
            key_safe: self.key_safe,
            impact: self.impact,
            recovery: self.recovery,
            trained: self.trained,
            occurred_from: at(&self.occurred_from, "--occurred-from")?,
            occurred_to: at(&self.occurred_to, "--occurred-to")?,
            contained: at(&self.contained, "--contained")?,
            aware: at(&self.aware, "--aware")?,
            processor_told: at(&self.processor_told, "--processor-told")?,
            ..Facts::default()
        })
    }
}

/// Each once, in the order given; nothing where none was.
fn several<T: Copy + PartialEq>(given: &[T]) -> Option<Vec<T>> {
    let mut once: Vec<T> = Vec::new();
    for one in given {
        if !once.contains(one) {
            once.push(*one);
        }
    }
    (!once.is_empty()).then_some(once)
}

/// What a file or a pipe gave.
pub struct Given {
    /// What it says.
    pub facts: Facts,
    /// The text, where it came through a pipe: it exists nowhere else.
    piped: Option<Zeroizing<Vec<u8>>>,
}

impl Given {
    /// Passes a result on; when it is a failure, what came through a pipe is put in memory first and its path is named.
    pub fn keep_on_failure<T>(given: Option<&Given>, result: Result<T, Failure>) -> Result<T, Failure> {
        let piped = given.and_then(|given| given.piped.as_ref());
        result.map_err(|why| match piped {
            Some(bytes) => kept(editor::keep(bytes).ok(), why),
            None => why,
        })
    }
}

/// Reads facts from a file or a pipe. What came through a pipe and is refused is kept in memory.
pub fn from_file(path: &Path) -> Result<Given, Failure> {
    let bytes = given::read(path, LONGEST, "the file given with --from")?;
    let only_here = path == Path::new("-") && bytes.len() <= LONGEST;
    match read(&bytes) {
        Ok(facts) => Ok(Given { facts, piped: only_here.then_some(bytes) }),
        Err(why) if only_here => Err(kept(editor::keep(&bytes).ok(), why)),
        Err(why) => Err(why),
    }
}

/// What the editor gave, and where it lies until it is stored.
pub struct Typed {
    /// What it says.
    pub facts: Facts,
    place: editor::MemoryFolder,
}

impl Typed {
    /// Passes a result on; when it is a failure, what was typed stays in memory and its path is named.
    pub fn keep_on_failure<T>(self, result: Result<T, Failure>) -> Result<T, Failure> {
        result.map_err(|why| kept(Some(self.place.keep()), why))
    }
}

/// Opens the editor on what is known; nothing when it was left as it was.
pub fn typed(breach: Reference, known: &Facts) -> Result<Option<Typed>, Failure> {
    let initial = form(breach, known);
    let edited = editor::edit(&initial)?;
    let unchanged = edited.text.as_slice() == initial.as_bytes() || edited.text.trim_ascii().is_empty();
    match (edited.interrupted, unchanged) {
        (true, true) => Err(Failure::Interrupted),
        // Half a form is no statement: it stays for whoever goes on with it.
        (true, false) => Err(kept(Some(edited.place.keep()), Failure::Interrupted)),
        (false, true) => Ok(None),
        (false, false) => match read(&edited.text) {
            Ok(facts) => Ok(Some(Typed { facts, place: edited.place })),
            Err(why) => Err(kept(Some(edited.place.keep()), why)),
        },
    }
}

fn read(bytes: &[u8]) -> Result<Facts, Failure> {
    let wrong = |why: String| {
        Failure::Usage(why, "mend the line; praxis breach update --help names the codes".to_owned())
    };
    if bytes.len() > LONGEST {
        return Err(wrong(format!("the facts are longer than {LONGEST} bytes")));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| wrong("the facts are not UTF-8".to_owned()))?;
    parse(text, "the facts").map_err(|why| wrong(why.0))
}

fn kept(path: Option<PathBuf>, why: Failure) -> Failure {
    match path {
        Some(path) => Failure::TextKept(path, "--from", Box::new(why)),
        None => why,
    }
}
