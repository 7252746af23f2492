//! The dialogue of `praxis sar decide`: one item at a time, with its words and what was found in them. Nothing is chosen for
//! anybody, and every decision is kept as soon as it is made.

use super::super::Context;
use super::gathered::{Gathered, Looked};
use crate::failure::Failure;
use crate::import::decisions::occurrences;
use crate::records::code::Code;
use crate::records::decision::{Choice, Decision, Factors, Ground, Opinion, Span};
use crate::records::item::Field;
use crate::records::member::MemberNumber;
use crate::records::proposal::Proposal;
use crate::rules::disclosure::default_known;
use crate::vault::Unlocked;

/// What somebody answered about an item.
enum Answer {
    Decided(Box<Decision>),
    Later,
    Stop,
}

/// Asks about every item that waits for a decision. Gives how many were decided.
pub fn run(unlocked: &mut Unlocked, gathered: Gathered, context: &Context) -> Result<usize, Failure> {
    let Gathered { found, items, candidates, mut stored, .. } = gathered;
    let undecided = |one: &Looked| stored.decisions.about(one.item.id).is_none();
    let open: Vec<(bool, Looked)> = items
        .into_iter()
        .filter(Looked::is_pending)
        .map(|one| (false, one))
        .chain(candidates.into_iter().filter(undecided).map(|one| (true, one)))
        .collect();
    let (mut decided, all) = (0, open.len());
    for (number, (elsewhere, one)) in open.into_iter().enumerate() {
        context.terminal.print(&format!("\n{} of {all}", number + 1))?;
        show(&one, elsewhere, context)?;
        match ask(&one, &stored.decisions.opinions, unlocked.member(), context)? {
            Answer::Stop => break,
            Answer::Later => {}
            Answer::Decided(decision) => {
                let mut decisions = stored.decisions.clone();
                decisions.take(vec![*decision]);
                unlocked.put_decisions(&found, &stored, &decisions)?;
                stored = unlocked.decisions(&found)?;
                decided += 1;
            }
        }
    }
    Ok(decided)
}

fn show(one: &Looked, elsewhere: bool, context: &Context) -> Result<(), Failure> {
    let item = &one.item;
    let mut lines = vec![format!("{}  {}", item.id, item.title), one.outcome.because.clone()];
    if elsewhere {
        lines.push(format!(
            "it stands in the record of {}, and names the person: is it about them?",
            item.client
        ));
    }
    if default_known(item.kind) {
        lines.push("the person is likely to know it".to_owned());
    }
    for field in &item.fields {
        let found = one.proposed.iter().find(|(name, _)| *name == field.name);
        lines.push(format!("\n{}:", field.label));
        lines.push(marked(field, found.map_or(&[], |(_, found)| found)));
    }
    let found = numbered(one);
    if !found.is_empty() {
        lines.push(String::new());
    }
    for (number, (field, proposal)) in found.iter().enumerate() {
        lines.push(format!(
            "  {}. {} ({}): {}",
            number + 1,
            words(one, field, proposal),
            proposal.kind.code(),
            proposal.label
        ));
    }
    context.terminal.print(&lines.join("\n"))
}

/// What was found, in the order of the fields.
fn numbered(one: &Looked) -> Vec<(&str, &Proposal)> {
    one.proposed
        .iter()
        .flat_map(|(field, all)| all.iter().map(move |found| (field.as_str(), found)))
        .collect()
}

fn words(one: &Looked, field: &str, at: &Proposal) -> String {
    let text = one.item.text(field).unwrap_or_default();
    text.chars().skip(at.start).take(at.end - at.start).collect()
}

/// The text of a field, with what was found between marks.
fn marked(field: &Field, found: &[Proposal]) -> String {
    let mut out = String::with_capacity(field.text.len() + 8 * found.len());
    for (at, letter) in field.text.chars().enumerate() {
        if found.iter().any(|one| one.start == at) {
            out.push('⟦');
        }
        out.push(letter);
        if found.iter().any(|one| one.end == at + 1) {
            out.push('⟧');
        }
    }
    out
}

fn ask(one: &Looked, known: &[Opinion], by: MemberNumber, context: &Context) -> Result<Answer, Failure> {
    let terminal = context.terminal;
    loop {
        let choice = terminal.ask("disclose, redact, withhold, later or stop")?;
        let choice = match choice.as_deref().map(str::trim) {
            Some("stop" | "s") => return Ok(Answer::Stop),
            None | Some("later" | "l") => return Ok(Answer::Later),
            Some("disclose" | "d") => Choice::Disclose,
            Some("redact" | "r") => Choice::Redact,
            Some("withhold" | "w") => Choice::Withhold,
            Some(_) => {
                terminal.warn("that is none of them");
                continue;
            }
        };
        let spans = if choice == Choice::Redact { spans(one, context)? } else { Vec::new() };
        let ground = match choice {
            Choice::Withhold => ground("Why it is withheld", Ground::keeps_back, context)?,
            _ if one.item.health => ground("Why the rest may go", |ground| !ground.keeps_back(), context)?,
            _ => None,
        };
        let third =
            ground == Some(Ground::ThirdParty) || spans.iter().any(|span| span.ground == Ground::ThirdParty);
        let factors = if third { Some(factors(context)?) } else { None };
        let opinions = match ground {
            Some(Ground::SeriousHarm | Ground::HarmTestNotMet) => opinion_days(context)?,
            _ => Vec::new(),
        };
        let decision = Decision {
            item: one.item.id,
            version: one.item.version,
            choice,
            ground,
            factors,
            opinion: None,
            opinions,
            spans,
            words: terminal.ask("Reason in words, if you want to keep one")?,
            by,
            at: context.now.text(),
        };
        match decision.check(&one.item, known) {
            Ok(()) => return Ok(Answer::Decided(Box::new(decision))),
            Err(why) => terminal.warn(&format!("{why}; nothing was decided about {}", one.item.id)),
        }
    }
}

