//! What a line is about: a client's record, or an invoice, a draft, a request, a complaint or a breach by itself.

use serde::Serialize;

use crate::records::reference::{Reference, Register};

/// In JSON a field of its own for either.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// A client's record.
    Client(Reference),
    /// An invoice, a draft, a request, a complaint or a breach.
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
pub fn in_words(client: Option<Reference>, item: Option<Reference>) -> String {
    let Some(item) = item else { return client.map(|client| client.to_string()).unwrap_or_default() };
    let kind = match item.register {
        Register::File => "invoice",
        Register::Request => "request",
        Register::Complaint => "complaint",
        Register::Breach => "breach",
        _ => "draft",
    };
    let whose = client.map(|client| format!(" of {client}")).unwrap_or_default();
    format!("{kind} {item}{whose}")
}
