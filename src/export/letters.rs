//! Letters of the practice about a request or a breach: text with `{{places}}` that are filled from it and from praxis.toml.
//! A practice may write its own; whatever stands in one that is not understood is refused, and so is one that has lost
//! what the law wants in it.

use std::collections::BTreeMap;
use std::fmt;

use crate::records::code::{Code, codes};

codes! {
    /// The letters there are; the code is also the name of the file, with `.txt`.
    Letter {
        /// The request has come.
        Acknowledgement = "acknowledgement",
        /// Please show who you are: Article 12(6).
        Identity = "identity",
        /// Please show that you may ask for somebody else.
        Authority = "authority",
        /// Which information do you mean: Article 12A(5).
        Clarification = "clarification",
        /// It takes longer: Article 12A(3) and (4).
        Extension = "extension",
        /// No: Article 12(4).
        Refusal = "refusal",
        /// The record goes with it: Article 15.
        Reply = "reply",
        /// Nothing is held.
        NothingHeld = "nothing-held",
        /// What was held has been erased: Article 17.
        Erased = "erased",
        /// What you gave goes with it: Article 20.
        PortabilityReply = "portability-reply",
        /// Something happened to information about you: Article 34.
        Breach = "breach",
        /// For people to complain with: DPA 2018 section 164A.
        ComplaintForm = "complaint-form",
        /// A complaint has come.
        ComplaintAcknowledgement = "complaint-acknowledgement",
        /// What became of it.
        ComplaintOutcome = "complaint-outcome",
    }
}

codes! {
    /// What a letter may have filled in.
    Place {
        /// The name of the practice.
        PracticeName = "practice-name",
        /// Where to reach it about privacy; several lines.
        PracticeContact = "practice-contact",
        /// The day the letter is written, `22 November 2026`.
        Today = "today",
        /// Who asked.
        RequesterName = "requester-name",
        /// Whom the record is about.
        SubjectName = "subject-name",
        /// `your record`, or `the record of Siân Example`.
        TheRecord = "the-record",
        /// The reference of the request, `R-0001`.
        Request = "request",
        /// The reference of a complaint, `K-0001`.
        Reference = "reference",
        /// The day it came.
        Received = "received",
        /// The day by which it is answered.
        Due = "due",
        /// What was asked for, `a copy of the record`.
        Right = "right",
        /// Where the right stands, `UK GDPR Article 15`.
        Article = "article",
        /// Why: of a refusal, an extension.
        Reasons = "reasons",
        /// What the practice asks.
        Question = "question",
        /// The complaint paragraph: to the practice, to the regulator, to a court.
        Complaint = "complaint",
        /// The regulator alone: its name, and how to reach it.
        Regulator = "regulator",
        /// What the information is used for; a list.
        Purposes = "purposes",
        /// What kinds of it there are; a list.
        Categories = "categories",
        /// Who gets some of it; a list.
        Recipients = "recipients",
        /// How long it is kept.
        Retention = "retention",
        /// Where it comes from.
        Source = "source",
        /// Whether it leaves the country.
        Transfers = "transfers",
        /// Whether a machine decides.
        AutomatedDecisions = "automated-decisions",
        /// What was searched, and how.
        Searched = "searched",
        /// What was left out, in a sentence or a list.
        LeftOut = "left-out",
        /// What was erased, and when; and what is left in backups.
        Erased = "erased",
        /// To whom the letter goes, on lines of their own.
        Addressee = "addressee",
        /// The reference of the breach, `B-0001`.
        Breach = "breach",
        /// What happened, when, and to which kinds of information.
        WhatHappened = "what-happened",
        /// What a breach is likely to do to people.
        Consequences = "consequences",
        /// What was and is done about it.
        Measures = "measures",
        /// What people can do themselves; a list.
        WhatYouCanDo = "what-you-can-do",
        /// The data protection officer, or that there is none.
        Dpo = "dpo",
    }
}

