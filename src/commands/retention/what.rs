//! What a line is about: a client's record, or an invoice or a draft by itself.

use serde::Serialize;

use crate::records::reference::{Reference, Register};

/// In JSON a field of its own for either.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// A client's record.
    Client(Reference),
    /// An invoice or a draft.
    Item(Reference),
}

impl What {
    /// By its register.
    #[must_use]
    pub fn of(reference: Reference) -> Self {
        if reference.register == Register::Client { What::Client(reference) } else { What::Item(reference) }
    }
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (What::Client(reference) | What::Item(reference)) = self;
        reference.fmt(f)
    }
}

/// In words, for whoever may know whose it is: a client's record by its number alone.
#[must_use]
pub fn in_words(client: Reference, item: Option<Reference>) -> String {
    match item {
        None => client.to_string(),
        Some(item) if item.register == Register::File => format!("invoice {item} of {client}"),
        Some(item) => format!("draft {item} of {client}"),
    }
}
