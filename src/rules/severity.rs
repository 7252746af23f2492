//! How bad a breach is by the method of ENISA (Recommendations for a methodology of the assessment of severity of personal
//! data breaches, 2013): SE = DPC x EI + CB. It aids the decision of Articles 33 and 34 and does not take it: a person does.
//!
//! Counted in whole hundredths: every value of the method is a multiple of a quarter.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::records::breach::{self, Cause, Facts, Kind, PeopleCategory};
use crate::records::code::{Code, codes};
use crate::records::severity::{Alteration, Exposure, Factor, Identification, Loss, Nature, Severity};

/// Where the method comes from.
pub const SOURCE: &str =
    "ENISA, Recommendations for a methodology of the assessment of severity of personal data breaches (2013)";

codes! {
    /// What a score comes to.
    Band {
        /// Below 2.
        Low = "low",
        /// Below 3.
        Medium = "medium",
        /// Below 4.
        High = "high",
        /// 4 and above.
        VeryHigh = "very-high",
    }
}

impl Band {
    /// The band of a score.
    #[must_use]
    pub const fn of(score: Hundredths) -> Self {
        match score.0 {
            ..200 => Band::Low,
            200..300 => Band::Medium,
            300..400 => Band::High,
            _ => Band::VeryHigh,
        }
    }

    /// As people read it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Band::Low => "low",
            Band::Medium => "medium",
            Band::High => "high",
            Band::VeryHigh => "very high",
        }
    }

    /// What it usually means; never more than that.
    #[must_use]
    pub const fn suggests(self) -> &'static str {
        match self {
            Band::Low => {
                "people may meet a nuisance or nothing; usually unlikely to be a risk: no report, and on record all the \
                 same (Article 33(1) and (5)); a person decides"
            }
            Band::Medium => {
                "people may meet considerable trouble that they get over; usually a risk: the Commissioner is told \
                 (Article 33(1)), and whether it is a high one is to be considered; a person decides"
            }
            Band::High => {
                "people may meet serious harm that is hard to get over; usually a high risk: the Commissioner and the \
                 people are told (Articles 33(1) and 34(1)); a person decides"
            }
            Band::VeryHigh => {
                "people may meet serious harm that they do not get over; usually a high risk: the Commissioner and the \
                 people are told without undue delay (Articles 33(1) and 34(1)); a person decides"
            }
        }
    }
}

/// A number in hundredths: 425 is 4.25.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hundredths(pub u32);

impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole}"),
            rest if rest % 10 == 0 => write!(f, "{whole}.{}", rest / 10),
            rest => write!(f, "{whole}.{rest:02}"),
        }
    }
}

impl Serialize for Hundredths {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// A score and how it came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// SE, 0.25 to 6.
    pub score: Hundredths,
    /// What it comes to.
    pub band: Band,
    /// Every factor with its reason, and the arithmetic.
    pub steps: Vec<String>,
    /// What stands beside the score and is no part of it.
    pub flags: Vec<&'static str>,
    /// What the band usually means for Articles 33 and 34.
    pub suggests: &'static str,
    /// Where the method comes from.
    pub source: &'static str,
}

/// Works it out.
#[must_use]
pub fn score(severity: &Severity) -> Answer {
    let base = base(severity.nature.value);
    let sum = base + i16::from(severity.context.value);
    let held = sum.clamp(1, 4);
    let dpc = u32::from(held.unsigned_abs());
    let ei = identification(severity.identification.value);
    let parts = [
        exposure(severity.exposure.value),
        alteration(severity.alteration.value),
        loss(severity.loss.value),
        if severity.malicious.value { 50 } else { 0 },
    ];
    let cb: u32 = parts.iter().sum();
    let score = Hundredths(dpc * ei + cb);
    let band = Band::of(score);

    let [out, changed, gone, meant] = parts.map(Hundredths);
    let by = severity.context.value;
    let sign = if by < 0 { '-' } else { '+' };
    let limit = if held == sum { String::new() } else { format!(", held at {held}") };
    let meant_words = if severity.malicious.value { "yes" } else { "no" };
    let steps = vec![
        line("nature", &format!("{}, {base}", severity.nature.value.code()), &severity.nature),
        line("context", &if by == 0 { "0".to_owned() } else { format!("{by:+}") }, &severity.context),
        format!("DPC = {base} {sign} {} = {sum}{limit}", by.unsigned_abs()),
        line(
            "identification",
            &format!("{}, EI = {}", severity.identification.value.code(), Hundredths(ei)),
            &severity.identification,
        ),
        line("exposure", &format!("{}, {out}", severity.exposure.value.code()), &severity.exposure),
        line("alteration", &format!("{}, {changed}", severity.alteration.value.code()), &severity.alteration),
        line("loss", &format!("{}, {gone}", severity.loss.value.code()), &severity.loss),
        line("malicious", &format!("{meant_words}, {meant}"), &severity.malicious),
        format!("CB = {out} + {changed} + {gone} + {meant} = {}", Hundredths(cb)),
        format!(
            "SE = DPC x EI + CB = {dpc} x {} + {} = {score}: {}",
            Hundredths(ei),
            Hundredths(cb),
            band.in_words()
        ),
    ];
    let mut flags = Vec::new();
    if severity.many {
        flags.push("more than 100 people are concerned");
    }
    if severity.unintelligible {
        flags.push("nobody can read what was taken: it is encrypted, and the key is safe (Article 34(3)(a))");
    }
    Answer { score, band, steps, flags, suggests: band.suggests(), source: SOURCE }
}

