//! The dialogue of `praxis breach assess`: one factor at a time, explained for a therapist's records, with its reason and
//! the score so far. Then the decision, for which nothing is proposed. Nothing is recorded before the end.

use super::super::super::Context;
use super::Decision;
use super::shown::in_lines;
use crate::failure::Failure;
use crate::records::breach::{Answer, Facts, Risk};
use crate::records::code::Code;
use crate::records::date;
use crate::records::severity::{Alteration, Exposure, Factor, Identification, Loss, Nature, Severity};
use crate::records::text;
use crate::rules::severity::{harmless, score};

/// A member of a list, with what it means.
type Choice<T> = (T, &'static str);

const NATURE: [Choice<Nature>; 4] = [
    (Nature::Simple, "names, addresses, telephone numbers, the time of an appointment"),
    (Nature::Behavioural, "who came when, whom they called, where they go"),
    (Nature::Financial, "invoices, bank details, what they earn"),
    (Nature::Sensitive, "session notes, letters, anything about health or another special category"),
];
const IDENTIFICATION: [Choice<Identification>; 4] = [
    (Identification::Negligible, "hardly: initials or a code, and the list of codes is safe"),
    (Identification::Limited, "with effort: a code or a first name, and whoever knows more could tell"),
    (Identification::Significant, "likely: no name, and enough is said to tell who it is"),
    (Identification::Maximum, "at once: the name stands there"),
];
const EXPOSURE: [Choice<Exposure>; 3] = [
    (Exposure::None, "nobody had them"),
    (Exposure::Known, "people whom you can name, such as a wrong addressee"),
    (Exposure::Unknown, "nobody knows who, or how many: left on a train, stolen, on the web"),
];
const ALTERATION: [Choice<Alteration>; 3] = [
    (Alteration::None, "nothing was changed"),
    (Alteration::Recoverable, "something was changed, and can be put right"),
    (Alteration::Unrecoverable, "something was changed, perhaps used so, and cannot be put right"),
];
const LOSS: [Choice<Loss>; 3] = [
    (Loss::None, "you have it all, or a backup gave it back"),
    (Loss::Temporary, "out of reach for a time, or can be made anew"),
    (Loss::Permanent, "gone for good: no backup has it"),
];

/// Asks for everything. Gives what was judged, and what was decided, if anything.
pub fn run(facts: &Facts, context: &Context) -> Result<(Option<Severity>, Option<Decision>), Failure> {
    let severity = judge(facts, context)?;
    let answer = score(&severity);
    let head = format!("\nseverity {}, {}", answer.score, answer.band.in_words());
    let lines = [vec![head], in_lines(&answer)].concat();
    context.terminal.print(&lines.join("\n"))?;
    Ok((Some(severity), decide(context)?))
}

fn judge(facts: &Facts, context: &Context) -> Result<Severity, Failure> {
    let terminal = context.terminal;
    let mut severity = harmless();
    terminal.print("\nWhat are the data? Of several kinds the worst counts.")?;
    severity.nature = factor("Nature", &NATURE, None, context)?;
    terminal.print(
        "\nWhat do the circumstances add or take, from -3 to 3? A list of clients' names or addresses is simple data; but \
         it tells that they are in therapy, and 3 raises it to 4. Notes that say little may count for less.",
    )?;
    severity.context = by(context)?;
    terminal.print("\nHow easily can whoever has them tell whom they are about?")?;
    severity.identification = factor("Identification", &IDENTIFICATION, None, context)?;
    so_far(&severity, context)?;
    terminal.print("\nTo whom did the data come?")?;
    severity.exposure = factor("Exposure", &EXPOSURE, Some(Exposure::None), context)?;
    so_far(&severity, context)?;
    terminal.print("\nWas anything changed?")?;
    severity.alteration = factor("Alteration", &ALTERATION, Some(Alteration::None), context)?;
    terminal.print("\nIs anything out of reach?")?;
    severity.loss = factor("Loss", &LOSS, Some(Loss::None), context)?;
    so_far(&severity, context)?;
    terminal.print("\nDid somebody mean harm: an attack, or a theft for the sake of the data?")?;
    let malicious = yes("Malicious", context)?;
    severity.malicious = Factor { value: malicious, because: reason(malicious, context)? };
    so_far(&severity, context)?;
    let known = facts.people_count.map_or_else(String::new, |count| format!(" On record are {count}."));
    terminal.print(&format!("\nAre more than 100 people concerned?{known}"))?;
    severity.many = yes("More than 100", context)?;
    let known = match (facts.encrypted, facts.key_safe) {
        (Some(Answer::Yes), Some(Answer::Yes)) => " On record it is.",
        _ => "",
    };
    terminal.print(&format!("\nIs what was taken encrypted, and its key safe?{known}"))?;
    severity.unintelligible = yes("Unintelligible", context)?;
    Ok(severity)
}

fn so_far(severity: &Severity, context: &Context) -> Result<(), Failure> {
    let answer = score(severity);
    context.terminal.print(&format!("so far: {}, {}", answer.score, answer.band.in_words()))
}

/// Asks for one of the options, and why.
fn factor<T: Code + PartialEq>(
    question: &str,
    options: &[Choice<T>],
    default: Option<T>,
    context: &Context,
) -> Result<Factor<T>, Failure> {
    for (value, means) in options {
        context.terminal.print(&format!("  {:<15} {means}", value.code()))?;
    }
    let question =
        default.map_or_else(|| question.to_owned(), |or| format!("{question} (Enter: {})", or.code()));
    let value = loop {
        match (context.terminal.ask(&question)?, default) {
            (None, Some(value)) => break value,
            (None, None) => context.terminal.warn("say which: there is none that would do for everybody"),
            (Some(text), _) => match T::from_code(text.trim()) {
                Some(value) => break value,
                None => context.terminal.warn("that is none of them"),
            },
        }
    };
    let harmless = options.first().is_some_and(|(first, _)| *first == value);
    Ok(Factor { value, because: reason(!harmless, context)? })
}

/// Asks for the number of the context.
fn by(context: &Context) -> Result<Factor<i8>, Failure> {
    let value = loop {
        match context.terminal.ask("Context (Enter: 0)")?.map(|text| text.trim().parse()) {
            None => break 0,
            Some(Ok(by)) if (-3..=3).contains(&by) => break by,
            Some(_) => context.terminal.warn("give a number from -3 to 3"),
        }
    };
    Ok(Factor { value, because: reason(value != 0, context)? })
}

/// Asks why; only what is harmless may go without.
fn reason(needed: bool, context: &Context) -> Result<String, Failure> {
    let question = if needed { "Why" } else { "Why, if there is something to say" };
    words(question, needed, context)
}

/// Asks for a line of text.
fn words(question: &str, needed: bool, context: &Context) -> Result<String, Failure> {
    loop {
        let answer = context.terminal.ask(question)?.unwrap_or_default();
        match text::field(&answer) {
            Ok(words) if words.is_empty() && needed => context.terminal.warn("this is needed"),
            Ok(words) => return Ok(words),
            Err(why) => context.terminal.warn(&why.to_string()),
        }
    }
}

fn yes(question: &str, context: &Context) -> Result<bool, Failure> {
    loop {
        match context.terminal.ask(&format!("{question}: yes or no (Enter: no)"))?.as_deref().map(str::trim) {
            None | Some("no" | "n") => return Ok(false),
            Some("yes" | "y") => return Ok(true),
            Some(_) => context.terminal.warn("yes or no"),
        }
    }
}

/// Asks what was decided; nothing is proposed.
fn decide(context: &Context) -> Result<Option<Decision>, Failure> {
    let terminal = context.terminal;
    terminal.print(
        "\nNow decide. The score aids; it decides nothing.\n  none  unlikely to be a risk to anybody: on record, and no \
         report\n  risk  a risk: the Commissioner is told\n  high  a high risk: the people are told as well",
    )?;
    let risk = loop {
        match terminal.ask("Decision (Enter: not yet)")? {
            None => return Ok(None),
            Some(text) => match Risk::from_code(text.trim()) {
                Some(risk) => break risk,
                None => terminal.warn("none, risk or high"),
            },
        }
    };
    let because = words("Why", true, context)?;
    let decider = words("Who decides, by name or role", true, context)?;
    let today = context.now.today();
    let on = loop {
        let text = terminal.ask_or("On which day", &today.to_string())?;
        match date::parse(text.trim()) {
            Ok(day) if day <= today => break day,
            Ok(_) => terminal.warn("that day has not come"),
            Err(why) => terminal.warn(&format!("the day {why}")),
        }
    };
    Ok(Some(Decision { risk, because, decider, on }))
}
