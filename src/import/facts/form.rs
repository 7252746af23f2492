//! The facts as a form for somebody to fill in: TOML, with what may be said in comments. What it says is read back as it was.

use std::fmt::Write;

use serde_json::Value;

use crate::records::breach::{Facts, Form, Point};
use crate::records::instant::{in_london, text};
use crate::records::reference::Reference;

/// The form of a breach with everything that is known.
#[must_use]
pub fn form(breach: Reference, known: &Facts) -> String {
    let mut form = format!(
        "# {breach}, as it is known now. Change what is otherwise, and take the # away where you know more.\n\
         # What you leave as it is, or delete, stays as it was; what was said before stays on record.\n\
         # Name nobody: mean people by reference. Text of several lines stands between \"\"\" and \"\"\".\n\
         # Times are those in London, such as \"2026-11-20 17:45\", or have an offset.\n"
    );
    let said = serde_json::to_value(known).unwrap_or_default();
    for point in Facts::POINTS {
        let _ = write!(form, "\n#{}", point.says);
        if let Some(options) = options(point) {
            let _ = write!(form, "\n# {options}");
        }
        let line = match said.get(point.name) {
            Some(value) => format!("{} = {}", point.name, written(point, value)),
            None => format!("# {} = {}", point.name, blank(point)),
        };
        let _ = writeln!(form, "\n{line}");
    }
    form
}

fn options(point: &Point) -> Option<String> {
    match point.form {
        Form::One(codes) => Some(format!("One of: {}", codes().join(", "))),
        Form::Several(codes) => Some(format!("Any of: {}; [] when there is none", codes().join(", "))),
        _ => None,
    }
}

/// A value as TOML: an instant as the clocks in London showed it, with its offset.
fn written(point: &Point, value: &Value) -> String {
    match (point.form, value) {
        (Form::Instant, Value::String(at)) => {
            let there = at.parse().map_or_else(|_| at.clone(), |at| text(in_london(at)));
            quoted(&there)
        }
        (_, Value::String(text)) => quoted(text),
        (_, Value::Array(entries)) => {
            let entries: Vec<String> = entries.iter().filter_map(Value::as_str).map(quoted).collect();
            format!("[{}]", entries.join(", "))
        }
        (_, other) => other.to_string(),
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

const fn blank(point: &Point) -> &'static str {
    match point.form {
        Form::Number => "0",
        Form::Several(_) => "[]",
        _ => "\"\"",
    }
}
