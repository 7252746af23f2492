//! A retention schedule as a practice writes it: the table `[retention]` of praxis.toml, or the same in a file by itself.
//!
//! A schedule destroys records. So nothing in it is guessed, filled in or passed over: whatever is not understood is
//! refused with its line.

use std::ops::Range;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;

use super::line_at;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::schedule::{Class, Disposal, Period, Rule, Schedule, Trigger};
use crate::records::{date, text};

/// What a new vault gets, and the example people read: one and the same.
pub const DEFAULT: &str = include_str!("../../examples/retention-schedule.toml");
/// The name of that one.
pub const DEFAULT_NAME: &str = "insurer-7";

/// The schedules that come with the program, by name.
pub const PRESETS: &[(&str, &str)] = &[
    (DEFAULT_NAME, DEFAULT),
    ("insurer-5", include_str!("../../examples/retention-schedules/insurer-5.toml")),
    ("insurer-6", include_str!("../../examples/retention-schedules/insurer-6.toml")),
    ("nhs-code", include_str!("../../examples/retention-schedules/nhs-code.toml")),
];

/// The name and the text of a schedule that comes with the program.
///
/// # Errors
/// When there is none of that name: the hint lists those there are.
pub fn text_of(name: &str) -> Result<(&'static str, &'static str), Failure> {
    PRESETS.iter().find(|(known, _)| *known == name).copied().ok_or_else(|| {
        let names: Vec<&str> = PRESETS.iter().map(|(known, _)| *known).collect();
        Failure::Usage(
            "there is no schedule of that name".to_owned(),
            format!("give one of: {}", names.join(", ")),
        )
    })
}

/// A schedule that comes with the program.
///
/// # Errors
/// When there is none of that name: the hint lists those there are.
pub fn preset(name: &str) -> Result<Schedule, Failure> {
    let (name, text) = text_of(name)?;
    schedule_from(text, name)
}

/// Reads a schedule that is a file by itself; `what` names it in messages.
///
/// # Errors
/// With the line and what is wrong with it.
pub fn schedule_from(text: &str, what: &str) -> Result<Schedule, Failure> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Alone {
        retention: Table,
    }
    let wrong =
        |line: usize, why: &str| Failure::Usage(format!("{what}: line {line}: {why}"), MEND.to_owned());
    let alone: Alone = toml::from_str(text)
        .map_err(|error| wrong(error.span().map_or(1, |span| line_at(text, &span)), error.message()))?;
    alone.retention.checked(text).map_err(|Wrong { at, why }| wrong(line_at(text, &at), &why))
}

/// What to do about a line of a schedule.
pub(super) const MEND: &str = "mend the line, or compare it with examples/retention-schedule.toml";

/// What is wrong, and where.
pub(super) struct Wrong {
    pub at: Range<usize>,
    pub why: String,
}

/// The table as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    name: Spanned<String>,
    batch_month: Option<Spanned<i64>>,
    #[serde(default)]
    rules: Vec<Spanned<Line>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    name: Spanned<String>,
    class: Spanned<String>,
    trigger: Spanned<String>,
    period: Spanned<String>,
    action: Spanned<String>,
    source: Option<Spanned<String>>,
    dated: Option<Spanned<toml::Value>>,
}

impl Table {
    /// The schedule, when all of it makes sense; `text` is what it was read from.
    pub(super) fn checked(self, text: &str) -> Result<Schedule, Wrong> {
        let name = named(&self.name)?;
        let batch_month = match &self.batch_month {
            None => None,
            Some(month) => Some(
                u32::try_from(*month.get_ref())
                    .ok()
                    .filter(|month| (1..=12).contains(month))
                    .ok_or_else(|| wrong(month, "batch_month is none of 1 to 12"))?,
            ),
        };
        let mut rules: Vec<Rule> = Vec::new();
        for (at, line) in self.rules.iter().enumerate() {
            let rule = rule(line)?;
            if let Some(first) = rules.iter().position(|other| other.name == rule.name) {
                let there = line_at(text, &self.rules[first].get_ref().name.span());
                let name = &self.rules[at].get_ref().name;
                return Err(wrong(name, format!("the rule in line {there} has the same name")));
            }
            rules.push(rule);
        }
        Ok(Schedule { name, batch_month, rules })
    }
}

