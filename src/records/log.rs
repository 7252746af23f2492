//! The audit log as it is shown and handed over: entries with references, and how others can check them.

use serde::{Deserialize, Serialize};

use super::event::{Action, Event};
use super::reference::Reference;

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its number, from 0.
    pub number: u64,
    /// When, RFC 3339 in UTC.
    pub time: String,
    /// What happened.
    pub event: Event,
    /// About whom or what, where that is still known.
    pub about: Option<Reference>,
}

/// An entry as programs and people get it: never a name, for the log has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// Its number, from 0.
    pub entry: u64,
    /// When, RFC 3339 in UTC.
    pub time: String,
    /// Who: a member's number, or `host`.
    pub by: String,
    /// What was done.
    pub action: Action,
    /// About whom or what.
    pub about: Option<Reference>,
    /// Which version of a record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// How many, where it is about many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

impl From<&LogEntry> for LogLine {
    fn from(entry: &LogEntry) -> Self {
        let event = &entry.event;
        let by = if event.member.0 == 0 { "host".to_owned() } else { event.member.0.to_string() };
        Self {
            entry: entry.number,
            time: entry.time.clone(),
            by,
            action: event.action,
            about: entry.about,
            version: event.version,
            count: event.count,
        }
    }
}
