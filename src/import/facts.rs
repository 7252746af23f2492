//! What is known of a breach, in a file: TOML, or JSON when it begins with `{`. The keys are the names of the facts.
//!
//! Nothing is guessed or passed over: whatever is not understood is refused with its line, and no message repeats the text.

mod form;
mod json;

use serde_json::Value;
use toml::de::{DeTable, DeValue};

pub use form::form;

use super::Unreadable;
use crate::records::breach::{Facts, Form, Point};
use crate::records::{instant, text};

/// Reads the facts of a breach; `what` names the file in messages.
///
/// # Errors
/// With the line and what is wrong with it.
pub fn parse(text: &str, what: &str) -> Result<Facts, Unreadable> {
    let text = text.trim_start_matches('\u{feff}');
    let read = if text.trim_start().starts_with('{') { json::read(text) } else { read(text) };
    read.map_err(|(line, why)| Unreadable(format!("{what}, line {line}: {why}")))
}

/// The line, from 1, and what is wrong with it.
type Wrong = (usize, String);

fn read(text: &str) -> Result<Facts, Wrong> {
    let line = |at: usize| text.as_bytes().iter().take(at).filter(|&&byte| byte == b'\n').count() + 1;
    let table = DeTable::parse(text)
        .map_err(|error| (line(error.span().map_or(0, |span| span.start)), plainly(error.message())))?;
    let mut facts = Facts::default();
    for (key, value) in table.get_ref() {
        learn(&mut facts, key.get_ref(), &plain(value.get_ref()))
            .map_err(|why| (line(key.span().start), why))?;
    }
    Ok(facts)
}

/// What toml says, without what it repeats of the file.
fn plainly(message: &str) -> String {
    match message {
        _ if message.starts_with("duplicate key") => "there is a key twice".to_owned(),
        _ if message.contains(['`', '"', '\'']) && !message.contains("expected") => {
            "it is not written as TOML is".to_owned()
        }
        _ => message.to_owned(),
    }
}

/// A value as JSON has it; what a fact cannot be becomes nothing.
fn plain(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Datetime(at) => Value::String(at.to_string()),
        DeValue::Integer(number) => {
            u64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Null, Value::from)
        }
        DeValue::Array(entries) => entries.iter().map(|entry| plain(entry.get_ref())).collect(),
        DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Table(_) => Value::Null,
    }
}

/// Takes over what is said of one point.
fn learn(facts: &mut Facts, name: &str, value: &Value) -> Result<(), String> {
    let Some(point) = Facts::POINTS.iter().find(|point| point.name == name) else {
        return Err(format!(
            "there is a key that praxis does not know, expected {}",
            Facts::NAMES.join(", ")
        ));
    };
    let value = accepted(point, value).map_err(|why| format!("{name} {why}"))?;
    let one: serde_json::Map<String, Value> = [(name.to_owned(), value)].into_iter().collect();
    let one: Facts = serde_json::from_value(Value::Object(one))
        .map_err(|_| format!("{name} has a value of the wrong type"))?;
    facts.learn(&one);
    Ok(())
}

/// What is said of a point, as it is stored.
fn accepted(point: &Point, value: &Value) -> Result<Value, String> {
    match point.form {
        Form::Line => {
            let text = text::field(string(value)?).map_err(unacceptable)?;
            full(&text)?;
            Ok(Value::String(text))
        }
        Form::Words => {
            let text = string(value)?;
            full(text)?;
            let text = text::note(text.as_bytes()).map_err(unacceptable)?;
            Ok(Value::String(text.trim_end().to_owned()))
        }
        Form::Instant => {
            let at = instant::parse(string(value)?).map_err(|why| why.to_string())?;
            Ok(Value::String(instant::stored(at)))
        }
        Form::Number => {
            let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
            number.map(Value::from).ok_or_else(|| "is no whole number that praxis can keep".to_owned())
        }
        Form::One(codes) => code(&codes(), value),
        Form::Several(codes) => {
            let codes = codes();
            let entries = value.as_array().ok_or_else(|| "is no list: write it as [\"...\"]".to_owned())?;
            let mut several: Vec<Value> = Vec::new();
            for entry in entries {
                let entry = code(&codes, entry)?;
                if !several.contains(&entry) {
                    several.push(entry);
                }
            }
            Ok(Value::Array(several))
        }
    }
}

fn code(codes: &[&'static str], value: &Value) -> Result<Value, String> {
    let found = value.as_str().and_then(|text| codes.iter().find(|code| **code == text));
    found
        .map(|code| Value::String((*code).to_owned()))
        .ok_or_else(|| format!("takes one of: {}", codes.join(", ")))
}

fn string(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| "is no text: write it between quotes".to_owned())
}

/// What was said stays on record: it is not taken back by saying nothing.
fn full(text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err("is empty: leave the line out, or say how it is".to_owned());
    }
    Ok(())
}

#[allow(clippy::needless_pass_by_value)] // As map_err gives it.
fn unacceptable(why: text::Unacceptable) -> String {
    let said = why.to_string();
    said.strip_prefix("the text ").unwrap_or(&said).to_owned()
}

#[cfg(test)]
mod tests;
