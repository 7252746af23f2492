//! What a person should look at again in what is on record of a breach.

use chrono::{DateTime, Utc};

use super::super::breach::Answer;
use super::waits_for_public;
use crate::records::breach::{self, Breach, Exception, Facts, Kind, Means, Phase, Risk, Step};
use crate::records::instant::in_words;
use crate::records::severity::Severity;
use crate::rules::severity::{Band, score};

/// From this many days on, a processor's word is asked about. The law has no number: it says without undue delay.
const PROCESSOR_DAYS: i64 = 3;

/// Everything that there is to say.
pub fn of(breach: &Breach, clock: &Answer) -> Vec<String> {
    let known = breach.known();
    let risk = breach.decided().map(|(risk, ..)| risk);
    let mut warnings = Vec::new();
    if risk == Some(Risk::None) {
        if readable_special(&known) {
            warnings.push(
                "no risk was decided, and special categories of data may have been readable to others: see whether that \
                 stands"
                    .to_owned(),
            );
        }
        if breach.severity().is_some_and(is_high) {
            warnings.push(
                "no risk was decided, and the severity was worked out as high: see whether that stands"
                    .to_owned(),
            );
        }
    }
    if decided_on_less(breach) {
        warnings.push("more became known since the risk was decided: decide again, or confirm it".to_owned());
    }
    warnings.extend(aware_later(breach));
    warnings.extend(late_report(breach, clock));
    warnings.extend(processor(&known));
    if waits_for_public(breach) {
        warnings.push(
            "to tell everybody would be out of proportion: they are told in public instead (Article 34(3)(c))"
                .to_owned(),
        );
    }
    if risk == Some(Risk::High) {
        warnings.extend(told_some(breach, &known));
    }
    if excepted(breach, Exception::Unintelligible) && !is_locked(&known) {
        warnings.push(
            "that nobody can read it rests on encryption and a safe key, and the facts do not say both"
                .to_owned(),
        );
    }
    warnings
}

/// Whether data of a special category may have come before somebody's eyes: nobody knows better unless both are said.
fn readable_special(known: &Facts) -> bool {
    let special = known.data.iter().flatten().any(|data| data.is_special());
    let seen = known.kinds.as_ref().is_none_or(|kinds| kinds.contains(&Kind::Confidentiality));
    special && seen && !is_locked(known)
}

fn is_locked(known: &Facts) -> bool {
    let yes = Some(breach::Answer::Yes);
    known.encrypted == yes && known.key_safe == yes
}

/// Whether something that bears on the risk was said after it was decided.
fn decided_on_less(breach: &Breach) -> bool {
    let Some(decided) = breach.history.iter().rposition(|entry| matches!(entry.step, Step::Decided { .. }))
    else {
        return false;
    };
    breach.history[decided..].iter().any(|entry| match &entry.step {
        Step::Assessed { .. } | Step::Scoped { .. } => true,
        Step::Affects { added, .. } => !added.is_empty(),
        Step::Updated { facts } => {
            facts.kinds.is_some()
                || facts.data.is_some()
                || facts.people.is_some()
                || facts.people_count.is_some()
                || facts.likelihood.is_some()
                || facts.encrypted.is_some()
                || facts.key_safe.is_some()
        }
        _ => false,
    })
}

/// An awareness that begins the 72 hours later than was said at first: whoever reads the register asks why.
fn aware_later(breach: &Breach) -> Option<String> {
    let first: DateTime<Utc> = breach.aware_first()?.parse().ok()?;
    let now: DateTime<Utc> = breach.known().aware?.parse().ok()?;
    (now > first).then(|| {
        format!(
            "awareness was moved later than first recorded, {}; say why in an update of discovered",
            in_words(first)
        )
    })
}

/// Fewer people told of a high risk than it affects. Nothing is said where it is not on record how many were told, where they
/// were told in public, or where an exception says how the others are seen to.
fn told_some(breach: &Breach, known: &Facts) -> Option<String> {
    let told = breach.history.iter().filter_map(|entry| match &entry.step {
        Step::Told { means, count, .. } => Some(count.filter(|_| *means != Means::Public)),
        _ => None,
    });
    let told: Vec<u32> = told.collect::<Option<_>>()?;
    let told = (!told.is_empty() && breach.exceptions().is_empty())
        .then(|| told.iter().map(|&one| u64::from(one)))?;
    let told: u64 = told.sum();
    let affected = breach.affected().len() as u64;
    let affected = affected.max(known.people_count.map_or(0, u64::from));
    (told < affected).then(|| {
        format!("{told} of the people are on record as told, and about {affected} are affected: tell the others, or say why not")
    })
}

/// A first report that turned out to be late, because the practice was aware earlier than it had said.
fn late_report(breach: &Breach, clock: &Answer) -> Option<String> {
    let reports = || {
        breach.history.iter().filter_map(|entry| match &entry.step {
            Step::Reported { at, phase, late, .. } => Some((at, phase, late)),
            _ => None,
        })
    };
    let (at, ..) = reports().find(|(_, phase, _)| **phase == Phase::Initial)?;
    let at: DateTime<Utc> = at.parse().ok()?;
    let said = reports().any(|(.., late)| late.is_some());
    (at > clock.due && !said).then(|| {
        "the first report was late, and nothing says why: a further report may (Article 33(1))".to_owned()
    })
}

fn processor(known: &Facts) -> Option<String> {
    let at = |text: &Option<String>| text.as_deref()?.parse::<DateTime<Utc>>().ok();
    let told = at(&known.processor_told)?;
    let aware = at(&known.aware)?;
    if told < aware {
        return Some(format!(
            "the processor told the practice on {}: was it not aware from then on?",
            in_words(told)
        ));
    }
    let days = (told - at(&known.occurred_from)?).num_days();
    (days >= PROCESSOR_DAYS).then(|| {
        format!("the processor told the practice {days} days after it began: Article 33(2) says without undue delay")
    })
}

fn excepted(breach: &Breach, ground: Exception) -> bool {
    breach.exceptions().iter().any(|(exception, ..)| *exception == ground)
}

/// Whether the method of ENISA makes it high, and what was taken can be read.
fn is_high(severity: &Severity) -> bool {
    !severity.unintelligible && score(severity).band >= Band::High
}

#[cfg(test)]
mod tests;