fn rule(line: &Spanned<Line>) -> Result<Rule, Wrong> {
    let at = line.get_ref();
    let class = Class::from_words(at.class.get_ref())
        .ok_or_else(|| wrong(&at.class, format!("class is none of {}", listed(Class::ALL))))?;
    let trigger = one_of(&at.trigger, class.triggers(), "trigger", class)?;
    let action = one_of(&at.action, class.actions(), "action", class)?;
    let period: Period =
        at.period.get_ref().parse().map_err(|why| wrong(&at.period, format!("period {why}")))?;
    match (period, action) {
        (Period::Always, Disposal::Keep) => {}
        (Period::Always, _) => {
            return Err(wrong(&at.period, "\"always\" is for rules that keep: action = \"keep\""));
        }
        (_, Disposal::Keep) => {
            return Err(wrong(&at.period, "a rule that keeps has no end: period = \"always\""));
        }
        _ => {}
    }
    if matches!(period, Period::Birthday { .. }) && trigger != Trigger::Birth {
        return Err(wrong(&at.period, "a birthday is counted from the birth: trigger = \"birth\""));
    }
    let missing = |what| wrong(line, format!("the rule says no {what}"));
    let source = at.source.as_ref().ok_or_else(|| missing("source"))?;
    let dated = at.dated.as_ref().ok_or_else(|| missing("date of its source (dated)"))?;
    let name = named(&at.name)?;
    Ok(Rule { name, class, trigger, period, action, source: sourced(source)?, dated: day(dated)? })
}

/// The member a word stands for, of those that make sense for the class.
fn one_of<T: Code + PartialEq>(
    word: &Spanned<String>,
    allowed: &[T],
    what: &str,
    class: Class,
) -> Result<T, Wrong> {
    let found = T::from_code(word.get_ref()).filter(|found| allowed.contains(found));
    found.ok_or_else(|| wrong(word, format!("{what} for {} is none of {}", class.code(), listed(allowed))))
}

fn listed<T: Code>(members: &[T]) -> String {
    members.iter().map(|member| member.code()).collect::<Vec<_>>().join(", ")
}

/// Names stand in tables, plans and certificates.
fn named(name: &Spanned<String>) -> Result<String, Wrong> {
    let text = text::field(name.get_ref()).ok().filter(|text| (1..=60).contains(&text.chars().count()));
    text.ok_or_else(|| wrong(name, "name is not 1 to 60 plain characters"))
}

fn sourced(source: &Spanned<String>) -> Result<String, Wrong> {
    match text::field(source.get_ref()) {
        Ok(text) if text.is_empty() => Err(wrong(source, "source is empty")),
        Ok(text) => Ok(text),
        Err(_) => Err(wrong(source, "source is not plain text")),
    }
}

/// A date of TOML, without a time; or one in quotes.
fn day(value: &Spanned<toml::Value>) -> Result<NaiveDate, Wrong> {
    let read = match value.get_ref() {
        toml::Value::Datetime(toml::value::Datetime { date: Some(date), time: None, .. }) => date.to_string(),
        toml::Value::String(text) => text.clone(),
        _ => return Err(wrong(value, "dated is not a date such as 2026-11-22")),
    };
    date::parse(&read).map_err(|why| wrong(value, format!("dated {why}")))
}

fn wrong<T>(at: &Spanned<T>, why: impl Into<String>) -> Wrong {
    Wrong { at: at.span(), why: why.into() }
}

#[cfg(test)]
mod tests;
