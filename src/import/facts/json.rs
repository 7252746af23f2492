//! Facts as a JSON object. Read key by key, so that what is wrong has a line.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

use super::{Wrong, learn};
use crate::records::breach::Facts;

/// Reads an object. serde says where it stopped reading; which key was wrong, and why, is kept beside, for its own words repeat
/// the text.
pub fn read(text: &str) -> Result<Facts, Wrong> {
    let mut why = None;
    let mut from = serde_json::Deserializer::from_str(text);
    let read = Object { why: &mut why }.deserialize(&mut from).and_then(|facts| from.end().map(|()| facts));
    read.map_err(|error| match why {
        Some((name, why)) => (line_of(text, &name).unwrap_or(error.line().max(1)), why),
        None => (error.line().max(1), "it is not written as JSON is".to_owned()),
    })
}

/// The line of a key: of the last one, where it is there twice.
fn line_of(text: &str, name: &str) -> Option<usize> {
    let key = serde_json::to_string(name).ok()?;
    let places = text.match_indices(&key).map(|(at, _)| at);
    let is_key = |at: &usize| text[at + key.len()..].trim_start().starts_with(':');
    places.filter(is_key).last().map(|at| text[..at].matches('\n').count() + 1)
}

struct Object<'a> {
    /// The key, and what is wrong with it.
    why: &'a mut Option<(String, String)>,
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = Facts;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Facts, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Facts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Facts, A::Error> {
        let mut facts = Facts::default();
        let mut seen = BTreeSet::new();
        while let Some(name) = map.next_key::<String>()? {
            let value: Value = map.next_value()?;
            let learned = if seen.insert(name.clone()) {
                learn(&mut facts, &name, &value)
            } else {
                Err("there is a key twice".to_owned())
            };
            learned.map_err(|why| {
                *self.why = Some((name, why));
                A::Error::custom("")
            })?;
        }
        Ok(facts)
    }
}
