//! A decision as it is typed: `C-0007=destroy:period-ended`, `C-0009=keep:2030-01-01:claim`, `C-0012=transfer:handover`.

use chrono::NaiveDate;

use super::super::super::given;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::reference::Register;
use crate::records::sweep::{Decision, Reason};
use crate::vault::ReviewInput;

/// What is decided about by itself; a client's record is everything else.
const ITEMS: [Register; 5] =
    [Register::Note, Register::File, Register::Request, Register::Complaint, Register::Breach];

/// Reads one decision. A reason that is no code is taken for words: it is sealed, and the plan says `other`.
///
/// # Errors
/// What is wrong with it; nothing of it is repeated but the reference.
pub fn read(text: &str, words: Option<&str>, today: NaiveDate) -> Result<ReviewInput, Failure> {
    let (what, rest) = text.split_once('=').ok_or_else(|| form("it has no ="))?;
    let what = ITEMS
        .iter()
        .find_map(|item| given::reference(what, *item).ok())
        .map_or_else(|| given::reference(what, Register::Client), Ok)?;
    let (decision, rest) = rest.split_once(':').unwrap_or((rest, ""));
    let decision =
        Decision::from_code(decision).ok_or_else(|| form("a decision is destroy, keep or transfer"))?;
    let (until, reason) = match decision {
        Decision::Keep => {
            let (day, reason) = rest.split_once(':').unwrap_or((rest, ""));
            (Some(until(day, today)?), reason)
        }
        Decision::Destroy | Decision::Transfer => (None, rest),
    };
    let (reason, own) = reason_of(reason, decision)?;
    let words = own.or_else(|| words.filter(|_| reason == Reason::Other).map(str::to_owned));
    if reason == Reason::Other && words.is_none() {
        return Err(Failure::Usage(
            format!("the reason for {what} is missing"),
            "give it in words: --reason-file FILE".to_owned(),
        ));
    }
    Ok(ReviewInput { what, decision, until, reason, words })
}

/// Reads the day until which a record is kept.
///
/// # Errors
/// No day, or not in the future.
pub fn until(text: &str, today: NaiveDate) -> Result<NaiveDate, Failure> {
    let day = given::date(text, "keep")?;
    if day > today {
        return Ok(day);
    }
    Err(Failure::Usage(
        "the day until which it is kept is not in the future".to_owned(),
        format!("today is {}", in_words(today)),
    ))
}

/// Reads a reason: a code, or words of one's own.
///
/// # Errors
/// Without one, where there must be one.
pub fn reason_of(text: &str, decision: Decision) -> Result<(Reason, Option<String>), Failure> {
    let text = text.trim();
    if text.is_empty() {
        return match decision {
            Decision::Destroy => Ok((Reason::PeriodEnded, None)),
            Decision::Keep | Decision::Transfer => Err(form("why it is not destroyed is missing")),
        };
    }
    match Reason::from_code(text) {
        Some(reason) => Ok((reason, None)),
        None => Ok((Reason::Other, given::field(text, "the reason")?)),
    }
}

fn form(why: &str) -> Failure {
    Failure::Usage(
        format!("a decision is not understood: {why}"),
        "give it as C-0007=destroy:period-ended, C-0007=keep:2030-01-01:claim or C-0007=transfer:handover"
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date")
    }

    #[test]
    fn what_is_typed() {
        for (text, decision, until, reason, words) in [
            ("C-0007=destroy:period-ended", Decision::Destroy, None, Reason::PeriodEnded, None),
            ("C-7=destroy", Decision::Destroy, None, Reason::PeriodEnded, None),
            ("C-0007=destroy:insurer agrees", Decision::Destroy, None, Reason::Other, Some("insurer agrees")),
            ("C-0007=keep:2030-01-01:claim", Decision::Keep, Some("2030-01-01"), Reason::Claim, None),
            ("C-0007=keep:01/01/2030:claim", Decision::Keep, Some("2030-01-01"), Reason::Claim, None),
            ("C-0007=transfer:handover", Decision::Transfer, None, Reason::Handover, None),
        ] {
            let read = read(text, None, today()).unwrap_or_else(|_| panic!("{text}"));
            assert_eq!(read.what.to_string(), "C-0007");
            assert_eq!(
                (read.decision, read.reason, read.words.as_deref()),
                (decision, reason, words),
                "{text}"
            );
            assert_eq!(read.until.map(|day| day.to_string()).as_deref(), until, "{text}");
        }
        for (text, what) in [
            ("N-12=keep:2030-01-01:claim", "N-000012"),
            ("f-000003=destroy", "F-000003"),
            ("r-2=destroy", "R-0002"),
        ] {
            let read = read(text, None, today()).unwrap_or_else(|_| panic!("{text}"));
            assert_eq!(read.what.to_string(), what, "an invoice, a draft or a request");
        }
        let read = read("C-0007=keep:2030-01-01:other", Some("in words"), today()).expect("reads");
        assert_eq!(read.words.as_deref(), Some("in words"));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for text in [
            "C-0007",
            "C-0007=",
            "C-0007=shred",
            "E-0007=destroy",
            "everybody=destroy",
            "C-0007=keep",
            "C-0007=keep:claim",
            "C-0007=keep:2030-01-01",
            "C-0007=keep:2026-11-22:claim",
            "C-0007=transfer",
            "C-0007=transfer:other",
        ] {
            assert!(matches!(read(text, None, today()), Err(Failure::Usage(..))), "{text}");
        }
    }
}
