//! Compartments: which keys go together. Roles are which compartments one can open.

use super::code::codes;

codes! {
    /// A part of the records with keys of its own.
    Compartment {
        /// Name, birth, NHS number, guardian, referrer, lawful basis, dates, status; who was told what.
        Person = "person",
        /// Phone, e-mail, address, emergency contact, insurer.
        Contact = "contact",
        /// GP, alerts, medications, allergies, notes, files.
        Clinical = "clinical",
        /// Process notes, supervision notes and raw recordings: a key for each record.
        Process = "process",
        /// Requests, breaches, complaints, finance rows.
        Registers = "registers",
        /// What belongs to the practice: settings, kits, exports, reasons of holds.
        Office = "office",
    }
}

impl Compartment {
    /// The byte that stands for it in the keyring and in the database. Frozen.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Compartment::Person => 1,
            Compartment::Contact => 2,
            Compartment::Clinical => 3,
            Compartment::Process => 4,
            Compartment::Registers => 5,
            Compartment::Office => 6,
        }
    }

    /// The compartment of a byte.
    #[must_use]
    pub fn from_byte(byte: u8) -> Option<Self> {
        use super::code::Code;
        Self::ALL.iter().copied().find(|c| c.byte() == byte)
    }
}
