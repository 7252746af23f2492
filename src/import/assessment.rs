//! An assessment of a breach in a file, in TOML; and the reasons for one, a line for each factor.
//!
//! Whatever is not understood is refused with its line, and no message repeats a reason.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::Unreadable;
use super::decisions::read::{line_at, plainly};
use crate::records::code::{Code, codes};
use crate::records::severity::{Factor, Severity};
use crate::records::text;

codes! {
    /// What is judged, in the order it is asked for.
    Judged {
        /// What the data are.
        Nature = "nature",
        /// What the circumstances make of that.
        Context = "context",
        /// How easily people are told.
        Identification = "identification",
        /// To whom the data came.
        Exposure = "exposure",
        /// What was changed.
        Alteration = "alteration",
        /// What is gone.
        Loss = "loss",
        /// Whether somebody meant harm.
        Malicious = "malicious",
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    nature: One<String>,
    context: Option<One<i64>>,
    identification: One<String>,
    exposure: Option<One<String>>,
    alteration: Option<One<String>>,
    loss: Option<One<String>>,
    malicious: Option<One<bool>>,
    #[serde(default)]
    many: bool,
    #[serde(default)]
    unintelligible: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One<T> {
    value: Spanned<T>,
    because: Option<Spanned<String>>,
}

/// What is wrong, and where.
struct Wrong {
    at: Range<usize>,
    why: String,
}

/// Reads a whole assessment; what it leaves out is as `harmless` has it.
///
/// # Errors
/// With the line and what is wrong with it.
pub fn parse(text: &str, harmless: Severity) -> Result<Severity, Unreadable> {
    let unreadable = |at: Range<usize>, why: &str| {
        Unreadable(format!("the assessment, line {}: {why}", line_at(text, at.start)))
    };
    let table: Table = toml::from_str(text)
        .map_err(|error| unreadable(error.span().unwrap_or_default(), &plainly(error.message())))?;
    table.checked(harmless).map_err(|Wrong { at, why }| unreadable(at, &why))
}

impl Table {
    fn checked(self, harmless: Severity) -> Result<Severity, Wrong> {
        let context = match self.context {
            None => harmless.context,
            Some(one) => {
                let value = i8::try_from(*one.value.get_ref()).ok().filter(|by| (-3..=3).contains(by));
                let why = || wrong(&one.value, "context is none of -3 to 3");
                Factor { value: value.ok_or_else(why)?, because: because(one.because.as_ref())? }
            }
        };
        let malicious = match self.malicious {
            None => harmless.malicious,
            Some(one) => Factor { value: *one.value.get_ref(), because: because(one.because.as_ref())? },
        };
        Ok(Severity {
            nature: coded(&self.nature, "nature")?,
            context,
            identification: coded(&self.identification, "identification")?,
            exposure: coded_or(self.exposure.as_ref(), "exposure", harmless.exposure)?,
            alteration: coded_or(self.alteration.as_ref(), "alteration", harmless.alteration)?,
            loss: coded_or(self.loss.as_ref(), "loss", harmless.loss)?,
            malicious,
            many: self.many,
            unintelligible: self.unintelligible,
        })
    }
}

fn coded<T: Code>(one: &One<String>, name: &str) -> Result<Factor<T>, Wrong> {
    let value = T::from_code(one.value.get_ref()).ok_or_else(|| {
        let all: Vec<&str> = T::ALL.iter().map(|member| member.code()).collect();
        wrong(&one.value, &format!("{name} is none of {}", all.join(", ")))
    })?;
    Ok(Factor { value, because: because(one.because.as_ref())? })
}

fn coded_or<T: Code>(one: Option<&One<String>>, name: &str, or: Factor<T>) -> Result<Factor<T>, Wrong> {
    one.map_or(Ok(or), |one| coded(one, name))
}

fn because(words: Option<&Spanned<String>>) -> Result<String, Wrong> {
    let Some(words) = words else { return Ok(String::new()) };
    text::field(words.get_ref()).map_err(|why| wrong(words, &format!("the reason: {}", in_short(why))))
}

/// Reads reasons, `factor: reason` on a line each; empty lines, and those that begin with #, are passed over.
///
/// # Errors
/// With the line and what is wrong with it.
pub fn reasons(text: &str) -> Result<Vec<(Judged, String)>, Unreadable> {
    let mut reasons: Vec<(Judged, String)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let unreadable = |why: &str| Unreadable(format!("the reasons, line {}: {why}", number + 1));
        let (name, reason) =
            line.split_once(':').ok_or_else(|| unreadable("it is not of the form factor: reason"))?;
        let factor = Judged::from_code(name.trim()).ok_or_else(|| {
            let all: Vec<&str> = Judged::ALL.iter().map(|factor| factor.code()).collect();
            unreadable(&format!("it begins with none of {}", all.join(", ")))
        })?;
        if reasons.iter().any(|(known, _)| *known == factor) {
            return Err(unreadable(&format!("there is a reason for {} already", factor.code())));
        }
        let reason = text::field(reason).map_err(|why| unreadable(in_short(why)))?;
        if reason.is_empty() {
            return Err(unreadable("the reason is empty"));
        }
        reasons.push((factor, reason));
    }
    Ok(reasons)
}

/// The line is said already.
const fn in_short(why: text::Unacceptable) -> &'static str {
    match why {
        text::Unacceptable::TooLong(_) => "it is too long",
        _ => "it is not plain text",
    }
}

