//! What stands inside every sealed record: the body, and again what the row around it says in the clear, so
//! that a swapped number or handle shows.

use serde::{Deserialize, Serialize};

use super::id::Handle;
use super::stored::RecordType;

/// The version of the JSON form of all bodies.
pub const SCHEMA: u32 = 1;

/// The JSON inside an envelope.
#[derive(Serialize, Deserialize)]
pub struct Sealed<T> {
    /// [`SCHEMA`].
    pub schema: u32,
    /// What kind of body it is; the frozen code of the record type, in words.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// Whose record it is.
    pub handle: Handle,
    /// The running number of the record, or of the client whose record it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// The record itself.
    pub body: T,
}
