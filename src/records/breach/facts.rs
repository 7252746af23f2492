//! What is known of a breach, point by point: what Article 33(3) and (5) and the Commissioner's form ask about.

use serde::{Deserialize, Serialize};

use super::{Actor, Answer, Cause, DataCategory, Impact, Kind, Likelihood, PeopleCategory, Recovery};

/// Declares the facts, each optional, with what takes over those that are said anew.
macro_rules! facts {
    ($($(#[$what:meta])* $name:ident: $of:ty),+ $(,)?) => {
        /// What is known of a breach. A point that nothing was said about is absent; an empty list says that there is none.
        /// Instants are RFC 3339 in UTC. Texts name nobody: people are meant by reference.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Facts {
            $($(#[$what])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $name: Option<$of>),+
        }

        impl Facts {
            /// The names of all points, in the order they are asked for.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),+];

            /// Takes over what is said anew.
            pub fn learn(&mut self, later: &Facts) {
                $(if later.$name.is_some() { self.$name.clone_from(&later.$name); })+
            }

            /// What is said here and is not known yet, or otherwise.
            #[must_use]
            pub fn beyond(mut self, known: &Facts) -> Facts {
                $(if self.$name == known.$name { self.$name = None; })+
                self
            }
        }
    };
}

facts! {
    /// What it is called: never with a name.
    title: String,
    /// When the practice became aware: a reasonable degree of certainty.
    aware: String,
    /// Who in the practice noticed, by role.
    noticed_by: String,
    /// How it was noticed.
    discovered: String,
    /// When it began.
    occurred_from: String,
    /// When it ended.
    occurred_to: String,
    /// What was breached.
    kinds: Vec<Kind>,
    /// How it came about.
    cause: Cause,
    /// Whether it was a cyber incident.
    cyber: Answer,
    /// Through whom it happened.
    actor: Actor,
    /// What happened, without names.
    description: String,
    /// Categories of data.
    data: Vec<DataCategory>,
    /// Categories of people.
    people: Vec<PeopleCategory>,
    /// About how many people.
    people_count: u32,
    /// About how many records.
    record_count: u32,
    /// What it is likely to do to them.
    consequences: String,
    /// How likely that is.
    likelihood: Likelihood,
    /// Whether what was lost is encrypted.
    encrypted: Answer,
    /// Whether the key is safe.
    key_safe: Answer,
    /// What it does to the practice.
    impact: Impact,
    /// How the practice recovers.
    recovery: Recovery,
    /// What was in place before, to prevent it.
    measures_before: String,
    /// What was done to stop it and to lessen it.
    containment: String,
    /// When it was contained.
    contained: String,
    /// What is done so that it does not happen again.
    measures_after: String,
    /// Whether whoever was involved had data protection training in the last two years.
    trained: Answer,
    /// The processor involved.
    processor: String,
    /// When the processor told the practice: Article 33(2).
    processor_told: String,
    /// What was learned.
    lessons: String,
    /// Documents about it: references of files, or where they are kept.
    documents: String,
}

impl Facts {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Facts::default()
    }
}