fn wrong<T>(at: &Spanned<T>, why: &str) -> Wrong {
    Wrong { at: at.span(), why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::severity::{Alteration, Exposure, Identification, Loss, Nature};

    fn harmless() -> Severity {
        fn bare<T>(value: T) -> Factor<T> {
            Factor { value, because: String::new() }
        }
        Severity {
            nature: bare(Nature::Simple),
            context: bare(0),
            identification: bare(Identification::Negligible),
            exposure: bare(Exposure::None),
            alteration: bare(Alteration::None),
            loss: bare(Loss::None),
            malicious: bare(false),
            many: false,
            unintelligible: false,
        }
    }

    const WHOLE: &str = "\
many = true
[nature]
value = \"simple\"
because = \"addresses\"
[context]
value = 3
because = \"they tell of therapy\"
[identification]
value = \"maximum\"
because = \"names stand there\"
[exposure]
value = \"known\"
because = \"40 clients\"
";

    #[test]
    fn a_file_says_what_it_says() {
        let read = parse(WHOLE, harmless()).expect("reads");
        assert_eq!((read.nature.value, read.nature.because.as_str()), (Nature::Simple, "addresses"));
        assert_eq!((read.context.value, read.context.because.as_str()), (3, "they tell of therapy"));
        assert_eq!(read.identification.value, Identification::Maximum);
        assert_eq!(read.exposure.value, Exposure::Known);
        assert_eq!((read.alteration, read.loss), (harmless().alteration, harmless().loss));
        assert!(read.many && !read.unintelligible && !read.malicious.value);
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_line_and_never_repeated() {
        let with = |from: &str, to: &str| WHOLE.replace(from, to);
        for (text, why) in [
            (with("\"simple\"", "\"Ottilie\""), "line 3: nature is none of simple, behavioural"),
            (with("value = 3", "value = 4"), "line 6: context is none of -3 to 3"),
            (with("value = 3", "value = \"Ottilie\""), "line 6: there is a value of the wrong type"),
            (with("\"known\"", "\"everybody\""), "line 12: exposure is none of none, known, unknown"),
            (with("[exposure]", "[Ottilie]"), "line 11: there is a key that praxis does not know"),
            (with("because = \"40 clients\"", "why = \"Ottilie\""), "line 13: there is a key that praxis"),
            (
                with("because = \"addresses\"", "because = \"Ottilie\\u0007\""),
                "line 4: the reason: it is not",
            ),
            (with("[identification]", "[loss]"), "missing field `identification`"),
            (with("value = \"maximum\"", ""), "missing field `value`"),
            (with("[context]", "[nature]"), "there is a key twice"),
            (with("many = true", "many = 1"), "line 1: there is a value of the wrong type"),
        ] {
            let Err(Unreadable(said)) = parse(&text, harmless()) else { panic!("taken: {text}") };
            assert!(said.starts_with("the assessment, line ") && said.contains(why), "{why}: {said}");
            assert!(!said.contains("Ottilie"), "{said}");
        }
    }

    #[test]
    fn reasons_are_lines() {
        let read = reasons("# why\nnature: session notes: all of them\n\n exposure :one colleague\n")
            .expect("reads");
        let expected = [(Judged::Nature, "session notes: all of them"), (Judged::Exposure, "one colleague")];
        assert_eq!(read, expected.map(|(factor, reason)| (factor, reason.to_owned())));
        for (text, why) in [
            ("nature: a\nOttilie: b", "line 2: it begins with none of nature, context"),
            ("Ottilie", "line 1: it is not of the form"),
            ("nature: a\nnature: Ottilie", "line 2: there is a reason for nature already"),
            ("nature:  ", "line 1: the reason is empty"),
            ("nature: Ottilie\u{1b}", "line 1: it is not plain text"),
        ] {
            let Err(Unreadable(said)) = reasons(text) else { panic!("taken: {text}") };
            assert!(said.contains(why) && !said.contains("Ottilie"), "{said}");
        }
    }
}
