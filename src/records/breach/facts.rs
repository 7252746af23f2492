//! What is known of a breach, point by point: what Article 33(3) and (5) and the Commissioner's form ask about.

use serde::{Deserialize, Serialize};

use super::super::code::Code;
use super::{Actor, Answer, Cause, DataCategory, Impact, Kind, Likelihood, PeopleCategory, Recovery};

/// What may be said of a point.
#[derive(Clone, Copy)]
pub enum Form {
    /// One line of text.
    Line,
    /// Text of several lines.
    Words,
    /// An instant.
    Instant,
    /// A number.
    Number,
    /// One code of a list.
    One(fn() -> Vec<&'static str>),
    /// Some codes of a list.
    Several(fn() -> Vec<&'static str>),
}

/// A point: what it is called, what it says, and what may be said of it.
#[derive(Clone, Copy)]
pub struct Point {
    /// The name, as in a file: `occurred_from`.
    pub name: &'static str,
    /// What it says, in a sentence.
    pub says: &'static str,
    /// What may be said.
    pub form: Form,
}

fn codes<T: Code>() -> Vec<&'static str> {
    T::ALL.iter().map(|member| member.code()).collect()
}

/// Declares the facts, each optional, with what takes over those that are said anew.
macro_rules! facts {
    ($(#[doc = $says:literal] $name:ident: $of:ty = $form:expr),+ $(,)?) => {
        /// What is known of a breach. A point that nothing was said about is absent; an empty list says that there is none.
        /// Instants are RFC 3339 in UTC. Texts name nobody: people are meant by reference.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Facts {
            $(#[doc = $says] #[serde(default, skip_serializing_if = "Option::is_none")] pub $name: Option<$of>),+
        }

        impl Facts {
            /// All points, in the order they are asked for.
            pub const POINTS: &'static [Point] =
                &[$(Point { name: stringify!($name), says: $says, form: $form }),+];

            /// The names of all points, in that order.
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
    title: String = Form::Line,
    /// When the practice became aware: a reasonable degree of certainty.
    aware: String = Form::Instant,
    /// Who in the practice noticed, by role.
    noticed_by: String = Form::Line,
    /// How it was noticed.
    discovered: String = Form::Words,
    /// When it began.
    occurred_from: String = Form::Instant,
    /// When it ended.
    occurred_to: String = Form::Instant,
    /// What was breached.
    kinds: Vec<Kind> = Form::Several(codes::<Kind>),
    /// How it came about.
    cause: Cause = Form::One(codes::<Cause>),
    /// Whether it was a cyber incident.
    cyber: Answer = Form::One(codes::<Answer>),
    /// Through whom it happened.
    actor: Actor = Form::One(codes::<Actor>),
    /// What happened, without names.
    description: String = Form::Words,
    /// Categories of data.
    data: Vec<DataCategory> = Form::Several(codes::<DataCategory>),
    /// Categories of people.
    people: Vec<PeopleCategory> = Form::Several(codes::<PeopleCategory>),
    /// About how many people.
    people_count: u32 = Form::Number,
    /// About how many records.
    record_count: u32 = Form::Number,
    /// What it is likely to do to them.
    consequences: String = Form::Words,
    /// How likely that is.
    likelihood: Likelihood = Form::One(codes::<Likelihood>),
    /// Whether what was lost is encrypted.
    encrypted: Answer = Form::One(codes::<Answer>),
    /// Whether the key is safe.
    key_safe: Answer = Form::One(codes::<Answer>),
    /// What it does to the practice.
    impact: Impact = Form::One(codes::<Impact>),
    /// How the practice recovers.
    recovery: Recovery = Form::One(codes::<Recovery>),
    /// What was in place before, to prevent it.
    measures_before: String = Form::Words,
    /// What was done to stop it and to lessen it.
    containment: String = Form::Words,
    /// When it was contained.
    contained: String = Form::Instant,
    /// What is done so that it does not happen again.
    measures_after: String = Form::Words,
    /// Whether whoever was involved had data protection training in the last two years.
    trained: Answer = Form::One(codes::<Answer>),
    /// The processor involved.
    processor: String = Form::Line,
    /// When the processor told the practice: Article 33(2).
    processor_told: String = Form::Instant,
    /// What was learned.
    lessons: String = Form::Words,
    /// Documents about it: references of files, or where they are kept.
    documents: String = Form::Words,
}

impl Facts {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Facts::default()
    }
}
