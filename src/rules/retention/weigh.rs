//! What each rule says about the days that are known, and which of them decides: the longest.

use chrono::{Datelike, NaiveDate};

use super::{Answer, When};
use crate::records::date::in_words;
use crate::records::schedule::{Class, Disposal, Period, Rule, Schedule, Trigger};
use crate::rules::period;

/// A day from which a period can run, and what happened on it.
#[derive(Clone, Copy)]
pub(super) struct Start {
    pub day: NaiveDate,
    pub what: &'static str,
}

/// The days that triggers ask for.
pub(super) struct Known {
    pub last_contact: Option<Start>,
    pub end_of_work: Option<Start>,
    pub born: Option<NaiveDate>,
    pub died: Option<NaiveDate>,
    /// The day of the thing itself: written, closed, thrown away, replaced, invoiced.
    pub that_day: Option<NaiveDate>,
    /// Whether the client was 17 on the day work ended.
    pub was_17: bool,
}

impl Known {
    /// The day a trigger stands for; or what is missing.
    fn start(&self, trigger: Trigger) -> Result<Start, &'static str> {
        let (day, what, missing) = match trigger {
            Trigger::LastContact => return self.last_contact.ok_or(NO_LAST_CONTACT),
            Trigger::EndOfWork => return self.end_of_work.ok_or("work has not ended"),
            Trigger::Birth => (self.born, "the birth", NO_BIRTH),
            Trigger::Death => (self.died, "the death", "the day of death is missing"),
            Trigger::Written => (self.that_day, "the writing", "the day it was written is missing"),
            Trigger::Closed => (self.that_day, "the closing", "the day it was closed is missing"),
            Trigger::TaxReturn => (
                self.that_day.and_then(period::tax_return_due),
                "the tax return due",
                "the day of the invoice is missing",
            ),
            Trigger::Trashed => (self.that_day, "the throwing away", "the day it was thrown away is missing"),
            Trigger::Superseded => (self.that_day, "the newer version", "the day it was replaced is missing"),
        };
        day.map(|day| Start { day, what }).ok_or(missing)
    }
}

pub(super) const NO_BIRTH: &str = "the date of birth is missing";
pub(super) const NO_LAST_CONTACT: &str = "the day of the last contact is missing";

/// Why nothing can be worked out.
pub(super) struct Unknown {
    pub class: Class,
    pub because: String,
}

/// What one rule says.
pub(super) struct Weighed<'s> {
    pub rule: &'s Rule,
    start: Option<Start>,
    /// From when on it may go; nothing: never.
    pub until: Option<NaiveDate>,
    keep_to: Option<NaiveDate>,
    was_17: bool,
}

impl<'s> Weighed<'s> {
    fn of(rule: &'s Rule, known: &Known) -> Result<Self, Unknown> {
        let unknown = |because: &str| Unknown { class: rule.class, because: because.to_owned() };
        let was_17 = known.was_17;
        if rule.action == Disposal::Keep || rule.period == Period::Always {
            return Ok(Self { rule, start: None, until: None, keep_to: None, was_17 });
        }
        let start = known.start(rule.trigger).map_err(unknown)?;
        let beyond = || unknown("the period ends beyond the calendar");
        let end = period::end(rule.period, start.day, was_17).ok_or_else(beyond)?;
        // Records are to be kept up to and with the anniversary of the 31 January.
        let keep_to = (rule.trigger == Trigger::TaxReturn).then_some(end);
        let until = if keep_to.is_some() { end.succ_opt().ok_or_else(beyond)? } else { end };
        Ok(Self { rule, start: Some(start), until: Some(until), keep_to, was_17 })
    }

    /// The period and the day it runs from, in words.
    fn reckoning(&self) -> String {
        let Some(start) = self.start else { return "it is kept for ever".to_owned() };
        let day = in_words(start.day);
        match self.rule.period {
            Period::Birthday { if_17, .. } if self.was_17 => {
                let birthday = Period::Birthday { age: if_17, if_17 };
                format!("{birthday} of somebody born on {day}, who was 17 when work ended")
            }
            Period::Birthday { age, .. } => {
                format!("{} of somebody born on {day}", Period::Birthday { age, if_17: age })
            }
            period => format!("{period} from {} on {day}", start.what),
        }
    }

    fn step(&self) -> String {
        let name = &self.rule.name;
        let reckoning = self.reckoning();
        match (self.until, self.keep_to) {
            (None, _) => format!("rule {name}: {reckoning}"),
            (Some(until), None) => format!("rule {name}: {reckoning}: from {}", in_words(until)),
            (Some(until), Some(to)) => {
                format!("rule {name}: {reckoning}: to be kept to {}, from {}", in_words(to), in_words(until))
            }
        }
    }

