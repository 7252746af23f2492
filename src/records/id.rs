//! Random identifiers of 16 bytes. They stand in the clear and say nothing.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! id {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// Wraps 16 bytes.
            #[must_use]
            pub const fn new(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The 16 bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }

            /// Reads 32 hexadecimal digits.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                // Lower case only: an id has one spelling, so that another one is a change.
                if text.len() != 32 || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
                    return None;
                }
                let mut bytes = [0; 16];
                for (index, byte) in bytes.iter_mut().enumerate() {
                    *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).ok()?;
                }
                Some(Self(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'_, str>>::deserialize(from)?;
                Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not 32 hexadecimal digits"))
            }
        }
    };
}

id! {
    /// One vault, for its whole life.
    VaultId
}
id! {
    /// Whatever has keys of its own: a client, and later a request, a breach, a complaint.
    Handle
}
id! {
    /// One record through all its versions.
    RecordId
}
id! {
    /// One keyring slot; computed, so that no table of slots is needed.
    SlotId
}

#[cfg(test)]
mod tests {
    use super::Handle;

    #[test]
    fn hexadecimal_of_exactly_16_bytes() {
        let handle = Handle::new([0xab; 16]);
        assert_eq!(Handle::parse(&handle.to_string()), Some(handle));
        for wrong in ["", "ab", &"+b".repeat(16), &"é".repeat(16), &"ab".repeat(17), &"AB".repeat(16)] {
            assert_eq!(Handle::parse(wrong), None);
        }
    }
}
