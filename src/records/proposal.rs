//! What praxis found in the words of an item that somebody might want to take out of it. It proposes; a person decides.

use super::code::codes;

codes! {
    /// What was found.
    ProposalKind {
        /// The name of somebody whom the record knows.
        ThirdParty = "third-party",
        /// An e-mail address.
        Email = "email",
        /// A telephone number.
        Phone = "phone",
        /// A postcode.
        Postcode = "postcode",
        /// An NHS number with the right check digit.
        NhsNumber = "nhs-number",
        /// A National Insurance number.
        NiNumber = "ni-number",
        /// A date of birth.
        DateOfBirth = "date-of-birth",
    }
}

/// Words of a field that somebody might want to take out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The first character, from 0. Characters are Unicode scalar values.
    pub start: usize,
    /// The first character after it.
    pub end: usize,
    /// What it is.
    pub kind: ProposalKind,
    /// The same for people: whose name it is, by their part in the record.
    pub label: String,
}
