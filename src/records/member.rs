//! Who may open what.

use serde::{Deserialize, Serialize};

use super::code::codes;
use super::compartment::Compartment;

codes! {
    /// What a member may open; roles are which keys one holds.
    Role {
        /// The epoch secret, and so everything.
        Owner = "owner",
        /// Person, contact, clinical and process.
        Clinician = "clinician",
        /// Person and contact.
        Reception = "reception",
        /// Person, contact, clinical, registers and office: who answers a subject access request writes what was handed
        /// over, and to whom, in the register of exports, and sees which holds stand against an erasure and why.
        Dpo = "dpo",
        /// Nothing: checks the audit log with public data.
        Auditor = "auditor",
    }
}

codes! {
    /// What an epoch made of somebody's membership.
    Became {
        /// They are a member from it on.
        Member = "added",
        /// What they may open or sign is not what it was.
        Another = "changed",
        /// What is sealed for their emergencies is not what it was, and nothing else.
        Granted = "granted",
        /// They are none any more.
        Nobody = "removed",
    }
}

impl Role {
    /// As a word in a sentence.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Role::Owner => "an owner",
            Role::Clinician => "a clinician",
            Role::Reception => "reception",
            Role::Dpo => "the DPO",
            Role::Auditor => "an auditor",
        }
    }

    /// The compartments whose keys a member of this role is given.
    #[must_use]
    pub const fn compartments(self) -> &'static [Compartment] {
        use Compartment::{Clinical, Contact, Office, Person, Process, Registers};
        match self {
            Role::Owner => &[Person, Contact, Clinical, Process, Registers, Office],
            Role::Clinician => &[Person, Contact, Clinical, Process],
            Role::Reception => &[Person, Contact],
            Role::Dpo => &[Person, Contact, Clinical, Registers, Office],
            Role::Auditor => &[],
        }
    }
}

/// A member by number, from 1; 0 is the host: what ran without a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MemberNumber(pub u32);

impl MemberNumber {
    /// What runs without a person.
    pub const HOST: MemberNumber = MemberNumber(0);
}
