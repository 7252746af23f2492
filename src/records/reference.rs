//! References: what people type and read. `C-0007`, `N-000123`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a reference counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Register {
    /// Clients, `C-0001`.
    Client,
    /// Notes, `N-000001`.
    Note,
    /// Files, `F-000001`.
    File,
    /// Rights requests, `R-0001`.
    Request,
    /// Breaches, `B-0001`.
    Breach,
    /// Holds, `H-0001`.
    Hold,
    /// Complaints, `K-0001`.
    Complaint,
    /// Certificates of erasure, `E-0001`.
    Certificate,
    /// Recovery kits, `T-01`.
    Kit,
    /// Exports, `X-0001`.
    Export,
    /// Backups, `A-0001`.
    Backup,
    /// Reviewed retention plans, `S-0001`.
    Sweep,
    /// Disclosures, `D-0001`.
    Disclosure,
    /// Uses of what was sealed for an emergency, `G-0001`.
    Glass,
    /// Clinical wills, `W-01`.
    Will,
}

impl Register {
    const ALL: [(Register, char, usize); 15] = [
        (Register::Client, 'C', 4),
        (Register::Note, 'N', 6),
        (Register::File, 'F', 6),
        (Register::Request, 'R', 4),
        (Register::Breach, 'B', 4),
        (Register::Hold, 'H', 4),
        (Register::Complaint, 'K', 4),
        (Register::Certificate, 'E', 4),
        (Register::Kit, 'T', 2),
        (Register::Export, 'X', 4),
        (Register::Backup, 'A', 4),
        (Register::Sweep, 'S', 4),
        (Register::Disclosure, 'D', 4),
        (Register::Glass, 'G', 4),
        (Register::Will, 'W', 2),
    ];

    /// The letter in front; also what stands in the database.
    #[must_use]
    pub fn letter(self) -> char {
        self.row().1
    }

    /// The register of a letter, in either case.
    #[must_use]
    pub fn from_letter(letter: char) -> Option<Self> {
        let letter = letter.to_ascii_uppercase();
        Self::ALL.iter().find(|row| row.1 == letter).map(|row| row.0)
    }

    fn row(self) -> (Register, char, usize) {
        let found = Self::ALL.iter().find(|row| row.0 == self);
        *found.unwrap_or(&Self::ALL[0])
    }
}

/// A register and a running number in it, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// What is counted.
    pub register: Register,
    /// From 1; never used twice.
    pub number: u32,
}

impl Reference {
    /// Puts the two together.
    #[must_use]
    pub const fn new(register: Register, number: u32) -> Self {
        Self { register, number }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, letter, width) = self.register.row();
        write!(f, "{letter}-{:0width$}", self.number)
    }
}

/// Text that is no reference.
#[derive(Debug, PartialEq, Eq)]
pub struct NotAReference;

impl FromStr for Reference {
    type Err = NotAReference;

    /// Reads `C-0007`; `c-7` and `C7` too, because people type so.
    fn from_str(text: &str) -> Result<Self, NotAReference> {
        let mut rest = text.chars();
        let register = rest.next().and_then(Register::from_letter).ok_or(NotAReference)?;
        let digits = rest.as_str();
        let digits = digits.strip_prefix('-').unwrap_or(digits);
        if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotAReference);
        }
        match digits.parse() {
            Ok(0) | Err(_) => Err(NotAReference),
            Ok(number) => Ok(Self { register, number }),
        }
    }
}

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(from)?;
        text.parse().map_err(|_| serde::de::Error::custom("not a reference"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_that_people_type() {
        let seven = Reference::new(Register::Client, 7);
        for text in ["C-0007", "C-7", "c-7", "C7", "c0007"] {
            assert_eq!(text.parse(), Ok(seven), "{text}");
        }
        for text in ["", "C", "C-", "C-0", "C--7", "C-7a", "Z-1", "C-٧", "C-1234567890", "Clara", "C 7"] {
            assert_eq!(text.parse::<Reference>(), Err(NotAReference), "{text}");
        }
    }

    #[test]
    fn printed_with_the_width_of_the_register() {
        assert_eq!(Reference::new(Register::Client, 7).to_string(), "C-0007");
        assert_eq!(Reference::new(Register::Note, 123).to_string(), "N-000123");
        assert_eq!(Reference::new(Register::Kit, 1).to_string(), "T-01");
        assert_eq!(Reference::new(Register::Client, 12345).to_string(), "C-12345");
    }

    proptest! {
        #[test]
        fn every_reference_reads_back(row in 0..Register::ALL.len(), number in 1_u32..1_000_000_000) {
            let reference = Reference::new(Register::ALL[row].0, number);
            prop_assert_eq!(reference.to_string().parse(), Ok(reference));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,12}") {
            let _ = text.parse::<Reference>();
        }
    }
}