impl Letter {
    /// The name of its file.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("{}.txt", self.code())
    }

    /// The one that comes with the program.
    #[must_use]
    pub const fn default_text(self) -> &'static str {
        match self {
            Letter::Acknowledgement => include_str!("../../examples/letters/acknowledgement.txt"),
            Letter::Identity => include_str!("../../examples/letters/identity.txt"),
            Letter::Authority => include_str!("../../examples/letters/authority.txt"),
            Letter::Clarification => include_str!("../../examples/letters/clarification.txt"),
            Letter::Extension => include_str!("../../examples/letters/extension.txt"),
            Letter::Refusal => include_str!("../../examples/letters/refusal.txt"),
            Letter::Reply => include_str!("../../examples/letters/reply.txt"),
            Letter::NothingHeld => include_str!("../../examples/letters/nothing-held.txt"),
            Letter::Erased => include_str!("../../examples/letters/erased.txt"),
            Letter::PortabilityReply => include_str!("../../examples/letters/portability-reply.txt"),
            Letter::Breach => include_str!("../../examples/letters/breach.txt"),
            Letter::ComplaintForm => include_str!("../../examples/letters/complaint-form.txt"),
            Letter::ComplaintAcknowledgement => {
                include_str!("../../examples/letters/complaint-acknowledgement.txt")
            }
            Letter::ComplaintOutcome => include_str!("../../examples/letters/complaint-outcome.txt"),
        }
    }

    /// What the law wants in it, whoever wrote it.
    #[must_use]
    pub const fn must_say(self) -> &'static [Place] {
        match self {
            Letter::Acknowledgement => &[Place::Request],
            Letter::Identity | Letter::Authority | Letter::Clarification => {
                &[Place::Request, Place::Question]
            }
            // Article 12A(4): the reasons, before the month is over.
            Letter::Extension => &[Place::Request, Place::Reasons, Place::Due],
            // Article 12(4): the reasons, and the three ways to complain.
            Letter::Refusal => &[Place::Request, Place::Reasons, Place::Complaint],
            // Article 15(1) and (2).
            Letter::Reply => &[
                Place::Request,
                Place::Purposes,
                Place::Categories,
                Place::Recipients,
                Place::Retention,
                Place::Source,
                Place::Transfers,
                Place::AutomatedDecisions,
                Place::LeftOut,
                Place::Complaint,
            ],
            Letter::NothingHeld => &[Place::Request, Place::Searched, Place::Complaint],
            Letter::Erased => &[Place::Request, Place::Erased, Place::Complaint],
            Letter::PortabilityReply => &[Place::Request, Place::Complaint],
            // Article 34(2), with Article 33(3)(b), (c) and (d).
            Letter::Breach => &[
                Place::Breach,
                Place::WhatHappened,
                Place::PracticeContact,
                Place::Consequences,
                Place::Measures,
                Place::WhatYouCanDo,
                Place::Complaint,
            ],
            Letter::ComplaintForm => &[Place::PracticeContact, Place::Regulator],
            Letter::ComplaintAcknowledgement => &[Place::Reference],
            Letter::ComplaintOutcome => &[Place::Reference, Place::Reasons, Place::Regulator],
        }
    }
}

/// Why a letter cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The line, from 1; none when it is about the whole letter.
    pub line: Option<usize>,
    /// What is wrong.
    pub why: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.why),
            None => f.write_str(&self.why),
        }
    }
}

/// What is filled in.
#[derive(Default)]
pub struct Values(BTreeMap<Place, String>);

impl Values {
    /// Sets one; text of nothing but white space counts as none.
    #[must_use]
    pub fn with(mut self, place: Place, text: impl Into<String>) -> Self {
        self.set(place, text);
        self
    }

    /// The same in place.
    pub fn set(&mut self, place: Place, text: impl Into<String>) {
        let text = text.into();
        if text.trim().is_empty() {
            self.0.remove(&place);
        } else {
            self.0.insert(place, text.trim().to_owned());
        }
    }
}

/// A piece of a template.
enum Piece<'a> {
    Text(&'a str),
    Place(Place, usize),
}

fn pieces(template: &str) -> Result<Vec<Piece<'_>>, Wrong> {
    let mut found = Vec::new();
    let mut rest = template;
    let mut line = 1;
    let ends = |text: &str| text.matches('\n').count();
    while let Some(at) = rest.find("{{") {
        let (before, after) = (&rest[..at], &rest[at + 2..]);
        line += ends(before);
        let wrong = |why: String| Wrong { line: Some(line), why };
        let end = after.find("}}").filter(|&end| ends(&after[..end]) == 0);
        let end = end.ok_or_else(|| wrong("a {{ has no }} on the same line".to_owned()))?;
        let name = after[..end].trim();
        let place = Place::from_code(name).ok_or_else(|| match name {
            "" => wrong("a {{ }} names nothing".to_owned()),
            // What a practice wrote itself may be said again; but not a page of it.
            name => wrong(format!("{{{{{}}}}} is nothing that can be filled in", shown(name))),
        })?;
        found.extend([Piece::Text(before), Piece::Place(place, line)]);
        rest = &after[end + 2..];
    }
    if let Some(at) = rest.find("}}") {
        let line = Some(line + ends(&rest[..at]));
        return Err(Wrong { line, why: "a }} has no {{ on the same line".to_owned() });
    }
    found.push(Piece::Text(rest));
    Ok(found)
}

