//! What was assessed and decided, as it is printed.

use serde::Serialize;

use super::super::super::Context;
use crate::failure::Failure;
use crate::records::breach::Risk;
use crate::records::date;
use crate::records::instant::in_words;
use crate::records::reference::Reference;
use crate::records::severity::Severity;
use crate::rules::breach_duty::{Duty, State};
use crate::rules::severity::{Answer, score};
use crate::vault::FoundBreach;

#[derive(Serialize)]
struct Shown<'a> {
    breach: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'a Severity>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    answer: Option<&'a Scored>,
    warnings: &'a [&'static str],
    #[serde(skip_serializing_if = "Option::is_none")]
    decided: Option<Decided<'a>>,
}

#[derive(Serialize)]
struct Scored {
    #[serde(flatten)]
    answer: Answer,
    hundredths: u32,
}

#[derive(Serialize)]
struct Decided<'a> {
    risk: Risk,
    because: &'a str,
    decider: &'a str,
    on: chrono::NaiveDate,
}

/// Shows the assessment, and the decision where one was recorded.
pub fn show(
    found: &FoundBreach,
    severity: Option<&Severity>,
    decided: bool,
    warnings: &[&'static str],
    context: &Context,
) -> Result<(), Failure> {
    let breach = found.reference;
    let scored = severity.map(|severity| {
        let answer = score(severity);
        Scored { hundredths: answer.score.0, answer }
    });
    let decision = found.breach.decided().filter(|_| decided);
    let decision = decision.map(|(risk, because, decider, on)| Decided { risk, because, decider, on });
    if decision.is_some() && found.breach.severity().is_none() {
        context
            .terminal
            .say(&format!("decided without an assessment on record: praxis breach assess {breach}"));
    }
    let mut lines = Vec::new();
    if let Some(Scored { answer, .. }) = &scored {
        lines.push(format!("{breach}: severity {}, {}", answer.score, answer.band.in_words()));
        lines.extend(in_lines(answer));
    }
    if let Some(Decided { risk, decider, on, .. }) = &decision {
        lines.push(format!("{breach}: decided on {}: {} ({decider})", date::in_words(*on), risk.in_words()));
    }
    context
        .print(&Shown { breach, severity, answer: scored.as_ref(), warnings, decided: decision }, || {
            lines.join("\n")
        })?;
    let standing = &found.standing;
    let due = in_words(standing.clock.due);
    let (end, told) = match standing.state {
        State::Late => (
            "ended",
            format!("the Commissioner was to be told by {due} (Article 33(1)): do, and say why it is late"),
        ),
        _ => ("end", format!("the Commissioner is to be told by {due} (Article 33(1))")),
    };
    if standing.duties.contains(&Duty::Decide) {
        context.terminal.say(&format!(
            "the risk is to be decided: praxis breach assess {breach} --decide RISK --because-file FILE --decider WHO; the \
             72 hours {end} on {due}"
        ));
    } else if standing.duties.contains(&Duty::Report) {
        context.terminal.say(&told);
    }
    if standing.duties.contains(&Duty::Tell) {
        context.terminal.say("the people affected are to be told without undue delay (Article 34(1))");
    }
    Ok(())
}

/// The arithmetic, what stands beside it, and what it usually means.
pub fn in_lines(answer: &Answer) -> Vec<String> {
    let flags = answer.flags.iter().map(|flag| format!("beside the score: {flag}"));
    steps(answer).into_iter().chain(flags).chain([answer.suggests.to_owned()]).collect()
}

/// The arithmetic, with the reasons.
fn steps(answer: &Answer) -> Vec<String> {
    answer.steps.iter().map(|step| format!("  {step}")).collect()
}

/// The score, and how it came about: as it is read again later.
pub fn again(severity: &Severity) -> (String, Vec<String>) {
    let answer = score(severity);
    let flags = answer.flags.iter().map(|flag| format!("  beside the score: {flag}"));
    let lines = steps(&answer).into_iter().chain(flags).collect();
    (format!("{}, {}", answer.score, answer.band.in_words()), lines)
}
