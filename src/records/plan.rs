//! A retention plan: what may go by the schedule as of a day, and, once a person has reviewed it, what was decided. It
//! names references, decisions and hashes; rules and days stay in the vault.
//!
//! It is data, and the page that a person reads is made from it; once reviewed, both are signed together.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::{Code, codes};
use super::date::in_words;
use super::id::VaultId;
use super::member::MemberNumber;
use super::reference::{Reference, Register};
use super::schedule::Disposal;
use super::sweep::{Because, Decision, Reason};

/// What the first line of every plan is.
const TITLE: &str = "praxis retention plan 1";

codes! {
    /// The format, in the data.
    Format {
        /// There is no other yet.
        V1 = "retention-plan/1",
    }
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The format.
    pub praxis: Format,
    /// The vault.
    pub vault: VaultId,
    /// When it was made, RFC 3339.
    pub made: String,
    /// As of which day.
    pub as_of: NaiveDate,
    /// SHA-256 of the schedule, hexadecimal.
    pub schedule: String,
    /// One for each record, invoice, draft, and closed request, complaint and breach that may go, and for each that might and
    /// does not; by reference. Of what outlives its client, one that somebody's hold keeps has none: it would tell whose it is.
    pub lines: Vec<Line>,
    /// Who reviewed it, once somebody has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is about: a client's record, a draft, an invoice, a request, a complaint or a breach. Of the last four it is not
    /// said whose they are.
    pub what: Reference,
    /// What the schedule proposes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<Disposal>,
    /// Why it proposes nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Because>,
    /// How many rows of the vault the line rests on.
    pub rows: u64,
    /// SHA-256 over the leaves that the audit log last has of these rows, hexadecimal: any change to them changes it.
    pub leaves: String,
    /// What a person decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Decided>,
}

/// What a person decided about one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// What.
    pub decision: Decision,
    /// Until when, for keep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Why.
    pub reason: Reason,
}

/// A review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Its reference.
    pub sweep: Reference,
    /// Who.
    pub by: MemberNumber,
    /// When, RFC 3339.
    pub at: String,
    /// The C2SP verify key of who signed.
    pub signed_by: String,
    /// Where invoices or requests go: SHA-256 over all that stood against anybody's record then, hexadecimal. Whose they are does not
    /// stand in the clear, so that whoever applies the plan can see only that nothing was placed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matters: Option<String>,
}

/// Why text is no plan. Never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAPlan {
    /// It has not the form.
    Form,
    /// What a person reads in it is not what its data say: it was changed by hand.
    SaysOtherwise,
}

impl std::fmt::Display for NotAPlan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            NotAPlan::Form => "is not a retention plan",
            NotAPlan::SaysOtherwise => "was changed: it is worded otherwise than its data say",
        })
    }
}

impl Plan {
    /// The text: the page, an empty line, and the data as one line of JSON.
    #[must_use]
    pub fn to_text(&self) -> String {
        // Nothing in the data can fail to be written.
        let data = serde_json::to_string(self).unwrap_or_default();
        format!("{TITLE}\n\n{}\n{data}\n", self.page())
    }

    /// Reads the text of a plan, and holds its words against its data.
    ///
    /// # Errors
    /// When it is not one, or when a byte of it is not as [`Plan::to_text`] writes it.
    pub fn from_text(text: &str) -> Result<Self, NotAPlan> {
        if !text.starts_with(TITLE) {
            return Err(NotAPlan::Form);
        }
        let lines = text.strip_suffix('\n').ok_or(NotAPlan::SaysOtherwise)?;
        let (_, data) = lines.rsplit_once('\n').ok_or(NotAPlan::SaysOtherwise)?;
        let plan: Plan = serde_json::from_str(data).map_err(|_| NotAPlan::SaysOtherwise)?;
        if plan.is_sound() && plan.to_text() == text { Ok(plan) } else { Err(NotAPlan::SaysOtherwise) }
    }

    /// What is to be destroyed.
    pub fn destroyed(&self) -> impl Iterator<Item = &Line> {
        self.lines
            .iter()
            .filter(|line| line.decided.is_some_and(|decided| decided.decision == Decision::Destroy))
    }