fn shown(name: &str) -> String {
    name.chars().take(40).flat_map(char::escape_default).collect()
}

/// Whether a template is understood, and says all that the law wants of it.
///
/// # Errors
/// With the first line that is wrong, or what is not in it.
pub fn check(letter: Letter, template: &str) -> Result<(), Wrong> {
    let pieces = pieces(template)?;
    let has = |wanted: &Place| {
        pieces.iter().any(|piece| matches!(piece, Piece::Place(place, _) if place == wanted))
    };
    match letter.must_say().iter().find(|place| !has(place)) {
        None => Ok(()),
        Some(missing) => {
            Err(Wrong { line: None, why: format!("it must say {{{{{}}}}}, and does not", missing.code()) })
        }
    }
}

/// Fills a template in. Lines are broken where they grow too long for a page.
///
/// # Errors
/// Those of [`check`]; and the line with a place for which there is nothing.
pub fn fill(letter: Letter, template: &str, values: &Values) -> Result<String, Wrong> {
    check(letter, template)?;
    let mut text = String::with_capacity(template.len() * 2);
    for piece in pieces(template)? {
        match piece {
            Piece::Text(piece) => text.push_str(piece),
            // What is filled in is not looked into again: a name may be {{anything}}.
            Piece::Place(place, line) => text.push_str(values.0.get(&place).ok_or_else(|| Wrong {
                line: Some(line),
                why: format!("there is nothing to put for {{{{{}}}}}", place.code()),
            })?),
        }
    }
    Ok(wrapped(text.trim_end()))
}

/// Columns of a letter.
const COLUMNS: usize = 76;

/// Breaks long lines at spaces; what belongs to a point of a list stays under it.
fn wrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    for line in text.lines() {
        let body = line.trim_start_matches(' ');
        let indent = line.len() - body.len() + if body.starts_with("- ") { 2 } else { 0 };
        let mut column = line.len() - body.len();
        out.push_str(&line[..column]);
        for (at, word) in body.split(' ').enumerate() {
            let length = word.chars().count();
            if at > 0 {
                if column + 1 + length > COLUMNS && column > indent {
                    out.push('\n');
                    out.extend(std::iter::repeat_n(' ', indent));
                    column = indent;
                } else {
                    out.push(' ');
                    column += 1;
                }
            }
            out.push_str(word);
            column += length;
        }
        out.push('\n');
    }
    out
}

/// A list as a letter has it.
#[must_use]
pub fn list<'a>(points: impl IntoIterator<Item = &'a str>) -> String {
    points.into_iter().map(|point| format!("- {}", point.replace('\n', " "))).collect::<Vec<_>>().join("\n")
}

/// Whom else somebody may complain to.
pub struct Outside<'a> {
    /// `Information Commissioner's Office`.
    pub name: &'a str,
    /// How to reach it: site, telephone and, where known, address.
    pub reach: &'a [&'a str],
}

/// How to reach the regulator: its name, and the list.
#[must_use]
pub fn regulator(regulator: &Outside<'_>) -> String {
    format!("{}:\n\n{}", regulator.name, list(regulator.reach.iter().copied()))
}

/// The complaint paragraph: to the practice (DPA 2018 section 164A), to the regulator (section 165), to a court
/// (section 167). Article 12(4) and Article 15(1)(ea) and (f) want it said.
#[must_use]
pub fn complaint(contact: &str, regulator: &Outside<'_>) -> String {
    let Outside { name, reach } = regulator;
    let reach = list(reach.iter().copied());
    format!(
        "If you think that we have not handled your information as the law says, you can complain to us (Data \
         Protection Act 2018, section 164A). We will acknowledge your complaint within 30 days, look into it, and tell \
         you the outcome without undue delay. You can reach us here:\n\n{contact}\n\n\
         You can also complain to the {name} (section 165 of the same Act), at any time:\n\n{reach}\n\n\
         And you can ask a court to order that the law is kept (section 167)."
    )
}

#[cfg(test)]
mod tests;
