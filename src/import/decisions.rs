//! A file of decisions about a subject-access pack, in TOML: for one item, for many, for a kind, for all.
//!
//! What it says goes out to somebody. So nothing in it is guessed or passed over: whatever is not understood is refused with
//! its line, and no message repeats words of a record.

pub(super) mod read;
mod resolve;

use chrono::NaiveDate;

use crate::records::decision::{Choice, Factors, Ground, Opinion};
use crate::records::item::{ItemId, ItemKind};
use crate::records::proposal::ProposalKind;

pub use resolve::{Decider, Proposed, occurrences, resolve};

/// The format.
pub const FORMAT: &str = "sar-decisions/1";

/// A file as it was read.
#[derive(Clone, PartialEq, Eq)]
pub struct DecisionsFile {
    /// Opinions on the whole record.
    pub opinions: Vec<Opinion>,
    /// What is decided, in the order of the file.
    pub rules: Vec<Rule>,
}

/// Which items a rule is about. One for items by name comes before one for a kind, and that before one for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// These.
    Items(Vec<ItemId>),
    /// Those of a kind, of these days.
    Kind {
        /// Which kind.
        kind: ItemKind,
        /// Of this day or later.
        from: Option<NaiveDate>,
        /// Of this day or earlier.
        to: Option<NaiveDate>,
    },
    /// All of these days, of every kind.
    All {
        /// Of this day or later.
        from: Option<NaiveDate>,
        /// Of this day or earlier.
        to: Option<NaiveDate>,
    },
}

impl About {
    /// How closely it names an item.
    const fn rank(&self) -> u8 {
        match self {
            About::Items(_) => 2,
            About::Kind { .. } => 1,
            About::All { .. } => 0,
        }
    }
}

/// Words that a rule takes out.
#[derive(Clone, PartialEq, Eq)]
pub struct Cut {
    /// The line that says so, from 1.
    pub line: usize,
    /// Which.
    pub what: Words,
    /// Why.
    pub ground: Ground,
}

/// Which words.
#[derive(Clone, PartialEq, Eq)]
pub enum Words {
    /// These, letter for letter, wherever they stand in the field; in all fields, where none is named.
    Phrase {
        /// Which field.
        field: Option<String>,
        /// The words.
        text: String,
    },
    /// All that was proposed of a kind.
    Proposed(ProposalKind),
}

/// What is decided about some items.
#[derive(Clone, PartialEq, Eq)]
pub struct Rule {
    /// The line it begins on, from 1.
    pub line: usize,
    /// About which items.
    pub about: About,
    /// What becomes of them.
    pub choice: Choice,
    /// Why.
    pub ground: Option<Ground>,
    /// What was weighed about others.
    pub factors: Option<Factors>,
    /// The opinions it rests on, by their days.
    pub opinions: Vec<NaiveDate>,
    /// What is taken out.
    pub cuts: Vec<Cut>,
    /// The reason in words.
    pub words: Option<String>,
}

#[cfg(test)]
mod tests;