    fn is_sound(&self) -> bool {
        let by_reference = self.lines.windows(2).all(|pair| pair[0].what < pair[1].what);
        let known = self.lines.iter().all(|line| may_go(line.what.register));
        let review = self.review.as_ref().is_none_or(|review| review.sweep.register == Register::Sweep);
        let texts = [&self.made, &self.schedule]
            .into_iter()
            .chain(self.lines.iter().map(|line| &line.leaves))
            .chain(self.review.iter().flat_map(|review| [&review.at, &review.signed_by]))
            .chain(self.review.iter().filter_map(|review| review.matters.as_ref()));
        by_reference
            && known
            && review
            && texts.into_iter().all(|text| text.chars().all(|c| c.is_ascii_graphic()))
    }

    fn page(&self) -> String {
        let mut lines = vec![
            format!("vault     {}", self.vault),
            format!("made      {}", self.made),
            format!("as of     {}", in_words(self.as_of)),
        ];
        if let Some(review) = &self.review {
            lines.push(format!("reviewed  {} by member {}, {}", review.at, review.by.0, review.sweep));
        }
        lines.push(String::new());
        lines.extend(self.lines.iter().map(|line| format!("{}  {}", line.what, line.in_words())));
        lines.push(String::new());
        lines.join("\n")
    }
}

/// Whether a sweep reaches what stands in a register.
#[must_use]
pub const fn may_go(register: Register) -> bool {
    use Register::{Breach, Client, Complaint, File, Note, Request};
    matches!(register, Client | Note | File | Request | Complaint | Breach)
}

impl Line {
    fn in_words(&self) -> String {
        if let Some(Decided { decision, until, reason }) = self.decided {
            let until = until.map_or_else(String::new, |day| format!(" until {}", in_words(day)));
            return format!("{}{until}: {}", decision.code(), reason.code());
        }
        if let Some(proposed) = self.proposed {
            return format!("may go: {}", proposed.code());
        }
        let because: Vec<&str> = self.because.iter().map(|because| because.code()).collect();
        format!("stays: {}", because.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        let line = |number, proposed, because| Line {
            what: Reference::new(Register::Client, number),
            proposed,
            because,
            rows: 9,
            leaves: "ab".repeat(32),
            decided: None,
        };
        Plan {
            praxis: Format::V1,
            vault: VaultId::new([3; 16]),
            made: "2026-11-22T10:00:00Z".to_owned(),
            as_of: NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date"),
            schedule: "cd".repeat(32),
            lines: vec![
                line(7, Some(Disposal::Review), Vec::new()),
                line(9, None, vec![Because::Held, Because::OpenRequest]),
            ],
            review: None,
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let mut plan = plan();
        assert_eq!(Plan::from_text(&plan.to_text()), Ok(plan.clone()));
        assert!(plan.to_text().contains("C-0007  may go: review\nC-0009  stays: held, open-request\n"));
        plan.lines[0].decided =
            Some(Decided { decision: Decision::Destroy, until: None, reason: Reason::PeriodEnded });
        plan.review = Some(Review {
            sweep: Reference::new(Register::Sweep, 1),
            by: MemberNumber(1),
            at: "2026-11-22T11:00:00Z".to_owned(),
            signed_by: "praxis/x/member/1+00000000+AQ==".to_owned(),
            matters: None,
        });
        assert_eq!(Plan::from_text(&plan.to_text()), Ok(plan.clone()));
        assert!(plan.to_text().contains("C-0007  destroy: period-ended\n"));
        assert_eq!(plan.destroyed().count(), 1);
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let text = plan().to_text();
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            let read = String::from_utf8(bytes).ok().map(|text| Plan::from_text(&text));
            // A digit of the data that the page does not repeat is covered by the signature alone.
            let same_page = read
                .as_ref()
                .and_then(|read| read.as_ref().ok())
                .is_some_and(|read| read.page() == plan().page());
            assert!(read.is_none_or(|read| read.is_err()) || same_page, "byte {at}");
        }
        assert_eq!(Plan::from_text("something else\n"), Err(NotAPlan::Form));
        let twice = plan();
        let twice = Plan { lines: vec![twice.lines[0].clone(), twice.lines[0].clone()], ..twice };
        assert_eq!(Plan::from_text(&twice.to_text()), Err(NotAPlan::SaysOtherwise));
    }
}