    /// What was done because the calendar lacks a day.
    fn rounding(&self) -> Option<String> {
        let (start, until) = (self.start?.day, self.keep_to.or(self.until)?);
        let by_days = matches!(self.rule.period, Period::Days(_));
        // Only a day that the month does not have moves: to the first of the next one.
        let moved = !by_days && start.day() != until.day();
        moved.then(|| {
            format!(
                "rule {}: that month has no day {}: the first of the next, {}",
                self.rule.name,
                start.day(),
                in_words(until)
            )
        })
    }
}

/// What every rule of these classes says, in the order of the schedule.
pub(super) fn weigh<'s>(
    schedule: &'s Schedule,
    classes: &[Class],
    known: &Known,
) -> Result<Vec<Weighed<'s>>, Unknown> {
    if let Some(&class) = classes.iter().find(|class| schedule.of(**class).next().is_none()) {
        let because = format!("the schedule has no rule for {}", class.in_words());
        return Err(Unknown { class, because });
    }
    let rules = schedule.rules.iter().filter(|rule| classes.contains(&rule.class));
    rules.map(|rule| Weighed::of(rule, known)).collect()
}

/// The longest; the first of several that are as long.
pub(super) fn longest<'w, 's>(weighed: &'w [Weighed<'s>]) -> Option<&'w Weighed<'s>> {
    let length = |one: &Weighed<'_>| one.until.unwrap_or(NaiveDate::MAX);
    weighed.iter().reduce(|longest, next| if length(next) > length(longest) { next } else { longest })
}

/// The answer that follows from what the rules say, a reviewer's decision, and the month records go in.
pub(super) fn conclude(
    weighed: &[Weighed<'_>],
    keep_until: Option<NaiveDate>,
    batch_month: Option<u32>,
) -> Result<Answer, Unknown> {
    let Some(longest) = longest(weighed) else {
        return Err(Unknown { class: Class::Adult, because: "no rule applies".to_owned() });
    };
    let rule = longest.rule;
    let mut steps: Vec<String> = Vec::new();
    for one in weighed {
        steps.push(one.step());
        steps.extend(one.rounding());
    }
    let mut because = format!("{} (rule {})", longest.reckoning(), rule.name);
    steps.push(match weighed {
        [_] => format!("rule {} decides: it is the only one that applies", rule.name),
        _ => format!("rule {} decides: it keeps longest", rule.name),
    });
    let mut when = When::Never;
    if let Some(until) = longest.until {
        let mut from = until;
        if let Some(kept) = keep_until.filter(|kept| *kept > until) {
            from = kept;
            because = format!(
                "a reviewer decided to keep it until {}, longer than rule {} asks for",
                in_words(kept),
                rule.name
            );
            steps.push(format!("a reviewer decided to keep it until {}: that is later", in_words(kept)));
        }
        if let Some(month) = batch_month {
            let batch = period::batched(from, month).ok_or_else(|| Unknown {
                class: rule.class,
                because: "the period ends beyond the calendar".to_owned(),
            })?;
            if batch != from {
                because
                    .push_str(&format!(", over on {}; records go in one month of the year", in_words(from)));
                steps.push(format!("records go in {} only: from {}", batch.format("%B"), in_words(batch)));
            }
            from = batch;
        }
        let kept = longest.keep_to.map(|to| format!("to be kept to {}, ", in_words(to))).unwrap_or_default();
        because.push_str(&format!(": {kept}from {}", in_words(from)));
        when = When::From(from);
    }
    steps.push(format!("source: {} ({})", rule.source, in_words(rule.dated)));
    Ok(Answer {
        class: rule.class,
        rule: Some(rule.name.clone()),
        trigger: longest.start.map(|start| start.day),
        when,
        action: action(weighed, rule),
        because,
        steps,
        source: Some(rule.source.clone()),
        keep_to: longest.keep_to,
    })
}

/// What a safeguarding rule applies to goes before a person's eyes, whatever a longer rule says.
fn action(weighed: &[Weighed<'_>], decides: &Rule) -> Disposal {
    let concern = weighed.iter().any(|one| one.rule.class == Class::Safeguarding);
    if concern && decides.action != Disposal::Keep { Disposal::Review } else { decides.action }
}

/// The answer where nothing can be worked out.
pub(super) fn cannot(unknown: Unknown) -> Answer {
    Answer {
        class: unknown.class,
        rule: None,
        trigger: None,
        when: When::CannotCompute,
        action: Disposal::Review,
        steps: vec![format!("it cannot be worked out: {}", unknown.because)],
        because: unknown.because,
        source: None,
        keep_to: None,
    }
}
