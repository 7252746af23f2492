//! How bad a breach is by the method of ENISA (Recommendations for a methodology of the assessment of severity of personal
//! data breaches, 2013): what was judged about it, each judgement with its reason. What follows is in `rules::severity`.

use serde::{Deserialize, Serialize};

use super::code::codes;

codes! {
    /// What the data are, at their worst: the base of the processing context.
    Nature {
        /// Names, addresses, telephone numbers and the like.
        Simple = "simple",
        /// Habits, places, times.
        Behavioural = "behavioural",
        /// Income, bank details, invoices.
        Financial = "financial",
        /// Special categories, such as health; and what tells of them.
        Sensitive = "sensitive",
    }
}

codes! {
    /// How easily somebody can tell whom the data are about.
    Identification {
        /// Hardly ever.
        Negligible = "negligible",
        /// With effort, or by somebody who knows more.
        Limited = "limited",
        /// Likely.
        Significant = "significant",
        /// At once: the name stands there.
        Maximum = "maximum",
    }
}

codes! {
    /// To whom the data came.
    Exposure {
        /// To nobody.
        None = "none",
        /// To a number of people who are known.
        Known = "known",
        /// To people whom nobody knows, or to how many.
        Unknown = "unknown",
    }
}

codes! {
    /// What became of data that were changed.
    Alteration {
        /// Nothing was changed.
        None = "none",
        /// Changed, perhaps used so, and it can be put right.
        Recoverable = "recoverable",
        /// Changed, used so, and it cannot be put right.
        Unrecoverable = "unrecoverable",
    }
}

codes! {
    /// What became of data that cannot be reached.
    Loss {
        /// They can be reached.
        None = "none",
        /// For a time; or they can be made anew.
        Temporary = "temporary",
        /// For good.
        Permanent = "permanent",
    }
}

/// A judgement and the reason for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor<T> {
    /// What was judged.
    pub value: T,
    /// Why; empty where nothing was judged, and the value is the harmless one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
}

impl Severity {
    /// The reasons, as they were written.
    pub fn reasons(&self) -> impl Iterator<Item = &str> {
        let Severity { nature, context, identification, exposure, alteration, loss, malicious, .. } = self;
        let all = [
            &nature.because,
            &context.because,
            &identification.because,
            &exposure.because,
            &alteration.because,
            &loss.because,
            &malicious.because,
        ];
        all.into_iter().map(String::as_str)
    }
}

/// What was judged about a breach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Severity {
    /// What the data are: of several kinds the worst.
    pub nature: Factor<Nature>,
    /// By how much the context makes that worse or better, -3 to 3. The sum stays between 1 and 4.
    pub context: Factor<i8>,
    /// How easily somebody can tell whom they are about.
    pub identification: Factor<Identification>,
    /// Confidentiality.
    pub exposure: Factor<Exposure>,
    /// Integrity.
    pub alteration: Factor<Alteration>,
    /// Availability.
    pub loss: Factor<Loss>,
    /// Whether somebody meant harm.
    pub malicious: Factor<bool>,
    /// Whether more than 100 people are concerned: a flag, no part of the score.
    pub many: bool,
    /// Whether nobody can read what was taken, because it is encrypted and the key is safe: a flag, no part of the score.
    pub unintelligible: bool,
}