fn line<T>(name: &str, value: &str, factor: &Factor<T>) -> String {
    if factor.because.is_empty() {
        format!("{name}: {value}")
    } else {
        format!("{name}: {value}: {}", factor.because)
    }
}

const fn base(nature: Nature) -> i16 {
    match nature {
        Nature::Simple => 1,
        Nature::Behavioural => 2,
        Nature::Financial => 3,
        Nature::Sensitive => 4,
    }
}

const fn identification(value: Identification) -> u32 {
    match value {
        Identification::Negligible => 25,
        Identification::Limited => 50,
        Identification::Significant => 75,
        Identification::Maximum => 100,
    }
}

const fn exposure(value: Exposure) -> u32 {
    match value {
        Exposure::None => 0,
        Exposure::Known => 25,
        Exposure::Unknown => 50,
    }
}

const fn alteration(value: Alteration) -> u32 {
    match value {
        Alteration::None => 0,
        Alteration::Recoverable => 25,
        Alteration::Unrecoverable => 50,
    }
}

const fn loss(value: Loss) -> u32 {
    match value {
        Loss::None => 0,
        Loss::Temporary => 25,
        Loss::Permanent => 50,
    }
}

/// Where nothing was judged yet: the harmless values.
#[must_use]
pub fn harmless() -> Severity {
    fn unjudged<T>(value: T) -> Factor<T> {
        Factor { value, because: String::new() }
    }
    Severity {
        nature: unjudged(Nature::Simple),
        context: unjudged(0),
        identification: unjudged(Identification::Negligible),
        exposure: unjudged(Exposure::None),
        alteration: unjudged(Alteration::None),
        loss: unjudged(Loss::None),
        malicious: unjudged(false),
        many: false,
        unintelligible: false,
    }
}

/// The first factor that is not the harmless one and has no reason: Article 5(2) asks for one.
#[must_use]
pub fn without_reason(severity: &Severity) -> Option<&'static str> {
    fn bare<T: PartialEq>(factor: &Factor<T>, harmless: &Factor<T>) -> bool {
        factor.value != harmless.value && factor.because.trim().is_empty()
    }
    let none = harmless();
    let Severity { nature, context, identification, exposure, alteration, loss, malicious, .. } = severity;
    let all = [
        ("nature", bare(nature, &none.nature)),
        ("context", bare(context, &none.context)),
        ("identification", bare(identification, &none.identification)),
        ("exposure", bare(exposure, &none.exposure)),
        ("alteration", bare(alteration, &none.alteration)),
        ("loss", bare(loss, &none.loss)),
        ("malicious", bare(malicious, &none.malicious)),
    ];
    all.into_iter().find(|(_, bare)| *bare).map(|(name, _)| name)
}

/// What was judged and does not fit what is known of the breach. Nothing is refused: either may be the one to mend.
#[must_use]
pub fn against(severity: &Severity, facts: &Facts) -> Vec<&'static str> {
    use breach::Answer::{No, Yes};
    let kinds = facts.kinds.as_deref().unwrap_or_default();
    let data = facts.data.as_deref().unwrap_or_default();
    let people = facts.people.as_deref().unwrap_or_default();
    let over = facts.people_count.map(|count| count > 100);
    let locked = facts.encrypted == Some(Yes) && facts.key_safe == Some(Yes);
    let readable = facts.encrypted == Some(No) || facts.key_safe == Some(No);
    let attack = matches!(facts.cause, Some(Cause::Ransomware | Cause::Phishing | Cause::Malware));
    let clients = [PeopleCategory::Patients, PeopleCategory::Children, PeopleCategory::VulnerableAdults];
    let context = base(severity.nature.value) + i16::from(severity.context.value);
    let all = [
        (over == Some(true) && !severity.many, "more than 100 people are on record, and many is not set"),
        (over == Some(false) && severity.many, "many is set, and no more than 100 people are on record"),
        (
            locked && !severity.unintelligible,
            "it is on record as encrypted with the key safe, and unintelligible is not set",
        ),
        (
            readable && severity.unintelligible,
            "unintelligible is set, and on record it is not encrypted, or the key is not safe",
        ),
        (
            kinds.contains(&Kind::Confidentiality) && severity.exposure.value == Exposure::None,
            "it is on record as a breach of confidentiality, and exposure is none",
        ),
        (
            kinds.contains(&Kind::Integrity) && severity.alteration.value == Alteration::None,
            "it is on record as a breach of integrity, and alteration is none",
        ),
        (
            kinds.contains(&Kind::Availability) && severity.loss.value == Loss::None,
            "it is on record as a breach of availability, and loss is none",
        ),
        (
            data.iter().any(|one| one.is_special()) && context < 4,
            "data of a special category are on record, and the processing context comes to less than 4",
        ),
        (
            people.iter().any(|one| clients.contains(one)) && context < 4,
            "clients are on record as concerned, and the processing context comes to less than 4: that somebody is a client \
             tells of therapy: context",
        ),
        (attack && !severity.malicious.value, "its cause on record is an attack, and malicious is not set"),
    ];
    all.into_iter().filter(|(applies, _)| *applies).map(|(_, words)| words).collect()
}

#[cfg(test)]
mod tests;