/// Which words are taken out: of what was found, by its number, and others letter for letter.
fn spans(one: &Looked, context: &Context) -> Result<Vec<Span>, Failure> {
    let terminal = context.terminal;
    let found = numbered(one);
    let mut spans = Vec::new();
    if !found.is_empty() {
        let wanted = which(found.len(), context)?;
        let chosen: Vec<_> = found.iter().zip(1..).filter(|(_, number)| wanted.contains(number)).collect();
        if !chosen.is_empty() {
            let ground = ground("Why they are taken out", Ground::keeps_back, context)?;
            let ground = ground.unwrap_or(Ground::ThirdParty);
            spans.extend(chosen.into_iter().map(|((field, at), _)| Span {
                field: (*field).to_owned(),
                start: at.start,
                end: at.end,
                ground,
            }));
        }
    }
    while let Some(phrase) = terminal.ask("Other words to take out, as they stand there; Enter when done")? {
        let before = spans.len();
        let ground = ground("Why", Ground::keeps_back, context)?.unwrap_or(Ground::ThirdParty);
        for field in &one.item.fields {
            let found = occurrences(&field.text, &phrase);
            spans.extend(found.into_iter().map(|(start, end)| Span {
                field: field.name.clone(),
                start,
                end,
                ground,
            }));
        }
        if spans.len() == before {
            terminal.warn("these words do not stand in it");
        }
    }
    Ok(spans)
}

/// Asks which of what was found goes out, until the answer is understood: whatever was passed over would be disclosed.
fn which(count: usize, context: &Context) -> Result<Vec<usize>, Failure> {
    loop {
        let question = "Which of what was found goes out of it: all, none, or numbers such as 1,3";
        let answer = context.terminal.ask(question)?.unwrap_or_default();
        let numbers = match answer.trim() {
            "all" => return Ok((1..=count).collect()),
            "" | "none" => return Ok(Vec::new()),
            numbers => numbers.split([',', ' ']).filter(|number| !number.is_empty()),
        };
        let known = |number: &str| number.parse().ok().filter(|number| (1..=count).contains(number));
        match numbers.map(known).collect() {
            Some(wanted) => return Ok(wanted),
            None => context.terminal.warn(&format!("give numbers from 1 to {count}, all or none")),
        }
    }
}

/// Asks for one of the grounds that fit, until it is one.
fn ground(
    question: &str,
    fits: impl Fn(Ground) -> bool,
    context: &Context,
) -> Result<Option<Ground>, Failure> {
    let all: Vec<&str> =
        Ground::ALL.iter().filter(|ground| fits(**ground)).map(|ground| ground.code()).collect();
    // By itself: a question that is longer than the terminal is wide would be shown twice.
    context.terminal.print(&all.join(", "))?;
    loop {
        let answer = context.terminal.ask(question)?;
        let Some(text) = answer else { return Ok(None) };
        match Ground::from_code(text.trim()).filter(|ground| fits(*ground)) {
            Some(ground) => return Ok(Some(ground)),
            None => context.terminal.warn("that is none of them"),
        }
    }
}

/// The five factors of DPA 2018 Schedule 2 paragraph 16(3).
fn factors(context: &Context) -> Result<Factors, Failure> {
    let ask = |question: &str| -> Result<String, Failure> {
        Ok(context.terminal.ask(question)?.unwrap_or_default())
    };
    Ok(Factors {
        information: ask("What kind of information about them it is")?,
        confidentiality: ask("What confidentiality is owed to them")?,
        consent_sought: ask("What was done to ask for their consent")?,
        capable: ask("Whether they can give it")?,
        refused: ask("Whether they refused")?,
    })
}

fn opinion_days(context: &Context) -> Result<Vec<chrono::NaiveDate>, Failure> {
    let Some(text) = context.terminal.ask("The day of the opinion that it rests on")? else {
        return Ok(Vec::new());
    };
    match crate::records::date::parse(text.trim()) {
        Ok(day) => Ok(vec![day]),
        Err(why) => {
            context.terminal.warn(&format!("the day {why}"));
            Ok(Vec::new())
        }
    }
}
