//! Breaking the glass: in an emergency a member opens what was sealed for that beforehand, for a time, and says why.

use chrono::{DateTime, Utc};

use super::code::Code;
use super::compartment::Compartment;
use super::member::MemberNumber;
use super::reference::Reference;

/// One use, as it stands in the database: all of it is in the clear but for the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlassUse {
    /// Its reference.
    pub reference: Reference,
    /// Who.
    pub member: MemberNumber,
    /// From when on, RFC 3339 in UTC.
    pub made: String,
    /// Until when.
    pub until: String,
    /// When they closed it before that.
    pub ended: Option<String>,
    /// What was opened.
    pub opens: Vec<Compartment>,
    /// Why: an age file to the owners of that time.
    pub reason: Vec<u8>,
}

/// What is open to a member beyond their role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenGlass {
    /// By which use.
    pub reference: Reference,
    /// What.
    pub opens: Vec<Compartment>,
    /// Until when.
    pub until: DateTime<Utc>,
}

impl OpenGlass {
    /// `break-glass: clinical records are open to you until 14:30; every look is on record`, as clocks in London show it.
    #[must_use]
    pub fn banner(&self) -> String {
        format!(
            "break-glass: {} are open to you until {}; every look is on record",
            records_of_all(&self.opens),
            super::instant::in_london(self.until).format("%H:%M")
        )
    }
}

/// The codes of compartments in one text: what stands in the database, and in the hash of the members.
#[must_use]
pub fn codes_text(compartments: &[Compartment]) -> String {
    compartments.iter().map(|one| one.code()).collect::<Vec<_>>().join(",")
}

/// Reads [`codes_text`]; none for anything else.
#[must_use]
pub fn read_codes(text: &str) -> Option<Vec<Compartment>> {
    text.split(',').map(Compartment::from_code).collect()
}

/// `clinical and process records`, `clinical records and the registers`.
#[must_use]
pub fn records_of_all(compartments: &[Compartment]) -> String {
    let registers = compartments.contains(&Compartment::Registers);
    let codes = compartments.iter().filter(|one| **one != Compartment::Registers).map(|one| one.code());
    let records = match codes.collect::<Vec<_>>().as_slice() {
        [] if registers => return "the registers".to_owned(),
        [] => return "no records".to_owned(),
        [one] => format!("{one} records"),
        [first @ .., last] => format!("{} and {last} records", first.join(", ")),
    };
    if registers { format!("{records} and the registers") } else { records }
}

#[cfg(test)]
mod tests {
    use super::super::reference::Register;
    use super::*;

    #[test]
    fn the_banner_says_what_and_until_when_in_london() {
        let open = |opens: &[Compartment], until: &str| OpenGlass {
            reference: Reference::new(Register::Glass, 1),
            opens: opens.to_vec(),
            until: until.parse().expect("an instant"),
        };
        assert_eq!(
            open(&[Compartment::Clinical], "2026-11-23T14:30:00Z").banner(),
            "break-glass: clinical records are open to you until 14:30; every look is on record"
        );
        assert_eq!(
            open(&[Compartment::Person, Compartment::Clinical, Compartment::Process], "2026-07-01T14:30:00Z")
                .banner(),
            "break-glass: person, clinical and process records are open to you until 15:30; every look is on record"
        );
    }

    #[test]
    fn the_registers_are_called_so() {
        use Compartment::{Clinical, Process, Registers};
        for (which, says) in [
            (&[][..], "no records"),
            (&[Registers], "the registers"),
            (&[Clinical, Registers], "clinical records and the registers"),
            (&[Clinical, Process, Registers], "clinical and process records and the registers"),
        ] {
            assert_eq!(records_of_all(which), says);
        }
    }

    #[test]
    fn codes_read_back() {
        let all = Compartment::ALL;
        assert_eq!(read_codes(&codes_text(all)).as_deref(), Some(all));
        for text in ["", "clinical,", "clinical,clinic", " clinical"] {
            assert_eq!(read_codes(text), None, "{text:?}");
        }
    }
}
